"""What the tests over HTTP are made of: paths, JSON, and statements that want refusals."""

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from ...blueprint.domain import Command, Field
from ...blueprint.routes import Route
from ...names import constant, kebab, pascal, snake
from ...sinks import py
from ..changes import free_name
from ..code import WIDTH, Import, call, laid
from . import layout
from .api_sample import ApiSample, Json
from .story import Pairs
from .use_cases import free
from .wire import spelled


class ApiParts:
    """Writes the parts for one aggregate; `needs` gathers what their file imports."""

    def __init__(self, sample: ApiSample) -> None:
        """Look at a sample of an aggregate."""
        self.sample = sample
        self.model = model = sample.model
        self.cast = model.cast
        self.types = model.types
        self.aggregate = model.cast.aggregate
        self.whole = sample.whole
        self.wire = model.casts.wire
        self.edges = model.casts.edges
        self.home = f"{self.types.package}.{model.module.name}"
        self.served = f"Served{pascal(model.module.name)}"
        self.table = snake(self.aggregate.plural).upper()
        self.routes = sample.routes
        self.needs: set[Import] = set()
        self.site = Import(f"tests.{model.module.name}.served", self.served)

    def printed(self, further: set[Import]) -> str:
        """Print what is needed and more as imports."""
        return layout.helpers_apart(self.needs | further, self.types.package)

    def shared(self, name: str) -> Import:
        """Import what the tests of the aggregate over HTTP share."""
        return Import(f"tests.{self.model.module.name}.{snake(self.aggregate.name)}.bodies", name)

    def name_of(self, command: Command) -> str:
        """Return the name of the constant that holds the body of a command."""
        return free(constant(command.name), self.cast)

    def constant(self, command: Command, body: Json) -> str:
        """Return and import the constant that holds a body; empty where there is none."""
        if not body:
            return ""
        self.needs.add(self.shared(name := self.name_of(command)))
        return name

    def body(self, command: Command, arguments: Pairs) -> Json:
        """Return the body that asks for a command."""
        fields = {it.field.name: it.field for it in command.takes}
        given = {name: arguments[name] for name in fields if name in arguments}
        return self.wire.all(fields, given)

    def given(self, met: str) -> str:
        """Write the statement that makes what is kept before; empty where nothing is."""
        if not met:
            return ""
        self.needs.add(self.shared("keep"))
        return laid(met, indent=4, before="given = ")

    def path(self, route: Route, key: object = None) -> str:
        """Return the path of a route, with the key of the sample or another in it."""
        part = self.sample.key if key is None else quote(str(key), safe="")
        path = route.path.replace("{}", part)
        return f"/{kebab(self.model.module.name)}{path}"

    def shown(self, pairs: Pairs) -> str:
        """Write the JSON of a row, as far as it can be by that of the sample."""
        row, usual = self.sample.row(pairs), self.sample.json
        changed = {name: it for name, it in row.items() if it != usual[name]}
        name = f"{self.cast.name}_JSON"
        self.needs.add(self.shared(name))
        return f"{{**{name}, {spelled(changed)[1:-1]}}}" if changed else name

    def head(self, name: str, *further: str) -> str:
        """Write the head of a test."""
        return layout.head(f"async def test_{name}", [f"served: {self.served}", *further])

    def refuses(
        self, status: int, kind: str, method: str, path: str, body: str = "", **more: str
    ) -> str:
        """Write the statement that wants a refusal."""
        given = [("", str(status)), ("", py(kind)), ("", py(method)), ("", path)]
        given += [("json", body)] if body else []
        return said("await served.refuses", [*given, *more.items()])

    def bounds(self, model: str, known: str, fields: Iterable[Field], usual: Json) -> Iterator[str]:
        """Write what a model must take, and what it must refuse; `known` is what it takes."""
        edges = [
            ({field.name: json}, fits)
            for field in fields
            for json, fits in self.edges.of(field, usual.get(field.name))
        ]
        for wanted in (True, False):
            listed = [spelled(json) for json, fits in edges if fits is wanted]
            if listed:
                says = "takes" if wanted else "refuses"
                home = f"{self.types.package}.{self.model.module.name}"
                self.needs |= {Import(home, "schemas"), Import("tests.served", says)}
                given = [f"schemas.{model}", known, *listed]
                yield said(says, [("", it) for it in given])


def said(before: str, arguments: Iterable[tuple[str, str]]) -> str:
    """Write a call in the body of a test."""
    pairs = [*arguments]
    listed = [f"{name}={value}" if name else value for name, value in pairs]
    if any(8 + len(it) >= WIDTH for it in listed):
        return layout.laid_call(before, pairs, indent=4)
    return call(before, listed, indent=4)


def unknown(fields: Iterable[Field]) -> str:
    """Name what none of the fields is called."""
    return free_name("strange", {it.name for it in fields})
