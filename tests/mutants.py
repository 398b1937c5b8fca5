"""Templates with one line or one branch taken out, and who notices.

Asked in the order of what it costs: the renderer, the tree, the formatter and the linter,
mypy, then the project's own tests. Goldens are not asked: they notice everything.
"""

import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import jinja2
from generated import Project, written
from recipes import Recipe

from groundplan import source
from groundplan.door import context_of
from groundplan.errors import GroundplanError
from groundplan.renderer import SUBDIRECTORY, SUFFIX, Context, Renderer, TemplateFile
from groundplan.tree import ANSWERS_FILE, Tree, faults

OPENS, CLOSES = re.compile(r" *\{% (if|for) "), re.compile(r" *\{% end(if|for) ")
TURNS = re.compile(r" *\{% (else|elif) ?")
SKIPPED = re.compile(r"""\s*(#.*|"{3}.*|\.\.\.)?$""")  # nobody can miss prose, or a `...` below it
UNSEEN = "nobody"
PATIENCE = 300  # seconds that a check may take: some mutants never end


@dataclass(frozen=True, slots=True)
class Mutant:
    """A template without a line, or without the branch that a tag opens there."""

    name: str  # below the root of the repository
    line: int  # the first that is gone, counted from 1
    text: str  # what is left
    gone: str

    def __str__(self) -> str:
        """Say what is gone."""
        return f"{self.name.removeprefix('template/')}:{self.line}: {self.gone.strip()[:70]}"


def block(lines: list[str], start: int) -> range:
    """Return the lines of the branch that a tag opens, without what comes after it."""
    depth = 0
    for number in range(start, len(lines)):
        line = lines[number]
        if depth == 1 and TURNS.match(line) and number > start:
            return range(start + 1, number)  # what was decided stays, and nothing follows
        depth += bool(OPENS.match(line)) - bool(CLOSES.match(line))
        if depth == 0:
            return range(start, number + 1)
    raise ValueError(f"line {start + 1} opens what nothing closes")


def mutants_of(file: Path, root: Path) -> Iterator[Mutant]:
    """Go through all mutants of a template, in the order of its lines."""
    text = file.read_text("utf-8")
    lines = text.splitlines(keepends=True)
    quoted = False
    for number, line in enumerate(lines):
        prose = quoted or SKIPPED.match(line) is not None
        quoted ^= line.count('"""') % 2 == 1
        if prose or CLOSES.match(line) or TURNS.match(line):
            continue
        gone = block(lines, number) if OPENS.match(line) else range(number, number + 1)
        rest = "".join(it for at, it in enumerate(lines) if at not in gone)
        name = file.relative_to(root).as_posix()
        yield Mutant(name, gone.start + 1, rest, line)


def sample(folder: str, count: int, seed: int) -> list[Mutant]:
    """Draw mutants of the Python below a folder of the projects, the same for each seed."""
    root = source.here().root
    files = sorted((root / SUBDIRECTORY).rglob("*.py*"))
    wanted = [
        it
        for it in files
        if it.name.removesuffix(SUFFIX).endswith(".py")
        and folder in it.relative_to(root / SUBDIRECTORY).parts[:2]
    ]
    return random.Random(seed).sample(
        [it for file in wanted for it in mutants_of(file, root)], count
    )


class Mutating(Renderer):
    """A renderer of whole projects, and then of what one mutant makes of its own template."""

    def __init__(self) -> None:
        """Read the template of this checkout."""
        super().__init__(source.here().root)
        self.mutant: Mutant | None = None

    def _text(self, source: TemplateFile, scope: Context) -> str:
        if self.mutant is None:
            return super()._text(source, scope)
        if source.name != self.mutant.name:
            return ""
        if source.verbatim is not None:
            return self.mutant.text
        return self._environment.from_string(self.mutant.text).render(scope)

    def changed(self, mutant: Mutant, context: Context) -> Tree:
        """Render what a mutant prints."""
        self.mutant = mutant
        try:
            made = self.render(context)
        finally:
            self.mutant = None
        ours = {path: made[path] for path in made if made.origins[path].template == mutant.name}
        return Tree(ours)


@dataclass(slots=True)
class Row:
    """A project on disk that mutants are tried on."""

    recipe: Recipe
    folder: Path
    renderer: Mutating
    context: dict[str, object] = field(init=False)
    tree: Tree = field(init=False)
    project: Project = field(init=False)

    def __post_init__(self) -> None:
        """Render the project and write it."""
        self.context = context_of(self.recipe.answers(), self.recipe.blueprint())
        self.context |= {"_copier_conf": {"answers_file": ANSWERS_FILE}}
        self.tree = self.renderer.render(self.context)
        self.project = written(self.recipe, self.tree, self.folder)

    def is_sound(self) -> bool:
        """Say whether nobody finds anything where nothing is gone."""
        whole = {path: text for path, text in self.tree.items() if path.suffix == ".py"}
        return self._noticed(whole) == UNSEEN

    def differs(self, mutant: Mutant) -> bool:
        """Say whether the project is another with the mutant."""
        try:
            made = self.renderer.changed(mutant, self.context)
        except (jinja2.TemplateError, AttributeError, GroundplanError):
            return True
        return any(self.tree[path] != text for path, text in made.items())

    def notices(self, mutant: Mutant) -> str:
        """Return who notices a mutant first."""
        try:
            made = self.renderer.changed(mutant, self.context)
        except (jinja2.TemplateError, AttributeError, GroundplanError):
            return "the renderer"
        if faults(made) or any(not compiles(path, text) for path, text in made.items()):
            return "the compiler"
        written(self.recipe, made, self.folder)
        try:
            return self._noticed(made)
        finally:
            written(self.recipe, {path: self.tree[path] for path in made}, self.folder)

    def _noticed(self, made: Mapping[PurePosixPath, str]) -> str:
        files = [*map(str, made)]
        asked = {
            "the formatter": ["-m", "ruff", "format", "--check", "--no-cache", *files],
            "the linter": ["-m", "ruff", "check", "--no-cache", "--quiet", *files],
            "mypy": ["-m", "mypy", "--no-error-summary"],
            "the tests": ["-m", "pytest", "-qx", "-p", "no:cacheprovider", "--tb=no"],
        }
        return next((who for who, it in asked.items() if not self._passes(it)), UNSEEN)

    def _passes(self, arguments: list[str]) -> bool:
        kept = {it: os.environ[it] for it in ("HOME", "PATH") if it in os.environ}
        try:
            done = subprocess.run(
                [sys.executable, *arguments],
                cwd=self.folder,
                env=kept | {"PYTHONDONTWRITEBYTECODE": "1"},
                capture_output=True,
                timeout=PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return False
        return done.returncode == 0


def compiles(path: PurePosixPath, text: str) -> bool:
    """Say whether a file is Python, if it ought to be."""
    try:
        compile(text, str(path), "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True
