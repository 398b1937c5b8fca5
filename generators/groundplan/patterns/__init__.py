"""The catalogue: every pattern this version generates, in reading order."""

from . import (
    composition_root,
    cqrs,
    domain_model,
    item_list,
    message_bus,
    paging,
    policy,
    repository,
    services,
    state_machine,
    unit_of_work,
    value_object,
)
from .pattern import Pattern

CATALOGUE: tuple[Pattern, ...] = (
    domain_model.PATTERN,
    value_object.PATTERN,
    state_machine.PATTERN,
    item_list.PATTERN,
    repository.PATTERN,
    unit_of_work.PATTERN,
    message_bus.PATTERN,
    cqrs.PATTERN,
    services.PATTERN,
    paging.PATTERN,
    policy.PATTERN,
    composition_root.PATTERN,
)

__all__ = ["CATALOGUE", "Pattern"]
