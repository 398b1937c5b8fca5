import ast
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from conftest import ROOT, tree_of
from recipes import MINIMAL, SHOP, Recipe, each

import groundplan
from groundplan import Answers, Blueprint, create, render, staging
from groundplan.errors import AnswersInvalid, BlueprintUnsupported, EnvironmentFailed, Refused
from groundplan.project import printed
from groundplan.tree import HISTORY

ANSWERS = Answers()


def new(folder: Path, recipe: Recipe = MINIMAL, **options: bool) -> None:
    create(folder, recipe.answers(), recipe.blueprint(), **options)


def contents(folder: Path) -> dict[str, str]:
    return {path: content.decode() for path, (_, content) in tree_of(folder).items()}


def expected(recipe: Recipe = MINIMAL) -> dict[str, str]:
    tree = render(recipe.answers(), recipe.blueprint())
    return {str(path): text for path, text in tree.items()}


@each()
def test_every_recipe_renders_twice_alike_and_passes_its_own_checks(recipe: Recipe) -> None:
    first = render(recipe.answers(), recipe.blueprint())
    second = render(recipe.answers(), recipe.blueprint())

    assert dict(first) == dict(second)
    assert PurePosixPath("pyproject.toml") in first


@pytest.mark.parametrize("recipe", [MINIMAL, SHOP], ids=lambda recipe: recipe.name)
@pytest.mark.parametrize("style", ["cqrs", "services"])
def test_templates_print_tidy_python_for_ordinary_names(recipe: Recipe, style: str) -> None:
    answers = Answers(application=style)
    tidy = render(answers, recipe.blueprint())

    untidy = printed(answers, recipe.blueprint())

    assert [str(path) for path in tidy if tidy[path] != untidy[path]] == []


def test_the_package_offers_its_names_lazily() -> None:
    script = "import sys, groundplan; assert 'pydantic' not in sys.modules; groundplan.render"

    env = {"PYTHONPATH": str(ROOT / "generators")}
    subprocess.run([sys.executable, "-c", script], env=env, check=True)
    assert all(getattr(groundplan, name) for name in groundplan.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        groundplan.nonsense  # noqa: B018


def test_a_project_is_made_with_all_its_parents(tmp_path: Path) -> None:
    report = create(tmp_path / "a/b", ANSWERS, MINIMAL.blueprint())

    assert contents(tmp_path / "a/b") == expected()
    assert report.package == "notes"
    assert report.modules == ("notes",)
    assert [str(path) for path in report.written] == sorted(expected(), key=PurePosixPath)


def test_an_empty_folder_is_used(tmp_path: Path) -> None:
    new(tmp_path)

    assert contents(tmp_path) == expected()


def test_an_empty_folder_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o2700)
    inode = tmp_path.stat().st_ino

    new(tmp_path)

    assert (tmp_path.stat().st_ino, tmp_path.stat().st_mode & 0o7777) == (inode, 0o2700)


def test_what_somebody_writes_meanwhile_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x").mkdir()

    def late(*given: Any, **options: Any) -> None:
        (tmp_path / "x/README.md").write_text("mine\n")
        write_into(*given, **options)

    write_into = staging.write_into
    monkeypatch.setattr(staging, "write_into", late)

    with pytest.raises(Refused, match="was filled meanwhile"):
        new(tmp_path / "x")

    assert contents(tmp_path / "x") == {"README.md": "mine\n"}


def test_the_folder_one_stands_in_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    inode = tmp_path.stat().st_ino

    new(Path())

    assert tmp_path.stat().st_ino == inode
    assert contents(tmp_path) == expected()


def test_a_folder_with_other_things_is_refused(tmp_path: Path) -> None:
    for name in "hgfedcba":
        (tmp_path / name).write_text("")
    before = contents(tmp_path)

    with pytest.raises(Refused) as caught:
        new(tmp_path)

    assert str(caught.value) == (
        f"{tmp_path} is not empty: a, b, c, d, e and 3 more;"
        " name another folder, or add --force to write over generated files"
    )
    assert contents(tmp_path) == before


def test_force_writes_over_what_is_generated_and_touches_nothing_else(tmp_path: Path) -> None:
    new(tmp_path)
    (tmp_path / "README.md").write_text("mine\n")
    (tmp_path / "extra.py").write_text("x = 1\n")

    report = create(tmp_path, ANSWERS, MINIMAL.blueprint(), force=True)

    assert contents(tmp_path)["extra.py"] == "x = 1\n"
    assert contents(tmp_path)["README.md"] == expected()["README.md"]
    assert [str(path) for path in report.written] == ["README.md"]


def test_force_writes_no_other_project_over_one(tmp_path: Path) -> None:
    new(tmp_path)
    odd = Blueprint.parse(MINIMAL.text + "# mine\n")
    (tmp_path / "blueprint.yml").write_text(odd.text)
    before = contents(tmp_path)

    with pytest.raises(Refused) as caught:
        create(tmp_path, ANSWERS.model_copy(update={"http": "none"}), odd, force=True)

    assert str(caught.value) == (
        f"{tmp_path} is a project with another blueprint, http; groundplan update changes it,"
        " or take .copier-answers.yml away to write a second project over it"
    )
    assert contents(tmp_path) == before

    (tmp_path / ".copier-answers.yml").unlink()
    report = create(tmp_path, ANSWERS, odd, force=True)

    assert [str(path) for path in report.written] == [".copier-answers.yml"]
    assert contents(tmp_path)["blueprint.yml"] == odd.text


def test_force_leaves_migrations_alone_once_they_are_there(tmp_path: Path) -> None:
    new(tmp_path)
    (first,) = (tmp_path / HISTORY).glob("*.py")
    first.write_text("# mine\n")
    new(tmp_path, force=True)
    assert first.read_text() == "# mine\n"

    first.unlink()
    new(tmp_path, force=True)
    assert not first.exists()

    (tmp_path / HISTORY).rmdir()
    new(tmp_path, force=True)
    assert first.is_file()


def test_what_is_as_it_should_be_is_not_written(tmp_path: Path) -> None:
    new(tmp_path)
    before = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*")}

    report = create(tmp_path, ANSWERS, MINIMAL.blueprint(), force=True)

    assert report.written == ()
    assert {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*")} == before


def test_a_rehearsal_writes_nothing(tmp_path: Path) -> None:
    report = create(tmp_path / "x", ANSWERS, MINIMAL.blueprint(), rehearse=True)

    assert not (tmp_path / "x").exists()
    assert {str(path) for path in report.written} == set(expected())
    assert str(report).startswith(f"Would write {len(expected())} files into {tmp_path / 'x'}:")


def test_the_blueprint_in_the_folder_counts(tmp_path: Path) -> None:
    (tmp_path / "blueprint.yml").write_text(SHOP.text)

    with pytest.raises(Refused, match="the one in the folder counts"):
        new(tmp_path, MINIMAL, force=True)

    assert contents(tmp_path) == {"blueprint.yml": SHOP.text}


@pytest.mark.parametrize("name", ["src", "src/notes", "pyproject.toml", ".groundplan"])
def test_a_link_on_the_way_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "link1").symlink_to(tmp_path / "out")
    place = tmp_path / "x" / name
    place.parent.mkdir(parents=True)
    place.symlink_to(tmp_path / "link1")

    with pytest.raises(Refused, match="nothing is written through a link"):
        new(tmp_path / "x", force=True)

    assert not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize("name", ["x" * 300, "a\0b"])
def test_a_place_that_no_folder_can_be_is_an_error_of_ours(tmp_path: Path, name: str) -> None:
    with pytest.raises(EnvironmentFailed, match="cannot look at"):
        new(tmp_path / name)


def test_a_destination_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "x").symlink_to(tmp_path / "out")

    with pytest.raises(Refused, match="is a symbolic link; name the folder it points to"):
        new(tmp_path / "x")


def test_a_destination_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")

    with pytest.raises(Refused, match="is a file; name a folder"):
        new(tmp_path / "x")


def test_a_place_without_rights_is_a_clean_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "rename", forbidden)
    blueprint = MINIMAL.blueprint()

    with pytest.raises(EnvironmentFailed, match="Permission denied; nothing was changed"):
        create(tmp_path / "x", ANSWERS, blueprint)

    assert not list(tmp_path.iterdir())


def test_an_interrupted_run_is_finished_by_the_next(tmp_path: Path) -> None:
    root = tmp_path / "x"
    new(root)
    whole = contents(root)
    stage = root / ".groundplan/stage-999999999/new"
    stage.mkdir(parents=True)
    state = hashlib.sha256((root / "README.md").read_bytes()).hexdigest()
    (root / "README.md").rename(stage / "README.md")
    journal = {
        "stage": "stage-999999999",
        "paths": ["README.md"],
        "states": {"README.md": ["", state]},
    }
    (root / ".groundplan/journal.json").write_text(json.dumps(journal))

    report = create(root, ANSWERS, MINIMAL.blueprint())

    assert report.notes == (f"Finished what an interrupted run had begun in {root}.",)
    assert contents(root) == whole


def test_what_a_dead_run_left_beside_the_place_goes(tmp_path: Path) -> None:
    (tmp_path / ".x.groundplan-999999999").mkdir()

    report = create(tmp_path / "x", ANSWERS, MINIMAL.blueprint())

    assert report.notes == (f"Cleared what an interrupted run had left beside {tmp_path / 'x'}.",)
    assert [it.name for it in tmp_path.iterdir()] == ["x"]


def test_what_an_earlier_process_of_our_number_left_goes(tmp_path: Path) -> None:
    (tmp_path / f".x.groundplan-{os.getpid()}").mkdir()

    new(tmp_path / "x")

    assert contents(tmp_path / "x") == expected()
    assert [it.name for it in tmp_path.iterdir()] == ["x"]


def test_what_a_living_run_has_beside_the_place_stays(tmp_path: Path) -> None:
    (tmp_path / f".x.groundplan-{os.getppid()}").mkdir()

    new(tmp_path / "x")

    assert len(list(tmp_path.iterdir())) == 2


def test_parts_of_later_versions_are_refused(tmp_path: Path) -> None:
    blueprint = Blueprint.parse(MINIMAL.text + "    persistence: events\n")

    with pytest.raises(BlueprintUnsupported, match=r"blueprint\.yml:\d+:\d+: "):
        create(tmp_path / "x", ANSWERS, blueprint)

    assert not (tmp_path / "x").exists()


def test_a_program_without_aggregates_is_refused(tmp_path: Path) -> None:
    text = "blueprint: 1\nname: bare\nmodules: {things: {values: {Size: {one_of: [S, M]}}}}\n"

    with pytest.raises(BlueprintUnsupported, match="without any aggregate is not generated yet"):
        create(tmp_path / "x", ANSWERS, Blueprint.parse(text))


def test_a_title_that_gives_no_package_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AnswersInvalid, match="package: '3d' cannot be imported"):
        create(tmp_path / "x", Answers(project_name="3d"), MINIMAL.blueprint())

    assert not (tmp_path / "x").exists()


EACH: list[dict[str, Any]] = [
    {"project_name": "Other"},
    {"package": "other"},
    {"description": "Other."},
    {"author_name": "Ada"},
    {"author_email": "ada@example.org"},
    {"license": "none"},
    {"python": "3.13"},
    {"application": "services"},
    {"database": "memory"},
    {"http": "none"},
    {"container": "dishka"},
    {"docker": "false"},
    {"ci": "none"},
    {"extras": ["registry"]},
]


@pytest.mark.parametrize("given", EACH, ids=lambda given: next(iter(given)))
def test_no_question_is_inert(given: dict[str, Any]) -> None:
    changed = render(Answers(**given), MINIMAL.blueprint())
    answers_file = PurePosixPath(".copier-answers.yml")

    plain = dict(render(ANSWERS, MINIMAL.blueprint()))
    other = dict(changed)
    assert plain.pop(answers_file) != other.pop(answers_file)
    assert plain != other


def test_every_answer_is_among_them() -> None:
    assert {name for given in EACH for name in given} == set(Answers.model_fields) - {"preset"}


@pytest.mark.parametrize(
    "text",
    [
        'a "quoted" \\ one\\',
        '"""\nimport os\n"""',
        "{{ 7*7 }} {% raw %} {# #}",
        "${{ github.token }} $(id) `id`",
        "# : - yes null 1.0 '",
        "é 😀 𝔸",
        "<script>x</script> | [a](b) *c*",
        "line one\n\nline two\n  indented",
    ],
)
@pytest.mark.parametrize("style", ["cqrs", "services"])
def test_hostile_text_changes_no_shape(text: str, style: str) -> None:
    """Python of both projects has the same syntax tree but for the strings in it."""

    def shapes(description: str, name: str) -> dict[PurePosixPath, str]:
        answers = Answers(description=description, author_name=name, application=style)
        tree = render(answers, SHOP.blueprint())
        return {
            path: ast.dump(_Blank().visit(ast.parse(text)))
            for path, text in tree.items()
            if path.suffix == ".py"
        }

    class _Blank(ast.NodeTransformer):
        def visit_Constant(self, node: ast.Constant) -> ast.Constant:
            return ast.Constant("") if isinstance(node.value, str) else node

    assert shapes(text, text.split("\n", 1)[0].strip()) == shapes("Neutral.", "Ada")
