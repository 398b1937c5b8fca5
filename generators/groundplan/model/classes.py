"""Fields as attributes, and the checks that keep them inside their types."""

from collections.abc import Iterable

from ..blueprint.domain import Field
from ..blueprint.terms import AggregateRef, Ask, Bound, EntityRef, Scalar
from ..names import snake
from ..sinks import py
from .code import WIDTH, Code, Import, code, joined, needs_of
from .facts import AttributeFacts
from .types import Types, literal

CHECKS = {
    Scalar.STR: "text",
    Scalar.URL: "url",
    Scalar.INT: "whole",
    Scalar.FLOAT: "number",
    Scalar.DECIMAL: "exact",
    Scalar.DATE: "day",
    Scalar.DATETIME: "moment",
    Scalar.DURATION: "span",
    Scalar.BYTES: "data",
    Scalar.JSON: "json",
}
# A value of these types always fits: they are checked for their bounds alone.
FREE = frozenset({Scalar.DATE, Scalar.BYTES})
MARGIN = " " * 12  # of what stands in brackets in a method


def attribute(types: Types, field: Field, *, defaults: bool) -> tuple[AttributeFacts, Code]:
    """Write a field as an attribute or parameter; the second result carries its imports."""
    annotation = types.annotation(field)
    default = default_of(types, field) if defaults else code("")
    if defaults and isinstance(field.default, Ask):
        annotation = annotation.within("", " | None")
    facts = AttributeFacts(
        name=field.name,
        annotation=str(annotation),
        default=f" = {default}" if default.text else "",
        doc=field.doc,
    )
    return facts, Code("", annotation.needs | default.needs)


def default_of(types: Types, field: Field) -> Code:
    """Write what a field holds when it is left out; empty where it must be given."""
    if field.many == "*":
        return code("()")
    if field.many:
        return code("")
    if field.optional or isinstance(field.default, Ask):
        return code("None")
    return code("") if field.default is None else types.constant(field.default, field.type)


def attributes(
    types: Types, fields: Iterable[Field], *, defaults: bool = False
) -> tuple[tuple[AttributeFacts, ...], frozenset[Import]]:
    """Write fields as attributes, with the imports of all."""
    made = [attribute(types, field, defaults=defaults) for field in fields]
    return tuple(facts for facts, _ in made), needs_of(needs for _, needs in made)


def checks(types: Types, fields: Iterable[Field], *, of: str = "self.") -> tuple[Code, ...]:
    """Write the checks of some fields, read from `of`."""
    return tuple(
        check for field in fields for check in checks_of(types, field, f"{of}{field.name}")
    )


def checks_of(types: Types, field: Field, value: str) -> tuple[Code, ...]:
    """Write the checks of one field."""
    name = py(field.name)
    if not field.many:
        check = scalar_check(types, field)
        return (
            (check.within(f"Check.{check_name(types, field)}({name}, {value}", ")"),)
            if check
            else ()
        )
    found = []
    low = field.low if field.low is not None else (1 if field.many == "+" else None)
    if low or field.high is not None:
        found.append(bounds(low or None, field.high).within(f"Check.items({name}, {value}", ")"))
    if isinstance(field.type, EntityRef):
        entity = types.domain.entity(field.type)
        item = snake(entity.name)
        keys = f"({item}.{entity.key} for {item} in {value})"
        found.append(code(f"Check.distinct({name}, {keys})"))
    elif (each := item_check(types, field)) is not None:
        found.append(each.within(f"Check.each({name}, {value}, ", ")"))
    return tuple(found)


def scalar_check(types: Types, field: Field) -> Code | None:
    """Write the bounds of a plain field or plain reference, or nothing where all fits."""
    limits = limits_of(types, field)
    if limits is None or limits.type not in CHECKS:
        return None
    given = bounds(limits.low, limits.high, limits.pattern)
    return None if limits.type in FREE and not given.text else given


def item_check(types: Types, field: Field) -> Code | None:
    """Write the check of each item of a plain list; None where all fits."""
    limits = limits_of(types, Field(name="item", type=field.type))
    if limits is None or limits.type not in CHECKS or limits.type in FREE:
        return None
    check = f"Check.{CHECKS[limits.type]}"
    given = bounds(limits.low, limits.high, limits.pattern)
    if not given.text:
        return code(check)
    return given.within(f"lambda name, item: {check}(name, item", ")")


def check_name(types: Types, field: Field) -> str:
    """Name the check of a plain field."""
    limits = limits_of(types, field)
    return CHECKS[limits.type] if limits else ""  # type: ignore[index]


def limits_of(types: Types, field: Field) -> Field | None:
    """Return the field whose bounds count: its own, or those of the key it refers to."""
    if isinstance(field.type, Scalar):
        return field
    if isinstance(field.type, AggregateRef):
        target = types.domain.aggregate(field.type)
        return limits_of(types, key_of(target.identity)) if target.has_key else None
    return None


def key_of(identity: Field) -> Field:
    """Return the field of a key: text in it is never empty."""
    if identity.type is not Scalar.STR or identity.low:
        return identity
    return Field(
        name=identity.name,
        type=identity.type,
        low=1,
        high=identity.high,
        pattern=identity.pattern,
        pii=identity.pii,
        doc=identity.doc,
    )


def bounds(low: Bound | None, high: Bound | None, pattern: str = "") -> Code:
    """Write bounds as further arguments."""
    given = []
    if low is not None:
        given.append(literal(low).within(", low="))
    if high is not None:
        given.append(literal(high).within(", high="))
    if pattern:
        given.append(code(f", pattern={regex(pattern)}"))
    return joined(given, "")


def regex(pattern: str) -> str:
    """Write a pattern as a raw literal where that is possible."""
    if '"' in pattern or pattern.endswith("\\") or not pattern.isprintable():
        return py(pattern)
    return f'r"{pattern}"' if "\\" in pattern else f'"{pattern}"'


def masked(name: str, fields: Iterable[Field]) -> str:
    """Write the repr of a class that holds personal data; empty for others."""
    listed = tuple(fields)
    if not any(field.pii for field in listed):
        return ""
    shown = [f"{it.name}=***" if it.pii else f"{it.name}={{self.{it.name}!r}}" for it in listed]
    whole = _quoted(f"{name}({', '.join(shown)})")
    if len("        return ") + len(whole) <= WIDTH:
        return whole
    lines = [f"{name}("]
    for piece in (*(f"{it}, " for it in shown[:-1]), f"{shown[-1]})"):
        if len(MARGIN) + len(_quoted(lines[-1] + piece)) > WIDTH:
            lines.append("")
        lines[-1] += piece
    return "\n".join(["(", *(f"{MARGIN}{_quoted(it)}" for it in lines), "        )"])


def _quoted(text: str) -> str:
    """Write a text that needs no escapes, with what is in braces filled in."""
    return f'{"f" if "{" in text else ""}"{text}"'


def masked_scalar(name: str, fields: Iterable[Field]) -> str:
    """Write the repr of a personal value; empty for others."""
    return f'"{name}(***)"' if any(field.pii for field in fields) else ""
