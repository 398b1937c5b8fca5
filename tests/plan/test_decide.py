"""The table of decisions, file by file."""

from collections.abc import Mapping
from pathlib import Path
from pathlib import PurePosixPath as P

import pytest
from conftest import git

from groundplan.plan import Operation
from groundplan.plan.decide import Sides, operations
from groundplan.plan.held import whereabouts
from groundplan.plan.matching import Names, pairs
from groundplan.plan.reasons import Reasons
from groundplan.tree import Origin, Tree
from groundplan.worktree import Worktree

OLD, NEW, MINE = "a = 1\nb = 1\nc = 1\n", "a = 2\nb = 1\nc = 1\n", "a = 1\nb = 1\nc = 3\n"


def decided(
    root: Path, base: dict[str, str], theirs: dict[str, str], user: Mapping[str, str | bytes]
) -> list[Operation]:
    """Decide about files; a template is called like its file, or named before a colon."""
    for name, content in user.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        raw = content.encode() if isinstance(content, str) else content
        (root / name).write_bytes(raw)
    old, new = tree(base), tree(theirs)
    where = whereabouts(root, old, {*old, *new}, None)
    sides = Sides(root, old, new, where, Reasons((), {}, "v1 -> v2"))
    return list(operations(sides, pairs(old, new, Names())))


def tree(files: dict[str, str]) -> Tree:
    paths = {name: P(name.rpartition(":")[2]) for name in files}
    origins = {path: Origin(name.partition(":")[0]) for name, path in paths.items()}
    return Tree({paths[name]: text for name, text in files.items()}, frozenset(), origins)


def shown(found: list[Operation]) -> list[tuple[str, str, str | None]]:
    return [(it.kind, str(it.path), it.text) for it in found]


@pytest.mark.parametrize(
    ("base", "theirs", "user", "expected"),
    [
        (OLD, OLD, OLD, []),
        (OLD, NEW, OLD, [("change", "x.py", NEW)]),
        (OLD, NEW, NEW, []),
        (OLD, NEW, MINE, [("merge", "x.py", "a = 2\nb = 1\nc = 3\n")]),
        (OLD, OLD, MINE, []),
        (OLD, None, OLD, [("delete", "x.py", None)]),
        (OLD, None, MINE, [("conflict", "x.py", None)]),
        (OLD, None, None, []),
        (OLD, NEW, None, [("keep", "x.py", None)]),
        (OLD, OLD, None, []),
        (None, NEW, MINE, [("conflict", "x.py", None), ("create", "x.py.new", NEW)]),
        (None, NEW, NEW, []),
        (None, NEW, None, [("create", "x.py", NEW)]),
        (OLD, NEW, OLD.replace("\n", "\r\n"), [("change", "x.py", NEW.replace("\n", "\r\n"))]),
        (OLD, None, OLD.replace("\n", "\r\n"), [("delete", "x.py", None)]),
        (None, NEW, "\ufeff" + NEW, []),
        (OLD, NEW, b"\xff\x00", [("conflict", "x.py", None), ("create", "x.py.new", NEW)]),
    ],
)
def test_every_row_of_the_table(
    tmp_path: Path,
    base: str | None,
    theirs: str | None,
    user: str | bytes | None,
    expected: list[tuple[str, str, str | None]],
) -> None:
    found = decided(
        tmp_path,
        {} if base is None else {"x.py": base},
        {} if theirs is None else {"x.py": theirs},
        {} if user is None else {"x.py": user},
    )

    assert shown(found) == expected


def test_a_real_clash_is_marked_in_the_text(tmp_path: Path) -> None:
    (found,) = decided(tmp_path, {"x.py": "a = 1\n"}, {"x.py": "a = 2\n"}, {"x.py": "a = 3\n"})

    assert (found.kind, found.where[0].partition(" ")[0]) == ("conflict", "x.py:1")
    assert found.text is not None
    assert "<<<<<<< yours\na = 3\n" in found.text
    assert (found.last, found.new) == ("a = 1\n", "a = 2\n")


@pytest.mark.parametrize(
    "marked",
    [
        "<<<<<<< yours\na = 3\n||||||| last version\na = 1\n=======\na = 2\n>>>>>>> new version\n",
        "<<<<<<< before updating\na = 3\n=======\na = 2\n>>>>>>> after updating\n",
    ],
    ids=["our own", "of copier"],
)
def test_a_clash_that_is_still_marked_is_one(marked: str, tmp_path: Path) -> None:
    texts = {"x.py": OLD, "y.py": MINE, "z.py": "1\n"}

    (found,) = decided(tmp_path, texts, texts, {"x.py": marked, "y.py": OLD, "z.py": "1\n"})

    assert (found.kind, found.path, found.text) == ("conflict", P("x.py"), None)
    assert found.reason == "a conflict of an earlier update is still marked in it"


def test_a_moved_template_takes_the_file_and_its_edits_along(tmp_path: Path) -> None:
    (found,) = decided(tmp_path, {"t:old.py": OLD}, {"t:new.py": NEW}, {"old.py": MINE})

    assert (found.kind, found.path, found.from_path) == ("move", P("new.py"), P("old.py"))
    assert found.text == "a = 2\nb = 1\nc = 3\n"


def test_two_files_may_change_places(tmp_path: Path) -> None:
    base, theirs = {"s:a": "1\n", "t:b": "2\n"}, {"s:b": "1\n", "t:a": "2\n"}

    found = decided(tmp_path, base, theirs, {"a": "1\n", "b": "2\n"})

    assert [(it.kind, str(it.path), str(it.from_path), it.text) for it in found] == [
        ("move", "a", "b", "2\n"),
        ("move", "b", "a", "1\n"),
    ]


def test_what_is_in_the_way_of_a_moved_template_stays(tmp_path: Path) -> None:
    user = {"old.py": MINE, "new.py": "mine\n", "new.py.new": "older\n"}

    found = decided(tmp_path, {"t:old.py": OLD}, {"t:new.py": NEW}, user)

    assert shown(found) == [("create", "new.py.new2", NEW), ("conflict", "old.py", None)]


def test_what_was_offered_already_is_not_offered_again(tmp_path: Path) -> None:
    found = decided(tmp_path, {}, {"x": NEW}, {"x": MINE, "x.new": NEW})

    assert shown(found) == [("conflict", "x", None)]


def test_a_file_the_user_moved_gets_the_change_where_it_is(tmp_path: Path) -> None:
    (found,) = decided(tmp_path, {"x.py": OLD}, {"x.py": NEW}, {"deep/y.py": OLD})

    assert (found.kind, found.path, found.rendered) == ("change", P("deep/y.py"), P("x.py"))
    assert found.reason == "the template changed, v1 -> v2; you moved it from x.py"


def test_a_file_the_user_moved_is_kept_when_no_template_gives_it(tmp_path: Path) -> None:
    (found,) = decided(tmp_path, {"x.py": OLD}, {}, {"y.py": OLD})

    assert (found.kind, found.path, found.text) == ("conflict", P("y.py"), None)


def test_two_files_alike_are_no_move(tmp_path: Path) -> None:
    (found,) = decided(tmp_path, {"x.py": OLD}, {"x.py": NEW}, {"y.py": OLD, "z.py": OLD})

    assert (found.kind, found.path) == ("keep", P("x.py"))


@pytest.mark.parametrize("sign", [".git", "pyvenv.cfg", ".copier-answers.yml"])
def test_nothing_was_moved_into_what_is_a_whole_of_its_own(tmp_path: Path, sign: str) -> None:
    user = {"other/x.py": OLD, f"other/{sign}": ""}

    (found,) = decided(tmp_path, {"x.py": OLD}, {"x.py": NEW}, user)

    assert (found.kind, found.path) == ("keep", P("x.py"))


def test_nothing_was_moved_to_where_git_does_not_look(tmp_path: Path) -> None:
    for name in ("seen/x.py", "ignored/x.py", "ignored/y.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(OLD if name.endswith("x.py") else MINE)
    (tmp_path / ".gitignore").write_text("ignored\n")
    git("init", "-q", cwd=tmp_path)
    base = tree({"x.py": OLD, "y.py": MINE})

    where = whereabouts(tmp_path, base, base, Worktree.of(tmp_path))

    assert where.moved == {P("x.py"): P("seen/x.py")}
    assert where.missing == {P("y.py")}


def test_an_empty_file_is_like_no_other(tmp_path: Path) -> None:
    (found,) = decided(tmp_path, {"x.py": ""}, {"x.py": NEW}, {"y.py": ""})

    assert found.kind == "keep"


@pytest.mark.parametrize("there", ["file", "link", "folder"])
def test_what_is_no_plain_file_is_not_touched(tmp_path: Path, there: str) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "out").write_text(OLD)
    match there:
        case "file":
            (root / "deep").write_text("x")
        case "link":
            (root / "deep").symlink_to(tmp_path)
        case "folder":
            (root / "deep/x.py").mkdir(parents=True)

    (found,) = [it for it in decided(root, {}, {"deep/x.py": NEW}, {}) if it.kind == "conflict"]

    assert not found.writes
    assert (tmp_path / "out").read_text() == OLD


def test_your_files_are_never_decided_about(tmp_path: Path) -> None:
    paths = ("blueprint.yml", "migrations/versions/0001_x.py")

    assert decided(tmp_path, dict.fromkeys(paths, OLD), dict.fromkeys(paths, NEW), {}) == []


def test_the_answers_file_is_written_anew_whatever_it_holds(tmp_path: Path) -> None:
    name = ".copier-answers.yml"

    (found,) = decided(tmp_path, {name: "a: 1\n"}, {name: "a: 2\n"}, {name: "a: 3\n"})

    assert (found.kind, found.owner, found.text) == ("change", "generated", "a: 2\n")


def test_what_is_no_text_does_not_follow_its_template(tmp_path: Path) -> None:
    found = decided(tmp_path, {"t:a.py": OLD}, {"t:b.py": OLD}, {"a.py": b"\xff"})

    assert shown(found) == [("conflict", "a.py", None), ("create", "a.py.new", OLD)]


@pytest.mark.parametrize("content", [b"\xff", MINE])
def test_a_place_is_free_only_if_what_is_there_can_go(tmp_path: Path, content: str | bytes) -> None:
    taken = {"b.py": "mine\n"} if content == MINE else {}
    base, theirs = {"t:a.py": OLD, "u:c.py": NEW}, {"t:b.py": OLD, "u:a.py": NEW}

    found = decided(tmp_path, base, theirs, {"a.py": content, "c.py": NEW, **taken})

    assert not any(it.writes and P("a.py") in {it.path, it.place} for it in found)
    assert not any(it.writes and P("c.py") in {it.path, it.place} for it in found)
    told = [it.path for it in found if it.kind == "conflict"]
    assert told == [P("a.py"), P("c.py")]


def test_where_no_marker_stands_it_is_said_what_is_the_matter(tmp_path: Path) -> None:
    base = "from a import A, B\n\n\ndef f():\n    return A, B\n\n\ndef g():\n    return 1\n"
    user = base.replace("import A, B", "import A").replace("return A, B", "return A")
    theirs = base.replace("return 1", "return B")

    (found,) = decided(tmp_path, {"x.py": base}, {"x.py": theirs}, {"x.py": user})

    assert found.kind == "conflict"
    assert found.where == ("x.py:9 (B is used, but no longer imported)",)
    assert found.reason.startswith("it merged, but look: ")


def test_places_in_a_file_are_told_from_the_top(tmp_path: Path) -> None:
    base = "from a import A, B, C\n\n\ndef f():\n    return A, B, C\n\n\ndef g():\n    return 1\n"
    user = base.replace("import A, B, C", "import A").replace("A, B, C", "A")
    theirs = base.replace("return 1", "x = C\n    return B, x")

    (found,) = decided(tmp_path, {"x.py": base}, {"x.py": theirs}, {"x.py": user})

    assert found.where == (
        "x.py:9 (C is used, but no longer imported)",
        "x.py:10 (B is used, but no longer imported)",
    )


def test_two_edits_of_one_line_are_said_to_be_that(tmp_path: Path) -> None:
    files = ({"x.txt": it} for it in ("a\n", "b\n", "c\n"))

    (found,) = decided(tmp_path, *files)

    assert found.where == ("x.txt:1",)
    assert found.reason.startswith("you and the new version changed the same lines: ")
