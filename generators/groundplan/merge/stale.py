"""Say where merged Python still uses a name that has become another one.

A plain name is excused where a scope around it binds it. Whose a member or a keyword is, only
who runs the code can tell: it is excused where any class of the file has such a member, and a
keyword where any function takes it. What a class asks itself for is known: that is told also
where the old word lives on elsewhere in the file.
"""

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from .pieces import Conflict
from .renamed import Spellings, renames, successor, words_in
from .whole import NO_PYTHON, bound_by, compiled

_SCOPES = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass(frozen=True, slots=True)
class Gone:
    """What is called otherwise in the new version, each name with its successor.

    Shape: `words` are nowhere in the file any more, `members` are by classes of the new version.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Say whether anything is called otherwise."""
        return bool(self.words or self.members)

    @classmethod
    def between(cls, base: str, theirs: str, spellings: Spellings) -> "Gone":
        """Compare what a Python file was with what it is now."""
        if not spellings:
            return cls()
        return cls(renames(base, theirs, spellings), dict(_members_gone(base, theirs, spellings)))

    @classmethod
    def of(cls, files: Iterable["Gone"], texts: Iterable[str]) -> "Gone":
        """Bring together what is gone from single files; `texts` are all files of today."""
        words: dict[str, str] = {}
        members: dict[str, dict[str, str]] = {}
        for file in files:
            words |= file.words
            for name, found in file.members.items():
                members.setdefault(name, {}).update(found)
        left = {word for text in texts for word in words_in(text)} if words else set()
        return cls({it: words[it] for it in words.keys() - left}, members)


def stale(text: str, gone: Gone) -> tuple[Conflict, ...]:
    """Return where a text first uses each name that is gone."""
    tree = _parsed(text) if gone else None
    if tree is None:
        return ()
    return _told((*_by_words(tree, gone.words), *_by_classes(tree, gone.members)))


def used(text: str, gone: Gone, packages: Collection[str]) -> tuple[Conflict, ...]:
    """Return where a file of its own first uses what is gone: words, members of what it imports.

    An import counts where it is relative, or from one of `packages`.
    """
    tree = _parsed(text) if gone else None
    if tree is None:
        return ()
    imported = list(_imported(tree, packages))
    words = dict(gone.words)
    for name, _ in imported:
        words |= gone.members.get(name, {})
    found = [*((it, line) for it, line in imported if it in gone.words), *_members(tree)]
    return _told((it, words[it], line) for it, line in found if it in words)


def _imported(tree: ast.Module, packages: Collection[str]) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            own = node.level or (node.module or "").partition(".")[0] in packages
            yield from ((it.name, node.lineno) for it in node.names if own)


def _told(found: Iterable[tuple[str, str, int]]) -> tuple[Conflict, ...]:
    """Return the first place of each name; with it come its successor and a line."""
    lines: dict[tuple[str, str], int] = {}
    for name, now, line in found:
        lines[name, now] = min(line, lines.get((name, now), line))
    return tuple(
        Conflict(line, name, f"is called {now} now") for (name, now), line in sorted(lines.items())
    )


def _parsed(text: str) -> ast.Module | None:
    try:
        return compiled(text)
    except NO_PYTHON:
        return None


def _members_gone(
    base: str, theirs: str, spellings: Spellings
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Go through the classes of the new version whose members had other names in the last."""
    was, now = _classes(base), _classes(theirs)
    before = {successor(it, spellings, now.keys() - was.keys()): it for it in was}
    for name, members in now.items():
        old = was.get(before.get(name, name), set())
        pairs = ((it, successor(it, spellings, members - old)) for it in sorted(old - members))
        if found := {it: new for it, new in pairs if new}:
            yield name, found


def _classes(text: str) -> dict[str, set[str]]:
    """Return the classes of a file, each with its members."""
    tree = _parsed(text)
    nodes = ast.walk(tree) if tree else ()
    return {it.name: bound_by(_inside(it)) for it in nodes if isinstance(it, ast.ClassDef)}


def _by_words(tree: ast.Module, words: Mapping[str, str]) -> Iterator[tuple[str, str, int]]:
    for name, line in (*_plain(tree), *_members(tree)):
        if name in words:
            yield name, words[name], line


def _by_classes(
    tree: ast.Module, classes: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, str, int]]:
    """Go through what a class asks itself for and has under another name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name in classes:
            names = classes[node.name]
            told = names.keys() - _own(node)
            yield from ((it, names[it], line) for it, line in _asked(node) if it in told)


def _asked(node: ast.ClassDef) -> Iterator[tuple[str, int]]:
    """Go through the members that a class asks itself for, each with its line."""
    for it in ast.walk(node):
        match it:
            case ast.Attribute(value=ast.Name(id="self"), attr=name):
                yield name, it.lineno


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


def _own(tree: ast.AST) -> set[str]:
    """Return the members that classes have, or are given, in a file or in one of them."""
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef():
                found |= bound_by(_inside(node))
            case ast.Attribute(attr=name, ctx=ast.Store()):
                found.add(name)
    return found
