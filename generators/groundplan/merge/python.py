"""Take Python apart: imports, classes, functions, statements, and the lists in them.

libcst reads the syntax of every Python, also of one newer than that which runs us; how
many lines each node takes tells where it stands, since nodes follow each other without gaps.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import libcst as cst

from .brackets import too_deep
from .imports import from_blend, sorted_imports
from .parts import DOCSTRING, Manner, Opened, Part, inline_blend, listed
from .pieces import Piece, ThreeWay
from .weave import woven

LARGEST = 100_000  # characters; what is longer is merged by lines, which takes no time


def merged_python(sides: ThreeWay[str]) -> list[Piece] | None:
    """Merge three texts by names; None if one of them cannot be taken apart."""
    parts = [_module(it) for it in sides]
    base, ours, theirs = parts
    if base is None or ours is None or theirs is None:
        return None
    return sorted_imports(woven(ThreeWay(base, ours, theirs)), sides)


def _module(text: str) -> Part | None:
    if len(text) > LARGEST or too_deep(text):
        return None
    try:
        module = cst.parse_module(text)
        cutter = _Cutter(module)
        if module.code != text:
            return None
        return Part(text, open=partial(cutter.module, text))
    except (cst.ParserSyntaxError, cst.CSTValidationError, RecursionError, ValueError):
        return None


class _Cutter:
    """Cuts the text of nodes into the texts of their children."""

    def __init__(self, module: cst.Module) -> None:
        self._tree = module

    def module(self, text: str) -> Opened:
        """Cut a file into its statements; a comment at its top or end is a part."""
        header, footer = len(self._tree.header), len(self._tree.footer)
        return self._suite(text, self._tree.body, header, footer, "names")

    def _size(self, node: cst.CSTNode) -> int:
        return self._tree.code_for_node(node).count("\n")

    def _suite(
        self, text: str, body: Sequence[cst.CSTNode], header: int, footer: int, manner: Manner
    ) -> Opened:
        cut = _lines(text)
        parts = [Part(cut(header), "the top")]
        held: list[tuple[cst.CSTNode, str]] = []
        for node in body:
            own = cut(self._size(node))
            if held and _is_text(node) and _is_field(held[-1][0]):
                # A text below a field describes it.
                held[-1] = (held[-1][0], held[-1][1] + own)
            else:
                held.append((node, own))
        name = _step_name if manner == "steps" else _name
        for at, (node, own) in enumerate(held):
            opens: Callable[[], Opened | None] = partial(self._open, node, own)
            parts.append(Part(own, *name(node, first=not at), opens, code=True))
        parts.append(Part(cut(footer), "the end"))
        return Opened(manner, tuple(parts))

    def _open(self, node: cst.CSTNode, text: str) -> Opened | None:
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            return self._definition(node, text)
        if isinstance(node, cst.SimpleStatementLine):
            cut = _lines(text)
            above = Part(cut(len(node.leading_lines)), "above")
            core = cut(text.count("\n"))
            if len(node.body) == 1 and isinstance(node.body[0], cst.ImportFrom):
                return Opened("fixed", (above, Part(core, "names", blend=from_blend)))
            return Opened("fixed", (above, listed(core, "statement")))
        return self._compound(node, text)

    def _definition(self, node: cst.FunctionDef | cst.ClassDef, text: str) -> Opened | None:
        if not isinstance(node.body, cst.IndentedBlock):
            return None
        cut = _lines(text)
        above = Part(cut(len(node.leading_lines)), "above")
        sizes = [self._size(it) for it in node.decorators]
        decorators = tuple(listed(own, _decorator(own)) for own in map(cut, sizes))
        shown = Part("".join(it.text for it in decorators), "decorators")
        inside = self._size(node.body) - 1
        head = text.count("\n") - len(node.leading_lines) - sum(sizes) - inside
        signature = listed(cut(head), "signature")
        manner: Manner = "names" if isinstance(node, cst.ClassDef) else "steps"
        body = self._block(cut(inside), node.body, "body", manner)
        opened = Part(shown.text, shown.name, open=lambda: Opened("names", decorators))
        return Opened("fixed", (above, opened, signature, body))

    def _block(self, text: str, block: cst.IndentedBlock, name: str, manner: Manner) -> Part:
        footer = len(block.footer)
        return Part(text, name, open=partial(self._suite, text, block.body, 0, footer, manner))

    def _compound(self, node: cst.CSTNode, text: str) -> Opened | None:
        """Cut `if`, `for`, `with`, `try`: lines with a colon, and blocks."""
        cut = _lines(text)
        parts = [Part(cut(len(getattr(node, "leading_lines", ()))), "above")]
        left = text.count("\n") - parts[0].text.count("\n")
        for branch in _branches(node):
            body = getattr(branch, "body", None)
            if not isinstance(body, cst.IndentedBlock):
                return None
            after = sum(self._size(it) for it in _next(branch))
            inside = self._size(body) - 1
            total = left if branch is node else self._size(branch)
            number = len(parts)
            parts.append(Part(cut(total - after - inside), f"line {number}", blend=inline_blend))
            manner: Manner = "names" if all(map(_is_declared, body.body)) else "steps"
            parts.append(self._block(cut(inside), body, f"block {number}", manner))
        return Opened("fixed", tuple(parts))


def _lines(text: str) -> Callable[[int], str]:
    """Return a function that takes the next lines of a text."""
    rest = iter([f"{it}\n" for it in text.split("\n")[:-1]])
    return lambda count: "".join(line for _, line in zip(range(count), rest, strict=False))


def _branches(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    yield node
    for it in _next(node):
        yield from _branches(it)


def _next(node: cst.CSTNode) -> list[cst.CSTNode]:
    """Return the branches that follow the block of a statement."""
    names = ("handlers", "orelse", "finalbody")
    found = [getattr(node, name, None) for name in names]
    flat = [it for one in found for it in (one if isinstance(one, Sequence) else [one])]
    return [it for it in flat if isinstance(it, cst.CSTNode)]


def _name(node: cst.CSTNode, *, first: bool) -> tuple[str, str]:
    """Return the name of a statement among its neighbours, and what people call it."""
    match node:
        case cst.FunctionDef():
            return _function(node), node.name.value
        case cst.ClassDef():
            return node.name.value, node.name.value
        case cst.If():
            return f"if {_code(node.test)}", ""
        case cst.SimpleStatementLine(body=[cst.ImportFrom() as it]):
            module = _code(it.module) if it.module else ""
            return f"from {'.' * len(it.relative)}{module}", "imports"
        case cst.SimpleStatementLine(body=[cst.Import() as it]):
            return f"import {_code(it)}", "imports"
        case cst.SimpleStatementLine(body=[cst.AnnAssign(target=target)]):
            return _code(target), _code(target)
        case cst.SimpleStatementLine(body=[cst.Assign(targets=[target])]):
            return _code(target.target), _code(target.target)
    return (DOCSTRING, "") if first and _is_text(node) else ("", "")


def _step_name(node: cst.CSTNode, *, first: bool) -> tuple[str, str]:
    """Name definitions and a docstring: a local name may be given twice, so it tells nothing."""
    name, where = _name(node, first=first)
    tells = isinstance(node, cst.FunctionDef | cst.ClassDef) or name == DOCSTRING
    return (name, where) if tells else ("", "")


def _function(node: cst.FunctionDef) -> str:
    """Tell a setter from its property, and an overload from what it overloads."""
    found = [_code(it.decorator) for it in node.decorators]
    kinds = [it.rpartition(".")[2] for it in found]
    marks = [it for it in kinds if it in {"setter", "deleter", "getter", "overload", "register"}]
    return ":".join((node.name.value, *marks))


def _decorator(text: str) -> str:
    return text.strip().partition("(")[0]


def _code(node: cst.CSTNode) -> str:
    return cst.Module([]).code_for_node(node)


def _is_text(node: cst.CSTNode) -> bool:
    match node:
        case cst.SimpleStatementLine(
            body=[cst.Expr(value=cst.SimpleString() | cst.ConcatenatedString())]
        ):
            return True
    return False


def _is_field(node: cst.CSTNode) -> bool:
    match node:
        case cst.SimpleStatementLine(body=[cst.AnnAssign() | cst.Assign()]):
            return True
    return False


def _is_declared(node: cst.CSTNode) -> bool:
    """Say whether a statement only gives something a name: an import, a class, a function."""
    match node:
        case cst.FunctionDef() | cst.ClassDef():
            return True
        case cst.SimpleStatementLine(body=[cst.Import() | cst.ImportFrom()]):
            return True
    return False
