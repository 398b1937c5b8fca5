"""Run a write again and again, each time killed at another of its steps.

    python killing.py update PLAN PROJECT SCRATCH POINTS SEED
    python killing.py new    PRESET -      SCRATCH POINTS SEED
    python killing.py add    FIELD PROJECT SCRATCH POINTS SEED

A step is a call that changes the disk. After each kill the next run recovers, as the command
does; then the place is as it was, or as it should be, and what was asked for can be had. What
adds to a blueprint may leave that written alone, and an update ends it. Prints what went
wrong, in JSON, and how many steps there were.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from groundplan import Answers, Plan, create, source, staging
from groundplan.amend import addition
from groundplan.errors import GroundplanError
from groundplan.project import preset
from groundplan.update import update

STEPS = (
    (Path, "replace"),
    (Path, "rename"),
    (Path, "mkdir"),
    (Path, "rmdir"),
    (Path, "unlink"),
    (Path, "chmod"),
    (Path, "write_text"),
    (os, "fchmod"),
    (os, "link"),
    (shutil, "rmtree"),
    (subprocess, "run"),
)
State = dict[str, tuple[int, bytes]]


def counted(at: int) -> Iterator[int]:
    """Count steps from now on, and die before the one that is asked for; yield 0, then how many."""
    done = 0

    def wrapped(function: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **named: object) -> object:
            nonlocal done
            done += 1
            if done == at:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*arguments, **named)

        return call

    for owner, name in STEPS:
        setattr(owner, name, wrapped(getattr(owner, name)))
    yield done
    yield done


def forked(action: Callable[[], object], at: int) -> int:
    """Run in a process that dies at a step; return 0 then, else the number of steps."""
    reader, writer = os.pipe()
    pid = os.fork()
    if not pid:
        counter = counted(at)
        next(counter)
        action()
        os.write(writer, str(next(counter)).encode())
        os._exit(0)
    os.close(writer)
    told = os.read(reader, 20)
    os.close(reader)
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        return 0
    assert status == 0, "the write failed by itself"
    return int(told)


def held(root: Path) -> State:
    """Return all that a place holds, but for the inside of git; the index counts."""
    files = {
        path.relative_to(root).as_posix(): (path.stat().st_mode & 0o777, path.read_bytes())
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(root).parts
    }
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-s", "-z"], capture_output=True, check=False
    )
    return files | {"index": (0, listed.stdout)} if (root / ".git").exists() else files


@dataclass(frozen=True)
class Trial:
    """A write, how its place is prepared, and what the next run does there."""

    prepare: Callable[[], Path]
    action: Callable[[], object]
    next_run: Callable[[], object]


def tried(trial: Trial, points: int, seed: int) -> None:
    """Kill at points of an action, and print what went wrong."""
    prepare, action = trial.prepare, trial.action
    # The first run also keeps what it found out, here and elsewhere: the others take fewer steps.
    prepare()
    forked(action, -1)
    prepare()
    trial.next_run()
    root = prepare()
    old = held(root)
    steps = forked(action, -1)
    new = held(root)
    wrong = []
    chosen = range(1, steps + 1)
    for at in chosen if points >= steps else random.Random(seed).sample(chosen, points):
        root = prepare()
        assert forked(action, at) == 0
        try:
            trial.next_run()
        except GroundplanError as error:
            # All was done before the kill: what is new is there, and waits for a commit.
            if held(root) != new:
                wrong.append(f"{at}: {error}")
                continue
        found = held(root)
        left = [it.name for it in root.parent.iterdir() if it.name.startswith(".")]
        own = root / staging.OWN
        left += [it.name for it in own.iterdir() if "schema" not in it.name] if own.is_dir() else []
        if found not in (old, new) or left:
            differing = {it for it in found.keys() | new.keys() if found.get(it) != new.get(it)}
            wrong.append(f"{at}: {sorted(differing)[:5]} {left}")
        elif found == old:
            forked(action, -1)
            if held(root) != new:
                wrong.append(f"{at}: it cannot be done again")
    json.dump({"steps": steps, "changes": old != new, "wrong": wrong}, sys.stdout)


def main(arguments: list[str]) -> None:
    """Do what the command line says."""
    verb, what, project, scratch, points, seed = arguments
    root = Path(scratch, "place", "x")

    def cleared() -> Path:
        shutil.rmtree(root.parent, ignore_errors=True)
        if verb == "new":
            root.parent.mkdir(parents=True)
        else:
            shutil.copytree(project, root, symlinks=True)
        return root

    def recover() -> object:
        return staging.recover(root)

    match verb:
        case "update":
            plan = Plan.from_json(Path(what).read_text("utf-8"))
            trial = Trial(cleared, lambda: replace(plan, destination=root).apply(), recover)
        case "add":
            source.is_pristine = lambda: True
            path, _, value = what.partition("=")
            amend = partial(addition, root, "field", path, value)
            trial = Trial(cleared, lambda: amend().apply(), lambda: update(root))
        case _:
            answers, blueprint = Answers(), preset(what)
            trial = Trial(cleared, lambda: create(root, answers, blueprint), recover)
    tried(trial, int(points), int(seed))


if __name__ == "__main__":
    main(sys.argv[1:])
