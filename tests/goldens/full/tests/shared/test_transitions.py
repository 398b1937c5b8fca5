"""The transition table: what it allows, and how it refuses."""

from enum import StrEnum

import pytest

from shop.shared.errors import IllegalMove
from shop.shared.transitions import Transitions


class Light(StrEnum):
    OFF = "off"
    ON = "on"
    BROKEN = "broken"


class BulbGone(IllegalMove):
    """The bulb is gone."""


TABLE = Transitions(
    {
        (Light.OFF, "Press"): (Light.ON, Light.BROKEN),
        (Light.ON, "Press"): (Light.OFF,),
        (Light.BROKEN, "Discard"): (),
    },
    refusals={(Light.BROKEN, "Press"): BulbGone},
)


def test_a_move_leads_to_the_state_of_its_outcome() -> None:
    assert TABLE.after(Light.OFF, "Press") is Light.ON
    assert TABLE.after(Light.OFF, "Press", outcome=1) is Light.BROKEN
    assert TABLE.after(Light.ON, "Press") is Light.OFF


def test_a_command_that_ends_a_life_is_allowed_and_leads_nowhere() -> None:
    assert TABLE.allow(Light.BROKEN, "Discard") == ()


@pytest.mark.parametrize("state", Light)
@pytest.mark.parametrize("command", ["Press", "Discard", "Shake"])
def test_every_pair_is_either_in_the_table_or_refused(state: Light, command: str) -> None:
    if (state, command) in TABLE.table:
        assert TABLE.allow(state, command) == TABLE.table[state, command]
        return

    with pytest.raises(IllegalMove) as refusal:
        TABLE.allow(state, command)
    with pytest.raises(IllegalMove):
        TABLE.after(state, command)

    assert (refusal.value.command, refusal.value.state) == (command, state)


def test_a_refusal_names_the_states_that_would_do() -> None:
    with pytest.raises(IllegalMove) as refusal:
        TABLE.after(Light.BROKEN, "Press")

    assert type(refusal.value) is BulbGone
    assert refusal.value.allowed == (Light.OFF, Light.ON)


def test_a_table_without_refusals_refuses_all_alike() -> None:
    table = Transitions({(Light.OFF, "Press"): (Light.ON,)})

    with pytest.raises(IllegalMove) as refusal:
        table.after(Light.BROKEN, "Press")

    assert type(refusal.value) is IllegalMove


def test_a_table_does_not_change_after_it_was_made() -> None:
    rows = {(Light.OFF, "Press"): (Light.ON,)}
    table = Transitions(rows)

    rows[Light.ON, "Press"] = (Light.OFF,)

    assert list(table.table) == [(Light.OFF, "Press")]
