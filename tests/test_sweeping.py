import gc

import pytest

from groundplan.sweeping import unswept


def fail() -> None:
    raise RuntimeError("swept" if gc.isenabled() else "held back")


def test_garbage_is_looked_for_again_afterwards_even_after_a_failure() -> None:
    with pytest.raises(RuntimeError, match="held back"), unswept():
        fail()

    assert gc.isenabled()


def test_who_holds_it_back_already_goes_on_to_do_so() -> None:
    gc.disable()
    try:
        with unswept():
            pass

        assert not gc.isenabled()
    finally:
        gc.enable()
