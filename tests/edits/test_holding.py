"""An entity and the list that holds it come together, and go together."""

import pytest

from groundplan.edits import added, removed
from groundplan.errors import BlueprintInvalid

TEXT = """\
blueprint: 1
name: library
modules:
  desk:
    aggregates:
      Book:
        fields: {title: str 1..200}
        crud: true
"""
PIECE = "{key: number, fields: {number: int 1..}}"


def test_an_entity_brings_its_list() -> None:
    edited = added(TEXT, "entity", "desk.Book.Copy", PIECE)

    assert edited.beside == ("desk.Book.copies",)
    assert "fields: {title: str 1..200, copies: Copy*}\n" in edited.text
    assert "Copy" in edited.text.split("\n")[edited.line - 1]


def test_an_entity_takes_its_list_along() -> None:
    text = added(TEXT, "entity", "desk.Book.Copy", PIECE).text

    edited = removed(text, "entity", "desk.Book.Copy")

    assert edited.text == TEXT
    assert edited.beside == ("desk.Book.copies",)


def test_a_list_in_the_long_form_goes_too() -> None:
    text = added(TEXT, "entity", "desk.Book.Copy", PIECE).text
    text = text.replace("copies: Copy*", "all: {is: Copy+, doc: All of them.}")

    assert removed(text, "entity", "desk.Book.Copy").beside == ("desk.Book.all",)


def test_what_is_wrong_with_an_entity_has_its_place_in_the_file() -> None:
    with pytest.raises(BlueprintInvalid) as invalid:
        added(TEXT, "entity", "desk.Book.Copy", "{key: code, fields: {number: int 1..}}")

    (problem,) = invalid.value.problems
    assert problem.said == "the key 'code' is no field; add it, like 'code: str 1..40'"


def test_a_field_of_that_name_stays() -> None:
    text = TEXT.replace("title: ", "copies: ")

    with pytest.raises(BlueprintInvalid, match="no field holds 'Copy'"):
        added(text, "entity", "desk.Book.Copy", PIECE)
