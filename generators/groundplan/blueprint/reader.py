"""Read YAML text into nodes that know their place, and plain data.

The scalars are those of YAML 1.2: `no`, `on` and dates stay text, and a key is the text
that stands there. Size and depth are bounded while reading, so that nothing large is
ever built; anchors, aliases, tags and second documents are refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from ..errors import BlueprintInvalid, Place, Problem
from ..names import code_point, forbidden_character, shown

LARGEST = 1_000_000
"""The longest blueprint, in characters."""

DEEPEST = 40
"""The deepest nesting of mappings and lists."""

Path: TypeAlias = tuple[str | int, ...]
Plain: TypeAlias = "dict[str, Any] | list[Any] | str | int | float | bool | None"

BOOLS = {it: it[0] in "tT" for it in ("true", "True", "TRUE", "false", "False", "FALSE")}
NULLS = frozenset({"", "~", "null", "Null", "NULL"})
INT = re.compile(r"[-+]?[0-9]{1,30}|0o[0-7]{1,30}|0x[0-9a-fA-F]{1,30}")
FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,5})?")
LOADER = getattr(yaml, "CLoader", yaml.Loader)

CURES = (
    ("scanning an alias", "", "'*' begins an alias; quote it, like '[*] -> active'"),
    ("scanning an anchor", "", "'&' begins an anchor; quote it"),
    ("", "mapping values are not allowed", "a second ': ' in one line; quote the text"),
    ("block mapping", "expected key", "this line does not fit the indentation above it"),
    ("flow mapping", "", "this mapping is not closed with '}'; or quote what is in it"),
    ("flow sequence", "", "this list is not closed with ']'; or quote what is in it"),
    ("flow node", "", "something is missing here; is a bracket open, or a value left out?"),
    (
        "quoted scalar",
        "invalid Unicode character",
        "\\uD800 to \\uDFFF is no character, and nothing is above \\U0010FFFF; "
        "write the character itself",
    ),
    ("quoted scalar", "hexdecimal number", "hexadecimal digits are missing in this escape"),
    ("quoted scalar", "unknown escape", "this is no escape; a backslash is written '\\\\'"),
    ("quoted scalar", "", "this quote is never closed"),
    ("", "cannot start any token", "this character cannot begin a value; quote the text"),
)


@dataclass(slots=True)
class Node:
    """A piece of YAML and where it stands: one of a text, a list and a mapping.

    Lines and columns are counted from 0 here, as the parser does; `style` is the quote,
    or "" for a plain scalar. `end` is the index after a scalar and after what has braces
    or brackets; elsewhere the parser looks ahead, so it says nothing.
    """

    line: int
    column: int
    index: int
    kind: str
    text: str = ""
    style: str = ""
    end: int = 0
    items: list["Node"] = field(default_factory=list)
    entries: dict[str, tuple["Node", "Node"]] = field(default_factory=dict)

    def plain(self) -> Plain:
        """Return what the node holds."""
        if self.kind == "mapping":
            return {key: node.plain() for key, (_, node) in self.entries.items()}
        if self.kind == "list":
            return [node.plain() for node in self.items]
        return self.text if self.style else _scalar(self.text)


def _scalar(text: str) -> str | int | float | bool | None:
    """Return what a plain scalar stands for in YAML 1.2."""
    if text in BOOLS:
        return BOOLS[text]
    if text in NULLS:
        return None
    if INT.fullmatch(text):
        return int(text, 0) if text[:2] in {"0o", "0x"} else int(text)
    return float(text) if FLOAT.fullmatch(text) else text


class Source:
    """A blueprint's text, and the place of everything in it."""

    def __init__(self, text: str, name: str) -> None:
        """Read the text.

        Raises:
            BlueprintInvalid: It is no YAML, or more of YAML than blueprints use.
        """
        self.name = name
        self.text = text
        self.problems: list[Problem] = []
        self._guard()
        self.root = self._read()

    def place(self, path: Path, *, key: bool = False, at: int = 0) -> Place:
        """Return the place of the value, or of the key, at a path.

        Units: `at` is an offset into the value, in characters. A path that leads
        further than the text ends at its last known step.
        """
        keyed, node = self._walk(path)
        if key and keyed is not None:
            return self._spot(keyed.line, keyed.column)
        if at and node.kind == "text":
            return self._inside(node, at)
        return self._spot(node.line, node.column)

    def node(self, path: Path) -> Node:
        """Return the node at a path, or the last one on the way there."""
        return self._walk(path)[1]

    def line(self, path: Path) -> int:
        """Return the line of the key at a path, counted from 1."""
        keyed, node = self._walk(path)
        return (keyed or node).line + 1

    def _walk(self, path: Path) -> tuple[Node | None, Node]:
        """Follow a path; return the last key and the last node."""
        keyed, node = None, self.root
        for step in path:
            if node.kind == "mapping" and str(step) in node.entries:
                keyed, node = node.entries[str(step)]
            elif node.kind == "list" and isinstance(step, int) and step < len(node.items):
                keyed, node = None, node.items[step]
        return keyed, node

    def _spot(self, line: int, column: int) -> Place:
        """Return a place; line and column are counted from 0."""
        return Place(self.name, line + 1, column + 1)

    def _inside(self, node: Node, at: int) -> Place:
        """Return the place of a character of a scalar."""
        index = node.index
        for position, spot in enumerate(_characters(self.text, node)):
            index = spot
            if position == at:
                break
        else:
            index += 1
        between = self.text[node.index : index]
        if "\n" not in between:
            return self._spot(node.line, node.column + len(between))
        return self._spot(node.line + between.count("\n"), len(between.rpartition("\n")[2]))

    def _guard(self) -> None:
        """Refuse what is too large, and characters that no text may hold."""
        if len(self.text) > LARGEST:
            self._stop(0, 0, f"the blueprint has more than {LARGEST:,} characters")
        lines = self.text.split("\n")
        for number, line in enumerate(lines):
            bad = forbidden_character(line, tabs=True)
            if bad is not None:
                said = f"{code_point(line[bad])} is not allowed; take it out or escape it"
                self.problems.append(Problem(self._spot(number, bad), said))
        if self.problems:
            raise BlueprintInvalid(self.problems)

    def _stop(self, line: int, column: int, said: str) -> None:
        """End here: what follows could not be understood."""
        raise BlueprintInvalid([*self.problems, Problem(self._spot(line, column), said)])

    def _read(self) -> Node:
        """Build the nodes from the parser's events."""
        roots: list[Node] = []
        try:
            self._build(yaml.parse(self.text, Loader=LOADER), roots)
        except yaml.MarkedYAMLError as wrong:
            mark, opened = wrong.problem_mark or wrong.context_mark, wrong.context_mark
            if mark and opened and (_is_open(wrong) or mark.index >= len(self.text.rstrip())):
                mark = opened  # where it was opened, instead of where that did not go on
            index = min(mark.index, len(self.text)) if mark else 0
            before = self.text[:index]
            line, column = before.count("\n"), index - (before.rfind("\n") + 1)
            self._stop(line, column, _cure(wrong, self.text[index : index + 1]))
        except yaml.YAMLError as wrong:
            self._stop(0, 0, f"this is no YAML: {wrong}")
        if not roots:
            self._stop(0, 0, "the blueprint is empty; begin with 'blueprint: 1'")
        return roots[0]

    def _build(self, events: Iterator[yaml.Event], roots: list[Node]) -> None:
        """Stack the events up to nodes."""
        open_nodes: list[Node] = []
        keys: list[Node | None] = []
        for event in events:
            if isinstance(event, yaml.CollectionEndEvent):
                open_nodes.pop().end = _end_of(event)
                keys.pop()
            if isinstance(event, yaml.DocumentStartEvent) and roots:
                self._stop(*_spot_of(event)[:2], "a second document begins; keep one")
            if not isinstance(event, yaml.NodeEvent):
                continue
            node = self._node(event, len(open_nodes))
            if not open_nodes:
                roots.append(node)
            else:
                self._attach(open_nodes[-1], keys, node)
            if isinstance(event, yaml.CollectionStartEvent):
                open_nodes.append(node)
                keys.append(None)

    def _node(self, event: yaml.NodeEvent, depth: int) -> Node:
        """Turn an event into a node, if blueprints may hold it."""
        line, column, index = _spot_of(event)
        spot = (line, column)
        if isinstance(event, yaml.AliasEvent):
            self._stop(*spot, f"an alias (*{event.anchor}) is not allowed; write it out")
        if event.anchor:
            self._stop(*spot, f"an anchor (&{event.anchor}) is not allowed; take it out")
        tag = getattr(event, "tag", None)
        if tag:
            self._stop(*spot, f"a tag ({shown(tag)[1:-1]}) is not allowed; take it out")
        if depth >= DEEPEST:
            self._stop(*spot, f"more than {DEEPEST} levels of nesting")
        node = Node(line, column, index, "text")
        if isinstance(event, yaml.ScalarEvent):
            node.text = event.value
            node.style = "" if event.implicit[0] else event.style or '"'
            node.end = _end_of(event)
        else:
            node.kind = "mapping" if isinstance(event, yaml.MappingStartEvent) else "list"
        return node

    def _attach(self, holder: Node, keys: list[Node | None], node: Node) -> None:
        """Put a node into the mapping or list that is open."""
        if holder.kind == "list":
            holder.items.append(node)
            return
        keyed, keys[-1] = keys[-1], None
        if keyed is None:
            if node.kind != "text":
                self._stop(node.line, node.column, "a key must be a plain name")
            keys[-1] = node
        elif keyed.text in holder.entries:
            first = holder.entries[keyed.text][0].line + 1
            said = f"the key {shown(keyed.text)} stands twice; the first is in line {first}"
            self.problems.append(Problem(self._spot(keyed.line, keyed.column), said))
        else:
            holder.entries[keyed.text] = (keyed, node)


def _is_open(wrong: yaml.MarkedYAMLError) -> bool:
    """Say whether a bracket is still open in a later line."""
    mark, opened = wrong.problem_mark, wrong.context_mark
    flow = str(wrong.context).startswith("while parsing a flow")
    return flow and mark is not None and opened is not None and mark.line > opened.line


def _cure(wrong: yaml.MarkedYAMLError, char: str) -> str:
    """Say in plain words what the YAML parser did not like."""
    context, problem = wrong.context or "", wrong.problem or ""
    if char == "\t":
        return "a tab cannot stand here; indent with blanks"
    for where, what, cure in CURES:
        if where in context and what in problem:
            return cure
    return f"this is no YAML: {problem or context}"


def _spot_of(event: yaml.Event) -> tuple[int, int, int]:
    """Return line, column and index of an event, counted from 0."""
    mark = event.start_mark
    return (mark.line, mark.column, mark.index) if mark else (0, 0, 0)


def _end_of(event: yaml.Event) -> int:
    """Return the index after an event, counted from 0."""
    return event.end_mark.index if event.end_mark else 0


def _characters(text: str, node: Node) -> Iterator[int]:
    """Yield the index in the text of each character of a scalar.

    Exact for plain and quoted scalars; a block scalar yields what follows its header.
    """
    index = node.index + bool(node.style)
    if node.style in {"|", ">"}:
        index = text.find("\n", node.index) + 1
        index += len(text[index:]) - len(text[index:].lstrip(" "))
    for _ in node.text:
        folded = re.compile(r"[ \t]*(?:\n[ \t]*)+").match(text, index)
        yield index
        index += len(folded.group()) if folded else _width(text, index, node.style)


def _width(text: str, index: int, style: str) -> int:
    """Return how many characters spell one character of a quoted scalar."""
    if style == "'" and text.startswith("''", index):
        return 2
    if style == '"' and text.startswith("\\", index):
        return {"x": 4, "u": 6, "U": 10}.get(text[index + 1 : index + 2], 2)
    return 1
