"""A command as the method of its aggregate, as a handler, as a method of a service."""

import pytest
from model import examples


def test_a_new_aggregate_takes_sets_and_defaults_all_its_fields() -> None:
    born = examples.command("PackCrate").born

    assert (
        born.split()
        == (
            "new = cls( code=code, size=size, note=None, packed=stamp.at.date(), parts=parts, "
            "state=CrateState.PACKED, )"
        ).split()
    )


def test_a_default_counts_when_creating() -> None:
    assert "size: Size = Size.SMALL" in examples.command("PackCrate").signature


def test_what_is_no_field_goes_into_the_event_and_nowhere_else() -> None:
    command = examples.command("LabelCrate")

    assert command.normal.change == ""
    assert "label=label" in command.normal.result
    assert command.normal.result.startswith("return self, CrateLabelled(")


@pytest.mark.parametrize(
    ("name", "item", "change"),
    [
        (
            "AddPart",
            "part = Part(name=name, count=count)",
            "changed = replace(self, parts=self._parts().added(part))",
        ),
        (
            "CountPart",
            "part = replace(self._parts().get(name), count=count)",
            "changed = replace(self, parts=self._parts().replaced(part))",
        ),
        ("RemovePart", "", "changed = replace(self, parts=self._parts().without(name))"),
    ],
)
def test_an_item_command_replaces_the_list(name: str, item: str, change: str) -> None:
    command = examples.command(name)

    assert command.item == item
    assert command.normal.change == change


def test_a_further_event_is_asked_for_and_leads_to_its_own_state() -> None:
    command = examples.command("OpenCrate")
    (broken,) = command.further

    assert command.gate == 'CRATE_MOVES.allow(self.state, "OpenCrate")'
    assert broken.asked == "if self.crate_broken():"
    assert "outcome=1" in broken.change
    assert "outcome" not in command.normal.change


def test_a_deleting_command_returns_its_event_alone() -> None:
    command = examples.command("ScrapCrate")

    assert command.signature.endswith("-> CrateScrapped:")
    assert command.kept == "remove"
    assert command.call.startswith("event = crate.scrap(")


def test_a_command_without_an_event_needs_no_stamp() -> None:
    command = examples.command("NoteCrate")

    assert not command.stamped
    assert command.normal.result == "return changed"


def test_a_refusal_in_some_states_closes_the_gate_of_a_command_without_moves() -> None:
    assert examples.command("NoteCrate").gate == 'CRATE_MOVES.allow(self.state, "NoteCrate")'


def test_rules_are_upheld_where_something_changes() -> None:
    upholding = {it.name for it in examples.module("storage").commands if it.normal.upheld}

    assert upholding == {
        "PackCrate",
        "AddPart",
        "CountPart",
        "RemovePart",
        "OpenCrate",
        "NoteCrate",
    }


def test_an_identity_that_nobody_gives_is_made() -> None:
    handled = examples.command("LendCrate").call
    served = examples.command("LendCrate", application="services").call

    assert "loan=LoanId(work.new_id())" in handled
    assert "email=command.email" in handled
    assert "email=email" in served


def test_a_parameter_never_hides_a_variable_of_the_use_case() -> None:
    text = examples.TEXT.replace("email: {is: str 3..99, pii: true}", "work: str, event: str")

    loan = examples.module("lending", application="services", text=text).commands[0]

    assert (loan.work, loan.event) == ("work_", "event_")
    assert "work=work," in loan.call


NAMED_ALIKE = """\
blueprint: 1
name: alike
modules:
  sales:
    aggregates:
      Order:
        fields: {lines: Line*, changes: Changed*}
        entities:
          Line: {key: sku, fields: {sku: str 1..9, state: str 1..9}}
          Changed: {key: code, fields: {code: str 1..9}}
        commands:
          PlaceOrder: {takes: [], moves: '[*] -> open', emits: OrderPlaced}
          AddLine: {adds: lines, moves: open -> full, emits: LineAdded}
          AddChange: {adds: changes, emits: ChangeAdded}
"""


def test_variables_of_a_method_hide_neither_parameters_nor_each_other() -> None:
    every = {it.name: it for it in examples.module("sales", text=NAMED_ALIKE).commands}
    line, change = every["AddLine"], every["AddChange"]

    assert line.gate == 'state_ = ORDER_MOVES.after(self.state, "AddLine")'
    assert line.item == "line = Line(sku=sku, state=state)"
    assert line.normal.change.endswith("added(line), state=state_)")
    assert change.item == "changed_ = Changed(code=code)"
    assert "changes=self._changes().added(changed_)" in change.normal.change


@pytest.mark.parametrize(
    ("line", "default"),
    [("int*", " = ()"), ("int* 0..5", " = ()"), ("int* 2..5", ""), ("int+", "")],
)
def test_a_list_is_left_out_only_where_none_is_enough(line: str, default: str) -> None:
    text = examples.TEXT.replace("email: {is: str 3..99, pii: true}", f"sizes: {line}")

    lend, _ = examples.module("lending", text=text).commands

    assert f"sizes: tuple[int, ...]{default}," in lend.signature
    assert lend.message.attributes[-1].default == default


def test_a_method_drops_the_name_of_its_aggregate_where_that_leaves_a_free_name() -> None:
    heads = {it.name: it.signature for it in examples.module("storage").commands}

    assert heads["PackCrate"].startswith("def pack(")
    assert heads["NoteCrate"].startswith("def note_crate(")  # `note` is a field
    assert heads["AddPart"].startswith("def add_part(")


def test_the_docstring_lists_the_refusals() -> None:
    assert examples.command("LabelCrate").doc == (
        "Label a crate.\n\nRaises:\n    Torn: The label does not stick.\n"
        "    Invalid: Something lies outside its type."
    )


IN_WORDS = """
blueprint: 1
name: sales
modules:
  sales:
    aggregates:
      Order:
        fields: {ship_to: str 1..9}
        commands:
          PlaceOrder: {takes: [ship_to], moves: '[*] -> in_stock', emits: OrderPlaced}
          SendOrder: {moves: in_stock -> under_way, emits: OrderSent}
          EndOrder: {moves: 'in_stock, under_way -> over', emits: OrderEnded}
"""


def test_states_are_told_in_words() -> None:
    _, send, end = (it.doc for it in examples.module("sales", text=IN_WORDS).commands)

    assert "IllegalMove: The order is not in stock." in send
    assert "IllegalMove: The order is neither in stock nor under way." in end
