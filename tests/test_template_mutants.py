"""A template without one of its lines or branches is noticed, though nobody looks at goldens.

Those who notice: the renderer, the compiler, the formatter and the linter, mypy, and the tests
of the project.
"""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import figures
import pytest
from mutants import UNSEEN, Mutating, Row, sample
from recipes import combined, texts

COUNT, SEED = 60, 6
ROWS = (
    ("shop", "cqrs", "sqlite", "fastapi", "manual"),
    ("plugged", "services", "postgresql", "fastapi", "dishka"),
    ("clinic", "services", "memory", "none", "manual"),
    ("desk", "cqrs", "sqlite", "none", "dependency-injector"),
    ("minimal", "cqrs", "memory", "fastapi", "manual"),
)
EXTRAS = ("extras", "import_hook,registry")
NOWHERE = "printed by no row"


@pytest.mark.slow
def test_what_a_template_lacks_is_noticed(tmp_path: Path, record_property: figures.Record) -> None:
    renderer = Mutating()
    rows = []
    for name, *given, container in ROWS:
        recipe = combined(name, texts()[name], *given, container=container)
        recipe = replace(recipe, given=(*recipe.given, EXTRAS))
        rows.append(Row(recipe, tmp_path / name, renderer))
    assert all(row.is_sound() for row in rows)

    noticed: Counter[str] = Counter()
    survivors = []
    for mutant in sample("src", COUNT, SEED):
        row = next((it for it in rows if it.differs(mutant)), None)
        who = row.notices(mutant) if row else NOWHERE
        noticed[who] += 1
        survivors += [f"{mutant}: {who}"] if who in {UNSEEN, NOWHERE} else []

    figures.count(record_property, "template mutants", {"in all": COUNT, **noticed})
    assert len(survivors) <= COUNT // 20, "\n".join(survivors)
