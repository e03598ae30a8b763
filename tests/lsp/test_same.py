"""The findings in the editor are those of the command line, over everything there is to try it on."""

from __future__ import annotations

from pathlib import Path

import pytest

from polltool import lint_paths
from polltool.findings import Finding, in_order
from polltool.lsp.checker import Checker
from polltool.report.ruledocs import example_files
from polltool.rules.base import Rule
from polltool.rules.registry import all_rules
from tests.conftest import Content
from tests.lsp.acme import CODE, YML

EXAMPLES = Path(__file__).parents[2] / "examples" / "Packs"
RULES = [rule for rule in all_rules() if rule.code != "POL000"]


def in_editor(root: Path, checker: Checker | None = None) -> tuple[Finding, ...]:
    """What the editor shows if every file is opened, one after the other."""
    checker = checker or Checker(str(root))
    checker.facts = lint_paths(["."], cwd=str(root)).facts
    found: set[Finding] = set()
    for path in sorted(root.rglob("*")):
        if path.suffix in (".yml", ".py"):
            checked = checker.check(str(path), {})
            if checked is not None:
                assert checked.failures == ()
                found.update(checked.findings)
    return in_order(found)


def on_the_command_line(root: Path) -> tuple[Finding, ...]:
    return lint_paths(["."], cwd=str(root), force_exclude=True).findings


@pytest.mark.parametrize("pack", sorted(EXAMPLES.iterdir()), ids=lambda path: path.name)
def test_over_the_examples(pack: Path) -> None:
    found = in_editor(pack)
    assert found == on_the_command_line(pack)
    assert bool(found) == (pack.name not in ("AcmeScan", "ApiModules"))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_over_the_examples_of_rules(rule: Rule, content: Content) -> None:
    for kind, example in (("Bad", rule.bad), ("Good", rule.good)):
        for number, (name, text) in enumerate(example_files(example)):
            stem = name.rpartition(".")[0]
            where = "ApiModules" if stem in example.modules else f"{kind}{'' if number < 2 else stem}"
            content.write(f"Packs/{where}/Scripts/{stem}/{name}", text)
    assert in_editor(content.root) == on_the_command_line(content.root)


def test_with_comments_ignores_of_files_and_a_baseline(content: Content) -> None:
    wrong = CODE.replace("continue_to_poll=True", "continue_to_poll='yes'")
    content.integration("Known", yml=YML, code=wrong)
    lint_paths(["."], cwd=str(content.root), write_baseline=str(content.root / "known.json"))
    commented = YML.replace("- name: acme-scan", "- name: acme-scan  # polltool: ignore[POL201, POL301]")
    content.integration("Commented", yml=commented, code=wrong)
    content.integration("Quiet", yml=YML, code=wrong)
    content.integration("Excluded", yml=YML, code=wrong)
    content.write(
        ".polltool.toml",
        """\
        baseline = "known.json"
        exclude = ["Excluded/"]

        [severity]
        POL403 = "warning"

        [per-file-ignores]
        "**/Quiet.yml" = ["POL2"]
        """,
    )
    found = in_editor(content.root)
    assert found == on_the_command_line(content.root)
    assert {Path(finding.place.path).stem for finding in found} == {"Commented", "Quiet"}
    assert {finding.code for finding in found} == {"POL005", "POL203", "POL403"}


def test_a_script_that_runs_a_polling_command_of_another_item(content: Content) -> None:
    content.integration(yml=YML, code=CODE)
    content.write(
        "Packs/Acme/Scripts/Run/Run.yml",
        "commonfields:\n  id: Run\n  version: -1\nname: Run\nscript: '-'\ntype: python\nsubtype: python3\n"
        "scripttarget: 0\nenabled: true\nargs: []\n",
    )
    content.write(
        "Packs/Acme/Scripts/Run/Run.py", "demisto.executeCommand('acme-scan', {'polling': 'true'})\n"
    )
    found = in_editor(content.root)
    assert found == on_the_command_line(content.root)
    assert "POL501" in {finding.code for finding in found}


def test_two_ymls_with_the_same_code(content: Content) -> None:
    content.write("Items/One.yml", YML.replace("Acme\n", "One\n"))
    content.write("Items/Two.yml", YML.replace("acme-scan", "acme-other"))
    content.write("Items/code.py", CODE.replace("def main():", "def main():  # polltool: ignore[POL203]"))
    assert in_editor(content.root) == on_the_command_line(content.root)
