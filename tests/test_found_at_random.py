"""What random blueprints have found once: each stays found in a blueprint of its own."""

import re
from pathlib import Path

import pytest
from generated import Project, said, written
from recipes import Recipe
from test_blueprints_at_random import TIDY, green, tidy_and_typed

from groundplan import render

FOUND = """\
blueprint: 1
name: found
values:
  Flag: {is: bool}
  Alone: {one_of: [only, strange]}
modules:
  things:
    aggregates:
      Thing:
        fields:
          {name: str 1..9, work: str 1..9, due: date optional, stamp: int optional, on: Flag = true,
           p: Part*}
        entities: {Part: {key: code, fields: {code: str 1..9, made: date optional}}}
        rules: {holds: It holds.}
        commands:
          MakeThing: {takes: [name, work], sets: {due: today}, emits: ThingMade, moves: '[*] -> a'}
          X: {takes: {how: str 1..9}, emits: ThingMended}
          Touch: {takes: {why: str 1..9 optional}, sets: {on: false}, moves: a -> timestamp}
          AddPart: {adds: p, takes: [code], sets: {made: today}, emits: PartAdded}
        events:
          ThingMade: {fields: {due: date}}
          ThingMended: {fields: {}}
          PartAdded: {fields: {made: date}}
        queries:
          Map: {takes: {loud: bool}, returns: Thing*}
          Seven: {where: {name: x, on: true}, returns: Thing*}
      Note:
        key: which
        fields: {which: Alone, thing: Thing optional, count: int optional}
        commands:
          WriteNote: {creates: true, takes: [which], emits: NoteWritten}
          SignNote: {emits: NoteSigned}
        queries:
          SevenNotes: {where: {count: 7}, returns: Note*}
          URLS: {returns: Note*}
          Urgent: {returns: Note*}
    policies:
      note_it: {when: ThingMade, then: WriteNote, with: {which: = only}}
      sign_it: {when: ThingMended, then: SignNote}
      ring: {when: NoteSigned, then: Other.ring}
    ports:
      Other: {methods: {ring: {}}}
    public: [URLS, Urgent, ThingMade, MakeThing]
"""
LATER = """\
blueprint: 1
name: later
values:
  Values: {fields: {amount: int, truth: bool optional}}
  Day: {is: date}
modules:
  tmp:
    aggregates:
      TmpPath:
        fields: {mark: int optional unique, note: str 1..9, held: Values}
        commands:
          MakeTmpPath: {creates: true, takes: {note: str 1..9, held: Values, day: Day optional}}
        queries:
          Marked: {where: {mark: 7}, takes: [note], returns: TmpPath*}
          Paged: {takes: {note: str 1..9, page_of: int}, paginate: true, returns: TmpPath*}
          Looked: {takes: {contained: int optional}, search: [note], returns: TmpPath*}
          Either: {takes: [note], where: {note: [a, b]}, returns: TmpPath*}
      Sack:
        fields: {size: int, type_annotation_map: str 1..9}
        rules: {sorted: Sizes are in order.}
        commands:
          SewSack: {creates: true, emits: SackSewn}
          DropSack: {deletes: true, takes: {why: str 1..9}}
          FillSack:
            takes: {flags: bool* 0..2}
            asks: Pair.seek
            rejects: {Answer: It is known.}
            emits: [SackFilled, Bool]
        queries: {SackOf: {takes: {row: int}, returns: Sack*}}
    ports:
      Pair: {methods: {seek: {takes: {flags: bool* 0..2}, returns: Sack}}, plugins: one}
"""
ROWS = (
    (("application", "cqrs"), ("database", "sqlite"), ("container", "dishka")),
    (("application", "services"), ("database", "memory"), ("http", "none")),
)
BORN = """\
blueprint: 1
name: elsewhere
values:
  Day: {is: date}
modules:
  births:
    aggregates:
      Receipt: {crud: true, fields: {total: int}}
      Question: {crud: true, fields: {words: str 1..9 unique}}
      Child:
        fields: {name: str 1..9}
        commands:
          BearChild: {creates: true, takes: {name: str 1..9, day: Day optional}}
          NameChild: {takes: [name], emits: REFUSED}
          SeeChild: {emits: Random}
        queries: {Fields: {takes: {old: bool}, returns: Child*}}
    ports:
      Crier: {methods: {cry: {}}, plugins: many}
      Steps: {methods: {go: {}}}
    policies:
      cry: {when: REFUSED, then: Crier.cry}
      go: {when: Random, then: Steps.go}
    public: [REFUSED, Random]
  lists:
    aggregates:
      Guest:
        fields: {kind: origins.Kind, sizes: origins.Ruler*}
        commands:
          AskGuest: {creates: true}
          Colour: {takes: [kind]}
          Size: {takes: [sizes]}
  origins:
    values: {Colour: {one_of: [red, green]}, Size: {is: int 0..9}}
    aggregates:
      Kind: {key: colour, fields: {colour: Colour}, crud: true}
      Ruler: {key: size, fields: {size: Size}, crud: true}
"""
PAGED = """\
blueprint: 1
name: paged
modules:
  pages:
    aggregates:
      Limit:
        fields: {name: str 1..9, size: int}
        rules: {holds: It holds.}
        commands: {SetLimit: {creates: true}, MoveLimit: {takes: [size], emits: LimitMoved}}
        queries:
          Limits: {search: [name], returns: Limit*, paginate: true}
          TheLimit: {takes: [limit], returns: Limit}
      CURSOR:
        fields: {name: str 1..9}
        commands: {SetCursor: {creates: true}}
        queries: {Cursors: {returns: CURSOR*, paginate: true}}
      Text:
        fields: {name: str 1..9, strange: int}
        commands: {WriteText: {creates: true}}
        queries:
          Texts: {search: [name], returns: Text*}
          Pages: {takes: [text], returns: Text optional}
"""
KEPT = """\
blueprint: 1
name: workshop
modules:
  people:
    aggregates:
      Owner:
        key: name
        fields: {name: {is: str 1..9, pii: true}, friend: Owner optional}
        commands:
          NameOwner: {creates: true, emits: OwnerNamed}
          LoseOwner: {deletes: true, emits: OwnerLost}
    public: [OwnerLost]
  repairs:
    aggregates:
      Order:
        key: owner
        fields: {owner: people.Owner, parts: Part*, helpers: Helper*}
        entities:
          Part: {key: code, fields: {code: str 1..9, done: bool = false}}
          Helper: {key: who, fields: {who: people.Owner, paid: bool = false}}
        commands:
          TakeOrder: {takes: [owner], emits: OrderTaken, moves: '[*] -> new'}
          BeginOrder: {emits: OrderBegun, moves: new -> begun}
          MendPart: {changes: parts, sets: {done: true}, emits: PartMended, moves: begun -> mended}
          AddHelper: {adds: helpers, emits: HelperAdded}
          PayHelper: {changes: helpers, sets: {paid: true}, emits: HelperPaid}
          DropHelper: {removes: helpers, emits: HelperDropped}
          AddPart: {adds: parts, takes: [], emits: PartAdded, moves: 'begun, mended -> begun'}
          HandBack:
            emits: OrderHandedBack
            moves: 'begun, mended -> back'
            rejects: [Unpaid]
          DropOrder: {deletes: true, emits: OrderDropped}
    policies:
      drop: {when: people.OwnerLost, then: DropOrder}
      pay: {when: HelperPaid, then: Till.paid}
    ports: {Till: {methods: {paid: {takes: {who: people.Owner}}}, plugins: many}}
"""
MET = """\
blueprint: 1
name: met
modules:
  sales:
    values: {Level: {one_of: [low, high]}, Rank: {is: int 0..9}}
    aggregates:
      Order:
        fields: {level: Level, rank: Rank}
        crud: true
        commands: {Mark: {takes: [level, rank], emits: Marked}}
    public: [OrderCreated, OrderDeleted, Mark]
  buying:
    values: {Level: {one_of: [up, down]}}
    aggregates:
      Order:
        fields: {sold: sales.Order, level: Level}
        crud: true
        commands: {Mark: {takes: [level], emits: Marked, rejects: [TooLate]}}
    policies: {follow: {when: sales.OrderDeleted, then: DeleteOrder}}
    public: [OrderCreated, Mark]
  planning:
    values: {Level: {one_of: [near, far]}}
    aggregates:
      Tree: {crud: true, fields: {level: Level, sold: sales.Order, bought: buying.Order}}
    policies:
      sold: {when: sales.OrderCreated, then: sales.Mark, with: {level: = low, rank: = 3}}
      bought: {when: buying.OrderCreated, then: buying.Mark, with: {level: = up}}
      tree: {when: buying.OrderCreated, then: CreateTree, with: {level: = far, bought: order}}
      ring: {when: buying.OrderCreated, then: Bell.ring}
    ports: {Bell: {methods: {ring: {takes: {sold: sales.Order}}}}}
"""
TEXTS = {
    "found": FOUND,
    "later": LATER,
    "born": BORN,
    "paged": PAGED,
    "kept": KEPT,
    "met": MET,
}


# Each blueprint in one style at once, in the other one slowly.
CASES = [
    pytest.param(
        name,
        given,
        id=f"{name}-{given[0][1]}",
        marks=pytest.mark.slow if (turn + other) % 2 else (),
    )
    for turn, name in enumerate(TEXTS)
    for other, given in enumerate(ROWS)
]


@pytest.mark.parametrize(("name", "given"), CASES)
def test_what_was_found_is_tidy_typed_and_green(
    name: str, given: tuple[tuple[str, str], ...], tmp_path: Path
) -> None:
    recipe = Recipe(name, TEXTS[name], given)
    project: Project = written(recipe, render(recipe.answers(), recipe.blueprint()), tmp_path)

    for _, done in (*tidy_and_typed(project), *green(project)):
        assert done.returncode == 0, said(done)


# The body of a question: its words, and the answer that it has until its owner writes one.
QUESTION = re.compile(r'(?P<words>""" *\n +)return (?P<answer>True|False)\n')
ASKING = ("model.py", "records.py")
OTHERWISE = {"True": "False", "False": "True"}


@pytest.mark.parametrize(("name", "given"), CASES)
def test_the_tests_stay_green_whatever_an_owner_answers(
    name: str, given: tuple[tuple[str, str], ...], tmp_path: Path
) -> None:
    recipe = Recipe(name, TEXTS[name], given)
    project = written(recipe, render(recipe.answers(), recipe.blueprint()), tmp_path)
    answered = 0
    for path in sorted(it for file in ASKING for it in project.folder.glob(f"src/*/*/{file}")):
        text, count = QUESTION.subn(
            lambda it: f"{it['words']}return {OTHERWISE[it['answer']]}\n", path.read_text("utf-8")
        )
        path.write_text(text, "utf-8")
        answered += count

    assert answered
    done = project.tested()
    assert done.returncode == 0, said(done)


def test_an_aggregate_of_many_commands_is_tidy(tmp_path: Path) -> None:
    commands = [f"Mend{it}: {{takes: [size], emits: Mended{it}}}" for it in range(30)]
    listed = "\n          ".join(["Make: {creates: true}", *commands])
    text = f"""\
blueprint: 1
name: many
modules:
  things:
    aggregates:
      Thing:
        fields: {{size: int}}
        commands:
          {listed}
"""
    recipe = Recipe("many", text, (("http", "fastapi"),))
    project = written(recipe, render(recipe.answers(), recipe.blueprint()), tmp_path)

    done = project.run(*TIDY["ruff check"])

    assert done.returncode == 0, said(done)


def test_a_port_may_be_called_as_a_test_calls_a_part(tmp_path: Path) -> None:
    text = """\
blueprint: 1
name: bells
modules:
  tower:
    aggregates:
      Bell:
        fields: {weight: int}
        commands: {HangBell: {creates: true, emits: BellHung, asks: Held.ring}}
    ports: {Held: {methods: {ring: {takes: {weight: int}, returns: bool}}}}
"""
    recipe = Recipe("held", text, (("container", "dependency-injector"),))
    project = written(recipe, render(recipe.answers(), recipe.blueprint()), tmp_path)

    for _, done in (*tidy_and_typed(project), *green(project)):
        assert done.returncode == 0, said(done)
