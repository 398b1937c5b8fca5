"""What JSON lies at the bounds of a field, and what just beyond."""

from collections.abc import Iterator

from ...blueprint.domain import Field, Shape
from ...blueprint.terms import AggregateRef, Ask, EntityRef, Scalar, Type, ValueRef
from ..changes import free_name
from ..classes import limits_of
from ..types import Types
from .edges import Edge, Edges, scalar_edges
from .wire import NoJson, Raw, Wire

SPELLED = frozenset({Scalar.STR, Scalar.URL, Scalar.INT})
NESTED = 3  # edges that are tried of a field inside a value


def strange(types: Types, kind: Type) -> str:
    """Write what this type does not take, unless it is text or JSON."""
    while isinstance(kind, AggregateRef):
        kind = types.domain.aggregate(kind).identity.type
    members = types.domain.value(kind).members if isinstance(kind, ValueRef) else ()
    return free_name("strange", {*members})


class JsonEdges:
    """Finds the edges of fields, as JSON."""

    def __init__(self, types: Types, wire: Wire) -> None:
        """Look at the types of one project."""
        self.types = types
        self.wire = wire
        self.edges = Edges(types)

    def of(self, field: Field, usual: object) -> Iterator[tuple[object, bool]]:
        """Yield JSON, and whether it fits; `usual` is what the field holds else."""
        if field.many:
            found = self._written(field, self.edges.of(field))
            # That a key comes twice is a matter of the aggregate.
            yield from ((it, fits) for it, fits in found if fits or not _repeats(field, it))
            yield from self._items(field, usual)
            return
        yield from self._single(field, usual)
        nullable = field.optional or isinstance(field.default, Ask) or field.type is Scalar.JSON
        yield None, nullable

    def _single(self, field: Field, usual: object) -> Iterator[tuple[object, bool]]:
        limits = limits_of(self.types, field)
        if limits is not None:
            yield from self._written(limits, scalar_edges(limits))
            if limits.type not in {Scalar.STR, Scalar.JSON}:
                yield strange(self.types, field.type), False
        elif isinstance(field.type, ValueRef):
            yield from self._of_value(field.type, usual)
        elif isinstance(field.type, EntityRef):
            yield strange(self.types, field.type), False

    def _of_value(self, ref: ValueRef, usual: object) -> Iterator[tuple[object, bool]]:
        value = self.types.domain.value(ref)
        if value.shape is Shape.SCALAR:
            yield from self._single(value.fields[0], usual)
            return
        yield strange(self.types, ref), False
        yield from ((it, False) for it in self._inside(value.fields, usual))

    def _items(self, field: Field, usual: object) -> Iterator[tuple[object, bool]]:
        """Yield lists whose first item is wrong."""
        fields: tuple[Field, ...] = ()
        if isinstance(field.type, EntityRef):
            fields = self.types.domain.entity(field.type).fields
        elif isinstance(field.type, ValueRef):
            value = self.types.domain.value(field.type)
            fields = value.fields if value.shape is Shape.RECORD else ()
        if isinstance(usual, list) and usual:
            yield from (([it, *usual[1:]], False) for it in self._inside(fields, usual[0]))

    def _inside(self, fields: tuple[Field, ...], usual: object) -> Iterator[object]:
        """Yield values of which one field is wrong."""
        if not isinstance(usual, dict):
            return
        for inner in fields:
            found = list(self.of(inner, usual.get(inner.name)))
            wrong = [it for it, fits in found if not fits]
            for json in wrong[:NESTED]:
                yield usual | {inner.name: json}

    def _written(
        self, field: Field, edges: Iterator[Edge] | tuple[Edge, ...]
    ) -> Iterator[tuple[object, bool]]:
        for edge in edges:
            if _is_far(field, edge.value.text):
                continue
            try:
                json = self.wire.of(field, edge.value)
            except NoJson:
                continue
            brief = field.type in SPELLED and not field.many and not edge.value.needs
            yield Raw(edge.value.text) if brief else json, edge.fits


def _repeats(field: Field, json: object) -> bool:
    """Say whether an entity comes twice."""
    twice = isinstance(json, list) and len(json) > 1 and json[0] == json[1]
    return isinstance(field.type, EntityRef) and twice


def _is_far(field: Field, text: str) -> bool:
    """Say whether a number lies beyond 64 bits, and beyond a bound that is tried anyway."""
    return (text == "2**63" and field.high is not None) or (
        text == "-(2**63) - 1" and field.low is not None
    )
