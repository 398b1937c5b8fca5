"""The ports that plugins come through, and the plugins that come with the program: a file each.

`found_plugins` looks in this folder, in installed packages, and where the settings say.
"""

import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace

from shop.billing.plugged import PluggedAlerts
from shop.billing.ports import Alerts, PaymentGateway
from shop.settings import Settings
from shop.shared.clock import Clock, SystemClock
from shop.shared.discovery import found, offerings
from shop.shared.plugin_host import PluginHost
from shop.shared.plugin_report import PluginHolder, misnamed, report
from shop.shared.plugins import ExtensionPoint, PluginRules, PluginsBroken
from shop.shared.strategies import Strategies, references_of

PAYMENT_GATEWAY_POINT = ExtensionPoint(
    name="payment_gateway",
    group="shop.payment_gateway",
    setting="SHOP_PAYMENT_GATEWAY",
    contract=PaymentGateway,
    api_version=1,
)

ALERTS_POINT = ExtensionPoint(
    name="alerts",
    group="shop.alerts",
    setting="SHOP_ALERTS",
    contract=Alerts,
    api_version=1,
)


@dataclass(frozen=True, slots=True)
class Plugins:
    """All plugins, by port."""

    alerts: PluginHost[Alerts]
    payment_gateway: Strategies[PaymentGateway]

    def each(self) -> tuple[PluginHolder, ...]:
        """Return what holds the plugins of a port, for each of them."""
        return (
            self.payment_gateway,
            self.alerts,
        )

    def begin(self) -> None:
        """Let all begin that are chosen or told: last of all, once nothing else can be refused.

        One that then refuses itself leaves those begun that came before it: ending them takes
        time, and nobody waits here.

        Raises:
            ExtensionError: A chosen one fails to, or one that is told and the settings are strict.
        """
        for holder in self.each():
            holder.begin()

    async def rehearse(self) -> None:
        """Tell every plugin everything once, with values that are made up."""
        await PluggedAlerts(
            self.alerts,
        ).rehearse()

    async def aclose(self) -> None:
        """End every plugin, the last one first, also when one fails."""
        async with AsyncExitStack() as stack:
            for holder in self.each():
                stack.push_async_callback(holder.shutdown)


def rules_of(settings: Settings) -> PluginRules:
    """Return what the settings say of plugins."""
    return PluginRules(
        configured=settings.plugins,
        allowed=settings.plugins_allowed,
        denied=settings.plugins_denied,
        prefixes=settings.plugins_prefixes,
        strict=settings.plugins_strict,
        seconds=settings.plugins_seconds,
        altogether=settings.port_timeout,
    )


def found_plugins(settings: Settings, clock: Clock, *, rehearsing: bool = False) -> Plugins:
    """Load the plugins of every port; none has begun yet.

    Raises:
        PluginsBroken: Some are broken, and the settings are strict; all of them are named.
    """
    rules = rules_of(settings)
    here, packages = sys.modules[__name__], offerings("shop")
    if rehearsing:
        rules = replace(rules, strict=False)
    plugins = Plugins(
        alerts=PluginHost(
            ALERTS_POINT,
            rules,
            found(
                ALERTS_POINT,
                rules,
                package=here,
                packages=packages,
                references=settings.alerts,
            ),
            clock,
            rehearsing=rehearsing,
        ),
        payment_gateway=Strategies(
            PAYMENT_GATEWAY_POINT,
            rules,
            found(
                PAYMENT_GATEWAY_POINT,
                rules,
                package=here,
                packages=packages,
                references=references_of(
                    settings.payment_gateway,
                ),
            ),
            clock,
            name=settings.payment_gateway,
            rehearsing=rehearsing,
        ),
    )
    broken = tuple(it for holder in plugins.each() for it in holder.broken)
    if broken and rules.strict:
        raise PluginsBroken(broken)
    return plugins


async def examined(settings: Settings, *, calls: bool) -> tuple[list[str], bool]:
    """Say which plugins there are and what ails them, and whether anything does.

    With `calls` each that is told is called once, with values that are made up.
    """
    plugins = found_plugins(settings, SystemClock(), rehearsing=True)
    refused = [
        *plugins.payment_gateway.refused(),
        *misnamed(plugins.each(), rules_of(settings)),
    ]
    plugins.begin()
    if calls:
        await plugins.rehearse()
    await plugins.aclose()
    ails = bool(refused) or any(it.broken for it in plugins.each())
    return [*report(plugins.each()), *refused], ails
