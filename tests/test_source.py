import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, commit_all, git

from groundplan import __version__, source
from groundplan.errors import EnvironmentFailed
from groundplan.source import REPOSITORY, Source


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a folder that the package believes to live in."""
    package = tmp_path / "generators/groundplan"
    package.mkdir(parents=True)
    (package / "x").write_text("")
    monkeypatch.setattr(source, "PACKAGE", package)
    source.here.cache_clear()
    yield tmp_path
    source.here.cache_clear()


def test_a_checkout_is_recorded_by_its_path_and_tag(checkout: Path) -> None:
    commit_all(checkout)
    git("tag", "v1.2.3", cwd=checkout)

    assert source.here() == Source(checkout, (("_commit", "v1.2.3"), ("_src_path", str(checkout))))


def test_changes_on_top_are_recorded_as_what_they_stand_on(checkout: Path) -> None:
    commit_all(checkout)
    git("tag", "v1.2.3", cwd=checkout)
    (checkout / "new").write_text("")

    assert dict(source.here().recorded)["_commit"] == "v1.2.3"


@pytest.mark.parametrize("begun", [True, False])
def test_without_a_commit_none_is_recorded(checkout: Path, begun: bool) -> None:
    if begun:
        git("init", "-q", cwd=checkout)

    assert source.here() == Source(checkout, (("_src_path", str(checkout)),))


def test_a_checkout_that_git_does_not_look_at_is_told(checkout: Path) -> None:
    (checkout / ".git").write_text("gitdir: /nowhere\n")

    with pytest.raises(EnvironmentFailed, match=f"git cannot look at {checkout}, where the"):
        source.here()


def test_a_wheel_is_recorded_by_the_repository_and_its_version(checkout: Path) -> None:
    package = checkout / "generators/groundplan"
    (package / "copier.yml").write_text("")

    assert source.here() == Source(
        package, (("_commit", f"v{__version__}"), ("_src_path", REPOSITORY))
    )


def installed(package: Path, origin: dict[str, object]) -> None:
    """Make a package one that pip installed from somewhere."""
    (package / "copier.yml").write_text("")
    told = package.parent / "groundplan-0.1.0.dist-info"
    told.mkdir()
    (told / "METADATA").write_text("Metadata-Version: 2.4\nName: groundplan\nVersion: 0.1.0\n")
    (told / "direct_url.json").write_text(json.dumps(origin))


def recorded() -> dict[str, str]:
    return dict(source.here().recorded)


@pytest.mark.parametrize(
    ("origin", "known"),
    [
        ({"url": "file://{}", "dir_info": {}}, "{}"),
        ({"url": "file://{}/gone", "dir_info": {}}, REPOSITORY),
        ({"url": "https://x.example/y", "vcs_info": {"vcs": "git"}}, "https://x.example/y"),
        ({"url": "file://{}", "vcs_info": {"vcs": "git"}}, "{}"),
        ({"url": "file://{}/dist/x.whl", "archive_info": {}}, REPOSITORY),
        ({"url": "https://x.example/x.whl", "archive_info": {}}, REPOSITORY),
    ],
)
def test_an_installed_package_is_recorded_by_where_it_came_from(
    checkout: Path, tmp_path: Path, origin: dict[str, object], known: str
) -> None:
    home = tmp_path / "a home"
    (home / ".git").mkdir(parents=True)
    typed = str(origin["url"]).format(str(home).replace(" ", "%20"))
    installed(checkout / "generators/groundplan", {**origin, "url": typed})

    assert recorded() == {"_commit": f"v{__version__}", "_src_path": known.format(home)}


@pytest.mark.parametrize("changed", [True, False])
def test_an_installed_package_knows_what_it_was_built_from(checkout: Path, changed: bool) -> None:
    package = checkout / "generators/groundplan"
    installed(package, {})
    (package / "built.json").write_text(json.dumps({"commit": "v1-2-gabc", "changed": changed}))

    assert recorded() == {"_commit": "v1-2-gabc", "_src_path": REPOSITORY}
    assert source.is_pristine() is not changed


def test_this_checkout_is_where_it_is() -> None:
    assert source.here().root == ROOT
