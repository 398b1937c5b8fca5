from pathlib import PurePosixPath as Path

import pytest
from generated import untidied
from recipes import RECIPES, Recipe

from groundplan.tree import QUOTING, YOURS, Tree, faults

LONGEST = 120  # characters of a path below the project: Windows has 260 for all of it


def tree(**files: str) -> Tree:
    return Tree({Path(name): text for name, text in files.items()})


def test_paths_come_in_order() -> None:
    made = Tree({Path("b"): "", Path("a/z"): "", Path("a"): ""})

    assert list(made) == sorted(made)


def test_modes_do_not_depend_on_anything_else() -> None:
    made = Tree({Path("run"): "#!\n", Path("x"): ""}, frozenset({Path("run")}))

    assert (made.mode(Path("run")), made.mode(Path("x"))) == (0o755, 0o644)


def test_a_right_tree_has_no_faults() -> None:
    files = {"a.py": "x = 1\n", "b.toml": "x = 1\n", "c/d.yml": "x: 1\n", "e.json": "{}\n"}

    assert not faults(Tree({Path(name): text for name, text in files.items()}))


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("/a", "", "no relative path"),
        ("../a", "", "no file may be called '..'"),
        ("a/nul.txt", "", "no file may be called 'nul.txt'"),
        ("COM1/a", "", "no file may be called 'COM1'"),
        ("a.", "", "no file may be called 'a.'"),
        ("a b /c", "", "no file may be called 'a b '"),
        ("a\x01b", "", "no file may be called 'a\\x01b'"),
        ("a:b", "", "no file may be called 'a:b'"),
        ("x" * 101, "", "a part is longer than 100 characters"),
        ("/".join(["x" * 50] * 5), "", "longer than 200 characters"),
        ("a", "x\r\n", "a line ends with a carriage return"),
        ("a", "x", "it must end with one line feed"),
        ("a", "x\n\n", "it must end with one line feed"),
        ("a.py", "if x:\n\ty\n", "a tab in Python"),
        ("a.toml", "x =\n", "it cannot be read"),
        ("a.yml", "x: [\n", "it cannot be read"),
        ("a.json", "{\n", "it cannot be read"),
        ("a.py", "x = 1\n{{ name }}\n", "a template tag was left over"),
        ("a.md", "{% if x %}\n", "a template tag was left over"),
    ],
)
def test_what_is_wrong_is_said(path: str, text: str, said: str) -> None:
    assert any(said in it for it in faults(Tree({Path(path): text})))


def test_two_names_that_differ_in_case_are_one_file() -> None:
    assert faults(tree(Readme="", README=""))


def test_a_file_is_no_folder() -> None:
    assert faults(Tree({Path("a"): "", Path("A/b"): ""}))


def test_tags_that_people_wrote_are_no_residue() -> None:
    made = Tree({Path("a.md"): "{{ 7*7 }}\n"})

    assert not faults(made, user_text=["{{ 7*7 }}"])


def test_the_users_own_blueprint_is_as_they_wrote_it() -> None:
    assert not faults(Tree({Path("blueprint.yml"): "a: 1"}))


def test_workflow_expressions_are_no_residue() -> None:
    assert not faults(Tree({Path("ci.yml"): "a: ${{ github.ref }}\n"}))


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_a_project_can_stand_on_every_disk(recipe: Recipe) -> None:
    tree = Tree(untidied(recipe))
    folders = {parent for path in tree for parent in path.parents}

    assert faults(tree, user_text=[recipe.text]) == []
    assert max(len(str(path)) for path in tree) <= LONGEST
    assert not folders & {*tree}
    for path in tree.keys() - YOURS - QUOTING:
        lines = tree[path].split("\n")
        assert [it for it in lines if it != it.rstrip()] == [], path
        assert "\ufeff" not in tree[path], path
        assert tree[path].encode().decode() == tree[path], path
        assert "\n\n\n\n" not in tree[path], path
