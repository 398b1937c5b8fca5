"""A rendered project in memory, and what must hold for every path and text in it.

Shape: POSIX path relative to the project -> text with LF ends. Iteration is in path order,
so that two runs write, print and compare alike.
"""

import hashlib
import json
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import yaml

SEGMENT = 100  # characters of one part of a path
PATH = 200  # characters of a whole path
BLUEPRINT = "blueprint.yml"
ANSWERS_FILE = ".copier-answers.yml"
YOURS = frozenset({PurePosixPath(BLUEPRINT)})  # kept as the user wrote it
HISTORY = PurePosixPath("migrations/versions")  # the user's as soon as it is there
QUOTING = frozenset({PurePosixPath(ANSWERS_FILE)})  # may end as the blueprint in it ends

_BAD_PART = re.compile(r"[\x00-\x1f\x7f\\:*?\"<>|]|[. ]$|^ ")
_DEVICE = re.compile(r"(?i)(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\..*)?")
_RESIDUE = re.compile(r"(?<!\$)\{\{ |\{%")
_YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Origin:
    """What made a file: a template, and the items that it is repeated for.

    Shape: `template` is the path below the root of the template, `items` are pairs of a
    name in the template and what it stood for, the outermost first.
    """

    template: str
    items: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Tree(Mapping[PurePosixPath, str]):
    """The files of a project; `executable` names those that run as programs."""

    files: Mapping[PurePosixPath, str]
    executable: frozenset[PurePosixPath] = field(default_factory=frozenset)
    origins: Mapping[PurePosixPath, Origin] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Sort by path."""
        in_order = sorted(self.files.items(), key=lambda it: it[0].parts)
        object.__setattr__(self, "files", dict(in_order))

    def __getitem__(self, path: PurePosixPath) -> str:
        """Return the text of one file."""
        return self.files[path]

    def __iter__(self) -> Iterator[PurePosixPath]:
        """Go through the paths in order."""
        return iter(self.files)

    def __len__(self) -> int:
        """Count the files."""
        return len(self.files)

    def mode(self, path: PurePosixPath) -> int:
        """Return the permission bits of one file, whatever the umask is."""
        return 0o755 if path in self.executable else 0o644

    def with_files(self, changed: Mapping[PurePosixPath, str]) -> "Tree":
        """Return this tree with some texts replaced."""
        if not changed:
            return self
        return Tree({**self.files, **changed}, self.executable, self.origins)


def faults(tree: Tree, *, user_text: Iterable[str] = ()) -> list[str]:
    """Say all that is wrong with a tree; nothing is, unless the generator has a bug.

    Python is not parsed here: the formatter does that. `user_text` is what people wrote:
    where it speaks of template tags, tags in the output are no residue.
    """
    tags_are_text = any("{{" in it or "{%" in it for it in user_text)
    found = list(_clashes(tree))
    for path, text in tree.items():
        found += [f"{path}: {fault}" for fault in _path_faults(path)]
        if path in YOURS:
            continue
        found += [f"{path}: {fault}" for fault in _text_faults(path, text)]
        if not tags_are_text and (line := _left_over(text)):
            found.append(f"{path}:{line}: a template tag was left over")
    return found


def _left_over(text: str) -> int:
    """Return the line of the first template tag, counted from 1; 0 where there is none."""
    if "{{ " not in text and "{%" not in text:  # far quicker than the pattern
        return 0
    residue = _RESIDUE.search(text)
    return text.count("\n", 0, residue.start()) + 1 if residue else 0


def _clashes(tree: Tree) -> Iterator[str]:
    seen: dict[str, PurePosixPath] = {}
    for path in tree:
        folded = _folded(path)
        if folded in seen:
            yield f"{path} and {seen[folded]} are one file where case does not count"
        seen[folded] = path
    clear: set[PurePosixPath] = set()
    for path in tree:
        if path.parent not in clear:
            files = [parent for parent in path.parents if _folded(parent) in seen]
            yield from (f"{path}: {parent} is a file" for parent in files)
            clear |= set() if files else {path.parent}


def _folded(path: PurePosixPath) -> str:
    return unicodedata.normalize("NFC", str(path)).casefold()


def _path_faults(path: PurePosixPath) -> Iterator[str]:
    if path.is_absolute() or not path.parts:
        yield "no relative path"
    if len(str(path)) > PATH:
        yield f"longer than {PATH} characters"
    for part in path.parts:
        if part == ".." or _BAD_PART.search(part) or _DEVICE.fullmatch(part):
            yield f"no file may be called {part!r}"
        if len(part) > SEGMENT:
            yield f"a part is longer than {SEGMENT} characters"


def _text_faults(path: PurePosixPath, text: str) -> Iterator[str]:
    if "\r" in text:
        yield "a line ends with a carriage return"
    if text and (not text.endswith("\n") or (text.endswith("\n\n") and path not in QUOTING)):
        yield "it must end with one line feed"
    if path.suffix == ".py" and "\t" in text:
        yield "a tab in Python"
    try:
        _parse(path, text)
    except (ValueError, yaml.YAMLError) as error:
        yield f"it cannot be read: {' '.join(str(error).split())}"


def _parse(path: PurePosixPath, text: str) -> None:
    match path.suffix:
        case ".toml":
            tomllib.loads(text)
        case ".json":
            json.loads(text)
        case ".yml" | ".yaml":
            for _ in yaml.load_all(text, Loader=_YAML):
                pass


def folders_of(paths: Iterable[PurePosixPath]) -> list[PurePosixPath]:
    """Return the folders that files lie in, each after the one it lies in."""
    direct = {it.parent for it in paths}
    found = {it for folder in direct for it in (folder, *folder.parents)}
    return sorted(found - {PurePosixPath()})


def digest(content: bytes | None) -> str:
    """Return the SHA-256 of a file, in hexadecimal; empty where there is no file."""
    return "" if content is None else hashlib.sha256(content).hexdigest()
