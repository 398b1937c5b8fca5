"""How counts and lists are said in messages."""

from collections.abc import Sequence

from .names import plural

MOST = 5  # of a list that a message repeats


def counted(many: int, word: str) -> str:
    """Say how many there are: 1 file, 2 files."""
    return f"{many} {word if many == 1 else plural(word)}"


def some_of(texts: Sequence[str], *, most: int = MOST, apart: str = ", ") -> str:
    """List the first ones, and count the rest."""
    if len(texts) <= most:
        return apart.join(texts)
    before = " " if apart == ", " else "; "
    return f"{apart.join(texts[:most])}{before}and {len(texts) - most} more"
