"""Render the template folder in memory, as copier would but without its process per file.

Exactly the part of copier's path rules that our template uses: every part of a path is a
template that prints names with dots; one that renders to nothing drops what is below it, one
that renders to `.` is its parent; `{% yield NAME from LIST %}` repeats it; `.jinja` is rendered
and taken off. Stricter than copier in two things: an undefined name in a yielded part is an
error here, and a dot in a template reads an attribute alone.
"""

import contextlib
import fnmatch
import hashlib
import keyword
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, reduce
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

import jinja2
from jinja2.bccache import Bucket, FileSystemBytecodeCache
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Getattr
from jinja2.sandbox import SandboxedEnvironment

from . import keep, sinks
from .errors import GeneratorFault
from .tree import Origin, Tree

SUBDIRECTORY = "template"
SUFFIX = ".jinja"
ENVOPS: Mapping[str, Any] = {"trim_blocks": True, "lstrip_blocks": True}
EXCLUDED = ("__pycache__", "*.pyc", ".DS_Store", "*~")

_EXCLUDED = re.compile("|".join(map(fnmatch.translate, EXCLUDED)))
_PRINTED = re.compile(r"\{\{ (\w+(?:\.\w+)*) \}\}")
_YIELD = re.compile(r"(.*)\{% yield (\w+) from (.+?) %\}(.*)\{% endyield %\}(.*)", re.DOTALL)

Context = Mapping[str, object]
Items = tuple[tuple[str, str], ...]
Binding = tuple[str, Context, Items]  # what a part renders to, the context below it, the item


class Part(Protocol):
    """A part of a path: what it becomes, none or several times."""

    def __call__(self, context: Context) -> Iterable[Binding]:
        """Render the part for every item it yields."""


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """A file of the template; `verbatim` is its text where there is nothing to render."""

    name: str  # relative to the root of the loader
    part: Part
    executable: bool
    verbatim: str | None


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of the template."""

    part: Part
    folders: tuple["Folder", ...]
    sources: tuple[TemplateFile, ...]


class _Attributes(CodeGenerator):
    """Writes `fact.name` as Python has it, where Jinja asks the sandbox each time."""

    def visit_Getattr(self, node: Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja calls it
        if node.attr.startswith("_") or keyword.iskeyword(node.attr):
            super().visit_Getattr(node, frame)
            return
        self.visit(node.node, frame)
        self.write(f".{node.attr}")


class _Environment(SandboxedEnvironment):
    """The sandbox that copier has, but for what our own facts offer to all."""

    code_generator_class = _Attributes


class Renderer:
    """The template below one root, compiled once."""

    def __init__(self, root: Path, *, cached: bool = True) -> None:
        """Prepare the environment; `cached` keeps compiled templates for the next process."""
        self.root = root
        self._environment = _Environment(
            loader=jinja2.FileSystemLoader(str(root)),
            undefined=jinja2.StrictUndefined,
            keep_trailing_newline=True,
            auto_reload=False,
            cache_size=-1,
            bytecode_cache=_bytecode_cache() if cached else None,
            **ENVOPS,
        )
        self._environment.filters.update(sinks.FILTERS)
        self._part = cache(self._compile)
        self._top = self._read(root / SUBDIRECTORY, "")

    def render(self, context: Context) -> Tree:
        """Render every file.

        Raises:
            GeneratorFault: A template is wrong, or two of them give one path.
        """
        files: dict[PurePosixPath, str] = {}
        origins = {}
        executable = set()
        for path, source, scope, items in self._walk(self._top, (), context, ()):
            if path in files:
                raise GeneratorFault(f"two templates give {path}; one of them is {source.name}")
            files[path] = self._text(source, scope)
            origins[path] = Origin(source.name, items)
            if source.executable:
                executable.add(path)
        return Tree(files, frozenset(executable), origins)

    def _walk(
        self, folder: Folder, parents: tuple[str, ...], context: Context, items: Items
    ) -> Iterator[tuple[PurePosixPath, TemplateFile, Context, Items]]:
        for source in folder.sources:
            for name, scope, own in self._bindings(source.part, context, source.name):
                yield PurePosixPath(*parents, name), source, scope, (*items, *own)
        for inner in folder.folders:
            for name, scope, own in self._bindings(inner.part, context, "/".join(parents)):
                below = parents if name == "." else (*parents, name)
                yield from self._walk(inner, below, scope, (*items, *own))

    @staticmethod
    def _bindings(part: Part, context: Context, near: str) -> Iterator[Binding]:
        try:
            for binding in part(context):
                if binding[0]:
                    yield binding
        except jinja2.TemplateError as error:
            raise GeneratorFault(f"a path of the template near {near!r}: {error}") from error

    def _text(self, source: TemplateFile, scope: Context) -> str:
        if source.verbatim is not None:
            return source.verbatim
        try:
            return self._environment.get_template(source.name).render(scope)
        except (jinja2.TemplateError, TypeError, ValueError, AttributeError) as error:
            raise GeneratorFault(f"{source.name}: {type(error).__name__}: {error}") from error

    def _read(self, folder: Path, name: str) -> Folder:
        folders, sources = [], []
        entries = sorted(os.scandir(folder), key=lambda it: it.name)
        names = {entry.name for entry in entries}
        for entry in entries:
            if _EXCLUDED.fullmatch(entry.name):
                continue
            if entry.is_symlink():
                raise GeneratorFault(f"{entry.path}: the template holds no symbolic links")
            if entry.is_dir():
                folders.append(self._read(Path(entry.path), entry.name))
            elif entry.name + SUFFIX not in names:
                sources.append(self._source(entry))
        return Folder(self._part(name), tuple(folders), tuple(sources))

    def _source(self, file: os.DirEntry[str]) -> TemplateFile:
        templated = file.name.endswith(SUFFIX)
        return TemplateFile(
            name=Path(file.path).relative_to(self.root).as_posix(),
            part=self._part(file.name.removesuffix(SUFFIX)),
            executable=bool(file.stat().st_mode & 0o100),
            verbatim=None if templated else Path(file.path).read_bytes().decode(),
        )

    def _compile(self, part: str) -> Part:
        if (repeated := _YIELD.fullmatch(part)) is not None:
            return self._repeated(*repeated.groups())
        literal, *rest = _PRINTED.split(part)
        if any(it in text for text in (literal, *rest[1::2]) for it in ("{{", "{%", "{#")):
            raise GeneratorFault(f"a path of the template: {part!r} is more than names with dots")
        if not rest:
            return lambda context: ((part, context, ()),)
        values = [self._value(name) for name in rest[::2]]
        printed = tuple(zip(values, rest[1::2], strict=True))

        def bindings(context: Context) -> Iterator[Binding]:
            texts = (f"{value(context)}{text}" for value, text in printed)
            yield "".join([literal, *texts]), context, ()

        return bindings

    def _repeated(self, before: str, name: str, items: str, body: str, after: str) -> Part:
        every = self._value(items)
        inner = self._compile(before + body + after)

        def bindings(context: Context) -> Iterator[Binding]:
            for item in every(context):
                for text, scope, _ in inner({**context, name: item}):
                    yield text, scope, ((name, text),)

        return bindings

    def _value(self, dotted: str) -> Callable[[Context], Any]:
        """Return what reads a name with dots; what is undefined fails where it is used."""
        first, *rest = dotted.split(".")

        def value(context: Context) -> Any:
            found = context[first] if first in context else self._environment.undefined(name=first)
            return reduce(self._environment.getattr, rest, found)

        return value


@cache
def renderer(root: Path) -> Renderer:
    """Return the one renderer of a template that this process needs."""
    return Renderer(root)


class _Cache(FileSystemBytecodeCache):
    """Compiled templates on disk; a full or read-only disk only costs time."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


def _bytecode_cache() -> _Cache | None:
    """Return a cache that no other version shares, or None where there is no place for it.

    Jinja computes constant expressions when it compiles, with our filters, and we write a part
    of what it compiles: both sources are a part of the key.
    """
    sources = b"".join(Path(it).read_bytes() for it in (sinks.__file__, __file__))
    made_of = sources + jinja2.__version__.encode()
    # What lies there is run as code: nobody else may write it.
    folder = keep.folder(hashlib.sha256(made_of).hexdigest()[:16])
    return None if folder is None else _Cache(str(folder))
