"""Types at the edge, and the way between them and the domain's values."""

import pytest
from model import examples
from pydantic import BaseModel

from groundplan.blueprint.domain import Field
from groundplan.blueprint.terms import AggregateRef, Ask, Scalar, ValueRef
from groundplan.model.edge import (
    TAKEN,
    Edge,
    Way,
    absent,
    attribute_names,
    called,
    declaration,
    listed,
    with_bounds,
)
from groundplan.model.edge import Shown as Annotation

CODE = ValueRef("", "Code")


def test_no_field_hides_what_a_model_of_pydantic_has() -> None:
    known = {it for it in (*dir(BaseModel), *dir(type(BaseModel))) if not it.startswith("_")}

    assert {it for it in known if not it.startswith("model_")} <= TAKEN


def test_a_field_that_would_hide_something_has_another_attribute() -> None:
    names = attribute_names(["json", "json_", "title"])

    assert names == {"json": "json__", "json_": "json_", "title": "title"}


@pytest.mark.parametrize(
    ("field", "annotation"),
    [
        (Field("a", Scalar.STR), "edge.Text"),
        (
            Field("a", Scalar.STR, low=1, high=9, optional=True),
            "Annotated[edge.Text, Field(min_length=1, max_length=9)] | None",
        ),
        (Field("a", Scalar.INT, low=0), "Annotated[edge.Whole, Field(ge=0)]"),
        (Field("a", Scalar.BYTES, high=4), "Annotated[edge.Data, edge.sized(0, 4)]"),
        (
            Field("a", Scalar.UUID, many="+"),
            "Annotated[tuple[edge.Key, ...], Field(min_length=1)]",
        ),
        (Field("a", CODE), "CodeJson"),
        (Field("a", ValueRef("", "Size")), "Size"),
        (Field("a", AggregateRef("storage", "Crate")), "CodeJson"),
    ],
)
def test_a_field_has_the_bounds_of_its_type(field: Field, annotation: str) -> None:
    assert Edge(examples.types()).annotation(field).text == annotation


def test_in_a_query_string_numbers_are_text() -> None:
    shown = Edge(examples.types()).annotation(Field("a", Scalar.INT, high=9), text=True)

    assert shown.text == "Annotated[edge.WholeText, edge.between(None, 9)]"


@pytest.mark.parametrize(
    ("field", "made", "shown"),
    [
        (Field("a", Scalar.DECIMAL), "body.a", "row.a"),
        (Field("a", CODE), "Code(body.a)", "row.a.value"),
        (
            Field("a", CODE, optional=True),
            "Code(body.a) if body.a is not None else None",
            "row.a.value if row.a is not None else None",
        ),
        (
            Field("a", CODE, many="*"),
            "tuple(Code(it) for it in body.a)",
            "tuple(it.value for it in row.a)",
        ),
        (Field("a", Scalar.DATE, many="*"), "body.a", "row.a"),
    ],
)
def test_a_value_goes_over_the_edge_and_back(field: Field, made: str, shown: str) -> None:
    edge = Edge(examples.types())

    assert str(edge.to_domain(field, "body.a")) == made
    assert str(edge.to_wire(field, "row.a")) == shown


def test_a_view_shows_what_is_older_than_its_bounds() -> None:
    edge = Edge(examples.types())

    written = edge.viewed(Field("a", Scalar.STR, low=2, high=9, optional=True), "a")

    assert written == "a: edge.Text | None"


def test_what_the_clock_gave_once_is_always_there_in_a_view() -> None:
    edge = Edge(examples.types())

    assert edge.viewed(Field("a", Scalar.DATE, default=Ask.TODAY), "a") == "a: edge.Day"


WIDE = "edge." + "W" * 60
BOUND = "edge.matching(" + "b" * 30 + ")"


@pytest.mark.parametrize(
    ("annotation", "default", "written"),
    [
        (
            with_bounds(Annotation(WIDE), (BOUND,)),
            "",
            f"a: Annotated[\n        {WIDE},\n        {BOUND},\n    ]",
        ),
        (
            absent(with_bounds(Annotation(WIDE), (BOUND,))),
            "None",
            f"a: (\n        Annotated[\n            {WIDE},\n            {BOUND},\n"
            "        ]\n        | None\n    ) = None",
        ),
        (
            listed(with_bounds(Annotation(WIDE), (BOUND,))),
            "()",
            f"a: tuple[\n        Annotated[\n            {WIDE},\n            {BOUND},\n"
            "        ],\n        ...,\n    ] = ()",
        ),
        (Annotation(WIDE), "x" * 40, f"a: {WIDE} = (\n        {'x' * 40}\n    )"),
    ],
)
def test_a_wide_field_is_broken_as_the_formatter_would(
    annotation: Annotation, default: str, written: str
) -> None:
    assert declaration("a", annotation, default) == written


def test_a_wide_call_breaks_choices_and_loops() -> None:
    name = "n" * 45
    given = [
        (name, Way(f"make({name})", unless=name)),
        (name, Way(f"make_{name}(it)", each=name)),
    ]

    assert called("return f", given, indent=8) == (
        "return f(\n"
        f"            {name}=(\n"
        f"                make({name})\n"
        f"                if {name} is not None\n"
        "                else None\n"
        "            ),\n"
        f"            {name}=tuple(\n"
        f"                make_{name}(it)\n"
        f"                for it in {name}\n"
        "            ),\n"
        "        )"
    )
