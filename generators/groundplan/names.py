"""Names: their forms, what they may be, and which are taken.

Every form of a name (snake, Pascal, kebab, words, plural) is derived here and nowhere
else. What is reserved is computed from Python where Python knows it; the rest is what
generated files define or import.
"""

import builtins
import keyword
import re
import sys
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

LONGEST = 40
"""The longest name a blueprint may give, in characters."""

LONGEST_COMPOSED = 63
"""The longest name built from several, in bytes: PostgreSQL cuts what is longer."""

CONTROLS = frozenset({"Cc", "Cs", "Zl", "Zp", "Cf"})
JOINERS = frozenset("\u200c\u200d")
UNHELD = frozenset("\ufffe\uffff")  # no characters at all: YAML cannot hold them

KEYWORDS = frozenset(keyword.kwlist) | {"__debug__"}

CLASSES = frozenset(
    """
    DomainError NotFound Invalid AlreadyExists IllegalMove ConcurrentChange Rejected Unavailable
    Command Query Event Message MessageBus EventBus UnitOfWork Transaction Repository
    MemoryRepository MemoryStore MemoryTable MemoryTransaction Clock SystemClock FixedClock
    Ids CountedIds Stamp Page Check ItemList Transitions Json App Settings
    Any Self Final Protocol Callable Awaitable Iterable Iterator Sequence Mapping
    AsyncIterator Decimal UUID StrEnum NewType TypeVar TypeAlias Generic Literal Annotated
    ClassVar FrozenInstanceError Field Base
    Database ForeignKey JSON KeyText Mapped SqlList SqlRepository SqlTable SqlTransaction
    UniqueExact Receipts RootModel Terms Calls PortHearing
    AnyQuestion Bench Coroutine Defect FixedAnswer KeyReceipt MemoryReceipts Next Overtaken
    PrimaryKeyConstraint Repeated RepositoryContract RuleBasedStateMachine SqlBench Taker
    TransactionContract UseCase Way Working
    ACTS API BEGIN BOATS CHANGED HEAD KNOCK LATER MICROSECOND MOVES NEVER PERSONAL POINT
    REFUSALS STAMP TRIES VALUES
    """.split(),
)
"""Classes that generated files define or import, beside the builtins."""

PACKAGES = frozenset(
    """
    app settings scenario site shared event_bus database receipts adapters close plugins tests test
    served contracts doubles packaged extended
    docs migrations src conftest __main__
    """.split(),
)
"""Packages and modules of every generated project, and what its `App` always holds."""

CONSTRAINTS = frozenset({"fk", "ix", "pk", "uq"})
"""How names of constraints begin; names of tables begin with that of their module."""

DEVICES = frozenset({"con", "prn", "aux", "nul"}) | {
    f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)
}
"""What Windows keeps for devices: no file or folder may have such a name."""

HELPERS = frozenset({"bench", "conftest", "ports", "served", "sql_bench"})
"""The files that stand in the tests of a module, beside a folder for each aggregate."""

DEPENDENCIES = frozenset(
    """
    fastapi starlette uvicorn sqlalchemy alembic pydantic pydantic_core pydantic_settings anyio
    hypothesis pytest pytest_cov schemathesis uuid_utils httpx httpx2 aiosqlite asyncpg
    greenlet dishka dependency_injector mypy ruff coverage importlinter import_linter
    grimp pluggy yaml jinja2 click rich copier groundplan uv pip
    setuptools uv_build
    """.split(),
)
"""Import names of what generated projects depend on, and names of its distributions."""


SPELLED_OUT = frozenset("aefhilmnorsx")
"""Letters whose own names begin with a vowel: an x ray."""

VOWEL_SOUND = re.compile(
    r"(?!eu|ewe|once|ones?\b|ubiq|ufo|unan|uni(?![dmn])|ur[ailo]|us[abeiu]|ut[ei]|uuid)[aeiou]"
    r"|heir|honest|honou?r|hour"
)
"""How words begin that `an` goes before: not those that sound like `you` or `won`."""


@lru_cache(maxsize=4096)  # every fact of the model spells names
def snake(name: str) -> str:
    """Spell a name in snake_case: `OrderPlaced` as `order_placed`, and `ATMs` as `atms`."""
    name = re.sub(r"([A-Z]+)([A-Z](?!s(?![a-z]))[a-z])", r"\1_\2", name)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).replace("-", "_").lower()


def member(name: str) -> str:
    """Spell a name as an attribute: `Orders` as `orders`, and `As` as `as_` (PEP 8)."""
    return f"{snake(name)}_" if snake(name) in KEYWORDS else snake(name)


def constant(name: str) -> str:
    """Spell a class's name as a constant: `Order` as `ORDER`, but `SKU` as `ONE_SKU`.

    So are the constants of generated files kept apart: `Values` is `ONE_VALUES`.
    """
    spelled = snake(name).upper()
    return f"ONE_{spelled}" if spelled == name or spelled in CLASSES else spelled


@lru_cache(maxsize=4096)
def pascal(name: str) -> str:
    """Spell a name in PascalCase: `order_placed` as `OrderPlaced`."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[_\-\s]+", name) if part)


@lru_cache(maxsize=4096)
def kebab(name: str) -> str:
    """Spell a name in kebab-case, as URLs have it: `OrderPlaced` as `order-placed`."""
    return snake(name).strip("_").replace("_", "-")


@lru_cache(maxsize=4096)
def words(name: str) -> str:
    """Spell a name as a reader says it: `OrderPlaced` as `order placed`."""
    return snake(name).strip("_").replace("_", " ")


def plural(name: str) -> str:
    """Return the regular English plural of a PascalCase name: `-s`, `-es` or `-ies`."""
    lower = name.lower()
    if lower.endswith("y") and lower[-2:-1] not in {"", *"aeiou"}:
        return f"{name[:-1]}ies"
    if lower.endswith(("s", "x", "z", "ch", "sh")):
        return f"{name}es"
    return f"{name}s"


def article(noun: str) -> str:
    """Return what stands before a noun, by how it sounds: `an order`, `a user`, `an hour`."""
    first = noun.partition(" ")[0]
    vowel = first in SPELLED_OUT if len(first) == 1 else bool(VOWEL_SOUND.match(first))
    return "an" if vowel else "a"


def spellings(name: str, many: str | None = None) -> tuple[str, ...]:
    """Return all that code and its sentences spell a name with, in one order for every name.

    `many` is the plural in PascalCase, where it is none of regular English.
    """
    found: list[str] = []
    for it in (many or plural(pascal(name)), pascal(name)):
        spoken = words(it)
        stands = article(spoken)
        found += [it, snake(it), snake(it).upper(), spoken, spoken.capitalize()]
        found += [f"{stands} {spoken}", f"{stands.capitalize()} {spoken}"]
    return tuple(found)


def nearest(name: str, among: Iterable[str]) -> str | None:
    """Return what was probably meant, or None when nothing comes close."""
    import difflib  # noqa: PLC0415 - only a mistake needs it

    known = list(dict.fromkeys(among))
    folded = {snake(it).replace("_", ""): it for it in reversed(known)}
    plain = snake(name[:100]).replace("_", "")
    if plain in folded:
        return folded[plain]
    close = difflib.get_close_matches(plain, folded, n=1, cutoff=0.7)
    return folded[close[0]] if close else None


def shown(text: object) -> str:
    """Print a value for a message: quoted, controls escaped, cut at 60 characters."""
    plain = text if isinstance(text, str) else _written(text)
    safe = printable(plain[:61])
    return f"'{safe}'" if len(safe) <= 60 and len(plain) <= 60 else f"'{safe[:57]}...'"


def printable(text: str) -> str:
    """Escape what may not go to a terminal as it is."""
    if text.isprintable():
        return text
    return "".join(char if _harmless(char) else ascii(char)[1:-1] for char in text)


def _written(value: object) -> str:
    """Return a plain value as YAML has it."""
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _harmless(char: str) -> bool:
    """Say whether a character may go to a terminal as it is."""
    return char in JOINERS or unicodedata.category(char) not in CONTROLS


def text_fault(text: str, *, limit: int, lines: bool = False, edges: bool = False) -> str | None:
    """Say what the text policy has against a text, or None.

    Units: `limit` is characters. `lines` allows line feeds, `edges` blanks at the ends.
    """
    if len(text) > limit:
        return f"has {len(text):,} characters; at most {limit:,} are allowed"
    bad = forbidden_character(text, lines=lines)
    if bad is not None:
        return f"holds {code_point(text[bad])}, which is not allowed; take it out"
    if not unicodedata.is_normalized("NFC", text):
        return "is not in Unicode normal form NFC; write composed letters"
    if not edges and text != text.strip():
        return "begins or ends with a blank; take it away"
    return None


def forbidden_character(text: str, *, lines: bool = False, tabs: bool = False) -> int | None:
    """Return the offset of the first character that no text may hold, or None."""
    if text.isascii() and text.isprintable():
        return None
    allowed = JOINERS | ({"\n"} if lines else set()) | ({"\t"} if tabs else set())
    return next(
        (
            at
            for at, char in enumerate(text)
            if not char.isprintable()
            and char not in allowed
            and (unicodedata.category(char) in CONTROLS or char in UNHELD)
        ),
        None,
    )


def code_point(char: str) -> str:
    """Name a character: `U+0007`, with its Unicode name where it has one."""
    name = unicodedata.name(char, "")
    return f"U+{ord(char):04X} ({name})" if name else f"U+{ord(char):04X}"


def pascal_fault(name: str) -> str | None:
    """Say why a name is not PascalCase, or None."""
    return _shape_fault(name, re.compile(r"[A-Z][A-Za-z0-9]*"), "PascalCase, like 'OrderLine'")


def snake_fault(name: str) -> str | None:
    """Say why a name is not snake_case, or None."""
    return _shape_fault(name, re.compile(r"[a-z][a-z0-9_]*"), "snake_case, like 'order_line'")


def member_fault(name: str) -> str | None:
    """Say why a name cannot be a member of an enumeration, or None."""
    shape = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
    return _shape_fault(name, shape, "a name: begin with a letter")


def _shape_fault(name: str, shape: re.Pattern[str], style: str) -> str | None:
    """Say why a name does not have a shape, or None."""
    if shape.fullmatch(name):
        if len(name) <= LONGEST:
            return None
        return f"{shown(name)} has {len(name)} characters; a name has at most {LONGEST}"
    if not re.fullmatch(r"[A-Za-z0-9_]+", name):
        return f"{shown(name)} is no name: only ASCII letters, digits and '_'"
    return f"{shown(name)} is not {style}"


def proposed(name: str, *, style: str) -> str | None:
    """Turn a broken name into a right one, or None when nothing is left of it."""
    plain = (
        unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode()
    )
    plain = re.sub(r"[^A-Za-z0-9]+", "_", plain).strip("_").lstrip("0123456789_")
    plain = pascal(plain) if style == "pascal" else snake(plain)
    return plain[:LONGEST] or None


def class_taken(name: str) -> str | None:
    """Say who has a class name already, or None."""
    if name in KEYWORDS:
        return "is a Python keyword"
    if hasattr(builtins, name):
        return "is built into Python"
    if name in CLASSES:
        return "is used by every generated project"
    if name.startswith("Test"):
        return "would be collected by pytest"
    return None


def module_taken(name: str) -> str | None:
    """Say who has a module name already, or None."""
    if name in KEYWORDS:
        return "is a Python keyword"
    if name in sys.stdlib_module_names:
        return "is a module of Python's standard library"
    if name in PACKAGES:
        return "is used by every generated project"
    if name in DEPENDENCIES:
        return "is a package that generated projects depend on"
    if name.startswith("test"):
        return "begins names of classes that pytest would collect"
    if name in CONSTRAINTS:
        return "begins the names of constraints in the database"
    if name in DEVICES:
        return "is a device of Windows, so no folder can have this name there"
    return None


def folder_taken(name: str) -> str | None:
    """Say why no aggregate may have a folder of tests of this name, or None."""
    if name in DEVICES:
        return "is a device of Windows, so no folder can have this name there"
    if name in HELPERS:
        return "is a file beside the tests of every aggregate"
    return None


def field_taken(name: str) -> str | None:
    """Say why no field, parameter or method may have this name, or None."""
    if name in KEYWORDS:
        return "is a Python keyword"
    if name in {"self", "cls", "replace", "dt", "builtins", "classmethod", "field"}:
        return "means something else inside a class"
    if name.startswith("model_"):
        return "begins with 'model_', which pydantic keeps for itself"
    return None
