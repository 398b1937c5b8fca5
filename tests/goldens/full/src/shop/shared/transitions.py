"""Which command is accepted in which state, as a table.

Source: Harel, Statecharts, Science of Computer Programming 8, 1987.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Generic, TypeVar

from shop.shared.errors import IllegalMove

S = TypeVar("S", bound=StrEnum)


class Transitions(Generic[S]):
    """For each state and command, the state after each outcome of the command.

    A pair that is not in the table is refused: by the refusal that `refusals` names,
    else by `IllegalMove`. A command that ends a life has no state after it.
    """

    def __init__(
        self,
        table: Mapping[tuple[S, str], tuple[S, ...]],
        refusals: Mapping[tuple[S, str], type[IllegalMove]] | None = None,
    ) -> None:
        """Keep the table, which nobody can change afterwards."""
        self.table: Mapping[tuple[S, str], tuple[S, ...]] = MappingProxyType(dict(table))
        self.refusals: Mapping[tuple[S, str], type[IllegalMove]] = MappingProxyType(
            dict(refusals or {})
        )

    def after(self, state: S, command: str, *, outcome: int = 0) -> S:
        """Return the state after the command; outcomes are counted from 0, the normal one.

        Raises:
            IllegalMove: The command is not accepted in this state.
        """
        return self.allow(state, command)[outcome]

    def allow(self, state: S, command: str) -> tuple[S, ...]:
        """Return the states after each outcome.

        Raises:
            IllegalMove: The command is not accepted in this state.
        """
        if (targets := self.table.get((state, command))) is not None:
            return targets
        refusal = self.refusals.get((state, command), IllegalMove)
        raise refusal(command, state, [source for source, name in self.table if name == command])
