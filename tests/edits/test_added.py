from difflib import unified_diff

import pytest

from groundplan.edits import added
from groundplan.errors import BlueprintInvalid, GroundplanError, Refused

TEXT = """\
# yaml-language-server: $schema=.groundplan/blueprint.schema.json
blueprint: 1
name: library

values:
  Isbn:  {is: str 10..13}   # with or without hyphens
  Money: {fields: {amount: decimal 0.., currency: str 3..3 = EUR}}

modules:
  shelf:
    doc: |
      What can be lent.

    aggregates:
      # The heart of it.
      Book:
        key: isbn
        fields:
          isbn:  Isbn
          title: str 1..200   # as printed
          # pages: int 1..
        commands:
          AddBook:  {emits: BookAdded, moves: '[*] -> there'}
          LoseBook:
            emits: BookLost
            moves: there -> lost
            # nobody has paid yet

        queries: {GetBook: {returns: Book}}

  desk:
    aggregates: {Note: {crud: true, fields: {text: str}}}
    policies:
      ring: {when: NoteCreated, then: ChangeNote,
             with: {text: '= told'}}
"""


def lines_added(text: str, kind: str, path: str, value: str = "") -> list[str]:
    """Return what an addition puts into a text: its lines, as a patch has them."""
    edited = added(text, kind, path, value)
    patch = unified_diff(text.split("\n"), edited.text.split("\n"), n=0, lineterm="")
    line = edited.text.split("\n")[edited.line - 1]
    assert path.rpartition(".")[2] in line
    return [it for it in patch if not it.startswith(("---", "+++", "@@"))]


ADDED = {
    "into aligned values": (
        ("value", "Name", "{is: str 1..80}"),
        ["+  Name:  {is: str 1..80}"],
    ),
    "a name too long to be aligned": (
        ("value", "Nickname", "{is: str 1..80}"),
        ["+  Nickname: {is: str 1..80}"],
    ),
    "before a comment that follows": (
        ("field", "shelf.Book.lent", "bool = false"),
        ["+          lent:  bool = false"],
    ),
    "behind the comment of the last one, set apart by none": (
        ("command", "shelf.Book.FindBook", "{emits: BookFound, moves: lost -> there}"),
        ["+          FindBook: {emits: BookFound, moves: lost -> there}"],
    ),
    "as a block": (
        ("command", "shelf.Book.FindBook", "emits: BookFound\nmoves: lost -> there  # at last\n"),
        [
            "+          FindBook:",
            "+            emits: BookFound",
            "+            moves: lost -> there  # at last",
        ],
    ),
    "with a comment": (
        ("command", "shelf.Book.FindBook", "{emits: F, moves: lost -> there}  # at last"),
        ["+          FindBook: {emits: F, moves: lost -> there}  # at last"],
    ),
    "with a section, in the order of the language": (
        ("rule", "shelf.Book.has_title", "A book has a title."),
        ["+        rules:", "+          has_title: A book has a title."],
    ),
    "in quotes that YAML needs": (
        ("rule", "shelf.Book.has_title", "A title: the reader's # own"),
        ["+        rules:", "+          has_title: 'A title: the reader''s # own'"],
    ),
    "with quotes that were typed": (
        ("rule", "shelf.Book.has_title", '"A title."'),
        ["+        rules:", '+          has_title: "A title."'],
    ),
    "a truth value of YAML 1.1": (
        ("rule", "shelf.Book.on", "yes"),
        ["+        rules:", "+          'on': 'yes'"],
    ),
    "behind what is in several lines": (
        ("policy", "desk.tell_again", "{when: NoteChanged, then: DeleteNote}"),
        ["+      tell_again: {when: NoteChanged, then: DeleteNote}"],
    ),
    "between braces": (
        ("query", "shelf.Book.AllBooks", "{returns: Book*}"),
        [
            "-        queries: {GetBook: {returns: Book}}",
            "+        queries: {GetBook: {returns: Book}, AllBooks: {returns: Book*}}",
        ],
    ),
    "between inner braces, in quotes that they need": (
        ("field", "desk.Note.mark", "str = a, b"),
        [
            "-    aggregates: {Note: {crud: true, fields: {text: str}}}",
            "+    aggregates: {Note: {crud: true, fields: {text: str, mark: 'str = a, b'}}}",
        ],
    ),
    "with a section between braces, in the order of the language": (
        ("rule", "desk.Note.short", "A note is short."),
        [
            "-    aggregates: {Note: {crud: true, fields: {text: str}}}",
            "+    aggregates: {Note: {crud: true, fields: {text: str},"
            " rules: {short: A note is short.}}}",
        ],
    ),
    "by default": (
        ("aggregate", "desk.Pad", ""),
        [
            "-    aggregates: {Note: {crud: true, fields: {text: str}}}",
            "+    aggregates: {Note: {crud: true, fields: {text: str}}, Pad: {crud: true}}",
        ],
    ),
    "set apart by a blank line as its siblings are": (
        ("module", "cellar", "{aggregates: {Box: {crud: true}}}"),
        ["+  cellar: {aggregates: {Box: {crud: true}}}", "+"],
    ),
    "a section before one that has a comment": (
        ("value", "shelf.Colour", "{one_of: [red, blue]}"),
        ["+", "+    values:", "+      Colour: {one_of: [red, blue]}"],
    ),
    "into a value of the whole blueprint": (
        ("field", "Money.paid", "bool = false"),
        [
            "-  Money: {fields: {amount: decimal 0.., currency: str 3..3 = EUR}}",
            "+  Money: {fields: {amount: decimal 0.., currency: str 3..3 = EUR,"
            " paid: bool = false}}",
        ],
    ),
}


@pytest.mark.parametrize("name", ADDED)
def test_a_thing_goes_where_its_like_is(name: str) -> None:
    arguments, expected = ADDED[name]

    assert lines_added(TEXT, *arguments) == expected


FLOWS = {
    "in lines": (
        "{text: str,\n          mark: int}",
        "{text: str,\n          mark: int,\n          new: bool = false}",
    ),
    "in lines with a comma at the end": (
        "{\n  text: str,  # what\n  mark: int,  # how much\n    }",
        "{\n  text: str,  # what\n  mark: int,  # how much\n  new: bool = false,\n    }",
    ),
    "in lines with comments": (
        "{\n  text: str,\n  mark: int  # how much\n    }",
        "{\n  text: str,\n  mark: int,  # how much\n  new: bool = false\n    }",
    ),
    "with blanks": ("{ text: str }", "{ text: str, new: bool = false }"),
    "with a comma at the end": ("{text: str,}", "{text: str, new: bool = false,}"),
    "empty": ("{}", "{new: bool = false}"),
    "empty with a blank": ("{ }", "{new: bool = false }"),
}


@pytest.mark.parametrize("name", FLOWS)
def test_braces_keep_their_style(name: str) -> None:
    before, after = FLOWS[name]
    head = (
        "blueprint: 1\nname: a\nmodules:\n m:\n  aggregates:\n   A:\n    crud: true\n    fields: "
    )

    edited = added(head + before, "field", "m.A.new", "bool = false")

    assert edited.text == head + after
    assert edited.text.split("\n")[edited.line - 1].strip(" ,}")[-17:] == "new: bool = false"


BROKEN = {
    ("thing", "shelf.Book", ""): (
        "there is no kind 'thing'; there are module, aggregate, field, entity, value, rule,"
        " command, event, query, view, policy, process, port, method"
    ),
    ("feild", "shelf.Book.a", "str"): "there is no kind 'feild'; did you mean 'field'?",
    ("field", "a", "str"): (
        "'a' is no path of a field; write MODULE.AGGREGATE.FIELD, or an entity, event, view or"
        " value in place of the aggregate"
    ),
    ("field", "shelf.Book", "str"): (
        "'shelf.Book' is what a field would stand in, and names none; write"
        " MODULE.AGGREGATE.FIELD, or an entity, event, view or value in place of the aggregate"
    ),
    ("event", "shelf..Seen", ""): (
        "'shelf..Seen' is no path of an event; write MODULE.AGGREGATE.EVENT"
    ),
    ("field", "shelf.Bok.a", "str"): (
        "there is no aggregate, value or view 'Bok' in shelf; did you mean 'Book'?"
    ),
    ("field", "Book.pages", "int"): "there is no value 'Book'; did you mean 'shelf.Book.pages'?",
    ("query", "Book.AllBooks", "{returns: Book*}"): (
        "there is no module 'Book'; did you mean 'shelf.Book.AllBooks'?"
    ),
    ("command", "self.Book.Do", ""): "there is no module 'self'; did you mean 'shelf'?",
    ("command", "cellar.Book.Do", ""): "there is no module 'cellar'; there are shelf, desk",
    ("command", "shelf.Magazine.Do", ""): (
        "there is no aggregate 'Magazine' in shelf; there is only Book"
    ),
    ("method", "shelf.Printer.print", ""): (
        "there is no port 'Printer' in shelf; there is none yet"
    ),
    ("field", "shelf.Book.title", "str"): (
        "blueprint.yml:20:11: there is a field shelf.Book.title already"
    ),
    ("aggregate", "shelf.Book", ""): (
        "blueprint.yml:16:7: there is an aggregate shelf.Book already"
    ),
    ("field", "shelf.Book.Pages", "int"): "'Pages' is not snake_case, like 'order_line'",
    ("field", "shelf.Book.page count", "int"): (
        "'page count' is no name: only ASCII letters, digits and '_'"
    ),
    ("query", "shelf.Book.AllBooks", " "): "a query needs a value, like '{returns: AGGREGATE*}'",
    ("entity", "shelf.Book.Page", "# later"): (
        "an entity needs a value, like '{key: code, fields: {code: str 1..20}}'"
    ),
    ("module", "cellar", ""): (
        "a module needs a value, like '{aggregates: {Thing: {crud: true}}}'"
    ),
}


@pytest.mark.parametrize("arguments", BROKEN, ids=" ".join)
def test_what_cannot_be_added_is_said(arguments: tuple[str, str, str]) -> None:
    with pytest.raises(Refused) as refused:
        added(TEXT, *arguments)

    assert str(refused.value) == BROKEN[arguments]


INVALID = {
    ("rule", "shelf.Book.any", "a\x07"): "VALUE:1:2: U+0007 is not allowed; take it out",
    ("query", "shelf.Book.All", "{returns: Book*"): (
        "VALUE:1:1: this mapping is not closed with '}'; or quote what is in it"
    ),
    ("command", "shelf.Book.Find", "{emits: F, moves: [*] -> a}"): (
        "VALUE:1:21: '*' begins an alias; quote it, like '[*] -> active'"
    ),
    ("command", "shelf.Book.Find", "{emits: F, emits: G}"): (
        "VALUE:1:12: the key 'emits' stands twice; the first is in line 1"
    ),
    ("field", "shelf.Book.pages", '"int'): "VALUE:1:1: this quote is never closed",
    ("rule", "shelf.Book.any", "{a: b"): (
        "VALUE:1:1: this mapping is not closed with '}'; or quote what is in it"
    ),
    ("query", "shelf.Book.All", "returns: Book*"): (
        "VALUE:1:1: here it goes into braces; write it in braces too, without a comment"
    ),
    ("query", "shelf.Book.All", "{returns: Book*} # all"): (
        "VALUE:1:1: here it goes into braces; write it in braces too, without a comment"
    ),
    ("command", "shelf.Book.Find", "BookFound"): (
        "VALUE:1:1: a command is a mapping, like '{takes: [FIELD], emits: EVENT}'"
    ),
    ("query", "shelf.Book.All", "|\n  a\n"): (
        "VALUE:1:1: a query is a mapping, like '{returns: AGGREGATE*}'"
    ),
    ("field", "shelf.Book.pages", "integer"): (
        "blueprint.yml:21:18: unknown type 'integer'; did you mean 'int'?"
    ),
    ("query", "shelf.Book.All", "{returns: Bok*}"): (
        "blueprint.yml:29:60: a query of Book returns Book, not 'Bok'; did you mean 'Book'?"
    ),
    ("command", "shelf.Book.FindBook", "{emit: BookFound}"): (
        "blueprint.yml:28:22: unknown key 'emit'; did you mean 'emits'?"
    ),
}


@pytest.mark.parametrize("arguments", INVALID, ids=" ".join)
def test_a_wrong_value_is_told_with_its_place(arguments: tuple[str, str, str]) -> None:
    with pytest.raises(BlueprintInvalid) as invalid:
        added(TEXT, *arguments)

    assert str(invalid.value) == INVALID[arguments]


def test_problems_elsewhere_have_the_places_of_the_file() -> None:
    text = TEXT.replace("when: NoteCreated", "when: NoteMade")

    with pytest.raises(BlueprintInvalid) as invalid:
        added(text, "rule", "shelf.Book.has_title", "A book has a title.")

    assert str(invalid.value) == ("blueprint.yml:34:20: unknown event 'NoteMade'")


def test_what_mends_a_blueprint_is_added() -> None:
    text = TEXT.replace("when: NoteCreated", "when: Told")

    with pytest.raises(BlueprintInvalid):
        added(text, "aggregate", "desk.Pad")
    edited = added(text, "command", "desk.Note.TellNote", "{emits: Told}")

    assert edited.blueprint.domain.module("desk").policies[0].name == "ring"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "blueprint: 1",
        "a: [",
        "modules: []",
        "modules:\n  m: x",
        "? [a]\n: b",
        "a: 1\na: 2",
    ],
)
def test_a_text_that_is_no_blueprint_is_refused(text: str) -> None:
    with pytest.raises(GroundplanError):
        added(text, "field", "m.A.b", "str")
    with pytest.raises(GroundplanError):
        added(text, "module", "m", "{aggregates: {Thing: {crud: true}}}")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_marks_are_those_of_the_file(end: str, last: bool, mark: str) -> None:
    text = mark + TEXT.removesuffix("\n").replace("\n", end) + (end if last else "")

    edited = added(text, "module", "cellar", "aggregates:\n  Box: {crud: true}")

    more = f"{end}{end}  cellar:{end}    aggregates:{end}      Box: {{crud: true}}"
    assert edited.text == f"{text.removesuffix(end)}{more}{end if last else ''}"


def test_letters_of_two_code_points_stay_as_they_are() -> None:
    text = TEXT.replace("What can be lent", "Bu\u0308cher")

    edited = added(text, "rule", "shelf.Book.has_title", "A book has a title.")

    assert "Bu\u0308cher" in edited.text


def test_a_comment_above_what_is_typed_comes_along() -> None:
    typed = "# why it is here\naggregates:\n  Thing:\n    crud: true # yes\n"

    text = added(TEXT, "module", "stock", typed).text

    assert text.endswith(
        "  stock:\n    # why it is here\n    aggregates:\n      Thing:\n        crud: true # yes\n"
    )
