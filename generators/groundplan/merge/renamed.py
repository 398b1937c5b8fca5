"""Read two sides of a merge with the names of today, where a thing has got another one.

What the last version spelled with the old name is respelled, in it and in what the user kept
of it: names of Python code, and texts and comments as a whole. What the user typed stays as
it is typed: a word that the last version did not have in that place, a text with an edit.
"""

import io
import keyword
import re
import tokenize
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from .pieces import ThreeWay

Spellings = Sequence[tuple[str, str]]  # what a name was spelled with, and is now
Place = tuple[int, int]  # row and column
Words = dict[Place, str]

MOST = 2_000  # words to compare one by one: more in one stretch were written anew
_SPOKEN = (tokenize.STRING, tokenize.COMMENT)
_IMPORT = re.compile(r"\s*(?:from|import)\s")
_FORMATTED = re.compile(r"[a-z]*f", re.IGNORECASE)
_TEXT_BEGINS = getattr(tokenize, "FSTRING_START", None)
_TEXT_ENDS = getattr(tokenize, "FSTRING_END", None)


def renames(base: str, theirs: str, spellings: Spellings) -> Mapping[str, str]:
    """Return the words that only the last version has, each with its successor in the new one.

    That may have stood in the last version as well, for something else, where it is the very
    word that the thing is called by now.
    """
    if not spellings:
        return {}
    was, now = words_in(base), words_in(theirs)
    known = {old: new for old, new in _one_to_one(spellings) if new in now}
    pairs = ((it, successor(it, spellings, now - was) or known.get(it)) for it in sorted(was - now))
    return {old: new for old, new in pairs if new}


def _one_to_one(spellings: Spellings) -> Iterator[tuple[str, str]]:
    """Go through the words that became one other, which no second word became."""
    pairs = {*spellings}
    olds, news = (Counter(it[side] for it in pairs) for side in (0, 1))
    return (it for it in pairs if olds[it[0]] == news[it[1]] == 1)


def carried(sides: ThreeWay[str], names: Mapping[str, str]) -> ThreeWay[str]:
    """Return the sides as if the things had always been called as they are now."""
    if not names:
        return sides
    base, ours = _words(sides.base), _words(sides.ours)
    kept = _kept(sides, base, ours)
    return ThreeWay(
        _respelled(sides.base, base, names),
        _respelled(sides.ours, {it: ours[it] for it in kept}, names),
        sides.theirs,
    )


def words_in(text: str) -> set[str]:
    """Return the names, texts and comments of Python."""
    return set(_words(text).values())


def successor(word: str, spellings: Spellings, new: Collection[str]) -> str | None:
    """Return what a word became; it counts only if the new version has it, and the last had not."""
    every = word
    for old, now in spellings:
        if old in word and word.replace(old, now) in new:
            return word.replace(old, now)
        every = every.replace(old, now)
    return every if every in new else None


def _words(text: str) -> Words:
    """Return names, texts and comments of Python by their places; none where it is no Python.

    An f-string is left out: not every Python takes it apart.
    """
    found: Words = {}
    inside = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            inside += (token.type == _TEXT_BEGINS) - (token.type == _TEXT_ENDS)
            if not inside and _is_word(token):
                found[token.start] = token.string
    except (tokenize.TokenError, SyntaxError, ValueError):
        return {}
    return found


def _is_word(token: tokenize.TokenInfo) -> bool:
    if token.type == tokenize.NAME:
        return not keyword.iskeyword(token.string)
    return token.type in _SPOKEN and not _FORMATTED.match(token.string)


def _kept(sides: ThreeWay[str], base: Words, ours: Words) -> Iterator[Place]:
    """Go through the places of the user's words that the last version had already."""
    was, now = sides.base.split("\n"), sides.ours.split("\n")
    old_rows, rows = _by_row(base), _by_row(ours)
    blocks = SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    moved = Counter(
        it for tag, start, stop, *_ in blocks if tag != "equal" for it in was[start:stop]
    )
    for tag, start, stop, low, high in blocks:
        before = [base[it] for row in range(start, stop) for it in old_rows.get(row, ())]
        there: list[Place] = []
        for row in range(low, high):
            if tag == "equal" or moved[now[row]]:
                moved[now[row]] -= tag != "equal"
                yield from rows.get(row, ())
            else:
                there += rows.get(row, ())
        for kept in _alike(before, ours, there):
            yield from _anchored(now, there, kept)


def _by_row(found: Words) -> dict[int, list[Place]]:
    """Sort places by their lines, counted from 0."""
    rows: dict[int, list[Place]] = {}
    for place in found:
        rows.setdefault(place[0] - 1, []).append(place)
    return rows


def _alike(was: list[str], ours: Words, there: list[Place]) -> Iterator[range]:
    """Go through the runs of a stretch whose words stood in the one that it took the place of."""
    now = [ours[it] for it in there]
    if not was or not now or len(was) + len(now) > MOST:
        return
    for block in SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks():
        yield range(block.b, block.b + block.size)


def _anchored(lines: list[str], places: list[Place], kept: range) -> list[Place]:
    """Return the places of a run, but for members of something else and parts of another path."""
    start, stop = kept.start, kept.stop
    while start < stop and _hangs(lines, places[start]):
        start += 1
    path = stop < len(places) and _IMPORT.match(lines[places[stop][0] - 1])
    while start < stop < len(places) and path and _hangs(lines, places[stop]):
        stop -= 1
    return places[start:stop]


def _hangs(lines: list[str], place: Place) -> bool:
    """Say whether a word is asked of what stands before it."""
    row, column = place
    return lines[row - 1][:column].rstrip().endswith(".")


def _respelled(text: str, found: Words, names: Mapping[str, str]) -> str:
    begins = [0]
    for line in text.split("\n"):
        begins.append(begins[-1] + len(line) + 1)
    pieces, done = [], 0
    for (row, column), word in sorted(found.items()):
        if word in names:
            start = begins[row - 1] + column
            pieces += [text[done:start], names[word]]
            done = start + len(word)
    return "".join([*pieces, text[done:]])
