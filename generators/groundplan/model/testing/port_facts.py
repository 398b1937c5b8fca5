"""What the templates of tests of ports, and of whoever asks them, read."""

from ..fact import fact
from ..port_facts import PortFacts


@fact
class MethodTest:
    """A method of a port: two ways to call it, and what its answer must be."""

    name: str
    signature: str
    many_head: str
    cancelled_head: str
    one: str  # `adapter.charge(amount=1)`, as an argument of gather
    other: str
    begun: str  # the statement that begins a call in a task
    again: str  # the statement that calls it once more
    first: str  # the statements of the test of what is kept
    second: str
    kept: str  # the statement that looks at what is kept of the second call
    every: str  # the answers that are looked at, each as `it`
    holds: tuple[str, ...]  # statements: what holds for each
    hears: str  # the statement by which the fake hears
    answers: str  # the statement by which it answers; or empty
    given: str  # the statement that makes another answer; empty where there is none
    wanted: str  # the condition that it is given


@fact
class PortTest:
    """A port and its doubles."""

    port: PortFacts
    snake: str
    adapter_head: str
    fake_head: str
    methods: tuple[MethodTest, ...]

    @property
    def answering(self) -> tuple[MethodTest, ...]:
        """Return the methods of which another answer can be wanted."""
        return tuple(it for it in self.methods if it.given)


@fact
class PortsSuite:
    """The tests of the ports of a module."""

    name: str
    spoken: str
    imports: str
    test_imports: str
    ports: tuple[PortTest, ...]


@fact
class AskingHeads:
    """The heads of these tests; the last two are of those on a database."""

    keep: str
    asked: str
    failing: str
    hanging: str
    cancelled: str
    absent: str
    moved: str
    refused: str
    answered: str
    outside: str
    lent: str
    overtaken: str


@fact
class AskingSuite:
    """The tests of the use cases of one aggregate that ask."""

    name: str
    nouns: str
    aggregate: str
    plural: str
    identity: str
    table: str
    service: str  # the class, or empty where there is a bus
    heads: AskingHeads
    cases: tuple[str, ...]
    creating: tuple[str, ...]
    changing: tuple[str, ...]
    refused: tuple[str, ...]
    answered: tuple[str, ...]  # with the method, its parameter, and what it must be
    outside: tuple[str, ...]  # what is wanted with something outside its type
    imports: str
    sql_imports: str


@fact
class AskingModule:
    """The aggregates of a module whose use cases ask."""

    name: str
    suites: tuple[AskingSuite, ...]
