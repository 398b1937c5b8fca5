"""What both sides called otherwise is one thing with two edits, not two things."""

from pathlib import PurePosixPath as P

import pytest

from groundplan.merge import merged

BASE = "import a\n\nLEVEL = 1\n\n\n{}\n\n\ndef last() -> None:\n    end()\n"


def merge(was: str, mine: str, new: str) -> tuple[str, list[str]]:
    base, ours, theirs = (BASE.format(it).encode() for it in (was, mine, new))
    done = merged(P("a.py"), base=base, ours=ours, theirs=theirs)
    return done.text.decode(), [it.where for it in done.conflicts]


@pytest.mark.parametrize(
    ("was", "mine", "new", "where"),
    [
        ("if A:\n    run()", "if A and B:\n    run()", "if A or B:\n    run()", ""),
        ("x, y = f()", "x, y, mine = f()", "x, y, new = f()", "x, y"),
        (
            "def f() -> None:\n    run()",
            "def g() -> None:\n    run()",
            "def h() -> None:\n    run()",
            "f",
        ),
        ("class F:\n    a: int", "class F:\n    b: int", "class F:\n    c: int", "F.a"),
    ],
    ids=["if", "names", "function", "field"],
)
def test_what_both_called_otherwise_is_a_conflict(
    was: str, mine: str, new: str, where: str
) -> None:
    text, conflicts = merge(was, mine, new)

    assert conflicts == [where]
    typed = {*mine.split("\n"), *new.split("\n")} - {*was.split("\n")}
    assert len(typed) == 2
    assert all(text.split("\n").count(it) == 1 for it in typed)


def test_what_both_took_away_leaves_room_for_what_one_added() -> None:
    was, mine = "def f() -> None:\n    run()", "def g() -> None:\n    run()"

    text, conflicts = merge(was, mine, "")

    assert (text.split(), conflicts) == (BASE.format(mine).split(), [])


def test_imports_that_both_changed_are_both_kept() -> None:
    sides = (BASE.format("").replace("import a", f"import {it}").encode() for it in "abc")
    base, ours, theirs = sides

    done = merged(P("a.py"), base=base, ours=ours, theirs=theirs)

    assert not done.conflicts
    assert done.text.decode().startswith("import b\nimport c\n")
