"""A database that went through updates has the tables of one that is new."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from random import Random

import forked
import pytest
import sqlalchemy as sa
from conftest import commit_all
from histories import Shape, shapes

from groundplan import Answers, Blueprint, create, plan_update, source
from groundplan.tree import HISTORY

WALKS = [*range(2), *(pytest.param(it, marks=pytest.mark.slow) for it in range(2, 12))]


@pytest.fixture(autouse=True)
def pristine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what runs be what its version says."""
    monkeypatch.setattr(source, "is_pristine", lambda: True)


def migrated(project: Path) -> list[object]:
    """Run all revisions of a project on an empty database, and describe its tables."""
    database = project.with_suffix(".db")
    own = {
        "PYTHONPATH": str(project / "src"),
        "DIARY_DATABASE_URL": f"sqlite+aiosqlite:///{database}",
    }
    done = forked.python(["-W", "error", "-m", "diary", "migrate"], project, os.environ | own)
    assert done.returncode == 0, done.stderr
    engine = sa.create_engine(f"sqlite:///{database}")
    with engine.connect() as connection:
        found = [*_tables(sa.inspect(connection))]
    engine.dispose()
    return found


def _tables(look: sa.Inspector) -> Iterator[object]:
    for name in sorted(set(look.get_table_names()) - {"alembic_version"}):
        columns = [[it["name"], str(it["type"]), it["nullable"]] for it in look.get_columns(name)]
        uniques = [it["column_names"] for it in look.get_unique_constraints(name)]
        indexes = [[it["name"], it["column_names"]] for it in look.get_indexes(name)]
        links = [
            [it["constrained_columns"], it["referred_table"]] for it in look.get_foreign_keys(name)
        ]
        keys = look.get_pk_constraint(name)["constrained_columns"]
        yield [
            name,
            keys,
            *(sorted(it, key=json.dumps) for it in (columns, uniques, indexes, links)),
        ]


@pytest.mark.parametrize("number", WALKS)
def test_revisions_of_many_updates_lead_to_the_tables_of_a_new_project(
    number: int, tmp_path: Path
) -> None:
    begin, *rest = Random(number).sample(shapes(48), 5)
    assert isinstance(begin, Shape)
    project, fresh = tmp_path / "project", tmp_path / "fresh"
    answers = Answers(http="none")
    create(project, answers, Blueprint.parse(begin.text()))
    commit_all(project)

    for shape in rest:
        (project / "blueprint.yml").write_text(shape.text(), "utf-8")
        plan_update(project).apply()
        commit_all(project)

    create(fresh, answers, Blueprint.parse(rest[-1].text()))
    assert migrated(project) == migrated(fresh)
    assert len([*(project / HISTORY).glob("*.py")]) > 1
