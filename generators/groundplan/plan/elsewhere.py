"""Where Python that an update does not touch uses a name that has become another one.

It is the owner's own, and generated files that stay as they are. Two things count: words that
have left all of the generated Python, and members of the classes that a file imports.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from ..merge import Gone, used
from ..worktree import Worktree
from .decide import Sides, kept, spot
from .held import files, held
from .matching import Pair
from .operation import Operation, owner_of

WHY = "the update leaves it as it is, and it uses what is called otherwise now"


def elsewhere(
    sides: Sides,
    matched: Collection[Pair],
    worktree: Worktree | None,
    decided: Collection[PurePosixPath],
) -> Iterator[Operation]:
    """Go through the files that nothing was decided about and that use an old name."""
    gone = _gone(sides, matched) if sides.spellings else Gone()
    folders = [it.parts for it in sides.theirs if it.suffix == ".py"]
    packages = {it[1] if it[0] == "src" else it[0] for it in folders}
    for path, _, _ in files(sides.root, worktree) if gone else ():
        if path.suffix != ".py" or path in decided or owner_of(path) != "shared":
            continue
        ours = held(sides.root, path)
        text = ours.text()
        if text is None or ours.equals(sides.theirs.get(path, "")):
            continue
        if where := tuple(spot(path, it) for it in used(text, gone, packages)):
            yield replace(kept(path, ours, WHY), where=where)


def _gone(sides: Sides, matched: Collection[Pair]) -> Gone:
    """Return what is called otherwise in the generated Python as a whole."""
    pairs = [(it.old, it.new) for it in matched if it.old and it.new and it.new.suffix == ".py"]
    found = [
        Gone.between(sides.base[old], sides.theirs[new], sides.spellings)
        for old, new in pairs
        if sides.base[old] != sides.theirs[new]
    ]
    return Gone.of(found, (text for path, text in sides.theirs.items() if path.suffix == ".py"))
