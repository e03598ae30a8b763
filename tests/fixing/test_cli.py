"""``polltool fix``, ``lint --fix``, ``--diff``: as users meet them."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from polltool.findings import Severity
from polltool.resources import schema
from polltool.rules.base import Rule
from polltool.rules.registry import all_rules
from tests.conftest import Content, RunPolltool
from tests.fixing.rules import CODE, HERE, YML, finds, swap

RULES = (
    swap("bad", "good"),
    swap("risky", "fine", code="TST002", safe=False, severity=Severity.WARNING),
    swap("worse", "worst", code="TST003"),
    finds("worst", "TST004"),
    swap("bad", "good", code="TST005", in_code=True, severity=Severity.INFO),
)


@pytest.fixture(autouse=True)
def _rules(monkeypatch: pytest.MonkeyPatch) -> None:
    internal = next(rule for rule in all_rules() if rule.code == "POL000")

    def rules() -> tuple[Rule, ...]:
        return (internal, *RULES)

    monkeypatch.setattr("polltool.engine.all_rules", rules)


def with_comment(content: Content, comment: str, *, name: str = "Acme", code: str = "") -> Path:
    return content.integration(name, yml=f"# {comment}\n{content.yml.format(name=name)}", code=code)


def comment_of(path: Path) -> str:
    return path.read_text(encoding="utf-8").splitlines()[0]


class TestFix:
    @pytest.mark.parametrize("command", [("fix",), ("lint", "--fix"), ("fix", "--jobs", "2"), ("fix", HERE)])
    def test_files_change_and_the_report_says_what_remains(
        self, content: Content, polltool: RunPolltool, command: tuple[str, ...]
    ) -> None:
        path = with_comment(content, "bad bad", code="# bad\n")
        ran = polltool(*command)
        assert (ran.code, ran.out, ran.err) == (0, "1 item checked, nothing found; 3 fixed.\n", "")
        assert comment_of(path) == "# good good"
        assert path.with_suffix(".py").read_text(encoding="utf-8") == "# good\n"
        assert polltool(*command).out == "1 item checked, nothing found.\n"

    def test_what_remains_decides_the_exit_code(self, content: Content, polltool: RunPolltool) -> None:
        path = with_comment(content, "bad risky")
        ran = polltool("fix", "--fail-on", "warning")
        assert ran.code == 1
        assert ran.out.endswith(
            "  fix (unsafe): mend risky\n\n1 item checked: 1 warning; 1 fixed.\n"
            "1 more can be fixed with --fix --unsafe-fixes.\n"
        )
        assert comment_of(path) == "# good risky"
        assert polltool("fix", "--unsafe-fixes").out == "1 item checked, nothing found; 1 fixed.\n"
        assert comment_of(path) == "# good fine"

    def test_frames_show_the_file_as_it_is_by_then(self, content: Content, polltool: RunPolltool) -> None:
        with_comment(content, "bad risky")
        assert "1 | # good risky\n" in polltool("fix").out

    def test_exit_non_zero_on_fix(self, content: Content, polltool: RunPolltool) -> None:
        with_comment(content, "bad")
        assert polltool("fix", "--exit-non-zero-on-fix").code == 1
        assert polltool("fix", "--exit-non-zero-on-fix").code == 0

    def test_json_counts_what_was_fixed(self, content: Content, polltool: RunPolltool) -> None:
        with_comment(content, "bad risky")
        document: dict[str, Any] = json.loads(polltool("fix", "--format", "json").out)
        jsonschema.Draft202012Validator(schema("report")).validate(document)
        assert [finding["code"] for finding in document["findings"]] == ["TST002"]
        assert {key: document["summary"][key] for key in ("errors", "warnings", "fixed")} == {
            "errors": 0,
            "warnings": 1,
            "fixed": 1,
        }

    def test_only_selected_rules_fix(self, content: Content, polltool: RunPolltool) -> None:
        path = with_comment(content, "bad", code="# bad\n")
        polltool("fix", "--select", "TST005")
        assert comment_of(path) == "# bad"
        polltool("fix", "--ignore", "TST001")
        assert comment_of(path) == "# bad"

    def test_a_dropped_fix_leaves_the_file_and_is_told(self, content: Content, polltool: RunPolltool) -> None:
        path = with_comment(content, "worse")
        before = path.stat()
        ran = polltool("fix")
        assert ran.code == 1
        assert ran.err == (
            f"polltool: note: {YML}:1: fix dropped: TST003 (mend worse): "
            f"it would bring TST004 (tst004) in line 1 of {YML}\n"
        )
        assert ran.out.endswith("1 item checked: 1 error.\n")
        assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
        assert polltool("fix", "-q").err == ""

    def test_a_file_that_cannot_be_written_is_2_and_the_others_are(
        self, content: Content, polltool: RunPolltool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        paths = [with_comment(content, "bad", name=name) for name in ("Acme", "Beta")]
        real = os.access
        monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != paths[0] and real(path, mode))
        ran = polltool("fix")
        assert ran.code == 2
        assert ran.err == (
            f"polltool: error: {YML}: not fixed: it cannot be written: permission denied; "
            "make the file and its folder writable\n"
        )
        assert [comment_of(path) for path in paths] == ["# bad", "# good"]
        assert ran.out.endswith("2 items checked: 1 error; 1 fixed; 1 failure, see above.\n")

    def test_other_files_stay_as_they_are(self, content: Content, polltool: RunPolltool) -> None:
        with_comment(content, "bad")
        others = [content.write("Packs/Acme/README.md", "bad"), with_comment(content, "", name="Beta")]
        before = [(path.read_bytes(), path.stat().st_mtime_ns) for path in others]
        polltool("fix")
        assert [(path.read_bytes(), path.stat().st_mtime_ns) for path in others] == before


class TestDiff:
    @pytest.mark.parametrize("command", [("lint", "--diff"), ("fix", "--diff"), ("lint", "--fix", "--diff")])
    def test_it_changes_nothing_and_git_takes_it(
        self, content: Content, polltool: RunPolltool, command: tuple[str, ...]
    ) -> None:
        path = with_comment(content, "bad risky", code="# bad")
        ran = polltool(*command)
        assert (ran.code, ran.err) == (1, "polltool: note: 2 findings would be fixed\n")
        assert ran.out.startswith(
            f"--- a/{CODE}\n+++ b/{CODE}\n@@ -1 +1 @@\n-# bad\n\\ No newline at end of f"
        )
        assert comment_of(path) == "# bad risky"
        for arguments in (["init", "-q", "."], ["apply", "-"]):
            subprocess.run(["git", *arguments], cwd=content.root, input=ran.out.encode(), check=True)
        assert comment_of(path) == "# good risky"
        assert path.with_suffix(".py").read_text(encoding="utf-8") == "# good"

    def test_nothing_to_change_is_0(self, content: Content, polltool: RunPolltool) -> None:
        with_comment(content, "risky")
        ran = polltool("fix", "--diff")
        assert (ran.code, ran.out, ran.err) == (0, "", "")
        assert polltool("fix", "--diff", "--unsafe-fixes", "-q").err == ""

    def test_something_that_failed_is_2(self, content: Content, polltool: RunPolltool) -> None:
        with_comment(content, "bad")
        ran = polltool("fix", "--diff", "Packs", "gone")
        assert (ran.code, "gone: this path does not exist" in ran.err) == (2, True)
        assert ran.out.startswith("--- a/")

    def test_it_has_colours_on_demand(self, content: Content, polltool: RunPolltool) -> None:
        with_comment(content, "bad")
        ran = polltool("fix", "--diff", "--color", "always")
        assert "\x1b[32m+# good\x1b[0m\n" in ran.out


class TestStandardInput:
    def test_the_fixed_text_is_printed_and_the_report_goes_to_the_other_stream(
        self, content: Content, polltool: RunPolltool
    ) -> None:
        path = with_comment(content, "risky", code="# bad\n")
        text = path.read_bytes().replace(b"risky", b"bad risky")
        ran = polltool("lint", "--fix", "--stdin-filename", YML, stdin=text)
        assert ran.out.encode() == text.replace(b"bad", b"good")
        assert "1 | # good risky" in ran.err
        assert ran.err.endswith(
            "1 item checked: 1 warning and 1 info (-v shows the infos); 1 fixed.\n"
            "1 more can be fixed with --fix --unsafe-fixes.\n"
        )
        assert comment_of(path) == "# risky"
        assert path.with_suffix(".py").read_text(encoding="utf-8") == "# bad\n"

    def test_a_text_with_nothing_to_fix_comes_back(self, content: Content, polltool: RunPolltool) -> None:
        path = with_comment(content, "fine")
        ran = polltool("fix", "-q", "--stdin-filename", str(path), stdin=path.read_bytes())
        assert (ran.code, ran.out.encode(), ran.err) == (0, path.read_bytes(), "")
        ran = polltool("fix", "-q", "--stdin-filename", "notes.yml", stdin=b"a: [")
        assert (ran.code, ran.out) == (0, "a: [")

    def test_code(self, content: Content, polltool: RunPolltool) -> None:
        path = with_comment(content, "bad")
        ran = polltool("fix", "--stdin-filename", CODE, stdin=b"# bad\r\n")
        assert ran.out == "# good\r\n"
        assert comment_of(path) == "# bad"

    def test_its_diff(self, content: Content, polltool: RunPolltool) -> None:
        with_comment(content, "")
        ran = polltool("fix", "--diff", "--stdin-filename", CODE, stdin=b"# bad\n")
        assert (ran.code, ran.out) == (1, f"--- a/{CODE}\n+++ b/{CODE}\n@@ -1 +1 @@\n-# bad\n+# good\n")


class TestMarks:
    def test_lint_says_what_can_be_fixed(self, content: Content, polltool: RunPolltool) -> None:
        with_comment(content, "bad risky", code="# bad\n")
        assert polltool("lint").out.endswith("2 can be fixed with --fix, 1 more with --fix --unsafe-fixes.\n")
        ran = polltool("lint", "--unsafe-fixes")
        assert ran.out.endswith("3 can be fixed with --fix --unsafe-fixes.\n")
        ran = polltool("lint", "--select", "TST002")
        assert ran.out.endswith("1 can be fixed with --fix --unsafe-fixes.\n")

    def test_concise_marks_them(self, content: Content, polltool: RunPolltool) -> None:
        with_comment(content, "bad risky", code="# bad\n")
        assert polltool("lint", "--format", "concise").out.splitlines() == [
            f"{CODE}:1:3: TST005[info] bad is wrong [*]",
            f"{YML}:1:3: TST001[error] bad is wrong [*]",
            f"{YML}:1:7: TST002[warning] risky is wrong",
        ]
        ran = polltool("lint", "--format", "concise", "--unsafe-fixes")
        assert ran.out.splitlines()[2].endswith("risky is wrong [*]")


def test_fix_has_the_options_of_lint(polltool: RunPolltool) -> None:
    shown = {command: polltool(command, "--help").out for command in ("lint", "fix")}
    options = {
        command: {word for word in text.split() if word.startswith("--")} for command, text in shown.items()
    }
    assert options["lint"] - options["fix"] <= {"--stdin-filename"}  # named in an example
    assert "Only safe fixes are made, unless --unsafe-fixes." in shown["fix"]
