"""Random changes of a blueprint: the revision leads to the tables that a new project has."""

import random
from collections.abc import Mapping
from pathlib import PurePosixPath as P
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from revisions.cases import text

from groundplan import Answers, Blueprint
from groundplan.model.revisions import revision
from groundplan.plan.revision import migration_for
from groundplan.project import printed

FIRST = P("migrations/versions/0001_first_tables.py")
NAMES = "one two three four five six".split()
TYPES = (
    *("str", "int", "decimal", "float", "bool", "date", "datetime", "uuid", "duration", "bytes"),
    *("Unit", "Code", "Money", "Thing", "str*", "Money*", "json", "url"),
    *("Plate", "Level", "Level*", "Code*", "Plate+", "int*"),
)
UNIQUE = frozenset("str int decimal date uuid Unit Code Money".split())
LISTED = "entities: {Part: {key: no, fields: {no: int, note: str optional, price: Money}}}"


def fields(random: random.Random, known: Mapping[str, str]) -> dict[str, str]:
    """Choose fields; some were called otherwise, some had another type."""
    chosen = random.sample(NAMES, random.randint(1, 5))
    free = random.sample(sorted(known), len(known))
    made = {}
    for name in chosen:
        kind = random.choice([known.get(name, "str").split()[0], random.choice(TYPES)])
        line = kind
        if not kind.endswith(("*", "+")):
            line += random.choice(["", " optional"])
            line += random.choice(["", " unique"]) if kind in UNIQUE else ""
        was = free.pop() if free and random.random() < 0.4 else name
        made[name] = f"{{is: {line}, was: {was}}}" if was != name else line
    return made


def blueprint(random: random.Random, known: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Make a blueprint up: with a list and moves, or without."""
    made = fields(random, known)
    lists = random.random() < 0.3
    listed = ", ".join(f"{name}: {line}" for name, line in made.items())
    whole = text(listed + (", parts: Part*" if lists else ""), LISTED if lists else "doc: It.")
    kinds = {name: line.removeprefix("{is: ").split(",")[0] for name, line in made.items()}
    return whole, kinds


def tables(*revisions: str, back: int = 0) -> list[Any]:
    """Run revisions on an empty database, the last ones back again, and describe it."""
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"render_as_batch": True})
        with Operations.context(context):
            scopes = []
            for revision in revisions:
                scopes.append(scope := {"__name__": "revision"})
                exec(compile(revision, "revision", "exec"), scope)
                scope["upgrade"]()  # type: ignore[operator]
            for scope in reversed(scopes[len(scopes) - back :]):
                scope["downgrade"]()  # type: ignore[operator]
        found = described(connection)
    engine.dispose()
    return found


def described(connection: sa.Connection) -> list[Any]:
    look = sa.inspect(connection)
    return [
        (
            name,
            sorted((it["name"], repr(it["type"]), it["nullable"]) for it in look.get_columns(name)),
            look.get_pk_constraint(name),
            look.get_foreign_keys(name),
            sorted(look.get_unique_constraints(name), key=str),
            sorted(look.get_indexes(name), key=str),
        )
        for name in sorted(look.get_table_names())
    ]


@pytest.mark.parametrize(
    "seed", [pytest.param(it, marks=() if it < 4 else pytest.mark.slow) for it in range(60)]
)
def test_a_walk_of_changes_ends_at_the_tables_of_a_new_project(seed: int) -> None:
    chance = random.Random(seed)
    answers = Answers(http="none")
    old, known = blueprint(chance, {})
    files = {FIRST.name: printed(answers, Blueprint.parse(old))[FIRST]}

    for _ in range(3):
        new, known = blueprint(chance, known)
        before = (answers, Blueprint.parse(old))
        after = (answers, Blueprint.parse(new))
        there = tables(*files.values())
        change = revision(before, after)
        fresh = tables(printed(*after)[FIRST])
        if change is None:
            assert there == fresh
            continue
        made = migration_for(change, files)
        steps = (*files.values(), made.text)
        assert tables(*steps) == fresh
        assert tables(*steps, back=1) == there
        files |= {made.path.name: made.text}
        old = new
