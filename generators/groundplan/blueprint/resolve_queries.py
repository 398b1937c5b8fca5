"""Queries: what they return, and what rows they choose."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..names import nearest, pascal_fault, shown, snake
from .context import Context, Fields, Home
from .document import QueryPart
from .domain import Condition, Field, Query, Returns, Shape
from .fields import Line, LineError, read_line
from .fitting import are_apart, counted_as, same_type
from .literals import LiteralError
from .reader import Path
from .resolve_fields import OF_QUERY, constant, has_member, line_path, resolve_fields
from .resolve_types import spell
from .terms import Constant, EntityRef, Scalar, ValueRef
from .texts import check_doc

PAGING = ("limit", "cursor")


@dataclass(slots=True)
class Rows:
    """What a query chooses from: an aggregate, or a view."""

    name: str
    kind: str
    home: Home
    fields: Fields
    identity: Field | None
    states: list[str] = field(default_factory=list)

    @property
    def filters(self) -> Fields:
        """Return the fields that can be compared, the identity among them."""
        own = {self.identity.name: self.identity} if self.identity else {}
        return {**own, **self.fields}


@dataclass(slots=True)
class _Draft:
    """A query while it is resolved."""

    name: str
    part: QueryPart
    path: Path
    rows: Rows
    returns: Returns = Returns.MANY
    filters: list[Field] = field(default_factory=list)
    asks: list[Field] = field(default_factory=list)
    where: list[Condition] = field(default_factory=list)
    right: bool = True


def resolve_query(
    context: Context,
    name: str,
    part: QueryPart,
    path: Path,
    choices: Mapping[str, Rows],
) -> Query | None:
    """Resolve a query of one of some aggregates or views; None when it is wrong."""
    check_doc(context, part.doc, path)
    line = _returned(context, part, path, choices)
    if line is None:
        return None
    draft = _Draft(name, part, path, choices[line.type])
    draft.returns = (
        Returns.MANY if line.many else Returns.OPTIONAL if line.optional else Returns.ONE
    )
    _resolve_takes(context, draft)
    _resolve_where(context, draft)
    _check_search(context, draft)
    _check_count(context, draft)
    _check_question(context, draft)
    if not draft.right:
        return None
    return Query(
        name=name,
        returns=draft.returns,
        filters=tuple(draft.filters),
        asks=tuple(draft.asks),
        where=tuple(draft.where),
        search=tuple(part.search),
        paginate=part.paginate,
        doc=part.doc or "",
        line=context.ledger.source.line(path),
    )


def _read_returned(text: str) -> Line:
    """Read a type that a query may return."""
    line = read_line(text)
    if line.many == "+":
        raise LineError(line.at["many"], "a query may find nothing", f"{line.type}*")
    for it in ("range", "unique", "default"):
        if it in line.at:
            said = "a query returns 'T', 'T optional' or 'T*', and nothing more"
            raise LineError(line.at[it], said)
    if line.many and line.optional:
        raise LineError(line.at["optional"], "a list is empty instead of absent", f"{line.type}*")
    return line


def _returned(
    context: Context,
    part: QueryPart,
    path: Path,
    choices: Mapping[str, Rows],
) -> Line | None:
    """Read what a query returns."""
    where = (*path, "returns")
    try:
        line = _read_returned(part.returns)
    except LineError as wrong:
        context.ledger.broken_line(where, wrong)
        return None
    if line.type in choices:
        return line
    if not any(line.type in it for it in context.ledger.tainted):
        owner = next(iter(choices.values()), None)
        if owner is not None and owner.kind == "aggregate":
            if pascal_fault(owner.name):
                return None  # told already, and what is right here hangs on it
            said = f"a query of {owner.name} returns {owner.name}, not {shown(line.type)}"
            context.ledger.wrong(where, said, owner.name, at=line.at["type"])
        else:
            near = nearest(line.type, choices)
            said = (
                f"a query of a module returns one of its views; there is no view {shown(line.type)}"
            )
            context.ledger.wrong(where, said, near, at=line.at["type"])
    return None


def _resolve_takes(context: Context, draft: _Draft) -> None:
    """Find out what a query compares, and what it asks its owner."""
    part, rows = draft.part, draft.rows
    if isinstance(part.takes, dict):
        found = resolve_fields(context, rows.home, part.takes, (*draft.path, "takes"), OF_QUERY)
        for name, it in found.items():
            _take_declared(context, draft, name, it)
        return
    for position, name in enumerate(part.takes or ()):
        path = (*draft.path, "takes", position)
        if name in (part.takes or ())[:position]:
            context.ledger.wrong(path, f"{shown(name)} is taken twice; keep one")
            draft.right = False
        elif name not in rows.filters:
            _tell_no_field(context, draft, name, path, key=False)
        elif (own := rows.filters[name]) is None:
            draft.right = False
        elif said := _not_plain(context, own):
            context.ledger.wrong(path, f"{shown(name)} {said}")
            draft.right = False
        else:
            draft.filters.append(replace(own, default=None, unique=False))


def _take_declared(context: Context, draft: _Draft, name: str, taken: Field | None) -> None:
    """Take one parameter that a mapping declares: a filter, or a question."""
    path = (*draft.path, "takes", name)
    own = draft.rows.filters.get(name)
    if taken is None or (name in draft.rows.filters and own is None):
        draft.right = False
    elif name == "state" and draft.rows.states:
        said = "'state' is no parameter; fix it under 'where', one query for each choice"
        context.ledger.wrong(path, said, key=True)
        draft.right = False
    elif own is None:
        draft.asks.append(taken)
    elif not same_type(context, own.type, taken.type) or own.many:
        kind = spell(own, str(path[1]))
        said = f"{shown(name)} is a field of type {kind}; compare it as that, or rename this"
        context.ledger.wrong(path, said, key=True)
        draft.right = False
    elif are_apart(context, own, taken):
        said = f"is {spell(taken)}, but in {draft.rows.name} it is {spell(own)}: nothing is found"
        context.ledger.wrong(line_path(context, path), f"{shown(name)} {said}")
        draft.right = False
    else:
        draft.filters.append(counted_as(taken, own))


def _tell_no_field(context: Context, draft: _Draft, name: str, path: Path, *, key: bool) -> None:
    """Tell that what a query chooses from has no such field."""
    draft.right = False
    if name == "state" and draft.rows.states:
        said = "'state' is no parameter; fix it under 'where', one query for each choice"
        context.ledger.wrong(path, said, key=key)
    elif not context.ledger.is_tainted(draft.path[:4]):
        near = nearest(name, draft.rows.filters)
        said = f"{draft.rows.name} has no field {shown(name)}"
        context.ledger.wrong(path, said, near, key=key)


def _not_plain(context: Context, own: Field) -> str | None:
    """Say why a field cannot be compared in a query, or None."""
    value = context.values.get(own.type) if isinstance(own.type, ValueRef) else None
    if own.many:
        return "is a list; a query compares single values"
    if own.type is Scalar.JSON or isinstance(own.type, EntityRef):
        return f"is {spell(own)}, which a query cannot compare"
    if value is not None and value.shape is Shape.RECORD:
        return f"has the fields of {value.name}; a query compares plain values"
    return None


def _resolve_where(context: Context, draft: _Draft) -> None:
    """Read the fields that a query fixes."""
    for name, given in draft.part.where.items():
        path = (*draft.path, "where", name)
        listed = isinstance(given, list)
        paths = [(*path, at) for at in range(len(given))] if listed else [path]
        if not paths:
            context.ledger.wrong(path, "the list is empty; name at least one constant")
            draft.right = False
            continue
        found = [_condition(context, draft, name, it) for it in paths]
        constants = [it for it in found if it is not None]
        if len(constants) < len(found):
            draft.right = False
        for at, it in enumerate(constants):
            if it in constants[:at] and len(constants) == len(found):
                context.ledger.wrong(paths[at], "this constant stands twice; keep one")
                draft.right = False
        draft.where.append(Condition(name, tuple(constants)))


def _condition(context: Context, draft: _Draft, name: str, path: Path) -> Constant | None:
    """Read one constant that a field is fixed to."""
    text = context.ledger.source.node(path).text
    rows = draft.rows
    if name == "state" and rows.states:
        if text in rows.states:
            return text
        near = nearest(text, rows.states)
        hint = "" if near else f"; its states are {', '.join(rows.states)}"
        context.ledger.wrong(path, f"{rows.name} has no state {shown(text)}{hint}", near)
        return None
    if name == "state" and "state" not in rows.filters:
        said = f"{rows.name} has no states"
        context.ledger.wrong((*draft.path, "where", name), said, key=True)
        return None
    if name not in rows.filters:
        _tell_no_field(context, draft, name, (*draft.path, "where", name), key=True)
        return None
    own = rows.filters[name]
    if own is None:
        return None
    fault = _not_plain(context, own)
    if text == "none" and own.optional and not has_member(context, own.type, text):
        fault = "may be absent, but a query cannot ask for that; 'none' is for 'sets'"
    if fault:
        context.ledger.wrong(path, f"{shown(name)} {fault}")
        return None
    try:
        return constant(context, own, text)
    except LiteralError as wrong:
        context.ledger.wrong(path, wrong.said, wrong.near)
    return None


def _check_search(context: Context, draft: _Draft) -> None:
    """Check the fields that a text is looked for in."""
    search = draft.part.search
    if "search" in draft.part.model_fields_set and not search:
        context.ledger.wrong((*draft.path, "search"), "'search' is empty; name a field", key=True)
        draft.right = False
    for position, name in enumerate(search):
        path = (*draft.path, "search", position)
        own = draft.rows.fields.get(name)
        if name in search[:position]:
            context.ledger.wrong(path, f"{shown(name)} stands twice; keep one")
        elif name not in draft.rows.fields:
            _tell_no_field(context, draft, name, path, key=False)
        elif own is not None and not _is_text(context, own):
            said = f"{shown(name)} is {spell(own)}; only texts can be searched"
            context.ledger.wrong(path, said)
        elif own is not None:
            continue
        draft.right = False


def _is_text(context: Context, own: Field) -> bool:
    """Say whether a field is one text."""
    value = context.values.get(own.type) if isinstance(own.type, ValueRef) else None
    if value is not None and value.shape is Shape.SCALAR:
        own = replace(value.fields[0], many=own.many)
    return own.type is Scalar.STR and not own.many


def _added(part: QueryPart) -> tuple[str, ...]:
    """Return the parameters that a query has without taking them."""
    return (*(PAGING if part.paginate else ()), *(("text",) if part.search else ()))


def _check_question(context: Context, draft: _Draft) -> None:
    """Refuse a parameter called like the question of its query; fields are told elsewhere."""
    question = snake(draft.name)
    if draft.asks and question in {*(it.name for it in draft.asks), *_added(draft.part)}:
        said = f"{shown(draft.name)} asks the question {shown(question)}"
        said = f"{said} and has a parameter of that name; rename one"
        context.ledger.wrong(draft.path, said, f"{draft.name}It", key=True)
        draft.right = False


def _check_count(context: Context, draft: _Draft) -> None:
    """Check what goes with one answer only, and what with many."""
    part, path, rows = draft.part, draft.path, draft.rows
    taken = {it.name for it in (*draft.filters, *draft.asks)}
    for name in _added(part):
        if name in taken:
            why = "'search' adds" if name == "text" else "'paginate' adds"
            listed = isinstance(part.takes, list)
            where = (
                (*path, "takes", part.takes.index(name))
                if isinstance(part.takes, list)
                else (
                    *path,
                    "takes",
                    name,
                )
            )
            said = f"{shown(name)} is a parameter that {why}; rename this one"
            context.ledger.wrong(where, said, f"{name}_", key=not listed)
            draft.right = False
    if draft.returns is Returns.MANY:
        return
    for key in ("paginate", "search"):
        if getattr(part, key):
            said = f"'{key}' is for lists; return '{rows.name}*', or take it away"
            context.ledger.wrong((*path, key), said, key=True)
            draft.right = False
    if not draft.right:
        return
    if part.takes is None:
        draft.filters += [rows.identity] if rows.identity else []
        draft.right = rows.identity is not None
        return
    single = {name for name, it in rows.fields.items() if it is not None and it.unique}
    single |= {rows.identity.name} if rows.identity else set()
    known = [it for it in draft.filters if it.name in single]
    if all(it.optional for it in known):
        context.ledger.wrong(
            (*path, "takes"), _several(rows, single, known, str(path[1])), key=True
        )
        draft.right = False


def _several(rows: Rows, single: set[str], known: list[Field], home: str) -> str:
    """Say why a query for one may find several, and how it would not."""
    if known:
        first = known[0]
        firm = f"'{first.name}: {spell(first, home)}'"
        why = f"{shown(first.name)} may be left out, and then several rows match"
        return f"{why}; take {firm}, which may not, or return '{rows.name}*'"
    among = ", ".join(shown(it) for it in rows.filters if it in single)
    return f"several rows may match; take {among}, or return '{rows.name}*'"


def check_shown(context: Context, query: Query, path: Path) -> None:
    """Note personal fields that a query shows in its URL."""
    taken = context.ledger.source.node(path).entries.get("takes")
    for it in (*query.filters, *query.asks) if taken else ():
        if context.is_personal(it):
            said = f"{shown(it.name)} is personal, and as a parameter it shows in URLs"
            context.ledger.advise(path, said)
