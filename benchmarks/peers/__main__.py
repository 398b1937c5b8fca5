"""Run other generators on comparable work: `python -m benchmarks.peers [--only NAME] [--write]`.

Each gets an environment of its own below build/peers, with pinned versions; what cannot be
installed or does not run is named, and the others go on.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .. import machine
from ..bench import ROOT, Bench, require_equal
from ..cold import KIB, PEAK
from ..kept import DOCS
from ..timing import CPU, WALL, Timed, memory, timed
from . import judged
from .contestants import PEERS, Field, Peer
from .inputs import AGGREGATES, Inputs, prepared
from .page import NUMBERS, PAGE, Finding, page

BUILD = ROOT / "build" / "peers"
PATIENCE = 900  # seconds that an installation may take


class NotHere(Exception):
    """A generator that cannot be installed, or does not run."""


@dataclass(slots=True)
class Run:
    """A contestant, where it works, and its times."""

    peer: Peer
    at: Field
    times: list[Timed] = field(default_factory=list)

    def env(self) -> dict[str, str]:
        """Return an environment with its own programs first and an empty home."""
        home = self.at.bench.folder / "home"
        home.mkdir(exist_ok=True)
        path = os.pathsep.join([str(self.at.programs), os.environ["PATH"]])
        return self.at.bench.env() | {"PATH": path, "HOME": str(home)}

    def fresh(self) -> None:
        """Empty the place; ruff's answers are forgotten."""
        shutil.rmtree(self.at.place, ignore_errors=True)
        shutil.rmtree(self.at.bench.cache / "groundplan" / "formatted", ignore_errors=True)
        self.at.place.mkdir(parents=True)

    def once(self) -> Timed:
        """Let it work once."""
        self.fresh()
        commands, env = self.peer.commands(self.at), self.env()

        def work() -> None:
            for command in commands:
                self._run(command, env)

        return timed(work)

    def peak(self) -> float:
        """Return the most that a process of it held, in MiB."""
        self.fresh()
        commands, env = self.peer.commands(self.at), self.env()
        said = [self._run([sys.executable, "-c", PEAK, *it], env) for it in commands]
        return max(int(it.split()[-1]) for it in said) / KIB

    def _run(self, command: list[str], env: Mapping[str, str]) -> str:
        done = subprocess.run(
            command, cwd=self.at.place, env=env, capture_output=True, text=True, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        if done.returncode:
            last = (done.stderr or done.stdout).strip().splitlines()[-1:]
            raise NotHere(f"it ended with {done.returncode}: {''.join(last)[:200]}")
        return done.stdout


def installed(peer: Peer) -> Path:
    """Return the programs of an environment that holds the pinned packages."""
    if not peer.packages:
        return Path(sys.executable).parent
    wanted = "\n".join([*peer.packages, peer.npm])
    folder = BUILD / peer.name.split(",")[0].replace(" ", "-")
    mark, programs = folder / "installed", folder / "bin"
    if mark.is_file() and mark.read_text("utf-8") == wanted:
        return programs
    shutil.rmtree(folder, ignore_errors=True)
    uv = [sys.executable, "-m", "uv"]
    python = ["--python", sys.executable]
    _install([*uv, "venv", "-q", *python, str(folder)], folder.parent)
    into = ["--python", str(programs / "python")]
    _install([*uv, "pip", "install", "-q", *into, *peer.packages], folder)
    if peer.npm:
        (folder / "package.json").write_text('{"private": true}\n', "utf-8")
        npm = [str(programs / "npm"), "install", "--no-audit", "--no-fund", "--ignore-scripts"]
        _install([*npm, "--save-exact", peer.npm], folder, programs)
    mark.write_text(wanted, "utf-8")
    return programs


def _install(command: list[str], folder: Path, programs: Path | None = None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = os.pathsep.join([*([str(programs)] if programs else []), os.environ["PATH"]])
    env = {name: it for name, it in os.environ.items() if name != "PYTHONPATH"} | {"PATH": path}
    try:
        done = subprocess.run(
            command, cwd=folder, env=env, timeout=PATIENCE,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotHere(f"it cannot be installed: {type(error).__name__}") from error
    if done.returncode:
        raise NotHere("it cannot be installed here")


def entered(peer: Peer, bench: Bench, inputs: Inputs) -> Run:
    """Install a contestant, let it work once, and see that equal is equal."""
    place = bench.folder / "out" / peer.name.split(",")[0].replace(" ", "-") / "stockroom"
    run = Run(peer, Field(bench, inputs, installed(peer), place))
    run.once()
    if peer.same == "bytes":
        require_equal(inputs.project, place)
    if peer.same == "syntax" and judged.syntax(inputs.project) != judged.syntax(place):
        raise SystemExit(f"{peer.name} gives other Python than ours")
    return run


def found(run: Run) -> Finding:
    """Judge what a contestant wrote last."""
    peer, place = run.peer, run.at.place
    peak = run.peak()
    every = judged.files(place)
    code = [it for it in every if it.suffix == peer.code]
    return Finding(
        name=peer.name,
        version=_version(peer),
        reads=peer.reads,
        differs=peer.differs,
        files=len(every),
        lines=judged.lines(every),
        code=judged.lines(code),
        wall=statistics.median(it[WALL] for it in run.times),
        cpu=statistics.median(it[CPU] for it in run.times),
        peak=peak,
        **_verdicts(run),
    )


def _verdicts(run: Run) -> dict[str, str]:
    """Judge what lies in the place; equal bytes are judged once."""
    peer, place = run.peer, run.at.place
    if peer.same == "bytes" and peer is not PEERS[0]:
        return dict.fromkeys(("lint", "layout", "types", "tests"), "the same bytes")
    python = peer.code == ".py"
    interpreter = run.at.programs / "python"
    scratch = run.at.bench.scratch("judged")
    count = judged.tests(place)
    said = f"{count} files, not run" if count else "none"
    return {
        "lint": judged.lint(place) if python else "-",
        "layout": judged.layout(place) if python else "-",
        "types": judged.types(place, interpreter, scratch) if peer.typed else "-",
        "tests": judged.own_tests(place) if peer is PEERS[0] else said,
    }


def _version(peer: Peer) -> str:
    if peer.npm:
        return peer.npm.rpartition("@")[2]
    facts = machine.facts(memory=True)
    return peer.packages[0].partition("==")[2] if peer.packages else facts[_package(peer)]


def _package(peer: Peer) -> str:
    return peer.name.partition(",")[0]


def contest(bench: Bench, names: list[str], rounds: int) -> Iterator[tuple[str, Finding | NotHere]]:
    """Let all work in turns, then judge each."""
    inputs, runs = prepared(bench), []
    for peer in PEERS:
        if names and not any(it in peer.name for it in names):
            continue
        try:
            runs.append(entered(peer, bench, inputs))
        except NotHere as error:
            yield peer.name, error
    for _ in range(rounds):
        for run in runs:
            run.times.append(run.once())
    for run in runs:
        yield run.peer.name, found(run)


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("--only", action="append", default=[], metavar="NAME")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="write docs/peers.md")
    given = parser.parse_args()
    if given.only and given.write:
        parser.error("a page has all of them: --write goes without --only")
    place = memory()
    with tempfile.TemporaryDirectory(prefix="groundplan-peers-", dir=place) as folder:
        bench = Bench.of(Path(folder), 1)
        facts = machine.facts(memory=place is not None)
        findings, missing = [], {}
        for name, it in contest(bench, given.only, given.rounds):
            if isinstance(it, NotHere):
                missing[name] = str(it)
                print(f"{name}: {it}", flush=True)
                continue
            findings.append(it)
            print(
                f"{name}: {it.files:,} files, {it.lines:,} lines, {it.wall:.2f} s, cpu"
                f" {it.cpu:.2f} s, {it.each:.3f} s per 1,000 lines, {it.peak:.0f} MiB;"
                f" lint {it.lint}, layout {it.layout}, types {it.types}, tests {it.tests}",
                flush=True,
            )
    if given.write:
        write(facts, findings, missing, given.rounds)


def write(
    facts: Mapping[str, str], findings: list[Finding], missing: dict[str, str], rounds: int
) -> None:
    """Keep what was found, and write the page of it."""
    of = {"aggregates": AGGREGATES, "rounds": rounds}
    said = [it.as_json() for it in findings]
    held = {"machine": dict(facts), "of": of, "found": said, "missing": missing}
    (DOCS / NUMBERS).write_text(json.dumps(held, indent=2, ensure_ascii=False) + "\n", "utf-8")
    (DOCS / PAGE).write_text(page(facts, findings, missing, **of), "utf-8")


if __name__ == "__main__":
    main()
