"""Whatever the style of a blueprint, an edit changes one thing and leaves every other byte."""

from collections.abc import Iterable, Iterator
from functools import partial
from random import Random
from typing import Any

import pytest
from edits.styles import Writer
from hypothesis import event, given, settings
from hypothesis import strategies as st
from recipes import texts

from groundplan.blueprint.reader import Source
from groundplan.edits import (
    _read,
    _refuse_grown,
    _said_by,
    _verify,
    _with_entry,
    _without_entry,
    added,
    removed,
)
from groundplan.edits.deletion import deleted
from groundplan.edits.insertion import inserted
from groundplan.edits.kinds import KINDS, Kind, kind_called
from groundplan.edits.spelling import Entry, Value
from groundplan.edits.spots import entry_at, spot_of
from groundplan.errors import BlueprintInvalid, GeneratorFault, GroundplanError, Refused

TEXTS = texts()
DATA: dict[str, Any] = {name: Source(text, name).root.plain() for name, text in TEXTS.items()}
VALUES = {
    True: ("str", "str 1..80 = a, b", "str = x: y", "no", "'it''s' # so", "{is: str, doc: x}"),
    False: (
        "{}",
        "{a: b, c: [d, e]}  # why",
        "a: b\nc: [d]  # why\n",
        "{a: b,\n c: d}",
        "{b: '#'}",
    ),
}


def put(text: str, kind: Kind, path: str, value: str) -> str:
    """Add without asking whether the blueprint is right."""
    sheet, source = _read(text, "x.yml")
    spot = spot_of(source, kind, path)
    in_braces = any(sheet.has_braces(source.node(it)) for it in (spot.holder, spot.section))
    entry = Entry(spot.name, Value.read(kind, "{}" if in_braces and not kind.worded else value))
    if kind.worded and in_braces and "#" in value:
        entry = Entry(spot.name, Value.read(kind, "str"))
    result = sheet.spliced(inserted(sheet, source, spot, entry))
    _verify(result, "x.yml", _with_entry(source, spot, entry))
    return result


def take(text: str, kind: Kind, path: str) -> str:
    """Take out without asking whether the blueprint is right."""
    sheet, source = _read(text, "x.yml")
    spot = spot_of(source, kind, path)
    splices, section_too = deleted(sheet, source, spot)
    result = sheet.spliced(splices)
    expected = _without_entry(source, spot, section_too=section_too)
    _refuse_grown(_said_by(result, "x.yml"), expected, source)
    _verify(result, "x.yml", expected)
    return result


def things(data: dict[str, Any]) -> Iterator[tuple[Kind, str]]:
    """Yield the kind and the path of everything that a blueprint holds."""
    for kind in KINDS:
        for home in kind.homes:
            found: list[tuple[str, Any]] = [("", data)]
            for section in home:
                found = [
                    (f"{path}.{name}".lstrip("."), value)
                    for path, holder in found
                    for name, value in (holder.get(section) or {}).items()
                ]
            yield from ((kind, path) for path, _ in found)


def holders(data: dict[str, Any]) -> Iterator[tuple[Kind, str]]:
    """Yield every kind with a path at which there is nothing of it yet."""
    for kind in KINDS:
        name = "unheard_of" if kind.snake else "UnheardOf"
        for home in kind.homes:
            found: list[tuple[str, Any]] = [("", data)]
            for section in home[:-1]:
                found = [
                    (f"{path}{item}.", value)
                    for path, holder in found
                    for item, value in (holder.get(section) or {}).items()
                ]
            yield from ((kind, f"{path}{name}") for path, _ in found)


PLACES = {name: list(holders(data)) for name, data in DATA.items()}
THINGS = {name: list(things(data)) for name, data in DATA.items()}
MANY = 25  # of one blueprint in one test


def some(found: list[tuple[Kind, str]]) -> list[tuple[Kind, str]]:
    """Return no more than many, of all kinds."""
    return found[:: len(found) // MANY + 1]


def is_within(old: str, new: str) -> bool:
    """Say whether a text is another one with pieces inserted."""
    rest = iter(new)
    return all(char in rest for char in old)


@st.composite
def blueprints(
    draw: st.DrawFn, among: Iterable[str] = tuple(DATA)
) -> tuple[str, Writer, str, Random]:
    name = draw(st.sampled_from(sorted(among)))
    chance = Random(draw(st.integers(0, 2**32)))
    writer = Writer(chance)
    return name, writer, writer.blueprint(DATA[name]), chance


def test_the_styles_say_the_same() -> None:
    for name, data in DATA.items():
        for seed in range(20):
            text = Writer(Random(seed)).blueprint(data)
            assert _read(text, name)[1].root.plain() == data


@settings(max_examples=100, deadline=None)
@given(blueprints())
def test_what_is_added_and_taken_out_again_leaves_no_trace(
    drawn: tuple[str, Writer, str, Random],
) -> None:
    name, _, text, chance = drawn
    kind, path = chance.choice(PLACES[name])

    result = put(text, kind, path, chance.choice(VALUES[kind.worded]))

    assert is_within(text, result)
    back = take(result, kind, path)
    assert back == text or is_empty_between_braces(text, kind, path)


def is_empty_between_braces(text: str, kind: Kind, path: str) -> bool:
    """Say whether a section is `{}` inside of braces: taken out, it does not come back."""
    sheet, source = _read(text, "x.yml")
    spot = spot_of(source, kind, path)
    section = entry_at(source, spot.section)
    return (
        section is not None
        and not section[1].entries
        and sheet.has_braces(source.node(spot.holder))
    )


@settings(max_examples=100, deadline=None)
@given(blueprints())
def test_only_the_comments_of_a_thing_go_with_it(drawn: tuple[str, Writer, str, Random]) -> None:
    name, writer, text, chance = drawn
    kind, path = chance.choice(THINGS[name])

    try:
        result = take(text, kind, path)
    except Refused as refused:  # what stood above is a text that would take in a comment
        if not writer.literal or "would become part of this text" not in str(refused):
            raise
        return

    assert is_within(result.replace(" {}", ""), text)
    mine = remarks_of(text, kind, path)
    others = [it for it in writer.remarks if it in text and not any(it in own for own in mine)]
    assert [it for it in others if it not in result] == []


def remarks_of(text: str, kind: Kind, path: str) -> list[str]:
    """Return the lines, or the part of a line, whose comments may go with a thing."""
    sheet, source = _read(text, "x.yml")
    spot = spot_of(source, kind, path)
    key, value = source.node(spot.section).entries[spot.name]
    section = source.node(spot.holder).entries[str(spot.section[-1])]
    found = [(key, value)]
    if len(section[1].entries) == 1 and (
        not sheet.has_braces(section[1]) or sheet.has_braces(source.node(spot.holder))
    ):
        found.append(section)
    mine = []
    for keyed, held in found:
        if not sheet.is_first(keyed):
            mine.append(sheet.text[keyed.index : held.end])
            continue
        first, last = keyed.line, sheet.last_line(held)
        while sheet.comment(first - 1) == keyed.column:
            first -= 1
        while (sheet.comment(last + 1) or 0) > keyed.column:
            last += 1
        if (keyed, held) == section:
            last = keyed.line if not sheet.has_braces(held) else last
        mine += sheet.lines[first : last + 1]
    return mine


@pytest.mark.parametrize("name", TEXTS)
def test_everything_can_be_put_where_it_goes(name: str) -> None:
    for kind, path in some(PLACES[name]):
        result = put(TEXTS[name], kind, path, VALUES[kind.worded][1])

        assert is_within(TEXTS[name], result)
        assert take(result, kind, path) == TEXTS[name]


@pytest.mark.parametrize("name", TEXTS)
def test_everything_can_be_taken_out(name: str) -> None:
    for kind, path in some(THINGS[name]):
        assert is_within(take(TEXTS[name], kind, path).replace(" {}", ""), TEXTS[name])


NAMES = {
    "field": st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True),
    "command": st.from_regex(r"[A-Z][A-Za-z0-9]{0,12}", fullmatch=True),
}
SMALL = ("library", "minimal", "odd", "shop")


@settings(max_examples=60, deadline=None)
@given(blueprints(SMALL), st.sampled_from(sorted(NAMES)), st.data())
def test_a_new_name_is_refused_or_comes_and_goes(
    drawn: tuple[str, Writer, str, Random], kind: str, more: st.DataObject
) -> None:
    name, _, text, chance = drawn
    home = chance.choice([path for it, path in THINGS[name] if it.name == "aggregate"])
    path = f"{home}.{more.draw(NAMES[kind])}"

    try:
        edited = added(text, kind, path, "str optional" if kind == "field" else "")
    except (Refused, BlueprintInvalid) as refused:
        event(type(refused).__name__)
        return

    assert path.rpartition(".")[2] in edited.text.splitlines()[edited.line - 1]
    back = removed(edited.text, kind, path).text
    assert back == text or is_empty_between_braces(text, kind_called(kind), path)


TYPED = (
    *("", "str optional", "{}", "{emits: X}", "a: b", "- x", "[x]", "|\n a", "'", "{", "# c", "~"),
    *("{a: b}\n# x", "&a b", "!!x y", "...", "--- a", "\t", "a\nb: c", "x\n---\ny", "\ufeff{}"),
    *("\u2028", "é", '"a\\nb"', "'a\n\n b'", "? a", "*", "{a: [\n b]}", "null", "a #b"),
)


@settings(max_examples=100, deadline=None)
@given(blueprints(SMALL), st.integers(0, 2), st.sampled_from(TYPED) | st.text(max_size=6))
def test_whatever_is_typed_gets_an_answer(
    drawn: tuple[str, Writer, str, Random], damages: int, typed: str
) -> None:
    name, _, text, chance = drawn
    for _ in range(damages):
        start = chance.randrange(len(text))
        text = text[:start] + chance.choice(("", "{", "}", ",", "# ")) + text[start + 1 :]

    for kind, path, edit in (
        (*chance.choice(PLACES[name]), partial(added, value=typed)),
        (*chance.choice(THINGS[name]), removed),
    ):
        try:
            assert edit(text, kind.name, path).text != text
        except GroundplanError as refused:
            if isinstance(refused, GeneratorFault) or not str(refused):
                raise
