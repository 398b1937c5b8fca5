"""What binds names in Python."""

import ast
import symtable
import warnings
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


def unbound_in(text: str) -> dict[str, int]:
    """Return the names that a file reads where no scope binds them, each with its first line.

    Those of Python itself are among them: one may stand where a parameter of that name was.

    Raises:
        SyntaxError: It is no Python.
    """
    with warnings.catch_warnings():
        # What an owner's code is warned of, such as an odd escape, is not our matter.
        warnings.simplefilter("ignore")
        top, tree = symtable.symtable(text, "<merged>", "exec"), ast.parse(text)
    tables = [*_tables(top)]
    bound = {
        it.get_name()
        for table in tables
        for it in table.get_symbols()
        if _is_bound(it) and (table is top or it.is_declared_global())
    }
    found: dict[str, int] = {}
    for table in tables:
        for it in table.get_symbols():
            free = it.is_referenced() and (table is top or it.is_global())
            if free and it.get_name() not in bound:
                found.setdefault(it.get_name(), table.get_lineno())
    lines = _lines(tree)
    return {name: _first(lines.get(name, []), start) for name, start in found.items()}


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for inner in table.get_children():
        yield from _tables(inner)


def _is_bound(symbol: symtable.Symbol) -> bool:
    return symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()


def _lines(tree: ast.Module) -> dict[str, list[int]]:
    """Return the lines on which each name stands."""
    lines: dict[str, list[int]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            lines.setdefault(node.id, []).append(node.lineno)
    return lines


def _first(lines: list[int], start: int) -> int:
    """Return the first line from one on."""
    return min((it for it in lines if it >= start), default=max(start, 1))
