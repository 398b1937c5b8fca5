"""The app as it is wired: what stands around every command."""

import logging
from dataclasses import dataclass

import pytest

from shop.app import App
from shop.shared.errors import NotFound
from shop.shared.memory import MemoryStore, MemoryTransaction
from shop.shared.messages import Command
from shop.shared.unit_of_work import UnitOfWork

from tests.doubles import CountedIds, FixedClock


@dataclass(frozen=True, slots=True, kw_only=True)
class Knock(Command[None]):
    """Knock at the door."""


async def test_every_command_goes_through_the_steps(
    app: App, clock: FixedClock, ids: CountedIds, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    async def knock(command: Knock, work: UnitOfWork) -> None:
        raise NotFound("door", 1)

    def work() -> UnitOfWork:
        return UnitOfWork(MemoryTransaction(MemoryStore()), clock, ids)

    app.bus.on_command(Knock, knock, work)

    with pytest.raises(NotFound):
        await app.bus.send(Knock())
    assert [it.split(" ")[:2] for it in caplog.messages] == [
        ["Knock", "took"],
        ["Knock", "was"],
    ]
