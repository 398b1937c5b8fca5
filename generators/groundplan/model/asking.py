"""How a use case asks a port: what is checked first, then the question, outside any transaction."""

from collections.abc import Iterator

from ..blueprint.domain import Aggregate, Command, Field
from ..blueprint.terms import AggregateRef
from .changes import free_name
from .classes import checks, key_of
from .code import Code, Import, call, code, exploded, needs_of
from .moves import Table
from .ports import handed, local_names, port_of
from .types import Types


def asked_name(types: Types, module: str) -> str:
    """Name the function that asks, so that no parameter of a service hides it."""
    taken = {
        it.field.name
        for aggregate in types.domain.module(module).aggregates
        for command in aggregate.commands
        for it in command.takes
    }
    return free_name("asked", taken)


class Asked:
    """Writes the statements of one use case; `needs` gathers what its file imports.

    `answer` and `identity` are the names of variables, chosen so that no parameter hides them.
    """

    def __init__(self, types: Types, aggregate: Aggregate, command: Command, *, cqrs: bool) -> None:
        """Look at a command of an aggregate."""
        self.types = types
        self.aggregate = aggregate
        self.command = command
        self.cqrs = cqrs
        self.needs: set[Import] = set()
        scope = set() if cqrs else {it.field.name for it in command.takes}
        scope |= set() if cqrs or command.creates else {aggregate.carried_as}
        self.answer = free_name("answer", scope)
        self.identity = free_name("identity", scope)

    @property
    def hands_identity(self) -> bool:
        """Say whether the port is given an identity that is made for it."""
        asks, name = self.command.asks, self.aggregate.carried_as
        made = self.command.creates and not self.command.takes_id
        return asks is not None and made and name in asks.given

    def statements(self, local: str, work: str) -> Iterator[str]:
        """Yield what is done between loading and changing."""
        asks = self.command.asks
        if asks is None:
            return
        if self.hands_identity:
            made = code(f"{work}.new_id()")
            yield f"{self.identity} = {self.types.wrapped_identity(made, self.aggregate)}"
        yield from self._checked()
        yield from self._allowed(local)
        yield f"await {work}.pause()"
        yield self._question(asks.port, asks.method)

    @property
    def indent(self) -> int:
        """Return the column of the statements."""
        return 8 if self.cqrs else 12

    def _checked(self) -> Iterator[str]:
        """Refuse what the model would refuse, before anybody outside hears of it."""
        identity = self.aggregate.identity.name if self.aggregate.has_key else ""
        fields = [
            key_of(it.field) if it.own and it.field.name == identity else it.field
            for it in self.command.takes
        ]
        found = checks(self.types, fields, of="command." if self.cqrs else "")
        if found:
            self.needs |= {self._shared("checks", "Check"), *needs_of(found)}
            listed = [f'"{self.command.name}"', *map(str, found)]
            yield exploded("Check.all", listed, indent=self.indent)

    def _allowed(self, local: str) -> Iterator[str]:
        table = Table(self.aggregate)
        if table.sources(self.command):
            home = f"{self.types.package}.{self.aggregate.module}.model"
            self.needs.add(Import(home, table.name))
            yield f'{table.name}.allow({local}.state, "{self.command.name}")'

    def _question(self, port: str, method: str) -> str:
        """Write the statement that asks."""
        module = self.aggregate.module
        name = asked_name(self.types, module) if not self.cqrs else "asked"
        alias = name if name != "asked" else ""
        self.needs.add(Import(f"{self.types.package}.shared.asking", "asked", alias))
        self.needs.add(Import(f"{self.types.package}.{module}.ports", port))
        local = local_names(self.types.domain.module(module))[port]
        own = "" if self.cqrs else "self._"
        given = ", ".join(f"{it}={self._given(port, method, it)}" for it in self._handed())
        asking = f"{own}{local}.{method}"
        asking = f"lambda: {asking}({given})" if given else asking
        arguments = [f'"{port}"', asking, f"seconds={own}port_timeout"]
        answered = self.types.domain.answer(self.aggregate, self.command) is not None
        before = f"{self.answer} = " if answered else ""
        return call(f"{before}await {name}", arguments, indent=self.indent)

    def _handed(self) -> tuple[str, ...]:
        return self.command.asks.given if self.command.asks is not None else ()

    def _given(self, port: str, method: str, name: str) -> Code:
        """Write an argument: the identity as it is known here, or what was taken."""
        found = port_of(self.types.domain, self.aggregate.module, port).method(method)
        target = next(it for it in found.takes if it.name == name)
        taken = {it.field.name: it.field for it in self.command.takes}
        made = self._handed_on(name, taken, target)
        self.needs |= made.needs
        return made

    def _handed_on(self, name: str, taken: dict[str, Field], target: Field) -> Code:
        if name not in taken and self.hands_identity:
            return code(self.identity)
        own = AggregateRef(self.aggregate.module, self.aggregate.name)
        source = taken.get(name) or Field(name, own)
        before = "command." if self.cqrs else ""
        return handed(self.types, f"{before}{name}", source, target)

    def _shared(self, file: str, name: str) -> Import:
        return Import(f"{self.types.package}.shared.{file}", name)
