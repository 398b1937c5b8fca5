"""The bounds of an order: what lies at each of them, and what just beyond."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from shop.ordering.values import OrderLine
from shop.shared.errors import Invalid
from shop.shared.values import Currency, Money, Sku

from tests.ordering.order import samples
from tests.ordering.order.samples import ORDER


def test_what_lies_at_a_bound_is_inside() -> None:
    cases: list[tuple[str, Callable[[], object]]] = [
        (
            "Order.lines",
            lambda: replace(
                ORDER,
                lines=(
                    OrderLine(
                        sku=Sku("ABC-3456"),
                        quantity=2,
                        unit_price=Money(amount=Decimal(3), currency=Currency.EUR),
                    ),
                ),
            ),
        ),
        ("Order.note", lambda: replace(ORDER, note="")),
        ("Order.note", lambda: replace(ORDER, note="x" * 500)),
        ("CancelOrder.reason", lambda: samples.cancel(ORDER, reason="x")),
        ("CancelOrder.reason", lambda: samples.cancel(ORDER, reason="x" * 500)),
    ]

    for name, make in cases:
        assert make() == make(), name


def test_what_lies_beyond_a_bound_is_refused() -> None:
    cases: list[tuple[str, Callable[[], object]]] = [
        ("Order.lines", lambda: replace(ORDER, lines=())),
        (
            "Order.lines",
            lambda: replace(
                ORDER,
                lines=(
                    OrderLine(
                        sku=Sku("ABC-3456"),
                        quantity=2,
                        unit_price=Money(amount=Decimal(3), currency=Currency.EUR),
                    ),
                    OrderLine(
                        sku=Sku("ABC-3456"),
                        quantity=2,
                        unit_price=Money(amount=Decimal(3), currency=Currency.EUR),
                    ),
                ),
            ),
        ),
        ("Order.note", lambda: replace(ORDER, note="x" * 501)),
        ("Order.note", lambda: replace(ORDER, note="\0")),
        ("CancelOrder.reason", lambda: samples.cancel(ORDER, reason="")),
        ("CancelOrder.reason", lambda: samples.cancel(ORDER, reason="x" * 501)),
        ("CancelOrder.reason", lambda: samples.cancel(ORDER, reason="\0" * 1)),
    ]

    for name, make in cases:
        with pytest.raises(Invalid) as refusal:
            pytest.fail(f"{name}: {make()!r}")

        fields = {re.split(r"[\[:]", it)[0] for it in refusal.value.problems}
        assert {f"{refusal.value.subject}.{it}" for it in fields} == {name}
