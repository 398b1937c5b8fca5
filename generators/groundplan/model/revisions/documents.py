"""What stands in columns of JSON, and how a database writes it anew when values change.

A value in a list is an object with its fields. What may be absent is not missed; a field
that was called otherwise, or that is new with a default, is written.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ...blueprint.terms import Scalar

Path = tuple[str, ...]
Before = Callable[[Path], Path]


@dataclass(frozen=True, slots=True)
class Part:
    """A field of a value; `default` is JSON, and empty where there is none."""

    name: str
    holds: "Meaning"
    many: bool
    optional: bool
    default: str = ""


Meaning = Scalar | tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """How a database takes a list apart and makes it again.

    `each` goes through the list `{0}` as `{2}`, and makes `{1}` of an item; `item` is how that
    is written of the list `{0}` and the name `{1}`. `text` makes a text of a number.
    """

    each: str
    item: str
    object: str
    json: str
    text: str


POSTGRESQL = Words(
    "(SELECT coalesce(json_agg({1} ORDER BY n), '[]')"
    " FROM json_array_elements({0}) WITH ORDINALITY AS {2}(it, n))",
    "{1}.it",
    "json_build_object",
    "CAST({} AS JSON)",
    "to_json({} #>> '{{}}')",
)
SQLITE = Words(
    "(SELECT json_group_array({1}) FROM json_each({0}) AS {2})",
    "({0} -> {1}.fullkey)",  # a value of json_each is JSON no more where it is a text
    "json_object",
    "json({})",
    "json_quote(CAST({} ->> '$' AS TEXT))",
)


ALIKE = {(Scalar.DECIMAL, Scalar.STR), (Scalar.DATE, Scalar.STR), (Scalar.UUID, Scalar.STR)}
"""What is the same text in JSON, although a column holds it otherwise."""

QUOTED = {(Scalar.INT, Scalar.DECIMAL), (Scalar.INT, Scalar.STR)}
"""What becomes a text in JSON."""


def reads(new: Meaning, old: Meaning, path: Path, before: Before) -> bool:
    """Say whether what was stored as the one is read as the other, and means the same."""
    if isinstance(new, Scalar) or isinstance(old, Scalar):
        return new == old
    known = {it.name: it for it in old}
    kept = {was[-1] for it in new if (was := before((*path, it.name)))}
    if known.keys() - kept:
        return False  # it would be there again as soon as a field is called like it
    for it in new:
        inner = (*path, it.name)
        was = before(inner)
        if not was:
            if not it.optional:
                return False
            continue
        there = known[was[-1]]
        same = was[-1] == it.name and there.many == it.many and (it.optional or not there.optional)
        if not same or not reads(it.holds, there.holds, inner, before):
            return False
    return True


def marked(holds: Meaning) -> object:
    """Return what the mark of a value depends on: not what is given where a field is left out."""
    if isinstance(holds, Scalar):
        return holds
    return [(it.name, marked(it.holds), it.many, it.optional) for it in holds]


def forgotten(new: Meaning, old: Meaning, path: Path, before: Before) -> Iterator[str]:
    """Go through what was stored and is read no more; what is inside of a field has dots."""
    if isinstance(new, Scalar) or isinstance(old, Scalar):
        return
    kept = {was[-1]: it for it in new if (was := before((*path, it.name)))}
    for there in old:
        if (it := kept.get(there.name)) is None:
            yield there.name
            continue
        for name in forgotten(it.holds, there.holds, (*path, it.name), before):
            yield f"{there.name}.{name}"


class _Unmade(Exception):
    """Nothing can be made of what was stored."""


@dataclass(frozen=True, slots=True)
class Remaking:
    """Writes documents anew, in the words of a database; `before` finds the old paths."""

    before: Before
    words: Words

    def of(self, new: Meaning, old: Meaning, path: Path, value: str) -> str:
        """Write what makes a list from the old one; empty where nothing does."""
        try:
            return self._listed(new, old, path, value)
        except _Unmade:
            return ""

    def _listed(self, new: Meaning, old: Meaning, path: Path, value: str) -> str:
        name = f"each_{len(path)}"
        item = self.words.item.format(value, name)
        return self.words.each.format(value, self._one(new, old, path, item), name)

    def _one(self, new: Meaning, old: Meaning, path: Path, value: str) -> str:
        """Write an item, or what a field holds."""
        if new == old and reads(new, old, path, self.before):
            return value
        if isinstance(new, Scalar) or isinstance(old, Scalar):
            if (old, new) in QUOTED:
                return self.words.text.format(value)
            if (old, new) in ALIKE:
                return value
            raise _Unmade
        known = {it.name: it for it in old}
        pairs = []
        for it in new:
            was = self.before((*path, it.name))
            if was:
                made = self._kept(it, known[was[-1]], path, value)
            elif it.default:
                made = self.words.json.format(_text(it.default))
            elif it.optional:
                continue
            else:
                raise _Unmade
            pairs.append(f"'{it.name}', {made}")
        return f"{self.words.object}({', '.join(pairs)})"

    def _kept(self, new: Part, old: Part, path: Path, value: str) -> str:
        """Write a field that there was."""
        if new.many != old.many or (old.optional and not new.optional):
            raise _Unmade
        held, inner = f"({value} -> '{old.name}')", (*path, new.name)
        if new.many:
            return self._listed(new.holds, old.holds, inner, held)
        made = self._one(new.holds, old.holds, inner, held)
        return made if made == held else f"CASE WHEN CAST({held} AS TEXT) <> 'null' THEN {made} END"


def _text(json: str) -> str:
    return "'" + json.replace("'", "''") + "'"
