"""Find a command or an event by the name that another part gives it."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..names import nearest, shown
from .context import Context, Home, Root
from .reader import Path


@dataclass(frozen=True, slots=True)
class Mention:
    """A name as one module mentions it: `Command`, or `module.Command`; and where."""

    home: Home
    kind: str
    text: str
    path: Path

    @property
    def module(self) -> str:
        """Return the module that is named; "" for one's own."""
        return self.text.rpartition(".")[0]

    @property
    def name(self) -> str:
        """Return the name without its module."""
        return self.text.rpartition(".")[2]

    def among(self, home: Home) -> Mapping[str, Root]:
        """Return all of this kind in a module, each with its aggregate."""
        return home.commands() if self.kind == "command" else home.events()


def find_command(context: Context, home: Home, text: str, path: Path) -> Root | None:
    """Return the aggregate whose command a text names; tell when there is none."""
    return _find(context, Mention(home, "command", text, path))


def find_event(context: Context, home: Home, text: str, path: Path) -> Root | None:
    """Return the aggregate whose event a text names; tell when there is none."""
    return _find(context, Mention(home, "event", text, path))


def _find(context: Context, mention: Mention) -> Root | None:
    """Return the aggregate that a mention leads to, if it may be used from there."""
    there = _module(context, mention)
    if there is None:
        return None
    found = mention.among(there).get(mention.name)
    if found is None:
        _tell_unknown(context, mention, there)
    elif there is not mention.home and mention.name not in there.part.public:
        if not context.ledger.is_tainted((*there.path, "public")):
            said = f"{shown(mention.text)} is private"
            said = f"{said}; add {mention.name} to 'public' of {there.name}"
            context.ledger.wrong(mention.path, said)
        return None
    return found


def _module(context: Context, mention: Mention) -> Home | None:
    """Return the module that a mention speaks of."""
    module = mention.module
    if not module:
        return mention.home
    if module == mention.home.name:
        said = f"{shown(mention.text)} is of this module; name it plainly"
        context.ledger.wrong(mention.path, said, mention.name)
        return None
    there = context.homes.get(module)
    if there is None and not any(module in it for it in context.ledger.tainted):
        near = nearest(module, context.homes)
        context.ledger.wrong(mention.path, f"unknown module {shown(module)}", near)
    return there


def _tell_unknown(context: Context, mention: Mention, there: Home) -> None:
    """Tell that nothing has this name, unless it may be in a part with a wrong shape."""
    if _in_taint(context, there, mention.name):
        return
    near = nearest(mention.name, mention.among(there))
    if near and there is not mention.home:
        near = f"{there.name}.{near}"
    if near is None and there is mention.home:
        near = next(
            (
                f"{it.name}.{mention.name}"
                for it in context.homes.values()
                if mention.name in mention.among(it)
            ),
            None,
        )
    context.ledger.wrong(mention.path, f"unknown {mention.kind} {shown(mention.text)}", near)


def _in_taint(context: Context, there: Home, name: str) -> bool:
    """Say whether a part with a wrong shape may hold a name."""
    source = context.ledger.source
    return any(
        name in it or name in str(source.node(it).plain())
        for it in context.ledger.tainted
        if it[: len(there.path)] == there.path or there.path[: len(it)] == it
    )
