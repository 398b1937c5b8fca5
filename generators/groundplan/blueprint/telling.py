"""Ports: what they offer, commands that ask them, policies that tell them."""

from collections.abc import Iterable
from dataclasses import replace

from ..names import nearest, shown
from .check_names import check_function
from .context import Context, Fields, Home, Root
from .document import MethodPart, PolicyPart, PortPart
from .domain import Asking, Command, Field, Method, Port, Telling
from .fields import LineError, read_line
from .fitting import misfit
from .reader import Path
from .resolve_fields import OF_PORT, resolve_fields, resolve_line
from .sending import Pool, Sent, fill
from .terms import Ask
from .texts import check_doc

CLOSING = "aclose"
"""The method by which the program closes an adapter."""

LIFE = frozenset({"about", "configure", "context", "initialize", "shutdown"})
"""What a plugin has beside the methods of its port."""


def resolve_ports(context: Context, home: Home) -> None:
    """Resolve the ports of a module; the home keeps them."""
    for name, port in home.part.ports.items():
        path = (*home.path, "ports", name)
        check_doc(context, port.doc, path)
        if not port.methods:
            context.ledger.wrong((*path, "methods"), f"the port {name} has no method", key=True)
        methods = (_resolve_method(context, home, name, it) for it in port.methods)
        home.ports.append(
            Port(
                name,
                tuple(methods),
                plugins=port.plugins or "",
                doc=port.doc or "",
                line=context.ledger.source.line(path),
            )
        )
        if not _is_used(home, name):
            said = f"nobody asks or tells the port {name}"
            context.ledger.advise(path, said)


def ports_of(context: Context, home: Home) -> tuple[Port, ...]:
    """Return the ports of a module; a parameter is personal where what fills it is."""
    return tuple(
        replace(
            port,
            methods=tuple(_as_filled(context, home, port, it) for it in port.methods),
        )
        for port in home.ports
    )


def _as_filled(context: Context, home: Home, port: Port, method: Method) -> Method:
    takes = context.methods[home.name, port.name, method.name].values()
    return replace(method, takes=tuple(it for it in takes if it is not None))


def _fill_personal(takes: Fields, target: Field, source: Field | None) -> None:
    """Mark a parameter that is given something personal."""
    if source is not None and source.pii:
        takes[target.name] = replace(target, pii=True)


def _resolve_method(context: Context, home: Home, port: str, name: str) -> Method:
    """Resolve a method of a port; what is wrong is told, and missing."""
    part = home.part.ports[port].methods[name]
    path = (*home.path, "ports", port, "methods", name)
    check_doc(context, part.doc, path)
    if check_function(context, name, path) and name == CLOSING:
        said = f"{shown(name)} is how an adapter is closed; call this method otherwise"
        context.ledger.wrong(path, said, key=True)
    elif home.part.ports[port].plugins and name in LIFE:
        said = f"{shown(name)} is a part of the life of each plugin; call this method otherwise"
        context.ledger.wrong(path, said, key=True)
    takes = resolve_fields(context, home, part.takes, (*path, "takes"), OF_PORT)
    context.methods[home.name, port, name] = takes
    return Method(
        name,
        takes=tuple(it for it in takes.values() if it is not None),
        returns=_resolve_returns(context, home, home.part.ports[port], part, path),
        doc=part.doc or "",
        line=context.ledger.source.line(path),
    )


def _is_used(home: Home, port: str) -> bool:
    """Say whether a command asks a port, or a policy tells it."""
    asked = [
        part.asks or "" for root in home.roots.values() for part in root.command_parts.values()
    ]
    told = [part.then for part in home.part.policies.values()]
    return any(it.startswith(f"{port}.") for it in (*asked, *told))


def _resolve_returns(
    context: Context,
    home: Home,
    port: PortPart,
    part: MethodPart,
    path: Path,
) -> Field | None:
    """Resolve what a method answers: a field that is named after it."""
    if part.returns is None:
        return None
    where = (*path, "returns")
    if port.plugins == "many":
        said = (
            "every plugin is told, so nothing is returned; take 'returns' or 'plugins: many' away"
        )
        context.ledger.wrong(where, said, key=True)
    try:
        _read_answer(part.returns)
    except LineError as wrong:
        context.ledger.broken_line(where, wrong)
        return None
    field = resolve_line(context, home, part.returns, where, OF_PORT)
    return replace(field, name=str(path[-1])) if field is not None else None


def _read_answer(text: str) -> None:
    """Read the type of an answer."""
    line = read_line(text)
    for it in ("unique", "default"):
        if it in line.at:
            raise LineError(line.at[it], "an answer is a type, perhaps optional, and nothing more")


def is_port(home: Home, text: str) -> bool:
    """Say whether a text names a port: in PascalCase before the dot."""
    port, dot, _ = text.partition(".")
    return bool(dot) and (port in home.part.ports or port[:1].isupper())


def find_method(context: Context, home: Home, text: str, path: Path) -> PortPart | None:
    """Return the port whose method a text names; tell when there is none."""
    port_name, dot, name = text.partition(".")
    if not dot:
        near = next(
            (f"{it}.{one}" for it, port in home.part.ports.items() for one in port.methods), None
        )
        context.ledger.wrong(
            path, f"{shown(text)} is no method of a port: write 'Port.method'", near
        )
        return None
    port = home.part.ports.get(port_name)
    if port is None:
        if not context.ledger.is_tainted((*home.path, "ports")):
            near = nearest(port_name, home.part.ports)
            said = f"unknown port {shown(port_name)}"
            context.ledger.wrong(path, said, near and f"{near}.{name}")
        return None
    if name not in port.methods:
        if not context.ledger.is_tainted((*home.path, "ports", port_name)):
            near = nearest(name, port.methods)
            said = f"the port {port_name} has no method {shown(name)}"
            context.ledger.wrong(path, said, near and f"{port_name}.{near}")
        return None
    return port


def resolve_told(
    context: Context,
    home: Home,
    part: PolicyPart,
    path: Path,
    pool: Pool | None,
) -> Telling | None:
    """Resolve a policy that tells a port."""
    where, then = (*path, "then"), part.then
    port = find_method(context, home, then, where)
    if port is None or pool is None:
        return None
    port_name, _, name = then.partition(".")
    takes = context.methods.get((home.name, port_name, name), {})
    sent = Sent(where, pool.root, Command(then), part.given, with_path=(*path, "with"))
    for target in part.given:
        if target not in takes:
            near = nearest(target, takes)
            said = f"{then} takes no {shown(target)}"
            context.ledger.wrong((*path, "with", target), said, near, key=True)
    for field in takes.values():
        if field is not None:
            fill(context, sent, pool, field)
    filled = {it.taken: it.field for it in sent.sources}
    for field in [it for it in takes.values() if it is not None and it.name in filled]:
        _fill_personal(takes, field, pool.source(filled[field.name], field))
    _note_empty(context, then, (it for it in takes.values() if it and it.name not in filled), where)
    return Telling(
        name=str(path[-1]),
        when=(pool.root.home.name, pool.root.name, pool.event),
        then=(port_name, name),
        sources=tuple(sent.sources),
        each=part.each or "",
        doc=part.doc or "",
        line=context.ledger.source.line(path),
    )


def _note_empty(context: Context, method: str, unfilled: Iterable[Field], path: Path) -> None:
    """Note lists that nobody hands over: an empty one says that there is nothing."""
    for field in unfilled:
        if field.many:
            said = f"nothing fills {shown(field.name)} of {method}, so it is always empty"
            context.ledger.advise(path, said)


def resolve_asks(context: Context, root: Root) -> None:
    """Check the ports that commands ask."""
    for name, command in root.commands.items():
        asks = root.command_parts[name].asks
        if asks is None:
            continue
        path = (*root.at("commands", name), "asks")
        port = find_method(context, root.home, asks, path)
        if port is None or command is None:
            continue
        port_name, _, method = asks.partition(".")
        if port.plugins == "many":
            said = f"every plugin of {port_name} is told, so there is no answer to ask for"
            context.ledger.wrong(path, said)
            continue
        takes = context.methods.get((root.home.name, port_name, method), {})
        given = _hand_on(context, root, command, takes, path)
        root.commands[name] = replace(command, asks=Asking(port_name, method, given))


def _hand_on(
    context: Context,
    root: Root,
    command: Command,
    takes: Fields,
    path: Path,
) -> tuple[str, ...]:
    """Return what a command hands on to a method, by name; tell what it lacks."""
    text = root.command_parts[command.name].asks or ""
    method = text.partition(".")[2]
    known: dict[str, Field] = {it.field.name: it.field for it in command.takes}
    if root.carried is not None:
        known.setdefault(root.carried_as, root.carried)
    if method in known:
        said = f"the answer of {text} is handed on as {shown(method)}, which is taken already"
        context.ledger.wrong(path, f"{said}; rename one")
    given = []
    for field in [it for it in takes.values() if it is not None]:
        source = known.get(field.name)
        _fill_personal(takes, field, source)
        fault = _misfit(context, source, field, text) if source else None
        spare = field.optional or field.default is not None or field.many == "*"
        if source is not None and not fault:
            given.append(field.name)
        elif source is None and not spare:
            said = f"{text} needs {shown(field.name)}, which {command.name} does not take"
            context.ledger.wrong(path, said, nearest(field.name, known))
        elif source is not None:
            said = f"{shown(field.name)} of {command.name} {fault}"
            context.ledger.wrong(path, said)
        else:
            _note_empty(context, text, [field], path)
    return tuple(given)


def _misfit(context: Context, source: Field, target: Field, owner: str) -> str | None:
    """Say why a taken field cannot be handed on; the clock fills one only after the answer."""
    if isinstance(source.default, Ask) and not target.optional:
        return f"may be left out until the clock fills it, which is after {owner} has answered"
    return misfit(context, source, target, owner)
