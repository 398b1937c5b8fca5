"""The arrow of `moves`: `a, b -> c`, with `[*]` for what is not born or gone."""

from dataclasses import dataclass

from ..names import shown, snake_fault
from .fields import LineError

NOBODY = "[*]"


@dataclass(frozen=True, slots=True)
class Arrow:
    """The two sides of an arrow; `[*]` is "" here. Offsets go with the names."""

    sources: tuple[tuple[str, int], ...]
    targets: tuple[tuple[str, int], ...]


def read_arrow(text: str) -> Arrow:
    """Read one arrow.

    Raises:
        LineError: It is no arrow.
    """
    parts = text.split("->")
    if len(parts) == 1:
        raise LineError(0, f"{shown(text)} is no move; write 'from -> to'")
    if len(parts) > 2:
        at = len(parts[0]) + len(parts[1]) + 2
        raise LineError(at, "a second '->'; write one move each, as a list")
    arrow = Arrow(_side(parts[0], 0), _side(parts[1], len(parts[0]) + 2))
    names = [name for name, _ in arrow.sources]
    for position, (name, at) in enumerate(arrow.sources):
        if name in names[:position]:
            raise LineError(at, f"the state {shown(name or NOBODY)} stands twice before the arrow")
    if arrow.sources[0][0] == "" == arrow.targets[0][0]:
        raise LineError(arrow.targets[0][1], "'[*] -> [*]' leads nowhere; name a state")
    return arrow


def _side(text: str, offset: int) -> tuple[tuple[str, int], ...]:
    """Read the names on one side of the arrow."""
    names: list[tuple[str, int]] = []
    start = offset
    for part in text.split(",") if text.strip() else ():
        name = part.strip()
        at = start + len(part) - len(part.lstrip())
        start += len(part) + 1
        if not name:
            raise LineError(at, "a state is missing beside the comma")
        fault = None if name == NOBODY else snake_fault(name)
        if fault:
            raise LineError(at, f"{fault}; a state is a name in snake_case, or '[*]'")
        names.append(("" if name == NOBODY else name, at))
    if not names:
        raise LineError(offset, "a state is missing beside the arrow; '[*]' is not born, or gone")
    if len(names) > 1 and any(not name for name, _ in names):
        at = next(at for name, at in names if not name)
        raise LineError(at, "'[*]' stands alone on its side of the arrow")
    return tuple(names)
