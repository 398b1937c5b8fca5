"""The tests of a blueprint's examples: given past events, then an event or a refusal."""

from collections.abc import Iterable, Iterator

from ...blueprint.domain import Command, Emission, Example
from ...names import snake
from ..code import Import
from .facts import ExampleTest
from .layout import head
from .methods import ANSWER, PATCHED, PYTEST, ModelSuite
from .story import Story


class ExampleSuite:
    """Plays the examples of one aggregate with its samples; the refusals' file holds them."""

    def __init__(self, suite: ModelSuite) -> None:
        """Look at an aggregate."""
        self.suite = suite

    def examples(self) -> Iterator[ExampleTest]:
        """Write a test of each example that a sample can play."""
        for story in self.suite.stories.values():
            for number, example in enumerate(story.command.examples, start=1):
                if (told := self._example(story, example, number)) is not None:
                    self.suite.refusal |= self.suite.from_samples("")
                    yield told

    def _example(self, story: Story, example: Example, number: int) -> ExampleTest | None:
        command = story.command
        past = list(self._past(example.given))
        if len(past) < len(example.given) or (not past and not command.creates):
            return None
        lines = [line for step in past for line in step]
        name = f"def test_example_{number}_of_{snake(command.name)}"
        given = "" if command.creates else "given"
        call = f"samples.{self.suite.method(command)}({given})"
        if not example.refused:
            index = [it.event for it in command.emits].index(example.then)
            lines += self._answers(command.emits[index], index)
            before = "event = " if command.deletes else "_, event = "
            self.suite.refusal.add(self.suite.own("events", example.then))
            return ExampleTest(
                _head(name, lines), tuple(lines), f"{before}{call}", example.then, ""
            )
        named = {it.error: it for it in command.rejects}
        if example.then in named and not named[example.then].states:
            lines.append(self._patch(snake(example.then)))
        elif example.then == "Invalid":
            if not story.changes_anything:
                return None
            lines.append(self._patch(self.suite.cast.aggregate.rules[0].name, yes=False))
        elif example.then in {"NotFound", "AlreadyExists"}:
            met = self._met(story, example, past)
            if met is None:
                return None
            ahead, call = met
            lines += ahead
        home = f"{self.suite.types.package}.shared.errors"
        own = example.then in named
        self.suite.refusal |= {
            PYTEST,
            self.suite.own("model", example.then) if own else Import(home, example.then),
        }
        return ExampleTest(_head(name, lines), tuple(lines), call, "", example.then)

    def _met(
        self, story: Story, example: Example, past: list[list[str]]
    ) -> tuple[list[str], str] | None:
        """Write what leads to an item that is there or missing, and the call; None without one.

        What is said of an aggregate instead is for its use case: see `UseCaseSuite.examples`.
        """
        command, entity = story.command, self.suite.cast.entity(story.command)
        if entity is None or command.item is None or not past:
            return None
        method = f"samples.{self.suite.method(command)}"
        if example.then == "AlreadyExists":
            return [f"given = {self.suite.acted(story, 'given')}"], f"{method}(given)"
        strange = self.suite.cast.strange_key(command, len(past))
        if strange is None:
            return None
        self.suite.refusal |= strange.needs
        return [], f"{method}(given, {entity.key}={strange})"

    def _past(self, events: Iterable[str]) -> Iterator[list[str]]:
        """Yield the statements that lead to each event of the past, as long as there are any."""
        state, done = "", set[str]()
        for event in events:
            found = self._leading(event, state)
            if found is None or (found[0].item is not None and found[0].name in done):
                return
            command, index, state = found
            done.add(command.name)
            given = "" if command.creates else "given"
            answers = self._answers(command.emits[index], index)
            takes_back = [line.replace("=True)", "=False)") for line in answers]
            act = f"given, _ = samples.{self.suite.method(command)}({given})"
            yield [*answers, act, *takes_back]

    def _leading(self, event: str, state: str) -> tuple[Command, int, str] | None:
        """Return the command, outcome and next state by which an event comes about."""
        for story in self.suite.stories.values():
            command = story.command
            names = [it.event for it in command.emits]
            if event not in names or command.deletes or command.creates is not (not state):
                continue
            index = names.index(event)
            if command.creates:
                return command, index, self.suite.cast.born(command, index)
            accepted = self.suite.cast.accepted(command)
            if not accepted or state in accepted:
                return command, index, self.suite.cast.next_state(command, state, index)
        return None

    def _answers(self, emission: Emission, index: int) -> list[str]:
        return [self._patch(snake(emission.event))] if index else []

    def _patch(self, question: str, *, yes: bool = True) -> str:
        name = self.suite.cast.aggregate.name
        self.suite.refusal |= {ANSWER, PYTEST, self.suite.own("model", name)}
        return f'monkeypatch.setattr({name}, "{question}", FixedAnswer(yes={yes}))'


def _head(name: str, lines: list[str]) -> str:
    """Write the line that begins a test, which takes what its lines use."""
    return head(name, [PATCHED] if any(it.startswith("monkeypatch.") for it in lines) else [])
