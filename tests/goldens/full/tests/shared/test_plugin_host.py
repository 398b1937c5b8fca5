"""Telling plugins: in order, each once, and never at the mercy of a broken one."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from functools import partial
from types import ModuleType
from typing import Any

import pytest

from shop.shared.asking import asked
from shop.shared.discovery import Found, found, offerings
from shop.shared.plugin_host import PluginHost, in_order
from shop.shared.plugins import About, PluginRules, PluginsBroken, Ready
from shop.shared.registry import Registry

from tests.doubles import FixedClock
from tests.packaged import on_path, packaged
from tests.shared.belfry import LATER, NEVER, POINT, Bell, Told, cracked

Host = PluginHost[Bell]
QUICK = PluginRules(seconds=0.001)
STRICT = PluginRules(seconds=0.001, strict=True)
PATIENT = PluginRules(seconds=60, strict=True)
ALL_TOLD = {"first": ["3 soft"], "told": ["3 soft"], "last": ["3 soft"]}
SOUND = """
from tests.shared.belfry import API, About, Told

class First(Told):
    about = About(name="first", version="1.0", api_version=API, priority=9)

class Last(Told):
    about = About(name="last", version="1.0", api_version=API, priority=-9)
"""


@pytest.fixture(scope="module", autouse=True)
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Install plugins that are sound, and one for each way to be broken."""
    folder = tmp_path_factory.mktemp("bells")
    entries = {"first": "sound:First", "last": "sound:Last", "told": "sound:Told"}
    packaged(folder, "sound-bells", {"sound.py": SOUND}, {POINT.group: entries})
    cracked(folder, [*NEVER, *LATER])
    with on_path(folder):
        yield


def empty() -> ModuleType:
    package = ModuleType("belfry")
    package.__path__ = []
    return package


def hosted(rules: PluginRules, *ways: str) -> Host:
    """Host the sound ones, and those that are broken in these ways."""
    wanted = {"sound-bells", *(f"cracked-{it}" for it in ways)}
    packages = [it for it in offerings("belfry") if it.name in wanted]
    there = found(POINT, rules, package=empty(), packages=packages)
    host = PluginHost(POINT, rules, there, FixedClock())
    host.begin()
    for ready in host.ready:
        vars(ready.plugin)["registry"] = there.registry
    return host


def heard(host: Host) -> dict[str, list[str]]:
    """Return what each of the sound ones heard."""
    plugins = {it.about.name: it.plugin for it in host.ready}
    return {it: vars(plugins[it])["heard"] for it in ALL_TOLD}


async def ring(host: Host) -> None:
    await host.tell("ring", lambda bell: bell.ring(times=3))


async def stop_all(before: set[asyncio.Task[Any]]) -> None:
    """Stop also those that would not the first time: the loop is that of other tests too."""
    left = asyncio.all_tasks() - before
    for it in left:
        it.cancel()
    await asyncio.gather(*left, return_exceptions=True)


async def test_every_plugin_is_told_once_in_order() -> None:
    host = hosted(PATIENT)

    await ring(host)

    assert [it.about.name for it in host.ready] == ["first", "told", "last"]
    assert heard(host) == ALL_TOLD
    assert host.broken == ()


async def test_those_that_cannot_begin_are_named_and_the_others_are_told() -> None:
    host = hosted(QUICK, *NEVER)

    await ring(host)

    assert heard(host) == ALL_TOLD
    broken = {it.source: it for it in host.broken}
    assert len(broken) == len(host.broken) == len(NEVER)
    for way, (_, cause) in NEVER.items():
        source = f"cracked-{way} 1.0"
        assert broken[source].cause.startswith(cause), way
        assert source in str(broken[source]), way


def test_nobody_begins_before_all_do_and_the_strict_hear_who_cannot() -> None:
    there = found(POINT, STRICT, package=empty(), packages=offerings("belfry"))
    host = PluginHost(POINT, STRICT, there, FixedClock())
    sound = [it.plugin for it in host.ready if it.source.startswith("sound")]
    known = {it.name for it in host.broken}

    assert len(sound) == len(ALL_TOLD)
    assert [it for it in sound if hasattr(it, "context")] == []
    with pytest.raises(PluginsBroken) as failed:
        host.begin()

    assert [it for it in sound if not hasattr(it, "context")] == []
    late = {it.name for it in failed.value.broken}
    assert late == {it for it in NEVER if "begin" in it}
    assert late.isdisjoint(known)


async def test_those_that_fail_when_told_are_named_and_the_others_are_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    host, before = hosted(QUICK, *LATER), asyncio.all_tasks()

    await ring(host)
    await stop_all(before)

    assert heard(host) == ALL_TOLD
    assert [(it.name, it.source) for it in host.broken] == [
        (way, f"cracked-{way} 1.0") for way in sorted(LATER)
    ]
    for it in host.broken:
        assert it.cause.startswith(LATER[it.name][1]), it.name
        assert str(it) in caplog.messages, it.name


async def test_the_strict_are_told_of_all_failures_after_all_were_told() -> None:
    host, before = hosted(STRICT, *LATER), asyncio.all_tasks()

    with pytest.raises(PluginsBroken, match="cracked-raises") as failed:
        await ring(host)
    await stop_all(before)

    assert heard(host) == ALL_TOLD
    assert [it.name for it in failed.value.broken] == sorted(LATER)
    for it in failed.value.broken:
        assert it.cause.startswith(LATER[it.name][1]), it.name


async def test_what_is_broken_does_not_pass_for_somebody_who_does_not_answer() -> None:
    host = hosted(STRICT, "raises")

    with pytest.raises(PluginsBroken):
        await asked("Bell", partial(ring, host), seconds=60)

    assert heard(host) == ALL_TOLD


async def test_one_that_ends_all_while_they_are_told_does_not_stop_it() -> None:
    host = hosted(PATIENT)

    async def ring_and_end(bell: Bell) -> None:
        await bell.ring(times=1)
        await host.shutdown()

    await host.tell("ring", ring_and_end)
    await ring(host)

    assert [it.count("1 soft") for it in heard(host).values()] == [1, 1, 1]
    assert [it.count("3 soft") for it in heard(host).values()] == [0, 0, 0]


async def test_all_together_take_no_longer_than_they_may() -> None:
    host = hosted(PluginRules(seconds=60, altogether=0.004))

    async def hang(_: Bell) -> None:
        await asyncio.Event().wait()

    await host.tell("ring", hang)

    assert {it.cause for it in host.broken} == {"takes more than 0.001 s for ring"}
    assert len(host.broken) == 3


async def test_plugins_end_in_reverse_once_and_each() -> None:
    host = hosted(QUICK, "raises")
    ended: list[str] = []

    def noting(name: str) -> Callable[[], Any]:
        async def shutdown() -> None:
            ended.append(name)
            if name == "raises":
                raise OSError(name)

        return shutdown

    for ready in host.ready:
        vars(ready.plugin)["shutdown"] = noting(ready.about.name)
    await host.shutdown()
    await host.shutdown()

    assert ended == ["last", "told", "raises", "first"]
    assert [it.cause for it in host.broken] == ["fails in shutdown: OSError: raises"]


async def test_whoever_is_cancelled_while_a_plugin_hangs_is_cancelled() -> None:
    host = hosted(PluginRules(seconds=60))
    hangs = asyncio.Event()

    async def hang(_: Bell) -> None:
        hangs.set()
        await asyncio.Event().wait()

    telling = asyncio.create_task(host.tell("ring", hang))
    await hangs.wait()

    telling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await telling

    assert host.broken == ()


async def test_the_latest_failure_of_each_is_kept(caplog: pytest.LogCaptureFixture) -> None:
    host = hosted(QUICK, "raises")

    for times in range(5):
        await host.tell("ring", lambda bell, times=times: bell.ring(times=times))  # type: ignore[misc]

    assert [it.cause for it in host.broken] == ["fails in ring: KeyError: 4"]
    assert caplog.record_tuples.count((caplog.records[0].name, logging.ERROR, str(host.broken[0])))


def readied(name: str, requires: tuple[str, ...] = (), priority: int = 0) -> Ready[Bell]:
    about = About(name=name, version="1", api_version=2, requires=requires, priority=priority)
    return Ready(about, Told(), "test 1.0")


def ordered(*plugins: Ready[Bell]) -> tuple[list[str], dict[str, str]]:
    return in_order({it.about.name: it for it in plugins})


def test_what_is_required_comes_first_then_priority_then_the_name() -> None:
    order, faults = ordered(
        readied("d", ("c",), priority=100),
        readied("c"),
        readied("b"),
        readied("a", priority=-1),
        readied("e", priority=5),
    )

    assert order == ["e", "b", "c", "d", "a"]
    assert faults == {}


def test_a_circle_is_shown_and_what_stands_behind_it_too() -> None:
    order, faults = ordered(
        readied("a", ("b",)), readied("b", ("c",)), readied("c", ("b",)), readied("d")
    )

    assert order == ["d"]
    assert faults == {
        "a": "requires what requires itself: b -> c -> b",
        "b": "requires what requires itself: b -> c -> b",
        "c": "requires what requires itself: c -> b -> c",
    }


def test_who_requires_a_broken_one_is_broken_too() -> None:
    registry: Registry[str, Ready[Bell]] = Registry("the plugin")
    for ready in (readied("a", ("b",)), readied("b", ("c",)), readied("d"), readied("e", ("e",))):
        registry.register(ready.about.name, ready)

    host = PluginHost(POINT, QUICK, Found(registry, (), (), {}), FixedClock())
    host.begin()

    assert [it.about.name for it in host.ready] == ["d"]
    assert {it.name: it.cause for it in host.broken} == {
        "a": "requires b, which cannot be had",
        "b": "requires c, which cannot be had",
        "e": "requires what requires itself: e -> e",
    }
