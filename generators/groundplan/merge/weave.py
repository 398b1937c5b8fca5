"""Merge parts three ways, by name, down to the lines where sides really differ.

Items that both sides have in another order stay where the user put them. An item that one
side removed and the other changed is a conflict, never a silent loss.
"""

import ast
import io
import re
import tokenize
from collections import Counter
from dataclasses import replace
from difflib import SequenceMatcher

from .flow import Uses, is_torn
from .items import is_placed, item_names, rewritten
from .lines import merged_lines
from .parts import Opened, Part, ordered
from .pieces import Marked, Piece, ThreeWay, clash, clashes
from .torn import Keyed, torn, torn_apart

_BLANK = re.compile(r"(?:[ \t]*\n)*")
_LAYOUT = re.compile(r"[\s,()\"']+")
ALIKE = 0.6  # of two statements without a name, to be called one statement with an edit
MOST_PAIRS = 400  # to compare: what was rewritten as a whole has no old statements in it


def woven(sides: ThreeWay[Part | None], where: str = "") -> list[Piece]:
    """Merge one part; a side that does not have it gives None."""
    base, ours, theirs = sides
    if ours is None or theirs is None:
        return _one_sided(sides, where)
    blank = _blank(base, ours, theirs)
    if base and _same(ours, base):
        return [blank + _plain(theirs)]
    if (base and _same(theirs, base)) or _same(ours, theirs):
        return [blank + _plain(ours)]
    below = ".".join(filter(None, (where, ours.where)))
    found = _opened(sides, below)
    if found is not None and not clashes(found):
        return found
    if base is None:
        # Two things of one name, not one thing with two edits: shown whole.
        found = None
    last = None if base is None else _plain(base)
    blended = ours.blend(ThreeWay(last, _plain(ours), _plain(theirs)))
    if blended is not None:
        return [blank + blended]
    return found if found is not None else _by_lines(ThreeWay(base, ours, theirs), below)


def _one_sided(sides: ThreeWay[Part | None], where: str) -> list[Piece]:
    """Settle a part that a side removed, or that one added."""
    base, ours, theirs = sides
    left = ours or theirs
    if left is None or (base is not None and _same(left, base)):
        return []
    if base is None:
        return [left.text]
    below = ".".join(filter(None, (where, left.where)))
    texts = ThreeWay(_plain(base), _plain(ours) if ours else "", _plain(theirs) if theirs else "")
    return [_blank_of(left), clash(texts, below)]


def _opened(sides: ThreeWay[Part | None], where: str) -> list[Piece] | None:
    """Merge what is inside; None where the sides cannot be opened alike."""
    inside = [it.open() if it else None for it in sides]
    base, ours, theirs = inside
    if ours is None or theirs is None or ours.manner != theirs.manner:
        return None
    if sides.base is None:
        base = Opened(ours.manner, ())
    if base is None or base.manner != ours.manner:
        return None
    found = ThreeWay(base.parts, ours.parts, theirs.parts)
    if ours.manner == "fixed":
        return _fixed(found, where, added=sides.base is None)
    if ours.manner == "names":
        return _named(found, where)
    if ours.manner in {"items", "arguments"}:
        return _listed(found, where, placed=ours.manner == "arguments")
    return _steps(found, where)


def _fixed(sides: ThreeWay[tuple[Part, ...]], where: str, *, added: bool) -> list[Piece] | None:
    names = [tuple(part.name for part in it) for it in sides]
    if names[1] != names[2] or (not added and names[0] != names[1]):
        return None
    bases = (None,) * len(sides.ours) if added else sides.base
    rows = zip(bases, sides.ours, sides.theirs, strict=True)
    return [piece for row in rows for piece in woven(ThreeWay(*row), where)]


def _listed(sides: ThreeWay[tuple[Part, ...]], where: str, *, placed: bool) -> list[Piece] | None:
    """Merge the items of a list; None where both sides wrote one anew, or at one place."""
    items = ThreeWay(*([part.name for part in it] for it in sides))
    names = item_names(items)
    if rewritten(*names) or (placed and is_placed(items)):
        return None
    named = (
        tuple(replace(part, name=name) for part, name in zip(*it, strict=True))
        for it in zip(sides, names, strict=True)
    )
    return _named(ThreeWay(*named), where)


def _named(sides: ThreeWay[tuple[Part, ...]], where: str) -> list[Piece] | None:
    """Merge a set with an order: what both sides add at one place is all kept."""
    keyed = _keyed(sides)
    if keyed is None:
        return None
    torn_here = torn(keyed)
    pieces: list[Piece] = []
    for name in _order(keyed):
        at = next((it for it in torn_here if name in it.ours or name in it.theirs), None)
        if at is None:
            pieces += _item(keyed, name, where)
        elif name == next(iter(at.ours)):
            pieces.append(torn_apart(at, where))
    return pieces


def _item(keyed: ThreeWay[Keyed], name: str, where: str) -> list[Piece]:
    return woven(ThreeWay(*(it.get(name) for it in keyed)), where)


def _order(keyed: ThreeWay[Keyed]) -> list[str]:
    base, ours, theirs = keyed
    moved = [it for it in ours if it in base] != [it for it in base if it in ours]
    lead, follow = (ours, theirs) if moved else (theirs, ours)
    return ordered(list(lead), list(follow), set(base), theirs_lead=not moved)


def _steps(sides: ThreeWay[tuple[Part, ...]], where: str) -> list[Piece] | None:
    """Merge statements that follow each other: additions at one place must be independent.

    Where all are definitions, as routes in a function are, names decide, and one may be moved.
    """
    defined = all(part.name for it in sides for part in it)
    if not defined:
        lines = merged_lines(ThreeWay(*("".join(part.text for part in it) for it in sides)))
        if lines and not lines.conflicts:
            return [lines.text]
    keyed = _keyed(sides)
    if keyed is None or (not defined and (_has_moves(keyed) or _tears(keyed))):
        return None
    return _in_stretches(keyed, where)


def _tears(keyed: ThreeWay[Keyed]) -> bool:
    """Say whether a statement that the user added would lose its place among the others."""
    base, ours, theirs = keyed
    added = [it for it in ours if it not in base and it not in theirs]
    both = ours | theirs
    kept = [it for it in _order(keyed) if it in theirs or it in added]
    before, after = (
        {name: Uses.of(_parsed(side[name].text)) for name in order}
        for side, order in ((ours, ours), (both, kept))
    )
    return any(is_torn(it, before, after) for it in added)


def _has_moves(keyed: ThreeWay[Keyed]) -> bool:
    """Say whether two sides have in another order what both have."""
    base, ours, theirs = keyed
    pairs = ((base, ours), (base, theirs), (ours, theirs))
    return any([it for it in a if it in b] != [it for it in b if it in a] for a, b in pairs)


def _in_stretches(keyed: ThreeWay[Keyed], where: str) -> list[Piece]:
    """Merge what sides share, and between that what only one has, as a whole."""
    pieces: list[Piece] = []
    stretch: list[str] = []
    for name in [*_order(keyed), ""]:
        loose = name and sum(name in it for it in keyed) == 1
        if loose:
            stretch.append(name)
            continue
        pieces += _stretch(keyed, stretch, where)
        stretch = []
        pieces += _item(keyed, name, where) if name else []
    return pieces


def _stretch(keyed: ThreeWay[Keyed], names: list[str], where: str) -> list[Piece]:
    """Settle neighbours that only one side has: added there, or removed on both others."""
    base, ours, theirs = ([it[name] for name in names if name in it] for it in keyed)
    if not ours or not theirs:
        return [part.text for part in (*ours, *theirs)]
    if not base and _independent(ours, theirs):
        # Of routes the first that fits answers: what works stays before what is new.
        defined = all(part.name for part in (*ours, *theirs))
        both = (*ours, *theirs) if defined else (*theirs, *ours)
        return [part.text for part in both]
    texts = ThreeWay(*("".join(part.text for part in it) for it in (base, ours, theirs)))
    return [clash(texts, where)]


def _independent(ours: list[Part], theirs: list[Part]) -> bool:
    """Say whether the order of two additions does not matter.

    That is so for imports, assignments and definitions that do not read each other's names, and
    for calls of one function, or of one family of functions: they are a list.
    """
    mine, new = (_facts(parts) for parts in (ours, theirs))
    if mine is None or new is None:
        return False
    (my_targets, my_names, my_calls), (targets, names, calls) = mine, new
    if my_calls or calls:
        return not my_targets and not targets and my_calls == calls and len(calls) == 1
    return not my_targets & names and not targets & my_names


def _facts(parts: list[Part]) -> tuple[set[str], set[str], set[str]] | None:
    """Return bound names, all names, and families of calls; None for other statements."""
    tree = _parsed("".join(part.text for part in parts))
    targets, calls = set(), set()
    for node in tree.body if tree else ():
        match node:
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                targets.add(name)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                targets.add(node.name)
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                targets |= {it.asname or it.name.partition(".")[0] for it in names}
            case ast.Expr(value=ast.Call(func=func)):
                # register_catalog and register_mail are of one family.
                owner, dot, called = ast.unparse(func).rpartition(".")
                calls.add(f"{owner}{dot}{called.partition('_')[0]}")
            case _:
                return None
    read = {it.id for it in ast.walk(tree) if isinstance(it, ast.Name)} if tree else set()
    return (targets, read | targets, calls) if tree else None


def _keyed(sides: ThreeWay[tuple[Part, ...]]) -> ThreeWay[Keyed] | None:
    """Give each part a key that all sides share; None where names do not tell them apart."""
    counts = [Counter(part.name for part in it if part.name) for it in sides]
    for name in {name for it in counts for name, count in it.items() if count > 1}:
        if len({it[name] for it in counts if it[name]}) > 1:
            return None
    base = _plainly_keyed(sides.base)
    return ThreeWay(base, _keyed_like(base, sides.ours), _keyed_like(base, sides.theirs))


def _plainly_keyed(parts: tuple[Part, ...]) -> Keyed:
    seen: Counter[str] = Counter()
    keyed = {}
    for part in parts:
        seen[part.name] += 1
        keyed[f"{part.name}#{seen[part.name]}"] = part
    return keyed


def _keyed_like(base: Keyed, parts: tuple[Part, ...]) -> Keyed:
    """Key parts without a name by what they stand for in the base, else by their text."""
    keys = [key for key, part in base.items() if not part.name]
    mine = [part for part in parts if not part.name]
    pairs = _pairs([base[key] for key in keys], mine)
    keyed: Keyed = {}
    seen: Counter[str] = Counter()
    number, before = 0, ""
    for part in parts:
        if part.name:
            seen[part.name] += 1
            key = f"{part.name}#{seen[part.name]}"
        else:
            at = pairs.get(number)
            number += 1
            key = f"+{before}+{part.text.strip()}" if at is None else keys[at]
        while key in keyed:
            key += "+"
        keyed[key] = part
        before = key if key in base else before
    return keyed


def _pairs(base: list[Part], side: list[Part]) -> dict[int, int]:
    """Pair parts without a name: those that are equal, then those that look alike."""
    was, now = [it.text.strip() for it in base], [it.text.strip() for it in side]
    codes = SequenceMatcher(None, was, now, autojunk=len(now) > MOST_PAIRS).get_opcodes()
    pairs: dict[int, int] = {}
    for tag, start, stop, low, high in codes:
        if tag == "equal":
            pairs |= dict(zip(range(low, high), range(start, stop), strict=True))
        elif tag == "replace":
            alike = _likenesses(was[start:stop], now[low:high])
            pairs |= {low + new: start + old for new, old in alike.items()}
    return pairs


def _likenesses(was: list[str], now: list[str]) -> dict[int, int]:
    """Pair texts that look alike and are about the same, without crossing.

    A single one is always the successor of a single one.
    """
    if len(was) == len(now) == 1:
        return {0: 0}
    pairs: dict[int, int] = {}
    if len(was) * len(now) > MOST_PAIRS:
        return pairs
    for old, text in enumerate(was):
        first = max(pairs, default=-1) + 1
        alike = (it for it in range(first, len(now)) if _are_alike(text, now[it]))
        if (new := next(alike, None)) is not None:
            pairs[new] = old
    return pairs


def _are_alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other)
    alike = matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE
    return alike and _subject(one) == _subject(other)


def _subject(text: str) -> str:
    """Say what a statement is about: what it calls, what it gives a value, else its kind."""
    tree = _parsed(text)
    node = tree.body[0] if tree and tree.body else None
    match node:
        case ast.Expr(value=ast.Call(func=about) | ast.Await(value=ast.Call(func=about))):
            return ast.unparse(about)
        case ast.Assign(targets=[about]) | ast.AnnAssign(target=about):
            return ast.unparse(about)
    return type(node).__name__


def _blank(base: Part | None, ours: Part, theirs: Part) -> str:
    """Return the blank lines above: the user's where the user changed them."""
    found = [_blank_of(it) for it in (base or ours, ours, theirs)]
    return found[2] if found[1] == found[0] else found[1]


def _blank_of(part: Part) -> str:
    found = _BLANK.match(part.text)
    return found[0] if found else ""


def _plain(part: Part) -> str:
    return part.text[len(_blank_of(part)) :]


def _same(one: Part, other: Part) -> bool:
    """Say whether two parts differ in layout at most."""
    first, second = _plain(one), _plain(other)
    if first == second or not one.code:
        return first == second
    if _LAYOUT.sub("", first) != _LAYOUT.sub("", second):
        return False
    tree, other_tree, comments = _parsed(first), _parsed(second), _comments(first)
    if tree is None or other_tree is None or comments is None:
        return False
    return comments == _comments(second) and ast.dump(tree) == ast.dump(other_tree)


def _parsed(text: str) -> ast.Module | None:
    """Parse statements, also those that stand indented."""
    try:
        tree = ast.parse(_head(text) + text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    first = tree.body[0] if tree.body else None
    if _head(text) and isinstance(first, ast.If):
        tree.body = [*first.body, *tree.body[1:]]
    return tree


def _head(text: str) -> str:
    """Return a line that makes statements at any indentation whole."""
    lines = (it for it in text.split("\n") if it.strip() and not it.lstrip().startswith("#"))
    return "if 1:\n" if next(lines, "").startswith((" ", "\t")) else ""


def _comments(text: str) -> list[str] | None:
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(_head(text) + text).readline))
    except (tokenize.TokenError, SyntaxError):
        return None
    return [it.string for it in tokens if it.type == tokenize.COMMENT]


def _by_lines(sides: ThreeWay[Part | None], where: str) -> list[Piece]:
    base, ours, theirs = (it.text if it else "" for it in sides)
    texts = ThreeWay(base, ours, theirs)
    lines = merged_lines(texts) if sides.base else None
    if lines is None:
        return [clash(texts, where)]
    if not lines.conflicts:
        return [lines.text]
    return [Marked(lines.text, tuple(it.line for it in lines.conflicts), where)]
