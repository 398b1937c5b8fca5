"""Ports: what a module needs from outside, and adapters that answer inside the process."""

from dataclasses import replace

from ..blueprint.domain import Domain, Field, Method, Module, Port
from ..blueprint.terms import AggregateRef, Scalar
from ..names import snake, words
from ..sinks import py
from .changes import free_name
from .classes import attributes
from .code import WIDTH, Code, Import, code, laid, signature
from .port_facts import MethodFacts, PortFacts
from .samples import COUNTED, Samples
from .types import UUID_, Types
from .wording import sentence, titled

# Names in handlers, services and policies, which no port may hide.
LOCAL = frozenset(
    """
    answer asked bus call command event event_id events fastapi found identity item kept log partial
    port_timeout query reads seconds send sought tell unit work
    """.split()
)


def local_names(module: Module) -> dict[str, str]:
    """Map each port of a module to the parameter by which it is handed on."""
    used = {*LOCAL, *(it.name for it in module.policies), *(it.name for it in module.tellings)}
    for aggregate in module.aggregates:
        used |= {snake(it.name) for it in aggregate.commands}
        used |= {snake(it.name) for it in aggregate.queries}
    return {it.name: free_name(snake(it.name), used) for it in module.ports}


def asked_ports(module: Module) -> tuple[str, ...]:
    """Return the ports that commands of a module ask, in their order."""
    asked = {
        it.asks.port for one in module.aggregates for it in one.commands if it.asks is not None
    }
    return tuple(it.name for it in module.ports if it.name in asked)


def port_of(domain: Domain, module: str, name: str) -> Port:
    """Return a port by its name."""
    return next(it for it in domain.module(module).ports if it.name == name)


def handed(types: Types, expression: str, source: Field, target: Field) -> Code:
    """Write what one field holds as another has it: a plain key becomes a reference."""
    plain = types.annotation(source), types.annotation(target)
    if str(plain[0]) == str(plain[1]) or not isinstance(target.type, AggregateRef) or target.many:
        return code(expression)
    aggregate = types.domain.aggregate(target.type)
    if aggregate.has_key:
        return code(expression)
    made = types.wrapped_identity(code(expression), aggregate)
    return made.within("", f" if {expression} is not None else None") if source.optional else made


class PortBuilder:
    """Derives the facts of one port; two sets gather what the files import."""

    def __init__(self, types: Types, module: Module, port: Port) -> None:
        """Look at a port of a module."""
        self.types = types
        self.module = module
        self.port = port
        self.samples = Samples(types)
        self.ports: set[Import] = {Import("typing", "Protocol")}
        self.adapters: set[Import] = {self._calls()}
        self.names = {it.name for it in port.methods}

    def _calls(self) -> Import:
        return Import(f"{self.types.package}.shared.asking", "Calls")

    def facts(self) -> PortFacts:
        """Derive the facts."""
        port = self.port
        return PortFacts(
            name=port.name,
            spoken=words(port.name),
            doc=sentence(port.doc or f"The {words(port.name)}"),
            plugins=port.plugins,
            local=local_names(self.module)[port.name],
            adapter=f"InProcess{port.name}",
            calls=free_name("calls", self.names),
            kept=free_name("kept", self.names),
            methods=tuple(map(self._method, port.methods)),
        )

    def _method(self, method: Method) -> MethodFacts:
        listed, needs = attributes(self.types, method.takes, defaults=True)
        self.ports |= needs
        self.adapters |= needs
        returns = self.returns(method)
        self.ports |= returns.needs
        self.adapters |= returns.needs
        named = [f"{it.name}: {it.annotation}{it.default}" for it in listed]
        return MethodFacts(
            name=method.name,
            doc=sentence(method.doc or titled(words(method.name))),
            signature=signature(method.name, named, str(returns), keyword="async def"),
            returns=str(returns),
            kept=self._kept(method),
            parameter=self._parameter(method),
            begun=self._begun(method),
            answered=f"return self._{method.name}" if method.returns is not None else "",
        )

    def returns(self, method: Method) -> Code:
        """Write the annotation of what a method answers."""
        if method.returns is None:
            return code("None")
        return self.types.annotation(method.returns)

    def _kept(self, method: Method) -> str:
        given = ", ".join(f"{py(it.name)}: {it.name}" for it in method.takes)
        calls = free_name("calls", self.names)
        return laid(f"self.{calls}.append(({py(method.name)}, {{{given}}}))", indent=8)

    def _parameter(self, method: Method) -> str:
        if method.returns is None:
            return ""
        if self._is_constant(method.returns):
            return f"{method.name}: {self.returns(method)} = {self.usual(method.returns)}"
        absent = "" if method.returns.optional else " | None"
        return f"{method.name}: {self.returns(method)}{absent} = None"

    def _is_constant(self, field: Field) -> bool:
        """Say whether the usual answer may stand as a default: it never changes."""
        return not (field.optional or field.type is Scalar.JSON or self.usual(field).needs)

    def _begun(self, method: Method) -> str:
        """Write how the answer is kept: what is given, else the usual one."""
        field = method.returns
        if field is None:
            return ""
        # What JSON is made of says too little of its type.
        said = f": {self.returns(method)}" if field.type is Scalar.JSON else ""
        kept = f"self._{method.name}{said} = "
        if field.optional or self._is_constant(field):
            return f"{kept}{method.name}"
        usual = self.usual(field)
        self.adapters |= usual.needs
        return conditional(kept, usual.text, f"{method.name} is None", method.name, indent=8)

    def usual(self, field: Field) -> Code:
        """Write the answer that is given unless another is wanted."""
        if field.many == "*":
            return code("()")
        made = self.samples.sure(replace(field, optional=False))
        if COUNTED not in made.needs:
            return made
        text = made.text.replace(f"{COUNTED.name}(", "UUID(int=")
        return Code(text, (made.needs - {COUNTED}) | {UUID_})


def conditional(before: str, one: str, test: str, other: str, *, indent: int) -> str:
    """Write a conditional expression as the formatter would: on one line, on one inside, on three.

    Units: `indent` is the column where `before` begins.
    """
    whole = f"{one} if {test} else {other}"
    if indent + len(before) + len(whole) <= WIDTH:
        return f"{before}{whole}"
    margin = " " * (indent + 4)
    if len(margin) + len(whole) <= WIDTH:
        return f"{before}(\n{margin}{whole}\n{margin[4:]})"
    first = laid(one, indent=indent + 4)
    return f"{before}(\n{margin}{first}\n{margin}if {test}\n{margin}else {other}\n{margin[4:]})"
