"""Free text in a blueprint: `doc`, `rules`, `rejects` in words."""

from ..names import text_fault
from .context import Context
from .reader import Path

LONGEST_DOC = 2000
LONGEST_WORDS = 200


def check_doc(context: Context, doc: str | None, path: Path) -> None:
    """Tell what the text policy has against a `doc`."""
    if doc is not None:
        check_text(context, doc, (*path, "doc"), "'doc'", limit=LONGEST_DOC)


def check_words(context: Context, words: str, path: Path) -> None:
    """Tell what the text policy has against one line of words."""
    check_text(context, words, path, "this text", limit=LONGEST_WORDS)


def check_text(
    context: Context,
    text: str,
    path: Path,
    called: str,
    *,
    limit: int,
) -> None:
    """Tell what the text policy has against a text; only a `doc` may have several lines."""
    if not text.strip():
        context.ledger.wrong(path, f"{called} is empty; write it, or leave it out")
        return
    fault = text_fault(text, limit=limit, lines=limit == LONGEST_DOC)
    if fault:
        context.ledger.wrong(path, f"{called} {fault}")
