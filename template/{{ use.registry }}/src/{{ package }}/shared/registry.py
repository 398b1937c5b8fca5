"""Names and what they stand for: filled while the program is built, then only read.

A registry is made by whoever needs one, never shared through a module. What is
registered stays: nothing is replaced silently. A registering decorator stands outermost,
above `@dataclass(slots=True)`, which makes a class anew.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from inspect import currentframe, isabstract
from threading import Lock
from types import FrameType
from typing import Any, ClassVar, Generic, Protocol, TypeVar, overload


class Key(Protocol):
    """What can be looked up and put in order, as texts and numbers can."""

    def __hash__(self) -> int: ...

    def __lt__(self, other: Any, /) -> bool: ...  # noqa: ANN401 - each with its own


K = TypeVar("K", bound=Key)
V = TypeVar("V")
W = TypeVar("W")


class RegistryError(Exception):
    """The base of what a registry refuses."""


class DuplicateKey(RegistryError):
    """The key stands for something else already."""

    def __init__(self, what: str, key: object, first: str, second: str) -> None:
        """Keep both places."""
        super().__init__(what, key, first, second)
        self.what = what
        self.key = key
        self.first = first
        self.second = second

    def __str__(self) -> str:
        """Name both places."""
        return f"{self.what} {self.key!r} is registered by {self.first} and again by {self.second}"


class UnknownKey(RegistryError, LookupError):
    """Nothing is registered under the key."""

    def __init__(self, what: str, key: object, known: tuple[object, ...]) -> None:
        """Keep what there is instead."""
        super().__init__(what, key, known)
        self.what = what
        self.key = key
        self.known = known

    @property
    def nearest(self) -> str:
        """Return the known key that was probably meant, or nothing."""
        return "".join(get_close_matches(str(self.key), map(str, self.known), n=1))

    def __str__(self) -> str:
        """List what is known."""
        known = ", ".join(map(str, self.known)) or "none"
        hint = f"; did you mean {self.nearest!r}?" if self.nearest else ""
        return f"there is no {self.what} {self.key!r}{hint} (known: {known})"


class RegistryFrozen(RegistryError):
    """The program is built: nothing more is registered."""

    def __init__(self, what: str, key: object, place: str) -> None:
        """Keep who came too late."""
        super().__init__(what, key, place)
        self.what = what
        self.key = key
        self.place = place

    def __str__(self) -> str:
        """Say who came too late."""
        return f"{self.what} {self.key!r} comes too late, by {self.place}: nothing more is taken"


@dataclass(frozen=True, slots=True)
class _Entry(Generic[V]):
    value: V
    place: str


class Registry(Generic[K, V]):
    """Values by key; `what` says what they are, in one word or two, for messages."""

    def __init__(self, what: str) -> None:
        """Begin without any."""
        self._what = what
        self._entries: dict[K, _Entry[V]] = {}
        self._lock = Lock()
        self._frozen = False

    @overload
    def register(self, key: K, /) -> Callable[[W], W]: ...

    @overload
    def register(self, key: K, value: W, /) -> W: ...

    def register(self, key: K, /, *value: Any) -> Any:
        """Register a value, or what is decorated; both give back what was registered.

        Raises:
            DuplicateKey: The key is taken; both places are named.
            RegistryFrozen: The registry was frozen before.
        """
        place = _place(currentframe())
        if value:
            return self.put(key, value[0], place)

        def decorated(made: W) -> W:
            self.put(key, made, place)  # type: ignore[arg-type]
            return made

        return decorated

    def put(self, key: K, value: V, place: str, *, instead: V | None = None) -> V:
        """Register on behalf of `place`; `instead` is what the value may take the place of."""
        with self._lock:
            if self._frozen:
                raise RegistryFrozen(self._what, key, place)
            there = self._entries.get(key)
            if there is not None and (instead is None or there.value is not instead):
                raise DuplicateKey(self._what, key, there.place, place)
            self._entries[key] = _Entry(value, place)
        return value

    def freeze(self) -> None:
        """Take nothing more."""
        with self._lock:
            self._frozen = True

    def place_of(self, key: K) -> str:
        """Return who registered the key.

        Raises:
            UnknownKey: Nobody did.
        """
        return self._entry(key).place

    def __getitem__(self, key: K) -> V:
        """Return what the key stands for.

        Raises:
            UnknownKey: It stands for nothing; the known ones are listed.
        """
        return self._entry(key).value

    def get(self, key: K) -> V | None:
        """Return what the key stands for, if anything."""
        entry = self._entries.get(key)
        return None if entry is None else entry.value

    def _entry(self, key: K) -> _Entry[V]:
        try:
            return self._entries[key]
        except KeyError:
            raise UnknownKey(self._what, key, tuple(self)) from None

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[K]:
        """Go through the keys in order, as they are now, whoever came first."""
        with self._lock:
            return iter(sorted(self._entries))

    def items(self) -> tuple[tuple[K, V], ...]:
        """Return keys and values, in the order of the keys."""
        return tuple((key, self[key]) for key in self)


class Registered:
    """A family of classes, each of which is registered by being written.

    The head of a family holds its registry; each class below that can be made says the key:

        class Format(Registered, ABC):
            registry: ClassVar[Registry[str, type["Format"]]] = Registry("format")

        class Csv(Format, key="csv"): ...
    """

    registry: ClassVar[Registry[str, Any]]
    registered_as: ClassVar[str]

    def __init_subclass__(cls, *, key: str = "", **others: object) -> None:
        """Register the class, unless it heads a family or is abstract.

        Raises:
            TypeError: No key is said.
            DuplicateKey: Another class has it.
        """
        super().__init_subclass__(**others)
        own = vars(cls)
        if "registry" in own or isabstract(cls):
            return
        # A dataclass with slots is a second class, made without the keyword, from all that
        # the first one holds.
        again = not key and "registered_as" in own
        key = key or own.get("registered_as", "")
        if not key:
            raise TypeError(f"{cls.__qualname__} can be made: say its key, as in (..., key='name')")
        known = cls.registry.get(key)
        first = "" if known is None else cls.registry.place_of(key)
        place = first if again and first else _written_at(cls, currentframe())
        cls.registered_as = key
        cls.registry.put(key, cls, place, instead=known if place == first else None)


def _written_at(kind: type, frame: FrameType | None) -> str:
    """Say where a class stands: the line, too, for a copy of it is another one."""
    while frame and frame.f_globals.get("__name__") != kind.__module__:
        frame = frame.f_back
    line = f":{frame.f_lineno}" if frame else ""
    return f"{kind.__module__}.{kind.__qualname__}{line}"


def _place(frame: FrameType | None) -> str:
    """Say who called the function of this frame: its module and line."""
    caller = frame.f_back if frame else None
    if caller is None:
        return "somebody"
    return f"{caller.f_globals.get('__name__', '')}:{caller.f_lineno}"
