"""What a revision does for each kind of change, step by step."""

import ast

import pytest
from revisions.cases import text

from groundplan import Answers, Blueprint
from groundplan.model.revisions import Revision, revision

BATCH = 'with op.batch_alter_table("things_things") as table:'


def changed(old: str, new: str, more: str = "doc: It.", later: str = "") -> Revision:
    """Return what comes of other fields."""
    sides = [(old, more), (new, later or more)]
    before, after = ((Answers(), Blueprint.parse(text(*it))) for it in sides)
    found = revision(before, after)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("old", "new", "steps"),
    [
        (
            "a: str",
            "a: str, b: date optional",
            [BATCH, '    table.add_column(sa.Column("b", sa.Date(), nullable=True))'],
        ),
        (
            "a: str",
            "a: str, b: int = 7",
            [
                BATCH,
                '    table.add_column(sa.Column("b", sa.BigInteger(), nullable=True))',
                'fill("things_things", "b", sa.BigInteger(), value=7)',
                BATCH,
                '    table.alter_column("b", nullable=False)',
            ],
        ),
        ("a: str, b: int", "a: str", [BATCH, '    table.drop_column("b")']),
        (
            "a: str",
            "b: {is: str, was: a}",
            [BATCH, '    table.alter_column("a", new_column_name="b")'],
        ),
        ("a: str", "a: str optional", [BATCH, '    table.alter_column("a", nullable=True)']),
        (
            "a: str optional",
            "a: str = x",
            [
                'fill("things_things", "a", sa.String(), value="x")',
                BATCH,
                '    table.alter_column("a", nullable=False)',
            ],
        ),
        (
            "a: str 1..80",
            "a: str 1..40",
            [
                'stop_where("things_things", \'length("a") > 40\','
                " \"'a' has 1..40 characters from now on\")"
            ],
        ),
        (
            "a: str",
            "a: Plate",
            ['stop_where_unlike("things_things", "a", sa.String(), "[A-Z]{3}")'],
        ),
        (
            "a: str",
            "a: str unique",
            [
                'stop_where_twice("things_things", "a")',
                BATCH,
                '    table.create_unique_constraint("uq_things_things_a", ["a"])',
            ],
        ),
        (
            "a: str unique",
            "a: str",
            [BATCH, '    table.drop_constraint("uq_things_things_a", type_="unique")'],
        ),
        (
            "a: int",
            "a: str",
            [
                BATCH,
                '    table.alter_column("a", new_column_name="before_1")',
                BATCH,
                '    table.add_column(sa.Column("a", sa.String(), nullable=True))',
                "convert(\n"
                '        "things_things",\n'
                '        "before_1",\n'
                '        "a",\n'
                "        postgresql='CAST(\"before_1\" AS TEXT)',\n"
                "        sqlite='CAST(\"before_1\" AS TEXT)',\n"
                "    )",
                BATCH,
                '    table.drop_column("before_1")',
                '    table.alter_column("a", nullable=False)',
            ],
        ),
    ],
)
def test_a_change_is_a_few_steps(old: str, new: str, steps: list[str]) -> None:
    assert list(changed(old, new).upgrade) == steps


def test_the_way_back_is_the_way_there_of_the_opposite_change() -> None:
    old, new = "a: int, b: str unique", "a: str, c: {is: str, was: b}"

    there = changed(old, new)
    back = changed("a: str, c: str", "a: int, b: {is: str unique, was: c}")

    assert there.downgrade == back.upgrade


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a: int 3..5", "a: int 2..6"),
        ("a: int 3..5", "a: int"),
        ("a: decimal 1..2", "a: decimal 1.0..2.0"),
        ("a: str+", "a: str*"),
        ("a: str* 2..4", "a: str* 1..4"),
        ("a: Plate", "a: str"),
        ("a: Code", "a: str"),
        ("a: str", "a: str 0.."),
    ],
)
def test_bounds_that_leave_all_the_room_there_was_change_nothing(old: str, new: str) -> None:
    before, after = (Blueprint.parse(text(it)) for it in (old, new))

    assert revision((Answers(), before), (Answers(), after)) is None


def test_the_bounds_of_a_list_are_not_those_of_its_item() -> None:
    found = changed("a: str* 1..3", "a: str 1..3")

    assert any('length("a") > 3' in it for it in found.upgrade)


def test_another_default_of_what_is_unique_changes_nothing() -> None:
    old = text("a: Money unique")
    new = old.replace("unit: Unit", "unit: Unit = USD")

    assert revision((Answers(), Blueprint.parse(old)), (Answers(), Blueprint.parse(new))) is None


@pytest.mark.parametrize(
    ("field", "made"),
    [
        ("Line+", "[{'what': 'what 1', 'qty': 1, 'tags': ['aaa'], 'by': 'me', 'raw': 'AAAA'}]"),
        ("Plate* 2..", "['ABC', 'ABC']"),
        ("Rate+", "['0.5']"),
    ],
)
def test_made_up_items_keep_to_their_bounds(field: str, made: str) -> None:
    values = (
        "values:\n"
        "  Line: {fields: {what: str 1..20, qty: int 1.., tags: Code+, by: str 2.. = me,"
        " raw: bytes 3..9, note: str optional}}\n"
        "  Rate: {is: decimal 0.5..}"
    )
    old, new = (text(it).replace("values:", values, 1) for it in ("a: str", f"a: str, b: {field}"))

    found = revision((Answers(), Blueprint.parse(old)), (Answers(), Blueprint.parse(new)))

    assert found is not None
    (constant,) = found.constants
    assert ast.literal_eval(constant.value) == ast.literal_eval(made)


def test_the_way_back_stops_where_bounds_were_tighter() -> None:
    found = changed("a: int ..5, b: str", "a: int, c: {is: str, was: b}")

    assert not any(it.startswith("stop") for it in found.upgrade)
    assert (
        found.downgrade[-1]
        == 'stop_where("things_things", \'"a" > 5\', "\'a\' is ..5 from now on")'
    )


def test_an_index_comes_with_a_query() -> None:
    found = changed("a: str 1..9", "a: str 1..9", later=queried("takes: [a], "))

    assert found.upgrade == ('op.create_index("ix_things_things_a", "things_things", ["a", "id"])',)
    assert found.downgrade == ('op.drop_index("ix_things_things_a", table_name="things_things")',)


def test_an_index_stays_while_its_column_is_filled() -> None:
    query = queried("takes: [a], ")
    found = changed("a: str optional", "a: str = x", query, query)

    assert not any("index" in it for it in found.upgrade)


def queried(taken: str) -> str:
    return f"queries: {{Find: {{{taken}returns: Thing*}}}}"


def test_a_default_of_the_blueprint_is_not_made_up() -> None:
    found = changed("a: str", "a: str, b: int = 7, c: Unit, d: int 5..9, e: str*")

    assert [(it.name, it.value) for it in found.constants] == [("NEW_C", '"EUR"'), ("NEW_D", "5")]
    assert [it.partition(", ")[0] for it in found.notes] == [
        'rows that are there get NEW_C = "EUR"',
        "rows that are there get NEW_D = 5",
    ]


def test_what_cannot_be_converted_is_left_to_its_owner() -> None:
    found = changed("a: int", "a: duration")

    assert 'postgresql="NULL"' in "\n".join(found.upgrade)
    assert "convert" in found.helpers


def test_a_value_that_may_lack_something_more_changes_nothing() -> None:
    old = Blueprint.parse(text("a: Money*"))
    wider = text("a: Money*").replace("note: str optional", "note: str optional, by: str optional")

    assert revision((Answers(), old), (Answers(), Blueprint.parse(wider))) is None


def test_what_lists_hold_of_a_field_that_goes_is_told() -> None:
    sack = "values:\n  Sack: {fields: {held: Money*, on: date optional, by: str = me}}"
    wide = text("a: Money*, b: {is: Sack*, was: c}, d: Money").replace("values:", sack, 1)
    slim = wide.replace(", note: str optional", "").replace("on: date optional, ", "")
    before = Blueprint.parse(wide.replace("b: {is: Sack*, was: c}", "c: Sack*"))

    found = revision((Answers(), before), (Answers(), Blueprint.parse(slim)))
    same = revision((Answers(), before), (Answers(), Blueprint.parse(wide)))

    assert found is not None
    assert found.notes == (
        "what things_things.a holds as 'note' is lost",
        "what things_things.b holds as 'held.note' is lost",
        "what things_things.b holds as 'on' is lost",
        "what things_things.d_note holds is lost",
    )
    assert same is not None
    assert same.notes == ()


def test_the_name_says_the_first_change() -> None:
    found = changed("a: str, b: int", "a: str, c: int")

    assert found.slug == "drop_things_things_b_and_1_more"
    assert found.title == "Drop things_things.b, and 1 more"
    assert found.changes == ("drop things_things.b", "add things_things.c")


SHELF = "{fields: {room: str 1..20, level: int 0..9 = 0}}"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("shelf_room: str 1..20, shelf_level: int 0..9 = 0", "shelf: Shelf"),
        ("shelf_tags: str*, shelf_costs: Money+ 2..3, shelf_code: Plate", "shelf: Lists"),
    ],
)
def test_what_moves_into_a_value_or_out_of_it_stays_in_its_column(old: str, new: str) -> None:
    lists = "Lists: {fields: {tags: str*, costs: Money+ 2..3, code: Plate}}"
    values = f"Shelf: {SHELF}\n  {lists}\n  Plate:"
    sides = [(Answers(), Blueprint.parse(text(it).replace("Plate:", values))) for it in (old, new)]

    assert revision(sides[0], sides[1]) is None
    assert revision(sides[1], sides[0]) is None


@pytest.mark.parametrize(
    "old", ["shelf_room: str 1..21", "shelf_room: str 1..20 optional", "shelf_room: Plate"]
)
def test_what_moves_into_a_value_and_changes_there_is_another_column(old: str) -> None:
    before = Blueprint.parse(text(old))
    after = Blueprint.parse(text("shelf: Shelf").replace("Plate:", f"Shelf: {SHELF}\n  Plate:"))

    found = revision((Answers(), before), (Answers(), after))

    assert found is not None
    assert "what things_things.shelf_room holds is lost" in found.notes


def test_a_column_that_another_field_has_already_is_not_that_of_a_new_value() -> None:
    new = "place: {is: str 1..20, was: shelf_room}, shelf: Shelf"
    before = Blueprint.parse(text("shelf_room: str 1..20"))
    after = Blueprint.parse(text(new).replace("Plate:", f"Shelf: {SHELF}\n  Plate:"))

    found = revision((Answers(), before), (Answers(), after))

    assert found is not None
    assert "rename things_things.shelf_room to place" in found.changes
    assert "add things_things.shelf_room" in found.changes


def test_what_a_renamed_table_is_called_outside_is_known_where_both_ways_agree() -> None:
    old = "{Cup: {fields: {x: str}, crud: true}, Pot: {fields: {y: str}, crud: true}}"
    new = old.replace("Pot: {", "Jar: {was: Pot, ").replace("Cup: {", "Pot: {was: Cup, ")
    head = "blueprint: 1\nname: shapes\nmodules:\n  things:\n    aggregates: "

    found = revision(
        (Answers(), Blueprint.parse(head + old)), (Answers(), Blueprint.parse(head + new))
    )

    assert found is not None
    assert found.outside == {"things_jars": "things_pots", "things_cups": "things_pots"}
