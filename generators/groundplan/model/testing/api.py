"""The tests over HTTP: what is answered, on what terms, and as what JSON."""

import re
from collections.abc import Iterator
from urllib.parse import quote

from ...blueprint.domain import Command, Field
from ...blueprint.routes import Resource, Route
from ...blueprint.terms import Scalar
from ...names import snake
from ...sinks import py
from ..classes import limits_of
from ..code import Code, Import, code, laid, needs_of
from .api_bounds import ApiBounds
from .api_facts import ApiActTest, ApiSuiteFacts, KeyTest, LittleTest, OnceTest
from .api_parts import ApiParts, said
from .api_queries import ApiQueries
from .api_refusals import ApiRefusals
from .api_sample import ApiSample, Json
from .layout import helpers_apart
from .methods import PYTEST, ModelSuite
from .queries import QuerySuite
from .story import REPLACE, Pairs, Story
from .use_cases import COUNTED, UseCaseSuite
from .wire import spelled

STAMPED = re.compile(r"\bSTAMP\.")  # not `State.FROM_STAMP`


class ApiSuite:
    """Derives the tests of one aggregate: each kind of them fills a file of its own."""

    def __init__(self, model: ModelSuite, whole: Pairs, other: Pairs | None, *, cqrs: bool) -> None:
        """Look at the aggregate of a suite, and at two samples of it."""
        self.model = model
        sample = ApiSample(model, whole)
        self.acts = ApiActs(sample, UseCaseSuite(model, cqrs=cqrs))
        self.refusals = ApiRefusals(sample)
        self.queries = ApiQueries(sample, QuerySuite(model, whole, other, cqrs=cqrs))
        self.bounds = ApiBounds(sample, self.queries)

    def facts(self) -> ApiSuiteFacts:
        """Derive the facts; the imports of a file are complete only after everything else."""
        stories = tuple(self.model.stories.values())
        asked = self.model.cast.aggregate.queries
        acts = tuple(map(self.acts.test, stories))
        keys = tuple(self.acts.keys())
        refusals = tuple(it for it in map(self.refusals.test, stories) if it.wanted or it.others)
        bounds = (*map(self.bounds.of_command, stories), *map(self.bounds.of_query, asked))
        queries = tuple(map(self.queries.test, asked))
        view = self.queries.view() if asked else ""
        bare, bare_view = self.queries.bare() if asked else ("", "")
        bodies = tuple(map(self.acts.statement, stories))
        return ApiSuiteFacts(
            served=self.acts.served,
            conftest_imports=self._conftest_imports(),
            bodies_imports=self._bodies_imports(),
            constants=tuple(it for it in (view, *bodies) if it),
            imports=self.acts.imports(),
            acts=acts,
            keys=keys,
            refusals_imports=self.refusals.imports(),
            refusals=refusals,
            bounds_imports=self.bounds.imports(),
            bounds=tuple(it for it in bounds if it.statements),
            queries_imports=self.queries.imports(),
            queries=queries,
            bare=bare,
            bare_view=bare_view,
        )

    def _conftest_imports(self) -> str:
        served = f"tests.{self.model.module.name}.served"
        needs = {PYTEST, Import(served, self.acts.served), Import(served, "fresh")}
        return helpers_apart(needs, self.model.types.package)

    def _bodies_imports(self) -> str:
        aggregate = self.model.cast.aggregate.name
        return helpers_apart(
            {self.model.own("model", aggregate), self.acts.site}, self.model.types.package
        )


class ApiActs(ApiParts):
    """Derives the tests of what commands do; `needs` gathers what their file imports."""

    def __init__(self, sample: ApiSample, around: UseCaseSuite) -> None:
        """Look at a sample of an aggregate, and at its use cases."""
        super().__init__(sample)
        self.around = around

    def imports(self) -> str:
        """Print the imports."""
        table = Import(f"{self.home}.repository", self.table)
        return self.printed({*self.around.use_case, table, self.site})

    def statement(self, story: Story) -> str:
        """Write the constant that holds the body of a command; empty if it has none."""
        body = self.body(story.command, story.arguments)
        before = f"{self.name_of(story.command)} = "
        return laid(spelled(body), indent=0, before=before) if body else ""

    def test(self, story: Story) -> ApiActTest:
        """Write the tests of what a command does."""
        command, route = story.command, self.routes[story.command.name]
        body = self.body(command, story.arguments)
        created = self._created(command, body) if command.creates else None
        if command.creates:
            self.needs |= {COUNTED} if not command.takes_id else set()
        return ApiActTest(
            head=self.head(f"{snake(command.name)}"),
            asked=snake(command.name),
            given=self.given("" if command.creates else self.model.met(story, self.needs)),
            act=self._asked(route, self.constant(command, body), tagged=not command.creates),
            expected=self.around.expected(command),
            status=201 if command.creates else 204,
            identity=spelled({self.aggregate.identity.name: created}) if command.creates else "",
            location=py(f"{self.path(route_of(route))}/{quote(str(created), safe='')}"),
            kept="[]" if command.deletes else "[changed]",
            heard="[event]" if command.emits else "[]",
            little=tuple(self._little(story, route)),
            once=(self._once(story, route, body),) if command.creates else (),
        )

    def keys(self) -> Iterator[KeyTest]:
        """Write a test of keys that no path could hold as they are."""
        identity = self.aggregate.identity
        limits = limits_of(self.types, identity)
        if not isinstance(identity.type, Scalar):
            _, value = self.types.plain(identity.type)
            limits = value.fields[0] if value is not None and value.fields else limits
        birth = next((it for it in self.aggregate.commands if it.takes_id), None)
        shown = Route("GET", f"{Resource.of(self.aggregate).base}/{{}}") in self.routes.values()
        if limits is None or birth is None or not shown or not _takes_any(limits):
            return
        path = py(self.path(self.routes[birth.name]))
        body = f'{{**{self.constant(birth, {identity.name: ""})}, "{identity.name}": key}}'
        self.needs.add(PYTEST)
        yield KeyTest(
            head=self.head(f"{snake(birth.name)}_under_any_key", "key: str"),
            name=identity.name,
            make=said("made = await served.client.post", [("", path), ("json", body)]),
        )

    def _created(self, command: Command, body: Json) -> object:
        """Return the JSON of the identity that a command gives."""
        if command.takes_id:
            return body[self.aggregate.identity.name]
        made = self.types.wrapped_identity(code("counted_id(1)"), self.aggregate)
        return self.wire.of(self.sample.identity, made)

    def _asked(self, route: Route, body: str, *, tagged: bool = False, **headers: str) -> str:
        """Write the statement that asks."""
        given = [("", py(self.path(route))), *([("json", body)] if body else [])]
        if tagged:
            tag = f"served.tag({self.table}, given.{self.aggregate.identity.name})"
            given.append(("headers", f'{{"If-Match": {tag}}}'))
        given += list(headers.items())
        return said(f"answer = await served.client.{route.method.lower()}", given)

    def _little(self, story: Story, route: Route) -> Iterator[LittleTest]:
        """Write the command with nothing for what may be left out, and what is kept then."""
        command, lean = story.command, story.lean
        if lean is None or command.deletes:
            return
        changes = dict(lean.outcomes[0].changes)
        made = command.creates and not command.takes_id
        if made:
            counted = Code("counted_id(1)", frozenset({COUNTED}))
            changes[self.aggregate.identity.name] = self.types.wrapped_identity(
                counted, self.aggregate
            )
        self.needs |= needs_of(changes.values())
        self.needs |= {self.model.own("model", self.aggregate.name)} if command.creates else set()
        if any(STAMPED.search(it.text) for it in changes.values()):
            self.needs |= self.model.from_samples("STAMP")
        owner = self.aggregate.name if command.creates else "replace"
        self.needs |= set() if command.creates else {REPLACE}
        listed = [*([] if command.creates else [("", "given")])]
        listed += [(name, it.text) for name, it in changes.items()]
        body = self.body(command, lean.arguments)
        yield LittleTest(
            head=self.head(f"{snake(command.name)}_with_little"),
            act=self._asked(route, spelled(body)),
            kept=said(f"changed = {owner}", listed),
        )

    def _once(self, story: Story, route: Route, body: Json) -> OnceTest:
        command = story.command
        constant = self.constant(command, body)
        path = ("", py(self.path(route)))
        headers = ("headers", '{"Idempotency-Key": "once"}')
        sent = [path, *([("json", constant)] if body else []), headers]
        other = self._other_body(story, body)
        changed = f"{{**{constant}, {spelled(other)[1:-1]}}}"
        refused = [("", "409"), ("", '"idempotency-mismatch"'), ("", '"POST"'), path]
        refusal = said("await served.refuses", [*refused, ("json", changed), headers])
        return OnceTest(
            head=self.head(f"{snake(command.name)}_twice_under_one_key_has_one_effect"),
            first=said("first = await served.client.post", sent),
            again=said("again = await served.client.post", sent),
            other=refusal if other else "",
        )

    def _other_body(self, story: Story, body: Json) -> Json:
        """Return one field of another body; nothing where no other can be made."""
        for taken in story.command.takes:
            field = taken.field
            for index in range(1, 4):
                made = self.cast.samples.of(field, index, self.cast.salt.get(field.name, 0))
                json = None if made is None else self.wire.of(field, made)
                if json is not None and field.name in body and json != body[field.name]:
                    return {field.name: json}
        return {}


def _takes_any(field: Field) -> bool:
    """Say whether a field takes each of the strange keys, which have four characters."""
    low = field.low if isinstance(field.low, int) else 0
    high = field.high if isinstance(field.high, int) else 4
    return field.type is Scalar.STR and not field.pattern and low <= 4 <= high


def route_of(route: Route) -> Route:
    """Return the route below which what is created can be found."""
    return Route("GET", "/" + route.path.split("/")[1])
