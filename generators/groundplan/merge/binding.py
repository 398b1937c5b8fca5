"""What binds names in Python."""

import ast
import symtable
import warnings
from collections.abc import Iterable, Iterator
from contextlib import suppress

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

    Read are also those in quoted annotations and in `__all__`. Those of Python itself are among
    them: one may stand where a parameter of that name was.

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
    told = {name: _first(lines.get(name, []), start) for name, start in found.items()}
    known = bound | bound_by(ast.walk(tree))
    for name, line in _quoted(tree):
        if name not in known:
            told.setdefault(name, line)
    return told


def _quoted(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Go through the names in annotations that are texts, and in `__all__`, with their lines."""
    for node in ast.walk(tree):
        match node:
            case ast.arg(annotation=ast.expr() as kind) | ast.AnnAssign(annotation=kind):
                yield from _in_texts(kind)
            case (
                ast.FunctionDef(returns=ast.expr() as kind)
                | ast.AsyncFunctionDef(returns=ast.expr() as kind)
            ):
                yield from _in_texts(kind)
            case ast.Assign(
                targets=[ast.Name(id="__all__")],
                value=ast.List(elts=listed) | ast.Tuple(elts=listed),
            ):
                texts = (it for it in listed if isinstance(it, ast.Constant))
                yield from ((str(it.value), it.lineno) for it in texts)


def _in_texts(kind: ast.expr) -> Iterator[tuple[str, int]]:
    """Go through the names in the texts of an annotation; what is called or literal has values."""
    match kind:
        case ast.Call() | ast.Subscript(value=ast.Name(id="Literal")):
            return
        case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[first, *_])):
            yield from _in_texts(first)
        case ast.Constant(value=str(text)):
            with suppress(SyntaxError, ValueError):
                inside = ast.parse(text.strip(), mode="eval")
                names = (it.id for it in ast.walk(inside) if isinstance(it, ast.Name))
                yield from ((it, kind.lineno) for it in names)
        case _:
            for it in ast.iter_child_nodes(kind):
                if isinstance(it, ast.expr):
                    yield from _in_texts(it)


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
