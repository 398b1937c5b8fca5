import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, tree_of
from recipes import MINIMAL, Recipe

from groundplan import create
from groundplan.copier_tasks import main
from groundplan.formatter import tidied
from groundplan.project import printed

SCRIPT = ROOT / "generators/groundplan/copier_tasks.py"
LONG = Recipe("long", MINIMAL.text.replace("Note", "AnotherExtraordinarilyLongNote"))
RAW = printed(LONG.answers(), LONG.blueprint())
WIDE = {path: tidy for path, tidy in tidied(RAW).items() if tidy != RAW[path]}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project as copier renders it, as the working folder."""
    create(tmp_path / "x", LONG.answers(), LONG.blueprint())
    for path in WIDE:
        (tmp_path / "x" / path).write_text(RAW[path], "utf-8")
    monkeypatch.chdir(tmp_path / "x")
    return tmp_path / "x"


def test_what_the_templates_print_is_formatted(project: Path) -> None:
    assert WIDE

    main(["format"])

    assert {path: (project / path).read_text("utf-8") for path in WIDE} == WIDE


def test_settings_of_the_owners_change_nothing(project: Path) -> None:
    (project / "ruff.toml").write_text("line-length = 40\n", "utf-8")
    before = tree_of(project)

    main(["format"])

    after = {path: text for path, (_, text) in tree_of(project).items()}
    changed = {path for path, (_, text) in before.items() if after[path] != text}
    assert changed == set(map(str, WIDE))


def test_what_is_the_owners_stays_as_it_is(project: Path) -> None:
    for path, raw in RAW.items():
        if path.suffix == ".py":
            (project / path).write_text(f"{raw}x   =  1\n", "utf-8")
    before = tree_of(project)
    assert any(path.startswith("migrations/versions/") for path in before)

    main(["format"])

    assert tree_of(project) == before


@pytest.mark.parametrize("answers", ["", "package: [\n", "- a\n", "package: ../x\n"])
def test_it_never_fails(project: Path, capsys: pytest.CaptureFixture[str], answers: str) -> None:
    (project / ".copier-answers.yml").write_text(answers)

    main(["format"])

    assert capsys.readouterr().err.startswith("groundplan: not formatted: ")


@pytest.mark.usefixtures("project")
def test_it_never_fails_without_ruff(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> str:
        raise FileNotFoundError

    monkeypatch.setattr("ruff.find_ruff_bin", missing)
    monkeypatch.setenv("PATH", "")

    main(["format"])

    assert "ruff is not installed" in capsys.readouterr().err


def test_it_runs_as_a_program_of_its_own(project: Path) -> None:
    subprocess.run([sys.executable, SCRIPT, "format"], check=True)

    assert {path: (project / path).read_text("utf-8") for path in WIDE} == WIDE


def test_it_says_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    main(["dance"])

    assert capsys.readouterr().err == "usage: copier_tasks.py format\n"
