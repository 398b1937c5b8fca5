"""A database follows its blueprint: drift is told, one command writes what mends it."""

import json
import os
from pathlib import Path

import forked
import pytest
from conftest import commit_all
from recipes import MINIMAL
from shares import share
from test_doors import EDITS, HISTORY, made, update

WRITE = ["alembic", "revision", "--autogenerate", "-m", "what changes"]
SCHEMA = """
import json, sys
from sqlalchemy import create_engine, inspect

look = inspect(create_engine("sqlite:///" + sys.argv[1]))
print(json.dumps({
    table: [
        sorted([it["name"], str(it["type"]), it["nullable"]] for it in look.get_columns(table)),
        look.get_pk_constraint(table)["constrained_columns"],
        sorted(it["column_names"] for it in look.get_unique_constraints(table)),
        sorted([it["name"], it["column_names"]] for it in look.get_indexes(table)),
        sorted([it["constrained_columns"], it["referred_table"]]
               for it in look.get_foreign_keys(table)),
    ]
    for table in look.get_table_names()
}, sort_keys=True))
"""

IN_ANY_ORDER = """
from itertools import permutations
from sqlalchemy import create_engine, text
from tests.test_migrations import tables

told = []
for one, other in permutations(["CONSTRAINT a UNIQUE (x)", "CONSTRAINT b UNIQUE (y)"]):
    with create_engine("sqlite://").connect() as connection:
        connection.execute(text(f"CREATE TABLE things (x INTEGER, y INTEGER, {one}, {other})"))
        told.append(tables(connection))
assert told[0] == told[1], told
"""


def inside(project: Path, *arguments: str) -> forked.Done:
    """Run our Python in a project, on a database beside it."""
    own = {
        "PYTHONPATH": str(project / "src"),
        "NOTES_DATABASE_URL": f"sqlite+aiosqlite:///{database_of(project)}",
    }
    return forked.python(["-W", "error", *arguments], project, os.environ | own)


def database_of(project: Path) -> Path:
    return project.with_suffix(".db")


def drift(project: Path) -> forked.Done:
    return inside(project, "-m", "pytest", "-q", "tests/test_migrations.py")


def schema(project: Path) -> object:
    """Return the schema that all migrations of a project lead to."""
    migrated = inside(project, "-m", "notes", "migrate")
    assert migrated.returncode == 0, migrated.stderr
    found = inside(project, "-c", SCHEMA, str(database_of(project)))
    assert found.returncode == 0, found.stderr
    return json.loads(found.stdout)


@pytest.mark.parametrize("edit", share(EDITS))
def test_an_updated_project_reaches_the_schema_of_a_fresh_one(
    edit: str, releases: Path, tmp_path: Path
) -> None:
    old, new = EDITS[edit]
    edited = MINIMAL.text.replace(old, new)
    project = made(releases, tmp_path / "project", MINIMAL.text)
    (project / "blueprint.yml").write_text(edited, "utf-8")
    commit_all(project)

    update(project)

    fresh = made(releases, tmp_path / "fresh", edited)
    if edit != "a command":  # which needs no table
        told = drift(project)
        assert told.returncode == 1, told.stdout
        advised = [it.strip() for it in told.stdout.splitlines() if "   uv run " in it]
        assert advised[0].endswith("uv run notes migrate")
        assert advised[1].endswith('uv run alembic revision --autogenerate -m "what changes"')
        schema(project)  # as the first of them does
        written = inside(project, "-m", *WRITE)
        assert written.returncode == 0, written.stderr
        assert len(list((project / HISTORY).glob("*.py"))) == 2
    mended = drift(project)
    assert mended.returncode == 0, mended.stdout
    assert schema(project) == schema(fresh)
    assert inside(project, "-m", "ruff", "check", "migrations").returncode == 0


def test_a_schema_is_compared_without_the_order_of_its_constraints(
    releases: Path, tmp_path: Path
) -> None:
    project = made(releases, tmp_path / "project", MINIMAL.text)

    told = inside(project, "-c", IN_ANY_ORDER)

    assert told.returncode == 0, told.stderr
