"""A text as parts with names, opened one level at a time and only where a merge needs it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import compress, takewhile
from typing import Literal

from .brackets import Group, groups, inline_items
from .items import is_placed, item_names, rewritten
from .pieces import ThreeWay

WIDTH = 100  # columns, as templates are printed
DOCSTRING = "docstring"  # the name of the first text of a body

# fixed: the same parts on all sides; names: a set with an order; items: such a set, but its
# names are still to be found; arguments: items, of which some may be known by their place;
# steps: the order has a meaning
Manner = Literal["fixed", "names", "items", "arguments", "steps"]

_CALLED = re.compile(r"[\w)\]]\s*[(\[]$")  # what is called, or asked for an item
_CALLEE = re.compile(r"[\w.()\[\]]*$")
_SET = re.compile(r"(?:\b(?:def|class)\s+\w+(?:\[[^()]*\])?\(|\b(?:Literal|Union)\[)$")


@dataclass(frozen=True, slots=True)
class Opened:
    """The parts of a part: together they are its text."""

    manner: Manner
    parts: tuple["Part", ...]


def _closed() -> None:
    return None


def _unblended(sides: ThreeWay[str | None]) -> str | None:  # noqa: ARG001
    return None


@dataclass(frozen=True, slots=True)
class Part:
    """Whole lines of a text.

    An empty name: there is none, and the part is known by its text. `blend` merges texts
    that cannot be opened alike; a side without the part gives None.
    """

    text: str
    name: str = ""
    where: str = ""  # what `name` adds to the qualified name, if it does
    open: Callable[[], Opened | None] = _closed
    blend: Callable[[ThreeWay[str | None]], str | None] = _unblended
    code: bool = False  # a statement: its syntax may be compared


def listed(text: str, name: str = "") -> Part:
    """Return lines as a part that opens into the exploded lists in them."""
    return Part(text, name, open=lambda: _exploded(text), blend=inline_blend)


def _exploded(text: str) -> Opened | None:
    found = groups(text)
    parts: list[Part] = []
    done = 0
    for group in found or ():
        body = _lines_between(text, group)
        inside = _inside(text, group, *body) if body else None
        if body is None or inside is None:
            continue
        parts.append(Part(text[done : body[0]], f"before {len(parts)}", blend=inline_blend))
        name = f"{inside.name} {len(parts)} of {_callee(text[: group.start])}"
        parts.append(replace(inside, name=name))
        done = body[1]
    if not parts:
        return None
    return Opened("fixed", (*parts, Part(text[done:], "after", blend=inline_blend)))


def _inside(text: str, group: Group, start: int, stop: int) -> Part | None:
    """Return the lines inside a bracket: items, or what stands there alone and has no comma."""
    items = _items(text, group, start, stop)
    if items is not None:
        manner: Manner = "arguments" if _takes_arguments(text[: group.start]) else "items"
        return Part(text[start:stop], "items", open=lambda: Opened(manner, items))
    return None if group.commas else listed(text[start:stop], "alone")


def _takes_arguments(head: str) -> bool:
    """Say whether a bracket at the end of a text holds arguments; parameters have names."""
    return _CALLED.search(head) is not None and _SET.search(head) is None


def _lines_between(text: str, group: Group) -> tuple[int, int] | None:
    """Return where the lines inside a bracket begin and end; None if it shares a line."""
    if not text[group.start :].lstrip(" \t").startswith("\n"):
        return None
    start = text.index("\n", group.start) + 1
    stop = text.rfind("\n", 0, group.stop) + 1
    alone = not text[stop : group.stop].strip() and start <= stop
    return (start, stop) if alone else None


def _items(text: str, group: Group, start: int, stop: int) -> tuple[Part, ...] | None:
    """Split the lines inside a bracket after each comma; None if an item shares a line."""
    parts: list[Part] = []
    for comma in group.commas:
        end = text.find("\n", comma) + 1
        rest = text[comma + 1 : end].strip()
        if (rest and not rest.startswith("#")) or not start < end <= stop:
            return None
        parts.append(_item(text[start:end], text[start:comma]))
        start = end
    rest = text[start:stop]
    if not all(map(_is_aside, rest.split("\n"))):
        # The last item has no comma, so nothing could follow it.
        return None
    return (*parts, Part(rest, "the end")) if rest else tuple(parts)


def _item(text: str, plain: str) -> Part:
    """Return an item, which opens into the comments above it and itself."""
    lines = text.splitlines(keepends=True)
    above = "".join(takewhile(_is_aside, lines))
    code = "\n".join(it for it in plain.split("\n") if not _is_aside(it))
    parts = (Part(above, "above"), listed(text[len(above) :], "item"))
    return Part(text, code.strip() or "?", open=lambda: Opened("fixed", parts))


def _is_aside(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def inline_blend(sides: ThreeWay[str | None]) -> str | None:
    """Merge what stands in brackets within lines, item by item; None where it cannot."""
    base, ours, theirs = sides
    if base is None or ours is None or theirs is None:
        return None
    if ours == base or theirs in {base, ours}:
        return theirs if ours == base else ours
    cut = [_cut(it) for it in (base, ours, theirs)]
    if any(it is None or len(it[1]) != len(cut[0][1] if cut[0] else ()) for it in cut):
        return None
    (glue, lists), (mine, my_lists), (new, new_lists) = (it for it in cut if it)
    between = [settled(*it) for it in zip(glue, mine, new, strict=True)]
    found = [ThreeWay(*it) for it in zip(lists, my_lists, new_lists, strict=True)]
    if any(map(is_placed, compress(found, map(_takes_arguments, glue)))):
        return None
    if any(_is_anothers(ThreeWay(*it), *its) for it, *its in _headed((glue, mine, new), found)):
        return None
    inside = [*map(_list_blend, found)]
    return _joined(between, inside, "\n" in ours.strip("\n") or "\n" in theirs.strip("\n"))


def _headed(
    glues: tuple[list[str], list[str], list[str]], found: list[ThreeWay[list[str]]]
) -> Iterator[tuple[list[str], ThreeWay[list[str]]]]:
    """Go through the lists with what stands before each, without what is in other brackets."""
    for number, lists in enumerate(found, start=1):
        yield ["".join(it[:number]) for it in glues], lists


def _is_anothers(heads: ThreeWay[str], lists: ThreeWay[list[str]]) -> bool:
    """Say whether one side hands a list to somebody else whom the other knows nothing of."""
    was, mine, new = map(_callee, heads)
    if mine == new:
        return False
    return (mine != was and lists.theirs != lists.base) or (new != was and lists.ours != lists.base)


def _callee(head: str) -> str:
    """Return who is called at the end of a text, which ends before a bracket or after it opens."""
    found = _CALLEE.search(head.rstrip("([{"))
    return found[0] if found else ""


def _cut(text: str) -> tuple[list[str], list[list[str]]] | None:
    """Split a text into what is outside of brackets and the items in them."""
    found = groups(text)
    if not found or any(it.comments for it in found):
        return None
    glue: list[str] = []
    lists: list[list[str]] = []
    done = 0
    for group in found:
        glue.append(text[done : group.start])
        items = list(inline_items(text, group))
        if _is_single_tuple(text, group, items):
            return None
        lists.append(items)
        done = group.stop
    return [*glue, text[done:]], lists


def _is_single_tuple(text: str, group: Group, items: list[str]) -> bool:
    """Say whether the comma has a meaning, as in `(a,)`."""
    called = text[: group.start - 1].rstrip()[-1:]
    single = len(items) == 1 and bool(group.commas) and "\n" not in text[group.start : group.stop]
    return single and not (called.isalnum() or called in {"_", ")", "]"})


def settled(base: str | None, ours: str | None, theirs: str | None) -> str | None:
    """Return what one side made of a value, or both alike; None if they differ."""
    if ours == base:
        return theirs
    return ours if theirs in {base, ours} else None


def _list_blend(sides: ThreeWay[list[str]]) -> list[str] | None:
    """Merge the items of a list; None where names do not tell them apart, or both changed one."""
    names = item_names(sides)
    if any(len(set(it)) != len(it) for it in names) or rewritten(*names):
        return None
    keyed = (dict(zip(*it, strict=True)) for it in zip(names, sides, strict=True))
    return _items_blend(*keyed)


def _items_blend(
    base: dict[str, str], ours: dict[str, str], theirs: dict[str, str]
) -> list[str] | None:
    moved = [it for it in ours if it in base] != [it for it in base if it in ours]
    lead, follow = (ours, theirs) if moved else (theirs, ours)
    texts: dict[str, str] = {}
    for name in {**base, **ours, **theirs}:
        sides = ThreeWay(base.get(name), ours.get(name), theirs.get(name))
        if sides.ours == sides.base or sides.theirs in {sides.base, sides.ours}:
            text = sides.theirs if sides.ours == sides.base else sides.ours
        elif (text := inline_blend(sides)) is None:
            return None
        if text is not None:
            texts[name] = text
    order = ordered(list(lead), list(follow), set(base), theirs_lead=not moved)
    return [texts[name] for name in order if name in texts]


def ordered(lead: list[str], follow: list[str], known: set[str], *, theirs_lead: bool) -> list[str]:
    """Bring two orders together: `lead` decides, what only `follow` has comes after its kin.

    At one place what the template adds goes before what the user adds. What both add, each at
    a place of its own, holds nothing together.
    """
    order = list(lead)
    both = {*lead} & {*follow} - known
    loose = {it for it in both if _above(lead, it, known) != _above(follow, it, known)}
    for number, name in enumerate(follow):
        if name in order:
            continue
        kin = next((it for it in reversed(follow[:number]) if it not in loose), None)
        place = 0 if kin is None else order.index(kin) + 1
        while theirs_lead and place < len(order) and order[place] not in known | set(follow):
            place += 1
        order.insert(place, name)
    return order


def _above(order: list[str], name: str, known: set[str]) -> str | None:
    """Return what all know that stands next above a name."""
    return next((it for it in reversed(order[: order.index(name)]) if it in known), None)


def _joined(
    between: list[str | None], inside: list[list[str] | None], exploded: bool
) -> str | None:
    glue = [it for it in between if it is not None]
    lists = [it for it in inside if it is not None]
    if len(glue) != len(between) or len(lists) != len(inside):
        return None
    line = "".join(f"{it}{', '.join(items)}" for it, items in zip(glue, [*lists, []], strict=True))
    if (len(line.rstrip("\n")) <= WIDTH and not exploded) or "\n" in line.strip("\n"):
        return None if "\n" in line.strip("\n") else line
    margin = line[: len(line) - len(line.lstrip())]
    longest = max(range(len(lists)), key=lambda it: sum(map(len, lists[it])))
    texts = [", ".join(items) for items in lists]
    texts[longest] = "".join(f"\n{margin}    {it}," for it in lists[longest]) + f"\n{margin}"
    return "".join(f"{it}{text}" for it, text in zip(glue, [*texts, ""], strict=True))
