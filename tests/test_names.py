"""Names: their forms, and what may not be one."""

import keyword
import re
import sys
import tomllib

import goldens
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from groundplan.names import (
    HELPERS,
    article,
    class_taken,
    code_point,
    field_taken,
    folder_taken,
    kebab,
    member_fault,
    module_taken,
    nearest,
    pascal,
    pascal_fault,
    plural,
    proposed,
    shown,
    snake,
    snake_fault,
    text_fault,
    words,
)

PARTS = st.lists(st.from_regex(r"[a-z]{2,6}", fullmatch=True), min_size=1, max_size=4)


@given(PARTS)
def test_every_form_leads_to_every_other(parts: list[str]) -> None:
    name = "_".join(parts)

    assert snake(pascal(name)) == name
    assert kebab(pascal(name)) == "-".join(parts)
    assert words(pascal(name)) == " ".join(parts)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("OrderPlaced", "order_placed"),
        ("HTMLPage", "html_page"),
        ("PageHTML", "page_html"),
        ("ATMs", "atms"),
        ("ListURLs", "list_urls"),
        ("ATMSeen", "atm_seen"),
        ("URLsSeen", "urls_seen"),
        ("Order2Go", "order2_go"),
        ("A", "a"),
        ("already_snake", "already_snake"),
    ],
)
def test_snake_keeps_abbreviations_together(name: str, expected: str) -> None:
    assert snake(name) == expected


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("Product", "Products"),
        ("OrderLine", "OrderLines"),
        ("Category", "Categories"),
        ("Day", "Days"),
        ("Box", "Boxes"),
        ("Address", "Addresses"),
        ("Branch", "Branches"),
        ("Dish", "Dishes"),
        ("Status", "Statuses"),
        ("Y", "Ys"),
    ],
)
def test_plurals_are_regular_english(one: str, many: str) -> None:
    assert plural(one) == many


@pytest.mark.parametrize(
    "noun",
    """
    a user, a unit, a university, an unidentified call, an uninvited guest, a usage, an usher,
    a utility, an utter loss, a euro, a one off, an onion, an hour, an heir, an honest answer,
    a house, a uuid, a url, an order, an x ray, a u turn, a book, an id, an urgent call, a ufo,
    an umbrella, a unanimous vote
    """.replace("\n", " ").split(","),
)
def test_an_article_goes_by_the_sound(noun: str) -> None:
    said, _, rest = noun.strip().partition(" ")

    assert article(rest) == said


@pytest.mark.parametrize(
    ("name", "among", "expected"),
    [
        ("ReleaseStok", ["ReserveStock", "ReleaseStock"], "ReleaseStock"),
        ("releasestock", ["ReserveStock", "ReleaseStock"], "ReleaseStock"),
        ("release_stock", ["ReleaseStock"], "ReleaseStock"),
        ("zebra", ["ReleaseStock"], None),
        ("x", [], None),
        ("", ["a"], None),
    ],
)
def test_the_nearest_name_is_found_in_any_spelling(
    name: str,
    among: list[str],
    expected: str | None,
) -> None:
    assert nearest(name, among) == expected


@pytest.mark.parametrize("name", keyword.kwlist)
def test_keywords_are_taken_everywhere(name: str) -> None:
    assert field_taken(name)
    assert module_taken(name)
    assert class_taken(name)


@pytest.mark.parametrize("name", ["list", "int", "str", "type", "date", "match", "select", "copy"])
def test_a_field_may_be_called_like_a_builtin(name: str) -> None:
    assert field_taken(name) is None


@pytest.mark.parametrize("name", ["self", "cls", "replace", "model_config"])
def test_a_field_may_not_break_its_class(name: str) -> None:
    assert field_taken(name)


@pytest.mark.parametrize("name", sorted(it for it in sys.stdlib_module_names if it[0] != "_"))
def test_modules_of_the_standard_library_are_taken(name: str) -> None:
    assert module_taken(name)


@pytest.mark.parametrize("name", ["app", "shared", "tests", "pydantic", "sqlalchemy", "uuid_utils"])
def test_generated_packages_and_dependencies_are_taken(name: str) -> None:
    assert module_taken(name)


@pytest.mark.parametrize(
    "name",
    ["Exception", "ValueError", "Event", "UnitOfWork", "Decimal", "TestCase", "None", "Field"],
)
def test_classes_that_generated_files_use_are_taken(name: str) -> None:
    assert class_taken(name)


@pytest.mark.parametrize("name", ["Order", "Table", "Column", "Contest", "Session"])
def test_other_classes_are_free(name: str) -> None:
    assert class_taken(name) is None


@pytest.mark.parametrize("name", ["Größe", "ﬁ", "Оrder", "a b", "a/b", "a\x01b", "", "1a", "_a"])
def test_names_are_ascii_letters_digits_and_underscores(name: str) -> None:
    assert pascal_fault(name)
    assert snake_fault(name)
    assert member_fault(name)


def test_names_have_at_most_forty_characters() -> None:
    assert snake_fault("a" * 40) is None
    assert snake_fault("a" * 41)


@given(st.text(max_size=60))
def test_what_is_proposed_is_a_name(text: str) -> None:
    near = proposed(text, style="snake")

    assert near is None or snake_fault(near) is None


@given(st.text())
def test_whatever_is_shown_fits_into_one_line_of_a_terminal(text: str) -> None:
    line = shown(text)

    assert len(line) <= 62
    assert line.isprintable() or not any(ord(char) < 32 for char in line)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\nb", "holds U+000A, which is not allowed; take it out"),
        ("a\x7f", "holds U+007F, which is not allowed; take it out"),
        ("a\u202eb", "holds U+202E (RIGHT-TO-LEFT OVERRIDE), which is not allowed; take it out"),
        ("a\uffff", "holds U+FFFF, which is not allowed; take it out"),
        ("\ufeffa", "holds U+FEFF (ZERO WIDTH NO-BREAK SPACE), which is not allowed; take it out"),
        ("a\u2028", "holds U+2028 (LINE SEPARATOR), which is not allowed; take it out"),
        ("a\ud800", "holds U+D800, which is not allowed; take it out"),
        ("e\u0301", "is not in Unicode normal form NFC; write composed letters"),
        (" a", "begins or ends with a blank; take it away"),
        ("a" * 201, "has 201 characters; at most 200 are allowed"),
    ],
)
def test_the_text_policy_names_what_it_refuses(text: str, said: str) -> None:
    assert text_fault(text, limit=200) == said


@pytest.mark.parametrize("text", ["é", "日本語", "🙂", "क्‍ष", 'a "quote"', "{{ 7*7 }}", "-- ;"])
def test_the_text_policy_lets_all_languages_through(text: str) -> None:
    assert text_fault(text, limit=200) is None


def test_line_feeds_are_for_texts_with_lines() -> None:
    assert text_fault("a\nb", limit=200, lines=True) is None


def test_a_code_point_without_a_name_is_its_number() -> None:
    assert code_point("\x07") == "U+0007"


def test_no_aggregate_is_called_like_a_file_beside_its_folder() -> None:
    """The folder of its tests would hide behind the file, or the file behind the folder."""
    of_module = re.compile(r"/tests/\{% yield module [^/]*%\}/(\w+)\.py(\.jinja)?")
    files = (it.as_posix() for it in (ROOT / "template").rglob("*.py*"))
    beside = {found[1] for it in files if (found := of_module.search(it))}

    assert {it for it in beside if not it.startswith("test_")} == HELPERS


@pytest.mark.parametrize("name", ["nul", "con", "aux", "com1", "lpt9", "bench", "served"])
def test_a_folder_may_not_be_called_so(name: str) -> None:
    assert folder_taken(name)
    assert folder_taken(f"{name}s") is None


def test_no_package_is_called_like_what_it_depends_on() -> None:
    text = (goldens.GOLDENS / "full" / "pyproject.toml").read_text("utf-8")
    told = tomllib.loads(text)
    needed = [*told["project"]["dependencies"], *told["dependency-groups"]["dev"]]

    names = {re.split(r"[\[<>=]", it)[0].replace("-", "_") for it in needed}

    assert {it for it in names if module_taken(it) is None} == set()
