"""What the templates of the HTTP side read: models at the edge, routes, their imports."""

from .fact import fact


@fact
class EdgeModelFacts:
    """A model at the edge: of a request, of an answer, or of a value in both.

    `given` is the parameter of `of`, empty where nothing is shown by it; `domain` is the
    class that `to_domain` returns, empty where nothing is made of it.
    """

    name: str
    base: str
    doc: str
    fields: tuple[str, ...]  # `name: Annotated[edge.Text, Field(max_length=80)]`
    given: str
    shown: str  # the statement that returns the model
    domain: str
    held: str  # the statement that returns the domain's value


@fact
class SchemasFacts:
    """A file of models at the edge."""

    imports: str
    aliases: tuple[str, ...]  # `SkuJson = Annotated[edge.Text, ...]`
    models: tuple[EdgeModelFacts, ...]

    @property
    def present(self) -> bool:
        """Say whether there is anything to write."""
        return bool(self.aliases or self.models)


@fact
class OperationFacts:
    """A route and its endpoint."""

    method: str  # `post`
    path: str  # below that of the module
    arguments: tuple[str, ...]  # of the decorator, beside the path
    head: str
    doc: str
    statements: tuple[str, ...]


@fact
class ResourceFacts:
    """The routes of an aggregate."""

    noun: str  # `an order line`
    name: str  # `_order_lines`: the function that adds them
    head: str
    added: str  # the statement that calls it
    operations: tuple[OperationFacts, ...]


@fact
class ModuleApi:
    """What a module offers over HTTP."""

    schemas: SchemasFacts
    imports: str  # of api.py
    head: str  # the signature of the function that returns the router
    routes: str  # the statement that begins it
    resources: tuple[ResourceFacts, ...]
