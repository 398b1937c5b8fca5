"""Forty edits as people make them, merged by us and by git alone."""

import re
import sys
from collections import Counter
from functools import cache
from pathlib import PurePosixPath

import pytest
from scenarios import Scenario, sides
from scenarios.cases import SCENARIOS

from groundplan.merge import Merged, merged
from groundplan.merge.lines import merged_lines
from groundplan.merge.pieces import ThreeWay

EACH = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda it: it.name)


@cache
def made(scenario: Scenario) -> tuple[bytes, bytes, bytes, Merged]:
    """Return the sides, and what we merge them to."""
    base, ours, theirs = sides(scenario)
    done = merged(PurePosixPath(scenario.file), base=base, ours=ours, theirs=theirs)
    return base, ours, theirs, done


def words(content: bytes) -> Counter[str]:
    return Counter(re.findall(r"\w+|[^\w\s,()]", content.decode()))


def test_there_are_forty() -> None:
    assert len({it.name for it in SCENARIOS}) == 40


@EACH
def test_what_is_apart_does_not_conflict(scenario: Scenario) -> None:
    base, _, theirs, done = made(scenario)

    assert theirs != base, "the new version changes nothing here"
    assert bool(done.conflicts) == (not scenario.apart), done.text.decode()
    assert done.how != "kept"


@EACH
def test_nothing_that_was_typed_is_lost(scenario: Scenario) -> None:
    base, ours, theirs, done = made(scenario)

    assert not words(ours) - words(base) - words(done.text)
    assert not words(theirs) - words(base) - words(done.text)
    assert done.text.count(b"\r\n") == (done.text.count(b"\n") if scenario.crlf else 0)


@EACH
def test_what_merges_is_whole(scenario: Scenario) -> None:
    *_, done = made(scenario)

    if scenario.file.endswith(".py") and not done.conflicts:
        compile(done.text, scenario.file, "exec")


def test_git_alone_conflicts_more(capsys: pytest.CaptureFixture[str]) -> None:
    counts = Counter[str]()
    for scenario in SCENARIOS:
        base, ours, theirs, done = made(scenario)
        plain = merged_lines(ThreeWay(base.decode(), ours.decode(), theirs.decode()))
        assert plain is not None
        assert len(done.conflicts) <= len(plain.conflicts), scenario.name
        counts["conflicts of ours"] += len(done.conflicts)
        counts["conflicts of git"] += len(plain.conflicts)
        counts["files of ours"] += bool(done.conflicts)
        counts["files of git"] += bool(plain.conflicts)

    with capsys.disabled():
        sys.stdout.write("\n" + ", ".join(f"{name}: {it}" for name, it in counts.items()) + "\n")
    assert counts["conflicts of ours"] * 4 < counts["conflicts of git"]
