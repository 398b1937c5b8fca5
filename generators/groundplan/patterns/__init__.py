"""The catalogue: every pattern this version generates, in reading order."""

from . import (
    composition_root,
    conditional_requests,
    cqrs,
    docker,
    domain_model,
    environment,
    http,
    idempotency_key,
    item_list,
    message_bus,
    migrations,
    optimistic_locking,
    paging,
    policy,
    problem_details,
    repository,
    services,
    sql,
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
    optimistic_locking.PATTERN,
    message_bus.PATTERN,
    cqrs.PATTERN,
    services.PATTERN,
    paging.PATTERN,
    policy.PATTERN,
    sql.PATTERN,
    migrations.PATTERN,
    http.PATTERN,
    problem_details.PATTERN,
    conditional_requests.PATTERN,
    idempotency_key.PATTERN,
    environment.PATTERN,
    docker.PATTERN,
    composition_root.PATTERN,
)

__all__ = ["CATALOGUE", "Pattern"]
