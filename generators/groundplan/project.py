"""Make a project: from answers and a blueprint to files in a place.

Everything is checked and rendered before the first byte is written.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from . import source, staging
from .answers import Answers
from .blueprint import Blueprint
from .door import context_of, preset_text
from .english import some_of
from .errors import EnvironmentFailed, GeneratorFault, Refused
from .formatter import tidied
from .journal import state_of
from .recorded import facts_of, read_record
from .renderer import renderer
from .report import Report
from .sweeping import unswept
from .tree import ANSWERS_FILE, BLUEPRINT, HISTORY, YOURS, Tree, faults

WELCOME = frozenset({BLUEPRINT, ".git"})  # what a new project's folder may hold already


def preset(name: str) -> Blueprint:
    """Return one of the blueprints to begin with."""
    return Blueprint.parse(preset_text(name), f"{name}.yml")


def render(answers: Answers, blueprint: Blueprint) -> Tree:
    """Render the project of a blueprint, formatted and checked, in memory.

    Shape: path relative to the project -> text.

    Raises:
        AnswersInvalid: The answers do not go with the blueprint.
        BlueprintUnsupported: This version does not generate all of it.
    """
    tree = tidied(printed(answers, blueprint))
    texts = [blueprint.text, *map(str, answers.recorded().values())]
    if wrong := faults(tree, user_text=texts):
        raise GeneratorFault("\n".join(wrong))
    return tree


def printed(answers: Answers, blueprint: Blueprint) -> Tree:
    """Render the project as the templates print it: neither formatted nor checked.

    Raises:
        AnswersInvalid: The answers do not go with the blueprint.
        BlueprintUnsupported: This version does not generate all of it.
    """
    with unswept():
        context = context_of(answers, blueprint)
        template = source.here()
        context["_copier_answers"] = {**dict(template.recorded), **context["_copier_answers"]}
        context["_copier_conf"] = {"answers_file": ANSWERS_FILE}
        return renderer(template.root).render(context)


def create(
    destination: str | Path,
    answers: Answers,
    blueprint: Blueprint,
    *,
    force: bool = False,
    rehearse: bool = False,
) -> Report:
    """Make the project in a folder that is absent, empty or holds only its blueprint.

    `force` lets the folder hold more, even this very project: generated files are written
    over, others, migrations and the blueprint stay. `rehearse` only says what would be written.

    Raises:
        Refused: The place is taken, or not safe to write into.
        EnvironmentFailed: The disk or the rights failed.
    """
    tree = render(answers, blueprint)
    root = _place(Path(destination))
    notes = () if rehearse else staging.recover(root)
    todo = staging.differing(root, tree)
    if root.exists():
        todo = _without_yours(root, todo, blueprint)
        if todo or not notes:
            _check_place(root, tree, notes, force=force)
            _check_same(root, tree, notes)
    if not rehearse and todo:
        _write(root, todo)
    return Report(
        destination=Path(destination),
        package=answers.completed(blueprint).package,
        modules=tuple(module.name for module in blueprint.domain.modules),
        written=tuple(todo),
        kept=tuple(path for path in tree if path not in todo),
        notes=notes,
        rehearsed=rehearse,
    )


def _place(destination: Path) -> Path:
    """Return the folder that a destination means; it may not exist yet."""
    with looked_at(destination):
        if destination.is_symlink():
            raise Refused(f"{destination} is a symbolic link; name the folder it points to")
        root = destination.parent.resolve() / destination.name if destination.name else destination
        root = root.resolve()
        if root.exists() and not root.is_dir():
            raise Refused(f"{destination} is a file; name a folder")
    return root


@contextmanager
def looked_at(place: str | Path) -> Iterator[None]:
    """Turn what the system says of a place that nothing can be called into one line."""
    try:
        yield
    except (OSError, ValueError) as error:  # too long, out of reach, or with a NUL in it
        raise EnvironmentFailed(f"cannot look at {str(place)!r}: {error}") from error


def _without_yours(root: Path, todo: Tree, blueprint: Blueprint) -> Tree:
    """Leave out the files that belong to the user and are there."""
    there = {path for path in todo if path in YOURS and (root / path).is_file()}
    if there and Blueprint.load(root / BLUEPRINT).text != blueprint.text:
        raise Refused(
            f"{root / BLUEPRINT} says something else than the blueprint given;"
            " the one in the folder counts: give no other, or take it away"
        )
    if (root / HISTORY).is_dir():
        there |= {path for path in todo if HISTORY in path.parents}
    return Tree({path: it for path, it in todo.items() if path not in there}, todo.executable)


def _check_place(root: Path, tree: Tree, notes: tuple[str, ...], *, force: bool) -> None:
    """Refuse a folder that holds something, unless forced, and any link on the way."""
    held = sorted(it.name for it in root.iterdir() if it.name not in WELCOME)
    if held and not force:
        refusal = (
            f"{root} is not empty: {some_of(held)};"
            " name another folder, or add --force to write over generated files"
        )
        raise Refused("\n".join([*notes, refusal]))
    if blocked := staging.obstacles(root, tree):
        raise Refused("\n".join([*blocked[:5], "nothing is written through a link; remove it"]))


def _check_same(root: Path, tree: Tree, notes: tuple[str, ...]) -> None:
    """Refuse a project of other answers or another blueprint: an update brings both into it."""
    file = root / ANSWERS_FILE
    if not file.is_file():
        return
    record, wanted = read_record(file), facts_of(tree[PurePosixPath(ANSWERS_FILE)])
    was = {**record.answers, "blueprint": record.blueprint}
    other = sorted(it for it in wanted if it in was and was[it] != wanted[it])
    if other:
        refusal = (
            f"{root} is a project with another {', '.join(other)}; groundplan update changes it,"
            f" or take {ANSWERS_FILE} away to write a second project over it"
        )
        raise Refused("\n".join([*notes, refusal]))


def _write(root: Path, todo: Tree) -> None:
    """Write what is to do: an empty folder stays the one that it is, with its owner and mode."""
    if not root.exists():
        staging.write_new(root, todo)
        return
    before = _states(root, todo)

    def check() -> None:
        if _states(root, todo) != before:
            raise Refused(f"{root} was filled meanwhile; look at it, then run again")

    staging.write_into(root, todo, check=check)


def _states(root: Path, todo: Tree) -> dict[PurePosixPath, str]:
    """Return what is there already of some files, by their digests."""
    return {path: state_of(root / path) for path in todo if os.path.lexists(f"{root}/{path}")}
