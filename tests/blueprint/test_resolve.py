"""The blueprint understood: what resolving adds to what is written."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from groundplan.blueprint import Blueprint
from groundplan.blueprint.domain import Action, Aggregate, Aim, Command, Fill, Move, Origin, Returns
from groundplan.blueprint.terms import AggregateRef, Ask, Member, Nothing, Scalar, ValueRef
from groundplan.errors import BlueprintInvalid

HERE = Path(__file__).parent
PRESETS = HERE.parents[1] / "generators" / "groundplan" / "presets"


def aggregate(body: str, *, name: str = "Note") -> Aggregate:
    lines = "".join(f"        {line}\n" for line in body.strip("\n").split("\n"))
    text = f"blueprint: 1\nname: demo\nmodules:\n  notes:\n    aggregates:\n      {name}:\n{lines}"
    return Blueprint.parse(text).domain.modules[0].aggregates[0]


def shop(module: str, number: int = 0) -> Aggregate:
    return Blueprint.load(PRESETS / "shop.yml").domain.module(module).aggregates[number]


def named(things: Any, name: str) -> Any:
    return next(it for it in things if it.name == name)


def command(of: Aggregate, name: str) -> Command:
    found: Command = named(of.commands, name)
    return found


def taken(of: Command) -> list[str]:
    return [it.field.name for it in of.takes]


def test_an_aggregate_without_a_key_has_an_id_that_messages_carry_under_its_name() -> None:
    order = shop("ordering")

    assert (order.identity.name, order.identity.type) == ("id", Scalar.UUID)
    assert order.carried_as == "order"
    assert "id" not in [it.name for it in order.fields]


def test_an_aggregate_with_a_key_is_known_by_it() -> None:
    product = shop("catalog")

    assert product.identity == named(product.fields, "sku")
    assert product.carried_as == "sku"
    assert command(product, "AddProduct").takes_id


def test_a_text_as_a_key_is_never_empty() -> None:
    note = aggregate("key: code\ncrud: true\nfields: {code: str}")

    assert note.identity.low == 1


def test_states_come_in_order_of_first_mention() -> None:
    assert shop("ordering").states == ("placed", "confirmed", "shipped", "cancelled")


def test_an_arrow_with_two_sources_is_two_moves() -> None:
    assert command(shop("ordering"), "CancelOrder").moves == (
        Move("placed", ("cancelled",)),
        Move("confirmed", ("cancelled",)),
    )


def test_targets_pair_with_events() -> None:
    take = command(shop("billing"), "TakePayment")

    assert take.moves == (Move("", ("taken", "refused")),)
    assert [it.event for it in take.emits] == ["PaymentTaken", "PaymentRefused"]


def test_a_creating_command_takes_all_fields_but_clock_defaults() -> None:
    note = aggregate(
        """
fields: {title: str, made: datetime = now, size: int = 5}
commands: {WriteNote: {creates: true, emits: NoteWritten}}
""",
    )

    assert taken(command(note, "WriteNote")) == ["title", "size"]
    assert command(note, "WriteNote").emits[0].fills == (
        Fill("title", Origin.TAKEN),
        Fill("size", Origin.TAKEN),
        Fill("made", Origin.AGGREGATE),
    )


def test_defaults_count_when_creating_only() -> None:
    note = aggregate(
        """
fields: {size: int = 5}
commands:
  WriteNote: {creates: true, emits: NoteWritten}
  SizeNote:  {takes: [size], emits: NoteSized}
""",
    )

    assert command(note, "WriteNote").takes[0].field.default == 5
    assert command(note, "SizeNote").takes[0].field.default is None
    assert note.events[0].fields[0].default is None


def test_a_default_stands_in_for_what_a_beginning_command_takes_as_optional() -> None:
    note = aggregate(
        """
fields: {title: str, size: int 0..9 = 5, made: datetime = now, parts: Part*}
entities: {Part: {key: n, fields: {n: int, weight: int = 2}}}
commands:
  WriteNote: {creates: true, takes: {title: str, size: int 1..8 optional, made: datetime optional}}
  AddPart:   {adds: parts, takes: {weight: int optional}, emits: PartAdded}
""",
    )

    title, size, made = (it.field for it in command(note, "WriteNote").takes)
    assert title.default is None
    assert (size.optional, size.default, size.low, size.high) == (False, 5, 1, 8)
    assert (made.optional, made.default) == (False, Ask.NOW)
    weight = command(note, "AddPart").takes[1].field
    assert (weight.optional, weight.default) == (False, 2)
    assert not any(it.optional for event in note.events for it in event.fields)


def test_what_has_the_name_and_type_of_a_field_is_set() -> None:
    reserve = command(shop("catalog"), "ReserveStock")
    note = aggregate(
        """
fields: {title: str, on: date optional, size: int}
commands:
  WriteNote: {creates: true, emits: NoteWritten}
  DateNote:  {takes: {on: date, size: str, why: str}, emits: NoteDated}
""",
    )

    assert [it.own for it in reserve.takes] == [False]
    assert [it.own for it in command(note, "DateNote").takes] == [True, False, False]
    assert not command(note, "DateNote").takes[0].field.optional


def test_what_is_personal_stays_so_under_its_name() -> None:
    person = aggregate(
        """
fields:
  name: {is: str 1..80, pii: true}
  born: {is: date, pii: true}
  file: str
  visits: Visit*
entities: {Visit: {key: n, fields: {n: int, finding: {is: str, pii: true}, room: int}}}
commands:
  Admit:      {creates: true, takes: {name: str 1..80, born: date, file: str}, emits: Admitted}
  Look:       {adds: visits, takes: {finding: str, room: int}, emits: Looked}
  Correct:    {changes: visits, takes: {finding: str, room: int}, emits: Corrected}
  Date:       {takes: {born: str}, emits: Dated}
  Tell:       {takes: {whom: {is: str, pii: true}}, emits: Told}
  TellFile:   {takes: {whom: str}, emits: Told}
  Discharge:  {deletes: true, emits: Discharged}
events:
  Corrected:  {fields: {finding: str, room: int, name: str}}
  Told:       {fields: {whom: str, file: str}}
  Discharged: {fields: {name: str 1..80, file: str}}
queries:
  Named: {takes: {name: str 1..80 optional, file: str optional, about: str}, returns: Person*}
""",
        name="Person",
    )

    def personal(fields: Any) -> list[str]:
        return [it.name for it in fields if it.pii]

    takes = {it.name: personal(taken.field for taken in it.takes) for it in person.commands}
    assert takes == {
        "Admit": ["name", "born"],
        "Look": ["finding"],
        "Correct": ["finding"],
        "Date": [],
        "Tell": ["whom"],
        "TellFile": [],
        "Discharge": [],
    }
    assert {it.name: personal(it.fields) for it in person.events} == {
        "Admitted": ["name", "born"],
        "Looked": ["finding"],
        "Corrected": ["finding", "name"],
        "Dated": [],
        "Told": ["whom"],
        "Discharged": ["name"],
    }
    assert personal(person.queries[0].filters) == ["name"]


def test_constants_are_set_by_type() -> None:
    note = aggregate(
        """
fields: {on: date optional, memo: str optional, size: int, word: str}
commands:
  WriteNote: {creates: true, emits: NoteWritten}
  CloseNote: {sets: {on: today, memo: none, size: 0, word: '"none"'}, emits: NoteClosed}
""",
    )

    assert [(it.name, it.to) for it in command(note, "CloseNote").sets] == [
        ("on", Ask.TODAY),
        ("memo", Nothing.NONE),
        ("size", 0),
        ("word", "none"),
    ]


def test_what_a_command_sets_is_never_absent_from_its_event() -> None:
    note = aggregate(
        """
fields: {title: str, on: date optional, memo: str optional}
commands:
  WriteNote: {creates: true, emits: NoteWritten}
  CloseNote: {sets: {on: today, memo: none}, emits: NoteClosed}
""",
    )

    closed = named(note.events, "NoteClosed")
    assert [(it.name, it.optional) for it in closed.fields] == [("on", False), ("memo", True)]
    assert command(note, "CloseNote").emits[0].fills == (
        Fill("on", Origin.SET),
        Fill("memo", Origin.AGGREGATE),
    )


def test_an_item_command_carries_the_key_first() -> None:
    ticket = aggregate(
        """
fields: {lines: Line*}
entities: {Line: {key: number, fields: {text: str, number: int, size: int = 1}}}
commands:
  WriteNote:  {creates: true, emits: NoteWritten}
  AddLine:    {adds: lines, takes: [text], emits: LineAdded}
  ChangeLine: {changes: lines, emits: LineChanged}
  RemoveLine: {removes: lines, emits: LineRemoved}
""",
    )

    assert taken(command(ticket, "AddLine")) == ["number", "text"]
    assert taken(command(ticket, "ChangeLine")) == ["number", "text", "size"]
    assert taken(command(ticket, "RemoveLine")) == ["number"]
    work = command(ticket, "AddLine").item
    assert work is not None
    assert (work.action, work.holder, work.entity) == (Action.ADDS, "lines", "Line")
    assert command(ticket, "AddLine").emits[0].fills[-1] == Fill("size", Origin.ITEM)


def test_declared_fields_of_an_event_are_filled_from_the_aggregate_too() -> None:
    note = aggregate(
        """
fields: {title: str, body: str optional}
commands:
  WriteNote:  {creates: true, emits: NoteWritten}
  TitleNote:  {takes: [title], emits: NoteTitled}
  DeleteNote: {deletes: true, emits: NoteDeleted}
events:
  NoteTitled:  {fields: {title: str, body: str optional}}
  NoteDeleted: {fields: {title: str}}
""",
    )

    assert command(note, "TitleNote").emits[0].fills == (
        Fill("title", Origin.TAKEN),
        Fill("body", Origin.AGGREGATE),
    )
    assert command(note, "DeleteNote").emits[0].fills == (Fill("title", Origin.AGGREGATE),)


def test_an_event_of_two_commands_is_filled_in_its_own_order() -> None:
    note = aggregate(
        """
fields: {size: int, rank: int}
commands:
  WriteNote: {creates: true, emits: NoteWritten}
  SizeNote:  {takes: [size, rank], emits: NoteSized}
  RankNote:  {takes: [rank, size], emits: NoteSized}
""",
    )

    filled = (Fill("size", Origin.TAKEN), Fill("rank", Origin.TAKEN))
    assert command(note, "SizeNote").emits[0].fills == filled
    assert command(note, "RankNote").emits[0].fills == filled


def test_crud_is_the_same_as_written_out() -> None:
    short = aggregate("fields: {title: str, made: datetime = now}\ncrud: true")
    long = aggregate(
        """
fields: {title: str, made: datetime = now}
commands:
  CreateNote: {creates: true, emits: NoteCreated}
  ChangeNote: {takes: [title], emits: NoteChanged}
  DeleteNote: {deletes: true, emits: NoteDeleted}
queries:
  GetNote:   {returns: Note}
  ListNotes: {returns: Note*, paginate: true}
""",
    )

    def bare(of: Aggregate) -> list[Any]:
        things: list[Any] = [*of.commands, *of.events, *of.queries]
        return [replace(it, line=0) for it in things]

    assert bare(short) == bare(long)


def test_what_is_written_out_replaces_its_twin_in_place() -> None:
    note = aggregate(
        """
crud: true
fields: {title: str}
commands:
  ShareNote:  {emits: NoteShared}
  CreateNote: {creates: true, emits: NoteBorn}
""",
    )

    assert [it.name for it in note.commands] == [
        "CreateNote",
        "ChangeNote",
        "DeleteNote",
        "ShareNote",
    ]
    assert "NoteCreated" not in [it.name for it in note.events]


def test_a_query_for_one_takes_the_identity() -> None:
    get = named(shop("catalog").queries, "GetProduct")
    note = aggregate("crud: true").queries[0]

    assert get.returns is Returns.ONE
    assert [(it.name, it.type) for it in get.filters] == [("sku", ValueRef("", "Sku"))]
    assert [(it.name, it.type) for it in note.filters] == [("note", Scalar.UUID)]


def test_parameters_that_are_no_fields_are_a_question() -> None:
    note = aggregate(
        """
crud: true
fields: {size: int}
queries: {Old: {takes: {size: int, days: int}, returns: Note*}}
""",
    )

    old = named(note.queries, "Old")
    assert [it.name for it in old.filters] == ["size"]
    assert [it.name for it in old.asks] == ["days"]


def test_a_query_may_fix_what_may_be_absent_to_a_member_called_none() -> None:
    text = """
blueprint: 1
name: demo
values: {Kind: {one_of: [none, some]}}
modules:
  notes:
    aggregates:
      Note:
        fields: {kind: Kind optional}
        commands: {WriteNote: {creates: true, emits: NoteWritten}}
        queries: {Plain: {where: {kind: none}, returns: Note*}}
"""

    (plain,) = Blueprint.parse(text).domain.modules[0].aggregates[0].queries

    assert plain.where[0].any_of == (Member(ValueRef("", "Kind"), "none"),)


def test_a_policy_finds_its_target_by_the_targets_own_field() -> None:
    policy = Blueprint.load(PRESETS / "shop.yml").domain.module("billing").policies[0]

    assert (policy.aim, policy.aim_at) == (Aim.FINDER, "order")


def policy(then: str, more: str = "", fields: str = "title: str, book: Book") -> Any:
    text = f"""
blueprint: 1
name: demo
modules:
  notes:
    aggregates:
      Note: {{fields: {{{fields}}}, commands: {{WriteNote: {{creates: true, emits: NoteWritten}}}}}}
      Book:
        fields: {{title: str, size: int = 5}}
        commands:
          PrintBook: {{creates: true, emits: BookPrinted}}
          TitleBook: {{takes: [title], emits: BookTitled}}
          SellBook: {{emits: BookSold}}
    policies:
      it: {{when: NoteWritten, then: {then}{more}}}
"""
    return Blueprint.parse(text).domain.modules[0].policies[0]


def test_a_policy_aims_by_the_field_that_refers() -> None:
    assert (policy("SellBook").aim, policy("SellBook").aim_at) == (Aim.FIELD, "book")


def test_a_policy_that_creates_aims_at_nothing() -> None:
    made = policy("PrintBook")

    assert made.aim is Aim.CREATES
    assert [(it.taken, it.field) for it in made.sources] == [("title", "title")]


def test_with_says_where_a_field_comes_from() -> None:
    made = policy(
        "TitleBook", ", with: {title: = A constant, book: other}", "other: Book, more: Book"
    )

    assert (made.aim, made.aim_at) == (Aim.FIELD, "other")
    assert [(it.taken, it.constant) for it in made.sources] == [("title", "A constant")]


def test_each_reference_of_a_list_is_a_target() -> None:
    made = policy("SellBook", ", each: books", "books: Book*")

    assert (made.aim, made.aim_at, made.each) == (Aim.FIELD, "books", "books")


def test_a_reference_counts_as_the_type_of_its_key() -> None:
    text = """
blueprint: 1
name: demo
modules:
  notes:
    aggregates:
      Note: {key: code, fields: {code: str 1..5}, crud: true}
      Link: {fields: {code: str 1..5, note: Note}, crud: true}
    policies:
      a: {when: LinkCreated, then: DeleteNote, with: {code: note}}
      b: {when: LinkChanged, then: DeleteNote}
"""
    a, b = Blueprint.parse(text).domain.modules[0].policies

    assert (a.aim_at, b.aim_at) == ("note", "code")


def test_everything_knows_its_line() -> None:
    product = shop("catalog")

    assert product.line == 15
    assert command(product, "ReserveStock").line == 25
    assert named(product.events, "StockReserved").line == 27
    assert named(shop("ordering").events, "OrderPlaced").line == 58


def test_references_and_members_are_resolved() -> None:
    blueprint = Blueprint.load(PRESETS / "shop.yml").domain

    currency = named(blueprint.values, "Money").fields[1]
    assert currency.default == Member(ValueRef("", "Currency"), "EUR")
    assert named(shop("billing").fields, "order").type == AggregateRef("ordering", "Order")


def test_a_doc_in_a_block_has_no_line_feed_at_its_end() -> None:
    assert aggregate("crud: true\ndoc: |\n  One.\n  Two.").doc == "One.\nTwo."


def test_letters_are_composed() -> None:
    assert aggregate("crud: true\ndoc: Cafe\u0301.").doc == "Caf\u00e9."


def test_windows_line_ends_are_read_and_text_is_kept_with_unix_ones() -> None:
    text = (PRESETS / "minimal.yml").read_text(encoding="utf-8")

    blueprint = Blueprint.parse("\ufeff" + text.replace("\n", "\r\n"))

    assert blueprint.text == text


def test_a_file_that_is_no_utf_8_says_where(tmp_path: Path) -> None:
    path = tmp_path / "blueprint.yml"
    path.write_bytes("blueprint: 1\nname: é".encode() + b"\xff")

    with pytest.raises(BlueprintInvalid) as told:
        Blueprint.load(path)

    assert str(told.value) == (
        "blueprint.yml:2:8: the byte 0xFF is no UTF-8; save the file as UTF-8"
    )


def test_own_keys_are_kept() -> None:
    blueprint = Blueprint.load(HERE / "valid" / "fields_of_every_kind.yml")

    assert blueprint.document.extras == {"x-owner": {"team": "core", "since": [1, 2]}}


def notes(body: str) -> list[str]:
    lines = "".join(f"  {line}\n" for line in body.strip("\n").split("\n"))
    text = f"blueprint: 1\nname: demo\nmodules:\n{lines}"
    return [str(it).removeprefix("blueprint.yml:") for it in Blueprint.parse(text).notes]


def test_many_aggregates_are_noted() -> None:
    many = "".join(f"    A{it}: {{crud: true}}\n" for it in range(8))

    assert notes(f"notes:\n  aggregates:\n{many}") == [
        "4:3: notes has 8 aggregates; more than 7 are hard to oversee",
    ]


def test_another_way_to_delete_what_crud_deletes_is_noted() -> None:
    body = """
notes:
  aggregates:
    Note:
      crud: true
      fields: {title: str}
      commands:
        BurnNote: {deletes: true, emits: NoteBurnt}
        CreateNote: {moves: "[*] -> written", emits: NoteCreated}
        TearNote: {moves: "written -> [*]", emits: NoteTorn}
    Book:
      crud: true
      fields: {title: str}
      commands:
        DeleteBook: {deletes: true, emits: BookDeleted}
        BurnBook: {deletes: true, emits: BookBurnt}
"""

    assert notes(body) == [
        f"{place}: DeleteNote of 'crud' deletes, too, and asks nothing that is asked here; "
        "a command of yours called DeleteNote would take its place"
        for place in ("10:11", "12:11")
    ]


def test_personal_keys_and_parameters_are_noted() -> None:
    body = """
notes:
  values: {Email: {is: str 3..254, pii: true}}
  aggregates:
    Note: {key: email, crud: true, fields: {email: Email}}
"""

    assert notes(body) == [
        "7:47: 'email' is personal, and as a key it shows in URLs",
    ]


def test_a_parameter_that_compares_what_is_personal_is_noted() -> None:
    body = """
notes:
  aggregates:
    Note:
      crud: true
      fields: {by: {is: str, pii: true}, size: int}
      queries: {NotesBy: {takes: {by: str, size: int}, returns: Note*}}
"""

    assert notes(body) == [
        "9:19: 'by' is personal, and as a parameter it shows in URLs",
    ]


def test_what_a_policy_gives_a_command_that_does_not_call_it_personal_is_noted() -> None:
    body = """
notes:
  aggregates:
    Note:
      fields: {by: {is: str, pii: true}, size: int}
      commands: {WriteNote: {emits: NoteWritten, creates: true}}
    Copy:
      fields: {of: str, by: {is: str, pii: true}, size: int}
      commands: {MakeCopy: {emits: CopyMade, creates: true}}
  policies:
    copied: {when: NoteWritten, then: MakeCopy, with: {of: by}}
"""

    assert notes(body) == [
        "13:41: 'by' of NoteWritten is personal, and 'of' of MakeCopy is not, so logs show it: "
        "give it 'pii: true', too",
    ]


def test_ports_that_nobody_uses_and_steps_without_a_way_back_are_noted() -> None:
    body = """
notes:
  aggregates:
    Note:
      fields: {title: str}
      commands:
        WriteNote: {creates: true, emits: NoteWritten}
        ShareNote: {emits: NoteShared}
        CloseNote: {emits: NoteClosed}
  processes:
    publish:
      when: NoteWritten
      steps: [{do: ShareNote}, {do: CloseNote}]
  ports:
    Alerts: {methods: {warn: {}}}
"""

    assert notes(body) == [
        "15:17: ShareNote has no 'undo': when a later step fails, it stays done",
        "17:7: nobody asks or tells the port Alerts",
    ]


def test_policies_that_go_round_in_a_circle_are_noted() -> None:
    body = """
notes:
  aggregates:
    Note:
      fields: {title: str}
      commands:
        WriteNote: {creates: true, emits: NoteWritten}
        TouchNote: {emits: NoteTouched}
  policies:
    again: {when: NoteTouched, then: TouchNote}
    begin: {when: NoteWritten, then: TouchNote}
"""

    assert notes(body) == [
        "12:7: again may go round in a circle: TouchNote leads back to NoteTouched; "
        "a chain of 100 or 10,000 in all end with an error",
    ]


def test_a_list_that_nobody_hands_to_a_port_is_noted() -> None:
    body = """
notes:
  aggregates:
    Note:
      fields: {title: str, tags: str*}
      commands:
        WriteNote: {creates: true, emits: NoteWritten}
        ShareNote: {takes: {hints: str*}, asks: Alerts.weigh, emits: NoteShared}
  ports:
    Alerts:
      methods:
        weigh: {takes: {hints: str*, tags: str*}, returns: bool}
        tell: {takes: {title: str, tags: str*, whom: str*}}
  policies:
    spread: {when: NoteWritten, then: Alerts.tell}
"""

    assert [it for it in notes(body) if "nothing fills" in it] == [
        "10:45: nothing fills 'tags' of Alerts.weigh, so it is always empty",
        "17:35: nothing fills 'whom' of Alerts.tell, so it is always empty",
    ]


def test_a_parameter_with_a_fields_name_but_another_type_is_noted() -> None:
    body = """
notes:
  aggregates:
    Note:
      fields: {title: str}
      commands:
        WriteNote: {creates: true, emits: NoteWritten}
        TitleNote: {takes: {title: int}, emits: NoteTitled}
"""

    assert notes(body) == [
        "10:31: 'title' has the name of a field, but another type: it is not set",
    ]


def test_the_clock_gives_items_their_time_as_well() -> None:
    note = aggregate(
        """
fields: {lines: Line*}
entities: {Line: {key: number, fields: {number: int, made: datetime = now}}}
commands:
  WriteNote:  {creates: true, emits: NoteWritten}
  AddLine:    {adds: lines, emits: LineAdded}
  ChangeLine: {changes: lines, emits: LineChanged}
""",
    )

    assert taken(command(note, "AddLine")) == ["number"]
    assert command(note, "AddLine").emits[0].fills[-1] == Fill("made", Origin.ITEM)
    assert taken(command(note, "ChangeLine")) == ["number"]


def test_a_refusal_without_words_is_asked_in_those_of_another_command() -> None:
    note = aggregate(
        """
        fields: {text: str}
        commands:
          WriteNote: {creates: true, rejects: [TooLate, NotAllowed]}
          ChangeNote: {takes: [text], rejects: {TooLate: The day is over., NotAllowed: }}
        """.replace("\n        ", "\n")
    )

    for name in ("WriteNote", "ChangeNote"):
        words = {it.error: it.words for it in command(note, name).rejects}
        assert words == {"TooLate": "The day is over.", "NotAllowed": ""}


def test_a_reference_that_is_spelled_as_its_key_is_one_all_the_same() -> None:
    blueprint = Blueprint.parse("""
blueprint: 1
name: berths
modules:
  quay:
    aggregates:
      Ship: {crud: true, fields: {name: str}}
      Berth:
        fields: {ship: Ship, tug: uuid}
        commands: {OpenBerth: {creates: true, takes: {ship: uuid, tug: Ship}, emits: BerthOpened}}
        queries: {BerthsOf: {takes: {ship: uuid, tug: Ship}, returns: Berth*}}
""")
    berth = blueprint.domain.modules[0].aggregates[1]

    declared = [it.type for it in berth.fields if it.name in {"ship", "tug"}]
    assert [it.field.type for it in berth.commands[0].takes] == declared
    assert [it.type for it in berth.queries[0].filters] == declared
