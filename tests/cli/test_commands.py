"""The commands besides ``lint``, and the group."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from polltool import __version__
from polltool.cli.group import SUMMARIES
from polltool.cli.main import COMMANDS
from polltool.rules.registry import all_rules
from tests.conftest import RunPolltool


def test_the_version(polltool: RunPolltool) -> None:
    for arguments in (["--version"], ["lint", "--version"], ["rules", "--version"]):
        ran = polltool(*arguments)
        assert (ran.code, ran.out, ran.err) == (0, f"polltool {__version__}\n", "")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example_and_the_common_options(
    polltool: RunPolltool, command: str
) -> None:
    ran = polltool(command, "--help")
    assert ran.code == 0
    assert "Example" in ran.out
    assert f"polltool {command}" in ran.out
    for option in ("--quiet", "--verbose", "--color", "--version"):
        assert option in ran.out


def test_the_group_lists_its_commands(polltool: RunPolltool) -> None:
    ran = polltool("--help")
    assert ran.code == 0
    assert all(f"\n  {command} " in ran.out for command in COMMANDS)


def test_the_groups_help_says_a_whole_line_of_each_command(polltool: RunPolltool) -> None:
    assert SUMMARIES.keys() == COMMANDS.keys()
    out = polltool("--help").out
    assert all(summary in out for summary in SUMMARIES.values())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["lnt"], "No such command 'lnt'; did you mean 'lint'?"),
        (["explain"], "Missing argument 'CODE|NAME'"),
        (["explain", "POL1"], "'POL1' stands for several rules; name one ('polltool rules' lists them)"),
        (["explain", "POL999"], "unknown rule 'POL999'; 'polltool rules' lists them"),
        (["explain", "POL215"], "unknown rule 'POL215'; did you mean POL2"),
        (["lint", "--format", "jsn"], "did you mean 'json'?"),
        (["lint", "--fail-on", "always"], "is not one of 'error', 'warning', 'info', 'never'."),
        (
            ["simulate", "x.scenario.yml", "--server-version", "six"],
            "'six' is no version; write numbers with dots",
        ),
        (["lint", "--config", "gone.toml"], "gone.toml: this configuration cannot be read: no such file"),
        (["new-polling-command", "gone", "--submit", "a", "--find", "b"], "there is no gone"),
        (["explain", "invalid-pyton"], "unknown rule 'invalid-pyton'; did you mean invalid-python?"),
        (["schema", "--modeline"], "--modeline is for one schema: name it"),
        (["schema", "integration", "--path", "--modeline"], "leave one out"),
        (["schema", "integratoin"], "unknown schema 'integratoin'; did you mean integration?"),
    ],
)
def test_mistakes_get_an_answer(polltool: RunPolltool, arguments: list[str], said: str) -> None:
    ran = polltool(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_a_path_in_the_place_of_a_command_gets_an_answer(polltool: RunPolltool) -> None:
    assert "to check a path: polltool lint ." in polltool(".").err


class TestRules:
    def test_text_has_a_line_a_rule(self, polltool: RunPolltool) -> None:
        lines = polltool("rules").out.splitlines()
        assert [line.split()[0] for line in lines] == [rule.code for rule in all_rules()]

    def test_json(self, polltool: RunPolltool) -> None:
        listed = json.loads(polltool("rules", "--format", "json").out)
        assert listed["version"] == 1
        assert [(rule["code"], rule["name"], rule["severity"]) for rule in listed["rules"]] == [
            (rule.code, rule.name, rule.severity.label) for rule in all_rules()
        ]

    def test_all_say_which_rules_have_a_fix(self, polltool: RunPolltool) -> None:
        listed = json.loads(polltool("rules", "--format", "json").out)["rules"]
        assert [rule["fix"] for rule in listed] == [rule.fix for rule in all_rules()]
        assert {"safe", "unsafe", None} == {rule["fix"] for rule in listed}
        table = polltool("rules", "--format", "markdown").out.splitlines()[2:]
        assert [row.split("|")[-2].strip() for row in table] == [rule.fix or "" for rule in all_rules()]
        words = [line.split()[3] for line in polltool("rules").out.splitlines()]
        assert all(word == rule.fix for word, rule in zip(words, all_rules(), strict=True) if rule.fix)

    def test_markdown_is_a_table(self, polltool: RunPolltool) -> None:
        lines = polltool("rules", "--format", "markdown").out.splitlines()
        assert lines[0] == "| code | name | severity | fires when | fix |"
        assert len(lines) == len(all_rules()) + 2


EXPLAINED = """\
POL004 invalid-python (error)
the code cannot be parsed

The server cannot run what Python cannot parse: every command of the item fails, and no other rule
"""


class TestExplain:
    @pytest.mark.parametrize("name", ["POL004", "pol004", "invalid-python"])
    def test_text(self, polltool: RunPolltool, name: str) -> None:
        ran = polltool("explain", name)
        assert ran.code == 0
        assert ran.out.startswith(EXPLAINED)
        assert "\nBad: Acme.py\n    @polling_function(" in ran.out
        assert "\n    def scan_command(args)  # <- POL004\n" in ran.out
        assert "\nGood: Acme.yml, the same\n" in ran.out
        assert "\n    def scan_command(args):\n" in ran.out

    def test_the_fix(self, polltool: RunPolltool) -> None:
        said = "Fix (safe): polltool lint --fix mends it, where it is clear how.\n"
        assert f"\n\n{said}\nBad:" in polltool("explain", "POL101").out
        assert "\n\n**Fix** (unsafe): " in polltool("explain", "POL104", "--format", "markdown").out
        assert "Fix (" not in polltool("explain", "POL004").out

    def test_markdown(self, polltool: RunPolltool) -> None:
        out = polltool("explain", "POL004", "--format", "markdown").out
        assert out.startswith("# POL004: invalid-python\n\n**error**: the code cannot be parsed\n")
        assert "## Bad\n\n`Acme.yml`\n\n```yaml\n" in out
        assert "`Acme.py`\n\n```python\n@polling_function(" in out

    def test_json(self, polltool: RunPolltool) -> None:
        rule = json.loads(polltool("explain", "POL004", "--format", "json").out)["rule"]
        assert rule["name"] == "invalid-python"
        assert set(rule["bad"]) == {"Acme.yml", "Acme.py"}

    @pytest.mark.parametrize("code", [rule.code for rule in all_rules()])
    def test_every_rule_can_be_explained(self, code: str) -> None:
        from polltool.report.lines import plain
        from polltool.report.ruledocs import explanation, page
        from polltool.select import find_rule

        rule = find_rule(code, all_rules())
        assert rule.code in "\n".join(plain(line) for line in explanation(rule, 100))
        assert page(rule).startswith(f"# {code}: {rule.name}\n")


class TestSchema:
    def test_it_lists_prints_and_locates(self, polltool: RunPolltool) -> None:
        names = polltool("schema").out.split()
        assert {"integration", "script", "report"} <= set(names)
        for name in names:
            assert "$schema" in json.loads(polltool("schema", name).out)
            path = polltool("schema", name, "--path").out.strip()
            assert path.endswith(f"{name}.schema.json")
            line = polltool("schema", name, "--modeline").out
            assert line == f"# yaml-language-server: $schema={Path(path).as_uri()}\n"


def test_a_shell_can_complete(polltool_process: RunPolltool) -> None:
    env = {"_POLLTOOL_COMPLETE": "bash_complete", "COMP_WORDS": "polltool ex", "COMP_CWORD": "1"}
    ran = polltool_process(env=env)
    assert (ran.code, ran.out) == (0, "plain,explain\n")
