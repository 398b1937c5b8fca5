"""What `docker compose` starts: full versions, one secret that is asked for, nothing for all to see."""

import re
from pathlib import Path

COMPOSE = (Path(__file__).parents[1] / "compose.yml").read_text(encoding="utf-8")


def test_images_have_full_versions() -> None:
    images = re.findall(r"^ +image: (.+)$", COMPOSE, re.MULTILINE)

    assert images
    assert all(re.fullmatch(r"[a-z]+:\d+\.\d+", it) for it in images)


def test_passwords_are_asked_for() -> None:
    said = re.findall(r"PASSWORD: *(.+)$|://[^:/]+:(.+)@", COMPOSE, re.MULTILINE)

    assert said
    assert all(re.fullmatch(r"\$\{\w+:\?[^}]+\}", one or other) for one, other in said)


def test_ports_are_open_on_this_machine_only() -> None:
    ports = re.findall(r'^ +- "(.*:\d+)"$', COMPOSE, re.MULTILINE)

    assert ports
    assert all(it.startswith("127.0.0.1:") for it in ports)


def test_the_database_says_when_it_is_ready() -> None:
    assert "pg_isready" in COMPOSE
    assert not re.search(r"^version:", COMPOSE, re.MULTILINE)
