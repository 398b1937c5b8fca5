"""The same input gives the same bytes and modes, whoever renders it, wherever and whenever."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import NEXT, ROOT, Run, tree_of
from recipes import SHOP

# What any Python imports first: folders are listed in another order, as on another disk.
BACKWARDS = """
import os

listdir, scandir = os.listdir, os.scandir


class Listed:
    def __init__(self, *given):
        with scandir(*given) as entries:
            self.entries = sorted(entries, key=lambda it: it.name, reverse=True)

    def __iter__(self):
        return iter(self.entries)

    def __next__(self):
        if not self.entries:
            raise StopIteration
        return self.entries.pop(0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.entries = []


os.listdir = lambda *given: sorted(listdir(*given), reverse=True)
os.scandir = Listed
"""
SHOP_OPTIONS = ("--preset", "shop", "-d", "python=3.12")
HERE = {"PYTHONPATH": str(ROOT / "generators"), "PATH": os.environ["PATH"]}

SURROUNDINGS = {
    "another locale": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
    "the C locale": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "another time zone": {"TZ": "Pacific/Kiritimati"},
    "another hash seed": {"PYTHONHASHSEED": "4711"},
    "no home": {"HOME": "/nonexistent"},
    "settings of ruff": {"RUFF_LINE_LENGTH": "20", "RUFF_CONFIG": "/nonexistent.toml"},
    "settings of git": {"GIT_DIR": "/nonexistent", "GIT_CONFIG_GLOBAL": "/nonexistent"},
    "somebody else": {"GIT_AUTHOR_NAME": "Eve", "USER": "eve", "LOGNAME": "eve", "EMAIL": "e@e.e"},
}


def made(folder: Path, env: dict[str, str], *options: str, mask: int = 0o022) -> object:
    command = [sys.executable, "-m", "groundplan", "new", str(folder / "x"), *options]
    done = subprocess.run(
        command,
        cwd=folder,
        env=HERE | {"HOME": str(folder / "home"), "PYTHONHASHSEED": "0"} | env,
        umask=mask,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return tree_of(folder / "x")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> object:
    """Return the shop, made in ordinary surroundings."""
    return made(tmp_path_factory.mktemp("plain"), {}, *SHOP_OPTIONS)


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_surroundings_do_not_count(tmp_path: Path, plain: object, name: str) -> None:
    env = SURROUNDINGS[name]

    assert made(tmp_path, env, *SHOP_OPTIONS) == plain


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_the_umask_does_not_count(tmp_path: Path, plain: object, mask: int) -> None:
    assert made(tmp_path, {}, *SHOP_OPTIONS, mask=mask) == plain


def test_the_order_of_answers_does_not_count(tmp_path: Path, plain: object) -> None:
    (tmp_path / "shop.yml").write_text(SHOP.text, "utf-8")
    options = ("-d", "python=3.12", "-d", "license=MIT", "--blueprint", "shop.yml")

    assert made(tmp_path, {}, *options) == plain


def backwards(folder: Path) -> Path:
    """Return what stands first on the path of a Python that lists folders backwards."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(BACKWARDS)
    return folder


def test_the_order_of_a_disk_does_not_count(tmp_path: Path, plain: object) -> None:
    first = {"PYTHONPATH": f"{backwards(tmp_path / 'site')}{os.pathsep}{HERE['PYTHONPATH']}"}

    assert made(tmp_path, first, *SHOP_OPTIONS) == plain


def test_the_place_does_not_count(tmp_path: Path, plain: object) -> None:
    elsewhere = tmp_path / "a folder" / "with ü"
    elsewhere.mkdir(parents=True)

    assert made(elsewhere, {}, *SHOP_OPTIONS) == plain


def executed(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return the bytes of every file, and whether it is a program."""
    return {path: (mode & 0o100, text) for path, (mode, text) in tree_of(folder).items()}


def test_neither_counts_at_the_door_of_copier(tmp_path: Path, releases: Path, copier: Run) -> None:
    """All surroundings at once: another process, where nothing is as it was.

    git clones under the umask, and copier copies the modes of the clone: who else may read a
    file is the umask's business there, while our own door sets it.
    """
    path = f"{backwards(tmp_path / 'site')}{os.pathsep}{releases / 'generators'}"
    strange = {name: it for given in SURROUNDINGS.values() for name, it in given.items()}
    # copier clones what it copies from: that needs a git that works.
    del strange["GIT_DIR"]
    (tmp_path / "gitconfig").write_text("[user]\nname = Eve\nemail = eve@example.org\n")
    strange["GIT_CONFIG_GLOBAL"] = str(tmp_path / "gitconfig")
    strange |= {"PYTHONHASHSEED": "1", "HOME": str(tmp_path / "home"), "PYTHONPATH": path}
    options = ("--trust", "--defaults", "-q", "--vcs-ref", NEXT, "-d", "docker=false")
    (tmp_path / "elsewhere").mkdir()

    usual = copier("copy", *options, releases, tmp_path / "usual")
    before = os.umask(0o077)
    try:
        other = copier(
            "copy", *options, releases, tmp_path / "x", env=strange, cwd=tmp_path / "elsewhere"
        )
    finally:
        os.umask(before)

    assert (usual.returncode, other.returncode) == (0, 0), usual.stderr + other.stderr
    assert executed(tmp_path / "x") == executed(tmp_path / "usual")
