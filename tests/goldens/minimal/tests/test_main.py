"""`python -m notes` plays its scenario."""

import runpy

import pytest

from notes.settings import LOG_LEVEL


def test_the_scenario_is_played_to_its_end(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(LOG_LEVEL, raising=False)

    runpy.run_module("notes", run_name="__main__")

    said = capsys.readouterr().out.splitlines()
    assert "Write a note." in said
    assert any(line.startswith("    ") for line in said)


def test_the_log_is_as_loud_as_the_settings_say(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, object]] = []
    monkeypatch.setattr("logging.basicConfig", lambda **it: given.append(it))
    monkeypatch.setenv(LOG_LEVEL, "DEBUG")

    runpy.run_module("notes", run_name="__main__")

    assert given == [{"level": "DEBUG"}]
