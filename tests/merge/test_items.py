"""Items of lists that both sides touched: apart they merge, on one item they conflict."""

from pathlib import PurePosixPath as P

import pytest

from groundplan.merge import merged


def merge(base: str, ours: str, theirs: str, path: str = "a.py") -> str | None:
    """Return the merged text; None where there is a conflict."""
    done = merged(P(path), base=base.encode(), ours=ours.encode(), theirs=theirs.encode())
    return None if done.conflicts else done.text.decode()


def exploded(*items: str) -> str:
    return f"whole(\n{''.join(f'    {it},{chr(10)}' for it in items)})\n"


@pytest.mark.parametrize(
    "sides",
    [
        ("x = limit(10)\n", "x = limit(20)\n", "x = limit(30)\n"),
        ("A = (1, 2)\n", "A = (1, 3)\n", "A = (1, 4)\n"),
        ("A = [B, C]\n", "A = [B, D]\n", "A = [B, E]\n"),
        ("x: Mapped[int]\n", "x: Mapped[int | None]\n", "x: Mapped[float]\n"),
        ("x: T[F(ge=0)]\n", "x: T[F(ge=1)]\n", "x: T[F(ge=2)]\n"),
        ("x = f(a, b)\n", "x = f(a)\n", "x = f(a, c)\n"),
        ("x = f(a, b)\n", "x = f(a, c)\n", "x = f(a)\n"),
        ("x = f(a)\n", "x = f(a, 1)\n", "x = f(a, 2)\n"),
        ("x = F()\n", "x = F(mine)\n", "x = F(new)\n"),
        ("x = F(a=a, b=b)\n", "x = F.mine(a=a, b=b)\n", "x = F(a=a, new=1, b=b)\n"),
        ("x = F(a=a, b=b)\n", "x = F(a=a, mine=1, b=b)\n", "x = new(a=a, b=b)\n"),
        ("x = [F(a), F(b)]\n", "x = [F(a), mine(F(b))]\n", "x = [F(a), F(b, new)]\n"),
        ("x: dict[str]\n", "x: dict[str, int]\n", "x: dict[str, bool]\n"),
        ("x = f()(\n    a,\n)\n", "x = f()(\n    a,\n    1,\n)\n", "x = f()(\n    a,\n    2,\n)\n"),
    ],
)
def test_one_item_that_both_changed_is_a_conflict(sides: tuple[str, str, str]) -> None:
    assert merge(*sides) is None


CHECK = 'check("stock", self.stock, low=0)'


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ([CHECK.replace("0", "5")], [CHECK.replace("0", "9")]),
        ([CHECK.replace("low=0", "low=5")], [CHECK.replace("low=0", "high=99")]),
        ([], [CHECK.replace("0", "1")]),
        ([CHECK.replace("0", "5")], []),
    ],
    ids=["both", "other bounds", "removed here", "removed there"],
)
def test_one_line_of_a_list_that_both_changed_is_a_conflict(
    ours: list[str], theirs: list[str]
) -> None:
    before, after = 'check("name", self.name, low=1)', 'check("price", self.price)'
    base = exploded(before, CHECK, after)

    assert merge(base, exploded(before, *ours, after), exploded(before, *theirs, after)) is None


@pytest.mark.parametrize(
    ("sides", "made"),
    [
        (("f(a, b)\n", "f(a, b, c)\n", "f(a, d, b)\n"), "f(a, d, b, c)\n"),
        (("f(a, 1)\n", "f(a, 2)\n", "f(a, 1, b)\n"), "f(a, 2, b)\n"),
        (("f(a, b)\n", "f(a, c)\n", "f(a, c, d)\n"), "f(a, c, d)\n"),
        (("f(a)\n", "f(a, x=1)\n", "f(a, y=2)\n"), "f(a, y=2, x=1)\n"),
        (("x: Literal[A]\n", "x: Literal[A, B]\n", "x: Literal[A, C]\n"), "x: Literal[A, C, B]\n"),
        (("A = [b]\n", "A = [b, c]\n", "A = [b, d]\n"), "A = [b, d, c]\n"),
        (
            (
                "class A(B):\n    x = 1\n",
                "class A(B, C):\n    x = 1\n",
                "class A(B, D):\n    x = 1\n",
            ),
            "class A(B, D, C):\n    x = 1\n",
        ),
        (("f(x)\n", "f(x, g(1))\n", "f(x, g(2))\n"), "f(x, g(2), g(1))\n"),
        (("f(g(1))\n", "f(g(1), g(2))\n", "f(g(1), g(3))\n"), "f(g(1), g(3), g(2))\n"),
        (("x: T[F(ge=0)]\n", "x: T[F(ge=1)]\n", "x: T[F(ge=0, le=2)]\n"), "x: T[F(ge=1, le=2)]\n"),
        (
            ('f(C("x", 1), C("y", 1))\n', 'f(C("x", 2), C("y", 1))\n', 'f(C("x", 1), C("y", 3))\n'),
            'f(C("x", 2), C("y", 3))\n',
        ),
    ],
)
def test_items_that_each_side_changed_for_itself_merge(
    sides: tuple[str, str, str], made: str
) -> None:
    assert merge(*sides) == made


def test_lines_that_each_side_changed_for_itself_merge() -> None:
    base = exploded('c("x", low=0)', 'c("y", low=0)')
    ours = exploded('c("x", low=1)', 'c("y", low=0)', "mine()")
    theirs = exploded('c("x", low=0)', 'c("y", low=0, high=2)', "new()")

    assert merge(base, ours, theirs) == exploded(
        'c("x", low=1)', 'c("y", low=0, high=2)', "new()", "mine()"
    )


def test_bounds_of_one_line_merge_where_they_are_apart() -> None:
    base, ours, theirs = (exploded(f'c("x", {it})') for it in ("low=0", "low=0, high=9", "low=1"))

    assert merge(base, ours, theirs) == exploded('c("x", low=1, high=9)')


def test_a_row_that_one_side_removed_and_the_other_wrote_anew_is_a_conflict() -> None:
    base, theirs = "- a\n- b\n- c\n", "- a\n- new\n- c\n"

    assert merge(base, "- a\n- c\n", theirs, "README.md") is None


CALL = """\
async def play() -> None:
    lift = await bus.send(
        BuildLift(
            code="AB",
            bottom=Altitude(0),
            top=Altitude(0),
            ride=minutes(15),
        )
    )
"""


def test_keywords_of_a_call_that_stands_alone_in_another_merge() -> None:
    ours, theirs = ("top=Altitude(0)", "top=Altitude(900)"), ("minutes(15)", "seconds(900)")

    assert merge(CALL, CALL.replace(*ours), CALL.replace(*theirs)) == CALL.replace(*ours).replace(
        *theirs
    )


def test_keywords_that_were_added_to_a_call_that_stands_alone_merge() -> None:
    line = "            ride=minutes(15),\n"
    ours = CALL.replace(line, f"{line}            mine=1,\n")
    theirs = CALL.replace(line, "            ride=seconds(900),\n            new=2,\n")

    assert merge(CALL, ours, theirs) == theirs.replace("new=2,\n", "new=2,\n            mine=1,\n")


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (("minutes(15)", "minutes(16)"), ("minutes(15)", "seconds(900)")),
        (("            ride=minutes(15),\n", ""), ("minutes(15)", "seconds(900)")),
        (("        )\n", "        ),\n        mine,\n"), ("minutes(15)", "seconds(900)")),
        (("BuildLift", "MakeLift"), ("BuildLift", "RaiseLift")),
    ],
    ids=["both", "removed", "one more", "what is called"],
)
def test_one_keyword_or_call_that_both_changed_is_a_conflict(
    ours: tuple[str, str], theirs: tuple[str, str]
) -> None:
    assert merge(CALL, CALL.replace(*ours), CALL.replace(*theirs)) is None


def test_a_list_of_nothing_is_still_a_list() -> None:
    base = "x = [\n]\n"
    ours, theirs = (base.replace("]", f"    {it},\n]") for it in ("mine", "new"))

    assert merge(base, ours, theirs) == base.replace("]", "    new,\n    mine,\n]")


def test_one_line_that_both_changed_where_it_stands_alone_is_a_conflict() -> None:
    base, ours, theirs = (f"x = send(\n    build({it})\n)\n" for it in "123")

    assert merge(base, ours, theirs) is None


def test_what_is_not_called_may_change_on_one_side_and_its_arguments_on_the_other() -> None:
    base, ours, theirs = "x = F(a, b)\n", "x: G = F(a, b)\n", "x = F(a, b, c)\n"

    assert merge(base, ours, theirs) == "x: G = F(a, b, c)\n"


def test_a_key_that_both_sides_add_to_a_mapping_of_yaml_is_a_conflict() -> None:
    base = "jobs:\n  check:\n    runs: a\n  last:\n    runs: z\n"
    ours = base.replace("  check:", "  more:\n    runs: mine\n  check:")
    theirs = base.replace("  last:", "  more:\n    runs: new\n  last:")

    assert merge(base, ours, theirs, "ci.yml") is None
    assert merge(base, ours, base.replace("runs: z", "runs: y"), "ci.yml") is not None
