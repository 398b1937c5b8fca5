"""Every environment variable that shop reads, typed, read once by whoever starts it."""

import json
import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "SHOP_"
# What a cluster tells of a service whose name begins alike, and what only tests read.
STRANGERS = re.compile(
    r"(\w+_)?(service_host|(service_)?port|service_port_\w+|port_\d+_\w+)|test_\w+"
)
DRIVERS = ("sqlite+aiosqlite:///",)
PORTS = range(65536)

Seconds = Annotated[float, Field(ge=0, le=86400)]
Level = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(str.upper)]


def parsed(given: object) -> object:
    """Read JSON where the environment holds it."""
    try:
        return json.loads(given) if isinstance(given, str) else given
    except RecursionError:
        raise ValueError("is nested too deeply") from None


def parted(given: object) -> object:
    """Read names where the environment holds them, with commas between."""
    if not isinstance(given, str):
        return given
    return [it.strip() for it in given.split(",") if it.strip()]


PerPlugin = Annotated[dict[str, dict[str, object]], NoDecode, BeforeValidator(parsed)]
Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(parted)]


class Settings(BaseSettings):
    """How this process runs: what it is given, else defaults; only `read` looks around."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    log_level: Level = "INFO"
    """How much is logged: DEBUG, INFO, WARNING or ERROR."""

    database_url: SecretStr = SecretStr("sqlite+aiosqlite:///shop.db")
    """Where the database is; shop.db in the working folder unless given."""

    pool_size: Annotated[int, Field(ge=1, le=1000)] = 5
    """How many connections are kept open; up to 10 more while all are in use."""

    pool_timeout: Seconds = 10.0
    """How long a use case waits for a connection, in seconds."""

    migrations: Path = Path(__file__).parents[2] / "migrations"
    """Where the migrations are; beside the source unless given."""

    busy_timeout: Seconds = 5.0
    """How long a writer waits for another one, in seconds."""

    docs: bool = True
    """Whether the site describes itself, under /docs and /openapi.json."""

    largest_body: Annotated[int, Field(ge=1)] = 1_048_576
    """How large the body of a request may be, in bytes."""

    port_timeout: Seconds = 5.0
    """How long whoever is asked outside may take to answer, in seconds."""

    plugins: PerPlugin = Field(default_factory=dict, repr=False)
    """What each plugin is set to, in JSON: {"journal": {}}."""

    plugins_allowed: Names = ()
    """Which plugins may be, by name with commas between; all that are not denied unless given."""

    plugins_denied: Names = ()
    """Which plugins may not be."""

    plugins_prefixes: Names = ("shop",)
    """Below which modules plugins may be that are named as module:attribute."""

    plugins_strict: bool = False
    """Whether a broken plugin stops the program, instead of being passed over."""

    plugins_seconds: Seconds = 5.0
    """How long a plugin may take for one call, in seconds; all together have PORT_TIMEOUT."""

    payment_gateway: str = "memory"
    """Who answers for payment gateway: memory, a plugin, or module:attribute."""

    alerts: Names = ()
    """Plugins of alerts beside the installed ones: module:attribute, ..."""

    @field_validator("database_url")
    @classmethod
    def _drivable(cls, url: SecretStr) -> SecretStr:
        """Refuse a database that this program has no driver for, or that is gone in between."""
        given = url.get_secret_value()
        if not given.startswith(DRIVERS):
            known = " or ".join(DRIVERS)
            raise PydanticCustomError("driver", "Should begin with {known}", {"known": known})
        _, of_sqlite, place = given.partition("sqlite+aiosqlite:///")
        if of_sqlite and (place[:1] in {"", "?"} or "memory:" in place or "mode=memory" in place):
            # Each connection of the pool would see a database of its own.
            raise PydanticCustomError("memory", "Should name a database that others see, too")
        try:
            address = make_url(given)
            address.get_dialect()().create_connect_args(address)
            readable = (address.port or 0) in PORTS
        except (ArgumentError, ValueError):
            readable = False
        if not readable:
            # The driver would repeat what it cannot read: the password, where the host is missing.
            said = "Should have a host, a port and arguments that the driver can read"
            raise PydanticCustomError("address", said)
        return url

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        *_: PydanticBaseSettingsSource,
        **_others: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take nothing from outside behind the back of whoever makes settings: a test, say."""
        return (init_settings,)

    @classmethod
    def read(cls, **given: object) -> Self:
        """Read the environment, and the file `.env` for what is not said there.

        What is given goes before both.

        Raises:
            ValueError: Variables are missing, misspelt or hold what they may not. All of
                them are named; what they hold is not shown.
        """
        sources = (DotEnvSettingsSource(cls), EnvSettingsSource(cls))
        problems = sorted({it for source in sources for it in cls._misspelt(source.env_vars)})
        found = {name: value for source in sources for name, value in source().items()}
        try:
            settings = cls(**{**found, **given})
        except ValidationError as refusal:
            wrong = refusal.errors(include_url=False, include_context=False, include_input=False)
            problems += [f"{_variable(it['loc'][0])}: {it['msg']}" for it in wrong]
        if problems:
            raise ValueError("\n".join(problems))
        return settings

    @classmethod
    def _misspelt(cls, variables: Iterable[str]) -> Iterator[str]:
        """Say which variables look like one of ours and are none; strangers pass."""
        for variable in variables:
            name = variable.lower().removeprefix(PREFIX.lower())
            if name == variable.lower() or name in cls.model_fields or STRANGERS.fullmatch(name):
                continue
            for near in get_close_matches(name, cls.model_fields, n=1):
                yield f"{variable.upper()}: There is no such setting; is it {_variable(near)}?"


def _variable(field: object) -> str:
    return f"{PREFIX}{field}".upper()
