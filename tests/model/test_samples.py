"""What the tests of a project send and keep lies within all the bounds that it meets."""

import sys
from decimal import Decimal
from pathlib import PurePosixPath

import pytest
from model import examples

from groundplan import Answers, Blueprint, render
from groundplan.blueprint.domain import Field
from groundplan.blueprint.terms import Bound, Scalar
from groundplan.model.code import Code
from groundplan.model.samples import Samples
from groundplan.model.testing.edges import Edges
from groundplan.model.testing.rows import of_both

NARROW = """\
blueprint: 1
name: narrow
modules:
  doors:
    aggregates:
      Lock:
        key: number
        fields: {number: int 1..99, owner: str 1..20}
        commands:
          FitLock: {creates: true, emits: LockFitted}
          RefitLock: {creates: true, takes: {number: int 5..9, owner: str 1..20}}
        queries:
          Locks: {takes: {number: int 30..40}, returns: Lock*}
          OneLock: {takes: {number: int 30..40}, returns: Lock}
"""


def file(name: str) -> str:
    """Return a file of the tests of the narrow example."""
    tree = render(Answers(package="narrow"), Blueprint.parse(NARROW))
    return tree[PurePosixPath(f"tests/doors/lock/{name}.py")]


def test_what_is_there_has_the_key_that_the_command_brings() -> None:
    text = file("test_api_refusals")

    _, fit, refit = text.split("_of_what_is_there")
    assert "given = LOCK\n" in fit
    assert "given = replace(LOCK, number=5)\n" in refit


def test_a_row_is_found_by_a_parameter_with_narrower_bounds() -> None:
    text = file("test_api_queries")

    many, one = text.split("async def test_one_lock", 1)
    assert "match = replace(LOCK, number=30)\n" in many
    assert 'params={"number": 30}' in many
    assert "match = LOCK\n" in one


def test_what_two_fields_hold_is_within_the_bounds_of_both() -> None:
    own = Field("it", Scalar.STR, low=1, high=9, pattern="a+", samples=("a", "aaa", "aaaaa"))
    taken = Field("it", Scalar.STR, low=2, high=99)

    both = of_both(own, taken)

    assert (both.low, both.high, both.pattern) == (2, 9, "a+")
    assert both.samples == ("aaa", "aaaaa")


def number(written: Code) -> Decimal:
    """Read a number as a sample is written."""
    return Decimal(written.text.removeprefix("Decimal(").removesuffix(")").strip('"'))


@pytest.mark.parametrize(
    ("scalar", "low", "high", "last"),
    [
        (Scalar.INT, None, -(2**63) + 1, 2**63),
        (Scalar.INT, 2**63 - 2, None, 2**63),
        (Scalar.FLOAT, None, -1.7e308, sys.float_info.max),
        (Scalar.FLOAT, 1e20, None, sys.float_info.max),
        (Scalar.DECIMAL, Decimal("1e30"), None, None),
        (Scalar.DECIMAL, None, Decimal("1e99"), None),
    ],
)
def test_samples_differ_and_lie_within_bounds_and_type(
    scalar: Scalar, low: Bound | None, high: Bound | None, last: float | None
) -> None:
    field = Field("it", scalar, low=low, high=high)
    found = [Samples(examples.types()).of(field, it, salt=7) for it in range(2)]
    one, other = (number(it) for it in found if it is not None)

    assert one != other
    for made in (one, other):
        assert low is None or made >= Decimal(str(low))
        assert high is None or made <= Decimal(str(high))
        assert last is None or -last <= made <= last


def test_what_lies_just_beyond_a_bound_of_many_digits_is_not_the_bound() -> None:
    field = Field("it", Scalar.DECIMAL, high=Decimal("1e28"))

    edges = Edges(examples.types()).of(field)

    beyond = [number(it.value) for it in edges if not it.fits and "NaN" not in it.value.text]
    assert beyond == [Decimal("10000000000000000000000000000.01")]
