"""Say where merged Python still uses a name that has become another one.

A plain name is excused where a scope around it binds it. Whose a member or a keyword is, only
who runs the code can tell: it is excused where any class of the file has such a member, and a
keyword where any function takes it.
"""

import ast
from collections.abc import Iterator, Mapping

from .pieces import Conflict
from .whole import NO_PYTHON, bound_by, compiled

_SCOPES = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def stale(text: str, gone: Mapping[str, str]) -> tuple[Conflict, ...]:
    """Return where a text first uses each name that is gone, for which it has a successor."""
    if not gone:
        return ()
    try:
        tree = compiled(text)
    except NO_PYTHON:
        return ()
    lines: dict[str, int] = {}
    for name, line in (*_plain(tree), *_members(tree)):
        if name in gone:
            lines[name] = min(line, lines.get(name, line))
    return tuple(Conflict(lines[it], it, f"is called {gone[it]} now") for it in sorted(lines))


def _plain(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Go through the names that no scope around them binds, each with its line."""
    todo: list[tuple[ast.AST, set[str]]] = [(tree, set())]
    while todo:
        node, known = todo.pop()
        if isinstance(node, _SCOPES):
            known = known | bound_by(_inside(node))
        if isinstance(node, ast.Name) and node.id not in known:
            yield node.id, node.lineno
        todo += [(it, known) for it in ast.iter_child_nodes(node)]


def _inside(scope: ast.AST) -> Iterator[ast.AST]:
    """Go through a scope, but not into those in it."""
    todo = list(ast.iter_child_nodes(scope))
    while todo:
        node = todo.pop()
        yield node
        if not isinstance(node, _SCOPES):
            todo += ast.iter_child_nodes(node)


def _members(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Go through members and keywords that are nobody's of the file, each with its line."""
    own, taken = _own(tree), {it.arg for it in ast.walk(tree) if isinstance(it, ast.arg)}
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=name) if name not in own:
                yield name, node.lineno
            case ast.keyword(arg=str(name)) if name not in own | taken:
                yield name, node.lineno


def _own(tree: ast.Module) -> set[str]:
    """Return the members that classes of a file have, or are given in it."""
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef():
                found |= bound_by(_inside(node))
            case ast.Attribute(attr=name, ctx=ast.Store()):
                found.add(name)
    return found
