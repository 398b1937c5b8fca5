"""What the tests of a project send and keep lies within all the bounds that it meets."""

from pathlib import PurePosixPath

from groundplan import Answers, Blueprint, render
from groundplan.blueprint.domain import Field
from groundplan.blueprint.terms import Scalar
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
