"""Find calls for which one side took somebody else while the other changed what is handed over."""

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .pieces import ThreeWay


class Call(NamedTuple):
    """Who is called, and what is handed over, as `ast.dump` writes both."""

    callee: str
    handed: str


def misled(sides: ThreeWay[ast.Module], made: ast.Module) -> Iterator[tuple[str, int]]:
    """Go through such calls in a merged file: who is called, and the line.

    A call is told by what it is, wherever it stands: on one side it was the same but for who
    is called, on the other but for what is handed over, and before it was both.
    """
    base, ours, theirs = ({it for it, _ in _calls(tree)} for tree in sides)
    for call, node in _calls(made):
        if call in ours or call in theirs:
            continue
        for mine, others in ((ours, theirs), (theirs, ours)):
            callees = {it.callee for it in mine if it.handed == call.handed} - {call.callee}
            handed = {it.handed for it in others if it.callee == call.callee}
            if any(Call(who, what) in base for who in callees for what in handed):
                yield ast.unparse(node.func), node.lineno


def _calls(tree: ast.Module) -> Iterator[tuple[Call, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield Call(ast.dump(node.func), _dumped([*node.args, *node.keywords])), node


def _dumped(nodes: Sequence[ast.AST]) -> str:
    return ", ".join(map(ast.dump, nodes))
