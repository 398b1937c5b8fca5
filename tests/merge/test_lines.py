import subprocess
import sys

import pytest

from groundplan.errors import EnvironmentFailed
from groundplan.merge.lines import merged_lines
from groundplan.merge.pieces import Conflict, ThreeWay


def numbered(count: int, mark: str = "") -> str:
    return "".join(f"{number}{mark}\nbetween\nbetween\nbetween\n" for number in range(count))


@pytest.mark.parametrize("count", [1, 126, 127, 128, 300])
def test_every_conflict_has_its_line(count: int) -> None:
    done = merged_lines(ThreeWay(numbered(count), numbered(count, "a"), numbered(count, "b")))

    assert done is not None
    assert len(done.conflicts) == count
    lines = done.text.split("\n")
    assert {lines[it.line - 1] for it in done.conflicts} == {"<<<<<<< yours"}


def test_a_marker_that_somebody_wrote_is_no_conflict() -> None:
    written = "<<<<<<< yours\nx\n=======\n>>>>>>> new version\n"
    done = merged_lines(ThreeWay("a\nb\nc\nd\n", f"{written}a\nb\nc\nd\n", "a\nb\nc\nd\ne\n"))

    assert done is not None
    assert not done.conflicts


def test_the_users_git_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "merge.conflictStyle")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "merge")
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    done = merged_lines(ThreeWay("a\n", "b\n", "c\n"))

    assert done is not None
    assert done.text == (
        "<<<<<<< yours\nb\n||||||| last version\na\n=======\nc\n>>>>>>> new version\n"
    )
    assert done.conflicts == (Conflict(1, ""),)


def test_no_git_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(EnvironmentFailed, match="git is missing; an update needs it"):
        merged_lines(ThreeWay("a\n", "b\n", "c\n"))


def test_a_clean_merge_loads_no_parser() -> None:
    base = "a = 1\n\n\nb = 2\n"
    sides = {"base": base, "ours": base.replace("1", "3"), "theirs": base.replace("2", "4")}
    program = (
        "import sys; from pathlib import PurePosixPath; from groundplan.merge import merged\n"
        f"done = merged(PurePosixPath('a.py'), **{{k: v.encode() for k, v in {sides}.items()}})\n"
        "assert done.text == b'a = 3\\n\\n\\nb = 4\\n', done\n"
        "assert 'libcst' not in sys.modules"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)

    assert done.returncode == 0, done.stderr.decode()
