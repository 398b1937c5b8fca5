"""The tests of policies: an event in, and exactly the commands that it must lead to."""

from collections.abc import Iterator

from ...blueprint.domain import Aim, Field, Module, Policy, Source, Telling
from ...blueprint.terms import AggregateRef
from ...names import member, snake
from ..classes import default_of
from ..code import WIDTH, Code, Import, code, laid, needs_of
from ..names_apart import apart
from ..policies import Hearing, met
from ..ports import local_names
from ..types import Types
from .casts import Casts
from .facts import PolicyTest
from .layout import head, laid_call
from .methods import PATCHED
from .ports import HEARING
from .stories import Cast
from .story import REPLACE

DOUBLES = "tests.doubles"
LOGGED = "caplog: pytest.LogCaptureFixture"


class PolicySuite:
    """Derives the tests of a module's policies; `needs` gathers what they import."""

    def __init__(self, casts: Casts, module: Module, *, cqrs: bool) -> None:
        """Look at the policies of a module."""
        self.casts = casts
        self.types = casts.types
        self.module = module
        self.cqrs = cqrs
        self.needs: set[Import] = set()

    def tests(self) -> tuple[PolicyTest, ...]:
        """Write a test of each policy; what two modules call alike is told apart."""
        tests = tuple(self._tests())
        types = apart(self.types, self.needs, self.module.name)
        if types is self.types:
            return tests
        self.types, self.casts, self.needs = types, Casts(types), set()
        return tuple(self._tests())

    def _tests(self) -> Iterator[PolicyTest]:
        for policy in self.module.policies:
            yield self._test(policy)
        for telling in self.module.tellings:
            yield self._telling(telling)

    def _telling(self, telling: Telling) -> PolicyTest:
        port, method = telling.then
        local = local_names(self.module)[port]
        name = telling.name
        self.needs |= {
            HEARING,
            Import("tests.shared.hearing", "for_ever"),
            Import(f"tests.{self.module.name}.ports", f"Fake{port}"),
        }
        given = f"{name}(event, {local}=Fake{port}(hearing), port_timeout="
        return PolicyTest(
            name=name,
            head=head(f"async def test_{name}"),
            event_name=self._heard(telling),
            event=self._event(telling),
            kept=(),
            stranger="",
            repository="",
            call=laid(f"{given}5.0)", indent=4, before="await "),
            hasty_call=laid(f"{given}0.01)", indent=4, before="await "),
            sent=self._told(telling, f"{port}.{method}"),
            command="",
            tells=True,
            unanswered=f"{name} was given up: {port} fell silent",
            finds=False,
            idle_head=head(
                f"async def test_{name}_tells_once_what_takes_too_long",
                [LOGGED],
            ),
            heard_head=self._heard_head(name, PATCHED),
        )

    def _told(self, telling: Telling, called: str) -> str:
        """Write what the port must hear."""
        port = next(it for it in self.module.ports if it.name == telling.then[0])
        sources = {it.taken: it for it in telling.sources}
        pairs = []
        for field in port.method(telling.then[1]).takes:
            written = default_of(self.types, field)
            if (source := sources.get(field.name)) is not None:
                written = self._source(telling, source, self.types, field)
            self.needs |= written.needs
            pairs.append(f'"{field.name}": {written}')
        made = f'("{called}", {{{", ".join(pairs)}}})'
        wanted = "wanted = " if pairs else "wanted: list[tuple[str, dict[str, object]]] = "
        if not telling.each:
            return laid(f"[{made}]", indent=4, before=wanted)
        loop = f"for item in event.{telling.each}"
        line = f"{wanted}[{made} {loop}]"
        if 4 + len(line) <= WIDTH:
            return line
        return f"{wanted}[\n        {laid(made, indent=8)}\n        {loop}\n    ]"

    def _heard_head(self, name: str, given: str) -> str:
        return head(f"async def test_the_app_has_{name}_hear_its_event", ["app: App", given])

    def _event(self, policy: Policy | Telling) -> str:
        """Write the event that a policy hears."""
        source = self.types.domain.aggregate(AggregateRef(*policy.when[:2]))
        event = next(it for it in source.events if it.name == policy.when[2])
        cast = self.casts.of(source)
        told = {
            "event_id": Code("counted_id(1)", frozenset({Import(DOUBLES, "counted_id")})),
            "occurred_at": Code("BEGIN", frozenset({Import(DOUBLES, "BEGIN")})),
            source.carried_as: cast.identity(),
        }
        for position, field in enumerate(event.fields):
            told[field.name] = cast.samples.sure(field, 0, position)
        self.needs |= needs_of(told.values())
        self.needs.add(Import(f"{self.types.package}.{self.module.name}.policies", policy.name))
        return laid_call(
            f"return {self._heard(policy)}",
            [(name, it.text) for name, it in told.items()],
            indent=4,
        )

    def _test(self, policy: Policy) -> PolicyTest:
        source = self.types.domain.aggregate(AggregateRef(*policy.when[:2]))
        target = self.types.domain.aggregate(AggregateRef(*policy.then[:2]))
        cast = self.casts.of(source)
        finds = policy.aim is Aim.FINDER
        self.needs.add(Import(f"{self.types.package}.shared.errors", "NotFound"))
        return PolicyTest(
            name=policy.name,
            head=head(f"async def test_{policy.name}", [LOGGED]),
            event_name=self._heard(policy),
            event=self._event(policy),
            kept=tuple(self._kept(policy, self.casts.of(target))) if finds else (),
            stranger=self._stranger(policy, cast, self.casts.of(target)) if finds else "",
            repository=member(target.plural) if finds else "",
            call=self._call(policy, finds=finds),
            sent=self._sent(policy, self.casts.of(target)),
            command=self._command(policy),
            tells=False,
            hasty_call="",
            unanswered="",
            finds=finds,
            idle_head=head(f"async def test_{policy.name}_with_nothing_to_do", [LOGGED]),
            heard_head=self._heard_head(policy.name, LOGGED if finds else PATCHED),
        )

    def _met(self, module: str, file: str, name: str) -> str:
        """Write a class of a module, and import it."""
        written = met(self.types, self.module.name, module, file, name)
        self.needs |= written.needs
        return written.text

    def _heard(self, policy: Policy | Telling) -> str:
        return self._met(policy.when[0], "events", policy.when[2])

    def _command(self, policy: Policy) -> str:
        return self._met(policy.then[0], "commands", policy.then[2]) if self.cqrs else ""

    def _kept(self, policy: Policy, target: Cast) -> Iterator[str]:
        """Write two that the finder finds, and one that it does not."""
        package = f"tests.{target.aggregate.module}.{snake(target.aggregate.name)}.samples"
        name, other = target.name, f"OTHER_{target.name}"
        event = f"event.{self._carried(policy)}"
        self.needs |= {Import(package, name), REPLACE}
        yield f"replace({name}, {policy.aim_at}={event})"
        single = {it.name for it in target.aggregate.fields if it.unique}
        single.add(target.aggregate.identity.name)
        if policy.aim_at not in single and target.whole(1):
            self.needs.add(Import(package, other))
            yield f"replace({other}, {policy.aim_at}={event})"

    def _stranger(self, policy: Policy, source: Cast, target: Cast) -> str:
        """Write one that the finder does not find; "" where there is no other identity."""
        unknown = source.identity(1)
        if unknown == source.identity():
            return ""
        self.needs |= unknown.needs
        return f"replace({target.name}, {policy.aim_at}={unknown})"

    def _carried(self, policy: Policy) -> str:
        return self.types.domain.aggregate(AggregateRef(*policy.when[:2])).carried_as

    def _call(self, policy: Policy, *, finds: bool) -> str:
        work = ", work=work" if finds else ""
        if self.cqrs:
            return f"await {policy.name}(event, bus=taker.bus{work})"
        self.needs.add(Import("typing", "Any"))
        given = f"{policy.then[0]}_service=taker{work}"
        return laid(f"{policy.name}(event, {given})", indent=4, before="await ")

    def _sent(self, policy: Policy, target: Cast) -> str:
        """Write the commands, or the arguments of the service, that are wanted."""
        command = next(it for it in target.aggregate.commands if it.name == policy.then[2])
        pairs: list[tuple[str, str]] = []
        if not command.creates:
            pairs.append((target.aggregate.carried_as, self._identity(policy, target)))
        for source in policy.sources:
            if source.taken != target.aggregate.carried_as or command.creates:
                field = next(it.field for it in command.takes if it.field.name == source.taken)
                written = self._source(policy, source, target.types, field)
                self.needs |= written.needs
                pairs.append((source.taken, written.text))
        if self.cqrs:
            made = f"{self._command(policy)}({', '.join(f'{name}={it}' for name, it in pairs)})"
        else:
            made = "{" + ", ".join(f'"{name}": {it}' for name, it in pairs) + "}"
        loops = []
        if policy.aim is Aim.FINDER:
            loops.append(" for found in kept")
        if policy.each:
            loops.append(f" for item in event.{policy.each}")
        wanted = "wanted = " if pairs or self.cqrs else "wanted: list[dict[str, object]] = "
        return laid(f"[{made}{''.join(loops)}]", indent=4, before=wanted)

    def _identity(self, policy: Policy, target: Cast) -> str:
        if policy.aim is Aim.FINDER:
            return f"found.{target.aggregate.identity.name}"
        return self._read(policy, policy.aim_at, target.aggregate.identity)

    def _read(self, policy: Policy | Telling, name: str, target: Field) -> str:
        return Hearing(self.types, self.module.name, policy).read(name, target)

    def _source(
        self, policy: Policy | Telling, source: Source, types: Types, target: Field
    ) -> Code:
        if source.constant is None:
            return code(self._read(policy, source.field, target))
        return types.constant(source.constant, target.type)
