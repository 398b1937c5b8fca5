"""How templates are written: they print what Python decided, and nothing else."""

import ast
import re
import types
from collections.abc import Iterator, Mapping
from inspect import getmembers
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

import figures
import pytest
from jinja2 import Environment, nodes
from recipes import RECIPES

from groundplan.blueprint.check_names import FUNCTIONS, TESTED
from groundplan.model import Model
from groundplan.names import module_taken
from groundplan.project import printed
from groundplan.renderer import ENVOPS
from groundplan.sinks import FILTERS

TEMPLATE = Path(__file__).resolve().parents[1] / "template"
MODEL = TEMPLATE.parent / "generators" / "groundplan" / "model"
FILES = sorted(it for it in TEMPLATE.rglob("*") if it.is_file() and "__pycache__" not in it.parts)
TEMPLATES = [it for it in FILES if it.suffix == ".jinja"]
# What people wrote, in whatever words: never printed but through the sink of the file.
FREE = {
    "about",
    "author_email",
    "author_name",
    "avoid_when",
    "choose_when",
    "cost",
    "description",
    "doc",
    "holder",
    "project_name",
    "source",
    "summary",
    "title",
    "when",
    "words",
}
# Facts of these classes under such a name are made by us.
OURS = {
    ("ModuleFacts", "title"),
    ("DiagramFacts", "title"),
    ("EdgeFacts", "source"),
    ("ScenarioFacts", "title"),
    ("ArrowFacts", "source"),
}
SINKS = {
    ".py": {"comment", "docstring", "py"},
    ".toml": {"toml", "comment"},
    ".yml": {"answers_yaml", "comment", "yaml"},
    ".md": {"md", "mermaid"},
    ".json": {"json"},
}
# What copier itself, or the door, gives beside the model.
BESIDE = {
    "_copier_answers": Any,
    "_copier_conf": Any,
    "blueprint": str,
    "loop": Any,
}
FORBIDDEN = (
    nodes.Add,
    nodes.AssignBlock,
    nodes.Assign,
    nodes.Call,
    nodes.CallBlock,
    nodes.Compare,
    nodes.Concat,
    nodes.CondExpr,
    nodes.Div,
    nodes.Extends,
    nodes.FloorDiv,
    nodes.Import,
    nodes.FromImport,
    nodes.Include,
    nodes.Macro,
    nodes.Mod,
    nodes.Mul,
    nodes.Pow,
    nodes.Sub,
    nodes.With,
)
CROWDED = 15  # templates with more than 40 % of control lines; their number only falls
DEEP = 3  # a loop over aggregates, one over commands, and a condition
# A list of states of a diagram, or of refusals in a table, that need not be there.
DEEPER = {"architecture.md", "model.py"}
YIELD = re.compile(r"\{% yield (\w+) from ([\w.]+) %\}(.*?)\{% endyield %\}")
PART = re.compile(
    r"(?:[\w.-]|\{\{ [\w.]+ \}\}|\{% yield \w+ from [\w.]+ %\}\{\{ [\w.]+ \}\}\{% endyield %\})+"
)

environment = Environment(**ENVOPS, keep_trailing_newline=True, autoescape=False)
environment.filters.update(FILTERS)
every = pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(TEMPLATE)))


def parsed(file: Path) -> nodes.Template:
    return environment.parse(file.read_text("utf-8"))


def facts(kind: Any) -> dict[str, Any]:
    """Map each field and property of a class to its type."""
    if not isinstance(kind, type):
        return {}
    computed = getmembers(kind, lambda member: isinstance(member, property))
    return get_type_hints(kind) | {
        name: get_type_hints(it.fget).get("return", Any) for name, it in computed
    }


def plain(kind: Any) -> Any:
    """Return the class behind an optional one."""
    if get_origin(kind) in {Union, types.UnionType}:
        return next(it for it in get_args(kind) if it is not type(None))
    return kind


def kind_of(node: nodes.Node, scope: Mapping[str, Any]) -> Any:
    """Return the declared type of a dotted name; None when nobody declared it."""
    match node:
        case nodes.Name():
            return scope.get(node.name)
        case nodes.Getattr():
            owner = plain(kind_of(node.node, scope))
            return Any if owner is Any else facts(owner or object).get(node.attr)
    return Any


def walk(
    node: nodes.Node, scope: Mapping[str, Any]
) -> Iterator[tuple[nodes.Node, Mapping[str, Any]]]:
    """Go through a template, each node with the names that are known there."""
    yield node, scope
    if isinstance(node, nodes.For) and isinstance(node.target, nodes.Name):
        yield from walk(node.iter, scope)
        item, *_ = get_args(kind_of(node.iter, scope)) or (Any,)
        inner = {**scope, node.target.name: item}
        for child in (*node.body, *node.else_, *([node.test] if node.test else [])):
            yield from walk(child, inner)
        return
    for child in node.iter_child_nodes():
        yield from walk(child, scope)


def scope_of(file: Path) -> dict[str, Any]:
    """Return the names a template knows: the facts of the model, and what its path yields."""
    scope: dict[str, Any] = {**BESIDE, **facts(Model)}
    for part in file.relative_to(TEMPLATE).parts:
        for name, source, _ in YIELD.findall(part):
            items = kind_of(environment.parse(f"{{{{ {source} }}}}").body[0].nodes[0], scope)  # type: ignore[attr-defined]
            scope[name] = (get_args(items) or (Any,))[0]
    return scope


def undeclared(template: nodes.Template, scope: Mapping[str, Any]) -> Iterator[str]:
    """Yield `line: name` for each name, to its last attribute, that nobody declared."""
    for node, known in walk(template, scope):
        named = isinstance(node, nodes.Getattr | nodes.Name) and node.ctx == "load"
        if named and kind_of(node, known) is None:
            yield f"{node.lineno}: {dotted(node)}"


def dotted(node: nodes.Node) -> str:
    match node:
        case nodes.Name():
            return str(node.name)
        case nodes.Getattr():
            return f"{dotted(node.node)}.{node.attr}"
    return type(node).__name__


@every
def test_every_name_is_declared_to_its_last_attribute(file: Path) -> None:
    assert list(undeclared(parsed(file), scope_of(file))) == []


def test_a_wrong_name_is_found_on_every_branch() -> None:
    template = environment.parse(
        "{% if use.cqrs %}{% for it in modules %}{{ it.nmae }}{% endfor %}{% endif %}"
    )

    assert list(undeclared(template, facts(Model))) == ["1: it.nmae"]


def test_every_fact_is_read_by_a_template_or_while_texts_are_made() -> None:
    read: set[tuple[str, str]] = set()
    for file in TEMPLATES:
        path = "".join(f"{{{{ {source} }}}}{body}" for _, source, body in YIELD.findall(str(file)))
        names = " ".join(re.findall(r"\{\{ [\w.]+ \}\}", str(file)))
        for text in (file.read_text("utf-8"), path, names):
            for node, scope in walk(environment.parse(text), scope_of(file)):
                if isinstance(node, nodes.Getattr):
                    read.add((getattr(plain(kind_of(node.node, scope)), "__name__", ""), node.attr))
                elif isinstance(node, nodes.Name):
                    read.add(("Model", node.name))
    declared = {(kind.__name__, name) for kind in reachable(Model) for name in facts(kind)}

    by_python = {
        node.attr
        for file in MODEL.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
    }

    assert sorted(it for it in declared - read if it[1] not in by_python) == []


def reachable(kind: type) -> set[type]:
    """Return a class of facts and all that its fields hold."""
    found: set[type] = set()
    waiting = [kind]
    while waiting:
        owner = waiting.pop()
        if owner not in found and owner.__module__.startswith("groundplan.model"):
            found.add(owner)
            for held in get_type_hints(owner).values():
                waiting += [it for it in (held, *get_args(held)) if isinstance(it, type)]
    return found


@every
def test_free_text_passes_the_sink_of_its_file(file: Path) -> None:
    suffix = Path(file.stem).suffix
    allowed = SINKS.get(suffix)
    bare = []
    for node, scope in walk(parsed(file), scope_of(file)):
        if isinstance(node, nodes.Output):
            for shown in node.nodes:
                name = shown.name if isinstance(shown, nodes.Filter) else ""
                inner = shown.node if isinstance(shown, nodes.Filter) else shown
                # A file without a syntax has nothing to escape from.
                escaped = allowed is None or name in allowed
                if isinstance(inner, nodes.Getattr | nodes.Name) and is_free(inner, scope):
                    bare += [] if escaped else [f"{shown.lineno}: {dotted(inner)} | {name}"]

    assert bare == []


def is_free(node: nodes.Getattr | nodes.Name, scope: Mapping[str, Any]) -> bool:
    """Say whether a name stands for what people wrote."""
    if isinstance(node, nodes.Name):
        return node.name in FREE
    owner = getattr(plain(kind_of(node.node, scope)), "__name__", "")
    return node.attr in FREE and (owner, node.attr) not in OURS


@every
def test_templates_decide_nothing(file: Path) -> None:
    found = [
        f"{node.lineno}: {type(node).__name__}"
        for node, _ in walk(parsed(file), scope_of(file))
        if isinstance(node, FORBIDDEN)
    ]
    filters = {node.name for node, _ in walk(parsed(file), {}) if isinstance(node, nodes.Filter)}

    assert found == []
    assert filters <= {*FILTERS}


@every
def test_tags_stand_alone_at_the_indent_of_what_they_govern(file: Path) -> None:
    lines = file.read_text("utf-8").split("\n")
    crowded = [
        f"{number}: {line}"
        for number, line in enumerate(lines, 1)
        if "{%" in line and not re.fullmatch(r" *\{% .* %\}", line)
    ]

    assert crowded == []
    assert not any("{%-" in it or "-%}" in it or "{{-" in it or "-}}" in it for it in lines)
    assert not any("{#" in it for it in lines)


@every
def test_blank_lines_open_a_block_and_never_close_it(file: Path) -> None:
    lines = file.read_text("utf-8").split("\n")
    # A block may hold nothing but a blank line: then the line opens what comes after it.
    closing = [
        f"{number}: {line}"
        for number, (opened, before, line) in enumerate(
            zip(lines, lines[1:], lines[2:], strict=False), 3
        )
        if not before
        and re.match(r" *\{% (endif|endfor|else|elif)", line)
        and not re.match(r" *\{% (if|elif|else)", opened)
    ]

    assert closing == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(TEMPLATE)))
def test_paths_hold_plain_names_and_end_in_a_real_suffix(file: Path) -> None:
    parts = file.relative_to(TEMPLATE).parts
    text = file.read_text("utf-8")

    assert all(PART.fullmatch(part) for part in parts), parts
    assert all(part.count("{% yield") <= 1 for part in parts)
    assert not file.is_symlink()
    if file.suffix != ".jinja":
        assert "{{ " not in text.replace("${{ ", "")
        assert "{%" not in text
    elif file.stem != "{{ _copier_conf.answers_file }}":
        assert "{{ " in text or "{% " in text, "nothing is filled in: take the suffix off"


def test_actions_are_pinned_and_nothing_free_runs() -> None:
    (file,) = TEMPLATE.glob("*/.github/workflows/ci.yml.jinja")
    lines = [it.strip().removeprefix("- ") for it in file.read_text("utf-8").split("\n")]
    actions = [it for it in lines if it.startswith("uses:")]

    assert actions
    assert all(re.fullmatch(r"uses: [\w/-]+@[0-9a-f]{40} # v[\d.]+", it) for it in actions)
    assert not any("{{" in it for it in lines if it.startswith("run:"))
    assert "permissions: {}" in lines
    assert "persist-credentials: false" in lines


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_no_two_templates_give_one_path(recipe: Any) -> None:
    tree = printed(recipe.answers(), recipe.blueprint())
    paths = [str(path).casefold() for path in tree.files]

    assert len(paths) == len(set(paths))


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_no_module_can_be_called_like_a_file_beside_its_folder(recipe: Any) -> None:
    tree = printed(recipe.answers(), recipe.blueprint())
    beside = {path.stem for path in tree.files if path.parent.name == "tests"}

    assert beside
    assert {name for name in beside if module_taken(name) is None} == set()


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_no_file_has_a_name_called_like_the_package(recipe: Any) -> None:
    """It may be called `event`, as what a library gives and the file goes on to use."""
    package = recipe.answers().package or recipe.blueprint().domain.name
    tree = printed(recipe.answers(), recipe.blueprint())
    imports = [
        node
        for path, text in tree.files.items()
        if path.suffix == ".py"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import)
    ]

    assert imports
    bound = {(it.asname or it.name).partition(".")[0] for node in imports for it in node.names}
    assert package not in bound


SUITES = ("test_model.py.jinja", "test_queries.py.jinja", "test_use_cases.py.jinja")


def test_no_command_can_be_called_like_a_test_beside_its_own() -> None:
    suites = [it for it in TEMPLATES if it.name in SUITES and "suite" in it.parent.name]
    fixed = {
        name for it in suites for name in re.findall(r"def test_([a-z_]+)\(", it.read_text("utf-8"))
    }

    assert {it.name for it in suites} == {*SUITES}
    assert fixed <= TESTED == FUNCTIONS["command"] & FUNCTIONS["query"] & TESTED


def test_the_model_holds_nothing_but_finished_text() -> None:
    plain_kinds = {bool, int, str}
    for kind in reachable(Model):
        for name, held in get_type_hints(kind).items():
            parts = {held} if not get_args(held) else {*get_args(held)} - {Ellipsis}

            assert all(
                part in plain_kinds
                or getattr(part, "__module__", "").startswith("groundplan.model")
                for part in parts
            ), f"{kind.__name__}.{name}: {held}"


def control(file: Path) -> tuple[int, int, int]:
    """Count the control lines of a template, all its lines, and how deep blocks are nested."""
    lines = [it for it in file.read_text("utf-8").split("\n") if it.strip()]
    depths = [0]
    for line in lines:
        opens = re.match(r" *\{% (if|for) ", line) is not None
        closes = re.match(r" *\{% end(if|for) ", line) is not None
        depths.append(depths[-1] + opens - closes)
    return sum(it.lstrip().startswith("{%") for it in lines), len(lines), max(depths)


def test_control_lines_are_few_and_flat(record_property: figures.Record) -> None:
    counted = [(*control(it), it.name.removesuffix(".jinja")) for it in TEMPLATES]
    whole = sum(it[0] for it in counted) / sum(it[1] for it in counted)
    dense = sorted(((lines / of, lines, of, deep, name) for lines, of, deep, name in counted))
    rows = [["densest templates", "control", "lines", "deep"]]
    rows += [[it[4], f"{it[0]:.0%}", str(it[2]), str(it[3])] for it in dense[:-6:-1]]
    rows.append(["all of them", f"{whole:.1%}", str(sum(it[1] for it in counted)), ""])
    figures.table(record_property, rows)

    assert whole <= 0.1
    # A file that is a list of cases has a tag for nearly each of its lines.
    assert dense[-1][0] <= 0.56
    assert sum(it[0] > 0.4 for it in dense) <= CROWDED
    assert {it[4] for it in dense if it[3] > DEEP} <= DEEPER


def test_a_deep_template_is_counted_right(tmp_path: Path) -> None:
    file = tmp_path / "x.py.jinja"
    file.write_text(
        "{% if a %}\n    {% for it in b %}\nx\n    {% endfor %}\n{% else %}\ny\n{% endif %}\n"
    )

    assert control(file) == (5, 7, 2)
