"""Product over HTTP: the bounds of what is sent."""

from shop.catalog import schemas

from tests.catalog.product.bodies import (
    ADD_PHOTO,
    ADD_PRODUCT,
    CHANGE_PRICE,
    RELEASE_STOCK,
    REMOVE_PHOTO,
    RESERVE_STOCK,
)
from tests.served import refuses, takes


def test_add_product_has_its_bounds() -> None:
    takes(
        schemas.AddProductBody,
        ADD_PRODUCT,
        {"sku": "ABC-3456"},
        {"sku": "BCD-4567"},
        {"sku": "CDE-5678"},
        {"name": "x" * 2},
        {"name": "x" * 120},
    )
    refuses(
        schemas.AddProductBody,
        ADD_PRODUCT,
        {"sku": ""},
        {"sku": "?"},
        {"sku": "é"},
        {"sku": "ABC-3456\n"},
        {"sku": "BC-3456"},
        {"sku": "ABC3456"},
        {"sku": "ABC-456"},
        {"sku": "AABC-3456"},
        {"sku": "ABC--3456"},
        {"sku": "ABC-33456"},
        {"sku": "aBC-3456"},
        {"sku": "ABCx3456"},
        {"sku": "ABC-x456"},
        {"sku": None},
        {"name": "x"},
        {"name": "x" * 121},
        {"name": "\0" * 2},
        {"name": None},
        {"price": "strange"},
        {"price": {"amount": "-0.01", "currency": "EUR"}},
        {"price": {"amount": "strange", "currency": "EUR"}},
        {"price": {"amount": None, "currency": "EUR"}},
        {"price": {"amount": "3", "currency": "strange"}},
        {"price": {"amount": "3", "currency": None}},
        {"price": None},
    )


def test_change_price_has_its_bounds() -> None:
    refuses(
        schemas.ChangePriceBody,
        CHANGE_PRICE,
        {"price": "strange"},
        {"price": {"amount": "-0.01", "currency": "USD"}},
        {"price": {"amount": "strange", "currency": "USD"}},
        {"price": {"amount": None, "currency": "USD"}},
        {"price": {"amount": "4", "currency": "strange"}},
        {"price": {"amount": "4", "currency": None}},
        {"price": None},
    )


def test_add_photo_has_its_bounds() -> None:
    takes(
        schemas.AddPhotoBody,
        ADD_PHOTO,
        {"file": "x"},
        {"file": "x" * 120},
        {"caption": ""},
        {"caption": "x" * 200},
        {"caption": None},
    )
    refuses(
        schemas.AddPhotoBody,
        ADD_PHOTO,
        {"file": ""},
        {"file": "x" * 121},
        {"file": "\0" * 1},
        {"file": None},
        {"caption": "x" * 201},
        {"caption": "\0"},
    )


def test_remove_photo_has_its_bounds() -> None:
    takes(schemas.RemovePhotoBody, REMOVE_PHOTO, {"file": "x"}, {"file": "x" * 120})
    refuses(
        schemas.RemovePhotoBody,
        REMOVE_PHOTO,
        {"file": ""},
        {"file": "x" * 121},
        {"file": "\0" * 1},
        {"file": None},
    )


def test_reserve_stock_has_its_bounds() -> None:
    takes(schemas.ReserveStockBody, RESERVE_STOCK, {"quantity": 2**63 - 1}, {"quantity": 1})
    refuses(
        schemas.ReserveStockBody,
        RESERVE_STOCK,
        {"quantity": 2**63},
        {"quantity": 0},
        {"quantity": "strange"},
        {"quantity": None},
    )


def test_release_stock_has_its_bounds() -> None:
    takes(schemas.ReleaseStockBody, RELEASE_STOCK, {"quantity": 2**63 - 1}, {"quantity": 1})
    refuses(
        schemas.ReleaseStockBody,
        RELEASE_STOCK,
        {"quantity": 2**63},
        {"quantity": 0},
        {"quantity": "strange"},
        {"quantity": None},
    )


def test_search_products_has_its_bounds() -> None:
    takes(
        schemas.SearchProductsParameters,
        {"text": "AME 1"},
        {"text": ""},
        {"text": None},
        {"limit": 1},
        {"limit": 200},
        {"cursor": ""},
        {"cursor": None},
    )
    refuses(
        schemas.SearchProductsParameters,
        {"text": "AME 1"},
        {"text": "\0"},
        {"limit": 0},
        {"limit": 201},
        {"limit": "strange"},
        {"limit": None},
        {"cursor": "\0"},
    )
