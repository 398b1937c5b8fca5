import re
import string
from collections import Counter
from pathlib import PurePosixPath as P

from hypothesis import given, settings
from hypothesis import strategies as st

from groundplan.merge import merged

PATHS = st.sampled_from(
    [P("a.py"), P("pyproject.toml"), P("README.md"), P("ci.yml"), P(".gitignore")]
)
SCRAPS = """
import a|from a import b
from b import (|    c,|)|class A:|    x: int = 1|    def f(self) -> int:
        return 1|    @property|# note||x = [|]|if x:|else:|    pass|'''|f(1, 2)|    "a",|- a
<<<<<<< yours|=======|>>>>>>> new version|\ta|\xe9 = 1\r|\ufeff|x = {|}|a = "b"|    d = 2
- b|{{ c }}
"""
LINES = st.lists(st.sampled_from(re.split(r"[|\n]", SCRAPS)), max_size=14).map("\n".join)
CONTENTS = st.one_of(
    st.binary(max_size=60), st.text(max_size=60).map(str.encode), LINES.map(str.encode)
)
SPELLINGS = st.lists(st.tuples(*[st.sampled_from(["a", "b", "A", "x", "own"])] * 2), max_size=3)
NAMES = st.text(string.ascii_lowercase, min_size=6, max_size=9).map("own_{}".format)
MANY = settings(max_examples=120, deadline=None)


@MANY
@given(path=PATHS, base=st.none() | CONTENTS, ours=CONTENTS, theirs=CONTENTS, spellings=SPELLINGS)
def test_no_input_crashes_and_nothing_typed_is_lost(
    path: P, base: bytes | None, ours: bytes, theirs: bytes, spellings: list[tuple[str, str]]
) -> None:
    done = merged(path, base=base, ours=ours, theirs=theirs, spellings=spellings)

    if done.how not in {"same", "theirs"} and base is not None:
        mine, was, made = (words(it) for it in (ours, base, done.text))
        assert mine - was <= made


@MANY
@given(path=PATHS, one=CONTENTS, other=CONTENTS)
def test_a_side_that_did_nothing_changes_nothing(path: P, one: bytes, other: bytes) -> None:
    assert merged(path, base=one, ours=one, theirs=other).text == other
    assert merged(path, base=one, ours=other, theirs=one).text == other
    assert merged(path, base=one, ours=other, theirs=other).text == other
    assert merged(path, base=None, ours=one, theirs=one).text == one


FUNCTIONS = 5


def program(bodies: list[str]) -> str:
    parts = [
        f"    def work_{number}(self) -> None:\n        {body}\n"
        for number, body in enumerate(bodies)
    ]
    return "class A:\n" + "\n".join(parts)


@MANY
@given(data=st.data())
def test_edits_of_different_functions_never_conflict(data: st.DataObject) -> None:
    mine = data.draw(st.sets(st.integers(0, FUNCTIONS - 1), min_size=1, max_size=FUNCTIONS - 1))
    bodies = [f"step({number})" for number in range(FUNCTIONS)]
    words_of = {number: data.draw(NAMES) for number in range(FUNCTIONS)}
    ours = [f"{words_of[it]}(1)" if it in mine else body for it, body in enumerate(bodies)]
    theirs = [body if it in mine else f"{words_of[it]}(2)" for it, body in enumerate(bodies)]

    base, own, new = (program(it) for it in (bodies, ours, theirs))
    # A new method of each side, at one place, and no blank line between the rest.
    own += f"\n    def {words_of[0]}_mine(self) -> None:\n        pass\n"
    new += f"\n    def {words_of[0]}_new(self) -> None:\n        pass\n"
    done = merged(P("a.py"), base=base.encode(), ours=own.encode(), theirs=new.encode())

    assert not done.conflicts, done.text.decode()
    for word in words_of.values():
        assert word.encode() in done.text
    compile(done.text, "a.py", "exec")


@MANY
@given(data=st.data())
def test_every_word_of_a_random_edit_survives(data: st.DataObject) -> None:
    base = program([f"step({number})" for number in range(FUNCTIONS)])
    ours, typed = scribbled(base, data, "mine")
    theirs, printed = scribbled(base, data, "new")

    done = merged(P("a.py"), base=base.encode(), ours=ours.encode(), theirs=theirs.encode())

    for word in (*typed, *printed):
        assert word.encode() in done.text


def scribbled(text: str, data: st.DataObject, side: str) -> tuple[str, list[str]]:
    """Return the text with random lines replaced, dropped or added, and the words put in."""
    lines = text.split("\n")
    typed: list[str] = []
    for number in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        word = f"{side}_{number}_word"
        margin = " " * (len(lines[at]) - len(lines[at].lstrip()))
        match data.draw(st.sampled_from(["add", "replace", "drop", "comment"])):
            case "add":
                lines.insert(at, f"{margin}{word}()")
            case "replace":
                typed = [it for it in typed if it not in lines[at]]
                lines[at] = f"{margin}{word}()"
            case "comment":
                lines.insert(at, f"{margin}# {word}")
            case _:
                typed = [it for it in typed if it not in lines[at]]
                del lines[at]
                continue
        typed.append(word)
    return "\n".join(lines), typed


def words(content: bytes) -> Counter[bytes]:
    return Counter(re.findall(rb"[A-Za-z0-9_]+", content))
