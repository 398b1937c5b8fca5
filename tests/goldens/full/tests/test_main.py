"""`python -m shop` plays its scenario."""

import runpy

import pytest

from shop.settings import LOG_LEVEL


def test_the_scenario_is_played_to_its_end(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(LOG_LEVEL, raising=False)

    runpy.run_module("shop", run_name="__main__")

    said = capsys.readouterr().out.splitlines()
    assert "Place an order." in said
    assert "Take a payment." in said
    assert "Cancel an order." in said
    assert "Confirm an order." in said
    assert any(line.startswith("    ") for line in said)
