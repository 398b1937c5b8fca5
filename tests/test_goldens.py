"""Two whole projects, byte for byte."""

import pytest
from goldens import RECIPES, kept, rendered


@pytest.mark.parametrize("name", RECIPES)
def test_a_project_is_what_was_last_accepted(name: str) -> None:
    now, before = rendered(name), kept(name)

    changed = sorted(str(path) for path in {*now, *before} if now.get(path) != before.get(path))
    assert not changed, "read the difference that `make goldens` makes, and tell it in changes/"
