"""Sentences made from names."""

import pytest

from groundplan.blueprint.domain import Rejection
from groundplan.model import wording


@pytest.mark.parametrize(
    ("name", "aggregate", "said"),
    [
        ("OrderPlaced", "Order", "An order was placed."),
        ("StockReserved", "Product", "Stock was reserved."),
        ("PriceChanged", "Product", "Price was changed."),
        ("BookLost", "Book", "A book was lost."),
        ("PhotoAdded", "Product", "A photo was added."),
        ("RainAgain", "Day", "Rain again."),
    ],
)
def test_an_event_is_told_in_the_past(name: str, aggregate: str, said: str) -> None:
    assert wording.of_event(name, (aggregate, "Photo"), "") == said


@pytest.mark.parametrize(
    ("name", "about", "said"),
    [
        ("PlaceOrder", "Order", "Place an order."),
        ("AddPhoto", "Photo", "Add a photo."),
        ("ReserveStock", "Product", "Reserve stock."),
    ],
)
def test_a_command_is_told_as_an_order(name: str, about: str, said: str) -> None:
    assert wording.of_command(name, about, "") == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("GetOrder", "Get an order."),
        ("ListOrders", "List orders."),
        ("LatestOrder", "Latest order."),
        ("Ranking", "Ranking."),
    ],
)
def test_a_query_is_told_as_an_order_where_it_has_a_verb(name: str, said: str) -> None:
    assert wording.of_query(name, "Order", "") == said


@pytest.mark.parametrize(
    ("rejection", "said"),
    [
        (Rejection("TooSoon", "It is not over"), "It is not over."),
        (Rejection("TooSoon", ""), "Too soon."),
        (Rejection("TooSoon", "", ("new", "under_way")), "The order is new or under way."),
    ],
)
def test_a_refusal_is_told_by_its_words_or_its_states_or_its_name(
    rejection: Rejection, said: str
) -> None:
    assert wording.of_refusal(rejection, "Order") == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Price", "A price."),
        ("OrderLine", "An order line."),
        ("Kilograms", "Kilograms."),
        ("Address", "An address."),
        ("Status", "A status."),
    ],
)
def test_a_thing_has_an_article_unless_it_is_several(name: str, said: str) -> None:
    assert wording.of_thing(name, "") == said


def test_the_words_of_the_blueprint_come_first() -> None:
    assert wording.of_event("OrderPlaced", "Order", "Somebody bought") == "Somebody bought."


def test_several_lines_begin_with_a_summary() -> None:
    assert wording.sentence("First\nsecond\nthird") == "First.\n\nsecond\nthird"


def test_a_question_keeps_its_mark() -> None:
    assert wording.sentence("Is it late?") == "Is it late?"
