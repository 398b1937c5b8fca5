"""What is built and installed knows what it is, and finds its own past again.

Packages are built and installed as people do it, into folders; nothing is downloaded.
"""

import json
import os
import shutil
import tarfile
from pathlib import Path
from zipfile import ZipFile

import forked
import pytest
from conftest import NEXT, commit_all, git

BUILT = "groundplan/built.json"
CLOCK = "src/notes/shared/clock.py"
SYSTEM = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


@pytest.fixture
def checkout(releases: Path, tmp_path: Path) -> Path:
    """Return a clone to build from, and to change."""
    git("clone", "-q", str(releases), str(tmp_path / "checkout"), cwd=tmp_path)
    return tmp_path / "checkout"


def python(folder: Path, *arguments: str | Path, **told: str) -> str:
    done = forked.fresh([*map(str, arguments)], folder, os.environ | SYSTEM | told)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def built(root: Path, kind: str, folder: Path) -> Path:
    """Build a wheel or a source distribution."""
    shutil.rmtree(folder, ignore_errors=True)
    python(root, "-m", "hatchling", "build", "-t", kind, "-d", folder)
    (file,) = folder.iterdir()
    return file


def told_in(wheel: Path) -> object:
    with ZipFile(wheel) as archive:
        return json.loads(archive.read(BUILT)) if BUILT in archive.namelist() else None


def install(what: Path, site: Path) -> None:
    """Install over what is there, as `pip install` does."""
    shutil.rmtree(site, ignore_errors=True)
    said = ("--quiet", "--offline", "--no-deps", "--no-build-isolation")
    python(site.parent, "-m", "uv", "pip", "install", *said, "--target", site, what)


def change(checkout: Path) -> None:
    file = checkout / "template/src/{{ package }}/shared/clock.py"
    file.write_text(file.read_text("utf-8") + "\n# changed\n", "utf-8")


def test_a_wheel_knows_its_commit_and_whether_it_was_changed(
    checkout: Path, tmp_path: Path
) -> None:
    assert told_in(built(checkout, "wheel", tmp_path / "a")) == {"commit": NEXT, "changed": False}

    change(checkout)

    assert told_in(built(checkout, "wheel", tmp_path / "b")) == {"commit": NEXT, "changed": True}


def test_a_wheel_out_of_a_source_distribution_keeps_its_words(
    checkout: Path, tmp_path: Path
) -> None:
    change(checkout)
    with tarfile.open(built(checkout, "sdist", tmp_path / "a")) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (root,) = (tmp_path / "unpacked").iterdir()

    wheel = built(root, "wheel", tmp_path / "b")

    assert told_in(wheel) == {"commit": NEXT, "changed": True}


def test_a_wheel_of_files_without_git_says_nothing(checkout: Path, tmp_path: Path) -> None:
    shutil.rmtree(checkout / ".git")

    assert told_in(built(checkout, "wheel", tmp_path / "a")) is None


def test_an_installed_groundplan_brings_the_newer_template_of_its_version(
    checkout: Path, tmp_path: Path
) -> None:
    site, project = tmp_path / "site", tmp_path / "project"
    own = {"PYTHONPATH": str(site), "XDG_CACHE_HOME": str(tmp_path / "cache")}

    def run(*arguments: str | Path) -> str:
        return python(tmp_path, "-m", "groundplan", *arguments, **own)

    install(checkout, site)
    run("new", project)
    commit_all(project)
    record = project / ".copier-answers.yml"
    assert f"_commit: {NEXT}\n_src_path: {checkout}\n" in record.read_text("utf-8")
    change(checkout)
    commit_all(checkout)
    install(checkout, site)

    assert " edited" not in run("status", project)
    run("update", project)

    assert (project / CLOCK).read_text("utf-8").endswith("# changed\n")
    assert f"_commit: {NEXT}-1-g" in record.read_text("utf-8")
    commit_all(project)
    asked = ("--trust", "--defaults", "--quiet", "--vcs-ref", "HEAD")
    python(project, "-m", "copier", "update", *asked, **own)
    assert git("status", "--porcelain", cwd=project) == ""


def test_one_that_was_handed_over_keeps_the_source_that_a_project_names(
    checkout: Path, tmp_path: Path
) -> None:
    site, project = tmp_path / "site", tmp_path / "project"
    own = {"PYTHONPATH": str(site), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    asked = ("--trust", "--defaults", "--quiet", "--vcs-ref", "HEAD")
    python(tmp_path, "-m", "copier", "copy", *asked, checkout, project)
    commit_all(project)
    install(built(checkout, "wheel", tmp_path / "dist"), site)

    said = python(tmp_path, "-m", "groundplan", "update", project, **own)

    assert said == f"{project} is up to date with {NEXT}.\n"
    change(checkout)
    commit_all(checkout)
    install(built(checkout, "wheel", tmp_path / "dist"), site)

    said = python(tmp_path, "-m", "groundplan", "update", project, **own)

    assert "its template comes from" not in said
    assert f"\n_src_path: {checkout}\n" in (project / ".copier-answers.yml").read_text("utf-8")
    assert (project / CLOCK).read_text("utf-8").endswith("# changed\n")
