"""Names that break generators: reserved somewhere, imported somewhere, or used by our files.

They are read off Python and off the goldens, so that a name a template begins to use
becomes a trap by itself.
"""

import ast
import builtins
import keyword
import re
from functools import cache
from pathlib import Path

GOLDEN = Path(__file__).resolve().parent / "goldens" / "full"
PYDANTIC = "construct copy dict fields from_orm json mro parse_obj schema validate root model"
SQL = "metadata registry returning query select order group user table index column key value"
TYPES = "str int float bool bytes date datetime duration decimal uuid url json"
ORDINARY = "series species news equipment count limit cursor text state version page row rows it"
MEMBERS = "mro name value values none true false null yes no on off None_ A a1 x_ class def strange"


@cache
def identifiers() -> frozenset[str]:
    """Return every name that the golden project defines, imports or reads."""
    found: set[str] = set()
    for path in sorted(GOLDEN.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Name(id=name) | ast.arg(arg=name) | ast.Attribute(attr=name):
                    found.add(name)
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                    found.add(name)
                case ast.ClassDef(name=name) | ast.alias(name=name):
                    found.add(name)
    return frozenset(found)


@cache
def snakes() -> tuple[str, ...]:
    """Return traps in snake_case."""
    listed = {*identifiers(), *keyword.kwlist, *keyword.softkwlist, *dir(builtins)}
    listed |= {*f"{PYDANTIC} {SQL} {TYPES} {ORDINARY}".split(), "x" * 40, "a", "a_", "a__b", "e1"}
    return tuple(sorted(it for it in listed if re.fullmatch(r"[a-z][a-z0-9_]{0,39}", it)))


@cache
def pascals() -> tuple[str, ...]:
    """Return traps in PascalCase: as they stand, and made of those in snake_case."""
    made = {"".join(part.capitalize() for part in it.split("_")) for it in snakes()}
    listed = {*identifiers(), *dir(builtins), *made, "URL", "SKU", "A", "X1", "Xy" * 20}
    return tuple(sorted(it for it in listed if re.fullmatch(r"[A-Z][A-Za-z0-9]{0,39}", it)))


def members() -> tuple[str, ...]:
    """Return traps for members of an enumeration."""
    return tuple(MEMBERS.split())
