"""An aggregate: its attributes, its checks, its table."""

from model import examples


def test_the_table_has_a_row_for_each_state_that_accepts_a_command() -> None:
    crate = examples.aggregate("Crate")

    assert crate.moves == (
        '(CrateState.PACKED, "OpenCrate"): (CrateState.OPEN, CrateState.BROKEN)',
        '(CrateState.BROKEN, "ScrapCrate"): ()',
        '(CrateState.PACKED, "NoteCrate"): (CrateState.PACKED,)',
    )
    assert {it.state for it in crate.refusals} == {"CrateState.OPEN", "CrateState.BROKEN"}


def test_a_value_checks_itself_so_its_holder_does_not() -> None:
    checks = examples.aggregate("Crate").checks

    assert checks == (
        'Check.text("note", self.note, high=200)',
        'Check.distinct("parts", (part.name for part in self.parts))',
    )


def test_a_builtin_that_a_field_is_called_is_named_in_full() -> None:
    loan = examples.aggregate("Loan")
    written = {it.name: it.annotation for it in loan.attributes}

    assert written["str"] == "builtins.str | None"
    assert written["email"] == "builtins.str"


def test_personal_data_is_masked_where_it_is_held() -> None:
    lent = next(it for it in examples.module("lending").events if it.name == "CrateLent")

    assert lent.masked.splitlines() == [
        "(",
        '            f"CrateLent(event_id={self.event_id!r}, occurred_at={self.occurred_at!r}, "',
        '            f"loan={self.loan!r}, crate={self.crate!r}, str={self.str!r}, email=***)"',
        "        )",
    ]


def test_an_aggregate_without_states_has_no_table() -> None:
    assert not examples.aggregate("Loan").has_moves
    assert examples.aggregate("Loan").moves == ()


def test_a_rule_looks_at_the_aggregate_alone() -> None:
    (rule,) = examples.aggregate("Crate").rules

    assert rule.signature == "def light(self) -> bool:"
    assert (rule.words, rule.answer) == ("It can be carried.", "True")
