from difflib import unified_diff

import pytest

from groundplan.edits import added, removed
from groundplan.errors import BlueprintInvalid, Refused, StillNeeded

TEXT = """\
blueprint: 1
name: library

values:
  Isbn: {is: str 10..13}

  # What a reader owes.
  Money: {fields: {amount: decimal 0.., currency: str 3..3 = EUR}}   # in cash

  # Not used yet:

  # Colour: {one_of: [red]}

modules:
  shelf:
    aggregates:
      Book:
        key: isbn
        fields: {isbn: Isbn, title: str 1..200, pages: int optional}
        # What must hold.
        rules:
          # A remark on rules.

          # On this rule.
          has_title: A book has a title.
        commands:
          AddBook:  {takes: [isbn, title], emits: BookAdded, moves: '[*] -> there'}
          NameBook: {takes: [title], emits: BookNamed}
          # It happens.
          LoseBook:
            emits: BookLost
            # nobody has paid yet
            moves: there -> lost
            # and nobody will
          # FindBook: {}
          DropBook: {deletes: true}
        queries: {GetBook: {returns: Book}, FindBook: {search: [title], returns: Book*}}
        events:
          BookLost:
            fields:
              pages: int optional
    public: [GetBook, BookLost, AddBook]
  desk:
    aggregates: {Note: {crud: true, fields: {book: shelf.Book, text: str}, rules: {a: B.}}}
    policies:
      ring: {when: shelf.BookLost, then: CreateNote,
             with: {book: isbn, text: '= told'}}
      add:
        when: shelf.BookLost
        then: Desk.tell
    ports:
      Desk: {methods: {tell: {takes: {isbn: shelf.Book}}}}
"""


def lines_removed(text: str, kind: str, path: str) -> list[str]:
    """Return what goes with a thing: its lines, as a patch has them."""
    edited = removed(text, kind, path)
    patch = unified_diff(text.split("\n"), edited.text.split("\n"), n=0, lineterm="")
    assert path.rpartition(".")[2] in text.split("\n")[edited.line - 1]
    return [it for it in patch if not it.startswith(("---", "+++", "@@"))]


REMOVED = {
    "with its comments and the blank line above": (
        ("value", "Money"),
        [
            "-",
            "-  # What a reader owes.",
            "-  Money: {fields: {amount: decimal 0.., currency: str 3..3 = EUR}}   # in cash",
        ],
    ),
    "from between braces": (
        ("query", "shelf.Book.FindBook"),
        [
            "-        queries: {GetBook: {returns: Book},"
            " FindBook: {search: [title], returns: Book*}}",
            "+        queries: {GetBook: {returns: Book}}",
        ],
    ),
    "with its section, and without the comments of others": (
        ("rule", "shelf.Book.has_title"),
        [
            "-        # What must hold.",
            "-        rules:",
            "-",
            "-          # On this rule.",
            "-          has_title: A book has a title.",
        ],
    ),
    "with its section between braces": (
        ("rule", "desk.Note.a"),
        [
            "-    aggregates: {Note: {crud: true, fields: {book: shelf.Book, text: str},"
            " rules: {a: B.}}}",
            "+    aggregates: {Note: {crud: true, fields: {book: shelf.Book, text: str}}}",
        ],
    ),
    "a block with the comments inside": (
        ("policy", "desk.add"),
        ["-      add:", "-        when: shelf.BookLost", "-        then: Desk.tell"],
    ),
    "in several lines": (
        ("policy", "desk.ring"),
        [
            "-      ring: {when: shelf.BookLost, then: CreateNote,",
            "-             with: {book: isbn, text: '= told'}}",
        ],
    ),
    "what holds nothing else then": (
        ("field", "shelf.Book.BookLost.pages"),
        [
            "-          BookLost:",
            "-            fields:",
            "-              pages: int optional",
            "+          BookLost: {}",
        ],
    ),
}


@pytest.mark.parametrize("name", REMOVED)
def test_a_thing_goes_with_what_belongs_to_it(name: str) -> None:
    arguments, expected = REMOVED[name]

    assert lines_removed(TEXT, *arguments) == expected


def test_comments_inside_and_below_a_thing_go_with_it() -> None:
    text = TEXT.replace("GetBook, BookLost, AddBook", "GetBook, AddBook")
    start, end = text.index("    policies:"), text.index("    ports:")
    text = text[:start] + text[end:]
    text = text.replace(
        "          BookLost:\n            fields:\n              pages: int optional\n", ""
    )
    text = text.replace("        events:\n", "")

    assert lines_removed(text, "command", "shelf.Book.LoseBook") == [
        "-          # It happens.",
        "-          LoseBook:",
        "-            emits: BookLost",
        "-            # nobody has paid yet",
        "-            moves: there -> lost",
        "-            # and nobody will",
    ]


FLOWS = {
    "the first": ("{new: str, text: str}", "{text: str}"),
    "one in the middle": ("{b: str,  new: str, text: str}", "{b: str, text: str}"),
    "the last of lines": ("{text: str,\n          new: str}", "{text: str}"),
    "a line of its own": (
        "{\n  text: str,  # a\n  # b\n  new: str,  # c\n  more: str\n    }",
        "{\n  text: str,  # a\n  more: str\n    }",
    ),
    "the last line": (
        "{\n  text: str,  # a\n  # b\n  new: str  # c\n    }",
        "{\n  text: str  # a\n    }",
    ),
    "the last line with a comma": (
        "{\n  text: str,  # a\n  new: str,  # c\n    }",
        "{\n  text: str,  # a\n    }",
    ),
    "the last of all": ("{ new: str }", "{  }"),
    "behind a comment": ("{text: str,  # a\n      new: str}", "{text: str  # a\n      }"),
    "before a comment": (
        "{new: str, # c\n      # b\n      text: str}",
        "{ # c\n      # b\n      text: str}",
    ),
}


@pytest.mark.parametrize("name", FLOWS)
def test_braces_keep_their_style(name: str) -> None:
    before, after = FLOWS[name]
    head = (
        "blueprint: 1\nname: a\nmodules:\n m:\n  aggregates:\n   A:\n    crud: true\n    fields: "
    )

    assert removed(head + before, "field", "m.A.new").text == head + after


NEEDED = {
    ("field", "shelf.Book.title"): (
        "shelf.Book.title is still needed; without it something is wrong here:\n"
        "blueprint.yml:27:36: shelf.Book.AddBook takes it\n"
        "blueprint.yml:28:30: shelf.Book.NameBook takes it\n"
        "blueprint.yml:37:65: shelf.Book.FindBook searches it"
    ),
    ("field", "shelf.Book.isbn"): (
        "shelf.Book.isbn is still needed; without it something is wrong here:\n"
        "blueprint.yml:18:14: shelf.Book has it as its key\n"
        "blueprint.yml:27:30: shelf.Book.AddBook takes it\n"
        "blueprint.yml:47:27: desk.ring passes it on\n"
        "blueprint.yml:50:15: Desk.tell needs 'isbn', and BookLost has no such field; add it,"
        " or say under 'with' where it comes from"
    ),
    ("value", "Isbn"): (
        "Isbn is still needed; without it something is wrong here:\n"
        "blueprint.yml:19:24: shelf.Book.isbn is of this type\n"
        "blueprint.yml:47:27: BookLost has no field 'isbn'; add it under 'events',"
        " or begin a constant with '= '\n"
        "blueprint.yml:50:15: Desk.tell needs 'isbn', and BookLost has no such field; add it,"
        " or say under 'with' where it comes from"
    ),
    ("query", "shelf.Book.GetBook"): (
        "shelf.Book.GetBook is still needed; without it something is wrong here:\n"
        "blueprint.yml:42:14: shelf makes it public"
    ),
    ("command", "shelf.Book.AddBook"): (
        "shelf.Book.AddBook is still needed; without it something is wrong here:\n"
        "blueprint.yml:33:20: Book has states, but none to begin with;"
        " let a command move from '[*]'\n"
        "blueprint.yml:42:33: shelf makes it public"
    ),
    ("port", "desk.Desk"): (
        "desk.Desk is still needed; without it something is wrong here:\n"
        "blueprint.yml:50:15: desk.add uses it"
    ),
    ("method", "desk.Desk.tell"): (
        "desk.Desk.tell is still needed; without it something is wrong here:\n"
        "blueprint.yml:50:15: desk.add sends it\n"
        "blueprint.yml:52:14: the port Desk has no method"
    ),
    ("module", "shelf"): (
        "shelf is still needed; without it something is wrong here:\n"
        "blueprint.yml:44:52: desk.Note.book uses it\n"
        "blueprint.yml:46:20: desk.ring uses it\n"
        "blueprint.yml:49:15: desk.add uses it\n"
        "blueprint.yml:52:45: desk.Desk.tell uses it"
    ),
}


@pytest.mark.parametrize("arguments", NEEDED, ids=" ".join)
def test_what_is_needed_stays_and_its_users_are_named(arguments: tuple[str, str]) -> None:
    with pytest.raises(StillNeeded) as needed:
        removed(TEXT, *arguments)

    assert str(needed.value) == NEEDED[arguments]
    assert needed.value.name == arguments[1]


ABSENT = {
    ("field", "shelf.Book.titel"): "there is no field 'shelf.Book.titel'; did you mean 'title'?",
    ("command", "desk.Note.CreateNote"): "there is no command 'desk.Note.CreateNote'",
    ("field", "shelf.Boook.title"): (
        "there is no aggregate, value or view 'Boook' in shelf; did you mean 'Book'?"
    ),
    ("query", "shelf.GetBook"): (
        "there is no query 'shelf.GetBook'; did you mean 'shelf.Book.GetBook'?"
    ),
    ("module", "self"): "there is no module 'self'; did you mean 'shelf'?",
    ("module", "shelf.Book"): "'shelf.Book' is no path of a module; write MODULE",
}


@pytest.mark.parametrize("arguments", ABSENT, ids=" ".join)
def test_what_is_not_there_cannot_be_taken_out(arguments: tuple[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        removed(TEXT, *arguments)

    assert str(refused.value) == ABSENT[arguments]


def test_what_was_wrong_before_is_told_as_it_is() -> None:
    text = TEXT.replace("then: Desk.tell", "then: Desk.say")

    with pytest.raises(BlueprintInvalid) as invalid:
        removed(text, "rule", "shelf.Book.has_title")

    assert str(invalid.value) == "blueprint.yml:50:15: the port Desk has no method 'say'"
    assert not isinstance(invalid.value, StillNeeded)


def test_what_mends_a_blueprint_is_taken_out() -> None:
    text = TEXT.replace("then: Desk.tell", "then: Desk.say")

    assert "Desk.say" not in removed(text, "policy", "desk.add").text


def test_no_comment_slips_into_a_text() -> None:
    text = (
        "blueprint: 1\nname: a\ndoc: |\n  Text.\nvalues:\n    # deep\n\n    V: {is: str}\n"
        "modules: {m: {aggregates: {Thing: {crud: true}}}}\n"
    )

    with pytest.raises(Refused) as refused:
        removed(text, "value", "V")

    assert str(refused.value) == (
        "blueprint.yml:3:6: a comment below would become part of this text; move it first"
    )


def test_a_key_that_does_not_begin_its_line_is_left_to_its_owner() -> None:
    text = (
        "blueprint: 1\nname: a\nvalues:\n  ? V\n  : {is: str}\n"
        "modules: {m: {aggregates: {Thing: {crud: true}}}}\n"
    )

    with pytest.raises(BlueprintInvalid) as invalid:
        removed(text, "value", "V")

    assert str(invalid.value) == (
        "blueprint.yml:4:5: this key does not begin its line; take it out by hand"
    )


def test_the_blank_line_below_the_first_goes_and_the_one_above_it_stays() -> None:
    text = (
        "blueprint: 1\nname: a\nmodules:\n  m:\n    # of m\n \n"
        "    aggregates: {A: {crud: true, fields: {text: str}}}\n\n"
        "    ports: {P: {methods: {a: {}}}}\n"
    )
    edited = added(text, "value", "m.Isbn", "{is: str}").text
    assert "\n \n    values:\n      Isbn: {is: str}\n\n    aggregates:" in edited

    assert removed(edited, "value", "m.Isbn").text == text
