"""POL005: ignore comments that suppress nothing, and what its fix takes out."""

from __future__ import annotations

import pytest

from polltool import lint_paths
from polltool.edits import apply
from polltool.engine import Report
from polltool.findings import Finding, Severity
from tests.conftest import HEAD, Content

FOLDER = "Packs/Acme/Integrations/Acme"
YML = (
    HEAD.format(name="Acme")
    + """\
  - name: acme-scan
    polling: 'true'
"""
)
CODE = """\
import demistomock as demisto


def main():
    if demisto.command() == 'acme-scan':
        demisto.results('done')


main()
"""


def lint(content: Content, yml: str, code: str = CODE, select: tuple[str, ...] = ()) -> Report:
    content.integration(yml=yml, code=code)
    return lint_paths(["."], cwd=str(content.root), select=select, ignore=() if select else ["POL1"])


def unused(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.code == "POL005"]


def commented(comment: str) -> str:
    return YML.replace("polling: 'true'", f"polling: true{comment}")


def fixed(text: str, finding: Finding) -> str:
    assert finding.fix is not None
    assert finding.fix.safe
    return apply(text, finding.fix.edits)


class TestReported:
    def test_where_and_how(self, content: Content) -> None:
        [finding] = unused(lint(content, commented("  # polltool: ignore[POL201]")))
        assert (finding.place.line, finding.place.column, finding.place.end_column) == (13, 20, 46)
        assert finding.severity is Severity.WARNING
        assert "POL201 is not found on this line" in finding.message

    @pytest.mark.parametrize(
        ("rules", "said"),
        [
            ("POL201", "POL201 is not found on this line, so this comment suppresses nothing: take it out"),
            (
                "POL201, POL203",
                "POL201 and POL203 are not found on this line, so this comment suppresses nothing: ",
            ),
            ("POL201, POL202, POL203", "POL201, POL202 and POL203 are not found on this line, so"),
        ],
    )
    def test_all_that_it_names_in_a_sentence(self, content: Content, rules: str, said: str) -> None:
        [finding] = unused(lint(content, commented(f"  # polltool: ignore[{rules}]")))
        assert finding.message.startswith(said)

    def test_not_for_rules_that_did_not_run(self, content: Content) -> None:
        yml = commented("  # polltool: ignore[POL201]")
        assert unused(lint(content, yml, select=("POL0",))) == []
        assert unused(lint(content, yml, select=("POL005", "POL202"))) == []
        assert len(unused(lint(content, yml, select=("POL005", "POL201")))) == 1
        assert lint(content, yml, select=("POL201",)).findings == ()

    def test_a_prefix_is_idle_only_if_all_of_its_rules_ran(self, content: Content) -> None:
        yml = commented("  # polltool: ignore[POL2]")
        assert unused(lint(content, yml, select=("POL005", "POL201"))) == []
        assert len(unused(lint(content, yml, select=("POL005", "POL2")))) == 1

    def test_not_where_the_code_cannot_be_read(self, content: Content) -> None:
        yml = commented("  # polltool: ignore[POL201]")
        assert unused(lint(content, yml, code="def main(:\n")) == []
        assert len(unused(lint(content, commented("  # polltool: ignore[POL001]"), code="def main(:\n"))) == 1

    def test_in_code(self, content: Content) -> None:
        code = CODE.replace("main()\n", "main()  # polltool: ignore[POL402]\n")
        [finding] = unused(lint(content, YML.replace("'true'", "true"), code))
        assert finding.place.path == f"{FOLDER}/Acme.py"

    def test_for_a_file(self, content: Content) -> None:
        [finding] = unused(lint(content, "# polltool: ignore-file[POL002]\n" + commented("")))
        assert "POL002 is not found in this file" in finding.message

    def test_on_a_commands_name_it_tells_the_command(self, content: Content) -> None:
        yml = commented("").replace("name: acme-scan", "name: acme-scan  # polltool: ignore[POL203]")
        [finding] = unused(lint(content, yml))
        assert finding.command == "acme-scan"
        assert "on this line or about the command 'acme-scan'" in finding.message

    def test_in_a_working_copy_it_is_advice(self, content: Content) -> None:
        yml = commented("  # polltool: ignore[POL201]")
        content.integration("Acme_dev", yml=yml, code=CODE)
        [finding] = unused(lint_paths(["."], cwd=str(content.root)))
        assert finding.severity is Severity.INFO

    def test_code_of_two_items_is_judged_by_both(self, content: Content) -> None:
        """An ignore that one of two ymls needs is none that suppresses nothing."""
        code = CODE.replace("'acme-scan':", "'acme-scan':  # polltool: ignore[POL402]")
        polling = code.replace(
            "def main", "@polling_function('acme-scan')\ndef f(args):\n    return 1\n\n\ndef main"
        ).replace("demisto.results('done')", "return_results(f(demisto.args()))")
        content.integration(yml=commented(""), code="")
        (content.root / FOLDER / "Acme.py").unlink()
        content.write(f"{FOLDER}/Other.yml", commented("").replace("acme-scan", "other-scan"))
        content.write(
            f"{FOLDER}/code.py", polling.replace("return 1", "return 1  # polltool: ignore[POL402]")
        )
        report = lint_paths(["."], cwd=str(content.root), select=["POL402", "POL005"])
        assert [finding.code for finding in report.suppressed] == ["POL402"]
        assert [(finding.code, finding.place.line) for finding in report.findings] == [("POL005", 10)]


class TestMalformed:
    @pytest.mark.parametrize(
        ("comment", "said"),
        [
            ("polltool: ignore", "no rules are named"),
            ("polltool: ignore POL201", "no rules are named"),
            ("polltool: ignore[POL201", "no rules are named"),
            ("polltool: ignore[]", "the brackets are empty; write ignore[CODE]"),
            ("polltool: ignore-file[ , ]", "the brackets are empty; write ignore-file[CODE]"),
            ("polltool: ignore[POL2O1]", "unknown rule 'POL2O1'; did you mean POL2"),
            ("polltool: ignore[undeclared-next-run-args]", "did you mean undeclared-next-run-arg?"),
            ("polltool: ignore[POL201, POL999]", "unknown rule 'POL999'"),
            ("polltool: ignores[POL201]", "there is no 'ignores'; write ignore[CODE]"),
            ("polltool: ignore_file[POL201]", "there is no 'ignore_file'; write ignore-file[CODE]"),
            ("polltool: ignore[POL000]", "POL000 cannot be ignored"),
        ],
    )
    def test_it_is_told_and_never_fixed(self, content: Content, comment: str, said: str) -> None:
        [finding] = unused(lint(content, commented(f"  # {comment}")))
        assert said in finding.message
        assert finding.fix is None

    @pytest.mark.parametrize(
        "comment", ["about polltool: ignore[POL201]", "polltool: run it before a commit"]
    )
    def test_prose_is_left_alone(self, content: Content, comment: str) -> None:
        assert unused(lint(content, commented(f"  # {comment}"))) == []

    def test_what_is_right_beside_it_counts(self, content: Content) -> None:
        yml = YML.replace("polling: 'true'", "polling: 'true'  # polltool: ignore[POL103, POL1O3]")
        content.integration(yml=yml, code=CODE)
        report = lint_paths(["."], cwd=str(content.root), select=["POL103", "POL005"])
        assert [finding.code for finding in report.suppressed] == ["POL103"]
        assert [finding.code for finding in report.findings] == ["POL005"]


class TestIgnoredInTurn:
    @pytest.mark.parametrize(
        "comment", ["ignore[POL201, POL005]", "ignore[POL201, unused-ignore]", "ignore[POL2, POL0]"]
    )
    def test_on_its_line(self, content: Content, comment: str) -> None:
        report = lint(content, commented(f"  # polltool: {comment}"))
        assert unused(report) == []
        assert [finding.code for finding in report.suppressed] == ["POL005"]

    def test_for_the_file(self, content: Content) -> None:
        yml = "# polltool: ignore-file[POL005]\n" + commented("  # polltool: ignore[POL201]")
        assert unused(lint(content, yml)) == []

    def test_an_ignore_of_it_is_never_idle(self, content: Content) -> None:
        assert unused(lint(content, commented("  # polltool: ignore[POL005]"))) == []


class TestFix:
    @pytest.mark.parametrize(
        ("comment", "rest"),
        [
            ("  # polltool: ignore[POL201]", ""),
            ("   # polltool: ignore[POL201]   ", ""),
            ("  # polltool: ignore[POL201] as it was", ""),
            ("  # polltool: ignore[POL201]  # why not", "  # why not"),
            ("  # é \U0001f600  # polltool: ignore[POL201]", "  # é \U0001f600"),
            ("  # one  # polltool: ignore[POL201]  # two", "  # one  # two"),
        ],
    )
    @pytest.mark.parametrize("newline", ["\n", "\r\n"])
    def test_it_takes_the_comment_out_and_nothing_else(
        self, content: Content, comment: str, rest: str, newline: str
    ) -> None:
        yml = commented(comment).replace("\n", newline)
        [finding] = unused(lint(content, yml.encode()))  # type: ignore[arg-type]
        assert fixed(yml, finding) == commented(rest).replace("\n", newline)

    @pytest.mark.parametrize("indent", ["", "    "])
    def test_a_comment_that_stands_alone_goes_with_its_line(self, content: Content, indent: str) -> None:
        comment = f"{indent}# polltool: ignore-file[POL201]\n"
        yml = commented("")
        place = yml.index("    polling")
        [finding] = unused(lint(content, yml[:place] + comment + yml[place:]))
        assert fixed(yml[:place] + comment + yml[place:], finding) == yml

    def test_at_the_end_without_a_line_ending(self, content: Content) -> None:
        yml = commented("")
        text = yml + "# polltool: ignore-file[POL201]"
        [finding] = unused(lint(content, text))
        assert fixed(text, finding) == yml.rstrip("\n")

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("POL103, POL201", "POL103"),
            ("POL201,POL103", "POL103"),
            ("POL201, POL103, POL203", "POL103"),
            ("POL201, POL1, missing-polling", "POL1, missing-polling"),
        ],
    )
    def test_a_list_keeps_what_is_needed(self, content: Content, before: str, after: str) -> None:
        def text(codes: str) -> str:
            return YML.replace("polling: 'true'", f"polling: 'true'  # polltool: ignore[{codes}]  # so")

        content.integration(yml=text(before), code=CODE)
        selected = ["POL005", "POL2", "POL103"]
        [finding] = unused(lint_paths(["."], cwd=str(content.root), select=selected))
        assert fixed(text(before), finding) == text(after)

    def test_in_the_code_of_a_unified_yml(self, content: Content) -> None:
        def text(first: str, second: str) -> str:
            code = CODE.replace("def main", f"{first}def main").replace("main()\n", f"main(){second}\n")
            block = "".join(f"    {line}\n" if line else "\n" for line in code.splitlines())
            return commented("").replace("  script: '-'\n", f"  script: |-\n{block}")

        before = text("# polltool: ignore-file[POL403]\n", "  # polltool: ignore[POL402]  # here")
        content.write(f"{FOLDER}/Acme.yml", before)
        findings = unused(lint_paths(["."], cwd=str(content.root)))
        edits = [edit for finding in findings if finding.fix for edit in finding.fix.edits]
        assert apply(before, edits) == text("", "  # here")

    def test_code_in_quotes_is_left_to_people(self, content: Content) -> None:
        code = "main()  # polltool: ignore[POL402]\\nmain()\\n"
        yml = commented("").replace("script: '-'", f'script: "{code}"')
        content.write(f"{FOLDER}/Acme.yml", yml)
        [finding] = unused(lint_paths(["."], cwd=str(content.root)))
        assert finding.fix is None
