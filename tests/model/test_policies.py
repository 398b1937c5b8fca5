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
      Bond:
        fields: {order: Order, friend: Order}
        commands: {TieBond: {creates: true, emits: BondTied}}
    policies:
      log_each:  {when: OrderPlaced, then: WriteLog, each: costs}
      join_each: {when: OrderPlaced, then: JoinOrder, each: friends}
      join_them: {when: OrderPlaced, then: JoinOrder, each: friends, with: {order: friends}}
      tie_each:  {when: OrderPlaced, then: TieBond, each: friends, with: {friend: friends}}
      weigh:     {when: OrderPlaced, then: Bell.weigh, each: costs, with: {cost: costs}}
      count:     {when: OrderPlaced, then: Bell.count, each: costs, with: {all: costs}}
    ports:
      Bell: {methods: {weigh: {takes: {cost: Cost}}, count: {takes: {all: Cost*}}}}
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


@pytest.mark.parametrize("name", ["join_each", "join_them"])
def test_an_item_that_refers_to_the_target_is_the_target(name: str) -> None:
    sent = "command = JoinOrder(order=item, friends=event.friends)"

    assert sent in policy(name).sending


def test_an_item_itself_goes_where_the_list_is_named_and_one_is_taken() -> None:
    assert "command = TieBond(order=event.order, friend=item)" in policy("tie_each").sending
    assert "partial(bell.weigh, cost=item)" in policy("weigh").sending


def test_a_policy_that_tells_a_port_has_time_for_all_tries() -> None:
    wiring = examples.model(text=TEXT).wiring

    assert wiring.deadline == "60.0 + TRIES * settings.port_timeout"
    assert "import TRIES, steps" in wiring.imports
    assert examples.model(text=FINDING).wiring.deadline == "60.0"


def test_an_item_of_which_nothing_is_read_says_so() -> None:
    assert policy("weigh").loops == ("for item in event.costs:",)
    assert policy("count").loops == ("for _item in event.costs:",)
    assert "partial(bell.count, all=event.costs)" in policy("count").sending


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


@pytest.mark.parametrize("name", ["Asked", "Call", "Item", "Partial", "Tell"])
def test_a_port_that_is_told_makes_way_for_what_tells_it(name: str) -> None:
    text = TEXT.replace("Bell", name)

    assert f"partial({name.lower()}_.weigh, cost=item)" in policy("weigh", text).sending
