"""A query: its parameters and how a store in memory answers it."""

from model import examples


def test_a_query_without_parameters_of_its_own_asks_by_identity() -> None:
    get, _ = examples.module("storage").queries

    assert [it.name for it in get.message.attributes] == ["code"]
    assert get.selected == "found = self._store.find(CRATES, code)"
    assert 'raise NotFound("crate", code)' in get.answered


def test_a_search_filters_and_pages() -> None:
    _, search = examples.module("storage").queries

    assert [it.name for it in search.message.attributes] == ["text", "limit", "cursor"]
    assert search.message.base == "Query[Page[CrateRecord]]"
    assert "row.size == Size.LARGE and contained(text, row.note)" in search.selected
    assert search.answered.startswith("return page_of(")
    assert "key_of=lambda it: it.code.value" in search.answered


def test_a_parameter_that_is_no_field_becomes_a_question() -> None:
    text = examples.TEXT.replace(
        "GetCrate: {returns: Crate}",
        "GetCrate: {returns: Crate}\n"
        "          NearCrates: {takes: {miles: int 0..}, returns: Crate*}",
    )

    near = examples.module("storage", text=text).queries[1]

    assert near.asks
    assert near.question.signature == "def near_crates(row: CrateRecord, *, miles: int) -> bool:"
    assert "near_crates(row, miles=miles)" in near.selected


def test_the_row_of_a_question_makes_way_for_a_parameter() -> None:
    text = examples.TEXT.replace(
        "GetCrate: {returns: Crate}",
        "GetCrate: {returns: Crate}\n          InRow: {takes: {row: int}, returns: Crate*}",
    )

    in_row = examples.module("storage", text=text).queries[1]

    assert in_row.question.signature == "def in_row(row_: CrateRecord, *, row: int) -> bool:"


def test_a_condition_that_always_holds_is_left_out() -> None:
    text = examples.TEXT.replace("where: {size: large}", "where: {size: [large, small]}")

    _, search = examples.module("storage", text=text).queries

    assert "Size" not in search.selected


def test_no_test_asks_for_one_constant_and_keeps_a_row_of_another() -> None:
    text = examples.TEXT.replace(
        "SearchCrates: {search",
        "Noted: {takes: [size], where: {size: [small, large], note: [a, b]}, returns: Crate*}\n"
        "          SearchCrates: {search",
    )
    storage = next(it for it in examples.model(text=text).testing.modules if it.name == "storage")
    (suite,) = storage.with_queries

    assert suite.queries[1].variants == ('replace(CRATE, size=Size.SMALL, note="b"),',)


PAGED = """
blueprint: 1
name: ward
modules:
  ward:
    values: {Pager: {is: str 1..9, pii: true}}
    aggregates:
      Doctor:
        crud: true
        fields: {pager: Pager unique}
        queries: {DoctorByPager: {takes: {pager: Pager}, returns: Doctor}}
"""


def test_what_is_missed_is_not_shown_where_its_value_is_personal() -> None:
    (query,) = (
        it
        for it in examples.module("ward", text=PAGED).queries
        if it.message.name == "DoctorByPager"
    )

    assert 'raise NotFound("doctor with pager", "***")' in query.answered
