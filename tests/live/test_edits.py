"""Edit after edit, a check that keeps what has not changed finds what a check of the text alone finds."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from polltool import lint_paths
from polltool.findings import Finding
from polltool.lsp.checker import Checker
from polltool.report.ruledocs import example_files
from polltool.rules.base import Rule
from polltool.rules.registry import all_rules
from tests.conftest import INTEGRATION, Content

EXAMPLES = Path(__file__).parents[2] / "examples" / "Packs"
RULES = [rule for rule in all_rules() if rule.code not in ("POL000", "POL001")]


class Session:
    """A yml and the code beside it, open in an editor."""

    def __init__(self, yml: Path) -> None:
        self.yml, self.py = yml, yml.with_suffix(".py")
        self.checker = Checker(str(yml.parent))
        self.texts = {path: path.read_text() for path in (self.yml, self.py) if path.exists()}
        self.compare()

    def change(self, path: Path, text: str) -> None:
        self.texts[path] = text
        self.compare()

    def edit(self, old: str, new: str) -> None:
        assert self.texts[self.py].count(old) == 1, old
        self.change(self.py, self.texts[self.py].replace(old, new))

    def compare(self) -> tuple[Finding, ...]:
        overlay = {str(path): text.encode() for path, text in self.texts.items()}
        checked = self.checker.check(str(self.yml), overlay)
        expected = lint_paths([str(self.yml)], cwd=str(self.yml.parent), overlay=overlay)
        assert checked is not None
        assert checked.findings == expected.findings
        assert checked.failures == expected.failures
        return checked.findings

    @property
    def runs(self) -> int:
        """How many runs of the code the next check would not have to make."""
        live = self.checker._memory._live[self.py.name]
        return 0 if live._program is None else len(live._program.seen)


CODE = '''\
import demistomock as demisto
from CommonServerPython import *

FIRST = 30


def wait():
    return FIRST


class Client(BaseClient):
    """Asks Acme."""

    def submit(self, url):
        return self._http_request('POST', '/scans', json_data={'url': url})

    def status(self, scan_id):
        # Acme's word for it
        return self._http_request('GET', f'/scans/{scan_id}')['status']


@polling_function('acme-scan', interval=wait(), timeout=900)
def scan_command(args, client):
    scan_id = args.get('scan_id') or client.submit(args['url'])
    if client.status(scan_id) == 'done':
        return PollResult(CommandResults(outputs=scan_id))
    return PollResult(None, continue_to_poll=True, args_for_next_run={'scan_id': scan_id, **args})


def other_command(args, client):
    number = arg_to_number(args.get('limit'))
    answer = client.status(args['url'])
    for at in range(number or 10):
        if answer == at:
            return CommandResults(outputs=answer, readable_output=tableToMarkdown('Status', {'status': at}))
    return CommandResults(outputs=answer, readable_output='nothing', raw_response={'answer': answer})


def main():
    command = demisto.command()
    if command == 'acme-scan':
        return_results(scan_command(demisto.args(), Client()))
    elif command == 'acme-other':
        return_results(other_command(demisto.args(), Client()))


if __name__ in ('__main__', 'builtins'):
    main()
'''

YML = (
    INTEGRATION.format(name="Acme")
    + """\
  - name: acme-other
    polling: true
    arguments:
    - name: url
    - name: limit
"""
)


@pytest.fixture
def session(content: Content) -> Session:
    return Session(content.integration(yml=YML, code=CODE))


def test_an_edit_of_a_function_leaves_what_other_runs_saw(session: Session) -> None:
    before = session.runs
    session.edit("outputs=answer, readable_output='nothing'", "outputs=answer, readable_output='none'")
    kept = session.runs
    session.edit("scan_id = args.get('scan_id')", "scan_id = args.get('scanned')")
    assert before > 1
    assert kept == before
    session.edit("continue_to_poll=True", "continue_to_poll='yes'")


def test_a_line_more_moves_what_stands_below(session: Session) -> None:
    session.edit("continue_to_poll=True", "continue_to_poll='yes'")
    session.edit("FIRST = 30\n", "FIRST = 30\n\n\n# one\n# two\n")
    session.edit("    return FIRST\n", "    # seconds\n\n    return FIRST\n")
    session.edit('    """Asks Acme."""\n', '    """Asks Acme.\n\n    Twice.\n    """\n')
    session.edit("# Acme's word for it\n", "# Acme's word for it\n        # (sometimes)\n")
    session.edit("@polling_function('acme-scan', ", "@polling_function(\n    'acme-scan',\n    ")
    session.edit("def scan_command(args, client):", "def scan_command(\n    args, client,\n):")
    session.edit("# (sometimes)\n", "\n")


def test_what_a_decorator_reads(session: Session) -> None:
    session.edit("    return FIRST\n", "    return 5\n")
    assert "POL303" in {finding.code for finding in session.compare()}
    session.edit("    return 5\n", "    return FIRST\n")
    session.edit("FIRST = 30\n", "FIRST = 6\n")
    assert "POL303" in {finding.code for finding in session.compare()}


def test_a_method_that_changes(session: Session) -> None:
    session.edit(
        "        return self._http_request('POST', '/scans', json_data={'url': url})",
        "        self.url = url\n        return self._http_request('POST', '/scans')",
    )
    session.edit("        self.url = url\n", "")
    session.edit(
        "    def status(self, scan_id):\n", "    def status(self, scan_id):\n        time.sleep(60)\n"
    )
    assert "POL408" in {finding.code for finding in session.compare()}
    session.edit("        time.sleep(60)\n", "")
    session.edit("    def submit(self, url):", "    def sent(self, url):")
    session.edit("class Client(BaseClient):", "class Client:")


def test_functions_that_come_and_go(session: Session) -> None:
    whole = session.texts[session.py]
    start, end = whole.index("def other_command"), whole.index("def main")
    session.change(session.py, whole[:start] + whole[end:])
    session.change(session.py, whole)
    session.change(session.py, whole[:start] + "def third():\n    return 1\n\n\n" + whole[start:])
    session.change(session.py, whole.replace("def main():", "def other():\n    pass\n\n\ndef main():"))
    session.change(session.py, "")
    session.change(session.py, whole)


@pytest.mark.parametrize(
    "broken",
    [
        lambda code: code.replace("def main():", "def main(:"),
        lambda code: code.replace("FIRST = 30", "FIRST = '''30"),
        lambda code: code.replace("FIRST = 30", "FIRST = (30"),
        lambda code: code.replace("    return FIRST", "return FIRST"),
        lambda code: code.replace("def scan_command(args, client):\n", ""),
        lambda code: code.replace(
            "    command = demisto.command()\n", "    command = demisto.command() \\\n"
        ),
    ],
)
def test_code_that_is_broken_in_between(session: Session, broken: Callable[[str], str]) -> None:
    whole = session.texts[session.py]
    session.change(session.py, broken(whole))
    session.change(session.py, broken(whole).replace("'url': url", "'link': url"))
    session.change(session.py, whole.replace("continue_to_poll=True", "continue_to_poll='yes'"))
    session.change(session.py, whole)


def test_a_string_that_swallows_the_rest_and_lets_it_go(session: Session) -> None:
    whole = session.texts[session.py]
    session.change(session.py, whole.replace("FIRST = 30", "FIRST = '''30") + "'''\n")
    session.change(session.py, whole.replace("FIRST = 30", "FIRST = 30; '''") + "'''\n")
    session.change(session.py, whole)


def test_edits_of_a_yml_with_the_code_inside(content: Content) -> None:
    inside = "".join(f"    {line}\n" if line else "\n" for line in CODE.splitlines())
    yml = YML.replace("  script: '-'\n", f"  script: |\n{inside}")
    session = Session(content.write("Packs/Acme/Integrations/Acme.yml", yml))
    for old, new in (
        ("name: Acme\nfromversion", "name: Acmes\nfromversion"),
        ("continue_to_poll=True", "continue_to_poll='yes'"),
        ("    FIRST = 30\n", "    FIRST = 30\n    # more\n"),
        ("    - name: limit\n", "    - name: limit\n    - name: scan_id\n      hidden: true\n"),
        ("  type: python\n", "  # comment\n  type: python\n"),
    ):
        text = session.texts[session.yml]
        assert text.count(old) == 1
        session.change(session.yml, text.replace(old, new))


def test_the_configuration_and_comments(content: Content) -> None:
    session = Session(content.integration(yml=YML, code=CODE))
    session.edit("(args, client):\n    number", "(args, client):  # polltool: ignore[POL408]\n    number")
    session.change(session.yml, YML.replace("acme-scan\n", "acme-scan  # polltool: ignore[POL2]\n"))
    session.edit("# polltool: ignore[POL408]", "# polltool: ignore-file[POL4]")
    content.write("Packs/Acme/Integrations/Acme/.polltool.toml", "select = ['POL2', 'POL005']\n")
    session.checker.configuration_changed()
    session.compare()


def mutated(text: str, chance: random.Random) -> str:
    """A text with one small change by chance, as one types: often broken."""
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    line = lines[at]
    indent = re.match(r" *", line).group()  # type: ignore[union-attr]
    kind = chance.randrange(8)
    if kind == 0:
        lines.insert(at, f"{indent}# a comment")
    elif kind == 1:
        lines.insert(at, "")
    elif kind == 2:
        del lines[at]
    elif kind == 3:
        lines.insert(at, line)
    elif kind == 4:
        lines.insert(at, f"{indent}x = args")
    elif kind == 5 and line:
        place = chance.randrange(len(line))
        lines[at] = line[:place] + chance.choice("ab_'( :=.") + line[place:]
    elif kind == 6 and line:
        place = chance.randrange(len(line))
        lines[at] = line[:place] + line[place + 1 :]
    else:
        for old, new in (
            ("True", "False"),
            ("args", "arg"),
            ("30", "5"),
            ("polling", "poll"),
            ("_id", "_ids"),
        ):
            if old in line:
                lines[at] = line.replace(old, new)
                break
    return "\n".join(lines)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_edits_by_chance(rule: Rule, content: Content) -> None:
    for name, text in example_files(rule.bad):
        content.write(f"Packs/Acme/Integrations/Acme/{name}", text)
    session = Session(next(iter(content.written)))
    chance = random.Random(rule.code)
    good = dict(session.texts)
    for _ in range(6):
        path = chance.choice(sorted(session.texts))
        session.change(path, mutated(session.texts[path], chance))
        if chance.random() < 0.3:
            session.texts = dict(good)
            session.compare()
