"""The plugins of this project: which are found, what a broken one spoils, what the doctor says."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from shop.__main__ import main
from shop.app import build
from shop.plugins import Plugins, examined, found_plugins
from shop.settings import PREFIX
from shop.shared.plugins import Lifecycle, PluginsBroken

from tests.doubles import FixedClock
from tests.extended import NEVER_OPENED, settings_with
from tests.packaged import examples_installed, on_path, packaged

# The groups of entry points: of ports whose plugins are all told, each with its methods, and of
# those that one is chosen for.
TOLD = {
    "shop.alerts": [
        "payment_refused",
    ],
}
CHOSEN = [
    "shop.payment_gateway",
]
CULPRIT = """
import asyncio
from shop.shared.plugins import About, Lifecycle

class Culprit(Lifecycle):
    about = About(name={name!r}, version="1", api_version={version})

async def act():
    {act}

def method(name):
    async def call(self, **given):
        return await act()
    setattr(Culprit, name, call)

for name in {methods!r}:
    method(name)
"""
# Each way to be broken: what is wrong with it, and what is said. What only shows in a call is
# left out where nobody is told.
NEVER = {
    "unloadable": ("import nothing_of_that_name", "cannot be loaded: ModuleNotFoundError"),
    "exiting": ("raise SystemExit", "cannot be loaded: SystemExit"),
    "outdated": ("", "is written for version 2, but"),
    "lacking": ("Culprit = type('Culprit', (Lifecycle,), {'about': Culprit.about})", "has no"),
    "unready": ("Culprit.about = None", "does not say who it is"),
}
LATER = {
    "raising": ("raise OSError('noise')", "fails in {method}: OSError: noise"),
    "hanging": ("await asyncio.Event().wait()", "takes more than 0.001 s for {method}"),
    "answering": ("return 7", "answers with int to {method}, where nothing is expected"),
}


Culprits = dict[str, dict[str, str]]  # by group, by name: what is to be said


def culprits(folder: Path, group: str, methods: list[str]) -> dict[str, str]:
    """Install a plugin for each way to be broken; return what is to be said of which."""
    module, files, said = group.replace(".", "_"), {}, {}
    for name, (line, cause) in NEVER.items():
        version = 2 if name == "outdated" else 1
        text = CULPRIT.format(name=name, version=version, act="pass", methods=methods)
        files[f"{module}_{name}.py"] = f"{text}\n{line}\n"
        said[name] = cause
    for name, (line, cause) in LATER.items() if group in TOLD else ():
        text = CULPRIT.format(name=name, version=1, act=line, methods=methods)
        files[f"{module}_{name}.py"] = text
        said[name] = cause.format(method=methods[-1])
    entries = {name: f"{module}_{name}:Culprit" for name in said}
    if group in TOLD:
        files[f"{module}_twin.py"] = CULPRIT.format(
            name="journal", version=1, act="pass", methods=methods
        )
        entries["twin"] = f"{module}_twin:Culprit"
        said["journal"] = "is there twice"
    packaged(folder, f"culprits-{module}", files, {group: entries}, version="6.6")
    return said


def source_of(group: str) -> str:
    return f"culprits-{group.replace('.', '_')} 6.6"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Culprits]:
    """Install culprits for every port."""
    folder = tmp_path_factory.mktemp("culprits")
    groups = [*TOLD, *CHOSEN]
    return folder, {it: culprits(folder, it, TOLD.get(it, ["ring"])) for it in groups}


@pytest.fixture
def broken(installed: tuple[Path, Culprits], monkeypatch: pytest.MonkeyPatch) -> Iterator[Culprits]:
    """Let the culprits be found; all of a port are from one package."""
    folder, said = installed
    monkeypatch.setenv(f"{PREFIX}PLUGINS_SECONDS", "0.001")
    with on_path(folder):
        yield said


def never_begun(broken: Culprits) -> Culprits:
    return {
        group: {name: cause for name, cause in said.items() if name not in LATER}
        for group, said in broken.items()
    }


@pytest.fixture(autouse=True)
def _database(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", NEVER_OPENED)


def names_of(plugins: Plugins) -> dict[str, tuple[str, ...]]:
    return {it.point.group: tuple(one.about.name for one in it.ready) for it in plugins.each()}


def doctor(capsys: pytest.CaptureFixture[str], *what: str) -> tuple[object, list[str]]:
    """Return what the command ends with, and what it says."""
    code: object = 0
    try:
        main(["plugins", *what])
    except SystemExit as ended:
        code = ended.code
    return code, capsys.readouterr().out.splitlines()


def test_the_plugins_of_the_program_are_found() -> None:
    found = names_of(found_plugins(settings_with(), FixedClock()))

    # Others may stand beside them, here and below: files of yours, and what is installed.
    assert found.keys() == {*TOLD, *CHOSEN}
    assert [it for it in TOLD if "journal" not in found[it]] == []


def test_those_of_the_examples_are_found_beside_them(tmp_path: Path) -> None:
    with examples_installed(tmp_path):
        found = names_of(found_plugins(settings_with(), FixedClock()))

    for group in TOLD:
        assert [it for it in found[group] if it in {"journal", "counted"}] == ["journal", "counted"]
    for group in CHOSEN:
        assert "contrary" in found[group]


@pytest.mark.parametrize("group", TOLD)
def test_those_that_a_setting_names_are_found_too(group: str, tmp_path: Path) -> None:
    module, setting = f"named_{group.replace('.', '_')}", group.partition(".")[2]
    text = CULPRIT.format(name="named", version=1, act="pass", methods=TOLD[group])
    (tmp_path / f"{module}.py").write_text(text, "utf-8")
    named = {setting: [f"{module}:Culprit"], "plugins_prefixes": [module]}
    with on_path(tmp_path):
        found = names_of(found_plugins(settings_with(**named), FixedClock()))

    assert "named" in found[group]


async def test_a_rehearsal_tells_each_plugin_everything_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    told = sorted(name for methods in TOLD.values() for name in methods)
    with examples_installed(tmp_path):
        plugins = found_plugins(settings_with(), FixedClock(), rehearsing=True)
        plugins.begin()
        await plugins.rehearse()

    said = defaultdict[str, list[str]](list)
    for record in caplog.records:
        said[record.name.rpartition(".")[2]].append(record.getMessage())
    assert sorted(it.partition(":")[0] for it in said["journal"]) == told
    assert sorted(it.partition(" ")[0] for it in said["counted"]) == told


async def test_whoever_tells_a_port_tells_its_plugins_until_the_app_is_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    journals = [f"shop.plugins.{it.partition('.')[2]}_journal" for it in TOLD]
    ended: list[str] = []

    async def shutdown(plugin: Lifecycle) -> None:
        ended.append(type(plugin).__module__)

    monkeypatch.setattr(Lifecycle, "shutdown", shutdown)
    app = build(settings_with())
    await app.close()

    telling = [it for it in app.adapters if type(it).__module__.endswith(".plugged")]
    assert len(telling) == len(TOLD)
    assert sorted(it for it in ended if it in journals) == sorted(journals)


async def test_the_program_runs_whatever_is_broken(broken: Culprits) -> None:
    app = build(settings_with(plugins_strict=False))

    names = names_of(app.plugins)
    assert [it for it in TOLD if "journal" not in names[it]] == []
    for holder in app.plugins.each():
        group = holder.point.group
        assert {it.name for it in holder.broken} == never_begun(broken)[group].keys(), group
    await app.close()


def test_the_strict_hear_of_all_that_is_broken_at_once_before_anybody_begins(
    broken: Culprits, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Lifecycle] = []
    monkeypatch.setattr(Lifecycle, "initialize", lambda plugin, _: begun.append(plugin))

    with pytest.raises(PluginsBroken) as refused:
        build(settings_with())

    assert len(refused.value.broken) == sum(map(len, never_begun(broken).values()))
    for it in refused.value.broken:
        (group,) = [group for group in broken if group.endswith(f".{it.point}")]
        assert it.source == source_of(group)
        assert it.cause.startswith(never_begun(broken)[group][it.name]), str(it)
        assert str(it) in str(refused.value)
    assert begun == []


def test_the_doctor_names_each_culprit_and_ends_with_one(
    broken: Culprits, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = doctor(capsys, "doctor")

    assert code == 1
    lines = [it for it in said if "BROKEN" in it and ", from culprits-" in it]
    assert len(lines) == sum(map(len, broken.values()))
    for group, causes in broken.items():
        for name, cause in causes.items():
            begins = f"  BROKEN {name}, from {source_of(group)}: {cause}"
            assert any(it.startswith(begins) for it in lines), begins


def test_the_list_names_what_never_began(
    broken: Culprits, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = doctor(capsys)

    assert code == 1
    assert sum("BROKEN" in it for it in said) == sum(map(len, never_begun(broken).values()))


def test_the_doctor_is_content_with_the_examples(
    elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with examples_installed(elsewhere):
        code, said = doctor(capsys, "doctor")

    assert code == 0
    assert sum(it.startswith("  counted 0.1.0, from ") for it in said) == len(TOLD)
    assert sum(it.startswith("  contrary 0.1.0, from ") for it in said) == len(CHOSEN)
    known = [it.partition(": memory is chosen, of memory, ")[2].split(", ") for it in said]
    assert sum("contrary" in it for it in known) == len(CHOSEN)


async def test_what_is_denied_is_left_out_and_said_so(tmp_path: Path) -> None:
    with examples_installed(tmp_path):
        settings = settings_with(plugins_denied=("contrary", "counted"))
        said, ails = await examined(settings, calls=True)

    assert not ails
    assert sum(it.endswith(", left out by the settings") for it in said) == len([*TOLD, *CHOSEN])


async def test_settings_for_no_plugin_are_named() -> None:
    said, ails = await examined(settings_with(plugins={"nobody": {}}), calls=False)

    assert ails
    assert said[-1] == "there are settings for 'nobody', and no such plugin"
