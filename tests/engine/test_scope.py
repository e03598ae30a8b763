"""What a yml's bytes tell before it is parsed."""

from __future__ import annotations

import pytest

from polltool import scope
from polltool.findings import Finding, Severity
from polltool.model import read_item
from polltool.rules.base import Example, ItemContext, Rule
from polltool.yamldoc import load_bytes
from tests.conftest import Content


def rule_that_sees_everything() -> Rule:
    """A rule with one finding for each item that the engine looks at."""

    def check(context: ItemContext) -> list[Finding]:
        assert context.item is not None
        return [rule.finding(context.item.name_place, context.item.name)]

    example = Example(yml="")
    rule = Rule("TST001", "seen", Severity.ERROR, "seen", "seen", example, example, check)
    return rule


QUIET_YML = """\
commonfields:
  id: {name}
  version: -1
name: {name}
script:
  type: python
  script: '-'
  commands:
  - name: acme-get
"""


def seen(content: Content, *, everything: bool = False) -> list[str]:
    from polltool import lint_paths

    report = lint_paths(
        ["."], cwd=str(content.root), rules=[rule_that_sees_everything()], everything=everything
    )
    assert report.failures == ()
    return [finding.message for finding in report.findings]


class TestWhichItems:
    def test_one_that_never_mentions_polling_is_counted_and_left_alone(self, content: Content) -> None:
        from polltool import lint_paths

        content.integration("Quiet", yml=QUIET_YML.format(name="Quiet"), code="")
        report = lint_paths(["."], cwd=str(content.root), rules=[rule_that_sees_everything()])
        assert (report.checked, report.findings) == (1, ())

    @pytest.mark.parametrize("word", ["polling: true", "# POLLING", "# ScheduledCommand", "# Schedule"])
    def test_a_word_in_the_yml_is_enough(self, content: Content, word: str) -> None:
        content.integration("Loud", yml=QUIET_YML.format(name="Loud") + f"    {word}\n", code="")
        assert seen(content) == ["Loud"]

    def test_a_word_in_the_code_is_enough(self, content: Content) -> None:
        content.integration(
            "Loud", yml=QUIET_YML.format(name="Loud"), code="@polling_function('x')\ndef f(): ...\n"
        )
        assert seen(content) == ["Loud"]

    def test_a_word_in_a_shared_module_is_enough_even_at_second_hand(self, content: Content) -> None:
        content.module("FarApiModule", "ScheduledCommand\n")
        content.module("NearApiModule", "from FarApiModule import *\n")
        content.integration(
            "Loud", yml=QUIET_YML.format(name="Loud"), code="from NearApiModule import *  # noqa\n"
        )
        content.integration(
            "Quiet", yml=QUIET_YML.format(name="Quiet"), code="from OtherApiModule import x\n"
        )
        assert seen(content) == ["Loud"]

    def test_modules_that_import_each_other_are_no_trap(self, content: Content) -> None:
        content.module("OneApiModule", "from TwoApiModule import *\n")
        content.module("TwoApiModule", "from OneApiModule import *\n")
        content.integration("Quiet", yml=QUIET_YML.format(name="Quiet"), code="import OneApiModule\n")
        assert seen(content) == []

    def test_polling_rules_have_nothing_to_say_of_the_others_with_all_either(self, content: Content) -> None:
        content.integration("Quiet", yml=QUIET_YML.format(name="Quiet"), code="")
        assert seen(content, everything=True) == []

    def test_a_shared_module_is_judged_through_those_that_import_it(self, content: Content) -> None:
        yml = QUIET_YML.format(name="AcmeApiModule") + "    polling: true\n"
        content.write("Packs/ApiModules/Scripts/AcmeApiModule/AcmeApiModule.yml", yml)
        assert seen(content) == []


class TestBrokenYaml:
    """Whether a yml that cannot be read is an item at all."""

    def broken(self, content: Content, path: str, text: str) -> list[str]:
        from polltool import lint_paths

        content.write(path, text)
        report = lint_paths(["."], cwd=str(content.root), select=["POL001"])
        assert report.failures == ()
        return [finding.place.path for finding in report.findings]

    def test_it_is_by_its_root_keys(self, content: Content) -> None:
        text = "commonfields:\n  id: polling\nscript: [\n"
        assert self.broken(content, "Acme.yml", text) == ["Acme.yml"]

    def test_it_is_by_its_path(self, content: Content) -> None:
        path = "Packs/Acme/Integrations/Acme/Acme.yml"
        assert self.broken(content, path, "- polling\n") == [path]

    def test_else_it_is_passed_over(self, content: Content) -> None:
        assert self.broken(content, "Packs/Acme/Playbooks/polling.yml", "id: polling\ntasks: [\n") == []

    def test_so_is_one_that_shows_itself_as_something_else(self, content: Content) -> None:
        text = "script: schedule\ntasks: {}\nid: a\nid: b\n"
        assert self.broken(content, "Packs/Acme/Playbooks/polling.yml", text) == []


ITEMS = {
    "integration": QUIET_YML.format(name="Acme"),
    "script": "commonfields:\n  id: A\nname: A\ntype: python\nscript: ''\n",
    "script first": "script: |-\n  x = 1\ntype: python\nname: A\ncommonfields: {id: A}\n",
    "comments and a document start": "# x\n%YAML 1.1\n---\n# y\nname: A\nscript: x\ntype: python\nargs: []\n",
    "byte order mark": "\ufeffscript: x\ntype: python\nname: A\ncommonfields: {id: A}\n",
    "indented root": "  name: A\n  script: x\n  type: python\n  commonfields: {id: A}\n",
    "quoted keys": '"name": A\n"script": x\n"type": python\n"commonfields": {id: A}\n',
    "carriage returns": "name: A\r\nscript: x\r\ntype: python\r\ncommonfields: {id: A}\r\n",
    "old line ends": "name: A\rscript: x\rtype: python\rcommonfields: {id: A}\r",
    "flow root": '{"name": "A", "script": "x", "type": "python", "commonfields": {"id": "A"}}',
    "root on the line of the document start": "--- {name: A, script: x, type: python, commonfields: {id: A}}\n",
    "a space before the colon": "name: A\nscript : x\ntype: python\ncommonfields : {id: A}\n",
    "tagged root": "!!map\nname: A\nscript: x\ntype: python\ncommonfields: {id: A}\n",
    "explicit key": "? script\n: x\n? name\n: A\n? type\n: python\n? commonfields\n: {id: A}\n",
}
OTHERS = {
    "playbook": "id: x\nversion: -1\ntasks:\n  '0':\n    task:\n      script: Polling\n    scriptarguments: {}\n",
    "workflow": "on: push\njobs:\n  a:\n    steps:\n    - script: poll\n",
    "list": "- script: x\n",
    "empty": "",
    "comments": "# script:\n",
    "text": "hello\n",
}


@pytest.mark.parametrize("text", ITEMS.values(), ids=ITEMS)
def test_items_are_recognised_by_their_bytes(text: str) -> None:
    assert read_item(load_bytes("a.yml", text.encode())) is not None
    assert scope.looks_like_item(text.encode())


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_other_ymls_are_passed_over_by_their_bytes(text: str) -> None:
    assert not scope.looks_like_item(text.encode())


@pytest.mark.parametrize(
    ("path", "lies"),
    [
        ("Packs/A/Integrations/B/B.yml", True),
        ("Packs/A/Scripts/B/B.yml", True),
        ("Packs/A/Scripts/script-b.yml", True),
        ("Packs/A/Integrations/B/openapi.yml", False),
        ("Packs/A/Playbooks/b.yml", False),
        ("b.yml", False),
    ],
)
def test_items_are_suspected_by_their_path(path: str, lies: bool) -> None:
    assert scope.lies_like_item(path) is lies
