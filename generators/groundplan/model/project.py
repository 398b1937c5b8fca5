"""Facts of the project as a whole: its papers, its walls and its pictures.

What stands in pyproject.toml, README, docs, licence and continuous integration. Ids in
diagrams are ours; names of the blueprint only ever stand inside quotes.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Self

from ..answers import Answers, choices_of
from ..blueprint.domain import Aggregate, Command, Domain, Field, Module
from ..blueprint.terms import AggregateRef
from ..names import kebab
from ..patterns import Pattern
from ..sinks import toml
from .dependencies import DEVELOPING, RUNNING, lines
from .fact import fact
from .questions import is_asked
from .walls import importers, impure, inner_layers, typed
from .wording import sentence

SHOWN = 8  # modules that the README lists
MARGIN = 24  # columns of a file's name in the tree of the README

UV_VERSION = "0.13.9"
POSTGRES_IMAGE = "postgres:17.6"
BASES = {
    "3.11": "python:3.11.14-slim-bookworm",
    "3.12": "python:3.12.12-slim-bookworm",
    "3.13": "python:3.13.11-slim-bookworm",
    "3.14": "python:3.14.2-slim-bookworm",
}
"""The image that a container begins with, by the oldest Python of the project."""


@fact
class GoFacts:
    """A row of the README: what somebody wants, and where to go."""

    wish: str
    place: str


@fact
class NodeFacts:
    """A module on the map; `label` is its name and what it offers, ready to be quoted."""

    key: str
    label: str


@fact
class EdgeFacts:
    """An arrow on the map: who acts on whom, and by what."""

    source: str
    arrow: str
    label: str
    target: str


@fact
class StateFacts:
    """A state of a diagram."""

    key: str
    name: str


@fact
class ArrowFacts:
    """A move of a diagram; `[*]` is not born, or gone."""

    source: str
    target: str
    label: str


@fact
class DiagramFacts:
    """The life of one aggregate; `anywhere` names the commands that every state accepts."""

    title: str
    states: tuple[StateFacts, ...]
    arrows: tuple[ArrowFacts, ...]
    anywhere: tuple[str, ...]


@fact
class NeedFacts:
    """A pattern that another one needs."""

    name: str
    title: str


@fact
class PageFacts:
    """The page of one pattern."""

    name: str
    title: str
    summary: str
    choose_when: str
    avoid_when: str
    cost: str
    source: str
    needs: tuple[NeedFacts, ...]


@fact
class ProjectFacts:
    """What the files around the code say."""

    distribution: str
    prefix: str  # of environment variables
    summary: str  # one line
    about: str  # the docstring of the package
    holder: str  # of the copyright
    authors: tuple[str, ...]  # TOML tables; none or one
    pythons: tuple[str, ...]
    dependencies: tuple[str, ...]  # lines of pyproject.toml
    development: tuple[str, ...]
    base_image: str
    postgres_image: str
    uv_version: str
    commands: tuple[str, ...]  # lines of the README: how it is started
    built_from: tuple[str, ...]  # files and folders that the package is built from
    module_layer: str  # of the import contracts
    inner_layers: tuple[str, ...]  # files of a module, those that know others first
    importers: tuple[str, ...]  # who may go past the door of a module
    typed: tuple[str, ...]  # folders that the type checker looks at
    modelled: tuple[str, ...]  # modules with a model
    impure: tuple[str, ...]  # files of shared that no model knows
    tree: tuple[str, ...]  # lines
    goes: tuple[GoFacts, ...]
    nodes: tuple[NodeFacts, ...]
    edges: tuple[EdgeFacts, ...]
    diagrams: tuple[DiagramFacts, ...]
    pages: tuple[PageFacts, ...]

    @classmethod
    def of(cls, answers: Answers, domain: Domain, patterns: Iterable[Pattern]) -> Self:
        """Gather the facts; `answers` are completed, `patterns` are those that the project has."""
        present = tuple(patterns)
        names = {pattern.name for pattern in present}
        names |= {"extensions"} if names & {"plugins", "strategies"} else set()
        names |= {"container"} if names & {"dishka", "dependency_injector"} else set()
        switched = {*names, answers.database}
        if answers.python != "3.14":
            switched.add("uuid_utils")
        if switched & {"http", "sql"}:
            switched.add("pydantic_core")  # which words what a request or the URL may not be
        about = answers.description.strip() or f"The {answers.project_name} application"
        return cls(
            distribution=kebab(answers.package),
            prefix=answers.package.upper(),
            summary=sentence(about).partition("\n")[0],
            about=sentence(about),
            holder=answers.author_name or f"The authors of {answers.project_name}",
            authors=tuple(_authors(answers)),
            pythons=tuple(
                it for it in choices_of("python") if _minor(it) >= _minor(answers.python)
            ),
            dependencies=tuple(lines(RUNNING, switched)),
            development=tuple(lines(DEVELOPING, switched)),
            base_image=BASES[answers.python],
            postgres_image=POSTGRES_IMAGE,
            uv_version=UV_VERSION,
            commands=tuple(_commands(answers)),
            built_from=("README.md", *(("LICENSE",) if answers.license != "none" else ()), "src"),
            module_layer=" : ".join(sorted(module.name for module in domain.modules)),
            inner_layers=tuple(inner_layers(names)),
            importers=tuple(importers(names)),
            typed=tuple(typed(names)),
            modelled=tuple(module.name for module in domain.modules if module.aggregates),
            impure=tuple(impure(names)),
            tree=tuple(_tree(answers, domain, names)),
            goes=tuple(_goes(answers, domain, names)),
            nodes=tuple(_nodes(domain)),
            edges=tuple(_edges(domain)),
            diagrams=tuple(
                _diagram(aggregate)
                for module in domain.modules
                for aggregate in module.aggregates
                if aggregate.states
            ),
            pages=tuple(_page(pattern, present) for pattern in present),
        )


def _minor(version: str) -> int:
    return int(version.partition(".")[2])


def _authors(answers: Answers) -> Iterator[str]:
    given = {"name": answers.author_name, "email": answers.author_email}
    inside = ", ".join(f"{key} = {toml(text)}" for key, text in given.items() if text)
    if inside:
        yield f"{{ {inside} }}"


def _commands(answers: Answers) -> Iterator[str]:
    """Write what starts the project, each with what it does."""
    script = kebab(answers.package)
    if answers.database == "postgresql":
        yield _explained("cp .env.example .env", "fill it in; compose.yml brings a database")
        yield _explained(f"uv run {script} migrate", "make its tables")
    if answers.http == "fastapi":
        yield _explained(f"uv run {script} serve", "answer on http://127.0.0.1:8000/docs")


def _explained(command: str, what: str) -> str:
    return f"{command:<28} # {what}"


def _tree(answers: Answers, domain: Domain, patterns: Collection[str]) -> Iterator[str]:
    yield f"src/{answers.package}/"
    root = "who makes each part, and how long it lives" if "container" in patterns else ""
    root = root or "it knows all others"
    yield _leaf("├──", "app.py", f"the composition root: {root}")
    if "http" in patterns:
        yield _leaf("├──", "site.py", "what is answered over HTTP")
    yield _leaf("├──", "__main__.py", "the command line; plays scenario.py from end to end")
    yield _leaf("├──", "settings.py", "every environment variable, typed, read once")
    if "extensions" in patterns:
        yield _leaf("├──", "plugins/", "plugins of ours, a file each; examples/ has some of others")
    for module in domain.modules[:SHOWN]:
        yield _leaf("├──", f"{module.name}/", _holds(module))
    if len(domain.modules) > SHOWN:
        yield _leaf("├──", "...", f"{len(domain.modules) - SHOWN} more modules")
    yield _leaf("└──", "shared/", "mechanisms that know no module")


def _leaf(branch: str, name: str, what: str) -> str:
    return f"{branch} {name:<{MARGIN}} {what}".rstrip()


def _holds(module: Module) -> str:
    names = [aggregate.name for aggregate in module.aggregates]
    if len(names) > 3:
        return f"{', '.join(names[:3])} and {len(names) - 3} more"
    if module.policies or module.tellings:
        return ", ".join(names) or "policies"
    return ", ".join(names) or ("ports" if module.ports else "values")


def _goes(answers: Answers, domain: Domain, patterns: Collection[str]) -> Iterator[GoFacts]:
    """Say where to go; the examples are of the first module that has a model."""
    modelled = [module for module in domain.modules if module.aggregates]
    module = f"src/{answers.package}/{modelled[0].name if modelled else '...'}"
    yield GoFacts("change or add a field, command, event, query or module", "`blueprint.yml`")
    if modelled:
        yield from _answering(answers, [it for one in modelled for it in one.aggregates])
        if answers.application == "cqrs":
            yield GoFacts("change how a message is handled", f"`{module}/handlers.py`")
        else:
            yield GoFacts("change a use case", f"`{module}/service.py`")
        if "sql" in patterns:
            yield GoFacts("store something in another way", f"`{module}/sql.py`, `migrations/`")
        else:
            yield GoFacts("keep things somewhere else", f"`{module}/repository.py`")
        if "http" in patterns:
            yield GoFacts("say something else over HTTP", f"`{module}/schemas.py`, `api.py`")
    if "extensions" in patterns:
        place = f"`src/{answers.package}/plugins/`, or a package as in `examples/`"
        yield GoFacts("write a plugin", place)
        yield GoFacts("see what ails a plugin", f"`uv run {kebab(answers.package)} plugins doctor`")
    if with_ports := [it.name for it in domain.modules if it.ports]:
        adapters = f"`src/{answers.package}/{with_ports[0]}/adapters.py`, `app.py`"
        yield GoFacts("talk to somebody outside in earnest", adapters)
    yield GoFacts("offer something to other modules", "`public` in `blueprint.yml`")
    own = f"`{module}/`; one beside it imports doors only, and stands below"
    yield GoFacts("add a file of my own", f'{own} `"app"` in the layers of `pyproject.toml`')


def _answering(answers: Answers, aggregates: Collection[Aggregate]) -> Iterator[GoFacts]:
    """Say where answers go; the fixture is there only where anything is asked."""
    if not any(map(is_asked, aggregates)):
        return
    places = f"`src/{answers.package}/*/model.py`"
    if any(it.asks for each in aggregates for it in each.queries):
        places += ", `records.py`"
    yield GoFacts("answer a question of the domain, write a rule", places)
    yield GoFacts("test an answer of mine", "let the test use the fixture `decided`")


def _nodes(domain: Domain) -> Iterator[NodeFacts]:
    for number, module in enumerate(domain.modules):
        offers = "".join(f"<br/>{name}" for name in module.public)
        yield NodeFacts(f"m{number}", f"<b>{module.name}</b>{offers}")


def _edges(domain: Domain) -> Iterator[EdgeFacts]:
    """Draw policies as arrows from event to what follows, references as dotted ones; each once."""
    keys = {module.name: f"m{number}" for number, module in enumerate(domain.modules)}
    found: dict[EdgeFacts, None] = {}
    for module in domain.modules:
        for policy in module.policies:
            (source, _, event), (target, _, command) = policy.when, policy.then
            label = f"{event}, then {command}"
            found[EdgeFacts(keys[source], "-->", label, keys[target])] = None
        for telling in module.tellings:
            (source, _, event), then = telling.when, ".".join(telling.then)
            label = f"{event}, then {then}"
            found[EdgeFacts(keys[source], "-->", label, keys[module.name])] = None
        for owner, field in _fields(module):
            if isinstance(field.type, AggregateRef) and field.type.module != module.name:
                label = f"{owner}.{field.name}"
                target = keys[field.type.module]
                found[EdgeFacts(keys[module.name], "-.->", label, target)] = None
    yield from found


def _fields(module: Module) -> Iterator[tuple[str, Field]]:
    for aggregate in module.aggregates:
        for field in aggregate.fields:
            yield aggregate.name, field
        for entity in aggregate.entities:
            for field in entity.fields:
                yield entity.name, field
    for value in module.values:
        for field in value.fields:
            yield value.name, field


def _diagram(aggregate: Aggregate) -> DiagramFacts:
    keys = {state: f"s{number}" for number, state in enumerate(aggregate.states)} | {"": "[*]"}
    return DiagramFacts(
        title=f"{aggregate.module}.{aggregate.name}",
        states=tuple(StateFacts(keys[state], state) for state in aggregate.states),
        arrows=tuple(
            ArrowFacts(keys[source], keys[target], label)
            for command in aggregate.commands
            for source, target, label in _moves(aggregate, command)
        ),
        anywhere=tuple(
            command.name
            for command in aggregate.commands
            if not (command.moves or command.creates or command.deletes or _refused(command))
        ),
    )


def _refused(command: Command) -> set[str]:
    """Return the states in which the command names its refusal."""
    return {state for rejection in command.rejects for state in rejection.states}


def _moves(aggregate: Aggregate, command: Command) -> Iterator[tuple[str, str, str]]:
    """Yield source, target and label; the events tell targets of one command apart."""
    if not command.moves and (command.deletes or _refused(command)):
        for state in aggregate.states:
            if state not in _refused(command):
                yield state, "" if command.deletes else state, command.name
    for move in command.moves:
        if len(set(move.targets)) < 2:
            yield move.source, move.targets[0], command.name
            continue
        for target, emission in zip(move.targets, command.emits, strict=True):
            yield move.source, target, f"{command.name}, {emission.event}"


def _page(pattern: Pattern, present: Iterable[Pattern]) -> PageFacts:
    return PageFacts(
        name=pattern.name,
        title=pattern.title,
        summary=pattern.summary,
        choose_when=pattern.choose_when,
        avoid_when=pattern.avoid_when,
        cost=pattern.cost,
        source=pattern.source,
        needs=tuple(NeedFacts(it.name, it.title) for it in present if it.name in pattern.requires),
    )
