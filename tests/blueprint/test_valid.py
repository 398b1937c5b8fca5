"""Odd, but legal: whatever the language allows is understood."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from ruamel.yaml import YAML

from groundplan.blueprint import Blueprint
from groundplan.blueprint.domain import Asking, Field, Source
from groundplan.blueprint.reader import Source as Text
from groundplan.blueprint.terms import Member, Nothing, Scalar, ValueRef

HERE = Path(__file__).parent
PRESETS = HERE.parents[1] / "generators" / "groundplan" / "presets"
VALID = sorted((HERE / "valid").glob("*.yml"))
EXAMPLES = [*VALID, *sorted(PRESETS.glob("*.yml"))]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_it_is_understood(path: Path) -> None:
    blueprint = Blueprint.load(path)

    assert blueprint.domain.name
    assert blueprint.text == path.read_text(encoding="utf-8")


def texts(value: Any) -> Any:
    """Return the same data with every plain value as its text."""
    if isinstance(value, dict):
        return {str(key): texts(it) for key, it in value.items()}
    if isinstance(value, list):
        return [texts(it) for it in value]
    return value


@pytest.mark.parametrize(
    "path",
    [path for path in EXAMPLES if path.stem not in {"fields_of_every_kind", "quoting"}],
    ids=lambda path: path.stem,
)
def test_other_parsers_read_the_same(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    ours = Text(text, path.name).root.plain()

    assert texts(yaml.safe_load(text)) == ours
    assert texts(YAML(typ="safe", pure=True).load(text)) == ours


@pytest.mark.parametrize("stem", ["fields_of_every_kind", "quoting"])
def test_names_that_are_booleans_in_yaml_1_1_stay_names(stem: str) -> None:
    text = (HERE / "valid" / f"{stem}.yml").read_text(encoding="utf-8")

    ours = Text(text, stem).root.plain()

    assert texts(YAML(typ="safe", pure=True).load(text)) == ours


@pytest.mark.parametrize("name", ["minimal", "shop"])
def test_presets_name_their_schema_first(name: str) -> None:
    text = (PRESETS / f"{name}.yml").read_text(encoding="utf-8")

    first = "# yaml-language-server: $schema=.groundplan/blueprint.schema.json\n"
    assert text.startswith(first)


@pytest.mark.parametrize("name", ["minimal", "shop"])
def test_presets_are_generated_in_full(name: str) -> None:
    blueprint = Blueprint.load(PRESETS / f"{name}.yml")

    assert blueprint.unsupported == ()
    assert blueprint.notes == ()


def test_what_is_not_generated_yet_is_left_out_and_told() -> None:
    blueprint = Blueprint.load(HERE / "valid" / "later_parts.yml")

    told = [str(problem) for problem in blueprint.unsupported]

    assert told == [
        "later_parts.yml:36:5: 'persistence: events' of ordering is not generated yet",
        "later_parts.yml:63:7: the view OrderStatus is not generated yet",
        "later_parts.yml:68:7: the query GetOrderStatus of a view is not generated yet",
        "later_parts.yml:69:7: the query OrdersOfCustomer of a view is not generated yet",
        "later_parts.yml:71:7: the process checkout is not generated yet",
    ]
    billing = blueprint.domain.module("billing")
    assert [policy.name for policy in billing.policies] == ["refund_cancelled_orders"]


def test_a_port_is_asked_and_told_with_what_is_known_by_name() -> None:
    billing = Blueprint.load(HERE / "valid" / "later_parts.yml").domain.module("billing")
    gateway, alerts = billing.ports

    (charge,) = gateway.methods
    assert [it.name for it in charge.takes] == ["order", "amount"]
    assert charge.returns == Field("charge", Scalar.BOOL)
    assert (gateway.plugins, alerts.plugins) == ("", "many")
    asks = billing.aggregates[0].commands[0].asks
    assert asks == Asking("PaymentGateway", "charge", ("order", "amount"))
    (telling,) = billing.tellings
    assert telling.when == ("billing", "Payment", "PaymentRefused")
    assert telling.then == ("Alerts", "payment_refused")
    assert telling.sources == (Source("order", "order"), Source("amount", "amount"))


CHOICE = """\
blueprint: 1
name: chess
values: {Title: {one_of: [master, none]}}
modules:
  players:
    aggregates:
      Player:
        fields: {title: Title = master, former: Title optional}
        commands:
          EnterPlayer: {creates: true}
          StripPlayer: {sets: {title: none, former: none}}
"""


def test_of_a_required_choice_none_is_the_member_of_that_name() -> None:
    (player,) = Blueprint.parse(CHOICE).domain.module("players").aggregates

    assert [it.to for it in player.commands[1].sets] == [
        Member(ValueRef("", "Title"), "none"),
        Nothing.NONE,
    ]


PERSONAL = """\
blueprint: 1
name: club
modules:
  members:
    aggregates:
      Member: {key: mail, crud: true, fields: {mail: {is: str 3..80, pii: true}, brings: Member*}}
  lockers:
    aggregates:
      Locker: {crud: true, fields: {holder: members.Member optional, number: int}}
"""


def test_who_is_meant_by_a_personal_key_is_personal_too() -> None:
    domain = Blueprint.parse(PERSONAL).domain
    (member,), (locker,) = (it.aggregates for it in domain.modules)

    assert [it.pii for it in (*member.fields, *locker.fields)] == [True, True, True, False]
    assert [it.field.pii for it in locker.commands[0].takes] == [True, False]


WARD = """
blueprint: 1
name: ward
values: {Number: {is: str 1..9, pii: true}}
modules:
  beds:
    aggregates:
      Patient:
        key: number
        fields: {number: Number, name: {is: str 1..80, pii: true}, room: int}
        commands:
          Admit: {creates: true, emits: Admitted, asks: Insurer.covers}
        events: {Admitted: {fields: {name: str 1..80, room: int}}}
    policies:
      tell_family: {when: Admitted, then: Family.told, with: {who: name}}
    ports:
      Family: {methods: {told: {takes: {number: Patient, who: str 1..80, room: int}}}}
      Insurer: {methods: {covers: {takes: {name: str 1..80, room: int}, returns: bool}}}
"""


def test_a_key_whose_value_is_personal_is_personal() -> None:
    (patient,) = Blueprint.parse(WARD).domain.modules[0].aggregates

    assert patient.identity.pii


def test_what_a_port_is_given_is_personal_where_what_fills_it_is() -> None:
    (beds,) = Blueprint.parse(WARD).domain.modules

    given = {it.name: [(one.name, one.pii) for one in it.methods[0].takes] for it in beds.ports}
    assert given == {
        "Family": [("number", True), ("who", True), ("room", False)],
        "Insurer": [("name", True), ("room", False)],
    }
