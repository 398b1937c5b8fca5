"""The rows that suites render take every branch of every template, in texts and in paths.

What no row takes is dead, and goes, or lacks a row: then nothing in all the suites has seen it.
"""

from collections.abc import Iterator
from functools import cache

import figures
from branches import Branches, Marked, Spot
from recipes import MINIMAL, RECIPES, Recipe, texts

from groundplan import source
from groundplan.door import context_of
from groundplan.tree import ANSWERS_FILE

# Lists that are never empty where they are looped over: the model promises that, or the path
# of the file is repeated for those that have some.
NEVER_EMPTY = """
    aggregate.arguments aggregate.attributes aggregate.commands aggregate.mapping aggregate.moves
    aggregate.record.attributes aggregate.row.columns aggregate.values bounds.statements
    command.then diagram.arrows diagram.states document.arguments document.values enum.members
    event.attributes example.past extensions.modules extensions.ports extensions.told it.methods
    item.arguments item.row.columns item.values method.holds model.fields module.aggregates
    module.commands module.http.resources module.http.schemas.models module.policies
    module.policy_needs module.ports module.queried module.queries module.suites modules
    operation.arguments operation.statements policy.given policy.kept port.methods
    project.built_from project.dependencies project.development project.goes project.importers
    project.impure project.inner_layers project.modelled project.nodes project.pages
    project.pythons project.tree project.typed query.constants query.nothing query.statements
    query.versions
    race.strangers refusal.setup resource.operations rule.acts scenario.steps settings.listed
    states.states storage.dropped storage.modules storage.tables suite.api.acts suite.api.bounds
    suite.api.queries suite.api.refusals suite.cases suite.contract suite.life_acts
    suite.life_moves suite.outcomes suite.queries suite.samples suite.use_cases table.parts
    testing.modules testing.sql_modules testing.with_ports testing.with_suites value.attributes
    values.values wiring.asked wiring.parts wiring.ports wiring.routers wiring.tests wiring.users
    wiring.uses wiring.works with_aggregates with_policies with_ports with_values
""".split()
# Files of which there is one or none, and the pages, of which there are always several.
SINGLE = """
    module.records module.scalars shared_schemas_folder shared_values_folder testing.races
    testing.shared_records testing.shared_scalars testing.shown wiring.tests
""".split()
SEVERAL = ["project.pages"]
# Answers that shape papers alone, which the rows of all suites leave at their defaults.
PAPERS = (
    {"license": "Apache-2.0", "ci": "gitlab", "python": "3.14", "docker": "false"},
    {"license": "none", "ci": "gitlab", "python": "3.12", "database": "postgresql"},
    {"author_name": "Ada", "ci": "none", "python": "3.13", "extras": "import_hook,registry"},
)
LITTLE = {"database": "memory", "http": "none"}
QUIET = "blueprint: 1\nname: quiet\nmodules: {notes: {aggregates: {Note: {fields: {title: str}, \
commands: {WriteNote: {creates: true}}}}}}\n"
SOUGHT = """\
blueprint: 1
name: sought
modules:
  things:
    aggregates:
      Thing: {fields: {name: str 1..9}, crud: true, commands: {LoseThing: {emits: ThingLost}}}
      Note:
        fields: {text: str 1..9, thing: Thing optional}
        crud: true
        commands: {MarkNote: {emits: NoteMarked}}
    policies: {mark: {when: ThingLost, then: MarkNote}}
"""


def rows() -> Iterator[Recipe]:
    """Yield the rows of all suites, and those for what follows from few answers together."""
    yield from RECIPES
    for given in PAPERS:
        yield Recipe("papers", texts()["shop"], tuple(given.items()))
    # A program in memory alone with each kind of port, and one that tells of nothing.
    for text in (texts()["ports"], texts()["plugged"], texts()["desk"], MINIMAL.text, QUIET):
        yield Recipe("little", text, tuple(LITTLE.items()))
    yield Recipe("sought", SOUGHT)  # a policy that finds by a field which may be empty


@cache
def taken() -> Branches:
    """Render every row once, without the formatter."""
    marked = Marked(source.here().root)
    for recipe in rows():
        context = context_of(recipe.answers(), recipe.blueprint())
        context |= {"_copier_conf": {"answers_file": ANSWERS_FILE}}
        marked.render(context)
        marked.walk(context)
    return marked.branches


def excuse(spot: Spot, way: str) -> str:
    """Return the list that a branch cannot be taken for; nothing where it could be."""
    *_, tag = spot
    items = tag.partition(" from ")[2].partition(" ")[0] if spot[1] == 0 else tag[len("for ") :]
    allowed = {"no item": NEVER_EMPTY, "many": SINGLE, "one": SEVERAL}.get(way, [])
    return items if items in allowed else ""


def test_every_branch_of_every_template_is_taken(record_property: figures.Record) -> None:
    found = taken()
    missing = [it for it in found.missing() if not excuse(*it)]
    excused = sum(bool(excuse(*it)) for it in found.missing())
    wanted = sum(map(len, found.wanted.values())) - excused
    counted = {"in all": wanted, "taken": wanted - len(missing), "that cannot be": excused}
    figures.count(record_property, "branches of templates", counted)

    assert [f"{name}:{line}: {tag}: {way}" for (name, line, tag), way in missing] == []


def test_every_excuse_is_needed() -> None:
    used = {(way, excuse(spot, way)) for spot, way in taken().missing()}

    assert {it for way, it in used if way == "no item"} - {""} == {*NEVER_EMPTY}
    assert {it for way, it in used if way == "many"} - {""} == {*SINGLE}
    assert {it for way, it in used if way == "one"} - {""} == {*SEVERAL}


def test_a_branch_that_nothing_takes_is_found() -> None:
    marked = Marked(source.here().root)
    before = {*marked.branches.missing()}
    text = """\
{% if a %}x{% elif b %}y{% endif %}
{% if c %}{% for it in c if it %}{{ it }}{% endfor %}{% endif %}
{% for it in d %}{{ it }}{% endfor %}
"""

    marked._environment.from_string(text).render(a=True, b=False, c=[1], d=[])

    assert {*marked.branches.missing()} - before == {
        (("None", 1, "if b"), "yes"),
        (("None", 1, "if b"), "no"),
        (("None", 2, "if c"), "no"),
        (("None", 2, "if it"), "no"),
        (("None", 3, "for d"), "some"),
    }
