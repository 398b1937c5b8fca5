"""The plugins of the examples, installed as anybody would install them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from shop.settings import PREFIX

from tests.extended import NEVER_OPENED
from tests.packaged import EXAMPLES

SOURCE = Path(__file__).parents[1] / "src"


@pytest.mark.slow
def test_the_examples_can_be_installed(tmp_path: Path) -> None:
    """Build and install each for real, without its dependencies; uv brings what builds it."""
    there = tmp_path / "there"
    examples = [str(it.parent) for it in sorted(EXAMPLES.glob("*/pyproject.toml"))]
    uv = shutil.which("uv") or "uv"
    copies = [shutil.copytree(it, tmp_path / Path(it).name) for it in examples]
    install = [uv, "pip", "install", "--quiet", "--no-deps", "--target", str(there)]

    subprocess.run([*install, *map(str, copies)], check=True)
    paths = os.pathsep.join([str(SOURCE), str(there)])
    done = subprocess.run(
        [sys.executable, "-m", "shop", "plugins", "doctor"],
        env={**os.environ, "PYTHONPATH": paths, f"{PREFIX}DATABASE_URL": NEVER_OPENED},
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    for example in copies:
        assert f", from {example.name} 0.1.0" in done.stdout
