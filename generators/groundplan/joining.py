"""What was last applied to a project where git merged two branches that were both updated.

git merges the record like any other text, so what it says then was never rendered: what the
two mean together would pass for taken out by the owner. The base is what git had, instead:
the renders of both sides, merged over that of the commit both stand on.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial, reduce
from pathlib import Path, PurePosixPath

from .errors import GroundplanError
from .last import Last
from .merge import merged
from .plan.held import held
from .plan.operation import owner_of
from .recorded import record_of
from .tree import ANSWERS_FILE, Tree
from .worktree import Worktree

SHORT = 12  # characters of a commit that name it


def joined(last: Last, worktree: Worktree | None) -> tuple[Last, tuple[str, ...]]:
    """Put the base of an update together where git did so with the record, and say so.

    A file that was changed since the merge counts as looked at: what was brought once, and
    perhaps taken out again, does not come back. Where the version of a side cannot be had,
    that is said, and the base is what the record says.
    """
    merge, sides = worktree.joined(ANSWERS_FILE) if worktree else ("", ())
    common = worktree.origin(sides) if worktree and sides else ""
    if worktree is None or not common:
        return last, ()
    try:
        base, *trees = (_render(last, worktree, it) for it in (common, *sides))
    except GroundplanError as failure:
        return last, (f"{_told(merge)}; look for it yourself, since {failure}",)
    tree = reduce(partial(_woven, base), trees)
    differing = {it for it in {*tree, *last.tree} if tree.get(it) != last.tree.get(it)}
    differing = {it for it in differing if owner_of(it) == "shared"}
    seen = differing & worktree.changed_since(merge)
    notes = (_told(merge),) if differing - seen else ()
    whole = replace(last, tree=_with(last.tree, tree, differing - seen))
    return whole, (*notes, *_lacking(last, tree, seen, merge))


def _render(last: Last, worktree: Worktree, commit: str) -> Tree:
    """Render what a commit has on record; nothing where it has none."""
    content = worktree.content(commit, ANSWERS_FILE)
    if not content:
        return Tree({})
    return last.rendered(record_of(content, Path(f"{commit[:SHORT]}:{ANSWERS_FILE}")))


def _woven(base: Tree, one: Tree, other: Tree) -> Tree:
    """Merge two renders, file by file; where they conflict, the base is what both have."""
    texts = {
        path: _merged(path, base.get(path), one.get(path), other.get(path))
        for path in {*base, *one, *other}
    }
    return Tree(
        {path: it for path, it in texts.items() if it is not None},
        base.executable | one.executable | other.executable,
        {**base.origins, **one.origins, **other.origins},
    )


def _merged(
    path: PurePosixPath, base: str | None, one: str | None, other: str | None
) -> str | None:
    if other in {one, base}:
        return one
    if one == base:
        return other
    if base is None or one is None or other is None:
        return base
    found = merged(path, base=base.encode(), ours=one.encode(), theirs=other.encode())
    return base if found.conflicts or found.how == "kept" else found.text.decode()


def _with(rendered: Tree, tree: Tree, taken: set[PurePosixPath]) -> Tree:
    """Take some files as another tree has them, or has them not."""
    kept = {path: it for path, it in rendered.items() if path not in taken}
    return Tree(
        kept | {it: tree[it] for it in taken if it in tree},
        rendered.executable | tree.executable,
        {**tree.origins, **rendered.origins},
    )


def _told(merge: str) -> str:
    return (
        f"the merge {merge[:SHORT]} joined two updates;"
        " what they mean together was rendered by neither"
    )


def _lacking(last: Last, base: Tree, seen: set[PurePosixPath], merge: str) -> Iterator[str]:
    """Say which files may lack what the sides of a merge mean together."""
    for path in sorted(seen & base.keys() & last.tree.keys()):
        ours = held(last.root, path).content
        if ours is None:
            continue
        both = base[path].encode(), last.tree[path].encode()
        if merged(path, base=both[0], ours=ours, theirs=both[1]).text != ours:
            yield (
                f"{path} was changed since the merge {merge[:SHORT]} of two updates;"
                " look whether it has what they mean together"
            )
