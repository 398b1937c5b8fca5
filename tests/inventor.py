"""Makes a blueprint out of chance: modules, aggregates, and whatever the language allows there."""

from random import Random

from inventing import (
    PATTERNS,
    SCALARS,
    Asked,
    Held,
    Kind,
    Names,
    Told,
    dressed,
    prose,
)
from inventor_aggregates import AggregateInventor, Data

URLS = ("https://example.org", "http://a.example/x?y=1#z", "https://example.org/%C3%9C")
TEXTS = (
    "plain",
    "x",
    "'; DROP TABLE x; --",
    "{{ 1 }}",
    '"\\"quoted\\""',
    '""',
    "é # no",
    "none: x",
)
KEYED = ("str", "int", "uuid", "date", "datetime")


def invented(chance: Random, *, traps_share: float = 0.3) -> str:
    """Return the text of a right blueprint."""
    names = Names(chance)
    return dressed(Inventor(chance, names).blueprint(), names, traps_share=traps_share)


class Inventor:
    """Makes one blueprint; keeps what later parts may refer to."""

    def __init__(self, chance: Random, names: Names) -> None:
        self.chance = chance
        self.names = names
        self.shared: list[Kind] = []
        self.references: list[tuple[str, str]] = []  # module, aggregate
        self.told: list[Told] = []
        self.asked: list[Asked] = []
        self.public: dict[str, set[str]] = {}

    def maybe(self, share: float = 0.5) -> bool:
        """Say yes in some share of cases."""
        return self.chance.random() < share

    def blueprint(self) -> Data:
        """Make the whole."""
        made: Data = {"blueprint": 1, "name": self.names.snake()}
        if self.maybe(0.7):
            made["doc"] = prose(self.chance)
        made["values"] = self.values(self.shared, module="")
        made["modules"] = {}
        for _ in range(self.chance.choice((1, 1, 2, 2, 3))):
            name = self.names.snake()
            made["modules"][name] = ModuleInventor(self, name).module()
        for name, public in self.public.items():
            if public:
                made["modules"][name]["public"] = sorted(public)
        return made

    # Types

    def values(self, kinds: list[Kind], module: str) -> Data:
        """Make values; they go to `kinds`."""
        made: Data = {}
        for _ in range(self.chance.randint(0, 4)):
            name = self.names.pascal()
            shape = self.chance.choice(("is", "is", "one_of", "fields"))
            part, kind = getattr(self, f"_value_{shape}")(name, [*self.shared, *kinds], module)
            if self.maybe(0.3):
                part["doc"] = prose(self.chance)
            made[name] = part
            kinds.append(kind)
        return made

    def _value_is(self, name: str, _: list[Kind], __: str) -> tuple[Data, Kind]:
        scalar = self.chance.choice([it for it in SCALARS if it != "json"])
        if scalar == "str" and self.maybe(0.4):
            part: Data = {"is": "str", "pattern": self.chance.choice(PATTERNS)}
            kind = Kind(name, "str", low="1", bounded=True, pattern=True)
        else:
            low, high = self.bounds(scalar)
            line = f"{scalar} {low}..{high}" if low or high else scalar
            part, kind = {"is": line}, Kind(name, scalar, low, high, bounded=True)
        if self.maybe(0.2):
            part["pii"] = True
        return part, kind

    def _value_one_of(self, name: str, _: list[Kind], __: str) -> tuple[Data, Kind]:
        members = tuple(self.names.member() for _ in range(self.chance.randint(1, 4)))
        return {"one_of": [*members]}, Kind(name, "one_of", members=members)

    def _value_fields(self, name: str, known: list[Kind], module: str) -> tuple[Data, Kind]:
        held = [self.held(known, module, inner=True) for _ in range(self.chance.randint(1, 4))]
        if not any(it.required or it.many == "+" for it in held):
            held.append(Held(self.names.snake(), Kind("int", "int")))
        return {"fields": self.lines(held)}, Kind(name, "record")

    def bounds(self, scalar: str) -> tuple[str, str]:
        """Make a range, perhaps open; none where there can be none."""
        if scalar not in {"str", "int", "float", "decimal", "bytes"} or self.maybe(0.3):
            return "", ""
        if scalar in {"str", "bytes"}:
            low, high = self.chance.randint(0, 5), self.chance.randint(5, 300)
        else:
            low, high = self.chance.randint(-(10**9), 10), self.chance.randint(10, 10**12)
        point = scalar != "int" and scalar not in {"str", "bytes"} and self.maybe()
        ends = (f"{low}.25" if point and low >= 0 else str(low)), str(high)
        kept = self.chance.choice(((1, 1), (1, 1), (1, 0), (0, 1)))
        return ends[0] * kept[0], ends[1] * kept[1]

    def kind(self, known: list[Kind], module: str, *, inner: bool) -> Kind:
        """Choose a type."""
        drawn = self.chance.random()
        if drawn < 0.3 and known:
            return self.chance.choice(known)
        if drawn < 0.45 and self.references and module:
            home, aggregate = self.chance.choice(self.references)
            return Kind(aggregate if home == module else f"{home}.{aggregate}", "reference")
        scalar = self.chance.choice([it for it in SCALARS if not (inner and it == "json")])
        return Kind(scalar, scalar)

    def held(self, known: list[Kind], module: str, *, inner: bool, top: bool = False) -> Held:
        """Make a field; `inner` to a value or an entity, `top` of an aggregate."""
        kind = self.kind(known, module, inner=inner)
        made = Held(self.names.snake(), kind)
        if self.maybe(0.15) and kind.holds != "json":
            made.many = self.chance.choice("*+")
            if self.maybe(0.3):
                made.low, made.high = ("1" if made.many == "+" else "0"), "5"
            return made
        if not kind.bounded and kind.name == kind.holds:
            made.low, made.high = self.bounds(kind.holds)
        drawn = self.chance.random()
        made.optional = drawn < 0.25
        if 0.25 <= drawn < 0.5 and kind.plain:
            clocks = {"date": "today", "datetime": "now"} if top or inner else {}
            made.default = self.constant(made)
            if top and kind.name in clocks and self.maybe():
                made.default = clocks[kind.name]
        if top and kind.holds not in {"json", "bool"} and not made.default and self.maybe(0.1):
            made.unique = True
        return made

    def constant(self, held: Held) -> str:
        """Write a constant within the bounds of a field."""
        kind = held.kind
        low, high = (kind.low, kind.high) if kind.bounded else (held.low, held.high)
        match kind.holds:
            case "one_of":
                return self.chance.choice(kind.members)
            case "str":
                return self._text(int(low or 0), int(high or 300))
            case "int" | "float" | "decimal":
                known = [it for it in (low, high) if it]
                return self.chance.choice(known) if known else self.chance.choice(("0", "7"))
            case "bool":
                return self.chance.choice(("true", "false"))
            case "date":
                return self.chance.choice(("2024-02-29", "1970-01-01", "9999-12-31"))
            case "datetime":
                return self.chance.choice(("2024-02-29T12:00:00Z", "2024-01-01T00:00:00.5+02:00"))
            case "duration":
                return self.chance.choice(("15 minutes", "1 hours", "0 seconds", "30 days"))
            case "uuid":
                return "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
        return self.chance.choice(URLS)

    def _text(self, low: int, high: int) -> str:
        fits = [
            it for it in TEXTS if low <= len(it) - 2 * (it[0] == '"') <= high and '\\"' not in it
        ]
        if low <= 8 <= high:
            fits.append('"\\"quoted\\""')
        return self.chance.choice(fits) if fits else "x" * max(low, 1)

    def lines(self, held: list[Held], *, default: bool = True, unique: bool = True) -> Data:
        """Write fields: a line each, or a mapping."""
        made: Data = {}
        for it in held:
            line = it.line(default=default, unique=unique)
            if self.maybe(0.85):
                made[it.name] = line
                continue
            made[it.name] = {"is": line}
            if self.maybe(0.6):
                made[it.name]["doc"] = prose(self.chance, lines=False)
            if it.kind.name == "str" and self.maybe(0.4):
                made[it.name]["pii"] = True
        return made


class ModuleInventor:
    """Makes one module."""

    def __init__(self, whole: Inventor, name: str) -> None:
        self.whole = whole
        self.chance = whole.chance
        self.names = whole.names
        self.maybe = whole.maybe
        self.name = name
        self.kinds: list[Kind] = []
        self.ports: Data = {}
        self.public = whole.public.setdefault(name, set())

    def module(self) -> Data:
        """Make the module."""
        made: Data = {"values": self.whole.values(self.kinds, self.name), "aggregates": {}}
        if self.maybe(0.4):
            made["doc"] = prose(self.chance)
        for _ in range(self.chance.choice((1, 1, 2, 3))):
            maker = AggregateInventor(self)
            made["aggregates"][maker.name] = maker.aggregate()
        policies: Data = {}
        for _ in range(self.chance.randint(0, 3)):
            policies |= self.policy() or {}
        made["policies"] = policies
        made["ports"] = self.ports
        return {key: it for key, it in made.items() if it or key == "doc"}

    @property
    def known(self) -> list[Kind]:
        """Return the values that a field may have."""
        return [*self.whole.shared, *self.kinds]

    def policy(self) -> Data | None:
        """Make a policy, if any event and command or port allow one."""
        heard = [it for it in self.whole.told if it.module == self.name or self.maybe(0.5)]
        if not heard:
            return None
        event = self.chance.choice(heard)
        sent = self.telling(event) if self.maybe(0.3) else self.sending(event)
        if sent is None:
            return None
        if event.module != self.name:
            self.whole.public[event.module].add(event.name)
        when = event.name if event.module == self.name else f"{event.module}.{event.name}"
        made = {"when": when, **sent}
        if self.maybe(0.3):
            made["doc"] = prose(self.chance)
        return {self.names.snake(): made}

    def telling(self, event: Told) -> Data:
        """Have a port hear of an event."""
        port, method = self.names.pascal(), self.names.snake()
        taken = [it for it in event.fields if it.kind.holds != "json" and self.maybe()]
        taken = [it for it in taken if self.is_known(it.kind)]
        part: Data = {"takes": self.whole.lines(taken, default=False, unique=False)}
        self.ports[port] = {"methods": {method: part}}
        if self.maybe(0.4):
            self.ports[port]["plugins"] = "many"
        return {"then": f"{port}.{method}"}

    def is_known(self, kind: Kind) -> bool:
        """Say whether this module may name a type plainly."""
        return kind in self.known or kind.name == kind.holds

    def sending(self, event: Told) -> Data | None:
        """Have a command sent, all of whose fields are constants or fields of the event."""
        for asked in self.chance.sample(self.whole.asked, len(self.whole.asked)):
            if asked.aggregate == event.aggregate or asked.module not in {self.name, event.module}:
                continue
            given = {}
            for it in asked.takes:
                if it.kind.plain and not it.many:
                    given[it.name] = f"= {self.whole.constant(it)}"
                elif it.required or it.many == "+" or it.kind.holds == "json":
                    break
            else:
                if not asked.creates and asked.refers != [event.aggregate]:
                    continue
                if not asked.creates and asked.module != self.name:
                    continue
                return self._sent(asked, given)
        return None

    def _sent(self, asked: Asked, given: dict[str, str]) -> Data:
        if asked.module != self.name:
            self.whole.public[asked.module].add(asked.name)
        own = asked.module == self.name
        made: Data = {"then": asked.name if own else f"{asked.module}.{asked.name}"}
        return made | ({"with": given} if given else {})
