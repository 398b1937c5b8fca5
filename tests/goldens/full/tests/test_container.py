"""The image: built in stages from full versions, run by nobody special, without secrets."""

import json
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
MADE_LATER = {"uv.lock"}  # by the first `uv sync`
DOCKERFILE = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
STEPS = [
    line.split(maxsplit=1)
    for line in re.sub(r"\\\n\s*", "", DOCKERFILE).splitlines()
    if line and not line.startswith("#")
]


def given(instruction: str) -> list[str]:
    """Return what stands behind an instruction, each time that it comes."""
    return [rest for name, rest in STEPS if name == instruction]


def test_it_is_built_in_stages_from_full_versions() -> None:
    images = [rest.removesuffix(" AS build") for rest in given("FROM")]

    assert len(images) == 2
    assert all(re.fullmatch(r"python:\d+\.\d+\.\d+-slim-[a-z]+", it) for it in images)
    assert images[0] == images[1], "the environment links to the Python of its own stage"


def test_what_builds_it_has_a_full_version_too() -> None:
    assert re.search(r"pip install .*\buv==\d+\.\d+\.\d+$", DOCKERFILE, re.MULTILINE)
    assert ":latest" not in DOCKERFILE


def test_it_installs_what_is_locked_compiled_and_without_tools() -> None:
    syncs = [rest for rest in given("RUN") if rest.startswith("uv sync")]

    assert syncs
    assert all({"--locked", "--no-dev", "--compile-bytecode"} <= {*it.split()} for it in syncs)


def test_nobody_special_runs_it() -> None:
    (user,) = given("USER")

    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user)
    assert STEPS.index(["USER", user]) > max(
        number for number, (name, _) in enumerate(STEPS) if name in {"COPY", "RUN"}
    )


@pytest.mark.parametrize("instruction", ["CMD", "HEALTHCHECK"])
def test_it_runs_without_a_shell(instruction: str) -> None:
    (said,) = given(instruction)

    assert json.loads(said[said.index("[") :])[0] == "python"


def test_its_health_is_asked_where_it_listens() -> None:
    (port,) = given("EXPOSE")

    assert f"http://127.0.0.1:{port}/health/live" in given("HEALTHCHECK")[0]
    assert f'"--host", "0.0.0.0", "--port", "{port}"' in given("CMD")[0]


def test_only_what_is_named_is_copied() -> None:
    copied = [rest.split() for rest in given("COPY") if not rest.startswith("--from=")]
    sources = {it for parts in copied for it in parts[:-1]}

    assert given("ADD") == []
    assert {it for it in sources if not (PROJECT / it).exists()} <= MADE_LATER
    assert "." not in sources


def test_no_secret_gets_in() -> None:
    said = " ".join([*given("ENV"), *given("ARG")]).upper()
    ignored = (PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines()

    assert not re.search("PASSWORD|SECRET|TOKEN|:[^/ ]+@", said)
    assert {".env", ".git", ".venv"} <= {*ignored}
