"""What templates read: names, types, order, imports and joins, finished.

Texts that end up as code are `str` here and hold valid Python. `doc` and `words` are
free text and pass a sink filter in the template. Absent is an empty text or tuple.
"""

from .api_facts import ModuleApi
from .fact import fact
from .port_facts import PortFacts, WiredPort


@fact
class AttributeFacts:
    """An attribute of a class, or a parameter of a function."""

    name: str
    annotation: str
    default: str  # ` = 0`, or empty
    doc: str


@fact
class ClassFacts:
    """A frozen class: value, entity, event, command, query or record."""

    name: str
    base: str
    doc: str
    attributes: tuple[AttributeFacts, ...]
    checks: tuple[str, ...]
    masked: str  # the text of a repr without personal data, or empty
    shown: str = ""  # what a scalar value prints as


@fact
class MemberFacts:
    """A member of an enumeration."""

    name: str
    value: str


@fact
class EnumFacts:
    """An enumeration."""

    name: str
    doc: str
    members: tuple[MemberFacts, ...]


@fact
class IdFacts:
    """The identity of an aggregate without a key of its own."""

    name: str
    aggregate: str


@fact
class ValuesFacts:
    """A file of values."""

    imports: str
    ids: tuple[IdFacts, ...]
    enums: tuple[EnumFacts, ...]
    scalars: tuple[ClassFacts, ...]
    records: tuple[ClassFacts, ...]

    @property
    def present(self) -> bool:
        """Say whether there is anything to write."""
        return bool(self.ids or self.enums or self.scalars or self.records)


@fact
class ErrorFacts:
    """A refusal that a command of the module names."""

    name: str
    base: str
    words: str


@fact
class PairFacts:
    """A name and an expression, as in `name=value`."""

    name: str
    value: str


@fact
class RejectionFacts:
    """A refusal in words: its question, asked before the change."""

    error: str
    question: str
    asked: str  # `if self.out_of_stock(quantity=quantity):`


@fact
class OutcomeFacts:
    """What a command does when its outcome is this event.

    `question` and `asked` are empty for the normal outcome. `change` is the statement
    that changes the aggregate, `upheld` the one that checks the rules, `result` the one that
    returns; each may be empty.
    """

    question: str
    asked: str
    change: str
    event: str
    upheld: str
    result: str

    @property
    def statements(self) -> tuple[str, ...]:
        """Return what is done, in its order."""
        return tuple(it for it in (self.change, self.upheld, self.result) if it)

    @property
    def block(self) -> str:
        """Return what is done below the question of a further event."""
        return f"\n{' ' * 12}".join(self.statements)


@fact
class QuestionFacts:
    """A method that only the owner can answer."""

    name: str
    words: str
    signature: str
    answer: str


@fact
class RefusalFacts:
    """In this state this command gets this answer."""

    state: str
    command: str
    error: str


@fact
class CommandFacts:
    """A command, its method on the aggregate, and its handler."""

    name: str
    use_case: str  # `reserve_stock`: the handler, and the method of the service
    doc: str
    served_doc: str  # of the service's method
    filled: tuple[str, ...]  # statements that ask the clock for what was left out
    creates: bool
    deletes: bool
    public: bool
    message: ClassFacts
    identity: str  # the name under which the message carries the identity
    stamped: bool
    signature: str  # of the method
    handled_by: str  # the signature of the handler
    served_by: str  # the signature of the service's method
    local: str  # the use case's variables: the aggregate, the work, the event
    work: str
    event: str
    asks: tuple[str, ...]  # the statements that ask a port, with what is checked before
    ports: tuple[str, ...]  # the parameter that holds it: none or one
    registered: str  # the statement that gives the message its handler
    call: str  # the statement of the use case that calls the method
    kept: str  # what the repository is told: add, save or remove
    returns: str
    checks: tuple[str, ...]
    gate: str
    rejections: tuple[RejectionFacts, ...]
    born: str  # the statement that makes a new aggregate
    item: str  # the statement that makes or finds the item
    further: tuple[OutcomeFacts, ...]
    normal: OutcomeFacts

    @property
    def opening(self) -> tuple[str, ...]:
        """Return what is done before any question: the state is looked at, or a life begins."""
        return tuple(it for it in (self.gate, self.born) if it)


@fact
class ListFacts:
    """A keyed list of the aggregate."""

    name: str
    entity: str
    resource: str
    key: str
    local: str
    personal: bool  # whether the key itself is


@fact
class FinderFacts:
    """A finder that a policy needs."""

    name: str
    field: str
    annotation: str
    signature: str


@fact
class AggregateFacts:
    """An aggregate and everything made from it."""

    name: str
    noun: str  # `order line`
    nouns: str  # `order lines`
    snake: str
    plural: str  # snake
    doc: str
    identity: str  # the attribute
    identity_type: str
    carried_as: str
    attributes: tuple[AttributeFacts, ...]
    checks: tuple[str, ...]
    masked: str
    state: str  # the class of the states, or empty
    table: str  # ORDER_MOVES
    moves: tuple[str, ...]  # the rows of the table
    refusals: tuple[RefusalFacts, ...]
    rules: tuple[QuestionFacts, ...]
    questions: tuple[QuestionFacts, ...]
    lists: tuple[ListFacts, ...]
    commands: tuple[CommandFacts, ...]
    unique: tuple[str, ...]
    unique_argument: str  # of its table, or empty
    personal: bool  # whether the identity itself is
    finders: tuple[FinderFacts, ...]
    record: ClassFacts
    version: str  # what the record calls the version of the aggregate
    record_head: str  # the signature of the function that makes one
    recorded: str  # the statement that returns a record of each in a store in memory
    queried: bool
    searched: bool  # whether a query looks through all rows
    row: str  # the name of a parameter that holds one
    table_name: str  # PRODUCTS

    @property
    def has_moves(self) -> bool:
        """Say whether it goes from one state to another: some are only born into one."""
        return bool(self.moves)


@fact
class QueryFacts:
    """A query, its handler, and how the memory adapter answers it."""

    name: str
    use_case: str
    doc: str
    public: bool
    message: ClassFacts
    handled_by: str  # the signature of the handler
    served_by: str  # the signature of the service's method
    read_by: str  # the signature on the read side
    asked: str  # the use case's call of the read side
    selected: str  # the statement that picks the rows of a store in memory
    answered: str  # the statements that return them
    question: QuestionFacts
    asks: bool


@fact
class PolicyFacts:
    """A policy: a subscriber that sends a command, or tells a port."""

    name: str
    doc: str
    event: str
    command: str
    given: tuple[AttributeFacts, ...]  # what it works with, beside the event
    finder: str  # `payments.with_order(event.order)`, or empty
    loops: tuple[str, ...]
    sending: str  # the statements that send, indented as the loops ask for


@fact
class RepositoryFacts:
    """The imports of a module's files, finished."""

    door: str
    events: str
    records: str
    model: str
    commands: str
    queries: str
    handlers: str
    service: str
    public: str
    repository: str
    policies: str
    ports: str
    adapters: str


@fact
class ModuleFacts:
    """A module: a package of the project."""

    name: str
    title: str  # `Catalog`, the prefix of its classes
    spoken: str
    doc: str
    values: ValuesFacts
    imports: RepositoryFacts
    errors: tuple[ErrorFacts, ...]
    events: tuple[ClassFacts, ...]
    aggregates: tuple[AggregateFacts, ...]
    commands: tuple[CommandFacts, ...]
    queries: tuple[QueryFacts, ...]
    policies: tuple[PolicyFacts, ...]
    ports: tuple[PortFacts, ...]
    asked: tuple[PortFacts, ...]  # those of the ports that commands ask
    offered: tuple[str, ...]  # the names in the door
    http: ModuleApi

    @property
    def has_public(self) -> bool:
        """Say whether other modules may call anything."""
        return any(it.public for it in self.commands) or any(it.public for it in self.queries)

    @property
    def policy_needs(self) -> tuple[AttributeFacts, ...]:
        """Return what all policies together work with, each once."""
        found = {it.name: it for policy in self.policies for it in policy.given}
        return tuple(found[name] for name in sorted(found))

    @property
    def queried(self) -> tuple[AggregateFacts, ...]:
        """Return the aggregates that are read."""
        return tuple(it for it in self.aggregates if it.queried)


@fact
class WiringFacts:
    """What app.py does; `works` follow the modules, `subscriptions` those with policies."""

    imports: str
    begun: str  # the statement that makes the container; or empty
    asked: tuple[str, ...]  # those that ask it for what no module brings
    patient: bool  # whether a policy may wait for a port, told or asked by its command
    deadline: str  # the seconds that a subscriber has for an event
    store: str  # what is kept, as app.py calls it
    database: str  # the expression of it, where it is one
    receipts: str  # the class that finds receipts
    receiving: str  # the expression of them
    parts: tuple[str, ...]  # the lines by which it learns of what modules bring
    works: tuple[str, ...]  # the unit of work of each module with a model
    uses: tuple[str, ...]  # who handles what is sent there
    users: tuple[str, ...]  # the names in app.py of those who are given units of work
    tests: tuple[str, ...]  # the file that tests units of work as they are wired, if there are any
    wiring_test_imports: str
    parts_test_imports: str
    subscriptions: tuple[str, ...]
    ports: tuple[WiredPort, ...]
    adapters: str  # all of them as a tuple
    built: str  # the statement by which a test gives others
    answering: str  # that they are in the app
    adapter_test_imports: str
    site_imports: str
    routers: tuple[str, ...]  # what each module answers over HTTP
    site_test_imports: str
    main_imports: str
    main_test_imports: str
    commands: tuple[str, ...]  # what can be asked for behind `python -m`


@fact
class StepFacts:
    """A step of the scenario: what is said, then what is done."""

    said: str
    call: str
    refused: bool
    reads: bool


@fact
class ScenarioFacts:
    """What `python -m` plays."""

    title: str
    imports: str
    events: tuple[str, ...]
    steps: tuple[StepFacts, ...]
