"""Keep imports of Python's own modules that only the user still needs.

The last version imported them for its own code, and the new one no longer does. What the user
has built on one is no reason to ask: such a module is there in any case.
"""

import ast
import sys
from collections import Counter
from collections.abc import Iterator

from .binding import bound_by, named_by
from .pieces import ThreeWay
from .reading import parsed


def as_added(sides: ThreeWay[str]) -> ThreeWay[str]:
    """Return the sides as if the user had written the imports that only their code still needs."""
    base, ours, theirs = (parsed(it) for it in sides)
    if base is None or ours is None or theirs is None:
        return sides
    gone = _standard(base) & _standard(ours) - bound_by(ast.walk(theirs))
    if not gone:
        return sides
    before, now = _read(base), _read(ours)
    wanted = {it for it in gone if now[it] > before[it]}
    return ThreeWay(_without(sides.base, base, wanted), sides.ours, sides.theirs)


def _imports(tree: ast.Module) -> Iterator[ast.Import | ast.ImportFrom]:
    """Go through the imports at the top of a file from Python's own modules."""
    for node in tree.body:
        match node:
            case ast.ImportFrom(module=str(module), level=0):
                modules = [module]
            case ast.Import(names=names):
                modules = [it.name for it in names]
            case _:
                continue
        if all(it.partition(".")[0] in sys.stdlib_module_names for it in modules):
            yield node


def _standard(tree: ast.Module) -> set[str]:
    return {name for node in _imports(tree) for name in named_by(node)}


def _read(tree: ast.Module) -> Counter[str]:
    names = (it for it in ast.walk(tree) if isinstance(it, ast.Name))
    return Counter(it.id for it in names if isinstance(it.ctx, ast.Load))


def _without(text: str, tree: ast.Module, names: set[str]) -> str:
    """Take some names out of the imports of a text."""
    lines = text.split("\n")
    for node in reversed([*_imports(tree)]):
        kept = [it for it in node.names if {*named_by(_of(node, [it]))}.isdisjoint(names)]
        if len(kept) < len(node.names):
            left = [ast.unparse(_of(node, kept))] if kept else []
            lines[node.lineno - 1 : node.end_lineno] = left
    return "\n".join(lines)


def _of(node: ast.Import | ast.ImportFrom, names: list[ast.alias]) -> ast.Import | ast.ImportFrom:
    """Return an import of these names alone."""
    if isinstance(node, ast.Import):
        return ast.Import(names)
    return ast.ImportFrom(node.module, names, node.level)
