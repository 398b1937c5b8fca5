"""How long parts live: as long as the program, or as long as one request.

A singleton is made once, what a factory makes belongs to one request. Only app.py reads this:
whoever works with a part is given it, and never asks a container.

Source: Seemann, van Deursen, Dependency Injection, 2019 (captive dependency).
"""

from typing import Any, TypeVar

from dependency_injector.containers import DeclarativeContainer
from dependency_injector.errors import Error
from dependency_injector.providers import BaseSingleton, Delegate, Factory, Provider

P = TypeVar("P", bound=DeclarativeContainer)
Path = tuple[Provider[Any], ...]


class WiringError(Exception):
    """The parts do not fit together; nothing was built."""


def checked(parts: type[P], **given: object) -> P:
    """Return a container of these parts; what is given stands in for what they make.

    Shape: `given` holds None where none is given.

    Raises:
        WiringError: A part is missing, needs itself, or holds what lives shorter than it.
    """
    container = parts(**{name: part for name, part in given.items() if part is not None})
    names = {id(provider): name for name, provider in container.providers.items()}
    for provider in container.providers.values():
        _refuse((provider,), names)
    try:
        container.check_dependencies()
    except Error as error:
        raise WiringError(f"nobody gives what has to be given: {error}") from error
    return container


def _refuse(path: Path, names: dict[int, str]) -> None:
    """Go through all that the last one is made of, and refuse what it must not need."""
    for needed in path[-1].related:
        whole = (*path, needed)
        if any(needed is it for it in path):
            said = "each needs the next one first; one of them has to do without"
            raise WiringError(f"{_spoken(whole, names)}: {said}")
        if isinstance(needed, Factory) and any(isinstance(it, BaseSingleton) for it in path):
            said = f"{_name(needed, names)} lives as long as a request, so nothing else may hold it"
            raise WiringError(f"{_spoken(whole, names)}: {said}")
        # A delegate hands on the provider: whoever has it makes one for each request.
        if not isinstance(needed, Delegate):
            _refuse(whole, names)


def _spoken(path: Path, names: dict[int, str]) -> str:
    return " -> ".join(_name(it, names) for it in path)


def _name(provider: Provider[Any], names: dict[int, str]) -> str:
    return names.get(id(provider), type(provider).__name__)
