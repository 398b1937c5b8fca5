"""Container image: the program with all that it stands on."""

from ..answers import Answers
from ..blueprint.domain import Domain
from .pattern import Pattern


def wanted(answers: Answers, domain: Domain) -> bool:  # noqa: ARG001
    """Say whether an image is wanted, and there is something to run in it."""
    return answers.docker and answers.http == "fastapi"


PATTERN = Pattern(
    name="docker",
    wanted=wanted,
    summary="An image built in two stages: what is needed to build stays behind, nobody is root.",
    choose_when="what runs there shall be what was tested here",
    avoid_when="the place it runs in brings Python and installs a lock file by itself",
    cost="a base to be kept up to date, by its full version; a registry to keep images in",
    requires=("http", "environment"),
    overlay=True,
    called="container image",
    source="Burns, Oppenheimer: Design Patterns for Container-based Distributed Systems, 2016",
)
