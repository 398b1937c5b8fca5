import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from conftest import ROOT
from recipes import MINIMAL, SHOP
from typer.testing import CliRunner, Result

from groundplan import __version__
from groundplan.verbs import app

BROKEN = MINIMAL.text.replace("str 1..80", "string 1..80").replace("Note*", "Nota*")

Call = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Return a function that runs a command line inside an empty folder."""
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()

    def run(*arguments: str) -> Result:
        return runner.invoke(app, arguments, prog_name="groundplan")

    return run


def process(arguments: Sequence[str], cwd: Path, **env: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "groundplan", *arguments]
    own = os.environ | {"PYTHONPATH": str(ROOT / "generators")} | env
    return subprocess.run(command, cwd=cwd, env=own, capture_output=True, text=True, check=False)


def test_the_version_waits_for_nothing(tmp_path: Path) -> None:
    script = (
        "import sys; sys.argv = ['groundplan', '--version']\n"
        "from groundplan.cli import command; command()\n"
        "assert not {'typer', 'pydantic', 'yaml', 'jinja2'} & set(sys.modules)"
    )
    env = {"PYTHONPATH": str(ROOT / "generators")}

    done = subprocess.run(
        [sys.executable, "-c", script], env=env, cwd=tmp_path, capture_output=True, text=True,
        check=True,
    )  # fmt: skip

    assert done.stdout == f"groundplan {__version__}\n"


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    script = (
        "import sys; sys.argv = ['groundplan', '--help']\n"
        "from groundplan.cli import command\n"
        "try: command()\n"
        "except SystemExit: pass\n"
        "assert not {'pydantic', 'yaml', 'jinja2', 'copier', 'rich'} & set(sys.modules)"
    )
    env = {"PYTHONPATH": str(ROOT / "generators")}

    subprocess.run([sys.executable, "-c", script], env=env, cwd=tmp_path, check=True)


def test_only_what_there_is_is_listed(call: Call) -> None:
    listed = call("--help").output

    for verb in (*("new", "check", "add", "remove"), *("plan", "update", "status", "why")):
        assert f"\n  {verb} " in listed
    for verb in ("patterns", "explain"):
        assert f"\n  {verb} " in listed


def test_new_says_what_it_made_and_what_to_do_next(call: Call, tmp_path: Path) -> None:
    done = call("new", "my shop", "--preset", "shop")
    files = [it for it in (tmp_path / "my shop").rglob("*") if it.is_file()]

    assert done.exit_code == 0, done.output
    assert done.output == (
        f"Made my shop: {len(files)} files; modules: catalog, ordering, billing.\n"
        "\n"
        "Next:\n"
        "  cd 'my shop'\n"
        "  uv sync\n"
        '  git init && git add -A && git commit -m "Begin"\n'
        "  uv run pytest\n"
        "  uv run python -m shop\n"
    )


def test_new_answers_tools_in_json(call: Call) -> None:
    said = json.loads(call("new", "x", "--json").output)

    assert said["destination"] == "x"
    assert said["package"] == "notes"
    assert "pyproject.toml" in said["written"]
    assert said["rehearsed"] is False


def test_a_dry_run_writes_nothing(call: Call, tmp_path: Path) -> None:
    done = call("new", "x", "--dry-run")

    assert done.exit_code == 0
    assert done.output.startswith("Would write ")
    assert not list(tmp_path.iterdir())


def test_a_blueprint_of_ones_own_is_used(call: Call, tmp_path: Path) -> None:
    (tmp_path / "mine.yml").write_text(SHOP.text, "utf-8")

    done = call("new", "x", "--blueprint", "mine.yml", "-d", "package=bookshop")

    assert done.exit_code == 0, done.output
    assert (tmp_path / "x/blueprint.yml").read_text("utf-8") == SHOP.text
    assert (tmp_path / "x/src/bookshop").is_dir()


def test_a_blueprint_in_the_place_is_used(call: Call, tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x/.git").mkdir()
    (tmp_path / "x/blueprint.yml").write_text(SHOP.text, "utf-8")

    assert call("new", "x").exit_code == 0
    assert (tmp_path / "x/src/shop").is_dir()


@pytest.mark.parametrize("option", [("--preset", "minimal"), ("--blueprint", "other.yml")])
def test_another_blueprint_than_that_of_the_place_is_refused(
    call: Call, tmp_path: Path, option: tuple[str, str]
) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x/blueprint.yml").write_text(SHOP.text, "utf-8")
    (tmp_path / "other.yml").write_text(MINIMAL.text, "utf-8")

    done = call("new", "x", *option)

    assert done.exit_code == 2
    assert "the one in the folder counts" in done.stderr
    assert [it.name for it in (tmp_path / "x").iterdir()] == ["blueprint.yml"]


REFUSED = {
    ("new", "x", "--preset", "shopp"): (
        "preset: 'shopp' is none of minimal, shop; did you mean 'shop'?\n"
    ),
    ("update", "x", "-d", "preset=shop"): (
        "a preset is what a project begins with; change its blueprint.yml instead\n"
    ),
    ("plan", "x", "-d", "preset=shop"): (
        "a preset is what a project begins with; change its blueprint.yml instead\n"
    ),
    ("new", "x", "--preset", "shop", "--blueprint", "a.yml"): (
        "--preset and --blueprint exclude each other; give one\n"
    ),
    ("new", "x", "--preset", "shop", "-d", "preset=minimal"): (
        "--preset shop and -d preset=minimal exclude each other; give one\n"
    ),
    ("new", "x", "--blueprint", "none.yml"): "there is no file none.yml\n",
    ("new", "x", "-d", "packag=x"): ("packag: there is no such answer; did you mean 'package'?\n"),
    ("new", "x", "-d", "package"): "'package': an answer is written KEY=VALUE\n",
    ("new", "x", "-d", "package=2fast", "-d", "ci=jenkins"): (
        "package: '2fast' cannot be imported; try something like 'fast2'\n"
        "ci: 'jenkins' is none of github, gitlab, none\n"
    ),
    ("explain", "sage"): "there is no pattern 'sage'; `groundplan patterns` lists them\n",
    ("explain", "cqsr"): "there is no pattern 'cqsr'; did you mean 'cqrs'?\n",
    ("check", "nowhere.yml"): "there is no file nowhere.yml\n",
    ("check",): "there is no file blueprint.yml\n",
}


@pytest.mark.parametrize("arguments", REFUSED, ids=" ".join)
def test_what_is_wrong_is_said_and_nothing_written(
    call: Call, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    done = call(*arguments)

    assert done.stderr == REFUSED[arguments]
    assert done.exit_code == 2
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("arguments", [["new"], ["new", "x", "--nonsense"], ["nonsense"]])
def test_a_wrong_command_line_is_no_traceback(tmp_path: Path, arguments: list[str]) -> None:
    done = process(arguments, tmp_path)

    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "Usage: groundplan" in done.stderr


def test_a_broken_blueprint_is_told_with_places(call: Call, tmp_path: Path) -> None:
    (tmp_path / "blueprint.yml").write_text(BROKEN, "utf-8")

    done = call("check")

    assert done.exit_code == 2
    assert done.stderr.splitlines()[0].startswith("blueprint.yml:8:25: unknown type 'string'")
    problems = json.loads(call("check", "--json").output)["problems"]
    assert (problems[0]["file"], problems[0]["line"]) == ("blueprint.yml", 8)
    assert len(problems) == 2


def test_what_is_wrong_with_answers_and_blueprint_is_said_at_once(
    call: Call, tmp_path: Path
) -> None:
    (tmp_path / "blueprint.yml").write_text(BROKEN, "utf-8")

    said = call("new", ".", "-d", "ci=jenkins").stderr.splitlines()

    assert said[0] == "ci: 'jenkins' is none of github, gitlab, none"
    assert said[1].startswith("blueprint.yml:8:25: unknown type 'string'")
    assert len(said) == 3


def test_many_problems_are_counted(call: Call, tmp_path: Path) -> None:
    fields = ", ".join(f"f{number}: nonsense" for number in range(60))
    text = MINIMAL.text.replace("title: str 1..80", f"title: str 1..80, {fields}")
    (tmp_path / "blueprint.yml").write_text(text, "utf-8")

    said = call("check").stderr.splitlines()

    assert len(said) == 51
    assert said[-1] == "... and 10 more"


def test_a_right_blueprint_is_counted(call: Call, tmp_path: Path) -> None:
    (tmp_path / "shop.yml").write_text(SHOP.text, "utf-8")

    done = call("check", "shop.yml")

    assert done.exit_code == 0
    counted = "3 modules, 3 aggregates, 13 commands, 2 queries, 2 policies"
    assert done.output == f"shop.yml: right; {counted}.\n"
    assert json.loads(call("check", "shop.yml", "--json").output)["ok"] is True


def test_a_forced_new_mends_the_project_that_is_there(call: Call, tmp_path: Path) -> None:
    assert call("new", "x", "-d", "package=notebook", "-d", "license=none").exit_code == 0
    answers = tmp_path / "x/.copier-answers.yml"
    before = answers.read_text()
    (tmp_path / "x/README.md").write_text("mine\n")

    assert call("new", "x", "--force").exit_code == 0
    assert answers.read_text() == before
    assert (tmp_path / "x/README.md").read_text() != "mine\n"
    done = call("new", "x", "--force", "-d", "license=MIT")
    assert (done.exit_code, "is a project with another license" in done.stderr) == (2, True)

    answers.write_text("license: GPL\n")
    said = ".copier-answers.yml: license: 'GPL' is none of MIT, Apache-2.0, none\n"
    assert call("new", "x", "--force").stderr == said
    assert call("check", "x").stderr == said
    assert call("new", "x").stderr.startswith(f"{tmp_path / 'x'} is not empty: ")

    answers.write_text(" \n")
    for verb in (("new", "x", "--force"), ("check", "x"), ("status", "x")):
        done = call(*verb)
        assert (done.exit_code, "is empty; bring it back" in done.stderr) == (2, True)


def test_parts_of_later_versions_pass_with_a_note(call: Call, tmp_path: Path) -> None:
    text = MINIMAL.text + "    persistence: events\n"
    (tmp_path / "blueprint.yml").write_text(text, "utf-8")

    assert call("check").exit_code == 0
    said = "note: blueprint.yml:11:5: 'persistence: events' of notes is not generated yet"
    assert said in call("check").output
    assert call("new", "x", "--blueprint", "blueprint.yml").exit_code == 2


def test_a_project_is_checked_with_its_answers(call: Call, tmp_path: Path) -> None:
    call("new", "x")

    assert call("check", "x").output == (
        "x/blueprint.yml: right; 1 module, 1 aggregate, 1 command, 1 query.\n"
    )
    (tmp_path / "x/blueprint.yml").write_text(MINIMAL.text + "# mine\n", "utf-8")
    assert call("check", "x").output.splitlines()[1:] == [
        "note: .copier-answers.yml: blueprint.yml was changed since it was last applied"
    ]


ANSWERS = {
    "a tag": "package: !!python/object/apply:os.system [id]\n",
    "aliases": "a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "a key twice": "package: a\npackage: b\n",
    "ten megabytes": "package: " + "x" * 10_000_000 + "\n",
    "a hostile package": "package: ../../evil\n",
    "an unknown answer": "packag: x\n",
    "a list": "- package\n",
    "a number": "package: 1\n",
    "no YAML": "package: [\n",
    "deep": "package: " + "[" * 5000 + "\n",
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answers_file_is_input_like_any_other(call: Call, tmp_path: Path, name: str) -> None:
    (tmp_path / "blueprint.yml").write_text(MINIMAL.text, "utf-8")
    (tmp_path / ".copier-answers.yml").write_text(ANSWERS[name], "utf-8")

    done = call("check")

    assert done.exit_code == 2, done.output
    assert 0 < len(done.stderr) < 1000


def test_an_answers_file_that_is_no_text_is_refused(call: Call, tmp_path: Path) -> None:
    (tmp_path / "blueprint.yml").write_text(MINIMAL.text, "utf-8")
    (tmp_path / ".copier-answers.yml").write_bytes(b"\xff")

    assert call("check").stderr == ".copier-answers.yml is no UTF-8 text\n"


def test_the_catalogue_is_listed_and_explained(call: Call) -> None:
    listed = call("patterns").output
    told = call("explain", "state_machine").output

    assert "state_machine         The states of an aggregate" in listed
    for word in ("Choose it when", "Avoid it when", "What it costs", "Harel"):
        assert word in told
    assert json.loads(call("explain", "cqrs", "--json").output)["requires"] == ["message_bus"]
    assert {it["name"] for it in json.loads(call("patterns", "--json").output)} >= {"cqrs"}


def test_errors_answer_tools_in_json(call: Call) -> None:
    said = json.loads(call("new", "x", "-d", "ci=jenkins", "--json").output)

    assert said == {
        "ok": False,
        "problems": [{"said": "ci: 'jenkins' is none of github, gitlab, none"}],
    }


def test_no_home_is_needed(tmp_path: Path) -> None:
    done = process(["new", "x"], tmp_path, HOME="/nonexistent", XDG_CACHE_HOME="")

    assert done.returncode == 0, done.stderr


def test_the_folder_one_stands_in_needs_no_step_into_it(call: Call) -> None:
    said = call("new", ".").output

    assert said.startswith("Made .: ")
    assert "cd " not in said


def test_a_disk_that_takes_no_large_file_is_a_clean_error(tmp_path: Path) -> None:
    command = f"ulimit -f 1; exec {sys.executable} -m groundplan new x"
    env = os.environ | {"PYTHONPATH": str(ROOT / "generators"), "PYTHONDONTWRITEBYTECODE": "1"}

    done = subprocess.run(
        ["sh", "-c", command], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("place", ["x" * 300, "/dev/null/x", "/proc/x/y", "/dev/null"])
def test_an_impossible_place_is_a_clean_error(call: Call, tmp_path: Path, place: str) -> None:
    done = call("new", place)

    assert done.exit_code in {1, 2}
    assert isinstance(done.exception, SystemExit)
    assert len(done.stderr.splitlines()) == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("arguments", [("check", "folder.yml"), ("new", "x", "--blueprint", ".")])
def test_a_folder_is_no_blueprint(call: Call, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "folder.yml").mkdir()

    done = call(*arguments)

    assert isinstance(done.exception, SystemExit)
    assert done.exit_code in {1, 2}
