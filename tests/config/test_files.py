"""Which configuration file is in force, and what its keys do."""

from __future__ import annotations

import pytest

from polltool import lint_paths
from polltool.engine import Report
from polltool.findings import Severity
from tests.conftest import HEAD, Content, RunPolltool

YML = (
    HEAD
    + """\
  - name: acme-scan
    polling: 'true'
  - name: acme-find
    polling: true
"""
)


CODE = """\
import demistomock as demisto
from CommonServerPython import *


@polling_function('acme-find', requires_polling_arg=False)
def find(args):
    return PollResult(None, continue_to_poll=True, args_for_next_run=args)


if demisto.command() == 'acme-find':
    return_results(find(demisto.args()))
"""


@pytest.fixture
def packs(content: Content) -> Content:
    """Two packs with an integration each: POL103 (an error) and POL105 (an info)."""
    for name in ("Alpha", "Beta"):
        content.integration(name, pack=name, yml=YML.format(name=name), code=CODE)
    return content


def lint(content: Content, *paths: str, **options: object) -> Report:
    return lint_paths(paths or ["."], cwd=str(content.root), **options)  # type: ignore[arg-type]


def found(report: Report) -> list[str]:
    """Pack, code and severity of each finding."""
    return [
        f"{finding.place.path.split('/')[1]} {finding.code} {finding.severity.label}"
        for finding in report.findings
    ]


BOTH = ["Alpha POL103 error", "Beta POL103 error"]
ONLY = {"select": ["POL103"]}


class TestWhichFile:
    def test_none_is_needed(self, packs: Content) -> None:
        assert [one for one in found(lint(packs)) if "POL103" in one] == BOTH

    @pytest.mark.parametrize(
        ("path", "text"),
        [
            (".polltool.toml", "select = ['POL103']\n"),
            ("pyproject.toml", "[tool.polltool]\nselect = ['POL103']\n"),
            ("pyproject.toml", "[tool]\npolltool = {select = ['POL103']}\n"),
            ("pyproject.toml", "tool.polltool.select = ['POL103']\n"),
            ("Packs/.polltool.toml", "\ufeffselect = ['POL103']\r\n"),
        ],
    )
    def test_it_is_found_above_the_files(self, packs: Content, path: str, text: str) -> None:
        packs.write(path, text)
        assert found(lint(packs)) == BOTH

    def test_the_nearest_wins_for_each_file(self, packs: Content) -> None:
        packs.write("pyproject.toml", "[tool.polltool]\nselect = ['POL103']\n")
        packs.write("Packs/Beta/.polltool.toml", "select = ['POL001']\n")
        assert found(lint(packs)) == ["Alpha POL103 error"]
        assert found(lint(packs, jobs=2)) == ["Alpha POL103 error"]

    def test_nothing_is_merged(self, packs: Content) -> None:
        packs.write(".polltool.toml", "ignore = ['POL103']\n")
        packs.write("Packs/Beta/.polltool.toml", "")
        assert [one for one in found(lint(packs)) if "POL103" in one] == ["Beta POL103 error"]

    def test_the_own_file_beats_the_shared_one(self, packs: Content) -> None:
        packs.write("pyproject.toml", "[tool.polltool]\nselect = ['POL001']\n")
        packs.write(".polltool.toml", "select = ['POL103']\n")
        assert found(lint(packs)) == BOTH

    @pytest.mark.parametrize(
        "text", ["[tool.black]\nline-length = 100\n", "# polltool\n[tool.x]\n", "not = TOML here\n"]
    )
    def test_a_pyproject_without_a_table_of_ours_does_not_count(self, packs: Content, text: str) -> None:
        packs.write(".polltool.toml", "select = ['POL103']\n")
        packs.write("Packs/pyproject.toml", text)
        assert found(lint(packs)) == BOTH

    def test_it_counts_above_the_working_directory_too(self, packs: Content) -> None:
        packs.write(".polltool.toml", "select = ['POL001']\n")
        assert lint_paths(["."], cwd=str(packs.root / "Packs" / "Alpha")).findings == ()

    def test_config_names_one_for_all(self, packs: Content, polltool: RunPolltool) -> None:
        packs.write("Packs/.polltool.toml", "select = ['POL001']\n")
        packs.write("ci/strict.toml", "select = ['POL103']\n")
        packs.write("ci/pyproject.toml", "[tool.polltool]\nselect = ['POL103']\n")
        packs.write("ci/empty/pyproject.toml", "")
        assert polltool("lint").code == 0
        assert polltool("lint", "--config", "ci/strict.toml").code == 1
        assert polltool("lint", "--config", "ci/pyproject.toml").code == 1
        ran = polltool("lint", "--config", "ci/empty/pyproject.toml")
        assert (ran.code, "there is no table [tool.polltool]" in ran.err) == (2, True)
        ran = polltool("lint", "--config", "gone.toml")
        assert (ran.code, "gone.toml: this configuration cannot be read: no such file" in ran.err) == (
            2,
            True,
        )

    def test_isolated_reads_none(self, packs: Content, polltool: RunPolltool) -> None:
        packs.write(".polltool.toml", "not TOML")
        assert polltool("lint").code == 2
        assert polltool("lint", "--isolated").code == 1
        ran = polltool("lint", "--isolated", "--config", ".polltool.toml")
        assert (ran.code, "leave one out" in ran.err) == (2, True)

    def test_standard_input_has_that_of_its_path(self, packs: Content, polltool: RunPolltool) -> None:
        packs.write("Packs/Beta/.polltool.toml", "select = ['POL001']\n")
        path = "Packs/Beta/Integrations/New/New.yml"
        ran = polltool("lint", "--stdin-filename", path, stdin=YML.format(name="New").encode())
        assert (ran.code, ran.out) == (0, "1 item checked, nothing found.\n")


class TestTheCommandLineWins:
    def config(self, packs: Content, text: str) -> None:
        packs.write(".polltool.toml", text)

    def codes(self, report: Report) -> set[str]:
        return {finding.code for finding in report.findings}

    def test_select_starts_anew(self, packs: Content) -> None:
        self.config(packs, "select = ['POL105']\nignore = ['POL103']\n")
        assert self.codes(lint(packs)) == {"POL105"}
        assert self.codes(lint(packs, select=["POL103"])) == {"POL103"}

    def test_ignore_and_extend_select_come_on_top(self, packs: Content) -> None:
        self.config(packs, "select = ['POL1']\nignore = ['POL103']\n")
        assert self.codes(lint(packs, ignore=["POL105"])) & {"POL103", "POL105"} == set()
        assert self.codes(lint(packs, extend_select=["POL103"])) >= {"POL103", "POL105"}

    def test_fail_on(self, packs: Content, polltool: RunPolltool) -> None:
        self.config(packs, "fail-on = 'never'\n")
        assert polltool("lint").code == 0
        assert polltool("lint", "--fail-on", "error").code == 1


class TestKeys:
    def test_fail_on_is_that_of_each_findings_file(self, packs: Content, polltool: RunPolltool) -> None:
        packs.write("Packs/Alpha/.polltool.toml", "fail-on = 'never'\n")
        packs.write("Packs/Beta/.polltool.toml", "select = ['POL105']\n")
        assert polltool("lint").code == 0
        packs.write("Packs/Beta/.polltool.toml", "select = ['POL105']\nfail-on = 'info'\n")
        ran = polltool("lint")
        assert ran.code == 1
        assert "POL105" in ran.out

    @pytest.mark.parametrize("key", ["POL103", "POL1", "polling-not-boolean", "ALL"])
    def test_severity_is_the_highest_that_a_rule_may_have(self, packs: Content, key: str) -> None:
        packs.write(".polltool.toml", f"severity = {{{key} = 'warning'}}\n")
        found = {finding.code: finding.severity for finding in lint(packs).findings}
        assert (found["POL103"], found["POL105"]) == (Severity.WARNING, Severity.INFO)

    def test_the_more_exact_severity_decides(self, packs: Content) -> None:
        packs.write(".polltool.toml", "[severity]\nPOL103 = 'error'\nPOL1 = 'info'\n")
        assert found(lint(packs, **ONLY)) == BOTH

    @pytest.mark.parametrize(
        "pattern",
        ["Beta", "Beta/", "Packs/Beta", "/Packs/Beta/", "Packs/*/**/Beta.yml", "B*.yml", "*\\n!Alpha*"],
    )
    def test_exclude(self, packs: Content, pattern: str) -> None:
        patterns = ["Beta/", "!Alpha"] if "\\n" in pattern else [pattern]
        packs.write(".polltool.toml", f"exclude = {patterns}\n")
        assert found(lint(packs, **ONLY)) == ["Alpha POL103 error"]

    def test_exclude_is_relative_to_its_file(self, packs: Content) -> None:
        packs.write("Packs/.polltool.toml", "exclude = ['/Beta']\n")
        assert found(lint(packs, **ONLY)) == ["Alpha POL103 error"]
        packs.write("Packs/.polltool.toml", "exclude = ['/Packs/Beta']\n")
        assert found(lint(packs, **ONLY)) == BOTH

    def test_what_is_named_is_checked_all_the_same_but_with_force_exclude(self, packs: Content) -> None:
        packs.write(".polltool.toml", "exclude = ['Packs/Beta']\n")
        yml = "Packs/Beta/Integrations/Beta/Beta.yml"
        for path in (yml, yml.replace(".yml", ".py"), "Packs/Beta", "Packs/Beta/Integrations"):
            assert found(lint(packs, path, **ONLY)) == ["Beta POL103 error"], path
            assert found(lint(packs, path, force_exclude=True, **ONLY)) == [], path

    def test_all_excluded_is_0(self, packs: Content, polltool: RunPolltool) -> None:
        packs.write(".polltool.toml", "exclude = ['*']\n")
        assert polltool("lint").code == 0

    @pytest.mark.parametrize("pattern", ["Packs/Beta/**", "Beta.yml", "Beta", "!Packs/Alpha/**"])
    def test_per_file_ignores(self, packs: Content, pattern: str) -> None:
        packs.write(".polltool.toml", f"[per-file-ignores]\n{pattern!r} = ['polling-not-boolean', 'POL2']\n")
        report = lint(packs, **ONLY)
        assert found(report) == ["Alpha POL103 error"]
        assert report.suppressed == ()

    def test_per_file_ignores_are_about_the_file_of_the_finding(self, packs: Content) -> None:
        packs.write(".polltool.toml", "per-file-ignores = {'*.py' = ['POL103', 'POL004']}\n")
        packs.write("Packs/Alpha/Integrations/Alpha/Alpha.py", "def broken(:\n")
        assert found(lint(packs, select=["POL103", "POL004"])) == BOTH

    def test_an_ignore_comment_for_a_rule_that_is_silent_there_is_not_unused(self, packs: Content) -> None:
        yml = YML.format(name="Alpha").replace("'true'", "true  # polltool: ignore[POL103]")
        packs.write("Packs/Alpha/Integrations/Alpha/Alpha.yml", yml)
        assert found(lint(packs, "Packs/Alpha", select=["POL103", "POL005"])) == ["Alpha POL005 warning"]
        packs.write(".polltool.toml", "per-file-ignores = {'*.yml' = ['POL103']}\n")
        assert found(lint(packs, "Packs/Alpha", select=["POL103", "POL005"])) == []

    def test_server_version(self, packs: Content) -> None:
        assert "Alpha POL105 info" in found(lint(packs, select=["POL105"]))
        packs.write("Packs/Alpha/.polltool.toml", "server-version = '6.5'\n")
        assert found(lint(packs, select=["POL105"])) == ["Beta POL105 info"]

    def test_api_modules(self, packs: Content) -> None:
        packs.write(
            "modules/FarApiModule/FarApiModule.py",
            "def run():\n    return demisto.command() and ScheduledCommand\n",
        )
        code = "from FarApiModule import *\n\n\n@polling_function('acme-scan', requires_polling_arg=False)\n"
        code += "def scan(args):\n    return decided(args)\n\n\nreturn_results(scan(demisto.args()))\n"
        packs.write("Packs/Alpha/Integrations/Alpha/Alpha.py", code)
        packs.write(
            "modules/FarApiModule/FarApiModule.py",
            "def decided(args):\n    return PollResult(None, continue_to_poll='yes', args_for_next_run=args)\n",
        )
        assert found(lint(packs, select=["POL403"])) == []
        packs.write(".polltool.toml", "api-modules = ['modules']\n")
        assert found(lint(packs, select=["POL403"])) == ["Alpha POL403 error"]
