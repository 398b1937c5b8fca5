from pathlib import Path

import pytest
from conftest import commit_all, git

from groundplan import past
from groundplan.errors import EnvironmentFailed, Refused
from groundplan.past import Version
from groundplan.source import REPOSITORY
from groundplan.tree import Origin

PACKAGE = """
from collections import namedtuple
def render(answers, blueprint):
    if blueprint == "bad":
        raise ValueError("no such thing")
    return Tree({"a.txt": f"{answers} {blueprint}"})
class Tree(dict):
    def mode(self, path):
        return 0o755
class Blueprint:
    parse = staticmethod(str)
def Answers(**given):
    return given["word"]
"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that keeps old versions."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache/groundplan/versions"


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """Return a repository with one version that can do no more than the public API."""
    root = tmp_path / "repo"
    (root / "generators/groundplan").mkdir(parents=True)
    (root / "generators/groundplan/__init__.py").write_text(PACKAGE)
    (root / "template").mkdir()
    (root / "template/x").write_text("")
    (root / "copier.yml").write_text("")
    commit_all(root)
    git("tag", "v1", cwd=root)
    return root


def test_a_version_renders_by_itself(repo: Path) -> None:
    tree = past.rendered(Version(str(repo), "v1"), {"word": "hello"}, "text")

    assert {str(path): text for path, text in tree.items()} == {"a.txt": "hello text"}
    assert [str(it) for it in tree.executable] == ["a.txt"]
    assert dict(tree.origins) == {}


@pytest.mark.parametrize("typed", ["git+file://{}", "git+{}", "file://{}", "~/repo", "../repo"])
def test_a_source_is_known_as_it_was_typed(
    typed: str, repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repo.parent / "project").mkdir()
    monkeypatch.chdir(repo.parent / "project")
    monkeypatch.setenv("HOME", str(repo.parent))
    version = Version(typed.format(repo), "v1")

    if typed != "../repo":
        past.check_trust(version, Path.cwd())

    assert [*past.rendered(version, {"word": "hello"}, "")]


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("gh:owner/name", "https://github.com/owner/name.git"),
        ("gl:/owner/name.git", "https://gitlab.com/owner/name.git"),
        ("git+https://example.org/name", "https://example.org/name"),
        ("git@example.org:owner/name.git", "git@example.org:owner/name.git"),
    ],
)
def test_an_address_of_another_machine_is_what_git_takes(typed: str, address: str) -> None:
    assert past.address(typed) == address
    assert past.local_path(typed) is None


def test_our_own_repository_is_known_as_copier_records_it(tmp_path: Path) -> None:
    past.check_trust(Version(f"git+{REPOSITORY}", "v1"), tmp_path)


def test_what_was_fetched_is_kept_by_its_commit(repo: Path, cache: Path) -> None:
    commit = git("rev-parse", "HEAD", cwd=repo).strip()
    past.rendered(Version(str(repo), "v1"), {"word": ""}, "")

    assert [it.name for it in cache.iterdir()] == [commit]
    (cache / commit / "generators/groundplan/__init__.py").write_text(
        PACKAGE.replace("a.txt", "kept.txt")
    )
    tree = past.rendered(Version(str(repo), commit), {"word": ""}, "")
    assert [str(it) for it in tree] == ["kept.txt"]


def test_a_cache_that_others_may_write_is_not_used(repo: Path, cache: Path) -> None:
    cache.mkdir(parents=True)
    cache.chmod(0o777)

    past.rendered(Version(str(repo), "v1"), {"word": ""}, "")

    assert list(cache.iterdir()) == []


def test_a_source_may_be_a_bundle(repo: Path, tmp_path: Path) -> None:
    git("bundle", "create", "-q", str(tmp_path / "x.bundle"), "--all", cwd=repo)

    tree = past.rendered(Version(str(tmp_path / "x.bundle"), "v1"), {"word": "a"}, "b")

    assert list(tree.values()) == ["a b"]


def test_the_repository_is_only_read(repo: Path) -> None:
    (repo / "copier.yml").write_text("mine")

    past.rendered(Version(str(repo), "v1"), {"word": ""}, "")

    assert git("status", "--porcelain", cwd=repo) == " M copier.yml\n"
    assert git("worktree", "list", cwd=repo).count("\n") == 1


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("v2", "has no version 'v2'; fetch its tags, or say where it is: --from PATH"),
        ("--help", "has no version '--help'"),
        ("", "has no version ''"),
    ],
)
def test_a_version_that_is_not_there_is_said(repo: Path, version: str, said: str) -> None:
    with pytest.raises(EnvironmentFailed, match=said):
        past.rendered(Version(str(repo), version), {"word": ""}, "")


def test_a_source_that_is_no_groundplan_is_said(repo: Path) -> None:
    git("rm", "-rq", "generators", cwd=repo)
    commit_all(repo)

    with pytest.raises(EnvironmentFailed, match="is no version of groundplan"):
        past.rendered(Version(str(repo), "HEAD"), {"word": ""}, "")


def test_what_fails_in_the_old_version_is_told(repo: Path) -> None:
    with pytest.raises(EnvironmentFailed) as caught:
        past.rendered(Version(str(repo), "v1"), {"word": ""}, "bad")

    assert str(caught.value) == "v1 cannot render this project: ValueError: no such thing"


def test_a_source_that_cannot_be_fetched_is_said() -> None:
    with pytest.raises(EnvironmentFailed, match=r"cannot fetch ftp://x\.invalid/y: .*--from PATH"):
        past.rendered(Version("ftp://x.invalid/y", "v1"), {}, "")


def test_the_source_of_this_groundplan_and_what_is_here_are_trusted(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()

    past.check_trust(Version(REPOSITORY, "v1"), tmp_path / "project")
    past.check_trust(Version(str(tmp_path), "v1"), tmp_path / "project")
    past.check_trust(Version(f"file://{tmp_path}", "v1"), tmp_path / "project")


@pytest.mark.parametrize(
    "source", ["https://evil.example/x", "git@evil.example:x", "../x", "ext::x"]
)
def test_other_sources_are_not(tmp_path: Path, source: str) -> None:
    with pytest.raises(Refused, match="if you trust it, add --trust"):
        past.check_trust(Version(source, "v1"), tmp_path)


def test_a_link_in_the_project_leads_to_no_trust(tmp_path: Path) -> None:
    (tmp_path / "project/inside").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "project/inside")

    with pytest.raises(Refused, match="lies in the project itself"):
        past.check_trust(Version(str(tmp_path / "link"), "v1"), tmp_path / "project")


@pytest.mark.parametrize(
    ("commit", "number"),
    [
        ("v1.2.3", (1, 2, 3, 0)),
        ("v1.2.3-4-gabc1234", (1, 2, 3, 4)),
        ("abc1234", ()),
        ("1234567", ()),
        ("v1.2.3rc1", ()),
        ("", ()),
    ],
)
def test_versions_of_one_line_are_in_order(commit: str, number: tuple[int, ...]) -> None:
    assert Version("x", commit).number() == number


def test_an_origin_comes_back_as_it_was(repo: Path) -> None:
    file = repo / "generators/groundplan/__init__.py"
    file.write_text(
        PACKAGE.replace(
            'return Tree({"a.txt"',
            'Tree.origins = {"a.txt": Made("t", [("m", "x")])}\n    return Tree({"a.txt"',
        )
        + 'Made = namedtuple("Made", "template items")\n'
    )
    commit_all(repo)

    tree = past.rendered(Version(str(repo), "HEAD"), {"word": ""}, "")

    assert list(tree.origins.values()) == [Origin("t", (("m", "x"),))]
