import json
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

from groundplan import questions, renderer
from groundplan.answers import Answers, choices_of
from groundplan.errors import Refused

COPIER = (ROOT / "copier.yml").read_text("utf-8")


def test_the_questions_of_copier_are_those_of_the_answers() -> None:
    assert questions.with_questions(COPIER) == COPIER  # else: make questions


def test_the_schema_in_the_template_is_the_blueprints() -> None:
    assert (ROOT / questions.SCHEMA).read_text("utf-8") == questions.schema_text()  # make schema
    assert json.loads(questions.schema_text())


def test_every_answer_is_asked_in_order_the_blueprint_after_the_preset() -> None:
    asked = [name for name in yaml.safe_load(COPIER) if not name.startswith("_")]

    assert asked == ["preset", "blueprint", *list(Answers.model_fields)[1:]]


@pytest.mark.parametrize("name", Answers.model_fields)
def test_a_question_has_help_and_the_default_of_its_answer(name: str) -> None:
    asked = yaml.safe_load(COPIER)[name]
    field = Answers.model_fields[name]

    assert asked["help"] == f"{field.title} {field.description}"
    usual = [*field.default] if isinstance(field.default, tuple) else field.default
    assert asked["default"] in (usual, f"{{{{ suggested.{name} }}}}")
    offered = asked.get("choices", asked["help"].replace(",", "'").replace(" ", "'"))
    assert all(f"'{it}'" in offered for it in choices_of(name))


def test_the_settings_are_those_of_our_own_renderer() -> None:
    settings = yaml.safe_load(COPIER)

    assert settings["_envops"] == {**renderer.ENVOPS, "undefined": "jinja2.StrictUndefined"}
    *excluded, history = settings["_exclude"]
    assert excluded == list(renderer.EXCLUDED)
    assert "migrations/versions" in history
    assert settings["_subdirectory"] == renderer.SUBDIRECTORY


def test_copier_yml_stays_short() -> None:
    own = COPIER.replace(questions.questions(), "")

    assert len(own.splitlines()) < 80


def test_a_file_without_the_markers_is_refused() -> None:
    with pytest.raises(Refused, match="lacks the lines"):
        questions.with_questions("a: 1\n")


def test_both_files_can_be_written_anew(tmp_path: Path) -> None:
    (tmp_path / "template").mkdir()
    (tmp_path / "copier.yml").write_text(f"{questions.BEGIN}old: 1\n{questions.END}")

    questions.main("", tmp_path)
    questions.main("schema", tmp_path)

    assert (tmp_path / "copier.yml").read_text("utf-8") == questions.questions()
    assert (tmp_path / questions.SCHEMA).is_file()
