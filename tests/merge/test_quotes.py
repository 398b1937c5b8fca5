"""Which quotes stand around a text: a formatter's choice, and the owner's."""

from pathlib import PurePosixPath as P

import pytest

from groundplan.merge import Merged, merged
from groundplan.merge.quotes import plain, requoted
from groundplan.names import spellings

BASE = """PREFIX = "LIB_"
NOTE = "it's"


class Book:
    \"\"\"A book.\"\"\"

    table = "lib_books"
    index = Index("lib_books_title", "title")

    def path(self, key: str) -> str:
        return f"/lib/{key}"
"""


def single(text: str) -> str:
    """Put texts in single quotes as a formatter does: docstrings and quotes in texts stay."""
    lines = (it if '"""' in it or "'" in it else it.replace('"', "'") for it in text.split("\n"))
    return "\n".join(lines)


def merge(base: str, ours: str, theirs: str, path: str = "model.py") -> Merged:
    pairs = tuple(zip(spellings("Book"), spellings("Volume"), strict=True))
    last, mine, new = (it.encode() for it in (base, ours, theirs))
    return merged(P(path), base=last, ours=mine, theirs=new, spellings=pairs)


THEIRS = BASE.replace("LIB", "STORE").replace("lib", "store").replace("title", "name")


def test_other_quotes_are_no_edit() -> None:
    done = merge(BASE, single(BASE), THEIRS)

    assert (done.how, done.conflicts) == ("theirs", ())
    assert done.text.decode() == single(THEIRS)


def test_one_text_in_other_quotes_keeps_them() -> None:
    ours = BASE.replace('"LIB_"', "'LIB_'")

    done = merge(BASE, ours, THEIRS)

    assert done.text.decode() == THEIRS.replace('"STORE_"', "'STORE_'")


def test_a_text_in_other_quotes_is_renamed_beside_an_edit() -> None:
    base = BASE.replace("lib_books", "books")
    theirs = base.replace("Book", "Volume").replace("books", "volumes").replace("book", "volume")
    ours = single(base).replace("return f'/lib/{key}'", "return f'/mine/{key}'")

    done = merge(base, ours, theirs)

    assert not done.conflicts, done.text.decode()
    assert done.text.decode() == single(theirs).replace("/lib/", "/mine/")


def test_what_is_new_has_the_quotes_of_most_texts() -> None:
    theirs = BASE.replace("    def path", '    kind = "novel"\n\n    def path')
    ours = single(BASE).replace("return f", "key = 'my' + key\n        return f")

    done = merge(BASE, ours, theirs)

    assert not done.conflicts
    assert "    kind = 'novel'\n" in done.text.decode()
    assert '    """A book."""\n' in done.text.decode()


def test_what_the_owner_has_stays_as_it_is_beside_a_conflict() -> None:
    ours = single(BASE).replace("'title'", "'my title'")

    done = merge(BASE, ours, THEIRS)

    assert len(done.conflicts) == 1
    assert "    index = Index('lib_books_title', 'my title')\n" in done.text.decode()
    assert "PREFIX = 'STORE_'\n" in done.text.decode()


def test_quotes_of_other_files_mean_something() -> None:
    done = merge("a: 'x'\n", 'a: "x"\n', "a: 'y'\n", "a.yml")

    assert len(done.conflicts) == 1


@pytest.mark.parametrize(
    "text",
    [
        "x = 'it\"s'",
        'x = "it\'s"',
        "x = '''a\nb'''",
        "'''a\n'b'\n'''",
        "# it's 'so'",
        "f'{x['a']}'",
        "x = ''",
        "x = '''a'''",
        "x = rb'\\d' 'b' \"c\"",
        "x = 'a\\\nb'",
        "it's broken, isn't it? 'so'",
    ],
)
def test_every_text_gets_its_quotes_again(text: str) -> None:
    assert requoted(plain(text), text) == text


def test_a_text_with_a_quote_in_it_or_three_around_it_stays_as_it_is() -> None:
    text = "a = 'say \"so\"'\nb = '''it\nis'''  # it's 'so'\n"

    assert plain(text) == text
