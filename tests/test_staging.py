import hashlib
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from pathlib import PurePosixPath as P

import pytest

from groundplan import staging
from groundplan.errors import EnvironmentFailed, Refused
from groundplan.journal import Rest
from groundplan.locking import lock
from groundplan.tree import Tree

TREE = Tree(
    {P("a"): "new a\n", P("src/b.py"): "b = 1\n", P("run"): "#!/bin/sh\n"}, frozenset({P("run")})
)


def holds(root: Path) -> dict[str, str]:
    return {
        it.relative_to(root).as_posix(): it.read_text() for it in root.rglob("*") if it.is_file()
    }


def texts(tree: Tree) -> dict[str, str]:
    return {str(path): text for path, text in tree.items()}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a folder that holds an older file and one of the user's."""
    root = tmp_path / "place"
    root.mkdir()
    (root / "a").write_text("old a\n")
    (root / "mine").write_text("mine\n")
    return root


def test_a_new_place_and_its_parents_are_made(tmp_path: Path) -> None:
    staging.write_new(tmp_path / "x/y/z", TREE)

    assert holds(tmp_path / "x/y/z") == texts(TREE)
    assert [it.name for it in (tmp_path / "x/y").iterdir()] == ["z"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()

    staging.write_new(tmp_path / "x", TREE)

    assert holds(tmp_path / "x") == texts(TREE)


def test_a_place_filled_meanwhile_is_left_alone(place: Path) -> None:
    with pytest.raises(Refused, match="was filled meanwhile"):
        staging.write_new(place, TREE)

    assert holds(place) == {"a": "old a\n", "mine": "mine\n"}
    assert [it.name for it in place.parent.iterdir()] == ["place"]


@pytest.mark.parametrize("mask", [0o077, 0o000, 0o022])
@pytest.mark.parametrize("write", [staging.write_new, staging.write_into])
def test_modes_do_not_depend_on_the_umask(
    tmp_path: Path, mask: int, write: Callable[[Path, Tree], None]
) -> None:
    (tmp_path / "x").mkdir()
    before = os.umask(mask)
    try:
        write(tmp_path / "x", TREE)
    finally:
        os.umask(before)

    modes = {it.name: stat.S_IMODE(it.stat().st_mode) for it in (tmp_path / "x").rglob("*")}
    assert modes == {"a": 0o644, "b.py": 0o644, "run": 0o755, "src": 0o755}


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        (0o600, "a", 0o600),
        (0o664, "a", 0o664),
        (0o444, "a", 0o444),
        (0o750, "a", 0o640),
        (0o640, "run", 0o750),
        (0o700, "run", 0o700),
        (0o4644, "a", 0o644),
    ],
)
def test_who_may_read_and_write_a_file_stays(
    place: Path, before: int, name: str, after: int
) -> None:
    (place / name).write_text("old\n")
    (place / name).chmod(before)

    staging.write_into(place, TREE)

    assert stat.S_IMODE((place / name).stat().st_mode) == after
    assert holds(place) == {**texts(TREE), "mine": "mine\n"}


def test_files_are_replaced_and_others_stay(place: Path) -> None:
    staging.write_into(place, TREE)

    assert holds(place) == {**texts(TREE), "mine": "mine\n"}


def test_what_is_there_already_is_no_difference(place: Path) -> None:
    staging.write_into(place, TREE)
    (place / "run").chmod(0o644)

    assert [*staging.differing(place, TREE)] == [P("run")]


@pytest.mark.parametrize("at", range(3))
def test_a_disk_that_fills_up_leaves_nothing_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    fill_up(monkeypatch, at)

    with pytest.raises(EnvironmentFailed, match="No space left on device; nothing was changed"):
        staging.write_new(tmp_path / "x", TREE)

    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("at", range(3))
def test_a_disk_that_fills_up_leaves_what_was_there(
    place: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    fill_up(monkeypatch, at)

    with pytest.raises(EnvironmentFailed, match="nothing was changed"):
        staging.write_into(place, TREE)

    assert holds(place) == {"a": "old a\n", "mine": "mine\n"}
    assert not (place / ".groundplan").exists()


def fill_up(monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """Let the disk be full at one of the writes."""
    fchmod, calls = os.fchmod, iter(range(9))

    def full(handle: int, mode: int) -> None:
        if next(calls) == at:
            raise OSError(28, "No space left on device")
        fchmod(handle, mode)

    monkeypatch.setattr(os, "fchmod", full)


@pytest.mark.parametrize("at", range(3))
def test_a_move_that_fails_takes_the_others_back(
    place: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    replace, moves = Path.replace, iter(range(99))

    def fail(self: Path, target: Path) -> Path:
        if "new" in self.parts and next(moves) == at:
            raise PermissionError(13, "Permission denied", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail)

    with pytest.raises(EnvironmentFailed, match="Permission denied; nothing was changed"):
        staging.write_into(place, TREE)

    assert holds(place) == {"a": "old a\n", "mine": "mine\n"}


def test_taking_back_gives_modes_and_empty_folders_back(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "run").write_text(TREE[P("run")])
    (place / "run").chmod(0o640)
    (place / "src").mkdir()
    (place / "src").chmod(0o750)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(staging, "mark", full)

    with pytest.raises(EnvironmentFailed, match="nothing was changed"):
        staging.write_into(place, TREE.with_files({P("new/deep/c.py"): "c = 1\n"}))

    assert stat.S_IMODE((place / "run").stat().st_mode) == 0o640
    assert stat.S_IMODE((place / "src").stat().st_mode) == 0o750
    assert sorted(it.name for it in place.iterdir()) == ["a", "mine", "run", "src"]


KILLED = """
import os, signal, sys
from pathlib import Path, PurePosixPath as P
from groundplan import staging
from groundplan.tree import Tree
at, calls = int(sys.argv[2]), iter(range(99))
def counted(function):
    def call(*arguments, **named):
        if next(calls) == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*arguments, **named)
    return call
for owner, name in ((Path, "replace"), (Path, "mkdir"), (Path, "rename"), (os, "fchmod"),
                    (os, "link"), (Path, "unlink")):
    setattr(owner, name, counted(getattr(owner, name)))
files = {P("a"): "new a\\n", P("src/b.py"): "b = 1\\n", P("run"): "#!/bin/sh\\n"}
tree = Tree(files, frozenset({P("run")}))
getattr(staging, sys.argv[3])(Path(sys.argv[1]), tree)
"""


def killed(root: Path, at: int, verb: str) -> bool:
    """Run a write that kills itself at its nth step; say whether it got that far."""
    env = os.environ | {"PYTHONPATH": str(Path(staging.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(root), str(at), verb], env=env, check=False
    )
    return done.returncode == -signal.SIGKILL


def test_a_kill_at_any_step_leaves_the_old_state_or_the_next_run_finishes(place: Path) -> None:
    old, at = {"a": "old a\n", "mine": "mine\n"}, 0
    while killed(place, at, "write_into"):
        staging.recover(place)
        found = holds(place)

        assert found in (old, {**texts(TREE), "mine": "mine\n"})
        assert not (place / ".groundplan").exists()
        for path in ("src/b.py", "run"):
            (place / path).unlink(missing_ok=True)
        (place / "a").write_text("old a\n")
        at += 1

    assert at > 10


def test_a_kill_at_any_step_leaves_a_new_place_absent_or_whole(tmp_path: Path) -> None:
    at = 0
    while killed(tmp_path / "in/x", at, "write_new"):
        found = holds(tmp_path / "in/x")
        staging.recover(tmp_path / "in/x")

        assert found in ({}, texts(TREE))
        assert not list((tmp_path / "in").glob(".*"))
        at += 1

    assert at > 5


def test_files_are_removed_with_the_folders_they_leave_empty(place: Path) -> None:
    (place / "deep/er").mkdir(parents=True)
    (place / "deep/er/x").write_text("x\n")

    staging.write_into(place, Tree({P("a"): "new a\n"}), Rest((P("deep/er/x"),)))

    assert holds(place) == {"a": "new a\n", "mine": "mine\n"}
    assert sorted(it.name for it in place.iterdir()) == ["a", "mine"]


def test_a_removal_that_fails_takes_all_back(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unlink = Path.unlink

    def fail(self: Path, *, missing_ok: bool = False) -> None:
        if self == place / "mine":
            raise PermissionError(13, "Permission denied", str(self))
        unlink(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", fail)

    with pytest.raises(EnvironmentFailed, match="Permission denied; nothing was changed"):
        staging.write_into(place, TREE, Rest((P("mine"),)))

    assert holds(place) == {"a": "old a\n", "mine": "mine\n"}


def test_a_check_that_refuses_leaves_everything(place: Path) -> None:
    def refuse() -> None:
        assert (place / ".groundplan/lock").is_file()
        raise Refused("no")

    with pytest.raises(Refused, match="no"):
        staging.write_into(place, TREE, check=refuse)

    assert holds(place) == {"a": "old a\n", "mine": "mine\n"}
    assert not (place / ".groundplan").exists()


def test_what_was_being_taken_back_is_taken_back_by_the_next_run(place: Path) -> None:
    own = place / ".groundplan"
    for name, text in (("new/src/b.py", "b\n"), ("old/a", "old a\n")):
        (own / "stage-999999999" / name).parent.mkdir(parents=True, exist_ok=True)
        (own / "stage-999999999" / name).write_text(text)
    (place / "a").write_text("new a\n")
    (place / "run").write_text("new\n")
    paths = {"a": ("old a\n", "new a\n"), "run": (None, "new\n"), "src/b.py": (None, "b\n")}
    states = {path: [*map(digest, both)] for path, both in paths.items()}
    journal = {"stage": "stage-999999999", "paths": [*paths], "states": states, "undo": True}
    (own / "journal.json").write_text(json.dumps(journal))
    (own / "lock").write_text('{"pid": 999999999, "since": ""}')

    said = staging.recover(place)

    assert said == (f"Undone what an interrupted run had begun in {place}.",)
    assert holds(place) == {"a": "old a\n", "mine": "mine\n"}


def test_what_is_as_it_was_is_not_taken_back_from_a_link_that_was_edited(place: Path) -> None:
    stage = place / ".groundplan/stage-999999999"
    (stage / "old").mkdir(parents=True)
    (stage / "old/a").write_text("old a\nedited in place, then put aside\n")
    states = {"a": [digest("old a\n"), digest("new a\n")]}
    journal = {"stage": stage.name, "paths": ["a"], "states": states, "undo": True}
    (place / ".groundplan/journal.json").write_text(json.dumps(journal))

    staging.recover(place)

    assert holds(place) == {"a": "old a\n", "mine": "mine\n"}


def digest(text: str | None) -> str:
    return "" if text is None else hashlib.sha256(text.encode()).hexdigest()


def half_written(place: Path) -> None:
    """Kill a run once it has moved its first file."""
    at = 0
    while (place / "a").read_text() == "old a\n":
        staging.recover(place)
        (place / "a").write_text("old a\n")
        for path in ("src/b.py", "run"):
            (place / path).unlink(missing_ok=True)
        assert killed(place, at, "write_into")
        at += 1


@pytest.mark.parametrize("name", ["a", "src/b.py", "run"])
def test_what_was_changed_since_a_kill_is_neither_overwritten_nor_mixed(
    place: Path, name: str
) -> None:
    half_written(place)
    (place / name).parent.mkdir(exist_ok=True)
    before = (place / name).read_text() if (place / name).exists() else None
    (place / name).write_text("mine, too\n")
    (place / ".groundplan/lock").unlink()
    had = holds(place)

    with pytest.raises(Refused, match=rf"since then these files were changed: {name}; put"):
        staging.recover(place)

    assert holds(place) == had
    if before is None:
        (place / name).unlink()
    else:
        (place / name).write_text(before)
    staging.recover(place)
    assert holds(place) == {**texts(TREE), "mine": "mine\n"}


def test_what_was_taken_back_by_hand_after_a_kill_is_taken_back_as_a_whole(place: Path) -> None:
    half_written(place)
    (place / "a").write_text("old a\n")

    said = staging.recover(place)

    assert said == (f"Undone what an interrupted run had begun in {place}.",)
    assert holds(place) == {"a": "old a\n", "mine": "mine\n"}


def test_what_cannot_even_be_taken_back_is_taken_back_by_the_next_run(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace, moves = Path.replace, iter(range(99))

    def full(self: Path, target: Path) -> Path:
        if ("new" in self.parts and next(moves) > 0) or self.name == "back":
            raise OSError(28, "No space left on device")
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        with pytest.raises(EnvironmentFailed, match=r"No space left on device; make room .* again"):
            staging.write_into(place, TREE)
    (place / ".groundplan/lock").write_text('{"pid": 999999999, "since": ""}')

    said = staging.recover(place)

    assert said == (f"Undone what an interrupted run had begun in {place}.",)
    assert holds(place) == {"a": "old a\n", "mine": "mine\n"}
    assert not (place / ".groundplan").exists()


def test_a_lock_of_a_living_process_is_respected(place: Path) -> None:
    (place / ".groundplan").mkdir()

    with lock(place / ".groundplan"):
        with pytest.raises(Refused, match="another groundplan is at work in"):
            staging.write_into(place, TREE)
        with pytest.raises(Refused, match="another groundplan is at work in"):
            staging.recover(place)

    assert holds(place) == {"a": "old a\n", "mine": "mine\n"}


@pytest.mark.parametrize("text", ["", "{", "what an earlier version wrote"])
def test_a_lock_of_a_dead_process_stops_nobody(place: Path, text: str) -> None:
    (place / ".groundplan").mkdir()
    (place / ".groundplan/lock").write_text(text)

    staging.write_into(place, TREE)

    assert holds(place) == {"mine": "mine\n", **{str(path): it for path, it in TREE.items()}}
    assert not (place / ".groundplan").exists()


def test_a_lock_that_lost_its_file_is_none(place: Path) -> None:
    own = place / ".groundplan"
    own.mkdir()
    with lock(own):
        (own / "lock").unlink()
        with lock(own):
            assert (own / "lock").is_file()


@pytest.mark.parametrize(
    "journal",
    [
        "nonsense",
        "[]",
        '{"stage": "../x", "paths": []}',
        '{"stage": "stage-1", "paths": ["../../evil"]}',
        '{"stage": "stage-1", "paths": ["/etc/evil"]}',
        '{"stage": "stage-1", "paths": [], "states": {}, "made": ["../evil"]}',
        '{"stage": "stage-1", "paths": [], "removed": ["a/.git/HEAD"], "states": {}}',
        '{"stage": "stage-1", "paths": ["a\\u0000"], "states": {"a\\u0000": ["", ""]}}',
        '{"stage": "stage-1", "paths": ["\\udc00\\ud800"], "states": {}}',
        "[" * 200_000,
    ],
    ids=lambda it: it[:40],
)
def test_a_journal_that_is_none_of_ours_moves_nothing(place: Path, journal: str) -> None:
    (place / ".groundplan").mkdir()
    (place / ".groundplan/journal.json").write_text(journal)

    with pytest.raises(Refused, match="is none of groundplan's"):
        staging.recover(place)


@pytest.mark.parametrize("name", ["stage-1", "stage-1/new", "stage-1/old", "stage-1/new/a"])
def test_a_stage_that_is_a_link_is_not_followed(place: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    (out / "new").mkdir(parents=True)
    (out / "new/a").write_text("secret\n")
    link = place / ".groundplan" / name
    link.parent.mkdir(parents=True)
    link.symlink_to(out / name.removeprefix("stage-1").lstrip("/"))
    states = {"a": [digest("old a\n"), digest("secret\n")]}
    journal = {"stage": "stage-1", "paths": ["a"], "states": states}
    (place / ".groundplan/journal.json").write_text(json.dumps(journal))

    with pytest.raises(Refused, match="is none of groundplan's"):
        staging.recover(place)

    assert (out / "new/a").read_text() == "secret\n"
    assert (place / "a").read_text() == "old a\n"


def test_what_was_kept_of_a_file_and_is_gone_is_told(place: Path) -> None:
    half_written(place)
    (stage,) = (place / ".groundplan").glob("stage-*")
    shutil.rmtree(stage)
    (place / ".groundplan/lock").unlink()
    had = holds(place)

    with pytest.raises(Refused, match="what it kept of a is gone; look at"):
        staging.recover(place)

    assert holds(place) == had


def test_a_failure_leaves_no_parents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(staging, "write", full)

    with pytest.raises(EnvironmentFailed, match="nothing was changed"):
        staging.write_new(tmp_path / "x/y/z", TREE)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["src", "a", "src/b.py", ".groundplan"])
def test_links_are_in_the_way(tmp_path: Path, name: str) -> None:
    (tmp_path / "x/src").mkdir(parents=True)
    (tmp_path / "out").mkdir()
    if (tmp_path / "x" / name).is_dir():
        (tmp_path / "x" / name).rmdir()
    (tmp_path / "x" / name).symlink_to(tmp_path / "out")

    assert staging.obstacles(tmp_path / "x", TREE)


def test_a_folder_where_a_file_goes_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()

    assert P("a") in staging.differing(tmp_path, TREE)

    assert staging.obstacles(tmp_path, TREE) == [f"{tmp_path / 'a'} is no plain file"]


def test_a_link_to_itself_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "src").symlink_to("src")

    assert staging.obstacles(tmp_path, TREE) == [f"{tmp_path / 'src'} is no plain folder"]


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a")
    right = TREE[P("a")]  # whoever opens it would get just this, instead of waiting for ever
    threading.Thread(target=(tmp_path / "a").write_text, args=[right], daemon=True).start()

    assert P("a") in staging.differing(tmp_path, TREE)
