import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from recipes import MINIMAL

from groundplan import create
from groundplan.copier_tasks import main

SCRIPT = ROOT / "generators/groundplan/copier_tasks.py"
UGLY = "x   =  1\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project, with a file of the user's in it, as the working folder."""
    create(tmp_path / "x", MINIMAL.answers(), MINIMAL.blueprint())
    (tmp_path / "x/mine.py").write_text(UGLY)
    (tmp_path / "x/src/notes/mine.py").write_text(UGLY)
    monkeypatch.chdir(tmp_path / "x")
    return tmp_path / "x"


def test_generated_python_is_formatted_and_no_other(project: Path) -> None:
    (project / "src/notes/app.py").write_text(UGLY)
    (project / "src/notes/settings.py").unlink()

    main(["format", ".copier-answers.yml", "copy"])

    assert (project / "src/notes/app.py").read_text() == "x = 1\n"
    assert (project / "mine.py").read_text() == UGLY
    assert (project / "src/notes/mine.py").read_text() == UGLY


@pytest.mark.parametrize("answers", ["", "package: [\n", "- a\n", "package: ../x\n"])
def test_it_never_fails(project: Path, capsys: pytest.CaptureFixture[str], answers: str) -> None:
    (project / ".copier-answers.yml").write_text(answers)

    main(["format", ".copier-answers.yml", "copy"])

    assert capsys.readouterr().err.startswith("groundplan: not formatted: ")


def test_it_never_fails_without_ruff(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> str:
        raise FileNotFoundError

    monkeypatch.setattr("ruff.find_ruff_bin", missing)
    monkeypatch.setenv("PATH", "")
    (project / "src/notes/app.py").write_text(UGLY)

    main(["format", ".copier-answers.yml", "copy"])

    assert "ruff is not installed" in capsys.readouterr().err


def test_it_never_fails_over_python_that_does_not_parse(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "src/notes/app.py").write_text("def (\n")

    main(["format", ".copier-answers.yml", "copy"])

    assert "groundplan: not formatted: error: Failed to parse" in capsys.readouterr().err


def test_it_runs_as_a_program_of_its_own(project: Path) -> None:
    (project / "src/notes/app.py").write_text(UGLY)

    subprocess.run([sys.executable, SCRIPT, "format", ".copier-answers.yml", "copy"], check=True)

    assert (project / "src/notes/app.py").read_text() == "x = 1\n"


def test_it_says_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    main(["dance"])

    assert capsys.readouterr().err == "usage: copier_tasks.py format ANSWERS_FILE OPERATION\n"
