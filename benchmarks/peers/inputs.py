"""The same domain for every generator, in the language that it reads."""

import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..bench import Bench
from ..blueprints import PER_MODULE, blueprint
from ..timing import run

AGGREGATES = 20
PACKAGE = "stockroom"
OPENING = re.compile(r"\{\{|\{%|\{#")
FIELDS = """\
  code String required pattern(/[A-Z]{3}-[0-9]{4}/)
  title String required maxlength(80)
  amount BigDecimal required min(0)
  currency String required minlength(3) maxlength(3)
  count Integer required min(0)
  since LocalDate required
  seen Instant
  ready Boolean required
  note String maxlength(500)
"""
CONFIG = """\
application {
  config {
    baseName stockroom
    applicationType monolith
    packageName org.example.stockroom
    prodDatabaseType postgresql
    devDatabaseType h2Disk
    skipClient true
  }
  entities *
}
"""


@dataclass(frozen=True, slots=True)
class Inputs:
    """Files that generators read; `project` is what groundplan makes of the first."""

    blueprint: Path
    project: Path
    openapi: Path
    jdl: Path
    cookies: Path
    loop: Path


def jdl() -> str:
    """Write the domain as entities of JHipster; commands and states it does not know."""
    names = [f"Item{number}" for number in range(AGGREGATES)]
    entities = [f"entity {name} {{\n{FIELDS}}}\n" for name in names]
    pairs = zip(names[1:], names, strict=False)
    relations = [f"  {name}{{before}} to {before}\n" for name, before in pairs]
    return "".join([CONFIG, *entities, "relationship ManyToOne {\n", *relations, "}\n"])


def unrolled(text: str, variable: str) -> str:
    """Turn a file into a template that prints it; only the package's name is asked for."""
    escaped = OPENING.sub(lambda found: f"{{{{ '{found[0]}' }}}}", text)
    return escaped.replace(PACKAGE, variable)


def write_all(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files below a folder, and return it."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def prepared(bench: Bench) -> Inputs:
    """Write every input below the scratch folder."""
    from groundplan import Answers, Blueprint  # noqa: PLC0415 - of the release
    from groundplan.project import printed, render  # noqa: PLC0415

    folder = bench.scratch("inputs")
    text = blueprint(AGGREGATES, PACKAGE)
    given = write_all(folder, {f"{PACKAGE}.yml": text, "domain.jdl": jdl()})
    read = Blueprint.parse(text)
    project, openapi = folder / "project", folder / "openapi.json"
    run(bench.command("new", project, "--blueprint", given / f"{PACKAGE}.yml"), bench.env())
    script = Path(__file__).with_name("described.py")
    subprocess.run([sys.executable, str(script), str(project), PACKAGE, str(openapi)], check=True)
    variable = "{{ cookiecutter.package }}"
    cookies = {
        f"{variable}/{str(path).replace(PACKAGE, variable)}": unrolled(it, variable)
        for path, it in render(Answers(), read).items()
    }
    rough = {
        str(path).replace(PACKAGE, "PACKAGE"): unrolled(it, "{{ package }}")
        for path, it in printed(Answers(), read).items()
    }
    asked = {"cookiecutter.json": f'{{"package": "{PACKAGE}"}}\n'}
    return Inputs(
        blueprint=given / f"{PACKAGE}.yml",
        project=project,
        openapi=openapi,
        jdl=given / "domain.jdl",
        cookies=write_all(folder / "cookies", cookies | asked),
        loop=write_all(folder / "loop", rough),
    )


def modules() -> list[str]:
    """Return the names of the domain's modules."""
    return [f"area_{number}" for number in range(-(-AGGREGATES // PER_MODULE))]
