"""What a product refuses."""

from dataclasses import replace

import pytest

from shop.catalog.model import NoLongerSold, OutOfStock, Product
from shop.catalog.values import ProductState
from shop.shared.errors import AlreadyExists, IllegalMove, NotFound

from tests.catalog.product import samples
from tests.catalog.product.samples import PRODUCT
from tests.doubles import FixedAnswer


def test_add_photo_is_refused_when_it_is_there() -> None:
    given = PRODUCT

    with pytest.raises(AlreadyExists) as refused:
        samples.add_photo(given, file="file 1")

    assert refused.value.args == ("photo", "file")


def test_remove_photo_is_refused_when_it_is_missing() -> None:
    given = PRODUCT

    with pytest.raises(NotFound) as refused:
        samples.remove_photo(given, file="file 3")

    assert refused.value.resource == "photo"


def test_reserve_stock_is_refused_by_out_of_stock(monkeypatch: pytest.MonkeyPatch) -> None:
    given = PRODUCT
    answer = FixedAnswer(yes=True)
    monkeypatch.setattr(Product, "out_of_stock", answer)

    with pytest.raises(OutOfStock) as refused:
        samples.reserve_stock(given)

    assert refused.value.command == "ReserveStock"
    assert answer.asked == [{"quantity": 6}]
    assert answer.about == [given]


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        (ProductState.RETIRED, IllegalMove),
    ],
)
def test_change_price_is_refused_in_other_states(
    state: ProductState,
    refusal: type[IllegalMove],
) -> None:
    given = replace(PRODUCT, state=state)

    with pytest.raises(refusal) as refused:
        samples.change_price(given)

    assert type(refused.value) is refusal
    assert (refused.value.command, refused.value.state) == ("ChangePrice", state)


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        (ProductState.RETIRED, NoLongerSold),
    ],
)
def test_reserve_stock_is_refused_in_other_states(
    state: ProductState,
    refusal: type[IllegalMove],
) -> None:
    given = replace(PRODUCT, state=state)

    with pytest.raises(refusal) as refused:
        samples.reserve_stock(given)

    assert type(refused.value) is refusal
    assert (refused.value.command, refused.value.state) == ("ReserveStock", state)


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        (ProductState.RETIRED, IllegalMove),
    ],
)
def test_retire_product_is_refused_in_other_states(
    state: ProductState,
    refusal: type[IllegalMove],
) -> None:
    given = replace(PRODUCT, state=state)

    with pytest.raises(refusal) as refused:
        samples.retire(given)

    assert type(refused.value) is refusal
    assert (refused.value.command, refused.value.state) == ("RetireProduct", state)
