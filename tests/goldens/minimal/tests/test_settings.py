"""The settings: from the environment, once, and refused by name."""

from dataclasses import FrozenInstanceError

import pytest

from notes.settings import LEVELS, LOG_LEVEL, Settings


def test_the_variable_begins_with_the_name_of_the_program() -> None:
    assert LOG_LEVEL == "NOTES_LOG_LEVEL"


def test_an_empty_environment_is_enough() -> None:
    assert Settings.read({}) == Settings()


@pytest.mark.parametrize("level", LEVELS)
def test_the_environment_is_read(level: str) -> None:
    assert Settings.read({LOG_LEVEL: level.lower()}).log_level == level


def test_a_value_that_is_none_of_ours_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=f"{LOG_LEVEL} is 'LOUD'; use one of DEBUG, INFO"):
        Settings.read({LOG_LEVEL: "loud"})


def test_settings_never_change() -> None:
    settings, name = Settings(), "log_level"

    with pytest.raises(FrozenInstanceError):
        setattr(settings, name, "DEBUG")
