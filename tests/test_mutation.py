"""The command `make mutation`: what it plants bugs in, and how it reads what came of them."""

import json
from pathlib import Path

import mutation
import pytest
from generated import Project, tidy, written
from recipes import SHOP


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return written(SHOP, tidy(SHOP), tmp_path)


def test_bugs_are_planted_in_what_decides(project: Project) -> None:
    files = list(mutation.scope(project, set()))

    assert {"src/shop/catalog/model.py", "src/shop/shared/memory.py"} <= {*files}
    assert [it for it in files if it.endswith(("/api.py", "/sql.py", "/web.py", "/app.py"))] == []


def test_what_two_projects_have_alike_is_mutated_once(project: Project, tmp_path: Path) -> None:
    seen: set[str] = set()
    other = written(mutation.HOTEL, tidy(mutation.HOTEL), tmp_path / "other")

    first, second = list(mutation.scope(project, seen)), list(mutation.scope(other, seen))

    assert "src/shop/shared/memory.py" in first
    assert "src/hotel/shared/memory.py" not in second
    assert {"src/hotel/shared/use_cases.py", "src/hotel/rooms/model.py"} <= {*second}


def test_both_projects_differ_in_every_answer_that_shapes_code() -> None:
    shop, hotel = (it.answers().completed(it.blueprint()) for it in mutation.RECIPES)
    shaping = ("application", "database", "http", "container")

    assert [it for it in shaping if getattr(shop, it) == getattr(hotel, it)] == []


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        *((0, "survived"), (33, "survived"), (5, "survived")),
        *((1, "killed"), (3, "killed"), (-24, "timeout"), (36, "timeout")),
        *((None, "unclear"), (-11, "unclear"), (2, "unclear")),
    ],
)
def test_a_bug_that_no_test_reaches_survives(code: int | None, verdict: str) -> None:
    assert mutation.verdict(code) == verdict


def test_what_became_of_a_line_is_read_where_mutmut_wrote_it(project: Project) -> None:
    changed = project.folder / "mutants" / "src" / "shop" / "shared" / "sums.py"
    changed.parent.mkdir(parents=True)
    changed.write_text(
        "def x_double__mutmut_orig(it):\n    return it * 2\n"
        "def x_double__mutmut_1(it):\n    return it / 2\n"
    )
    meta = {"exit_code_by_key": {"shop.shared.sums.x_double__mutmut_1": 0}}
    changed.with_name("sums.py.meta").write_text(json.dumps(meta))
    spans = {"x_double__mutmut_orig": [1, 2], "x_double__mutmut_1": [3, 4]}
    changed.with_name("sums.py.spans").write_text(json.dumps({"spans": spans}))

    (found,) = mutation.mutants_of(project)

    assert (found.file, found.was, found.becomes) == (
        "shared/sums.py",
        "return it * 2",
        "return it / 2",
    )
    assert found.verdict == "survived"


def test_another_run_asks_again_what_was_not_killed(tmp_path: Path) -> None:
    meta = tmp_path / "src" / "shop" / "sums.py.meta"
    meta.parent.mkdir(parents=True)
    meta.write_text(json.dumps({"exit_code_by_key": {"killed": 1, "survived": 0, "late": 36}}))

    mutation.forget(tmp_path)

    codes = json.loads(meta.read_text("utf-8"))["exit_code_by_key"]
    assert codes == {"killed": 1, "survived": None, "late": None}


def test_a_reason_covers_lines_of_its_own_file() -> None:
    reason = mutation.Reason("memory.py", ("cast(",), "the type is not looked at")
    found = mutation.Mutant("x", "shared/memory.py", "", "return cast(None, it)", "survived")

    assert reason.covers(found)
    assert not reason.covers(mutation.Mutant("x", "shared/memory.py", "", "return it", "survived"))
    assert not reason.covers(mutation.Mutant("x", "shared/sql.py", "", "cast(it)", "survived"))


def test_every_listed_survivor_has_a_reason_and_a_file_that_is_in_scope(
    project: Project, tmp_path: Path
) -> None:
    other = written(mutation.HOTEL, tidy(mutation.HOTEL), tmp_path / "other")
    files = [f"/{it}" for shown in (project, other) for it in mutation.scope(shown, set())]

    for listed in mutation.reasons():
        assert listed.reason
        assert listed.becomes
        assert any(it.endswith(f"/{listed.file}") for it in files), listed.file
