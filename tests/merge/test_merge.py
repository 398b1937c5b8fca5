from pathlib import PurePosixPath as P

import pytest

from groundplan.merge import Conflict, Merged, merged

PYTHON = P("src/shop/model.py")
BASE = '''"""Orders."""

from decimal import Decimal


class Order:
    """An order."""

    def confirm(self) -> int:
        """Confirm."""
        return 1

    def ship(self) -> int:
        """Ship."""
        return 2
'''


def edited(*edits: tuple[str, str], text: str = BASE) -> str:
    for find, put in edits:
        assert find in text
        text = text.replace(find, put, 1)
    return text


def merge(ours: str, theirs: str, base: str = BASE, path: P = PYTHON) -> Merged:
    return merged(path, base=base.encode(), ours=ours.encode(), theirs=theirs.encode())


def text_of(done: Merged) -> str:
    assert not done.conflicts, done.text.decode()
    return done.text.decode()


def test_what_one_side_left_alone_comes_from_the_other() -> None:
    assert merge(BASE, "x = 1\n") == Merged(b"x = 1\n", how="theirs")
    assert merge("x = 1\n", BASE) == Merged(b"x = 1\n", how="ours")
    assert merge("x = 1\n", "x = 1\n") == Merged(b"x = 1\n", how="same")


def test_edits_far_apart_are_merged_by_lines() -> None:
    done = merge(edited(("Decimal", "Decimal, localcontext")), edited(("return 2", "return 3")))

    assert done.how == "lines"
    assert "localcontext" in text_of(done)
    assert "return 3" in text_of(done)


def test_a_file_that_both_added_is_the_users() -> None:
    done = merged(P("a.txt"), base=None, ours=b"mine\n", theirs=b"new\n")

    assert done == Merged(b"mine\n", (Conflict(1, ""),), "kept")


@pytest.mark.parametrize("ours", [b"\xff\xfe", b"a\0b\n"], ids=["undecodable", "binary"])
def test_what_is_no_text_is_kept(ours: bytes) -> None:
    assert merged(P("a.py"), base=b"a\n", ours=ours, theirs=b"b\n").text == ours
    assert merged(P("a.py"), base=b"a\n", ours=ours, theirs=b"b\n").how == "kept"


def test_a_markers_place_is_told_with_the_name() -> None:
    done = merge(edited(("return 2", "return 20")), edited(("return 2", "return 3")))

    (conflict,) = done.conflicts
    assert conflict.where == "Order.ship"
    assert done.text.decode().split("\n")[conflict.line - 1] == "<<<<<<< yours"
    assert done.text.decode() == edited(
        (
            "        return 2\n",
            "<<<<<<< yours\n        return 20\n||||||| last version\n        return 2\n=======\n"
            "        return 3\n>>>>>>> new version\n",
        )
    )


def test_a_conflict_stands_beside_what_merges() -> None:
    done = merge(
        edited(("return 2", "return 20"), ("Decimal", "Context, Decimal")),
        edited(("return 2", "return 3"), ("Decimal", "Decimal, localcontext")),
    )

    assert [it.where for it in done.conflicts] == ["Order.ship"]
    assert b"from decimal import Context, Decimal, localcontext\n" in done.text


def test_a_comment_is_an_edit() -> None:
    done = merge(edited(("return 2", "return 2  # two")), edited(("return 2", "return 3")))

    assert done.conflicts
    assert b"# two" in done.text


def test_layout_alone_is_no_edit() -> None:
    ours = edited(("    def ship(self) -> int:\n", "    def ship(\n        self,\n    ) -> int:\n"))
    theirs = edited(("    def ship(self) -> int:\n", "    def ship(self, fast: bool) -> int:\n"))

    assert text_of(merge(ours, theirs)) == theirs


def test_what_the_user_removed_and_the_template_changed_is_shown() -> None:
    ship = BASE[BASE.index("\n    def ship") :]
    done = merge(edited((ship, "")), edited(("return 2", "return 3")))

    assert [it.where for it in done.conflicts] == ["Order.ship"]
    assert b"return 3" in done.text


def test_what_the_template_removed_and_the_user_changed_is_kept() -> None:
    ship = BASE[BASE.index("\n    def ship") :]
    done = merge(edited(("return 2", "return 3")), edited((ship, "")))

    assert [it.where for it in done.conflicts] == ["Order.ship"]
    assert b"return 3" in done.text


def test_one_name_added_twice_is_a_conflict() -> None:
    own = '\n    def cancel(self) -> int:\n        """Mine."""\n        return 7\n'
    new = '    def cancel(self) -> int:\n        """New."""\n        return 8\n\n'
    done = merge(BASE + own, edited(("    def confirm", f"{new}    def confirm")))

    assert [it.where for it in done.conflicts] == ["Order.cancel"]
    assert b"return 7" in done.text
    assert b"return 8" in done.text


def test_setters_keep_their_properties() -> None:
    pair = (
        "class A:\n    @property\n    def a(self) -> int:\n        return 1\n\n"
        "    @a.setter\n    def a(self, to: int) -> None:\n        print(to)\n"
    )
    done = merge(
        edited(("print(to)", "print(to, 1)"), text=pair),
        edited(
            ("    @a.setter\n", "    # New.\n    @a.setter\n"),
            ("print(to)", "print(to)"),
            text=pair,
        ),
        pair,
    )

    assert text_of(done).count("def a") == 2
    assert "print(to, 1)" in text_of(done)
    assert "# New." in text_of(done)


def test_what_the_user_moved_stays_there() -> None:
    ship = BASE[BASE.index("    def ship") :]
    confirm = BASE[BASE.index("    def confirm") : BASE.index("\n    def ship")]
    head = BASE[: BASE.index("    def confirm")]
    done = merge(
        f"{head}{ship}\n{confirm}",
        edited(("return 1", "return 10"), ("return 2", "return 20")),
    )

    text = text_of(done)
    assert text.index("return 20") < text.index("return 10")


def test_neighbouring_lines_of_a_function_do_not_conflict() -> None:
    base = "def f() -> None:\n    a = 1\n    b = 2\n    print(a, b)\n"
    done = merge(base.replace("a = 1", "a = 5"), base.replace("b = 2", "b = 6"), base)

    assert text_of(done) == "def f() -> None:\n    a = 5\n    b = 6\n    print(a, b)\n"


def test_steps_at_one_place_conflict_where_their_order_may_matter() -> None:
    base = "def f() -> None:\n    a = 1\n    print(a)\n"
    done = merge(
        base.replace("    print", "    a += 1\n    print"),
        base.replace("    print", "    a *= 2\n    print"),
        base,
    )

    assert [it.where for it in done.conflicts] == ["f"]


def test_blocks_are_opened() -> None:
    base = "def f() -> None:\n    try:\n        a = 1\n        b = 2\n    finally:\n        c = 3\n"
    done = merge(base.replace("a = 1", "a = 5"), base.replace("b = 2", "b = 6"), base)

    assert "        a = 5\n        b = 6\n" in text_of(done)


def test_syntax_of_a_newer_python_is_merged() -> None:
    base = "class A[T]:\n    a: T\n\n\ntype B = int\n"
    done = merge(
        base.replace("a: T\n", "a: T\n    b: T\n"), base.replace("a: T\n", "a: T\n    c: T\n"), base
    )

    assert "    a: T\n    c: T\n    b: T\n" in text_of(done)


def test_line_ends_are_the_users() -> None:
    ours = edited(("return 1", "return 10")).replace("\n", "\r\n")
    done = merge(ours, edited(("return 2", "return 20")))

    assert not done.conflicts
    assert done.text.count(b"\r\n") == done.text.count(b"\n")
    assert b"return 20" in done.text


def test_mixed_ends_and_a_mark_stay_where_they_are() -> None:
    ours = "\ufeff" + edited(('"""Orders."""\n', '"""Orders."""\r\n'), ("return 1", "return 10"))
    done = merge(ours.rstrip("\n"), edited(("return 2", "return 20")))

    assert done.text.startswith(b'\xef\xbb\xbf"""Orders."""\r\n\nfrom')
    assert done.text.endswith(b"return 20")


def test_an_import_of_pythons_own_stays_among_its_own() -> None:
    base = "from dataclasses import dataclass\nfrom functools import partial\n\nfrom own import A\n"
    ours = base.replace("\n\n", "\nfrom logging import getLogger\n\n")
    theirs = base.replace("from functools import partial\n", "\nfrom dishka import Provider\n")

    done = merged(P("a.py"), base=base.encode(), ours=ours.encode(), theirs=theirs.encode())

    assert done.text.decode() == (
        "from dataclasses import dataclass\nfrom logging import getLogger\n\n"
        "from dishka import Provider\n\nfrom own import A\n"
    )


def test_imports_for_types_stay_sorted() -> None:
    base = "if TYPE_CHECKING:\n    from a import A\n    from z import Z\n"
    ours = base.replace("    from z", "    from d import D\n    from z")
    theirs = base.replace("    from z", "    from m import (\n        M,\n    )\n    from z")

    made = text_of(merge(ours, theirs, base))

    assert made == theirs.replace("    from m", "    from d import D\n    from m")


def test_one_key_added_at_two_places_of_toml_is_a_conflict() -> None:
    base = "[tool]\na = 1\nb = 2\nc = 3\nd = 4\ne = 5\n"
    done = merge(f"{base}x = 1\n", base.replace("a = 1\n", "a = 1\nx = 2\n"), base, P("a.toml"))

    assert done.conflicts


def test_names_in_toml_are_told_apart() -> None:
    base = 'dependencies = [\n    "a>=1",\n]\n'
    ours = base.replace("]", '    "rich>=1",\n]')
    theirs = base.replace("]", '    "rich>=2",\n]')

    assert merge(ours, theirs, base, P("pyproject.toml")).conflicts
    assert not merge(ours, base.replace("]", '    "b>=2",\n]'), base, P("pyproject.toml")).conflicts


@pytest.mark.parametrize(
    "text",
    [
        f"x = {'(' * 9000}{')' * 9000}\n",
        f"x = (\n{'not (' * 500}1\n{')' * 501}\n",
        f"x = ({'1 +' * 50000} 1)\n",
        f"x = ({'1 + ' * 50000} 1)\n",
        "if a:\n    pass\n" + "elif b:\n    pass\n" * 3000,
        "".join(f"{' ' * depth}if a:\n" for depth in range(600)) + " " * 600 + "pass\n",
        "\x0c\n\\\n",
        "x = 1\r",
    ],
    ids=range(8),
)
def test_what_is_too_deep_does_not_crash(text: str) -> None:
    done = merge(f"a = 1\n{text}", f"a = 2\n{text}", f"a = 3\n{text}")

    assert done.conflicts
    assert b"a = 1" in done.text
