"""The transition table of an aggregate, and how its methods use it."""

from ..blueprint.domain import Aggregate, Command
from ..names import snake
from .code import call
from .facts import RefusalFacts


class Table:
    """Which command is accepted in which state."""

    def __init__(self, aggregate: Aggregate) -> None:
        """Look at an aggregate; without states the table is empty."""
        self.aggregate = aggregate
        self.name = f"{snake(aggregate.name).upper()}_MOVES"
        self.enum = f"{aggregate.name}State"

    def rows(self) -> tuple[str, ...]:
        """Return the rows in the order of the commands, then of the states."""
        return tuple(
            self._row(source, command, targets)
            for command in self.aggregate.commands
            for source, targets in self._moves(command).items()
        )

    def refusals(self) -> tuple[RefusalFacts, ...]:
        """Return the refusals that commands name for some states."""
        return tuple(
            RefusalFacts(self._member(state), command.name, rejection.error)
            for command in self.aggregate.commands
            for rejection in command.rejects
            for state in rejection.states
        )

    def sources(self, command: Command) -> tuple[str, ...]:
        """Return the states in which the command is accepted; none where it is in all."""
        return tuple(self._moves(command))

    def gate(self, command: Command, local: str) -> str:
        """Write the statement that refuses a wrong state; empty where none is wrong.

        `local` is the variable for the state afterwards, where it can be looked up at once.
        """
        moves = self._moves(command)
        if not moves:
            return ""
        if self._is_one_way(command):
            return f'{local} = {self.name}.after(self.state, "{command.name}")'
        return f'{self.name}.allow(self.state, "{command.name}")'

    def state_after(self, command: Command, outcome: int, local: str) -> str:
        """Write the state after an outcome, which may be in the variable of the gate.

        Empty where the command does not set it.
        """
        if command.creates:
            return self._born(command, outcome)
        if not self.sets_state(command):
            return ""
        if self._is_one_way(command):
            return local
        chosen = f", outcome={outcome}" if outcome else ""
        return f'{self.name}.after(self.state, "{command.name}"{chosen})'

    def sets_state(self, command: Command) -> bool:
        """Say whether any outcome leads to another state."""
        if command.creates or command.deletes:
            return False
        return any({source} != set(targets) for source, targets in self._moves(command).items())

    def first_state(self, command: Command) -> str:
        """Return the state after birth; empty without states."""
        return next((move.targets[0] for move in command.moves if not move.source), "")

    def next_state(self, command: Command, state: str) -> str:
        """Return the state after the normal outcome; `gone` after a deleting command."""
        if command.deletes:
            return "gone"
        return self._moves(command).get(state, (state,))[0]

    def _is_one_way(self, command: Command) -> bool:
        """Say whether all outcomes lead to one state, which then can be looked up at once."""
        single = all(len(set(it)) == 1 for it in self._moves(command).values())
        return single and self.sets_state(command)

    def _born(self, command: Command, outcome: int) -> str:
        if not self.aggregate.states:
            return ""
        targets = next(move.targets for move in command.moves if not move.source)
        return self._member(targets[min(outcome, len(targets) - 1)])

    def _moves(self, command: Command) -> dict[str, tuple[str, ...]]:
        """Map each state in which the command is accepted to the states after each outcome."""
        if command.creates:
            return {}
        if command.moves:
            return {move.source: self._per_outcome(command, move.targets) for move in command.moves}
        refused = {state for rejection in command.rejects for state in rejection.states}
        if not refused:
            return {}
        return {it: (it,) for it in self.aggregate.states if it not in refused}

    def _per_outcome(self, command: Command, targets: tuple[str, ...]) -> tuple[str, ...]:
        """Repeat one target for all outcomes; none for a command that ends the life."""
        alive = tuple(target for target in targets if target)
        return alive * len(command.emits) if len(alive) == 1 and len(command.emits) > 1 else alive

    def _row(self, source: str, command: Command, targets: tuple[str, ...]) -> str:
        """Write a row of the table, exploded where it would not fit."""
        key = f'({self._member(source)}, "{command.name}"): '
        listed = [self._member(it) for it in targets]
        if len(listed) == 1:
            return f"{key}({listed[0]},)"
        return call(key, listed, indent=8)

    def _member(self, state: str) -> str:
        return f"{self.enum}.{state.upper()}"
