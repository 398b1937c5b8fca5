from pathlib import PurePosixPath as P

import pytest
from recipes import MINIMAL, SHOP

from groundplan import Blueprint
from groundplan.plan import matching
from groundplan.plan.matching import Names, Pair, pairs
from groundplan.project import printed
from groundplan.tree import Origin, Tree

MODEL = "template/{% yield module from modules %}{{ module.name }}{% endyield %}/model.py.jinja"


def tree(**origins: Origin) -> Tree:
    """Return a tree of files that say where they come from; `a__b` is a/b."""
    paths = {P(name.replace("__", "/")): it for name, it in origins.items()}
    return Tree({path: f"{path}\n" for path in paths}, frozenset(), paths)


def module(name: str, template: str = MODEL) -> Origin:
    return Origin(template, (("module", name),))


def matched(base: Tree, theirs: Tree) -> set[tuple[str, str]]:
    return {(str(it.old or ""), str(it.new or "")) for it in pairs(base, theirs, Names())}


def renamed(old: str, new: str, text: str = MINIMAL.text) -> Blueprint:
    """Return a blueprint in which a module has another name."""
    return Blueprint.parse(text.replace(f"\n  {old}:\n", f"\n  {new}:\n    was: {old}\n"))


def test_files_match_by_template_and_item() -> None:
    base = tree(a__model=module("a"), b__model=module("b"))
    theirs = tree(b__model=module("b"), c__model=module("c"))

    assert matched(base, theirs) == {("b/model", "b/model"), ("a/model", ""), ("", "c/model")}


def test_another_path_of_the_same_template_is_a_move() -> None:
    base, theirs = tree(src__old=Origin("x")), tree(src__new=Origin("x"))

    assert matched(base, theirs) == {("src/old", "src/new")}


def test_two_templates_that_give_one_path_in_turn_match_by_it() -> None:
    base, theirs = tree(settings=Origin("plain")), tree(settings=Origin("typed"))

    assert matched(base, theirs) == {("settings", "settings")}


def test_a_path_that_another_file_moved_to_is_new() -> None:
    base, theirs = tree(a=Origin("x")), tree(b=Origin("x"), a=Origin("y"))

    assert matched(base, theirs) == {("a", "b"), ("", "a")}


def test_trees_without_origins_match_by_path() -> None:
    base = Tree({P("a"): "1\n", P("b"): "1\n"})

    assert matched(base, tree(a=Origin("x"))) == {("a", "a"), ("b", "")}


def test_a_declared_move_of_a_template_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "RENAMES", {"x": "y", "y": "z"})

    assert matched(tree(a=Origin("x")), tree(b=Origin("z"))) == {("a", "b")}
    assert matched(tree(a=Origin("y")), tree(b=Origin("z"))) == {("a", "b")}
    assert matched(tree(b=Origin("z")), tree(a=Origin("x"))) == {("b", "a")}


def test_an_old_path_of_a_template_may_be_given_to_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "RENAMES", {"x": "y", "y": "z"})
    base, theirs = tree(a=Origin("x")), tree(b=Origin("z"), a=Origin("x"))

    assert matched(base, theirs) == {("a", "b"), ("", "a")}


def test_a_module_is_followed_by_its_earlier_name() -> None:
    names = Names.between(MINIMAL.blueprint(), renamed("notes", "memos"))

    assert names.before((("module", "memos"),)) == (("module", "notes"),)
    assert names.before((("page", "memos"),)) == (("page", "memos"),)


def test_a_name_that_was_taken_over_belongs_to_who_had_it() -> None:
    text = MINIMAL.text.replace("\n  notes:\n", "\n  memos:\n    was: notes\n")
    text += (
        "  notes:\n    aggregates:\n      Text:\n        fields: {title: str 1..80}\n"
        "        commands: {WriteText: {creates: true, emits: TextWritten}}\n"
    )
    names = Names.between(MINIMAL.blueprint(), Blueprint.parse(text))

    assert names.before((("module", "memos"),)) == (("module", "notes"),)
    assert names.before((("module", "notes"),)) == (("module", ""),)


def test_the_suite_of_an_aggregate_is_followed_by_its_earlier_name() -> None:
    text = SHOP.text.replace("\n      Payment:\n", "\n      Settlement:\n        was: Payment\n")
    names = Names.between(SHOP.blueprint(), Blueprint.parse(text))

    assert names.before((("module", "billing"), ("suite", "settlement"))) == (
        ("module", "billing"),
        ("suite", "payment"),
    )


def test_an_event_that_was_only_emitted_is_respelled() -> None:
    old = "{WriteNote: {creates: true, emits: NoteWritten}}"
    new = "{WriteNote: {creates: true, emits: NoteMade}}\n" + " " * 8
    new += "events: {NoteMade: {was: NoteWritten}}"
    names = Names.between(MINIMAL.blueprint(), Blueprint.parse(MINIMAL.text.replace(old, new)))

    assert ("NoteWritten", "NoteMade") in names.spellings
    assert ("note_written", "note_made") in names.spellings


def test_every_file_of_a_renamed_module_finds_itself() -> None:
    answers, old = MINIMAL.answers(), MINIMAL.blueprint()
    new = renamed("notes", "memos")
    base, theirs = printed(answers, old), printed(answers, new)

    found = pairs(base, theirs, Names.between(old, new))

    assert Pair(P("src/notes/notes/model.py"), P("src/notes/memos/model.py")) in found
    assert Pair(P("tests/notes/note/test_model.py"), P("tests/memos/note/test_model.py")) in found
    assert [it for it in found if it.old is None or it.new is None] == []


def test_a_dropped_module_and_one_like_it_are_two() -> None:
    base, theirs = tree(orders__model=module("orders")), tree(invoices__model=module("invoices"))

    assert matched(base, theirs) == {("orders/model", ""), ("", "invoices/model")}


def test_what_was_renamed_is_told_in_all_its_spellings() -> None:
    old = Blueprint.parse(MINIMAL.text)
    text = MINIMAL.text.replace("      Note:\n", "      Story:\n        was: Note\n")
    new = Blueprint.parse(text.replace("Note*", "Story*"))

    found = Names.between(old, new).spellings

    assert {
        ("Note", "Story"),
        ("note", "story"),
        ("NOTES", "STORIES"),
        ("A note", "A story"),
    } <= set(found)
    assert [len(it) for it, _ in found] == sorted((len(it) for it, _ in found), reverse=True)
    assert Names.between(old, old).spellings == ()


def test_a_field_with_a_long_form_may_be_renamed_too() -> None:
    old = Blueprint.parse(MINIMAL.text)
    new = Blueprint.parse(
        MINIMAL.text.replace("title: str 1..80", "head: {is: str 1..80, was: title}")
    )

    assert ("title", "head") in Names.between(old, new).spellings
