"""A small blueprint that meets most of the language, and ways to look at its model."""

from groundplan import Answers, Blueprint
from groundplan.model import Model
from groundplan.model.facts import AggregateFacts, CommandFacts, ModuleFacts
from groundplan.model.types import Types

TEXT = """\
blueprint: 1
name: depot
values:
  Code: {is: str 3..3}
  Size: {one_of: [small, large]}
modules:
  storage:
    values:
      Label: {is: str 1..20}
    aggregates:
      Crate:
        key: code
        fields:
          code: Code
          size: Size = small
          note: str ..200 optional
          packed: date = today
          parts: Part*
        entities:
          Part: {key: name, fields: {name: str 1..40, count: int 1.. = 1}}
        rules:
          light: It can be carried.
        commands:
          PackCrate: {takes: [code, size, parts], emits: CratePacked, moves: '[*] -> packed'}
          LabelCrate:
            takes: {label: Label}
            emits: CrateLabelled
            rejects: {Torn: The label does not stick.}
          AddPart: {adds: parts, emits: PartAdded}
          CountPart: {changes: parts, takes: [count], emits: PartCounted}
          RemovePart: {removes: parts, emits: PartRemoved}
          OpenCrate: {emits: [CrateOpened, CrateBroken], moves: 'packed -> open, broken'}
          ScrapCrate: {emits: CrateScrapped, moves: 'broken -> [*]'}
          NoteCrate: {takes: [note], rejects: {TooLate: [open, broken]}}
        queries:
          GetCrate: {returns: Crate}
          SearchCrates: {search: [note], where: {size: large}, returns: Crate*, paginate: true}
    public: [GetCrate, PackCrate, CratePacked]
  lending:
    aggregates:
      Loan:
        fields: {crate: storage.Crate, str: str ..10 optional, email: {is: str 3..99, pii: true}}
        commands:
          LendCrate: {creates: true, emits: CrateLent}
          EndLoan: {deletes: true, emits: LoanEnded}
"""


def model(*, application: str = "cqrs", text: str = TEXT) -> Model:
    """Return the model of the example, or of another text."""
    return Model.of(Answers(application=application), Blueprint.parse(text))


def types() -> Types:
    """Return the types of the example."""
    return Types(Blueprint.parse(TEXT).domain, "depot")


def module(name: str, *, application: str = "cqrs", text: str = TEXT) -> ModuleFacts:
    """Return a module of the example."""
    every = model(application=application, text=text).modules
    return next(it for it in every if it.name == name)


def aggregate(name: str, *, application: str = "cqrs") -> AggregateFacts:
    """Return an aggregate of the example."""
    every = [it for each in model(application=application).modules for it in each.aggregates]
    return next(it for it in every if it.name == name)


def command(name: str, *, application: str = "cqrs") -> CommandFacts:
    """Return a command of the example."""
    every = [it for each in model(application=application).modules for it in each.commands]
    return next(it for it in every if it.name == name)
