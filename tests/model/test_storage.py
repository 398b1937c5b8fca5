"""How aggregates are kept in a database: columns, identifiers, indexes, mappers, reads."""

import ast
import re
from pathlib import PurePosixPath as P

import pytest
from model import examples

from groundplan import Answers, Blueprint, render
from groundplan.model import Model
from groundplan.model.storage.facts import SqlModuleFacts, StorageFacts
from groundplan.model.storage.identifiers import Identifiers
from groundplan.model.storage.spelling import Choice, Each, called, lay

THING = """\
blueprint: 1
name: shapes
values:
  Code: {is: str 3..3}
  Part: {fields: {size: decimal, note: str optional}}
  Pair: {fields: {left: Part optional, right: Part, day: date optional}}
modules:
  things:
    aggregates:
      Thing:
        fields: {FIELDS}
        ENTITIES
        crud: true
        queries: {QUERIES}
"""
FOLLOWED = """\
  following:
    aggregates:
      Follow:
        key: crate
        fields: {crate: storage.Crate}
        commands:
          BeginFollow: {creates: true, emits: FollowBegun}
          EndFollow: {deletes: true, emits: FollowEnded}
    policies:
      end: {when: storage.CratePacked, then: EndFollow}
"""


def storage(fields: str, *, queries: str = "", entities: str = "") -> StorageFacts:
    """Return the storage of a blueprint with one aggregate."""
    text = THING.replace("FIELDS", fields).replace("QUERIES", queries)
    text = text.replace("ENTITIES", f"entities: {{{entities}}}" if entities else "doc: A thing.")
    return Model.of(Answers(), Blueprint.parse(text)).storage


def module(fields: str, *, queries: str = "", entities: str = "") -> SqlModuleFacts:
    """Return its only module."""
    (found,) = storage(fields, queries=queries, entities=entities).modules
    return found


def columns(fields: str) -> list[str]:
    """Return the attributes of the class of its rows."""
    return [*module(fields).aggregates[0].row.columns]


def test_without_a_database_there_is_no_storage() -> None:
    model = Model.of(Answers(database="memory"), Blueprint.parse(examples.TEXT))

    assert model.storage.modules == ()
    assert model.storage.tables == ()


def test_what_a_policy_finds_by_the_key_needs_no_further_index() -> None:
    text = examples.TEXT + FOLLOWED
    model = Model.of(Answers(), Blueprint.parse(text))

    followed = next(it for it in model.storage.tables if it.name == "following_follows")
    assert followed.indexes == ()


def test_a_field_is_a_column_and_the_version_is_the_last() -> None:
    assert columns("code: Code, note: str optional, tags: str*") == [
        "id: Mapped[UUID] = mapped_column(primary_key=True)",
        "code: Mapped[str]",
        "note: Mapped[str | None]",
        "tags: Mapped[list[Any]]",
        "version: Mapped[int]",
    ]


def test_of_an_absent_value_the_first_required_column_tells() -> None:
    assert columns("pair: Pair optional")[1:-1] == [
        "pair_left_size: Mapped[Decimal | None]",
        "pair_left_note: Mapped[str | None]",
        "pair_right_size: Mapped[Decimal | None]",
        "pair_right_note: Mapped[str | None]",
        "pair_day: Mapped[dt.date | None]",
    ]


def test_a_required_part_of_an_absent_value_is_only_nullable_in_the_database() -> None:
    text = THING.replace("size: decimal", "size: decimal, kind: Code").replace("QUERIES", "")
    text = text.replace("FIELDS", "part: Part optional").replace("ENTITIES", "doc: A thing.")
    (found,) = Model.of(Answers(), Blueprint.parse(text)).storage.modules

    assert found.aggregates[0].row.columns[1:3] == (
        "part_size: Mapped[Decimal | None]",
        "part_kind: Mapped[str] = mapped_column(nullable=True)",
    )


@pytest.mark.parametrize("name", ["metadata", "registry", "relationship", "mapped_column", "list"])
def test_an_attribute_never_hides_what_its_class_needs(name: str) -> None:
    assert f'{name}_: Mapped[str] = mapped_column("{name}")' in columns(f"{name}: str")


def test_an_attribute_for_a_list_of_entities_hides_no_column() -> None:
    fields = "lines: Line*"
    entities = "Line: {key: position, fields: {position: int, thing: str optional}}"

    (found,) = module(fields, entities=entities).aggregates

    (item,) = found.items
    assert found.row.columns[-1].startswith("lines: Mapped[list[LineRow]] = relationship(")
    assert item.row.columns[0].startswith("thing_: Mapped[UUID] = mapped_column(\n")
    assert item.row.columns[-1] == "position_: Mapped[int]"


def test_two_modules_may_have_rows_of_one_name() -> None:
    """No relation names its class in a text, which would be looked up among all modules."""
    entities = "Line: {key: code, fields: {code: Code}}"

    row = module("lines: Line*", entities=entities).aggregates[0].row

    assert "order_by=LineRow.position" in row.columns[-1]
    assert '"LineRow' not in row.columns[-1]


def test_a_query_has_an_index_that_ends_with_the_identity() -> None:
    queries = "Red: {takes: [code], where: {size: 1}, returns: Thing*}"

    row = module("code: Code, size: int", queries=queries).aggregates[0].row

    assert 'Index("ix_things_things_code_size", "code", "size", "id")' in row.arguments


def test_what_may_be_too_long_for_an_index_is_found_by_its_hash() -> None:
    queries = "Red: {takes: [note], returns: Thing*}, Blue: {takes: [note, size], returns: Thing*}"

    row = module("note: str, size: int", queries=queries).aggregates[0].row

    assert 'Index("ix_things_things_note", "note", postgresql_using="hash")' in row.arguments
    assert 'Index("ix_things_things_size", "size", "id")' in row.arguments


def test_what_is_found_by_something_unique_needs_no_index() -> None:
    queries = "Red: {takes: [code], where: {size: 1}, returns: Thing optional}"

    row = module("code: Code unique, size: int", queries=queries).aggregates[0].row

    assert "Index(" not in row.arguments


def test_optional_parameters_have_indexes_only_where_nothing_else_is_sure() -> None:
    queries = "Red: {takes: {size: int optional, code: Code optional}, returns: Thing*}"

    row = module("code: Code, size: int", queries=queries).aggregates[0].row

    assert 'Index("ix_things_things_size", "size", "id")' in row.arguments
    assert 'Index("ix_things_things_code", "code", "id")' in row.arguments


def test_a_unique_value_with_gaps_has_a_mark() -> None:
    (found,) = module("part: Part optional unique").aggregates

    assert 'UniqueConstraint("part_mark", name="uq_things_things_part")' in found.row.arguments
    assert '"part_mark": None if thing.part is None else mark_of(thing.part),' in found.values
    assert 'unique={"part": frozenset({"part_mark"})},' in found.mapping


def test_identifiers_are_short_and_never_the_same() -> None:
    identifiers = Identifiers()
    parts = ("ix", "a_table_with_quite_a_long_name", "and_a_column_with_a_long_name_too")
    long = identifiers.of(*parts)

    assert identifiers.of("ix", "a_b", "c") == "ix_a_b_c"
    assert identifiers.of("ix", "a", "b_c") != "ix_a_b_c"
    assert identifiers.of("ix", "a_b", "c") == "ix_a_b_c"
    assert len(long) == 63
    assert long == Identifiers().of(*parts)


def test_a_list_is_json_that_loses_nothing() -> None:
    (found,) = module("days: date*, exacts: decimal*, spans: duration*, parts: Part*").aggregates

    assert found.values[1:] == (
        '"days": [it.isoformat() for it in thing.days],',
        '"exacts": [str(it) for it in thing.exacts],',
        '"spans": [it // MICROSECOND for it in thing.spans],',
        '"parts": [_part_held(it) for it in thing.parts],',
    )
    assert found.arguments[1:] == (
        "days=tuple(dt.date.fromisoformat(it) for it in row.days),",
        "exacts=tuple(Decimal(it) for it in row.exacts),",
        "spans=tuple(it * MICROSECOND for it in row.spans),",
        "parts=tuple(_part_of(it) for it in row.parts),",
    )


def test_a_parameter_never_hides_what_a_statement_calls() -> None:
    queries = "Red: {takes: [select, connection], search: [note], returns: Thing*}"

    found = module("select: bool, connection: int, note: str", queries=queries)

    assert "from sqlalchemy import select as select_" in found.imports
    red = next(it for it in found.queries if "def red" in it.signature)
    assert red.statements[0].startswith("statement = select_(ThingRow).where(")
    assert "async with self._database.reading() as connection_:" in red.statements


def test_a_class_of_the_domain_hides_no_class_of_the_library() -> None:
    text = THING.replace("Code: {is: str 3..3}", "Index: {is: str 3..3}")
    text = text.replace("FIELDS", "index: Index").replace("ENTITIES", "doc: A thing.")
    text = text.replace("QUERIES", "Red: {takes: [index], returns: Thing*}")
    (found,) = Model.of(Answers(), Blueprint.parse(text)).storage.modules

    assert "from sqlalchemy import Index as Index_" in found.imports
    assert found.aggregates[0].row.arguments.startswith("__table_args__ = (Index_(")


def test_tables_are_made_before_those_that_refer_to_them_and_dropped_after() -> None:
    found = storage("lines: Line*", entities="Line: {key: code, fields: {code: Code}}")

    assert [it.name for it in found.tables] == ["things_things", "things_thing_lines"]
    assert found.dropped == ("things_thing_lines", "things_things")


def test_a_wide_choice_takes_a_line_for_each_clause() -> None:
    made = called("Pair", left="row." + "l" * 60, right="row.right")

    assert lay(Choice(("row.first", "row.second"), made), indent=8, before="pair=", after=",") == (
        "pair=None\n"
        "        if row.first is None or row.second is None\n"
        "        else Pair(\n"
        f"            left=row.{'l' * 60},\n"
        "            right=row.right,\n"
        "        ),"
    )


def test_a_wide_comprehension_is_broken_inside_its_brackets() -> None:
    each = Each("[", f"{'f' * 40}(it)", f"thing.{'t' * 40}")

    assert lay(each, indent=8, before='"things": ', after=",").split("\n") == [
        '"things": [',
        f"            {'f' * 40}(it)",
        f"            for it in thing.{'t' * 40}",
        "        ],",
    ]


def test_the_functions_of_a_mapper_make_way_for_questions() -> None:
    asking = ("ThingOf", "ThingValues", "ItemOf", "ItemValues", "MarkOf")
    found = module(
        "mark: Pair unique, items: Item*",
        entities="Item: {key: code, fields: {code: str 1..9}}",
        queries=", ".join(f"{it}: {{takes: {{loud: bool}}, returns: Thing*}}" for it in asking),
    )

    (thing,) = found.aggregates
    assert thing.made == "def thing_of_(row: ThingRow) -> Thing:"
    assert thing.written == "def thing_values_(thing: Thing) -> dict[str, Any]:"
    assert {"read=thing_of_,", "values=thing_values_,"} <= {*thing.mapping}
    assert thing.items[0].made == "def item_of_(row: ItemRow) -> Item:"
    assert 'lists=(SqlList(ItemRow, "thing", item_values_),),' in thing.mapping
    assert "items=tuple(item_of_(it) for it in row.items)," in thing.arguments
    assert "from shapes.shared.marks import mark_of as mark_of_" in found.imports


def test_a_query_that_only_filters_changes_no_function() -> None:
    found = module("size: int", queries="ThingOf: {takes: [size], returns: Thing*}")

    assert found.aggregates[0].made == "def thing_of(row: ThingRow) -> Thing:"


CALLING = """\
blueprint: 1
name: calling
values: {Str: {fields: {prices: decimal+}}}
modules:
  calls:
    aggregates:
      Enumerate:
        fields: {lots: Lot*, strs: Str*}
        entities: {Lot: {key: code, fields: {code: str 1..9}}}
        crud: true
      B64encode: {fields: {blobs: bytes*}, crud: true}
      MarkOf: {fields: {strs: Str unique}, commands: {MakeMarkOf: {creates: true}}}
"""


def test_nothing_that_is_written_is_called_like_what_its_function_calls() -> None:
    model = Model.of(Answers(), Blueprint.parse(CALLING))

    (found,) = model.storage.modules
    numbered, encoded, marked = found.aggregates
    (document,) = found.documents
    assert numbered.items[0].loop == "for position, lot in enumerate(enumerate_.lots)"
    assert '"blobs": [b64encode(it).decode() for it in b64encode_.blobs],' in encoded.values
    assert '"strs_mark": mark_of_(mark_of.strs),' in marked.values
    assert document.own == "str_"
    assert document.values == ('"prices": [str(it) for it in str_.prices],',)


def test_no_function_of_rows_is_called_like_one_that_the_file_imports() -> None:
    blueprint = Blueprint.parse(
        "blueprint: 1\n"
        "name: shapes\n"
        "values: {Frame: {fields: {left: str, note: str optional}}}\n"
        "modules:\n"
        "  things:\n"
        "    aggregates:\n"
        "      Mark: {fields: {frame: Frame unique}, crud: true}\n"
    )

    text = render(Answers(project_name="Shapes"), blueprint)[P("src/shapes/things/sql.py")]

    names = [it.name for it in ast.parse(text).body if isinstance(it, ast.FunctionDef)]
    imported = re.findall(r"import (\w+_of)\b", text)
    assert "mark_of" in imported
    assert not {*names} & {*imported}
