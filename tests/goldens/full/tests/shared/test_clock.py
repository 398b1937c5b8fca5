"""The clock."""

from datetime import UTC, datetime, timedelta

from shop.shared.clock import EPOCH, Clock, SystemClock, microseconds, seconds

from tests.doubles import FixedClock


def test_the_clock_of_this_machine_tells_utc() -> None:
    before = datetime.now(UTC)

    told = SystemClock().now()

    assert told.tzinfo is UTC
    assert before <= told <= datetime.now(UTC)


def test_a_fixed_clock_moves_by_hand_only() -> None:
    fixed = FixedClock()
    clock: Clock = fixed
    at = clock.now()

    fixed.advance(timedelta(minutes=5))

    assert at.utcoffset() == timedelta(0)
    assert clock.now() - at == timedelta(minutes=5)


def test_microseconds_are_counted_from_the_beginning_of_1970() -> None:
    assert microseconds(datetime(1970, 1, 2, tzinfo=UTC)) == 86_400_000_000
    assert microseconds(EPOCH - timedelta(seconds=1)) == -1_000_000
    assert microseconds(datetime.max.replace(tzinfo=UTC)) == 253_402_300_799_999_999


def test_seconds_only_grow() -> None:
    told = [seconds() for _ in range(100)]

    assert told == sorted(told)
    assert told[-1] > told[0]
