"""Put an entry into a mapping, in the style that it finds there."""

from collections import Counter
from dataclasses import dataclass

from ..blueprint.reader import Node, Source
from .kinds import keys_beside
from .sheet import Sheet, Splice
from .spelling import Entry, Section
from .spots import Spot, entry_at

STEP = 2
"""The indentation where a blueprint shows no other, in columns."""

Pair = tuple[Node, Node]


@dataclass(frozen=True, slots=True)
class Gap:
    """A place between the entries of a mapping: after the first `at` of them."""

    sheet: Sheet
    holder: Node
    at: int

    @property
    def pairs(self) -> list[Pair]:
        """Return the entries, in the order of the text."""
        return list(self.holder.entries.values())


def inserted(sheet: Sheet, source: Source, spot: Spot, entry: Entry) -> list[Splice]:
    """Return the changes that put an entry to its spot: with its section, if there is none."""
    section = entry_at(source, spot.section)
    if section is not None:
        return _into(sheet, section, entry, len(section[1].entries), _step(source))
    holder = entry_at(source, spot.holder)
    node = holder[1] if holder else source.root
    name = str(spot.section[-1])
    order = list(keys_beside(spot.home))
    earlier = order[: order.index(name)]
    at = 1 + max((number for number, it in enumerate(node.entries) if it in earlier), default=-1)
    return _into(sheet, holder or (node, node), Section(name, entry), at, _step(source))


def _into(sheet: Sheet, pair: Pair, new: Entry | Section, at: int, step: int) -> list[Splice]:
    """Return the changes that put an entry into a mapping, which may be empty."""
    key, node = pair
    gap = Gap(sheet, node, at)
    if sheet.has_braces(node):
        return _into_braces(gap, new, step)
    if not node.entries:
        number = sheet.after(sheet.number(node.index), key.column)
        lines = new.lines(key.column + step, step)
        return [Splice(sheet.end(number), sheet.end(number), "\n" + "\n".join(lines))]
    return _into_block(gap, new, step)


def _into_block(gap: Gap, new: Entry | Section, step: int) -> list[Splice]:
    """Return the change that adds lines between those of a block."""
    sheet, pairs, column = gap.sheet, gap.pairs, gap.holder.column
    text = "\n".join(new.lines(column, step, _aligned(sheet, pairs, new)))
    if gap.at == 0:
        key = pairs[0][0]
        start = sheet.starts[sheet.before(key.line, column, -1)]
        blank = "\n" if len(pairs) > 1 and _is_apart(sheet, pairs[1][0], column) else ""
        return [Splice(start, start, f"{text}\n{blank}")]
    number = sheet.after(sheet.last_line(pairs[gap.at - 1][1]), column)
    is_last = gap.at == len(pairs)
    beside = pairs[gap.at - is_last][0]
    wanted = len(pairs) > 1 and _is_apart(sheet, beside, column)
    blank = "\n" if wanted and (is_last or sheet.is_blank(number + 1)) else ""
    return [Splice(sheet.end(number), sheet.end(number), f"\n{blank}{text}")]


def _is_apart(sheet: Sheet, key: Node, column: int) -> bool:
    """Say whether a blank line stands above an entry and its comments."""
    return sheet.is_blank(sheet.before(key.line, column, -1) - 1)


def _aligned(sheet: Sheet, pairs: list[Pair], new: Entry | Section) -> int:
    """Return the column in which the values of some entries stand; 0 where they are not aligned."""
    beside = [
        (key, value)
        for key, value in pairs
        if value.line == key.line and (value.kind != "text" or value.end > value.index)
    ]
    padded = any("  " in sheet.text[key.end : value.index] for key, value in beside)
    if not padded or isinstance(new, Section):
        return 0
    return Counter(value.column for _, value in reversed(beside)).most_common(1)[0][0]


def _into_braces(gap: Gap, new: Entry | Section, step: int) -> list[Splice]:
    """Return the changes that add to what stands between braces."""
    sheet, pairs, holder = gap.sheet, gap.pairs, gap.holder
    line = sheet.lines[holder.line]
    indent = len(line) - len(line.lstrip()) + step
    if not pairs:
        return [Splice(holder.index + 1, holder.index + 1, new.inline(indent))]
    if stands_in_lines(sheet, pairs):
        return _in_line_of_its_own(gap, new)
    if gap.at == 0:
        start = pairs[0][0].index
        return [Splice(start, start, f"{new.inline(indent)}, ")]
    last = end_of(pairs[gap.at - 1])
    comma = comma_after(sheet, last)
    if gap.at == len(pairs) and comma is not None:
        return [Splice(comma + 1, comma + 1, f" {new.inline(indent)},")]
    return [Splice(last, last, f", {new.inline(indent)}")]


def _in_line_of_its_own(gap: Gap, new: Entry | Section) -> list[Splice]:
    """Return the changes that add one line to lines between braces."""
    sheet, pairs, holder = gap.sheet, gap.pairs, gap.holder
    column = pairs[-1][0].column
    text = " " * column + new.inline(column + STEP)
    if gap.at == 0:
        start = pairs[0][0].index
        return [Splice(start, start, f"{new.inline(column + STEP)},\n{' ' * column}")]
    last = end_of(pairs[gap.at - 1])
    comma = comma_after(sheet, last)
    if comma is None and sheet.number(holder.end) == sheet.number(last):
        return [Splice(last, last, f",\n{text}")]
    number = sheet.number(last if comma is None else comma)
    if sheet.number(holder.end) == number:
        return [Splice(comma + 1, comma + 1, f"\n{text},")] if comma is not None else []
    end = sheet.end(number)
    if comma is None:
        return [Splice(last, last, ","), Splice(end, end, f"\n{text}")]
    return [Splice(end, end, f"\n{text},")]


def stands_in_lines(sheet: Sheet, pairs: list[Pair]) -> bool:
    """Say whether each entry between braces has a line of its own; the first may follow `{`."""
    keys = [key for key, _ in pairs]
    return all(map(sheet.is_first, keys[1:] or keys))


def end_of(pair: Pair) -> int:
    """Return the position after an entry between braces."""
    return max(pair[0].end, pair[1].end)


def comma_after(sheet: Sheet, position: int) -> int | None:
    """Return the position of the comma behind an entry, if there is one."""
    while sheet.text[position].isspace() or sheet.text[position] == "#":
        if sheet.text[position] == "#":
            position = sheet.end(sheet.number(position))
        position += 1
    return position if sheet.text[position] == "," else None


def _step(source: Source) -> int:
    """Return by how many columns the blueprint indents."""
    entry = entry_at(source, ("modules",))
    inner = entry[1].column - entry[0].column if entry and entry[1].entries else 0
    return inner if entry and entry[1].line > entry[0].line and inner > 0 else STEP
