import os
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest

from groundplan.errors import GeneratorFault
from groundplan.renderer import Renderer


def lay(root: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        file = root / "template" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return root


def rendered(root: Path, files: Mapping[str, str], **context: object) -> dict[str, str]:
    tree = Renderer(lay(root, files), cached=False).render(context)
    return {str(path): text for path, text in tree.items()}


def items(*names: str) -> list[SimpleNamespace]:
    return [SimpleNamespace(name=name) for name in names]


def test_a_template_is_rendered_and_its_suffix_taken_off(tmp_path: Path) -> None:
    files = {"a.txt.jinja": "{{ x }}\n", "b.txt": "{{ x }}\n"}

    assert rendered(tmp_path, files, x=1) == {"a.txt": "1\n", "b.txt": "{{ x }}\n"}


def test_a_folder_is_repeated_for_every_item(tmp_path: Path) -> None:
    files = {
        "src/{% yield it from modules %}{{ it.name }}{% endyield %}/a.py.jinja": "{{ it.name }}\n"
    }

    assert rendered(tmp_path, files, modules=items("x", "y")) == {
        "src/x/a.py": "x\n",
        "src/y/a.py": "y\n",
    }


def test_a_file_is_repeated_inside_a_repeated_folder(tmp_path: Path) -> None:
    outer = [SimpleNamespace(name="m", parts=items("a", "b")), SimpleNamespace(name="n", parts=[])]
    name = (
        "{% yield it from outer %}{{ it.name }}{% endyield %}/"
        "{% yield part from it.parts %}{{ part.name }}{% endyield %}.txt.jinja"
    )

    assert rendered(tmp_path, {name: "{{ it.name }}{{ part.name }}\n"}, outer=outer) == {
        "m/a.txt": "ma\n",
        "m/b.txt": "mb\n",
    }


def test_an_overlay_merges_into_its_parent_or_vanishes(tmp_path: Path) -> None:
    files = {"{{ on }}/src/a": "a\n", "{{ off }}/src/b": "b\n", "src/c": "c\n"}

    assert rendered(tmp_path, files, on=".", off="") == {"src/a": "a\n", "src/c": "c\n"}


def test_a_part_that_renders_to_nothing_drops_the_file(tmp_path: Path) -> None:
    assert rendered(tmp_path, {"{{ name }}.jinja": "x\n"}, name="") == {}


def test_a_plain_file_beside_its_template_is_skipped(tmp_path: Path) -> None:
    files = {"a.jinja": "template\n", "a": "plain\n"}

    assert rendered(tmp_path, files) == {"a": "template\n"}


def test_blocks_leave_no_lines_and_the_last_newline_stays(tmp_path: Path) -> None:
    files = {"a.jinja": "{% if x %}\n  {% for i in x %}\n{{ i }}\n  {% endfor %}\n{% endif %}\n"}

    assert rendered(tmp_path, files, x=[1, 2]) == {"a": "1\n2\n"}


def test_includes_start_at_the_root_of_the_repository(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts/head").write_text("head\n")

    assert rendered(tmp_path, {"a.jinja": "{% include 'parts/head' %}"}) == {"a": "head\n"}


def test_what_no_template_holds_is_left_out(tmp_path: Path) -> None:
    files = {"__pycache__/a.pyc": "", "b.pyc": "", ".DS_Store": "", "c~": "", "d": "d\n"}

    assert rendered(tmp_path, files) == {"d": "d\n"}


def test_an_executable_stays_one(tmp_path: Path) -> None:
    lay(tmp_path, {"run": "#!/bin/sh\n", "other": ""})
    (tmp_path / "template/run").chmod(0o755)

    tree = Renderer(tmp_path, cached=False).render({})

    assert [tree.mode(path) for path in tree] == [0o644, 0o755]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.jinja", "{{ nobody }}\n"),
        ("a.jinja", "{{ x.nobody }}\n"),
        ("a.jinja", "{% if %}\n"),
        ("{{ nobody }}", "x\n"),
        ("{% yield i from nobody %}{{ i }}{% endyield %}", "x\n"),
        ("{% yield i from xs %}{{ i.nobody }}{% endyield %}", "x\n"),
        ("a.jinja", "{{ x.__class__.__mro__ }}\n"),
    ],
)
def test_a_wrong_template_is_an_error(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(GeneratorFault):
        rendered(tmp_path, {name: text}, x="text", xs=[1])


def test_two_templates_for_one_path_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(GeneratorFault, match="two templates give a"):
        rendered(tmp_path, {"a": "1\n", "{{ on }}/a": "2\n"}, on=".")


def test_a_link_in_the_template_is_an_error(tmp_path: Path) -> None:
    lay(tmp_path, {"a": "a\n"})
    (tmp_path / "template/link").symlink_to("a")

    with pytest.raises(GeneratorFault, match="no symbolic links"):
        Renderer(tmp_path, cached=False)


def test_compiled_templates_are_kept_for_the_next_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = lay(tmp_path, {"a.jinja": "{{ x }}\n"})

    Renderer(root).render({"x": 1})

    assert len([it for it in (tmp_path / "cache").rglob("*") if it.is_file()]) == 1
    assert [*Renderer(root).render({"x": 2}).values()] == ["2\n"]


@pytest.mark.parametrize("broken", ["", "garbage", "j2 but cut"])
def test_a_broken_cache_only_costs_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = lay(tmp_path, {"a.jinja": "{{ x }}\n"})
    Renderer(root).render({"x": 1})
    for file in (tmp_path / "cache").rglob("*"):
        if file.is_file():
            file.write_text(broken)

    assert [*Renderer(root).render({"x": 2}).values()] == ["2\n"]


def test_a_cache_that_others_may_write_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = lay(tmp_path, {"a.jinja": "{{ x }}\n"})
    Renderer(root)
    (folder,) = (tmp_path / "cache/groundplan").iterdir()
    folder.chmod(0o777)

    Renderer(root).render({"x": 1})

    assert not list(folder.iterdir())


def test_no_home_means_no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)

    assert [*Renderer(lay(tmp_path, {"a.jinja": "{{ x }}\n"})).render({"x": 2}).values()] == ["2\n"]


def test_a_cache_that_cannot_be_made_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", os.fspath(tmp_path / "file"))

    assert [*Renderer(lay(tmp_path, {"a.jinja": "{{ x }}\n"})).render({"x": 2}).values()] == ["2\n"]
