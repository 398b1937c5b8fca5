"""Find names that the user and the new version each gave to something of their own.

A class whose field has got the name of the user's method loses one of the two, and a parameter
that is new is overwritten where the user has a local variable of its name, or hides what the
user calls so outside of the function. Python takes all three.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from .binding import bound_by, named_by
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
    hidden = {str(it) for it in theirs if it.parameter} - base.keys() - ours.keys()
    yield from _misread(before, today, text, hidden)


def _misread(
    before: ThreeWay[str], today: ThreeWay[str], text: str, hidden: set[str]
) -> Iterator[Conflict]:
    """Go through what the user reads in a function where a new parameter has its name."""
    if not hidden:
        return
    base = _as_typed(_read(before.base), _read(today.base))
    ours = _as_typed(_read(before.ours), _read(today.ours))
    for it in {str(it): it for it in reversed(_read(text))}.values():
        name = str(it)
        if name in hidden and ours[name] > base[name]:
            said = "is a parameter now, where you mean something else by it"
            yield Conflict(it.line, name, said)


def _counted(written: str, respelled: str) -> Counter[str]:
    """Count the names that are bound as they were typed, in scopes as they are called today."""
    return _as_typed(_bound(written), _bound(respelled))


def _as_typed(written: list[Bound], respelled: list[Bound]) -> Counter[str]:
    pairs = zip(written, respelled, strict=False)
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
            case ast.Import() | ast.ImportFrom() if function:
                yield from (Bound(scope, name, it.lineno, inside=True) for name in named_by(it))
            case ast.Lambda():
                pass
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                named = (one.target for one in ast.walk(it) if isinstance(one, ast.NamedExpr))
                yield from (Bound(scope, one.id, one.lineno, function) for one in named)
            case _:
                yield from (Bound(scope, name, line, function) for name, line in _caught(it))
                yield from _inside(it, scope, function=function)


def _caught(node: ast.AST) -> Iterator[tuple[str, int]]:
    """Go through what an `except` or a pattern of `match` itself binds, with its line."""
    match node:
        case ast.ExceptHandler(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name, node.lineno
        case ast.MatchAs(name=str(name)) | ast.MatchMapping(rest=str(name)):
            yield name, node.lineno


def _read(text: str) -> list[Bound]:
    """Return what the functions of a text read, but for what a part of an expression binds."""
    tree = parsed(text)
    return [] if tree is None else [*_reading(tree, "", function=False)]


def _reading(node: ast.AST, scope: str, *, function: bool) -> Iterator[Bound]:
    for it in ast.iter_child_nodes(node):
        match it:
            case ast.ClassDef(name=name):
                yield from _reading(it, f"{scope}{name}.", function=False)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                body = ast.Module(body=it.body, type_ignores=[])
                yield from _reading(body, f"{scope}{name}.", function=True)
            case ast.Name(id=name, ctx=ast.Load()) if function:
                yield Bound(scope, name, it.lineno, inside=True)
            case ast.Lambda() | ast.ListComp() | ast.SetComp() | ast.DictComp():
                yield from _apart(it, scope, function=function)
            case ast.GeneratorExp():
                yield from _apart(it, scope, function=function)
            case _:
                yield from _reading(it, scope, function=function)


def _apart(node: ast.AST, scope: str, *, function: bool) -> Iterator[Bound]:
    """Go through what a lambda or a comprehension reads of what is outside of it."""
    own = bound_by(it for it in ast.walk(node) if not isinstance(it, ast.NamedExpr))
    return (it for it in _reading(node, scope, function=function) if it.name not in own)
