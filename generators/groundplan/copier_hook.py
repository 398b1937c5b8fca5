"""What copier loads from the checkout that it renders.

Each checkout brings its own answers, blueprint language and model, under a private name,
so that an update renders the old version with the old ones. Nothing is judged while
questions are asked: there the context still holds what was recorded last.
"""

import hashlib
import sys
from collections.abc import Mapping
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from copier.errors import UserMessageError
from copier_template_extensions import ContextHook
from jinja2 import Environment, pass_context
from jinja2.runtime import Context

HERE = Path(__file__).resolve().parent


def private_package() -> str:
    """Import the package beside this file under a name that no other checkout has."""
    name = "_groundplan_" + hashlib.sha256(str(HERE).encode()).hexdigest()[:16]
    if name not in sys.modules:
        spec = spec_from_file_location(
            name, HERE / "__init__.py", submodule_search_locations=[str(HERE)]
        )
        if spec is None or spec.loader is None:
            raise UserMessageError(f"{HERE} is incomplete")
        module = module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return name


_door = import_module(f"{private_package()}.door")
_sinks = import_module(f"{private_package()}.sinks")
_tree = import_module(f"{private_package()}.tree")


@pass_context
def offered(context: Context, choices: list[str], name: str) -> str:
    """Offer the choices of a question, and what was given: judged once, with all others.

    copier ends with a traceback where a given answer is none of the choices.
    """
    given = context.get(name)
    extra = [given] if isinstance(given, str) and given not in choices else []
    return f"[{', '.join(map(_sinks.as_yaml, [*choices, *extra]))}]"


class GroundplanHook(ContextHook):
    """Puts the model into every context of copier."""

    def __init__(self, environment: Environment) -> None:
        """Install the filters that both doors share."""
        super().__init__(environment)
        environment.filters.update(_sinks.FILTERS)
        environment.filters["offered"] = offered
        self._seen: tuple[tuple[object, ...], Mapping[str, object]] = ((), {})
        self._asked: tuple[object, Mapping[str, object]] = (None, {})
        self._kept: bool | None = None

    def hook(self, context: dict[str, Any]) -> None:
        """Suggest answers in the prompt phase; judge and derive when files are rendered."""
        match str(context["_copier_phase"]):
            case "prompt":
                context.update(self._suggested(context))
            case "render" | "tasks":
                context.update(self._derived(context))

    def _suggested(self, context: Mapping[str, Any]) -> Mapping[str, object]:
        # It is empty while copier finds out what it is called.
        if str(context["_copier_conf"]["answers_file"]) not in {"", _tree.ANSWERS_FILE}:
            raise UserMessageError(f"answers are kept in {_tree.ANSWERS_FILE}; name no other file")
        file = Path(str(context["_copier_conf"]["dst_path"])) / "blueprint.yml"
        known = (file, *(context.get(it) for it in ("preset", "blueprint", "project_name")))
        if self._asked[0] != known:
            try:
                self._asked = (known, _door.suggested(*known))
            except _door.GroundplanError as error:
                raise UserMessageError(str(error)) from error
        own = self._asked[1]["blueprint_text"]
        if own and context["_copier_conf"]["data"].get("blueprint", own) != own:
            raise UserMessageError(
                f"{file} says something else than the blueprint given;"
                " the one in the folder counts: give none with -d or --data-file"
            )
        return self._asked[1]

    def _derived(self, context: dict[str, Any]) -> Mapping[str, object]:
        """Return the model of the answers; the same objects give the same model."""
        given = tuple(context.get(name) for name in _door.GIVEN)
        if len(self._seen[0]) != len(given) or any(
            old is not new for old, new in zip(self._seen[0], given, strict=True)
        ):
            try:
                derived = _door.derived(dict(zip(_door.GIVEN, given, strict=True)))
            except _door.GroundplanError as error:
                raise UserMessageError(str(error)) from error
            self._seen = (given, derived)
        recorded = {
            name: value
            for name, value in context["_copier_answers"].items()
            if name.startswith("_")
        }
        if self._kept is None:  # asked before the first file is written
            folder = Path(str(context["_copier_conf"]["dst_path"]))
            self._kept = (folder / _tree.HISTORY).is_dir()
        return {
            **self._seen[1],
            "history_kept": self._kept,
            "_copier_answers": recorded | dict(self._seen[1]["_copier_answers"]),  # type: ignore[call-overload]
        }


class GuardHook(ContextHook):
    """Stops an update that would lose edits, before the first file is written.

    All answers are given then, also those that were typed.
    """

    def __init__(self, environment: Environment) -> None:
        """Look at nothing yet."""
        super().__init__(environment)
        self._looked = False

    def hook(self, context: dict[str, Any]) -> None:
        """Look once, when copier asks what to leave out of the project itself."""
        if self._looked or context.get("_copier_operation") != "update":
            return
        folder = Path(str(context["_copier_conf"]["dst_path"]))
        if str(context["_copier_phase"]) != "render" or not (folder / _tree.ANSWERS_FILE).is_file():
            return  # the copies that copier compares hold nothing yet
        self._looked = True
        answers = {name: context[name] for name in _door.GIVEN if name in context}
        del answers["blueprint"]
        template = str(context["_copier_conf"]["src_path"])
        # What plans an update is not loaded for a first copy.
        guard = import_module(f"{private_package()}.guard")
        try:
            guard.check(folder, template, answers)
        except _door.GroundplanError as error:
            raise UserMessageError(f"nothing was changed\n{error}") from error
