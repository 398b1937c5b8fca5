"""Why a file changes: by the blueprint, by an answer, or by the template."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from ..english import some_of
from ..tree import Origin
from .differences import Difference

NAMED = 2  # reasons that are spelled out; the rest is counted


@dataclass(frozen=True, slots=True)
class Reasons:
    """All that differs between the last version and the new one.

    Shape: `answers` is what each says now, by name, if it said something else; `template`
    names both versions, and is empty where one version made both.
    """

    blueprint: tuple[Difference, ...]
    answers: Mapping[str, object]
    template: str

    def of(self, origin: Origin | None, old: str, new: str) -> str:
        """Say why a file became another, or came, or went."""
        within = [it for it in self.blueprint if it.within(origin.items if origin else ())]
        changed = _changed(old, new)
        said = [str(it) for it in within if it.is_told_by(changed)]
        answers = [f"the answer {name} is {_typed(it)} now" for name, it in self.answers.items()]
        if not said and self.template:
            # Which of them it was is not known: nothing is rendered in between.
            told = f"the template changed, {self.template}"
            return some_of([told, *answers], most=NAMED + 1, apart=", or ")
        said = said or answers or [str(it) for it in within or self.blueprint]
        return some_of(said, most=NAMED, apart="; ") or "it is rendered in another way"


def _typed(answer: object) -> str:
    """Return an answer as it is typed."""
    return str(answer).lower() if isinstance(answer, bool) else str(answer)


def _changed(old: str, new: str) -> str:
    """Return the lines that only one of two texts has."""
    before, after = old.splitlines(), new.splitlines()
    if not before or not after:
        return "\n".join(before or after)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    lines = []
    for tag, start, stop, begin, end in matcher.get_opcodes():
        if tag != "equal":
            lines += [*before[start:stop], *after[begin:end]]
    return "\n".join(lines)
