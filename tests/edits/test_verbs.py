"""The verbs add and remove: what they write, what they say, and what they leave alone."""

import json
import sys
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from types import ModuleType

import pytest
from typer.testing import CliRunner, Result

from groundplan.errors import Refused
from groundplan.report import Updated
from groundplan.verbs import app

TEXT = """\
blueprint: 1
name: library
modules:
  shelf:
    aggregates:
      Book:
        fields: {title: str 1..200}   # as printed
        crud: true
"""
MORE = TEXT.replace("..200}", "..200, pages: int optional}")
FIELD = ("field", "shelf.Book.pages")
DIFF = """\
--- a/blueprint.yml
+++ b/blueprint.yml
@@ -4,5 +4,5 @@
   shelf:
     aggregates:
       Book:
-        fields: {title: str 1..200}   # as printed
+        fields: {title: str 1..200, pages: int optional}   # as printed
         crud: true
"""

Call = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Return a function that runs a command line beside a blueprint."""
    (tmp_path / "blueprint.yml").write_text(TEXT, "utf-8")
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()

    def run(*arguments: str) -> Result:
        return runner.invoke(app, arguments, prog_name="groundplan")

    return run


def written(tmp_path: Path) -> str:
    return (tmp_path / "blueprint.yml").read_text("utf-8")


class Update(ModuleType):
    """Stands in for the update of a project: keeps what it was called with."""

    def __init__(self, refusal: str = "", conflicts: tuple[str, ...] = ()) -> None:
        super().__init__("groundplan.update")
        self.refusal, self.conflicts = refusal, conflicts
        self.seen: list[tuple[str, dict[str, object]]] = []

    def update(self, destination: Path, **options: object) -> Updated:
        self.seen.append(((destination / "blueprint.yml").read_text("utf-8"), options))
        if self.refusal:
            raise Refused(self.refusal)
        files = (PurePosixPath("a.py"),)
        return Updated(destination, "v1", "v1", files, (), self.conflicts)


def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, update: Update) -> None:
    (tmp_path / ".copier-answers.yml").write_text("_commit: v1\n", "utf-8")
    monkeypatch.setitem(sys.modules, "groundplan.update", update)


def test_a_blueprint_without_a_project_is_edited(call: Call, tmp_path: Path) -> None:
    done = call("add", *FIELD, "int optional")

    assert done.output == "blueprint.yml:7: added field shelf.Book.pages.\n"
    assert written(tmp_path) == MORE
    assert [it.name for it in tmp_path.iterdir()] == ["blueprint.yml"]


def test_removing_is_the_inverse_of_adding(call: Call, tmp_path: Path) -> None:
    call("add", *FIELD, "int optional")

    done = call("remove", *FIELD)

    assert done.output == "blueprint.yml:7: removed field shelf.Book.pages.\n"
    assert written(tmp_path) == TEXT


def test_a_dry_run_shows_the_change_and_writes_nothing(call: Call, tmp_path: Path) -> None:
    done = call("add", *FIELD, "int optional", "--dry-run")

    assert done.output == DIFF
    assert written(tmp_path) == TEXT


def test_tools_are_answered_in_json(call: Call) -> None:
    said = json.loads(call("add", *FIELD, "int optional", "--json").output)

    assert said == {
        "file": "blueprint.yml",
        "line": 7,
        "done": "added field shelf.Book.pages",
        "diff": DIFF,
        "written": True,
        "update": None,
    }


def test_errors_answer_tools_in_json(call: Call) -> None:
    said = json.loads(call("remove", "field", "shelf.Book.titel", "--json").output)

    assert said == {
        "ok": False,
        "problems": [
            {"said": "there is no field 'shelf.Book.titel'; did you mean 'title'?"},
        ],
    }


def test_another_folder_or_file_can_be_named(call: Call, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "mine.yml").write_text(TEXT, "utf-8")

    assert call("add", *FIELD, "int optional", "--in", "other/mine.yml").output == (
        "other/mine.yml:7: added field shelf.Book.pages.\n"
    )
    assert (tmp_path / "other" / "mine.yml").read_text("utf-8") == MORE
    assert written(tmp_path) == TEXT


REFUSED = {
    ("add", "field", "shelf.Book.pages", "integer"): (
        "blueprint.yml:7:44: unknown type 'integer'; did you mean 'int'?\n"
    ),
    ("add", "field", "shelf.Book.pages", "int", "--in", "nowhere"): "there is no file nowhere\n",
    ("remove", "aggregate", "shelf.Book"): (
        "shelf.Book is still needed; without it something is wrong here:\n"
        "blueprint.yml:4:3: shelf holds nothing; give it an aggregate\n"
    ),
}


@pytest.mark.parametrize("arguments", REFUSED, ids=" ".join)
def test_what_is_wrong_is_said_and_nothing_written(
    call: Call, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    done = call(*arguments)

    assert done.stderr == REFUSED[arguments]
    assert done.exit_code == 2
    assert written(tmp_path) == TEXT


def test_a_project_is_updated_with_the_new_blueprint(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    update = Update()
    project(tmp_path, monkeypatch, update)

    done = call("add", *FIELD, "int optional", "--trust")

    assert update.seen == [(MORE, {"origin": "", "trust": True})]
    assert done.output == (
        "blueprint.yml:7: added field shelf.Book.pages.\n"
        "Updated ., v1: 1 file written, 0 removed.\n"
    )


def test_a_refused_update_leaves_the_blueprint_as_it_was(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    update = Update(refusal="changes are not committed: a.py")
    project(tmp_path, monkeypatch, update)

    done = call("add", *FIELD, "int optional")

    assert len(update.seen) == 1
    assert (done.exit_code, done.stderr) == (2, "changes are not committed: a.py\n")
    assert written(tmp_path) == TEXT


def test_what_another_run_has_brought_into_the_project_is_not_taken_back(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Beaten(Update):
        def update(self, destination: Path, **options: object) -> Updated:
            record = "".join(f"  {line}" for line in MORE.splitlines(keepends=True))
            (destination / ".copier-answers.yml").write_text(f"blueprint: |\n{record}", "utf-8")
            return super().update(destination, **options)

    project(tmp_path, monkeypatch, Beaten(refusal="changed since the plan was made: a.py"))

    done = call("add", *FIELD, "int optional")

    assert (done.exit_code, done.stderr) == (
        2,
        "changed since the plan was made: a.py\n"
        "another run has added field shelf.Book.pages meanwhile, so blueprint.yml stays as it is;"
        " `groundplan update` says what is left to do\n",
    )
    assert written(tmp_path) == MORE


def test_a_blueprint_that_somebody_else_has_changed_is_not_taken_back(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Beaten(Update):
        def update(self, destination: Path, **options: object) -> Updated:
            (destination / "blueprint.yml").write_text(f"{MORE}# mine\n", "utf-8")
            return super().update(destination, **options)

    project(tmp_path, monkeypatch, Beaten(refusal="changes are not committed: a.py"))

    done = call("add", *FIELD, "int optional")

    assert (done.exit_code, done.stderr) == (
        2,
        "changes are not committed: a.py\n"
        "blueprint.yml was changed meanwhile; look at it, then run again\n"
        "blueprint.yml stays as it is; `groundplan update` says what is left to do\n",
    )
    assert written(tmp_path) == f"{MORE}# mine\n"


def test_conflicts_end_with_3_and_keep_the_blueprint(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(tmp_path, monkeypatch, Update(conflicts=("a.py:1: both changed it",)))

    assert call("add", *FIELD, "int optional").exit_code == 3
    assert written(tmp_path) == MORE


def test_a_dry_run_updates_nothing(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    update = Update()
    project(tmp_path, monkeypatch, update)

    call("add", *FIELD, "int optional", "--dry-run")

    assert update.seen == []
    assert written(tmp_path) == TEXT


def test_nothing_is_edited_while_an_update_is_not_finished(call: Call, tmp_path: Path) -> None:
    (tmp_path / ".groundplan").mkdir()
    (tmp_path / ".groundplan" / "journal.json").write_text("{}", "utf-8")

    done = call("add", *FIELD, "int optional")

    assert done.stderr == "an update of . was interrupted; `groundplan update` ends it\n"
    assert written(tmp_path) == TEXT


def test_nothing_is_written_through_a_link(call: Call, tmp_path: Path) -> None:
    (tmp_path / "blueprint.yml").rename(tmp_path / "real.yml")
    (tmp_path / "blueprint.yml").symlink_to("real.yml")

    done = call("add", *FIELD, "int optional")

    assert done.exit_code == 2
    assert "nothing is written through a link" in done.stderr
    assert (tmp_path / "real.yml").read_text("utf-8") == TEXT


def test_bytes_that_are_no_text_are_told_with_their_place(call: Call, tmp_path: Path) -> None:
    (tmp_path / "blueprint.yml").write_bytes(b"blueprint: 1\nname: \xff\n")

    done = call("add", *FIELD, "int")

    assert done.stderr == ("blueprint.yml:2:7: the byte 0xFF is no UTF-8; save the file as UTF-8\n")
