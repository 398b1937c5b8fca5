"""An update after git merged two branches that were both updated."""

from pathlib import Path
from pathlib import PurePosixPath as P

import pytest
from conftest import commit_all, git, tree_of

from groundplan import Answers, Blueprint, create, plan_update, source
from groundplan.errors import EnvironmentFailed
from groundplan.last import Last
from groundplan.recorded import Record
from groundplan.tree import Tree
from groundplan.update import update

BLUEPRINT = """\
blueprint: 1
name: notes
modules:
  notes:
    aggregates:
      Note:
        fields: {title: str 1..20, body: str optional}
        commands:
          WriteNote: {creates: true, emits: NoteWritten}
    public: [NoteWritten]
  tags:
    aggregates:
      Tag:
        fields: {label: str 1..20, body: str optional}
        commands:
          MakeTag: {creates: true, emits: TagMade}
  zeta:
    aggregates:
      Zed:
        fields: {label: str 1..20}
        commands:
          MakeZed: {creates: true, emits: ZedMade}
"""
POLICY = (
    "  zeta:\n",
    "    policies:\n"
    "      tag_it: {when: notes.NoteWritten, then: MakeTag, with: {label: title}}\n"
    "  zeta:\n",
)
STARS = ("body: str optional}", "body: str optional, stars: int 0..5 optional}")
POLICIES = "src/notes/tags/policies.py"


@pytest.fixture(autouse=True)
def _pristine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the checkout for what its commit says, though tests may be changing it."""
    monkeypatch.setattr(source, "is_pristine", lambda: True)


def changed(project: Path, old: str, new: str) -> None:
    """Change the blueprint, update and commit."""
    file = project / "blueprint.yml"
    file.write_text(file.read_text().replace(old, new))
    update(project)
    commit_all(project)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project just merged: one branch has a policy, the other a field for it to fill."""
    root = tmp_path / "notes"
    create(root, Answers(), Blueprint.parse(BLUEPRINT))
    git("init", "-q", "-b", "main", cwd=root)
    commit_all(root)
    git("switch", "-q", "-c", "stars", cwd=root)
    changed(root, *STARS)
    git("switch", "-q", "main", cwd=root)
    changed(root, *POLICY)
    git("merge", "-q", "--no-edit", "stars", cwd=root)
    return root


def as_new(project: Path) -> dict[str, tuple[int, bytes]]:
    """Return what the blueprint of a project gives in a new folder."""
    place = project.with_name("new")
    create(place, Answers(), Blueprint.load(project / "blueprint.yml"))
    return rendered(place)


def rendered(project: Path) -> dict[str, tuple[int, bytes]]:
    """Return all files of a project but its history of tables, which each side went on with."""
    return {path: it for path, it in tree_of(project).items() if "migrations/versions" not in path}


def test_what_two_merged_updates_imply_together_is_brought(project: Path) -> None:
    merge = git("rev-parse", "HEAD", cwd=project)[:12]

    report = update(project)

    assert rendered(project) == as_new(project)
    assert report.written
    assert not report.conflicts
    assert report.notes == (
        f"the merge {merge} joined two updates; what they mean together was rendered by neither",
    )


def test_it_is_brought_once(project: Path) -> None:
    update(project)
    assert not plan_update(project).operations

    commit_all(project)

    again = plan_update(project)
    assert not again.operations
    assert not again.notes


def test_what_the_owner_makes_of_it_stays(project: Path) -> None:
    update(project)
    commit_all(project)
    place = project / POLICIES
    place.write_text(place.read_text().replace("stars=event.stars", "stars=5"))
    commit_all(project)

    plan = plan_update(project)

    assert not plan.operations


def test_a_file_that_was_edited_since_the_merge_is_told_and_stays(project: Path) -> None:
    place = project / POLICIES
    place.write_text(f"{place.read_text()}\n\nMINE = 1\n")
    commit_all(project)

    plan = plan_update(project)

    assert P(POLICIES) not in {it.path for it in plan.operations}
    assert plan.operations
    assert any(it.startswith(f"{POLICIES} was changed since the merge ") for it in plan.notes)


def test_edits_on_the_sides_of_a_merge_stay(project: Path) -> None:
    git("reset", "-q", "--hard", "HEAD~", cwd=project)
    place = project / POLICIES
    place.write_text(f"{place.read_text()}\n\nMINE = 1\n")
    commit_all(project)
    git("merge", "-q", "--no-edit", "stars", cwd=project)

    report = update(project)

    assert not report.conflicts
    assert "stars=event.stars" in place.read_text()
    assert "MINE = 1\n" in place.read_text()


def test_a_merge_with_one_update_is_like_any_other_history(project: Path) -> None:
    git("reset", "-q", "--hard", "HEAD~", cwd=project)
    git("switch", "-q", "-c", "mine", "HEAD~", cwd=project)
    (project / "mine.txt").write_text("x\n")
    commit_all(project)
    git("merge", "-q", "--no-edit", "main", cwd=project)

    plan = plan_update(project)

    assert not plan.operations
    assert not plan.notes


def test_a_side_whose_version_cannot_be_had_is_told(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Last, __: Record) -> Tree:
        raise EnvironmentFailed("there is no such version")

    monkeypatch.setattr(Last, "rendered", fail)

    plan = plan_update(project)

    assert not plan.operations
    (said,) = plan.notes
    assert said.endswith("; look for it yourself, since there is no such version")
