"""The tests of ports: what every adapter promises, fakes, and what adapters in process keep."""

from collections.abc import Iterator

from ...blueprint.domain import Field, Method, Module, Port
from ...blueprint.terms import AggregateRef, EntityRef, Scalar, Type, ValueRef
from ...names import snake, words
from ..changes import free_name
from ..classes import checks_of
from ..code import Code, Import, call, laid, needs_of
from ..ports import PortBuilder, asked_ports, local_names
from ..samples import Samples
from ..types import Types
from .layout import head, helpers_apart, laid_call
from .port_facts import MethodTest, PortsSuite, PortTest
from .story import Pairs

HEARING = Import("tests.shared.hearing", "PortHearing")
PATIENCE = "5.0"


def faked(module: Module, patience: str) -> list[str]:
    """Write the arguments by which a bench hands on fakes of the ports that are asked."""
    names = local_names(module)
    given = [f"{names[it]}=Fake{it}(self.hearing)" for it in asked_ports(module)]
    return [*given, f"port_timeout={patience}"] if given else []


def fakes(module: Module) -> set[Import]:
    """Return what a bench imports for them."""
    found = {Import(f"tests.{module.name}.ports", f"Fake{it}") for it in asked_ports(module)}
    return {*found, HEARING} if found else set()


class PortTests:
    """Derives the tests of one module's ports; two sets gather what the files import."""

    def __init__(self, types: Types, module: Module) -> None:
        """Look at a module with ports."""
        self.types = types
        self.module = module
        self.samples = Samples(types)
        self.home = f"{types.package}.{module.name}"
        self.needs: set[Import] = {
            HEARING,
            Import("asyncio"),
        }
        self.test_needs: set[Import] = {
            HEARING,
            Import("pytest"),
        }

    def facts(self) -> PortsSuite:
        """Derive the facts; the imports are complete only after everything else."""
        ports = tuple(map(self._port, self.module.ports))
        return PortsSuite(
            name=self.module.name,
            spoken=words(self.module.name),
            imports=helpers_apart(self.needs, self.types.package),
            test_imports=helpers_apart(self.test_needs, self.types.package),
            ports=ports,
        )

    def _port(self, port: Port) -> PortTest:
        builder = PortBuilder(self.types, self.module, port)
        facts = builder.facts()
        self.needs |= builder.ports - {Import("typing", "Protocol")}
        self.needs.add(Import(f"{self.home}.ports", port.name))
        self.test_needs.add(Import(f"{self.home}.adapters", facts.adapter))
        own = f"tests.{self.module.name}.ports"
        self.test_needs |= {Import(own, f"{port.name}Contract"), Import(own, f"Fake{port.name}")}
        signatures = {it.name: it.signature for it in facts.methods}
        methods = (self._method(port, it, signatures[it.name]) for it in port.methods)
        contract = f"{port.name}Contract"
        return PortTest(
            port=facts,
            snake=snake(port.name),
            adapter_head=call(f"class Test{facts.adapter}", [contract], indent=0, after=":"),
            fake_head=call(f"class TestFake{port.name}", [contract], indent=0, after=":"),
            methods=tuple(methods),
        )

    def _method(self, port: Port, method: Method, signature: str) -> MethodTest:
        one, other = self._given(method, 0), self._given(method, 1)
        self.needs |= needs_of(one.values()) | needs_of(other.values())
        self.test_needs |= needs_of(one.values()) | needs_of(other.values())
        wanted = self._wanted(method)
        given = ", ".join(f'"{name}": {it}' for name, it in other.items())
        called = f"adapter.{method.name}"
        names = {it.name for it in port.methods}
        kept = f"list(adapter.{free_name('calls', names)})"
        return MethodTest(
            name=method.name,
            signature=signature,
            many_head=self._head(port, f"{method.name}_is_answered_many_at_once"),
            cancelled_head=self._head(port, f"{method.name}_ends_when_it_is_cancelled"),
            one=laid_call(called, _pairs(one), indent=12, after=","),
            other=laid_call(called, _pairs(other), indent=12, after=","),
            begun=laid(
                f"asyncio.create_task({called}({_listed(one)}))", indent=8, before="begun = "
            ),
            again=laid_call(f"await {called}", _pairs(one), indent=8),
            first=laid_call(f"await {called}", _pairs(one), indent=4),
            second=laid_call(f"await {called}", _pairs(other), indent=4),
            kept=laid(f'[("{method.name}", {{{given}}})]', indent=4, before=f"assert {kept} == "),
            every=_every(method),
            holds=tuple(self._holds(method.returns)),
            hears=self._hears(port, method),
            answers=self._answers(method),
            given=laid(str(wanted), indent=4, before=self._target(method)) if wanted else "",
            wanted=laid(f"{called}({_listed(one)})", indent=4, before="answer = await "),
        )

    def _head(self, port: Port, name: str) -> str:
        return head(f"async def test_{name}", ["self", f"adapter: {port.name}"], indent=4)

    def _given(self, method: Method, index: int) -> Pairs:
        """Write arguments for a method."""
        return {
            field.name: self.samples.sure(field, index, position)
            for position, field in enumerate(method.takes)
        }

    def _hears(self, port: Port, method: Method) -> str:
        given = [f"{it.name}={it.name}" for it in method.takes]
        return call("await self._hearing.hear", [f'"{port.name}.{method.name}"', *given], indent=8)

    def _answers(self, method: Method) -> str:
        if method.returns is None:
            return ""
        answer = self.samples.sure(method.returns)
        self.needs |= answer.needs
        return laid(answer.text, indent=8, before="return ")

    def _target(self, method: Method) -> str:
        """Write the variable of a wanted answer; JSON needs its type said."""
        if method.returns is None or method.returns.type is not Scalar.JSON:
            return "wanted = "
        annotation = self.types.annotation(method.returns)
        self.test_needs |= annotation.needs
        return f"wanted: {annotation} = "

    def _wanted(self, method: Method) -> Code | None:
        """Write an answer that is not the usual one, where there is one."""
        if method.returns is None:
            return None
        made = self.samples.of(method.returns, 1)
        self.test_needs |= made.needs if made else set()
        return made

    def _holds(self, field: Field | None) -> Iterator[str]:
        """Write that an answer lies inside its type."""
        if field is None:
            yield "assert it is None"
            return
        kind = self._kind(field.type)
        if field.many:
            yield f"assert isinstance(it, {self.types.builtin('tuple')})"
            if kind is not None:
                yield f"assert all(isinstance(one, {kind}) for one in it)"
        elif kind is not None:
            yield f"assert isinstance(it, {kind})"
        found = checks_of(self.types, field, "it")
        if found:
            self.needs |= {*needs_of(found), Import(f"{self.types.package}.shared.checks", "Check")}
            yield call("Check.all", [f'"{field.name}"', *map(str, found)], indent=12)

    def _kind(self, ref: Type) -> Code | None:
        """Write the class of a type as `isinstance` has it; JSON has none."""
        match ref:
            case AggregateRef():
                made = self._kind(self.types.domain.aggregate(ref).identity.type)
            case Scalar.JSON:
                return None
            case Scalar() | ValueRef() | EntityRef():
                made = self.types.of(ref)
        self.needs |= made.needs if made else set()
        return made


def _every(method: Method) -> str:
    """Write the answers; those that may be missing are not looked at."""
    absent = method.returns is not None and method.returns.optional
    return "[it for it in answers if it is not None]" if absent else "answers"


def _pairs(given: Pairs) -> list[tuple[str, str]]:
    return [(name, it.text) for name, it in given.items()]


def _listed(given: Pairs) -> str:
    return ", ".join(f"{name}={it}" for name, it in given.items())
