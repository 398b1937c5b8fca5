"""The blueprint: what a program is about, read from YAML, checked and understood."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import BlueprintInvalid, EnvironmentFailed, Place, Problem
from ..sweeping import unswept

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .document import Document
    from .domain import Domain

__all__ = ["Blueprint"]


@dataclass(frozen=True, slots=True)
class Blueprint:
    """A blueprint without mistakes.

    Shape: `text` is as it was read, with LF ends; `notes` is advice, `unsupported` what
    this version does not generate yet, both in the order of the file.
    """

    text: str
    document: Document
    domain: Domain
    notes: tuple[Problem, ...] = ()
    unsupported: tuple[Problem, ...] = ()
    name: str = "blueprint.yml"

    def since(self, applied: Blueprint) -> tuple[Problem, ...]:
        """Compare with the blueprint last applied; return advice on data that is stored.

        Raises:
            BlueprintInvalid: A stored event changed its shape without a higher version.
        """
        from .ledger import Ledger  # noqa: PLC0415 - heavy
        from .reader import Source  # noqa: PLC0415 - heavy
        from .since import compare  # noqa: PLC0415 - heavy

        ledger = Ledger(Source(unicodedata.normalize("NFC", self.text), self.name))
        compare(applied.domain, self.domain, self.document, ledger)
        if ledger.problems:
            raise BlueprintInvalid(ledger.problems)
        return _in_order(ledger.notes)

    @classmethod
    def load(cls, path: str | Path, name: str | None = None) -> Blueprint:
        """Read a blueprint from a file; problems call it `name`, else as its folder does.

        Raises:
            BlueprintInvalid: Something is wrong with it; all problems at once.
            EnvironmentFailed: The file cannot be read.
        """
        path = Path(path)
        name = name or path.name
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise EnvironmentFailed(f"cannot read {path}: {error.strerror or error}") from error
        except ValueError as error:  # there is a NUL in it
            raise EnvironmentFailed(f"cannot read {str(path)!r}: {error}") from error
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as wrong:
            before = raw[: wrong.start]
            line = before.count(b"\n") + 1
            start = before.rfind(b"\n") + 1
            column = len(before[start:].decode("utf-8", "replace")) + 1
            place = Place(name, line, column)
            said = f"the byte 0x{raw[wrong.start]:02X} is no UTF-8; save the file as UTF-8"
            raise BlueprintInvalid([Problem(place, said)]) from None
        return cls.parse(text, name)

    @classmethod
    def parse(cls, text: str, name: str = "blueprint.yml") -> Blueprint:
        """Understand a blueprint's text; problems name it as `name`.

        Raises:
            BlueprintInvalid: Something is wrong with it; all problems at once.
        """
        from .ledger import Ledger  # noqa: PLC0415 - heavy
        from .reader import Source  # noqa: PLC0415 - heavy
        from .resolve import resolve  # noqa: PLC0415 - heavy
        from .structure import shaped  # noqa: PLC0415 - heavy

        text = text.removeprefix("\ufeff").replace("\r\n", "\n")
        with unswept():
            ledger = Ledger(Source(unicodedata.normalize("NFC", text), name))
            document = shaped(ledger)
            domain = resolve(document, ledger) if document is not None else None
        if ledger.problems or document is None or domain is None:
            raise BlueprintInvalid(ledger.problems)
        return cls(
            text,
            document,
            domain,
            _in_order(ledger.notes),
            _in_order(ledger.later),
            name,
        )


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort by place."""
    return tuple(sorted(problems, key=lambda problem: problem.place))
