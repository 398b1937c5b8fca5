"""What binds names in Python."""

import ast
from collections.abc import Iterable, Iterator

Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
DEFINITIONS = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def bound_by(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the names that any of some nodes binds."""
    found: set[str] = set()
    for node in nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
                found.add(name)
            case ast.Import() | ast.ImportFrom():
                found.update(named_by(node))
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                found.add(name)
            case ast.AsyncFunctionDef(name=name) | ast.ExceptHandler(name=str(name)):
                found.add(name)
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                found.add(name)
            case ast.MatchMapping(rest=str(name)):
                found.add(name)
    return found


def named_by(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    """Go through the names that an import binds."""
    return (it.asname or it.name.partition(".")[0] for it in node.names)
