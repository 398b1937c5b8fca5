"""Where Python of the owner's uses a name that has become another one, or another thing's.

It is the owner's own, and generated files with edits, whether the update touches them or not.
Three things count: words that have left all of the generated Python, members of the classes
that a file imports, and names that something else has now.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from ..merge import Conflict, Gone, reused, used
from ..worktree import Worktree
from .decide import Sides, from_top, kept, spot
from .held import Held, files, held
from .matching import Pair
from .operation import Operation, owner_of

WHY = "the update leaves it as it is, and it uses what is called otherwise now"


def told(
    found: Collection[Operation],
    sides: Sides,
    matched: Collection[Pair],
    worktree: Worktree | None,
) -> tuple[Operation, ...]:
    """Return the operations with what is to be said of old names: in them, and in other files."""
    if not sides.spellings:
        return (*found,)
    edited = [it for it in found if _is_python(it.path) and _is_edited(it)]
    others = [*_others(sides, worktree, {it.place for it in found})]
    if not edited and not others:
        return (*found,)
    old = _Old.of(sides, matched)
    looked = (_looked_at(it, sides, old) if it in edited else it for it in found)
    return (*looked, *_kept(others, old))


def _is_edited(operation: Operation) -> bool:
    """Say whether what is written is the owner's in part."""
    return bool(operation.text) and operation.last not in {None, operation.old}


def _others(
    sides: Sides, worktree: Worktree | None, decided: Collection[PurePosixPath]
) -> Iterator[tuple[PurePosixPath, Held, str]]:
    """Go through the Python files with edits that nothing was decided about."""
    for path, _, _ in files(sides.root, worktree):
        if _is_python(path) and path not in decided and owner_of(path) == "shared":
            ours = held(sides.root, path)
            text = ours.text()
            if text is not None and not ours.equals(sides.theirs.get(path, "")):
                yield path, ours, text


def _is_python(path: PurePosixPath) -> bool:
    return path.suffix == ".py"


@dataclass(frozen=True, slots=True)
class _Old:
    """What is called otherwise in the generated Python as a whole, and who may import it."""

    gone: Gone
    reused: Collection[str]
    packages: Collection[str]

    @classmethod
    def of(cls, sides: Sides, matched: Collection[Pair]) -> "_Old":
        pairs = [(it.old, it.new) for it in matched if it.old and it.new and _is_python(it.new)]
        found = [
            Gone.between(sides.base[old], sides.theirs[new], sides.spellings)
            for old, new in pairs
            if sides.base[old] != sides.theirs[new]
        ]
        texts = {path: text for path, text in sides.theirs.items() if _is_python(path)}
        folders = [it.parts for it in texts]
        packages = {it[1] if it[0] == "src" else it[0] for it in folders}
        return cls(Gone.of(found, texts.values()), sides.reused, packages)

    def names_in(self, text: str) -> tuple[Conflict, ...]:
        """Return where a text first uses each."""
        return (
            *used(text, self.gone, self.packages),
            *reused(text, self.reused, self.packages),
        )


def _looked_at(operation: Operation, sides: Sides, old: _Old) -> Operation:
    """Add to a merge what it says itself: the merge of one file knows that file alone."""
    new = sides.theirs.get(operation.rendered or operation.path, "")
    generated = {it.where for it in used(new, old.gone, old.packages)}
    said = [it.partition(" ")[2] for it in operation.where]
    spots = [
        spot(operation.path, it)
        for it in old.names_in(operation.text or "")
        if it.where not in generated
    ]
    where = tuple(it for it in spots if it.partition(" ")[2] not in said)
    if not where:
        return operation
    why = operation.reason if operation.where else f"it merged, but look: {operation.reason}"
    where = from_top(operation.path, (*operation.where, *where))
    return replace(operation, kind="conflict", new=new, where=where, reason=why)


def _kept(others: Collection[tuple[PurePosixPath, Held, str]], old: _Old) -> Iterator[Operation]:
    """Go through the files that stay as they are and use an old name."""
    for path, ours, text in others:
        if where := from_top(path, (spot(path, it) for it in old.names_in(text))):
            yield replace(kept(path, ours, WHY), where=where)
