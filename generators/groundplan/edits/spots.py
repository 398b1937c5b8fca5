"""Find where something of a blueprint stands, or would stand."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..blueprint.reader import Node, Path, Source
from ..english import some_of
from ..errors import BlueprintInvalid, Problem, Refused
from ..names import nearest, shown
from .kinds import ITEMS, Home, Kind


@dataclass(frozen=True, slots=True)
class Spot:
    """The place of one thing: its section below its holder, each there or not yet."""

    kind: Kind
    home: Home
    names: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return the name of the thing itself."""
        return self.names[-1]

    @property
    def holder(self) -> Path:
        """Return the path of what has the section; () for the blueprint itself."""
        return tuple(it for pair in zip(self.home, self.names[:-1], strict=False) for it in pair)

    @property
    def section(self) -> Path:
        """Return the path of the section."""
        return (*self.holder, self.home[-1])

    @property
    def path(self) -> Path:
        """Return the path of the thing itself."""
        return (*self.section, self.name)


def entry_at(source: Source, path: Path) -> tuple[Node, Node] | None:
    """Return the key and the value at a path of keys, or None."""
    found, node = None, source.root
    for step in path:
        found = node.entries.get(str(step))
        if found is None:
            return None
        node = found[1]
    return found


def spot_of(source: Source, kind: Kind, dotted: str) -> Spot:
    """Return where a thing of a kind stands, or would stand.

    Raises:
        Refused: The path has the wrong depth, or leads through something that is not there.
        BlueprintInvalid: What stands on the way is no mapping.
    """
    names = tuple(dotted.split("."))
    if len(names) not in kind.depths or not all(names):
        raise Refused(f"{shown(dotted)} is no path of {kind.titled}; write {kind.form}")
    spots = [Spot(kind, it, names) for it in kind.homes if len(it) == len(names)]
    found = next((it for it in spots if entry_at(source, it.path)), None)
    found = found or next((it for it in spots if _is_there(source, it.holder)), None)
    if found is None:
        deeper = [Spot(kind, it, (*names, "")) for it in kind.homes if len(it) == len(names) + 1]
        if any(_is_there(source, it.holder) for it in deeper):
            said = f"{shown(dotted)} is what {kind.titled} would stand in, and names none"
            raise Refused(f"{said}; write {kind.form}")
        raise Refused(_unknown(source, spots, names))
    for path in (found.holder, found.section):
        entry = entry_at(source, path)
        node = entry[1] if entry else None
        if node and (node.kind == "list" or node.text):
            said = f"{shown(path[-1])} must be a mapping"
            raise BlueprintInvalid([Problem(source.place(path), said)])
    if source.root.kind != "mapping":
        raise BlueprintInvalid([Problem(source.place(()), "the blueprint must be a mapping")])
    return found


def siblings(source: Source, spot: Spot) -> list[str]:
    """Return the names of what is of the same kind at the same place."""
    entry = entry_at(source, spot.section)
    return list(entry[1].entries) if entry else []


def namesake(source: Source, spot: Spot) -> str | None:
    """Return the path of what has the same kind and name elsewhere."""
    for home in spot.kind.homes:
        found: list[tuple[tuple[str, ...], Node]] = [((), source.root)]
        for section in home:
            found = [
                ((*names, name), value)
                for names, holder in found
                if section in holder.entries
                for name, (_, value) in holder.entries[section][1].entries.items()
            ]
        for names, _ in found:
            if names[-1] == spot.name:
                return ".".join(names)
    return None


def _is_there(source: Source, path: Path) -> bool:
    return not path or entry_at(source, path) is not None


def _unknown(source: Source, spots: list[Spot], names: tuple[str, ...]) -> str:
    """Say which part of a path leads nowhere, and what may have been meant."""
    for depth in range(1, len(names)):
        known = dict(_at_depth(source, spots, depth))
        if names[depth - 1] not in known:
            titles = _titles(spots, depth)
            where = f" in {'.'.join(names[: depth - 1])}" if depth > 1 else ""
            near = _in_a_module(source, spots[0].kind, names) if depth == 1 else None
            near = near or nearest(names[depth - 1], known)
            hint = f"; did you mean {near!r}?" if near else _there_are(list(known))
            return f"there is no {titles} {shown(names[depth - 1])}{where}{hint}"
        spots = [it for it in spots if _is_there(source, it.holder[: 2 * depth])]
    raise AssertionError  # a path that leads nowhere has a part that does


def _in_a_module(source: Source, kind: Kind, names: tuple[str, ...]) -> str | None:
    """Return a path with the module that it lacks, or None where no module has its holder."""
    entry = entry_at(source, ("modules",))
    longer = [(module, *names) for module in (entry[1].entries if entry else ())]
    homes = [it for it in kind.homes if len(it) == len(names) + 1]
    spots = (Spot(kind, home, path) for path in longer for home in homes)
    return next((".".join(it.names) for it in spots if _is_there(source, it.holder)), None)


def _at_depth(source: Source, spots: list[Spot], depth: int) -> Iterator[tuple[str, str]]:
    """Yield the names that may stand in a path, with what they are."""
    for spot in spots:
        section = (*spot.holder[: 2 * depth - 2], spot.home[depth - 1])
        entry = entry_at(source, section)
        for name in entry[1].entries if entry else ():
            yield name, spot.home[depth - 1]


def _titles(spots: list[Spot], depth: int) -> str:
    """Say what may stand in a part of a path."""
    titles = list(dict.fromkeys(ITEMS[it.home[depth - 1]][0] for it in spots))
    return " or ".join([", ".join(titles[:-1]), titles[-1]] if len(titles) > 1 else titles)


def _there_are(known: list[str]) -> str:
    """List what there is instead."""
    if len(known) < 2:
        return f"; there is only {known[0]}" if known else "; there is none yet"
    return f"; there are {some_of(known)}"
