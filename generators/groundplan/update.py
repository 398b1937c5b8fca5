"""Update a project: compare what was last applied, what would be now, and what the user has.

The result is a plan. Nothing is written before it is complete, and then all of it or nothing.
"""

import shutil
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from . import past, source, staging
from .answers import Answers
from .blueprint import Blueprint
from .english import some_of
from .errors import EnvironmentFailed, Refused, RehearsalRed
from .joining import joined
from .last import Last, absolute, given_answers, known_answers, last_applied, root_of, running
from .merge import is_python
from .model.revisions import Side
from .names import spellings
from .past import Version
from .plan import Plan
from .plan.decide import Sides, operations
from .plan.differences import differences
from .plan.earlier import only_new_renames
from .plan.elsewhere import told
from .plan.held import FOREIGN, held, whereabouts
from .plan.history import begun, continued
from .plan.matching import Names, pairs
from .plan.operation import Operation
from .plan.reasons import Reasons
from .project import render
from .prove import CHECKS, Proof, admit_packages, prove
from .recorded import facts_of
from .report import Updated
from .sinks import answers_yaml
from .tree import ANSWERS_FILE, BLUEPRINT, Tree, digest
from .worktree import Worktree

MOST_SAID = 40  # lines of all that failed in a rehearsal


def plan_update(  # noqa: PLR0913 - all but the first are by name, with a default
    destination: str | Path = ".",
    *,
    answers: Mapping[str, Any] | Answers | None = None,
    to: str = "",
    origin: str = "",
    trust: bool = False,
    migrate: bool = True,
) -> Plan:
    """Plan the update of a project to its blueprint of today; nothing is written.

    `answers` change those on record; of `Answers` those that were given count. `to` is the
    version to go to, of the source on record, instead of the one that runs. `origin` is where
    the versions of the project can be had, if not where the record says; `trust` lets the code
    of any source on record run. With `migrate` a change of tables brings a migration.

    Raises:
        Refused: The folder is no project of ours, or is not to be touched now.
        BlueprintInvalid: The blueprint is wrong, or at odds with data that is stored.
        AnswersInvalid: An answer is wrong.
        EnvironmentFailed: A version cannot be had.
    """
    if staging.is_interrupted(root_of(destination)):
        raise Refused(f"an update of {destination} was interrupted; `groundplan update` ends it")
    last = last_applied(destination, origin=origin, trust=trust)
    target = _target(last, to, origin)
    content = _asked(last.root)
    blueprint = Blueprint.load(last.root / BLUEPRINT)
    notes = [*last.notes]
    if target.source != last.version.source:
        notes.append(f"its template comes from {target.source} now, not from {last.version.source}")
    if last.blueprint is not None:
        blueprint = only_new_renames(last.blueprint, blueprint)
        notes += map(str, blueprint.since(last.blueprint))
    kept, gone = known_answers(last.record.answers, all_of_them=target == last.version or bool(to))
    given = {**kept, **given_answers(answers)}
    theirs = _theirs(target, given, blueprint, to=bool(to))
    today = known(given), blueprint
    found, said = _operations(last, target, today, theirs, migrate=migrate)
    return Plan(
        destination=last.root,
        source=last.version,
        target=target,
        blueprint=digest(content),
        operations=found,
        notes=(*notes, *gone, *said),
    )


def _asked(root: Path) -> bytes:
    """Read the blueprint of today; a plan is checked against the file itself."""
    there = held(root, PurePosixPath(BLUEPRINT))
    if there.content is None:
        raise Refused(
            f"{root}: {there.odd}, and an update follows none; put the file itself in its place"
        )
    return there.content


def _target(last: Last, to: str, origin: str) -> Version:
    """Return the version to go to; one that is older is only gone to when asked for."""
    if to:
        return Version(absolute(origin) if origin else last.version.source, to)
    target = running(last.version.source)
    if origin and target.source == source.REPOSITORY:  # nobody knew, until now
        target = Version(absolute(origin), target.commit)
    old, new = last.version.number(), target.number()
    if old and new and new < old:
        raise Refused(
            f"the project was made by {last.version}, and this is {target};"
            f" update groundplan, or go back with --to {target}"
        )
    return target


def _theirs(target: Version, given: Mapping[str, Any], blueprint: Blueprint, *, to: bool) -> Tree:
    if not to or (target == running(target.source) and source.is_pristine()):
        tree = render(Answers(**given), blueprint)
        if target == running():
            return tree
    else:
        tree = past.rendered(target, given, blueprint.text)
    record = PurePosixPath(ANSWERS_FILE)
    if record not in tree:
        raise EnvironmentFailed(f"{target} writes no {ANSWERS_FILE}, so it cannot be gone to")
    told = {"_commit": target.commit, "_src_path": target.source}
    return tree.with_files({record: answers_yaml({**told, **facts_of(tree[record])})})


def known(given: Mapping[str, Any]) -> Answers:
    """Understand answers, perhaps those of another version, as far as we ask for them too."""
    return Answers(**{name: it for name, it in given.items() if name in Answers.model_fields})


def _operations(
    last: Last, target: Version, today: Side, theirs: Tree, *, migrate: bool
) -> tuple[tuple[Operation, ...], tuple[str, ...]]:
    old, blueprint = last.blueprint, today[1]
    worktree = Worktree.of(last.root)
    last, merged = joined(last, worktree)
    where = whereabouts(last.root, last.tree, {*last.tree, *theirs}, worktree)
    reasons = Reasons(
        blueprint=differences(old, blueprint) if old else (),
        answers=_changed_answers(last.tree, theirs),
        template="" if last.version.commit == target.commit else f"{last.version} -> {target}",
    )
    names = Names.between(old, blueprint) if old else Names()
    spelled = (*_respelled(last.tree, theirs), *names.spellings)
    sides = Sides(last.root, last.tree, theirs, where, reasons, spelled, names.reused)
    matched = pairs(last.tree, theirs, names)
    before = (known(last.record.answers), old) if old and migrate else None
    migration, notes = continued(sides, before, today)
    found = (*operations(sides, matched), *begun(last.root, theirs), *migration)
    found = told(found, sides, matched, worktree)
    if where.missing and worktree is None:
        notes = (*notes, "this is no git repository, so edited files are not followed when moved")
    notes = (*notes, *merged, *_left_behind(last, theirs), *_unread(found))
    return tuple(sorted(found, key=lambda it: it.path)), notes


def _respelled(base: Tree, theirs: Tree) -> Iterator[tuple[str, str]]:
    """Go through the forms of the package's name, where it has got another one."""
    record = PurePosixPath(ANSWERS_FILE)
    old, new = (facts_of(it.get(record, "")).get("package") for it in (base, theirs))
    if isinstance(old, str) and isinstance(new, str) and old != new:
        yield from zip(spellings(old), spellings(new), strict=True)


def _left_behind(last: Last, theirs: Tree) -> Iterator[str]:
    """Say where the user has files in a folder that no template writes into any more."""
    kept = {parent for path in theirs for parent in path.parents}
    for folder in sorted({path.parent for path in last.tree} - kept):
        place = last.root / folder
        if held(last.root, folder / "x").odd or not place.is_dir():
            continue
        inside = (it for it in sorted(place.iterdir()) if it.is_file())
        if own := [it.name for it in inside if folder / it.name not in last.tree]:
            yield f"no template writes into {folder} any more; {', '.join(own)} there is yours"


def _unread(found: Iterable[Operation]) -> Iterator[str]:
    """Say which merges were not looked at: the syntax of the user's side is not ours."""
    merges = (it for it in found if it.kind in {"merge", "move"} and it.path.suffix == ".py")
    if unread := sorted(str(it.path) for it in merges if not is_python(it.old or "")):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        yield (
            f"what was merged into {some_of(unread)} was not looked at:"
            f" it is no Python {version}, on which groundplan runs here"
        )


def _changed_answers(base: Tree, theirs: Tree) -> dict[str, object]:
    """Return the answers that are others now."""
    old, new = (facts_of(tree.get(PurePosixPath(ANSWERS_FILE), "")) for tree in (base, theirs))
    changed = {name: it for name, it in new.items() if name in old and old[name] != it}
    return {name: it for name, it in changed.items() if name != "blueprint"}


def update(destination: str | Path = ".", *, rehearsed: bool = False, **options: Any) -> Updated:
    """Plan an update and apply it; end first what an interrupted run had begun.

    `rehearsed` runs the project's checks on a copy before anything is written; the other
    options are those of `plan_update`.

    Raises:
        RehearsalRed: A check failed in the copy.
        GroundplanError: As `plan_update` and `Plan.apply`.
    """
    root = root_of(destination)
    notes = staging.recover(root) if root.is_dir() else ()
    plan = plan_update(destination, **options)
    if notes and not plan.writes:
        worktree = Worktree.of(root)
        left = worktree.unmerged() if worktree else ()
        ended = plan.report()
        if worktree:
            ended = replace(ended, conflicts=tuple(f"{it}: not resolved yet" for it in left))
        return replace(ended, notes=(*notes, *ended.notes))
    try:
        plan.admit()
        if rehearsed:
            notes = (*notes, _verdict(rehearse(plan), _tools(plan.destination)))
        report = plan.apply()
    except (Refused, RehearsalRed) as refusal:
        raise type(refusal)("\n".join([*notes, str(refusal)])) from None
    return replace(report, notes=(*notes, *report.notes))


def _verdict(proofs: tuple[Proof, ...], tools: Path) -> str:
    """Return the verdict of a rehearsal.

    Raises:
        RehearsalRed: A check failed.
    """
    failed = [it for it in proofs if not it.passed]
    if failed:
        said = [line for it in failed for line in it.ended(MOST_SAID // len(failed))]
        raise RehearsalRed("\n".join([*said, "the rehearsal ended red; nothing was changed"]))
    checks = ", ".join(" ".join(it.check) for it in proofs)
    return f"Rehearsed in a copy, by the programs in {tools}: {checks} passed."


def rehearse(plan: Plan) -> tuple[Proof, ...]:
    """Apply a plan to a copy of the project and run the project's own checks there.

    Raises:
        EnvironmentFailed: A program that checks is missing.
        Refused: The project changed since the plan was made, or the update adds what is not
            installed.
    """
    plan.check()
    tools = _tools(plan.destination)
    with tempfile.TemporaryDirectory(prefix="groundplan-") as scratch:
        copy = Path(scratch, plan.destination.name or "project")
        _copied(plan.destination, copy)
        if plan.writes:
            plan.apply_to_copy(copy)
        admit_packages(plan.destination, copy, tools)
        return tuple(prove(copy, tools))


def _copied(project: Path, copy: Path) -> None:
    """Copy a project, as far as a check may look at it."""
    try:
        shutil.copytree(project, copy, symlinks=True, ignore=_not_copied)
    except shutil.Error as failed:
        said = [f"{place}: {why}" for place, _, why in failed.args[0]]
        raise EnvironmentFailed(
            f"{project} cannot be copied for a rehearsal: {some_of(said, apart='; ')}"
        ) from None


def _not_copied(folder: str, names: list[str]) -> set[str]:
    """Return what is not the user's own, and pipes and the like, which cannot be copied."""
    modes = {name: Path(folder, name).lstat().st_mode for name in names}
    kinds = (stat.S_ISREG, stat.S_ISDIR, stat.S_ISLNK)
    odd = {name for name, mode in modes.items() if not any(is_kind(mode) for is_kind in kinds)}
    return odd | (FOREIGN & modes.keys())


def _tools(project: Path) -> Path:
    """Return the folder of the programs that check a project: its own, or else ours."""
    folders = [project / ".venv" / "bin", Path(sys.executable).parent]
    names = {check[0] for check in CHECKS}
    found = next((it for it in folders if all((it / name).exists() for name in names)), None)
    if found is None:
        raise EnvironmentFailed(
            f"{project / '.venv'} has not all of {', '.join(sorted(names))}; run `uv sync` there"
        )
    return found
