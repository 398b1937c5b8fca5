"""Every way the domain says no.

A refusal carries its facts as attributes and makes its text from them, so that it
survives pickling and can be translated at the edge. Personal data never gets in.
"""

from collections.abc import Sequence


class DomainError(Exception):
    """The base of all refusals; its text is for people."""


class NotFound(DomainError):
    """Nothing has this identity."""

    def __init__(self, resource: str, identity: object) -> None:
        """Keep what was looked for."""
        super().__init__(resource, identity)
        self.resource = resource
        self.identity = identity

    def __str__(self) -> str:
        """Say what is missing."""
        return f"there is no {self.resource} {on_one_line(self.identity)}"


class AlreadyExists(DomainError):
    """Another one has what must be unique."""

    def __init__(self, resource: str, field: str) -> None:
        """Keep what is taken, without its value, which may be personal."""
        super().__init__(resource, field)
        self.resource = resource
        self.field = field

    def __str__(self) -> str:
        """Say which field clashes."""
        return f"another {self.resource} has this {self.field}"


class Invalid(DomainError):
    """Something lies outside its type or breaks a rule."""

    def __init__(self, subject: str, problems: Sequence[str]) -> None:
        """Keep all problems, each as `name: what is wrong`, never the value."""
        super().__init__(subject, tuple(problems))
        self.subject = subject
        self.problems = tuple(problems)

    def __str__(self) -> str:
        """List the problems."""
        return f"{self.subject} is not valid: {'; '.join(self.problems)}"


class Rejected(DomainError):
    """The base of the refusals that the commands of a module name."""

    def __init__(self, command: str) -> None:
        """Keep the command that was refused."""
        super().__init__(command)
        self.command = command

    def __str__(self) -> str:
        """Give the reason, which is the docstring of the class."""
        return f"{self.command} was refused: {type(self).__doc__ or type(self).__name__}"


class IllegalMove(DomainError):
    """The state does not allow the command."""

    def __init__(self, command: str, state: str, allowed: Sequence[str]) -> None:
        """Keep the state, and the states that would allow the command."""
        super().__init__(command, state, tuple(allowed))
        self.command = command
        self.state = state
        self.allowed = tuple(allowed)

    def __str__(self) -> str:
        """Name the state and the way out."""
        wanted = " or ".join(self.allowed) or "none"
        return f"{self.command} is not possible in state {self.state}, only in {wanted}"


class ConcurrentChange(DomainError):
    """Somebody else changed it since it was loaded; load it again and retry."""

    def __init__(self, resource: str, identity: object, expected: int, actual: int) -> None:
        """Keep both versions; 0 stands for absent."""
        super().__init__(resource, identity, expected, actual)
        self.resource = resource
        self.identity = identity
        self.expected = expected
        self.actual = actual

    def __str__(self) -> str:
        """Say what was expected and what was there."""
        return (
            f"{self.resource} {on_one_line(self.identity)} was changed by somebody else: "
            f"version {self.expected} expected, {self.actual} found"
        )


class Overtaken(ConcurrentChange):
    """It was changed while somebody outside was asked; nobody asks twice on their own."""


class Unavailable(DomainError):
    """Something that this needs does not answer."""

    def __init__(self, what: str) -> None:
        """Keep what it is."""
        super().__init__(what)
        self.what = what

    def __str__(self) -> str:
        """Say what it is and what to do."""
        return f"{self.what} does not answer; try again later"


class Unsure(Unavailable):
    """It fell silent once something may have been done; whether it was, nobody can say."""

    def __str__(self) -> str:
        """Say what it is and what to do."""
        return f"{self.what} fell silent; look whether it was carried out, then try again"


class Defect(Exception):
    """Something of this program itself is broken: no refusal, and to try again mends nothing."""


def on_one_line(value: object) -> str:
    """Write a value for a text that may be logged, where it must not look like a line of its own."""
    text = str(value)
    return text if text.isprintable() else repr(text)
