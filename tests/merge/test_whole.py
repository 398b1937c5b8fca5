"""Merges that look clean and would be wrong."""

from pathlib import PurePosixPath as P

import pytest

from groundplan.merge import Merged, merged
from groundplan.merge.binding import unbound_in

EVENT = '''class {name}(Event):
    """It was so."""

    order: UUID
    at: datetime
{more}

'''


def merge(base: str, ours: str, theirs: str) -> Merged:
    return merged(P("a.py"), base=base.encode(), ours=ours.encode(), theirs=theirs.encode())


def event(name: str, more: str = "") -> str:
    return EVENT.format(name=name, more=more)


def test_a_change_finds_its_class_though_two_were_swapped() -> None:
    first, second = event("Confirmed"), event("Shipped")
    changed = event("Shipped", "    by: str\n")

    done = merge(first + second, second + first, first + changed)

    assert not done.conflicts
    assert done.text.decode().split() == (changed + first).split()


def test_a_change_finds_its_method_though_two_were_swapped() -> None:
    def method(name: str, more: str = "") -> str:
        return f"    def {name}(self):\n        self.work()\n{more}        self.done()\n\n"

    changed = method("b", "        self.more()\n")
    head = "class A:\n"

    done = merge(
        head + method("a") + method("b"),
        head + method("b") + method("a"),
        head + method("a") + changed,
    )

    assert not done.conflicts
    assert done.text.decode().split() == (head + changed + method("a")).split()


MEMBERS = "class A(Enum):\n" + "".join(f"    M{it} = {it}\n" for it in range(9))
CALL = "def f():\n    return f(\n{}    )\n".format(
    "".join(f"        a{it}=1,\n" for it in range(9))
)
KEYS = "A = {{\n{}}}\n".format("".join(f"    'a{it}': {it},\n" for it in range(9)))
NAMES = "".join(f"A{it} = {it}\n" for it in range(9))


@pytest.mark.parametrize(
    ("base", "early", "late", "add"),
    [
        (MEMBERS, "    M1 =", "    M8 =", ("    NEW = 10\n", "    NEW = 11\n")),
        (CALL, "        a1", "        a8", ("        b=row.b,\n", "        b=row.c,\n")),
        (KEYS, "    'a1'", "    'a8'", ("    'b': 1,\n", "    'b': 2,\n")),
        (NAMES, "A1", "A8", ("B = 1\n", "B = 2\n")),
    ],
    ids=["members", "arguments", "keys", "names"],
)
def test_what_both_added_at_two_places_is_a_conflict(
    base: str, early: str, late: str, add: tuple[str, str]
) -> None:
    ours, theirs = (
        base.replace(it, f"{new}{it}") for it, new in zip((early, late), add, strict=True)
    )

    assert merge(base, ours, theirs).conflicts


@pytest.mark.parametrize("margin", ["", "    "], ids=["file", "for types"])
def test_one_name_from_two_modules_is_a_conflict(margin: str) -> None:
    head = "if TYPE_CHECKING:\n" if margin else ""
    base, ours, theirs = (
        f"{head}{margin}from a import A\n{margin}from shop.{it} import X\n{margin}from z import Z\n"
        for it in ("old", "moved", "new")
    )

    assert merge(base, ours, theirs).conflicts


def test_one_import_that_both_added_is_none() -> None:
    base = "import a\n\n\nx = 1\ny = 2\nz = 3\n"
    ours = base.replace("import a\n", "import a\nimport b.c\n")
    theirs = base.replace("z = 3\n", "z = 3\nimport b.c\nimport b.d\n")

    assert not merge(base, ours, theirs).conflicts


def test_what_stood_twice_already_is_no_conflict() -> None:
    base = "x = {'a': 1, 'a': 2}\ny = 1\ny = 2\n\n\n\nz = 3\n\n\n\nw = 1\n"

    assert not merge(base, base.replace("z = 3", "z = 4"), base.replace("w = 1", "w = 2")).conflicts


def test_a_warning_is_no_flaw() -> None:
    base = "x = '\\d'\n\n\n\ny = 1 is 1\n\n\n\nz = 1\n"

    done = merge(base, base.replace("x =", "v ="), base.replace("z", "w"))

    assert not done.conflicts


UNUSED = "from a import A, B\n\n\ndef f():\n    return A, B\n\n\ndef g():\n    return 1\n"


def test_an_import_that_you_took_out_and_the_new_version_needs_is_a_conflict() -> None:
    ours = UNUSED.replace("import A, B", "import A").replace("A, B", "A")
    theirs = UNUSED.replace("return 1", "return B")

    (conflict,) = merge(UNUSED, ours, theirs).conflicts
    assert conflict.where == "B"


def test_an_import_that_nobody_needs_may_go() -> None:
    ours = UNUSED.replace("import A, B", "import A").replace("A, B", "A")
    theirs = UNUSED.replace("return 1", "return A, unknown")

    assert not merge(UNUSED, ours, theirs).conflicts


SIZE, BOX = "class Size:\n    a: int\n\n\n", "class Box:\n    b: int\n\n\n"
SHOWN, MORE = "class Shown:\n    pass\n\n\n", "    c: int\n\n\n"


def after(name: str) -> tuple[str, str]:
    """Return a route that was in its place, and one that needs another before it."""
    plain = f'    @routes.get("/{name}")\n    async def {name}() -> None:\n        pass\n\n'
    return plain, plain.replace(f'"/{name}"', f'"/{name}", dependencies=[Depends(audited)]')


def test_a_base_that_would_come_after_its_class_is_a_conflict() -> None:
    based = BOX.replace("Box", "Box(Shown)")

    done = merge(SIZE + BOX, SIZE + SHOWN + based, BOX[:-2] + MORE + SIZE[:-2] + MORE)

    assert done.conflicts


def test_a_function_that_would_come_after_its_decorator_is_a_conflict() -> None:
    head = "def routed(routes: Router) -> None:\n"
    write, edit = after("write"), after("edit")
    audited = "    async def audited() -> None:\n        pass\n\n"

    done = merge(
        head + write[0] + edit[0],
        head + write[0] + audited + edit[1],
        head + edit[0].replace("pass", "done()") + write[0],
    )

    assert done.conflicts


def test_what_only_runs_later_may_come_before() -> None:
    first, second = "def f() -> int:\n    return g()\n\n\n", "def g() -> int:\n    return 1\n\n\n"
    more = second.replace("1", "2")

    done = merge(second, first + second, more)

    assert not done.conflicts
    assert done.text.decode() == first + more


def test_a_function_that_goes_and_that_you_use_is_a_conflict() -> None:
    head = "def f(routes: Router) -> None:\n"
    a, c = "    def a() -> None:\n        pass\n\n", "    def c() -> None:\n        pass\n\n"

    done = merge(
        head + a + c + "    end()\n",
        head + a + c + "    end()\n    routes.c = c\n",
        head + a + "    end()\n",
    )

    assert done.conflicts


def test_a_parameter_that_goes_is_told_though_a_method_is_called_so_now() -> None:
    base = (
        "class Sailing:\n"
        "    def note_sailing(self, note):\n"
        "        return self.rude(note=note)\n"
        "\n"
        "    def rude(self, note):\n"
        '        """Rude."""\n'
        "        return False\n"
    )
    mine = base.replace("return False", "return note is not None")
    new = base.replace("note=note", "remark=remark").replace("self, note)", "self, remark)")

    done = merge(base, mine, new.replace("note_sailing", "note"))

    assert [(it.line, it.where, it.said) for it in done.conflicts] == [
        (7, "note", "is used, but no longer there"),
    ]


@pytest.mark.parametrize(
    "own",
    [
        'def f(it: "Photo | None") -> None: ...\n',
        'def f() -> "list[Photo]": ...\n',
        'it: list["Photo"]\n',
        '__all__ = ["Photo"]\n',
    ],
)
def test_a_name_in_a_text_that_stands_for_it_is_told(own: str) -> None:
    base = "from values import Photo, Sku\n\nkey = Sku\npictures = Photo\n\nlast = 1\n"
    theirs = base.replace("Photo, ", "").replace("pictures = Photo\n", "")

    done = merge(base, f"{base}\n{own}", theirs)

    assert [(it.where, it.said) for it in done.conflicts] == [
        ("Photo", "is used, but no longer imported"),
    ]


def test_a_text_that_stands_for_itself_is_no_name() -> None:
    own = 'it: Literal["gone"]\nthat: Annotated[str, "gone", F(pattern="gone")]\n__all__ = ["it"]\n'

    assert unbound_in(f"from x import Annotated, F, Literal\n{own}") == {"str": 3}


def test_a_name_is_bound_where_its_scope_says_so() -> None:
    assert unbound_in(SCOPES) == {"gone": 17, "late": 19, "len": 11, "__name__": 11}


SCOPES = """\
import os

LIST = [it for it in os.sep]


def outer(taken):
    global made
    made = taken

    def inner():
        return made, taken, LIST, len(__name__), "\\d"

    return inner


class Kept:
    late = gone

    def of(self): return late
"""


@pytest.mark.parametrize("swapped", [False, True])
def test_what_was_written_for_one_is_not_handed_to_another_unsaid(*, swapped: bool) -> None:
    base = "def f(it):\n    return old(\n        it.a,\n        it.b,\n        it.c,\n    )\n"
    more = base.replace("it.c,\n", "it.c,\n        it.d,\n")
    sides = (base.replace("old", "new"), more) if swapped else (more, base.replace("old", "new"))

    done = merge(base, *sides)

    assert done.conflicts


def test_one_who_calls_another_and_hands_over_more_is_believed() -> None:
    base = "def f(it):\n    return old(\n        it.a,\n        it.b,\n        it.c,\n    )\n"
    mine = base.replace("it.c,\n", "it.c,\n        it.d,\n").replace("old", "new")

    done = merge(base, mine, base + "\n\ndef g(it):\n    return old(it.d)\n")

    assert not done.conflicts
    assert done.text.decode().startswith(mine)


WRITE = """class Note:
    body: str

    def write(self, title: str) -> str:
        new = title

        return new
"""


@pytest.mark.parametrize(
    "own",
    [
        "topic = title.upper()",
        "for topic in title: print(topic)",
        "any((topic := it) for it in title)",
        "from string import capwords as topic",
    ],
)
def test_a_new_parameter_of_the_name_of_a_local_variable_is_told(own: str) -> None:
    mine = WRITE.replace("        new = title\n", f"        {own}\n        new = title\n")

    done = merge(WRITE, mine, WRITE.replace("title: str", "title: str, topic: str"))

    assert [(it.where, it.line) for it in done.conflicts] == [("Note.write.topic", 5)]
    assert own in done.text.decode()


@pytest.mark.parametrize(
    "own",
    [
        "        match title:\n            case [topic, *_]:\n                title = topic\n",
        "        match title:\n            case [_, *topic]:\n                title = 'x'\n",
        "        match title:\n            case str() as topic:\n                title = topic\n",
        "        match title:\n            case {1: _, **topic}:\n                title = 'x'\n",
        "        try:\n            pass\n        except E as topic:\n            title = ''\n",
    ],
)
def test_a_new_parameter_of_a_name_that_a_pattern_binds_is_told(own: str) -> None:
    mine = WRITE.replace("        new = title\n", f"{own}        new = title\n")

    done = merge(WRITE, mine, WRITE.replace("title: str", "title: str, topic: str"))

    assert [(it.where, it.line) for it in done.conflicts] == [
        ("Note.write.topic", 6 + ("try" in own))
    ]


READING = "new = topic(title)"


@pytest.mark.parametrize(
    "own", [READING, "new = [topic(it) for it in title]", "new = lambda: topic"]
)
def test_a_new_parameter_that_hides_what_is_read_is_told(own: str) -> None:
    mine = "from string import capwords as topic\n" + WRITE.replace("new = title", own)

    done = merge(WRITE, mine, WRITE.replace("title: str", "title: str, topic: str"))

    assert [(it.where, it.line) for it in done.conflicts] == [("Note.write.topic", 6)]
    assert "is a parameter now, where you mean something else by it" in str(done.conflicts[0])


@pytest.mark.parametrize(
    "own", ["new = [topic for topic in title]", "new = lambda topic: topic", "new = title.topic"]
)
def test_a_name_that_an_expression_binds_for_itself_is_in_no_way(own: str) -> None:
    mine = WRITE.replace("new = title", own)

    done = merge(WRITE, mine, WRITE.replace("title: str", "title: str, topic: str"))

    assert done.conflicts == ()


def test_a_new_parameter_that_the_new_version_reads_too_is_told_of_nothing() -> None:
    new = WRITE.replace("title: str", "title: str, topic: str").replace(
        "= title", "= title + topic"
    )
    mine = WRITE.replace("        return", "        print(new)\n        return")

    done = merge(WRITE, mine, new)

    assert done.conflicts == ()
    assert "title + topic" in done.text.decode()


def test_a_new_variable_of_the_name_of_a_parameter_of_ones_own_is_told() -> None:
    mine = WRITE.replace("title: str", "title: str, topic: str = ''")

    done = merge(
        WRITE, mine, WRITE.replace("\n\n        return", "\n        topic = 1\n\n        return")
    )

    assert [it.where for it in done.conflicts] == ["Note.write.topic"]


def test_what_both_sides_add_alike_is_no_name_of_two_things() -> None:
    more = WRITE.replace("title: str", "title: str, topic: str")
    mine = more.replace("        return", "        print(topic)\n        return")

    done = merge(WRITE, mine, more)

    assert (done.conflicts, done.text.decode()) == ((), mine)


@pytest.mark.parametrize(
    ("own", "where"),
    [
        ("    def summary(self) -> str:\n        return 'mine'\n", "Note.summary"),
        ("    summary = 'mine'\n", "Note.summary"),
    ],
)
def test_a_name_that_a_rename_takes_from_the_owner_is_told(own: str, where: str) -> None:
    new = WRITE.replace("body", "summary")
    sides = [it.encode() for it in (WRITE, WRITE + "\n" + own, new)]

    done = merged(
        P("a.py"), base=sides[0], ours=sides[1], theirs=sides[2], spellings=[("body", "summary")]
    )

    assert [it.where for it in done.conflicts] == [where]
    assert own in done.text.decode()


NEEDING = """from datetime import date, datetime
from decimal import Decimal

from shop.values import Money


class Piece:
    made: date
    worth: Decimal
    price: Money
    seen: datetime
"""
OWN = "\n    def tax(self) -> Decimal:\n        return Decimal(1)\n"
LESS = NEEDING.replace("from decimal import Decimal\n", "").replace("    worth: Decimal\n", "")


def test_an_import_of_pythons_own_that_the_owner_still_needs_is_kept() -> None:
    done = merge(NEEDING, NEEDING + OWN, LESS)

    assert done.conflicts == ()
    assert done.text.decode() == NEEDING.replace("    worth: Decimal\n", "") + OWN


def test_one_name_of_an_import_is_kept_too() -> None:
    own = "\n    def age(self, day: date) -> int:\n        return 1\n"
    new = NEEDING.replace("import date, datetime", "import datetime").replace(
        "    made: date\n", ""
    )

    done = merge(NEEDING, NEEDING + own, new)

    assert done.conflicts == ()
    assert done.text.decode() == NEEDING.replace("    made: date\n", "") + own


def test_an_import_that_nobody_needs_goes() -> None:
    own = "\n    def age(self) -> int:\n        return 1\n"

    assert merge(NEEDING, NEEDING + own, LESS).text.decode() == LESS + own


def test_an_import_of_what_may_be_gone_is_asked_about() -> None:
    own = "\n    def tax(self) -> Money:\n        return Money(1)\n"
    new = NEEDING.replace("from shop.values import Money\n\n", "").replace("    price: Money\n", "")

    done = merge(NEEDING, NEEDING + own, new)

    assert [(it.where, it.said) for it in done.conflicts] == [
        ("Money", "is used, but no longer imported")
    ]


ROUTES = """def router(routes: Routes) -> Routes:
    @routes.get("/pieces")
    async def pieces() -> None:
        pass

    return routes
"""
ANOTHER = '\n    @routes.{}("/{}")\n    async def {}() -> None:\n        pass\n'


@pytest.mark.parametrize(
    ("method", "path", "said"),
    [
        ("get", "count", [("@routes.get /count", "is there twice")]),
        ("post", "count", []),
        ("get", "counts", []),
    ],
)
def test_a_route_that_both_sides_answer_is_told(
    method: str, path: str, said: list[tuple[str, str]]
) -> None:
    mine = ROUTES.replace("\n    @routes", ANOTHER.format(method, path, "own") + "\n    @routes", 1)
    new = ROUTES.replace("\n    return", ANOTHER.format("get", "count", "count") + "\n    return")

    done = merge(ROUTES, mine, new)

    assert [(it.where, it.said) for it in done.conflicts] == said


def test_what_follows_a_thing_that_both_sides_added_elsewhere_stays() -> None:
    own = "\n    def topic(self) -> str:\n        return ''\n"
    own = f"{own}\n    def last(self) -> int:\n        return 4\n"
    new = WRITE.replace("    body: str\n", "    topic: str\n    body: str\n")

    done = merge(WRITE, WRITE + own, new)

    assert [it.where for it in done.conflicts] == ["Note.topic"]
    text = done.text.decode()
    assert text.index("    def write") < text.index("    def last")
    assert text.endswith("\n        return 4\n")


ASKED = """from web import shown
from web.bus import Bus
from web.terms import Terms


def router(bus: Bus, terms: Terms) -> None:
    def first() -> int:
        return shown(bus.ask())
"""
ASKED_NEW = ASKED.replace("from web.bus import Bus\n", "").replace("bus: Bus", "service: object")
ASKED_NEW = ASKED_NEW.replace("bus.ask()", "service.first()")
COUNTED = "\n    def count() -> int:\n        return len(bus.ask())\n"
BUS = ("bus", "is used, but no longer there")


def test_a_name_that_is_gone_is_told_though_lines_conflict_beside_it() -> None:
    ours = ASKED.replace("import shown\n", "import shown\nfrom web.errors import NotFound\n")

    done = merge(ASKED, ours + COUNTED, ASKED_NEW)

    (conflict,) = done.conflicts
    assert (conflict.where, conflict.said) == BUS
    assert "<<<<<<<" not in done.text.decode()
    assert done.text.decode().split("\n")[conflict.line - 1] == COUNTED.split("\n")[2]


def test_a_name_that_is_gone_is_told_beside_markers() -> None:
    ours = ASKED.replace("shown(bus.ask())", "shown(bus.all())") + COUNTED

    done = merge(ASKED, ours, ASKED_NEW)

    marked, told = done.conflicts
    assert (marked.said, (told.where, told.said)) == ("", BUS)
    assert done.text.decode().split("\n")[told.line - 1] == COUNTED.split("\n")[2]


def test_a_name_that_one_side_of_a_marked_stretch_brings_is_not_told() -> None:
    base = "from a import A\n\n\ndef f():\n    return A\n\n\ndef g():\n    return 1\n"
    ours = base.replace("import A", "import A  # mine").replace("return 1", "return A, 2")
    theirs = base.replace("import A", "import B").replace("return A", "return B")

    (conflict,) = merge(base, ours, theirs).conflicts

    assert conflict.said == ""
