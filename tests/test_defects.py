"""One defect in a right blueprint gets one error, at its place, and nothing is written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from defects import DATA, Broken
from defects_in_text import TEXT
from figures import Record, count
from hypothesis import given
from strategies import POOL, invalid_blueprint, ordinary_blueprint, same_every_time

from groundplan import Blueprint
from groundplan.errors import BlueprintInvalid

ROOT = Path(__file__).resolve().parents[1]
EACH, PARTS, BY_COMMAND = 100, 20, 2
parts = pytest.mark.parametrize(
    "part", [0, *(pytest.param(it, marks=pytest.mark.slow) for it in range(1, PARTS))]
)


def test_there_are_enough_kinds() -> None:
    assert len({*DATA, *TEXT}) >= 80


@pytest.mark.parametrize("number", range(POOL))
def test_a_blueprint_to_be_broken_is_right(number: int) -> None:
    assert Blueprint.parse(ordinary_blueprint(number))


@parts
def test_the_error_is_where_the_defect_is(part: int, record_property: Record) -> None:
    kinds: set[str] = set()

    @same_every_time(EACH)
    @given(invalid_blueprint(part))
    def each(drawn: tuple[str, Broken]) -> None:
        kind, broken = drawn
        kinds.add(kind)
        with pytest.raises(BlueprintInvalid) as told:
            Blueprint.parse(broken.text)
        places = [(it.place.line, it.place.column) for it in told.value.problems]
        assert places == [(broken.line, broken.column)], f"{kind}: {told.value}\n{broken.text}"

    each()
    count(record_property, "defects", {"told at their place": EACH})
    assert len(kinds) > EACH // 4


@parts
def test_the_command_tells_it_and_writes_nothing(part: int, tmp_path: Path) -> None:
    @same_every_time(BY_COMMAND)
    @given(invalid_blueprint(PARTS + part))
    def each(drawn: tuple[str, Broken]) -> None:
        kind, broken = drawn
        asked = tmp_path / "asked.yml"
        asked.write_text(broken.text, "utf-8", newline="\n")

        done = new(tmp_path, asked)

        assert done.returncode == 2, f"{kind}: {done.stderr}"
        assert f"asked.yml:{broken.line}:{broken.column}: " in done.stderr, f"{kind}: {done.stderr}"
        assert "Traceback" not in done.stderr + done.stdout
        assert [*tmp_path.iterdir()] == [asked]

    each()


def new(folder: Path, blueprint: Path) -> "subprocess.CompletedProcess[str]":
    """Ask the command for a project, as somebody at a terminal does."""
    command = [sys.executable, "-m", "groundplan", "new", "made", "--blueprint", str(blueprint)]
    return subprocess.run(
        command,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT / "generators"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
