"""What the templates of the tests of a database read."""

from ..fact import fact


@fact
class PagesTest:
    """A query that is read page by page."""

    name: str
    rows: str  # what is kept, as a statement
    first: str  # the statement that asks for the first page
    second: str


@fact
class SqlSuite:
    """The tests of one aggregate in a database."""

    name: str
    aggregate: str
    nouns: str
    work: str
    sample: str
    head: str  # of the class that runs the contract
    keep_head: str
    asked_head: str
    every_head: str
    asking: str  # `bench.bus.ask(asked)`
    use_cases: tuple[str, ...]  # `(ADD_PHOTO, (PRODUCT,)),`
    questions: tuple[str, ...]  # `(GET_PRODUCT, (OTHER_PRODUCT, PRODUCT)),`
    pages: tuple[PagesTest, ...]
    decided: tuple[str, ...]  # `(FREE_ROOMS, "hotel.rooms.sql.free_rooms", (ROOM,)),`
    decided_head: str
    first: str  # of the questions; or empty
    torn_head: str
    selects: int  # how many statements load any number of aggregates
    imports: str


@fact
class SqlModuleSuite:
    """The tests of a module in a database."""

    name: str
    spoken: str
    prefix: str  # of its classes
    registered: str  # the statement that wires the use cases on the bench
    asks: bool  # whether any of them asks a port
    reads: bool  # whether anything is asked
    imports: str
    suites: tuple[SqlSuite, ...]


@fact
class RaceFacts:
    """The races of one aggregate."""

    file: str
    module: str
    noun: str
    aggregate: str
    work: str
    sample: str
    strangers: tuple[str, ...]  # aggregates that differ in their identities
    use_case: str  # one that fails, or that somebody cancels
    rows: str  # what is kept before it, as a statement
    change_head: str
    add_head: str
    one_head: str
    all_head: str
    same_head: str
    request_head: str
    cancelled_head: str
    imports: str


@fact
class TransactionsTest:
    """The contract of transactions, shown with one aggregate."""

    file: str
    sql_file: str
    nouns: str
    aggregate: str
    module: str
    work: str
    memory_head: str  # of the class that runs it in memory
    sql_head: str  # of the class that runs it on a database
    memory_imports: str
    sql_imports: str
