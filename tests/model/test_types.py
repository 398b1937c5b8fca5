"""Where classes live, and how types and constants are written."""

import datetime as dt
from decimal import Decimal
from uuid import UUID

import pytest
from model import examples

from groundplan.blueprint.domain import Field
from groundplan.blueprint.terms import AggregateRef, Ask, Member, Scalar, ValueRef
from groundplan.model.types import literal


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal(3), "Decimal(3)"),
        (Decimal("0.50"), 'Decimal("0.50")'),
        (dt.date(2024, 2, 29), "dt.date(2024, 2, 29)"),
        (
            dt.datetime(2024, 2, 29, 9, 5, tzinfo=dt.UTC),
            "dt.datetime(2024, 2, 29, 9, 5, tzinfo=dt.UTC)",
        ),
        (dt.timedelta(minutes=15), "dt.timedelta(minutes=15)"),
        (dt.timedelta(minutes=90), "dt.timedelta(minutes=90)"),
        (dt.timedelta(hours=36), "dt.timedelta(hours=36)"),
        (dt.timedelta(days=2), "dt.timedelta(days=2)"),
        (dt.timedelta(days=2, seconds=1), "dt.timedelta(days=2, seconds=1)"),
        (dt.timedelta(0), "dt.timedelta(0)"),
        (UUID(int=1), 'UUID("00000000-0000-0000-0000-000000000001")'),
        ('say "no"', "'say \"no\"'"),
        (True, "True"),
    ],
)
def test_a_literal_is_python_that_gives_the_value_back(value: object, written: str) -> None:
    made = literal(value)  # type: ignore[arg-type]

    assert str(made) == written
    assert eval(written, {"dt": dt, "Decimal": Decimal, "UUID": UUID}) == value


def test_a_value_of_a_module_lives_in_its_values() -> None:
    assert examples.types().home(ValueRef("storage", "Label")) == "depot.storage.values"


def test_a_value_of_the_blueprint_lives_in_shared() -> None:
    assert examples.types().home(ValueRef("", "Code")) == "depot.shared.values"


def test_a_key_that_another_module_refers_to_lives_in_shared() -> None:
    text = examples.TEXT.replace("  Code: {is: str 3..3}\n", "").replace(
        "      Label: {is: str 1..20}\n",
        "      Label: {is: str 1..20}\n      Code: {is: str 3..3}\n",
    )

    shared = examples.model(text=text).shared_values

    assert [it.name for it in shared.scalars] == ["Code"]


def test_a_reference_is_the_identity_of_what_it_refers_to() -> None:
    types = examples.types()

    assert str(types.of(AggregateRef("storage", "Crate"))) == "Code"
    assert str(types.of(AggregateRef("lending", "Loan"))) == "LoanId"


def test_an_optional_field_may_be_none_and_a_list_is_a_tuple() -> None:
    types = examples.types()

    assert (
        str(types.annotation(Field("size", ValueRef("", "Size"), optional=True))) == "Size | None"
    )
    assert str(types.annotation(Field("days", Scalar.DATE, many="*"))) == "tuple[dt.date, ...]"


def test_constants_are_values_of_their_type() -> None:
    types = examples.types()

    assert str(types.constant("abc", ValueRef("", "Code"))) == 'Code("abc")'
    assert (
        str(types.constant(Member(ValueRef("", "Size"), "large"), ValueRef("", "Size")))
        == "Size.LARGE"
    )
    assert str(types.constant(Ask.TODAY, Scalar.DATE, stamp="stamp_")) == "stamp_.at.date()"
