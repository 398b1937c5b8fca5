"""The settings: from the environment and `.env`, once, and refused by name."""

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from shop.app import build
from shop.settings import PREFIX, Settings
from shop.site import site

EXAMPLE = Path(__file__).parents[1] / ".env.example"
REQUIRED: dict[str, str] = {}
# Each variable with another value than its default, and one that it may not hold.
VARIABLES = [
    ("log_level", "DEBUG", "LOUD"),
    ("database_url", "sqlite+aiosqlite:///other.db", "mysql://ada:secret@localhost/x"),
    ("pool_size", "7", "31337"),
    ("pool_timeout", "2.5", "-31337"),
    ("migrations", "elsewhere", ""),
    ("busy_timeout", "2.5", "soon"),
    ("docs", "false", "perhaps"),
    ("largest_body", "1000", "1MB"),
    ("port_timeout", "2.5", "soon"),
    ("plugins", '{"journal": {"level": 1}}', '{"journal": 31337}'),
    ("plugins_allowed", "journal", ""),
    ("plugins_denied", "journal", ""),
    ("plugins_prefixes", "elsewhere", ""),
    ("plugins_strict", "true", "perhaps"),
    ("plugins_seconds", "2.5", "late"),
    ("payment_gateway", "elsewhere", ""),
    ("alerts", "elsewhere:Other", ""),
]
UNREADABLE = [
    "sqlite+aiosqlite:///app.db?timeout=s3cr3t",
]


# What is read later: by whoever starts the program, and by what looks at the schema.
LATER = {"log_level", "migrations"}


class Watched(Settings):
    """Settings that know which of them were asked for."""

    def __getattribute__(self, name: str) -> object:
        ASKED.add(name)
        return super().__getattribute__(name)


ASKED: set[str] = set()


@pytest.fixture(autouse=True)
def _required(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Say only what has no default."""
    for field, text in REQUIRED.items():
        monkeypatch.setenv(PREFIX + field.upper(), text)


def refusal() -> str:
    with pytest.raises(ValueError, match=PREFIX) as caught:
        Settings.read()
    return str(caught.value)


def test_what_has_a_default_needs_no_environment() -> None:
    settings = Settings.read()

    assert settings.model_fields_set == REQUIRED.keys()


def test_a_variable_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = Settings.read()

    for field, text, _ in VARIABLES:
        with monkeypatch.context() as environment:
            environment.setenv(PREFIX + field.upper(), text)

            assert getattr(Settings.read(), field) != getattr(usual, field), field


def test_a_file_is_read_where_the_environment_says_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    usual = Settings.read()

    for field, text, _ in VARIABLES:
        Path(".env").write_text(f"{PREFIX}{field.upper()}={text}\nOTHER=1\n", encoding="utf-8")
        with monkeypatch.context() as environment:
            environment.setenv(PREFIX + field.upper(), "")

            assert getattr(Settings.read(), field) != getattr(usual, field), field


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text(f"{PREFIX}LOG_LEVEL=ERROR\n", encoding="utf-8")
    monkeypatch.setenv(f"{PREFIX}LOG_LEVEL", "debug")

    assert Settings.read().log_level == "DEBUG"


def test_what_is_given_wins_over_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}LOG_LEVEL", "ERROR")

    assert Settings.read(log_level="DEBUG").log_level == "DEBUG"


def test_all_that_is_wrong_is_named_and_nothing_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {field: text for field, _, text in VARIABLES if text}
    for field, text in wrong.items():
        monkeypatch.setenv(PREFIX + field.upper(), text)
    monkeypatch.setenv(f"{PREFIX}LOG_LEVLE", "DEBUG")

    said = refusal()

    assert [it.partition(":")[0] for it in said.splitlines()] == [
        f"{PREFIX}LOG_LEVLE",
        *(PREFIX + field.upper() for field in wrong),
    ]
    assert [text for text in wrong.values() if text in said] == []


def test_a_misspelt_variable_is_refused_with_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    for field, text, _ in VARIABLES:
        variable = PREFIX + field.upper()
        with monkeypatch.context() as environment:
            environment.setenv(variable[:-1], text)

            assert refusal() == f"{variable[:-1]}: There is no such setting; is it {variable}?"


def test_a_misspelt_variable_of_the_file_is_refused_too() -> None:
    Path(".env").write_text(f"{PREFIX}LOGLEVEL=ERROR\n", encoding="utf-8")

    assert f"is it {PREFIX}LOG_LEVEL?" in refusal()


def test_variables_of_others_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    services = ("SERVICE_HOST", "SERVICE_PORT_HTTP", "PORT_8000_TCP", "DATABASE_PORT")
    for name in ("PATH", *services, "TEST_POSTGRES_URL"):
        monkeypatch.setenv(PREFIX + name, "theirs")

    assert Settings.read().model_fields_set == REQUIRED.keys()


def test_what_is_nested_too_deeply_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}PLUGINS", "[" * 100_000)

    assert refusal() == f"{PREFIX}PLUGINS: Value error, is nested too deeply"


def test_the_address_of_the_database_is_not_shown() -> None:
    settings = Settings(database_url=SecretStr("sqlite+aiosqlite:///hush-hush.db"))

    assert "hush-hush" not in f"{settings} {settings!r} {settings.model_dump_json()}"


@pytest.mark.parametrize(
    "place", ["", "?cache=shared", ":memory:", "file::memory:?uri=true", "file:x?mode=memory"]
)
def test_a_database_that_nobody_else_sees_is_refused(place: str) -> None:
    with pytest.raises(ValidationError, match="that others see, too"):
        Settings(database_url=SecretStr(f"sqlite+aiosqlite:///{place}"))


@pytest.mark.parametrize("address", UNREADABLE)
def test_an_address_that_its_driver_cannot_read_is_refused_and_not_shown(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", address)

    said = refusal()

    assert said.startswith(f"{PREFIX}DATABASE_URL: Should have ")
    assert "s3cr3t" not in said


async def test_each_setting_is_asked_for_by_what_it_is_about() -> None:
    settings = Watched.read()
    ASKED.clear()

    app = build(settings)
    site(app)

    await app.close()
    assert Settings.model_fields.keys() - ASKED <= LATER


def test_settings_never_change() -> None:
    settings, name = Settings.read(), "log_level"

    with pytest.raises(ValidationError, match="frozen"):
        setattr(settings, name, "DEBUG")


def test_the_example_names_every_variable_and_no_other_and_holds_no_secret() -> None:
    lines = [it for it in EXAMPLE.read_text(encoding="utf-8").splitlines() if it[:1] not in "# "]
    named = dict(line.split("=", 1) for line in lines)

    ours = {it for it in named if it.startswith(PREFIX)}
    assert ours == {PREFIX + field.upper() for field in Settings.model_fields}
    assert not any(named[it] for it in named if it.endswith(("PASSWORD", "URL")))
