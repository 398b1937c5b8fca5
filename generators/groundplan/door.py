"""From answers and a blueprint to the context that templates read, the same at both doors."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from .answers import Answers, named
from .blueprint import Blueprint
from .errors import AnswersInvalid, BlueprintInvalid, BlueprintUnsupported, GroundplanError, Refused
from .model import Model

PRESETS = Path(__file__).resolve().parent / "presets"
GIVEN = (*Answers.model_fields, "blueprint")

__all__ = ["GIVEN", "GroundplanError", "context_of", "derived", "preset_text", "suggested"]


def context_of(answers: Answers, blueprint: Blueprint) -> dict[str, Any]:
    """Return all that templates may read, but for what names the template itself.

    Raises:
        AnswersInvalid: The answers do not go with the blueprint.
        BlueprintUnsupported: This version does not generate all of it.
    """
    if blueprint.unsupported:
        raise BlueprintUnsupported(blueprint.unsupported)
    full = answers.completed(blueprint)
    return {
        **Model.of(full, blueprint).context(),
        "blueprint": blueprint.text,
        "_copier_answers": {**full.recorded(), "blueprint": blueprint.text},
    }


def derived(given: Mapping[str, object]) -> dict[str, Any]:
    """Judge what copier collected, all of it at once, and return the context.

    Raises:
        GroundplanError: An answer or the blueprint is wrong; it says each problem.
    """
    said: list[str] = []
    answers = blueprint = None
    try:
        answers = Answers(**{name: given[name] for name in Answers.model_fields})
    except AnswersInvalid as error:
        said += error.problems
    if not any(it.startswith("preset:") for it in said):
        try:
            blueprint = Blueprint.parse(str(given["blueprint"]))
        except BlueprintInvalid as error:
            said += map(str, error.problems)
    if answers is None or blueprint is None:
        raise AnswersInvalid(said)
    return context_of(answers, blueprint)


def suggested(file: Path, preset: object, text: object, title: object) -> dict[str, object]:
    """Return what the questions need: the blueprint to record, and fitting names.

    `file` is the project's own blueprint, `text` what is recorded so far, `title` the
    project's name so far. Nothing is judged: what is broken only gives poorer names.

    Raises:
        Refused: The file is no text, or empty.
    """
    own = _text_of(file) if file.is_file() else ""
    if not own and file.is_file():
        raise Refused(f"{file} is empty; write a blueprint, or take it away to begin with a preset")
    begun = preset_text(str(preset))
    names = named(*_name_and_doc(own or str(text or "") or begun), str(title or ""))
    return {"blueprint_text": own, "blueprint_preset": begun, "suggested": names}


@lru_cache(maxsize=4)
def _name_and_doc(text: str) -> tuple[str, str]:
    try:
        domain = Blueprint.parse(text).domain
    except BlueprintInvalid:
        return "project", ""
    return domain.name, domain.doc


def preset_text(name: str) -> str:
    """Return a blueprint to begin with; nothing where there is none of that name."""
    found = {file.stem: file for file in PRESETS.glob("*.yml")}
    return found[name].read_text("utf-8") if name in found else ""


def _text_of(file: Path) -> str:
    try:
        text = file.read_bytes().decode()
    except UnicodeDecodeError:
        raise Refused(f"{file} is no UTF-8 text") from None
    return text.removeprefix("\ufeff").replace("\r\n", "\n")  # as Blueprint reads it
