"""What happens to each file: the last version, the new one and the user's, side by side.

Nothing of the user's is lost: an edited file is merged or kept, what is in the way stays,
and the new version is offered beside it as `NAME.new`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path, PurePosixPath

from ..merge import Conflict, Merged, Spellings, merged
from ..tree import Tree, digest
from .held import Held, Whereabouts, held
from .matching import Pair
from .operation import Kind, Operation, is_marked, owner_of
from .reasons import Reasons


@dataclass(frozen=True, slots=True)
class Sides:
    """The two renders, where the user has the files of the first, and why they differ.

    `spellings` are pairs of what a thing was spelled with in the first, and is in the second;
    `reused` are names that something else has in the second.
    """

    root: Path
    base: Tree
    theirs: Tree
    where: Whereabouts
    reasons: Reasons
    spellings: Spellings = ()
    reused: frozenset[str] = frozenset()

    def merged(self, path: PurePosixPath, ours: bytes, base: str, new: str) -> Merged | None:
        """Merge a file; None where it is no text, or none that can be merged."""
        found = merged(
            path,
            base=base.encode(),
            ours=ours,
            theirs=new.encode(),
            spellings=self.spellings,
        )
        try:
            found.text.decode()
        except UnicodeDecodeError:
            return None
        return None if found.how == "kept" else found


def operations(sides: Sides, matched: Iterable[Pair]) -> tuple[Operation, ...]:
    """Decide about every file; where nothing happens, and nothing is to be said, is none."""
    matched = tuple(matched)
    decision = _Decision(sides, frozenset(_leaving(sides, matched)))
    found = [it for pair in matched for it in decision.about(pair)]
    found += _unresolved(sides, {it.place for it in found})
    return tuple(sorted(found, key=lambda it: it.path))


def _unresolved(sides: Sides, told: set[PurePosixPath]) -> Iterator[Operation]:
    """Go through the other files where an earlier update left a conflict."""
    for path in sides.base:
        place = sides.where.of(path)
        if place is None or place in told or owner_of(path) != "shared":
            continue
        ours = held(sides.root, place)
        if is_marked(ours.text() or ""):
            yield kept(place, ours, "a conflict of an earlier update is still marked in it")


def _leaving(sides: Sides, matched: Iterable[Pair]) -> Iterator[PurePosixPath]:
    """Go through the places that become free: what is in them is moved or deleted."""
    goes = dict(_going(sides, matched))
    while blocked := [
        old
        for old, new in goes.items()
        if new is not None and new not in goes and not held(sides.root, new).absent
    ]:
        for it in blocked:
            del goes[it]
    yield from goes


def _going(
    sides: Sides, matched: Iterable[Pair]
) -> Iterator[tuple[PurePosixPath, PurePosixPath | None]]:
    """Go through the files that leave their place if that is free which they go to."""
    for pair in matched:
        if pair.old is None or pair.new == pair.old or owner_of(pair.old) != "shared":
            continue
        if sides.where.of(pair.old) != pair.old:
            continue
        ours, base = held(sides.root, pair.old), sides.base[pair.old]
        if ours.content is None:
            continue
        if pair.new is None:
            goes = ours.equals(base)
        else:
            goes = sides.merged(pair.new, ours.content, base, sides.theirs[pair.new]) is not None
        if goes:
            yield pair.old, pair.new


@dataclass(frozen=True, slots=True)
class _Decision:
    """The table of decisions; `leaving` are places that other files make free."""

    sides: Sides
    leaving: frozenset[PurePosixPath]

    def about(self, pair: Pair) -> Iterator[Operation]:
        """Decide about one file."""
        if pair.new is not None and owner_of(pair.new) == "generated":
            yield from self._rewritten(pair.new)
        elif owner_of(pair.new or pair.old or PurePosixPath()) == "yours":
            return
        elif pair.old is None and pair.new is not None:
            yield from self._added(pair.new)
        elif pair.old is not None and pair.new is None:
            yield from self._dropped(pair.old)
        elif pair.old is not None and pair.new is not None:
            yield from self._changed(pair.old, pair.new)

    def _rewritten(self, path: PurePosixPath) -> Iterator[Operation]:
        ours, text = held(self.sides.root, path), self.sides.theirs[path]
        if not ours.equals(text):
            why = "it records what was last applied"
            yield _written("change", path, ours, text, reason=why)

    def _added(self, path: PurePosixPath) -> Iterator[Operation]:
        ours, text = held(self.sides.root, path), self.sides.theirs[path]
        why = self.sides.reasons.of(self.sides.theirs.origins.get(path), "", text)
        if ours.absent or path in self.leaving:
            program = path in self.sides.theirs.executable
            place = replace(ours, executable=program)
            yield _written("create", path, place, text, reason=why)
        elif not ours.equals(text):
            said = ours.odd or "you have a file of this name"
            yield kept(path, ours, f"{said}, and it is new here: {why}", new=text)
            yield from self._offered(path, text)

    def _dropped(self, old: PurePosixPath) -> Iterator[Operation]:
        place, base = self.sides.where.of(old), self.sides.base[old]
        if place is None:
            return
        ours = held(self.sides.root, place)
        why = self.sides.reasons.of(self.sides.base.origins.get(old), base, "")
        if place == old and ours.equals(base):
            yield Operation(
                kind="delete",
                path=old,
                reason=f"no template gives it any more: {why}",
                before=digest(ours.content),
                old=ours.text(),
            )
            return
        yours = ours.odd or ("you edited it" if place == old else f"you moved it from {old}")
        said = f"{yours}, and no template gives it any more: {why}"
        stays = kept(place, ours, said, last=base)
        yield stays if place == old else replace(stays, rendered=old)

    def _changed(self, old: PurePosixPath, new: PurePosixPath) -> Iterator[Operation]:
        base, text = self.sides.base[old], self.sides.theirs[new]
        place = self.sides.where.of(old)
        if base == text and place in {new, None}:
            return
        why = self.sides.reasons.of(self.sides.theirs.origins.get(new), base, text)
        if place is None:
            yield Operation(kind="keep", path=new, reason=f"you deleted it, and {why}")
            return
        target = new if place == old else place
        ours = held(self.sides.root, place)
        if base == text and place == target:
            return
        if place != old:
            guess = ", as git guesses" if old in self.sides.where.guessed else ""
            why = f"{why}; you moved it from {old}{guess}"
        for it in self._merged(place, target, ours, (base, text, why)):
            yield it if place == old else replace(it, rendered=new)

    def _merged(
        self, place: PurePosixPath, target: PurePosixPath, ours: Held, sides: tuple[str, str, str]
    ) -> Iterator[Operation]:
        base, text, why = sides
        if ours.content is None:
            yield kept(place, ours, f"{ours.odd}, so nothing is written: {why}", base, text)
            yield from self._offered(place, text)
            return
        if target != place and not self._free(target):
            said = f"it goes to {target}, where you have a file: {why}"
            yield kept(place, ours, said, base, text)
            yield from self._offered(target, text)
            return
        found = self.sides.merged(target, ours.content, base, text)
        if found is None:
            said = f"it is no text, or no merge keeps all of it: {why}"
            yield kept(place, ours, said, base, text)
            yield from self._offered(place, text)
        elif found.conflicts or target != place or found.text != ours.content:
            yield _of_merge(place, target, ours, found, sides)

    def _free(self, path: PurePosixPath) -> bool:
        return path in self.leaving or held(self.sides.root, path).absent

    def _offered(self, path: PurePosixPath, text: str) -> Iterator[Operation]:
        """Put the new version of a file beside it."""
        beside = path.with_name(f"{path.name}.new")
        for number in count(2):
            there = held(self.sides.root, beside)
            if there.content is None or there.equals(text):
                break
            beside = path.with_name(f"{path.name}.new{number}")
        if there.absent:
            reason = f"the new version of {path.name}, for you to compare"
            yield _written("create", beside, there, text, reason=reason)


def _of_merge(
    place: PurePosixPath,
    target: PurePosixPath,
    ours: Held,
    found: Merged,
    sides: tuple[str, str, str],
) -> Operation:
    """Say what a merge makes of a file."""
    base, new, why = sides
    where = from_top(target, (spot(target, it) for it in found.conflicts))
    if where:
        marked = any(not it.said for it in found.conflicts)
        said = "you and the new version changed the same lines" if marked else "it merged, but look"
        why = f"{said}: {why}"
    kind: Kind = "conflict" if where else "move" if target != place else "merge"
    if kind == "merge" and (found.how == "theirs" or ours.equals(base)):
        kind = "change"
    return Operation(
        kind=kind,
        path=target,
        from_path=place if place != target else None,
        reason=why,
        before=digest(ours.content),
        after=digest(found.text),
        text=found.text.decode(),
        old=ours.text(),
        last=base if kind != "change" else None,
        new=new if kind in {"conflict", "merge"} else None,
        where=where,
        executable=ours.executable,
    )


def spot(path: PurePosixPath, conflict: Conflict) -> str:
    """Say where a conflict is, and what is the matter there."""
    said = f"{conflict.where} {conflict.said}".strip()
    return f"{path}:{conflict.line}" + (f" ({said})" if said else "")


def from_top(path: PurePosixPath, spots: Iterable[str]) -> tuple[str, ...]:
    """Return the spots of a file in the order of their lines, each once."""
    lines = {it: int(it.removeprefix(f"{path}:").partition(" ")[0]) for it in spots}
    return tuple(sorted(lines, key=lambda it: lines[it]))


def _written(kind: Kind, path: PurePosixPath, there: Held, text: str, *, reason: str) -> Operation:
    """Write a text as it is."""
    return Operation(
        kind=kind,
        path=path,
        reason=reason,
        owner=owner_of(path),
        before=digest(there.content),
        after=digest(text.encode()),
        text=text,
        old=there.text(),
        executable=there.executable,
    )


def kept(
    path: PurePosixPath, ours: Held, reason: str, last: str | None = None, new: str | None = None
) -> Operation:
    """Leave a file as it is, and say that it needs somebody."""
    same = digest(ours.content)
    return Operation(
        kind="conflict",
        path=path,
        reason=reason,
        before=same,
        after=same,
        old=ours.text(),
        last=last,
        new=new,
        where=(str(path),),
        executable=ours.executable,
    )
