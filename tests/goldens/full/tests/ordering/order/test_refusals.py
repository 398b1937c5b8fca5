"""What an order refuses."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from shop.ordering.events import OrderCancelled
from shop.ordering.model import AlreadyShipped, Order
from shop.ordering.values import OrderState
from shop.shared.errors import IllegalMove, Invalid

from tests.doubles import FixedAnswer
from tests.ordering.order import samples
from tests.ordering.order.samples import ORDER


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        (OrderState.CONFIRMED, IllegalMove),
        (OrderState.SHIPPED, IllegalMove),
        (OrderState.CANCELLED, IllegalMove),
    ],
)
def test_confirm_order_is_refused_in_other_states(
    state: OrderState,
    refusal: type[IllegalMove],
) -> None:
    given = replace(ORDER, state=state)

    with pytest.raises(refusal) as refused:
        samples.confirm(given)

    assert type(refused.value) is refusal
    assert (refused.value.command, refused.value.state) == ("ConfirmOrder", state)


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        (OrderState.PLACED, IllegalMove),
        (OrderState.SHIPPED, IllegalMove),
        (OrderState.CANCELLED, IllegalMove),
    ],
)
def test_ship_order_is_refused_in_other_states(
    state: OrderState,
    refusal: type[IllegalMove],
) -> None:
    given = replace(ORDER, state=state)

    with pytest.raises(refusal) as refused:
        samples.ship(given)

    assert type(refused.value) is refusal
    assert (refused.value.command, refused.value.state) == ("ShipOrder", state)


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        (OrderState.SHIPPED, AlreadyShipped),
        (OrderState.CANCELLED, IllegalMove),
    ],
)
def test_cancel_order_is_refused_in_other_states(
    state: OrderState,
    refusal: type[IllegalMove],
) -> None:
    given = replace(ORDER, state=state)

    with pytest.raises(refusal) as refused:
        samples.cancel(given)

    assert type(refused.value) is refusal
    assert (refused.value.command, refused.value.state) == ("CancelOrder", state)


@pytest.mark.parametrize(
    "act",
    [
        lambda: samples.place()[0],
        lambda: samples.confirm(ORDER)[0],
        lambda: samples.ship(replace(ORDER, state=OrderState.CONFIRMED))[0],
        lambda: samples.cancel(ORDER)[0],
    ],
)
def test_no_change_breaks_total_is_the_sum(
    act: Callable[[], Order],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    changed = act()
    answer = FixedAnswer(yes=False)
    monkeypatch.setattr(Order, "total_is_the_sum", answer)

    with pytest.raises(Invalid) as refusal:
        act()

    assert refusal.value.args == (
        "Order",
        ("total_is_the_sum: The total equals the sum of quantity x unit_price.",),
    )
    assert answer.about == [changed]


def test_example_1_of_cancel_order() -> None:
    given, _ = samples.place()

    _, event = samples.cancel(given)

    assert type(event) is OrderCancelled


def test_example_2_of_cancel_order() -> None:
    given, _ = samples.place()
    given, _ = samples.confirm(given)
    given, _ = samples.ship(given)

    with pytest.raises(AlreadyShipped):
        samples.cancel(given)
