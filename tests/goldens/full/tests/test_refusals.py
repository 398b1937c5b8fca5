"""Every refusal of the program has an answer over HTTP."""

import importlib
from collections.abc import Iterator

from shop.shared.errors import DomainError
from shop.shared.problems import status_of

MODELS = [
    "shop.catalog.model",
    "shop.ordering.model",
    "shop.billing.model",
]
WANTED = {
    "shop.shared.errors.AlreadyExists": 409,
    "shop.shared.errors.ConcurrentChange": 409,
    "shop.shared.errors.IllegalMove": 409,
    "shop.shared.errors.Invalid": 422,
    "shop.shared.errors.NotFound": 404,
    "shop.shared.errors.Rejected": 409,
    "shop.shared.errors.Unavailable": 503,
    "shop.shared.terms.Repeated": 409,
    "shop.catalog.model.OutOfStock": 409,
    "shop.catalog.model.NoLongerSold": 409,
    "shop.ordering.model.AlreadyShipped": 409,
}


def refusals(kind: type[DomainError]) -> Iterator[type[DomainError]]:
    for inner in kind.__subclasses__():
        if inner.__module__.startswith("shop."):
            yield inner
        yield from refusals(inner)


def test_every_refusal_has_a_status() -> None:
    for model in MODELS:
        importlib.import_module(model)

    found = {f"{it.__module__}.{it.__name__}": status_of(it) for it in refusals(DomainError)}

    assert found.items() >= WANTED.items()
