"""The steps around commands: in which order they stand, and what each of them adds."""

import asyncio
import logging
from dataclasses import dataclass

import pytest

from notes.shared.errors import ConcurrentChange, NotFound, Overtaken, Unavailable
from notes.shared.messages import Command
from notes.shared.pipeline import (
    FIRST_PAUSE,
    TRIES,
    Next,
    Step,
    composed,
    logged,
    retried,
    steps,
    timed,
)
from notes.shared.terms import KeyReceipt, Terms

PERSONAL = "somebody@example.org"
CHANGED = ConcurrentChange("door", PERSONAL, 1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Knock(Command[str]):
    who: str


KNOCK = Knock(who=PERSONAL)


class Door:
    """Fails with each of these errors in turn, then opens."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.tries = 0

    async def __call__(self, asked: object, terms: Terms | None) -> str:
        self.tries += 1
        if self.errors:
            raise self.errors.pop(0)
        return "open"


class Waits:
    """A pause that is over at once, and remembers how long it should have been."""

    def __init__(self) -> None:
        self.spans: list[float] = []

    async def __call__(self, span: float) -> None:
        self.spans.append(span)


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def again(waits: Waits) -> Step:
    return retried(waits, lambda: 0.5)


def noting(heard: list[str], name: str) -> Step:
    def step(inner: Next) -> Next:
        async def handle(asked: object, terms: Terms | None) -> object:
            heard.append(f"into {name}")
            try:
                return await inner(asked, terms)
            except NotFound:
                heard.append(f"refused, through {name}")
                raise
            finally:
                heard.append(f"out of {name}")

        return handle

    return step


async def forever(*_: object) -> str:
    await asyncio.Event().wait()
    return "never"


async def test_steps_are_gone_through_inwards_and_outwards() -> None:
    heard: list[str] = []
    through = composed((noting(heard, "first"), noting(heard, "second")), Door())

    assert await through(KNOCK, None) == "open"
    assert heard == ["into first", "into second", "out of second", "out of first"]


async def test_an_error_passes_outwards_through_each() -> None:
    heard: list[str] = []
    through = composed((noting(heard, "first"), noting(heard, "second")), Door(NotFound("door", 1)))

    with pytest.raises(NotFound):
        await through(KNOCK, None)
    assert [it for it in heard if "refused" in it] == [
        "refused, through second",
        "refused, through first",
    ]


async def test_a_step_may_answer_by_itself() -> None:
    def guard(_: Next) -> Next:
        async def handle(asked: object, terms: Terms | None) -> object:
            return "nobody is at home"

        return handle

    heard: list[str] = []
    door = Door()
    through = composed((noting(heard, "first"), guard, noting(heard, "last")), door)

    assert await through(KNOCK, None) == "nobody is at home"
    assert heard == ["into first", "out of first"]
    assert door.tries == 0


async def test_what_is_logged_and_timed_is_all_tries_together(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    through = composed(steps(), Door(CHANGED, NotFound("door", 1)))

    with pytest.raises(NotFound):
        await through(KNOCK, None)

    # The name of what was asked for, then: "try 1 ...", "took ...", "was refused ...".
    assert [it.split()[1] for it in caplog.messages] == ["try", "took", "was"]


@pytest.mark.parametrize(
    "terms",
    [None, Terms.seen("door", 1, 7), Terms(receipt=KeyReceipt(name="knock", fingerprint=""))],
    ids=["none", "a version", "a receipt"],
)
async def test_what_is_asked_reaches_the_handler_with_its_terms(terms: Terms | None) -> None:
    async def handle(asked: object, terms: Terms | None) -> tuple[object, Terms | None]:
        return asked, terms

    assert await composed(steps(), handle)(KNOCK, terms) == (KNOCK, terms)


async def test_after_a_transient_error_there_is_another_try(waits: Waits, again: Step) -> None:
    door = Door(CHANGED)

    assert await again(door)(KNOCK, None) == "open"
    assert door.tries == 2
    assert waits.spans == [FIRST_PAUSE / 2]


async def test_tries_come_to_an_end_and_pauses_grow(waits: Waits, again: Step) -> None:
    door = Door(*[CHANGED] * (TRIES + 1))

    with pytest.raises(ConcurrentChange):
        await again(door)(KNOCK, None)
    assert door.tries == TRIES == 3
    assert waits.spans == [FIRST_PAUSE / 2, FIRST_PAUSE]


@pytest.mark.parametrize(
    "error",
    [
        NotFound("door", 1),
        Unavailable("the bell"),
        Overtaken("door", 1, 1, 2),
        OSError("no bell"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_other_errors_are_final(error: Exception, waits: Waits, again: Step) -> None:
    door = Door(error)

    with pytest.raises(type(error)):
        await again(door)(KNOCK, None)
    assert door.tries == 1
    assert waits.spans == []


async def test_who_expects_a_version_is_told_at_once(again: Step) -> None:
    door = Door(CHANGED)

    with pytest.raises(ConcurrentChange):
        await again(door)(KNOCK, Terms.seen("door", PERSONAL, 1))
    assert door.tries == 1


async def test_a_receipt_alone_is_no_expectation(again: Step) -> None:
    door = Door(CHANGED)

    terms = Terms(receipt=KeyReceipt(name="knock", fingerprint=""))

    assert await again(door)(KNOCK, terms) == "open"


async def test_a_refusal_is_logged_with_its_class(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    with pytest.raises(NotFound):
        await logged(Door(NotFound("door", PERSONAL)))(KNOCK, None)

    assert [it.levelname for it in caplog.records] == ["INFO"]
    assert caplog.messages[0].lower() == "knock was refused: notfound"


async def test_a_failure_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(OSError, match="no bell"):
        await logged(Door(OSError("no bell")))(KNOCK, None)

    assert [it.levelname for it in caplog.records] == ["WARNING"]
    assert caplog.messages[0].lower() == "knock failed: oserror"


@pytest.mark.parametrize("errors", [[], [OSError("no bell")]], ids=["done", "failed"])
async def test_the_time_of_all_is_logged(
    errors: list[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    moments = iter([1.0, 1.25])

    await asyncio.gather(
        timed(lambda: next(moments))(Door(*errors))(KNOCK, None), return_exceptions=True
    )

    assert [it.lower() for it in caplog.messages] == ["knock took 250.0 ms"]


async def test_nothing_personal_is_logged(again: Step, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    door = Door(CHANGED, NotFound("door", PERSONAL))
    through = composed((logged, timed(lambda: 0), again), door)

    with pytest.raises(NotFound):
        await through(KNOCK, None)

    assert [it.lower() for it in caplog.messages] == [
        "knock, try 1: concurrentchange; again in 5 ms",
        "knock took 0.0 ms",
        "knock was refused: notfound",
    ]


async def test_a_cancelled_command_is_neither_tried_again_nor_reported(
    waits: Waits, again: Step, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    task = asyncio.create_task(composed((logged, again), forever)(KNOCK, None))
    await asyncio.sleep(0)

    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert waits.spans == []
    assert caplog.messages == []


async def test_a_pause_can_be_cancelled() -> None:
    door = Door(CHANGED)
    task = asyncio.create_task(retried(forever, lambda: 1)(door)(KNOCK, None))
    await asyncio.sleep(0)

    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert door.tries == 1
