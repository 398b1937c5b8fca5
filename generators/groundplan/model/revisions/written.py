"""What a revision is written with: its lines, and what these need."""

from dataclasses import dataclass, field

from ...sinks import py
from ..classes import regex
from ..code import Import, call
from ..storage.columns import ANY
from .layout import Held
from .narrowed import Lost, Unlike

INDENT = 4

Call = tuple[str, tuple[str, ...]]


@dataclass(slots=True)
class Written:
    """What a way writes, and what it needs: helpers, constants, imports."""

    lines: list[str] = field(default_factory=list)
    helpers: set[str] = field(default_factory=set)
    constants: dict[str, str] = field(default_factory=dict)
    needs: set[Import] = field(default_factory=set)

    def named(self, column: str, table: str, value: str) -> str:
        """Write a constant at the top of the file, and return its name."""
        wanted = f"NEW_{column}".upper()
        if wanted in self.constants:
            wanted = f"NEW_{table}_{column}".upper()
        self.constants[wanted] = value
        return wanted

    def call(self, name: str, *arguments: str) -> None:
        """Write a call."""
        self.lines.append(call(name, arguments, indent=INDENT))

    def stop(self, table: str, lost: Lost) -> None:
        """Stop where rows hold what none may hold any more."""
        self.helpers.add("stop_where")
        spelled = py(lost.postgresql)
        if lost.sqlite != lost.postgresql:
            self.helpers.add("spelled")
            words = (f"postgresql={spelled}", f"sqlite={py(lost.sqlite)}")
            spelled = call("spelled", words, indent=2 * INDENT)
        self.call("stop_where", py(table), spelled, py(lost.why))

    def stop_unlike(self, table: str, held: Held, it: Unlike) -> None:
        """Stop where a text does not match a pattern."""
        self.helpers.add("stop_where_unlike")
        self.needs |= {Import("re"), ANY, Import("collections.abc", "Iterator")}
        names = (py(held.name), held.column.revised, regex(it.pattern))
        self.call("stop_where_unlike", py(table), *names, *map(py, it.inside))

    def batch(self, table: str, calls: list[Call]) -> None:
        """Write what happens to one table; nothing where nothing does."""
        if not calls:
            return
        self.lines.append(f'with op.batch_alter_table("{table}") as table:')
        for name, given in calls:
            self.lines.append("    " + call(f"table.{name}", given, indent=2 * INDENT))
