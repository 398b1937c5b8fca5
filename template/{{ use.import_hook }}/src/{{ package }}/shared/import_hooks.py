"""Let a few names be imported from files of ours, translated on the way.

    with importing(folder, {"rules"}, translate=python_of):
        import rules

Only declared names are answered, and only where nobody else has them: the finder stands
last. Sources are files of one local folder. Afterwards everything is as it was before.

Source: PEP 302, PEP 451.
"""

import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from importlib import invalidate_caches
from importlib.abc import MetaPathFinder, SourceLoader
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

Translate = Callable[[str], str]


class NotTranslated(ImportError):
    """A source could not be turned into Python."""


class _Loader(SourceLoader):
    """Loads one file; nothing is cached, since the translation may change."""

    def __init__(self, finder: "LocalFinder", file: Path) -> None:
        self.finder = finder
        self.file = file

    def get_filename(self, fullname: str) -> str:  # noqa: ARG002
        """Return the file, which tracebacks show."""
        return str(self.file)

    def get_data(self, path: str | bytes) -> bytes:
        """Read the file and translate it.

        Raises:
            NotTranslated: The file or its translation is broken; the cause is chained.
        """
        file = Path(path.decode() if isinstance(path, bytes) else path)
        try:
            return self.finder.translate(file.read_text(encoding="utf-8")).encode()
        except Exception as error:
            raise NotTranslated(f"cannot translate {file}: {error}", path=str(file)) from error

    def exec_module(self, module: ModuleType) -> None:
        """Run the file, and remember what it made."""
        self.finder.loaded[module.__name__] = module
        super().exec_module(module)


class LocalFinder(MetaPathFinder):
    """Finds the declared names in one folder: `a.b` is the file `a/b` with the suffix."""

    def __init__(
        self, folder: Path, names: Collection[str], *, suffix: str, translate: Translate
    ) -> None:
        """Check the names.

        Raises:
            ValueError: One of them is no name, or belongs to the standard library.
        """
        wrong = [it for it in sorted(names) if not _is_ours(it)]
        if wrong:
            raise ValueError(f"cannot be imported from files of ours: {', '.join(wrong)}")
        self.folder = folder.resolve()
        self.names = frozenset(names)
        self.suffix = suffix
        self.translate = translate
        self.loaded: dict[str, ModuleType] = {}

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Return where a declared name is; None for all others, whatever is asked.

        `path` are the folders of the package above, `target` the module to be loaded again.
        """
        if fullname not in self.names:
            return None
        if target is not None and self.loaded.get(fullname) is not target:
            return None
        home = self.folder.joinpath(*fullname.split("."))
        if path is not None and not self._stands_below(fullname, home, path):
            return None
        package = home / f"__init__{self.suffix}"
        file = package if package.is_file() else home.with_name(home.name + self.suffix)
        if not file.is_file():
            return None
        spec = ModuleSpec(
            fullname, _Loader(self, file), origin=str(file), is_package=file == package
        )
        spec.has_location = True
        return spec

    def _stands_below(self, fullname: str, home: Path, path: Sequence[str]) -> bool:
        """Say whether what is in a package is ours: it is one of ours, or lies in that folder.

        A package of ours names no folder itself, or others would find what lies there.
        """
        above = fullname.rpartition(".")[0]
        ours = self.loaded.get(above)
        known = ours is not None and sys.modules.get(above) is ours
        return known or str(home.parent) in map(str, path)

    def forget(self) -> None:
        """Take what was loaded out of `sys.modules`, and out of the packages above."""
        for name, module in self.loaded.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]
            above, _, last = name.rpartition(".")
            if above in sys.modules and vars(sys.modules[above]).get(last) is module:
                delattr(sys.modules[above], last)
        self.loaded.clear()


@contextmanager
def importing(
    folder: Path,
    names: Collection[str],
    *,
    suffix: str = ".py",
    translate: Translate = str,
) -> Iterator[LocalFinder]:
    """Answer imports of these names from files of this folder, until the block is left.

    Raises:
        ValueError: One of them is no name, or belongs to the standard library.
    """
    finder = LocalFinder(folder, names, suffix=suffix, translate=translate)
    sys.meta_path.append(finder)
    invalidate_caches()
    try:
        yield finder
    finally:
        # By identity: the list may have been changed meanwhile.
        sys.meta_path[:] = [it for it in sys.meta_path if it is not finder]
        finder.forget()
        invalidate_caches()


def _is_ours(name: str) -> bool:
    parts = name.split(".")
    return all(map(str.isidentifier, parts)) and parts[0] not in sys.stdlib_module_names
