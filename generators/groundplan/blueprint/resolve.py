"""From the document to the domain: resolve everything, check everything, tell everything."""

from .check_examples import resolve_examples
from .check_members import check_members
from .check_names import check_names
from .check_public import check_public
from .check_room import check_room
from .check_sharing import check_sharing
from .check_storage import check_storage
from .check_was import check_was
from .context import Context, Home, Root
from .document import Document
from .domain import Aggregate, Domain, Entity, Module, Policy, Rule, Value
from .ledger import Ledger
from .notes import add_notes
from .resolve_commands import resolve_commands
from .resolve_events import resolve_events
from .resolve_moves import resolve_moves
from .resolve_policies import resolve_policies
from .resolve_processes import resolve_processes
from .resolve_queries import Rows, check_shown, resolve_query
from .resolve_roots import check_identity_circles, expand, resolve_root
from .resolve_values import resolve_values
from .resolve_views import resolve_views
from .telling import ports_of, resolve_asks, resolve_ports
from .terms import ValueRef
from .texts import check_doc


def resolve(document: Document, ledger: Ledger) -> Domain:
    """Resolve a document; what is wrong goes to the ledger, and the domain lacks it."""
    context = Context.of(document, ledger)
    check_doc(context, document.doc, ())
    if not document.modules and not ledger.tainted:
        ledger.wrong(("modules",), "'modules' is empty; name at least one", key=True)
    resolve_values(context)
    for root in context.roots():
        resolve_root(context, root)
        expand(root)
    check_identity_circles(context)
    for root in context.roots():
        resolve_commands(context, root, resolve_moves(context, root))
    for root in context.roots():
        resolve_events(context, root)
        _resolve_queries(context, root)
    policies = _resolve_later(context)
    for check in (
        check_names,
        check_members,
        check_storage,
        check_room,
        check_sharing,
        check_public,
        check_was,
    ):
        check(context)
    for root in context.roots():
        resolve_examples(context, root)
    add_notes(context, policies)
    return _domain(context, policies)


def _resolve_later(context: Context) -> dict[str, tuple[Policy, ...]]:
    """Resolve what needs all events and commands: ports, policies, views, processes."""
    for home in context.homes.values():
        resolve_ports(context, home)
        for root in home.roots.values():
            resolve_asks(context, root)
    policies = {}
    for home in context.homes.values():
        _check_module(context, home)
        policies[home.name] = resolve_policies(context, home)
        resolve_views(context, home)
        resolve_processes(context, home)
    if context.homes and not any(home.part.aggregates for home in context.homes.values()):
        said = "a program without any aggregate is not generated yet"
        context.ledger.postpone(("modules",), said)
    return policies


def _check_module(context: Context, home: Home) -> None:
    """Check what concerns a module as a whole."""
    part = home.part
    check_doc(context, part.doc, home.path)
    if part.persistence == "events":
        said = f"'persistence: events' of {home.name} is not generated yet"
        context.ledger.postpone((*home.path, "persistence"), said)
    holds = ("values", "aggregates", "views", "queries", "policies", "processes", "ports")
    if not any(getattr(part, it) for it in holds) and not context.ledger.is_tainted(home.path):
        context.ledger.wrong(
            home.path, f"{home.name} holds nothing; give it an aggregate", key=True
        )


def _resolve_queries(context: Context, root: Root) -> None:
    """Resolve the queries of an aggregate."""
    rows = Rows(root.name, "aggregate", root.home, root.fields, root.filter, root.states)
    for name, part in root.query_parts.items():
        path = root.at("queries", name)
        query = resolve_query(context, name, part, path, {root.name: rows})
        root.queries[name] = query
        if query is not None:
            check_shown(context, query, path)


def _domain(context: Context, policies: dict[str, tuple[Policy, ...]]) -> Domain:
    """Put together what is right."""
    document = context.document
    return Domain(
        document.name,
        values=_values(context, "", list(document.values)),
        modules=tuple(_module(context, it, policies[it.name]) for it in context.homes.values()),
        doc=(document.doc or "").rstrip("\n"),
    )


def _values(context: Context, module: str, names: list[str]) -> tuple[Value, ...]:
    """Return the values of a module, or of the whole blueprint, in their order."""
    found = [context.values.get(ValueRef(module, name)) for name in names]
    return tuple(it for it in found if it is not None)


def _module(context: Context, home: Home, policies: tuple[Policy, ...]) -> Module:
    """Return a module of the domain."""
    return Module(
        home.name,
        values=_values(context, home.name, list(home.part.values)),
        aggregates=tuple(
            it for it in (_aggregate(context, root) for root in home.roots.values()) if it
        ),
        policies=policies,
        tellings=tuple(home.tellings),
        ports=ports_of(context, home),
        public=tuple(home.part.public),
        doc=home.part.doc or "",
        line=context.ledger.source.line(home.path),
    )


def _aggregate(context: Context, root: Root) -> Aggregate | None:
    """Return an aggregate of the domain; None where its identity is wrong."""
    if root.identity is None:
        return None
    source = context.ledger.source
    return Aggregate(
        module=root.home.name,
        name=root.name,
        plural=root.plural,
        identity=root.identity,
        has_key=root.part.key is not None,
        carried_as=root.carried_as,
        fields=tuple(it for it in root.fields.values() if it is not None),
        entities=tuple(
            Entity(
                it.name,
                it.key,
                it.holder,
                tuple(field for field in it.fields.values() if field is not None),
                doc=root.part.entities[it.name].doc or "",
                line=source.line(it.path),
            )
            for it in root.items.values()
        ),
        states=tuple(root.states),
        rules=tuple(
            Rule(name, words, source.line((*root.path, "rules", name)))
            for name, words in root.part.rules.items()
        ),
        commands=tuple(it for it in root.commands.values() if it is not None),
        events=tuple(it for it in root.events.values() if it is not None),
        queries=tuple(it for it in root.queries.values() if it is not None),
        crud=root.part.crud,
        doc=root.part.doc or "",
        line=source.line(root.path),
    )
