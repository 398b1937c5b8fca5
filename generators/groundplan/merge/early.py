"""Find what merged Python reads before it is there.

Definitions are made in order, and what stands around one is read at once: decorators, bases,
defaults, annotations, and all of a class but the insides of its methods. What the inside of a
function reads it reads later.
"""

import ast
from collections.abc import Iterator

from .binding import Definition, bound_by


def read_early(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Go through the names that a definition reads and that come later, each with its line."""
    todo: list[tuple[str, list[ast.stmt]]] = [("", tree.body)]
    while todo:
        where, body = todo.pop()
        first = _first(body)
        for at, node in enumerate(body):
            if isinstance(node, Definition):
                todo.append((f"{where}{node.name}.", node.body))
                own = bound_by(node.body) if isinstance(node, ast.ClassDef) else set()
                read = (it for it in _read_at_once(node) if it.id not in own)
                yield from (
                    (f"{where}{it.id}", it.lineno) for it in read if first.get(it.id, -1) > at
                )


def _first(body: list[ast.stmt]) -> dict[str, int]:
    """Return the place of the statement that first binds each name."""
    found: dict[str, int] = {}
    for at, node in enumerate(body):
        inside = [node] if isinstance(node, Definition) else ast.walk(node)
        for name in bound_by(inside):
            found.setdefault(name, at)
    return found


def _read_at_once(node: Definition) -> Iterator[ast.Name]:
    todo: list[ast.AST] = [node]
    while todo:
        it = todo.pop()
        match it:
            case (
                ast.FunctionDef(args=args, returns=returns)
                | ast.AsyncFunctionDef(args=args, returns=returns)
            ):
                todo += [*it.decorator_list, args, *([returns] if returns else ())]
            case ast.Lambda(args=args):
                todo.append(args)
            case ast.Name(ctx=ast.Load()):
                yield it
            case _:
                todo += ast.iter_child_nodes(it)
