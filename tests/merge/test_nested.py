"""Definitions inside of a function, as the routes of a module are."""

from pathlib import PurePosixPath as P

import pytest

from groundplan.merge import Merged, merged

HEAD = '''def lifts(routes: Router, bus: Bus) -> None:
    """Add what may be asked of a lift."""
'''


def route(name: str, answer: str = "bus.ask") -> str:
    return f'''
    @routes.get("/{name}", operation_id="{name}")
    async def {name}(code: str) -> Response:
        """Answer."""
        found = await {answer}(code)
        return Response(found)
'''


OPEN, SHOW, MINE, NEW = (route(it) for it in ("open_lift", "show", "mine", "new"))
BASE = HEAD + OPEN + SHOW


def merge(base: str, ours: str, theirs: str) -> Merged:
    return merged(P("api.py"), base=base.encode(), ours=ours.encode(), theirs=theirs.encode())


def text_of(base: str, ours: str, theirs: str) -> str:
    done = merge(base, ours, theirs)
    assert not done.conflicts, done.text.decode()
    return done.text.decode()


@pytest.mark.parametrize("end", ["", "    return routes\n"], ids=["none", "return"])
@pytest.mark.parametrize("begin", ["", "    routes = Router()\n"], ids=["none", "assignment"])
def test_two_that_were_added_at_one_place_both_stay(begin: str, end: str) -> None:
    head = HEAD + begin
    base, ours, theirs = (head + OPEN + added + SHOW + end for added in ("", MINE, NEW))

    assert text_of(base, ours, theirs) == head + OPEN + MINE + NEW + SHOW + end


def test_one_that_was_added_stays_beside_one_that_changed() -> None:
    changed = route("show", "bus.tell")

    assert text_of(BASE, HEAD + OPEN + MINE + SHOW, HEAD + OPEN + changed) == (
        HEAD + OPEN + MINE + changed
    )


def test_one_name_that_both_added_is_a_conflict() -> None:
    own, new = route("new", "mine"), NEW

    (conflict,) = merge(BASE, HEAD + own + OPEN + SHOW, BASE + new).conflicts
    assert conflict.where == "lifts.new"


def test_one_that_both_changed_is_a_conflict_and_is_told_by_name() -> None:
    own, new = route("show", "mine"), route("show", "bus.tell")

    (conflict,) = merge(BASE, HEAD + OPEN + MINE + own, HEAD + OPEN + NEW + new).conflicts
    assert conflict.where == "lifts.show"


def test_one_that_you_removed_and_the_new_version_changed_is_a_conflict() -> None:
    done = merge(BASE, HEAD + OPEN + MINE, HEAD + OPEN + route("show", "bus.tell"))

    assert [it.where for it in done.conflicts] == ["lifts.show"]


def test_a_change_finds_its_function_though_two_were_swapped() -> None:
    ours = HEAD + SHOW + OPEN
    theirs = HEAD + OPEN + SHOW.replace("return Response(found)", "return Response(found, 1)")

    made = text_of(BASE, ours, theirs)

    assert made.index("def show") < made.index("found, 1") < made.index("def open_lift")


@pytest.mark.parametrize(
    ("own", "new"),
    [
        ("\n    bus.listen(1)\n", NEW),
        ("\n    if bus:\n        return\n", NEW),
        (MINE, "\n    bus.listen(1)\n"),
        ("\n    limit = 1\n", route("new", "limit")),
        (route("found"), NEW),
    ],
    ids=["call", "return", "new call", "name", "shadow"],
)
def test_what_may_depend_on_its_order_is_a_conflict(own: str, new: str) -> None:
    assert merge(BASE, HEAD + OPEN + own + SHOW, HEAD + OPEN + new + SHOW).conflicts


def test_a_function_that_went_below_a_statement_is_not_guessed_about() -> None:
    middle = "    bus.listen(1)\n"
    base, ours = HEAD + OPEN + middle + SHOW, HEAD + middle + OPEN + SHOW
    theirs = HEAD + route("open_lift", "bus.tell") + middle.replace("1", "2") + SHOW

    assert merge(base, ours, theirs).conflicts
