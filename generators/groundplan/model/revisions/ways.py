"""The way from one layout of tables to another; the way back has both sides changed."""

from functools import partial
from itertools import count

from ...sinks import py
from .changes import Change
from .documents import Path
from .layout import Laid
from .links import Links
from .narrowed import count_of, told
from .twins import Twin
from .written import Written


class Way:
    """Writes the steps from one layout to another."""

    def __init__(self, old: tuple[Laid, ...], new: tuple[Laid, ...], links: Links) -> None:
        """Compare the tables of both sides."""
        known = {it.path: it for it in old}
        both = [
            (known[was], it)
            for it in new
            if (was := links.tables.get(it.path)) is not None and was in known
        ]
        other = {
            it.path for was, it in both if it.path == it.root and not _same_key(was, it, links)
        }
        self.emptied = [was for was, it in both if it.path in other]
        keys = {it.table.key for it in old}
        self.pairs = [Change(was, it, links, keys) for was, it in both if it.root not in other]
        stay = {it.old.path for it in self.pairs}
        here = {it.new.path for it in self.pairs}
        self.gone = [it for it in old if it.path not in stay]
        self.made = [it for it in new if it.path not in here]
        self.reshaped = [it for it in self.gone if _is_reshaped(it, links, stay)]

    @property
    def is_needed(self) -> bool:
        """Say whether anything changes."""
        return bool(self.gone or self.made or any(it.is_needed for it in self.pairs))

    @property
    def renamed(self) -> dict[str, str]:
        """Return the tables that get another name. Shape: new -> old."""
        return {it.new.name: it.old.name for it in self.pairs if it.old.name != it.new.name}

    def written(self, *, named: bool) -> Written:
        """Write the steps; `named` gives what is made up a name at the top of the file."""
        out = Written()
        pairs = [it for it in self.pairs if it.is_needed or it.old.name != it.new.name]
        for laid in self.emptied:
            _stop(out, laid, "their identity becomes another")
        for laid in self.reshaped:
            _stop(out, laid, "what holds them gets another shape")
        for change in reversed(pairs):  # what refers to a key goes before it
            change.loosen(out)
        for laid in reversed(self.gone):
            out.call("op.drop_table", f'"{laid.name}"')
        self._rename(out)
        for change in pairs:
            change.rename_key(out)
        for change in pairs:
            change.alter(out, named=named)
        for laid in self.made:
            facts = laid.table.facts()
            parts = (it.removesuffix(",") for it in facts.parts)
            out.call("op.create_table", f'"{laid.name}"', *parts)
            out.lines += facts.indexes
            self._missed(out, laid)
        return out

    def _missed(self, out: Written, laid: Laid) -> None:
        """Stop at rows that would have to hold items of a list that is new."""
        root = next((it.new for it in self.pairs if it.new.path == laid.root), None)
        if root is not None and laid.listed is not None and count_of(laid.listed)[0]:
            items = told(count_of(laid.listed))
            _stop(out, root, f"{laid.listed.name!r} holds {items} items from now on")

    def _rename(self, out: Written) -> None:
        """Rename tables; one whose name is still another's goes there by way of a third."""
        todo = {it.old.name: it.new.name for it in self.pairs if it.old.name != it.new.name}
        taken = {it.old.name for it in self.pairs}
        names = {*taken, *(it.name for it in self.made), *todo.values()}
        while todo:
            free = next((it for it in todo if todo[it] not in taken), None)
            target = todo.pop(free) if free else ""
            if free is None:
                free = next(iter(todo))
                target = next(it for n in count(1) if (it := f"before_{n}") not in names)
                todo[target] = todo.pop(free)
            out.call("op.rename_table", f'"{free}"', f'"{target}"')
            taken = {*(taken - {free}), target}


def _same_key(old: Laid, new: Laid, links: Links) -> bool:
    """Say whether the rows of a table are known by the same."""
    was, now = (next(it for it in side.columns if it.column.key) for side in (old, new))
    before = partial(links.before, new.path)
    return before(now.path) == was.path and not Twin(was, now, before).converts


def _is_reshaped(laid: Laid, links: Links, stay: set[Path]) -> bool:
    """Say whether a list whose table goes is still there, kept in another way."""
    fields = {(links.tables[at], was) for (at, _), was in links.fields.items()}
    is_list = laid.path != laid.root and laid.root in stay
    return is_list and (laid.root, (laid.path[2],)) in fields


def _stop(out: Written, laid: Laid, why: str) -> None:
    out.helpers.add("stop_where_rows")
    out.call("stop_where_rows", py(laid.name), py(why))
