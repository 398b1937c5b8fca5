"""Ports that plugins come through: their names outside, and who passes calls on."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..blueprint.domain import Domain, Field, Method, Module, Port
from ..names import kebab, pascal, snake, words
from .changes import free_name
from .classes import attributes
from .code import Code, Import, call, import_block, laid, needs_of, signature
from .plugged_facts import ExtensionsFacts, PluggedMethod, PluggedModule, PluggedPort
from .ports import PortBuilder
from .samples import COUNTED, Samples
from .testing.layout import helpers_apart
from .types import UUID_, Types
from .wording import sentence, titled

SETTINGS = frozenset(
    """
    busy_timeout database_url docs isolation largest_body log_level migrations plugins
    plugins_allowed plugins_denied plugins_prefixes plugins_seconds plugins_strict pool_size
    pool_timeout port_timeout statement_timeout
    """.split()
)
"""The settings that a project may have."""

# What `Settings`, or the class that holds all plugins, has beside.
MEMBERS = frozenset(
    """
    aclose begin broken construct copy dict each fields from_orm json mro parse_file parse_obj
    parse_raw problems read register rehearse schema schema_json settings_cached
    settings_clear_cache settings_customise_sources update_forward_refs validate
    bool bytes float int object str tuple type
    """.split()
)
FOREIGN = "path"  # a variable of others that may begin like ours; a test of each project has it
SECRETS = ("password", "url")  # what variables end in that hold one
HOLDERS = frozenset(
    """
    AsyncExitStack ExtensionPoint PluginHolder PluginHost PluginRules Plugins PluginsBroken
    Strategies
    """.split()
)


def slugs_of(domain: Domain) -> dict[tuple[str, str], str]:
    """Name each port with plugins, by module and port, so that no setting is mistaken for it."""
    listed = [(module, port) for module in domain.modules for port in module.ports if port.plugins]
    count = Counter(port.name for _, port in listed)
    known = sorted(SETTINGS)
    slugs: dict[tuple[str, str], str] = {}
    for module, port in listed:
        plain = snake(port.name)
        names = (plain, f"{module.name}_{plain}", f"{module.name}_{plain}_adapter")
        tried = [it for it in names[1 if count[port.name] > 1 else 0 :] if _is_plain(it, known)]
        slug = tried[0] if tried else free_name(names[-1], {*known})
        slugs[module.name, port.name] = slug
        known.append(slug)
    return slugs


def _is_plain(name: str, known: list[str]) -> bool:
    """Say whether a misspelt variable leads to the right one, and no foreign one to this."""
    from difflib import get_close_matches  # noqa: PLC0415 - only plugins need it

    among = [*known, name]
    free = name not in {*known, *MEMBERS} and not name.endswith(SECRETS)
    free = free and not get_close_matches(FOREIGN, [name])
    return free and all(get_close_matches(it[:-1], among, n=1) == [it] for it in (name, *known))


class PluggedBuilder:
    """Derives the facts of one port that plugins come through."""

    def __init__(self, types: Types, module: Module, port: Port, slug: str) -> None:
        """Look at such a port."""
        self.types = types
        self.module = module
        self.port = port
        self.slug = slug
        self.package = types.package
        self.samples = Samples(types)
        self.builder = PortBuilder(types, module, port)
        self.names = {it.name for it in port.methods}
        self.passing: set[Import] = set()
        self.journal: set[Import] = set()
        self.other: set[Import] = set()
        self.tests: set[Import] = set()

    def facts(self, known: str, adapter_known: str) -> PluggedPort:
        """Derive the facts; both are names in the file of all such ports."""
        told = self.port.plugins == "many"
        methods = tuple(map(self._method, self.port.methods))
        port = Import(f"{self.package}.{self.module.name}.ports", self.port.name)
        shared = Import(f"{self.package}.shared", "plugins")
        example = f"{self.package}_{self.slug}_example"
        begun = {Import("collections"), Import("collections.abc", "Mapping")}
        taken = {self.port.name, *(it.name for it in (*self.journal, *self.other))}
        return PluggedPort(
            slug=self.slug,
            name=self.port.name,
            known=known,
            spoken=words(self.port.name),
            module=self.module.name,
            group=f"{self.package}.{self.slug}",
            variable=f"{self.package}_{self.slug}".upper(),
            point=f"{self.slug}_point".upper(),
            told=told,
            rehearse=free_name("rehearse", self.names),
            adapter=f"Plugged{self.port.name}",
            adapter_known=adapter_known,
            imports=import_block({*self.journal, port, shared}, self.package),
            example=kebab(example),
            example_package=example,
            example_imports=import_block(
                {*(self.journal | begun if told else self.other), port, shared}, self.package
            ),
            example_class=_free_class("Counted" if told else "Contrary", taken),
            journal=_free_class("Journal", taken),
            in_process=f"InProcess{self.port.name}",
            test_imports=helpers_apart(
                {
                    *self.tests,
                    port,
                    *_tested(self.package),
                    Import(
                        f"{self.package}.{self.module.name}.adapters", f"InProcess{self.port.name}"
                    ),
                },
                self.package,
            ),
            methods=methods,
        )

    def _method(self, method: Method) -> PluggedMethod:
        listed, needs = attributes(self.types, method.takes, defaults=True)
        returns = self.builder.returns(method)
        self.journal |= needs
        self.passing |= needs
        self.other |= needs | returns.needs
        names = {it.name for it in method.takes}
        plugin, calling = free_name("plugin", names), free_name("call", names)
        given = [f"{it}={it}" for it in (it.name for it in method.takes)]
        named = [f"{it.name}: {it.annotation}{it.default}" for it in listed]
        return PluggedMethod(
            name=method.name,
            doc=sentence(method.doc or titled(words(method.name))),
            signature=signature(method.name, named, str(returns), keyword="async def"),
            plugin=plugin,
            call=calling,
            passed=call(f"return {plugin}.{method.name}", given, indent=12),
            rehearsed=self._rehearsed(method),
            logged=self._logged(method),
            answered=self._answered(method),
            returns=str(returns),
            asked=self._asked(method),
        )

    def _given(self, method: Method) -> tuple[list[str], frozenset[Import]]:
        """Write made-up values for what a method takes."""
        made = {it.name: self._plain(self.samples.sure(it)) for it in method.takes}
        return [f"{name}={it}" for name, it in made.items()], needs_of(made.values())

    def _rehearsed(self, method: Method) -> str:
        given, needs = self._given(method)
        self.passing |= needs
        return call(f"await self.{method.name}", given, indent=8)

    def _asked(self, method: Method) -> str:
        if method.returns is None or self._otherwise(method.returns)[1]:
            return ""
        given, needs = self._given(method)
        self.tests |= needs | self.builder.returns(method).needs
        return call(f"return await port.{method.name}", given, indent=4)

    def _logged(self, method: Method) -> str:
        """Write down what was told, but for personal data."""
        open_fields = [it.name for it in method.takes if not it.pii]
        shown = ", ".join(f"{it}=%r" for it in open_fields)
        text = f'"{method.name}: {shown}"' if shown else f'"{method.name}"'
        return call("self.context.log.info", [text, *open_fields], indent=8)

    def _answered(self, method: Method) -> str:
        field = method.returns
        if field is None:
            return ""
        answer = self._plain(self._otherwise(field)[0])
        self.other |= answer.needs
        return laid(answer.text, indent=8, before="return ")

    def _otherwise(self, field: Field) -> tuple[Code, bool]:
        """Write an answer that is not the usual one; say whether it is, for lack of another."""
        wanted = replace(field, optional=False)
        usual = str(self.builder.usual(wanted)) if not field.optional else "None"
        tried = (self.samples.of(wanted, it) for it in range(2))
        found = (it for it in tried if it is not None and str(self._plain(it)) != usual)
        other = next(found, None)
        return other or self.samples.sure(wanted), other is None

    def _plain(self, made: Code) -> Code:
        """Make identities of numbers, since there are no doubles outside of tests."""
        if COUNTED not in made.needs:
            return made
        text = made.text.replace(f"{COUNTED.name}(", "UUID(int=")
        return Code(text, (made.needs - {COUNTED}) | {UUID_})


def extensions(types: Types) -> ExtensionsFacts:
    """Derive the facts of all ports that plugins come through."""
    found = tuple(_ports(types))
    ports = tuple(facts for _, _, facts in found)
    told, chosen = (tuple(it for it in ports if it.told is all_told) for all_told in (True, False))
    return ExtensionsFacts(
        ports=ports,
        told=told,
        chosen=chosen,
        modules=tuple(_modules(types, found)),
        holders=_holders((*chosen, *told)),
        imports=import_block(_needs(types.package, ports), types.package),
    )


def _holders(ports: tuple[PluggedPort, ...]) -> str:
    """Write a tuple, an item a line: another port is another line, but one alone is no list."""
    if len(ports) == 1:
        return f"(self.{ports[0].slug},)"
    return "".join(["(\n", *(f"            self.{it.slug},\n" for it in ports), "        )"])


def _ports(types: Types) -> Iterator[tuple[Module, PluggedBuilder, PluggedPort]]:
    domain = types.domain
    slugs = slugs_of(domain)
    count = Counter(name for _, name in slugs)
    taken = {*HOLDERS}
    for (module_name, name), slug in slugs.items():
        module = domain.module(module_name)
        port = next(it for it in module.ports if it.name == name)
        before = pascal(module_name) if count[name] > 1 or name in HOLDERS else ""
        known = free_name(f"{before}{name}", taken)
        adapter = free_name(f"{before}Plugged{name}", {*taken, known})
        taken |= {known, adapter}
        builder = PluggedBuilder(types, module, port, slug)
        yield module, builder, builder.facts(known, adapter)


def _modules(
    types: Types, found: Iterable[tuple[Module, PluggedBuilder, PluggedPort]]
) -> Iterator[PluggedModule]:
    listed = [it for it in found if it[2].told]
    for module in dict.fromkeys(it[0].name for it in listed):
        own = [(builder, facts) for it, builder, facts in listed if it.name == module]
        needs = {need for builder, _ in own for need in builder.passing}
        needs |= {Import(f"{types.package}.{module}.ports", facts.name) for _, facts in own}
        needs |= {
            Import("collections.abc", "Awaitable"),
            Import(f"{types.package}.shared", "plugin_host"),
        }
        yield PluggedModule(
            name=module,
            spoken=words(module),
            imports=import_block(needs, types.package),
            ports=tuple(facts for _, facts in own),
        )


def _free_class(wanted: str, taken: set[str]) -> str:
    """Name a class so that it hides none that is imported."""
    return wanted if wanted not in taken else _free_class(f"{wanted}Plugin", taken)


def _tested(package: str) -> Iterator[Import]:
    """Go through what the test of a chosen adapter imports anyway."""
    yield Import("collections.abc", "Iterator")
    yield Import("pathlib")
    yield Import("pytest")
    yield Import(f"{package}.app", "build")
    yield Import(f"{package}.plugins", "found_plugins")
    yield Import(f"{package}.shared", "plugins", "life")
    yield Import(f"{package}.shared", "strategies")
    yield Import("tests.doubles", "FixedClock")
    yield Import("tests.extended", "settings_with")
    yield Import("tests.packaged", "examples_installed")


def _needs(package: str, ports: Iterable[PluggedPort]) -> Iterator[Import]:
    shared = f"{package}.shared"
    yield Import("contextlib", "AsyncExitStack")
    yield Import("dataclasses", "dataclass")
    yield Import("dataclasses", "replace")
    yield Import("sys")
    yield Import(f"{package}.settings", "Settings")
    yield Import(f"{shared}.clock", "Clock")
    yield Import(f"{shared}.clock", "SystemClock")
    yield Import(f"{shared}.discovery", "found")
    yield Import(f"{shared}.discovery", "offerings")
    yield Import(f"{shared}.plugins", "ExtensionPoint")
    yield Import(f"{shared}.plugins", "PluginRules")
    yield Import(f"{shared}.plugins", "PluginsBroken")
    for name in ("PluginHolder", "misnamed", "report"):
        yield Import(f"{shared}.plugin_report", name)
    for port in ports:
        home = f"{package}.{port.module}"
        yield Import(f"{home}.ports", port.name, "" if port.known == port.name else port.known)
        if port.told:
            yield Import(f"{shared}.plugin_host", "PluginHost")
            alias = "" if port.adapter_known == port.adapter else port.adapter_known
            yield Import(f"{home}.plugged", port.adapter, alias)
        else:
            yield Import(f"{shared}.strategies", "Strategies")
            yield Import(f"{shared}.strategies", "references_of")
