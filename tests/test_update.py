"""Projects that live through releases, with edits of their owners: through the command."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import versions
from _pytest.mark import ParameterSet
from conftest import ROOT, commit_all, git, tree_of
from recipes import FEW, MINIMAL, SHOP, Recipe
from versions import TAGS

from groundplan import Answers, create, plan_update, source
from groundplan.source import REPOSITORY, Source

FIRST, SECOND, THIRD, FOURTH, LAST = TAGS
CLOCK = "src/notes/shared/clock.py"
MODEL = "src/notes/notes/model.py"


def slow(*values: object) -> ParameterSet:
    """Return a row of parameters for the slow run."""
    return pytest.param(*values, marks=pytest.mark.slow)


@dataclass(frozen=True)
class Life:
    """A project under git, and the releases that it lives through."""

    repo: Path
    folder: Path

    def run(self, tag: str, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        return versions.run(self.repo, tag, *arguments)

    def begin(self, tag: str, recipe: Recipe = MINIMAL) -> None:
        self.folder.mkdir()
        (self.folder / "blueprint.yml").write_text(recipe.text, "utf-8")
        done = self.run(tag, "new", self.folder, *recipe.options())
        assert done.returncode == 0, done.stderr
        git("init", "-q", cwd=self.folder)
        self.commit()

    def commit(self) -> None:
        commit_all(self.folder)

    def update(self, tag: str, *arguments: str, expected: int = 0) -> str:
        done = self.run(tag, "update", self.folder, *arguments)
        assert done.returncode == expected, done.stdout + done.stderr
        return done.stdout + done.stderr

    def files(self) -> dict[str, tuple[int, bytes]]:
        return tree_of(self.folder)

    def changed(self) -> list[str]:
        return git("status", "--porcelain", cwd=self.folder).splitlines()

    def read(self, path: str) -> str:
        return (self.folder / path).read_text("utf-8")

    def edit(self, path: str, old: str, new: str) -> None:
        text = self.read(path)
        assert old in text
        (self.folder / path).write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture(scope="session")
def repo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository with five releases."""
    folder = tmp_path_factory.mktemp("versions") / "groundplan"
    folder.mkdir()
    versions.release_all(folder)
    return folder


@pytest.fixture(scope="session")
def kept(repo: Path) -> Callable[[str, Recipe, Path], Life]:
    """Return a function that makes a project, once for each release and recipe."""
    made: dict[tuple[str, Recipe], Path] = {}

    def project(tag: str, recipe: Recipe, folder: Path) -> Life:
        if (tag, recipe) not in made:
            place = repo.parent / f"{tag}-{recipe.name}"
            Life(repo, place).begin(tag, recipe)
            made[tag, recipe] = place
        shutil.copytree(made[tag, recipe], folder, symlinks=True)
        return Life(repo, folder)

    return project


@pytest.fixture
def life(kept: Callable[[str, Recipe, Path], Life], tmp_path: Path) -> Life:
    """Return a small project of the first release."""
    return kept(FIRST, MINIMAL, tmp_path / "notes")


def as_new(life: Life, tag: str, folder: Path, *options: str) -> dict[str, tuple[int, bytes]]:
    """Return what the same blueprint and answers give in a new folder."""
    folder.mkdir()
    shutil.copy2(life.folder / "blueprint.yml", folder / "blueprint.yml")
    done = life.run(tag, "new", folder, *options)
    assert done.returncode == 0, done.stderr
    return tree_of(folder)


def test_nothing_new_writes_nothing(life: Life) -> None:
    before = {it: it.stat().st_mtime_ns for it in life.folder.rglob("*") if ".git" not in it.parts}

    said = life.update(FIRST)

    assert said == f"{life.folder} is up to date with v1.0.0.\n"
    after = {it: it.stat().st_mtime_ns for it in life.folder.rglob("*") if ".git" not in it.parts}
    assert after == before


@pytest.mark.parametrize(
    "recipe",
    [MINIMAL, slow(SHOP)],
    ids=lambda recipe: recipe.name,
)
def test_one_step_over_five_releases_equals_all_steps(
    recipe: Recipe, kept: Callable[[str, Recipe, Path], Life], tmp_path: Path
) -> None:
    at_once, in_steps = (kept(FIRST, recipe, tmp_path / name) for name in ("a", "b"))

    at_once.update(LAST)
    for tag in TAGS[1:]:
        in_steps.update(tag)
        in_steps.commit()

    assert at_once.files() == in_steps.files()
    assert at_once.files() == as_new(at_once, LAST, tmp_path / "new")


@pytest.mark.slow
@pytest.mark.parametrize("recipe", FEW, ids=lambda recipe: recipe.name)
def test_an_untouched_project_becomes_what_is_new(
    recipe: Recipe, kept: Callable[[str, Recipe, Path], Life], tmp_path: Path
) -> None:
    life = kept(FIRST, recipe, tmp_path / "old")

    life.update(LAST)

    assert life.files() == as_new(life, LAST, tmp_path / "new", *recipe.options())


@pytest.mark.parametrize(
    "answer",
    [
        "application=services",
        slow("package=diary"),
        slow("docker=false"),
        slow("http=none"),
        slow("license=Apache-2.0"),
        slow("ci=gitlab"),
        slow("database=postgresql"),
    ],
)
def test_another_answer_gives_what_it_gives_to_a_new_project(
    answer: str, life: Life, tmp_path: Path
) -> None:
    life.update(FIRST, "-d", answer)

    assert life.files() == as_new(life, FIRST, tmp_path / "new", "-d", answer)


def test_edits_stay_beside_what_is_new(life: Life) -> None:
    life.edit(CLOCK, "\n\n\n", "\n\nMINE = 1\n\n\n")
    life.edit(MODEL, "\n\n\n", "\n\nMINE = 2\n\n\n")
    life.commit()

    life.update(LAST)

    assert "MINE = 1\n" in life.read(CLOCK)
    assert life.read(CLOCK).startswith('"""Hours: ')
    assert "MINE = 2\n" in life.read(MODEL)


def test_what_was_deleted_stays_deleted_and_is_told(life: Life) -> None:
    (life.folder / CLOCK).unlink()
    life.commit()

    said = life.update(SECOND)

    assert f"kept: {CLOCK}: you deleted it, and the template changed, v1.0.0 -> v2.0.0" in said
    assert not (life.folder / CLOCK).exists()


@pytest.mark.slow
def test_a_moved_file_is_followed(life: Life) -> None:
    git("mv", CLOCK, "src/notes/shared/watch.py", cwd=life.folder)
    life.commit()

    life.update(SECOND)

    assert life.read("src/notes/shared/watch.py").startswith('"""Time: ')
    assert not (life.folder / CLOCK).exists()


def test_a_file_moved_and_edited_is_followed_by_its_history(life: Life) -> None:
    git("mv", CLOCK, "src/notes/watch.py", cwd=life.folder)
    life.edit("src/notes/watch.py", "\n\n\n", "\n\nMINE = 1\n\n\n")
    life.commit()

    planned = life.run(SECOND, "plan", life.folder)
    life.update(SECOND)

    assert f"you moved it from {CLOCK}, as git guesses" in planned.stdout
    assert life.read("src/notes/watch.py").startswith('"""Time: ')
    assert "MINE = 1\n" in life.read("src/notes/watch.py")


def test_a_moved_file_that_a_shallow_clone_cannot_follow_is_no_deleted_one(
    life: Life, tmp_path: Path
) -> None:
    git("mv", CLOCK, "src/notes/watch.py", cwd=life.folder)
    life.edit("src/notes/watch.py", "\n\n\n", "\n\nMINE = 1\n\n\n")
    life.commit()
    life.commit()
    git("clone", "-q", "--depth", "1", life.folder.as_uri(), "shallow", cwd=tmp_path)
    shallow = Life(life.repo, tmp_path / "shallow")

    said = shallow.update(SECOND, expected=2)

    assert f"there is no {CLOCK}; run `git fetch --unshallow`" in said
    git("fetch", "-q", "--unshallow", cwd=shallow.folder)
    shallow.update(SECOND)
    assert "MINE = 1\n" in shallow.read("src/notes/watch.py")


def test_a_merge_that_nobody_could_look_at_is_told(life: Life) -> None:
    life.edit(CLOCK, "\n\n\n", '\n\nNOW = match "newer than we are"\n\n\n')
    life.commit()

    said = life.update(SECOND)

    version = ".".join(map(str, sys.version_info[:2]))
    assert f"what was merged into {CLOCK} was not looked at: it is no Python {version}" in said
    assert "NOW = match" in life.read(CLOCK)


def test_an_edited_file_follows_its_template(life: Life) -> None:
    life.edit("docs/architecture.md", "## Modules", "Mine.\n\n## Modules")
    life.commit()

    life.update(THIRD)

    assert "Mine.\n\n## Modules" in life.read("docs/design.md")
    assert not (life.folder / "docs/architecture.md").exists()


def test_a_file_in_the_way_of_a_moved_template_stays(life: Life) -> None:
    (life.folder / "docs/design.md").write_text("mine\n")
    life.commit()

    said = life.update(THIRD, expected=3)

    assert "it goes to docs/design.md, where you have a file" in said
    assert life.read("docs/design.md") == "mine\n"
    assert (life.folder / "docs/architecture.md").exists()
    assert (life.folder / "docs/design.md.new").exists()


def test_an_edited_file_that_no_template_gives_any_more_is_kept(life: Life) -> None:
    life.edit(".pre-commit-config.yaml", "repos:", "# mine\nrepos:")
    life.commit()

    said = life.update(FOURTH, expected=3)

    assert (
        ".pre-commit-config.yaml: you edited it, and no template gives it any more:"
        " the template changed, v1.0.0 -> v4.0.0"
    ) in said
    assert "# mine\n" in life.read(".pre-commit-config.yaml")
    assert "UD .pre-commit-config.yaml" in life.changed()


@pytest.mark.slow
def test_a_file_that_both_added_is_kept_and_the_new_one_lies_beside_it(life: Life) -> None:
    (life.folder / "docs/walls.md").write_text("mine\n")
    life.commit()

    said = life.update(FOURTH, expected=3)

    assert "docs/walls.md: you have a file of this name, and it is new here" in said
    assert life.read("docs/walls.md") == "mine\n"
    assert life.read("docs/walls.md.new").startswith("# Walls\n")
    assert "AA docs/walls.md" in life.changed()


def test_conflicts_are_marked_in_the_file_and_the_index_and_must_be_resolved(life: Life) -> None:
    first = life.read(CLOCK).partition("\n")[0]
    life.edit(CLOCK, first, '"""Mine."""')
    life.commit()

    said = life.update(SECOND, expected=3)

    assert "These conflicts need you:\n" in said
    assert f"  {CLOCK}:1" in said
    assert '<<<<<<< yours\n"""Mine."""\n||||||| last version\n' in life.read(CLOCK)
    assert f"UU {CLOCK}" in life.changed()
    stages = git("ls-files", "-s", "--", CLOCK, cwd=life.folder).split("\n")
    assert [it.split()[2] for it in stages if it] == ["1", "2", "3"]

    again = life.update(SECOND, expected=2)
    assert f"conflicts are not resolved yet: {CLOCK};" in again


def test_marks_that_were_committed_are_found_before_they_are_merged_again(life: Life) -> None:
    life.edit(CLOCK, life.read(CLOCK).partition("\n")[0], '"""Mine."""')
    life.commit()
    life.update(SECOND, expected=3)
    life.commit()

    said = life.update(LAST, expected=2)

    assert said == f"conflicts are still marked in {CLOCK}; edit these files\n"


def dirty(life: Life) -> None:
    life.edit(CLOCK, "\n\n\n", "\n\nMINE = 1\n\n\n")


def untracked(life: Life) -> None:
    (life.folder / "mine.txt").write_text("x\n")


def detached(life: Life) -> None:
    git("checkout", "-q", "--detach", cwd=life.folder)


def merging(life: Life) -> None:
    (life.folder / ".git/MERGE_HEAD").write_text(git("rev-parse", "HEAD", cwd=life.folder))


@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        (dirty, f"changes are not committed: {CLOCK}; run `git add -A && git commit`"),
        slow(untracked, "changes are not committed: mine.txt; run `git add -A && git commit`"),
        slow(detached, "is on no branch; run `git switch -c update`"),
        slow(merging, "is in the middle of a merge; finish it, or run `git status`"),
    ],
)
def test_a_tree_that_is_not_ready_is_refused(
    prepare: Callable[[Life], None], said: str, life: Life
) -> None:
    prepare(life)
    before = life.files()

    assert said in life.update(SECOND, expected=2)
    assert life.files() == before


def test_a_changed_blueprint_alone_is_no_obstacle(life: Life) -> None:
    life.edit("blueprint.yml", "name: notes", "name: notes\ndoc: Mine.")

    assert "Updated" in life.update(FIRST)


@pytest.mark.slow
def test_a_project_in_a_folder_of_a_repository_minds_its_own_folder(
    kept: Callable[[str, Recipe, Path], Life], tmp_path: Path
) -> None:
    life = kept(FIRST, MINIMAL, tmp_path / "all/notes")
    shutil.rmtree(life.folder / ".git")
    commit_all(tmp_path / "all")
    git("mv", f"notes/{CLOCK}", "notes/src/watch.py", cwd=tmp_path / "all")
    (life.folder / "src/watch.py").write_text(life.read("src/watch.py") + "\n\nMINE = 1\n")
    commit_all(tmp_path / "all")
    (tmp_path / "all/else.txt").write_text("x\n")

    life.update(SECOND)

    assert life.read("src/watch.py").startswith('"""Time: ')


@pytest.mark.slow
def test_without_git_moves_of_edited_files_are_not_followed(life: Life) -> None:
    shutil.rmtree(life.folder / ".git")
    text = life.read(CLOCK)
    (life.folder / CLOCK).unlink()
    (life.folder / "src/notes/watch.py").write_text(text + "\n\nMINE = 1\n")

    said = life.update(SECOND)

    assert "this is no git repository, so edited files are not followed when moved" in said
    assert life.read("src/notes/watch.py") == text + "\n\nMINE = 1\n"


def test_carriage_returns_of_a_checkout_are_no_edits_and_stay(life: Life) -> None:
    for path in (CLOCK, MODEL, ".copier-answers.yml"):
        file = life.folder / path
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    life.commit()

    assert "is up to date" in life.update(FIRST)
    life.update(SECOND)

    content = (life.folder / CLOCK).read_bytes()
    assert content.startswith(b'"""Time: ')
    assert content.count(b"\r\n") == content.count(b"\n")


@pytest.mark.slow
def test_a_program_stays_one(life: Life) -> None:
    (life.folder / CLOCK).chmod(0o755)
    life.commit()

    life.update(SECOND)

    assert (life.folder / CLOCK).stat().st_mode & 0o777 == 0o755


def test_a_link_is_not_written_through(life: Life, tmp_path: Path) -> None:
    (tmp_path / "out.py").write_text("out\n")
    (life.folder / CLOCK).unlink()
    (life.folder / CLOCK).symlink_to(tmp_path / "out.py")
    life.commit()

    said = life.update(SECOND, expected=3)

    assert f"{CLOCK} is a symbolic link, so nothing is written" in said
    assert (tmp_path / "out.py").read_text() == "out\n"


@pytest.mark.slow
def test_what_is_no_text_is_kept_and_the_new_version_lies_beside_it(life: Life) -> None:
    (life.folder / CLOCK).write_bytes(b"\xff\x00\xfe")
    life.commit()

    life.update(SECOND, expected=3)

    assert (life.folder / CLOCK).read_bytes() == b"\xff\x00\xfe"
    assert life.read(f"{CLOCK}.new").startswith('"""Time: ')


@pytest.mark.slow
def test_a_project_goes_back_when_it_is_asked_to(life: Life) -> None:
    before = life.files()
    life.update(LAST)
    life.commit()

    refused = life.update(SECOND, expected=2)
    life.update(LAST, "--to", FIRST)

    assert "the project was made by v5.0.0, and this is v2.0.0" in refused
    assert life.files() == before


def test_a_source_that_is_gone_is_asked_for(life: Life, repo: Path, tmp_path: Path) -> None:
    life.edit(".copier-answers.yml", str(repo), str(tmp_path / "gone"))
    life.edit(".copier-answers.yml", FIRST, "v0.0.1")
    life.commit()

    said = life.update(LAST, expected=1)

    assert said == (
        f"{tmp_path / 'gone'}, where this project comes from, is gone;"
        " say where it is now: --from PATH\n"
    )
    said = life.update(LAST, "--from", str(tmp_path / "nowhere"), expected=1)
    assert "is gone; say where it is now: --from PATH" in said
    assert "has no version 'v0.0.1'" in life.update(LAST, "--from", str(repo), expected=1)


@pytest.mark.slow
def test_a_source_that_moved_is_found_in_the_checkout_that_runs(
    life: Life, repo: Path, tmp_path: Path
) -> None:
    life.edit(".copier-answers.yml", str(repo), str(tmp_path / "gone"))
    life.commit()

    said = life.update(LAST)

    assert f"_src_path: {repo}\n" in life.read(".copier-answers.yml")
    gone = tmp_path / "gone"
    assert f"its template comes from {repo} now, not from {gone}\n" in said


def test_another_source_is_recorded_by_its_absolute_path(
    life: Life, repo: Path, tmp_path: Path
) -> None:
    git("clone", "-q", str(repo), str(tmp_path / "other"), cwd=tmp_path)
    typed = os.path.relpath(tmp_path / "other")

    said = life.update(FIRST, "--to", SECOND, "--from", typed)

    other = tmp_path / "other"
    assert f"_src_path: {other}\n" in life.read(".copier-answers.yml")
    assert f"its template comes from {other} now, not from {repo}\n" in said


def test_where_a_source_is_that_nobody_knew_is_recorded_when_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_over = Source(ROOT, (("_commit", "v1"), ("_src_path", REPOSITORY)))
    monkeypatch.setattr(source, "here", lambda: handed_over)
    monkeypatch.setattr(source, "is_pristine", lambda: True)
    create(tmp_path / "notes", Answers(), MINIMAL.blueprint())

    plan = plan_update(tmp_path / "notes", origin=str(ROOT))

    assert [str(it.path) for it in plan.operations] == [".copier-answers.yml"]
    assert f"+_src_path: {ROOT}\n" in plan.diff()
    assert plan.notes[0] == f"its template comes from {ROOT} now, not from {REPOSITORY}"


def test_a_path_that_was_typed_is_known_as_what_it_leads_to(life: Life, repo: Path) -> None:
    life.edit(".copier-answers.yml", str(repo), f"{repo.parent}/x/../{repo.name}")
    life.commit()

    life.update(FIRST)

    assert f"_src_path: {repo}\n" in life.read(".copier-answers.yml")


@pytest.mark.parametrize("source", ["https://evil.example/x.git", "{project}/template"])
def test_a_source_that_only_the_project_vouches_for_is_not_run(
    life: Life, repo: Path, source: str
) -> None:
    life.edit(".copier-answers.yml", str(repo), source.format(project=life.folder))
    life.commit()

    assert "if you trust it, add --trust" in life.update(LAST, expected=2)


def test_a_plan_is_data_for_tools_and_writes_nothing(life: Life) -> None:
    before = life.files()

    done = life.run(SECOND, "plan", life.folder, "--json")

    plan = json.loads(done.stdout)
    assert (plan["from"]["version"], plan["to"]["version"]) == (FIRST, SECOND)
    assert [it["path"] for it in plan["operations"]] == [
        ".copier-answers.yml",
        "src/notes/notes/repository.py",
        CLOCK,
    ]
    assert '-"""' in plan["diff"]
    assert life.files() == before


def test_status_tells_what_the_user_did(life: Life) -> None:
    git("mv", MODEL, "src/notes/notes/core.py", cwd=life.folder)
    (life.folder / "src/notes/app.py").unlink()
    dirty(life)

    said = life.run(LAST, "status", life.folder).stdout

    assert said.splitlines()[:3] == [
        "deleted    src/notes/app.py",
        f"moved      {MODEL} -> src/notes/notes/core.py",
        f"edited     {CLOCK}",
    ]
    assert said.endswith(" untouched, 1 edited, 1 moved, 1 deleted.\n")


def test_why_names_the_template_and_the_lines_of_the_blueprint(life: Life) -> None:
    said = life.run(FIRST, "why", life.folder / MODEL, "--json").stdout

    found = json.loads(said)
    lines = life.read("blueprint.yml").splitlines()
    assert found["template"].endswith("/model.py.jinja")
    assert found["item"] == "module notes"
    assert lines[found["lines"][0] - 1].strip() == "notes:"
    assert found["owner"] == "shared"


@pytest.mark.slow
def test_why_knows_what_is_ones_own(life: Life) -> None:
    (life.folder / "mine.py").write_text("x = 1\n")

    own = life.run(FIRST, "why", life.folder / "mine.py")
    none = life.run(FIRST, "why", life.folder / "none.py")

    assert own.stdout == "mine.py is your own: no template gives it.\n"
    assert (none.returncode, none.stdout) == (2, "")


def test_a_renamed_module_takes_its_edits_along(life: Life) -> None:
    life.edit(MODEL, "\n\n\n", "\n\nMINE = 1\n\n\n")
    life.commit()
    life.edit("blueprint.yml", "\n  notes:\n", "\n  memos:\n    was: notes\n")

    said = life.update(FIRST)

    assert "MINE = 1\n" in life.read("src/notes/memos/model.py")
    assert not (life.folder / "src/notes/notes").exists()
    assert "conflict" not in said


def test_a_renamed_aggregate_takes_the_edits_inside_its_class_along(life: Life) -> None:
    life.edit(MODEL, "class Note:\n", "class Note:\n    # mine\n")
    life.commit()
    life.edit("blueprint.yml", "      Note:\n", "      Memo:\n        was: Note\n")
    life.edit("blueprint.yml", "Note*", "Memo*")

    said = life.update(FIRST)

    assert "conflict" not in said
    assert "class Memo:\n    # mine\n" in life.read(MODEL)
    assert "NoteId" not in life.read(MODEL)


def test_a_file_of_ones_own_that_uses_an_old_name_is_told_and_stays(life: Life) -> None:
    own = "from notes.notes.model import Note\n\n\ndef f(it: Note) -> str:\n    return it.title\n"
    (life.folder / "src/notes/own.py").write_text(own)
    life.commit()
    life.edit("blueprint.yml", "{title: ", "{heading: {was: title, is: ")
    life.edit("blueprint.yml", "1..80", "1..80}")

    said = life.update(FIRST, expected=3)

    assert "src/notes/own.py:5 (title is called heading now)" in said
    assert life.read("src/notes/own.py") == own
    assert "AU src/notes/own.py" in life.changed()


def test_a_use_of_a_name_that_another_field_has_now_is_told(life: Life) -> None:
    own = "from notes.notes.model import Note\n\n\ndef f(it: Note) -> str:\n    return it.title\n"
    (life.folder / "src/notes/own.py").write_text(own)
    life.edit(MODEL, "class Note:\n", "class Note:\n    # mine\n")
    life.commit()
    life.edit(
        "blueprint.yml", "{title: str 1..80", "{heading: {was: title, is: str 1..80}, title: int"
    )

    said = life.update(FIRST, expected=3)

    assert "src/notes/own.py:5 (title is another one now)" in said
    assert re.search(rf"{MODEL}:\d+ \(title is another one now\): it merged, but look", said)


def test_edits_of_two_aggregates_that_swap_their_names_are_told(life: Life) -> None:
    begun = "blueprint: 1\nname: notes\nmodules:\n  notes:\n    aggregates:\n"
    note, memo = (
        "{fields: {title: str 1..80}, crud: true}",
        "{fields: {text: str 1..80}, crud: true}",
    )
    blueprint = life.folder / "blueprint.yml"
    blueprint.write_text(f"{begun}      Note: {note}\n      Memo: {memo}\n")
    life.update(FIRST)
    life.edit(MODEL, "class Note:\n", "class Note:\n    # mine\n")
    life.commit()
    note, memo = (
        it.replace("{", f"{{was: {was}, ", 1) for it, was in ((note, "Note"), (memo, "Memo"))
    )
    blueprint.write_text(f"{begun}      Memo: {note}\n      Note: {memo}\n")

    said = life.update(FIRST, expected=3)

    assert re.search(rf"{MODEL}:\d+ \(Note is another one now\)", said)


def test_a_dropped_module_with_edits_stays_beside_one_that_is_like_it(life: Life) -> None:
    life.edit(MODEL, "\n\n\n", "\n\nMINE = 1\n\n\n")
    (life.folder / "src/notes/notes/mine.py").write_text("x = 1\n")
    life.commit()
    life.edit("blueprint.yml", "\n  notes:\n", "\n  memos:\n")

    said = life.update(FIRST, expected=3)

    assert f"{MODEL}: you edited it, and no template gives it any more: module notes" in said
    assert "MINE = 1\n" in life.read(MODEL)
    assert life.read("src/notes/notes/mine.py") == "x = 1\n"
    assert "MINE" not in life.read("src/notes/memos/model.py")
    assert "no template writes into src/notes/notes any more; mine.py there is yours" in said
    assert not (life.folder / "src/notes/notes/events.py").exists()


def stock(life: Life, tag: str, *options: str) -> "subprocess.CompletedProcess[str]":
    """Update by copier itself."""
    command = [sys.executable, "-m", "copier", "update", "--trust", "--defaults", "-q", *options]
    return subprocess.run(
        [*command, "--vcs-ref", tag, str(life.folder)],
        env=os.environ | {"PYTHONPATH": str(life.repo / "generators")},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_copier_updates_what_is_not_at_risk(life: Life) -> None:
    life.edit(CLOCK, "\n\n\n", "\n\nMINE = 1\n\n\n")
    life.commit()

    done = stock(life, SECOND)

    assert done.returncode == 0, done.stderr
    assert "MINE = 1\n" in life.read(CLOCK)
    assert life.read(CLOCK).startswith('"""Time: ')


def dropped(life: Life) -> str:
    life.edit(".pre-commit-config.yaml", "repos:", "# mine\nrepos:")
    return ".pre-commit-config.yaml: you edited it, and no template gives it any more"


def moved(life: Life) -> str:
    git("mv", CLOCK, "src/notes/shared/watch.py", cwd=life.folder)
    return "src/notes/shared/watch.py: the template changed, v1.0.0 -> v4.0.0; you moved it"


def carried(life: Life) -> str:
    life.edit("docs/architecture.md", "## Modules", "Mine.\n\n## Modules")
    return "docs/architecture.md: the template changed"


@pytest.mark.parametrize("edit", [dropped, slow(moved), slow(carried)])
def test_copier_is_stopped_where_it_would_lose_edits(
    edit: Callable[[Life], str], life: Life
) -> None:
    expected = edit(life)
    life.commit()
    before = life.files()

    done = stock(life, FOURTH)

    assert done.returncode == 1
    assert expected in done.stderr
    assert "copier would lose these without a word; run `groundplan update` instead" in done.stderr
    assert life.files() == before
    assert life.changed() == []


@pytest.mark.slow
def test_copier_is_stopped_by_an_answer_that_drops_edits(life: Life) -> None:
    life.edit("Dockerfile", "FROM", "# mine\nFROM")
    life.commit()

    done = stock(life, FIRST, "-d", "docker=false")

    assert done.returncode == 1
    assert "Dockerfile: you edited it, and no template gives it any more" in done.stderr
    assert life.changed() == []


@pytest.mark.slow
def test_a_rehearsal_proves_an_update_before_anything_is_written(life: Life) -> None:
    before = life.files()
    life.edit("src/notes/app.py", "\n\n\n", "\n\nMINE: int = 'text'\n\n\n")
    life.commit()
    edited = life.files()

    red = life.update(SECOND, "--rehearse", expected=3)
    assert "mypy: failed" in red
    assert red.endswith("the rehearsal ended red; nothing was changed\n")
    assert life.files() == edited

    life.edit("src/notes/app.py", "\n\nMINE: int = 'text'\n\n\n", "\n\n\n")
    life.commit()
    assert life.files() == before
    green = life.update(SECOND, "--rehearse")
    assert ": ruff check, ruff format --check, mypy, lint-imports, pytest passed." in green
    assert life.read(CLOCK).startswith('"""Time: ')


PAIRS = [(old, new) for number, old in enumerate(TAGS) for new in TAGS[number:]]


@pytest.mark.slow
@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_every_release_updates_to_every_later_one(
    old: str, new: str, kept: Callable[[str, Recipe, Path], Life], tmp_path: Path
) -> None:
    life = kept(old, MINIMAL, tmp_path / "old")

    life.update(new)

    assert life.files() == as_new(life, new, tmp_path / "new")
