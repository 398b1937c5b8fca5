"""What copier does today and we rely on; an upgrade that changes it shows here first."""

from collections.abc import Mapping
from pathlib import Path

import copier as copier_package
import pytest
from conftest import commit_all, git
from copier import run_copy, run_update
from copier.errors import UnsafeTemplateError

ANSWERS = {"{{ _copier_conf.answers_file }}.jinja": "{{ _copier_answers | to_nice_yaml }}"}
ITEMS = "items: {type: yaml, default: '[a, b]'}\n"
ITEM = "{% yield i from items %}{{ i }}{% endyield %}.txt.jinja"
STALE = (
    "text:\n  type: str\n  ask: false\n"
    "  default: \"{{ 'new' if pathjoin else '' }}\"\n"
    "  validator: \"{% if text == 'old' %}stale{% endif %}\"\n"
)


class Lab:
    """A throw-away template, its tags, and one project made from it."""

    def __init__(self, root: Path) -> None:
        self.template, self.project = root / "template", root / "project"
        self.template.mkdir()
        self._minor = 0

    def tag(self, files: Mapping[str, str | None]) -> None:
        """Release the template with some files changed; None removes one."""
        for name, text in files.items():
            target = self.template / name
            if text is None:
                target.unlink()
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text)
        self._minor += 1
        commit_all(self.template)
        git("tag", f"v1.{self._minor}.0", cwd=self.template)

    def copy(self, **data: object) -> None:
        """Make the project."""
        run_copy(str(self.template), self.project, data, defaults=True, quiet=True, unsafe=True)
        commit_all(self.project)

    def update(self, **data: object) -> list[str]:
        """Update the project; return what git says of it, but for the answers."""
        run_update(self.project, data, defaults=True, quiet=True, overwrite=True, unsafe=True)
        lines = git("status", "--porcelain", cwd=self.project).splitlines()
        return [line for line in lines if not line.endswith(".copier-answers.yml")]

    def files(self) -> list[str]:
        """Return the paths of the project's files."""
        found = [it for it in self.project.rglob("*") if it.is_file() and ".git" not in it.parts]
        names = [it.relative_to(self.project).as_posix() for it in found]
        return sorted(name for name in names if name != ".copier-answers.yml")


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def test_a_folder_named_dot_is_its_parent_in_copy_and_update(lab: Lab) -> None:
    switch = "use: {type: str, default: .}\n"
    lab.tag(
        {"copier.yml": switch, "{{ use }}/src/a.txt.jinja": "a\n", "src/b.txt": "b\n"} | ANSWERS
    )

    lab.copy()

    assert lab.files() == ["src/a.txt", "src/b.txt"]
    assert lab.update(use="") == [" D src/a.txt"]


def test_a_yielded_folder_nests_inside_an_overlay(lab: Lab) -> None:
    name = "{{ use }}/src/{% yield i from items %}{{ i }}{% endyield %}/a.txt.jinja"
    lab.tag({"copier.yml": f"{ITEMS}use: .\n", name: "{{ i }}\n"} | ANSWERS)

    lab.copy()

    assert lab.files() == ["src/a/a.txt", "src/b/a.txt"]


def test_a_part_that_renders_to_nothing_drops_what_is_below(lab: Lab) -> None:
    lab.tag({"copier.yml": "use: ''\n", "{{ use }}/src/a.txt": "a\n", "b": "b\n"} | ANSWERS)

    lab.copy()

    assert lab.files() == ["b"]


def test_an_undefined_name_in_a_yielded_part_is_swallowed(lab: Lab) -> None:
    name = "{% yield i from items %}{{ i.nobody.nothing }}{% endyield %}x.txt.jinja"
    lab.tag({"copier.yml": ITEMS, name: "x\n"} | ANSWERS)

    lab.copy()

    assert lab.files() == ["x.txt"]


def test_a_plain_file_beside_its_template_is_skipped(lab: Lab) -> None:
    lab.tag({"copier.yml": "a: 1\n", "x.txt": "plain\n", "x.txt.jinja": "made\n"} | ANSWERS)

    lab.copy()

    assert (lab.project / "x.txt").read_text() == "made\n"


def test_an_answer_that_is_stale_is_asked_again(lab: Lab) -> None:
    lab.tag(
        {"copier.yml": "text: {type: str, default: old}\n", "x.jinja": "{{ text }}\n"} | ANSWERS
    )
    lab.copy()
    lab.tag({"copier.yml": STALE})

    assert lab.update() == [" M x"]
    assert (lab.project / "x").read_text() == "new\n"


def test_a_secret_is_not_recorded_and_a_hidden_question_keeps_its_default(lab: Lab) -> None:
    asked = "a: {type: str, default: x, secret: true, when: false}\nb: {type: str, default: y}\n"
    lab.tag({"copier.yml": asked, "x.jinja": "{{ a }}{{ b }}\n"} | ANSWERS)

    lab.copy()

    assert (lab.project / "x").read_text() == "xy\n"
    recorded = (lab.project / ".copier-answers.yml").read_text()
    assert "a: x" not in recorded
    assert "b: y" in recorded


def test_unknown_answers_are_taken_in_silence(lab: Lab) -> None:
    lab.tag({"copier.yml": "a: 1\n", "x": "x\n"} | ANSWERS)

    lab.copy(nonsense=1)

    assert lab.files() == ["x"]


def test_a_wrong_choice_is_no_clean_error(lab: Lab) -> None:
    lab.tag({"copier.yml": "a: {type: str, choices: [x, y], default: x}\n", "x": "x\n"} | ANSWERS)

    with pytest.raises(ValueError, match="Invalid choice"):
        lab.copy(a="z")


def test_a_removed_item_takes_the_edited_file_along(lab: Lab) -> None:
    lab.tag({"copier.yml": ITEMS, ITEM: "x = '{{ i }}'\n"} | ANSWERS)
    lab.copy()
    (lab.project / "b.txt").write_text("mine\n")
    commit_all(lab.project)

    assert lab.update(items=["a"]) == [" D b.txt"]


def test_a_file_skipped_when_it_exists_stays_as_the_user_wrote_it(lab: Lab) -> None:
    lab.tag({"copier.yml": "_skip_if_exists: [x]\na: 1\n", "x": "1\n"} | ANSWERS)
    lab.copy()
    (lab.project / "x").write_text("mine\n")
    commit_all(lab.project)
    lab.tag({"x": "2\n"})

    assert lab.update() == []
    assert (lab.project / "x").read_text() == "mine\n"


def test_tasks_run_in_the_old_copy_the_project_and_the_new_copy(lab: Lab, tmp_path: Path) -> None:
    log = tmp_path / "log"
    tasks = f"_tasks: ['pwd >> {log}']\na: 1\n"
    lab.tag({"copier.yml": tasks, "x": "x\n"} | ANSWERS)
    lab.copy()
    log.unlink()
    lab.tag({"x": "y\n"})

    lab.update()

    where = log.read_text().splitlines()
    assert len(where) == 3
    assert "old_copy." in where[0]
    assert where[1] == str(lab.project)
    assert "new_copy." in where[2]


def test_features_that_need_trust_are_refused_without_it(lab: Lab) -> None:
    lab.tag({"copier.yml": "_tasks: ['true']\na: 1\n", "x": "x\n"} | ANSWERS)

    with pytest.raises(UnsafeTemplateError, match="tasks"):
        run_copy(str(lab.template), lab.project, defaults=True, quiet=True)


def test_the_public_names_are_those_we_use() -> None:
    assert {"run_copy", "run_update", "run_recopy"} <= set(copier_package.__all__)
