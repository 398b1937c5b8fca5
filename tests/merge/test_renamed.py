"""Things that have got another name, in files that their owner edited."""

from pathlib import PurePosixPath as P

import pytest

from groundplan.merge import Merged, merged
from groundplan.names import spellings

BASE = '''"""Calls."""

from values import CallId, ShipId


class Call:
    """A call."""

    id: CallId
    ship: ShipId

    def arrive(self, other: CallId) -> int:
        """Arrive a call."""
        call = f"call {other}"
        return told("Call", call)  # of a call

    def late(self) -> bool:
        """The call is late."""
        return False
'''
THEIRS = (
    BASE.replace("CallId", "PortVisitId")
    .replace("Call", "PortVisit")
    .replace("call = ", "port_visit = ")
    .replace(", call)", ", port_visit)")
    .replace("a call", "a port visit")
    .replace("A call", "A port visit")
    .replace('f"call', 'f"port visit')
    .replace("The call", "The port visit")
    .replace("    ship: ShipId\n", "    ship: ShipId\n    tugs: int\n")
)


def merge(ours: str, theirs: str = THEIRS, path: str = "model.py") -> Merged:
    pairs = tuple(zip(spellings("Call"), spellings("PortVisit"), strict=True))
    base = BASE.encode()
    return merged(P(path), base=base, ours=ours.encode(), theirs=theirs.encode(), spellings=pairs)


def edited(find: str, put: str, text: str = BASE) -> str:
    assert find in text
    return text.replace(find, put, 1)


@pytest.mark.parametrize(
    ("find", "put"),
    [
        ("return False", "return self.ship.is_slow"),
        ('"""A call."""', '"""A call at this harbour.\n\n    It is told a day before.\n    """'),
        ("    def late", "    def early(self) -> bool:\n        return True\n\n    def late"),
        ("    ship: ShipId\n", "    mine: int = 1\n    ship: ShipId\n"),
        ("# of a call", "# of a call; mine"),
    ],
    ids=["answer", "docstring", "method", "field", "comment"],
)
def test_an_edit_goes_along_with_what_was_renamed(find: str, put: str) -> None:
    done = merge(edited(find, put))

    assert not done.conflicts, done.text.decode()
    text = done.text.decode()
    assert put in text
    assert "class PortVisit:" in text
    assert "    tugs: int\n" in text
    assert "CallId" not in text


def test_an_old_name_beside_a_conflict_is_told_too() -> None:
    ours = edited("return False", "return self.at(CallId)", edited("Calls.", "My calls."))

    done = merge(ours, THEIRS.replace("PortVisits.", "New calls."))

    first, second = done.conflicts
    assert first.said == ""
    assert (second.where, second.said) == ("CallId", "is called PortVisitId now")
    assert "self.at(CallId)" in done.text.decode().split("\n")[second.line - 1]


def test_without_an_edit_it_is_the_new_version() -> None:
    assert merge(BASE).text.decode() == THEIRS


def test_what_stood_on_a_line_with_an_edit_is_renamed_too() -> None:
    done = merge(edited("other: CallId)", "other: CallId, mine: int = 1)"))

    assert not done.conflicts
    assert "def arrive(self, other: PortVisitId, mine: int = 1) -> int:" in done.text.decode()


def test_a_method_that_was_moved_is_renamed_where_it_stands_now() -> None:
    arrive = BASE[BASE.index("    def arrive") : BASE.index("    def late")]
    done = merge(edited(arrive, "") + "\n" + arrive.rstrip("\n") + "\n")

    assert not done.conflicts
    text = done.text.decode()
    assert text.index("def late") < text.index("def arrive(self, other: PortVisitId)")
    assert '"""The port visit is late."""' in text
    assert "Call" not in text.replace("Calls", "")


def test_what_the_owner_typed_stays_and_is_told() -> None:
    own = "    def twin(self) -> CallId:\n        return CallId(self.id)\n\n    def late"
    done = merge(edited("    def late", own))

    (conflict,) = done.conflicts
    assert (conflict.where, conflict.said) == ("CallId", "is called PortVisitId now")
    assert own in done.text.decode()
    assert done.text.decode().split("\n")[conflict.line - 1] == "    def twin(self) -> CallId:"


@pytest.mark.parametrize("line", ["return other.call", "return told(call=1)"])
def test_a_member_of_an_old_name_is_told_too(line: str) -> None:
    own = f"    def early(self, other: object) -> object:\n        {line}\n\n    def late"
    done = merge(edited("    def late", own))

    (conflict,) = done.conflicts
    assert (conflict.where, conflict.said) == ("call", "is called port_visit now")
    assert done.text.decode().split("\n")[conflict.line - 1] == f"        {line}"


@pytest.mark.parametrize(
    "own",
    [
        "    def ring(self) -> None:\n        self.call = 1\n        print(self.call)\n\n"
        "    def late",
        "    def ring(self, call: int) -> int:\n        return call\n\n    def late",
        "    def ring(self, it: object) -> object:\n        match it:\n"
        "            case [*call] | {'x': 1, **call} | int(call):\n                return call\n\n"
        "    def late",
    ],
    ids=["member", "parameter", "pattern"],
)
def test_a_name_of_the_owners_own_is_no_matter(own: str) -> None:
    done = merge(edited("    def late", own))

    assert not done.conflicts
    assert own in done.text.decode()


def test_a_name_that_stays_in_the_new_version_is_not_touched() -> None:
    theirs = f"{THEIRS}\n\nclass Call:\n    pass\n"
    done = merge(edited("return False", "return True"), theirs)

    assert "class Call:\n    pass\n" in done.text.decode()
    assert "return True" in done.text.decode()


def test_two_texts_of_one_place_are_still_a_conflict() -> None:
    done = merge(edited("return False", "return True"), edited("return False", "return 1", THEIRS))

    (conflict,) = done.conflicts
    assert conflict.where == "PortVisit.late"
    assert "        return True\n|||||||" in done.text.decode()


@pytest.mark.parametrize("ours", ["class Call(:\n", "'''", "x = (\n", "\tx\n y\n"])
def test_what_is_no_python_keeps_its_words(ours: str) -> None:
    done = merge(BASE + ours)

    assert ours in done.text.decode()


def test_other_files_are_merged_as_they_are() -> None:
    done = merge(edited("return False", "return True"), path="notes.txt")

    assert "return True" in done.text.decode()
    assert "The port visit is late" in done.text.decode()


def test_a_file_that_was_written_anew_is_looked_through_at_once() -> None:
    own = "".join(f"def f{number}(call: CallId) -> None:\n    pass\n" for number in range(3_000))

    assert own in merge(own).text.decode()


NOTE = '''@dataclass(frozen=True)
class Note:
    """A note."""

    title: str
    size: Size

    def is_small(self) -> bool:
        """A note is small."""
        return False

    def words(self) -> int:
        """Count."""
        return 1
'''
SMALL = "return self.size < 100"


def renamed(ours: str, was: str, now: str, base: str = NOTE) -> list[tuple[str, str]]:
    """Return where an owner has to look if only a name became another: the line, what is said."""
    pairs = tuple(zip(spellings(was), spellings(now), strict=True))
    theirs = base.replace(was, now)
    last, mine, new = (it.encode() for it in (base, ours, theirs))
    done = merged(P("model.py"), base=last, ours=mine, theirs=new, spellings=pairs)
    lines = done.text.decode().split("\n")
    assert all(it.said for it in done.conflicts), done.text.decode()
    return [(lines[it.line - 1].strip(), f"{it.where} {it.said}") for it in done.conflicts]


def test_what_the_owner_typed_is_told_though_nothing_else_changed() -> None:
    ours = edited("return False", SMALL, NOTE)

    assert renamed(ours, "size", "length") == [(SMALL, "size is called length now")]


def test_a_class_that_the_owner_typed_is_told_though_nothing_else_changed() -> None:
    ours = edited("return False", "return self.size < Size(100)", NOTE)

    assert renamed(ours, "Size", "Length") == [
        ("return self.size < Size(100)", "Size is called Length now")
    ]


def test_nothing_is_told_where_the_owner_typed_no_old_name() -> None:
    assert renamed(edited("return False", "return True", NOTE), "size", "length") == []


@pytest.mark.parametrize(
    "own",
    [
        "size = len(self.title)\n        return size",
        "return sum(size for size in (1, 2))",
        "return max(self.title, key=lambda size: size)",
    ],
    ids=["local", "comprehension", "lambda"],
)
def test_a_local_name_excuses_no_member(own: str) -> None:
    ours = edited("return False", SMALL, edited("return 1", own, NOTE))

    assert renamed(ours, "size", "length") == [(SMALL, "size is called length now")]


def test_a_local_name_excuses_no_keyword() -> None:
    ours = edited("return False", "size = 1\n        return replace(self, size=1)", NOTE)

    assert renamed(ours, "size", "length") == [
        ("return replace(self, size=1)", "size is called length now")
    ]


def test_a_local_name_excuses_that_name_in_its_own_function_alone() -> None:
    base = NOTE + "\n    def cut(self, size: int) -> None:\n        pass\n"
    ours = edited("pass", "print(size)", edited("return 1", "size = 1\n        return size", base))

    assert renamed(ours, "size", "length", base) == [("print(size)", "size is called length now")]


@pytest.mark.parametrize(
    "own",
    [
        "class Box:\n    size: int\n\n\ndef f(box: Box) -> int:\n    return box.size\n",
        "class Box:\n    @property\n    def size(self) -> int:\n        return 1\n\n"
        "    @size.setter\n    def size(self, to: int) -> None:\n        print(self.size)\n",
        "def f(size: int) -> int:\n    return f(size=size)\n",
        "size = 1\n\n\ndef f() -> int:\n    return size\n",
        "def f(size: int) -> object:\n    return lambda: [size for _ in (1,)]\n",
    ],
    ids=["field", "property", "parameter", "of the file", "around"],
)
def test_a_name_that_the_owner_gave_is_no_matter(own: str) -> None:
    assert renamed(f"{NOTE}\n\n{own}", "size", "length") == []


def taken(ours: str, theirs: str) -> list[str]:
    """Return where an owner has to look if `size` became `length`, and is the name of a method."""
    pairs = tuple(zip(spellings("size"), spellings("length"), strict=True))
    last, mine, new = (it.encode() for it in (NOTE, ours, theirs))
    done = merged(P("model.py"), base=last, ours=mine, theirs=new, spellings=pairs)
    lines = done.text.decode().split("\n")
    return [f"{lines[it.line - 1].strip()}: {it.where} {it.said}" for it in done.conflicts]


SIZED = f"""{NOTE.replace("size", "length")}
    def size(self) -> bool:
        \"\"\"A note has a size.\"\"\"
        return True
"""


def test_a_member_whose_name_a_method_has_taken_is_told_where_it_is_not_called() -> None:
    told = [f"{SMALL}: size is called length now"]

    assert taken(edited("return False", SMALL, NOTE), SIZED) == told


@pytest.mark.parametrize(
    ("own", "theirs"),
    [
        ("return self.size()", SIZED),
        ("return len(self.title) > 9", SIZED),
        (SMALL, SIZED.replace("    def size", "    @property\n    def size")),
        (SMALL, SIZED.replace("return 1", "return len(str(self.size))")),
    ],
    ids=["called", "not asked", "property", "read by the new version"],
)
def test_a_method_is_no_matter_where_it_may_be_meant(own: str, theirs: str) -> None:
    assert taken(edited("return False", own, NOTE), theirs) == []


BOOK = """

class Book:
    title: str

    def is_long(self) -> bool:
        return len(self.title) > 9
"""
BOTH = NOTE + BOOK
HEADED = NOTE.replace("title", "heading") + BOOK
TITLED = "return len(self.title) < 9"


def headed(ours: str, theirs: str = HEADED, was: str = "title", now: str = "heading") -> list[str]:
    """Return where an owner has to look if `title` became another name in one of two classes."""
    pairs = tuple(zip(spellings(was), spellings(now), strict=True))
    last, mine, new = (it.encode() for it in (BOTH, ours, theirs))
    done = merged(P("model.py"), base=last, ours=mine, theirs=new, spellings=pairs)
    lines = done.text.decode().split("\n")
    return [f"{lines[it.line - 1].strip()}: {it.where} {it.said}" for it in done.conflicts]


def test_a_member_that_another_class_still_has_is_told_in_its_own() -> None:
    told = [f"{TITLED}: title is called heading now"]

    assert headed(edited("return False", TITLED, BOTH)) == told


def test_a_member_that_a_class_is_asked_for_by_its_name_is_told() -> None:
    told = ["return Note.title: title is called heading now"]

    assert headed(edited("return False", "return Note.title", BOTH)) == told
    assert headed(edited("return False", "return Book.title", BOTH)) == []


def test_a_member_of_the_class_that_kept_it_is_no_matter() -> None:
    ours = edited("> 9", "> len(self.title[1:])", edited("return False", "return True", BOTH))

    assert headed(ours) == []


@pytest.mark.parametrize(
    "own",
    [
        "self.title = 1\n        return self.title",
        "return True\n\n    @property\n    def title(self) -> str:\n        return self.title",
    ],
    ids=["given", "property"],
)
def test_a_member_that_the_owner_gave_the_class_is_no_matter(own: str) -> None:
    assert headed(edited("return False", own, BOTH)) == []


def test_a_member_is_told_in_a_class_that_got_another_name() -> None:
    theirs = HEADED.replace("Note", "Memo")
    pairs = [*zip(spellings("Note"), spellings("Memo"), strict=True), ("title", "heading")]
    last, mine, new = (it.encode() for it in (BOTH, edited("return False", TITLED, BOTH), theirs))

    (told,) = merged(P("m.py"), base=last, ours=mine, theirs=new, spellings=pairs).conflicts
    assert (told.where, told.said) == ("title", "is called heading now")


def test_a_member_of_the_owners_own_class_excuses_none_of_another() -> None:
    own = "\n\nclass Box:\n    size: int\n"
    ours = edited("return False", SMALL, NOTE) + own

    assert renamed(ours, "size", "length") == [(SMALL, "size is called length now")]


MOVED = """from shop.goods.values import Photo


def retire(command, work):
    good = work.goods.get(command.good)
    work.goods.save(good)
    return Row(good=good.good, stock=good.stock)
"""


def moved(find: str, put: str) -> str:
    pairs = tuple(zip(spellings("Good"), spellings("Ware"), strict=True))
    theirs = MOVED.replace("good", "ware") + "\n\nEXTRA = 1\n"
    ours = edited(find, put, MOVED).encode()
    return merged(
        P("handlers.py"), base=MOVED.encode(), ours=ours, theirs=theirs.encode(), spellings=pairs
    ).text.decode()


@pytest.mark.parametrize(
    ("find", "put", "kept"),
    [
        ("work.goods.save(good)", "audit.goods.save(good)", "audit.goods.save(ware)"),
        ("stock=good.stock", "stock=LEDGER.stock", "stock=LEDGER.stock"),
        ("good=good.good", "good=LEDGER.good", "ware=LEDGER.good"),
        (
            "from shop.goods.values import Photo",
            "from shop.goods.shapes import Photo",
            "from shop.goods.shapes import Photo",
        ),
        ("work.goods.save(good)", "work.goods.keep(good)", "work.wares.keep(ware)"),
    ],
)
def test_a_member_of_the_owners_own_and_a_path_of_it_stay(find: str, put: str, kept: str) -> None:
    assert kept in moved(find, put)


CHECKED = """def test_a_call() -> None:
    name = "id"
    assert call(title="x").title == name
"""


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([("title", "name")], ["title is called name now"]),
        ([("title", "name"), ("title", "label")], []),
        ([("title", "name"), ("label", "name")], []),
    ],
)
def test_a_word_whose_successor_stood_there_already_is_told_where_it_is_the_only_one(
    pairs: list[tuple[str, str]], said: list[str]
) -> None:
    own = CHECKED + "\n\ndef test_of_mine() -> None:\n    assert call(title='y')\n"
    new = CHECKED.replace("title", "name")

    done = merged(
        P("a.py"), base=CHECKED.encode(), ours=own.encode(), theirs=new.encode(), spellings=pairs
    )

    assert [f"{it.where} {it.said}" for it in done.conflicts] == said
    assert done.text.decode().startswith(new)
    assert done.text.decode().endswith("call(title='y')\n")
