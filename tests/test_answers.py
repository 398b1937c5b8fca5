from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from copier._tools import cast_to_bool

from groundplan.answers import Answers, choices_of, package_of
from groundplan.errors import AnswersInvalid
from groundplan.patterns import CATALOGUE

if TYPE_CHECKING:
    from groundplan.blueprint import Blueprint


def blueprint(name: str = "shop", doc: str = "Sells.") -> "Blueprint":
    return cast("Blueprint", SimpleNamespace(domain=SimpleNamespace(name=name, doc=doc)))


def problems(**given: Any) -> list[str]:
    with pytest.raises(AnswersInvalid) as caught:
        Answers(**given)
    return list(caught.value.problems)


def test_every_answer_has_a_default() -> None:
    assert Answers().license == "MIT"


def test_names_come_from_the_blueprint() -> None:
    full = Answers().completed(blueprint())

    assert (full.project_name, full.package, full.description) == ("shop", "shop", "Sells.")


def test_the_package_is_the_title_in_snake_case() -> None:
    full = Answers(project_name="Ada's Best-Shop").completed(blueprint())

    assert full.package == "ada_s_best_shop"


@pytest.mark.parametrize(
    ("title", "package"),
    [("Shop", "shop"), ("my-shop", "my_shop"), ("AcmeShop", "acme_shop"), ("a  b", "a_b")],
)
def test_titles_become_packages(title: str, package: str) -> None:
    assert package_of(title) == package


def test_a_title_without_a_package_in_it_asks_for_one() -> None:
    with pytest.raises(AnswersInvalid) as caught:
        Answers(project_name="2fast").completed(blueprint())

    assert str(caught.value) == "package: '2fast' cannot be imported; try something like 'fast2'"


@pytest.mark.parametrize("title", ["日本語", "É", "---"])
def test_a_title_that_gives_no_name_for_the_package_is_refused(title: str) -> None:
    with pytest.raises(AnswersInvalid) as caught:
        Answers(project_name=title).completed(blueprint())

    said = "has no letter or digit that a package can be called by; give one, like 'my_app'"
    assert str(caught.value) == f"package: '{title}' {said}"
    assert Answers(project_name=title, package="mine").completed(blueprint()).package == "mine"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("2fast", "'2fast' cannot be imported; try something like 'fast2'"),
        ("class", "'class' is a Python keyword; try something like 'class_app'"),
        ("none", "'none' is a Python keyword; try something like 'none_app'"),
        (
            "email",
            "'email' is a module of Python's standard library; try something like 'email_app'",
        ),
        (
            "telnetlib",
            "'telnetlib' is a module of Python's standard library;"
            " try something like 'telnetlib_app'",
        ),
        (
            "pydantic",
            "'pydantic' is a package that generated projects depend on;"
            " try something like 'pydantic_app'",
        ),
        ("tests", "'tests' is a folder of every project; try something like 'tests_app'"),
        (
            "con",
            "'con' is a device of Windows, so no folder can have this name there;"
            " try something like 'con_app'",
        ),
        (
            "lpt9",
            "'lpt9' is a device of Windows, so no folder can have this name there;"
            " try something like 'lpt9_app'",
        ),
        ("NUL", "'NUL' is not in snake case, in ASCII letters; try something like 'nul_app'"),
        ("../../evil", "'../../evil' cannot be imported; try something like 'evil'"),
        ("a/b", "'a/b' cannot be imported; try something like 'a_b'"),
        ("a\\b", "'a\\b' cannot be imported; try something like 'a_b'"),
        ("a b", "'a b' cannot be imported; try something like 'a_b'"),
        ("shop.", "'shop.' cannot be imported; try something like 'shop'"),
        ("Shop", "'Shop' is not in snake case, in ASCII letters; try something like 'shop'"),
        ("ﬁne", "'ﬁne' is not in snake case, in ASCII letters; try something like 'fine'"),
        ("Оrder", "'Оrder' is not in snake case, in ASCII letters; try something like 'rder'"),
        ("!!!", "'!!!' cannot be imported; try something like 'my_app'"),
        (
            "x" * 41,
            f"'{'x' * 41}' has 41 characters; a package has at most 40;"
            f" try something like '{'x' * 36}'",
        ),
    ],
)
def test_a_package_that_cannot_be_is_refused_with_another(name: str, said: str) -> None:
    assert problems(package=name) == [f"package: {said}"]


def test_a_control_in_a_package_is_shown_escaped() -> None:
    assert problems(package="a\x01b") == [
        "package: 'a\\x01b' cannot be imported; try something like 'a_b'"
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\nb", "holds U+000A, which is not allowed; take it out"),
        ("a\rb", "holds U+000D, which is not allowed; take it out"),
        ("a\u2028b", "holds U+2028 (LINE SEPARATOR), which is not allowed; take it out"),
        ("a\u202eb", "holds U+202E (RIGHT-TO-LEFT OVERRIDE), which is not allowed; take it out"),
        ("a\x00", "holds U+0000, which is not allowed; take it out"),
        ("\ud800", "holds U+D800, which is not allowed; take it out"),
        (" a", "begins or ends with a blank; take it away"),
        ("a" * 201, "has 201 characters; at most 200 are allowed"),
    ],
)
def test_a_line_for_people_has_a_policy(text: str, said: str) -> None:
    assert problems(author_name=text) == [f"author_name: {said}"]


def test_a_description_may_have_lines() -> None:
    assert Answers(description="One.\n\nTwo.").description == "One.\n\nTwo."


def test_text_is_kept_composed() -> None:
    assert Answers(author_name="Zoe\u0301").author_name == "Zo\u00e9"


def test_hostile_text_is_text() -> None:
    said = "\"\"\"''' */ --> {{ 7*7 }} ${{ x }} $(id) #"

    assert Answers(project_name='My "shop"', description=said).description == said


@pytest.mark.parametrize("address", ["x", "a@b", "a b@c.d", "a@b.c\n", "<a@b.c>", "a@-", "@b.c"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    (said,) = problems(author_email=address)

    assert said.startswith("author_email: ")


def test_everything_wrong_is_said_at_once_in_the_order_of_the_questions() -> None:
    assert problems(python=3.11, licence="MIT", license="mit", package="os") == [
        "package: 'os' is a module of Python's standard library; try something like 'os_app'",
        "license: 'mit' is none of MIT, Apache-2.0, none; did you mean 'MIT'?",
        "python: '3.11' is no text; quote it",
        "licence: there is no such answer; did you mean 'license'?",
    ]


def test_a_version_is_no_misspelling_of_another_one() -> None:
    assert problems(python="3.10") == ["python: '3.10' is none of 3.11, 3.12, 3.13, 3.14"]


@pytest.mark.parametrize("given", [True, *"true True yes y on t 1".split(), " Yes "])
def test_a_truth_may_be_said_in_text_as_copier_reads_it(given: object) -> None:
    assert Answers(docker=given).recorded()["docker"] is True
    if isinstance(given, str):
        assert cast_to_bool(given) is True


@pytest.mark.parametrize("given", [False, *"false False no n off f 0 none null ~".split(), ""])
def test_so_may_what_is_not(given: object) -> None:
    assert Answers(docker=given).recorded()["docker"] is False
    if isinstance(given, str):
        assert cast_to_bool(given) is False


@pytest.mark.parametrize("given", ["never", "yesno", 1])
def test_what_is_no_truth_is_refused(given: object) -> None:
    assert problems(docker=given) == [f"docker: {str(given)!r} is neither true nor false"]


@pytest.mark.parametrize(
    "given",
    ["registry, import_hook", ["registry", "import_hook", "registry"], ("import_hook", "registry")],
)
def test_extras_are_a_list_or_said_with_commas_and_kept_in_one_order(given: object) -> None:
    answers = Answers(extras=given)

    assert answers.extras == ("import_hook", "registry")
    assert answers.recorded()["extras"] == ["import_hook", "registry"]


@pytest.mark.parametrize("given", ["", [], " , ", None])
def test_no_extras_are_an_empty_list(given: object) -> None:
    assert Answers(extras=given).recorded()["extras"] == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("regsitry", "'regsitry' is none of import_hook, registry; did you mean 'registry'?"),
        (["saga", "registry"], "'saga' is none of import_hook, registry"),
        ([7], "'7' is no text; quote it"),
        (7, "'7' is no list; write names with commas between"),
    ],
)
def test_extras_that_there_are_not_are_refused(given: object, said: str) -> None:
    assert problems(extras=given) == [f"extras: {said}"]


def test_what_is_optional_in_the_catalogue_can_be_asked_for() -> None:
    assert {it.name for it in CATALOGUE if it.optional} == {*choices_of("extras")}


def test_an_answer_nobody_asked_lists_those_there_are() -> None:
    (said,) = problems(colour="red")

    assert said.startswith("colour: there is no such answer; there are preset, project_name, ")


def test_choices_come_default_first() -> None:
    for name, field in Answers.model_fields.items():
        if offered := choices_of(name):
            assert field.default in {offered[0], ()}


def test_answers_do_not_change() -> None:
    with pytest.raises(Exception, match="frozen"):
        Answers().package = "x"


def test_the_preset_is_not_recorded() -> None:
    assert "preset" not in Answers().recorded()
