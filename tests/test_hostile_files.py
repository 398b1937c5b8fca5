"""Files that no blueprint would ever be: one clear message each, at once, and nothing written."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from test_defects import new

MEGABYTES = 10 * 2**20
BOMB = "a: &a [x, x]\n" + "".join(f"b{it}: &b{it} [*a, *a]\n" for it in range(1000))
FILES: dict[str, bytes] = {
    "binary": bytes(range(256)) * 64,
    "large": b"blueprint: 1\n" + b"# filled\n" * (MEGABYTES // 9),
    "one long line": b"blueprint: " + b"x" * MEGABYTES,
    "lists in lists": b"[" * 100_000,
    "blocks in blocks": b"- " * 100_000,
    "mappings in mappings": b"{a: " * 100_000,
    "bomb": BOMB.encode(),
    "merge bomb": b"a: &a {b: 1}\nc: {<<: [*a, *a]}\n",
    "marks before": "\ufeff\ufeffblueprint: 1\n".encode(),
    "utf-16": "blueprint: 1\nname: x\n".encode("utf-16"),
    "latin-1": "blueprint: 1\ndoc: Gr\u00fc\u00dfe\n".encode("latin-1"),
    "half a character": b"blueprint: 1\ndoc: \xe2\x82",
    "nul": b"blueprint: 1\nname: a\x00b\n",
    "escape": b"blueprint: 1\nname: \x1b[31mred\n",
    "surrogate": b'blueprint: 1\nname: "\\ud800"\n',
    "empty": b"",
    "blanks": b"  \n\n",
    "only marks": b"---\n...\n",
    "python object": b"!!python/object/apply:os.system ['id']\n",
    "a program": b"#!/bin/sh\necho\n",
    "json of something else": b'{"name": [1, {"x": null}]}',
    "many keys": b"blueprint: 1\n" + b"".join(b"k%d: 1\n" % it for it in range(20_000)),
}


def refused(folder: Path, path: Path, codes: set[int]) -> str:
    """Ask for a project from a file; return the message, if it is one."""
    before = sorted(folder.rglob("*"))
    begun = time.monotonic()

    done = new(folder, path)

    assert done.returncode in codes, done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert done.stderr.strip()
    assert max(map(len, done.stderr.splitlines())) < 500
    assert len(done.stderr.splitlines()) <= 60
    assert "\x1b" not in done.stderr
    assert sorted(folder.rglob("*")) == before
    assert time.monotonic() - begun < 30  # the machine may be busy; alone it takes a second
    return done.stderr


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused_with_its_place(name: str, tmp_path: Path) -> None:
    path = tmp_path / "asked.yml"
    path.write_bytes(FILES[name])

    assert "asked.yml:" in refused(tmp_path, path, {2})


def make_folder(path: Path) -> None:
    path.mkdir()


def make_loop(path: Path) -> None:
    path.symlink_to(path)


def make_nothing(path: Path) -> None:
    assert not path.exists()


@pytest.mark.parametrize("make", [make_folder, os.mkfifo, make_loop, make_nothing])
def test_what_is_no_file_is_refused_at_once(make: Callable[[Path], None], tmp_path: Path) -> None:
    path = tmp_path / "asked.yml"
    make(path)

    assert "asked.yml" in refused(tmp_path, path, {1, 2})


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "asked.yml"
    path.write_text("blueprint: 1\n", "utf-8")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("root reads everything")

    assert "asked.yml" in refused(tmp_path, path, {1})
