"""Makes an aggregate out of chance: fields, items, commands, events and queries."""

from typing import TYPE_CHECKING, Any

from inventing import COMPARED, Asked, Held, Kind, Told, prose

from groundplan.names import snake

if TYPE_CHECKING:
    from inventor import ModuleInventor

Data = dict[str, Any]
KEYED = ("str", "int", "uuid", "date", "datetime")


class AggregateInventor:
    """Makes one aggregate."""

    def __init__(self, home: "ModuleInventor") -> None:
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
        self.emitting(part, given if shape < 2 else [], creates=True)
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
        self.emitting(part, [] if mapped or fixed else given, creates=False)
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
        self.emitting(part, [], creates=False)
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
        self.emitting(part, [], creates=False)
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

    def emitting(self, part: Data, payload: list[Held], *, creates: bool) -> None:
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
