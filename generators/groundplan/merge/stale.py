"""Say where merged Python still uses a name that has become another one.

A plain name is excused where a scope around it binds it. Whose a member or a keyword is, only
who runs the code can tell: it is excused where any class of the file has such a member, and a
keyword where any function takes it. What a class is asked for by its name, or asks itself for,
is known: that is told also where the old word lives on elsewhere in the file, or is that of a
method now, and not called. In files of the owner's own a member is told of what is annotated
with its class, or called like it, and of the class.
"""

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from ..names import snake
from .binding import bound_by, unbound_in
from .pieces import Conflict
from .reading import (
    asked_in,
    imported_in,
    inside,
    members_in,
    modules_in,
    names_in,
    own_in,
    packages_in,
    parsed,
    read_in,
)
from .renamed import Spellings, renames, successor, words_in

REUSED = "is another one now"
Members = Mapping[str, Mapping[str, str]]  # by class, each name with its successor


@dataclass(frozen=True, slots=True)
class Gone:
    """What is called otherwise in the new version, each name with its successor.

    Shape: `words` are nowhere in the file any more, `members` are by classes of the new version,
    `methods` are by classes too, those that have taken the name of what was no method, and
    `packages` are what the files of the last version import from.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    members: Members = field(default_factory=dict)
    methods: Members = field(default_factory=dict)
    packages: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Say whether anything is called otherwise."""
        return bool(self.words or self.members or self.methods or self.packages)

    @classmethod
    def between(cls, base: str, theirs: str, spellings: Spellings) -> "Gone":
        """Compare what a Python file was with what it is now."""
        if not spellings:
            return cls()
        members, methods = _members_gone(base, theirs, spellings)
        return cls(
            words=renames(base, theirs, spellings),
            members=members,
            methods=methods,
            packages=_packages_gone(base, theirs, spellings),
        )

    @classmethod
    def of(cls, files: Iterable["Gone"], texts: Iterable[str]) -> "Gone":
        """Bring together what is gone from single files; `texts` are all files of today."""
        words: dict[str, str] = {}
        members: dict[str, dict[str, str]] = {}
        packages: dict[str, str] = {}
        for file in files:
            words |= file.words
            packages |= file.packages
            for name, found in file.members.items():
                members.setdefault(name, {}).update(found)
        left = {word for text in texts for word in words_in(text)} if words else set()
        gone = {it: words[it] for it in words.keys() - left}
        return cls(words=gone, members=members, packages=packages)


def stale(text: str, gone: Gone) -> tuple[Conflict, ...]:
    """Return where a text first uses each name that is gone."""
    tree = parsed(text) if gone else None
    if tree is None:
        return ()
    of_classes = (*_by_classes(tree, gone), *_asked_by_name(tree, gone.members))
    found = (*_by_words(text, tree, gone.words), *of_classes)
    return _told((*found, *_from(tree, gone.packages)))


def used(text: str, gone: Gone, packages: Collection[str]) -> tuple[Conflict, ...]:
    """Return where a file of its own first uses what is gone: words, members of what it imports.

    An import counts where it is relative, or from one of `packages`.
    """
    tree = parsed(text) if gone else None
    if tree is None:
        return ()
    imported = [*imported_in(tree, {*packages, *gone.packages})]
    members = {it: gone.members[it] for it, _ in imported if it in gone.members}
    words = [it for it in (*imported, *members_in(tree)) if it[0] in gone.words]
    found = ((it, gone.words[it], line) for it, line in words)
    return _told((*found, *_of(tree, members), *_from(tree, gone.packages)))


def reused(text: str, names: Collection[str], packages: Collection[str]) -> tuple[Conflict, ...]:
    """Return where a file that imports from some packages first uses each of some names."""
    tree = parsed(text) if names else None
    if tree is None or not any(imported_in(tree, packages)):
        return ()
    lines: dict[str, int] = {}
    for name, line in names_in(tree):
        if name in names:
            lines[name] = min(line, lines.get(name, line))
    return tuple(Conflict(it, name, REUSED) for name, it in sorted(lines.items()))


def _from(tree: ast.Module, packages: Mapping[str, str]) -> Iterator[tuple[str, str, int]]:
    """Go through the imports from packages that are gone."""
    yield from ((it, packages[it], line) for it, line in packages_in(tree) if it in packages)


def _of(
    tree: ast.Module, members: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, str, int]]:
    """Go through the members of some classes: of what is annotated or called like one of them."""
    own, kinds = own_in(tree), _kinds(tree, members)
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=who), attr=name) if name not in own:
                told = [(kinds.get(who, who), name)]
            case ast.Call(func=ast.Name(id=kind), keywords=given):
                told = [(kind, it.arg or "") for it in given]
            case _:
                continue
        found = ((it, members.get(kind, {}).get(it), node.lineno) for kind, it in told)
        yield from ((it, now, line) for it, now, line in found if now)


def _kinds(tree: ast.Module, classes: Collection[str]) -> Mapping[str, str]:
    """Return which of some classes a name stands for."""
    said: dict[str, str] = {}
    looped: dict[str, str] = {}  # what goes through something, by what it goes through
    for node in ast.walk(tree):
        match node:
            case (
                ast.arg(arg=name, annotation=ast.expr() as kind)
                | ast.AnnAssign(target=ast.Name(id=name), annotation=kind)
            ):
                kinds = (it.id for it in ast.walk(kind) if isinstance(it, ast.Name))
                said.update((name, it) for it in kinds if it in classes)
            case (
                ast.For(target=ast.Name(id=name), iter=ast.Name(id=many))
                | ast.AsyncFor(target=ast.Name(id=name), iter=ast.Name(id=many))
                | ast.comprehension(target=ast.Name(id=name), iter=ast.Name(id=many))
            ):
                looped[name] = many
    called = {snake(it): it for it in classes}
    return called | {it: said[many] for it, many in looped.items() if many in said} | said


def _told(found: Iterable[tuple[str, str, int]]) -> tuple[Conflict, ...]:
    """Return the first place of each name; with it come its successor and a line."""
    lines: dict[tuple[str, str], int] = {}
    for name, now, line in found:
        lines[name, now] = min(line, lines.get((name, now), line))
    return tuple(
        Conflict(line, name, f"is called {now} now") for (name, now), line in sorted(lines.items())
    )


def _packages_gone(base: str, theirs: str, spellings: Spellings) -> Mapping[str, str]:
    was, now = (
        {it for it, _ in packages_in(tree)} if (tree := parsed(text)) else set()
        for text in (base, theirs)
    )
    pairs = ((it, successor(it, spellings, now - was)) for it in sorted(was - now))
    return {old: new for old, new in pairs if new}


def _members_gone(base: str, theirs: str, spellings: Spellings) -> tuple[Members, Members]:
    """Return the classes of the new version whose members had other names in the last.

    First those whose old name is no member any more, then those whose old name is a method now.
    """
    was, now = _classes(base), _classes(theirs)
    before = {successor(it, spellings, now.keys() - was.keys()): it for it in was}
    gone: dict[str, dict[str, str]] = {}
    taken: dict[str, dict[str, str]] = {}
    for name, members in now.items():
        old = was.get(before.get(name, name), {})
        for it in sorted(old):
            is_method_now = members.get(it, False) and not old[it]
            new = successor(it, spellings, members.keys() - old.keys())
            if new and (it not in members or is_method_now):
                (taken if it in members else gone).setdefault(name, {})[it] = new
    return gone, taken


def _classes(text: str) -> dict[str, dict[str, bool]]:
    """Return the classes of a file, each with its members: whether one is a method, and called."""
    tree = parsed(text)
    nodes = ast.walk(tree) if tree else ()
    return {it.name: _members_of(it) for it in nodes if isinstance(it, ast.ClassDef)}


def _members_of(node: ast.ClassDef) -> dict[str, bool]:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    plain = (it for it in node.body if isinstance(it, functions) and not it.decorator_list)
    methods = {it.name for it in plain} - {it for it, _ in read_in(node)}
    return {it: it in methods for it in bound_by(inside(node))}


def _by_words(
    text: str, tree: ast.Module, words: Mapping[str, str]
) -> Iterator[tuple[str, str, int]]:
    """Go through the plain names, members and modules that are called otherwise now."""
    paths = (modules_in(it) for it in ast.walk(tree) if isinstance(it, ast.Import | ast.ImportFrom))
    for name, line in (*unbound_in(text).items(), *members_in(tree), *chain.from_iterable(paths)):
        if name in words:
            yield name, words[name], line


def _by_classes(tree: ast.Module, gone: Gone) -> Iterator[tuple[str, str, int]]:
    """Go through what a class asks itself for and has under another name."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ClassDef):
            continue
        if names := gone.members.get(node.name):
            told = names.keys() - own_in(node)
            yield from ((it, names[it], line) for it, line in asked_in(node) if it in told)
        if names := gone.methods.get(node.name):
            yield from ((it, names[it], line) for it, line in read_in(node) if it in names)


def _asked_by_name(tree: ast.Module, members: Members) -> Iterator[tuple[str, str, int]]:
    """Go through what a class is asked for by its own name and has under another one."""
    given = {it.name: own_in(it) for it in ast.walk(tree) if isinstance(it, ast.ClassDef)}
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=kind), attr=name):
                now = members.get(kind, {}).get(name)
                if now and name not in given.get(kind, ()):
                    yield name, now, node.lineno
