"""The unit of work: all or nothing, on every way out."""

import asyncio

import pytest

from notes.shared.errors import ConcurrentChange, Overtaken, Unavailable, Unsure
from notes.shared.messages import Event
from notes.shared.terms import Terms
from notes.shared.unit_of_work import UnitOfWork

from tests.doubles import BEGIN, CountedIds, FixedClock, counted_id


class Ledger:
    """A transaction over one number; it can fail, and can halt, at any of its steps."""

    def __init__(self, *, fails: str = "", halts: str = "") -> None:
        self.steps: list[str] = []
        self.pending = 0
        self.kept = 0
        self.reached = asyncio.Event()
        self.terms = Terms()
        self._fails = fails
        self._halts = halts

    def accept(self, terms: Terms) -> None:
        self.terms = terms

    async def commit(self) -> None:
        await self.step("commit")
        self.kept += self.pending
        self.pending = 0

    async def pause(self) -> None:
        await self.step("pause")

    async def rollback(self) -> None:
        await self.step("rollback")
        self.pending = 0

    async def close(self) -> None:
        await self.step("close")

    async def step(self, name: str) -> None:
        self.steps.append(name)
        if name == self._halts:
            self.reached.set()
            await asyncio.Event().wait()
        if name in self._fails:
            raise OSError(name)


EVENT = Event(event_id=counted_id(1), occurred_at=BEGIN)
AFTERWARDS = ["left by a failure after the commit"]


def work_on(ledger: Ledger) -> UnitOfWork:
    return UnitOfWork(ledger, FixedClock(), CountedIds())


async def deposit(work: UnitOfWork, ledger: Ledger) -> None:
    async with work:
        ledger.pending += 10
        await ledger.step("change")
        work.collect(EVENT)
        await work.commit()
        await ledger.step("afterwards")


async def test_what_is_committed_lasts() -> None:
    ledger = Ledger()
    work = work_on(ledger)

    await deposit(work, ledger)

    assert ledger.kept == 10
    assert ledger.steps == ["change", "commit", "afterwards", "close"]
    assert work.committed == (EVENT,)


async def test_the_transaction_is_held_to_the_terms() -> None:
    ledger = Ledger()
    terms = Terms.seen("door", 1, 7)
    work = work_on(ledger)

    assert work.on(terms) is work
    assert ledger.terms is terms


async def test_leaving_without_commit_rolls_back() -> None:
    ledger = Ledger()
    work = work_on(ledger)

    async with work:
        ledger.pending += 10
        work.collect(EVENT)

    assert ledger.kept == ledger.pending == 0
    assert ledger.steps == ["rollback", "close"]
    assert work.committed == ()


@pytest.mark.parametrize(
    ("fails", "steps", "kept"),
    [
        ("change", ["change", "rollback", "close"], 0),
        ("commit", ["change", "commit", "rollback", "close"], 0),
        ("afterwards", ["change", "commit", "afterwards", "close"], 10),
        ("change rollback", ["change", "rollback", "close"], 0),
        ("commit rollback", ["change", "commit", "rollback", "close"], 0),
        ("commit rollback close", ["change", "commit", "rollback", "close"], 0),
    ],
)
async def test_every_failure_rolls_back_what_is_not_committed_and_closes(
    fails: str, steps: list[str], kept: int
) -> None:
    ledger = Ledger(fails=fails)
    work = work_on(ledger)

    with pytest.raises(OSError, match=fails.split(maxsplit=1)[0]):
        await deposit(work, ledger)

    assert ledger.steps == steps
    assert ledger.kept == kept
    assert work.committed == ((EVENT,) if kept else ())


async def test_a_commit_stands_though_the_transaction_cannot_be_closed(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ledger = Ledger(fails="close")
    work = work_on(ledger)

    await deposit(work, ledger)

    assert ledger.kept == 10
    assert work.committed == (EVENT,)
    assert caplog.messages == ["a unit of work was not closed cleanly"]


async def test_what_cannot_be_rolled_back_is_told_and_closed() -> None:
    ledger = Ledger(fails="rollback")

    with pytest.raises(OSError, match="rollback"):
        async with work_on(ledger):
            ledger.pending += 10

    assert ledger.steps == ["rollback", "close"]


@pytest.mark.parametrize(
    ("halts", "steps", "kept", "said"),
    [
        ("change", ["change", "rollback", "close"], 0, []),
        ("commit", ["change", "commit", "rollback", "close"], 0, ["left during the commit"]),
        ("afterwards", ["change", "commit", "afterwards", "close"], 10, AFTERWARDS),
        ("close", ["change", "commit", "afterwards", "close"], 10, AFTERWARDS),
    ],
)
async def test_cancellation_at_any_await_leaves_all_or_nothing_and_logs_what_nobody_hears_of(
    caplog: pytest.LogCaptureFixture, halts: str, steps: list[str], kept: int, said: list[str]
) -> None:
    ledger = Ledger(halts=halts)
    task = asyncio.create_task(deposit(work_on(ledger), ledger))
    await ledger.reached.wait()

    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert ledger.steps == steps
    assert ledger.kept == kept
    assert [it.split(",")[0] for it in caplog.messages] == said
    assert all(it.endswith(repr(EVENT)) for it in caplog.messages)


async def test_cancellation_while_rolling_back_still_closes() -> None:
    ledger = Ledger(fails="change", halts="rollback")
    task = asyncio.create_task(deposit(work_on(ledger), ledger))
    await ledger.reached.wait()

    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert ledger.steps == ["change", "rollback", "close"]


async def test_work_is_used_once() -> None:
    work = work_on(Ledger())

    async with work:
        await work.commit()

    with pytest.raises(RuntimeError, match=r"^a unit of work is used once; make a new one$"):
        await work.__aenter__()


async def test_work_is_committed_once_and_inside_only() -> None:
    ledger = Ledger()
    work = work_on(ledger)

    with pytest.raises(RuntimeError, match=r"^a unit of work is committed once"):
        await work.commit()
    async with work:
        await work.commit()
        with pytest.raises(RuntimeError, match=r"^a unit of work is committed once"):
            await work.commit()
    with pytest.raises(RuntimeError, match=r"^a unit of work is committed once"):
        await work.commit()

    assert ledger.steps == ["commit", "close"]


@pytest.mark.parametrize(("pauses", "refusal"), [(False, ConcurrentChange), (True, Overtaken)])
async def test_a_change_during_a_pause_is_told_apart(
    monkeypatch: pytest.MonkeyPatch,
    pauses: bool,  # noqa: FBT001
    refusal: type[ConcurrentChange],
) -> None:
    async def refuse() -> None:
        raise ConcurrentChange("ledger", 7, 1, 2)

    ledger = Ledger()
    monkeypatch.setattr(ledger, "commit", refuse)

    async with work_on(ledger) as work:
        if pauses:
            await work.pause()
        with pytest.raises(ConcurrentChange) as met:
            await work.commit()

    assert type(met.value) is refusal
    assert str(met.value) == "ledger 7 was changed by somebody else: version 1 expected, 2 found"
    assert ledger.steps == [*(["pause"] if pauses else []), "rollback", "close"]


@pytest.mark.parametrize(("pauses", "refusal"), [(False, Unavailable), (True, Unsure)])
async def test_what_fails_after_a_pause_may_have_been_done_by_whoever_was_asked(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    pauses: bool,  # noqa: FBT001
    refusal: type[Unavailable],
) -> None:
    async def fail() -> None:
        raise Unavailable("the ledger")

    ledger = Ledger()
    monkeypatch.setattr(ledger, "commit", fail)

    async def ask() -> None:
        async with work_on(ledger) as work:
            work.collect(EVENT)
            if pauses:
                await work.pause()
            await work.commit()

    with pytest.raises(Unavailable) as met:
        await ask()

    assert type(met.value) is refusal
    assert met.value.what == "the ledger"
    assert bool(caplog.messages) is pauses


async def test_work_pauses_inside_only() -> None:
    work = work_on(Ledger())

    with pytest.raises(RuntimeError, match=r"^a unit of work pauses inside"):
        await work.pause()
    async with work:
        await work.commit()
        with pytest.raises(RuntimeError, match="before the commit"):
            await work.pause()


async def test_events_count_in_the_order_they_were_collected() -> None:
    work = work_on(Ledger())
    other = Event(event_id=counted_id(2), occurred_at=BEGIN)

    async with work:
        work.collect(EVENT)
        work.collect(other, EVENT)
        before = work.committed
        await work.commit()

    assert before == ()
    assert work.committed == (EVENT, other, EVENT)


async def test_stamps_and_identities_come_from_what_was_given() -> None:
    work = work_on(Ledger())

    stamp = work.stamp()

    assert (stamp.event_id, stamp.at) == (counted_id(1), BEGIN)
    assert work.new_id() == counted_id(2)
