import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path
from pathlib import PurePosixPath as P

import pytest
from conftest import commit_all, git, tree_of
from recipes import MINIMAL, Recipe, each

from groundplan import Answers, Blueprint, Plan, create, plan_update, source
from groundplan.errors import AnswersInvalid, BlueprintInvalid, EnvironmentFailed, Refused
from groundplan.locking import lock
from groundplan.plan import Operation
from groundplan.prove import CHECKS, Proof
from groundplan.standing import status_of
from groundplan.update import rehearse, update

CLOCK = "src/notes/shared/clock.py"


@pytest.fixture(autouse=True)
def _pristine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the checkout for what its commit says, though tests may be changing it."""
    monkeypatch.setattr(source, "is_pristine", lambda: True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project under git."""
    create(tmp_path / "notes", MINIMAL.answers(), MINIMAL.blueprint())
    commit_all(tmp_path / "notes")
    return tmp_path / "notes"


def changed(project: Path) -> Plan:
    """Return the plan of a project whose blueprint has one more command."""
    file = project / "blueprint.yml"
    text = file.read_text().replace(
        "emits: NoteWritten}", "emits: NoteWritten}, TearNote: {deletes: true, emits: NoteTorn}"
    )
    file.write_text(text)
    return plan_update(project)


def test_a_plan_comes_back_from_json(project: Path) -> None:
    plan = changed(project)

    assert Plan.from_json(plan.to_json()) == plan
    assert plan.operations


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1}', "nonsense"])
def test_what_is_no_plan_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="this is no plan; `groundplan plan --json` prints one"):
        Plan.from_json(text)


def test_a_plan_of_another_format_is_refused(project: Path) -> None:
    plain = json.loads(plan_update(project).to_json()) | {"format": 99}

    with pytest.raises(Refused, match="this plan has format 99, not 1; plan again"):
        Plan.from_json(json.dumps(plain))


def test_applying_does_what_the_plan_says(project: Path) -> None:
    plan = changed(project)
    before = tree_of(project)

    report = plan.apply()

    after = tree_of(project)
    assert {it for it in after if before.get(it) != after[it]} == {
        str(it.path) for it in plan.writes
    }
    assert [*report.written] == [it.path for it in plan.writes]
    assert all(after[str(it.path)][1].decode() == it.text for it in plan.writes)


def test_every_reason_names_the_command_and_its_line(project: Path) -> None:
    reasons = {it.reason for it in changed(project).operations if it.owner == "shared"}

    assert reasons == {"command TearNote was added, blueprint.yml:9"}


def renamed(project: Path) -> Plan:
    """Return the plan of a project whose module has another name, beside odd ends of lines."""
    mine = project / "src/notes/notes/model.py"
    mine.write_text(mine.read_text() + "\n\n# a page\x0cbreak, a line\u2028separator\nMINE = 1")
    commit_all(project)
    file = project / "blueprint.yml"
    file.write_text(file.read_text().replace("  notes:\n", "  papers:\n    was: notes\n", 1))
    return plan_update(project)


@pytest.mark.parametrize("planned", [changed, renamed])
def test_the_diff_is_a_patch_that_git_applies(
    project: Path, tmp_path: Path, planned: Callable[[Path], Plan]
) -> None:
    plan = planned(project)
    git("stash", "-q", cwd=project)
    (tmp_path / "x.patch").write_text(plan.diff(), newline="")

    git("apply", "--check", str(tmp_path / "x.patch"), cwd=project)
    git("apply", str(tmp_path / "x.patch"), cwd=project)
    patched = tree_of(project)
    git("checkout", "-q", ".", cwd=project)
    git("clean", "-q", "-f", "-d", cwd=project)
    git("stash", "pop", "-q", cwd=project)
    plan.apply()

    del patched["blueprint.yml"]
    assert {it: pair for it, pair in tree_of(project).items() if it in patched} == patched


@pytest.mark.parametrize(
    "path", ["src/notes/notes/model.py", "blueprint.yml", ".copier-answers.yml"]
)
def test_a_project_that_changed_since_is_left_alone(project: Path, path: str) -> None:
    plan = changed(project)
    commit_all(project)
    (project / path).write_text("# mine\n")
    commit_all(project)
    before = tree_of(project)

    with pytest.raises(Refused, match=f"changed since the plan was made: .*{path}.*; plan again"):
        plan.apply()

    assert tree_of(project) == before


def test_without_git_too_conflicts_are_resolved_first(project: Path) -> None:
    shutil.rmtree(project / ".git")
    model = project / "src/notes/notes/commands.py"
    model.write_text(model.read_text().replace("Write a note.", "Mine."))
    file = project / "blueprint.yml"
    file.write_text(file.read_text().replace("creates: true", "creates: true, doc: Jot it down."))
    assert update(project).conflicts

    with pytest.raises(Refused) as refused:
        update(project)

    assert str(refused.value).startswith(
        "conflicts are still marked in src/notes/notes/commands.py"
    )
    assert plan_update(project).conflicts


def test_a_package_of_another_name_is_told_where_you_import_from_it(project: Path) -> None:
    (project / "own.py").write_text("from notes.notes.model import Note\n\nNOTE = Note\n")
    model = project / "src/notes/notes/model.py"
    model.write_text(f"{model.read_text()}\n\nimport notes.shared.clock as mine\n")
    commit_all(project)

    report = update(project, answers={"package": "harbour"})

    last = len((project / "src/harbour/notes/model.py").read_text().splitlines())
    assert sorted(it.partition(": ")[0] for it in report.conflicts) == [
        "own.py:1 (notes is called harbour now)",
        f"src/harbour/notes/model.py:{last} (notes is called harbour now)",
    ]


def test_a_history_without_a_database_passes_the_checks_of_the_project(project: Path) -> None:
    update(project, answers={"database": "memory"})

    assert [*(project / "migrations/versions").glob("*.py")]
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "-q", "."]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_a_blueprint_that_is_a_link_is_told(project: Path, tmp_path: Path) -> None:
    (project / "blueprint.yml").rename(tmp_path / "shared.yml")
    (project / "blueprint.yml").symlink_to(tmp_path / "shared.yml")

    with pytest.raises(Refused) as refused:
        plan_update(project)

    assert str(refused.value) == (
        f"{project}: blueprint.yml is a symbolic link, and an update follows none;"
        " put the file itself in its place"
    )


def test_what_cannot_be_copied_does_not_stop_a_rehearsal(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(project / "pipe")
    (project / "link").symlink_to("nowhere")
    seen: list[str] = []

    def looked(copy: Path, _: Path) -> tuple[Proof, ...]:
        seen.extend(it.name for it in copy.iterdir())
        return ()

    monkeypatch.setattr("groundplan.update.prove", looked)
    rehearse(plan_update(project))

    assert {"link", "src"} <= {*seen}
    assert not {"pipe", ".git"} & {*seen}


def test_a_rehearsal_is_refused_where_what_an_update_adds_is_not_installed(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment(project / ".venv")
    monkeypatch.setattr("groundplan.update.prove", lambda *_: ())
    plan = plan_update(project, answers={"container": "dishka"})

    with pytest.raises(Refused) as refused:
        rehearse(plan)

    python = project / ".venv/bin/python"
    added = next(it for it in plan.diff().split('"') if it.startswith("dishka>="))
    assert str(refused.value) == (
        f"the update adds {added}, which is not installed, so no check can pass;"
        f" run `uv pip install --python {python} '{added}'` first, or update without --rehearse"
    )

    installed = next((project / ".venv").glob("lib/*/site-packages")) / "dishka-1.6.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: dishka\nVersion: 1.6.0\n")
    assert rehearse(plan) == ()


def environment(folder: Path) -> None:
    """Make an environment with nothing in it but the names of the programs that check."""
    venv.create(folder)
    for check in CHECKS:
        (folder / "bin" / check[0]).touch()


def test_a_copy_that_fails_is_told_in_words(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object, **__: object) -> None:
        raise shutil.Error([("a", "b", "no room"), ("c", "d", "no room")])

    monkeypatch.setattr("shutil.copytree", failing)

    with pytest.raises(EnvironmentFailed) as failed:
        rehearse(plan_update(project))

    assert (
        str(failed.value) == f"{project} cannot be copied for a rehearsal: a: no room; c: no room"
    )


def test_another_run_at_work_is_respected(project: Path) -> None:
    plan = changed(project)
    before = tree_of(project)

    with lock(project / ".groundplan"), pytest.raises(Refused, match="is at work in"):
        plan.apply()

    assert tree_of(project) == before


def test_an_interrupted_update_is_not_planned_over(project: Path) -> None:
    (project / ".groundplan/journal.json").write_text("{}")

    with pytest.raises(Refused, match="was interrupted; `groundplan update` ends it"):
        plan_update(project)


def test_a_folder_that_is_no_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"has no \.copier-answers\.yml, so it is no project"):
        plan_update(tmp_path)


@pytest.mark.parametrize("name", ["x" * 300, "a\0b"])
@pytest.mark.parametrize("verb", [plan_update, update, status_of, Blueprint.load])
def test_a_place_that_nothing_can_be_called_is_an_error_of_ours(
    tmp_path: Path, name: str, verb: Callable[[Path], object]
) -> None:
    with pytest.raises(EnvironmentFailed, match=r"cannot (look at|read)"):
        verb(tmp_path / name)


def test_a_project_without_its_blueprint_is_refused(project: Path) -> None:
    (project / "blueprint.yml").unlink()

    with pytest.raises(Refused, match=r"has no blueprint\.yml; restore it"):
        plan_update(project)


@pytest.mark.parametrize("package", ["../../evil", "a b", "class"])
def test_an_answer_edited_to_something_hostile_is_judged_again(project: Path, package: str) -> None:
    file = project / ".copier-answers.yml"
    file.write_text(file.read_text().replace("package: notes", f'package: "{package}"'))

    with pytest.raises(AnswersInvalid, match="package: "):
        plan_update(project)


def test_an_answer_of_today_is_judged(project: Path) -> None:
    with pytest.raises(AnswersInvalid, match="there is no such answer; did you mean 'docker'"):
        plan_update(project, answers={"doker": "false"})


def test_answers_are_taken_by_what_was_given(project: Path) -> None:
    given = Answers(license="none", extras=["registry"], preset="shop")

    plan = plan_update(project, answers=given)

    typed = {"license": "none", "extras": ["registry"]}
    assert plan == plan_update(project, answers=typed)
    assert plan.operations
    assert not plan_update(project, answers=Answers()).operations


def test_a_broken_blueprint_is_told_with_its_places(project: Path) -> None:
    file = project / "blueprint.yml"
    file.write_text(file.read_text().replace("str 1..80", "string 1..80"))

    with pytest.raises(BlueprintInvalid, match=r"blueprint\.yml:8:\d+: unknown type 'string'"):
        plan_update(project)


def test_tables_that_are_new_get_their_first_migration(tmp_path: Path) -> None:
    root = tmp_path / "notes"
    create(root, MINIMAL.answers().model_copy(update={"database": "memory"}), MINIMAL.blueprint())

    plan = plan_update(root, answers={"database": "sqlite"})

    (first,) = [it for it in plan.operations if it.owner == "yours"]
    assert (first.kind, first.path.parent) == ("create", P("migrations/versions"))


def test_migrations_stay_when_there_is_no_database_any_more(project: Path) -> None:
    before = {it for it in tree_of(project) if it.startswith("migrations/versions/")}

    plan_update(project, answers={"database": "memory"}).apply()

    assert {it for it in tree_of(project) if it.startswith("migrations/")} == before


def test_folders_that_an_update_empties_are_removed(project: Path) -> None:
    plan_update(project, answers={"ci": "none"}).apply()

    assert not (project / ".github").exists()


def test_a_line_says_what_happens_to_which_file_and_why() -> None:
    operation = Operation(
        kind="move", path=P("b.py"), from_path=P("a.py"), reason="it moved", text="x = 1\n",
        old="x = 1\n", before="1",
    )  # fmt: skip

    assert str(operation) == "move      a.py -> b.py: it moved"
    assert operation.diff() == "diff --git a/a.py b/b.py\nrename from a.py\nrename to b.py\n"


@each(at_once=1)
def test_there_is_nothing_to_do_right_after_a_project_was_made(
    recipe: Recipe, tmp_path: Path
) -> None:
    create(tmp_path / "x", recipe.answers(), recipe.blueprint())

    assert plan_update(tmp_path / "x").operations == ()
