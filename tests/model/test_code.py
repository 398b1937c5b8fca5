"""Python text that knows what it imports."""

import ast

import pytest

from groundplan.model.code import (
    WIDTH,
    Code,
    Import,
    call,
    code,
    exploded,
    import_block,
    joined,
    signature,
)

DECIMAL = Import("decimal", "Decimal")
UUID = Import("uuid", "UUID")


def test_joined_code_needs_what_its_parts_need() -> None:
    both = joined([code("Decimal", DECIMAL), code("UUID", UUID)], " | ")

    assert both == Code("Decimal | UUID", frozenset({DECIMAL, UUID}))


def test_a_call_that_fits_stays_on_one_line() -> None:
    assert call("f", ["a", "b=1"], indent=8) == "f(a, b=1)"


def test_a_call_that_is_too_wide_has_one_argument_a_line() -> None:
    written = call("f", ["a" * 50, "b" * 50], indent=4, after=":")

    assert written == f"f(\n        {'a' * 50},\n        {'b' * 50},\n    ):"


@pytest.mark.parametrize("width", [WIDTH - 1, WIDTH, WIDTH + 1])
def test_the_limit_counts_the_indent_and_what_comes_after(width: int) -> None:
    argument = "a" * (width - len("    f():"))

    assert ("\n" in call("f", [argument], indent=4, after=":")) == (width > WIDTH)


def test_a_call_without_arguments_is_never_exploded() -> None:
    assert exploded("f", [], indent=4) == "f()"


def test_a_signature_takes_all_but_the_first_by_name() -> None:
    assert signature("f", ["a: int"], "None") == "def f(self, *, a: int) -> None:"
    assert signature("f", [], "None") == "def f(self) -> None:"
    assert signature("f", ["a: int"], "int", first="", keyword="async def") == (
        "async def f(*, a: int) -> int:"
    )


def test_imports_come_in_three_sections_in_the_order_of_isort() -> None:
    needs = [
        Import("shop.catalog.values", "Photo"),
        Import("shop.catalog.values", "LIMIT"),
        Import("shop.catalog.values", "shown"),
        Import("uuid_utils.compat", "uuid7"),
        DECIMAL,
        Import("datetime", alias="dt"),
        Import("shop.catalog.handlers", "register", "register_catalog"),
    ]

    assert import_block(needs, "shop") == (
        "import datetime as dt\n"
        "from decimal import Decimal\n"
        "\n"
        "from uuid_utils.compat import uuid7\n"
        "\n"
        "from shop.catalog.handlers import register as register_catalog\n"
        "from shop.catalog.values import LIMIT, Photo, shown"
    )


def test_an_import_that_is_too_wide_has_one_name_a_line() -> None:
    needs = [Import("shop.catalog.values", f"{letter * 40}") for letter in "AB"]

    written = import_block(needs, "shop")

    assert written.startswith("from shop.catalog.values import (\n    AAAA")
    ast.parse(written)


def test_numbers_in_names_are_sorted_by_their_value() -> None:
    names = (
        "Event10",
        "Event2",
        "Event02",
        "EVENT10",
        "EVENT2",
        "event10",
        "event2",
        "x_10",
        "x_9",
    )

    block = import_block([*(Import("mod10", it) for it in names), Import("mod2", "it")], "own")

    assert block.splitlines() == [
        "from mod2 import it",
        "from mod10 import EVENT2, EVENT10, Event02, Event2, Event10, event2, event10, x_9, x_10",
    ]
