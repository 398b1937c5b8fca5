"""The names of an aggregate's methods."""

import keyword
from collections import Counter

from ..blueprint.domain import Aggregate
from ..names import snake


def method_names(aggregate: Aggregate) -> dict[str, str]:
    """Map each command to its method: `confirm` for ConfirmOrder, where that name is free."""
    thing = f"_{snake(aggregate.name)}"
    full = {command.name: snake(command.name) for command in aggregate.commands}
    short = {name: method.removesuffix(thing) for name, method in full.items()}
    others = {field.name for field in aggregate.fields} | {"id", "state"}
    others |= {rule.name for rule in aggregate.rules}
    for command in aggregate.commands:
        others |= {snake(rejection.error) for rejection in command.rejects}
        others |= {snake(emission.event) for emission in command.emits[1:]}
    count = Counter(short.values())
    return {
        name: method
        if count[method] == 1 and method not in others and not keyword.iskeyword(method)
        else full[name]
        for name, method in short.items()
    }
