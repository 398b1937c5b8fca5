"""A kill at any step leaves the old project or the new one, after the next run at the latest."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, commit_all
from recipes import MINIMAL

from groundplan import create, plan_update, source
from groundplan.tree import HISTORY

SEED = 20261121
NOTES, MEMOS = "\n  notes:\n", "\n  memos:\n    was: notes\n"
TITLE, STARS = "{title: str 1..80,", "{title: str 1..80, stars: int 0..5 = 0,"
POINTS = [pytest.param(8), pytest.param(200, marks=pytest.mark.slow)]


def killing(*arguments: str | Path | int) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests/killing.py"), *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": str(ROOT / "generators")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project under git, some of whose files were edited, moved and deleted."""
    monkeypatch.setattr(source, "is_pristine", lambda: True)
    root = tmp_path / "project"
    create(root, MINIMAL.answers(), MINIMAL.blueprint())
    model = root / "src/notes/notes/model.py"
    model.write_text(model.read_text() + "\n\nMINE = 1\n")
    ignored = root / ".gitignore"
    ignored.write_text(ignored.read_text() + "*.mine\n")
    app = root / "src/notes/app.py"
    app.write_text(app.read_text() + "\n\nMINE = 1\n")
    readme = root / "README.md"
    readme.write_text(readme.read_text().replace("# ", "# Mine: ", 1))
    (root / "src/notes/notes/events.py").rename(root / "src/notes/notes/facts.py")
    commit_all(root)
    return root


@pytest.mark.parametrize("points", POINTS)
def test_an_update_that_is_killed(project: Path, tmp_path: Path, points: int) -> None:
    blueprint = project / "blueprint.yml"
    blueprint.write_text(blueprint.read_text().replace(NOTES, MEMOS).replace(TITLE, STARS))
    plan = plan_update(
        project,
        answers={"http": "none", "project_name": "Diary", "description": "Else.", "ci": "gitlab"},
    )
    kinds = {it.kind for it in plan.operations}
    assert kinds == {"create", "change", "merge", "move", "delete", "conflict"}
    assert any(HISTORY in it.path.parents for it in plan.operations)
    (tmp_path / "plan.json").write_text(plan.to_json())

    found = killing("update", tmp_path / "plan.json", project, tmp_path / "scratch", points, SEED)

    assert found["wrong"] == []
    assert found["changes"]
    assert int(str(found["steps"])) > 100


@pytest.mark.parametrize("points", POINTS)
def test_an_addition_that_is_killed(project: Path, tmp_path: Path, points: int) -> None:
    field = "notes.Note.stars=int 0..5 = 0"

    found = killing("add", field, project, tmp_path / "scratch", points, SEED)

    assert found["wrong"] == []
    assert found["changes"]
    assert int(str(found["steps"])) > 50


@pytest.mark.parametrize("points", POINTS)
def test_a_new_project_that_is_killed(tmp_path: Path, points: int) -> None:
    found = killing("new", "minimal", "-", tmp_path / "scratch", points, SEED)

    assert found["wrong"] == []
    assert found["changes"]
    assert int(str(found["steps"])) > 100
