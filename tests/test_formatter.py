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
