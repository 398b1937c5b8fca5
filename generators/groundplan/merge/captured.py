"""Find names that the user and the new version each gave to something of their own.

A class whose field has got the name of the user's method loses one of the two, and a parameter
that is new is overwritten where the user has a local variable of its name. Python takes both.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from .pieces import Conflict, ThreeWay
from .reading import parsed


@dataclass(frozen=True, slots=True)
class Bound:
    """A name that is bound: where, qualified; `inside` of a function, or as its `parameter`."""

    scope: str
    name: str
    line: int
    inside: bool = False
    parameter: bool = False

    def __str__(self) -> str:
        """Qualify the name."""
        return f"{self.scope}{self.name}"


def captured(before: ThreeWay[str], today: ThreeWay[str], text: str) -> Iterator[Conflict]:
    """Go through such names in a merged text.

    `before` are the sides as they were written, `today` with the names of today: what the
    user has given a name is looked for by the names that were typed.
    """
    if text == before.ours:  # nothing came to it
        return
    base = _counted(before.base, today.base)
    ours = _counted(before.ours, today.ours)
    theirs, made = _bound(today.theirs), _bound(text)
    new, counts = Counter(map(str, theirs)), Counter(map(str, made))
    handed = {str(it) for it in (*theirs, *_bound(today.ours)) if it.parameter}
    for it in {str(it): it for it in made}.values():
        name = str(it)
        both = ours[name] and new[name] and not base[name]
        twice = counts[name] > max(ours[name], new[name])
        if both and twice and (not it.inside or name in handed):
            yield Conflict(it.line, name, "is a name of yours and of something new")


def _counted(written: str, respelled: str) -> Counter[str]:
    """Count the names that are bound as they were typed, in scopes as they are called today."""
    pairs = zip(_bound(written), _bound(respelled), strict=False)
    return Counter(f"{now.scope}{was.name}" for was, now in pairs)


def _bound(text: str) -> list[Bound]:
    tree = parsed(text)
    return [] if tree is None else [*_inside(tree, "", function=False)]


def _inside(node: ast.AST, scope: str, *, function: bool) -> Iterator[Bound]:
    """Go through what is bound below a node, in the order of the text; imports are left out."""
    for it in ast.iter_child_nodes(node):
        match it:
            case ast.ClassDef(name=name):
                yield Bound(scope, name, it.lineno, function)
                yield from _inside(it, f"{scope}{name}.", function=False)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield Bound(scope, name, it.lineno, function)
                yield from _inside(it, f"{scope}{name}.", function=True)
            case ast.arg(arg=name):
                yield Bound(scope, name, it.lineno, inside=True, parameter=True)
            case ast.Name(id=name, ctx=ast.Store()):
                yield Bound(scope, name, it.lineno, function)
            case ast.Lambda() | ast.ListComp() | ast.SetComp() | ast.DictComp():
                pass
            case ast.GeneratorExp():
                pass
            case _:
                yield from _inside(it, scope, function=function)
