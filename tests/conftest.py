"""What several suites share: a tagged copy of this repository, and ways to run both doors."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import figures
import forked
import interpreters
import postgres
import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
NEXT = "v999.0.0"

# How long examples take is no fault: machines are busy.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

Run = Callable[..., forked.Done]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what needs a server that is not there."""
    wanted = [item for item in items if item.get_closest_marker("postgres")]
    if wanted and not postgres.required() and not postgres.answers():
        for item in wanted:
            item.add_marker(pytest.mark.skip(reason=postgres.MISSING))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in the last lines what was measured, and what was not tested."""
    ran = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    for line in figures.lines(ran):
        terminalreporter.write_line(line)
    skipped = [str(it.longrepr) for it in terminalreporter.stats.get("skipped", [])]
    if count := sum(postgres.MISSING in it for it in skipped):
        terminalreporter.write_line(f"{count} tests skipped: {postgres.MISSING}", yellow=True)
    found = (re.search(rf"Python [\d.]+ {interpreters.MISSING}", it) for it in skipped)
    for line in sorted({it.group() for it in found if it}):
        terminalreporter.write_line(line, yellow=True)


def git(*arguments: str, cwd: Path) -> str:
    """Run git with a name of its own, untouched by the settings of who runs the tests."""
    own = {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_AUTHOR_NAME": "test",
        "GIT_AUTHOR_EMAIL": "test@localhost",
        "GIT_COMMITTER_NAME": "test",
        "GIT_COMMITTER_EMAIL": "test@localhost",
    }
    command = ["git", "-c", "init.defaultBranch=main", *arguments]
    done = subprocess.run(
        command, cwd=cwd, env=os.environ | own, capture_output=True, text=True, check=True
    )
    return done.stdout


def commit_all(folder: Path, message: str = "x") -> None:
    """Make a folder a repository with all its files committed."""
    if not (folder / ".git").exists():
        git("init", "-q", cwd=folder)
    git("add", "-A", cwd=folder)
    git("commit", "-qm", message, "--allow-empty", cwd=folder)


def tree_of(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return mode and bytes of every file below a folder, but for git's own."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_mode & 0o777, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }


@pytest.fixture(scope="session")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the repository with its real tags, and the working tree as the next release."""
    repo = tmp_path_factory.mktemp("releases") / "groundplan"
    git("clone", "-q", "--no-local", str(ROOT), str(repo), cwd=ROOT)
    listed = git("ls-files", "-co", "--exclude-standard", "-z", cwd=ROOT)
    wanted = {path for path in listed.split("\0") if path and (ROOT / path).is_file()}
    for path in repo.rglob("*"):
        here = path.relative_to(repo)
        if path.is_file() and ".git" not in here.parts and here.as_posix() not in wanted:
            path.unlink()
    for name in wanted:
        (repo / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, repo / name)
    commit_all(repo, "next")
    git("tag", NEXT, cwd=repo)
    return repo


@pytest.fixture
def groundplan(releases: Path) -> Run:
    """Return a function that runs the command of that release in a process of its own."""

    def run(
        *arguments: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> forked.Done:
        return _python(releases, ["-m", "groundplan", *map(str, arguments)], env, cwd)

    return run


@pytest.fixture
def copier(releases: Path) -> Run:
    """Return a function that runs stock copier in a process of its own."""

    def run(
        *arguments: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> forked.Done:
        return _python(releases, ["-m", "copier", *map(str, arguments)], env, cwd)

    return run


def _python(
    releases: Path, arguments: list[str], env: Mapping[str, str] | None, cwd: Path | None
) -> forked.Done:
    own = {
        "PYTHONPATH": str(releases / "generators"),
        "PYTHONPYCACHEPREFIX": str(releases.parent / "compiled"),
    }
    return forked.python(arguments, cwd or releases.parent, os.environ | own | dict(env or {}))
