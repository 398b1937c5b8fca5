"""Few rows that hold every pair of options, computed greedily and always alike.

Source: Cohen, Dalal, Fredman, Patton, The AETG System, IEEE Transactions on Software
Engineering 1997, without its random choices.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations

Option = str | None  # None where nothing is given
Item = tuple[str, Option]
Row = Mapping[str, Option]
Options = Mapping[str, tuple[Option, ...]]
Possible = Callable[[Row], bool]
Missing = dict[Item, set[Item]]  # each item, and those it was never beside

SEEDS = 12  # items that a row may begin with; more of them save no row


def pairs_of(row: Row) -> set[frozenset[Item]]:
    """Return the pairs that a row holds."""
    return {frozenset(it) for it in combinations(row.items(), 2)}


def covering(options: Options, possible: Possible, begun: Iterable[Row] = ()) -> list[Row]:
    """Return `begun` and the rows that it lacks; the first ones hold the most pairs.

    `possible` judges rows, whole or in part: a part is possible where some whole is.
    """
    items = [(name, it) for name, choices in options.items() for it in choices]
    missing: Missing = {
        one: {it for it in items if it[0] != one[0] and possible(dict((one, it)))} for one in items
    }
    rows = list(begun)
    used: Counter[Item] = Counter()
    for row in rows:
        _cross_out(row, missing, used)
    while any(missing.values()):
        seeds = sorted(items, key=lambda it: -len(missing[it]))[:SEEDS]
        grown = [_grown(seed, options, possible, missing, used) for seed in seeds if missing[seed]]
        rows.append(max(grown, key=lambda row: _gain(row, missing)))
        _cross_out(rows[-1], missing, used)
    return list(_by_gain(rows))


def _grown(
    seed: Item, options: Options, possible: Possible, missing: Missing, used: Counter[Item]
) -> Row:
    """Fill a row, each time with the item that crosses out most; of equals, the one used least."""
    row = dict([seed])
    while left := [name for name in options if name not in row]:
        held = set(row.items())
        candidates = [
            (name, it) for name in left for it in options[name] if possible({**row, name: it})
        ]
        name, option = max(
            candidates,
            key=lambda it: (len(missing[it] & held), len(missing[it]), -used[it]),
        )
        row[name] = option
    return {name: row[name] for name in options}


def _gain(row: Row, missing: Missing) -> int:
    held = set(row.items())
    return sum(len(missing[it] & held) for it in held)


def _cross_out(row: Row, missing: Missing, used: Counter[Item]) -> None:
    held = set(row.items())
    used.update(held)
    for item in held:
        missing[item] -= held


def _by_gain(rows: list[Row]) -> Iterator[Row]:
    """Put first whatever adds the most pairs."""
    held: set[frozenset[Item]] = set()
    left = [(row, pairs_of(row)) for row in rows]
    while left:
        best = max(left, key=lambda it: len(it[1] - held))
        left.remove(best)
        held |= best[1]
        yield best[0]
