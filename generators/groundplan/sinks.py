"""One way out for text per kind of file, so that no text becomes code.

A value stays raw until the template line that prints it; there it passes the filter of
that line's language. Both doors install this one table.
"""

import json
import re
import textwrap
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache

import yaml

WIDTH = 100  # columns of a generated file
_BREAKS = re.compile(r"[\x85\u2028\u2029]")
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def py(value: object) -> str:
    """Spell a constant in Python, text with the quotes that the formatter prefers.

    Raises:
        TypeError: The value is no text, bytes, number, truth, None or tuple or list of such.
    """
    match value:
        case str() | bytes():
            return _quoted(value)
        case None | bool() | int() | float():
            return repr(value)
        case tuple():
            inside = ", ".join(map(py, value))
            return f"({inside},)" if len(value) == 1 else f"({inside})"
        case list():
            return f"[{', '.join(map(py, value))}]"
    raise TypeError(f"no Python constant: {value!r}")


@lru_cache(maxsize=4096)  # tests write the same samples again and again
def _quoted(value: str | bytes) -> str:
    prefix = "b" if isinstance(value, bytes) else ""
    body = repr(value)[len(prefix) :]
    mark, body = body[0], body[1:-1].replace(r"\'", "'")
    if mark == "'" and body.count('"') > body.count("'"):
        return prefix + "'" + body.replace("'", r"\'") + "'"
    return prefix + '"' + body.replace('"', r"\"") + '"'


def docstring(text: str, indent: int = 0) -> str:
    r"""Spell text for the inside of a docstring in three double quotes.

    Lines after the first, and the closing quotes if there are several lines, stand at
    `indent` columns; what is wider than the file is wrapped. What would end the docstring
    is spelled as a code point: the linters of a project object to a bare backslash.
    """
    lines = [line.rstrip() for line in text.split("\n")]
    if len(lines) > 1 or indent + len(text) + 6 > WIDTH:
        lines = [it for line in lines for it in textwrap.wrap(line, WIDTH - indent - 3) or [""]]
    margin = " " * indent
    safe = [_inert(line) for line in lines]
    if len(safe) == 1:
        return safe[0]
    body = "\n".join(margin + line if line else "" for line in safe).removeprefix(margin)
    return f"{body}\n{margin}"


def _inert(line: str) -> str:
    line = line.replace("\\", r"\u005c")
    if not line.isprintable():
        line = "".join(map(_seen, line))
    line = line.replace('"""', r"\"\"\"")
    if line.startswith('"'):
        line = r"\u0022" + line[1:]
    return line[:-1] + r"\u0022" if line.endswith('"') and not line.endswith('\\"') else line


def _seen(character: str) -> str:
    if unicodedata.category(character) not in _UNSEEN:
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def comment(text: str, indent: int = 0) -> str:
    """Spell text for a line after `# `; what is too wide goes on below, at `indent` columns."""
    flat = " ".join(_blank_unseen(text).split())
    return f"\n{' ' * indent}# ".join(textwrap.wrap(flat, WIDTH - indent - 2)) or ""


def _blank_unseen(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(
        " " if unicodedata.category(it) in {"Cc", "Cs", "Zl", "Zp"} else it for it in text
    )


def as_json(value: object) -> str:
    """Spell a value in JSON, on one line."""
    return json.dumps(value, ensure_ascii=False)


def toml(value: object) -> str:
    """Spell a text, truth, whole number or list of such in TOML."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml, value))}]"
    if not isinstance(value, str | int):
        raise TypeError(f"no TOML constant: {value!r}")
    return as_json(value).replace("\x7f", r"\u007f")


def as_yaml(text: str) -> str:
    """Spell a text as a YAML scalar in double quotes, the same in YAML 1.1 and 1.2."""
    return yaml.safe_dump(text, default_style='"', allow_unicode=False, width=10**9).strip()


_MARKED = re.compile(r"[\\`*\[\]<|]|~~|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_CLOSES = re.compile(r"(?<!\S)(?=#+$)")  # what would end a title
_OPENS = re.compile(r"^(?:[#>+=-]|~|\d+(?=[.)](?:\s|$)))")


def md(text: str) -> str:
    """Spell text in Markdown so that it shows as it is; blank lines still part paragraphs."""
    return "\n".join(map(_md_line, text.split("\n")))


def _md_line(line: str) -> str:
    line = _MARKED.sub(lambda found: "".join("\\" + it for it in found[0]), line.strip())
    line = _CLOSES.sub(r"\\", line)
    opening = _OPENS.match(line)
    if opening is None:
        return line
    if opening[0].isdigit():
        return f"{opening[0]}\\{line[opening.end() :]}"
    return "\\" + line


def mermaid(text: str) -> str:
    """Spell text for a label of a diagram, without the quotes around it."""
    flat = " ".join(_blank_unseen(text).split())
    return "".join(
        it if it.isalnum() or it in " .,_-()/'!?" or ord(it) > 0x7F else f"#{ord(it)};"
        for it in flat
    )


_PLAIN = re.compile(r"[A-Za-z/][A-Za-z0-9_/.()-]*(?: [A-Za-z0-9_/.()-]+)*")
_SPECIAL = re.compile(r"(?i)(?:y|n|yes|no|on|off|true|false|null)")


def answers_yaml(answers: Mapping[str, str | bool | list[str]]) -> str:
    """Write the answers file: copier's own facts, the answers, at last the blueprint.

    PyYAML gives back every text as it was. One of several lines stands as it is, in a
    literal block, unless only quotes can hold it.
    """
    own = [name for name in answers if name.startswith("_")]
    names = [*own, *(it for it in answers if it not in own and it != "blueprint")]
    names += ["blueprint"] * ("blueprint" in answers)
    return "".join(f"{name}: {_answer(answers[name])}\n" for name in names)


def _answer(text: str | bool | list[str]) -> str:
    if isinstance(text, bool):
        return as_json(text)
    if isinstance(text, list):
        return f"[{', '.join(map(_answer, text))}]"
    if _PLAIN.fullmatch(text) and not _SPECIAL.fullmatch(text):
        return text
    if "\n" not in text or not _block_holds(text):
        return yaml.safe_dump(text, default_style='"', allow_unicode=True, width=10**9).strip()
    ends = len(text) - len(text.rstrip("\n"))
    keep = {0: "-", 1: ""}.get(ends, "+")
    lines = text.removesuffix("\n").split("\n")
    return f"|{keep}\n" + "\n".join(f"  {line}" if line else "" for line in lines)


def _block_holds(text: str) -> bool:
    printable = text.replace("\n", "").isprintable()
    return printable and text[0] not in " \n" and not _BREAKS.search(text)


FILTERS: Mapping[str, Callable[..., str]] = {
    "answers_yaml": answers_yaml,
    "comment": comment,
    "docstring": docstring,
    "json": as_json,
    "md": md,
    "mermaid": mermaid,
    "py": py,
    "toml": toml,
    "yaml": as_yaml,
}
