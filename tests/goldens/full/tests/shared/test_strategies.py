"""Choosing an adapter by its name: which begins, which is refused, and how it ends."""

from collections.abc import Iterator
from types import ModuleType

import pytest

from shop.shared.discovery import found, offerings
from shop.shared.plugins import PluginRules
from shop.shared.strategies import NotChosen, Strategies, references_of

from tests.doubles import FixedClock
from tests.packaged import on_path, packaged
from tests.shared.belfry import HEAD, NEVER, POINT, Bell, Told

Bells = Strategies[Bell]
EASY = PluginRules(prefixes=("small",), seconds=0.001)
GREAT = HEAD.replace("culprit", "great")
ENDLESS = (
    "    async def shutdown(self):\n"
    "        try:\n"
    "            await asyncio.Event().wait()\n"
    "        except asyncio.CancelledError:\n"
    "            await asyncio.sleep(3)\n"
)
# By package: what is installed as `great` in one test or another.
GREATS = {
    "great-bells": GREAT,
    "cracked-bells": NEVER["exits"][0],
    "thief-bells": HEAD.replace("culprit", "memory"),
    "endless-bells": GREAT + ENDLESS,
}


@pytest.fixture(scope="module", autouse=True)
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("bells")
    (folder / "small.py").write_text(HEAD.replace("culprit", "small"), encoding="utf-8")
    for package, text in GREATS.items():
        module = package.replace("-", "_")
        entries = {POINT.group: {"great": f"{module}:Culprit"}}
        packaged(folder, package, {f"{module}.py": text}, entries)
    with on_path(folder):
        yield


def bells(name: str, rules: PluginRules = EASY, *, installed: str = "great-bells") -> Bells:
    package = ModuleType("belfry")
    package.__path__ = []
    there = found(
        POINT,
        rules,
        package=package,
        packages=[it for it in offerings("belfry") if it.name == installed],
        references=references_of(name),
    )
    return Strategies(POINT, rules, there, FixedClock(), name=name)


def chosen(strategies: Bells) -> Bell:
    """Choose, and begin."""
    adapter = strategies.chosen(Told)
    strategies.begin()
    return adapter


def refusal(strategies: Bells) -> str:
    with pytest.raises(NotChosen) as refused:
        chosen(strategies)
    return str(refused.value)


def test_ours_is_always_there() -> None:
    strategies = bells("memory")
    ours = Told()

    assert strategies.names() == ("memory", "great")
    assert strategies.chosen(lambda: ours) is ours


def test_an_installed_one_is_chosen_by_its_name_and_begins() -> None:
    strategies = bells("great", PluginRules(configured={"great": {}}))
    adapter = strategies.chosen(Told)

    assert type(adapter).__module__ == "great_bells"
    assert isinstance(adapter, Told)
    assert not hasattr(adapter, "context")
    strategies.begin()
    assert adapter.context.clock.now() == FixedClock().now()


def test_only_the_chosen_one_begins() -> None:
    strategies = bells("memory")
    chosen(strategies)

    (other,) = strategies.ready
    assert not hasattr(other.plugin, "context")


def test_one_is_chosen_by_a_reference() -> None:
    assert type(chosen(bells("small:Culprit"))).__module__ == "small"


def test_an_unknown_name_is_refused_with_the_nearest_and_all_there_are() -> None:
    assert refusal(bells("graet")) == (
        "BELFRY_BELL: there is no adapter 'graet'; did you mean 'great'? (known: great, memory)"
    )


def test_what_would_be_refused_can_be_asked_for() -> None:
    assert bells("great").refused() == ()
    assert bells("memory").refused() == ()
    assert len(bells("graet").refused()) == 1


def test_a_reference_that_is_not_allowed_is_refused() -> None:
    said = refusal(bells("os:path"))

    assert said.startswith("BELFRY_BELL: 'path' cannot be loaded: NoReference: 'os' is not allowed")


def test_settings_that_it_does_not_take_are_refused() -> None:
    strategies = bells("great", PluginRules(configured={"great": {"size": 3}}))

    assert refusal(strategies) == (
        "BELFRY_BELL: 'great' (great-bells 1.0) refuses its settings: "
        "ValueError: takes no settings, but is given size"
    )
    assert [it.name for it in strategies.broken] == ["great"]


def test_a_broken_one_does_not_matter_until_it_is_chosen() -> None:
    broken = bells("great", installed="cracked-bells")

    assert isinstance(bells("memory", installed="cracked-bells").chosen(Told), Told)
    assert refusal(broken) == "BELFRY_BELL: 'great' cannot be loaded: SystemExit: 3"


def test_nobody_takes_the_name_of_ours() -> None:
    strategies = bells("memory", installed="thief-bells")
    ours = Told()

    assert strategies.chosen(lambda: ours) is ours
    assert [it.cause for it in strategies.broken] == ["has the name of the adapter of this program"]


async def test_what_was_begun_is_ended_once() -> None:
    strategies = bells("great")
    adapter = chosen(strategies)

    await strategies.shutdown()
    await strategies.shutdown()

    assert isinstance(adapter, Told)
    assert adapter.heard == ["shutdown"]


async def test_one_that_fails_to_end_is_named() -> None:
    strategies = bells("great", installed="endless-bells")
    chosen(strategies)

    await strategies.shutdown()

    assert [it.cause for it in strategies.broken] == ["takes more than 0.001 s for shutdown"]
