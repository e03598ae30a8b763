"""--since: what a change concerns, asked of a git that runs nothing of the repository's."""

from __future__ import annotations

import os

import pytest

from tests.conftest import Content, RunPolltool
from tests.gitting import commit, git


@pytest.fixture
def repository(content: Content) -> Content:
    """Three integrations; Beta imports a shared module, which imports another."""
    for name in ("Alpha", "Beta", "Gämma"):
        content.integration(name, pack=name)
    content.write("Packs/Beta/Integrations/Beta/Beta.py", "from FirstApiModule import *  # noqa\n")
    content.module("FirstApiModule", "from SecondApiModule import *\n")
    content.module("SecondApiModule", "poll = 1\n")
    git(content.root, "init", "--quiet", "--initial-branch", "main")
    commit(content.root)
    return content


class Since:
    """Runs ``polltool lint --since`` and tells which items are checked."""

    def __init__(self, content: Content, polltool: RunPolltool) -> None:
        self.content = content
        self.polltool = polltool

    def __call__(self, *arguments: str, revision: str = "main") -> list[str]:
        """The names of the packs that are checked; every item is made to show itself."""
        ran = self.polltool(
            "lint", "--since", revision, "--select", "POL105,POL103", "--format", "concise", *arguments
        )
        assert ran.code in (0, 1), ran.err
        return sorted({line.split("/")[1] for line in ran.out.splitlines()})


@pytest.fixture
def since(content: Content, polltool: RunPolltool) -> Since:
    content.yml = content.yml.replace("polling: true", "polling: 'true'")
    return Since(content, polltool)


def path(name: str, end: str = "yml") -> str:
    return f"Packs/{name}/Integrations/{name}/{name}.{end}"


def append(content: Content, at: str, text: str = "\n# changed\n") -> None:
    with (content.root / at).open("a", encoding="utf-8") as file:
        file.write(text)


class TestWhatIsConcerned:
    def test_nothing(self, since: Since, repository: Content, polltool: RunPolltool) -> None:
        assert since() == []
        ran = polltool("lint", "--since", "main")
        assert (ran.code, "nothing that is checked here changed since main" in ran.err) == (0, True)

    @pytest.mark.parametrize("end", ["yml", "py"])
    @pytest.mark.parametrize("state", ["work tree", "staged", "committed"])
    def test_a_changed_file(self, since: Since, repository: Content, end: str, state: str) -> None:
        base = git(repository.root, "rev-parse", "HEAD")
        append(repository, path("Alpha", end))
        if state != "work tree":
            git(repository.root, "add", "--all")
        if state == "committed":
            commit(repository.root)
        assert since(revision=base) == ["Alpha"]

    def test_an_untracked_file(self, since: Since, repository: Content) -> None:
        repository.integration("New", pack="New")
        assert since() == ["New"]
        repository.write(".gitignore", "New/\n")
        assert since() == []

    def test_code_that_is_gone(self, since: Since, repository: Content) -> None:
        (repository.root / path("Alpha", "py")).unlink()
        assert since() == ["Alpha"]

    def test_a_yml_that_is_gone(self, since: Since, repository: Content) -> None:
        (repository.root / path("Alpha")).unlink()
        assert since() == []

    def test_renamed(self, since: Since, repository: Content) -> None:
        git(repository.root, "mv", path("Alpha"), "Packs/Alpha/Integrations/Alpha/Other.yml")
        assert since() == ["Alpha"]

    def test_names_outside_ascii(self, since: Since, repository: Content) -> None:
        append(repository, path("Gämma", "py"))
        assert since() == ["Gämma"]

    def test_other_files_concern_nothing(self, since: Since, repository: Content) -> None:
        repository.write("Packs/Alpha/Integrations/Alpha/Alpha_test.py", "")
        repository.write("Packs/Alpha/README.md", "")
        assert since() == []

    def test_touched_but_the_same(self, since: Since, repository: Content) -> None:
        file = repository.root / path("Alpha")
        file.write_bytes(file.read_bytes())
        os.utime(file, (1, 1))
        assert since() == []

    def test_line_endings_that_git_would_convert_are_no_change(
        self, since: Since, repository: Content
    ) -> None:
        file = repository.root / path("Alpha")
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
        assert since() == []

    def test_a_mode_is_a_change(self, since: Since, repository: Content) -> None:
        (repository.root / path("Alpha")).chmod(0o755)
        assert since() == ["Alpha"]


class TestSharedModules:
    @pytest.mark.parametrize("name", ["FirstApiModule", "SecondApiModule"])
    def test_a_changed_module_concerns_who_imports_it(
        self, since: Since, repository: Content, name: str
    ) -> None:
        append(repository, f"Packs/ApiModules/Scripts/{name}/{name}.py")
        assert since() == ["Beta"]

    def test_a_module_that_is_gone(self, since: Since, repository: Content) -> None:
        (repository.root / "Packs/ApiModules/Scripts/SecondApiModule/SecondApiModule.py").unlink()
        assert since() == ["Beta"]

    def test_a_new_module(self, since: Since, repository: Content) -> None:
        repository.write(path("Alpha", "py"), "import ThirdApiModule  # poll\n")
        commit(repository.root)
        repository.module("ThirdApiModule", "x = 1\n")
        assert since() == ["Alpha"]

    def test_a_module_outside_of_the_given_paths(self, since: Since, repository: Content) -> None:
        append(repository, "Packs/ApiModules/Scripts/FirstApiModule/FirstApiModule.py")
        assert since("Packs/Beta") == ["Beta"]
        assert since("Packs/Alpha") == []

    def test_a_configured_module(self, since: Since, repository: Content) -> None:
        repository.write(path("Alpha", "py"), "from FarApiModule import *  # poll\n")
        repository.write(".polltool.toml", "api-modules = ['far']\n")
        repository.write("far/FarApiModule.py", "x = 1\n")
        commit(repository.root)
        append(repository, "far/FarApiModule.py")
        assert since() == ["Alpha"]


class TestRevisions:
    def test_it_is_where_the_history_parted(self, since: Since, repository: Content) -> None:
        """What others did on main since then is none of this branch's."""
        git(repository.root, "checkout", "--quiet", "-b", "topic")
        append(repository, path("Alpha"))
        commit(repository.root)
        git(repository.root, "checkout", "--quiet", "main")
        append(repository, path("Beta"))
        commit(repository.root)
        git(repository.root, "checkout", "--quiet", "topic")
        assert since() == ["Alpha"]

    def test_histories_that_share_nothing_are_compared(self, since: Since, repository: Content) -> None:
        append(repository, path("Alpha"))
        git(repository.root, "checkout", "--quiet", "--orphan", "fresh")
        commit(repository.root)
        assert since() == ["Alpha"]

    @pytest.mark.parametrize("revision", ["HEAD~1", "v1", "main@{1}", "HEAD^"])
    def test_all_that_git_reads_as_a_commit(self, since: Since, repository: Content, revision: str) -> None:
        git(repository.root, "tag", "--annotate", "--message", "x", "v1")
        append(repository, path("Alpha"))
        commit(repository.root)
        assert since(revision=revision) == ["Alpha"]

    @pytest.mark.parametrize("revision", ["nope", "--all", "-p", "", "HEAD:Packs", "HEAD~99"])
    def test_an_unknown_one_is_2_and_says_what_to_do(
        self, repository: Content, polltool: RunPolltool, revision: str
    ) -> None:
        ran = polltool("lint", f"--since={revision}")
        assert (ran.code, ran.out) == (2, "")
        assert f"--since {revision}: git knows no such commit" in ran.err
        assert "fetch-depth: 0" in ran.err

    def test_a_repository_without_commits(self, content: Content, polltool: RunPolltool) -> None:
        content.integration()
        git(content.root, "init", "--quiet")
        assert polltool("lint", "--since", "HEAD").code == 2


class TestPlaces:
    def test_no_repository_is_2(self, content: Content, polltool: RunPolltool) -> None:
        content.integration()
        ran = polltool("lint", "--since", "main")
        assert (ran.code, ran.out) == (2, "")
        assert "lies in no git work tree" in ran.err
        assert "leave --since out" in ran.err

    def test_no_git_is_2(self, repository: Content, polltool: RunPolltool) -> None:
        ran = polltool("lint", "--since", "main", env={"PATH": str(repository.root)})
        assert (ran.code, "--since needs git" in ran.err) == (2, True)

    def test_from_a_folder_inside(
        self, since: Since, repository: Content, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        append(repository, path("Alpha"))
        repository.root = repository.root / "Packs" / "Alpha"
        ran = since.polltool("lint", "--since", "main", "--select", "POL103", "--format", "concise")
        assert ran.out.startswith("Integrations/Alpha/Alpha.yml:")

    def test_a_path_is_narrowed_and_never_widened(self, since: Since, repository: Content) -> None:
        append(repository, path("Alpha"))
        append(repository, path("Beta"))
        assert since(path("Alpha")) == ["Alpha"]
        assert since(path("Alpha", "py"), path("Gämma")) == ["Alpha"]
        assert since("Packs/Beta") == ["Beta"]

    def test_a_work_tree_of_its_own(self, since: Since, repository: Content) -> None:
        """There .git is a file."""
        git(repository.root, "worktree", "add", "--quiet", "../tree", "-b", "topic")
        repository.root = repository.root.parent / "tree"
        append(repository, path("Alpha"))
        assert since() == ["Alpha"]

    def test_through_a_link(self, since: Since, repository: Content) -> None:
        link = repository.root.parent / "link"
        link.symlink_to(repository.root)
        repository.root = link
        append(repository, path("Alpha"))
        assert since() == ["Alpha"]

    def test_two_repositories(self, since: Since, repository: Content) -> None:
        other = repository.root.parent / "other"
        git(repository.root.parent, "clone", "--quiet", str(repository.root), "other")
        append(repository, path("Alpha"))
        (other / path("Beta")).write_text((other / path("Beta")).read_text() + "\n# changed\n")
        ran = since.polltool(
            "lint", "--since", "main", "--select", "POL103", "--format", "concise", ".", "../other"
        )
        assert [line.split(":")[0] for line in ran.out.splitlines()] == [
            f"../other/{path('Beta')}",
            path("Alpha"),
        ]

    def test_submodules(self, since: Since, repository: Content) -> None:
        """Their own changes count; a new one counts as a whole."""
        library = repository.root.parent / "library"
        library.mkdir()
        inner = Content(library, repository.yml)
        for name in ("One", "Two"):
            inner.integration(name, pack=name)
        git(library, "init", "--quiet")
        commit(library)
        git(repository.root, "submodule", "--quiet", "add", str(library), "Packs/lib")
        assert since() == ["lib"]
        commit(repository.root)
        assert since() == []
        append(repository, f"Packs/lib/{path('One')}")
        ran = since.polltool("lint", "--since", "main", "--select", "POL103", "--format", "concise")
        assert [line.split(":")[0] for line in ran.out.splitlines()] == [f"Packs/lib/{path('One')}"]

    def test_a_repository_inside_that_is_no_submodule_counts_as_a_whole(
        self, since: Since, repository: Content
    ) -> None:
        git(repository.root.parent, "clone", "--quiet", str(repository.root), "copy")
        (repository.root.parent / "copy").rename(repository.root / "copy")
        ran = since.polltool("lint", "--since", "main", "--select", "POL103", "--format", "concise")
        assert {line.split("/")[0] for line in ran.out.splitlines()} == {"copy"}
        assert len(ran.out.splitlines()) == 3


class TestNothingOfTheRepositoryIsRun:
    def test_what_its_configuration_names(self, since: Since, repository: Content) -> None:
        mark = repository.root.parent / "was-run"
        script = repository.root.parent / "evil.sh"
        script.write_text(f"#!/bin/sh\necho run >> '{mark}'\ncat\n")
        script.chmod(0o755)
        hooks = repository.root / ".git" / "evil-hooks"
        hooks.mkdir()
        for hook in ("post-index-change", "pre-commit", "fsmonitor-watchman", "reference-transaction"):
            (hooks / hook).write_text(script.read_text())
            (hooks / hook).chmod(0o755)
        for key in (
            "core.fsmonitor",
            "core.pager",
            "pager.diff-index",
            "diff.external",
            "diff.evil.command",
            "diff.evil.textconv",
            "filter.evil.clean",
            "filter.evil.smudge",
            "filter.evil.process",
            "filter.with.dots.clean",
            "core.sshCommand",
            "core.editor",
            "credential.helper",
        ):
            git(repository.root, "config", key, str(script))
        git(repository.root, "config", "filter.evil.required", "true")
        git(repository.root, "config", "core.hooksPath", str(hooks))
        git(repository.root, "config", "core.untrackedCache", "true")
        (repository.root / ".git" / "info" / "attributes").write_text(
            "*.yml filter=evil diff=evil\n*.py filter=with.dots\n"
        )
        for name in ("Alpha", "Beta", "Gämma"):
            append(repository, path(name))
            os.utime(repository.root / path(name, "py"))
        assert since() == ["Alpha", "Beta", "Gämma"]
        assert not mark.exists()

    def test_a_git_of_the_tree_is_not_used(self, repository: Content, polltool: RunPolltool) -> None:
        fake = repository.write("git", "#!/bin/sh\necho run > was-run\n")
        fake.chmod(0o755)
        for search in (".", "", os.pathsep):
            ran = polltool(
                "lint", "--since", "main", env={"PATH": f"{search}{os.pathsep}{os.environ['PATH']}"}
            )
            assert ran.code == 0
        assert not (repository.root / "was-run").exists()

    def test_what_a_hook_sets_in_the_environment_does_not_lead_astray(
        self, since: Since, repository: Content, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GIT_DIR", str(repository.root / "nowhere"))
        monkeypatch.setenv("GIT_INDEX_FILE", str(repository.root / "nowhere"))
        append(repository, path("Alpha"))
        assert since() == ["Alpha"]

    def test_the_index_is_left_alone(self, since: Since, repository: Content) -> None:
        index = repository.root / ".git" / "index"
        before = index.read_bytes()
        os.utime(repository.root / path("Alpha"))
        since()
        assert index.read_bytes() == before
