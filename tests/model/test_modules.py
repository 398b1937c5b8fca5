"""A module: its imports, its door."""

import ast

import pytest
from model import examples

from groundplan.model.facts import RepositoryFacts


def test_the_door_offers_public_messages_and_what_they_carry() -> None:
    storage = examples.module("storage")

    assert storage.offered == (
        "CratePacked",
        "CrateRecord",
        "CrateState",
        "GetCrate",
        "PackCrate",
        "Part",
    )


def test_the_door_of_services_offers_a_protocol_in_place_of_messages() -> None:
    storage = examples.module("storage", application="services")

    assert "PublicStorage" in storage.offered
    assert "PackCrate" not in storage.offered
    assert "CratePacked" in storage.offered


def test_a_module_without_public_names_has_an_empty_door() -> None:
    lending = examples.module("lending")

    assert lending.offered == ()
    assert not lending.has_public


@pytest.mark.parametrize("file", RepositoryFacts.__dataclass_fields__)
@pytest.mark.parametrize("application", ["cqrs", "services"])
def test_no_file_imports_itself(file: str, application: str) -> None:
    for module in examples.model(application=application).modules:
        block = getattr(module.imports, file)
        modules = {it.module for it in ast.walk(ast.parse(block)) if isinstance(it, ast.ImportFrom)}

        assert f"depot.{module.name}.{file}" not in modules


def test_modules_import_each_other_at_their_doors_alone() -> None:
    for module in examples.model().modules:
        for file in RepositoryFacts.__dataclass_fields__:
            for line in getattr(module.imports, file).splitlines():
                named = line.split()[1].split(".") if line.startswith("from depot") else []
                assert named[1:2] in ([], [module.name], ["shared"]) or len(named) == 2
