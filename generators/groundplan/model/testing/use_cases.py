"""The tests around the model: use cases from end to end, repositories, lives."""

import builtins
from collections.abc import Iterator

from ...blueprint.domain import Action, Aim, Command, Example, Field
from ...names import constant, pascal, snake
from ..changes import free_name
from ..code import Code, Import, call, laid, needs_of
from .facts import FinderTest, UseCaseExample, UseCaseTest
from .layout import head, laid_call
from .methods import PYTEST, ModelSuite
from .stories import Cast
from .story import REPLACE, Pairs, Story

BEGIN = Import("tests.doubles", "BEGIN")
COUNTED = Import("tests.doubles", "counted_id")
# What tests of use cases, of queries and of the edge import, or call their own.
LOCAL = frozenset(
    """
    answer before bench changed contextlib counted_id dt event fields first found given identity
    keep little match math partial pytest refused replace rows samples second shown text wanted
    """.split()
)


class UseCaseSuite:
    """Derives the tests of one aggregate's use cases; each set gathers a file's imports."""

    def __init__(self, model: ModelSuite, *, cqrs: bool) -> None:
        """Look at the aggregate of a suite."""
        self.model = model
        self.cast = model.cast
        self.cqrs = cqrs
        self.use_case: set[Import] = set()
        self.repository: set[Import] = set()
        self.life: set[Import] = set()

    def use_cases(self) -> Iterator[UseCaseTest]:
        """Write a test of each use case."""
        name = self.cast.aggregate.name
        for story in self.model.stories.values():
            command = story.command
            met = "" if command.creates else self.model.met(story, self.use_case)
            refused = self._refused(story)
            errors = f"{self.model.types.package}.shared.errors"
            again = command.creates and command.takes_id
            self.use_case |= {self.model.own("model", name)}
            if again:
                self.use_case |= {PYTEST, Import(errors, "AlreadyExists")}
            if not command.creates:
                self.use_case |= {PYTEST, Import(errors, "NotFound")}
            yield UseCaseTest(
                name=snake(command.name),
                given=laid(met, indent=4, before="given = ") if met else "",
                constant=self._constant(command),
                message=self._message(command, story),
                told=len(command.emits[:1]),
                hides=self._hides(command),
                send=self._send(command),
                act=f"{'identity = ' if command.creates else ''}{self._send(command)}",
                expected=self.expected(command),
                kept="[]" if command.deletes else "[changed]",
                heard="[event]" if command.emits else "[]",
                result=f"changed.{self.cast.aggregate.identity.name}" if command.creates else "",
                again=again,
                missing=not command.creates,
                refused=laid(refused[0], indent=4, before="given = ") if refused[0] else "",
                refusal=refused[1],
            )

    def examples(self) -> Iterator[UseCaseExample]:
        """Write a test of each example that speaks of the aggregate being there, or not."""
        errors = f"{self.model.types.package}.shared.errors"
        for story in self.model.stories.values():
            command = story.command
            for number, example in enumerate(command.examples, start=1):
                before = self._example(command, example)
                if before is not None:
                    self.use_case |= {PYTEST, Import(errors, example.then)}
                    name = f"example_{number}_of_{snake(command.name)}"
                    yield UseCaseExample(name, before, self._send(command), example.then)

    def _example(self, command: Command, example: Example) -> tuple[str, ...] | None:
        """Write what is sent before; None where the example is about something else."""
        if example.then == "NotFound" and not example.given:
            return ()
        births = [it.command for it in self.model.stories.values() if self._is_single(it.command)]
        if example.then != "AlreadyExists" or command not in births:
            return None
        first = [it for it in births if example.given[0] in {made.event for made in it.emits}]
        return tuple(self._send(it) for it in first[:1]) or None

    def _is_single(self, command: Command) -> bool:
        """Say whether what a command creates cannot be there twice."""
        unique = {it.name for it in self.cast.aggregate.fields if it.unique}
        taken = {it.field.name for it in command.takes if it.own}
        return command.creates and (command.takes_id or bool(taken & unique))

    def _constant(self, command: Command) -> str:
        name = constant(command.name) if self.cqrs else snake(command.name)
        return free(name, self.cast)

    def _given(self, command: Command, story: Story) -> Pairs:
        found: Pairs = {}
        if not command.creates:
            found[self.cast.aggregate.carried_as] = self.cast.identity()
        return found | story.arguments

    def _message(self, command: Command, story: Story) -> str:
        given = self._given(command, story)
        self.use_case |= needs_of(given.values())
        listed = [(name, it.text) for name, it in given.items()]
        if self.cqrs:
            self.use_case.add(self.model.own("commands", command.name))
            return laid_call(f"{self._constant(command)} = {command.name}", listed, indent=0)
        service = f"{pascal(self.model.module.name)}Service"
        self.use_case |= {Import("functools", "partial"), self.model.own("service", service)}
        method = f"{service}.{snake(command.name)}"
        return laid_call(f"{self._constant(command)} = partial", [("", method), *listed], indent=0)

    def _send(self, command: Command) -> str:
        if self.cqrs:
            return f"await bench.bus.send({self._constant(command)})"
        return f"await {self._constant(command)}(bench.service)"

    def expected(self, command: Command, event: str = "event") -> str:
        """Write what the model alone says, with the identities that the source makes."""
        self.use_case |= self.model.from_samples("")
        method = f"samples.{self.model.method(command)}"
        changed = "" if command.deletes else "changed"
        names = ", ".join(it for it in (changed, event if command.emits else "") if it)
        before = f"{names} = " if names else ""
        if not names:
            return ""
        if not command.creates:
            return f"{before}{method}(given)"
        if command.takes_id:
            return f"{before}{method}()"
        made = self.cast.types.wrapped_identity(_counted(1), self.cast.aggregate)
        self.use_case |= made.needs
        listed = [(self.cast.aggregate.carried_as, made.text)]
        if self.cast.is_stamped(command):
            self.use_case |= {BEGIN, COUNTED}
            self.use_case.add(Import(f"{self.cast.types.package}.shared.messages", "Stamp"))
            answer = self.cast.types.domain.answer(self.cast.aggregate, command)
            taken = {it.field.name for it in command.takes} | {answer.name if answer else ""}
            stamp = free_name("stamp", {*taken, self.cast.aggregate.carried_as})
            listed.append((stamp, "Stamp(event_id=counted_id(2), at=BEGIN)"))
        return laid_call(f"{before}{method}", listed, indent=4)

    def _hides(self, command: Command) -> tuple[str, ...]:
        if not self.cqrs:
            return ()
        personal = [it.field.name for it in command.takes if it.field.pii]
        identity = self.cast.aggregate.identity
        carried = [self.cast.aggregate.carried_as] if identity.pii and not command.creates else []
        return (*carried, *personal)

    def _refused(self, story: Story) -> tuple[str, str]:
        """Write an aggregate in a state that refuses the command, and the refusal."""
        found = next(self.cast.illegal(story.command), None)
        if found is None:
            return "", ""
        state, error = found
        errors = f"{self.cast.types.package}.shared.errors"
        home = errors if error == "IllegalMove" else self.model.own("model", error).module
        member = self.cast.member(state)
        self.use_case |= {PYTEST, REPLACE, Import(home, error), *member.needs}
        self.use_case |= self.model.from_samples(self.cast.name)
        met = story.before | {"state": member}
        self.use_case |= needs_of(met.values())
        listed = ", ".join(f"{name}={it}" for name, it in met.items())
        return f"replace({self.cast.name}, {listed})", error

    def changed(self, whole: Pairs, other: Pairs) -> str:
        """Write the sample with everything another that may change."""
        aggregate = self.cast.aggregate
        fixed = {aggregate.identity.name, *(it.name for it in aggregate.fields if it.unique)}
        listed = [
            (name, other[name])
            for name, it in whole.items()
            if name not in fixed and it != other[name]
        ]
        self.repository |= needs_of(it for _, it in listed)
        if not listed:
            return ""
        self.repository.add(REPLACE)
        given = [("", self.cast.name), *((name, it.text) for name, it in listed)]
        return laid_call("CHANGED = replace", given, indent=0)

    def rivals(self) -> str:
        """Write for each unique field another aggregate that has the same."""
        found = []
        for field in self.cast.aggregate.fields:
            if field.unique:
                self.repository.add(REPLACE)
                other = f"OTHER_{self.cast.name}"
                rival = f"replace({other}, {field.name}={self.cast.name}.{field.name})"
                found.append(f'("{field.name}", {rival})')
        listed = ", ".join(found)
        return laid(f"({listed},)", indent=4, before="rivals = ") if found else ""

    def heads(self) -> tuple[str, str]:
        """Write the heads of the contract and of its adapter in memory."""
        aggregate = self.cast.aggregate
        work = f"{pascal(self.model.module.name)}Work"
        kinds = f"{work}, {aggregate.name}, {self.cast.types.identity(aggregate)}"
        contract = f"{aggregate.name}Contract"
        return (
            call(f"class {contract}", [f"RepositoryContract[{kinds}]"], indent=0, after=":"),
            call(f"class TestMemory{aggregate.name}Repository", [contract], indent=0, after=":"),
        )

    def finders(self) -> tuple[FinderTest, ...]:
        """Return the fields by which policies find the aggregate."""
        aggregate = self.cast.aggregate
        found = {
            policy.aim_at: None
            for module in self.cast.types.domain.modules
            for policy in module.policies
            if policy.aim is Aim.FINDER and policy.then[:2] == (aggregate.module, aggregate.name)
        }
        work = f"{pascal(self.model.module.name)}Work"
        given = ["self", f"works: Callable[[], {work}]"]
        optional = {it.name for it in aggregate.fields if it.optional}
        return tuple(
            FinderTest(
                head(f"async def test_those_with_one_{it}_are_found", given, indent=4),
                it,
                (f"assert self.one.{it} is not None",) if it in optional else (),
            )
            for it in found
        )

    def repository_imports(self) -> set[Import]:
        """Return what the test of the repository imports beside values."""
        package = self.cast.types.package
        title = pascal(self.model.module.name)
        repository = self.model.own("repository", "").module
        return {
            *self.repository,
            PYTEST,
            Import("collections.abc", "Callable"),
            Import("functools", "partial"),
            Import(f"{package}.shared.memory", "MemoryStore"),
            Import(repository, f"{title}Work"),
            Import(repository, f"{self.cast.aggregate.name}Repository"),
            Import(repository, f"memory_{self.model.module.name}_work"),
            self.model.own("model", self.cast.aggregate.name),
            *self.cast.types.identity(self.cast.aggregate).needs,
            Import("tests.contracts", "RepositoryContract"),
            Import("tests.doubles", "CountedIds"),
            Import("tests.doubles", "FixedClock"),
            *self.model.from_samples(self.cast.name, f"OTHER_{self.cast.name}"),
        }

    def life_acts(self) -> Iterator[str]:
        """Write how each command changes an aggregate, by its name."""
        self.life |= self.model.from_samples("", self.cast.name)
        self.life.add(self.model.own("model", self.cast.aggregate.name))
        for story in self.model.stories.values():
            command = story.command
            if command.creates or command.deletes:
                continue
            method = f"samples.{self.model.method(command)}"
            act = f"lambda it: {method}(it)[0]" if command.emits else method
            yield f'"{command.name}": {act},'

    def life_refusals(self) -> Iterator[str]:
        """Write what each command may answer instead, where its state allows it."""
        errors = f"{self.cast.types.package}.shared.errors"
        for story in self.model.stories.values():
            if refusals := self._missed(story.command):
                self.life |= {Import(errors, it) for it in (*refusals, "DomainError")}
                comma = "," if len(refusals) == 1 else ""
                yield f'"{story.command.name}": ({", ".join(refusals)}{comma}),'

    def _missed(self, command: Command) -> tuple[str, ...]:
        """Return the refusals of a command on items that came or went before."""
        entity = self.cast.entity(command)
        if command.item is None or entity is None or command.creates or command.deletes:
            return ()
        holder = self.cast.own[entity.holder]
        if command.item.action is Action.ADDS:
            return ("AlreadyExists", *(("Invalid",) if holder.high is not None else ()))
        last = command.item.action is Action.REMOVES and self.cast.fewest(command)
        return ("NotFound", *(("Invalid",) if last else ()))

    def life_moves(self) -> Iterator[str]:
        """Write the states after each command in each state, independent of the model."""
        for story in self.model.stories.values():
            command = story.command
            if command.creates or command.deletes:
                continue
            accepted = self.cast.accepted(command)
            for state in self.cast.aggregate.states:
                targets = accepted.get(state, ()) if accepted else (state,)
                if targets:
                    listed = ", ".join(str(self.cast.member(it)) for it in dict.fromkeys(targets))
                    self.life |= self.cast.member(state).needs
                    key = f'({self.cast.member(state)}, "{command.name}"): '
                    yield laid(f"{{{listed}}}", indent=4, before=key, after=",")


def free(name: str, cast: Cast) -> str:
    """Return a name for a constant that nothing else in a test has."""
    own = {cast.name, f"OTHER_{cast.name}", snake(cast.aggregate.plural).upper()}
    return f"{name}_" if name in LOCAL or name in own or hasattr(builtins, name) else name


def personal(fields: tuple[Field, ...]) -> tuple[str, ...]:
    """Return the names of the personal fields."""
    return tuple(it.name for it in fields if it.pii)


def _counted(number: int) -> Code:
    return Code(f"counted_id({number})", frozenset({COUNTED}))
