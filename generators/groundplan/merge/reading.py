"""Read the names in a syntax tree of Python: what it binds, imports, and asks others for."""

import ast
from collections.abc import Collection, Iterator

from .binding import bound_by
from .whole import NO_PYTHON, compiled

_SCOPES = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def names_in(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Go through all names of a file, each with its line."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                yield name, node.lineno
            case ast.ClassDef(name=name) | ast.keyword(arg=str(name)):
                yield name, node.lineno
            case ast.Import(names=names):
                yield from ((part, node.lineno) for it in names for part in it.name.split("."))
            case ast.ImportFrom(module=module, names=names):
                path = (module or "").split(".")
                yield from ((part, node.lineno) for part in (*path, *(it.name for it in names)))


def packages_in(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Go through the packages that a file imports from, each with its line."""
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(level=0, module=str(path)):
                yield path.partition(".")[0], node.lineno
            case ast.Import(names=names):
                yield from ((it.name.partition(".")[0], node.lineno) for it in names)


def imported_in(tree: ast.Module, packages: Collection[str]) -> Iterator[tuple[str, int]]:
    """Go through the modules and names that are imported from some packages."""
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(level=level, module=module) if (
                level or (module or "").partition(".")[0] in packages
            ):
                yield from ((it.name, node.lineno) for it in node.names)
                yield from modules_in(node)
            case ast.Import(names=names) if any(
                it.name.partition(".")[0] in packages for it in names
            ):
                yield from modules_in(node)


def modules_in(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, int]]:
    """Go through the modules inside of a package that an import names."""
    paths = [it.name for it in node.names] if isinstance(node, ast.Import) else []
    if isinstance(node, ast.ImportFrom):
        paths = [f"{'.' * bool(node.level)}{node.module or ''}"]
    yield from ((part, node.lineno) for path in paths for part in path.split(".")[1:] if part)


def parsed(text: str) -> ast.Module | None:
    """Return the tree of a text; None where it is no Python."""
    try:
        return compiled(text)
    except NO_PYTHON:
        return None


def asked_in(node: ast.ClassDef) -> Iterator[tuple[str, int]]:
    """Go through the members that a class asks itself for, each with its line."""
    for it in ast.walk(node):
        match it:
            case ast.Attribute(value=ast.Name(id="self"), attr=name):
                yield name, it.lineno


def read_in(node: ast.ClassDef) -> Iterator[tuple[str, int]]:
    """Go through the members that a class asks itself for without calling them."""
    called = {id(it.func) for it in ast.walk(node) if isinstance(it, ast.Call)}
    for it in ast.walk(node):
        match it:
            case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Load()) if (
                id(it) not in called
            ):
                yield name, it.lineno


def inside(scope: ast.AST) -> Iterator[ast.AST]:
    """Go through a scope, but not into those in it."""
    todo = list(ast.iter_child_nodes(scope))
    while todo:
        node = todo.pop()
        yield node
        if not isinstance(node, _SCOPES):
            todo += ast.iter_child_nodes(node)


def members_in(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Go through members and keywords that are nobody's of the file, each with its line."""
    own, taken = own_in(tree), {it.arg for it in ast.walk(tree) if isinstance(it, ast.arg)}
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=name) if name not in own:
                yield name, node.lineno
            case ast.keyword(arg=str(name)) if name not in own | taken:
                yield name, node.lineno


def own_in(tree: ast.AST) -> set[str]:
    """Return the members that classes have, or are given, in a file or in one of them."""
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef():
                found |= bound_by(inside(node))
            case ast.Attribute(attr=name, ctx=ast.Store()):
                found.add(name)
    return found
