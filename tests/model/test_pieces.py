"""What is taken apart without a parser is what a parser says."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundplan.model.pieces import Pieces, argument_of, pieces_of

LEAVES = st.sampled_from(
    [
        "1",
        "-2.5",
        "None",
        "name",
        "self.code",
        "Item.OPEN",
        '"plain"',
        '"a, b"',
        "'c)'",
        '"]: \\" ["',
        'b"x" * 3',
        "2**63 - 1",
        "items[1:]",
        '"https://example.org/".ljust(12, "x")',
        "[it.name for it in items]",
        '"waiting for you in vain"',
    ]
)


def calls(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    named = st.builds("{}{}".format, st.sampled_from(["a=", "since=", "**"]), inner)
    arguments = st.lists(inner, max_size=3).flatmap(
        lambda first: st.lists(named, max_size=1).map(lambda rest: ", ".join([*first, *rest]))
    )
    head = st.sampled_from(["f", "dt.date", "items[0].f", "f()"])
    return st.builds("{}({})".format, head, arguments)


def displays(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    many = st.lists(inner, min_size=2, max_size=3).map(", ".join)
    pairs = st.lists(st.builds("{}: {}".format, inner, inner), min_size=1, max_size=3)
    return st.one_of(
        many.map("({})".format),
        many.map("[{}]".format),
        many.map("{{{}}}".format),
        inner.map("({},)".format),
        pairs.map(", ".join).map("{{{}}}".format),
        LEAVES.map("{{**[{}]}}".format),
    )


EXPRESSIONS = st.recursive(LEAVES, lambda it: calls(it) | displays(it), max_leaves=8)


def parsed(expression: str) -> Pieces | None:
    """Take an expression apart with the parser."""
    node = ast.parse(expression, mode="eval").body

    def text(of: ast.expr) -> str:
        return ast.get_source_segment(expression, of) or ""

    match node:
        case ast.Call():
            items = [("", text(it)) for it in node.args]
            items += [(f"{it.arg}=" if it.arg else "**", text(it.value)) for it in node.keywords]
            return Pieces(f"{text(node.func)}(", items, ")")
        case ast.Tuple() | ast.List() | ast.Set():
            return Pieces(expression[0], [("", text(it)) for it in node.elts], expression[-1])
        case ast.Dict():
            pairs = zip(node.keys, node.values, strict=True)
            listed = [(f"{text(key)}: " if key else "**", text(it)) for key, it in pairs]
            return Pieces("{", listed, "}")
    return None


@given(EXPRESSIONS)
def test_calls_and_displays_come_apart_as_a_parser_has_them(expression: str) -> None:
    assert pieces_of(expression) == parsed(expression)


@pytest.mark.parametrize(
    "whole",
    [
        "x",
        "f(a) + g(b)",
        "(a) + (b)",
        "items[1:]",
        "[it for it in items]",
        "f(a).b",
        "not f(a)",
        "await f(a)",
    ],
)
def test_what_is_neither_a_call_nor_a_display_stays_whole(whole: str) -> None:
    assert pieces_of(whole) is None


def test_brackets_around_an_expression_are_none_of_its_pieces() -> None:
    assert pieces_of("(f(a, b))") == pieces_of("f(a, b)")


def test_a_trailing_comma_makes_no_further_item() -> None:
    assert pieces_of("(a, b,)") == Pieces("(", [("", "a"), ("", "b")], ")")


@pytest.mark.parametrize(
    ("argument", "name"), [("a=1", "a="), ("**a", "**"), ("a == 1", ""), ("f(a=1)", "")]
)
def test_an_argument_is_parted_from_its_name(argument: str, name: str) -> None:
    assert argument_of(argument) == (name, argument.removeprefix(name))
