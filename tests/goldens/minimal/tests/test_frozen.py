"""What is said, told, read or decided never changes: every such class is frozen."""

import importlib
import pkgutil
from dataclasses import is_dataclass

from notes import __path__ as folders

KINDS = {"commands", "events", "model", "queries", "records", "values"}
FILES = [
    file.name
    for file in pkgutil.walk_packages(folders, "notes.")
    if file.name.split(".")[-1] in KINDS
]


def test_every_class_is_frozen_and_takes_nothing_else() -> None:
    for name in FILES:
        found = vars(importlib.import_module(name)).values()
        classes = [it for it in found if isinstance(it, type) and it.__module__ == name]

        for each in filter(is_dataclass, classes):
            assert vars(each)["__dataclass_params__"].frozen, each
            assert "__slots__" in vars(each), each
