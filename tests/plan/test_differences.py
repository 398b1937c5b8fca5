import pytest
from recipes import MINIMAL, SHOP

from groundplan import Blueprint
from groundplan.plan.differences import Difference, differences
from groundplan.plan.reasons import Reasons
from groundplan.tree import Origin

RETIRE = "          RetireProduct:"
RENAME = "          RenameProduct: {takes: [name], emits: ProductRenamed}\n"
LINE = SHOP.text[: SHOP.text.index(RETIRE)].count("\n") + 1


def told(old: str, new: str, text: str = SHOP.text) -> list[str]:
    assert old in text
    after = Blueprint.parse(text.replace(old, new, 1))
    return [str(it) for it in differences(Blueprint.parse(text), after)]


def line(part: str, text: str = SHOP.text) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_one_and_the_same_blueprint_differs_in_nothing() -> None:
    assert told("name: shop", "name: shop") == []


def test_what_is_new_is_told_with_its_line() -> None:
    assert told(RETIRE, RENAME + RETIRE) == [
        f"command RenameProduct was added, blueprint.yml:{LINE}"
    ]


def test_what_changed_is_told_with_its_line() -> None:
    place = line("name: str 2..120")
    assert told("name: str 2..120", "name: str 2..200") == [
        f"field name was changed, blueprint.yml:{place}"
    ]


def test_what_is_gone_is_told_where_it_would_stand() -> None:
    gone = "          ReleaseStock:  {takes: {quantity: int 1..}, emits: StockReleased}\n"
    rest = SHOP.text.replace(
        "ReserveStock, ReleaseStock, PriceChanged", "ReserveStock, PriceChanged"
    )

    (said,) = told(gone, "", rest)

    assert said.startswith("command ReleaseStock was removed, blueprint.yml:")


def test_another_name_of_a_field_is_told() -> None:
    found = told(
        "fields: {title: str 1..80", "fields: {head: {is: str 1..80, was: title}", MINIMAL.text
    )

    place = line("        fields:", MINIMAL.text)
    assert f"field title is called head now, blueprint.yml:{place}" in found


def test_a_list_that_became_a_mapping_is_compared() -> None:
    found = told("{takes: [price],", "{takes: {price: {is: Money, doc: What it costs.}},")

    assert [it.partition(",")[0] for it in found] == ["command ChangePrice was changed"]


def test_another_name_is_told() -> None:
    found = told("\n      Payment:\n", "\n      Settlement:\n        was: Payment\n")

    assert (
        f"aggregate Payment is called Settlement now, blueprint.yml:{line('      Payment:')}"
        in found
    )


def test_another_name_of_an_event_that_was_only_emitted_is_told() -> None:
    was = "        commands: {WriteNote: {creates: true, emits: NoteWritten}}\n"
    now = was.replace("NoteWritten", "NoteMade")

    found = told(was, f"        events: {{NoteMade: {{was: NoteWritten}}}}\n{now}", MINIMAL.text)

    place = line(was, MINIMAL.text)
    assert f"event NoteWritten is called NoteMade now, blueprint.yml:{place}" in found


def test_keys_that_name_nothing_are_told_by_their_owner() -> None:
    assert told("doc: Sells products online.", "doc: Sells things.") == [
        f"'doc' of the blueprint was changed, blueprint.yml:{line('doc: Sells')}"
    ]


def test_comments_are_no_difference() -> None:
    assert told("name: shop", "name: shop  # mine") == []


@pytest.mark.parametrize(
    ("items", "within"),
    [
        ((), True),
        ((("module", "catalog"),), True),
        ((("module", "catalog"), ("suite", "product")), True),
        ((("module", "catalog"), ("suite", "label")), False),
        ((("module", "billing"),), False),
    ],
)
def test_a_file_is_told_of_what_lies_within_its_items(
    items: tuple[tuple[str, str], ...], within: bool
) -> None:
    difference = Difference("x", "y", "RenameProduct", "catalog", "Product")

    assert difference.within(items) is within


ADDED = Difference("command AddTag was added", "blueprint.yml:9", "AddTag", "catalog", "Product")
OTHER = Difference("field size was added", "blueprint.yml:5", "size", "catalog", "Product")
FILE = Origin("x", (("module", "catalog"),))


def test_the_reason_is_what_the_changed_lines_speak_of() -> None:
    reasons = Reasons((OTHER, ADDED), {}, "")

    assert reasons.of(FILE, "a\n", "a\nclass AddTag: ...\n") == (
        "command AddTag was added, blueprint.yml:9"
    )


def test_many_reasons_are_counted() -> None:
    reasons = Reasons((ADDED,) * 5, {}, "")

    assert reasons.of(FILE, "a\n", "add_tag\n").endswith("; and 3 more")


def test_what_the_blueprint_does_not_explain_is_the_templates() -> None:
    reasons = Reasons((ADDED,), {}, "v1 -> v2")

    assert reasons.of(FILE, "a\n", "b\n") == "the template changed, v1 -> v2"


def test_where_template_and_answers_changed_neither_is_made_the_only_reason() -> None:
    reasons = Reasons((ADDED,), {"http": "none", "queries": "none", "docker": "no"}, "v1 -> v2")

    assert reasons.of(FILE, "a\n", "b\n") == (
        "the template changed, v1 -> v2, or the answer http is none now, or the answer queries is"
        " none now; and 1 more"
    )


def test_else_an_answer_is_the_reason() -> None:
    assert Reasons((), {"http": "none"}, "").of(None, "a\n", "") == "the answer http is none now"


def test_without_any_it_is_said() -> None:
    assert Reasons((), {}, "").of(None, "a\n", "b\n") == "it is rendered in another way"


def test_blueprints_of_any_shape_are_compared() -> None:
    assert differences(MINIMAL.blueprint(), SHOP.blueprint())
    assert differences(SHOP.blueprint(), MINIMAL.blueprint())
