"""Python text that knows what it imports.

A `Code` is an expression or annotation together with the imports it needs, so that no
generated file imports too much or too little.
"""

import re
import sys
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from .pieces import Pieces, pieces_of

WIDTH = 100
_NUMBER = re.compile(r"[0-9]+")


# Tuples by name, for there are many more of these two than of all other facts together.
class Import(NamedTuple):
    """`from module import name`, or `import module` where `name` is empty."""

    module: str
    name: str = ""
    alias: str = ""


NOTHING: frozenset[Import] = frozenset()


class Code(NamedTuple):
    """An expression and the imports it needs."""

    text: str
    needs: frozenset[Import] = NOTHING

    def __str__(self) -> str:
        """Print the expression."""
        return self.text

    def within(self, before: str, after: str = "") -> "Code":
        """Return the expression between two texts."""
        return Code(f"{before}{self.text}{after}", self.needs)


def code(text: str, *needs: Import) -> Code:
    """Return an expression with its imports."""
    return Code(text, frozenset(needs)) if needs else Code(text)


def joined(parts: Iterable[Code], separator: str = ", ") -> Code:
    """Join expressions into one."""
    listed = tuple(parts)
    return Code(separator.join(map(str, listed)), needs_of(listed))


def needs_of(parts: Iterable[Code]) -> frozenset[Import]:
    """Return the imports that any of the parts needs."""
    return NOTHING.union(*[part.needs for part in parts])


def call(before: str, arguments: Iterable[str], *, indent: int, after: str = "") -> str:
    """Write a call on one line, or one argument a line where that would be too wide."""
    listed = tuple(arguments)
    line = f"{before}({', '.join(listed)}){after}"
    if indent + len(line) <= WIDTH or not listed:
        return line
    return exploded(before, listed, indent=indent) + after


def laid(expression: str, *, indent: int, before: str = "", after: str = "") -> str:
    """Write an expression between two texts as the formatter would: one argument a line if wide.

    Units: `indent` is the column where `before` begins. What is no call or display stays
    on its line.
    """
    line = f"{before}{expression}{after}"
    if "\n" in line or indent + len(line) <= WIDTH:
        return line
    if expression.startswith("lambda: "):
        body = expression.removeprefix("lambda: ")
        return laid(body, indent=indent, before=f"{before}lambda: ", after=after)
    pieces = pieces_of(expression)
    return line if pieces is None else spread(pieces, indent=indent, before=before) + after


def spread(pieces: Pieces, *, indent: int, before: str = "") -> str:
    """Write a call or a display with one item a line; one without items stays on its line."""
    opened, items, closed = pieces
    if not items:
        return f"{before}{opened}{closed}"
    margin = " " * (indent + 4)
    inner = "".join(
        f"{margin}{laid(value, indent=indent + 4, before=name, after=',')}\n"
        for name, value in items
    )
    return f"{before}{opened}\n{inner}{' ' * indent}{closed}"


def exploded(before: str, arguments: Iterable[str], *, indent: int) -> str:
    """Write a call with one argument a line, `indent` columns in."""
    margin = " " * indent
    lines = "".join(f"{margin}    {_argument(it, indent=indent + 4)}\n" for it in arguments)
    return f"{before}(\n{lines}{margin})" if lines else f"{before}()"


def _argument(argument: str, *, indent: int) -> str:
    """Write an argument of a call; a parameter with an annotation stays on its line."""
    name, equals, value = argument.partition("=")
    if equals and name.isidentifier():
        return laid(value, indent=indent, before=f"{name}=", after=",")
    if ":" in name and not name.startswith("lambda"):
        return f"{argument},"
    return laid(argument, indent=indent, after=",")


def signature(  # noqa: PLR0913
    name: str,
    parameters: Iterable[str],
    result: str,
    *,
    first: str = "self",
    indent: int = 4,
    keyword: str = "def",
) -> str:
    """Write the head of a function whose parameters, but the first, are given by name."""
    named = tuple(parameters)
    listed = [*([first] if first else []), *(("*", *named) if named else ())]
    return call(f"{keyword} {name}", listed, indent=indent, after=f" -> {result}:")


def import_block(needs: Iterable[Import], package: str, *, helpers: str = "") -> str:
    """Print the imports as ruff's isort would: sections, sorted, fitted to the line.

    What comes from the package `helpers` stands apart, at the end.
    """
    members: dict[str, list[Import]] = {}
    for it in {*needs}:
        members.setdefault(it.module, []).append(it)
    sections: tuple[list[list[Import]], ...] = ([], [], [], [])
    for (section, _), module in sorted((_order(it, package, helpers), it) for it in members):
        sections[section].append(members[module])
    return "\n\n".join(map(_section_text, filter(None, sections)))


@lru_cache(maxsize=4096)  # files import the same again and again
def _order(module: str, package: str, helpers: str) -> tuple[int, str]:
    """Sort as isort does: the standard library, what is installed, our own, then helpers."""
    top = module.partition(".")[0]
    if top in {package, helpers}:
        return (2 if top == package else 3), _natural(module)
    return (0 if top in sys.stdlib_module_names else 1), _natural(module)


def _section_text(section: list[list[Import]]) -> str:
    """Print modules in order: those that are imported whole first, then what comes from each."""
    whole: list[str] = []
    lines: list[str] = []
    for members in section:
        if named := [it for it in members if it.name]:
            lines += _from_lines(named)
        if len(named) < len(members):
            whole += sorted(_whole_line(it) for it in members if not it.name)
    return "\n".join(whole + lines)


def _whole_line(whole: Import) -> str:
    return f"import {whole.module}{f' as {whole.alias}' if whole.alias else ''}"


def _from_lines(members: list[Import]) -> list[str]:
    """Print what comes from one module; a name that gets another has a line of its own."""
    module = members[0].module
    names = [it.name for it in members if not it.alias]
    if len(names) > 1:
        names.sort(key=rank)
    if len(names) == len(members):
        return [_from_line(module, names)]
    listed = [[f"{it.name} as {it.alias}"] for it in members if it.alias]
    listed = sorted([*listed, names] if names else listed, key=lambda it: rank(it[0]))
    return [_from_line(module, it) for it in listed]


def _from_line(module: str, names: list[str]) -> str:
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= WIDTH:
        return line
    listed = "\n".join(f"    {name}," for name in names)
    return f"from {module} import (\n{listed}\n)"


@lru_cache(maxsize=4096)
def rank(name: str) -> tuple[int, str, str]:
    """Sort as isort does: constants, then classes, then the rest."""
    constant = name.isupper() and len(name) > 1
    kind = 0 if constant else 1 if name[:1].isupper() else 2
    return kind, _natural(name.lower()), _natural(name)


def rank_offered(name: str) -> tuple[int, str]:
    """Sort as ruff does in `__all__`: like imports, but capitals before small letters."""
    kind, _, exact = rank(name)
    return kind, exact


def _natural(name: str) -> str:
    """Sort the numbers in a name by their value, as isort does; a leading zero makes it text."""
    return _NUMBER.sub(_weighed, name)


def _weighed(number: re.Match[str]) -> str:
    """Write a number so that a longer one is greater; all of them stand where `0` does."""
    digits = number[0]
    return f"0\0{digits}\0" if digits[0] == "0" else f"0{chr(len(digits))}{digits}"
