"""Who answers for the ports: chosen by whoever builds the app, closed with it."""

from dataclasses import replace

import pytest

from shop.app import App, build
from shop.billing.adapters import InProcessAlerts, InProcessPaymentGateway


class Closing:
    """An adapter that has something to give back, and may fail at it."""

    def __init__(self, name: str, closed: list[str], *, fails: bool = False) -> None:
        self._name = name
        self._closed = closed
        self._fails = fails

    async def aclose(self) -> None:
        self._closed.append(self._name)
        if self._fails:
            raise OSError(self._name)


async def test_whoever_builds_the_app_says_who_answers(app: App) -> None:
    payment_gateway = InProcessPaymentGateway()
    alerts = InProcessAlerts()

    other = build(app.settings, payment_gateway=payment_gateway, alerts=alerts)

    assert other.adapters == (payment_gateway, alerts)
    await other.close()


@pytest.mark.parametrize("failing", [[], ["first"], ["last"], ["last", "first"]])
async def test_adapters_are_closed_the_last_first_also_if_some_fail(
    app: App, failing: list[str]
) -> None:
    closed: list[str] = []
    failed: list[str] = []
    first = Closing("first", closed, fails="first" in failing)
    last = Closing("last", closed, fails="last" in failing)

    try:
        await replace(app, adapters=(first, object(), last)).close()
    except* OSError as errors:
        failed += map(str, errors.exceptions)

    assert closed == ["last", "first"]
    assert failed == failing


async def test_the_database_is_closed_once_nobody_needs_it(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[str] = []

    async def close(_: object) -> None:
        closed.append("database")

    monkeypatch.setattr(type(app.database), "close", close)

    await replace(app, adapters=(Closing("adapter", closed),)).close()

    assert closed == ["adapter", "database"]
