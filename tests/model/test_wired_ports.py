"""What ports are called where the app is wired."""

import pytest

from groundplan import Answers, Blueprint
from groundplan.model import Model

TEXT = """
blueprint: 1
name: bells
modules:
  tower:
    aggregates:
      Bell:
        fields: {weight: int}
        commands: {HangBell: {creates: true, emits: BellHung, asks: %(port)s.ring}}
    ports: {%(port)s: {methods: {ring: {takes: {weight: int}, returns: bool}}}}
"""


@pytest.mark.parametrize(
    ("port", "name"),
    [
        ("Ringer", "ringer"),
        ("Steps", "tower_steps"),
        ("Other", "tower_other"),  # a test calls an app so
        ("NightWork", "night_work_port"),  # it is no unit of work
    ],
)
def test_a_port_is_taken_for_nothing_else(port: str, name: str) -> None:
    model = Model.of(Answers(), Blueprint.parse(TEXT % {"port": port}))

    assert [it.name for it in model.wiring.ports] == [name]
