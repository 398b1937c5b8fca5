"""A statement that the user added keeps its place among those that use the same names."""

from pathlib import PurePosixPath as P

import pytest

from groundplan.merge import Merged, merged

BASE = """\
    mail = Mail() if mail is None else mail
    store = Store(settings)
    bus = Bus(clock)
    works = Works(store)
    return App(bus, works)
"""
NEW = """\
    container = made(settings, mail)
    mail = container.get(Mail)
    store = container.get(Store)
    works = container.get(Works)
    bus = container.get(Bus)
    return App(bus, works)
"""


def merge(ours: str, theirs: str = NEW) -> Merged:
    base, mine, new = (f"def build(mail: Mail) -> App:\n{it}" for it in (BASE, ours, theirs))
    return merged(P("a.py"), base=base.encode(), ours=mine.encode(), theirs=new.encode())


@pytest.mark.parametrize(
    ("above", "mine"),
    [
        ("    mail = Mail()", "    mail = Loud() if mail is None else mail\n"),
        ("    bus = ", "    store = traced(store)\n"),
    ],
    ids=["before what binds", "before what reads"],
)
def test_one_whose_names_are_used_elsewhere_now_is_a_conflict(above: str, mine: str) -> None:
    done = merge(BASE.replace(above, mine + above))

    assert done.conflicts
    assert mine in done.text.decode()


@pytest.mark.parametrize("mine", ["    begun()\n", "    level = 1\n"])
def test_one_that_uses_no_name_of_others_stays(mine: str) -> None:
    done = merge(BASE.replace("    bus = ", f"{mine}    bus = "))

    assert not done.conflicts
    assert mine in done.text.decode()


def test_one_whose_readers_read_something_else_now_is_a_conflict() -> None:
    mine = "    store = traced(store)\n"
    new = BASE.replace("Works(store)", "container.get(Works)").replace(
        "App(bus, ", "App(bus, store, "
    )

    assert merge(BASE.replace("    works = ", f"{mine}    works = "), new).conflicts


def test_one_goes_along_with_what_it_uses() -> None:
    mine = "    bus = traced(bus)\n"

    done = merge(BASE.replace("    works = ", f"{mine}    works = "))

    assert not done.conflicts
    assert f"container.get(Bus)\n{mine}    return" in done.text.decode()


def test_one_stays_where_what_it_uses_stays() -> None:
    mine = "    store = traced(store)\n"
    new = BASE.replace("Bus(clock)", "Bus(clock, mail)").replace("Store(s", "Store(mail, s")

    done = merge(BASE.replace("    bus = ", f"{mine}    bus = "), new)

    assert not done.conflicts
    assert done.text.decode().endswith(new.replace("    bus = ", f"{mine}    bus = "))
