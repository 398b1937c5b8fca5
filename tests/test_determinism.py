"""The same input gives the same bytes and modes, whoever renders it, wherever and whenever."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, tree_of
from recipes import SHOP

HERE = {"PYTHONPATH": str(ROOT / "generators"), "PATH": os.environ["PATH"]}

SURROUNDINGS = {
    "another locale": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
    "the C locale": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "another time zone": {"TZ": "Pacific/Kiritimati"},
    "another hash seed": {"PYTHONHASHSEED": "4711"},
    "no home": {"HOME": "/nonexistent"},
    "settings of ruff": {"RUFF_LINE_LENGTH": "20", "RUFF_CONFIG": "/nonexistent.toml"},
    "settings of git": {"GIT_DIR": "/nonexistent", "GIT_CONFIG_GLOBAL": "/nonexistent"},
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
    return made(tmp_path_factory.mktemp("plain"), {}, "--preset", "shop", "-d", "python=3.12")


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_surroundings_do_not_count(tmp_path: Path, plain: object, name: str) -> None:
    env = SURROUNDINGS[name]

    assert made(tmp_path, env, "--preset", "shop", "-d", "python=3.12") == plain


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_the_umask_does_not_count(tmp_path: Path, plain: object, mask: int) -> None:
    assert made(tmp_path, {}, "--preset", "shop", "-d", "python=3.12", mask=mask) == plain


def test_the_order_of_answers_does_not_count(tmp_path: Path, plain: object) -> None:
    (tmp_path / "shop.yml").write_text(SHOP.text, "utf-8")
    options = ("-d", "python=3.12", "-d", "license=MIT", "--blueprint", "shop.yml")

    assert made(tmp_path, {}, *options) == plain
