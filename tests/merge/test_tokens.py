from pathlib import PurePosixPath

import pytest

from groundplan import merge
from groundplan.merge import merged
from groundplan.merge.pieces import Piece, ThreeWay
from groundplan.merge.tokens import lost

BASE, OURS, THEIRS = b"a = 1\nb = 2\n", b"a = mine\nb = 2\n", b"a = 1\nb = new\n"


def test_what_was_typed_is_missed() -> None:
    assert lost("a b", "a b mine", "a b", "a b") == ("mine",)
    assert lost("a b", "a b mine", "a mine", "a") == ()


def test_a_word_that_is_there_already_is_counted() -> None:
    assert lost("x", "x x", "x", "x") == ("x",)
    assert lost("x", "x x", "x x", "x") == ()
    assert lost("x", "x x", "x x", "x x") == ()


def test_layout_is_not_missed() -> None:
    assert lost("f(a)", "f(\n    a,\n    b,\n)", "f(a, b)", "f(a)") == ()


def test_a_line_that_both_added_is_wanted_once() -> None:
    base, line = "a: int = 0\nb: int = 0\n", "c: int = 0\n"
    ours, theirs = base + line, "b: int = 0\n" + line

    assert lost(base, ours, theirs, theirs) == ()
    assert "c" in lost(base, ours, "b: int = 0\n", theirs)
    assert lost(base, ours, "b: int = 0\nc: str = 0\n", theirs) == ("int",)


@pytest.mark.parametrize("missing", ["mine", "new"])
def test_a_merge_that_loses_something_is_not_taken(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    def careless(sides: ThreeWay[str]) -> list[Piece]:
        return [(sides.ours + sides.theirs).replace(missing, "0")]

    monkeypatch.setattr("groundplan.merge.python.merged_python", careless)

    done = merged(PurePosixPath("a.py"), base=BASE, ours=OURS, theirs=THEIRS)

    assert done.how == "lines"
    assert b"mine" in done.text
    assert b"new" in done.text


def test_where_every_way_loses_something_the_users_file_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(merge, "_keeps_all", lambda *_: False)

    done = merged(PurePosixPath("a.py"), base=BASE, ours=OURS, theirs=THEIRS)

    assert (done.how, done.text, len(done.conflicts)) == ("kept", OURS, 1)
