"""The tests of an aggregate's model: every outcome, every refusal, every bound."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from ...blueprint.domain import Action, Aggregate, Command, Module
from ...names import snake, words
from ...sinks import py
from ..changes import free_name
from ..code import Code, Import, laid, needs_of
from ..questions import shared_fields
from .casts import Casts
from .facts import OutcomeTest, RefusalTest, StatesTest
from .layout import head, laid_call
from .story import REPLACE, Outcome, Pairs, Story

ANSWER = Import("tests.doubles", "FixedAnswer")
PYTEST = Import("pytest")
PATCHED = "monkeypatch: pytest.MonkeyPatch"


class ModelSuite:
    """Derives the tests of one aggregate; each set gathers what a file imports."""

    def __init__(self, casts: Casts, module: Module, aggregate: Aggregate) -> None:
        """Look at an aggregate of a module."""
        self.casts = casts
        self.types = casts.types
        self.module = module
        self.cast = casts.of(aggregate)
        self.methods = self.cast.methods
        self.samples: set[Import] = set()
        self.model: set[Import] = set()
        self.refusal: set[Import] = set()
        self.stories = casts.stories(aggregate)
        self._folder = f"tests.{module.name}.{snake(aggregate.name)}"
        self._sample = cache(self._from_samples)

    def own(self, file: str, name: str) -> Import:
        """Import from a file of the module."""
        return Import(f"{self.types.package}.{self.module.name}.{file}", name)

    def from_samples(self, *names: str) -> set[Import]:
        """Import from the samples of the aggregate, or the samples themselves."""
        return {self._sample(it) for it in names}

    def _from_samples(self, name: str) -> Import:
        return Import(f"{self._folder}.samples", name) if name else Import(self._folder, "samples")

    def met(self, story: Story, needs: set[Import]) -> str:
        """Write the aggregate that a command meets."""
        needs |= self.from_samples(self.cast.name)
        if not story.before:
            return self.cast.name
        needs |= needs_of(story.before.values()) | {REPLACE}
        listed = ", ".join(f"{name}={it}" for name, it in story.before.items())
        return f"replace({self.cast.name}, {listed})"

    def method(self, command: Command) -> str:
        """Return the name of the command's method."""
        return self.methods[command.name]

    def act(self, command: Command, story: Story, *, lean: bool = False) -> str:
        """Write the statement that acts: on samples, or with what is required alone."""
        changed = "" if command.deletes else "changed"
        names = ", ".join(it for it in (changed, "event" if command.emits else "") if it)
        before = f"{names} = " if names else ""
        if not lean:
            given = "" if command.creates else "given"
            return f"{before}samples.{self.method(command)}({given})"
        arguments = self._arguments(command, story)
        owner = self.cast.aggregate.name if command.creates else "given"
        listed = [(name, value.text) for name, value in arguments.items()]
        return laid_call(f"{before}{owner}.{self.method(command)}", listed, indent=4)

    def _arguments(self, command: Command, story: Story) -> Pairs:
        """Return the arguments of a method, with the made identity and the stamp."""
        found: Pairs = {}
        if command.creates and not command.takes_id:
            found[self.cast.aggregate.carried_as] = self.cast.identity()
        found |= story.known
        if self.is_stamped(command):
            taken = {it.field.name for it in command.takes}
            found[free_name("stamp", {*found, *taken})] = Code("STAMP")
        return found

    def is_stamped(self, command: Command) -> bool:
        """Say whether the method gets a stamp."""
        return self.cast.is_stamped(command)

    def sample_methods(self) -> Iterator[str]:
        """Write each method with arguments that are right."""
        name = self.cast.aggregate.name
        self.samples |= {Import("functools", "partial"), self.own("model", name)}
        for story in self.stories.values():
            command = story.command
            arguments = self._arguments(command, story)
            self.samples |= needs_of(arguments.values())
            method = f"{name}.{self.method(command)}"
            listed = [("", method), *((key, it.text) for key, it in arguments.items())]
            yield laid_call(f"{self.method(command)} = partial", listed, indent=0)

    def outcomes(self) -> Iterator[OutcomeTest]:
        """Write a test of each outcome, and of each command with what is required alone."""
        for story in self.stories.values():
            command = story.command
            normal, *further = story.outcomes
            name = snake(command.name)
            yield self._outcome(name, command, story, normal)
            for outcome in further:
                emission = command.emits[outcome.index]
                yield self._further(f"{name}_may_end_as_{snake(emission.event)}", story, outcome)
            if story.lean is not None:
                lean = story.lean
                self.model |= needs_of(lean.known.values())
                if command.creates:
                    self.model.add(self.own("model", self.cast.aggregate.name))
                    if not command.takes_id:
                        self.model |= self.cast.identity().needs
                if self.is_stamped(command):
                    self.model |= self.from_samples("STAMP")
                yield self._outcome(
                    f"{name}_with_little", command, lean, lean.outcomes[0], lean=True
                )

    def _further(self, name: str, story: Story, outcome: Outcome) -> OutcomeTest:
        command = story.command
        event = command.emits[outcome.index].event
        self.model |= {ANSWER, PYTEST, self.own("model", self.cast.aggregate.name)}
        told = self._outcome(name, command, story, outcome)
        return replace(
            told,
            head=head(f"def test_{name}", [PATCHED]),
            setup=(*self._ahead(story, self.model), *told.setup, *self._yes(snake(event))),
            asked=self.asked(story, event, self.model),
            of_whom=self._about(story),
        )

    def _ahead(self, story: Story, needs: set[Import]) -> tuple[str, ...]:
        """Write how the new aggregate comes about that the question will be asked of."""
        if not story.command.creates:
            return ()
        needs |= self.from_samples("")
        return (laid(self.acted(story), indent=4, before="new = "),)

    def _about(self, story: Story) -> str:
        """Write of whom a question must be asked."""
        return f"assert answer.about == [{'new' if story.command.creates else 'given'}]"

    def acted(self, story: Story, met: str = "") -> str:
        """Write the changed aggregate."""
        made = f"samples.{self.method(story.command)}({met})"
        return f"{made}[0]" if story.command.emits else made

    def _yes(self, question: str) -> tuple[str, str]:
        """Write how a question is answered with yes."""
        given = [("", self.cast.aggregate.name), ("", f'"{question}"'), ("", "answer")]
        return "answer = FixedAnswer(yes=True)", laid_call("monkeypatch.setattr", given, indent=4)

    def asked(self, story: Story, subject: str, needs: set[Import]) -> str:
        """Write what a question must be given."""
        fields = shared_fields(self.types, self.cast.aggregate, subject)
        pairs = {it.name: story.known[it.name] for it in fields}
        needs |= needs_of(pairs.values())
        inside = ", ".join(f'"{name}": {it}' for name, it in pairs.items())
        return laid(f"[{{{inside}}}]", indent=4, before="assert answer.asked == ")

    def _outcome(
        self, name: str, command: Command, story: Story, outcome: Outcome, *, lean: bool = False
    ) -> OutcomeTest:
        needs = self.model
        if not lean:
            needs |= self.from_samples("")
        met = "" if command.creates else self.met(story, needs)
        return OutcomeTest(
            head=head(f"def test_{name}"),
            setup=(laid(met, indent=4, before="given = "),) if met else (),
            asked="",
            of_whom="",
            act=self.act(command, story, lean=lean),
            keeps=self._keeps(command, outcome),
            tells=self._tells(outcome),
            hides=self._hides(outcome),
        )

    def _keeps(self, command: Command, outcome: Outcome) -> str:
        if command.deletes:
            return ""
        changes = outcome.changes
        self.model |= needs_of(changes.values())
        listed = [(name, it.text) for name, it in changes.items()]
        if command.creates:
            self.model.add(self.own("model", self.cast.aggregate.name))
            return laid_call(f"assert changed == {self.cast.aggregate.name}", listed, indent=4)
        if not changes:
            return "assert changed == given"
        self.model.add(REPLACE)
        return laid_call("assert changed == replace", [("", "given"), *listed], indent=4)

    def _tells(self, outcome: Outcome) -> str:
        if not outcome.event:
            return ""
        self.model |= {self.own("events", outcome.event), *needs_of(outcome.payload.values())}
        self.model |= self.from_samples("STAMP")
        listed = [(name, it.text) for name, it in outcome.payload.items()]
        return laid_call(f"assert event == {outcome.event}", listed, indent=4)

    def _hides(self, outcome: Outcome) -> tuple[str, ...]:
        aggregate = self.cast.aggregate
        event = next((it for it in aggregate.events if it.name == outcome.event), None)
        if event is None:
            return ()
        personal = [it.name for it in event.fields if it.pii]
        return (*((aggregate.carried_as,) if aggregate.identity.pii else ()), *personal)

    def refusals(self) -> Iterator[RefusalTest]:
        """Write a test of each refusal in words, and of items that are there or missing."""
        for story in self.stories.values():
            command = story.command
            name = snake(command.name)
            for rejection in command.rejects:
                if not rejection.states:
                    self.refusal |= {
                        ANSWER,
                        self.own("model", rejection.error),
                        self.own("model", self.cast.aggregate.name),
                    }
                    yield self._refusal(
                        f"{name}_is_refused_by_{snake(rejection.error)}",
                        story,
                        rejection.error,
                        question=snake(rejection.error),
                        asked=self.asked(story, rejection.error, self.refusal),
                        says=f'refused.value.command == "{command.name}"',
                    )
            yield from self._item_refusals(story)

    def _refusal(  # noqa: PLR0913
        self,
        name: str,
        story: Story,
        error: str,
        *,
        question: str = "",
        asked: str = "",
        given: str = "",
        extra: str = "",
        says: str = "",
    ) -> RefusalTest:
        command = story.command
        self.refusal |= {PYTEST, *self.from_samples("")}
        met = given or ("" if command.creates else self.met(story, self.refusal))
        arguments = ", ".join(it for it in ("" if command.creates else "given", extra) if it)
        return RefusalTest(
            head=head(f"def test_{name}", [PATCHED] if question else []),
            error=error,
            says=says,
            setup=(
                *((laid(met, indent=4, before="given = "),) if met else ()),
                *(self._ahead(story, self.refusal) if question else ()),
                *(self._yes(question) if question else ()),
            ),
            asked=asked,
            of_whom=self._about(story) if question else "",
            act=laid(f"samples.{self.method(command)}({arguments})", indent=8),
        )

    def _item_refusals(self, story: Story) -> Iterator[RefusalTest]:
        command, entity = story.command, self.cast.entity(story.command)
        if command.item is None or entity is None:
            return
        name = snake(command.name)
        errors = f"{self.types.package}.shared.errors"
        if command.item.action is Action.ADDS:
            self.refusal.add(Import(errors, "AlreadyExists"))
            made = self.cast.first_key(command)
            yield self._refusal(
                f"{name}_is_refused_when_it_is_there",
                story,
                "AlreadyExists",
                given=self.met(self.cast.with_item(story), self.refusal),
                extra=f"{entity.key}={made}",
                says=f"refused.value.args == {py((words(entity.name), entity.key))}",
            )
            self.refusal |= made.needs
            return
        strange = self.cast.strange_key(command)
        if strange is not None:
            said = f'resource == "{words(entity.name)}"'
            if entity.identity.pii:
                said = f"args == {py((words(entity.name), '***'))}"
            self.refusal |= {Import(errors, "NotFound"), *strange.needs}
            yield self._refusal(
                f"{name}_is_refused_when_it_is_missing",
                story,
                "NotFound",
                extra=f"{entity.key}={strange}",
                says=f"refused.value.{said}",
            )
        fewest = self.cast.fewest(command)
        if command.item.action is Action.REMOVES and fewest:
            self.refusal |= {Import(errors, "Invalid"), REPLACE}
            whole = self.met(story, self.refusal)
            kept = f"{self.cast.name}.{entity.holder}[:{fewest}]"
            yield self._refusal(
                f"{name}_is_refused_for_the_last",
                story,
                "Invalid",
                given=f"replace({whole}, {entity.holder}={kept})",
            )

    def states(self) -> Iterator[StatesTest]:
        """Write a test of each command in every state that refuses it."""
        errors = f"{self.types.package}.shared.errors"
        for story in self.stories.values():
            command = story.command
            listed = list(self.cast.illegal(command))
            if not listed:
                continue
            self.refusal |= {PYTEST, REPLACE, *self.from_samples("", self.cast.name)}
            self.refusal |= self.cast.member(listed[0][0]).needs
            for _, error in listed:
                home = errors if error == "IllegalMove" else self.own("model", error).module
                self.refusal.add(Import(home, error))
            name = f"def test_{snake(command.name)}_is_refused_in_other_states"
            given = [f"state: {self.cast.enum}", "refusal: type[IllegalMove]"]
            self.refusal |= {Import(errors, "IllegalMove"), self.own("values", self.cast.enum)}
            yield StatesTest(
                head=head(name, given),
                command=command.name,
                states=tuple(f"({self.cast.member(state)}, {error})" for state, error in listed),
                act=f"samples.{self.method(command)}(given)",
            )

    def asks(self) -> bool:
        """Say whether there are questions."""
        commands = [it.command for it in self.stories.values()]
        return bool(self.cast.aggregate.rules) or any(
            len(it.emits) > 1 or any(not no.states for no in it.rejects) for it in commands
        )

    def questions(self) -> Iterator[str]:
        """Write every question, asked of the sample as its owner has answered it."""
        bare, made = self.bare()
        self.model |= {REPLACE} if made and self.asks() else set()
        asked: dict[str, tuple[Story, str]] = {}
        for story in self.stories.values():
            command = story.command
            asked |= {it.error: (story, it.error) for it in command.rejects if not it.states}
            asked |= {it.event: (story, it.event) for it in command.emits[1:]}
        for subject, (story, _) in asked.items():
            fields = shared_fields(self.types, self.cast.aggregate, subject)
            pairs = {it.name: story.known[it.name] for it in fields}
            self.model |= needs_of(pairs.values())
            listed = [(name, it.text) for name, it in pairs.items()]
            yield laid_call(f"{self.cast.name}.{snake(subject)}", listed, indent=8, after=",")
            left_out = {it.name for it in fields if it.optional}
            little = [(name, "None" if name in left_out else it) for name, it in listed]
            if bare != self.cast.name or little != listed:
                yield laid_call(f"{bare}.{snake(subject)}", little, indent=8, after=",")
        for rule in self.cast.aggregate.rules:
            yield f"{self.cast.name}.{rule.name}(),"
            if bare != self.cast.name:
                yield f"{bare}.{rule.name}(),"

    def bare(self) -> tuple[str, str]:
        """Write the sample without what is optional: its name, and a statement that makes it."""
        optional = [it.name for it in self.cast.aggregate.fields if it.optional]
        if not optional:
            return self.cast.name, ""
        given = [("", self.cast.name), *((name, "None") for name in optional)]
        return "bare", laid_call("bare = replace", given, indent=4)
