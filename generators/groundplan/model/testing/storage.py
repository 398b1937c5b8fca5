"""The tests of a database: contracts on it, answers as from memory, failures, races."""

from ...blueprint.domain import Aggregate, Command, Module
from ...names import constant, pascal, snake, words
from ..code import Import, call, laid, needs_of
from ..ports import asked_ports
from .casts import Casts
from .layout import head, helpers_apart
from .methods import PATCHED, PYTEST, ModelSuite
from .ports import PATIENCE, faked, fakes
from .queries import QuerySuite
from .storage_facts import RaceFacts, SqlModuleSuite, SqlSuite, TransactionsTest
from .storage_queries import SqlQueries
from .story import REPLACE, Pairs, Story
from .use_cases import free

WRITERS = 8  # as many as tests/database.py has
CALLABLE = Import("collections.abc", "Callable")
PARTIAL = Import("functools", "partial")
ON_STAGE = ("stage: db.Stage", "database: Database")


class SqlTesting:
    """Derives the tests of a database for every module that keeps aggregates in one."""

    def __init__(self, casts: Casts, *, cqrs: bool) -> None:
        """Look at the blueprint of some casts."""
        self.types = casts.types
        self.cqrs = cqrs
        self.suites = {
            (module.name, aggregate.name): AggregateSuite(casts, module, aggregate, cqrs=cqrs)
            for module in self.types.domain.modules
            for aggregate in module.aggregates
        }

    def modules(self) -> tuple[SqlModuleSuite, ...]:
        """Derive the tests of each module with aggregates."""
        return tuple(self._module(it) for it in self.types.domain.modules if it.aggregates)

    def races(self) -> tuple[RaceFacts, ...]:
        """Derive the races of one aggregate: the first with enough samples, if there is any."""
        found = next((it for it in self.suites.values() if it.may_race), None)
        return (found.races(),) if found else ()

    def shown(self) -> tuple[TransactionsTest, ...]:
        """Derive the contract of transactions: none or one, shown with the first aggregate."""
        found = next((it for it in self.suites.values() if it.is_tested), None)
        return (found.transactions(),) if found else ()

    def _module(self, module: Module) -> SqlModuleSuite:
        suites = [self.suites[module.name, it.name] for it in module.aggregates]
        reads = any(it.queries for it in module.aggregates)
        title = pascal(module.name)
        return SqlModuleSuite(
            name=module.name,
            spoken=words(module.name),
            prefix=title,
            registered=self._registered(module, reads=reads),
            asks=bool(asked_ports(module)),
            reads=reads,
            imports=self._bench_imports(module, reads=reads),
            suites=tuple(it.facts() for it in suites if it.is_tested),
        )

    def _registered(self, module: Module, *, reads: bool) -> str:
        title = pascal(module.name)
        given = ["self.work", *([f"Sql{title}Reads(database)"] if reads else [])]
        ports = faked(module, PATIENCE)
        if self.cqrs:
            return call("register", ["self.bus", *given, *ports], indent=8)
        return call(f"self.service = {title}Service", [*given, "EventBus()", *ports], indent=8)

    def _bench_imports(self, module: Module, *, reads: bool) -> str:
        package, title = self.types.package, pascal(module.name)
        home = f"{package}.{module.name}"
        needs = {
            Import(f"{home}.repository", f"{title}Work"),
            Import(f"{home}.sql", f"sql_{module.name}_work"),
            Import(f"{package}.shared.database", "Database"),
            Import(f"{package}.shared.event_bus", "EventBus"),
            Import("tests.doubles", "CountedIds"),
            Import("tests.doubles", "FixedClock"),
            *fakes(module),
        }
        if reads:
            needs.add(Import(f"{home}.sql", f"Sql{title}Reads"))
        if self.cqrs:
            needs |= {
                Import(f"{home}.handlers", "register"),
                Import(f"{package}.shared.message_bus", "MessageBus"),
                Import(f"{package}.shared.messages", "Command"),
                Import("typing", "Any"),
            }
            needs |= {Import(f"{package}.shared.messages", "Query")} if reads else set()
        else:
            needs |= {
                Import(f"{home}.service", f"{title}Service"),
                CALLABLE,
                Import("collections.abc", "Awaitable"),
            }
        return helpers_apart(needs, package)


class AggregateSuite:
    """Derives the tests of one aggregate in a database."""

    def __init__(self, casts: Casts, module: Module, aggregate: Aggregate, *, cqrs: bool) -> None:
        """Look at an aggregate of a module."""
        self.types = casts.types
        self.module = module
        self.aggregate = aggregate
        self.cqrs = cqrs
        self.cast = casts.of(aggregate)
        self.model = ModelSuite(casts, module, aggregate)
        self.whole = self.cast.whole() or {}
        self.other = self.cast.whole(1)
        self.queries = QuerySuite(self.model, self.whole, self.other, cqrs=cqrs)
        self.work = f"{pascal(module.name)}Work"

    @property
    def is_tested(self) -> bool:
        """Say whether there is a contract to run."""
        return self._changeable and bool(self.model.stories)

    @property
    def may_race(self) -> bool:
        """Say whether there are samples enough for as many writers."""
        return self.is_tested and self._single(WRITERS - 1) is not None

    @property
    def _changeable(self) -> bool:
        """Say whether another sample differs in what may change, so that there is a contract."""
        fixed = {self.aggregate.identity.name}
        fixed |= {it.name for it in self.aggregate.fields if it.unique}
        other = self.other
        return other is not None and any(
            it != other[name] for name, it in self.whole.items() if name not in fixed
        )

    def facts(self) -> SqlSuite:
        """Derive the facts of a suite."""
        needs = self._needs()
        use_cases = tuple(self._use_case(it, needs) for it in self.model.stories.values())
        reads = SqlQueries(self.queries, needs)
        questions, pages, decided = reads.questions(), reads.pages(), reads.decided()
        name = self.aggregate.name
        if questions:
            needs |= self._needs_of_questions()
        return SqlSuite(
            name=snake(name),
            aggregate=name,
            nouns=words(self.aggregate.plural),
            work=self.work,
            sample=self.cast.name,
            head=call(f"class TestSql{name}Repository", [f"{name}Contract"], indent=0, after=":"),
            keep_head=self._keep_head(asking=bool(questions)),
            asked_head=head(
                "async def test_what_is_asked_is_answered_as_from_memory",
                ["database: Database", "bench: Bench", "asked: AnyQuestion", self._given],
            ),
            asking="bench.bus.ask(asked)" if self.cqrs else "asked(bench.service)",
            every_head=head(
                "async def test_each_use_case_is_carried_out_wholly_or_not_at_all",
                [*ON_STAGE, "use_case: UseCase", self._given, "figures: db.Figures"],
            ),
            use_cases=use_cases,
            questions=questions,
            pages=pages,
            decided=decided,
            decided_head=head(
                "async def test_what_its_owner_decides_is_asked_of_each_row",
                [PATCHED, "database: Database", "asked: AnyQuestion", "question: str", self._given],
            ),
            first=next(iter(questions), ""),
            torn_head=head(
                "async def test_what_is_kept_and_not_allowed_is_no_fault_of_who_asks",
                [PATCHED, "database: Database", "asked: AnyQuestion", self._given],
            ),
            selects=1 + len(self.aggregate.entities),
            imports=helpers_apart(needs, self.types.package),
        )

    def transactions(self) -> TransactionsTest:
        """Derive the facts of the contract of transactions."""
        package, module, name = self.types.package, self.module.name, self.aggregate.name
        shared, home = f"{package}.shared", f"{package}.{module}"
        identity = self.types.identity(self.aggregate)
        kinds = f"{self.work}, {name}, {identity}"
        both = {
            CALLABLE,
            PARTIAL,
            PYTEST,
            *identity.needs,
            self.model.own("model", name),
            Import(f"{home}.repository", self.work),
            Import(f"{shared}.terms", "Receipts"),
            Import("tests.contracts", "TransactionContract"),
            Import("tests.doubles", "CountedIds"),
            self._test("test_repository", f"{name}Contract"),
        }
        memory = {
            Import(f"{home}.repository", f"memory_{module}_work"),
            Import(f"{shared}.memory", "MemoryReceipts"),
            Import(f"{shared}.memory", "MemoryStore"),
            Import("tests.doubles", "FixedClock"),
        }
        sql = {
            Import(f"{home}.sql", f"sql_{module}_work"),
            Import(f"{shared}.clock", "SystemClock"),
            Import(f"{shared}.database", "Database"),
            Import(f"{shared}.sql_receipts", "SqlReceipts"),
        }
        base = [f"TransactionContract[{kinds}]"]
        return TransactionsTest(
            file="test_transactions",
            sql_file="test_sql_transactions",
            nouns=words(self.aggregate.plural),
            aggregate=name,
            module=module,
            work=self.work,
            memory_head=call("class TestMemoryTransactions", base, indent=0, after=":"),
            sql_head=call("class TestSqlTransactions", base, indent=0, after=":"),
            memory_imports=helpers_apart(both | memory, package),
            sql_imports=helpers_apart(both | sql, package),
        )

    def _keep_head(self, *, asking: bool) -> str:
        bench = "Bench | SqlBench" if asking else "SqlBench"
        return head("async def keep", [f"bench: {bench}", self._given])

    @property
    def _given(self) -> str:
        return f"rows: tuple[{self.aggregate.name}, ...]"

    def races(self) -> RaceFacts:
        """Derive the facts of the races."""
        package, name = self.types.package, self.aggregate.name
        needs = self._needs() - {Import(f"tests.{self.module.name}.sql_bench", "UseCase")}
        needs |= {
            Import("asyncio"),
            REPLACE,
            Import("collections.abc", "Coroutine"),
            Import("typing", "Any"),
            Import(f"{package}.shared.errors", "AlreadyExists"),
            Import(f"{package}.shared.errors", "ConcurrentChange"),
            *(Import(f"{package}.shared.terms", it) for it in ("KeyReceipt", "Repeated", "Terms")),
            self._test("test_repository", "CHANGED"),
        }
        strangers = tuple(self._stranger(it, needs) for it in range(WRITERS))
        first = self._first_story()
        works, counted = f"works: Callable[[], {self.work}]", "figures: db.Figures"
        own = [f"work: {self.work}", f"wanted: {name}", "ready: asyncio.Barrier"]
        races = ["rounds: int", "stage: db.Stage", works, counted]
        test = "async def test_"
        return RaceFacts(
            file="test_concurrency",
            module=self.module.name,
            noun=words(name),
            aggregate=name,
            work=self.work,
            sample=self.cast.name,
            strangers=strangers,
            use_case=self._constant(first.command),
            rows=laid(self._before(first, needs), indent=4, before="rows = "),
            change_head=call("async def change", own, indent=0, after=" -> bool:"),
            add_head=call("async def add", own, indent=0, after=" -> bool:"),
            one_head=head(f"{test}of_those_who_change_the_same_one_wins", races),
            all_head=head(f"{test}those_who_change_different_ones_all_win", races),
            same_head=head(f"{test}of_those_who_add_the_same_one_wins", [works]),
            request_head=head(f"{test}of_those_with_the_same_request_one_wins", [works]),
            cancelled_head=head(
                f"{test}whoever_fails_or_is_cancelled_leaves_all_or_nothing", [*ON_STAGE, works]
            ),
            imports=helpers_apart(needs, package),
        )

    def _needs(self) -> set[Import]:
        """Return what every suite imports."""
        package, module, name = self.types.package, self.module.name, self.aggregate.name
        shared = f"{package}.shared"
        return {
            CALLABLE,
            PARTIAL,
            PYTEST,
            Import(f"{package}.{module}.repository", self.work),
            Import(f"{package}.{module}.sql", f"sql_{module}_work"),
            self.model.own("model", name),
            Import(f"{shared}.clock", "SystemClock"),
            Import(f"{shared}.database", "Database"),
            Import("tests", "database", "db"),
            Import("tests.doubles", "CountedIds"),
            Import("tests.shared", "faults"),
            Import(f"tests.{module}.sql_bench", "SqlBench"),
            Import(f"tests.{module}.sql_bench", "UseCase"),
            self._test("test_repository", f"{name}Contract"),
            self._test("", "test_use_cases"),
            *self.model.from_samples(self.cast.name),
        }

    def _needs_of_questions(self) -> set[Import]:
        bench = f"tests.{self.module.name}"
        return {
            *self.queries.needs,
            Import(f"{self.types.package}.shared.errors", "DomainError"),
            Import(f"{self.types.package}.shared.errors", "Invalid"),
            Import(f"{self.types.package}.shared.sql_tables", "Unreadable"),
            Import(f"{bench}.bench", "Bench"),
            Import(f"{bench}.sql_bench", "AnyQuestion"),
            self._test("", "test_queries"),
        }

    def _test(self, file: str, name: str) -> Import:
        home = f"tests.{self.module.name}.{snake(self.aggregate.name)}"
        return Import(f"{home}.{file}" if file else home, name)

    def _constant(self, command: Command) -> str:
        name = constant(command.name) if self.cqrs else snake(command.name)
        return f"test_use_cases.{free(name, self.cast)}"

    def _use_case(self, story: Story, needs: set[Import]) -> str:
        """Write a command with what is kept before it."""
        before = self._before(story, needs)
        return laid(f"({self._constant(story.command)}, {before})", indent=8, after=",")

    def _before(self, story: Story, needs: set[Import]) -> str:
        """Write the aggregates that are kept before a command."""
        return "()" if story.command.creates else f"({self.model.met(story, needs)},)"

    def _first_story(self) -> Story:
        """Choose the use case that takes the most statements."""
        stories = list(self.model.stories.values())
        items = [it for it in stories if it.command.item is not None]
        changes = [it for it in stories if not it.command.creates and not it.command.deletes]
        return (items or changes or stories)[0]

    def _stranger(self, index: int, needs: set[Import]) -> str:
        """Write one of many that differ in their identities."""
        changes = self._single(index) or {}
        needs |= needs_of(changes.values())
        listed = ", ".join(f"{name}={it}" for name, it in changes.items())
        return laid(f"replace({self.cast.name}, {listed})", indent=8, after=",")

    def _single(self, index: int) -> Pairs | None:
        """Write what only one aggregate may have; None where there are not so many."""
        identity = self.aggregate.identity.name
        made = {} if self.aggregate.has_key else {identity: self.cast.identity(index)}
        for name, field in self.cast.own.items():
            if name == identity or field.unique:
                found = self.cast.samples.of(field, index, self.cast.salt[name])
                if found is None:
                    return None
                made[name] = found
        return made
