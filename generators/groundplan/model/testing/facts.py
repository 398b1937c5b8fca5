"""What the templates of generated tests read: finished names, statements and imports."""

from ..fact import fact
from .api_facts import ApiSuiteFacts
from .port_facts import AskingModule, PortsSuite
from .storage_facts import RaceFacts, SqlModuleSuite, TransactionsTest


@fact
class OutcomeTest:
    """An act on a sample and what must come of it, as finished statements; empty: nothing to say.

    `setup` may answer a question with yes, which must then have been given `asked`.
    """

    head: str
    setup: tuple[str, ...]
    asked: str
    of_whom: str  # of whom it was asked
    act: str
    keeps: str
    tells: str
    hides: tuple[str, ...]  # `name=***`, which the repr of the event must show

    @property
    def shows(self) -> bool:
        """Say whether there is anything to look at afterwards."""
        return bool(self.keeps or self.tells or self.hides or self.asked)


@fact
class RefusalTest:
    """An act that is refused: by which error, once a question is answered with yes."""

    head: str
    error: str
    says: str  # a fact that the refusal carries, as a condition; or empty
    setup: tuple[str, ...]
    asked: str
    of_whom: str  # of whom it was asked
    act: str


@fact
class StatesTest:
    """A command in each state that does not allow it."""

    head: str
    command: str
    states: tuple[str, ...]  # `(ProductState.RETIRED, NoLongerSold)`
    act: str


@fact
class ExampleTest:
    """An example of the blueprint: past commands as statements, then an event or a refusal."""

    head: str
    past: tuple[str, ...]
    act: str
    event: str
    error: str


@fact
class RuleTest:
    """A rule that is answered with no: every change is refused."""

    name: str
    head: str
    acts: tuple[str, ...]
    said: str  # what the refusal holds, as a statement


@fact
class FurtherRuleTest:
    """The same for a change that ends in another event than usual."""

    name: str
    head: str
    event: str  # the statement by which it comes about
    before: str  # the change, as a statement, while the rule holds
    act: str


@fact
class UseCaseExample:
    """An example that is played by use cases: what is there, or is not."""

    name: str
    before: tuple[str, ...]  # what is sent first
    send: str
    error: str


@fact
class UseCaseTest:
    """A use case from end to end."""

    name: str
    given: str  # the aggregate that is kept before, or empty
    constant: str
    message: str  # the constant that holds the command, as a statement, or empty
    hides: tuple[str, ...]
    send: str
    act: str  # the same, with its result
    expected: str
    kept: str
    heard: str
    result: str
    told: int  # how many events
    again: bool  # whether the same once more is refused
    missing: bool  # whether it is refused when nothing is there
    refused: str  # an aggregate in a state that refuses it, or empty
    refusal: str


@fact
class QueryTest:
    """A query: the rows that are kept, what is asked, and what comes."""

    name: str
    constants: tuple[str, ...]  # what is asked, as statements
    match: str  # an aggregate that matches
    misses: tuple[str, ...]  # aggregates that differ from it in one condition each
    variants: tuple[str, ...]  # aggregates that match by another constant of a condition
    texts: tuple[str, ...]  # for each searched field, what it alone holds
    other_text: str  # what is asked, for another text
    variants_head: str
    texts_head: str
    finds: str  # that the row `match` was found, and nothing else
    ask: str
    unfiltered: str  # the same with everything optional left out
    missing: bool  # whether nothing found is refused
    missed: str  # what that refusal names, as a statement
    versions: tuple[str, ...]  # that the row is at the version it was kept at, as statements
    nothing: str  # what is true when nothing is found
    record: str
    many: bool
    paginate: bool
    page: str  # the same, one row a page
    next_page: str
    question: str
    asked: str
    question_head: str
    answer_head: str
    answer: str  # the question asked of a row, as its owner has answered it
    little: str  # the same with nothing for what is optional; or empty
    pair: str  # two rows that match when everything optional is left out, as a statement
    message: str
    hides: tuple[str, ...]


@fact
class FinderTest:
    """A finder of a repository."""

    head: str
    name: str
    sure: tuple[str, ...]  # that there is something to look for, where it may be missing


@fact
class SuiteFacts:
    """The tests of one aggregate."""

    name: str
    aggregate: str
    a_noun: str  # `an order line`
    nouns: str
    plural: str
    row: str
    sample: str  # PRODUCT
    other: str  # OTHER_PRODUCT, or empty
    sample_text: str
    other_text: str
    changed_text: str  # the sample with something changed; or empty
    identity: str
    identity_type: str
    contract: tuple[str, ...]  # what a refusal of the repository names
    first_attribute: str
    hides: tuple[str, ...]
    record_hides: tuple[str, ...]
    table: str
    samples: tuple[str, ...]  # statements: the methods with arguments that are right
    api: ApiSuiteFacts
    questions: tuple[str, ...]
    bare: str  # the sample without what is optional, as a statement; or empty
    outcomes: tuple[OutcomeTest, ...]
    refusals: tuple[RefusalTest, ...]
    states: tuple[StatesTest, ...]
    rules: tuple[RuleTest, ...]
    further_rules: tuple[FurtherRuleTest, ...]
    examples: tuple[ExampleTest, ...]
    inside: tuple[str, ...]
    outside: tuple[str, ...]
    use_cases: tuple[UseCaseTest, ...]
    use_case_examples: tuple[UseCaseExample, ...]
    queries: tuple[QueryTest, ...]
    rivals: str  # others that have the same in a unique field
    finders: tuple["FinderTest", ...]
    contract_head: str
    adapter_head: str
    life_acts: tuple[str, ...]
    life_refusals: tuple[str, ...]  # `"AddPhoto": (AlreadyExists,),`
    life_moves: tuple[str, ...]
    work: str
    sort_key: str
    version: str  # what the version is called in the record
    samples_imports: str
    model_imports: str
    refusals_imports: str
    bounds_imports: str
    use_cases_imports: str
    queries_imports: str
    repository_imports: str
    life_imports: str


@fact
class ValueTest:
    """A value: the constant that holds a sample."""

    constant: str
    text: str


@fact
class ValuesTest:
    """The tests of a file of values."""

    file: str  # `test_values`
    imports: str
    values: tuple[ValueTest, ...]
    others: tuple[str, ...]  # `(SKU, Sku("ABC-0001")),`
    hides: tuple[str, ...]  # `(EMAIL, "Email(***)")`
    inside: tuple[str, ...]
    outside: tuple[str, ...]
    enums: tuple[str, ...]
    laws: tuple["LawTest", ...]


@fact
class LawTest:
    """A property of a value with bounds: all inside is taken."""

    name: str
    value: str
    annotation: str
    drawn: str


@fact
class PolicyTest:
    """A policy: the event it hears, what is kept, and what it sends or tells."""

    name: str
    head: str
    event_name: str
    event: str  # the statement that returns it
    kept: tuple[str, ...]  # what the finder finds
    stranger: str  # what it does not; empty where all that there can be is found
    repository: str
    call: str
    sent: str
    command: str
    tells: bool  # whether it tells a port; `idle_head` is then for one that takes too long
    hasty_call: str  # for which that one has hardly any time
    unanswered: str  # what is logged of that
    finds: bool  # whether it looks up whom to tell; `idle_head` is for when there is nobody
    idle_head: str
    heard_head: str


@fact
class ModuleSuite:
    """The tests of a module."""

    name: str
    spoken: str
    prefix: str  # of its classes
    registered: str  # the statement that wires the use cases on the bench
    asks: bool  # whether any of them asks a port
    sent: tuple[str, ...]  # the use cases that policies call
    bench_imports: str
    served_imports: str
    conftest_imports: str
    suites: tuple[SuiteFacts, ...]
    with_bounds: tuple[SuiteFacts, ...]
    with_refusals: tuple[SuiteFacts, ...]
    with_states: tuple[SuiteFacts, ...]
    with_queries: tuple[SuiteFacts, ...]
    with_api_refusals: tuple[SuiteFacts, ...]
    with_api_bounds: tuple[SuiteFacts, ...]
    with_others: tuple[SuiteFacts, ...]
    scalars: tuple[ValuesTest, ...]  # none or one
    records: tuple[ValuesTest, ...]  # none or one
    policies: tuple[PolicyTest, ...]
    policies_imports: str


@fact
class Undecided:
    """A question and the answer it has until a test says otherwise."""

    patch: str  # the statement that answers it
    answer: str  # `yes` or `no`


@fact
class TestingFacts:
    """All generated tests that depend on the blueprint."""

    modules: tuple[ModuleSuite, ...]
    with_suites: tuple[ModuleSuite, ...]
    with_policies: tuple[ModuleSuite, ...]
    undecided: tuple[Undecided, ...]
    conftest_imports: str
    shared_scalars: tuple[ValuesTest, ...]  # none or one
    shared_records: tuple[ValuesTest, ...]  # none or one
    shown: tuple[TransactionsTest, ...]  # none or one
    sql_modules: tuple[SqlModuleSuite, ...]
    with_ports: tuple[PortsSuite, ...]
    asking: tuple[AskingModule, ...]
    races: tuple[RaceFacts, ...]  # none or one
