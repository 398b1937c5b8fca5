"""Ports: what they offer, commands that ask them, policies that tell them."""

from dataclasses import replace

from ..names import nearest, shown
from .check_names import check_function
from .context import Context, Fields, Home, Root
from .document import MethodPart, PolicyPart, PortPart
from .domain import Command, Field
from .fields import LineError, read_line
from .fitting import misfit
from .reader import Path
from .resolve_fields import OF_PORT, resolve_fields, resolve_line
from .sending import Pool, Sent, fill
from .texts import check_doc


def resolve_ports(context: Context, home: Home) -> None:
    """Check the ports of a module."""
    for name, port in home.part.ports.items():
        path = (*home.path, "ports", name)
        check_doc(context, port.doc, path)
        if not port.methods:
            context.ledger.wrong((*path, "methods"), f"the port {name} has no method", key=True)
        for method, part in port.methods.items():
            where = (*path, "methods", method)
            check_doc(context, part.doc, where)
            check_function(context, method, where)
            takes = resolve_fields(context, home, part.takes, (*where, "takes"), OF_PORT)
            context.methods[home.name, name, method] = takes
            _check_returns(context, home, port, part, where)
        context.ledger.postpone(path, f"the port {name} is not generated yet")
        if not _is_used(home, name):
            said = f"nobody asks or tells the port {name}"
            context.ledger.advise(path, said)


def _is_used(home: Home, port: str) -> bool:
    """Say whether a command asks a port, or a policy tells it."""
    asked = [
        part.asks or "" for root in home.roots.values() for part in root.command_parts.values()
    ]
    told = [part.then for part in home.part.policies.values()]
    return any(it.startswith(f"{port}.") for it in (*asked, *told))


def _check_returns(
    context: Context,
    home: Home,
    port: PortPart,
    part: MethodPart,
    path: Path,
) -> None:
    """Check what a method answers."""
    if part.returns is None:
        return
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
        return
    resolve_line(context, home, part.returns, where, OF_PORT)


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
) -> None:
    """Check a policy that tells a port."""
    where, then = (*path, "then"), part.then
    said = f"the policy {path[-1]} tells a port, which is not generated yet"
    context.ledger.postpone(path, said)
    port = find_method(context, home, then, where)
    if port is None or pool is None:
        return
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


def resolve_asks(context: Context, root: Root) -> None:
    """Check the ports that commands ask."""
    for name, command in root.commands.items():
        asks = root.command_parts[name].asks
        if asks is None:
            continue
        path = (*root.at("commands", name), "asks")
        context.ledger.postpone(path, f"{name} asks a port, which is not generated yet")
        port = find_method(context, root.home, asks, path)
        if port is None or command is None:
            continue
        port_name, _, method = asks.partition(".")
        if port.plugins == "many":
            said = f"every plugin of {port_name} is told, so there is no answer to ask for"
            context.ledger.wrong(path, said)
            continue
        takes = context.methods.get((root.home.name, port_name, method), {})
        _check_asked(context, root, command, takes, path)
        root.commands[name] = replace(command, asks=(port_name, method))


def _check_asked(
    context: Context,
    root: Root,
    command: Command,
    takes: Fields,
    path: Path,
) -> None:
    """Check that a command has all that a method takes."""
    text = root.command_parts[command.name].asks or ""
    method = text.partition(".")[2]
    known: dict[str, Field] = {it.field.name: it.field for it in command.takes}
    if method in known:
        said = f"the answer of {text} is handed on as {shown(method)}, which is taken already"
        context.ledger.wrong(path, f"{said}; rename one")
    if root.carried is not None:
        known.setdefault(root.carried_as, root.carried)
    for field in takes.values():
        if field is None or field.optional or field.default is not None:
            continue
        source = known.get(field.name)
        fault = misfit(context, source, field, text) if source else None
        if source is None:
            said = f"{text} needs {shown(field.name)}, which {command.name} does not take"
            context.ledger.wrong(path, said, nearest(field.name, known))
        elif fault:
            said = f"{shown(field.name)} of {command.name} {fault}"
            context.ledger.wrong(path, said)
