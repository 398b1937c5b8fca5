from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, commit_all, git

from groundplan import __version__, source
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


def test_a_wheel_is_recorded_by_the_repository_and_its_version(checkout: Path) -> None:
    package = checkout / "generators/groundplan"
    (package / "copier.yml").write_text("")

    assert source.here() == Source(
        package, (("_commit", f"v{__version__}"), ("_src_path", REPOSITORY))
    )


def test_this_checkout_is_where_it_is() -> None:
    assert source.here().root == ROOT
