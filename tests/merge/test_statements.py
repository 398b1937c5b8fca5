"""Statements that follow each other have no names: each is told by what it is about."""

from pathlib import PurePosixPath as P

import pytest

from groundplan.merge import Merged, merged


def merge(base: str, ours: str, theirs: str) -> Merged:
    last, mine, new = (f"def f() -> None:\n{it}    end()\n".encode() for it in (base, ours, theirs))
    return merged(P("a.py"), base=last, ours=mine, theirs=new)


BEGUN = "    warm(0)\n    cool(0)\n"
CASES = {
    "a call that came before one that both changed": (
        BEGUN,
        "    worm(0)\n    warm(5)\n    cool(0)\n",
        "    warm(0, at=noon)\n    cool(0)\n",
        "    worm(0)\n    warm(5, at=noon)\n    cool(0)\n",
    ),
    "a name that came before one that both changed": (
        "    size = of(0)\n    cool(0)\n",
        "    side = of(0)\n    size = of(5)\n    cool(0)\n",
        "    size = of(0, at=noon)\n    cool(0)\n",
        "    side = of(0)\n    size = of(5, at=noon)\n    cool(0)\n",
    ),
    "what is awaited": (
        "    await warm(0)\n    cool(0)\n",
        "    await worm(0)\n    await warm(5)\n    cool(0)\n",
        "    await warm(0, at=noon)\n    cool(0)\n",
        "    await worm(0)\n    await warm(5, at=noon)\n    cool(0)\n",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_change_goes_to_the_statement_that_it_is_about(name: str) -> None:
    base, ours, theirs, expected = CASES[name]

    for one, other in ((ours, theirs), (theirs, ours)):
        found = merge(base, one, other)

        assert not found.conflicts
        assert found.text.decode() == f"def f() -> None:\n{expected}    end()\n"


def test_what_became_about_something_else_is_a_conflict_where_it_changed() -> None:
    found = merge(BEGUN, "    worm(0)\n    wurm(0)\n    cool(0)\n", "    warm(1)\n    cool(0)\n")

    assert found.conflicts
