"""The use cases of payments that ask outside: when, with what, and what comes of it."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from shop.billing.model import Payment
from shop.billing.repository import PAYMENTS
from shop.shared.errors import Unavailable
from shop.shared.messages import Command
from shop.shared.terms import KeyReceipt, Repeated, Terms
from shop.shared.values import Currency, Money, OrderId

from tests.billing.bench import Bench
from tests.billing.payment import test_use_cases
from tests.billing.ports import FakePaymentGateway
from tests.doubles import CountedIds, FixedClock, counted_id
from tests.shared.hearing import failing, for_ever

UseCase = Command[Any]
Asked = tuple[str, dict[str, object]]
# Who is asked, by which method; which method is told the answer, as what, and a right one.
Way = tuple[tuple[type, str], tuple[str, str, object]]

# What is wanted, what is kept before, and what the port must hear.
WHO_ASKS: list[tuple[UseCase, tuple[Payment, ...], Asked]] = [
    (
        test_use_cases.TAKE_PAYMENT,
        (),
        (
            "PaymentGateway.charge",
            {
                "order": OrderId(counted_id(1000)),
                "amount": Money(amount=Decimal(2), currency=Currency.GBP),
            },
        ),
    ),
]


async def run(bench: Bench, use_case: UseCase, terms: Terms = Terms()) -> None:
    await bench.bus.send(use_case, terms)


async def keep(bench: Bench, rows: tuple[Payment, ...]) -> None:
    async with bench.work() as work:
        for row in rows:
            await work.payments.add(row)
        await work.commit()


@pytest.mark.parametrize(("use_case", "rows", "asked"), WHO_ASKS)
async def test_somebody_is_asked_once_with_what_was_taken(
    bench: Bench,
    use_case: UseCase,
    rows: tuple[Payment, ...],
    asked: Asked,
) -> None:
    await keep(bench, rows)

    await run(bench, use_case)

    assert bench.hearing.asked == [asked]


@pytest.mark.parametrize(("use_case", "rows", "asked"), WHO_ASKS)
async def test_a_failure_changes_nothing(
    bench: Bench,
    use_case: UseCase,
    rows: tuple[Payment, ...],
    asked: Asked,
) -> None:
    await keep(bench, rows)
    bench.hearing.then = failing(OSError("noise"))

    with pytest.raises(Unavailable) as refusal:
        await run(bench, use_case)

    assert isinstance(refusal.value.__cause__, OSError)
    assert asked[0].startswith(f"{refusal.value.what}.")
    assert bench.hearing.asked == [asked]
    assert bench.store.all(PAYMENTS) == list(rows)
    assert bench.heard == []


@pytest.mark.parametrize(("use_case", "rows", "asked"), WHO_ASKS)
async def test_whoever_takes_too_long_changes_nothing(
    use_case: UseCase,
    rows: tuple[Payment, ...],
    asked: Asked,
) -> None:
    bench = Bench(FixedClock(), CountedIds(), patience=0.001)
    await keep(bench, rows)
    bench.hearing.then = for_ever

    with pytest.raises(Unavailable) as refusal:
        await run(bench, use_case)

    assert isinstance(refusal.value.__cause__, TimeoutError)
    assert bench.hearing.asked == [asked]
    assert bench.store.all(PAYMENTS) == list(rows)
    assert bench.heard == []


@pytest.mark.parametrize(("use_case", "rows", "asked"), WHO_ASKS)
async def test_whoever_is_cancelled_changes_nothing(
    bench: Bench,
    use_case: UseCase,
    rows: tuple[Payment, ...],
    asked: Asked,
) -> None:
    reached = asyncio.Event()

    async def hang() -> None:
        reached.set()
        await for_ever()

    await keep(bench, rows)
    bench.hearing.then = hang
    task = asyncio.create_task(run(bench, use_case))
    await reached.wait()

    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert bench.hearing.asked == [asked]
    assert bench.store.all(PAYMENTS) == list(rows)
    assert bench.heard == []


@pytest.mark.parametrize(
    ("use_case", "rows", "way"),
    [
        (
            test_use_cases.TAKE_PAYMENT,
            (),
            ((FakePaymentGateway, "charge"), ("take", "charge", True)),
        ),
    ],
)
async def test_the_answer_is_handed_on(
    monkeypatch: pytest.MonkeyPatch,
    bench: Bench,
    use_case: UseCase,
    rows: tuple[Payment, ...],
    way: Way,
) -> None:
    (port, question), (method, name, right) = way
    told = object()
    seen: list[object] = []
    act = getattr(Payment, method)

    async def answer(*_about: object, **_asked: object) -> object:
        return told

    def spy(*about: object, **given: object) -> object:
        seen.append(given[name])
        return act(*about, **(given | {name: right}))

    await keep(bench, rows)
    monkeypatch.setattr(port, question, answer)
    monkeypatch.setattr(Payment, method, spy)

    await run(bench, use_case)

    assert seen == [told]


@pytest.mark.parametrize(
    "use_case",
    [
        test_use_cases.TAKE_PAYMENT,
    ],
)
async def test_a_request_that_comes_again_asks_nobody(bench: Bench, use_case: UseCase) -> None:
    terms = Terms(receipt=KeyReceipt(name="once", fingerprint=""))
    await run(bench, use_case, terms)

    with pytest.raises(Repeated):
        await run(bench, use_case, terms)

    assert len(bench.hearing.asked) == 1
