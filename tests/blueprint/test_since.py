"""Against the blueprint last applied: what stored data may not survive."""

import pytest

from groundplan.blueprint import Blueprint
from groundplan.errors import BlueprintInvalid

BEFORE = """
blueprint: 1
name: demo
values:
  Level: {one_of: [low, high]}
  Money: {fields: {amount: decimal, cents: int optional}}
modules:
  notes:
    persistence: PERSISTENCE
    aggregates:
      Note:
        fields: {title: str 1..80, price: Money, size: int 0.., tags: str*, level: Level = low}
        commands:
          WriteNote: {emits: NoteWritten, moves: '[*] -> draft'}
          ShareNote: {emits: NoteShared, moves: draft -> shared}
"""


def compared(*changes: tuple[str, str], persistence: str = "state") -> list[str]:
    before = BEFORE.replace("PERSISTENCE", persistence)
    after = before
    for old, new in changes:
        assert old in after
        after = after.replace(old, new)
    notes = Blueprint.parse(after).since(Blueprint.parse(before))
    return [str(note).removeprefix("blueprint.yml:") for note in notes]


def refused(*changes: tuple[str, str]) -> list[str]:
    with pytest.raises(BlueprintInvalid) as told:
        compared(*changes, persistence="events")
    return str(told.value).replace("blueprint.yml:", "").split("\n")


def test_the_same_blueprint_changes_nothing() -> None:
    assert compared() == []
    assert compared(persistence="events") == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ("title: str 1..80", "title: str 1..40"),
            "12:18: 'title' was str 1..80 and is tighter now, str 1..40; stored data may not fit",
        ),
        (
            ("size: int 0..", "size: int 1.."),
            "12:50: 'size' was int 0.. and is tighter now, int 1..; stored data may not fit",
        ),
        (
            ("tags: str*", "tags: str+"),
            "12:65: 'tags' was str* and is tighter now, str+; stored data may not fit",
        ),
        (
            ("cents: int optional", "cents: int"),
            "6:37: 'cents' was optional and is required now; stored data may not fit",
        ),
        (
            ("size: int 0..", "size: float 0.."),
            "12:50: 'size' was int 0.. and is float 0.. now; stored data may not fit",
        ),
        (
            ("one_of: [low, high]", "one_of: [low]"),
            "5:3: the member 'high' is gone; stored data may still hold it",
        ),
        (
            ("draft -> shared", "draft -> sent"),
            "11:7: the state 'shared' is gone; stored data may still hold it",
        ),
        (
            ("title: str 1..80", "title: {is: str 1..80, pattern: '[a-z]+'}"),
            "12:18: 'title' has another pattern now; stored data may not fit",
        ),
    ],
)
def test_what_leaves_less_room_is_noted(change: tuple[str, str], said: str) -> None:
    assert compared(change) == [said]


@pytest.mark.parametrize(
    "change",
    [
        ("title: str 1..80", "title: str ..200"),
        ("size: int 0..", "size: int optional"),
        ("title: str 1..80", "name: {is: str 1..80, was: title}"),
        ("one_of: [low, high]", "one_of: [low, high, top]"),
        ("size: int 0..", "size: int 0.., more: str"),
    ],
)
def test_what_leaves_more_room_is_fine(change: tuple[str, str]) -> None:
    assert compared(change) == []


def test_a_renamed_type_is_followed() -> None:
    renamed = ("Money: {fields", "Cash: {was: Money, fields"), ("price: Money", "price: Cash")

    assert compared(*renamed) == []


def test_a_name_that_something_new_has_got_is_not_followed() -> None:
    renamed = ("title: str 1..80", "name: {is: str 1..80, was: title}, title: int = 7")
    note = BEFORE[BEFORE.index("      Note:") :]
    paper = note.replace("Note", "Paper").replace("Paper:", "Paper:\n        was: Note", 1)

    assert compared(renamed) == []
    assert compared((note, paper + "      Note: {crud: true, fields: {size: str}}\n")) == []


def test_an_earlier_name_that_takes_nothing_along_is_noted() -> None:
    assert compared(
        ("title: str 1..80, ", "label: {is: str 1..80, was: [title, size]}, "),
        ("size: int 0.., ", ""),
    ) == ["12:18: 'label' is what 'title' was, and one thing only; 'was' has no effect for 'size'"]
    assert compared(
        ("values:", "values:\n  Shelf: {fields: {room: {is: str, was: shelf_room}}}")
    ) == ["5:20: 'was' has no effect at 'room': what it is a part of is new"]


def test_a_type_that_is_gone_is_noted() -> None:
    renamed = ("Money: {fields", "Cash: {fields"), ("price: Money", "price: Cash")

    assert compared(*renamed) == [
        "4:1: 'Money' is gone; stored data may still hold it",
        "12:36: 'price' was Money and is Cash now; stored data may not fit",
    ]


def test_a_stored_event_keeps_its_shape() -> None:
    assert refused(("size: int 0..", "size: int 0.., more: str")) == [
        "14:30: NoteWritten changed its shape since it was last applied; "
        "raise 'version' and keep the old shape under 'earlier'",
    ]


def test_what_a_stored_event_carries_only_gains_what_may_be_absent() -> None:
    assert refused(("cents: int optional", "pence: int")) == [
        "6:3: Money lost 'cents', and NoteWritten is stored with it; keep it",
        "6:37: 'pence' is new, and NoteWritten is stored without it: "
        "it needs 'optional' or a default",
    ]


def test_what_may_be_absent_may_be_gained() -> None:
    gained = ("cents: int optional", "cents: int optional, pence: int = 0")

    assert compared(gained, persistence="events") == []
