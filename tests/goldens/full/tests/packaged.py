"""Packages as an installer leaves them, in a folder of a test: files and a `.dist-info`."""

import sys
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import invalidate_caches
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"


def packaged(
    folder: Path,
    distribution: str,
    files: Mapping[str, str],
    entry_points: Mapping[str, Mapping[str, str]],
    version: str = "1.0",
) -> None:
    """Write a distribution; shape of its entry points: group -> name -> `module:attribute`."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    about = folder / f"{distribution.replace('-', '_')}-{version}.dist-info"
    about.mkdir()
    head = f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n"
    (about / "METADATA").write_text(head, encoding="utf-8")
    lines = []
    for group, entries in entry_points.items():
        lines += [f"[{group}]", *(f"{name} = {value}" for name, value in entries.items())]
    (about / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")


@contextmanager
def on_path(*folders: Path) -> Iterator[None]:
    """Let these folders be imported from, and forget afterwards what was."""
    before = set(sys.modules)
    with pytest.MonkeyPatch.context() as patch:
        for folder in folders:
            patch.syspath_prepend(folder)
        yield
        for name in set(sys.modules) - before:
            file = getattr(sys.modules[name], "__file__", None) or ""
            if any(Path(file).is_relative_to(folder) for folder in folders):
                del sys.modules[name]
    invalidate_caches()


@contextmanager
def examples_installed(folder: Path) -> Iterator[None]:
    """Let each of our examples be found as if it were installed, from where it is."""
    sources = []
    for file in sorted(EXAMPLES.glob("*/pyproject.toml")):
        project = tomllib.loads(file.read_text(encoding="utf-8"))["project"]
        packaged(folder, project["name"], {}, project["entry-points"], project["version"])
        sources.append(file.parent / "src")
    with on_path(folder, *sources):
        yield
