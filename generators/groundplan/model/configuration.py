"""What a project may be told from outside: its settings, as they follow from the answers."""

from collections.abc import Iterable, Iterator
from functools import partial

from ..answers import Answers
from ..blueprint.domain import Domain
from .changes import free_name
from .code import Import, import_block, laid
from .fact import fact
from .plugged_facts import PluggedPort

SQLITE, POSTGRESQL = "sqlite+aiosqlite:///", "postgresql+asyncpg://"

_SETTINGS = "pydantic_settings"


@fact
class SettingFacts:
    """One setting: a field of `Settings`, a variable of the environment."""

    name: str
    variable: str
    declared: str  # the field with its type and default
    means: str
    example: str  # what stands behind the variable in .env.example
    other: str  # another value that is right, as text of the environment
    wrong: str  # a text that it may not hold; nothing where each is right


@fact
class SettingsFacts:
    """All settings of a project; `required` is the variable that has no default, if any."""

    imports: str
    listed: tuple[SettingFacts, ...]
    required: str


def settings_of(
    answers: Answers, domain: Domain, plugged: Iterable[PluggedPort] = ()
) -> SettingsFacts:
    """Derive the settings of a project from completed answers, and from what it asks for."""
    listed = (*_listed(answers), *_of_ports(answers, domain), *_of_plugins(answers, plugged))
    required = answers.database == "postgresql"
    return SettingsFacts(
        imports=import_block(_needs(answers, listed), answers.package),
        listed=listed,
        required=f"{answers.package.upper()}_DATABASE_URL" if required else "",
    )


def _setting(answers: Answers, name: str, declared: str, doc: str, *texts: str) -> SettingFacts:
    example, other, wrong = texts
    variable = f"{answers.package.upper()}_{name.upper()}"
    kind, equals, value = declared.partition(" = ")
    line = laid(value, indent=4, before=f"{name}: {kind}{equals}")
    return SettingFacts(name, variable, line, doc, example, other, wrong)


def _of_ports(answers: Answers, domain: Domain) -> Iterator[SettingFacts]:
    if any(module.ports for module in domain.modules):
        yield _setting(
            answers,
            "port_timeout",
            "Seconds = 5.0",
            "How long whoever is asked outside may take to answer, in seconds.",
            *("5", "2.5", "soon"),
        )


def _of_plugins(answers: Answers, plugged: Iterable[PluggedPort]) -> Iterator[SettingFacts]:
    """Go through what is said of all plugins, then of each port that they come through."""
    setting = partial(_setting, answers)
    ports = tuple(plugged)
    if not ports:
        return
    yield setting(
        "plugins",
        "PerPlugin = Field(default_factory=dict, repr=False)",
        'What each plugin is set to, in JSON: {"journal": {}}.',
        *("", '{"journal": {"level": 1}}', '{"journal": 31337}'),
    )
    yield setting(
        "plugins_allowed",
        "Names = ()",
        "Which plugins may be, by name with commas between; all that are not denied unless given.",
        *("", "journal", ""),
    )
    yield setting("plugins_denied", "Names = ()", "Which plugins may not be.", *("", "journal", ""))
    yield setting(
        "plugins_prefixes",
        f'Names = ("{answers.package}",)',
        "Below which modules plugins may be that are named as module:attribute.",
        *(answers.package, free_name("elsewhere", {answers.package}), ""),
    )
    yield setting(
        "plugins_strict",
        "bool = False",
        "Whether a broken plugin stops the program, instead of being passed over.",
        *("false", "true", "perhaps"),
    )
    yield setting(
        "plugins_seconds",
        "Seconds = 5.0",
        "How long a plugin may take for one call, in seconds; all together have PORT_TIMEOUT.",
        *("5", "2.5", "late"),
    )
    for port in ports:
        if port.told:
            said = f"Plugins of {port.spoken} beside the installed ones: module:attribute, ..."
            yield setting(port.slug, "Names = ()", said, *("", "elsewhere:Other", ""))
        else:
            said = f"Who answers for {port.spoken}: memory, a plugin, or module:attribute."
            yield setting(port.slug, 'str = "memory"', said, *("memory", "elsewhere", ""))


def _listed(answers: Answers) -> Iterator[SettingFacts]:
    setting = partial(_setting, answers)
    level = "INFO" if answers.http == "fastapi" else "WARNING"  # which leaves a scenario alone
    yield setting(
        "log_level",
        f'Level = "{level}"',
        "How much is logged: DEBUG, INFO, WARNING or ERROR.",
        *(level, "DEBUG", "LOUD"),
    )
    yield from _address(answers)
    yield from _of_database(answers)
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


def _address(answers: Answers) -> Iterator[SettingFacts]:
    setting = partial(_setting, answers)
    match answers.database:
        case "sqlite":
            yield setting(
                "database_url",
                f'SecretStr = SecretStr("{SQLITE}{answers.package}.db")',
                f"Where the database is; {answers.package}.db in the working folder unless given.",
                *(
                    "",
                    f"{SQLITE}{free_name('other', {answers.package})}.db",
                    "mysql://ada:secret@localhost/x",
                ),
            )
        case "postgresql":
            yield setting(
                "database_url",
                "SecretStr",
                "Where the database is: postgresql+asyncpg://NAME:PASSWORD@HOST/DATABASE.",
                *("", f"{POSTGRESQL}localhost/other", "mysql://ada:secret@localhost/x"),
            )


def _of_database(answers: Answers) -> Iterator[SettingFacts]:
    """Go through what reaches the database, and how long it may take."""
    setting = partial(_setting, answers)
    if answers.database != "memory":
        yield setting(
            "pool_size",
            "Annotated[int, Field(ge=1, le=1000)] = 5",
            "How many connections are kept open; up to 10 more while all are in use.",
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
                "statement_timeout",
                "Seconds = 30.0",
                "How long a statement may take in seconds, a lock half of that; 0 for any time.",
                *("30", "2.5", "soon"),
            )
            yield setting(
                "isolation",
                'Literal["REPEATABLE READ", "SERIALIZABLE"] = "REPEATABLE READ"',
                "REPEATABLE READ or SERIALIZABLE: once for what is read, once for what is written.",
                *("", "SERIALIZABLE", "NONE"),
            )


def _needs(answers: Answers, listed: Iterable[SettingFacts]) -> Iterator[Import]:
    declared = " ".join(it.declared for it in listed)
    yield Import("collections.abc", "Iterable")
    yield Import("collections.abc", "Iterator")
    yield Import("difflib", "get_close_matches")
    yield Import("re")
    yield Import("typing", "Annotated")
    yield Import("typing", "Literal")
    yield Import("typing", "Self")
    yield Import("pydantic", "BeforeValidator")
    yield Import("pydantic", "ValidationError")
    if "Field(" in declared:
        yield Import("pydantic", "Field")
    if "PerPlugin" in declared:
        yield Import("json")
        yield Import(_SETTINGS, "NoDecode")
    if answers.database != "memory":
        yield Import("pathlib", "Path")
        yield Import("pydantic", "SecretStr")
        yield Import("pydantic", "field_validator")
        yield Import("pydantic_core", "PydanticCustomError")
        yield Import("sqlalchemy", "make_url")
        yield Import("sqlalchemy.exc", "ArgumentError")
    for name in ("BaseSettings", "DotEnvSettingsSource", "EnvSettingsSource"):
        yield Import(_SETTINGS, name)
    yield Import(_SETTINGS, "PydanticBaseSettingsSource")
    yield Import(_SETTINGS, "SettingsConfigDict")
