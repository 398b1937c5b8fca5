"""What templates read of ports that plugins come through."""

from .fact import fact


@fact
class PluggedMethod:
    """A method of such a port, and the statements by which it is passed on."""

    name: str
    doc: str
    signature: str
    plugin: str  # the parameter that holds the plugin, a name that no other parameter has
    call: str  # the function that calls one
    passed: str  # the statement that calls it
    rehearsed: str  # the statement that tells made-up values
    logged: str  # the statement that writes down what was told
    answered: str  # the statement that answers otherwise than the adapter of the program
    returns: str  # the annotation of the answer
    asked: str  # the statement of a test that returns the answer, where there is another one


@fact
class PluggedPort:
    """A port with `plugins`; `slug` is its name in settings, groups and file names."""

    slug: str
    name: str  # the class
    known: str  # the class, as the file of all such ports imports it
    spoken: str
    module: str
    group: str  # of entry points
    variable: str
    point: str  # the constant that describes it
    told: bool  # whether every plugin is told, or one is chosen
    rehearse: str  # the method that tells made-up values
    adapter: str  # the class that tells every plugin
    adapter_known: str
    imports: str  # of the plugin that the program brings
    example: str  # the distribution
    example_package: str
    example_imports: str
    example_class: str
    journal: str  # the class of the plugin that the program brings
    in_process: str  # the adapter of the program
    test_imports: str
    methods: tuple[PluggedMethod, ...]


@fact
class PluggedModule:
    """A module with ports whose plugins are all told."""

    name: str
    spoken: str
    imports: str
    ports: tuple[PluggedPort, ...]


@fact
class ExtensionsFacts:
    """All such ports of a project."""

    ports: tuple[PluggedPort, ...]
    told: tuple[PluggedPort, ...]
    chosen: tuple[PluggedPort, ...]
    modules: tuple[PluggedModule, ...]
    holders: str  # what holds the plugins of each port, as a tuple
    imports: str  # of the file that knows all of them
