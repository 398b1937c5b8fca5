"""The rows that a query finds, those that it does not, and what is asked to tell them apart.

Worked out once for each query: the tests of a module, of its edge and of its database ask alike.
"""

import ast
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property, lru_cache

from ...blueprint.domain import Condition, Field, Query, Returns
from ...blueprint.literals import outside
from ...blueprint.terms import Scalar
from ...sinks import py
from ..classes import limits_of
from ..code import Code, code
from .stories import Cast
from .story import Pairs

SHORT = 3  # characters: a part of so little is everywhere


class QueryRows:
    """What the tests of one query are about."""

    def __init__(self, cast: Cast, query: Query) -> None:
        """Look at a query, and at two samples of its aggregate."""
        self.cast = cast
        self.aggregate = cast.aggregate
        self.query = query
        self.whole = cast.whole() or {}
        self.other = cast.whole(1)

    @cached_property
    def _unique(self) -> set[str]:
        return {it.name for it in self.aggregate.fields if it.unique}

    @cached_property
    def match(self) -> Pairs:
        """Write the sample as the query finds it."""
        return self.whole | dict(self._narrowed()) | self._fixed

    def _narrowed(self) -> Iterator[tuple[str, Code]]:
        """Yield the fields of which a parameter takes less than they hold.

        Not for a key that one row is found by: in a path it has the bounds of its own type.
        """
        cast, types = self.cast, self.cast.types
        many = self.query.returns is Returns.MANY
        for taken in self.query.filters:
            own = cast.own.get(self._own(taken.name))
            if own is None or (self.aggregate.is_sought(self.query, taken) and not many):
                continue
            limits = limits_of(types, own) or own
            both = of_both(limits, limits_of(types, taken) or taken)
            made = cast.samples.of(both, 0, cast.salt[own.name]) if both != limits else None
            if made is not None:
                yield own.name, made

    @cached_property
    def _fixed(self) -> Pairs:
        """Write the fields that the query fixes to a constant."""
        return {it.name: self._constant(it, 0) for it in self.query.where}

    def _constant(self, condition: Condition, index: int) -> Code:
        constant = condition.any_of[index]
        if condition.name == "state":
            return self.cast.member(str(constant))
        field = next(it for it in self.aggregate.fields if it.name == condition.name)
        return self.cast.types.constant(constant, field.type)

    def _own(self, name: str) -> str:
        """Return the attribute of a row that a parameter speaks of."""
        return self.aggregate.identity.name if name == self.aggregate.carried_as else name

    @cached_property
    def arguments(self) -> Pairs:
        """Write what is asked for to find the row that matches."""
        given = {it.name: self.match[self._own(it.name)] for it in self.query.filters}
        for position, field in enumerate(self.query.asks):
            given[field.name] = self.cast.samples.sure(field, 0, position + 5)
        return given | ({"text": code(py(self._part))} if self._part is not None else {})

    @cached_property
    def lean(self) -> Pairs:
        """Write of what is asked for only what must be."""
        needed = {it.name for it in (*self.query.filters, *self.query.asks) if not it.optional}
        return {name: it for name, it in self.arguments.items() if name in needed}

    @cached_property
    def misses(self) -> tuple[Pairs, ...]:
        """Write rows that match in all but one condition, each of another identity."""
        return () if self.other is None else tuple(self._misses(self.other))

    def _misses(self, other: Pairs) -> Iterator[Pairs]:
        query = self.query
        unique = self._unique
        filters = [self._own(it.name) for it in query.filters]
        conditions = [*filters, *(it.name for it in query.where)]
        conditions += ["text"] if query.search else []
        identity = self.aggregate.identity.name
        single = {identity, *unique}
        for number, missed in enumerate(conditions, start=1):
            if (identity in filters or {*conditions} & unique) and missed not in single:
                continue
            further = self.cast.whole(number)
            if further is None:
                return
            row = other | {name: it for name, it in further.items() if name in single}
            alike = {*filters, *(query.search if missed != "text" else ())} - {identity}
            row |= {name: self.match[name] for name in alike - {missed, *unique}}
            row |= self._longer(number) if missed != "text" else {}
            row |= {name: it for name, it in self._fixed.items() if name not in {missed, *unique}}
            wanted = self._differing(missed, row)
            if wanted is not None:
                yield wanted

    def _longer(self, number: int) -> Pairs:
        """Write a text that nobody else has and that holds what is looked for, if it need be so."""
        single = {*self._unique, self.aggregate.identity.name}
        for name in self.query.search if {*self.query.search} <= single else ():
            field, text = self.cast.own[name], text_of(self.match[name].text)
            longer = f"{text}{'x' * number}"
            fits = not isinstance(field.high, int) or len(longer) <= field.high
            if text and field.type is Scalar.STR and not field.samples and fits:
                return {name: code(py(longer))}
        return {}

    @cached_property
    def twin(self) -> Pairs | None:
        """Return another row that matches; None where a filter lets no two through."""
        single = {*self._unique, self.aggregate.identity.name}
        filters = {self._own(it.name) for it in self.query.filters if not it.optional}
        if self.other is None or {*filters, *self._fixed} & single:
            return None
        return self.other | {name: self.match[name] for name in filters} | self._fixed

    def _differing(self, missed: str, row: Pairs) -> Pairs | None:
        """Return the row, unless it does not differ where it should."""
        where = next((it for it in self.query.where if it.name == missed), None)
        if missed == "text":
            part = self._part
            return None if part is None or self._holding(part, row) else row
        if where is None:
            others = (it for it in self._others(missed, row) if it != self.match[missed])
            other = next(others, None)
            return None if other is None else row | {missed: other}
        taken = {str(self._constant(where, at)) for at in range(len(where.any_of))}
        for value in self._others(missed, row):
            if str(value) not in taken:
                return row | {missed: value}
        return None

    def _others(self, name: str, row: Pairs) -> Iterator[Code]:
        yield row[name]
        if name == "state":
            yield from (self.cast.member(it) for it in self.aggregate.states)
            return
        if name not in self.cast.own:
            return
        field = self.cast.own[name]
        made = (self.cast.samples.of(field, it, self.cast.salt[name]) for it in range(6))
        yield from (it for it in made if it is not None)

    @cached_property
    def _part(self) -> str | None:
        """Return a part of a searched text, in other case, as far as possible in one field."""
        parts = self._parts
        single = {*self._unique, self.aggregate.identity.name}
        single |= {*(self._own(it.name) for it in self.query.filters)}
        single |= {it.name for it in self.query.where}
        return next((it for name, it in parts.items() if name not in single), None) or next(
            iter(parts.values()), None
        )

    @cached_property
    def _parts(self) -> dict[str, str]:
        """Map each searched field to a part of its text that is not its beginning."""
        texts = {name: text_of(self.match[name].text) for name in self.query.search}
        return {name: part_of(text) for name, text in texts.items() if text}

    def _holding(self, part: str, row: Pairs) -> list[str]:
        """Return the searched fields of a row that hold the text, or may."""
        texts = {name: text_of(row[name].text) for name in self.query.search}
        return [
            name for name, it in texts.items() if it is None or part.casefold() in it.casefold()
        ]

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Write for each searched field a text that it alone holds."""
        if len(self.query.search) == 1:
            return ()
        parts = self._parts.items()
        return tuple(py(it) for name, it in parts if self._holding(it, self.match) == [name])

    @cached_property
    def variants(self) -> tuple[Pairs, ...]:
        """Write a row for each further constant of a condition, which no filter narrows to one."""
        filters = {self._own(it.name) for it in self.query.filters}
        return tuple(
            row
            for condition in self.query.where
            if condition.name not in filters
            for index in range(1, len(condition.any_of))
            for row in [self.match | {condition.name: self._constant(condition, index)}]
            if self._part is None or self._holding(self._part, row)
        )


def of_both(own: Field, taken: Field) -> Field:
    """Return a field that holds what both of these hold."""
    samples = (*own.samples, *taken.samples)
    return replace(
        own,
        low=max((it.low for it in (own, taken) if it.low is not None), default=None),
        high=min((it.high for it in (own, taken) if it.high is not None), default=None),
        pattern=own.pattern or taken.pattern,
        samples=tuple(it for it in samples if not (outside(it, own) or outside(it, taken))),
    )


@lru_cache(maxsize=1024)
def text_of(written: str) -> str | None:
    """Return the text that an expression of a sample holds; None where it holds none."""
    tree = ast.parse(written, mode="eval").body
    match tree:
        case ast.Call(func=ast.Name() | ast.Attribute(value=ast.Name()), args=[only]):
            tree = only
    match tree:
        case ast.Constant(value=str() as text):
            return text
        case ast.Constant(value=None):
            return ""
        case ast.BinOp(
            left=ast.Constant(value=str() as text), right=ast.Constant(value=int() as n)
        ):
            return text * n
    return None


def part_of(text: str) -> str:
    """Return what follows the first letter, at most a line of it, in other case."""
    return (text[1:61] if len(text) > SHORT else text).swapcase()
