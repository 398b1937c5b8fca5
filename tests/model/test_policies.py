"""A policy: how its function reads the event, and what it sends."""

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


def policy(name: str, text: str = TEXT) -> PolicyFacts:
    """Return a policy of the first module."""
    first, *_ = examples.model(text=text).modules
    return next(it for it in first.policies if it.name == name)


def test_the_list_that_each_goes_over_is_itself_handed_on_whole() -> None:
    sent = "command = WriteLog(amount=item.amount, costs=event.costs)"

    assert sent in policy("log_each").sending


def test_an_item_that_refers_to_the_target_is_the_target() -> None:
    sent = "command = JoinOrder(order=item, friends=event.friends)"

    assert sent in policy("join_each").sending
