import pytest
from conftest import ROOT, git

from groundplan.renames import DROPPED, RENAMES

RELEASES = git("tag", "--list", "v*", cwd=ROOT).split()
HERE = {
    f"template/{it.relative_to(ROOT / 'template').as_posix()}"
    for it in (ROOT / "template").rglob("*")
}


def lost(released: set[str]) -> set[str]:
    """Return the templates of a release that are gone without a word."""
    return released - HERE - RENAMES.keys() - DROPPED


@pytest.mark.parametrize("tag", RELEASES)
def test_every_template_of_a_release_is_there_or_declared(tag: str) -> None:
    listed = git("ls-tree", "-r", "-z", "--name-only", tag, "--", "template", cwd=ROOT)

    assert lost({it for it in listed.split("\0") if it}) == set()


def test_a_template_that_vanished_is_found() -> None:
    assert lost({"template/none.txt", "template/README.md.jinja"}) == {"template/none.txt"}


def test_every_declared_move_ends_at_a_template_or_a_drop() -> None:
    ends = {it for it in RENAMES.values() if it not in RENAMES}

    assert ends <= HERE | DROPPED


def test_nothing_moves_in_a_circle() -> None:
    for path in RENAMES:
        seen = [path]
        while seen[-1] in RENAMES:
            seen.append(RENAMES[seen[-1]])
            assert len(seen) == len({*seen})
