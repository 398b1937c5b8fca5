"""The search of texts in memory."""

import pytest

from shop.shared.memory import contained


@pytest.mark.parametrize(
    ("text", "texts", "found"),
    [
        (None, (), True),
        ("", (), False),
        ("ADA", ("Bea", "ada's"), True),
        ("STRASSE", ("Straße",), True),
        ("b", (None, "a"), False),
    ],
)
def test_a_text_is_searched_in_any_case(
    text: str | None, texts: tuple[str | None, ...], *, found: bool
) -> None:
    assert contained(text, *texts) is found
