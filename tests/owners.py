"""What owners do to their projects between two updates, each with a word of its own in it.

An edit changes files of a project the way people do; what they typed is a word that stands
nowhere else, `mine_00042`, so it can be looked for after an update.
"""

import ast
import os
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path, PurePosixPath
from random import Random

from ruff import find_ruff_bin

WORD = re.compile(rb"mine_\d{5}")
# What the update itself is about, and what decides which files git takes for changed.
LEFT_ALONE = {"blueprint.yml", ".copier-answers.yml", ".gitattributes"}
HISTORY = "migrations/versions"


@dataclass
class Owner:
    """Somebody at work in a project; `hot` are files that the next version changes."""

    root: Path
    random: Random
    words: Iterator[str] = field(default_factory=lambda: (f"mine_{it:05}" for it in count()))
    hot: tuple[str, ...] = ()

    def word(self) -> str:
        return next(self.words)

    def files(self, suffix: str = "") -> list[str]:
        return [
            it
            for it in names(self.root)
            if it.endswith(suffix) and it not in LEFT_ALONE and not it.startswith(HISTORY)
        ]

    def file(self, suffix: str = "") -> str:
        """Choose a file, most often one where the next version is at work, too."""
        known = self.files(suffix)
        hot = [it for it in self.hot if it in set(known)]
        return self.random.choice(hot if hot and self.random.random() < 0.7 else known)

    def text(self, path: str) -> str:
        return (self.root / path).read_bytes().decode("utf-8", "surrogateescape")

    def write(self, path: str, text: str) -> None:
        (self.root / path).write_bytes(text.encode("utf-8", "surrogateescape"))

    def lines(self, path: str) -> list[str]:
        return self.text(path).splitlines(keepends=True)


def names(root: Path) -> list[str]:
    """Return the paths of the files of a project, but for git's."""
    found = []
    for folder, folders, files in os.walk(root):
        folders[:] = [it for it in folders if it != ".git"]
        inside = os.path.relpath(folder, root)
        found += [it if inside == "." else f"{inside}/{it}" for it in files]
    return sorted(found)


def held(root: Path) -> dict[str, bytes]:
    """Return the files of a project, but for git's."""
    return {path: (root / path).read_bytes() for path in names(root)}


def words_in(files: Mapping[str, bytes]) -> dict[str, tuple[str, str]]:
    """Return where each word stands: its file, and its line without the space around it."""
    return {
        word.decode(): (path, line.strip().decode("utf-8", "replace"))
        for path, content in files.items()
        if b"mine_" in content
        for line in content.splitlines()
        for word in WORD.findall(line)
    }


def _comment(path: str, word: str) -> str:
    if path.endswith(".md"):
        return f"<!-- {word} -->"
    return f"// {word}" if path.endswith(".json") else f"# {word}"


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())].strip("\n\r")


def insert_a_line(owner: Owner) -> None:
    path = owner.file()
    lines = owner.lines(path)
    at = owner.random.randrange(len(lines) + 1)
    indent = _indent(lines[at]) if at < len(lines) else ""
    if at and not lines[at - 1].endswith("\n"):
        lines[at - 1] += "\n"
    lines.insert(at, f"{indent}{_comment(path, owner.word())}\n")
    owner.write(path, "".join(lines))


def insert_a_statement(owner: Owner) -> None:
    """Type a line of code somewhere, where it may be no Python at all."""
    path = owner.file(".py")
    lines = owner.lines(path)
    at = owner.random.randrange(len(lines) + 1)
    indent = _indent(lines[at]) if at < len(lines) else ""
    lines.insert(at, f"{indent}{owner.word()} = {owner.random.randrange(9)}\n")
    owner.write(path, "".join(lines))


def comment_a_line(owner: Owner) -> None:
    path = owner.file(".py")
    lines = owner.lines(path)
    if lines:
        at = owner.random.randrange(len(lines))
        end = "\r\n" if lines[at].endswith("\r\n") else "\n"
        lines[at] = f"{lines[at].rstrip()}  # {owner.word()}{end}"
        owner.write(path, "".join(lines))


def change_a_text(owner: Owner) -> None:
    """Type into something quoted, or into a sentence."""
    path = owner.file()
    text = owner.text(path)
    places = [it.start() for it in re.finditer(r"(?<=\w) (?=\w)", text)]
    if places:
        at = owner.random.choice(places)
        owner.write(path, f"{text[:at]} {owner.word()}{text[at:]}")


def change_a_word(owner: Owner) -> None:
    """Replace a name, or a part of a sentence."""
    path = owner.file()
    text = owner.text(path)
    places = [it.span() for it in re.finditer(r"[A-Za-z_]{4,}", text)]
    places = [it for it in places if not text[it[0] : it[1]].startswith("mine")]
    if places:
        start, stop = owner.random.choice(places)
        owner.write(path, f"{text[:start]}{owner.word()}{text[stop:]}")


def delete_lines(owner: Owner) -> None:
    path = owner.file()
    lines = owner.lines(path)
    if len(lines) > 4:
        at = owner.random.randrange(len(lines) - 3)
        owner.write(path, "".join(lines[:at] + lines[at + owner.random.randint(1, 3) :]))


def add_a_method(owner: Owner) -> None:
    path = owner.file(".py")
    spans = [it for it in _methods(owner.text(path)) if it]
    if not spans:
        return
    at = owner.random.choice(owner.random.choice(spans))[0]
    lines, word = owner.lines(path), owner.word()
    lines.insert(at, f'    def {word}(self) -> str:\n        """Say so."""\n        return "x"\n\n')
    owner.write(path, "".join(lines))


def reorder_methods(owner: Owner) -> None:
    path = owner.file(".py")
    spans = [it for it in _methods(owner.text(path)) if len(it) > 1]
    if not spans:
        return
    found = owner.random.choice(spans)
    first = owner.random.randrange(len(found) - 1)
    (start, middle), (_, stop) = found[first], found[first + 1]
    lines = owner.lines(path)
    moved = [*lines[middle:stop], "\n", *lines[start:middle]]
    owner.write(path, "".join(lines[:start] + moved + lines[stop:]))


def _methods(text: str) -> list[list[tuple[int, int]]]:
    """Return the methods of each class: the lines from one to the next, counted from 0."""
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError):
        return []
    found = []
    for node in body:
        if isinstance(node, ast.ClassDef):
            kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
            inner = [it for it in node.body if isinstance(it, kinds)]
            starts = [min([it.lineno, *(d.lineno for d in it.decorator_list)]) for it in inner]
            ends = [it.end_lineno or it.lineno for it in inner]
            found.append([(a - 1, b) for a, b in zip(starts, ends, strict=True)])
    return found


def reformat(owner: Owner) -> None:
    path = owner.file(".py")
    width = owner.random.choice(("60", "120"))
    done = subprocess.run(
        [find_ruff_bin(), "format", "--isolated", "--line-length", width, "-"],
        input=(owner.root / path).read_bytes(),
        capture_output=True,
        check=False,
    )
    if not done.returncode:
        (owner.root / path).write_bytes(done.stdout)


def end_lines_as_windows_does(owner: Owner) -> None:
    path = owner.file()
    owner.write(path, owner.text(path).replace("\r\n", "\n").replace("\n", "\r\n"))


def open_the_last_line(owner: Owner) -> None:
    path = owner.file()
    owner.write(path, owner.text(path).rstrip("\r\n"))


def mark_the_order_of_bytes(owner: Owner) -> None:
    path = owner.file()
    owner.write(path, "\ufeff" + owner.text(path).removeprefix("\ufeff"))


def move_a_file(owner: Owner) -> None:
    path = PurePosixPath(owner.file())
    folders = sorted({PurePosixPath(it).parent for it in owner.files()})
    _moved(owner, path, owner.random.choice(folders) / path.name)


def rename_a_file(owner: Owner) -> None:
    path = PurePosixPath(owner.file())
    _moved(owner, path, path.with_name(f"own_{path.name}"))


def move_and_edit(owner: Owner) -> None:
    path = PurePosixPath(owner.file(".py"))
    there = path.with_name(f"other_{path.name}")
    if _moved(owner, path, there):
        owner.write(str(there), f"{owner.text(str(there))}\n# {owner.word()}\n")


def _moved(owner: Owner, old: PurePosixPath, new: PurePosixPath) -> bool:
    if (owner.root / new).exists():
        return False
    (owner.root / old).rename(owner.root / new)
    return True


def delete_a_file(owner: Owner) -> None:
    (owner.root / owner.file()).unlink()


def add_a_file(owner: Owner) -> None:
    folder = PurePosixPath(owner.file(".py")).parent
    word = owner.word()
    owner.write(str(folder / f"{word}.py"), f'"""Mine."""\n\n{word} = 1\n')


def take_a_name(owner: Owner) -> None:
    """Add a file where the next version has one."""
    free = [it for it in owner.hot if not (owner.root / it).exists()]
    if free:
        file = owner.root / owner.random.choice(free)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"# {owner.word()}\n")


def put_bytes(owner: Owner) -> None:
    """Make a file what is no text."""
    (owner.root / owner.file()).write_bytes(b"\xff\x00\xfe " + owner.word().encode() + b"\n")


def edit_history(owner: Owner) -> None:
    known = [it for it in names(owner.root) if it.startswith(HISTORY) and it.endswith(".py")]
    if known:
        path = owner.random.choice(known)
        owner.write(path, f"{owner.text(path)}\n# {owner.word()}\n")


OFTEN: tuple[Callable[[Owner], None], ...] = (
    insert_a_line,
    insert_a_statement,
    comment_a_line,
    change_a_text,
    change_a_word,
    add_a_method,
)
EDITS: tuple[Callable[[Owner], None], ...] = (
    *OFTEN,
    *OFTEN,
    delete_lines,
    reorder_methods,
    reformat,
    end_lines_as_windows_does,
    open_the_last_line,
    mark_the_order_of_bytes,
    move_a_file,
    rename_a_file,
    move_and_edit,
    delete_a_file,
    add_a_file,
    take_a_name,
    put_bytes,
    edit_history,
)


def resolved(content: bytes) -> bytes:
    """Resolve the conflicts of a file by keeping what both sides say."""
    lines, inside = [], ""
    for line in content.splitlines(keepends=True):
        mark = line.rstrip()
        if mark in {b"<<<<<<< yours", b"=======", b">>>>>>> new version"} and (
            inside or mark.startswith(b"<")
        ):
            inside = "" if mark.startswith(b">") else "side"
        elif inside and mark == b"||||||| last version":
            inside = "last"
        elif inside != "last":
            lines.append(line)
    return b"".join(lines)
