"""The edges of every type: values at each bound, and just beyond it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal, localcontext

from ...blueprint.domain import Field
from ...blueprint.terms import Bound, EntityRef, Scalar
from ...sinks import py
from ..classes import limits_of
from ..code import Code, Import, code
from ..fact import fact
from ..samples import DOUBLES, EXACT, Samples, items_of
from ..types import DECIMAL, DT, Types, literal

MATH = Import("math")
BEGIN = Import(DOUBLES, "BEGIN")
FEW = 3  # items of a list that are written one by one
MOST_ITEMS = 12  # entities that are written out
NEAR = 10  # texts that nearly match a pattern
PART = re.compile(r"[A-Z]+|[a-z]+|[0-9]+|.", re.DOTALL)
TICKS: dict[Scalar, Bound] = {
    Scalar.INT: 1,
    Scalar.DECIMAL: Decimal("0.01"),
    Scalar.DATE: timedelta(days=1),
    Scalar.DATETIME: timedelta(microseconds=1),
    Scalar.DURATION: timedelta(microseconds=1),
}


@fact
class Edge:
    """A value at a bound, or beyond it."""

    name: str
    value: Code
    fits: bool


class Edges:
    """Finds the edges of fields."""

    def __init__(self, types: Types) -> None:
        """Look at the types of one project."""
        self.types = types
        self.samples = Samples(types)

    def of(self, field: Field) -> tuple[Edge, ...]:
        """Return the edges of a field; those of a value are tested with the value."""
        if field.many:
            return tuple(self._counted(field))
        limits = limits_of(self.types, field)
        if limits is None:
            return ()
        found = {edge.value.text: edge for edge in scalar_edges(limits)}
        return tuple(Edge(field.name, edge.value, edge.fits) for edge in found.values())

    def _counted(self, field: Field) -> Iterator[Edge]:
        low = field.low if isinstance(field.low, int) else (1 if field.many == "+" else 0)
        counts = {low: True}
        if low:
            counts[low - 1] = False
        if isinstance(field.high, int):
            counts[field.high] = True
            counts[field.high + 1] = False
        for count, fits in counts.items():
            if (made := self._items(field, count)) is not None:
                yield Edge(field.name, made, fits)
        single = Field(name=field.name, type=field.type)
        limits = limits_of(self.types, single)
        wrong = [it for it in scalar_edges(limits) if not it.fits] if limits else []
        for edge in wrong:
            items = items_of(field, max(low, 1))
            if items:
                yield Edge(field.name, repeated(edge.value, items), fits=False)
        if isinstance(field.type, EntityRef) and items_of(field, 2) > 1:
            item = self.samples.one(single, 0, 0)
            if item is not None:
                yield Edge(field.name, repeated(item, items_of(field, 2)), fits=False)

    def _items(self, field: Field, count: int) -> Code | None:
        if count == 0:
            return code("()")
        if isinstance(field.type, EntityRef):
            return self.samples.listed(field, count) if count <= MOST_ITEMS else None
        item = self.samples.sure(Field(name=field.name, type=field.type))
        return repeated(item, count)


def repeated(item: Code, count: int) -> Code:
    """Write a list that holds an item several times."""
    if count > FEW:
        return item.within("(", f",) * {count}")
    return Code(f"({', '.join([item.text] * count)}{',' if count == 1 else ''})", item.needs)


def scalar_edges(field: Field) -> Iterator[Edge]:
    """Yield the edges of a plain field."""
    match field.type:
        case Scalar.STR:
            yield from _text_edges(field)
        case Scalar.URL:
            yield from _url_edges(field)
        case Scalar.BYTES:
            yield from _sized_edges(field, 'b"x"', 'b""')
        case Scalar.JSON:
            yield Edge(field.name, code("None"), fits=True)
            yield Edge(field.name, code("math.nan", MATH), fits=False)
        case Scalar.FLOAT:
            yield from _float_edges(field)
        case Scalar.INT | Scalar.DECIMAL | Scalar.DATE | Scalar.DATETIME | Scalar.DURATION:
            yield from _ordered_edges(field)


def _sized_edges(field: Field, one: str, none: str) -> Iterator[Edge]:
    low = field.low if isinstance(field.low, int) else 0
    high = field.high if isinstance(field.high, int) else None
    sizes = {low: True}
    if low:
        sizes[low - 1] = False
    if high is not None:
        sizes[high] = True
        sizes[high + 1] = False
    for size, fits in sizes.items():
        text = none if size == 0 else one if size == 1 else f"{one} * {size}"
        yield Edge(field.name, code(text), fits)


def _text_edges(field: Field) -> Iterator[Edge]:
    if not field.pattern:
        yield from _sized_edges(field, '"x"', '""')
        unstorable = rf'"\0" * {field.low}' if field.low else r'"\0"'
        yield Edge(field.name, code(unstorable), fits=False)
        return
    for sample in field.samples:
        yield Edge(field.name, code(py(sample)), fits=True)
    for length, fits in ((field.high, True), (_more(field.high), False)):
        if (grown := _grown(field, length)) is not None:
            yield Edge(field.name, grown, fits)
    for text in _mismatches(field):
        yield Edge(field.name, code(py(text)), fits=False)


def _mismatches(field: Field) -> list[str]:
    """Return texts that a pattern refuses: some far from it, and some that are nearly right."""
    unlike = "?" * (field.low if isinstance(field.low, int) else 1)
    far = ["", unlike, "é", " "]
    near = [it for sample in field.samples[:1] for it in (f"{sample}\n", *nearly(sample))]
    far, near = (
        [it for it in dict.fromkeys(tries) if not re.fullmatch(field.pattern, it, re.ASCII)]
        for tries in (far, near)
    )
    return far[:3] + near[:NEAR]


def nearly(text: str) -> Iterator[str]:
    """Change a text in one place: for each of its parts one character less, more, or another.

    A part is what stands together and is of one kind, such as digits.
    """
    parts = [it.span()[0] for it in PART.finditer(text)]
    yield from (text[:at] + text[at + 1 :] for at in parts)
    yield from (text[:at] + text[at] + text[at:] for at in parts)
    for at in parts:
        other = text[at].swapcase() if text[at].isalpha() else "x"
        yield text[:at] + other + text[at + 1 :]


def _grown(field: Field, length: object) -> Code | None:
    """Stretch a letter of a sample so far that the text has this length and the pattern."""
    for sample in field.samples:
        for at, letter in enumerate(sample):
            times = length - len(sample) + 1 if isinstance(length, int) else 0
            text = sample[:at] + letter * times + sample[at + 1 :]
            if times > 1 and re.fullmatch(field.pattern, text, re.ASCII):
                parts = (sample[:at], letter, sample[at + 1 :])
                before, between, after = (py(it) if it else "" for it in parts)
                written = (before, f"{between} * {times}", after)
                return code(" + ".join(it for it in written if it))
    return None


def _more(bound: Bound | None) -> int | None:
    return bound + 1 if isinstance(bound, int) else None


def _url_edges(field: Field) -> Iterator[Edge]:
    path = "https://example.org/"
    low = field.low if isinstance(field.low, int) else 0
    high = field.high if isinstance(field.high, int) else 2000
    if high >= len(path):
        yield Edge(field.name, code(f'"{path}".ljust({high}, "x")'), fits=True)
        yield Edge(field.name, code(f'"{path}".ljust({high + 1}, "x")'), fits=False)
    if low > len(path):
        yield Edge(field.name, code(f'"{path}".ljust({low}, "x")'), fits=True)
        yield Edge(field.name, code(f'"{path}".ljust({low - 1}, "x")'), fits=False)
    yield Edge(field.name, code('"ftp://example.org"'), fits=False)


def _float_edges(field: Field) -> Iterator[Edge]:
    yield Edge(field.name, code("math.nan", MATH), fits=False)
    yield Edge(field.name, code("math.inf", MATH), fits=False)
    for bound, beyond in ((field.low, "-math.inf"), (field.high, "math.inf")):
        if bound is not None:
            at = literal(float(bound))  # type: ignore[arg-type]
            yield Edge(field.name, at, fits=True)
            yield Edge(field.name, code(f"math.nextafter({at}, {beyond})", MATH), fits=False)


def _ordered_edges(field: Field) -> Iterator[Edge]:
    yield from _type_edges(field)
    tick = TICKS[field.type]  # type: ignore[index]
    for bound, sign in ((field.low, -1), (field.high, 1)):
        if bound is None:
            continue
        yield Edge(field.name, literal(bound), fits=True)
        try:
            with localcontext(EXACT):
                beyond = bound + tick * sign  # type: ignore[operator]
        except OverflowError:
            continue
        if not isinstance(beyond, int) or -(2**63) <= beyond < 2**63:
            yield Edge(field.name, literal(beyond), fits=False)


def _type_edges(field: Field) -> Iterator[Edge]:
    """Yield the edges that a type has without bounds."""
    match field.type:
        case Scalar.INT:
            if field.low is None:
                yield Edge(field.name, code("-(2**63)"), fits=True)
            if field.high is None:
                yield Edge(field.name, code("2**63 - 1"), fits=True)
            yield Edge(field.name, code("-(2**63) - 1"), fits=False)
            yield Edge(field.name, code("2**63"), fits=False)
        case Scalar.DECIMAL:
            yield Edge(field.name, code('Decimal("NaN")', DECIMAL), fits=False)
        case Scalar.DATETIME:
            yield Edge(field.name, code("BEGIN.replace(tzinfo=None)", BEGIN), fits=False)
        case Scalar.DURATION:
            if field.low is None:
                yield Edge(field.name, code("dt.timedelta(0)", DT), fits=True)
            yield Edge(field.name, code("dt.timedelta(microseconds=-1)", DT), fits=False)
