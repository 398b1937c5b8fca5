"""Read what a project keeps about its making: the answers file.

It lies in the user's repository, so it is input like any other: size, nesting and aliases
are bounded, and every answer is checked again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .answers import Answers
from .blueprint import Blueprint
from .blueprint.reader import Source
from .errors import AnswersInvalid, BlueprintInvalid, Refused
from .tree import ANSWERS_FILE


@dataclass(frozen=True, slots=True)
class Record:
    """What a project keeps: the answers as they were given, the blueprint last applied.

    Nothing in it is judged yet; `source` and `commit` are empty where none is recorded.
    """

    answers: Mapping[str, Any]
    blueprint: str
    source: str
    commit: str


def recorded_answers(file: Path) -> tuple[Answers, str]:
    """Return the answers of a project and the blueprint that was last applied.

    Raises:
        AnswersInvalid: An answer is wrong, or none of ours.
        BlueprintInvalid: The file is no YAML, or has a key twice.
        Refused: The file is no answers file.
    """
    record = read_record(file)
    try:
        return Answers(**record.answers), record.blueprint
    except AnswersInvalid as wrong:
        raise AnswersInvalid(f"{file.name}: {it}" for it in wrong.problems) from wrong


def read_record(file: Path) -> Record:
    """Read the answers file of a project, whatever version wrote it.

    Raises:
        AnswersInvalid: What should be text is none.
        BlueprintInvalid: The file is no YAML, or has a key twice.
        Refused: The file is no answers file.
    """
    return record_of(file.read_bytes(), file)


def record_of(content: bytes, file: Path) -> Record:
    """Read what an answers file holds, or held once; `file` is what errors call it.

    Raises:
        GroundplanError: As `read_record`.
    """
    try:
        text = content.decode().removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise Refused(f"{file} is no UTF-8 text") from None
    if not text.strip():
        raise Refused(f"{file} is empty; bring it back, for nobody can make it up")
    source = Source(text, file.name)
    if source.problems:
        raise BlueprintInvalid(source.problems)
    held = source.root.plain()
    if not isinstance(held, dict):
        raise Refused(f"{file} is no answers file")
    given = {name: value for name, value in held.items() if not name.startswith("_")}
    texts = {
        "blueprint": given.pop("blueprint", ""),
        "_src_path": held.get("_src_path", ""),
        "_commit": held.get("_commit", ""),
    }
    if wrong := [name for name, it in texts.items() if not isinstance(it, str)]:
        raise AnswersInvalid(f"{name}: it holds no text" for name in wrong)
    return Record(given, texts["blueprint"], texts["_src_path"], texts["_commit"])


def facts_of(text: str) -> Mapping[str, Any]:
    """Return what the answers file of a render says, but for what copier adds."""
    read = Source(text, ANSWERS_FILE).root.plain() if text else {}
    facts = read if isinstance(read, dict) else {}
    return {name: it for name, it in facts.items() if not name.startswith("_")}


def recorded_problems(folder: Path, blueprint: Blueprint) -> tuple[str, ...]:
    """Check the answers file of a project; say what there is to know about it."""
    file = folder / ANSWERS_FILE
    if not file.is_file():
        return ()
    answers, snapshot = recorded_answers(file)
    answers.completed(blueprint)
    if snapshot == blueprint.text:
        return ()
    return (f"{file.name}: blueprint.yml was changed since it was last applied",)
