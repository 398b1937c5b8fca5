"""The tests over HTTP: what is answered, on what terms, and as what JSON."""

from collections.abc import Iterator
from urllib.parse import quote

from ...blueprint.domain import Action, Command, Field
from ...blueprint.routes import Resource, Route
from ...blueprint.terms import Scalar
from ...names import kebab, snake
from ...sinks import py
from ..classes import limits_of
from ..code import Code, Import, code, laid, needs_of
from .api_facts import (
    ApiCommandTest,
    ApiRefusalTest,
    ApiSuiteFacts,
    KeyTest,
    LittleTest,
    OnceTest,
)
from .api_parts import ApiParts, Json, said
from .api_queries import ApiQueries
from .layout import head, helpers_apart
from .methods import ANSWER, PATCHED, PYTEST, ModelSuite
from .queries import QuerySuite
from .stories import REPLACE, Pairs, Story
from .use_cases import COUNTED, UseCaseSuite, free
from .wire import spelled

NO_TAG = '"999"'
STRANGE = '"strange": 1'


class ApiSuite(ApiParts):
    """Derives the tests of one aggregate; `needs` gathers what their file imports."""

    def __init__(self, model: ModelSuite, whole: Pairs, other: Pairs | None, *, cqrs: bool) -> None:
        """Look at the aggregate of a suite, and at two samples of it."""
        super().__init__(model, whole)
        self.around = UseCaseSuite(model, cqrs=cqrs)
        self.queries = QuerySuite(model, whole, other, cqrs=cqrs)
        self.told = ApiQueries(model, whole, self.queries)

    def facts(self) -> ApiSuiteFacts:
        """Derive the facts; the imports are complete only after everything else."""
        view, bare, bare_view = self._views()
        commands = tuple(self._command(story) for story in self.model.stories.values())
        queries = tuple(map(self.told.test, self.aggregate.queries))
        return ApiSuiteFacts(
            imports=self._imports(),
            served=self.served,
            constants=tuple(it for it in (view, *(it.body for it in commands)) if it),
            bare=bare,
            bare_view=bare_view,
            commands=commands,
            keys=tuple(self._keys()),
            queries=queries,
        )

    def _imports(self) -> str:
        home = self.home
        needs = {
            *self.needs,
            *self.around.use_case,
            *self.queries.needs,
            *self.told.needs,
            PYTEST,
            Import(f"{home}.model", self.aggregate.name),
            Import(f"{home}.repository", self.table),
            Import(f"tests.{self.model.module.name}.served", self.served),
            Import(f"tests.{self.model.module.name}.served", "fresh"),
        }
        return helpers_apart(needs, self.types.package)

    def _views(self) -> tuple[str, str, str]:
        """Write the JSON of the sample, and that without what is optional."""
        if not self.aggregate.queries:
            return "", "", ""
        view = laid(
            spelled(self.row(self.whole)),
            indent=0,
            before=f"{self.cast.name}_JSON = ",
        )
        optional = {it.name: code("None") for it in self.aggregate.fields if it.optional}
        if not optional:
            return view, "", ""
        home = self.home
        record = f"{snake(self.aggregate.name)}_record"
        self.needs |= {Import(home, "schemas"), Import(f"{home}.repository", record)}
        bare = laid(
            self.queries.kept(self.whole | optional, self.whole, self.cast.name),
            indent=4,
            before="bare = ",
        )
        shown = self.shown(self.whole | optional)
        return view, bare, laid(shown, indent=4, before="assert shown == ")

    def _keys(self) -> Iterator[KeyTest]:
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
        body = f'{{**{self._constant(birth)}, "{identity.name}": key}}'
        yield KeyTest(
            head=self.head(f"{snake(birth.name)}_under_any_key", "key: str"),
            name=identity.name,
            make=said("made = await served.client.post", [("", path), ("json", body)]),
        )

    def _command(self, story: Story) -> ApiCommandTest:
        command, route = story.command, self.routes[story.command.name]
        body = self._json(command, story.arguments)
        created = self._created(command, body) if command.creates else None
        met = "" if command.creates else self.model.met(story, self.needs)
        if command.creates:
            self.needs |= {COUNTED} if not command.takes_id else set()
        constant = self._constant(command)
        fields = [it.field for it in command.takes]
        return ApiCommandTest(
            name=snake(command.name),
            body=laid(spelled(body), indent=0, before=f"{constant} = ") if body else "",
            head=self.head(f"{snake(command.name)}"),
            given=laid(met, indent=4, before="given = ") if met else "",
            act=self._asked(route, constant if body else "", tagged=not command.creates),
            expected=self.around.expected(command),
            status=201 if command.creates else 204,
            identity=spelled({self.aggregate.identity.name: created}) if command.creates else "",
            location=py(f"{self.path(route_of(route))}/{quote(str(created), safe='')}"),
            kept="[]" if command.deletes else "[changed]",
            heard="[event]" if command.emits else "[]",
            little=tuple(self._little(story, route)),
            once=(self._once(story, route, body),) if command.creates else (),
            path=py(self.path(route)),
            bounds=tuple(
                self.bounds(f"{command.name}Body", constant if body else "{}", fields, body)
            ),
            bounds_head=head(f"def test_{snake(command.name)}_has_its_bounds"),
            refused_head=self.head(f"{snake(command.name)}_is_refused"),
            refused=tuple(self._refused_of_nothing(command, route, constant if body else "")),
            refused_given=laid(met, indent=4, before="given = ") if met else "",
            refused_then=tuple(self._refused_then(story, route, body)),
            others=tuple(self._others(story, route, body)),
        )

    def _constant(self, command: Command) -> str:
        return free(snake(command.name).upper(), self.cast)

    def _json(self, command: Command, arguments: Pairs) -> Json:
        fields = {it.field.name: it.field for it in command.takes}
        given = {name: arguments[name] for name in fields if name in arguments}
        return self.wire.all(fields, given)

    def _created(self, command: Command, body: Json) -> object:
        """Return the JSON of the identity that a command gives."""
        if command.takes_id:
            return body[self.aggregate.identity.name]
        made = self.types.wrapped_identity(code("counted_id(1)"), self.aggregate)
        return self.wire.of(self.identity(), made)

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
        if any("STAMP" in it.text for it in changes.values()):
            self.needs |= self.model.from_samples("STAMP")
        owner = self.aggregate.name if command.creates else "replace"
        self.needs |= set() if command.creates else {REPLACE}
        listed = [*([] if command.creates else [("", "given")])]
        listed += [(name, it.text) for name, it in changes.items()]
        body = self._json(command, lean.arguments)
        yield LittleTest(
            head=self.head(f"{snake(command.name)}_with_little"),
            act=self._asked(route, spelled(body)),
            kept=said(f"changed = {owner}", listed),
        )

    def _once(self, story: Story, route: Route, body: Json) -> OnceTest:
        command = story.command
        constant = self._constant(command)
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

    def _refused_of_nothing(self, command: Command, route: Route, body: str) -> Iterator[str]:
        if not command.creates:
            yield self.refuses(404, "not-found", route.method, "path", body)
            if self._strange_key():
                strange = py(self.path(route, "strange"))
                yield self.refuses(422, "invalid", route.method, strange, body)

    def _strange_key(self) -> bool:
        """Say whether a key in a path may be refused for what it is."""
        scalar, _ = self.types.plain(self.aggregate.identity.type)
        return scalar is not Scalar.STR

    def _refused_then(self, story: Story, route: Route, body: Json) -> Iterator[str]:
        """Write what is refused for what it says, or for when."""
        command, method = story.command, route.method
        constant = self._constant(command) if body else ""
        if not command.creates:
            tag = f'{{"If-Match": {py(NO_TAG)}}}'
            yield self.refuses(412, "precondition-failed", method, "path", constant, headers=tag)
        if not command.takes:
            return
        strange = f"{{**{constant}, {STRANGE}}}" if body else f"{{{STRANGE}}}"
        yield self.refuses(422, "invalid", method, "path", strange)
        needed = (it.field for it in command.takes)
        if any(not (it.optional or it.default is not None or it.many == "*") for it in needed):
            yield self.refuses(422, "invalid", method, "path", "{}")

    def _others(self, story: Story, route: Route, body: Json) -> Iterator[ApiRefusalTest]:
        command = story.command
        name, constant = snake(command.name), self._constant(command) if body else ""
        if command.creates and command.takes_id:
            before = self.cast.name
            self.needs |= self.model.from_samples(before)
            yield self._other(f"{name}_of_what_is_there", before, "already-exists", route, constant)
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
        yield from self._item_refusals(story, route, body)

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
        field = next(it for it in entity.fields if it.name == entity.key)
        changed = {**body, entity.key: self.wire.of(field, key)}
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
            self.needs.add(ANSWER)
            answer = [("", self.aggregate.name), ("", py(question)), ("", "Answer(yes=True)")]
            setup = (said("monkeypatch.setattr", answer),)
        status = 404 if kind == "not-found" else 409
        return ApiRefusalTest(
            head=self.head(name, *([PATCHED] if question else [])),
            given=laid(given, indent=4, before="given = ") if given else "",
            setup=setup,
            act=self.refuses(status, kind, route.method, py(self.path(route)), body),
        )


def _takes_any(field: Field) -> bool:
    """Say whether a field takes each of the strange keys, which have four characters."""
    low = field.low if isinstance(field.low, int) else 0
    high = field.high if isinstance(field.high, int) else 4
    return field.type is Scalar.STR and not field.pattern and low <= 4 <= high


def route_of(route: Route) -> Route:
    """Return the route below which what is created can be found."""
    return Route("GET", "/" + route.path.split("/")[1])
