import json
from pathlib import Path
from pathlib import PurePosixPath as P

import pytest
from conftest import commit_all
from recipes import SHOP

from groundplan import create, source
from groundplan.errors import Refused
from groundplan.standing import Standing, status_of, why_is

MODEL = "src/shop/catalog/model.py"
LIFE = "tests/ordering/order/test_life.py"
LINES = SHOP.text.splitlines()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project of what is in the checkout now."""
    monkeypatch.setattr(source, "is_pristine", lambda: True)
    create(tmp_path / "shop", SHOP.answers(), SHOP.blueprint())
    return tmp_path / "shop"


def test_a_new_project_is_untouched_and_its_history_is_not_compared(project: Path) -> None:
    next((project / "migrations/versions").glob("*.py")).write_text("# mine\n")

    status = status_of(project)

    assert {it.state for it in status.files} == {"untouched"}
    assert str(status).endswith(f": {len(status.files)} untouched.")
    assert not [it for it in status.files if P("migrations/versions") in it.path.parents]


def test_every_state_is_told_of_its_file(project: Path) -> None:
    commit_all(project)
    (project / "README.md").unlink()
    (project / LIFE).rename(project / "tests/test_lives.py")
    (project / MODEL).write_text("# mine\n")

    touched = [it for it in status_of(project).files if it.state != "untouched"]

    assert touched == [
        Standing(P("README.md"), "deleted", "shared", None, edited=False),
        Standing(P(MODEL), "edited", "shared", P(MODEL), edited=True),
        Standing(P(LIFE), "moved", "shared", P("tests/test_lives.py"), edited=False),
    ]
    assert str(touched[2]) == f"moved      {LIFE} -> tests/test_lives.py"


def test_an_update_that_was_interrupted_is_told(project: Path) -> None:
    (project / ".groundplan/journal.json").write_text("{}")

    assert "an update was interrupted halfway" in str(status_of(project))


def test_the_status_is_plain_data(project: Path) -> None:
    plain = json.loads(json.dumps(status_of(project).as_json()))

    assert plain["files"][0].keys() == {"path", "state", "owner", "place", "edited", "guessed"}


@pytest.mark.parametrize(
    ("path", "item", "first"),
    [
        (MODEL, "module catalog", "  catalog:"),
        (LIFE, "aggregate Order of module ordering", "      Order:"),
    ],
)
def test_a_file_is_led_back_to_the_lines_of_its_item(
    project: Path, path: str, item: str, first: str
) -> None:
    why = why_is(project / path)

    assert (why.item, why.owner) == (item, "shared")
    assert why.lines is not None
    assert LINES[why.lines[0] - 1] == first
    assert not LINES[why.lines[1]].startswith(f"{first[: len(first) - len(first.lstrip())]}  ")
    assert f"  blueprint  blueprint.yml:{why.lines[0]}-{why.lines[1]}, {item}" in str(why)


@pytest.mark.parametrize(
    ("path", "old", "new", "item"),
    [
        (MODEL, "  catalog:\n", "  goods:\n    was: catalog\n", "module goods"),
        (LIFE, "      Order:\n", "      Deal:\n        was: [Ask, Order]\n", "aggregate Deal of"),
    ],
)
def test_a_file_is_led_back_to_what_is_called_otherwise_now(
    project: Path, path: str, old: str, new: str, item: str
) -> None:
    text = (project / "blueprint.yml").read_text()
    (project / "blueprint.yml").write_text(text.replace(old, new, 1))

    assert why_is(project / path).item.startswith(item)


def test_a_file_of_the_whole_is_led_back_to_all_of_it(project: Path) -> None:
    assert "  blueprint  blueprint.yml, all of it" in str(why_is(project / "README.md"))


def test_a_moved_file_is_led_back_too(project: Path) -> None:
    (project / MODEL).rename(project / "src/shop/core.py")

    why = why_is(project / "src/shop/core.py")

    assert why.template.endswith("/model.py.jinja")
    assert str(why).endswith("  state      moved")


def test_a_file_outside_of_projects_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"x\.py lies in no project of groundplan's"):
        why_is(tmp_path / "x.py")


@pytest.mark.parametrize("folder", ["", "src", "src/shop"])
def test_a_folder_is_made_by_many(project: Path, folder: str) -> None:
    with pytest.raises(Refused) as caught:
        why_is(project / folder)

    assert str(caught.value) == f"{project / folder} is a folder; name a file in it"
