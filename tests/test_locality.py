"""A pattern adds files and changes seams: nothing else in the project knows of it."""

import re
from itertools import combinations
from pathlib import Path, PurePosixPath

import pytest
from generated import untidied
from recipes import SHOP, Recipe

from groundplan import Answers
from groundplan.answers import choices_of
from groundplan.model import Switches
from groundplan.patterns import CATALOGUE

TEMPLATE = Path(__file__).resolve().parents[1] / "template"
# The files that know all modules, or speak of the whole.
SEAMS = {
    ".copier-answers.yml",
    "README.md",
    "blueprint.yml",
    "docs/architecture.md",
    "pyproject.toml",
    "src/notes/app.py",
    "src/notes/scenario.py",
    "src/notes/settings.py",
    "src/notes/shared/values.py",
    "tests/conftest.py",
    "tests/test_adapters.py",
    "tests/test_app.py",
    "tests/test_architecture.py",
    "tests/test_import_walls.py",
    "tests/test_main.py",
    "tests/test_settings.py",
    "tests/test_wiring.py",
}
# The files that know, beside these, where things are kept and how the program is called.
OUTER_SEAMS = SEAMS | {
    ".env.example",
    ".github/workflows/ci.yml",
    ".gitignore",
    "Dockerfile",
    "compose.yml",
    "src/notes/__main__.py",
    "src/notes/settings.py",
    "src/notes/site.py",
    "tests/test_main.py",
    "tests/test_settings.py",
    "tests/test_site.py",
}
PLAIN = """\
blueprint: 1
name: notes
modules:
  notes:
    aggregates:
      Note:
        fields: {title: str 1..80}
        commands: {WriteNote: {creates: true, emits: NoteWritten}}
        queries: {GetNote: {returns: Note}}
    public: [NoteWritten]
"""
# A second module that needs one pattern and no other.
WITH = {
    "state_machine": """\
  drafts:
    aggregates:
      Draft:
        fields: {title: str 1..80}
        commands: {BeginDraft: {moves: '[*] -> begun', emits: DraftBegun}}
""",
    "item_list": """\
  drafts:
    aggregates:
      Draft:
        fields: {pages: Sheet*}
        entities: {Sheet: {key: number, fields: {number: int 1..}}}
        commands:
          BeginDraft: {creates: true, emits: DraftBegun}
          AddSheet: {adds: pages, emits: SheetAdded}
""",
    "paging": """\
  drafts:
    aggregates:
      Draft:
        fields: {title: str 1..80}
        commands: {BeginDraft: {creates: true, emits: DraftBegun}}
        queries: {ListDrafts: {returns: Draft*, paginate: true}}
""",
    "policy": """\
  drafts:
    aggregates:
      Draft:
        fields: {title: str 1..80}
        commands: {BeginDraft: {creates: true, emits: DraftBegun}}
    policies: {begin: {when: notes.NoteWritten, then: BeginDraft}}
""",
    "port": """\
  drafts:
    aggregates:
      Draft:
        fields: {title: str 1..80}
        commands: {BeginDraft: {creates: true, asks: Censor.allows, emits: DraftBegun}}
    ports: {Censor: {methods: {allows: {takes: {title: str}, returns: bool}}}}
""",
}
POLICY = """\
    policies: {warn: {when: DraftBegun, then: Censor.allows}}
"""
# Which patterns a port has when plugins come through it, by `plugins`.
PLUGGED = {"one": {"registry", "strategies"}, "many": {"plugins", "registry"}}
CONTAINERS = {"dishka", "dependency_injector"}
ANSWERED = {"cqrs", "services", "sql", "http", "environment", "docker"} | CONTAINERS
OTHER = {"author_email": "other@example.org", "docker": "false"}
LITTLE = {"database": "memory", "http": "none"}


def rendered(text: str, **given: str) -> dict[str, str]:
    """Render a blueprint, without the formatter."""
    recipe = Recipe("notes", text, tuple(given.items()))
    return {str(path): body for path, body in untidied(recipe).items()}


def overlay(name: str) -> set[str]:
    """Return the names of the files that only this pattern brings."""
    return {
        it.name.removesuffix(".jinja")
        for it in (TEMPLATE / f"{{{{ use.{name} }}}}").rglob("*")
        if it.is_file()
    }


def test_each_pattern_with_an_overlay_is_looked_at() -> None:
    plugged = {it for names in PLUGGED.values() for it in names}

    assert {it.name for it in CATALOGUE if it.overlay} == (
        ANSWERED | WITH.keys() | plugged | {*choices_of("extras")}
    )


def test_each_overlay_belongs_to_a_switch_and_each_switch_is_read() -> None:
    switches = {f"{{{{ use.{name} }}}}": name for name in Switches.__annotations__}
    folders = {it.name for it in TEMPLATE.iterdir() if it.name.startswith("{{ use.")}
    texts = [it.read_text("utf-8") for it in TEMPLATE.rglob("*.jinja") if it.is_file()]
    read = {name for text in texts for name in re.findall(r"\buse\.(\w+)", text)}

    assert folders <= switches.keys()
    assert [name for it, name in switches.items() if it not in folders and name not in read] == []


@pytest.mark.parametrize("style", ["cqrs", "services"])
@pytest.mark.parametrize("name", WITH)
def test_a_pattern_adds_files_and_changes_seams_only(name: str, style: str) -> None:
    without = rendered(PLAIN, application=style, **LITTLE)
    with_it = rendered(PLAIN + WITH[name], application=style, **LITTLE)
    added = {PurePosixPath(path) for path in with_it.keys() - without.keys()}

    assert without.keys() <= with_it.keys()
    assert {path for path in without if without[path] != with_it[path]} <= SEAMS
    assert {it.name for it in added if "drafts" not in it.parts} <= overlay(name) | {
        f"{name}.md",
        "values.py",
    }
    assert {it for it in overlay(name) if not it.startswith("{%")} <= {it.name for it in added}


@pytest.mark.parametrize("style", ["cqrs", "services"])
@pytest.mark.parametrize("name", choices_of("extras"))
def test_an_extra_adds_files_and_changes_nothing(name: str, style: str) -> None:
    without = rendered(PLAIN, application=style, **LITTLE)
    with_it = rendered(PLAIN, application=style, extras=name, **LITTLE)
    added = {PurePosixPath(path).name for path in with_it.keys() - without.keys()}

    assert {path for path in without if without[path] != with_it.get(path)} <= {
        ".copier-answers.yml",
        "docs/architecture.md",
    }
    assert added == overlay(name) | {f"{name}.md"}


@pytest.mark.parametrize("style", ["cqrs", "services"])
@pytest.mark.parametrize("plugins", PLUGGED)
def test_plugins_add_files_and_change_seams_only(plugins: str, style: str) -> None:
    told = "{methods: {allows: {takes: {title: str}}}}"
    plain = PLAIN + WITH["port"].replace("asks: Censor.allows, ", "") + POLICY
    plain = plain.replace("{methods: {allows: {takes: {title: str}, returns: bool}}}", told)
    given = {"application": style, "database": "memory", "http": "fastapi"}
    without = rendered(plain, **given)
    with_it = rendered(plain.replace(told, f"{told[:-1]}, plugins: {plugins}}}"), **given)
    added = {PurePosixPath(path) for path in with_it.keys() - without.keys()}
    brought = {it for name in PLUGGED[plugins] for it in (*overlay(name), f"{name}.md")}
    own = {"censor_journal.py", "test_censor.py"}

    assert without.keys() <= with_it.keys()
    assert {path for path in without if without[path] != with_it[path]} <= OUTER_SEAMS
    assert {it.name for it in added if "examples" not in it.parts} <= (
        brought | overlay("extensions") | own
    )


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ({"database": "memory", "http": "none"}, {"database": "sqlite", "http": "none"}),
        ({"database": "memory", "http": "none"}, {"database": "memory", "http": "fastapi"}),
        ({"database": "memory", "http": "fastapi"}, {"database": "sqlite", "http": "fastapi"}),
        ({"database": "sqlite", "http": "none"}, {"database": "sqlite", "http": "fastapi"}),
        ({"docker": "false"}, {"docker": "true"}),
    ],
    ids=lambda given: "-".join(given.values()),
)
@pytest.mark.parametrize("style", ["cqrs", "services"])
def test_an_answer_adds_files_and_changes_seams_only(
    less: dict[str, str], more: dict[str, str], style: str
) -> None:
    without = rendered(SHOP.text, package="notes", application=style, **less)
    with_it = rendered(SHOP.text, package="notes", application=style, **more)

    assert without.keys() < with_it.keys()
    assert {path for path in without if without[path] != with_it[path]} <= OUTER_SEAMS


@pytest.mark.parametrize("given", [{}, LITTLE | {"application": "services"}])
@pytest.mark.parametrize("container", choices_of("container")[1:])
def test_a_container_adds_files_and_changes_seams_only(
    container: str, given: dict[str, str]
) -> None:
    by_hand = rendered(SHOP.text, package="notes", **given)
    by_it = rendered(SHOP.text, package="notes", container=container, **given)
    name = container.replace("-", "_")
    scoped = {"src/notes/shared/unit_of_work.py"} if name == "dishka" else set()

    assert by_hand.keys() < by_it.keys()
    assert {PurePosixPath(it).name for it in by_it.keys() - by_hand.keys()} == (
        overlay(name) | {f"{name}.md"}
    )
    assert {path for path in by_hand if by_hand[path] != by_it[path]} <= SEAMS | scoped


@pytest.mark.parametrize("http", ["fastapi", "none"])
def test_another_database_changes_seams_only(http: str) -> None:
    one = rendered(SHOP.text, package="notes", http=http, database="sqlite")
    other = rendered(SHOP.text, package="notes", http=http, database="postgresql")

    assert other.keys() - one.keys() == {"compose.yml", "tests/test_compose.py"}
    assert one.keys() <= other.keys()
    assert {path for path in one if one[path] != other[path]} <= OUTER_SEAMS


def test_both_styles_have_one_domain() -> None:
    cqrs, services = (rendered(SHOP.text, application=it) for it in ("cqrs", "services"))
    domain = ("events.py", "model.py", "records.py", "repository.py", "values.py")
    same = {path for path in cqrs if path.endswith(domain) and path.startswith("src/")}

    assert same
    assert {path for path in same if cqrs[path] != services[path]} == set()


def choices(name: str) -> tuple[str, ...]:
    """Return what may be answered, the default first; for free text one text beside it."""
    if name == "extras":
        return ("", *choices_of(name), ",".join(choices_of(name)))
    return choices_of(name) or ("", OTHER.get(name, "other_words"))


@pytest.mark.parametrize("name", [it for it in Answers.model_fields if it != "preset"])
def test_no_question_is_inert_and_no_two_choices_are_one(name: str) -> None:
    usual = {"docker": "true"}.get(name, choices(name)[0])
    projects = {it: rendered(PLAIN, **{name: it}) for it in (usual, *choices(name)[1:])}
    kept = [
        {path: text for path, text in it.items() if path != ".copier-answers.yml"}
        for it in projects.values()
    ]

    assert len(kept) >= 2
    assert all(one != other for one, other in combinations(kept, 2))


def test_who_writes_it_changes_only_its_papers() -> None:
    usual = rendered(PLAIN)
    other = rendered(PLAIN, author_name="Ada", author_email="ada@example.org")

    assert {path for path in usual if usual[path] != other[path]} == {
        ".copier-answers.yml",
        "LICENSE",
        "pyproject.toml",
    }
