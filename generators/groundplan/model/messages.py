"""Commands, queries, events and records as frozen classes."""

from collections.abc import Iterable

from ..blueprint.domain import Aggregate, Command, Event, Field, Query
from ..names import snake, words
from .changes import free_name
from .classes import attributes, masked
from .code import Import
from .facts import AttributeFacts, ClassFacts
from .types import Types
from .wording import a, of_command, of_event, sentence, titled


def carried_identity(
    types: Types, aggregate: Aggregate, name: str
) -> tuple[AttributeFacts, set[Import]]:
    """Write the identity as an attribute of that name."""
    annotation = types.identity(aggregate)
    return AttributeFacts(name, str(annotation), "", aggregate.identity.doc), set(annotation.needs)


def identity_field(aggregate: Aggregate, name: str) -> Field:
    """Return the identity as a field of that name, for its personal mark."""
    return Field(name=name, type=aggregate.identity.type, pii=aggregate.identity.pii)


def missed(aggregate: Aggregate, query: Query) -> str:
    """Name what a query for one may not find, before what it was asked for with."""
    spoken = words(aggregate.name)
    first = query.filters[0].name if query.filters else aggregate.carried_as
    return spoken if first == aggregate.carried_as else f"{spoken} with {words(first)}"


def command_doc(aggregate: Aggregate, command: Command) -> str:
    """Describe a command; one that works on an item speaks of the item."""
    about = command.item.entity if command.item is not None else aggregate.name
    return of_command(command.name, about, command.doc)


def command_message(
    types: Types, aggregate: Aggregate, command: Command
) -> tuple[ClassFacts, set[Import]]:
    """Write the class of a command."""
    fields = [taken.field for taken in command.takes]
    listed, needs = attributes(types, fields, defaults=True)
    wanted = set(needs)
    shown = list(fields)
    if not command.creates:
        identity, more = carried_identity(types, aggregate, aggregate.carried_as)
        listed = (identity, *listed)
        wanted |= more
        shown = [identity_field(aggregate, aggregate.carried_as), *fields]
    result = types.identity(aggregate) if command.creates else None
    wanted |= result.needs if result else set()
    hidden = masked(command.name, shown)
    wanted |= types.builtin("str").needs if hidden else set()
    return ClassFacts(
        name=command.name,
        base=f"Command[{result or 'None'}]",
        doc=command_doc(aggregate, command),
        attributes=listed,
        checks=(),
        masked=hidden,
    ), wanted


def event_message(
    types: Types, aggregate: Aggregate, event: Event
) -> tuple[ClassFacts, set[Import]]:
    """Write the class of an event."""
    listed, needs = attributes(types, event.fields)
    identity, more = carried_identity(types, aggregate, aggregate.carried_as)
    stamps = (
        Field("event_id", aggregate.identity.type),
        Field("occurred_at", aggregate.identity.type),
    )
    shown = (*stamps, identity_field(aggregate, aggregate.carried_as), *event.fields)
    hidden = masked(event.name, shown)
    more |= types.builtin("str").needs if hidden else set()
    things = (aggregate.name, *(it.name for it in aggregate.entities))
    return ClassFacts(
        name=event.name,
        base="Event",
        doc=of_event(event.name, things, event.doc),
        attributes=(identity, *listed),
        checks=(),
        masked=hidden,
    ), set(needs) | more


def record_message(types: Types, aggregate: Aggregate) -> tuple[ClassFacts, set[Import]]:
    """Write the class of an aggregate as it is read."""
    listed, needs = record_attributes(types, aggregate)
    hidden = masked(f"{aggregate.name}Record", all_of(aggregate))
    needs |= types.builtin("str").needs if hidden else set()
    count = types.builtin("int")
    needs |= {*count.needs, Import("dataclasses", "field")}
    version = AttributeFacts(
        version_name(aggregate), str(count), " = field(default=0, compare=False)", ""
    )
    return ClassFacts(
        name=f"{aggregate.name}Record",
        base="",
        doc=sentence(f"{titled(a(words(aggregate.name)))} as it is read"),
        attributes=(*listed, version),
        checks=(),
        masked=hidden,
    ), needs


def version_name(aggregate: Aggregate) -> str:
    """Name the version of an aggregate, beside its fields."""
    return free_name("version", {snake(aggregate.name), *(it.name for it in aggregate.fields)})


def record_attributes(
    types: Types, aggregate: Aggregate
) -> tuple[tuple[AttributeFacts, ...], set[Import]]:
    """Write identity, fields and state as attributes."""
    listed, needs = attributes(types, aggregate.fields)
    wanted = set(needs)
    if not aggregate.has_key:
        identity, more = carried_identity(types, aggregate, "id")
        listed = (identity, *listed)
        wanted |= more
    if aggregate.states:
        name = f"{aggregate.name}State"
        listed = (*listed, AttributeFacts("state", name, "", ""))
        wanted.add(Import(f"{types.package}.{aggregate.module}.values", name))
    return listed, wanted


def all_of(aggregate: Aggregate) -> tuple[Field, ...]:
    """Return identity, fields and state, for a repr."""
    identity = () if aggregate.has_key else (aggregate.identity,)
    state = (Field("state", aggregate.identity.type),) if aggregate.states else ()
    return (*identity, *aggregate.fields, *state)


def query_message(
    query: Query, parameters: Iterable[AttributeFacts], result: str, shown: Iterable[Field]
) -> ClassFacts:
    """Write the class of a query; `shown` are the fields that may be personal."""
    return ClassFacts(
        name=query.name,
        base=f"Query[{result}]",
        doc="",
        attributes=tuple(parameters),
        checks=(),
        masked=masked(query.name, shown),
    )
