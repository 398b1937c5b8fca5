"""Say what is the matter with merged Python whose sides are all right.

A merge without conflict may still be wrong: Python refuses it, a name is bound twice, or git
put a change into a definition that only looks like the one it was made to, since somebody
swapped the two, or a name is gone that the other side needs, or comes after it is read, or what
one side hands over goes to somebody else. Each of these is a place to look at.
"""

import ast
import re
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import TypeAlias

from .binding import DEFINITIONS, Definition, bound_by, named_by, unbound_in
from .calls import misled
from .early import read_early
from .pieces import NEW, YOURS, Conflict, ThreeWay, chosen

Trees: TypeAlias = ThreeWay[ast.Module]

TWICE = "is there twice"
NO_PYTHON = (SyntaxError, ValueError, RecursionError, MemoryError)
_METHODS = frozenset("get head post put patch delete options".split())
_HEAD = re.compile(r"^([ \t]*)(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)


def flaws(sides: ThreeWay[str], text: str) -> tuple[Conflict, ...]:
    """Return where a merged text is worse than its sides."""
    try:
        tree = compiled(text)
    except NO_PYTHON as error:
        line = getattr(error, "lineno", None) or 1
        return (Conflict(line, "", "Python refuses it"),) if all(map(is_python, sides)) else ()
    known = _trees(sides)
    if known is None:
        return ()
    bound = list(_bindings(tree))
    return (
        *_twice(known, bound),
        *_misplaced(sides, known, tree, dict(bound)),
        *_unbound(sides, known, text),
        *_early(known, tree),
        *_misled(known, tree),
    )


def missing(sides: ThreeWay[str], text: str) -> tuple[Conflict, ...]:
    """Return the names that a text uses and that are gone, whatever is kept between markers."""
    known = _trees(sides)
    if known is None:
        return ()
    found: list[dict[str, Conflict]] = []
    for side in (YOURS, NEW):
        with suppress(*NO_PYTHON):
            found.append({it.where: it for it in _unbound(sides, known, chosen(text, side))})
    return tuple(it for name, it in found[-1].items() if name in found[0]) if found else ()


def is_python(text: str) -> bool:
    """Say whether Python takes a text."""
    try:
        compiled(text)
    except NO_PYTHON:
        return False
    return True


def compiled(text: str) -> ast.Module:
    """Return the syntax of a text; the compiler looks at more than the parser does.

    Raises:
        SyntaxError: A name of an argument is given twice, for example.
    """
    with warnings.catch_warnings():
        # What an owner's code is warned of, such as an odd escape, is not our matter.
        warnings.simplefilter("ignore")
        tree = ast.parse(text)
        compile(tree, "<merged>", "exec", dont_inherit=True)
    return tree


def _twice(known: Trees, bound: list[tuple[str, int]]) -> Iterator[Conflict]:
    """Find what is bound more often than on any side."""
    lines = dict(bound)
    counts = Counter(name for name, _ in bound)
    often = sorted(name for name, count in counts.items() if count > 1)
    counted = [_counted(it) for it in known] if often else []
    for name in often:
        if counts[name] > max(it[name] for it in counted):
            # A key of a dictionary is no qualified name.
            where, said = ("", "a key is there twice") if name.startswith("{") else (name, TWICE)
            yield Conflict(lines[name], where, said)


def _trees(sides: ThreeWay[str]) -> Trees | None:
    """Parse the sides; None where one of them is no Python, and nothing can be said."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ThreeWay(*map(ast.parse, sides))
    except NO_PYTHON:
        return None


def _counted(tree: ast.Module) -> Counter[str]:
    return Counter(name for name, _ in _bindings(tree))


def _bindings(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Go through the names a file and its classes bind, qualified, each with its line."""
    imported: set[tuple[str, str]] = set()
    for where, node in _statements(tree):
        match node:
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                yield f"{where}{node.name}", node.lineno
                yield from _routes(node)
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield f"{where}{name}", node.lineno
            case ast.Assign(targets=[ast.Name(id=name)]):
                yield f"{where}{name}", node.lineno
            case ast.Import() | ast.ImportFrom():
                # One thing that is imported twice is still one thing.
                new = set(_imported(node)) - imported
                imported |= new
                yield from ((f"{where}{name}", node.lineno) for name, _ in sorted(new))
    yield from _repeated_keys(tree)


def _routes(node: Definition) -> Iterator[tuple[str, int]]:
    """Go through the routes that a definition answers, as `@routes.get /orders`: each is one's."""
    for it in node.decorator_list:
        match it:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=router), attr=method),
                args=[ast.Constant(value=str(path)), *_],
            ) if method in _METHODS:
                yield f"@{router}.{method} {path}", it.lineno


def _imported(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str]]:
    """Go through the names an import binds, and what to."""
    source = f"{'.' * node.level}{node.module or ''}" if isinstance(node, ast.ImportFrom) else ""
    for it in node.names:
        if source and it.name != "*":
            yield it.asname or it.name, f"{source}:{it.name}"
        elif not source:
            first = it.name.partition(".")[0]
            yield it.asname or first, it.name if it.asname else first


def _repeated_keys(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Go through the keys that stand more than once in a dictionary."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            keys = [it for it in node.keys if isinstance(it, ast.Constant)]
            counts = Counter(repr(it.value) for it in keys)
            shown = ((f"{{{it.value!r}}}", it.lineno) for it in keys if counts[repr(it.value)] > 1)
            yield from shown


def _statements(tree: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    """Go through the statements of a file, its classes and its conditions, in order.

    Of a function these are the definitions in it alone: a local name may be given twice.
    """
    todo: list[tuple[str, ast.stmt]] = [("", it) for it in reversed(tree.body)]
    while todo:
        where, node = todo.pop()
        yield where, node
        if isinstance(node, Definition):
            todo += [(f"{where}{node.name}.", it) for it in reversed(_inside(node))]
        elif isinstance(node, ast.If):
            todo += [(where, it) for it in reversed(node.body)]


def _inside(node: Definition) -> list[ast.stmt]:
    of_class = isinstance(node, ast.ClassDef)
    return [it for it in node.body if of_class or isinstance(it, DEFINITIONS)]


def _misplaced(
    sides: ThreeWay[str], known: Trees, tree: ast.Module, lines: dict[str, int]
) -> Iterator[Conflict]:
    """Find definitions that are not what the side made of them that alone changed them.

    As long as all sides have the same ones in the same order, lines cannot go astray.
    """
    heads = [_HEAD.findall(it) for it in sides]
    if heads[0] == heads[1] == heads[2]:
        return
    base, ours, theirs = map(_shapes, known)
    made = _shapes(tree)
    for name in sorted({*base, *ours, *theirs}):
        was, mine, new = base.get(name), ours.get(name), theirs.get(name)
        wanted = new if mine == was else mine
        if (was in {mine, new} or mine == new) and made.get(name) != wanted:
            yield Conflict(lines.get(name, 1), name, "lacks what one side changed in it")


def _shapes(tree: ast.Module) -> dict[str, tuple[str, ...]]:
    """Return the syntax of each definition by its qualified name, without those inside."""
    found: dict[str, tuple[str, ...]] = {}
    for where, node in _statements(tree):
        if isinstance(node, Definition):
            name = f"{where}{node.name}"
            found[name] = (*found.get(name, ()), *_shape(node))
    return found


def _shape(node: Definition) -> list[str]:
    own = (it for it in ast.iter_child_nodes(node) if not isinstance(it, DEFINITIONS))
    return [type(node).__name__, node.name, *map(ast.dump, own)]


def _unbound(sides: ThreeWay[str], known: Trees, text: str) -> Iterator[Conflict]:
    """Find names that one side took out, and which the other uses."""
    missing = unbound_in(text)
    if not missing:
        return
    excused = {name for it in sides for name in unbound_in(it)}
    imported = {name for it in known for name in _all_imported(it)}
    bound = {name for it in known for name in bound_by(ast.walk(it))}
    for name in sorted(missing.keys() & bound - excused):
        gone = "imported" if name in imported else "there"
        yield Conflict(missing[name], name, f"is used, but no longer {gone}")


def _early(known: Trees, tree: ast.Module) -> Iterator[Conflict]:
    """Find names that are read before they are there, as on no side."""
    found = dict(read_early(tree))
    excused = {name for it in (known if found else ()) for name, _ in read_early(it)}
    for name in sorted(found.keys() - excused):
        yield Conflict(found[name], name, "is used before it is there")


def _misled(known: Trees, tree: ast.Module) -> Iterator[Conflict]:
    """Find calls that hand over to somebody else what one side wrote for another."""
    for name, line in misled(known, tree):
        yield Conflict(line, name, "is handed what was written for another")


def _all_imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from named_by(node)
