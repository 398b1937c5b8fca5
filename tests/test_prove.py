from pathlib import Path

import pytest

from groundplan.errors import EnvironmentFailed
from groundplan.prove import CHECKS, Proof, prove


def tools(folder: Path, failing: str = "") -> Path:
    """Return a folder of programs that say where they ran, one of which fails."""
    folder.mkdir()
    for name in {check[0] for check in CHECKS}:
        code = 1 if name == failing else 0
        (folder / name).write_text(f'#!/bin/sh\necho "$PWD $*"\nexit {code}\n')
        (folder / name).chmod(0o755)
    return folder


def test_every_check_runs_inside_the_project(tmp_path: Path) -> None:
    proofs = list(prove(tmp_path, tools(tmp_path / "bin")))

    assert [proof.check for proof in proofs] == list(CHECKS)
    assert [str(proof) for proof in proofs][:2] == [
        "ruff check: passed",
        "ruff format --check: passed",
    ]
    assert proofs[1].said == f"{tmp_path} format --check\n"


def test_a_check_that_fails_is_shown_and_stops_no_other(tmp_path: Path) -> None:
    proofs = list(prove(tmp_path, tools(tmp_path / "bin", failing="mypy")))

    assert [proof.passed for proof in proofs] == [True, True, False, True, True]
    assert [*proofs[2].ended(5)] == ["mypy: failed", str(tmp_path)]


def test_a_missing_program_is_said(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFailed, match="ruff is missing; run `uv sync` first"):
        list(prove(tmp_path, tmp_path))


def test_of_what_failed_the_end_is_shown() -> None:
    proof = Proof(("pytest",), passed=False, said="begins\n.....\nFAILED a\n1 failed\n")

    assert [*proof.ended(2)] == ["pytest: failed", "... 2 lines, then", "FAILED a", "1 failed"]


def test_what_is_no_text_is_shown_as_far_as_it_is(tmp_path: Path) -> None:
    folder = tools(tmp_path / "bin")
    (folder / "pytest").write_bytes(b"#!/bin/sh\nprintf 'a\\377b'\nexit 1\n")

    *_, proof = prove(tmp_path, folder)

    assert [*proof.ended(5)] == ["pytest: failed", "a\ufffdb"]
