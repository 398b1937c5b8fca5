"""Who answers for payment gateway: whom the setting names."""

import pathlib
from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

import pytest

from shop.app import build
from shop.billing.adapters import InProcessPaymentGateway
from shop.billing.ports import PaymentGateway
from shop.plugins import found_plugins
from shop.shared import plugins as life
from shop.shared import strategies
from shop.shared.values import Currency, Money, OrderId

from tests.doubles import FixedClock
from tests.extended import settings_with
from tests.packaged import examples_installed

_Pair = tuple[PaymentGateway, PaymentGateway]


@pytest.fixture
def adapters(tmp_path: pathlib.Path) -> Iterator[_Pair]:
    """Return the adapter of the program, and that of the example."""
    settings = settings_with(payment_gateway="contrary")
    with examples_installed(tmp_path):
        plugins = found_plugins(settings, FixedClock())
        other = plugins.payment_gateway.chosen(InProcessPaymentGateway)
        plugins.begin()
        yield InProcessPaymentGateway(), other


def test_the_adapter_of_the_program_is_chosen_unless_another_is_named() -> None:
    settings = settings_with()
    adapters = build(settings).adapters

    assert settings.payment_gateway == "memory"
    assert [it for it in adapters if isinstance(it, InProcessPaymentGateway)]


def test_the_setting_names_another(tmp_path: pathlib.Path) -> None:
    with examples_installed(tmp_path):
        app = build(settings_with(payment_gateway="contrary"))

    kinds = {type(it).__module__ for it in app.adapters}
    assert "shop_payment_gateway_example" in kinds
    assert InProcessPaymentGateway not in map(type, app.adapters)


async def test_the_chosen_one_ends_with_the_app(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[str] = []

    async def shutdown(plugin: life.Lifecycle) -> None:
        ended.append(type(plugin).__module__)

    monkeypatch.setattr(life.Lifecycle, "shutdown", shutdown)
    with examples_installed(tmp_path):
        app = build(settings_with(payment_gateway="contrary"))
    await app.close()

    assert "shop_payment_gateway_example" in ended


def test_a_reference_names_another(tmp_path: pathlib.Path) -> None:
    reference = "shop_payment_gateway_example:Contrary"
    prefixes = ("shop_payment_gateway_example",)
    with examples_installed(tmp_path):
        app = build(settings_with(payment_gateway=reference, plugins_prefixes=prefixes))

    assert reference.partition(":")[0] in {type(it).__module__ for it in app.adapters}


def test_an_unknown_name_is_refused_with_the_nearest_before_anybody_begins(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[life.Lifecycle] = []
    monkeypatch.setattr(life.Lifecycle, "initialize", lambda plugin, _: begun.append(plugin))

    with examples_installed(tmp_path), pytest.raises(strategies.NotChosen) as refused:
        build(settings_with(payment_gateway="contary"))

    setting, _, cause = str(refused.value).partition(": ")
    said, _, known = cause.partition(" (known: ")
    assert setting == "SHOP_PAYMENT_GATEWAY"
    assert said == "there is no adapter 'contary'; did you mean 'contrary'?"
    # Plugins of yours are known beside them.
    assert {"contrary", "memory"} <= {*known.removesuffix(")").split(", ")}
    assert begun == []


async def ask_charge(port: PaymentGateway) -> bool:
    return await port.charge(
        order=OrderId(UUID(int=1000)),
        amount=Money(amount=Decimal(1), currency=Currency.USD),
    )


async def test_charge_is_answered_otherwise_by_the_other(adapters: _Pair) -> None:
    ours, other = adapters

    assert await ask_charge(ours) != await ask_charge(other)
