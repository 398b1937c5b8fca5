"""Import hook: imports that are answered by code of ours."""

from ..answers import Answers
from ..blueprint.domain import Domain
from .pattern import Pattern


def wanted(answers: Answers, domain: Domain) -> bool:  # noqa: ARG001
    """Say whether it is asked for."""
    return "import_hook" in answers.extras


PATTERN = Pattern(
    name="import_hook",
    wanted=wanted,
    optional=True,
    summary="Declared names are imported from local files that are translated on the way.",
    choose_when="texts that others write, rules say, shall be used as modules, with tracebacks",
    avoid_when="a function that reads the file will do, which is nearly always",
    cost="imports that no tool sees; whoever reads them has to know of the hook",
    overlay=True,
    source="PEP 302 (New Import Hooks), 2002; PEP 451 (A ModuleSpec Type), 2013",
)
