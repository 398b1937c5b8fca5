"""Spell what is added: a value as somebody typed it, in the style of where it goes."""

import json
import re
import textwrap
from dataclasses import dataclass

import yaml

from ..blueprint.reader import Node, Plain, Source
from ..errors import BlueprintInvalid, Place, Problem, Refused
from ..names import code_point, forbidden_character
from .kinds import Kind

SAFE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
VALUE = "VALUE"
"""How problems name what was typed."""


@dataclass(frozen=True, slots=True)
class Value:
    """What is added: its YAML, or with `worded` a text that may need quotes, and the data.

    A `block` consists of lines of its own, which stand below the key.
    """

    text: str
    plain: Plain
    worded: bool = False
    block: bool = False
    remark: str = ""

    @classmethod
    def read(cls, kind: Kind, typed: str) -> "Value":
        """Understand what was typed for a kind; nothing stands for its default.

        Raises:
            BlueprintInvalid: It is no YAML.
            Refused: It is nothing, and the kind has no default.
        """
        typed = typed.strip() if kind.worded else textwrap.dedent(typed.replace("\r\n", "\n"))
        if not re.sub(r"(?m)^\s*#.*", "", typed).strip():
            typed = kind.default
        if not typed:
            raise Refused(f"{kind.titled} needs a value, like '{kind.example}'")
        if kind.worded and typed[0] not in "{\"'":
            _refuse_forbidden(typed)
            return cls(typed, typed, worded=True)
        source = Source(typed, VALUE)
        if source.problems:
            raise BlueprintInvalid(source.problems)
        node = source.root
        if node.kind != "mapping" and not kind.worded:
            said = f"{kind.titled} is a mapping, like '{kind.example}'"
            raise BlueprintInvalid([Problem(source.place(()), said)])
        if node.kind != "text" and typed[node.index] not in "{[":
            return cls(typed.strip("\n").rstrip(), node.plain(), block=True)
        remark = _remark(typed, node)
        return cls(typed[node.index : node.end], node.plain(), remark=remark)

    def inline(self, *, flow: bool, column: int) -> str:
        """Return it as it stands behind its key; further lines begin in a column."""
        if self.worded:
            return spelled(self.text, flow=flow)
        if flow and (self.block or self.remark):
            said = "here it goes into braces; write it in braces too, without a comment"
            raise BlueprintInvalid([Problem(Source(self.text, VALUE).place(()), said)])
        first, *rest = self.text.split("\n")
        lines = textwrap.indent(textwrap.dedent("\n".join(rest)), " " * column)
        return "\n".join([first, *([lines] if rest else [])])


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with its value."""

    name: str
    value: Value

    def inline(self, column: int) -> str:
        """Return it as it stands between braces."""
        return f"{_key(self.name)}: {self.value.inline(flow=True, column=column)}"

    def lines(self, column: int, step: int, aligned: int = 0) -> list[str]:
        """Return it as lines of a block; its value stands in the column `aligned`, if it can."""
        key = f"{' ' * column}{_key(self.name)}:"
        if self.value.block:
            below = textwrap.indent(textwrap.dedent(self.value.text), " " * (column + step))
            return [key, *below.split("\n")]
        value = self.value.inline(flow=False, column=column + step)
        remark = f"  {self.value.remark}" if self.value.remark else ""
        return f"{f'{key} ':{aligned}}{value}{remark}".split("\n")


@dataclass(frozen=True, slots=True)
class Section:
    """A key that is not there yet, with the one entry it begins with."""

    name: str
    entry: Entry

    def inline(self, column: int) -> str:
        """Return it as it stands between braces."""
        return f"{self.name}: {{{self.entry.inline(column)}}}"

    def lines(self, column: int, step: int, aligned: int = 0) -> list[str]:
        """Return it as lines of a block; a section is never aligned with its siblings."""
        del aligned
        return [f"{' ' * column}{self.name}:", *self.entry.lines(column + step, step)]


def spelled(text: str, *, flow: bool) -> str:
    """Spell a text in YAML: with quotes only where 1.1 or 1.2 would read something else."""
    if _is_plain(text, flow=flow):
        return text
    if "\n" in text or not text.isprintable():
        return json.dumps(text, ensure_ascii=False)
    return "'{}'".format(text.replace("'", "''"))


def _is_plain(text: str, *, flow: bool) -> bool:
    """Say whether a text without quotes is itself, for readers of YAML 1.1 and of 1.2."""
    line = f"{{k: {text}}}" if flow else f"k: {text}"
    try:
        old: object = yaml.load(line, Loader=SAFE)  # noqa: S506 - a safe loader
        new = Source(line, VALUE).root.plain()
    except (yaml.YAMLError, BlueprintInvalid, ValueError):  # ValueError: the 99th of a month
        return False
    return old == new == {"k": text}


def _refuse_forbidden(typed: str) -> None:
    """Refuse a text with a character that no blueprint may hold."""
    at = forbidden_character(typed, lines=True, tabs=True)
    if at is not None:
        said = f"{code_point(typed[at])} is not allowed; take it out"
        raise BlueprintInvalid([Problem(Place(VALUE, 1, at + 1), said)])


def _key(name: str) -> str:
    """Spell a name as a key; in YAML 1.1 some are truth values."""
    resolved = yaml.load(name, Loader=SAFE)  # noqa: S506 - a safe loader
    return name if resolved == name else f"'{name}'"


def _remark(typed: str, node: Node) -> str:
    """Return the comment behind a value; what else stands there was refused by the reader."""
    rest = typed[node.end :].strip()
    return rest if rest.startswith("#") and "\n" not in rest else ""
