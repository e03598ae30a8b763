"""Ignore comments: what they take out, where they count, and where they are none."""

from __future__ import annotations

import pytest

from polltool import lint_paths
from polltool.engine import Report
from polltool.findings import Severity
from tests.conftest import HEAD, Content, RunPolltool

FOLDER = "Packs/Acme/Integrations/Acme"

YML = (
    HEAD.format(name="Acme")
    + """\
  - name: acme-scan{name}
    polling: true
    arguments:
    - name: url{url}
      required: 'true'{required}
    - name: polling
      predefined: ['true', 'false']
  - name: acme-list{other}
    polling: 'true'{quoted}
fromversion: 6.5.0
"""
)
CODE = """\
import demistomock as demisto
from CommonServerPython import *


@polling_function('acme-scan', requires_polling_arg=False){decorator}
def scan_command(args):
    job = args.get('job') or start(args['url'])
    return PollResult(
        None,
        continue_to_poll='yes',{value}
        args_for_next_run={{'job': job, **args}},{carried}
    )


def main():
    if demisto.command() == 'acme-scan':
        return_results(scan_command(demisto.args()))


if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
"""
SLOTS = ("name", "url", "required", "other", "quoted")
CODE_SLOTS = ("decorator", "value", "carried")


def yml_with(**texts: str) -> str:
    """The yml with texts at the end of some of its lines."""
    return YML.format(**{**dict.fromkeys(SLOTS, ""), **texts})


def code_with(**texts: str) -> str:
    """The code with texts at the end of some of its lines."""
    return CODE.format(**{**dict.fromkeys(CODE_SLOTS, ""), **texts})


def lint(content: Content, jobs: int = 1, /, **comments: str) -> Report:
    """Check the integration with comments at some of its lines."""
    texts = {slot: f"  # {comment}" for slot, comment in comments.items()}
    content.integration(yml=yml_with(**texts), code=code_with(**texts))
    return lint_paths(["."], cwd=str(content.root), jobs=jobs)


def found(report: Report) -> list[str]:
    """The codes that are graver than infos, each with the end of its file's name."""
    return [
        f"{finding.code} {finding.place.path.rpartition('.')[2]}:{finding.place.line}"
        for finding in report.findings
        if finding.severity > Severity.INFO
    ]


ALL = ["POL403 py:10", "POL201 yml:12", "POL203 yml:12", "POL002 yml:16", "POL103 yml:20"]


def test_without_comments_all_is_found(content: Content) -> None:
    report = lint(content)
    assert found(report) == ALL
    assert report.suppressed == ()


class TestOnALine:
    @pytest.mark.parametrize(
        ("slot", "selector", "gone"),
        [
            ("value", "POL403", "POL403 py:10"),
            ("value", "continue-to-poll-not-boolean", "POL403 py:10"),
            ("value", "pol403", "POL403 py:10"),
            ("value", "POL4", "POL403 py:10"),
            ("required", "POL002", "POL002 yml:16"),
            ("quoted", "POL103", "POL103 yml:20"),
            ("quoted", "ALL", "POL103 yml:20"),
        ],
    )
    def test_it_takes_out_what_it_names(self, content: Content, slot: str, selector: str, gone: str) -> None:
        report = lint(content, **{slot: f"polltool: ignore[{selector}]"})
        assert found(report) == [one for one in ALL if one != gone]
        assert [finding.code for finding in report.suppressed] == [gone[:6]]

    def test_several_by_comma(self, content: Content) -> None:
        report = lint(content, name="polltool: ignore[POL201 , missing-hide-polling-output]")
        assert found(report) == ["POL403 py:10", "POL002 yml:16", "POL103 yml:20"]

    @pytest.mark.parametrize(
        "comment",
        [
            "polltool:ignore[POL103]",
            "polltool:   ignore[POL103]",
            "polltool: ignore [POL103]",
            "polltool: ignore[ POL103 ] the server does not mind",
            "polltool: ignore[POL103]: the server does not mind",
            "noqa  # polltool: ignore[POL103]  # really",
            "polltool: IGNORE[POL103,]",
        ],
    )
    def test_the_spelling_is_free(self, content: Content, comment: str) -> None:
        assert found(lint(content, quoted=comment)) == [one for one in ALL if "POL103" not in one]

    def test_another_line_is_not_meant(self, content: Content) -> None:
        report = lint(content, other="polltool: ignore[POL002]")
        assert found(report) == sorted([*ALL[:4], "POL005 yml:19", ALL[4]], key=lambda one: one[7:])

    def test_another_rule_is_not_meant(self, content: Content) -> None:
        assert "POL103 yml:20" in found(lint(content, quoted="polltool: ignore[POL102]"))

    def test_it_does_not_count_for_the_exit_code(self, content: Content, polltool: RunPolltool) -> None:
        content.integration(yml=yml_with(), code="")
        assert polltool("lint", "--select", "POL103").code == 1
        yml = yml_with(quoted="  # polltool: ignore[POL103]")
        content.integration(yml=yml, code="")
        ran = polltool("lint", "--select", "POL103")
        assert (ran.code, ran.out) == (0, "1 item checked, nothing found (1 suppressed).\n")

    def test_standard_input(self, content: Content, polltool: RunPolltool) -> None:
        yml = yml_with(quoted="  # polltool: ignore[POL103]")
        ran = polltool(
            "lint", "--select", "POL103", "--stdin-filename", f"{FOLDER}/Acme.yml", stdin=yml.encode()
        )
        assert (ran.code, ran.out) == (0, "1 item checked, nothing found (1 suppressed).\n")

    def test_a_crash_is_never_ignored(self, content: Content) -> None:
        report = lint(content, quoted="polltool: ignore[POL103, POL000]")
        [finding] = [finding for finding in report.findings if finding.code == "POL005"]
        assert "POL000 cannot be ignored" in finding.message


class TestOnACommandsName:
    def test_it_speaks_of_the_whole_command(self, content: Content) -> None:
        """Also of what lies in its arguments, and in the code."""
        report = lint(content, name="polltool: ignore[POL002, POL201, POL203, POL403]")
        assert found(report) == ["POL103 yml:20"]

    def test_not_of_another_command(self, content: Content) -> None:
        assert "POL103 yml:20" in found(lint(content, name="polltool: ignore[POL103, POL201]"))
        assert "POL103 yml:20" not in found(lint(content, other="polltool: ignore[POL103]"))

    def test_a_script_is_its_own_command(self, content: Content) -> None:
        yml = "name: AcmeWait  # polltool: ignore[POL103]\ntype: python\nsubtype: python3\n"
        yml += "commonfields:\n  id: AcmeWait\n  version: -1\nscript: '-'\npolling: 'true'\n"
        content.write("Packs/Acme/Scripts/AcmeWait/AcmeWait.yml", yml)
        report = lint_paths(["."], cwd=str(content.root))
        assert found(report) == []
        assert [finding.code for finding in report.suppressed] == ["POL103"]

    def test_an_integrations_own_name_is_no_command(self, content: Content) -> None:
        yml = yml_with()
        yml = yml.replace("name: Acme\n", "name: Acme  # polltool: ignore[POL103]\n")
        content.integration(yml=yml, code="")
        assert found(lint_paths(["."], cwd=str(content.root), select=["POL103"])) == ["POL103 yml:20"]


class TestForAFile:
    @pytest.mark.parametrize("slot", ["name", "url", "quoted"])
    def test_it_may_stand_anywhere(self, content: Content, slot: str) -> None:
        report = lint(content, **{slot: "polltool: ignore-file[POL2, POL103]"})
        assert found(report) == ["POL403 py:10", "POL002 yml:16"]

    def test_it_counts_for_that_file_only(self, content: Content) -> None:
        report = lint(content, decorator="polltool: ignore-file[POL403, POL103]")
        assert found(report) == [
            "POL005 py:5",
            "POL201 yml:12",
            "POL203 yml:12",
            "POL002 yml:16",
            "POL103 yml:20",
        ]


class TestWhatIsNoComment:
    @pytest.mark.parametrize(
        "name",
        [
            "description: '# polltool: ignore[POL103]'",
            'description: "a # polltool: ignore-file[POL103] b"',
            "description: |\n      # polltool: ignore-file[POL103]",
            "description: >-\n      text\n\n      # polltool: ignore-file[POL103]",
            "description: a#polltool: ignore-file[POL103]".replace("polltool: ", "polltool:"),
            'description: "one\n      # polltool: ignore-file[POL103]\n      two"',
        ],
    )
    def test_in_a_yml(self, content: Content, name: str) -> None:
        yml = yml_with(other=f"\n    {name}")
        content.integration(yml=yml, code="")
        report = lint_paths(["."], cwd=str(content.root), select=["POL103", "POL001", "POL005"])
        assert [finding.code for finding in report.findings] == ["POL103"]

    @pytest.mark.parametrize(
        "line",
        [
            "TEXT = '# polltool: ignore-file[POL403]'",
            'TEXT = """\n# polltool: ignore-file[POL403]\n"""',
            "TEXT = f'# polltool: ignore-file[POL403] {main}'",
        ],
    )
    def test_in_python(self, content: Content, line: str) -> None:
        code = code_with() + f"\n\n{line}\n"
        content.integration(yml=yml_with(), code=code)
        report = lint_paths(["."], cwd=str(content.root), select=["POL403", "POL005"])
        assert [finding.code for finding in report.findings] == ["POL403"]

    def test_a_comment_after_a_block_scalar_is_one(self, content: Content) -> None:
        other = "\n    description: |-\n      text\n    # polltool: ignore-file[POL103]"
        yml = yml_with(other=other)
        content.integration(yml=yml, code="")
        assert found(lint_paths(["."], cwd=str(content.root), select=["POL103"])) == []

    def test_the_header_of_a_block_scalar_may_have_one(self, content: Content) -> None:
        other = "\n    description: |-  # polltool: ignore-file[POL103]\n      text"
        yml = yml_with(other=other)
        content.integration(yml=yml, code="")
        assert found(lint_paths(["."], cwd=str(content.root), select=["POL103"])) == []


def unified(**comments: str) -> str:
    """The integration as one file, its code in a literal block."""
    code = code_with(**{slot: f"  # {comment}" for slot, comment in comments.items()})
    block = "".join(f"    {line}\n" if line else "\n" for line in code.splitlines())
    return yml_with().replace("  script: '-'\n", f"  script: |\n{block}")


class TestInUnifiedYmls:
    def test_a_comment_of_the_code_counts(self, content: Content) -> None:
        content.write(f"{FOLDER}/Acme.yml", unified(value="polltool: ignore[POL403]"))
        report = lint_paths(["."], cwd=str(content.root))
        assert "POL403" not in {finding.code for finding in report.findings}
        assert [finding.code for finding in report.suppressed] == ["POL403"]

    def test_the_file_is_the_yml(self, content: Content) -> None:
        content.write(f"{FOLDER}/Acme.yml", unified(decorator="polltool: ignore-file[POL103, POL403]"))
        codes = {finding.code for finding in lint_paths(["."], cwd=str(content.root)).findings}
        assert not codes & {"POL103", "POL403", "POL005"}

    def test_a_comment_of_the_yml_counts_as_ever(self, content: Content) -> None:
        yml = unified().replace("polling: 'true'", "polling: 'true'  # polltool: ignore[POL103]")
        content.write(f"{FOLDER}/Acme.yml", yml)
        assert "POL103" not in {finding.code for finding in lint_paths(["."], cwd=str(content.root)).findings}

    @pytest.mark.parametrize("newline", ["\n", "\r\n"])
    def test_line_endings_and_odd_characters(self, content: Content, newline: str) -> None:
        yml = unified(value="\U0001f600 é  # polltool: ignore[POL403]").replace("\n", newline)
        content.write(f"{FOLDER}/Acme.yml", b"\xef\xbb\xbf" + yml.encode())
        assert "POL403" not in {finding.code for finding in lint_paths(["."], cwd=str(content.root)).findings}


class TestSeveralLines:
    @pytest.mark.parametrize(
        "call",
        [
            "PollResult(None, '''a\n''')  # polltool: ignore[TST]",
            "PollResult(None, \\\n        'a')  # polltool: ignore[TST]",
            "PollResult(f'''a\n{args}\n''', \\\n  None)  # polltool: ignore[TST]",
        ],
    )
    def test_where_no_comment_can_stand_the_last_line_speaks(self, content: Content, call: str) -> None:
        code = code_with().replace(
            "return PollResult(\n        None,\n        continue_to_poll='yes',",
            "return " + call + "\n    (\n",
        )
        code = code.replace("return " + call, "return " + call.replace("TST", "POL402"))
        code = code.replace("PollResult(", "str(", 1)
        code = code[: code.index("    (\n")] + "\n" + code[code.index("\ndef main") :]
        content.integration(yml=yml_with(), code=code)
        report = lint_paths(["."], cwd=str(content.root), select=["POL402", "POL005"])
        assert ([finding.code for finding in report.suppressed], report.findings) == (["POL402"], ())

    def test_a_call_over_several_lines_counts_by_its_first(self, content: Content) -> None:
        code = code_with().replace(
            "continue_to_poll='yes',",
            "continue_to_poll=(  # polltool: ignore[POL403]\n            'yes'\n        ),",
        )
        content.integration(yml=yml_with(), code=code)
        report = lint_paths(["."], cwd=str(content.root), select=["POL403", "POL005"])
        assert [finding.place.line for finding in report.findings if finding.code == "POL403"] == [11]


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_the_number_of_processes_changes_nothing(content: Content, jobs: int) -> None:
    for name in ("Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Eta", "Theta"):
        content.integration(name, yml=unified(value="polltool: ignore[POL403, POL101]").replace("Acme", name))
    report = lint(content, jobs, value="polltool: ignore[POL403, POL101]")
    assert [finding.code for finding in report.suppressed] == ["POL403"] * 8
    assert sum(finding.code == "POL005" for finding in report.findings) == 8
