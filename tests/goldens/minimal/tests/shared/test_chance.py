"""Chance."""

from notes.shared.chance import chance


def test_draws_differ_and_stay_below_one() -> None:
    drawn = {chance() for _ in range(100)}

    assert len(drawn) > 90
    assert all(0 <= it < 1 for it in drawn)
