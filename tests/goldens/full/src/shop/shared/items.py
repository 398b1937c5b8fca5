"""The keyed lists that aggregates hold: items are replaced, never changed in place."""

from collections.abc import Callable, Hashable, Iterator
from typing import Generic, TypeVar

from shop.shared.errors import AlreadyExists, NotFound

T = TypeVar("T")


class ItemList(Generic[T]):
    """Items with a key that is unique among them."""

    def __init__(
        self,
        resource: str,
        key: str,
        items: tuple[T, ...],
        key_of: Callable[[T], Hashable],
        *,
        personal: bool = False,
    ) -> None:
        """Look at the items by their key; a personal one is not shown in errors."""
        self._resource = resource
        self._key = key
        self._items = items
        self._key_of = key_of
        self._personal = personal

    def get(self, key: Hashable) -> T:
        """Return the item with this key.

        Raises:
            NotFound: There is none.
        """
        for item in self._items:
            if self._key_of(item) == key:
                return item
        raise NotFound(self._resource, "***" if self._personal else key)

    def added(self, item: T) -> tuple[T, ...]:
        """Return the items and, last, this one.

        Raises:
            AlreadyExists: An item has its key.
        """
        if self._key_of(item) in self._keys():
            raise AlreadyExists(self._resource, self._key)
        return (*self._items, item)

    def replaced(self, item: T) -> tuple[T, ...]:
        """Return the items with this one in the place of the one with its key.

        Raises:
            NotFound: None has its key.
        """
        key = self._key_of(item)
        self.get(key)
        return tuple(item if self._key_of(it) == key else it for it in self._items)

    def without(self, key: Hashable) -> tuple[T, ...]:
        """Return the items but the one with this key.

        Raises:
            NotFound: None has this key.
        """
        self.get(key)
        return tuple(it for it in self._items if self._key_of(it) != key)

    def _keys(self) -> Iterator[Hashable]:
        return map(self._key_of, self._items)
