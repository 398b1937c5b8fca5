"""The routes of a module: each parses, asks a use case, answers."""

from collections.abc import Iterator

from ..blueprint.domain import Aggregate, Command, Module, Query, Returns
from ..blueprint.routes import Route
from ..names import kebab, pascal, snake, words
from ..sinks import py
from .api_facts import ModuleApi, OperationFacts, ResourceFacts
from .changes import free_name
from .code import WIDTH, Import, call, import_block
from .edge import ANNOTATED, Edge, Shown, Way, attribute_names, called, with_bounds
from .messages import command_doc, version_name
from .schemas import Crossing, SchemasFile, asked_for, routes, taken
from .types import Types
from .wording import a, of_query

PARTIAL = Import("functools", "partial")
FASTAPI = Import("fastapi")
# Names in the functions of api.py, which nothing of the blueprint may hide.
LOCAL = frozenset(
    """
    asked body bus command edge fastapi found idempotency_key if_match if_none_match it partial
    receipts request routes schemas service terms tuple web
    """.split()
)


class ApiBuilder:
    """Derives the routes of one module."""

    def __init__(self, types: Types, module: Module, crossing: Crossing, *, cqrs: bool) -> None:
        """Look at a module."""
        self.types = types
        self.module = module
        self.crossing = crossing
        self.cqrs = cqrs
        self.edge = Edge(types)
        self.home = f"{types.package}.{module.name}"
        self.asked = "bus" if cqrs else "service"
        self.asked_type = "MessageBus" if cqrs else f"{pascal(module.name)}Service"

    def facts(self) -> ModuleApi:
        """Derive the facts; the imports are complete only after everything else."""
        schemas = SchemasFile(self.types, self.home, self.crossing).facts(self.module)
        resources = tuple(self._resource(it) for it in self.module.aggregates)
        given = [f"{self.asked}: {self.asked_type}", "receipts: Receipts"]
        prefix = py(f"/{kebab(self.module.name)}")
        begin = [f"prefix={prefix}", f"tags=[{py(self.module.name)}]"]
        return ModuleApi(
            schemas=schemas,
            imports=import_block(self._imports(), self.types.package),
            routes=call("routes = fastapi.APIRouter", begin, indent=4),
            head=call("def router", given, indent=0, after=" -> fastapi.APIRouter:"),
            resources=resources,
        )

    def _imports(self) -> set[Import]:
        shared = f"{self.types.package}.shared"
        needs = {
            *self.edge.needs,
            FASTAPI,
            Import(self.home, "schemas"),
            Import(shared, "web"),
            Import(f"{shared}.terms", "Receipts"),
        }
        if self.cqrs:
            return needs | {PARTIAL, Import(f"{shared}.message_bus", "MessageBus")}
        return needs | {Import(f"{self.home}.service", self.asked_type)}

    def _resource(self, aggregate: Aggregate) -> ResourceFacts:
        name = f"_{snake(aggregate.plural)}"
        given = ["routes: fastapi.APIRouter"]
        given += [f"{self.asked}: {self.asked_type}", "receipts: Receipts"]
        return ResourceFacts(
            noun=a(words(aggregate.name)),
            name=name,
            head=call(f"def {name}", given, indent=0, after=" -> None:"),
            added=f"{name}(routes, {self.asked}, receipts)",
            operations=tuple(self._operations(aggregate)),
        )

    def _operations(self, aggregate: Aggregate) -> Iterator[OperationFacts]:
        for asked, route in routes(aggregate):
            if isinstance(asked, Command):
                yield self._command(aggregate, asked, route)
            else:
                yield self._query(aggregate, asked, route)

    def _path(self, aggregate: Aggregate, route: Route) -> str:
        return route.path.replace("{}", f"{{{self._local(aggregate)}}}")

    def _in_path(self, aggregate: Aggregate, route: Route) -> list[str]:
        """Write the parameter of the identity, where the path has one."""
        if "{}" not in route.path:
            return []
        return [f"{self._local(aggregate)}: schemas.{aggregate.name}Key"]

    def _local(self, aggregate: Aggregate) -> str:
        """Name the identity in the path: as messages carry it, where no parameter is named so."""
        return free_name(aggregate.carried_as, {*LOCAL})

    def _identity(self, aggregate: Aggregate, route: Route) -> list[tuple[str, Way]]:
        if "{}" not in route.path:
            return []
        made = self.edge.identity_made(aggregate, self._local(aggregate))
        return [(aggregate.carried_as, Way(made))]

    def _command(self, aggregate: Aggregate, command: Command, route: Route) -> OperationFacts:
        fields = taken(aggregate, command)
        attributes = attribute_names(it.name for it in fields)
        given = self._identity(aggregate, route)
        given += [
            (it.name, self.edge.to_domain(it, f"body.{attributes[it.name]}")) for it in fields
        ]
        body = [f"body: schemas.{command.name}Body"] if command.takes else []
        made = self._made(command, given)
        if command.creates:
            terms = ["request: fastapi.Request", "idempotency_key: web.IdempotencyKey = None"]
            answer = self._created(aggregate, command, given)
            described = ["status_code=201", f"response_model=schemas.{aggregate.name}Identity"]
            # What is asked may not find what it is asked about.
            statuses = [*([404] if command.asks else []), 409, 413, 422, 503]
        else:
            terms = ["if_match: web.IfMatch = None"]
            answer = self._changed(aggregate, command, given)
            described = ["status_code=204"]
            statuses = [404, 409, 412, 413, 422, 503]
        if not command.takes:
            statuses.remove(413)
        return OperationFacts(
            method=route.method.lower(),
            path=self._path(aggregate, route),
            arguments=self._arguments(command.name, described, statuses),
            head=self._head(command.name, [*self._in_path(aggregate, route), *body, *terms]),
            doc=command_doc(aggregate, command),
            statements=(*made, answer),
        )

    def _made(self, command: Command, given: list[tuple[str, Way]]) -> Iterator[str]:
        """Write the statement that makes a message; a service is called without one."""
        if self.cqrs:
            self.edge.needs.add(Import(f"{self.home}.commands", command.name))
            yield called(f"command = {command.name}", given, indent=8)

    def _sent(self, command: Command, given: list[tuple[str, Way]]) -> str:
        """Write the function that asks on some terms, as an argument in a line of its own."""
        if self.cqrs:
            return "partial(bus.send, command)"
        method = snake(command.name)
        before = f"lambda terms: service.on_terms(terms).{method}"
        if 12 + len(f"{before}(),") > WIDTH:
            before = f"lambda terms: service.on_terms(\n{' ' * 16}terms\n{' ' * 12}).{method}"
        return called(before, given, indent=12, after=",").removesuffix(",")

    def _changed(self, aggregate: Aggregate, command: Command, given: list[tuple[str, Way]]) -> str:
        """Write the statement that answers a change; the path says what is changed."""
        (_, identity), *_ = given
        made = f"command.{aggregate.carried_as}" if self.cqrs else str(identity)
        of = f"of=({py(words(aggregate.name))}, {made})"
        arguments = [self._sent(command, given), "if_match", of]
        return call("return await web.changed", arguments, indent=8)

    def _created(self, aggregate: Aggregate, command: Command, given: list[tuple[str, Way]]) -> str:
        at = f"/{kebab(self.module.name)}/{kebab(aggregate.plural)}"
        arguments = [
            ("", Way(self._sent(command, given))),
            ("receipts", Way("receipts")),
            ("request", Way("request")),
            ("body", Way("body" if command.takes else "None")),
            ("key", Way("idempotency_key")),
            ("identity", Way(py(aggregate.identity.name))),
            ("at", Way(py(at))),
        ]
        return called("return await web.created", arguments, indent=8)

    def _head(self, name: str, given: list[str], result: str = "fastapi.Response") -> str:
        name = free_name(snake(name), {*LOCAL})
        return call(f"async def {name}", given, indent=4, after=f" -> {result}:")

    def _arguments(self, name: str, described: list[str], statuses: list[int]) -> tuple[str, ...]:
        refusals = f"responses=web.refusals({', '.join(map(str, statuses))})"
        return (
            *described,
            refusals,
            f"operation_id={py(self.crossing.operation(self.module, name))}",
        )

    def _query(self, aggregate: Aggregate, query: Query, route: Route) -> OperationFacts:
        fields = asked_for(aggregate, query, route)
        attributes = attribute_names(it.name for it in fields)
        given = self._identity(aggregate, route)
        for field in fields:
            held = f"asked.{attributes[field.name]}"
            if aggregate.is_sought(query, field):
                way = self._identity_asked(aggregate, held, optional=field.optional)
            else:
                way = self.edge.to_domain(field, held)
            given.append((field.name, way))
        parameters = self._in_path(aggregate, route)
        if fields:
            self.edge.needs.add(ANNOTATED)
            kind = with_bounds(Shown(f"schemas.{query.name}Parameters"), ("fastapi.Query()",))
            parameters.append(f"asked: {kind.lay(8, before=8 + len('asked: '))}")
        statuses = self._statuses(query, asked=bool(parameters))
        described = [f"response_model={self._model(aggregate, query)}"]
        single = query.returns is not Returns.MANY
        parameters += ["if_none_match: web.IfNoneMatch = None"] if single else []
        return OperationFacts(
            method="get",
            path=self._path(aggregate, route),
            arguments=self._arguments(query.name, described, statuses),
            head=self._head(query.name, parameters),
            doc=of_query(query.name, aggregate.name, query.doc),
            statements=(self._found(query, given), *self._shown(aggregate, query)),
        )

    def _identity_asked(self, aggregate: Aggregate, held: str, *, optional: bool) -> Way:
        made = self.edge.identity_made(aggregate, held)
        return Way(made, unless=held if optional and made != held else "")

    def _statuses(self, query: Query, *, asked: bool) -> list[int]:
        found = [304] if query.returns is not Returns.MANY else []
        found += [404] if query.returns is Returns.ONE else []
        return [*found, *([422] if asked else []), 503]

    def _model(self, aggregate: Aggregate, query: Query) -> str:
        if query.returns is Returns.MANY:
            return f"schemas.{aggregate.name}{'Page' if query.paginate else 'List'}"
        absent = " | None" if query.returns is Returns.OPTIONAL else ""
        return f"schemas.{aggregate.name}View{absent}"

    def _found(self, query: Query, given: list[tuple[str, Way]]) -> str:
        if not self.cqrs:
            return called(f"found = await service.{snake(query.name)}", given, indent=8)
        self.edge.needs.add(Import(f"{self.home}.queries", query.name))
        line = called(f"found = await bus.ask({query.name}", given, indent=8)
        if "\n" not in line and 8 + len(line) < WIDTH:
            return f"{line})"
        made = called(query.name, given, indent=12)
        return f"found = await bus.ask(\n            {made},\n        )"

    def _shown(self, aggregate: Aggregate, query: Query) -> Iterator[str]:
        if query.returns is Returns.MANY:
            yield f"return web.shown({self._model(aggregate, query)}.of(found))"
            return
        if query.returns is Returns.OPTIONAL:
            yield "if found is None:\n            return web.shown(None)"
        view = Way(f"schemas.{aggregate.name}View.of(found)")
        given = [view, Way(f"found.{version_name(aggregate)}"), Way("if_none_match")]
        yield called("return web.shown", [("", it) for it in given], indent=8)
