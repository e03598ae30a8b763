"""Which ymls paths stand for."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from polltool.discovery import code_beside, discover, shared_module, yml_of
from polltool.workspace import Workspace
from tests.conftest import Content

HERE = "Packs/Acme/Integrations/Acme"


def found(content: Content, *paths: str, force_exclude: bool = False) -> list[str]:
    workspace = Workspace(str(content.root))
    result = discover(workspace, paths, force_exclude=force_exclude)
    assert not result.failures
    return [workspace.display(path) for path in result.ymls]


def test_a_folder_is_walked_for_ymls_in_order(content: Content) -> None:
    content.integration("Beta")
    content.integration("Acme")
    content.write("Packs/Acme/Scripts/Flat.yaml", "")
    content.write("README.md", "")
    assert found(content, ".") == [
        "Packs/Acme/Integrations/Acme/Acme.yml",
        "Packs/Acme/Integrations/Beta/Beta.yml",
        "Packs/Acme/Scripts/Flat.yaml",
    ]


@pytest.mark.parametrize(
    "folder",
    [
        ".git",
        ".venv",
        "node_modules",
        "__pycache__",
        "venv",
        "test_data",
        "TestData",
        "TestPlaybooks",
        "Tests",
    ],
)
def test_folders_that_hold_no_content_are_not_entered(content: Content, folder: str) -> None:
    content.write(f"Packs/Acme/{folder}/Some.yml", "")
    assert found(content, ".") == []


def test_a_virtual_environment_is_known_by_its_marker(content: Content) -> None:
    content.write("env/pyvenv.cfg", "")
    content.write("env/a.yml", "")
    content.write("env/lib/b.yml", "")
    content.write("environment/c.yml", "")
    assert found(content, ".") == ["environment/c.yml"]


def test_a_folder_that_is_named_is_walked_whatever_its_name(content: Content) -> None:
    content.write("test_data/Some.yml", "")
    assert found(content, "test_data") == ["test_data/Some.yml"]


def test_what_is_named_twice_is_checked_once(content: Content) -> None:
    content.integration()
    paths = [".", HERE, f"{HERE}/Acme.yml", f"{HERE}/Acme.py", f"./{HERE}/../Acme/Acme.yml"]
    assert found(content, *paths) == [f"{HERE}/Acme.yml"]


class TestGitignore:
    def test_every_level_counts_and_the_deepest_decides(self, content: Content) -> None:
        content.write(".gitignore", "*_unified.yml\nbuild/\n!Packs/Beta/keep_unified.yml\n")
        content.write("Packs/Acme/.gitignore", "secret.yml\n!own_unified.yml\n")
        for path in (
            "Packs/Acme/a_unified.yml",
            "Packs/Acme/own_unified.yml",
            "Packs/Acme/secret.yml",
            "Packs/Acme/build/deep/b.yml",
            "Packs/Beta/keep_unified.yml",
            "Packs/Beta/secret.yml",
        ):
            content.write(path, "")
        assert found(content, ".") == [
            "Packs/Acme/own_unified.yml",
            "Packs/Beta/keep_unified.yml",
            "Packs/Beta/secret.yml",
        ]

    def test_nothing_in_an_ignored_folder_comes_back(self, content: Content) -> None:
        content.write(".gitignore", "build/\n!build/keep.yml\n")
        content.write("build/keep.yml", "")
        assert found(content, ".") == []

    def test_allow_lists_work_as_in_git(self, content: Content) -> None:
        content.write(".gitignore", "*\n!*/\n!keep.yml\n")
        content.write("a/keep.yml", "")
        content.write("a/other.yml", "")
        assert found(content, ".") == ["a/keep.yml"]

    def test_the_files_above_the_given_folder_count_up_to_the_repository(self, content: Content) -> None:
        (content.root / ".git").mkdir()
        content.write(".gitignore", "*_unified.yml\n")
        content.write("Packs/Acme/a_unified.yml", "")
        content.write("Packs/Acme/b.yml", "")
        (content.root.parent / ".gitignore").write_text("b.yml\n")
        assert found(content, "Packs/Acme") == ["Packs/Acme/b.yml"]

    def test_what_the_repository_excludes_by_itself_counts(self, content: Content) -> None:
        content.write(".git/info/exclude", "local.yml\n")
        content.write("local.yml", "")
        assert found(content, ".") == []

    def test_a_pattern_that_git_passes_over_harms_nothing(self, content: Content) -> None:
        content.write(".gitignore", "!\n/\nb.yml\n")
        content.write("a.yml", "")
        content.write("b.yml", "")
        assert found(content, ".") == ["a.yml"]

    def test_an_explicit_path_is_checked_all_the_same(self, content: Content) -> None:
        content.write(".gitignore", "build/\n")
        content.write("build/a.yml", "")
        assert found(content, "build/a.yml") == ["build/a.yml"]
        assert found(content, "build") == ["build/a.yml"]

    def test_force_exclude_leaves_it_out_however_it_is_named(self, content: Content) -> None:
        (content.root / ".git").mkdir()
        content.write(".gitignore", "build/\n")
        content.write("build/a.yml", "")
        content.write("Packs/test_data/b.yml", "")
        assert found(content, "build/a.yml", force_exclude=True) == []
        assert found(content, "build", force_exclude=True) == []
        assert found(content, "Packs/test_data/b.yml", force_exclude=True) == []


class TestLinks:
    def test_linked_folders_are_not_followed(self, content: Content, tmp_path: Path) -> None:
        outside = tmp_path / "outside"
        outside.mkdir()
        (outside / "far.yml").write_text("")
        content.write("Packs/a.yml", "")
        (content.root / "Packs" / "loop").symlink_to(content.root)
        (content.root / "Packs" / "far").symlink_to(outside)
        assert found(content, ".") == ["Packs/a.yml"]

    def test_a_link_in_a_circle_is_no_yml_and_no_code(self, content: Content) -> None:
        yml = content.write("Packs/a.yml", "")
        for name in ("loop.yml", "loop.py"):
            (content.root / "Packs" / name).symlink_to(name)
        assert found(content, ".") == ["Packs/a.yml"]
        assert code_beside(Workspace(str(content.root)), str(yml)) is None

    def test_a_linked_folder_that_is_named_is_walked(self, content: Content, tmp_path: Path) -> None:
        outside = tmp_path / "outside"
        outside.mkdir()
        (outside / "far.yml").write_text("")
        (content.root / "far").symlink_to(outside)
        assert found(content, "far") == ["far/far.yml"]


def test_a_missing_path_is_a_failure_with_a_hint_and_the_rest_is_found(content: Content) -> None:
    content.integration()
    result = discover(Workspace(str(content.root)), ["Packs/Acme", "Packs/Acne/Integrations", "zzz"])
    assert [(failure.path, failure.message) for failure in result.failures] == [
        ("Packs/Acne/Integrations", "this path does not exist; did you mean Packs/Acme?"),
        ("zzz", "this path does not exist"),
    ]
    assert len(result.ymls) == 1


def test_a_folder_called_like_a_yml_is_walked(content: Content) -> None:
    content.write("Packs/odd.yml/inner.yml", "")
    assert found(content, ".") == ["Packs/odd.yml/inner.yml"]


class TestPythonPaths:
    def test_code_stands_for_the_yml_of_its_stem(self, content: Content) -> None:
        content.integration()
        content.write(f"{HERE}/Other.yml", "")
        assert found(content, f"{HERE}/Acme.py") == [f"{HERE}/Acme.yml"]

    def test_code_of_another_stem_stands_for_the_only_yml_beside_it(self, content: Content) -> None:
        content.write("Scripts/One/One.yml", "")
        content.write("Scripts/One/main.py", "")
        assert found(content, "Scripts/One/main.py") == ["Scripts/One/One.yml"]

    def test_it_stands_for_nothing_where_that_is_not_clear(self, content: Content) -> None:
        content.write("a.yml", "")
        content.write("b.yml", "")
        content.write("main.py", "")
        result = discover(Workspace(str(content.root)), ["main.py"])
        assert result.ymls == ()
        assert result.notes == ("main.py belongs to no integration or script",)

    @pytest.mark.parametrize("name", ["Acme_test.py", "test_acme.py", "conftest.py", "__init__.py"])
    def test_tests_stand_for_nothing(self, content: Content, name: str) -> None:
        content.integration()
        content.write(f"{HERE}/{name}", "")
        assert found(content, f"{HERE}/{name}") == []

    def test_other_files_get_a_remark(self, content: Content) -> None:
        content.write("README.md", "")
        result = discover(Workspace(str(content.root)), ["README.md"])
        assert result.failures == ()
        assert result.notes == ("README.md is neither a folder nor a .yml, .yaml or .py file",)


class TestCodeBeside:
    def beside(self, content: Content, yml: Path) -> str | None:
        path = code_beside(Workspace(str(content.root)), str(yml))
        return None if path is None else os.path.basename(path)

    def test_the_same_stem(self, content: Content) -> None:
        yml = content.integration()
        content.write(f"{HERE}/other.py", "")
        assert self.beside(content, yml) == "Acme.py"

    def test_else_the_only_one_that_is_no_test(self, content: Content) -> None:
        yml = content.write("a/One.yml", "")
        for name in ("main.py", "One_test.py", "CommonServerPython.py", "demistomock.py", "conftest.py"):
            content.write(f"a/{name}", "")
        assert self.beside(content, yml) == "main.py"

    def test_none_where_there_are_several(self, content: Content) -> None:
        yml = content.write("a/One.yml", "")
        content.write("a/b.py", "")
        content.write("a/c.py", "")
        assert self.beside(content, yml) is None

    def test_the_overlay_is_seen(self, content: Content) -> None:
        yml = content.write("a/One.yml", "")
        workspace = Workspace(str(content.root), {"a/main.py": b""})
        assert code_beside(workspace, str(yml)) == str(content.root / "a" / "main.py")
        assert yml_of(workspace, str(content.root / "a" / "main.py")) == str(yml)


class TestSharedModules:
    def where(self, content: Content, yml: Path, *folders: str) -> str | None:
        workspace = Workspace(str(content.root))
        path = shared_module(workspace, "AcmeApiModule", str(yml), folders)
        return None if path is None else workspace.display(path)

    def test_in_the_repository_of_the_item(self, content: Content) -> None:
        yml = content.integration()
        content.module("AcmeApiModule", "")
        content.write(f"{HERE}/AcmeApiModule.py", "")
        assert self.where(content, yml) == "Packs/ApiModules/Scripts/AcmeApiModule/AcmeApiModule.py"

    def test_in_a_folder_of_modules_beside_any_folder_above(self, content: Content) -> None:
        yml = content.write("mine/Integrations/Acme/Acme.yml", "")
        content.write("ApiModules/Scripts/AcmeApiModule/AcmeApiModule.py", "")
        assert self.where(content, yml) == "ApiModules/Scripts/AcmeApiModule/AcmeApiModule.py"

    def test_beside_the_item(self, content: Content) -> None:
        yml = content.integration()
        content.write(f"{HERE}/AcmeApiModule.py", "")
        assert self.where(content, yml) == f"{HERE}/AcmeApiModule.py"

    def test_among_the_scripts_of_its_pack(self, content: Content) -> None:
        yml = content.integration()
        content.write("Packs/Acme/Scripts/AcmeApiModule/AcmeApiModule.py", "")
        assert self.where(content, yml) == "Packs/Acme/Scripts/AcmeApiModule/AcmeApiModule.py"

    def test_in_the_configured_folders_first(self, content: Content) -> None:
        yml = content.integration()
        content.module("AcmeApiModule", "")
        content.write("shared/AcmeApiModule.py", "")
        assert self.where(content, yml, "shared") == "shared/AcmeApiModule.py"

    def test_inside_a_yml(self, content: Content) -> None:
        yml = content.integration()
        content.write("Packs/ApiModules/Scripts/AcmeApiModule/AcmeApiModule.yml", "")
        assert self.where(content, yml) == "Packs/ApiModules/Scripts/AcmeApiModule/AcmeApiModule.yml"

    def test_not_above_the_repository(self, content: Content) -> None:
        (content.root / ".git").mkdir()
        yml = content.integration()
        outer = content.root.parent / "ApiModules" / "Scripts" / "AcmeApiModule"
        outer.mkdir(parents=True)
        (outer / "AcmeApiModule.py").write_text("")
        assert self.where(content, yml) is None


@pytest.mark.skipif(shutil.which("git") is None, reason="compares with git itself")
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    patterns=st.lists(
        st.sampled_from(
            [
                *(
                    "*",
                    "*/",
                    "!*/",
                    "a",
                    "a/",
                    "/a",
                    "a/b",
                    "a/*",
                    "a/**",
                    "**/b",
                    "*.yml",
                    "!*.yml",
                    "b.yml",
                ),
                *(
                    "!b.yml",
                    "/*",
                    "!/a",
                    "!a/",
                    "a/*/c",
                    "a/b/*.yml",
                    "!a/b/",
                    "[ab].yml",
                    "?.yml",
                    "# a",
                    "",
                ),
            ]
        ),
        min_size=1,
        max_size=5,
    ),
    inner=st.lists(st.sampled_from(["*", "!*", "!b.yml", "*.yml", "/b", "!c.yml", "b/"]), max_size=2),
)
def test_what_is_ignored_is_what_git_ignores(content: Content, patterns: list[str], inner: list[str]) -> None:
    root = content.root
    if not (root / ".git").exists():
        subprocess.run(["git", "init", "-q", str(root)], check=True)
        for path in (
            "a.yml",
            "b.yml",
            "a/b.yml",
            "a/c.yml",
            "a/b/c.yml",
            "a/b/b.yml",
            "b/a.yml",
            "c/a/b/c.yml",
        ):
            content.write(path, "")
    (root / ".gitignore").write_text("\n".join(patterns) + "\n")
    (root / "a" / ".gitignore").write_text("\n".join(inner) + "\n")
    listed = subprocess.run(
        ["git", "-c", "core.excludesFile=", "ls-files", "--others", "--exclude-standard", "*.yml"],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    )
    assert found(content, ".") == sorted(listed.stdout.split())
