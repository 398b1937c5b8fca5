"""Python text that knows what it imports.

A `Code` is an expression or annotation together with the imports it needs, so that no
generated file imports too much or too little.
"""

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field

WIDTH = 100


@dataclass(frozen=True, slots=True, order=True)
class Import:
    """`from module import name`, or `import module` where `name` is empty."""

    module: str
    name: str = ""
    alias: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """An expression and the imports it needs."""

    text: str
    needs: frozenset[Import] = field(default=frozenset())

    def __str__(self) -> str:
        """Print the expression."""
        return self.text

    def within(self, before: str, after: str = "") -> "Code":
        """Return the expression between two texts."""
        return Code(f"{before}{self.text}{after}", self.needs)


def code(text: str, *needs: Import) -> Code:
    """Return an expression with its imports."""
    return Code(text, frozenset(needs))


def joined(parts: Iterable[Code], separator: str = ", ") -> Code:
    """Join expressions into one."""
    listed = tuple(parts)
    return Code(separator.join(map(str, listed)), needs_of(listed))


def needs_of(parts: Iterable[Code]) -> frozenset[Import]:
    """Return the imports that any of the parts needs."""
    return frozenset[Import]().union(*(part.needs for part in parts))


def call(before: str, arguments: Iterable[str], *, indent: int, after: str = "") -> str:
    """Write a call on one line, or one argument a line where that would be too wide."""
    listed = tuple(arguments)
    line = f"{before}({', '.join(listed)}){after}"
    if indent + len(line) <= WIDTH or not listed:
        return line
    return exploded(before, listed, indent=indent) + after


def laid_out(text: str, *, indent: int, after: int = 1) -> str:
    """Break an expression that is too wide at its first bracket, then what is inside likewise.

    `after` is how many characters follow on its last line. What is no plain list of
    arguments (a comprehension, a condition) stays on its line.
    """
    if "\n" in text or indent + len(text) + after <= WIDTH:
        return text
    opening = min((it for it in map(text.find, "([{") if it >= 0), default=-1)
    parts = _split(text[opening + 1 : -1]) if opening >= 0 and text[-1] in ")]}" else []
    if not parts or any(" for " in part for part in parts):
        return text
    margin = " " * indent
    lines = [f"{margin}    {laid_out(part, indent=indent + 4)},\n" for part in parts]
    return f"{text[: opening + 1]}\n{''.join(lines)}{margin}{text[-1]}"


def _split(inside: str) -> list[str]:
    """Split at the commas outside brackets and texts; nothing if brackets do not match."""
    parts, depth, quote, begin, index = [], 0, "", 0, 0
    while index < len(inside):
        char = inside[index]
        if quote:
            index += char == "\\"
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
            if depth < 0:
                return []
        elif char == "," and depth == 0 and not inside[begin:].lstrip().startswith("lambda "):
            parts.append(inside[begin:index].strip())
            begin = index + 1
        index += 1
    last = inside[begin:].strip()
    return [*parts, last] if last else parts


def exploded(before: str, arguments: Iterable[str], *, indent: int) -> str:
    """Write a call with one argument a line, `indent` columns in."""
    margin = " " * indent
    lines = "".join(f"{margin}    {laid_out(it, indent=indent + 4)},\n" for it in arguments)
    return f"{before}(\n{lines}{margin})" if lines else f"{before}()"


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


def import_block(needs: Iterable[Import], package: str) -> str:
    """Print the imports as ruff's isort would: three sections, sorted, fitted to the line."""
    wanted = set(needs)
    sections = (
        [it for it in wanted if _section(it, package) == section]
        for section in ("std", "third", "own")
    )
    return "\n\n".join(_section_text(section) for section in sections if section)


def _section(wanted: Import, package: str) -> str:
    top = wanted.module.split(".")[0]
    if top == package:
        return "own"
    return "std" if top in sys.stdlib_module_names else "third"


def _section_text(section: list[Import]) -> str:
    whole = sorted(it for it in section if not it.name)
    modules = sorted({it.module for it in section if it.name})
    lines = [f"import {it.module}{f' as {it.alias}' if it.alias else ''}" for it in whole]
    for module in modules:
        found = [it for it in section if it.module == module and it.name]
        names = sorted({it.name for it in found if not it.alias}, key=_rank)
        lines += [_from_line(module, names)] if names else []
        lines += [
            _from_line(module, [f"{it.name} as {it.alias}"]) for it in sorted(found) if it.alias
        ]
    return "\n".join(lines)


def _from_line(module: str, names: list[str]) -> str:
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= WIDTH:
        return line
    listed = "\n".join(f"    {name}," for name in names)
    return f"from {module} import (\n{listed}\n)"


def _rank(name: str) -> tuple[int, str]:
    """Sort as isort does: constants, then classes, then the rest."""
    if name.isupper() and len(name) > 1:
        return (0, name)
    return (1, name.lower()) if name[:1].isupper() else (2, name.lower())
