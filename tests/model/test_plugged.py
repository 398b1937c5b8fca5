"""What ports are called that plugins come through."""

import pytest

from groundplan.blueprint import Blueprint
from groundplan.model.plugged import slugs_of

TEXT = """
blueprint: 1
name: bells
modules:
  tower:
    aggregates:
      Bell:
        fields: {weight: int}
        commands: {HangBell: {creates: true, emits: BellHung, asks: %(port)s.ring}}
    ports: {%(port)s: {methods: {ring: {takes: {weight: int}, returns: bool}}, plugins: one}}
"""


@pytest.mark.parametrize(
    ("port", "slug"),
    [
        ("Ringer", "ringer"),
        ("Type", "tower_type"),  # annotations beside it say `type`
        ("Tuple", "tower_tuple"),
        ("ShortUrl", "tower_short_url_adapter"),  # a variable that ends in URL holds a secret
        ("DatabaseUrl", "tower_database_url_adapter"),
    ],
)
def test_a_setting_is_taken_for_nothing_else(port: str, slug: str) -> None:
    domain = Blueprint.parse(TEXT % {"port": port}).domain

    assert slugs_of(domain) == {("tower", port): slug}
