"""Changes of a blueprint, with the rows that a database holds before and after."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

TEXT = """\
blueprint: 1
name: shapes
values:
  Money: {fields: {amount: decimal, unit: Unit, note: str optional}}
  Unit: {one_of: [EUR, USD]}
  Code: {is: str 3..3}
  Plate: {is: str, pattern: '[A-Z]{3}'}
  Level: {is: int 0..}
modules:
  things:
    aggregates:
      Thing:
        fields: {FIELDS}
        MORE
        crud: true
    values:
      Bag: {fields: {amount: decimal, unit: str}}
      Period: {fields: {began: date, word: str optional}}
      Turn: {one_of: [left, right]}
      Truth: {one_of: ['true', 'false']}
"""
ID, OTHER = UUID(int=7), UUID(int=8)
DAY = dt.date(2026, 3, 1)
MOMENT = dt.datetime(2026, 3, 1, 9, 30, 15, 250000, tzinfo=dt.UTC)
MIDNIGHT = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
TABLE = "things_things"

Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Case:
    """A change, the rows before and after it, and those after the way back.

    `stops` is what the revision says where it stops at these rows instead.
    """

    name: str
    old: str
    new: str
    before: Rows
    after: Rows
    back: Rows
    stops: str = ""


def text(fields: str, more: str = "doc: A thing.") -> str:
    return TEXT.replace("FIELDS", fields).replace("MORE", more)


def rows(held: dict[str, Any]) -> Rows:
    return {TABLE: [{"id": ID, "version": 1, **held}]}


def both(one: dict[str, Any], other: dict[str, Any]) -> Rows:
    """Hold two rows."""
    return {TABLE: [*rows(one)[TABLE], {**rows(other)[TABLE][0], "id": OTHER}]}


def case(  # noqa: PLR0917
    name: str,
    old: str,
    new: str,
    held: dict[str, Any],
    now: dict[str, Any],
    back: dict[str, Any] | None = None,
) -> Case:
    """Change the fields of the one aggregate."""
    before = rows(held)
    return Case(name, text(old), text(new), before, rows(now), rows(back) if back else before)


def stop(name: str, old: str, new: str, held: dict[str, Any], said: str) -> Case:
    """Change fields in a way that rows do not survive."""
    return Case(name, text(old), text(new), rows(held), {}, {}, said)


def twins(name: str, old: str, new: str, one: dict[str, Any], other: dict[str, Any]) -> Case:
    """Make unique what two rows share."""
    return Case(
        name,
        text(old),
        text(new),
        both(one, other),
        {},
        {},
        "2 rows are .* share b, which becomes unique",
    )


def states(name: str, before: str, after: str) -> str:
    moves = f"commands: {{Begin: {{moves: '[*] -> {before}'}}, Go: {{moves: {before} -> {after}}}}}"
    return text(name, moves).replace("        crud: true\n", "")


EXACT = {"b": Decimal("1.50")}
JUST = {"b": Decimal("5.00000000000000000001")}
COSTS = {"price_amount": Decimal("9.90"), "price_unit": "USD", "price_note": "net"}
LISTED = "entities: {Part: {key: no, fields: {no: int, size: int optional}}}"
WIDTH = "width: {is: int optional, was: size}"
NAMED = f"entities: {{Piece: {{was: Part, key: no, fields: {{no: int, {WIDTH}}}}}}}"
PARTS: Rows = {
    TABLE: [{"id": ID, "version": 1, "name": "a"}],
    "things_thing_parts": [
        {"thing": ID, "no": 1, "size": 5, "position": 1},
        {"thing": ID, "no": 2, "size": None, "position": 0},
    ],
}
PIECES: Rows = {
    TABLE: [{"id": ID, "version": 1, "name": "a"}],
    "things_thing_pieces": [
        {"thing": ID, "no": 1, "width": 5, "position": 1},
        {"thing": ID, "no": 2, "width": None, "position": 0},
    ],
}
KEYED = text("code: Code, name: str, parts: Part*", f"key: code\n        {LISTED}")
RENAMED = (
    text("sign: {is: Code, was: code}, name: str, parts: Part*", f"key: sign\n        {LISTED}")
    .replace("Thing:", "Item:\n        was: Thing")
    .replace("things:", "goods:\n    was: things")
)
UNNAMED = text("name: str, parts: Part*", LISTED)
MONEY, SUMS = (
    "{amount: decimal, unit: Unit, note: str optional}",
    "{sum: {is: decimal, was: amount}, unit: Unit, words: {is: str optional, was: note},"
    " rate: decimal = 1.5}",
)
UNIT = "Unit: {one_of: [EUR, USD]}"
SHELF = "Shelf: {fields: {room: str 1..20, level: int 0..9 = 0}}"
ON_SHELF = {"shelf_room": "x", "shelf_level": 3}
BAG = "Sack: {fields: {held: Money*, one: Money optional}}"
IN_JSON = {"amount": "1.50", "unit": "EUR", "note": "it's"}
SUMMED = {"sum": "1.50", "unit": "EUR", "words": "it's", "rate": "1.5"}
BAGGED = {"held": [IN_JSON], "one": None}
FULLER = "{rate: decimal, amount: decimal, unit: Unit, note: str = no, tags: str*}"
FULL = {"fee_rate": Decimal(0), "fee_tags": [], "fee_note": "no"}
FEES = {"fee_amount": Decimal("9.90"), "fee_unit": "USD"}
REPLACED = "{amount: decimal optional, note: str optional, tax: int 3..}"
NO_FEE = dict.fromkeys((*FEES, "fee_note"))
BOTH = """\
blueprint: 1
name: shapes
modules:
  things:
    aggregates:
      Cup: {fields: {x: str unique}, crud: true}
      Pot: {fields: {y: int unique}, crud: true}
"""
SWAPPED = """\
blueprint: 1
name: shapes
modules:
  things:
    aggregates:
      Cup: {was: Pot, fields: {y: int unique}, crud: true}
      Pot: {was: Cup, fields: {x: str unique}, crud: true}
"""
KINDS = """\
blueprint: 1
name: shapes
values: {Unit: {one_of: [EUR, USD]}}
modules:
  things:
    aggregates:
      Cup: {key: unit, fields: {unit: Unit}, crud: true}
      Pot: {fields: {cup: Cup}, crud: true}
"""
POT = {"id": OTHER, "cup": "USD", "version": 1}
YS = {"id": OTHER, "y": 2, "version": 1}
FOUND = "queries: {Find: {takes: [a], returns: Thing*}, Look: {takes: [b, c], returns: Thing*}}"
SHARED = {"no": 1, "size": 5, "position": 0}

KEYED_ITEMS = text(
    "a: str, parts: Part*", "entities: {Part: {key: KEY, fields: {name: str, sign: str}}}"
)
NAMED_ITEMS: Rows = {
    TABLE: [{"id": ID, "version": 1, "a": "x"}],
    "things_thing_parts": [
        {"thing": ID, "name": "a", "sign": "s", "position": 0},
        {"thing": ID, "name": "b", "sign": "t", "position": 1},
    ],
}
BOX, SIGN = "Box: {fields: {tags: str*, mark: str}}", "sign: {is: str, was: mark}"
COSTLY = "{amount: decimal 1.25.., unit: Unit, note: str optional}"
FITTING: Rows = {
    **PARTS,
    TABLE: [
        {
            "id": ID,
            "version": 1,
            "a": "fit's",
            "b": 9,
            "c": None,
            "d": [IN_JSON],
            "e": ["abc"],
            "f": "ABC",
        }
    ],
}

CASES = (
    case("optional", "a: str", "a: str, b: date optional", {"a": "x"}, {"a": "x", "b": None}),
    case("required", "a: str", "a: str, b: int 3..", {"a": "x"}, {"a": "x", "b": 3}),
    case(
        "defaults",
        "a: str",
        "a: str, b: decimal = 1.50, c: Unit = USD, d: duration = 2 hours, e: bool = true,"
        " f: datetime = 2026-03-01T00:00:00Z, g: str = it's",
        {"a": "x"},
        {
            "a": "x",
            "b": Decimal("1.50"),
            "c": "USD",
            "d": dt.timedelta(hours=2),
            "e": True,
            "f": MIDNIGHT,
            "g": "it's",
        },
    ),
    case(
        "made_up",
        "a: str",
        "a: str, b: decimal, c: Unit, d: datetime, e: uuid, f: Code, g: bytes, h: date, i: float,"
        " j: str*, k: Code+, l: json, m: Thing, n: url, order: bool",
        {"a": "x"},
        {
            "a": "x",
            "b": Decimal(0),
            "c": "EUR",
            "d": EPOCH,
            "e": UUID(int=0),
            "f": "aaa",
            "g": b"",
            "h": EPOCH.date(),
            "i": 0.0,
            "j": [],
            "k": ["aaa"],
            "l": "",
            "n": "https://example.org/n/1",
            "m": UUID(int=0),
            "order": False,
        },
    ),
    case(
        "gone",
        "a: str, b: int, c: str optional",
        "a: str",
        {"a": "x", "b": 5, "c": "y"},
        {"a": "x"},
        {"a": "x", "b": 0, "c": None},
    ),
    case(
        "renamed",
        "a: str, b: int",
        "a: str, c: {is: int, was: b}",
        {"a": "x", "b": 5},
        {"a": "x", "c": 5},
    ),
    case(
        "swapped",
        "a: str unique, b: str",
        "a: {is: str unique, was: b}, b: {is: str, was: a}",
        {"a": "x", "b": "y"},
        {"a": "y", "b": "x"},
    ),
    case(
        "name_taken_over",
        "a: str, b: int",
        "b: {is: str, was: a}",
        {"a": "x", "b": 1},
        {"b": "x"},
        {"a": "x", "b": 0},
    ),
    case(
        "looser",
        "a: str, b: int",
        "a: str optional, b: int optional",
        {"a": "x", "b": 1},
        {"a": "x", "b": 1},
    ),
    case(
        "tighter",
        "a: str optional, b: Unit optional",
        "a: str 2.., b: Unit = USD",
        {"a": None, "b": None},
        {"a": "a 1", "b": "USD"},
        {"a": "a 1", "b": "USD"},
    ),
    case(
        "numbers",
        "a: int, b: int, c: float, d: decimal, e: bool, f: int optional",
        "a: decimal, b: float, c: decimal, d: str, e: int, f: str optional",
        {"a": 5, "b": 6, "c": 0.5, "d": Decimal("1.50"), "e": True, "f": None},
        {"a": Decimal(5), "b": 6.0, "c": Decimal("0.5"), "d": "1.50", "e": 1, "f": None},
    ),
    case(
        "numbers_back",
        "a: decimal, b: float, c: str, d: str, e: int, f: decimal",
        "a: int, b: int, c: int, d: decimal, e: bool, f: float",
        {"a": Decimal(5), "b": 6.0, "c": "-12", "d": "0.10", "e": 0, "f": Decimal("0.1")},
        {"a": 5, "b": 6, "c": -12, "d": Decimal("0.10"), "e": False, "f": 0.1},
    ),
    case(
        "texts",
        "a: date, b: datetime, c: uuid, d: bool, e: float, f: int",
        "a: str, b: str, c: str, d: str, e: str, f: str",
        {"a": DAY, "b": MIDNIGHT, "c": OTHER, "d": False, "e": 0.25, "f": 7},
        {
            "a": "2026-03-01",
            "b": "2026-03-01T00:00:00.000000Z",
            "c": str(OTHER),
            "d": "false",
            "e": "0.25",
            "f": "7",
        },
    ),
    case(
        "moments",
        "a: date, b: datetime",
        "a: datetime, b: date",
        {"a": DAY, "b": MIDNIGHT},
        {"a": MIDNIGHT, "b": DAY},
    ),
    case(
        "lists",
        "a: str, b: int optional, c: uuid, d: decimal optional",
        "a: str*, b: int*, c: uuid*, d: decimal*",
        {"a": "x", "b": 5, "c": OTHER, "d": Decimal("1.5")},
        {"a": ["x"], "b": [5], "c": [str(OTHER)], "d": ["1.5"]},
    ),
    case(
        "empty_lists",
        "a: str*, b: Money*",
        "a: int*, b: str*",
        {"a": [], "b": []},
        {"a": [], "b": []},
    ),
    case(
        "values",
        "a: str, price: Money",
        "a: str, cost: {is: Money, was: price}",
        {"a": "x", **COSTS},
        {"a": "x", **{f"cost{it[5:]}": COSTS[it] for it in COSTS}},
    ),
    case(
        "value_added",
        "a: str",
        "a: str, price: Money, fee: Money optional",
        {"a": "x"},
        {
            "a": "x",
            "price_amount": Decimal(0),
            "price_unit": "EUR",
            "price_note": None,
            "fee_amount": None,
            "fee_unit": None,
            "fee_note": None,
        },
    ),
    case(
        "unique_and_back",
        "a: str, b: str unique",
        "a: str unique, b: str",
        {"a": "x", "b": "y"},
        {"a": "x", "b": "y"},
    ),
    case(
        "all_at_once",
        "a: str unique, b: int, c: str, d: str optional, e: int",
        "z: {is: str, was: a}, a: {is: decimal, was: b}, c: str unique, f: bool, e: int optional",
        {"a": "x", "b": 3, "c": "y", "d": "gone", "e": 1},
        {"z": "x", "a": Decimal(3), "c": "y", "f": False, "e": 1},
        {"a": "x", "b": 3, "c": "y", "d": None, "e": 1},
    ),
    Case(
        "value_fuller",
        text("a: str, fee: Money optional"),
        text("a: str, fee: Money optional").replace(MONEY, FULLER),
        both({"a": "x", **FEES, "fee_note": None}, {"a": "y", **NO_FEE}),
        both({"a": "x", **FEES, **FULL}, {"a": "y", **NO_FEE, **dict.fromkeys(FULL)}),
        both({"a": "x", **FEES, "fee_note": "no"}, {"a": "y", **NO_FEE}),
    ),
    Case(
        "value_told_by_another_part",
        text("a: str, fee: Money optional"),
        text("a: str, fee: Money optional").replace(MONEY, REPLACED),
        both({"a": "x", **FEES, "fee_note": "net"}, {"a": "y", **NO_FEE}),
        both(
            {"a": "x", "fee_amount": FEES["fee_amount"], "fee_note": "net", "fee_tax": 3},
            {"a": "y", "fee_amount": None, "fee_note": None, "fee_tax": None},
        ),
        both(
            {"a": "x", "fee_amount": FEES["fee_amount"], "fee_unit": "EUR", "fee_note": "net"},
            {"a": "y", **NO_FEE},
        ),
    ),
    Case(
        "value_extracted",
        text("shelf_room: str 1..20 optional, shelf_level: int 0..9 optional, a: str"),
        text("shelf: Shelf optional, a: str unique").replace(UNIT, f"{UNIT}\n  {SHELF}"),
        both({**ON_SHELF, "a": "b"}, {**dict.fromkeys(ON_SHELF), "a": "c"}),
        both({**ON_SHELF, "a": "b"}, {**dict.fromkeys(ON_SHELF), "a": "c"}),
        both({**ON_SHELF, "a": "b"}, {**dict.fromkeys(ON_SHELF), "a": "c"}),
    ),
    Case(
        "part_of_value_is_missed",
        text("shelf_room: str 1..20 optional, shelf_level: int 0..9 optional"),
        text("shelf: Shelf optional").replace(UNIT, f"{UNIT}\n  {SHELF}"),
        rows({**ON_SHELF, "shelf_level": None}),
        {},
        {},
        "1 row is in the way in things_things: 'shelf' has all that it needs or is not there",
    ),
    Case(
        "part_of_value_is_new",
        text("shelf_room: str 1..20 optional"),
        text("shelf: {is: Shelf optional, was: shelf_room}").replace(UNIT, f"{UNIT}\n  {SHELF}"),
        rows({"shelf_room": "x"}),
        {},
        {},
        "1 row is in the way in things_things: 'shelf' has all that it needs or is not there",
    ),
    Case(
        "list_begins",
        text("name: str"),
        UNNAMED,
        rows({"name": "a"}),
        {**rows({"name": "a"}), "things_thing_parts": []},
        rows({"name": "a"}),
    ),
    Case(
        "list_ends",
        UNNAMED,
        text("name: str"),
        PARTS,
        rows({"name": "a"}),
        {**rows({"name": "a"}), "things_thing_parts": []},
    ),
    Case(
        "list_renamed",
        UNNAMED,
        text("name: str, pieces: {is: Piece*, was: parts}", NAMED),
        PARTS,
        PIECES,
        PARTS,
    ),
    Case(
        "all_renamed",
        KEYED,
        RENAMED,
        {
            TABLE: [{"code": "abc", "name": "a", "version": 3}],
            "things_thing_parts": [{"thing": "abc", **SHARED}],
        },
        {
            "goods_items": [{"sign": "abc", "name": "a", "version": 3}],
            "goods_item_parts": [{"item": "abc", **SHARED}],
        },
        {
            TABLE: [{"code": "abc", "name": "a", "version": 3}],
            "things_thing_parts": [{"thing": "abc", **SHARED}],
        },
    ),
    Case(
        "moves_begin",
        text("a: str"),
        states("a: str", "open", "done"),
        rows({"a": "x"}),
        rows({"a": "x", "state": "open"}),
        rows({"a": "x"}),
    ),
    Case(
        "moves_end",
        states("a: str", "open", "done"),
        text("a: str"),
        rows({"a": "x", "state": "done"}),
        rows({"a": "x"}),
        rows({"a": "x", "state": "open"}),
    ),
    Case(
        "inside_lists",
        text("a: Money*, b: Sack*").replace(UNIT, f"{UNIT}\n  {BAG}"),
        text("a: Money*, b: Sack*").replace(MONEY, SUMS).replace(UNIT, f"{UNIT}\n  {BAG}"),
        rows({"a": [{**IN_JSON, "note": None}, {**IN_JSON, "amount": "2"}], "b": [BAGGED]}),
        rows(
            {
                "a": [{**SUMMED, "words": None}, {**SUMMED, "sum": "2"}],
                "b": [{"held": [SUMMED], "one": None}],
            }
        ),
        rows({"a": [{**IN_JSON, "note": None}, {**IN_JSON, "amount": "2"}], "b": [BAGGED]}),
    ),
    Case(
        "identity_declared",
        text("a: str"),
        text("number: {is: uuid, was: id}, a: str", "key: number"),
        rows({"a": "x"}),
        {TABLE: [{"number": ID, "a": "x", "version": 1}]},
        rows({"a": "x"}),
    ),
    Case(
        "plural",
        UNNAMED,
        text("name: str, parts: Part*", f"plural: Bits\n        {LISTED}"),
        PARTS,
        {"things_bits": PARTS[TABLE], "things_thing_parts": PARTS["things_thing_parts"]},
        PARTS,
    ),
    Case(
        "aggregates_swapped",
        BOTH,
        SWAPPED,
        {"things_cups": [{"id": ID, "x": "1", "version": 1}], "things_pots": [YS]},
        {"things_pots": [{"id": ID, "x": "1", "version": 1}], "things_cups": [YS]},
        {"things_cups": [{"id": ID, "x": "1", "version": 1}], "things_pots": [YS]},
    ),
    Case(
        "looked_for",
        text("a: str, b: int, c: str 1..9"),
        text("a: str, b: int, c: str 1..9", FOUND),
        rows({"a": "x", "b": 1, "c": "y"}),
        rows({"a": "x", "b": 1, "c": "y"}),
        rows({"a": "x", "b": 1, "c": "y"}),
    ),
    Case(
        "reshaped_list",
        UNNAMED,
        text("name: str, parts: Money*"),
        PARTS,
        {},
        {},
        "another shape",
    ),
    Case(
        "words_go",
        states("a: Unit", "open", "done"),
        states("a: Unit", "ready", "done").replace("EUR, USD", "EUR, GBP"),
        rows({"a": "EUR", "state": "done"}),
        rows({"a": "EUR", "state": "done"}),
        rows({"a": "EUR", "state": "done"}),
    ),
    Case(
        "state_goes",
        states("a: str", "open", "done"),
        states("a: str", "ready", "done"),
        rows({"a": "x", "state": "open"}),
        {},
        {},
        "'state' is one of ready, done from now on",
    ),
    Case(
        "listed_word_goes",
        text("a: Unit*"),
        text("a: Unit*").replace("EUR, USD", "EUR, GBP"),
        rows({"a": ["EUR", "USD"]}),
        {},
        {},
        "1 row is in the way in things_things: 'a' holds nothing but EUR, GBP from now on",
    ),
    Case(
        "listed_words_go",
        text("a: Unit*"),
        text("a: Unit*").replace("EUR, USD", "EUR, GBP"),
        rows({"a": ["EUR", "EUR"]}),
        rows({"a": ["EUR", "EUR"]}),
        rows({"a": ["EUR", "EUR"]}),
    ),
    Case(
        "key_goes",
        KINDS,
        KINDS.replace("EUR, USD", "EUR, GBP"),
        {"things_cups": [{"unit": "EUR", "version": 1}], "things_pots": [POT]},
        {},
        {},
        "1 row is in the way in things_pots: 'cup' is one of EUR, GBP from now on",
    ),
    Case(
        "member_goes",
        text("a: Unit"),
        text("a: Unit").replace("EUR, USD", "EUR, GBP, CHF"),
        rows({"a": "USD"}),
        {},
        {},
        "1 row is in the way in things_things: 'a' is one of EUR, GBP, CHF from now on",
    ),
    case("text_to_member", "a: str", "a: Unit", {"a": "USD"}, {"a": "USD"}),
    case("texts_to_members", "a: str*", "a: Unit*", {"a": ["USD", "EUR"]}, {"a": ["USD", "EUR"]}),
    case("text_to_members", "a: str", "a: Unit*", {"a": "USD"}, {"a": ["USD"]}),
    stop(
        "text_no_member",
        "a: str optional",
        "a: Unit optional",
        {"a": "usd"},
        "1 row is in the way in things_things: 'a' is one of EUR, USD from now on",
    ),
    stop("url_no_member", "a: url", "b: {is: Unit, was: a}", {"a": "http://a.b/"}, "'b' is one"),
    stop(
        "texts_no_members",
        "value: str*",
        "value: Unit*",
        {"value": ["EUR", "usd"]},
        "1 row is in the way in things_things: 'value' holds nothing but EUR, USD from now on",
    ),
    stop("text_no_members", "a: str", "a: Unit*", {"a": "usd"}, "'a' holds nothing but EUR, USD"),
    stop("texts_no_member", "a: str*", "a: Unit", {"a": ["usd"]}, "'a' is one of EUR, USD"),
    stop("part_no_member", "a: Bag", "a: Money", {"a_amount": Decimal(1), "a_unit": "usd"}, "unit"),
    stop(
        "other_members", "a: Unit", "a: Turn", {"a": "EUR"}, "'a' is one of left, right from now on"
    ),
    stop("truth_no_member", "a: bool", "a: Truth", {"a": True}, "does not become 'a' by itself"),
    twins("twins", "a: str", "a: str, b: int unique", {"a": "x"}, {"a": "y"}),
    twins("exact_twins", "b: decimal", "b: decimal unique", EXACT, {"b": Decimal("1.5")}),
    stop("words", "a: str", "a: int", {"a": "many"}, "'a'"),
    stop("fractions", "a: decimal", "a: int", {"a": Decimal("1.5")}, "'a'"),
    stop("times", "a: datetime", "a: date", {"a": MOMENT}, "'a'"),
    stop("spans", "a: int", "a: duration", {"a": 15}, "'a'"),
    stop(
        "shapes",
        "a: str, price: decimal",
        "a: str, price: Money",
        {"a": "x", "price": Decimal(1)},
        "another shape",
    ),
    stop(
        "values",
        "a: str, price: Money optional",
        "a: str, price: Period optional",
        {"a": "x", "price_amount": Decimal(1), "price_unit": "EUR"},
        "another shape",
    ),
    stop("items", "a: str*", "a: int*", {"a": ["x"]}, "'a'"),
    stop(
        "marks",
        "a: str, price: Money",
        "a: str, price: Money unique",
        {"a": "x", **COSTS},
        "unique",
    ),
    Case(
        "texts_inside_lists",
        text("a: Box*").replace(UNIT, f"{UNIT}\n  {BOX}"),
        text("a: Box*").replace(UNIT, f"{UNIT}\n  {BOX}").replace("mark: str", SIGN),
        rows({"a": [{"tags": ["x", "1", "{}"], "mark": "m"}, {"tags": [], "mark": "n"}]}),
        rows({"a": [{"tags": ["x", "1", "{}"], "sign": "m"}, {"tags": [], "sign": "n"}]}),
        rows({"a": [{"tags": ["x", "1", "{}"], "mark": "m"}, {"tags": [], "mark": "n"}]}),
    ),
    Case(
        "all_fits",
        text(
            "a: str, b: int, c: decimal optional, d: Money*, e: str*, f: Code, parts: Part*", LISTED
        ),
        text(
            "a: str 1..5, b: int ..9, c: decimal ..1 optional, d: Money+ ..1, e: Code* ..3,"
            " f: Plate, parts: Part+ 2..2",
            LISTED,
        ).replace(MONEY, COSTLY),
        FITTING,
        FITTING,
        FITTING,
    ),
    stop("longer", "a: str 1..9", "a: str 1..5", {"a": "longer"}, "'a' has 1..5 characters"),
    stop("shorter", "a: bytes", "b: {is: bytes 3.., was: a}", {"a": b"ab"}, "'b' has 3.. bytes"),
    stop("above", "a: int 0..9", "a: int 0..8", {"a": 9}, "'a' is 0..8 from now on"),
    stop("below", "a: float optional", "a: float 0.5.. optional", {"a": 0.25}, "'a' is 0.5.."),
    stop("exact_above", "b: decimal", "b: decimal ..1.45", EXACT, "'b' is ..1.45 from now on"),
    stop("just_above", "b: decimal", "b: decimal -5..5", JUST, "'b' is -5..5 from now on"),
    stop(
        "just_below_zero",
        "b: decimal unique",
        "b: decimal -5.. unique",
        {"b": -JUST["b"]},
        "'b' is -5.. from now on",
    ),
    case("just_within", "b: decimal", f"b: decimal 5..{JUST['b']}", JUST, JUST),
    stop("converted_above", "a: str", "a: int ..5", {"a": "12"}, "'a' is ..5 from now on"),
    stop("too_many", "order: str*", "order: str* ..1", {"order": ["x", "y"]}, "holds ..1 items"),
    stop("too_few", "a: str*", "a: str+", {"a": []}, "'a' holds 1.. items from now on"),
    stop("long_item", "a: str*", "a: Code*", {"a": ["abc", "long"]}, "'a' has 3..3 characters"),
    stop("low_item", "a: int*", "a: Level*", {"a": [5, -1]}, "'a' is 0.. from now on"),
    Case(
        "no_member_in_list",
        text("a: Bag*"),
        text("a: Bag*").replace("unit: str}", "unit: Turn}"),
        rows({"a": [{"amount": "1", "unit": "left"}, {"amount": "1", "unit": "up"}]}),
        {},
        {},
        "'a.unit' holds nothing but left, right from now on",
    ),
    stop("number_no_member", "a: int*", "a: Turn*", {"a": [1]}, "'a' holds nothing but left"),
    stop("listed_unlike", "a: Code*", "a: Plate*", {"a": ["ABC", "abc"]}, "'a' matches"),
    Case(
        "unlike_in_list",
        text("a: Sack*").replace(UNIT, f"{UNIT}\n  {BAG}"),
        text("a: Sack*").replace(UNIT, f"{UNIT}\n  {BAG}").replace("note: str", "note: Plate"),
        rows({"a": [{"held": [IN_JSON], "one": None}]}),
        {},
        {},
        "'a.held.note' matches",
    ),
    Case(
        "unlike_in_renamed_table",
        text("a: Code"),
        text("a: Plate").replace("Thing:\n", "Matter:\n        was: Thing\n"),
        rows({"a": "abc"}),
        {},
        {},
        r"in the way in things_matters \(things_things outside of this migration\): 'a' matches",
    ),
    stop("no_address", "a: str", "a: url", {"a": "no address"}, "'a' matches 'https"),
    stop("no_addresses", "a: str*", "a: url*", {"a": ["http://a.b", "x"]}, "'a' matches 'https"),
    Case(
        "addresses",
        text("a: str, b: str*"),
        text("a: url, b: url*"),
        rows({"a": "https://a.b:80/c?d#e", "b": ["http://a"]}),
        rows({"a": "https://a.b:80/c?d#e", "b": ["http://a"]}),
        rows({"a": "https://a.b:80/c?d#e", "b": ["http://a"]}),
    ),
    Case(
        "item_key_changes",
        UNNAMED,
        UNNAMED.replace("key: no", "key: size").replace("size: int optional", "size: int"),
        {TABLE: PARTS[TABLE], "things_thing_parts": [{"thing": ID, **SHARED}]},
        {TABLE: PARTS[TABLE], "things_thing_parts": [{"thing": ID, **SHARED}]},
        {TABLE: PARTS[TABLE], "things_thing_parts": [{"thing": ID, **SHARED}]},
    ),
    Case(
        "item_key_of_text",
        KEYED_ITEMS.replace("KEY", "name"),
        KEYED_ITEMS.replace("KEY", "sign"),
        NAMED_ITEMS,
        NAMED_ITEMS,
        NAMED_ITEMS,
    ),
    Case(
        "item_key_goes",
        KEYED_ITEMS.replace("KEY", "name"),
        KEYED_ITEMS.replace("KEY", "sign").replace("name: str, sign", "sign"),
        {**NAMED_ITEMS, "things_thing_parts": []},
        {**NAMED_ITEMS, "things_thing_parts": []},
        {**NAMED_ITEMS, "things_thing_parts": []},
    ),
    Case(
        "items_share_a_key",
        KEYED_ITEMS.replace("KEY", "name"),
        KEYED_ITEMS.replace("KEY", "sign"),
        {
            **NAMED_ITEMS,
            "things_thing_parts": [
                {"thing": ID, "name": it, "sign": "s", "position": at} for at, it in enumerate("ab")
            ],
        },
        {},
        {},
        "2 rows are in the way in things_thing_parts: they share thing, sign",
    ),
    Case(
        "gaps_of_what_is_unique",
        text("a: str optional unique"),
        text("a: str unique"),
        both({"a": None}, {"a": None}),
        {},
        {},
        "2 rows are in the way in things_things: they share a, which becomes unique",
    ),
    Case(
        "gap_of_what_is_unique",
        text("a: str 2.. optional unique"),
        text("a: str 2.. unique"),
        both({"a": None}, {"a": "it"}),
        both({"a": "a 1"}, {"a": "it"}),
        both({"a": "a 1"}, {"a": "it"}),
    ),
    case(
        "moments_of_text",
        "a: str, b: str, c: str, d: str",
        "a: datetime, b: datetime, c: datetime unique, d: date",
        {
            "a": "2026-03-01T00:00:00Z",
            "b": "2026-03-01T09:30:15.25Z",
            "c": "2026-03-01T00:00:00.000000Z",
            "d": "2024-02-29",
        },
        {"a": MIDNIGHT, "b": MOMENT, "c": MIDNIGHT, "d": dt.date(2024, 2, 29)},
        {
            "a": "2026-03-01T00:00:00.000000Z",
            "b": "2026-03-01T09:30:15.250000Z",
            "c": "2026-03-01T00:00:00.000000Z",
            "d": "2024-02-29",
        },
    ),
    *(
        stop(f"no_{kind}_{number}", "a: str", f"a: {kind}", {"a": value}, "does not become 'a'")
        for kind, values in (
            ("date", ("2026-02-30", "2026-02-29", "0000-01-01", "2026-13-01", "2026-1-1", "")),
            ("datetime", ("2026-02-30T10:00:00Z", "2026-02-01T24:00:00Z", "2026-02-01T10:00:00")),
        )
        for number, value in enumerate(values)
    ),
    twins("number_twins", "b: float", "b: decimal unique", {"b": 1.0}, {"b": 1.0}),
    twins("text_twins", "b: str", "b: decimal unique", {"b": "1.50"}, {"b": "1.5"}),
    twins("zeros", "b: decimal", "b: decimal unique", {"b": Decimal("-0.0")}, {"b": Decimal(0)}),
    stop("unlike", "a: Code", "a: Plate", {"a": "abc"}, "'a' matches '.A-Z..3.' from now on"),
    Case(
        "below_in_value",
        text("price: Money"),
        text("price: Money").replace(MONEY, COSTLY),
        rows({**COSTS, "price_amount": Decimal(1)}),
        {},
        {},
        "'price_amount' is 1.25.. from now on",
    ),
    Case(
        "below_in_list",
        text("a: Sack*").replace(UNIT, f"{UNIT}\n  {BAG}"),
        text("a: Sack*").replace(UNIT, f"{UNIT}\n  {BAG}").replace(MONEY, COSTLY),
        rows({"a": [{"held": [IN_JSON, {**IN_JSON, "amount": "1.2"}], "one": None}]}),
        {},
        {},
        "'a.held.amount' is 1.25.. from now on",
    ),
    Case(
        "just_below_in_list",
        text("a: Sack*").replace(UNIT, f"{UNIT}\n  {BAG}"),
        text("a: Sack*").replace(UNIT, f"{UNIT}\n  {BAG}").replace(MONEY, COSTLY),
        rows({"a": [{"held": [{**IN_JSON, "amount": "1.24999999999999999999"}], "one": None}]}),
        {},
        {},
        "'a.held.amount' is 1.25.. from now on",
    ),
    Case(
        "too_many_parts",
        UNNAMED,
        UNNAMED.replace("Part*", "Part* ..1"),
        PARTS,
        {},
        {},
        "1 row is in the way in things_things: 'parts' holds ..1 items from now on",
    ),
    Case(
        "no_parts",
        text("name: str"),
        UNNAMED.replace("Part*", "Part+"),
        rows({"name": "a"}),
        {},
        {},
        "1 row is in the way in things_things: 'parts' holds 1.. items from now on",
    ),
    Case(
        "identity",
        text("code: Code, a: str"),
        text("code: Code, a: str", "key: code"),
        rows({"code": "abc", "a": "x"}),
        {},
        {},
        "identity",
    ),
)
