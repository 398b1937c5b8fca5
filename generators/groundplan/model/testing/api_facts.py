"""What the templates of the tests over HTTP read."""

from ..fact import fact


@fact
class ApiActTest:
    """A command over HTTP: what it answers, and what of it is kept."""

    head: str
    asked: str  # the method of the service
    given: str  # the aggregate that is kept before, or empty
    act: str
    expected: str  # the statement that asks the model the same, or empty
    status: int
    identity: str  # the JSON of what was created, or empty
    location: str
    kept: str
    heard: str
    little: tuple["LittleTest", ...]  # none or one
    once: tuple["OnceTest", ...]  # none or one


@fact
class LittleTest:
    """The same with nothing for what may be left out."""

    head: str
    act: str
    kept: str  # the statement that says what is kept


@fact
class OnceTest:
    """A creating command that comes twice under one key."""

    head: str
    first: str
    again: str
    other: str  # the statement that sends another body under this key, or empty


@fact
class ApiBoundsTest:
    """What a body or the parameters of a query may be."""

    head: str
    statements: tuple[str, ...]


@fact
class ApiRefusedTest:
    """What is refused to a command for what it says, or for what is there."""

    wanted: bool  # whether there is anything but `others`
    head: str
    path: str
    of_nothing: tuple[str, ...]  # what is refused when nothing is there
    given: str  # the aggregate that is kept then, or empty
    then: tuple[str, ...]  # what is refused then
    others: tuple["ApiRefusalTest", ...]


@fact
class ApiRefusalTest:
    """A refusal that needs an aggregate of its own, or an answered question."""

    head: str
    given: str
    setup: tuple[str, ...]
    act: str


@fact
class ApiQueryTest:
    """A query over HTTP."""

    name: str
    head: str
    match: str
    misses: tuple[str, ...]  # rows that differ from it in one condition each
    setup: tuple[str, ...]  # answers the question of the query, or nothing
    act: str
    found: str  # the JSON that must come
    asked: str  # what the question must have been given, or empty
    versioned: str  # the check of the tag that came, or empty
    again: str  # the same with that tag, or empty
    nothing_head: str
    nothing: tuple[str, ...]  # the statements when nothing is there
    refused: tuple[str, ...]
    page_head: str
    rows: str  # two rows that match, as a statement; or empty
    first: str
    second: str
    union: str  # the JSON of both, as a statement


@fact
class KeyTest:
    """A key that is any text: it is made under such a key, and found where that says."""

    head: str
    name: str  # of the key
    make: str


@fact
class ApiSuiteFacts:
    """The tests of an aggregate over HTTP."""

    served: str  # the class of the site of its module
    conftest_imports: str
    bodies_imports: str
    constants: tuple[str, ...]  # the JSON of the sample, and of each body, as statements
    imports: str
    acts: tuple[ApiActTest, ...]
    keys: tuple[KeyTest, ...]  # none or one
    refusals_imports: str
    refusals: tuple[ApiRefusedTest, ...]
    bounds_imports: str
    bounds: tuple[ApiBoundsTest, ...]
    queries_imports: str
    queries: tuple[ApiQueryTest, ...]
    bare: str  # the statement that makes a sample without what is optional; or empty
    bare_view: str  # the statement that compares its JSON


UNASKED = ApiSuiteFacts("", "", "", (), "", (), (), "", (), "", (), "", (), "", "")
"""What stands for the tests of a project that nobody calls over HTTP."""
