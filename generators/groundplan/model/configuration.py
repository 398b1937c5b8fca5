"""What a project may be told from outside: its settings, as they follow from the answers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..answers import Answers
from .code import Import, import_block, laid

SQLITE, POSTGRESQL = "sqlite+aiosqlite:///", "postgresql+asyncpg://"

_SETTINGS = "pydantic_settings"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SettingFacts:
    """One setting: a field of `Settings`, a variable of the environment."""

    name: str
    variable: str
    declared: str  # the field with its type and default
    means: str
    example: str  # what stands behind the variable in .env.example
    other: str  # another value that is right, as text of the environment
    wrong: str  # a text that it may not hold; nothing where each is right


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SettingsFacts:
    """All settings of a project; `required` is the variable that has no default, if any."""

    imports: str
    listed: tuple[SettingFacts, ...]
    required: str


def settings_of(answers: Answers) -> SettingsFacts:
    """Derive the settings of a project from completed answers."""
    listed = tuple(_listed(answers))
    required = answers.database == "postgresql"
    return SettingsFacts(
        imports=import_block(_needs(answers, listed), answers.package),
        listed=listed,
        required=f"{answers.package.upper()}_DATABASE_URL" if required else "",
    )


def _listed(answers: Answers) -> Iterator[SettingFacts]:
    prefix = answers.package.upper()

    def setting(name: str, declared: str, doc: str, *texts: str) -> SettingFacts:
        example, other, wrong = texts
        variable = f"{prefix}_{name.upper()}"
        kind, equals, value = declared.partition(" = ")
        line = laid(value, indent=4, before=f"{name}: {kind}{equals}")
        return SettingFacts(name, variable, line, doc, example, other, wrong)

    yield setting(
        "log_level",
        'Level = "INFO"',
        "How much is logged: DEBUG, INFO, WARNING or ERROR.",
        *("INFO", "DEBUG", "LOUD"),
    )
    match answers.database:
        case "sqlite":
            yield setting(
                "database_url",
                f'SecretStr = SecretStr("{SQLITE}{answers.package}.db")',
                f"Where the database is; {answers.package}.db in the working folder unless given.",
                *("", f"{SQLITE}other.db", "mysql://ada:secret@localhost/x"),
            )
        case "postgresql":
            yield setting(
                "database_url",
                "SecretStr",
                "Where the database is: postgresql+asyncpg://NAME:PASSWORD@HOST/DATABASE.",
                *("", f"{POSTGRESQL}localhost/other", "mysql://ada:secret@localhost/x"),
            )
    if answers.database != "memory":
        yield setting(
            "pool_size",
            "Annotated[int, Field(ge=1, le=1000)] = 5",
            "How many connections are kept open.",
            *("5", "7", "31337"),
        )
        yield setting(
            "pool_timeout",
            "Seconds = 10.0",
            "How long a use case waits for a connection, in seconds.",
            *("10", "2.5", "-31337"),
        )
        yield setting(
            "migrations",
            'Path = Path(__file__).parents[2] / "migrations"',
            "Where the migrations are; beside the source unless given.",
            *("", "elsewhere", ""),
        )
    match answers.database:
        case "sqlite":
            yield setting(
                "busy_timeout",
                "Seconds = 5.0",
                "How long a writer waits for another one, in seconds.",
                *("5", "2.5", "soon"),
            )
        case "postgresql":
            yield setting(
                "isolation",
                'Literal["REPEATABLE READ", "SERIALIZABLE"] = "REPEATABLE READ"',
                "How far transactions are kept apart: REPEATABLE READ, or SERIALIZABLE.",
                *("", "SERIALIZABLE", "NONE"),
            )
    if answers.http == "fastapi":
        yield setting(
            "docs",
            "bool = True",
            "Whether the site describes itself, under /docs and /openapi.json.",
            *("true", "false", "perhaps"),
        )
        yield setting(
            "largest_body",
            "Annotated[int, Field(ge=1)] = 1_048_576",
            "How large the body of a request may be, in bytes.",
            *("1048576", "1000", "1MB"),
        )


def _needs(answers: Answers, listed: Iterable[SettingFacts]) -> Iterator[Import]:
    declared = " ".join(it.declared for it in listed)
    yield Import("collections.abc", "Iterable")
    yield Import("collections.abc", "Iterator")
    yield Import("difflib", "get_close_matches")
    yield Import("typing", "Annotated")
    yield Import("typing", "Literal")
    yield Import("typing", "Self")
    yield Import("pydantic", "BeforeValidator")
    yield Import("pydantic", "ValidationError")
    if "Field(" in declared:
        yield Import("pydantic", "Field")
    if answers.database != "memory":
        yield Import("pathlib", "Path")
        yield Import("pydantic", "SecretStr")
        yield Import("pydantic", "field_validator")
        yield Import("pydantic_core", "PydanticCustomError")
    for name in ("BaseSettings", "DotEnvSettingsSource", "EnvSettingsSource"):
        yield Import(_SETTINGS, name)
    yield Import(_SETTINGS, "PydanticBaseSettingsSource")
    yield Import(_SETTINGS, "SettingsConfigDict")
