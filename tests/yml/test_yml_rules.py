"""The rules that need the yml alone: POL003, POL102 and POL103."""

from __future__ import annotations

import pytest

from polltool.findings import Finding
from polltool.index import PollingIndex
from polltool.model import read_item
from polltool.rules import pol003, pol102, pol103
from polltool.rules.base import ItemContext, Rule
from polltool.source import Source
from polltool.yamldoc import load


def findings(rule: Rule, text: str) -> list[Finding]:
    document = load(Source("Acme.yml", text))
    assert document.problems == ()
    context = ItemContext("Acme.yml", read_item(document), None, PollingIndex.empty())
    return sorted(rule.check(context), key=lambda finding: finding.sort_key)


def commands(text: str) -> str:
    return f"name: Acme\nscript:\n  commands:\n{text}"


class TestDuplicateNames:
    def test_commands(self) -> None:
        (finding,) = findings(
            pol003.RULE, commands("  - name: a\n  - name: b\n  - name: 'a'\n    polling: true\n")
        )
        assert (finding.place.line, finding.place.column, finding.command, finding.argument) == (
            6,
            11,
            "a",
            None,
        )
        assert [related.place.line for related in finding.related] == [4]

    def test_arguments_of_one_command(self) -> None:
        text = commands(
            "  - name: a\n    arguments:\n    - name: x\n    - name: y\n    - name: x\n    - name: x\n"
        )
        found = findings(pol003.RULE, text)
        assert [(one.place.line, one.command, one.argument) for one in found] == [
            (8, "a", "x"),
            (9, "a", "x"),
        ]
        assert {related.place.line for one in found for related in one.related} == {6}

    def test_arguments_of_a_script(self) -> None:
        text = "commonfields: {id: A}\nname: W\ntype: python\nscript: ''\nargs:\n- name: x\n- name: x\n"
        (finding,) = findings(pol003.RULE, text)
        assert (finding.place.line, finding.command) == (7, "W")
        assert "the script" in finding.message

    @pytest.mark.parametrize(
        "text",
        [
            "  - name: a\n    arguments: [{name: x}]\n  - name: b\n    arguments: [{name: x}]\n",
            "  - name: a\n  - name: A\n",
            "  - description: nameless\n  - description: nameless\n",
            "  - name: a\n    arguments: [{name: a}]\n",
        ],
    )
    def test_names_that_may_be_equal(self, text: str) -> None:
        assert findings(pol003.RULE, commands(text)) == []

    def test_what_an_alias_repeats_is_told_once(self) -> None:
        text = commands(
            "  - name: a\n    arguments: &x [{name: u}, {name: u}]\n  - name: b\n    arguments: *x\n"
        )
        assert [one.command for one in findings(pol003.RULE, text)] == ["a"]


class TestMisplacedPolling:
    def test_it_lies_on_the_key_and_names_the_command(self) -> None:
        text = commands("  - name: a\n    arguments:\n    - name: url\n      polling: true\n  - name: b\n")
        (finding,) = findings(pol102.RULE, text)
        place = finding.place
        assert (place.line, place.column, place.end_column, finding.command) == (7, 7, 14, "a")
        assert "runs once" in finding.message
        assert "'name: a'" in finding.message

    def test_a_command_that_has_its_own_needs_no_other(self) -> None:
        text = commands(
            "  - name: a\n    polling: true\n    arguments:\n    - name: url\n      polling: true\n"
        )
        (finding,) = findings(pol102.RULE, text)
        assert "remove this one" in finding.message

    def test_where_it_is_not_clear_no_command_is_named(self) -> None:
        (finding,) = findings(pol102.RULE, "polling: true\n" + commands("  - name: a\n  - name: b\n"))
        assert finding.command is None
        assert finding.fix is not None
        assert (finding.fix.safe, finding.fix.message[:20]) == (False, "remove polling from ")
        assert "each command whose run returns a schedule" in finding.message

    @pytest.mark.parametrize("root", ["", "polling: true\n"])
    def test_in_a_script(self, root: str) -> None:
        text = f"{root}commonfields: {{id: A}}\nname: W\ntype: python\nscript: ''\nargs:\n- polling: true\n"
        (finding,) = findings(pol102.RULE, text)
        assert finding.command == "W"
        assert ("remove this one" if root else "move the key to the script's root") in finding.message

    def test_a_key_at_its_place_is_none(self) -> None:
        assert (
            findings(pol102.RULE, commands("  - name: a\n    polling: true\n  - {name: b, polling: false}\n"))
            == []
        )


class TestPollingNotBoolean:
    @pytest.mark.parametrize(
        ("spelling", "words", "write"),
        [
            ("'true'", "is the text 'true'", "polling: true"),
            ('"false"', "is the text 'false'", "polling: false"),
            ("yes", "a boolean to some YAML readers", "polling: true"),
            ("On", "a boolean to some YAML readers", "polling: true"),
            ("no", "a boolean to some YAML readers", "polling: false"),
            ("1", "is '1', not a boolean", "polling: true"),
            ("0", "is '0', not a boolean", "polling: false"),
            ("'Off'", "is the text 'Off'", "polling: false"),
            ("n", "is 'n', not a boolean", "polling: false"),
            ("", "has no value", "polling: true"),
            ("~", "has no value", "polling: true"),
            ("ture", "is 'ture'", "polling: true"),
            ("[true]", "is a list", "polling: true"),
            ("{}", "a mapping", "polling: true"),
        ],
    )
    def test_other_spellings(self, spelling: str, words: str, write: str) -> None:
        (finding,) = findings(pol103.RULE, commands(f"  - name: a\n    polling: {spelling}\n"))
        assert (finding.place.line, finding.place.column, finding.place.end_column) == (5, 5, 12)
        assert finding.command == "a"
        assert words in finding.message
        assert f"write '{write}'" in finding.message

    @pytest.mark.parametrize("spelling", ["true", "True", "TRUE", "false", "False", "!!bool true"])
    def test_yamls_own_spellings(self, spelling: str) -> None:
        assert findings(pol103.RULE, commands(f"  - name: a\n    polling: {spelling}\n")) == []

    def test_in_a_script(self) -> None:
        text = "commonfields: {id: A}\nname: W\ntype: python\nscript: ''\npolling: 'true'\n"
        (finding,) = findings(pol103.RULE, text)
        assert (finding.place.line, finding.command) == (5, "W")
        assert finding.message.startswith("'polling' of the script is the text 'true'")

    def test_one_template_merged_into_two_commands_is_told_once(self) -> None:
        text = "x: &p {polling: yes}\n" + commands("  - {<<: *p, name: a}\n  - {<<: *p, name: b}\n")
        (finding,) = findings(pol103.RULE, text)
        assert (finding.place.line, finding.command) == (1, "a")
