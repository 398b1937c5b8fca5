"""Five releases in a row: the working tree as the first, and small changes on top of it.

Each change is what a template's author does: a file is reworded, renamed and declared,
split, dropped. They are edits of the templates that are there, so that they stay true.
"""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import forked
from conftest import ROOT, commit_all, git

SHARED = "template/src/{{ package }}/shared"
MODULE = "{% yield module from with_aggregates %}{{ module.name }}{% endyield %}"
TAGS = ("v1.0.0", "v2.0.0", "v3.0.0", "v4.0.0", "v5.0.0")


def reword(repo: Path, path: str, word: str) -> None:
    """Change the first words of a file's docstring."""
    file = repo / path
    text = file.read_text("utf-8")
    assert text.startswith('"""')
    file.write_text(re.sub(r'\A"""(?:\w+: )?', f'"""{word}: ', text), "utf-8")


def rename(repo: Path, old: str, new: str) -> None:
    """Move a template, and declare it."""
    (repo / old).rename(repo / new)
    file = repo / "generators/groundplan/renames.py"
    text = file.read_text("utf-8")
    head, _, declared = text.partition("RENAMES: Mapping[str, str] = {")
    assert declared
    file.write_text(f"{head}RENAMES: Mapping[str, str] = {{{old!r}: {new!r}, {declared}", "utf-8")


def replace(repo: Path, path: str, old: str, new: str) -> None:
    file = repo / path
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def second(repo: Path) -> None:
    """Reword a file of all projects and one of every module."""
    reword(repo, f"{SHARED}/clock.py", "Time")
    reword(repo, f"template/src/{{{{ package }}}}/{MODULE}/repository.py.jinja", "Storage")


def third(repo: Path) -> None:
    """Rename a document and a suite."""
    rename(repo, "template/docs/architecture.md.jinja", "template/docs/design.md.jinja")
    replace(repo, "template/README.md.jinja", "architecture.md has", "design.md has")
    tests = "template/tests/shared"
    rename(repo, f"{tests}/test_clock.py.jinja", f"{tests}/test_time.py.jinja")


def fourth(repo: Path) -> None:
    """Split the document, and drop a file."""
    file = repo / "template/docs/design.md.jinja"
    kept, _, walls = file.read_text("utf-8").partition("\n## Walls\n")
    assert walls
    file.write_text(kept, "utf-8")
    file.with_name("walls.md.jinja").write_text(f"# Walls\n{walls}", "utf-8")
    (repo / "template/.pre-commit-config.yaml").unlink()


def fifth(repo: Path) -> None:
    """Reword the first file once more, and what was renamed."""
    reword(repo, f"{SHARED}/clock.py", "Hours")
    reword(repo, "template/tests/shared/test_time.py.jinja", "Hours")


CHANGES: tuple[Callable[[Path], None], ...] = (lambda _: None, second, third, fourth, fifth)


def release_all(repo: Path) -> None:
    """Make a repository of the working tree and tag its versions."""
    listed = git("ls-files", "-co", "--exclude-standard", "-z", cwd=ROOT)
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file() and not name.startswith(("tests/", "docs/", "benchmarks/")):
            (repo / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, repo / name)
    for tag, change in zip(TAGS, CHANGES, strict=True):
        change(repo)
        commit_all(repo, tag)
        git("tag", tag, cwd=repo)


def run(repo: Path, tag: str, *arguments: str | Path) -> forked.Done:
    """Run the command of a release, from the checkout that projects remember."""
    if git("describe", "--tags", cwd=repo).strip() != tag:
        git("checkout", "-q", tag, cwd=repo)
    own = {
        "PYTHONPATH": str(repo / "generators"),
        "PYTHONPYCACHEPREFIX": str(repo.parent / f"compiled-{tag}"),
        "XDG_CACHE_HOME": str(repo.parent / "cache"),
    }
    kept = {name: it for name, it in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return forked.python(["-m", "groundplan", *map(str, arguments)], Path.cwd(), kept | own)
