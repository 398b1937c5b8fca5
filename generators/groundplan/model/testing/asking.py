"""The tests of use cases that ask a port: when, with what, and what comes of no answer."""

from collections.abc import Iterator

from ...blueprint.domain import Aggregate, Field, Module
from ...names import constant, member, pascal, snake, words
from ..classes import default_of, key_of
from ..code import Code, Import, laid, needs_of
from ..ports import port_of
from ..samples import COUNTED
from .casts import Casts
from .edges import Edges
from .layout import head, helpers_apart
from .methods import PATCHED, PYTEST, ModelSuite
from .port_facts import AskingHeads, AskingModule, AskingSuite
from .story import REPLACE, Story
from .use_cases import free


def asking_modules(casts: Casts, *, cqrs: bool) -> tuple[AskingModule, ...]:
    """Derive the tests of each module whose use cases ask."""
    found = []
    for module in casts.types.domain.modules:
        listed = [AskingTests(casts, module, it, cqrs=cqrs) for it in module.aggregates]
        suites = tuple(it.facts() for it in listed if it.stories)
        if suites:
            found.append(AskingModule(module.name, suites))
    return tuple(found)


class AskingTests:
    """Derives the tests of one aggregate; `needs` gathers what they import."""

    def __init__(self, casts: Casts, module: Module, aggregate: Aggregate, *, cqrs: bool) -> None:
        """Look at an aggregate of a module."""
        self.types = casts.types
        self.module = module
        self.cast = casts.of(aggregate)
        self.cqrs = cqrs
        self.model = ModelSuite(casts, module, aggregate)
        told = self.model.stories.values()
        self.stories = [it for it in told if it.command.asks is not None]
        self.needs: set[Import] = set()

    def facts(self) -> AskingSuite:
        """Derive the facts; the imports are complete only after everything else."""
        aggregate = self.cast.aggregate
        births = [it for it in self.stories if it.command.creates]
        changes = [it for it in self.stories if not it.command.creates]
        cases = tuple(map(self._case, self.stories))
        changing = tuple(map(self._change, changes))
        refused = tuple(self._refused(changes))
        answered = tuple(self._answered())
        outside = tuple(self._outside())
        needs = self._needs(births=bool(births), changes=bool(changes), refused=bool(refused))
        service = f"{pascal(self.module.name)}Service"
        return AskingSuite(
            name=snake(aggregate.name),
            nouns=words(aggregate.plural),
            aggregate=aggregate.name,
            plural=member(aggregate.plural),
            identity=aggregate.identity.name,
            table=snake(aggregate.plural).upper(),
            service="" if self.cqrs else service,
            heads=self._heads(),
            cases=cases,
            creating=tuple(map(self._birth, births)),
            changing=changing,
            refused=refused,
            answered=answered,
            outside=outside,
            imports=helpers_apart(needs | self._use_case(service), self.types.package),
            sql_imports=helpers_apart(
                self._sql_imports(changing=bool(changes)), self.types.package
            ),
        )

    def _heads(self) -> AskingHeads:
        """Write the heads of the tests."""
        name = self.cast.aggregate.name
        rows, given = f"rows: tuple[{name}, ...]", f"given: {name}"
        case = ["use_case: UseCase", rows, "asked: Asked"]
        change = ["use_case: UseCase", given]
        test, on_stage = "async def test_", ["stage: db.Stage", "database: Database"]
        refused = [*change, "refusal: type[DomainError]"]
        return AskingHeads(
            keep=head("async def keep", ["bench: Bench", rows]),
            asked=head(
                f"{test}somebody_is_asked_once_with_what_was_taken", ["bench: Bench", *case]
            ),
            failing=head(f"{test}a_failure_changes_nothing", ["bench: Bench", *case]),
            hanging=head(f"{test}whoever_takes_too_long_changes_nothing", case),
            cancelled=head(f"{test}whoever_is_cancelled_changes_nothing", ["bench: Bench", *case]),
            absent=head(
                f"{test}nobody_is_asked_about_what_is_not_there_or_was_not_seen",
                ["bench: Bench", *change],
            ),
            moved=head(f"{test}what_changed_meanwhile_is_not_overrun", ["bench: Bench", *change]),
            refused=head(
                f"{test}nobody_is_asked_in_a_state_that_refuses", ["bench: Bench", *refused]
            ),
            answered=head(
                f"{test}the_answer_is_handed_on",
                [PATCHED, "bench: Bench", "use_case: UseCase", rows, "way: Way"],
            ),
            outside=head(
                f"{test}nobody_hears_of_what_lies_outside",
                ["bench: Bench", "use_case: UseCase", rows],
            ),
            lent=head(f"{test}no_connection_is_held_meanwhile", [*on_stage, *case]),
            overtaken=head(f"{test}of_two_at_once_one_wins", ["database: Database", *change]),
        )

    def _constant(self, story: Story) -> str:
        name = story.command.name
        known = constant(name) if self.cqrs else snake(name)
        return f"test_use_cases.{free(known, self.cast)}"

    def _met(self, story: Story) -> str:
        return self.model.met(story, self.needs)

    def _case(self, story: Story) -> str:
        listed = f"({self._constant(story)}, {self._rows(story)}, {self._asked(story)})"
        return laid(listed, indent=4, after=",")

    def _rows(self, story: Story) -> str:
        return "()" if story.command.creates else f"({self._met(story)},)"

    def _birth(self, story: Story) -> str:
        return f"{self._constant(story)},"

    def _change(self, story: Story) -> str:
        return laid(f"({self._constant(story)}, {self._met(story)})", indent=4, after=",")

    def _refused(self, stories: list[Story]) -> Iterator[str]:
        for story in stories:
            for state, error in self.cast.illegal(story.command):
                home = f"{self.types.package}.shared.errors"
                home = home if error == "IllegalMove" else self.model.own("model", error).module
                member = self.cast.member(state)
                met = story.before | {"state": member}
                self.needs |= {Import(home, error), REPLACE, *needs_of(met.values())}
                self.needs |= self.model.from_samples(self.cast.name)
                listed = ", ".join(f"{name}={it}" for name, it in met.items())
                given = f"replace({self.cast.name}, {listed})"
                yield laid(f"({self._constant(story)}, {given}, {error})", indent=8, after=",")

    def _answered(self) -> Iterator[str]:
        """Write each use case with who answers, and the method and parameter that gets it."""
        for story in self.stories:
            if (asks := story.command.asks) is None:
                continue
            for name, answer in story.answer:
                fake = Import(f"tests.{self.module.name}.ports", f"Fake{asks.port}")
                self.needs |= {fake, *answer.needs}
                who = f'({fake.name}, "{asks.method}")'
                to = f'("{self.model.method(story.command)}", "{name}", {answer})'
                listed = f"({self._constant(story)}, {self._rows(story)}, ({who}, {to}))"
                yield laid(listed, indent=8, after=",")

    def _outside(self) -> Iterator[str]:
        """Write each use case with something just outside the bounds of its type."""
        edges = Edges(self.types)
        identity = self.cast.aggregate.identity.name if self.cast.aggregate.has_key else ""
        again = "replace" if self.cqrs else "partial"
        for story in self.stories:
            rows = self._rows(story)
            for taken in story.command.takes:
                is_key = taken.own and taken.field.name == identity
                for edge in edges.of(key_of(taken.field) if is_key else taken.field):
                    if not edge.fits:
                        self.needs |= {
                            *edge.value.needs,
                            REPLACE if self.cqrs else Import("functools", "partial"),
                            Import(f"{self.types.package}.shared.errors", "Invalid"),
                        }
                        made = f"{again}({self._constant(story)}, {edge.name}={edge.value})"
                        yield laid(f"({made}, {rows})", indent=8, after=",")

    def _asked(self, story: Story) -> str:
        """Write what the port must hear."""
        asks = story.command.asks
        if asks is None:
            return ""
        port = port_of(self.types.domain, self.module.name, asks.port)
        takes = port.method(asks.method).takes
        given = {it.name: self._given(story, it, asks.given) for it in takes}
        self.needs |= needs_of(given.values())
        listed = ", ".join(f'"{name}": {it}' for name, it in given.items())
        return f'("{asks.port}.{asks.method}", {{{listed}}})'

    def _given(self, story: Story, field: Field, handed: tuple[str, ...]) -> Code:
        name = field.name
        if name not in handed:
            return default_of(self.types, field)
        if name in story.arguments:
            return story.arguments[name]
        if story.command.creates:
            made = Code("counted_id(1)", frozenset({COUNTED}))
            return self.types.wrapped_identity(made, self.cast.aggregate)
        return self.cast.identity()

    def _needs(self, *, births: bool, changes: bool, refused: bool) -> set[Import]:
        package, aggregate = self.types.package, self.cast.aggregate
        home, errors = f"{package}.{self.module.name}", f"{package}.shared.errors"
        needs = {
            *self.needs,
            PYTEST,
            Import("asyncio"),
            Import(f"{home}.model", aggregate.name),
            Import(f"{home}.repository", snake(aggregate.plural).upper()),
            Import(errors, "Unavailable"),
            Import(f"{package}.shared.terms", "Terms"),
            Import(f"tests.{self.module.name}.bench", "Bench"),
            Import("tests.doubles", "CountedIds"),
            Import("tests.doubles", "FixedClock"),
            Import("tests.shared.hearing", "failing"),
            Import("tests.shared.hearing", "for_ever"),
            *self._test_use_cases(),
        }
        if changes:
            refusals = ("ConcurrentChange", "NotFound", "Overtaken")
            needs |= {Import(errors, it) for it in refusals}
        if refused:
            needs.add(Import(errors, "DomainError"))
        if births:
            needs |= {Import(f"{package}.shared.terms", it) for it in ("KeyReceipt", "Repeated")}
        return needs

    def _use_case(self, service: str) -> set[Import]:
        package = self.types.package
        if self.cqrs:
            return {Import("typing", "Any"), Import(f"{package}.shared.messages", "Command")}
        return {
            Import(f"{package}.{self.module.name}.service", service),
            Import("collections.abc", "Awaitable"),
            Import("collections.abc", "Callable"),
        }

    def _test_use_cases(self) -> set[Import]:
        home = f"tests.{self.module.name}.{snake(self.cast.aggregate.name)}"
        return {Import(home, "test_use_cases")}

    def _sql_imports(self, *, changing: bool) -> set[Import]:
        package, name = self.types.package, self.cast.aggregate.name
        home = f"tests.{self.module.name}.{snake(name)}"
        changes = {Import(f"{package}.shared.errors", "Overtaken")}
        changes.add(Import(f"{home}.test_asking", "WHO_CHANGES"))
        return {
            *(changes if changing else ()),
            PYTEST,
            Import(f"{package}.{self.module.name}.model", name),
            Import(f"{package}.shared.database", "Database"),
            Import("tests", "database", "db"),
            *(Import(f"{home}.test_asking", it) for it in ("WHO_ASKS", "Asked", "UseCase")),
            Import(f"tests.{self.module.name}.sql_bench", "SqlBench"),
        }
