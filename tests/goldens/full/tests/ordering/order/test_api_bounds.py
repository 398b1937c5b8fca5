"""Order over HTTP: the bounds of what is sent."""

from shop.ordering import schemas

from tests.ordering.order.bodies import CANCEL_ORDER, PLACE_ORDER
from tests.served import refuses, takes


def test_place_order_has_its_bounds() -> None:
    takes(
        schemas.PlaceOrderBody,
        PLACE_ORDER,
        {"customer": "a@b"},
        {"customer": "b@c"},
        {"customer": "c@d"},
        {
            "lines": [
                {
                    "sku": "ABC-3456",
                    "quantity": 2,
                    "unit_price": {"amount": "3", "currency": "EUR"},
                },
            ],
        },
        {"note": ""},
        {"note": "x" * 500},
        {"note": None},
    )
    refuses(
        schemas.PlaceOrderBody,
        PLACE_ORDER,
        {"customer": ""},
        {"customer": "???"},
        {"customer": "é"},
        {"customer": None},
        {"lines": []},
        {
            "lines": [
                {"sku": "", "quantity": 3, "unit_price": {"amount": "4", "currency": "USD"}},
                {
                    "sku": "BCD-4567",
                    "quantity": 4,
                    "unit_price": {"amount": "5", "currency": "GBP"},
                },
            ],
        },
        {
            "lines": [
                {"sku": "?", "quantity": 3, "unit_price": {"amount": "4", "currency": "USD"}},
                {
                    "sku": "BCD-4567",
                    "quantity": 4,
                    "unit_price": {"amount": "5", "currency": "GBP"},
                },
            ],
        },
        {
            "lines": [
                {"sku": "é", "quantity": 3, "unit_price": {"amount": "4", "currency": "USD"}},
                {
                    "sku": "BCD-4567",
                    "quantity": 4,
                    "unit_price": {"amount": "5", "currency": "GBP"},
                },
            ],
        },
        {
            "lines": [
                {
                    "sku": "ABC-3456",
                    "quantity": 0,
                    "unit_price": {"amount": "4", "currency": "USD"},
                },
                {
                    "sku": "BCD-4567",
                    "quantity": 4,
                    "unit_price": {"amount": "5", "currency": "GBP"},
                },
            ],
        },
        {
            "lines": [
                {
                    "sku": "ABC-3456",
                    "quantity": 100,
                    "unit_price": {"amount": "4", "currency": "USD"},
                },
                {
                    "sku": "BCD-4567",
                    "quantity": 4,
                    "unit_price": {"amount": "5", "currency": "GBP"},
                },
            ],
        },
        {
            "lines": [
                {
                    "sku": "ABC-3456",
                    "quantity": "strange",
                    "unit_price": {"amount": "4", "currency": "USD"},
                },
                {
                    "sku": "BCD-4567",
                    "quantity": 4,
                    "unit_price": {"amount": "5", "currency": "GBP"},
                },
            ],
        },
        {
            "lines": [
                {"sku": "ABC-3456", "quantity": 3, "unit_price": "strange"},
                {
                    "sku": "BCD-4567",
                    "quantity": 4,
                    "unit_price": {"amount": "5", "currency": "GBP"},
                },
            ],
        },
        {
            "lines": [
                {
                    "sku": "ABC-3456",
                    "quantity": 3,
                    "unit_price": {"amount": "-0.01", "currency": "USD"},
                },
                {
                    "sku": "BCD-4567",
                    "quantity": 4,
                    "unit_price": {"amount": "5", "currency": "GBP"},
                },
            ],
        },
        {
            "lines": [
                {
                    "sku": "ABC-3456",
                    "quantity": 3,
                    "unit_price": {"amount": "strange", "currency": "USD"},
                },
                {
                    "sku": "BCD-4567",
                    "quantity": 4,
                    "unit_price": {"amount": "5", "currency": "GBP"},
                },
            ],
        },
        {"total": "strange"},
        {"total": {"amount": "-0.01", "currency": "EUR"}},
        {"total": {"amount": "strange", "currency": "EUR"}},
        {"total": {"amount": None, "currency": "EUR"}},
        {"total": {"amount": "3", "currency": "strange"}},
        {"total": {"amount": "3", "currency": None}},
        {"total": None},
        {"note": "x" * 501},
        {"note": "\0"},
    )


def test_cancel_order_has_its_bounds() -> None:
    takes(schemas.CancelOrderBody, CANCEL_ORDER, {"reason": "x"}, {"reason": "x" * 500})
    refuses(
        schemas.CancelOrderBody,
        CANCEL_ORDER,
        {"reason": ""},
        {"reason": "x" * 501},
        {"reason": "\0" * 1},
        {"reason": None},
    )
