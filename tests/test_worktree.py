import os
import subprocess
from pathlib import Path
from pathlib import PurePosixPath as P

import pytest
from conftest import commit_all, git

from groundplan import worktree
from groundplan.errors import EnvironmentFailed, Refused
from groundplan.worktree import Stages, Worktree


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project inside a repository, with odd names in it."""
    root = tmp_path / "repo/deep er/project"
    root.mkdir(parents=True)
    (root / "blueprint.yml").write_text("x\n")
    (root / "-ö b").write_text("1\n2\n3\n4\n")
    (root / "old").write_text("a\nb\nc\nd\n")
    (tmp_path / "repo/else").write_text("x\n")
    commit_all(tmp_path / "repo")
    return root


def tree(root: Path) -> Worktree:
    found = Worktree.of(root)
    assert found is not None
    return found


def test_a_folder_without_git_has_no_worktree(tmp_path: Path) -> None:
    assert Worktree.of(tmp_path) is None


def test_what_lies_outside_the_project_is_no_obstacle(project: Path) -> None:
    (project / "blueprint.yml").write_text("y\n")
    (project.parent / "new").write_text("y\n")

    assert tree(project).obstacle() is None


def test_changes_are_named_as_the_project_names_them(project: Path) -> None:
    (project / "-ö b").write_text("y\n")
    (project / "blueprint.yml.bak").write_text("y\n")
    git("mv", "old", "new", cwd=project)

    assert tree(project).obstacle() == (
        "changes are not committed: -ö b, blueprint.yml.bak, new, old;"
        " run `git add -A && git commit`, or `git stash -u`"
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("MERGE_HEAD", "a merge"),
        ("sequencer/todo", "a series of cherry-picks or reverts"),
        ("rebase-merge/done", "a rebase"),
    ],
)
def test_what_is_half_done_is_finished_first(project: Path, name: str, said: str) -> None:
    file = project.parents[1] / ".git" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("")

    assert tree(project).obstacle() == (
        f"{project} is in the middle of {said}; finish it, or run `git status`"
    )


def test_what_git_leaves_out_of_a_checkout_is_not_deleted(project: Path) -> None:
    git("update-index", "--skip-worktree", "old", cwd=project)
    assert tree(project).obstacle() is None

    (project / "old").unlink()

    assert tree(project).obstacle() == (
        "files are not checked out: old; run `git sparse-checkout disable`,"
        " for what is not there would count as deleted"
    )


def test_what_an_interrupted_run_left_is_no_change(project: Path) -> None:
    (project / ".groundplan/stage-1").mkdir(parents=True)
    (project / ".groundplan/stage-1/x").write_text("")
    (project / ".groundplan/lock").write_text("")

    assert tree(project).obstacle() is None


def test_renames_are_told_in_order_relative_to_the_project(project: Path) -> None:
    git("mv", "old", "newer", cwd=project)
    (project / "newer").write_text("a\nb\nc\nd\ne\n")
    commit_all(project.parents[1])
    git("mv", "--", "newer", "-ö newest", cwd=project)
    git("mv", "../../else", "../../other", cwd=project)
    commit_all(project.parents[1])

    assert list(tree(project).renames()) == [
        (P("old"), P("newer")),
        (P("newer"), P("-ö newest")),
    ]


def test_without_commits_nothing_was_renamed(tmp_path: Path) -> None:
    git("init", "-q", cwd=tmp_path)

    assert not list(tree(tmp_path).renames())


def test_a_history_that_git_cannot_read_is_told(project: Path) -> None:
    git("config", "diff.orderFile", "/nope", cwd=project)
    (project / "old").write_text("y\n")
    why = "fatal: failed to read orderfile '/nope'.*"

    with pytest.raises(Refused, match=f"{why}; run `git log --name-status` there, and mend"):
        list(tree(project).renames())
    with pytest.raises(Refused, match=f"{why}; run `git diff --name-only` there, and mend"):
        tree(project).changed_since("HEAD")


def test_what_was_moved_before_a_shallow_history_begins_is_not_deleted(
    project: Path, tmp_path: Path
) -> None:
    found = tree(project)
    found.check_depth([P("gone")])
    git("commit", "-q", "--allow-empty", "-m", "x", cwd=project)
    origin = (tmp_path / "repo").as_uri()
    git("clone", "-q", "--depth", "1", origin, "shallow", cwd=tmp_path)
    shallow = tree(tmp_path / "shallow/deep er/project")
    shallow.check_depth([])

    with pytest.raises(Refused) as refused:
        shallow.check_depth([P("gone")])

    assert str(refused.value) == (
        f"{shallow.root} is a shallow clone, and there is no gone; run `git fetch --unshallow`,"
        " for what was moved before its history begins would count as deleted"
    )


def test_conflicts_are_marked_as_git_itself_does(project: Path) -> None:
    found = tree(project)
    sides = [
        Stages(P("-ö b"), P("-ö b"), b"last\n", b"yours\n", b"new\n"),
        Stages(P("old"), P("old"), b"last\n", b"yours\n", None),
        Stages(P("unknown"), P("unknown"), b"1", b"2", b"3"),
    ]

    worktree.mark(project, found.marks(sides))

    assert git("status", "--porcelain", "-z", "--", ".", cwd=project).split("\0")[:2] == [
        "UU deep er/project/-ö b",
        "UD deep er/project/old",
    ]
    assert found.unmerged() == ("-ö b", "old")
    assert git("show", ":2:./-ö b", cwd=project) == "yours\n"
    assert "conflicts are not resolved yet: -ö b, old;" in str(found.obstacle())


def test_a_conflict_in_a_file_that_goes_elsewhere_is_marked_there(project: Path) -> None:
    found = tree(project)
    (project / "old").rename(project / "new")

    worktree.mark(project, found.marks([Stages(P("new"), P("old"), b"1\n", b"2\n", b"3\n")]))

    assert git("status", "--porcelain", "--", ".", cwd=project).splitlines() == [
        'UU "deep er/project/new"',
        'D  "deep er/project/old"',
    ]


def test_the_users_side_of_a_conflict_is_kept_as_git_keeps_the_file(project: Path) -> None:
    (project / ".gitattributes").write_text("* text=auto eol=lf\n")
    commit_all(project.parents[1])
    found = tree(project)

    worktree.mark(project, found.marks([Stages(P("old"), P("old"), b"1\n", b"2\r\n", b"3\n")]))

    assert git("cat-file", "-s", ":2:./old", cwd=project) == "2\n"


def test_marks_that_git_refuses_are_a_clean_error(project: Path) -> None:
    with pytest.raises(EnvironmentFailed, match="git cannot mark conflicts: "):
        worktree.mark(project, ["nonsense"])


def test_without_git_there_is_none(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(subprocess, "run", missing)

    with pytest.raises(EnvironmentFailed, match="git is missing; an update needs it"):
        Worktree.of(project)
    assert Worktree.of(project.parents[2]) is None


def test_a_repository_that_git_cannot_read_is_no_folder_without_git(project: Path) -> None:
    (project.parents[1] / ".git/HEAD").write_text("")

    with pytest.raises(Refused) as refused:
        Worktree.of(project)

    assert str(refused.value) == (
        f"git cannot look at {project}: fatal: not a git repository (or any of the parent"
        " directories): .git; run `git status` there, and mend what it says"
    )


def test_a_broken_repository_is_not_mistaken_for_the_one_around_it(project: Path) -> None:
    git("init", "-q", cwd=project)
    (project / ".git/HEAD").write_text("")

    with pytest.raises(Refused, match=r"git cannot look at .*: \.git there is no repository"):
        Worktree.of(project)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_repository_of_somebody_else_is_no_folder_without_git(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(project))
    for path in (project.parents[1], project.parents[1] / ".git"):
        os.chown(path, 1234, 1234)

    with pytest.raises(Refused, match=r"git cannot look at .*: fatal: detected dubious ownership"):
        Worktree.of(project)


def test_a_project_that_the_repository_around_it_ignores_is_without_git(project: Path) -> None:
    git("rm", "-qr", "--cached", ".", cwd=project)
    assert Worktree.of(project) is not None

    (project.parents[1] / ".gitignore").write_text("project\n")

    assert Worktree.of(project) is None
