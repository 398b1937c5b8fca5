"""A policy: how its function reads the event, and what it sends."""

import pytest
from model import examples

from groundplan.model.facts import PolicyFacts

TEXT = """\
blueprint: 1
name: eached
values: {Cost: {fields: {amount: int}}}
modules:
  orders:
    aggregates:
      Order:
        fields: {costs: Cost*, friends: Order*}
        commands:
          PlaceOrder: {creates: true, emits: OrderPlaced}
          JoinOrder:  {takes: [friends], emits: OrderJoined}
      Log:
        fields: {amount: int, costs: Cost*}
        commands: {WriteLog: {creates: true, emits: LogWritten}}
    policies:
      log_each:  {when: OrderPlaced, then: WriteLog, each: costs}
      join_each: {when: OrderPlaced, then: JoinOrder, each: friends}
"""
FINDING = """\
blueprint: 1
name: finding
modules:
  streets:
    aggregates:
      Home:
        fields: {tins: Tin*}
        entities: {Tin: {key: code, fields: {code: int}}}
        crud: true
      Thing:
        fields: {home: Home, count: int}
        commands: {MakeThing: {creates: true}, CountThing: {takes: [count], emits: ThingCounted}}
    policies:
      count_it:   {when: HomeDeleted, then: CountThing, with: {count: = 1}}
      count_each: {when: HomeChanged, then: CountThing, each: tins, with: {count: code}}
"""


def policy(name: str, text: str = TEXT, *, application: str = "cqrs") -> PolicyFacts:
    """Return a policy of the first module."""
    first, *_ = examples.model(application=application, text=text).modules
    return next(it for it in first.policies if it.name == name)


def test_the_list_that_each_goes_over_is_itself_handed_on_whole() -> None:
    sent = "command = WriteLog(amount=item.amount, costs=event.costs)"

    assert sent in policy("log_each").sending


def test_an_item_that_refers_to_the_target_is_the_target() -> None:
    sent = "command = JoinOrder(order=item, friends=event.friends)"

    assert sent in policy("join_each").sending


@pytest.mark.parametrize("name", ["Bus", "Found", "Partial", "Sought", "Tell", "Work"])
def test_nothing_else_in_the_function_is_called_like_what_is_found(name: str) -> None:
    text = FINDING.replace("Thing", name)

    assert policy("count_it", text).loops == (f"for {name.lower()}_ in found:",)


def test_a_service_is_not_sent_by_what_is_found() -> None:
    text = FINDING.replace("Thing", "Send")

    assert policy("count_it", text, application="services").loops == ("for send_ in found:",)


def test_an_aggregate_may_be_called_like_the_item_of_a_list() -> None:
    text = FINDING.replace("Thing", "Item")

    assert policy("count_it", text).loops == ("for item in found:",)
    assert policy("count_each", text).loops == (
        "for item_ in found:",
        "    for item in event.tins:",
    )
    assert "item=item_.id, count=item.code" in policy("count_each", text).sending
