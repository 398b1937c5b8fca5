"""What ports are called that plugins come through."""

import pytest
from pydantic_settings import BaseSettings

from groundplan.blueprint import Blueprint
from groundplan.model.plugged import extensions, slugs_of
from groundplan.model.types import Types
from groundplan.names import pascal

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
        ("Object", "tower_object"),
        ("ShortUrl", "tower_short_url_adapter"),  # a variable that ends in URL holds a secret
        ("DatabaseUrl", "tower_database_url_adapter"),
        ("Depth", "tower_depth"),  # PATH would be taken for it misspelt
    ],
)
def test_a_setting_is_taken_for_nothing_else(port: str, slug: str) -> None:
    domain = Blueprint.parse(TEXT % {"port": port}).domain

    assert slugs_of(domain) == {("tower", port): slug}


ALL_HAVE = {name for name in (*dir(BaseSettings), "mro", "register") if name[0] != "_"}


@pytest.mark.parametrize(
    "name",
    # Names of ports are not `Json`, nor begin by `Model`.
    sorted(it for it in ALL_HAVE - {"json"} if not it.startswith("model_")),
)
def test_a_setting_hides_nothing_that_all_settings_have(name: str) -> None:
    assert hasattr(BaseSettings, name)
    domain = Blueprint.parse(TEXT % {"port": pascal(name)}).domain

    assert slugs_of(domain) == {("tower", pascal(name)): f"tower_{name}"}


def test_the_journal_writes_down_what_is_not_personal_and_no_line_of_somebody_else() -> None:
    text = TEXT.replace(
        "weight: int}, returns: bool}}, plugins: one", "weight: int}}}, plugins: many"
    )
    text = text.replace(", asks: %(port)s.ring", "")
    text = text.replace("{weight: int}\n", "{weight: {is: int, pii: true}, tone: str}\n")
    text = text.replace("{takes: {weight: int}}", "{takes: {weight: int, tone: str}}")
    text += "    policies: {ring: {when: BellHung, then: %(port)s.ring}}\n"
    blueprint = Blueprint.parse(text % {"port": "Ringer"})

    (port,) = extensions(Types(blueprint.domain, "bells")).told

    assert port.methods[0].logged == 'self.context.log.info("ring: tone=%r", tone)'
