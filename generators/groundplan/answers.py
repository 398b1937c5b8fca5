"""The answers: how a project is built, free of what it is about.

The fields below are also the questions of copier.yml, in this order: a title is what is
asked, a description what follows from the choice. An empty name, package or description
is taken from the blueprint by `completed`.
"""

import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from . import names
from .errors import AnswersInvalid

if TYPE_CHECKING:
    from .blueprint import Blueprint

# The optional patterns of the catalogue, which is above this file; a test holds both equal.
Extra = Literal["import_hook", "registry"]

LINE = 200  # characters of a text of one line
TEXT = 2000  # characters of a text of several lines
PACKAGE = re.compile(r"[a-z][a-z0-9_]{0,39}")
EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")

# Standard libraries of some Python from 3.11 to 3.14 that the running one may not have.
_OTHER_STDLIB = frozenset(
    """
    aifc annotationlib asynchat asyncore audioop cgi cgitb chunk compression crypt distutils
    imghdr imp lib2to3 mailcap msilib nis nntplib ossaudiodev pipes smtpd sndhdr spwd sunau
    telnetlib test uu xdrlib
    """.split(),
)
_TRUTHS = dict.fromkeys("true yes y on t 1".split(), True) | dict.fromkeys(
    ["", *"false no n off f 0 none null ~".split()], False
)
_FOLDERS = frozenset("build conftest dist docs migrations site src tests venv".split())


def package_of(title: str) -> str:
    """Turn a title into snake case; what comes out may still be no legal name."""
    return re.sub(r"[\W_]+", "_", names.snake(title), flags=re.ASCII).strip("_")


def named(name: str, doc: str, title: str) -> dict[str, str]:
    """Return the names that follow from a blueprint's name and doc, and a title if given."""
    title = title or name
    return {"project_name": title, "package": package_of(title), "description": doc.strip()}


def bad_package(name: str) -> str | None:
    """Say why a package cannot have this name and propose another; None if it can."""
    if (why := _why_no_package(name)) is None:
        return None
    return f"{names.shown(name)} {why}; try something like {_other_package(name)!r}"


def _why_no_package(name: str) -> str | None:
    if name.lower() in {it.lower() for it in names.KEYWORDS}:
        return "is a Python keyword"
    if len(name) > names.LONGEST:
        return f"has {len(name)} characters; a package has at most {names.LONGEST}"
    if not name.isidentifier():
        return "cannot be imported"
    if not PACKAGE.fullmatch(name):
        return "is not in snake case, in ASCII letters"
    if name in sys.stdlib_module_names or name in _OTHER_STDLIB:
        return "is a module of Python's standard library"
    if name in names.DEPENDENCIES:
        return "is a package that generated projects depend on"
    if name in names.DEVICES:
        return "is a device of Windows, so no folder can have this name there"
    return "is a folder of every project" if name in _FOLDERS else None


def _other_package(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = package_of(plain)[:36].strip("_")
    rest = plain.lstrip("0123456789")
    better = rest.strip("_") + plain.removesuffix(rest)
    if not PACKAGE.fullmatch(better):
        return "my_app"
    return better if _why_no_package(better) is None else f"{better}_app"


def _fitting(text: str, *, lines: bool, limit: int) -> str:
    text = unicodedata.normalize("NFC", text)
    if wrong := names.text_fault(text, limit=limit, lines=lines):
        raise ValueError(wrong)
    return text


class Answers(BaseModel):
    """How to build the project; every answer has a default that works.

    Raises:
        AnswersInvalid: Anything given is wrong; it names all of it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    preset: Literal["minimal", "shop"] = Field(
        "minimal",
        title="Which blueprint to begin with?",
        description="Only used where there is no blueprint.yml yet.",
    )
    project_name: str = Field(
        "",
        title="What is the project called?",
        description="For people; the blueprint's name unless given.",
    )
    package: str = Field(
        "",
        title="What is it called in imports?",
        description="The Python package; the project's name in snake case unless given.",
    )
    description: str = Field(
        "",
        title="What is it for?",
        description="A sentence or more; the first line becomes the summary of the package.",
    )
    author_name: str = Field(
        "",
        title="Who writes it?",
        description="The holder of the licence; may be left empty.",
    )
    author_email: str = Field(
        "",
        title="How to reach them by e-mail?",
        description="May be left empty.",
    )
    license: Literal["MIT", "Apache-2.0", "none"] = Field(
        "MIT",
        title="Under which licence?",
        description="`none` writes no LICENSE file: all rights reserved.",
    )
    python: Literal["3.11", "3.12", "3.13", "3.14"] = Field(
        "3.11",
        title="From which Python on?",
        description="The oldest version that the project supports.",
    )
    application: Literal["cqrs", "services"] = Field(
        "cqrs",
        title="How is a use case written?",
        description="`cqrs`: a message and a handler each. `services`: a method each.",
    )
    database: Literal["sqlite", "postgresql", "memory"] = Field(
        "sqlite",
        title="Where is it kept?",
        description="`sqlite`: in one file. `postgresql`: on a server. `memory`: until it ends.",
    )
    http: Literal["fastapi", "none"] = Field(
        "fastapi",
        title="How is it called from outside?",
        description="`fastapi`: over HTTP. `none`: from Python only.",
    )
    container: Literal["manual", "dishka", "dependency-injector"] = Field(
        "manual",
        title="Who puts the parts together?",
        description="`manual`: one function. `dishka`, `dependency-injector`: a container.",
    )
    docker: bool = Field(
        default=True,
        title="Does it run in a container?",
        description="Writes a Dockerfile; needs HTTP.",
    )
    ci: Literal["github", "gitlab", "none"] = Field(
        "github",
        title="Where does continuous integration run?",
        description="Writes the configuration of that service.",
    )
    extras: tuple[Extra, ...] = Field(
        (),
        title="Which patterns does it have besides?",
        description="Any of import_hook, registry, with commas between; nothing at all for none.",
    )

    def __init__(self, **given: Any) -> None:
        """Check all that is given at once."""
        try:
            super().__init__(**given)
        except ValidationError as error:
            raise AnswersInvalid(_problems(error)) from None

    @field_validator("project_name", "author_name")
    @classmethod
    def _line(cls, text: str) -> str:
        return _fitting(text, lines=False, limit=LINE)

    @field_validator("description")
    @classmethod
    def _text(cls, text: str) -> str:
        return _fitting(text, lines=True, limit=TEXT)

    @field_validator("docker", mode="before")
    @classmethod
    def _truth(cls, given: object) -> object:
        """Read what a command line can only say in text, in the words that copier takes."""
        return _TRUTHS.get(given.strip().lower(), given) if isinstance(given, str) else given

    @field_validator("extras", mode="before")
    @classmethod
    def _listed(cls, given: object) -> object:
        """Read a list, or what a command line says with commas; each once, in our order."""
        if isinstance(given, str):
            given = [it.strip() for it in given.split(",") if it.strip()]
        if not isinstance(given, list | tuple):
            return () if given is None else given
        order = get_args(Extra)
        wrong = [it for it in given if it not in order]
        return tuple(it for it in order if it in given) + tuple(wrong)

    @field_validator("package")
    @classmethod
    def _importable(cls, name: str) -> str:
        if name and (wrong := bad_package(name)):
            raise ValueError(wrong)
        return name

    @field_validator("author_email")
    @classmethod
    def _reachable(cls, address: str) -> str:
        address = _fitting(address, lines=False, limit=LINE)
        if address and not EMAIL.fullmatch(address):
            raise ValueError(f"{names.shown(address)} is no e-mail address; write name@example.org")
        return address

    def completed(self, blueprint: "Blueprint") -> "Answers":
        """Fill what is empty from the blueprint.

        Raises:
            AnswersInvalid: The name that follows for the package is none.
        """
        given = self.model_dump()
        domain = blueprint.domain
        for name, value in named(domain.name, domain.doc, self.project_name).items():
            given[name] = given[name] or value
        if not given["package"]:
            said = "has no letter or digit that a package can be called by"
            raise AnswersInvalid(
                [f"package: {names.shown(self.project_name)} {said}; give one, like 'my_app'"]
            )
        return Answers(**given)

    def recorded(self) -> dict[str, str | bool | list[str]]:
        """Return what the answers file keeps, in its order: all but the preset."""
        return {**self.model_dump(exclude={"preset"}), "extras": [*self.extras]}


def choices_of(name: str) -> tuple[str, ...]:
    """Return what may be answered, the default first; nothing for free text."""
    kind = Answers.model_fields[name].annotation
    if get_origin(kind) is tuple:
        kind = get_args(kind)[0]
    return get_args(kind)


def _problems(error: ValidationError) -> Iterator[str]:
    """Turn pydantic's findings into one line each, in the order of the questions."""
    order = [*Answers.model_fields]

    def rank(found: Mapping[str, Any]) -> int:
        name = str(found["loc"][0])
        return order.index(name) if name in order else len(order)

    for found in sorted(error.errors(include_url=False), key=rank):
        name = str(found["loc"][0])
        say = _SAYINGS.get(found["type"], _as_found)
        yield f"{name}: {say(name, found)}"


def _as_found(_: str, found: Mapping[str, Any]) -> str:
    return str(found["msg"])


def _unknown(name: str, _: Mapping[str, Any]) -> str:
    if near := names.nearest(name, Answers.model_fields):
        return f"there is no such answer; did you mean {near!r}?"
    return f"there is no such answer; there are {', '.join(Answers.model_fields)}"


def _not_offered(name: str, found: Mapping[str, Any]) -> str:
    offered = choices_of(name)
    given = found["input"]
    if not isinstance(given, str):
        return f"{names.shown(given)} is no text; quote it"
    # A number is like all others: no likeness shows which one was meant.
    near = names.nearest(given, offered) if any(map(str.isalpha, given)) else None
    hint = f"; did you mean {near!r}?" if near else ""
    return f"{names.shown(given)} is none of {', '.join(offered)}{hint}"


def _no_list(_: str, found: Mapping[str, Any]) -> str:
    return f"{names.shown(found['input'])} is no list; write names with commas between"


_SAYINGS: dict[str, Callable[[str, Mapping[str, Any]], str]] = {
    "bool_type": lambda _, found: f"{names.shown(found['input'])} is neither true nor false",
    "extra_forbidden": _unknown,
    "literal_error": _not_offered,
    "tuple_type": _no_list,
    "string_type": lambda _, found: f"{names.shown(found['input'])} is no text; quote it",
    "string_unicode": lambda *_: "is no valid Unicode text",
    "value_error": lambda _, found: str(found["ctx"]["error"]),
}
