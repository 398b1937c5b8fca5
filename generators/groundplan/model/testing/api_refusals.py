"""The tests over HTTP of what is refused: for what it says, for when, and for what is there."""

from collections.abc import Iterator

from ...blueprint.domain import Action, Command
from ...blueprint.routes import Route
from ...blueprint.terms import Scalar
from ...names import kebab, snake
from ...sinks import py
from ..code import Import, needs_of
from .api_edges import strange
from .api_facts import ApiRefusalTest, ApiRefusedTest
from .api_parts import ApiParts, said, unknown
from .api_sample import Json
from .methods import ANSWER, PATCHED, PYTEST
from .story import REPLACE, Pairs, Story
from .wire import spelled

NO_TAG = '"999"'


class ApiRefusals(ApiParts):
    """Derives the tests of one aggregate's refusals; `needs` gathers what their file imports."""

    def imports(self) -> str:
        """Print the imports."""
        return self.printed({self.site})

    def test(self, story: Story) -> ApiRefusedTest:
        """Write the tests of what is refused to a command."""
        command, route = story.command, self.routes[story.command.name]
        body = self.body(command, story.arguments)
        of_nothing = tuple(self._refused_of_nothing(command, route, body))
        then = tuple(self._refused_then(story, route, body))
        wanted = bool(of_nothing or then)
        if wanted:
            self.needs.add(Import(f"{self.home}.repository", self.table))
        met = "" if command.creates or not wanted else self.model.met(story, self.needs)
        return ApiRefusedTest(
            wanted=wanted,
            head=self.head(f"{snake(command.name)}_is_refused"),
            path=py(self.path(route)),
            of_nothing=of_nothing,
            given=self.given(met),
            then=then,
            others=tuple(self._others(story, route, body)),
        )

    def _refused_of_nothing(self, command: Command, route: Route, body: Json) -> Iterator[str]:
        if not command.creates:
            sent = self.constant(command, body)
            yield self.refuses(404, "not-found", route.method, "path", sent)
            if self._strange_key():
                path = py(self.path(route, strange(self.types, self.aggregate.identity.type)))
                yield self.refuses(422, "invalid", route.method, path, sent)

    def _strange_key(self) -> bool:
        """Say whether a key in a path may be refused for what it is."""
        scalar, _ = self.types.plain(self.aggregate.identity.type)
        return scalar is not Scalar.STR

    def _refused_then(self, story: Story, route: Route, body: Json) -> Iterator[str]:
        """Write what is refused for what it says, or for when."""
        command, method = story.command, route.method
        constant = self.constant(command, body)
        if not command.creates:
            tag = f'{{"If-Match": {py(NO_TAG)}}}'
            yield self.refuses(412, "precondition-failed", method, "path", constant, headers=tag)
        if not command.takes:
            return
        needed = [it.field for it in command.takes]
        strange = f"{py(unknown(needed))}: 1"
        strange = f"{{**{constant}, {strange}}}" if body else f"{{{strange}}}"
        yield self.refuses(422, "invalid", method, "path", strange)
        if any(not (it.optional or it.default is not None or it.many == "*") for it in needed):
            yield self.refuses(422, "invalid", method, "path", "{}")

    def _others(self, story: Story, route: Route, body: Json) -> Iterator[ApiRefusalTest]:
        command = story.command
        name, constant = snake(command.name), self.constant(command, body)
        if command.creates and command.takes_id:
            there = self._there(story)
            yield self._other(f"{name}_of_what_is_there", there, "already-exists", route, constant)
        found = next(self.cast.illegal(command), None)
        if found is not None:
            member = self.cast.member(found[0])
            given = self._changed(story.before | {"state": member})
            yield self._other(f"{name}_in_another_state", given, kebab(found[1]), route, constant)
        for rejection in command.rejects:
            if not rejection.states:
                met = "" if command.creates else self.model.met(story, self.needs)
                yield self._other(
                    f"{name}_is_refused_by_{snake(rejection.error)}",
                    met,
                    kebab(rejection.error),
                    route,
                    constant,
                    question=snake(rejection.error),
                )
        if command.asks is not None:
            yield self._unanswered(story, route, constant)
        yield from self._item_refusals(story, route, body)

    def _unanswered(self, story: Story, route: Route, body: str) -> ApiRefusalTest:
        """Write a request whose use case gets no answer from outside."""
        command = story.command
        met = "" if command.creates else self.model.met(story, self.needs)
        self.needs.add(Import("tests.shared.hearing", "failing"))
        return ApiRefusalTest(
            head=self.head(f"{snake(command.name)}_without_an_answer_from_outside"),
            given=self.given(met),
            setup=('served.bench.hearing.then = failing(OSError("noise"))',),
            act=self.refuses(503, "unavailable", route.method, py(self.path(route)), body),
        )

    def _there(self, story: Story) -> str:
        """Write what has the key already that a command brings: its bounds may be narrower."""
        key = self.aggregate.identity.name
        brought = story.arguments[key]
        if brought != self.cast.identity():
            return self._changed({key: brought})
        self.needs |= self.model.from_samples(self.cast.name)
        return self.cast.name

    def _changed(self, pairs: Pairs) -> str:
        self.needs |= {
            REPLACE,
            *needs_of(pairs.values()),
            *self.model.from_samples(self.cast.name),
        }
        listed = ", ".join(f"{name}={it}" for name, it in pairs.items())
        return f"replace({self.cast.name}, {listed})"

    def _item_refusals(self, story: Story, route: Route, body: Json) -> Iterator[ApiRefusalTest]:
        command, entity = story.command, self.cast.entity(story.command)
        if command.item is None or entity is None:
            return
        adds = command.item.action is Action.ADDS
        key = self.cast.first_key(command) if adds else self.cast.strange_key(command)
        if key is None:
            return
        changed = {**body, entity.key: self.wire.of(entity.identity, key)}
        met = self.model.met(self.cast.with_item(story) if adds else story, self.needs)
        yield self._other(
            f"{snake(command.name)}_{'that_is_there' if adds else 'that_is_missing'}",
            met,
            "already-exists" if adds else "not-found",
            route,
            spelled(changed),
        )

    def _other(  # noqa: PLR0913
        self, name: str, given: str, kind: str, route: Route, body: str, *, question: str = ""
    ) -> ApiRefusalTest:
        setup: tuple[str, ...] = ()
        if question:
            self.needs |= {ANSWER, PYTEST, self.model.own("model", self.aggregate.name)}
            answer = [("", self.aggregate.name), ("", py(question)), ("", "FixedAnswer(yes=True)")]
            setup = (said("monkeypatch.setattr", answer),)
        status = 404 if kind == "not-found" else 409
        return ApiRefusalTest(
            head=self.head(name, *([PATCHED] if question else [])),
            given=self.given(given),
            setup=setup,
            act=self.refuses(status, kind, route.method, py(self.path(route)), body),
        )
