"""Write the same blueprint in many styles: blocks and braces, comments, line ends."""

import json
from dataclasses import dataclass, field
from random import Random
from typing import Any

WORDS = ("first", "second: [x]", "'third", '"fourth', "{fifth", "sechs — ß", "# seventh", "a: b")

ENDS = ("\n", "\r\n")


@dataclass
class Writer:
    """Writes plain data as YAML, each mapping in a style of its own; `remarks` are its comments."""

    chance: Random
    remarks: list[str] = field(default_factory=list)
    literal: set[str] = field(default_factory=set)

    def blueprint(self, data: dict[str, Any]) -> str:
        """Return a whole blueprint."""
        lines = self._block(data, 0, ())
        text = "\n".join(lines)
        if self.chance.random() < 0.7:
            text += "\n"
        if self.chance.random() < 0.3:
            text = text.replace("\n", "\r\n")
        elif self.chance.random() < 0.2:
            text = "".join(f"{it}{self.chance.choice(ENDS)}" for it in text.split("\n"))
        return f"\ufeff{text}" if self.chance.random() < 0.2 else text

    def _block(self, data: dict[str, Any], column: int, path: tuple[str, ...]) -> list[str]:
        lines: list[str] = []
        aligned = self.chance.random() < 0.3
        apart = self.chance.random() < 0.3
        width = max(len(key) for key in data) + 2 if aligned else 0
        for number, (key, value) in enumerate(data.items()):
            if number and (apart or self.chance.random() < 0.05):
                lines += [" " * self.chance.randrange(3)] * self.chance.choice((1, 1, 2))
            lines += self._comments(column)
            lines += self._pair(key, value, column, width, (*path, key))
            if lines[-1] not in self.literal:  # below such a line a comment would be text
                lines += self._comments(column + 5, rarely=True)
        return lines

    def _pair(
        self, key: str, value: Any, column: int, width: int, path: tuple[str, ...]
    ) -> list[str]:
        start = f"{' ' * column}{key}:"
        if isinstance(value, dict) and value and (len(path) < 3 or self.chance.random() < 0.5):
            inner = column + self.chance.choice((1, 2, 2, 2, 4))
            return [f"{start}{self._trail()}", *self._block(value, inner, path)]
        if isinstance(value, list) and value and self.chance.random() < 0.3:
            items = [f"{' ' * column}- {self._inline(it)}{self._trail()}" for it in value]
            return [f"{start}{self._trail()}", *items]
        if isinstance(value, str) and value and self.chance.random() < 0.2:
            lines = [f"{' ' * (column + 2)}{it}" for it in value.rstrip("\n").split("\n")]
            header = {0: "|-", 1: "|"}.get(len(value) - len(value.rstrip("\n")))
            if header and value[0].strip():
                self.literal.add(lines[-1])
                return [f"{start} {header}{self._trail()}", *lines]
        if isinstance(value, str) and value.count(" ") == 1 and self.chance.random() < 0.3:
            return f"{start} {json.dumps(value).replace(' ', chr(10) + ' ' * (column + 3))}".split(
                chr(10)
            )
        text = self._braces(value, column) if isinstance(value, dict) else self._inline(value)
        return f"{f'{start} ':{column + width}}{text}{self._trail()}".split("\n")

    def _braces(self, data: dict[str, Any], column: int) -> str:
        """Return a mapping in braces: in one line, or a line for each entry."""
        if len(data) < 1 or self.chance.random() < 0.5:
            return self._inline(data)
        indent = " " * (column + self.chance.choice((2, 3, 6)))
        hanging = self.chance.random() < 0.5
        pieces = [f"{key}: {self._inline(value)}" for key, value in data.items()]
        ends = [f",{self._trail()}" for _ in pieces[1:]]
        closing = self.chance.choice((",", "")) + self.chance.choice(
            ("}", f"{self._trail()}\n{indent}}}", f"{self._trail()}\n {' ' * column}}}")
        )
        text = "{" if hanging else f"{{{self._trail()}\n{indent}"
        for piece, end in zip(pieces, [*ends, closing], strict=True):
            text += piece + end
            if end in ends and piece is not pieces[-1]:
                text += "\n" + "".join(f"{it}\n" for it in self._comments(len(indent))) + indent
        return text

    def _inline(self, value: Any) -> str:
        """Return a value in one line, as it may stand between braces too."""
        if isinstance(value, dict):
            blank = self.chance.choice(("", "", " "))
            comma = self.chance.choice((", ", ", ", ",  "))
            inner = comma.join(f"{key}: {self._inline(it)}" for key, it in value.items())
            last = self.chance.choice(("", "", ",")) if value else ""
            return f"{{{blank}{inner}{last}{blank}}}"
        if isinstance(value, list):
            return f"[{', '.join(map(self._inline, value))}]"
        return json.dumps(value, ensure_ascii=False)

    def _comments(self, column: int, *, rarely: bool = False) -> list[str]:
        lines = []
        while self.chance.random() < (0.05 if rarely else 0.15):
            lines.append(f"{' ' * column}{self._remark()}")
            if self.chance.random() < 0.2:
                lines.append("")
        return lines

    def _trail(self) -> str:
        """Return what may stand at the end of a line."""
        if self.chance.random() < 0.1:
            return f" {self._remark()}"
        return " " * self.chance.choice((0, 0, 0, 0, 1, 3))

    def _remark(self) -> str:
        remark = f"# {len(self.remarks)} {self.chance.choice(WORDS)}"
        self.remarks.append(remark)
        return remark
