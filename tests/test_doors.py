"""Stock copier and our own command give the same project.

Where they differ, copier is right.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import forked
import pytest
import yaml
from conftest import NEXT, Run, commit_all, git, tree_of
from copier import run_copy, run_update
from copier.errors import UserMessageError
from recipes import MINIMAL, SHOP, Recipe, each
from shares import share

API = """
import json, sys
from groundplan import Answers, Blueprint, render
text, given = json.loads(sys.argv[1])
tree = render(Answers(**given), Blueprint.parse(text))
print(json.dumps({str(path): text for path, text in tree.items()}))
"""


def begun(folder: Path, text: str) -> Path:
    """Return a folder that holds only a blueprint."""
    folder.mkdir()
    (folder / "blueprint.yml").write_text(text, "utf-8")
    return folder


def succeed(done: forked.Done) -> forked.Done:
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def api(releases: Path, recipe: Recipe) -> Mapping[str, str]:
    own = {"PYTHONPATH": str(releases / "generators"), "PATH": "/usr/bin:/bin"}
    asked = json.dumps([recipe.text, dict(recipe.given)])
    tree: Mapping[str, str] = json.loads(
        succeed(forked.python(["-c", API, asked], releases.parent, own)).stdout
    )
    return tree


@each(at_once=4)
def test_both_doors_and_the_api_agree(
    recipe: Recipe, releases: Path, copier: Run, groundplan: Run, tmp_path: Path
) -> None:
    stock, own = tmp_path / "stock", tmp_path / "own"
    if not recipe.chosen("preset"):
        begun(stock, recipe.text)
        begun(own, recipe.text)
    options = recipe.options()

    succeed(copier("copy", "--trust", "--defaults", "-q", *options, releases, stock))
    succeed(groundplan("new", own, *options))

    expected = tree_of(stock)
    assert tree_of(own) == expected
    assert expected["blueprint.yml"][1].decode() == recipe.text
    texts = {path: text.encode() for path, text in api(releases, recipe).items()}
    assert texts == {path: content for path, (_, content) in expected.items()}


@pytest.mark.parametrize("preset", share(["minimal", "shop"]))
def test_both_doors_begin_with_the_same_preset(
    preset: str, releases: Path, copier: Run, groundplan: Run, tmp_path: Path
) -> None:
    option = ("-d", f"preset={preset}")

    succeed(copier("copy", "--trust", "--defaults", "-q", *option, releases, tmp_path / "stock"))
    succeed(groundplan("new", tmp_path / "own", "--preset", preset))

    assert tree_of(tmp_path / "own") == tree_of(tmp_path / "stock")


HOSTILE = {
    "project_name": 'The "Shop" {{ 7*7 }} {% raw %}',
    "description": "One \"\"\" ''' */ --> ]]> # : - | <script>x</script>\n\n$(id) `x` \\ 😀\nend\\",
    "author_name": "Zoe\u0301 © O'Neil, <b>",
    "author_email": "zoe+shop@example.org",
    "package": "bookshop",
    "license": "none",
    "ci": "gitlab",
    "python": "3.13",
    "database": "postgresql",
    "docker": "false",
}


def test_hostile_answers_are_the_same_text_through_both_doors(
    releases: Path, copier: Run, groundplan: Run, tmp_path: Path
) -> None:
    stock, own = tmp_path / "stock", tmp_path / "own"
    backwards = [it for name in reversed(HOSTILE) for it in ("-d", f"{name}={HOSTILE[name]}")]
    options = [it for name in HOSTILE for it in ("-d", f"{name}={HOSTILE[name]}")]

    succeed(copier("copy", "--trust", "--defaults", "-q", *backwards, releases, stock))
    succeed(groundplan("new", own, *options))

    assert tree_of(own) == tree_of(stock)
    recorded = yaml.safe_load((own / ".copier-answers.yml").read_text("utf-8"))
    assert recorded["description"] == HOSTILE["description"]
    assert recorded["author_name"] == "Zo\u00e9 © O'Neil, <b>"
    assert recorded["docker"] is False


def test_the_package_follows_from_the_title_at_both_doors(
    releases: Path, copier: Run, groundplan: Run, tmp_path: Path
) -> None:
    option = ("-d", "project_name=My Thing")

    succeed(copier("copy", "--trust", "--defaults", "-q", *option, releases, tmp_path / "stock"))
    succeed(groundplan("new", tmp_path / "own", *option))

    assert tree_of(tmp_path / "own") == tree_of(tmp_path / "stock")
    assert (tmp_path / "own/src/my_thing").is_dir()


def test_the_answers_file_lets_copier_find_the_template_again(
    releases: Path, groundplan: Run, tmp_path: Path
) -> None:
    succeed(groundplan("new", tmp_path / "own"))

    recorded = yaml.safe_load((tmp_path / "own/.copier-answers.yml").read_text("utf-8"))

    assert list(recorded)[:3] == ["_commit", "_src_path", "project_name"]
    assert (recorded["_commit"], recorded["_src_path"]) == (NEXT, str(releases))
    assert recorded["blueprint"] == MINIMAL.text
    assert "preset" not in recorded


def test_without_trust_copier_says_so(releases: Path, copier: Run, tmp_path: Path) -> None:
    done = copier("copy", "--defaults", "-q", releases, tmp_path / "x")

    assert done.returncode == 4
    assert "Template uses potentially unsafe features: jinja_extensions, tasks." in done.stderr
    assert not (tmp_path / "x").exists()


ODD = MINIMAL.text.replace("\n", "  # 😀 {{ 7*7 }} \n", 1) + "\n\n"


@pytest.mark.parametrize("written", share([ODD, ODD.replace("\n", "\r\n"), "\ufeff" + ODD]))
def test_a_folder_with_only_a_blueprint_is_used_and_it_stays_as_it_is(
    written: str, releases: Path, copier: Run, groundplan: Run, tmp_path: Path
) -> None:
    stock, own = tmp_path / "stock", tmp_path / "own"
    for folder in (stock, own):
        folder.mkdir()
        (folder / "blueprint.yml").write_bytes(written.encode())

    succeed(copier("copy", "--trust", "--defaults", "-q", releases, stock))
    succeed(groundplan("new", own))

    assert tree_of(own) == tree_of(stock)
    assert (own / "blueprint.yml").read_bytes() == written.encode()
    recorded = yaml.safe_load((own / ".copier-answers.yml").read_text("utf-8"))
    assert recorded["blueprint"] == ODD


BAD = {
    "an unknown type": ("blueprint.yml:6:", SHOP.text.replace("str ", "string ", 1)),
    "no YAML": ("blueprint.yml:1:", "a: [\n"),
    "nothing": ("blueprint.yml:1:", ""),
    "no text": ("UTF-8", "\udcff"),
    "parts of later versions": ("blueprint.yml:", MINIMAL.text + "    persistence: events\n"),
}


def test_answers_in_another_file_are_refused(releases: Path, copier: Run, tmp_path: Path) -> None:
    other = ("-a", ".other.yml")

    done = copier("copy", "--trust", "--defaults", "-q", *other, releases, tmp_path / "x")

    assert done.returncode == 1
    assert "answers are kept in .copier-answers.yml; name no other file" in done.stderr
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("name", BAD)
def test_a_bad_blueprint_ends_cleanly_at_both_doors(
    name: str, releases: Path, copier: Run, groundplan: Run, tmp_path: Path
) -> None:
    _, text = BAD[name]
    folder = tmp_path / "x"
    folder.mkdir()
    (folder / "blueprint.yml").write_bytes(text.encode("utf-8", "surrogateescape"))
    before = tree_of(folder)

    stock = copier("copy", "--trust", "--defaults", "-q", releases, folder)
    own = groundplan("new", folder)

    assert (stock.returncode, own.returncode) == (1, 2)
    assert "Traceback" not in stock.stderr + own.stderr
    assert "blueprint.yml" in stock.stderr
    assert "blueprint.yml" in own.stderr
    assert tree_of(folder) == before


def test_bad_answers_end_cleanly_at_both_doors_all_at_once(
    releases: Path, copier: Run, groundplan: Run, tmp_path: Path
) -> None:
    options = ["-d", "package=2fast", "-d", "license=mit", "-d", "author_email=x"]

    stock = copier("copy", "--trust", "--defaults", "-q", *options, releases, tmp_path / "a")
    own = groundplan("new", tmp_path / "b", *options)

    assert (stock.returncode, own.returncode) == (1, 2)
    said = (
        "package: '2fast' cannot be imported; try something like 'fast2'\n"
        "author_email: 'x' is no e-mail address; write name@example.org\n"
        "license: 'mit' is none of MIT, Apache-2.0, none; did you mean 'MIT'?\n"
    )
    assert own.stderr == said
    assert said in stock.stderr
    assert "Traceback" not in stock.stderr
    assert not list(tmp_path.iterdir())


def test_an_unknown_preset_is_refused_by_both_doors(
    releases: Path, copier: Run, groundplan: Run, tmp_path: Path
) -> None:
    option = ["-d", "preset=shopp"]

    stock = copier("copy", "--trust", "--defaults", "-q", *option, releases, tmp_path / "a")
    own = groundplan("new", tmp_path / "b", *option)

    said = "preset: 'shopp' is none of minimal, shop; did you mean 'shop'?\n"
    assert (stock.returncode, own.returncode) == (1, 2)
    assert said in stock.stderr
    assert own.stderr == said


def made(releases: Path, folder: Path, text: str, **data: str) -> Path:
    """Return a project made by copier, under git."""
    begun(folder, text)
    run_copy(str(releases), folder, data, defaults=True, quiet=True, unsafe=True, overwrite=True)
    commit_all(folder)
    return folder


def update(project: Path) -> None:
    """Update a project as `copier update --trust --defaults` does."""
    run_update(project, defaults=True, quiet=True, unsafe=True, overwrite=True)


EDITS = {
    "a field": ("{title: str 1..80,", "{title: str 1..80, stars: int 0..5 = 0,"),
    "a command": (
        "{creates: true, emits: NoteWritten}",
        "{creates: true, emits: NoteWritten}, RewordNote: {takes: [title], emits: NoteReworded}",
    ),
    "an aggregate": (
        "    aggregates:\n",
        "    aggregates:\n      Tag:\n        fields: {word: str 1..30}\n        crud: true\n",
    ),
    "a module": (
        "modules:\n",
        "modules:\n  people:\n    aggregates:\n      Person:\n        fields: {name: str 1..80}\n"
        "        crud: true\n",
    ),
}


HISTORY = "migrations/versions/"


@pytest.mark.parametrize("edit", share(EDITS))
def test_an_edited_blueprint_updates_to_a_fresh_copy(
    edit: str, releases: Path, tmp_path: Path
) -> None:
    old, new = EDITS[edit]
    edited = MINIMAL.text.replace(old, new)
    assert edited != MINIMAL.text
    project = made(releases, tmp_path / "project", MINIMAL.text)
    kept = history_of(project)
    (project / "blueprint.yml").write_text(edited, "utf-8")
    commit_all(project)

    update(project)

    fresh = made(releases, tmp_path / "fresh", edited)
    assert without_history(project) == without_history(fresh)
    assert history_of(project) == kept != {}


def history_of(project: Path) -> dict[str, tuple[int, bytes]]:
    return {path: it for path, it in tree_of(project).items() if path.startswith(HISTORY)}


def without_history(project: Path) -> dict[str, tuple[int, bytes]]:
    return {path: it for path, it in tree_of(project).items() if not path.startswith(HISTORY)}


@pytest.mark.parametrize("gone", share([False, True], at_once=0), ids=["edited", "deleted"])
def test_no_update_touches_what_an_owner_did_to_history(
    gone: bool, releases: Path, tmp_path: Path
) -> None:
    project = made(releases, tmp_path / "project", MINIMAL.text)
    (first,) = (project / HISTORY).glob("*.py")
    first.write_text(first.read_text("utf-8") + "\n# mine\n", "utf-8")
    if gone:
        first.unlink()
    (project / HISTORY / "0002_mine.py").write_text("# mine, too\n", "utf-8")
    old, new = EDITS["a field"]
    (project / "blueprint.yml").write_text(MINIMAL.text.replace(old, new), "utf-8")
    commit_all(project)
    kept = history_of(project)

    update(project)

    assert history_of(project) == kept


def test_a_project_may_lie_in_any_folder_of_a_repository(releases: Path, tmp_path: Path) -> None:
    (tmp_path / "shore").mkdir()
    project = begun(tmp_path / "shore/fähre_gold_copy.1", MINIMAL.text)
    run_copy(str(releases), project, defaults=True, quiet=True, unsafe=True, overwrite=True)
    commit_all(tmp_path / "shore")
    kept = history_of(project)
    old, new = EDITS["a field"]
    (project / "blueprint.yml").write_text(MINIMAL.text.replace(old, new), "utf-8")
    commit_all(tmp_path / "shore")

    update(project)

    assert history_of(project) == kept != {}
    assert "stars" in (project / "src/notes/notes/model.py").read_text("utf-8")


def test_an_update_with_nothing_new_changes_nothing(releases: Path, tmp_path: Path) -> None:
    project = made(releases, tmp_path / "project", ODD, **HOSTILE)

    update(project)

    assert git("status", "--porcelain", cwd=project) == ""


def test_an_owners_answer_in_a_method_body_survives_an_update(
    releases: Path, tmp_path: Path
) -> None:
    small = {"http": "none", "database": "memory", "docker": "false", "ci": "none"}
    project = made(releases, tmp_path / "project", SHOP.text, **small)
    file = project / "src/shop/catalog/model.py"
    question, untold, rest = file.read_text("utf-8").partition("return False")
    assert "def out_of_stock" in question
    file.write_text(f"{question}return quantity > self.stock{rest}", "utf-8")
    wider = SHOP.text.replace("stock: int 0.. = 0,", "stock: int 0.. = 0, weight: int 0.. = 0,")
    (project / "blueprint.yml").write_text(wider, "utf-8")
    commit_all(project)

    update(project)

    fresh = made(releases, tmp_path / "fresh", wider, **small) / "src/shop/catalog/model.py"
    expected = fresh.read_text("utf-8").replace(untold, "return quantity > self.stock")
    assert "weight" in expected
    assert file.read_text("utf-8") == expected
    assert "U" not in {line[0] for line in git("status", "--porcelain", cwd=project).splitlines()}


def test_a_hostile_answers_file_is_refused_on_update(releases: Path, tmp_path: Path) -> None:
    project = made(releases, tmp_path / "project", MINIMAL.text)
    file = project / ".copier-answers.yml"
    file.write_text(file.read_text("utf-8").replace("package: notes", "package: ../../evil"))
    commit_all(project)
    before = tree_of(project)

    with pytest.raises(UserMessageError, match=r"package: '\.\./\.\./evil' cannot be imported"):
        update(project)

    assert tree_of(project) == before


# copier leaves a folder open where rendering ends with an error.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("typed", share([("package", "harbour"), ("http", "none")]))
def test_an_answer_that_is_typed_loses_no_edits(
    typed: tuple[str, str], releases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = made(releases, tmp_path / "project", MINIMAL.text)
    for file in (project / "src/notes/notes").glob("*.py"):
        file.write_text(f"{file.read_text('utf-8')}# mine\n", "utf-8")
    commit_all(project)
    before = tree_of(project)
    monkeypatch.setattr("copier._main.unsafe_prompt", lambda _, answers: answers | dict([typed]))

    with pytest.raises(UserMessageError, match=r"(?s)api\.py: .*\n.*run `groundplan update`"):
        run_update(project, quiet=True, unsafe=True, overwrite=True)

    assert tree_of(project) == before


FERRY = """\
blueprint: 1
name: ferry
modules:
  sailings:
    aggregates:
      Sailing:
        fields: {vessel: str 1..40, seats: int 1..900, note: str 0..80 optional}
        commands:
          PlanSailing: {creates: true, emits: SailingPlanned}
          ChangeSailing: {takes: [vessel, seats], emits: SailingChanged}
"""


# copier leaves a folder open where rendering ends with an error.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_no_line_of_an_owner_lands_in_another_function(releases: Path, tmp_path: Path) -> None:
    small = {"http": "none", "database": "memory", "docker": "false", "ci": "none"}
    project = made(releases, tmp_path / "project", FERRY, **small)
    file = project / "src/ferry/sailings/handlers.py"
    head, found, tail = file.read_text("utf-8").partition("async def change_sailing")
    last = "        work.collect(event)\n"
    assert last in tail
    tail = tail.replace(last, f"        print(event)\n{last}", 1)
    file.write_text(head + found + tail, "utf-8")
    more = "ReplanSailing: {takes: [vessel, seats], emits: SailingReplanned}\n          Change"
    (project / "blueprint.yml").write_text(FERRY.replace("Change", more, 1), "utf-8")
    commit_all(project)
    before = tree_of(project)

    with pytest.raises(UserMessageError, match=r"handlers\.py: the lines around your edit stand"):
        update(project)

    assert tree_of(project) == before


# copier leaves a folder open where rendering ends with an error.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_column_that_is_renamed_is_left_to_who_writes_the_migration(
    releases: Path, tmp_path: Path
) -> None:
    project = made(releases, tmp_path / "project", MINIMAL.text)
    renamed = MINIMAL.text.replace("{title: str 1..80,", "{label: {is: str 1..80, was: title},")
    (project / "blueprint.yml").write_text(renamed, "utf-8")
    commit_all(project)
    before = tree_of(project)

    with pytest.raises(UserMessageError, match=r"versions: rename notes_notes\.title to label"):
        update(project)

    assert tree_of(project) == before


def test_a_blueprint_that_is_given_beside_the_one_in_the_folder_is_refused(
    releases: Path, tmp_path: Path
) -> None:
    project = made(releases, tmp_path / "project", MINIMAL.text)
    old, new = EDITS["a field"]
    (project / "blueprint.yml").write_text(MINIMAL.text.replace(old, new), "utf-8")
    commit_all(project)
    before = tree_of(project)
    given = yaml.safe_load((project / ".copier-answers.yml").read_text("utf-8"))

    with pytest.raises(UserMessageError, match="give none with -d or --data-file"):
        run_update(project, given, defaults=True, quiet=True, unsafe=True, overwrite=True)

    assert tree_of(project) == before


def test_copies_with_pytest_copie(releases: Path, copie_session: object) -> None:
    result = copie_session.copy(  # type: ignore[attr-defined]
        extra_answers={"preset": "shop", "application": "services"}, template_dir=releases
    )

    assert result.exit_code == 0, result.exception
    assert (result.project_dir / "src/shop/app.py").is_file()
