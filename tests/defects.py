"""One thing wrong in a blueprint that is right: about sixty kinds of it, each with its place."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import yaml
from defects_in_text import TEXT
from inventing import spelled

Data = dict[str, Any]
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a defect is: the key or the value at a path, and an offset in its text."""

    path: Path
    key: bool = False
    at: int = 0


@dataclass(frozen=True, slots=True)
class Broken:
    """A blueprint with one defect, and the line and column where that is."""

    text: str
    line: int
    column: int


Defect = Callable[[Data, Random], Spot | None]
DATA: dict[str, Defect] = {}


def broken(text: str, name: str, chance: Random) -> Broken | None:
    """Put a defect into a blueprint; None where there is nothing of the kind to break."""
    if name in TEXT:
        lines = text.rstrip("\n").split("\n")
        line, column = TEXT[name](lines, chance)
        return Broken("\n".join(lines) + "\n", line, column)
    data = copy.deepcopy(yaml.load(text, Loader=yaml.CSafeLoader))
    spot = DATA[name](data, chance)
    if spot is None:
        return None
    text = spelled(data)
    line, column = place_of(text, spot)
    return Broken(text, line, column)


def place_of(text: str, spot: Spot) -> tuple[int, int]:
    """Find a spot in the text, by PyYAML alone."""
    node: Any = yaml.compose(text, Loader=yaml.CSafeLoader)
    key = node
    for step in spot.path:
        if isinstance(step, int):
            node = key = node.value[step]
        else:
            key, node = next(it for it in node.value if it[0].value == step)
    found = key if spot.key else node
    quoted = getattr(found, "style", None) in {"'", '"'}
    shift = spot.at + quoted if spot.at else 0
    return found.start_mark.line + 1, found.start_mark.column + 1 + shift


def parts(data: Any, *pattern: str | int) -> list[Path]:
    """Return the paths that match a pattern; `*` stands for any one step."""
    found: list[Path] = [()]
    for step in pattern:
        found = [(*path, it) for path in found for it in _steps(at(data, path), step)]
    return found


def _steps(node: Any, step: str | int) -> Iterator[str]:
    if isinstance(node, dict):
        yield from (it for it in node if step in {"*", it})


def at(data: Any, path: Path) -> Any:
    """Return what stands at a path."""
    for step in path:
        data = data[step]
    return data


def put(data: Data, path: Path, value: object) -> None:
    """Let something stand at a path, and what leads there."""
    holder: Any = data
    for step in path[:-1]:
        holder = holder.setdefault(step, {}) if isinstance(holder, dict) else holder[step]
    holder[path[-1]] = value


MODULE = ("modules", "*")
AGGREGATE = (*MODULE, "aggregates", "*")
COMMAND = (*AGGREGATE, "commands", "*")
QUERY = (*AGGREGATE, "queries", "*")
POLICY = (*MODULE, "policies", "*")
METHOD = (*MODULE, "ports", "*", "methods", "*")


def defect(function: Defect) -> Defect:
    """Keep a kind of defect by its name."""
    DATA[function.__name__] = function
    return function


def added(name: str, pattern: tuple[str, ...], below: Path, value: object) -> None:
    """Keep a defect that is a new part at some place; the key is where it is."""

    def add(data: Data, chance: Random) -> Spot | None:
        found = parts(data, *pattern)
        if not found:
            return None
        path = (*chance.choice(found), *below)
        put(data, path, copy.deepcopy(value))
        return Spot(path, key=True)

    DATA[name] = add


def valued(
    name: str,
    pattern: tuple[str, ...],
    below: Path,
    value: object,
    *,
    inside: Path = (),
    at: int = 0,
    key: bool = False,
) -> None:
    """Keep a defect that is a new value at some place; the value is where it is."""

    def write(data: Data, chance: Random) -> Spot | None:
        found = parts(data, *pattern)
        if not found:
            return None
        path = (*chance.choice(found), *below)
        put(data, path, copy.deepcopy(value))
        return Spot((*path, *inside), key=key, at=at)

    DATA[name] = write


def lined(name: str, line: str, at: int = 0) -> None:
    """Keep a defect of a field's line."""
    valued(name, AGGREGATE, ("fields", "field_of_defect"), line, at=at)


for where, pattern in {
    "top": (), "module": MODULE, "aggregate": AGGREGATE, "command": COMMAND, "query": QUERY,
    "policy": POLICY, "method": METHOD, "value": ("values", "*"),
    "entity": (*AGGREGATE, "entities", "*"), "event": (*AGGREGATE, "events", "*"),
}.items():  # fmt: skip
    added(f"unknown_key_of_{where}", pattern, ("nosuchkey",), "x")

lined("unknown_type", "Nosuchtype 1..9")
lined("misspelt_type", "integer 1..9")
lined("type_of_unknown_module", "nosuch_module.Thing")
lined("range_reversed", "int 9..1 optional", 4)
lined("range_of_no_use", "bool 1..2 optional", 5)
lined("range_is_none", "int 1-9", 4)
lined("word_means_nothing", "str 1..9 nullable", 9)
lined("words_out_of_order", "str optional 1..9", 13)
lined("optional_and_default", "int optional = 3", 4)
lined("default_outside", "int 1..5 = 9", 11)
lined("default_of_other_type", "int = many", 6)
lined("default_of_list", "str* = x", 7)
lined("question_mark", "str?", 3)
lined("brackets", "list[str]", 4)
lined("default_missing", "str =", 4)
lined("beyond_64_bits", "int = 99999999999999999999", 6)
lined("no_day", "date = 2023-02-29", 7)
lined("no_offset", "datetime = 2024-01-01T00:00:00", 11)
lined("no_url", "url = example.org", 6)

added("field_in_pascal_case", AGGREGATE, ("fields", "FieldOfDefect"), "int optional")
added("field_is_keyword", AGGREGATE, ("fields", "class"), "int optional")
added("field_is_not_ascii", AGGREGATE, ("fields", "größe"), "int optional")
added("field_is_too_long", AGGREGATE, ("fields", "a" * 41), "int optional")
added("field_is_carried_by_events", AGGREGATE, ("fields", "occurred_at"), "int optional")
added("aggregate_in_snake_case", MODULE, ("aggregates", "lower_case"), {"crud": True})
added("aggregate_is_builtin", MODULE, ("aggregates", "Exception"), {"crud": True})
added("aggregate_is_ours", MODULE, ("aggregates", "UnitOfWork"), {"crud": True})
added("module_of_standard_library", ("modules",), ("logging",), {"values": {"Xx": {"is": "int"}}})
added("module_is_empty", ("modules",), ("empty_module",), {})
added("value_without_shape", ("values",), ("Shapeless",), {"doc": "None."})
added("query_returns_nothing", AGGREGATE, ("queries", "Returnless"), {"takes": []})
added("event_of_nobody", AGGREGATE, ("events", "NobodyEmitsThis"), {"doc": "Never."})

valued("fields_are_text", MODULE, ("aggregates", "Fresh"), {"crud": True, "fields": "text"},
       inside=("fields",))  # fmt: skip
valued("aggregates_are_a_list", ("modules",), ("fresh",), {"aggregates": ["x"]},
       inside=("aggregates",))  # fmt: skip
valued("truth_is_text", QUERY, ("paginate",), "perhaps")
valued("doc_is_a_number", AGGREGATE, ("doc",), 5)
valued("doc_is_empty", AGGREGATE, ("doc",), "")
valued("doc_is_too_long", AGGREGATE, ("doc",), "x" * 2001)
valued("rule_is_too_long", AGGREGATE, ("rules", "rule_of_defect"), "x" * 201)
valued("key_is_no_field", MODULE, ("aggregates", "Fresh"), {"crud": True, "key": "nosuchfield"},
       inside=("key",))  # fmt: skip
valued("plural_in_snake_case", AGGREGATE, ("plural",), "lower_case")
valued("version_is_nought", ("blueprint",), (), 7)
valued("when_is_unknown", POLICY, ("when",), "NosuchEvent")
valued("then_is_unknown", POLICY, ("then",), "NosuchCommand")
valued("asks_nobody", COMMAND, ("asks",), "Nosuch.method")
valued("sets_no_field", COMMAND, ("sets",), {"nosuchfield": "1"})
valued("where_is_no_field", QUERY, ("where",), {"nosuchfield": "1"})
valued("returns_something_else", QUERY, ("returns",), "Nosuch*")
valued("takes_no_field", QUERY, ("takes",), ["nosuchfield"], inside=(0,))
valued("move_without_arrow", COMMAND, ("moves",), "one two")
valued("pattern_is_no_pattern", AGGREGATE, ("fields", "xx"), {"is": "str", "pattern": "["},
       inside=("pattern",))  # fmt: skip
valued("pattern_of_a_number", AGGREGATE, ("fields", "xx"), {"is": "int", "pattern": "1"},
       inside=("pattern",), key=True)  # fmt: skip
valued("member_stands_twice", ("values",), ("Twice",), {"one_of": ["a", "b", "A"]},
       inside=("one_of", 2))  # fmt: skip


@defect
def key_is_misspelt(data: Data, chance: Random) -> Spot | None:
    """Rename the key that says what a query returns."""
    return _renamed(data, chance, QUERY, "returns", "retuns")


@defect
def when_is_misspelt(data: Data, chance: Random) -> Spot | None:
    """Rename the key of a policy's event."""
    return _renamed(data, chance, POLICY, "when", "wen")


@defect
def fields_are_misspelt(data: Data, chance: Random) -> Spot | None:
    """Rename the key of an aggregate's fields."""
    return _renamed(data, chance, AGGREGATE, "fields", "feilds")


def _renamed(data: Data, chance: Random, pattern: Path, old: str, new: str) -> Spot | None:
    found = [it for it in parts(data, *pattern) if old in at(data, it)]
    if not found:
        return None
    path = chance.choice(found)
    part = at(data, path)
    renamed = {new if key == old else key: it for key, it in part.items()}
    part.clear()
    part.update(renamed)
    return Spot((*path, new), key=True)


@defect
def policy_is_keyword(data: Data, chance: Random) -> Spot | None:
    """Call a policy like a keyword."""
    found = parts(data, *POLICY)
    if not found:
        return None
    path = chance.choice(found)
    return _renamed(data, chance, path[:-1], str(path[-1]), "import")


@defect
def port_without_method(data: Data, chance: Random) -> Spot:
    """Add a port that cannot be asked anything."""
    path = (*chance.choice(parts(data, *MODULE)), "ports", "Silent", "methods")
    put(data, path, {})
    return Spot(path, key=True)


@defect
def value_holds_itself(data: Data, chance: Random) -> Spot:
    """Let two values hold each other."""
    path = ("values", chance.choice(("Circle", "Round")))
    put(data, path, {"fields": {"again": f"{path[1]}", "number": "int"}})
    return Spot((*path, "fields", "again"))


@defect
def differs_in_case_only(data: Data, chance: Random) -> Spot | None:
    """Add a query that is called like an aggregate, but for case."""
    path = chance.choice(parts(data, *AGGREGATE))
    name = str(path[-1])
    added = (*path, "queries", name[0] + name[1:].lower())
    put(data, added, {"returns": f"{name}*"})
    return Spot(added, key=True) if added[-1] != name else None


@defect
def public_is_unknown(data: Data, chance: Random) -> Spot:
    """Make something public that is not there."""
    module = chance.choice(parts(data, *MODULE))
    public = at(data, module).setdefault("public", [])
    public.append("NosuchMessage")
    return Spot((*module, "public", len(public) - 1))


@defect
def adds_to_no_list(data: Data, chance: Random) -> Spot:
    """Let a new command add to a list that is not there."""
    path = (*chance.choice(parts(data, *AGGREGATE)), "commands", "CommandOfDefect")
    put(data, path, {"adds": "nosuchlist"})
    return Spot((*path, "adds"))


@defect
def search_in_no_field(data: Data, chance: Random) -> Spot:
    """Let a new query search where there is nothing."""
    path = chance.choice(parts(data, *AGGREGATE))
    added = (*path, "queries", "QueryOfDefect")
    put(data, added, {"returns": f"{path[-1]}*", "search": ["nosuchfield"]})
    return Spot((*added, "search", 0))


@defect
def move_from_unreached_state(data: Data, chance: Random) -> Spot | None:
    """Add a command that moves from a state that nothing reaches."""
    found = [it for it in parts(data, *COMMAND) if "[*] ->" in str(at(data, it).get("moves"))]
    if not found:
        return None
    path = (*chance.choice(found)[:-1], "CommandOfDefect")
    put(data, path, {"moves": "nosuchstate -> nosuchstate"})
    return Spot((*path, "moves"))


@defect
def taken_twice(data: Data, chance: Random) -> Spot | None:
    """Let a command take a field twice."""
    found = [it for it in parts(data, *COMMAND, "takes") if isinstance(at(data, it), list)]
    found = [it for it in found if at(data, it)]
    if not found:
        return None
    path = chance.choice(found)
    at(data, path).append(at(data, path)[0])
    return Spot((*path, len(at(data, path)) - 1))


@defect
def example_ends_in_nothing_known(data: Data, chance: Random) -> Spot | None:
    """Let an example end in an event that is none."""
    path = (*chance.choice(parts(data, *COMMAND) or [()]), "examples")
    if path == ("examples",):
        return None
    put(data, path, [{"given": [], "then": "NosuchEnd"}])
    return Spot((*path, 0, "then"))


@defect
def policy_gives_what_nobody_takes(data: Data, chance: Random) -> Spot | None:
    """Give a field that the command of a policy does not take."""
    found = parts(data, *POLICY)
    if not found:
        return None
    path = (*chance.choice(found), "with", "nosuchfield")
    put(data, path, "= 1")
    return Spot(path, key=True)


@defect
def policy_hears_what_is_private(data: Data, chance: Random) -> Spot | None:
    """Take the event of a policy out of the other module's door."""
    found = [it for it in parts(data, *POLICY) if "." in at(data, it)["when"]]
    if not found:
        return None
    path = chance.choice(found)
    module, event = at(data, path)["when"].split(".")
    heard = [it for it in parts(data, *POLICY) if at(data, it)["when"] == f"{module}.{event}"]
    if len(heard) > 1:
        return None
    data["modules"][module]["public"].remove(event)
    return Spot((*path, "when"))
