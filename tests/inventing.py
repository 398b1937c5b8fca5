"""Blueprints made up from the language itself: any that it allows, of any size.

A blueprint is made with ordinary names, each occurring once, and with what it needs
to be right. Then some of its names are exchanged for traps. Those that the language
refuses are taken back, so what is left is a right blueprint with as many traps as it bears.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

import traps
import yaml

from groundplan import Blueprint
from groundplan.errors import BlueprintInvalid
from groundplan.names import plural, snake, text_fault

NOUNS = """
    apple barrel candle dolphin engineer falcon garden harbour island jacket kettle lantern meadow
    nugget orchard pebble quarry ribbon saddle tunnel uncle violin walnut yacht zebra anchor
    blanket cushion diamond elbow feather glacier hammer insect jungle kitten lemon magnet napkin
    octopus parrot quilt rocket spoon turtle umbrella valley wagon yarn zipper acorn beetle
""".split()
VERBS = "Begin Mend Paint Carry Weigh Polish Stretch Borrow Gather Lift Trim Fold Wash Sort".split()
WORDS = [
    *(
        "Something to know.",
        "Grüße — „ja“",
        "日本語",
        "🎉 \U0001f600",
        '"quoted"',
        "it's",
        "\\n \\",
    ),
    *("{{ 7*7 }} {% x %}", "${{ x }} $HOME", "# no: comment", "- a: [b]", "a | b", "<b>&amp;</b>"),
    *("%s {0}", '"""', "'''", "*/ -->", "`code`", "[x](y)", "Args: none", "TODO", "na\u200dme"),
]
SCALARS = "str int float bool decimal date datetime duration uuid url bytes json".split()
COMPARED = [it for it in SCALARS if it not in {"json", "bytes"}]
PATTERNS = (r"[A-Z]{2}-\d{3}", "[a-z]{1,9}", "(?:ab|cd){2,4}", r"[^@\s]+@[^@\s]+", r"\w+")


@dataclass(slots=True)
class Kind:
    """A type as a field names it, with what it holds: a scalar, members, or fields."""

    name: str
    holds: str  # a scalar, or `one_of`, `record`, `reference`
    low: str = ""
    high: str = ""
    members: tuple[str, ...] = ()
    bounded: bool = False  # a value has its bounds already
    pattern: bool = False

    @property
    def plain(self) -> bool:
        """Say whether constants of it can be written."""
        return self.holds not in {"json", "bytes", "record", "reference"} and not self.pattern


@dataclass(slots=True)
class Held:
    """A field of something, and the line that declares it."""

    name: str
    kind: Kind
    low: str = ""
    high: str = ""
    many: str = ""
    optional: bool = False
    unique: bool = False
    default: str = ""
    entity: str = ""

    def line(self, *, default: bool = True, unique: bool = True) -> str:
        """Write the line."""
        parts = [f"{self.kind.name}{self.many}"]
        parts += [f"{self.low}..{self.high}"] if self.low or self.high else []
        parts += ["optional"] * self.optional + ["unique"] * (self.unique and unique)
        return " ".join([*parts, f"= {self.default}"] if self.default and default else parts)

    @property
    def required(self) -> bool:
        """Say whether whoever creates must give it."""
        return not self.optional and not self.default and self.many != "*"

    @property
    def compared(self) -> bool:
        """Say whether a query may filter by it."""
        holds = self.kind.holds in COMPARED or self.kind.holds in {"one_of", "reference"}
        return holds and not self.many and not self.entity


@dataclass(slots=True)
class Told:
    """An event that policies may hear: its aggregate, module, and fields."""

    name: str
    module: str
    carried: str
    aggregate: str
    fields: list[Held]


@dataclass(slots=True)
class Asked:
    """A command that policies may send; `first` of its aggregate if it creates."""

    name: str
    module: str
    aggregate: str
    creates: bool
    takes: list[Held]
    refers: list[str] = field(default_factory=list)


class Names:
    """Hands out ordinary names, each once; remembers which may become a trap."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.left = [f"{a}_{b}" for a in NOUNS for b in NOUNS if a != b]
        self.chance.shuffle(self.left)
        self.swaps: dict[str, tuple[str, ...]] = {}

    def snake(self) -> str:
        """Return a name in snake_case."""
        name = self.left.pop()
        self.swaps[name] = traps.snakes()
        return name

    def pascal(self) -> str:
        """Return a name in PascalCase."""
        name = "".join(it.capitalize() for it in self.left.pop().split("_"))
        self.swaps[name] = traps.pascals()
        return name

    def command(self, aggregate: str) -> str:
        """Return a name of a command: of its own, or a verb before the aggregate's."""
        name = f"{self.chance.choice(VERBS)}{aggregate}"
        if name in self.swaps or len(name) > 40 or self.chance.random() < 0.4:
            return self.pascal()
        self.swaps[name] = traps.pascals()
        return name

    def member(self) -> str:
        """Return a member of an enumeration."""
        name = self.left.pop()
        self.swaps[name] = traps.members()
        return name


def exchanged(data: Any, names: Mapping[str, str]) -> Any:
    """Put other names into every key and text."""
    match data:
        case dict():
            return {exchanged(key, names): exchanged(it, names) for key, it in data.items()}
        case list():
            return [exchanged(it, names) for it in data]
        case str():
            return re.sub(r"[A-Za-z]\w*", lambda it: names.get(it[0], it[0]), data)
    return data


def derived(name: str, other: str) -> Iterator[tuple[str, str]]:
    """Yield what follows from a name, beside what follows from another one."""
    yield name, other
    if name[0].isupper():
        yield snake(name), snake(other)
        for verb in ("Create", "Change", "Delete", "Get"):
            yield f"{verb}{name}", f"{verb}{other}"
        yield f"List{plural(name)}", f"List{plural(other)}"
        for done in ("Created", "Changed", "Deleted"):
            yield f"{name}{done}", f"{other}{done}"


def spelled(data: object) -> str:
    """Write a blueprint as YAML."""
    text: str = yaml.dump(
        data, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=10_000
    )
    return text


class RefusedAnyway(AssertionError):
    """A blueprint with ordinary names, made by the rules, is refused."""


def dressed(data: object, names: Names, *, traps_share: float) -> str:
    """Exchange a share of the names for traps, and take back what the language refuses."""
    chance, swapped = names.chance, dict[str, str]()
    for name, offered in names.swaps.items():
        if chance.random() < traps_share:
            swapped[name] = chance.choice(offered)
    while True:
        every = {one: other for it in swapped.items() for one, other in derived(*it)}
        text = spelled(exchanged(data, every))
        try:
            Blueprint.parse(text)
        except BlueprintInvalid as invalid:
            if not swapped:
                raise RefusedAnyway(f"{invalid}\n\n{text}") from invalid
            blamed = {it for it in swapped if _is_blamed(swapped[it], text, invalid)}
            for it in blamed or {next(iter(swapped))}:
                del swapped[it]
            continue
        return text


def _is_blamed(name: str, text: str, invalid: BlueprintInvalid) -> bool:
    lines = text.split("\n")
    for it in invalid.problems:
        at = re.match(r"\W*(\w+)", lines[it.place.line - 1][it.place.column - 1 :])
        words = {*re.findall(r"\w+", it.said), at[1] if at else ""}
        if words & {one for one, _ in derived(name, name)}:
            return True
    return False


def prose(chance: Random, *, lines: bool = True) -> str:
    """Return a text of the policy: of words that are dangerous somewhere, or of any letters."""
    if chance.random() < 0.6:
        text = " ".join(chance.sample(WORDS, chance.randint(1, 4)))
    else:
        kinds = ((0x20, 0x7F), (0xA1, 0x2FF), (0x370, 0x5FF), (0x1F300, 0x1F5FF))
        low, high = chance.choice(kinds)
        text = "".join(chr(chance.randrange(low, high)) for _ in range(chance.randint(1, 60)))
    if lines and chance.random() < 0.2:
        text = f"{text}\n\n{chance.choice(WORDS)}"
    text = text.strip()
    return text if text and text_fault(text, limit=200, lines=lines) is None else "Plain words."
