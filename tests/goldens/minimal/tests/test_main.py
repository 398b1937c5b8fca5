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
