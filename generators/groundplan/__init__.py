"""groundplan: from a blueprint and a few answers to a Python project with a real architecture.

The public names are loaded on first use: copier executes this file once for every
checkout that it renders, and `groundplan --version` must not wait for pydantic.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .answers import Answers
    from .blueprint import Blueprint
    from .errors import (
        AnswersInvalid,
        BlueprintInvalid,
        BlueprintUnsupported,
        EnvironmentFailed,
        GeneratorFault,
        GroundplanError,
        Refused,
    )
    from .plan import Plan
    from .project import create, render
    from .update import plan_update

__version__ = "0.1.0"

__all__ = [
    "Answers",
    "AnswersInvalid",
    "Blueprint",
    "BlueprintInvalid",
    "BlueprintUnsupported",
    "EnvironmentFailed",
    "GeneratorFault",
    "GroundplanError",
    "Plan",
    "Refused",
    "__version__",
    "create",
    "plan_update",
    "render",
]

_HOMES = {
    "Answers": ".answers",
    "AnswersInvalid": ".errors",
    "Blueprint": ".blueprint",
    "BlueprintInvalid": ".errors",
    "BlueprintUnsupported": ".errors",
    "EnvironmentFailed": ".errors",
    "GeneratorFault": ".errors",
    "GroundplanError": ".errors",
    "Plan": ".plan",
    "Refused": ".errors",
    "create": ".project",
    "plan_update": ".update",
    "render": ".project",
}


def __getattr__(name: str) -> object:
    """Load a public name when it is first asked for (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name], __name__), name)
