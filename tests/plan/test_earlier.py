import pytest

from groundplan import Blueprint
from groundplan.plan.earlier import only_new_renames, renamed

TEXT = """\
blueprint: 1
name: diary
modules:
  notes:
    aggregates:
      {aggregates}
"""


def blueprint(*aggregates: str) -> Blueprint:
    """Return a blueprint of these aggregates, each a name with its fields."""
    return Blueprint.parse(TEXT.format(aggregates="\n      ".join(aggregates)))


def note(fields: str, name: str = "Note", was: str = "") -> str:
    said = f"was: {was}, " if was else ""
    return f"{name}: {{{said}crud: true, fields: {{{fields}}}}}"


def leaf(emits: str, was: str = "") -> str:
    events = f"events: {{Felled: {{was: {was}}}}}, " if was else ""
    command = f"commands: {{Fell: {{creates: true, emits: {emits}}}}}"
    return f"Leaf: {{fields: {{a: str}}, {events}{command}}}"


GUEST = "guest: {is: str, was: holder}"
SWAPPED = "first: {is: str, was: last}, last: {is: str, was: first}"
STEPS = {
    "a field that was renamed now": ([note("holder: str")], [note(GUEST)], ["holder"]),
    "one that was renamed before": ([note(GUEST)], [note(f"{GUEST}, pages: int")], []),
    "the old name is another's since": (
        [note(f"{GUEST}, holder: str")],
        [note(f"{GUEST}, holder: str, pages: int")],
        [],
    ),
    "two that swap": ([note("first: str, last: str")], [note(SWAPPED)], ["last", "first"]),
    "two that swapped before": ([note(SWAPPED)], [note(f"{SWAPPED}, pages: int")], []),
    "renamed twice": (
        [note(f"{GUEST}, holder: str")],
        [note("owner: {is: str, was: [guest, holder]}, holder: str")],
        ["guest"],
    ),
    "renamed back": (
        [note(GUEST)],
        [note("holder: {is: str, was: guest}")],
        ["guest"],
    ),
    "an aggregate, and a field of it before": (
        [note(GUEST), note("a: str", "Leaf")],
        [note(GUEST, "Memo", was="Note"), note("a: str", "Leaf")],
        ["Note"],
    ),
    "an aggregate beside a new one of its old name": (
        [note("a: str", "Memo", was="Note"), note("a: str")],
        [note("a: str, b: str", "Memo", was="Note"), note("a: str")],
        [],
    ),
    "an event that was only emitted": (
        [leaf("Fallen")],
        [leaf("Felled", was="Fallen")],
        ["Fallen"],
    ),
    "one that was renamed before, and is only emitted since": (
        [leaf("Felled", was="Fallen")],
        [leaf("Felled")],
        [],
    ),
    "one whose old name another is emitted by since": (
        [leaf("[Felled, Fallen]", was="Fallen")],
        [leaf("[Felled, Fallen, Rotten]", was="Fallen")],
        [],
    ),
    "an event that nobody wrote": (
        ["Note: {crud: true, fields: {a: str}}"],
        [
            "Note: {crud: true, fields: {a: str}, events: {NoteMade: {was: NoteCreated}}, "
            "commands: {CreateNote: {creates: true, emits: NoteMade}}}"
        ],
        ["NoteCreated"],
    ),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_rename_is_done_once(name: str) -> None:
    old, new, expected = STEPS[name]
    before = blueprint(*old)

    after = only_new_renames(before, blueprint(*new))

    assert [it.was for it in renamed(before, after)] == expected


def test_a_blueprint_without_renames_stays_itself() -> None:
    new = blueprint(note("a: str"))

    assert only_new_renames(blueprint(note("b: str")), new).document is new.document
