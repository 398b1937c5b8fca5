"""Which branches of the templates are taken while they are rendered, in texts and in paths.

The parsed templates are changed before they are compiled: each branch says that it was
taken, each loop how many items it had. So a whole project costs what it costs to render.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import nodes
from jinja2.compiler import Frame

from groundplan.renderer import SUBDIRECTORY, SUFFIX, Renderer, _Attributes

SEEN, KEPT, COUNTED = "_seen", "_kept", "_counted"  # names that no template has
LOOP = ("no item", "some")
REPEATED = ("no item", "one", "many")

Spot = tuple[str, int, str]  # template, line counted from 1 (0 is its path), what stands there


@dataclass(frozen=True, slots=True)
class Branches:
    """What there is to take, and what was taken how often."""

    wanted: dict[Spot, tuple[str, ...]] = field(default_factory=dict)
    taken: dict[Spot, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def seen(self, spot: Spot, way: str) -> None:
        """Count a branch."""
        self.taken[spot][way] += 1

    def kept(self, spot: Spot, value: object) -> object:
        """Count which way a condition went; return what it was."""
        self.seen(spot, "yes" if value else "no")
        return value

    def counted(self, spot: Spot, items: Iterable[Any]) -> tuple[Any, ...]:
        """Count how many items a loop has; return them."""
        held = tuple(items)
        self.seen(spot, LOOP[bool(held)])
        return held

    def repeated(self, spot: Spot, made: int) -> None:
        """Count how often a path is repeated."""
        self.seen(spot, REPEATED[min(made, 2)])

    def missing(self) -> Iterator[tuple[Spot, str]]:
        """Go through the branches that were never taken."""
        for spot, ways in sorted(self.wanted.items()):
            yield from ((spot, way) for way in ways if not self.taken[spot][way])


class Marked(Renderer):
    """A renderer that counts the branches it takes."""

    def __init__(self, root: Path) -> None:
        """Compile every template, so that it is known what there is to take."""
        super().__init__(root, cached=False)
        self.branches = found = Branches()
        self.below = root / SUBDIRECTORY

        class Marks(_Attributes):
            def visit_Template(  # noqa: N802 - Jinja calls it
                self, node: nodes.Template, frame: Frame | None = None
            ) -> None:
                mark(node, str(self.name), found)
                super().visit_Template(node, frame)

        self._environment.code_generator_class = Marks
        self._environment.globals |= {SEEN: found.seen, KEPT: found.kept, COUNTED: found.counted}
        for file in sorted(self.below.rglob(f"*{SUFFIX}")):
            self._environment.get_template(file.relative_to(root).as_posix())

    def walk(self, context: Mapping[str, object], folder: Path | None = None) -> None:
        """Count the branches of paths: overlays, and what is repeated."""
        for entry in sorted((folder or self.below).iterdir()):
            if entry.name == "__pycache__":
                continue
            made = [it for it in self._part(entry.name)(context) if it[0]]
            spot = (entry.relative_to(self.below).as_posix(), 0, entry.name)
            if "{{ use." in entry.name:
                self.branches.wanted[spot] = REPEATED[:2]
            elif "{% yield" in entry.name:
                self.branches.wanted[spot] = REPEATED
            self.branches.repeated(spot, len(made))
            if entry.is_dir():
                for _, scope, _ in made:
                    self.walk(scope, entry)


def mark(
    node: nodes.Node, name: str, branches: Branches, guards: frozenset[str] = frozenset()
) -> None:
    """Put a mark into each branch of a parsed template.

    `guards` are the conditions around a node: a loop over what was asked for before is never
    empty, and what is empty takes the other branch of that condition.
    """
    match node:
        case nodes.If():
            _mark_condition(node, name, branches, guards)
        case nodes.For():
            for inner in [*node.body, *node.else_]:
                mark(inner, name, branches, guards)
            _mark_loop(node, name, branches, guards)
        case _:
            for inner in [*node.iter_child_nodes()]:
                mark(inner, name, branches, guards)


def _mark_condition(node: nodes.If, name: str, branches: Branches, guards: frozenset[str]) -> None:
    for inner in node.else_:
        mark(inner, name, branches, guards)
    spots = [(name, it.lineno, f"if {spelled(it.test)}") for it in (node, *node.elif_)]
    for spot, branch in zip(spots, (node, *node.elif_), strict=True):
        for inner in branch.body:
            mark(inner, name, branches, guards | {*spelled(branch.test).split(" and ")})
        branch.body.insert(0, _call(SEEN, spot, nodes.Const("yes")))
        branches.wanted[spot] = ("yes",)
    node.else_.insert(0, _call(SEEN, spots[-1], nodes.Const("no")))
    branches.wanted[spots[-1]] = ("yes", "no")


def _mark_loop(node: nodes.For, name: str, branches: Branches, guards: frozenset[str]) -> None:
    items = spelled(node.iter)
    spot = (name, node.lineno, f"for {items}")
    node.iter = _call(COUNTED, spot, node.iter).node
    branches.wanted[spot] = LOOP[1:] if items in guards else LOOP
    if node.test is not None:
        spot = (name, node.lineno, f"if {spelled(node.test)}")
        node.test = _call(KEPT, spot, node.test).node
        branches.wanted[spot] = ("yes", "no")


def _call(function: str, spot: Spot, given: nodes.Node) -> nodes.ExprStmt:
    arguments = [nodes.Const(spot), given]
    called = nodes.Call(nodes.Name(function, "load"), arguments, [], None, None)
    return nodes.ExprStmt(called, lineno=spot[1])


def spelled(node: nodes.Node) -> str:
    """Write a condition again, or what is looped over."""
    match node:
        case nodes.Name():
            return str(node.name)
        case nodes.Getattr():
            return f"{spelled(node.node)}.{node.attr}"
        case nodes.Not():
            return f"not {spelled(node.node)}"
        case nodes.And() | nodes.Or():
            joint = "and" if isinstance(node, nodes.And) else "or"
            return f"{spelled(node.left)} {joint} {spelled(node.right)}"
    return re.sub(r"\(.*", "", repr(node))
