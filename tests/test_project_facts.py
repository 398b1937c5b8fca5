"""Tests of `groundplan.model.project`: papers, walls and pictures of a project."""

from dataclasses import asdict

import pytest
from generated import untidied
from recipes import FEW, RECIPES, Recipe

from groundplan import Blueprint
from groundplan.model.project import ProjectFacts
from groundplan.model.walls import IMPURE
from groundplan.patterns import CATALOGUE

BLUEPRINT = """\
blueprint: 1
name: web_shop
doc: |-
  Sells things.

  To people.
modules:
  orders:
    aggregates:
      Order:
        fields: {note: str optional}
        commands:
          Place:  {emits: [Placed, Refused], moves: '[*] -> open, refused'}
          Touch:  {emits: Touched}
          Close:  {emits: Closed, moves: 'open -> [*]'}
    public: [Placed]
  bills:
    aggregates:
      Bill:
        fields: {order: orders.Order, lines: Line*}
        entities: {Line: {key: order, fields: {order: orders.Order}}}
        commands: {WriteBill: {creates: true, takes: [order], emits: BillWritten}}
    policies:
      bill: {when: orders.Placed, then: WriteBill}
"""


def facts_of(text: str = BLUEPRINT, **given: str) -> ProjectFacts:
    """Derive the facts with all patterns that are wanted."""
    blueprint = Blueprint.parse(text)
    answers = Recipe("x", text, tuple(given.items())).answers().completed(blueprint)
    wanted = [it for it in CATALOGUE if it.wanted(answers, blueprint.domain)]
    return ProjectFacts.of(answers, blueprint.domain, wanted)


def test_names_come_in_the_spelling_of_their_place() -> None:
    facts = facts_of()

    assert (facts.distribution, facts.prefix) == ("web-shop", "WEB_SHOP")


def test_a_description_gives_one_line_and_a_whole_docstring() -> None:
    facts = facts_of()

    assert facts.summary == "Sells things."
    assert facts.about == "Sells things.\n\nTo people."


def test_without_a_description_the_name_has_to_do() -> None:
    text = BLUEPRINT.replace("doc: |-\n  Sells things.\n\n  To people.\n", "")

    assert facts_of(text).summary == "The web_shop application."


def test_every_python_from_the_floor_on_is_supported() -> None:
    assert facts_of().pythons == ("3.11", "3.12", "3.13", "3.14")
    assert facts_of(python="3.13").pythons == ("3.13", "3.14")


@pytest.mark.parametrize(
    ("http", "database", "asked"),
    [("fastapi", "memory", True), ("none", "sqlite", True), ("none", "memory", False)],
)
def test_refusals_of_pydantic_are_asked_for_where_they_are_worded(
    http: str, database: str, asked: bool
) -> None:
    facts = facts_of(http=http, database=database, extras="registry")

    assert any("pydantic-core" in it for it in facts.dependencies) == asked


def test_an_author_is_a_table_of_toml_or_nothing() -> None:
    assert facts_of().authors == ()
    assert facts_of(author_name='A "B"').authors == ('{ name = "A \\"B\\"" }',)
    assert facts_of(author_name="A", author_email="a@b.org").authors == (
        '{ name = "A", email = "a@b.org" }',
    )


def test_somebody_always_holds_the_copyright() -> None:
    assert facts_of().holder == "The authors of web_shop"
    assert facts_of(author_name="Ada").holder == "Ada"


def test_the_map_shows_doors_policies_and_references_once() -> None:
    facts = facts_of()

    assert [node.label for node in facts.nodes] == ["<b>orders</b><br/>Placed", "<b>bills</b>"]
    assert [(it.source, it.arrow, it.label, it.target) for it in facts.edges] == [
        ("m0", "-->", "Placed, then WriteBill", "m1"),
        ("m1", "-.->", "Bill.order", "m0"),
        ("m1", "-.->", "Line.order", "m0"),
    ]


def test_the_map_shows_whom_a_port_is_told_of() -> None:
    ports = "{Post: {methods: {told: {takes: {order: orders.Order}}}}}"
    told = "      tell_post: {when: orders.Placed, then: Post.told}\n"

    edges = facts_of(f"{BLUEPRINT}{told}    ports: {ports}\n").edges

    assert [(it.source, it.label, it.target) for it in edges][1] == (
        "m0",
        "Placed, then Post.told",
        "m1",
    )


def test_a_diagram_tells_outcomes_apart_by_their_events() -> None:
    (diagram,) = facts_of().diagrams

    assert diagram.title == "orders.Order"
    assert [state.name for state in diagram.states] == ["open", "refused"]
    assert [(it.source, it.target, it.label) for it in diagram.arrows] == [
        ("[*]", "s0", "Place, Placed"),
        ("[*]", "s1", "Place, Refused"),
        ("s0", "[*]", "Close"),
    ]
    assert diagram.anywhere == ("Touch",)


@pytest.mark.parametrize("style", ["cqrs", "services"])
def test_impure_files_are_those_that_the_project_has(style: str) -> None:
    facts = facts_of(application=style)

    asked_for = {"container", "extensions", "plugins", "port", "strategies"}
    other = {"cqrs": "services", "services": "cqrs"}[style]
    assert set(facts.impure) == {
        name for name, pattern in IMPURE.items() if pattern not in {*asked_for, other}
    }


def test_many_modules_are_cut_short_in_the_readme() -> None:
    module = "  m{0}:\n    values: {{V{0}: {{is: str}}}}\n"
    text = "blueprint: 1\nname: many\nmodules:\n" + "".join(map(module.format, range(10)))

    facts = facts_of(text)

    assert any("2 more modules" in line for line in facts.tree)
    assert facts.modelled == ()


def test_a_page_links_only_pages_that_are_there() -> None:
    for recipe in RECIPES:
        pages = facts_of(recipe.text, **dict(recipe.given)).pages
        names = {page.name for page in pages}

        assert {need.name for page in pages for need in page.needs} <= names


def test_the_readme_speaks_of_answers_only_where_anything_is_asked() -> None:
    for recipe in FEW:
        tree = {str(path): text for path, text in untidied(recipe).items()}

        is_there = "def decided(" in tree["tests/conftest.py"]
        assert ("the fixture `decided`" in tree["README.md"]) == is_there, recipe.name
        assert ("answer a question" in tree["README.md"]) == is_there, recipe.name


def test_the_readme_says_where_a_file_of_ones_own_may_stand() -> None:
    said = (
        'one beside it imports doors only, and stands below `"app"` in the layers '
        "of `pyproject.toml` |"
    )
    for recipe in FEW:
        tree = {str(path): text for path, text in untidied(recipe).items()}

        assert "| add a file of my own | `src/" in tree["README.md"], recipe.name
        assert said in tree["README.md"], recipe.name
        assert '\n    "app",\n' in tree["pyproject.toml"], recipe.name


def test_the_readme_says_where_the_command_comes_from() -> None:
    readme = {str(path): text for path, text in untidied(FEW[0]).items()}["README.md"]

    assert "`uv tool install SOURCE`: the `_src_path` of `.copier-answers.yml`" in readme
    assert "uvx groundplan" not in readme


def test_facts_are_the_same_each_time() -> None:
    assert asdict(facts_of()) == asdict(facts_of())
