"""The model: all that a template may read, derived once from answers and blueprint."""

from collections.abc import Collection
from dataclasses import fields
from typing import TYPE_CHECKING

from ..answers import Answers
from ..blueprint.domain import Domain
from ..patterns import CATALOGUE, Pattern
from .api_facts import SchemasFacts
from .configuration import SettingsFacts, settings_of
from .fact import fact
from .facts import ModuleFacts, ScenarioFacts, ValuesFacts, WiringFacts
from .modules import ModuleBuilder
from .plugged import extensions
from .plugged_facts import ExtensionsFacts
from .project import ProjectFacts
from .scenario import ScenarioBuilder
from .schemas import Crossing, SchemasFile
from .storage import has_marks, storage_of
from .storage.facts import StorageFacts
from .testing import testing
from .testing.facts import TestingFacts
from .types import Types
from .values import ValuesFile
from .wiring import fixtures, wiring

if TYPE_CHECKING:
    from ..blueprint import Blueprint


@fact
class Switches:
    """`.` for what is wanted, empty for what is not: the names of overlay folders."""

    cqrs: str
    services: str
    state_machine: str
    item_list: str
    paging: str
    policy: str
    port: str
    sql: str
    sql_marks: str
    sql_paging: str
    sql_port: str
    sqlite: str
    postgresql: str
    http: str
    environment: str
    plain_settings: str
    registry: str
    extensions: str
    plugins: str
    strategies: str
    import_hook: str
    manual: str
    container: str
    dishka: str
    dependency_injector: str
    docker: str
    github: str
    gitlab: str
    mit: str
    apache: str

    @classmethod
    def of(cls, answers: Answers, domain: Domain, patterns: Collection[Pattern]) -> "Switches":
        """Go by the patterns that the project has, and the answers that choose files."""
        wanted = {it.name: it in patterns for it in CATALOGUE}
        wanted |= {
            "sql_marks": wanted["sql"] and has_marks(domain),
            "sql_paging": wanted["sql"] and wanted["paging"],
            "sql_port": wanted["sql"] and wanted["port"],
            "sqlite": answers.database == "sqlite",
            "postgresql": answers.database == "postgresql",
            "plain_settings": not wanted["environment"],
            "extensions": wanted["plugins"] or wanted["strategies"],
            "manual": answers.container == "manual",
            "container": answers.container != "manual",
            "github": answers.ci == "github",
            "gitlab": answers.ci == "gitlab",
            "mit": answers.license == "MIT",
            "apache": answers.license == "Apache-2.0",
        }
        return cls(**{it.name: "." if wanted[it.name] else "" for it in fields(cls)})


@fact
class Model:
    """The facts by their names in templates."""

    project_name: str
    package: str
    description: str
    author_name: str
    author_email: str
    license: str
    python: str
    uuid_in_stdlib: bool
    text_type: str  # `str`, or `builtins.str` where a field hides it
    use: Switches
    modules: tuple[ModuleFacts, ...]
    with_aggregates: tuple[ModuleFacts, ...]
    with_values: tuple[ModuleFacts, ...]
    with_queries: tuple[ModuleFacts, ...]
    with_policies: tuple[ModuleFacts, ...]
    with_ports: tuple[ModuleFacts, ...]
    with_public: tuple[ModuleFacts, ...]
    shared_values: ValuesFacts
    shared_values_folder: tuple[str, ...]  # `shared`, unless there are no such values
    shared_schemas: SchemasFacts
    shared_schemas_folder: tuple[str, ...]  # `shared`, unless none of them crosses the edge
    storage: StorageFacts
    wiring: WiringFacts
    settings: SettingsFacts
    extensions: ExtensionsFacts
    scenario: ScenarioFacts
    project: ProjectFacts
    testing: TestingFacts

    @classmethod
    def of(cls, answers: Answers, blueprint: "Blueprint") -> "Model":
        """Derive everything; the answers may leave out what the blueprint gives.

        Raises:
            AnswersInvalid: The name that follows for the package is none.
        """
        answers = answers.completed(blueprint)
        domain = blueprint.domain
        types = Types(domain, answers.package)
        cqrs = answers.application == "cqrs"
        shared_values = ValuesFile(types, f"{answers.package}.shared.values").facts()
        crossing = Crossing(domain)
        shared_schemas = SchemasFile(types, f"{answers.package}.shared", crossing).facts()
        builders = (ModuleBuilder(types, it, crossing, cqrs=cqrs) for it in domain.modules)
        modules = tuple(it.facts() for it in builders)
        patterns = tuple(it for it in CATALOGUE if it.wanted(answers, domain))
        use = Switches.of(answers, domain, patterns)
        plugged = extensions(types)
        return cls(
            project_name=answers.project_name,
            package=answers.package,
            description=answers.description,
            author_name=answers.author_name,
            author_email=answers.author_email,
            license=answers.license,
            python=answers.python,
            uuid_in_stdlib=answers.python == "3.14",
            text_type=str(types.builtin("str")),
            use=use,
            modules=modules,
            with_aggregates=tuple(it for it in modules if it.aggregates),
            with_values=tuple(it for it in modules if it.values.present),
            with_queries=tuple(it for it in modules if it.queries),
            with_policies=tuple(it for it in modules if it.policies),
            with_ports=tuple(it for it in modules if it.ports),
            with_public=tuple(it for it in modules if it.has_public),
            shared_values=shared_values,
            shared_values_folder=("shared",) if shared_values.present else (),
            shared_schemas=shared_schemas,
            shared_schemas_folder=("shared",) if shared_schemas.present else (),
            storage=storage_of(types, modules, answers),
            wiring=wiring(modules, answers, plugged.ports),
            settings=settings_of(answers, domain, plugged.ports),
            extensions=plugged,
            scenario=ScenarioBuilder(types, cqrs=cqrs).facts(),
            project=ProjectFacts.of(answers, domain, patterns),
            testing=testing(
                types,
                cqrs=cqrs,
                sql=answers.database != "memory",
                http=answers.http != "none",
                fixtures=fixtures(answers, environment=bool(use.environment)),
            ),
        )

    def context(self) -> dict[str, object]:
        """Return the facts by name, as a template sees them."""
        return {it.name: getattr(self, it.name) for it in fields(self)}
