"""How a database makes one kind of value from another, in its own words.

An expression gives NULL for what does not fit without loss; the revision stops there.
SQLite needs words of its own: it keeps days, moments and exact numbers as text, and its
CAST makes a year of a day.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ...blueprint.terms import Scalar
from .documents import POSTGRESQL as POSTGRESQL_WORDS
from .documents import SQLITE as SQLITE_WORDS
from .documents import Before, Remaking
from .layout import Held

SAFE = 2**53  # whole numbers up to here are exact as floats
DAY = " 00:00:00.000000"
HEX = "8 4 4 4 12"

Kinds: TypeAlias = tuple[Scalar, Scalar]
Spelling: TypeAlias = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Conversion:
    """An expression for each database; both are NULL where nothing can be made of the old."""

    postgresql: str
    sqlite: str


LOST = Conversion("NULL", "NULL")


def conversion(old: Held, new: Held, before: Before, place: tuple[str, str]) -> Conversion:
    """Return what makes the new column's value from the old one, which is at `place` now.

    Shape: `place` is a table and the name of the column in it.
    """
    table, name = place
    value = f'"{name}"'
    was, now = old.column.kind, new.column.kind
    if was is None and now is None:  # what goes through a list has a `value` of its own
        return _list(old, new, before, f'"{table}"."{name}"')
    if now is None:
        return _into_list(was, new, value)
    if new.members and old.holds is not Scalar.STR:
        return LOST  # the word for a number or a truth is no member
    made = _out_of_list(old, now, value) if was is None else _scalar(was, now, value)
    if now is Scalar.DECIMAL and new.column.unique:
        return Conversion(made.postgresql, CANONICAL(made.sqlite))
    return made


def _list(old: Held, new: Held, before: Before, value: str) -> Conversion:
    """Write the items of a list anew; where that cannot be done, only none is the same."""
    empty = f"CASE WHEN CAST({value} AS TEXT) = '[]' THEN {value} END"
    made = (
        Remaking(before, words).of(new.holds, old.holds, new.path, value) or empty
        for words in (POSTGRESQL_WORDS, SQLITE_WORDS)
    )
    return Conversion(*made)


def _scalar(before: Scalar, after: Scalar, value: str) -> Conversion:
    pair = (Scalar.STR if before is Scalar.URL else before, after)
    if after is Scalar.URL or pair not in POSTGRESQL:
        return LOST
    spelled = SQLITE.get(pair, POSTGRESQL[pair])
    return Conversion(POSTGRESQL[pair](value), spelled(value))


def _into_list(before: Scalar | None, new: Held, value: str) -> Conversion:
    """Make a list of one."""
    if before not in ITEMS or new.holds != before:
        return LOST
    postgresql, sqlite = (it(value) for it in ITEMS[before])
    one = "CASE WHEN {0} IS NOT NULL THEN {1}({2}) END"
    return Conversion(
        one.format(value, "json_build_array", postgresql), one.format(value, "json_array", sqlite)
    )


def _out_of_list(old: Held, after: Scalar, value: str) -> Conversion:
    """Take the only item out."""
    if after not in ITEMS or old.holds != after:
        return LOST
    inner = Conversion(f"({value} ->> 0)", f"CAST(json_extract({value}, '$[0]') AS TEXT)")
    if after is not Scalar.STR:
        inner = Conversion(
            _scalar(Scalar.STR, after, inner.postgresql).postgresql,
            _scalar(Scalar.STR, after, inner.sqlite).sqlite,
        )
    one = "CASE WHEN json_array_length({0}) = 1 THEN {1} END"
    return Conversion(one.format(value, inner.postgresql), one.format(value, inner.sqlite))


def _cast(kind: str) -> Spelling:
    return lambda it: f"CAST({it} AS {kind})"


def _back(there: str, back: str) -> Spelling:
    """Write a cast that counts only where the way back gives the same."""
    return lambda it: (
        f"CASE WHEN CAST(CAST({it} AS {there}) AS {back}) = {it} THEN CAST({it} AS {there}) END"
    )


def _when(test: str, made: str) -> Spelling:
    """Write what is made where a test holds; `{}` stands for the value in both."""
    return lambda it: f"CASE WHEN {test.replace('{}', it)} THEN {made.replace('{}', it)} END"


def _matching(pattern: str, made: str) -> Spelling:
    return _when(f"{{}} ~ '^{pattern}$'", made)


def _same(text: str) -> Spelling:
    return lambda it: text.replace("{}", it)


def _hyphened(it: str) -> str:
    places, start = [], 1
    for size in map(int, HEX.split()):
        places.append(f"substr({it}, {start}, {size})")
        start += size
    return " || '-' || ".join(places)


WHOLE = f"abs({{}}) <= {SAFE}"
ISO = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'
UTC = "({} AT TIME ZONE 'UTC')"
DIGITS = "{} GLOB '*[0-9]*' AND {} NOT GLOB '*[^0-9.-]*' AND {} NOT GLOB '?*-*'"
NUMBER = f"{DIGITS} AND {{}} NOT GLOB '*.*.*'"
UUID_DIGITS = "length({}) = 36 AND {} NOT GLOB '*[^0-9a-f-]*'"
MOMENT = "replace(substr({}, 1, 19), 'T', ' ')"
SPLIT = "rtrim(substr({}, 21), 'Z')"  # what is behind the point of a second
TRIMMED = "rtrim(rtrim({}, '0'), '.')"
CANONICAL = _same(
    f"CASE WHEN {{}} GLOB '*[eE]*' THEN NULL WHEN {{}} = '-0' OR {TRIMMED} = '-0' THEN '0'"
    f" WHEN {{}} GLOB '*.*' THEN {TRIMMED} ELSE {{}} END"
)
"""Equal numbers as equal texts."""

LEAP = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)"
DATE = (
    "(?!0000)([0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])"
    "|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
    f"|{LEAP}-02-29)"
)
TIME = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?"

POSTGRESQL: Mapping[Kinds, Spelling] = {
    (Scalar.INT, Scalar.STR): _cast("TEXT"),
    (Scalar.INT, Scalar.DECIMAL): _cast("NUMERIC"),
    (Scalar.INT, Scalar.FLOAT): _when(WHOLE, "CAST({} AS DOUBLE PRECISION)"),
    (Scalar.INT, Scalar.BOOL): _same("CASE {} WHEN 1 THEN true WHEN 0 THEN false END"),
    (Scalar.FLOAT, Scalar.STR): _back("TEXT", "DOUBLE PRECISION"),
    (Scalar.FLOAT, Scalar.DECIMAL): _same("CAST(CAST({} AS TEXT) AS NUMERIC)"),
    (Scalar.FLOAT, Scalar.INT): _when(f"{WHOLE} AND {{}} = floor({{}})", "CAST({} AS BIGINT)"),
    (Scalar.DECIMAL, Scalar.STR): _cast("TEXT"),
    (Scalar.DECIMAL, Scalar.DECIMAL): _same("{}"),
    (Scalar.DECIMAL, Scalar.FLOAT): _when(
        "CAST(CAST(CAST({} AS DOUBLE PRECISION) AS TEXT) AS NUMERIC) = {}",
        "CAST({} AS DOUBLE PRECISION)",
    ),
    (Scalar.DECIMAL, Scalar.INT): _when(f"{WHOLE} AND {{}} = trunc({{}})", "CAST({} AS BIGINT)"),
    (Scalar.BOOL, Scalar.STR): _same("CASE WHEN {} THEN 'true' WHEN NOT {} THEN 'false' END"),
    (Scalar.BOOL, Scalar.INT): _same("CASE WHEN {} THEN 1 WHEN NOT {} THEN 0 END"),
    (Scalar.DATE, Scalar.STR): _cast("TEXT"),
    (Scalar.DATE, Scalar.DATETIME): _same("CAST({} AS TIMESTAMP) AT TIME ZONE 'UTC'"),
    (Scalar.DATETIME, Scalar.STR): _same(f"to_char({UTC}, '{ISO}')"),
    (Scalar.DATETIME, Scalar.DATE): _when(
        f"{UTC} = date_trunc('day', {UTC})", f"CAST({UTC} AS DATE)"
    ),
    (Scalar.UUID, Scalar.STR): _cast("TEXT"),
    (Scalar.STR, Scalar.STR): _same("{}"),
    (Scalar.STR, Scalar.INT): _matching("(0|-?[1-9][0-9]{0,17})", "CAST({} AS BIGINT)"),
    (Scalar.STR, Scalar.DECIMAL): _matching("-?[0-9]+(\\.[0-9]+)?", "CAST({} AS NUMERIC)"),
    (Scalar.STR, Scalar.FLOAT): _matching("-?[0-9]+(\\.[0-9]+)?", "CAST({} AS DOUBLE PRECISION)"),
    (Scalar.STR, Scalar.BOOL): _same("CASE {} WHEN 'true' THEN true WHEN 'false' THEN false END"),
    (Scalar.STR, Scalar.DATE): _matching(DATE, "CAST({} AS DATE)"),
    (Scalar.STR, Scalar.DATETIME): _matching(f"{DATE}T{TIME}Z", "CAST({} AS TIMESTAMPTZ)"),
    (Scalar.STR, Scalar.UUID): _matching(
        "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "CAST({} AS UUID)"
    ),
}
"""In the words of PostgreSQL, and of SQLite where it has none of its own below."""

SQLITE: Mapping[Kinds, Spelling] = {
    (Scalar.INT, Scalar.DECIMAL): _cast("TEXT"),
    (Scalar.FLOAT, Scalar.DECIMAL): _back("TEXT", "REAL"),
    (Scalar.FLOAT, Scalar.INT): _when(
        f"{WHOLE} AND {{}} = CAST({{}} AS INTEGER)", "CAST({} AS INTEGER)"
    ),
    (Scalar.DECIMAL, Scalar.FLOAT): _when(
        "length(replace(replace({}, '.', ''), '-', '')) <= 15", "CAST({} AS REAL)"
    ),
    (Scalar.DECIMAL, Scalar.INT): _when(
        f"abs(CAST({{}} AS REAL)) <= {SAFE} AND CAST({{}} AS REAL) = CAST({{}} AS INTEGER)"
        " AND {} NOT GLOB '*[eE]*'",
        "CAST({} AS INTEGER)",
    ),
    (Scalar.DATE, Scalar.DATETIME): _same(f"{{}} || '{DAY}'"),
    (Scalar.DATETIME, Scalar.STR): _same("replace({}, ' ', 'T') || 'Z'"),
    (Scalar.DATETIME, Scalar.DATE): _when(
        f"{{}} = substr({{}}, 1, 10) || '{DAY}'", "substr({}, 1, 10)"
    ),
    (Scalar.UUID, Scalar.STR): _hyphened,
    (Scalar.STR, Scalar.INT): _back("INTEGER", "TEXT"),
    (Scalar.STR, Scalar.DECIMAL): _when(NUMBER, "{}"),
    (Scalar.STR, Scalar.FLOAT): _when(NUMBER, "CAST({} AS REAL)"),
    (Scalar.STR, Scalar.DATE): _when("date({}, '+0 days') = {} AND {} > '0001'", "{}"),
    (Scalar.STR, Scalar.DATETIME): _when(
        f"datetime({MOMENT}, '+0 days') = {MOMENT} AND substr({{}}, 11, 1) = 'T' AND {{}} > '0001'"
        " AND (substr({}, 20) = 'Z' OR {} GLOB '*.[0-9]*Z' AND length({}) BETWEEN 22 AND 27"
        f" AND substr({{}}, 20, 1) = '.' AND {SPLIT} NOT GLOB '*[^0-9]*')",
        f"{MOMENT} || '.' || substr({SPLIT} || '000000', 1, 6)",
    ),
    (Scalar.STR, Scalar.UUID): _when(
        f"{UUID_DIGITS} AND length(replace({{}}, '-', '')) = 32", "replace({}, '-', '')"
    ),
}
"""In the words of SQLite."""

ITEMS: Mapping[Scalar | None, tuple[Spelling, Spelling]] = {
    Scalar.STR: (_same("{}"), _same("{}")),
    Scalar.INT: (_same("{}"), _same("{}")),
    Scalar.DATE: (_same("{}"), _same("{}")),
    Scalar.DECIMAL: (_cast("TEXT"), _same("{}")),
    Scalar.UUID: (_cast("TEXT"), _hyphened),
}
"""What a list of one holds in JSON, for both databases."""
