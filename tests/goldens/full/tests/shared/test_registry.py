"""Registries: what is taken, what is refused and who is named, and that each stands alone."""

import pickle
import random
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import pytest

from shop.shared.registry import (
    DuplicateKey,
    Registered,
    Registry,
    RegistryFrozen,
    UnknownKey,
)

Sum = Callable[[int], int]
THREADS = 8
EACH = 5


def twice(number: int) -> int:
    return number * 2


def thrice(number: int) -> int:
    return number * 3


@pytest.fixture
def sums() -> Registry[str, Sum]:
    return Registry("sum")


def test_what_is_registered_by_a_call_is_given_back_and_found(sums: Registry[str, Sum]) -> None:
    assert sums.register("twice", twice) is twice
    assert sums["twice"] is twice
    assert sums.get("twice") is twice


def test_what_is_decorated_stays_what_it_is_and_is_found(sums: Registry[str, Sum]) -> None:
    @sums.register("half")
    def half(number: int) -> int:
        return number // 2

    assert half(4) == 2
    assert sums["half"] is half


def test_a_class_with_slots_is_found_as_the_one_that_lives() -> None:
    kinds: Registry[str, type] = Registry("kind")

    @kinds.register("point")
    @dataclass(slots=True)
    class Point:
        x: int

    assert kinds["point"] is Point


def test_a_key_stands_for_one_thing_and_both_places_are_named(sums: Registry[str, Sum]) -> None:
    sums.register("twice", twice)

    with pytest.raises(DuplicateKey) as refusal:
        sums.register("twice", thrice)

    assert sums["twice"] is twice
    assert refusal.value.key == "twice"
    assert {refusal.value.first, refusal.value.second} == {
        sums.place_of("twice"),
        refusal.value.second,
    }
    assert refusal.value.first != refusal.value.second
    assert str(refusal.value).count("test_registry:") == 2


def test_the_same_thing_is_not_taken_twice_either(sums: Registry[str, Sum]) -> None:
    sums.register("twice", twice)

    with pytest.raises(DuplicateKey):
        sums.register("twice", twice)


def test_an_unknown_key_lists_the_known_and_the_nearest(sums: Registry[str, Sum]) -> None:
    sums.register("twice", twice)
    sums.register("half", thrice)

    with pytest.raises(UnknownKey) as refusal:
        _ = sums["twise"]

    assert str(refusal.value) == (
        "there is no sum 'twise'; did you mean 'twice'? (known: half, twice)"
    )
    assert sums.get("twise") is None
    assert "twise" not in sums


def test_nothing_known_is_said_so(sums: Registry[str, Sum]) -> None:
    with pytest.raises(LookupError, match=r"^there is no sum 'x' \(known: none\)$"):
        sums.place_of("x")


def test_once_frozen_nothing_is_taken_and_all_is_found(sums: Registry[str, Sum]) -> None:
    sums.register("twice", twice)
    sums.freeze()
    sums.freeze()

    with pytest.raises(RegistryFrozen, match=r"sum 'half' comes too late, by .*test_registry:"):
        sums.register("half", thrice)

    assert sums.items() == (("twice", twice),)


@pytest.mark.parametrize("seed", range(5))
def test_whoever_comes_first_the_order_is_that_of_the_keys(seed: int) -> None:
    names = [f"key{number}" for number in range(20)]
    shuffled = random.Random(seed).sample(names, len(names))
    registry: Registry[str, str] = Registry("name")

    for name in shuffled:
        registry.register(name, name.upper())

    assert [*registry] == sorted(names)
    assert registry.items() == tuple((name, name.upper()) for name in sorted(names))
    assert len(registry) == len(names)


def test_registries_share_nothing(sums: Registry[str, Sum]) -> None:
    sums.register("twice", twice)

    assert [*Registry[str, Sum]("sum")] == []


def test_what_is_registered_while_the_keys_are_gone_through_waits(
    sums: Registry[str, Sum],
) -> None:
    sums.register("a", twice)

    seen = []
    for key in sums:
        seen.append(key)
        sums.register(f"{key}a", twice)

    assert seen == ["a"]
    assert [*sums] == ["a", "aa"]


class Giving(int):
    """A number that lets other threads go first, whenever it is looked for."""

    def __hash__(self) -> int:
        time.sleep(0)
        return int(self)


def test_threads_lose_nothing_and_one_of_two_wins() -> None:
    registry: Registry[Giving, int] = Registry("number")
    start = threading.Barrier(THREADS)
    refused: list[int] = []

    def fill(thread: int) -> None:
        start.wait()
        for number in range(EACH):
            registry.register(Giving(thread * EACH + number), thread)
            try:
                registry.register(Giving(-1 - number), thread)
            except DuplicateKey:
                refused.append(number)

    threads = [threading.Thread(target=fill, args=(it,)) for it in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(registry) == THREADS * EACH + EACH
    assert len(refused) == (THREADS - 1) * EACH


@pytest.mark.parametrize(
    "refusal",
    [
        DuplicateKey("sum", "a", "here", "there"),
        UnknownKey("sum", "a", ("b",)),
        RegistryFrozen("sum", "a", "here"),
    ],
    ids=lambda it: type(it).__name__,
)
def test_a_refusal_can_be_sent_to_another_process(refusal: Exception) -> None:
    sent = pickle.loads(pickle.dumps(refusal))

    assert type(sent) is type(refusal)
    assert (str(sent), vars(sent)) == (str(refusal), vars(refusal))


class Loud:
    volume: ClassVar[int]

    def __init_subclass__(cls, *, volume: int = 1, **others: object) -> None:
        super().__init_subclass__(**others)
        cls.volume = volume


class Animal(Registered, Loud, ABC):
    registry: ClassVar[Registry[str, type["Animal"]]] = Registry("animal")

    @abstractmethod
    def says(self) -> str: ...


@pytest.fixture
def animals(monkeypatch: pytest.MonkeyPatch) -> Registry[str, type[Animal]]:
    """Empty the family: its classes would be shared by all tests."""
    registry: Registry[str, type[Animal]] = Registry("animal")
    monkeypatch.setattr(Animal, "registry", registry)
    return registry


def test_a_subclass_is_registered_by_being_written(animals: Registry[str, type[Animal]]) -> None:
    class Cat(Animal, key="cat", volume=3):
        def says(self) -> str:
            return "meow"

    assert animals.items() == (("cat", Cat),)
    assert Cat.registered_as == "cat"
    assert Cat.volume == 3


def test_an_abstract_one_is_not(animals: Registry[str, type[Animal]]) -> None:
    class Wild(Animal):
        @abstractmethod
        def hunts(self) -> str: ...

    assert Wild.volume == 1
    assert [*animals] == []


def test_one_that_can_be_made_has_to_say_its_key(animals: Registry[str, type[Animal]]) -> None:
    class Cat(Animal, key="cat"):
        def says(self) -> str:
            return "meow"

    with pytest.raises(TypeError, match="Kitten can be made: say its key"):

        class Kitten(Cat):
            """A class to be made, without a key."""


def test_a_dataclass_with_slots_is_one_class_and_the_one_that_lives(
    animals: Registry[str, type[Animal]],
) -> None:
    @dataclass(slots=True)
    class Dog(Animal, key="dog"):
        age: int

        def says(self) -> str:
            return "woof"

    assert animals["dog"] is Dog
    assert len(animals) == 1


def test_two_classes_of_one_key_are_refused_by_name(animals: Registry[str, type[Animal]]) -> None:
    class Cat(Animal, key="cat"):
        def says(self) -> str:
            return "meow"

    with pytest.raises(DuplicateKey, match=r"'cat' is registered by .*Cat:\d+ and .*Lion:\d+$"):

        class Lion(Animal, key="cat"):
            def says(self) -> str:
                return "roar"

    alike = {"__module__": __name__, "__qualname__": Cat.__qualname__}
    with pytest.raises(DuplicateKey, match=r"Cat:[0-9]+ and again by .*Cat:[0-9]+$"):
        type("Cat", (Cat,), alike, key="cat")
    assert animals["cat"] is Cat


def test_the_same_class_written_again_takes_the_place_of_the_first(
    animals: Registry[str, type[Animal]],
) -> None:
    def written() -> type[Animal]:
        class Cat(Animal, key="cat"):
            def says(self) -> str:
                return "meow"

        return Cat

    written()
    again = written()

    assert animals["cat"] is again
