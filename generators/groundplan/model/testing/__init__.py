"""The tests of a project: their facts, put together."""

from collections.abc import Iterable, Iterator

from ...blueprint.domain import Aggregate, Module
from ...names import member, pascal, snake, words
from ..aggregates import sort_key
from ..code import Import, call, needs_of
from ..messages import version_name
from ..ports import asked_ports
from ..types import Types
from ..wording import a
from .api import ApiSuite
from .api_facts import UNASKED, ApiSuiteFacts
from .asking import asking_modules
from .bounds import BoundSuite
from .casts import Casts
from .examples import ExampleSuite
from .facts import ModuleSuite, SuiteFacts, TestingFacts, Undecided, ValuesTest
from .layout import helpers_apart, laid_call
from .methods import ModelSuite
from .policies import PolicySuite
from .ports import HEARING, PortTests, faked, fakes
from .queries import QuerySuite
from .rules import RuleSuite
from .storage import SqlTesting
from .story import Pairs
from .use_cases import UseCaseSuite, personal
from .values import ValuesSuite

CALLABLE = Import("collections.abc", "Callable")
DOUBLES = "tests.doubles"
PYTEST = Import("pytest")


class TestingBuilder:
    """Derives the tests of every module."""

    def __init__(self, types: Types, *, cqrs: bool, http: bool) -> None:
        """Look at the blueprint of some types."""
        self.types = types
        self.casts = Casts(types)
        self.cqrs = cqrs
        self.http = http

    def facts(self, fixtures: Iterable[Import] = (), *, sql: bool = False) -> TestingFacts:
        """Derive the facts."""
        modules = tuple(self._module(it) for it in self.types.domain.modules)
        undecided = tuple(self._undecided(sql=sql))
        needs = {*fixtures, Import("tests.doubles", "CountedIds")}
        package = self.types.package
        stored = SqlTesting(self.casts, cqrs=self.cqrs)
        needs |= {
            Import("tests.doubles", "FixedClock"),
            PYTEST,
            Import("gc"),
            Import("hypothesis", "HealthCheck"),
            Import("hypothesis", "settings"),
            Import(f"{package}.app", "App"),
            Import(f"{package}.app", "build"),
            Import(f"{package}.settings", "Settings"),
        }
        if undecided:
            needs |= {Import("tests.doubles", it.answer) for it in undecided}
            needs.add(Import("collections.abc", "Iterator"))
        return TestingFacts(
            modules=modules,
            with_suites=tuple(it for it in modules if it.suites),
            with_policies=tuple(it for it in modules if it.policies),
            undecided=undecided,
            conftest_imports=helpers_apart(needs, package),
            shared_scalars=self._values("shared", "scalars"),
            shared_records=self._values("shared", "records"),
            shown=stored.shown(),
            sql_modules=stored.modules() if sql else (),
            with_ports=tuple(
                PortTests(self.types, it).facts() for it in self.types.domain.modules if it.ports
            ),
            asking=asking_modules(self.casts, cqrs=self.cqrs),
            races=stored.races() if sql else (),
        )

    def _values(self, module: str, kind: str) -> tuple[ValuesTest, ...]:
        suite = ValuesSuite(self.types, f"{self.types.package}.{module}.values")
        found = suite.scalars() if kind == "scalars" else suite.records()
        return (found,) if found.values or found.enums else ()

    def _undecided(self, *, sql: bool) -> Iterator[Undecided]:
        readers = ("repository", "sql") if sql else ("repository",)
        for module in self.types.domain.modules:
            for aggregate in module.aggregates:
                yield from self._undecided_of(module, aggregate, readers)

    def _undecided_of(
        self, module: Module, aggregate: Aggregate, readers: tuple[str, ...]
    ) -> Iterator[Undecided]:
        asked: dict[str, str] = {}
        for command in aggregate.commands:
            asked |= {snake(it.error): "no" for it in command.rejects if not it.states}
            asked |= {snake(it.event): "no" for it in command.emits[1:]}
        asked |= {it.name: "yes" for it in aggregate.rules}
        for name, answer in asked.items():
            home = f"{self.types.package}.{module.name}.model.{aggregate.name}"
            yield Undecided(_patch(f"{home}.{name}", answer), answer)
        for query in aggregate.queries:
            for reader in readers if query.asks else ():
                home = f"{self.types.package}.{module.name}.{reader}"
                yield Undecided(_patch(f"{home}.{snake(query.name)}", "yes"), "yes")

    def _module(self, module: Module) -> ModuleSuite:
        suites = tuple(self._suite(module, it) for it in module.aggregates)
        policies = PolicySuite(self.casts, module, cqrs=self.cqrs)
        told = policies.tests()
        reads = any(it.queries for it in module.aggregates)
        return ModuleSuite(
            name=module.name,
            spoken=words(module.name),
            prefix=pascal(module.name),
            registered=self._registered(module, reads=reads),
            asks=bool(asked_ports(module)),
            sent=tuple(dict.fromkeys(snake(it.then[2]) for it in module.policies)),
            conftest_imports=helpers_apart(
                {
                    PYTEST,
                    Import(f"tests.{module.name}.bench", "Bench"),
                    Import("tests.doubles", "CountedIds"),
                    Import("tests.doubles", "FixedClock"),
                },
                self.types.package,
            ),
            bench_imports=self._bench_imports(module, reads=reads),
            served_imports=self._served_imports(module),
            suites=suites,
            with_bounds=tuple(it for it in suites if it.inside or it.outside),
            with_refusals=tuple(
                it for it in suites if it.refusals or it.states or it.rules or it.examples
            ),
            with_states=tuple(it for it in suites if it.life_acts and it.life_moves),
            with_queries=tuple(it for it in suites if it.queries),
            with_api_refusals=tuple(it for it in suites if it.api.refusals),
            with_api_bounds=tuple(it for it in suites if it.api.bounds),
            with_others=tuple(it for it in suites if it.other and it.changed_text),
            scalars=self._values(module.name, "scalars"),
            records=self._values(module.name, "records"),
            policies=told,
            policies_imports=self._policies_imports(
                module,
                policies,
                finds=any(it.finds for it in told),
            ),
        )

    def _registered(self, module: Module, *, reads: bool) -> str:
        title = pascal(module.name)
        given = ["self.work", *([f"Memory{title}Reads(self.store)"] if reads else [])]
        ports = faked(module, "patience")
        if self.cqrs:
            return call("register", ["self.bus", *given, *ports], indent=8)
        return call(f"self.service = {title}Service", [*given, "events", *ports], indent=8)

    def _bench_imports(self, module: Module, *, reads: bool) -> str:
        package, title = self.types.package, pascal(module.name)
        home = f"{package}.{module.name}"
        needs = {
            Import(f"{home}.repository", f"{title}Work"),
            Import(f"{home}.repository", f"memory_{module.name}_work"),
            Import(f"{package}.shared.clock", "Clock"),
            Import(f"{package}.shared.ids", "Ids"),
            Import(f"{package}.shared.event_bus", "EventBus"),
            Import(f"{package}.shared.memory", "MemoryStore"),
            Import(f"{package}.shared.messages", "Event"),
            *fakes(module),
        }
        if reads:
            needs.add(Import(f"{home}.repository", f"Memory{title}Reads"))
        if self.cqrs:
            needs |= {
                Import(f"{home}.handlers", "register"),
                Import(f"{package}.shared.message_bus", "MessageBus"),
            }
        else:
            needs.add(Import(f"{home}.service", f"{title}Service"))
        return helpers_apart(needs, package)

    def _served_imports(self, module: Module) -> str:
        package = self.types.package
        needs = {
            Import("functools", "cache"),
            Import(f"{package}.{module.name}.api", "router"),
            Import(f"{package}.shared.memory", "MemoryReceipts"),
            Import(f"{package}.shared.memory", "MemoryStore"),
            Import(f"{package}.shared.memory", "MemoryTable"),
            Import("typing", "TypeVar"),
            Import(f"tests.{module.name}.bench", "Bench"),
            Import("tests.doubles", "CountedIds"),
            Import("tests.doubles", "FixedClock"),
            Import("tests.served", "Served"),
        }
        needs |= {HEARING} if asked_ports(module) else set()
        if not self.cqrs:
            service = f"{pascal(module.name)}Service"
            needs |= {Import(f"{package}.{module.name}.service", service)}
        return helpers_apart(needs, package)

    def _policies_imports(self, module: Module, suite: PolicySuite, *, finds: bool) -> str:
        package = self.types.package
        sends = bool(module.policies)
        needs = {*suite.needs, PYTEST, Import(f"{package}.app", "App")}
        needs |= {Import("typing", "Any")} if sends and not self.cqrs else set()
        if self.cqrs and sends:
            needs |= {
                Import(f"{package}.shared.event_bus", "EventBus"),
                Import(f"{package}.shared.message_bus", "MessageBus"),
                Import(f"{package}.shared.memory", "MemoryStore"),
                Import(f"{package}.shared.memory", "MemoryTransaction"),
                Import(f"{package}.shared.unit_of_work", "UnitOfWork"),
                Import("tests.doubles", "CountedIds"),
                Import("tests.doubles", "FixedClock"),
            }
        if finds:
            needs |= {
                Import("logging"),
                Import("functools", "partial"),
                Import(f"{package}.{module.name}.repository", f"memory_{module.name}_work"),
                Import(f"{package}.shared.memory", "MemoryStore"),
                Import("tests.doubles", "CountedIds"),
                Import("tests.doubles", "FixedClock"),
            }
        return helpers_apart(needs, package)

    def _suite(self, module: Module, aggregate: Aggregate) -> SuiteFacts:
        """Derive the tests of an aggregate; what they import is known once they are written."""
        package = self.types.package
        cast = self.casts.of(aggregate)
        model = ModelSuite(self.casts, module, aggregate)
        around = UseCaseSuite(model, cqrs=self.cqrs)
        whole = cast.whole() or {}
        other = cast.whole(1)
        queries = QuerySuite(model, whole, other, cqrs=self.cqrs)
        bounds = BoundSuite(model)
        rules = RuleSuite(model)
        inside, outside = bounds.cases()
        table = snake(aggregate.plural).upper()
        hidden = personal(aggregate.fields)
        contract_head, adapter_head = around.heads()
        return SuiteFacts(
            name=snake(aggregate.name),
            aggregate=aggregate.name,
            a_noun=a(words(aggregate.name)),
            nouns=words(aggregate.plural),
            plural=member(aggregate.plural),
            row=snake(aggregate.name),
            sample=cast.name,
            other=f"OTHER_{cast.name}" if other else "",
            sample_text=_made(cast.name, aggregate, whole),
            other_text=_made(f"OTHER_{cast.name}", aggregate, other) if other else "",
            identity=aggregate.identity.name,
            identity_type=str(self.types.identity(aggregate)),
            contract=_contract(aggregate),
            first_attribute=next(iter(whole)),
            hides=hidden,
            record_hides=hidden if aggregate.queries else (),
            table=table,
            work=f"{pascal(module.name)}Work",
            sort_key=sort_key(self.types, aggregate, "row"),
            version=version_name(aggregate),
            samples=tuple(model.sample_methods()),
            queries=tuple(queries.tests()),
            api=self._api(model, whole, other),
            questions=tuple(model.questions()),
            bare=model.bare()[1],
            outcomes=tuple(model.outcomes()),
            refusals=tuple(model.refusals()),
            states=tuple(model.states()),
            rules=tuple(rules.rules()),
            further_rules=tuple(rules.further()),
            examples=tuple(ExampleSuite(model).examples()),
            inside=inside,
            outside=outside,
            use_cases=tuple(around.use_cases()),
            use_case_examples=tuple(around.examples()),
            rivals=around.rivals(),
            finders=around.finders(),
            contract_head=contract_head,
            adapter_head=adapter_head,
            life_acts=tuple(around.life_acts()),
            life_refusals=tuple(around.life_refusals()),
            life_moves=tuple(around.life_moves()),
            changed_text=around.changed(whole, other) if other else "",
            samples_imports=self._sample_imports(model, whole, other),
            model_imports=helpers_apart(self._model_needs(model), package),
            refusals_imports=helpers_apart(model.refusal, package),
            bounds_imports=helpers_apart(bounds.needs | {CALLABLE}, package),
            use_cases_imports=helpers_apart(self._use_case_needs(module, around, table), package),
            queries_imports=helpers_apart(self._query_needs(module, model, queries), package),
            repository_imports=helpers_apart(around.repository_imports(), package),
            life_imports=helpers_apart(self._life_needs(module, model, around), package),
        )

    def _sample_imports(self, model: ModelSuite, whole: Pairs, other: Pairs | None) -> str:
        needs = {
            *model.samples,
            *needs_of(whole.values()),
            *needs_of((other or {}).values()),
            Import(DOUBLES, "BEGIN"),
            Import(DOUBLES, "counted_id"),
            Import(f"{self.types.package}.shared.messages", "Stamp"),
        }
        return helpers_apart(needs, self.types.package)

    def _api(self, model: ModelSuite, whole: Pairs, other: Pairs | None) -> ApiSuiteFacts:
        return ApiSuite(model, whole, other, cqrs=self.cqrs).facts() if self.http else UNASKED

    def _model_needs(self, model: ModelSuite) -> set[Import]:
        return {
            *model.model,
            *model.from_samples(model.cast.name),
            PYTEST,
            Import("dataclasses", "FrozenInstanceError"),
        }

    def _use_case_needs(self, module: Module, around: UseCaseSuite, table: str) -> set[Import]:
        package = self.types.package
        needs = {
            *around.use_case,
            Import(f"{package}.{module.name}.repository", table),
            Import(f"tests.{module.name}.bench", "Bench"),
        }
        if self.cqrs:
            needs |= {
                Import("contextlib"),
                Import(f"{package}.app", "App"),
                Import(f"{package}.shared.errors", "DomainError"),
                Import(f"{package}.shared.messages", "Command"),
                Import("typing", "Any"),
            }
        return needs

    def _query_needs(self, module: Module, model: ModelSuite, queries: QuerySuite) -> set[Import]:
        if not model.cast.aggregate.queries:
            return set()
        home = f"{self.types.package}.{module.name}.repository"
        return {
            *queries.needs,
            *model.from_samples(model.cast.name),
            Import("dataclasses", "fields"),
            Import(home, snake(model.cast.aggregate.plural).upper()),
            Import(f"tests.{module.name}.bench", "Bench"),
        }

    def _life_needs(self, module: Module, model: ModelSuite, around: UseCaseSuite) -> set[Import]:
        aggregate = model.cast.aggregate
        if not aggregate.states:
            return set()
        package = self.types.package
        return {
            *around.life,
            CALLABLE,
            Import("hypothesis", "settings"),
            Import("hypothesis", "strategies", "st"),
            Import("hypothesis.stateful", "RuleBasedStateMachine"),
            Import("hypothesis.stateful", "invariant"),
            Import("hypothesis.stateful", "rule"),
            Import(f"{package}.{module.name}.values", f"{aggregate.name}State"),
            Import(f"{package}.shared.errors", "IllegalMove"),
        }


def _patch(where: str, answer: str) -> str:
    given = [("", f'"{where}"'), ("", answer)]
    return laid_call("answers.setattr", given, indent=4)


def _contract(aggregate: Aggregate) -> tuple[str, ...]:
    """Return what the contract of a repository is told of this one."""
    named = f'resource = "{words(aggregate.name)}"', f'key = "{aggregate.identity.name}"'
    return (*named, "personal = True") if aggregate.identity.pii else named


def _made(name: str, aggregate: Aggregate, fields: Pairs) -> str:
    listed = [(key, it.text) for key, it in fields.items()]
    return laid_call(f"{name} = {aggregate.name}", listed, indent=0)


def testing(
    types: Types, *, cqrs: bool, sql: bool, http: bool, fixtures: Iterable[Import]
) -> TestingFacts:
    """Derive the tests of a project; `fixtures` is what those for the whole app import."""
    return TestingBuilder(types, cqrs=cqrs, http=http).facts(fixtures, sql=sql)
