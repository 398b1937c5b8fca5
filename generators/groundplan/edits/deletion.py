"""Take an entry out of a mapping, with the comments that belong to it and no others.

What stands alone in its section takes the section with it.
"""

from collections.abc import Mapping

from ..blueprint.reader import Node, Path, Source
from ..errors import BlueprintInvalid, Problem
from .insertion import Pair, comma_after, end_of, stands_in_lines
from .kinds import keys_beside
from .sheet import Sheet, Splice
from .spots import Spot, entry_at


def deleted(sheet: Sheet, source: Source, spot: Spot) -> tuple[list[Splice], bool]:
    """Return the changes that take an entry out, and whether its section goes with it.

    A section goes with its last entry, unless it must be there, or has braces in a block.
    """
    holder = entry_at(source, spot.holder)
    node = holder[1] if holder else source.root
    name = str(spot.section[-1])
    section = node.entries[name]
    entry = section[1].entries[spot.name]
    _refuse_strange(sheet, source, {spot.section: (node, section), spot.path: (section[1], entry)})
    in_braces = sheet.has_braces(section[1])
    stays = keys_beside(spot.home)[name] or (in_braces and not sheet.has_braces(node))
    if len(section[1].entries) > 1 or (stays and in_braces):
        return _out_of(sheet, section[1], entry, section[0].line), False
    floor = holder[0].line if holder else -1
    if in_braces:
        return _out_of(sheet, node, section, floor), True
    numbers = _lines_of(sheet, section[1], entry, section[0].line)
    if stays:
        return [_braces_at(sheet, section[0]), *sheet.without_lines(numbers)], False
    splices = sheet.without_lines(
        numbers | _lines_of(sheet, node, section, floor, only_key=True),
    )
    if holder and len(node.entries) == 1:
        splices = [_braces_at(sheet, holder[0]), *splices]
    return splices, True


def _refuse_strange(sheet: Sheet, source: Source, pairs: Mapping[Path, tuple[Node, Pair]]) -> None:
    """Refuse keys of blocks with something before them: `? key`."""
    for path, (node, (key, _)) in pairs.items():
        if not sheet.has_braces(node) and not sheet.is_first(key):
            said = "this key does not begin its line; take it out by hand"
            raise BlueprintInvalid([Problem(source.place(path, key=True), said)])


def _braces_at(sheet: Sheet, key: Node) -> Splice:
    """Return the change that gives a key an empty mapping in the place of lines that go."""
    colon = sheet.text.index(":", key.end)
    return Splice(colon + 1, colon + 1, " {}")


def _out_of(sheet: Sheet, node: Node, pair: Pair, floor: int) -> list[Splice]:
    """Return the changes that take an entry out of a mapping that begins in the line `floor`."""
    if not sheet.has_braces(node):
        return sheet.without_lines(_lines_of(sheet, node, pair, floor))
    pairs = list(node.entries.values())
    if sheet.is_first(pair[0]) and stands_in_lines(sheet, pairs):
        rest = sheet.text[_after(sheet, pair) : sheet.end(sheet.number(_after(sheet, pair)))]
        if not rest.strip() or rest.strip().startswith("#"):
            return _whole_lines(sheet, node, pair)
    return _out_of_a_line(sheet, pairs, pairs.index(pair))


def _lines_of(
    sheet: Sheet, node: Node, pair: Pair, floor: int, *, only_key: bool = False
) -> set[int]:
    """Return the lines of an entry of a block: with its comments, and a blank line too many.

    With `only_key` the lines of its value are left out.
    """
    key, value = pair
    pairs = list(node.entries.values())
    at = pairs.index(pair)
    floor = sheet.last_line(pairs[at - 1][1]) if at else floor
    first = sheet.before(key.line, key.column, floor)
    below = _with_deeper(sheet, sheet.last_line(value), key.column)
    above = first
    while above - 1 > floor and sheet.is_blank(above - 1):
        above -= 1
    own = set(range(first, (key.line if only_key else below) + 1))
    if at + 1 == len(pairs) or (at and sheet.is_blank(below + 1)):
        return own | set(range(above, first))
    return own | {below + 1} if not at and sheet.is_blank(below + 1) else own


def _with_deeper(sheet: Sheet, number: int, column: int) -> int:
    """Return the last of the deeper comments that stand directly below a line, or this line."""
    while (sheet.comment(number + 1) or 0) > column:
        number += 1
    return number


def _after(sheet: Sheet, pair: Pair) -> int:
    """Return the position after an entry between braces and its comma."""
    comma = comma_after(sheet, end_of(pair))
    return end_of(pair) if comma is None else comma + 1


def _whole_lines(sheet: Sheet, node: Node, pair: Pair) -> list[Splice]:
    """Return the changes that take lines out from between braces, and a comma too many."""
    pairs = list(node.entries.values())
    at = pairs.index(pair)
    floor = sheet.number(end_of(pairs[at - 1])) if at else node.line
    first = sheet.before(pair[0].line, pair[0].column, floor)
    splices = sheet.without_lines(range(first, sheet.number(_after(sheet, pair)) + 1))
    if at and comma_after(sheet, end_of(pair)) is None:
        comma = _after(sheet, pairs[at - 1])
        return [Splice(comma - 1, comma), *splices]
    return splices


def _out_of_a_line(sheet: Sheet, pairs: list[Pair], at: int) -> list[Splice]:
    """Return the changes that take an entry out from between others on its line.

    Comments around it stay; the comma before it goes, unless one behind it can go.
    """
    key = pairs[at][0]
    end, after = end_of(pairs[at]), _after(sheet, pairs[at])
    is_last = at + 1 == len(pairs)
    if not at:
        stop = after if is_last else pairs[1][0].index
        between = sheet.text[after:stop]
        return [Splice(key.index, after if "#" in between else stop)]
    begin, comma = end_of(pairs[at - 1]), _after(sheet, pairs[at - 1])
    alone = "#" not in sheet.text[begin : key.index]
    if after > end and is_last:
        return [Splice(comma if alone else key.index, after)]
    if alone:
        return [Splice(begin, end)]
    if after > end:
        return [Splice(key.index, after)]
    return [Splice(comma - 1, comma), Splice(key.index, end)]
