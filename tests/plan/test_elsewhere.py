"""Old names in files that an update does not touch."""

from pathlib import Path
from pathlib import PurePosixPath as P

import pytest

from groundplan.names import spellings
from groundplan.plan import elsewhere
from groundplan.plan.decide import Sides
from groundplan.plan.elsewhere import WHY
from groundplan.plan.held import whereabouts
from groundplan.plan.matching import Names, pairs
from groundplan.plan.operation import Operation
from groundplan.plan.reasons import Reasons
from groundplan.tree import Origin, Tree

MODEL = "class Note:\n    size: int\n    page: int\n"
BASE = {
    "src/notes/model.py": MODEL,
    "src/notes/pages.py": "def page(size: int) -> int:\n    return size\n",
    "src/notes/main.py": "def main() -> None:\n    pass\n",
}


def told(  # noqa: PLR0917
    root: Path, user: dict[str, str], was: str, now: str, new: str, last: str = MODEL
) -> list[str]:
    """Return where an owner is told to look, if one thing of the model became another."""
    begun = {**BASE, "src/notes/model.py": last}
    theirs = {**BASE, "src/notes/model.py": new}
    for name, text in {**theirs, **user}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    old, today = tree(begun), tree(theirs)
    names = tuple(zip(spellings(was), spellings(now), strict=True))
    where = whereabouts(root, old, {*old, *today}, None)
    sides = Sides(root, old, today, where, Reasons((), {}, "v1 -> v2"), names)
    decided = Operation(kind="change", path=P("src/notes/model.py"), reason="it is decided")
    _, *found = elsewhere.told([decided], sides, pairs(old, today, Names()), None)
    assert all((it.kind, it.text, it.reason) == ("conflict", None, WHY) for it in found)
    return [place for it in found for place in it.where]


def tree(files: dict[str, str]) -> Tree:
    origins = {P(name): Origin(name) for name in files}
    return Tree({P(name): text for name, text in files.items()}, frozenset(), origins)


def resized(root: Path, user: dict[str, str]) -> list[str]:
    return told(root, user, "size", "length", MODEL.replace("size", "length"))


def renamed(root: Path, user: dict[str, str]) -> list[str]:
    return told(root, user, "Note", "Memo", MODEL.replace("Note", "Memo"))


USE = "from notes.model import Note\n\n\ndef shelf(note: Note) -> int:\n    return note.size\n"


def test_a_member_of_a_class_that_your_file_imports_is_told(tmp_path: Path) -> None:
    assert resized(tmp_path, {"own/shelf.py": USE}) == [
        "own/shelf.py:5 (size is called length now)"
    ]


def test_a_name_that_no_generated_file_has_any_more_is_told(tmp_path: Path) -> None:
    own = {"shelf.py": "from notes import model\n\nNOTE = model.Note\n"}

    assert renamed(tmp_path, own) == ["shelf.py:3 (Note is called Memo now)"]


def test_an_import_of_an_old_name_is_told(tmp_path: Path) -> None:
    own = {"shelf.py": "from notes.model import Note\n\nNOTE = 1\n"}

    assert renamed(tmp_path, own) == ["shelf.py:1 (Note is called Memo now)"]


def test_a_generated_file_that_stays_as_you_made_it_is_told(tmp_path: Path) -> None:
    own = {"src/notes/main.py": "from .model import Note\n" + BASE["src/notes/main.py"]}

    assert renamed(tmp_path, own) == ["src/notes/main.py:1 (Note is called Memo now)"]


def test_a_module_of_an_old_name_is_told_where_it_is_imported(tmp_path: Path) -> None:
    own = {
        "one.py": "import notes.shelf.model as m\n",
        "other.py": "from notes.shelf.model import Note\n",
        "src/notes/third.py": "from .shelf import model\n",
        "music.py": "import music.shelf\nfrom band.shelf import Note\n",
    }

    found = told(tmp_path, own, "shelf", "rack", MODEL + "rack = 1\n", MODEL + "shelf = 1\n")

    assert found == [
        "one.py:1 (shelf is called rack now)",
        "other.py:1 (shelf is called rack now)",
        "src/notes/third.py:1 (shelf is called rack now)",
    ]


@pytest.mark.parametrize(
    "said",
    [
        "def f(note: Note | None) -> int:\n    return note.size\n",
        "def f(notes: list[str], own: Note) -> int:\n    return own.size\n",
        "def f() -> int:\n    note = first()\n    return note.size\n",
        "def f() -> Note:\n    return Note(page=1,\n        size=2)\n",
        "def f(rows: list[Note]) -> list[int]:\n    return [row.size for row in rows]\n",
        "def f(rows: Iterable[Note]) -> None:\n    for row in rows:\n        print(row.size)\n",
    ],
)
def test_a_member_is_told_of_what_is_of_the_class(tmp_path: Path, said: str) -> None:
    (place,) = resized(tmp_path, {"shelf.py": f"from notes.model import Note\n\n\n{said}"})

    assert place.endswith("(size is called length now)")


@pytest.mark.parametrize(
    "said",
    [
        "def f(note: Note, file: Path) -> None:\n    file.size()\n    g(size=file.stat.size)\n",
        "def f(all: list[Note], files: list[Path]) -> list[int]:\n"
        "    return [it.size for it in files]\n",
    ],
)
def test_a_member_of_anything_else_is_not_told(tmp_path: Path, said: str) -> None:
    assert resized(tmp_path, {"shelf.py": f"from notes.model import Note\n\n\n{said}"}) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("shelf.py", USE.replace("notes.model", "shelves")),
        ("shelf.py", USE.replace("note.size", "note.page")),
        ("shelf.py", USE.replace("return note.size", "note.size = 1\n    return note.size")),
        ("shelf.py", USE.replace("note.size", "size(note)")),
        ("shelf.py", USE.replace(":", "::")),
        ("shelf.txt", USE),
        ("migrations/versions/0001_begin.py", USE),
        (".venv/shelf.py", USE),
    ],
    ids=["another", "kept", "given", "no member", "no Python", "text", "history", "environment"],
)
def test_what_is_no_matter_is_not_told(tmp_path: Path, name: str, text: str) -> None:
    assert resized(tmp_path, {name: text}) == []


def test_what_comes_from_elsewhere_is_no_matter(tmp_path: Path) -> None:
    assert renamed(tmp_path, {"shelf.py": "from music import Note\n\nNOTE = Note\n"}) == []


def test_a_use_in_a_file_that_was_merged_is_told(tmp_path: Path) -> None:
    merged = Operation(
        kind="merge", path=P("src/notes/main.py"), reason="it merges", text=USE, old=USE, last="\n"
    )

    (found,) = looked(tmp_path, merged)

    assert found.where == ("src/notes/main.py:5 (size is called length now)",)
    assert (found.kind, found.reason) == ("conflict", "it merged, but look: it merges")


def test_what_a_merge_has_said_is_not_said_again(tmp_path: Path) -> None:
    where = ("src/notes/main.py:5 (size is called length now)",)
    merged = Operation(
        kind="conflict",
        path=P("src/notes/main.py"),
        reason="it merged, but look",
        text=USE,
        old=USE,
        last="\n",
        where=where,
    )

    assert looked(tmp_path, merged) == (merged,)


def looked(root: Path, operation: Operation) -> tuple[Operation, ...]:
    """Return what is said of an operation where the size of a note is its length now."""
    old = tree(BASE)
    today = tree({**BASE, "src/notes/model.py": MODEL.replace("size", "length")})
    names = tuple(zip(spellings("size"), spellings("length"), strict=True))
    where = whereabouts(root, old, {*old, *today}, None)
    sides = Sides(root, old, today, where, Reasons((), {}, "v1 -> v2"), names)
    return elsewhere.told([operation], sides, pairs(old, today, Names()), None)
