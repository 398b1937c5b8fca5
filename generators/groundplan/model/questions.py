"""What only the owner can decide: short pure methods with a fixed answer."""

from collections.abc import Iterable, Iterator

from ..blueprint.domain import Aggregate, Command, Field
from ..names import snake
from .classes import attributes
from .code import Import, signature
from .facts import QuestionFacts
from .types import Types
from .wording import of_refusal, sentence


def asking(aggregate: Aggregate, subject: str) -> list[Command]:
    """Return the commands that ask a question: about a refusal, or a further event."""
    return [
        command
        for command in aggregate.commands
        if any(it.error == subject and not it.states for it in command.rejects)
        or any(it.event == subject for it in command.emits[1:])
    ]


def is_asked(aggregate: Aggregate) -> bool:
    """Say whether an aggregate leaves anything to its owner, answers of queries included."""
    return (
        bool(aggregate.rules)
        or any(it.asks for it in aggregate.queries)
        or any(not no.states for it in aggregate.commands for no in it.rejects)
        or any(it.emits[1:] for it in aggregate.commands)
    )


def shared_fields(types: Types, aggregate: Aggregate, subject: str) -> tuple[Field, ...]:
    """Return what all commands that ask this question know, by name and type."""
    first, *others = (known_fields(types, aggregate, it) for it in asking(aggregate, subject))
    return tuple(it for it in first if all(_is_among(types, it, other) for other in others))


def known_fields(types: Types, aggregate: Aggregate, command: Command) -> tuple[Field, ...]:
    """Return what a command takes, and the answer of the port that it asks."""
    answer = types.domain.answer(aggregate, command)
    taken = tuple(it.field for it in command.takes)
    return taken if answer is None else (*taken, answer)


def _is_among(types: Types, field: Field, others: Iterable[Field]) -> bool:
    wanted = _plain(types, field)
    return any(it.name == field.name and _plain(types, it) == wanted for it in others)


def _plain(types: Types, field: Field) -> str:
    return parameter_annotation(types, field)


def parameter_annotation(types: Types, field: Field) -> str:
    """Write the annotation a taken field has as a parameter."""
    (facts,), _ = attributes(types, (field,), defaults=True)
    return facts.annotation


class Questions:
    """The questions of one aggregate, and what their parameters import."""

    def __init__(self, types: Types, aggregate: Aggregate) -> None:
        """Look at an aggregate."""
        self.types = types
        self.aggregate = aggregate
        self.needs: set[Import] = set()

    def rules(self) -> tuple[QuestionFacts, ...]:
        """Return the rules; they look at the aggregate alone, where all that was taken now is."""
        truth = self._truth() if self.aggregate.rules else ""
        return tuple(
            QuestionFacts(it.name, sentence(it.words), signature(it.name, (), truth), "True")
            for it in self.aggregate.rules
        )

    def _truth(self) -> str:
        truth = self.types.builtin("bool")
        self.needs |= truth.needs
        return str(truth)

    def others(self) -> tuple[QuestionFacts, ...]:
        """Return the refusals in words and the further events, each once."""
        found = {name: self._question(name, said) for name, said in self._subjects()}
        return tuple(found.values())

    def _subjects(self) -> Iterator[tuple[str, str]]:
        for command in self.aggregate.commands:
            for rejection in command.rejects:
                if not rejection.states:
                    yield rejection.error, of_refusal(rejection, self.aggregate.name)
            for emission in command.emits[1:]:
                normal = command.emits[0].event
                yield emission.event, f"Say whether {emission.event} happens instead of {normal}."

    def _question(self, subject: str, said: str) -> QuestionFacts:
        fields = shared_fields(self.types, self.aggregate, subject)
        parameters, needs = attributes(self.types, fields)
        self.needs |= needs
        named = [f"{it.name}: {it.annotation}" for it in parameters]
        head = signature(snake(subject), named, self._truth())
        return QuestionFacts(snake(subject), said, head, "False")
