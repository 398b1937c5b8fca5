"""Keyed lists: order is kept, keys are had once, nothing is changed in place."""

from dataclasses import dataclass

import pytest

from shop.shared.errors import AlreadyExists, NotFound
from shop.shared.items import ItemList


@dataclass(frozen=True, slots=True)
class Page:
    number: int
    text: str = ""


PAGES = (Page(3), Page(1), Page(2))


@pytest.fixture
def pages() -> ItemList[Page]:
    return ItemList("page", "number", PAGES, lambda page: page.number)


def test_an_item_is_found_by_its_key(pages: ItemList[Page]) -> None:
    assert pages.get(1) is PAGES[1]


def test_a_new_item_comes_last(pages: ItemList[Page]) -> None:
    assert pages.added(Page(0)) == (*PAGES, Page(0))


def test_a_key_that_is_taken_is_refused(pages: ItemList[Page]) -> None:
    with pytest.raises(AlreadyExists) as refusal:
        pages.added(Page(2, "another"))

    assert (refusal.value.resource, refusal.value.field) == ("page", "number")


def test_a_replaced_item_keeps_its_place(pages: ItemList[Page]) -> None:
    assert pages.replaced(Page(1, "new")) == (Page(3), Page(1, "new"), Page(2))


def test_a_removed_item_leaves_the_others_in_order(pages: ItemList[Page]) -> None:
    assert pages.without(1) == (Page(3), Page(2))


def test_a_personal_key_is_not_told() -> None:
    people = ItemList("page", "number", PAGES, lambda page: page.number, personal=True)

    with pytest.raises(NotFound, match=r"^there is no page \*\*\*$"):
        people.get(9)


def test_a_key_that_nothing_has_is_refused(pages: ItemList[Page]) -> None:
    said = "^there is no page 9$"

    with pytest.raises(NotFound, match=said):
        pages.get(9)
    with pytest.raises(NotFound, match=said):
        pages.replaced(Page(9))
    with pytest.raises(NotFound, match=said):
        pages.without(9)
