"""What is around the text of a file: byte order mark, line ends, the end of the last line.

All of it is the user's. It is taken off before a merge and put back afterwards, line by
line, so that a file with mixed ends keeps each of them. So are the quotes of Python.
"""

from dataclasses import dataclass
from difflib import SequenceMatcher

from .quotes import plain, requoted

LONG = 1000  # lines, from which on frequent ones are no anchors: it would take too long
_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A text with LF ends, and what was around it."""

    text: str  # ends with LF unless it is empty
    mark: bool
    ended: bool  # the last line had its end
    ends: tuple[str, ...]  # "\r\n" or "\n", a line each
    quoted: str  # Python with the quotes that it came with, "" of other texts

    def around(self, text: str, last: "Wrapped") -> bytes:
        """Wrap another text as this one is.

        Where nobody but the template left out the last end, its new wish counts: a text
        of no lines has no end, and one that came without end from the template gets one.
        """
        ends = self._ends(text.split("\n"))
        lines = requoted(text, self.quoted).split("\n")
        joined = "".join(line + end for line, end in zip(lines, ends, strict=False))
        unended = not self.ended and (last.ended or text == self.text)
        if unended:
            joined = joined.removesuffix("\n").removesuffix("\r")
        return (_MARK if self.mark else b"") + joined.encode()

    def _ends(self, lines: list[str]) -> list[str]:
        """Return the end of each line: its own where the user has the line, else the usual."""
        usual = "\r\n" if self.ends.count("\r\n") * 2 > len(self.ends) else "\n"
        ends = [usual] * (len(lines) - 1) + [""]
        if len(set(self.ends)) > 1:
            own = self.text.split("\n")
            matcher = SequenceMatcher(None, own[:-1], lines[:-1], autojunk=len(lines) > LONG)
            for mine, there, size in matcher.get_matching_blocks():
                ends[there : there + size] = self.ends[mine : mine + size]
        return ends


def wrapped(content: bytes, *, python: bool) -> Wrapped | None:
    """Take off what is around a text; None if it is no text."""
    mark = content.startswith(_MARK)
    try:
        text = content.removeprefix(_MARK).decode()
    except UnicodeDecodeError:
        return None
    if "\0" in text:
        return None
    ended = text.endswith("\n")
    if text and not ended:
        text += "\r\n" if "\r\n" in text else "\n"
    lines = text.split("\n")[:-1]
    ends = tuple("\r\n" if it.endswith("\r") else "\n" for it in lines)
    own = "".join(f"{it.removesuffix(chr(13))}\n" for it in lines)
    ended = ended or not text
    if python:
        return Wrapped(plain(own), mark, ended, ends, own)
    return Wrapped(own, mark, ended, ends, "")
