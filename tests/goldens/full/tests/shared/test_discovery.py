"""Finding plugins: in all three places, in one order, and each held against the contract."""

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from shop.shared.discovery import (
    Found,
    NoAttribute,
    NoModule,
    NoReference,
    found,
    loaded,
    offerings,
)
from shop.shared.plugins import About, PluginRules

from tests.packaged import on_path, packaged
from tests.shared.belfry import HEAD, NEVER, POINT, Bell, cracked

EASY = PluginRules()
FILES = {
    "belfry_kept/__init__.py": "",
    "belfry_kept/one.py": HEAD.replace("culprit", "one"),
    "belfry_kept/two.py": HEAD.replace("culprit", "two")
    + "from belfry_kept.one import Culprit as Again\n"
    "from abc import ABC, abstractmethod\n"
    "class Unfinished(Told, ABC):\n"
    "    @abstractmethod\n"
    "    def more(self): ...\n"
    "class Stranger:\n"
    "    about = About(name='stranger', version='1', api_version=API)\n",
    "belfry_kept/wrong.py": "raise RuntimeError('cracked')\n",
    "belfry_other.py": HEAD.replace("culprit", "other") + "class Outer:\n"
    "    class Inner(Told):\n"
    "        about = About(name='inner', version='1', api_version=API)\n"
    "    class Twin(Told):\n"
    "        about = About(name='one', version='1', api_version=API)\n",
    "belfry_lacking.py": "import belfry_lacking_this\n",
    "belfry_stopped.py": "raise KeyboardInterrupt\n",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bells")
    entries = {POINT.group: {"one": "belfry_other:Culprit"}}
    packaged(folder, "bells", FILES, entries, version="2.5")
    return folder


@pytest.fixture(autouse=True)
def _importable(folder: Path) -> Iterator[None]:
    with on_path(folder):
        yield


def looked(rules: PluginRules = EASY, *references: str) -> Found[Bell]:
    package = import_module("belfry_kept")
    return found(POINT, rules, package=package, packages=offerings("belfry"), references=references)


def said(there: Found[Bell]) -> dict[str, str]:
    return {f"{it.name} of {it.source}": it.cause for it in there.broken}


def test_all_places_are_looked_at_and_what_is_imported_or_abstract_is_no_plugin() -> None:
    there = looked(PluginRules(prefixes=("belfry_other",)), "belfry_other:Outer.Inner")

    assert {name: it.source for name, it in there.registry.items()} == {
        "inner": "belfry_other:Outer.Inner",
        "one": "belfry_kept.one",
        "other": "bells 2.5",
        "two": "belfry_kept.two",
    }
    assert said(there) == {"wrong of belfry_kept.wrong": "cannot be loaded: RuntimeError: cracked"}


def test_of_two_with_one_name_the_one_of_ours_stays() -> None:
    there = looked(PluginRules(prefixes=("belfry_other",)), "belfry_other:Outer.Twin")

    assert there.registry["one"].source == "belfry_kept.one"
    assert said(there)["one of belfry_other:Outer.Twin"] == (
        "is there twice: by belfry_kept.one and by belfry_other:Outer.Twin"
    )


def test_the_same_class_found_twice_is_one_plugin() -> None:
    there = looked(PluginRules(prefixes=("belfry_kept",)), "belfry_kept.one:Culprit")

    assert there.registry["one"].source == "belfry_kept.one"
    assert there.names["belfry_kept.one:Culprit"] == "one"
    assert [it for it in there.broken if it.name == "one"] == []


def test_nothing_is_taken_afterwards() -> None:
    there = looked()

    with pytest.raises(Exception, match="comes too late"):
        there.registry.register("more", there.registry["one"])


def test_what_is_denied_is_not_even_imported() -> None:
    there = looked(PluginRules(denied=("one", "wrong")))

    assert [*there.registry] == ["two"]
    assert there.left_out == ("one", "wrong")
    assert said(there) == {}
    assert "belfry_other" not in sys.modules
    assert "belfry_kept.wrong" not in sys.modules


def test_with_a_list_of_the_allowed_all_others_are_left_out() -> None:
    there = looked(PluginRules(allowed=("two",), denied=("wrong",)))

    assert [*there.registry] == ["two"]
    assert there.left_out == ("one", "other", "wrong")


def test_what_does_not_keep_to_the_contract_is_named(tmp_path: Path) -> None:
    ways = [it for it in NEVER if "begin" not in it and "req" not in it]
    told = {"sound_told": "tests.shared.belfry:Told"}
    packaged(tmp_path, "sound-bells", {}, {POINT.group: told})
    cracked(tmp_path, ways)

    with on_path(tmp_path):
        there = looked(PluginRules(denied=("wrong",)))

    causes = {it.source: it.cause for it in there.broken}
    assert len(causes) == len(there.broken) == len(ways)
    for way in ways:
        assert causes[f"cracked-{way} 1.0"].startswith(NEVER[way][1]), way
    assert [*there.registry] == ["one", "other", "told", "two"]


def test_entry_points_that_cannot_be_read_spoil_no_others(tmp_path: Path) -> None:
    packaged(tmp_path, "garbled", {}, {POINT.group: {}})
    garbled = tmp_path / "garbled-1.0.dist-info" / "entry_points.txt"
    garbled.write_text(f"[{POINT.group}]\nno value\n", encoding="utf-8")

    with on_path(tmp_path):
        there = looked(PluginRules(denied=("wrong",)))

    assert [*there.registry] == ["one", "other", "two"]
    assert said(there)["garbled of garbled 1.0"].startswith("cannot be loaded: NotLoadable: ")


def test_entry_points_that_are_no_text_spoil_no_others_either(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    packaged(tmp_path, "torn", {}, {POINT.group: {}})
    (tmp_path / "torn-1.0.dist-info" / "entry_points.txt").write_bytes(b"[\xe9]")

    with on_path(tmp_path):
        there = looked(PluginRules(denied=("wrong",)))

    assert [*there.registry] == ["one", "other", "two"]
    assert f"a package in {tmp_path} is passed over" in caplog.text


def test_who_a_plugin_is_can_be_shown_on_one_line() -> None:
    for name in ("", "two\nlines"):
        with pytest.raises(ValueError, match="name of a plugin must be a word"):
            About(name=name, version="1.0", api_version=1)


def test_an_interrupt_is_no_fault_of_a_plugin() -> None:
    with pytest.raises(KeyboardInterrupt):
        looked(PluginRules(prefixes=("belfry_stopped",)), "belfry_stopped:Culprit")


def test_a_reference_is_written_as_module_and_attribute() -> None:
    for written in ("", "belfry_other", ":x", "a-b:x", "a:b c", "a..b:c", "os: x"):
        with pytest.raises(NoReference, match=f"^'{written}' is not written as 'module:attribute'"):
            loaded(written, ["belfry_other", "os"])


def test_a_module_outside_of_the_prefixes_is_not_imported() -> None:
    with pytest.raises(NoReference, match=r"'belfry_other' is not allowed; .* below belfry"):
        loaded("belfry_other:Culprit", ["belfry"])

    assert "belfry_other" not in sys.modules


def test_a_module_that_is_not_there_is_named() -> None:
    with pytest.raises(NoModule, match=r"there is no module 'belfry_kept\.nowhere'"):
        loaded("belfry_kept.nowhere:X", ["belfry_kept"])


def test_what_a_module_lacks_itself_is_another_matter() -> None:
    with pytest.raises(ModuleNotFoundError, match="belfry_lacking_this"):
        loaded("belfry_lacking:X", ["belfry_lacking"])


def test_an_attribute_that_is_not_there_is_named() -> None:
    with pytest.raises(NoAttribute, match=r"'belfry_other' holds no 'Outer\.Away'"):
        loaded("belfry_other:Outer.Away", ["belfry_other"])


def test_a_nested_attribute_is_found() -> None:
    kind = loaded("belfry_other:Outer.Inner", ["belfry_other"])

    assert isinstance(kind, type)
    assert kind.__name__ == "Inner"
