from pathlib import Path
from pathlib import PurePosixPath as P

import pytest

from groundplan import formatter
from groundplan.errors import EnvironmentFailed, GeneratorFault
from groundplan.tree import Tree

UGLY = "x   =  [1,\n2]\n"


def test_python_is_formatted_and_nothing_else() -> None:
    made = formatter.tidied(Tree({P("src/a.py"): UGLY, P("a.txt"): UGLY}))

    assert made[P("src/a.py")] == "x = [1, 2]\n"
    assert made[P("a.txt")] == UGLY


def test_the_projects_own_settings_are_used() -> None:
    settings = "[tool.ruff]\nline-length = 40\n"
    long = "value = function(argument_one, argument_two)\n"

    made = formatter.tidied(Tree({P("a.py"): long, P("pyproject.toml"): settings}))

    assert made[P("a.py")].count("\n") == 3


def test_the_users_settings_are_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "ruff.toml").write_text("line-length = 20\n")
    monkeypatch.setenv("RUFF_CONFIG", str(tmp_path / "ruff.toml"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)

    made = formatter.tidied(Tree({P("a.py"): "value = function(argument_one)\n"}))

    assert made[P("a.py")] == "value = function(argument_one)\n"


def test_python_that_does_not_parse_is_our_fault() -> None:
    with pytest.raises(GeneratorFault, match=r"a\.py"):
        formatter.tidied(Tree({P("a.py"): "def (\n"}))


def test_a_tree_without_python_stays_as_it_is() -> None:
    tree = Tree({P("a.txt"): "x\n"})

    assert formatter.tidied(tree) is tree


def test_modes_survive() -> None:
    made = formatter.tidied(Tree({P("run.py"): UGLY}, frozenset({P("run.py")})))

    assert made.mode(P("run.py")) == 0o755


def test_no_ruff_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> str:
        raise FileNotFoundError

    monkeypatch.setattr("ruff.find_ruff_bin", missing)
    monkeypatch.setenv("PATH", "")

    with pytest.raises(EnvironmentFailed, match="ruff is not installed"):
        formatter.tidied(Tree({P("a.py"): UGLY}))


TIDY = "x = [1, 2]\n"


def refuse(*_: object) -> None:
    raise AssertionError("ruff was asked")


def test_what_ruff_left_as_it_was_is_not_given_to_it_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    tree = Tree({P("a.py"): TIDY, P("b.py"): "y = 1\n"})
    formatter.tidied(tree)
    monkeypatch.setattr(formatter, "run_ruff", refuse)

    assert formatter.tidied(tree) is tree
    with pytest.raises(AssertionError, match="ruff was asked"):
        formatter.tidied(Tree({P("a.py"): "x = [1, 3]\n"}))


def test_what_ruff_changed_is_given_to_it_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    tree = Tree({P("a.py"): UGLY, P("b.py"): TIDY})

    assert formatter.tidied(tree)[P("a.py")] == TIDY
    assert formatter.tidied(tree)[P("a.py")] == TIDY


def test_other_settings_ask_ruff_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    long = "value = function(argument_one, argument_two)\n"
    formatter.tidied(Tree({P("a.py"): long}))
    settings = "[tool.ruff]\nline-length = 40\n"

    made = formatter.tidied(Tree({P("a.py"): long, P("pyproject.toml"): settings}))

    assert made[P("a.py")].count("\n") == 3


@pytest.mark.parametrize("kept", [b"", b"torn", b"x" * (formatter.MOST_KNOWN + formatter.DIGEST)])
def test_a_broken_memory_begins_anew(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kept: bytes
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    formatter.tidied(Tree({P("a.py"): TIDY}))
    (file,) = (it for it in tmp_path.rglob("*") if it.is_file())
    file.write_bytes(kept)

    assert formatter.tidied(Tree({P("a.py"): UGLY}))[P("a.py")] == TIDY
    formatter.tidied(Tree({P("a.py"): TIDY}))

    assert file.stat().st_size == formatter.DIGEST


def test_without_a_place_for_it_nothing_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "nowhere/in/particular")

    assert formatter.tidied(Tree({P("a.py"): UGLY}))[P("a.py")] == TIDY
