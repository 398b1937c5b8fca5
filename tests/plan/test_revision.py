"""The file of a revision: its number, what it comes after, and what a project checks in it."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from pathlib import PurePosixPath as P
from typing import Any

import pytest
from revisions.cases import CASES, text

from groundplan import Answers, Blueprint, create, plan_update, render
from groundplan.errors import Refused
from groundplan.model.revisions import revision
from groundplan.plan.decide import Sides
from groundplan.plan.held import Whereabouts
from groundplan.plan.history import continued
from groundplan.plan.reasons import Reasons
from groundplan.plan.revision import Migration, migration_for
from groundplan.tree import Tree

FIRST = 'revision = "0001"\ndown_revision = None\n'
OLD, NEW = text("a: str"), text("a: str, b: int optional")


def written(
    files: Mapping[str, str], old: str = OLD, new: str = NEW, **answers: str
) -> Migration | None:
    before = (Answers(), Blueprint.parse(old))
    given: dict[str, Any] = dict(answers)
    after = (Answers(**given), Blueprint.parse(new))
    found = revision(before, after)
    return migration_for(found, files) if found else None


def made(files: Mapping[str, str], old: str = OLD, new: str = NEW) -> Migration:
    found = written(files, old, new)
    assert found is not None
    return found


def test_a_revision_comes_after_the_last_one() -> None:
    found = made({"0001_first_tables.py": FIRST})

    assert found.path == P("migrations/versions/0002_add_things_things_b.py")
    assert 'revision = "0002"\ndown_revision = "0001"\n' in found.text


def test_a_revision_of_the_users_own_is_gone_on_from() -> None:
    own = 'revision: str = "3f2a"\ndown_revision: str | None = "0001"\n'

    found = made({"0001_first_tables.py": FIRST, "3f2a_mine.py": own})

    assert found.path.name == "0002_add_things_things_b.py"
    assert 'down_revision = "3f2a"' in found.text


def test_merged_ends_are_one() -> None:
    files = {
        "0001_first_tables.py": FIRST,
        "0007_left.py": 'revision = "0007"\ndown_revision = "0001"\n',
        "right.py": 'revision = "0008"\ndown_revision = "0001"\n',
        "both.py": 'revision = "both"\ndown_revision = ("0007", "0008")\n',
    }

    found = made(files)

    assert found.path.name.startswith("0009_")
    assert 'down_revision = "both"' in found.text


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {
                "0001_a.py": FIRST,
                "0002_b.py": 'revision = "0002"\ndown_revision = "0001"\n',
                "0003_c.py": 'revision = "0003"\ndown_revision = "0001"\n',
            },
            "migrations/versions has 2 ends, 0002_b.py, 0003_c.py;"
            ' `uv run alembic merge heads -m "merge"` makes them one',
        ),
        (
            {},
            "migrations/versions has no revision to go on from; restore it from your history",
        ),
        (
            {
                "0001_a.py": FIRST,
                "0002_b.py": 'revision = "0002"\ndown_revision = "0001"\n',
                "0002_c.py": 'revision = "0002"\ndown_revision = "0001"\n',
                "0003_d.py": 'revision = "0003"\ndown_revision = "0002"\n',
            },
            "migrations/versions/0002_b.py and migrations/versions/0002_c.py are both the"
            " revision 0002; call one of them 0004, and let its `down_revision` be the last"
            " of the others",
        ),
        (
            {"0001_a.py": "revision ="},
            "migrations/versions/0001_a.py is no Python: invalid syntax (<unknown>, line 1);"
            " mend it first",
        ),
        (
            {"0001_a.py": FIRST, "0002_b.py": 'A = "0002"\nrevision = A\ndown_revision = "0001"\n'},
            "migrations/versions/0002_b.py computes its revision; write the text there, as alembic"
            " does",
        ),
    ],
)
def test_a_history_without_one_end_is_refused(files: dict[str, str], said: str) -> None:
    with pytest.raises(Refused) as refused:
        written(files)

    assert str(refused.value) == said


def test_what_changes_no_table_needs_no_revision_and_no_history() -> None:
    commands = text("a: str", "commands: {Forget: {}}")

    assert written({}, OLD, commands) is None
    assert written({}, OLD, OLD, database="postgresql") is None
    assert written({}, database="memory") is None


def test_a_revision_is_the_same_every_time() -> None:
    files = {"0001_first_tables.py": FIRST}

    assert all(made(files, it.old, it.new) == made(files, it.old, it.new) for it in CASES)


def test_what_the_last_revision_does_already_is_not_written_again() -> None:
    first = made({"0001_a.py": FIRST})
    edited = first.text.replace('"""Add', '"""My words: add')

    with pytest.raises(Refused) as refused:
        made({"0001_a.py": FIRST, first.path.name: edited})

    assert str(refused.value) == (
        f"{first.path} makes this change already, though nothing says that it was applied;"
        " where it is left over from an update that you took back, delete it and update again:"
        " it is written anew"
    )


def test_bounds_may_be_tightened_again_after_they_were_loosened() -> None:
    old, new = text("a: str 1..80"), text("a: str 1..40")
    first = made({"0001_a.py": FIRST}, old, new)
    there = {"0001_a.py": FIRST, first.path.name: first.text}

    assert written(there, new, old) is None
    assert made(there, old, new).path.name == "0003_tighten_things_things_a.py"


def test_what_was_undone_in_between_is_written_again() -> None:
    there = {"0001_a.py": FIRST}
    for old, new in ((OLD, NEW), (NEW, OLD)):
        step = made(there, old, new)
        there[step.path.name] = step.text

    assert made(there).path.name == "0004_add_things_things_b.py"


def test_what_is_lost_or_made_up_is_noted() -> None:
    found = made({"0001_a.py": FIRST}, text("a: str, b: int"), text("a: str, c: int 3.."))

    assert found.notes == (
        "0002_drop_things_things_b_and_1_more.py: what things_things.b holds is lost",
        "0002_drop_things_things_b_and_1_more.py:"
        " rows that are there get NEW_C = 3, which the blueprint does not say",
    )


def test_revisions_are_as_clean_as_the_project(tmp_path: Path) -> None:
    tree = render(Answers(), Blueprint.parse(OLD))
    settings = tree[P("pyproject.toml")]
    folder = tmp_path / "migrations" / "versions"
    folder.mkdir(parents=True)
    (tmp_path / "src").mkdir()
    (tmp_path / "pyproject.toml").write_text(settings, "utf-8")
    for number, case in enumerate(CASES):
        before, after = ((Answers(), Blueprint.parse(it)) for it in (case.old, case.new))
        change = revision(before, after)
        assert change is not None
        found = migration_for(change, {"0001_a.py": FIRST}, settings=settings)
        (folder / f"r{number}.py").write_text(found.text, "utf-8")

    for check in (
        ["ruff", "format", "--check", "migrations"],
        ["ruff", "check", "migrations"],
        ["mypy", "--strict", "--cache-dir", "cache", "migrations"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *check],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_an_update_writes_it_once(tmp_path: Path) -> None:
    project = tmp_path / "project"
    create(project, Answers(http="none"), Blueprint.parse(OLD))
    first = (project / "migrations/versions/0001_first_tables.py").read_text("utf-8")
    (project / "blueprint.yml").write_text(NEW, "utf-8")

    plan = plan_update(project)
    plan.apply()

    (step,) = (it for it in plan.operations if it.owner == "yours")
    assert (step.kind, step.path.name) == ("create", "0002_add_things_things_b.py")
    assert step.reason == "the tables change: field b was added, blueprint.yml:13"
    assert (project / step.path).read_text("utf-8") == step.text
    assert (project / "migrations/versions/0001_first_tables.py").read_text("utf-8") == first
    assert not [it for it in plan_update(project).operations if it.owner == "yours"]


def test_what_a_list_loses_is_noted(tmp_path: Path) -> None:
    project = tmp_path / "project"
    held = text("a: Money*")
    create(project, Answers(http="none"), Blueprint.parse(held))
    slim = held.replace(", note: str optional", "")
    (project / "blueprint.yml").write_text(slim, "utf-8")

    plan = plan_update(project)

    step = "0002_drop_note_from_things_things_a_and_1_more.py"
    assert f"{step}: what things_things.a holds as 'note' is lost" in plan.notes


def with_own_revision(tmp_path: Path) -> Path:
    """Return a project whose owner has a revision in a folder of its own."""
    project = tmp_path / "project"
    create(project, Answers(http="none"), Blueprint.parse(OLD))
    own = project / "migrations/versions/2026/0002_mine.py"
    own.parent.mkdir()
    own.write_text('revision = "0002"\ndown_revision = "0001"\n', "utf-8")
    (project / "blueprint.yml").write_text(NEW, "utf-8")
    return project


@pytest.mark.parametrize("ini", [True, False])
def test_revisions_in_folders_count_where_alembic_reads_them(tmp_path: Path, *, ini: bool) -> None:
    project = with_own_revision(tmp_path)
    if ini:
        said = "[alembic]\nrecursive_version_locations = true\n"
        (project / "alembic.ini").write_text(said, "utf-8")
    else:
        file = project / "pyproject.toml"
        said = file.read_text("utf-8").replace(
            "[tool.alembic]\n", "[tool.alembic]\nrecursive_version_locations = true\n"
        )
        file.write_text(said, "utf-8")

    plan = plan_update(project)

    (step,) = (it for it in plan.operations if it.owner == "yours")
    assert step.path == P("migrations/versions/0003_add_things_things_b.py")
    assert 'down_revision = "0002"' in (step.text or "")


def test_revisions_in_folders_that_alembic_does_not_read_are_told(tmp_path: Path) -> None:
    plan = plan_update(with_own_revision(tmp_path))

    (step,) = (it for it in plan.operations if it.owner == "yours")
    assert 'down_revision = "0001"' in (step.text or "")
    assert plan.notes[-1:] == (
        "migrations/versions/2026/0002_mine.py does not count: alembic reads no folders in"
        " migrations/versions before `recursive_version_locations = true` says so",
    )


def test_a_database_that_comes_back_is_looked_at_by_the_project(tmp_path: Path) -> None:
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    sides = Sides(
        tmp_path, Tree({}), Tree({}), Whereabouts({}, frozenset(), frozenset()), Reasons((), {}, "")
    )
    before = (Answers(database="memory"), Blueprint.parse(OLD))

    found, notes = continued(sides, before, (Answers(), Blueprint.parse(NEW)))

    assert found == ()
    assert notes == (
        "migrations/versions is there from before;"
        " `uv run pytest tests/test_migrations.py` looks at it",
    )
