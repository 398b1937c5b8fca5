"""The bounds of a product: what lies at each of them, and what just beyond."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from shop.catalog.values import Photo
from shop.shared.errors import Invalid

from tests.catalog.product import samples
from tests.catalog.product.samples import PRODUCT


def test_what_lies_at_a_bound_is_inside() -> None:
    cases: list[tuple[str, Callable[[], object]]] = [
        ("Product.name", lambda: replace(PRODUCT, name="x" * 2)),
        ("Product.name", lambda: replace(PRODUCT, name="x" * 120)),
        ("Product.stock", lambda: replace(PRODUCT, stock=2**63 - 1)),
        ("Product.stock", lambda: replace(PRODUCT, stock=0)),
        ("Product.photos", lambda: replace(PRODUCT, photos=())),
        ("ReserveStock.quantity", lambda: samples.reserve_stock(PRODUCT, quantity=2**63 - 1)),
        ("ReserveStock.quantity", lambda: samples.reserve_stock(PRODUCT, quantity=1)),
        ("ReleaseStock.quantity", lambda: samples.release_stock(PRODUCT, quantity=2**63 - 1)),
        ("ReleaseStock.quantity", lambda: samples.release_stock(PRODUCT, quantity=1)),
    ]

    for name, make in cases:
        assert make() == make(), name


def test_what_lies_beyond_a_bound_is_refused() -> None:
    cases: list[tuple[str, Callable[[], object]]] = [
        ("Product.name", lambda: replace(PRODUCT, name="x")),
        ("Product.name", lambda: replace(PRODUCT, name="x" * 121)),
        ("Product.name", lambda: replace(PRODUCT, name="\0" * 2)),
        ("Product.stock", lambda: replace(PRODUCT, stock=-(2**63) - 1)),
        ("Product.stock", lambda: replace(PRODUCT, stock=2**63)),
        ("Product.stock", lambda: replace(PRODUCT, stock=-1)),
        (
            "Product.photos",
            lambda: replace(
                PRODUCT,
                photos=(
                    Photo(file="file 1", caption="caption 1"),
                    Photo(file="file 1", caption="caption 1"),
                ),
            ),
        ),
        ("ReserveStock.quantity", lambda: samples.reserve_stock(PRODUCT, quantity=-(2**63) - 1)),
        ("ReserveStock.quantity", lambda: samples.reserve_stock(PRODUCT, quantity=2**63)),
        ("ReserveStock.quantity", lambda: samples.reserve_stock(PRODUCT, quantity=0)),
        ("ReleaseStock.quantity", lambda: samples.release_stock(PRODUCT, quantity=-(2**63) - 1)),
        ("ReleaseStock.quantity", lambda: samples.release_stock(PRODUCT, quantity=2**63)),
        ("ReleaseStock.quantity", lambda: samples.release_stock(PRODUCT, quantity=0)),
    ]

    for name, make in cases:
        with pytest.raises(Invalid) as refusal:
            pytest.fail(f"{name}: {make()!r}")

        fields = {re.split(r"[\[:]", it)[0] for it in refusal.value.problems}
        assert {f"{refusal.value.subject}.{it}" for it in fields} == {name}
