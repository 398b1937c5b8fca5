"""Mutation testing of generated projects: `make mutation`, or `python tests/mutation.py --again`.

mutmut plants small bugs in two projects that differ in every answer that shapes code, and runs
their own tests on each. In scope is what decides: the modules, and the mechanisms in `shared`
that they stand on. Out of scope is what carries: HTTP, SQL, plugins, the composition root.
A rule of the domain must be held by tests of the domain, so tests over HTTP and SQL are left out.

A mutant counts as killed if a test fails or never ends; one that no test reaches has survived.
Listed survivors (survivors.toml) survive like any other: the list says why, and the command
names what is not on it.
"""

import argparse
import difflib
import json
import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generated import BUILD, Project, tidy, written
from recipes import SHOP, Recipe, texts

WANTED = 90  # percent
HOME = BUILD / "mutation"
LISTED = Path(__file__).with_name("survivors.toml")
HOTEL = Recipe(
    "hotel",
    texts()["hotel"],
    (
        ("application", "services"),
        ("database", "memory"),
        ("http", "none"),
        ("container", "dishka"),
        ("license", "none"),
        ("ci", "gitlab"),
        ("docker", "false"),
        ("extras", "import_hook"),
    ),
)
RECIPES = (SHOP, HOTEL)

CARRIES = ("api", "schemas", "sql", "plugged")  # files of a module that decide nothing
SHARED = (
    *("asking", "checks", "clock", "closing", "errors", "event_bus", "items", "memory"),
    *("message_bus", "pages", "pipeline", "policies", "terms", "transitions", "unit_of_work"),
    *("use_cases", "values"),
)
# Tests of what carries. Those of the architecture read the code, and find mutmut's in it.
UNASKED = (
    *("*/test_api*.py", "*/test_sql*.py", "*/test_asking_sql.py"),
    *(
        f"*/shared/test_{it}.py"
        for it in (
            *("columns", "database", "discovery", "edge", "idempotency", "middleware", "openapi"),
            *("plugin_host", "problems", "registry", "request_lines", "site", "strategies"),
            *("web", "wire"),
        )
    ),
)
WHOLE = tuple(f"test_{it}.py" for it in ("adapters", "app", "main", "transactions", "wiring"))

# What mutmut 3 says by the exit code of a worker; all else is nobody's verdict.
VERDICTS = {1: "killed", 3: "killed", 0: "survived", 5: "survived", 33: "survived"}
TIMEOUTS = {-24, 24, 36, 152, 255}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A planted bug: its file below the package, what became of a line, and of the bug."""

    name: str
    file: str
    was: str
    becomes: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why mutants of a file survive: those that make one of some texts of its lines."""

    file: str
    becomes: tuple[str, ...]
    reason: str

    def covers(self, mutant: Mutant) -> bool:
        """Say whether this is about the mutant; a file is named by how its path ends."""
        ends = f"/{mutant.file}".endswith(f"/{self.file}")
        return ends and any(it in mutant.becomes for it in self.becomes)


def reasons() -> tuple[Reason, ...]:
    """Read the list of survivors."""
    listed = tomllib.loads(LISTED.read_text("utf-8"))["survivor"]
    return tuple(Reason(it["file"], tuple(it["becomes"]), it["reason"]) for it in listed)


def prepared(recipe: Recipe, seen: set[str], *, again: bool) -> Project:
    """Write a project, and how mutmut works in it; `again` keeps what was killed before."""
    folder = HOME / recipe.name
    if not again:
        shutil.rmtree(folder, ignore_errors=True)
    project = written(recipe, tidy(recipe), folder)
    wanted = settings(project, list(scope(project, seen)))
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("\n[tool.mutmut]\n")
        file.writelines(f"{key} = {json.dumps(it)}\n" for key, it in wanted.items())
    if again:
        forget(folder / "mutants")
    return project


def modules(project: Project) -> list[str]:
    """Return the modules that have a model."""
    source = project.folder / "src" / project.package
    return [it.parent.name for it in sorted(source.glob("*/model.py"))]


def scope(project: Project, seen: set[str]) -> Iterator[str]:
    """Go through the files to plant bugs in; what another project has alike was seen there."""
    source = project.folder / "src" / project.package
    files = [file for it in modules(project) for file in source.glob(f"{it}/*.py")]
    files = [it for it in files if it.stem not in CARRIES]
    for file in sorted([*files, *(it for it in source.glob("shared/*.py") if it.stem in SHARED)]):
        text = file.read_text("utf-8").replace(project.package, "")
        if text not in seen:
            seen.add(text)
            yield file.relative_to(project.folder).as_posix()


def settings(project: Project, files: list[str]) -> dict[str, object]:
    """Return the settings of mutmut."""
    tests = project.folder / "tests"
    selected = [*modules(project), "shared", *(it for it in WHOLE if (tests / it).exists())]
    given = ["-p", "no:cacheprovider", *(f"--ignore-glob={it}" for it in UNASKED)]
    return {
        "source_paths": ["src"],
        "only_mutate": files,
        "also_copy": ["examples", "migrations"],
        "pytest_add_cli_args": given,
        "pytest_add_cli_args_test_selection": [f"tests/{it}" for it in selected],
        "timeout_multiplier": 10.0,
        "track_dependencies": False,
        "use_git_change_detection": False,
    }


def forget(mutants: Path) -> None:
    """Forget which mutants survived, and which tests reach what: the tests may be others now."""
    (mutants / "mutmut-stats.json").unlink(missing_ok=True)
    for file in mutants.glob("src/**/*.meta"):
        meta = json.loads(file.read_text("utf-8"))
        codes = meta["exit_code_by_key"]
        meta["exit_code_by_key"] = {
            key: code if verdict(code) == "killed" else None for key, code in codes.items()
        }
        file.write_text(json.dumps(meta), "utf-8")


def verdict(code: int | None) -> str:
    """Name what became of a mutant."""
    return "timeout" if code in TIMEOUTS else VERDICTS.get(-1 if code is None else code, "unclear")


def run(project: Project) -> None:
    """Run mutmut in a project, in a time zone that no test expects."""
    kept = {it: os.environ[it] for it in ("HOME", "LANG", "PATH", "TMPDIR") if it in os.environ}
    command = [str(Path(sys.executable).with_name("mutmut")), "run"]
    done = subprocess.run(
        command, cwd=project.folder, env=kept | {"TZ": "Asia/Kathmandu"}, check=False
    )
    if done.returncode:
        raise SystemExit(f"mutmut ended with {done.returncode} in {project.folder}")


def mutants_of(project: Project) -> Iterator[Mutant]:
    """Read what became of each mutant."""
    root = project.folder / "mutants" / "src" / project.package
    for meta in sorted(root.rglob("*.meta")):
        codes = json.loads(meta.read_text("utf-8"))["exit_code_by_key"]
        changed = meta.with_suffix("")
        lines = changed.read_text("utf-8").splitlines()
        spans = json.loads(changed.with_name(f"{changed.name}.spans").read_text("utf-8"))["spans"]
        for name, code in codes.items():
            function = name.rpartition(".")[2]
            before, after = (
                lines[spans[it][0] - 1 : spans[it][1]]
                for it in (f"{function.rpartition('_')[0]}_orig", function)
            )
            file = changed.relative_to(root).as_posix()
            yield Mutant(name, file, *difference(before, after, function), verdict(code))


def difference(before: list[str], after: list[str], function: str) -> tuple[str, str]:
    """Return what was, and what became of it, each on one line."""
    original = f"{function.rpartition('_')[0]}_orig"
    after = [it.replace(function, original) for it in after]
    told = list(difflib.ndiff(before, after))
    was = " ".join(it[2:].strip() for it in told if it.startswith("- "))
    return was, " ".join(it[2:].strip() for it in told if it.startswith("+ "))


def report(project: Project, mutants: list[Mutant]) -> None:
    """Print the figures of each file."""
    files: dict[str, Counter[str]] = {}
    for it in mutants:
        files.setdefault(it.file, Counter())[it.verdict] += 1
    say(f"\n{project.package:30} killed timeout survived unclear   %")
    for file, found in sorted(files.items()):
        say(row(file, found))
    say(row("all", sum(files.values(), Counter())))


def row(name: str, found: Counter[str]) -> str:
    """Write a line of figures."""
    figures = (found[it] for it in ("killed", "timeout", "survived", "unclear"))
    return "{:30} {:6} {:7} {:8} {:7} {:5.1f}".format(name, *figures, share(found))


def share(found: Counter[str]) -> float:
    """Return how much was killed. Units: percent."""
    return 100 * (found["killed"] + found["timeout"]) / (found.total() or 1)


def unlisted(mutants: list[Mutant]) -> None:
    """Name each survivor that no reason covers, and each reason that covers none."""
    left = [it for it in mutants if it.verdict in {"survived", "unclear"}]
    listed = reasons()
    for it in left:
        if not any(reason.covers(it) for reason in listed):
            say(f"\nnot listed: {it.name}\n  - {it.was}\n  + {it.becomes}")
    for reason in listed:
        if not any(reason.covers(it) for it in left):
            say(f"\nno longer survives: {reason.file} {', '.join(reason.becomes)}")
    covered = sum(any(reason.covers(it) for reason in listed) for it in left)
    say(f"\n{len(left)} survived, {covered} of them with a reason in {LISTED.name}")


def say(line: str) -> None:
    """Write a line for whoever watches."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Test both projects; 1 if less is killed than is wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--again", action="store_true", help="ask survivors only, by new tests")
    chosen = parser.parse_args()
    found: list[Mutant] = []
    seen: set[str] = set()
    begun = time.monotonic()
    for recipe in RECIPES:
        project = prepared(recipe, seen, again=chosen.again)
        run(project)
        mutants = list(mutants_of(project))
        report(project, mutants)
        found += mutants
    unlisted(found)
    total = Counter(it.verdict for it in found)
    say(f"{share(total):.1f} % of {total.total()} killed in {time.monotonic() - begun:.0f} s")
    return 0 if share(total) >= WANTED else 1


if __name__ == "__main__":
    raise SystemExit(main())
