"""What can be wrong in a blueprint before it is understood: faults of YAML."""

import re
from collections.abc import Callable
from random import Random

TEXT: dict[str, Callable[[list[str], Random], tuple[int, int]]] = {}


def textual(
    function: Callable[[list[str], Random], tuple[int, int]],
) -> Callable[[list[str], Random], tuple[int, int]]:
    """Keep a kind of defect of the text."""
    TEXT[function.__name__] = function
    return function


def nested(lines: list[str], chance: Random) -> int:
    """Return the number of a line, from 0, that holds a key and a plain value."""
    plain = [it for it, line in enumerate(lines) if re.fullmatch(r" +[a-z_]+: \w+", line)]
    return chance.choice(plain)


@textual
def tab_before_a_key(lines: list[str], chance: Random) -> tuple[int, int]:
    """Indent with a tab."""
    number = nested(lines, chance)
    lines[number] = "\t" + lines[number].lstrip()
    return number + 1, 1


@textual
def key_stands_twice(lines: list[str], chance: Random) -> tuple[int, int]:
    """Write a line twice."""
    number = nested(lines, chance)
    lines.insert(number + 1, lines[number])
    return number + 2, len(lines[number]) - len(lines[number].lstrip()) + 1


def _before_value(mark: str) -> Callable[[list[str], Random], tuple[int, int]]:
    def put_it(lines: list[str], chance: Random) -> tuple[int, int]:
        number = nested(lines, chance)
        if mark == '"' and any(mark in line for line in lines[number:]):
            number = len(lines)
            lines.append("x-last: 1")
        key, value = lines[number].split(": ")
        lines[number] = f"{key}: {mark}{value}"
        return number + 1, len(key) + 3

    return put_it


TEXT["anchor"] = _before_value("&anchor ")
TEXT["alias"] = _before_value("*alias # ")
TEXT["tag"] = _before_value("!!str ")
TEXT["python_tag"] = _before_value("!!python/object:os.system ")
TEXT["open_quote"] = _before_value('"')
TEXT["open_bracket"] = _before_value("[")
TEXT["open_brace"] = _before_value("{")
TEXT["at_sign"] = _before_value("@")
TEXT["bell"] = _before_value("\x07")
TEXT["byte_order_mark_inside"] = _before_value("\ufeff")
TEXT["line_separator"] = _before_value("\u2028")


@textual
def second_colon(lines: list[str], chance: Random) -> tuple[int, int]:
    """Write a second key behind a value."""
    number = nested(lines, chance)
    column = len(lines[number]) + 1
    lines[number] += ": again"
    return number + 1, column


@textual
def second_document(lines: list[str], chance: Random) -> tuple[int, int]:
    """Begin another document at the end."""
    lines += ["---", f"name: x{chance.randrange(9)}"]
    return len(lines) - 1, 1


@textual
def too_far_left(lines: list[str], chance: Random) -> tuple[int, int]:
    """Take one blank away before a key that has another one above and below."""
    indents = [len(line) - len(line.lstrip()) for line in lines]
    inner = [
        it
        for it in range(1, len(lines) - 1)
        if indents[it]
        and indents[it - 1] == indents[it] == indents[it + 1]
        and all(re.fullmatch(r" +[a-z_]+: \w+", lines[it + by]) for by in (-1, 0, 1))
    ]
    number = chance.choice(inner or [0])
    lines[number] = lines[number][1:]
    return number + 1, len(lines[number]) - len(lines[number].lstrip()) + 1
