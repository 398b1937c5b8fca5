"""Makes a blueprint out of chance: modules, aggregates, and whatever the language allows there."""

from random import Random
from typing import Any

from inventing import (
    COMPARED,
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
from groundplan.names import snake

Data = dict[str, Any]
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
        policies = {}
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


class AggregateInventor:
    """Makes one aggregate."""

    def __init__(self, home: ModuleInventor) -> None:
        self.home = home
        self.whole = home.whole
        self.chance = home.chance
        self.names = home.names
        self.maybe = home.maybe
        self.name = self.names.pascal()
        self.states: list[str] = []
        self.key: Held | None = None
        self.fields: list[Held] = []
        self.items: dict[str, tuple[str, list[Held]]] = {}  # holder: key and fields
        self.entities: Data = {}
        self.events: Data = {}

    def aggregate(self) -> Data:
        """Make the aggregate."""
        self._hold()
        every = [*([self.key] if self.key else []), *self.fields]
        self.chance.shuffle(every)
        made: Data = {"fields": self.whole.lines(every)}
        if self.key:
            made["key"] = self.key.name
        if self.entities:
            made["entities"] = self.entities
        if self.maybe(0.3):
            made["doc"] = prose(self.chance)
        if self.maybe(0.15):
            made["plural"] = self.names.pascal()
        if self.maybe(0.3):
            made["rules"] = {self.names.snake(): prose(self.chance, lines=False)}
        if self.maybe(0.25):
            made["crud"] = True
            self.home.public.update({f"Get{self.name}"} if self.maybe(0.3) else ())
        commands = self.commands(crud="crud" in made)
        if commands:
            made["commands"] = commands
        if self.events:
            made["events"] = self.events
        queries = self.queries()
        if queries:
            made["queries"] = queries
        self.whole.references.append((self.home.name, self.name))
        return made

    def _hold(self) -> None:
        known, home = self.home.known, self.home.name
        if self.maybe(0.4):
            scalar = self.chance.choice(KEYED)
            kinds = [it for it in known if it.holds in KEYED or it.holds == "one_of"]
            kinds = [it for it in kinds if it.holds != "str" or it.low not in {"", "0"}]
            kind = self.chance.choice([Kind(scalar, scalar), Kind(scalar, scalar), *kinds[:2]])
            self.key = Held(self.names.snake(), kind)
            if kind.name == "str":
                self.key.low, self.key.high = "1", "40"
        for _ in range(self.chance.randint(0, 7)):
            self.fields.append(self.whole.held(known, home, inner=False, top=True))
        for _ in range(self.chance.choice((0, 0, 0, 1, 1, 2))):
            self._entity()

    def _entity(self) -> None:
        name = self.names.pascal()
        scalar = self.chance.choice(KEYED)
        key = Held(self.names.snake(), Kind(scalar, scalar))
        if scalar == "str":
            key.low, key.high = "1", "40"
        fields = [
            self.whole.held(self.home.known, self.home.name, inner=True)
            for _ in range(self.chance.randint(0, 4))
        ]
        self.entities[name] = {"key": key.name, "fields": self.whole.lines([key, *fields])}
        holder = Held(self.names.snake(), Kind(name, "record"), entity=name)
        holder.many = self.chance.choice("**+")
        self.fields.append(holder)
        self.items[holder.name] = (key.name, fields)

    # Commands

    def commands(self, *, crud: bool) -> Data:
        """Make commands, one of which creates; more of them for a life of states."""
        made: Data = {}
        if self.maybe(0.5) and not crud:
            self.states = [self.names.snake() for _ in range(self.chance.randint(1, 4))]
        if not crud:
            made |= self.creating()
            for at in range(1, len(self.states)):
                made |= self.changing(f"{self.states[at - 1]} -> {self.states[at]}")
        for _ in range(self.chance.randint(0, 2)):
            made |= self.changing("")
        for holder in self.items:
            for verb in self.chance.sample(("adds", "changes", "removes"), 2):
                made |= self.on_items(holder, verb)
        if self.maybe(0.4) and not crud:
            made |= self.deleting()
        return made

    def creating(self) -> Data:
        """Make the first command of a life."""
        name, part = self.names.command(self.name), self.documented()
        part["moves" if self.states else "creates"] = (
            f"[*] -> {self.states[0]}" if self.states else True
        )
        given = [it for it in self.fields if it.required or it.many == "+" or self.maybe(0.6)]
        if self.key and (self.key.kind.name != "uuid" or self.maybe()):
            given = [self.key, *given]
        shape = self.chance.randrange(3)
        if shape == 0:
            given = [*([self.key] if self.key else []), *self.fields]
            given = [it for it in given if it.default not in {"now", "today"}]
        elif shape == 1:
            part["takes"] = [it.name for it in given]
        else:
            # Defaults stay, but for those that ask the clock.
            told = [self.without_clock(it) for it in given]
            more = self.more(part)
            part["takes"] = self.whole.lines([*told, *more], unique=False)
            given = [*told, *more]
        self.emitting(name, part, given if shape < 2 else [], creates=True)
        self.whole.asked.append(Asked(name, self.home.name, self.name, True, given))
        return {name: part}

    def documented(self) -> Data:
        """Begin a part, perhaps with words."""
        return {"doc": prose(self.chance)} if self.maybe(0.3) else {}

    def more(self, part: Data) -> list[Held]:
        """Make parameters that are no fields, and perhaps have a port asked about them."""
        held = [
            self.whole.held(self.home.known, self.home.name, inner=False)
            for _ in range(self.chance.randint(0, 2))
        ]
        if self.maybe(0.4):
            port, method = self.names.pascal(), self.names.snake()
            asked = [it for it in held if it.default == "" and self.maybe(0.7)]
            lines = self.whole.lines(asked, default=False)
            kind = self.whole.kind(self.home.known, self.home.name, inner=False)
            self.home.ports[port] = {"methods": {method: {"takes": lines}}}
            if self.maybe(0.7):
                suffix = self.chance.choice(("", "", " optional"))
                self.home.ports[port]["methods"][method]["returns"] = f"{kind.name}{suffix}"
            if self.maybe(0.3):
                self.home.ports[port]["plugins"] = "one"
            part["asks"] = f"{port}.{method}"
        return held

    def changing(self, moves: str) -> Data:
        """Make a command that changes what is there."""
        name, part = self.names.command(self.name), self.documented()
        if moves:
            part["moves"] = moves
        elif self.states and self.maybe(0.3):
            part["moves"] = f"{self.states[0]} -> {self.states[0]}"
        free = [it for it in self.fields if not it.entity]
        given = self.chance.sample(free, self.chance.randint(0, len(free)))
        fixed = [it for it in given if it.kind.plain and not it.many and self.maybe(0.4)]
        given = [it for it in given if it not in fixed]
        if fixed:
            part["sets"] = {it.name: self.set_to(it) for it in fixed}
        mapped = self.maybe(0.4)
        if mapped:
            plain = [self.without_default(it) for it in given]
            part["takes"] = self.whole.lines([*plain, *self.more(part)])
        elif given:
            part["takes"] = [it.name for it in given]
        self.rejecting(part)
        self.emitting(name, part, [] if mapped or fixed else given, creates=False)
        refers = [
            it.kind.name for it in self.fields if it.kind.holds == "reference" and not it.many
        ]
        if not self.maybe(0.5) or mapped:
            return {name: part}
        takes = [self.without_default(it) for it in given]
        self.whole.asked.append(Asked(name, self.home.name, self.name, False, takes, refers))
        return {name: part}

    def without_default(self, held: Held) -> Held:
        """Return a field as a change takes it."""
        return Held(held.name, held.kind, held.low, held.high, held.many, held.optional)

    def without_clock(self, held: Held) -> Held:
        """Return a field as a mapping may take it."""
        return self.without_default(held) if held.default in {"now", "today"} else held

    def set_to(self, held: Held) -> str:
        """Write what a field is set to."""
        if held.optional and self.maybe(0.4):
            return "none"
        clocks = {"date": "today", "datetime": "now"}
        if held.kind.name in clocks and self.maybe():
            return clocks[held.kind.name]
        return self.whole.constant(held)

    def on_items(self, holder: str, verb: str) -> Data:
        """Make a command that works on one item."""
        name, part = self.names.command(self.name), self.documented()
        part[verb] = holder
        key, fields = self.items[holder]
        if verb != "removes" and self.maybe(0.4):
            part["takes"] = [it.name for it in fields if it.required or it.many or self.maybe()]
            if verb == "adds":
                part["takes"] = [key, *part["takes"]]
        if verb == "changes" and not fields:
            return {}
        self.rejecting(part)
        self.emitting(name, part, [], creates=False)
        return {name: part}

    def deleting(self) -> Data:
        """Make the last command of a life."""
        name, part = self.names.command(self.name), self.documented()
        if self.states and self.maybe(0.7):
            part["moves"] = f"{', '.join(self.chance.sample(self.states, 1))} -> [*]"
        else:
            part["deletes"] = True
        if self.maybe(0.3):
            part["takes"] = self.whole.lines(self.more(part))
        self.rejecting(part)
        self.emitting(name, part, [], creates=False)
        return {name: part}

    def rejecting(self, part: Data) -> None:
        """Add refusals: questions, and answers in states."""
        if self.maybe(0.3):
            part["rejects"] = {self.names.pascal(): prose(self.chance, lines=False)}
        elif self.maybe(0.1):
            part["rejects"] = [self.names.pascal()]
        moved = part.get("moves", "")
        if len(self.states) > 1 and "[*]" not in moved and "->" in moved and self.maybe(0.3):
            source = moved.split(" -> ")[0]
            other = self.chance.choice([it for it in self.states if it != source])
            rejects = part.setdefault("rejects", {})
            if isinstance(rejects, dict):
                rejects[self.names.pascal()] = [other]

    def emitting(self, name: str, part: Data, payload: list[Held], *, creates: bool) -> None:
        """Add events: none, one, or several; some declare their fields."""
        if self.maybe(0.15) and "->" not in part.get("moves", ""):
            return
        event = self.names.pascal()
        part["emits"] = event
        carried = snake(self.name) if not self.key else self.key.name
        told = [self.without_default(it) for it in payload if it is not self.key]
        if payload and self.maybe(0.3):
            kept = [it for it in told if self.maybe()]
            self.events[event] = {"fields": self.whole.lines(kept), **self.documented()}
            told = kept
        elif self.maybe(0.3):
            self.events[event] = {"doc": prose(self.chance)}
        moved = part.get("moves", "")
        if self.maybe(0.2):
            other = self.names.pascal()
            part["emits"] = [event, other]
            if moved and not moved.endswith("[*]"):
                part["moves"] = f"{moved}, {moved.split(' -> ')[1]}"
        self.whole.told.append(Told(event, self.home.name, carried, self.name, told))
        if self.maybe(0.2):
            self.home.public.add(event)
        if creates and self.maybe(0.2):
            part["examples"] = [{"given": [], "then": event}]

    # Queries

    def queries(self) -> Data:
        """Make queries of each kind."""
        made: Data = {}
        if self.maybe(0.7):
            made[self.names.pascal()] = {
                "returns": f"{self.name}{self.chance.choice(('', ' optional'))}",
                **self.documented(),
            }
        for _ in range(self.chance.randint(0, 3)):
            made[self.names.pascal()] = self.listing()
        return made

    def listing(self) -> Data:
        """Make a query that returns many."""
        part: Data = {"returns": f"{self.name}*", **self.documented()}
        if self.maybe(0.4):
            part["paginate"] = True
        free = [it for it in self.fields if it.compared]
        taken = [it for it in free if self.maybe(0.3)]
        fixed = [it for it in free if it not in taken and it.kind.plain and self.maybe(0.25)]
        if taken and self.maybe(0.6):
            part["takes"] = [it.name for it in taken]
        elif taken or self.maybe(0.3):
            part["takes"] = self.asking(taken)
        if fixed:
            part["where"] = {it.name: self.whole.constant(it) for it in fixed}
        if self.states and self.maybe(0.4):
            some = self.chance.sample(self.states, self.chance.randint(1, len(self.states)))
            part.setdefault("where", {})["state"] = some
        texts = [it.name for it in self.fields if it.kind.holds == "str" and not it.many]
        if texts and self.maybe(0.4):
            part["search"] = self.chance.sample(texts, self.chance.randint(1, len(texts)))
        return part

    def asking(self, taken: list[Held]) -> Data:
        """Take fields, and parameters of the query's own."""
        lines = {}
        for it in taken:
            copied = self.without_default(it)
            copied.optional = copied.optional or self.maybe()
            lines[it.name] = copied.line(default=False)
        for _ in range(self.chance.randint(0, 2)):
            scalar = self.chance.choice(COMPARED)
            optional = " optional" * self.maybe(0.3)
            lines[self.names.snake()] = f"{scalar}{optional}"
        return lines or {self.names.snake(): "int"}
