"""What the inventory says of commands: read from the yml and the code together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from polltool import lint_paths
from polltool.resources import schema
from tests.conftest import Content, RunPolltool

ROOT = Path(__file__).parents[2]

COMMAND = """\
  - name: {name}
    polling: {polling}
    arguments:
"""
HEAD = """\
commonfields:
  id: Acme
name: Acme
fromversion: 6.5.0
script:
  type: {language}
  script: '-'
  commands:
"""


def yml(*commands: str, language: str = "python") -> str:
    return HEAD.format(language=language) + "".join(commands)


def command(name: str, *arguments: str, polling: str = "true") -> str:
    listed = "".join(f"    - {{{argument}}}\n" for argument in arguments) or "    - name: id\n"
    return COMMAND.format(name=name, polling=polling) + listed


def listed(content: Content, yml: str, code: str) -> dict[str, dict[str, Any]]:
    """The inventory's commands by name."""
    content.integration(yml=yml, code=code)
    document = inventory(content, ".")
    return {command["command"]: command for command in document["commands"]}


def inventory(content: Content, *paths: str) -> dict[str, Any]:
    from polltool.report.inventory.json import as_json
    from polltool.report.inventory.view import inventory_of

    report = lint_paths(paths, cwd=str(content.root), inventory=True)
    document: dict[str, Any] = json.loads(as_json(inventory_of(report)))
    jsonschema.Draft202012Validator(schema("inventory")).validate(document)
    return document


DECORATED = """\
@polling_function('acme-find', interval=arg_to_number(demisto.args().get('interval_in_seconds', 30)),
                  timeout=900, requires_polling_arg={requires})
def find_command(args, client):
    done = client.ask(args['job_id'])
    return PollResult(done, continue_to_poll=not done, args_for_next_run={{'job_id': args['job_id'], **args}})

def submit_command(args, client):
    return find_command({{'job_id': client.submit(args['url']), 'polling': 'true', 'note': 1}}, client)

def main():
    if demisto.command() == 'acme-submit':
        return_results(submit_command(demisto.args(), Client()))
    elif demisto.command() == 'acme-find':
        return_results(find_command(demisto.args(), Client()))
    elif demisto.command() == 'acme-list':
        return_results(Client().list())

main()
"""
PAIR = yml(
    command("acme-submit", "name: url", "name: interval_in_seconds"),
    command("acme-find", "name: job_id", "name: polling", "name: interval_in_seconds"),
    command("acme-list", polling="false"),
)


def test_a_pair_is_two_commands_one_of_which_runs_the_other_next(content: Content) -> None:
    found = listed(content, PAIR, DECORATED.format(requires=True))
    assert list(found) == ["acme-submit", "acme-find"]
    submit, find = found["acme-submit"], found["acme-find"]
    assert (submit["path"], submit["line"], submit["column"]) == (
        "Packs/Acme/Integrations/Acme/Acme.yml",
        9,
        11,
    )
    assert (submit["pack"], submit["item"], submit["id"], submit["kind"]) == (
        "Acme",
        "Acme",
        "Acme",
        "integration",
    )
    assert submit["code"] == "Packs/Acme/Integrations/Acme/Acme.py"
    (flow,) = submit["flows"]
    assert (flow["target"], flow["target_declared"], flow["made_by"]) == (
        "acme-find",
        True,
        "polling_function",
    )
    assert flow["interval"] == {
        "given": True,
        "seconds": 30,
        "choices": [],
        "arguments": ["interval_in_seconds"],
    }
    assert flow["timeout"] == {"given": True, "seconds": 900, "choices": [900], "arguments": []}
    assert {"name": "note", "declared": False, "hidden": False} in flow["state"]
    assert flow["polling_argument"] == "polling"
    assert (flow["path"], flow["line"]) == (submit["code"], 5)
    assert [flow["target"] for flow in find["flows"]] == ["acme-find"]
    assert find["flows"][0]["carries"] == "all"


def test_what_a_run_needs_to_poll(content: Content) -> None:
    found = listed(content, PAIR, DECORATED.format(requires=True))
    assert found["acme-submit"]["needs"] == []  # its own run sets the polling argument
    assert (found["acme-find"]["needs"], found["acme-find"]["polls_by_default"]) == (["polling"], False)
    told = PAIR.replace("{name: polling}", "{name: polling, defaultValue: 'true'}")
    found = listed(content, told, DECORATED.format(requires=True))
    assert found["acme-find"]["polls_by_default"] is True
    found = listed(content, PAIR, DECORATED.format(requires=False))
    assert (found["acme-find"]["needs"], found["acme-find"]["polls_by_default"]) == ([], True)


def test_two_ways_to_one_target_are_one_flow_and_two_targets_are_two(content: Content) -> None:
    code = """\
def wait(args):
    result = CommandResults(readable_output='waits')
    if args.get('fast'):
        result.scheduled_command = ScheduledCommand('acme-wait', 10, {'id': args['id']}, 60)
    elif args.get('slow'):
        result.scheduled_command = ScheduledCommand('acme-wait', 60, {'id': args['id'], 'slow': 1}, 60)
    else:
        result.scheduled_command = ScheduledCommand('acme-other', 20, {'id': args['id']})
    return result

if demisto.command() == 'acme-wait':
    return_results(wait(demisto.args()))
"""
    ways = command("acme-wait", "name: id", "name: fast", "name: slow, hidden: true")
    found = listed(content, yml(ways), code)
    first, second = found["acme-wait"]["flows"]
    assert (first["target"], first["made_by"]) == ("acme-wait", "ScheduledCommand")
    assert (first["interval"]["seconds"], first["interval"]["choices"]) == (None, [10, 60])
    assert first["state"] == [{"name": "slow", "declared": True, "hidden": True}]
    assert first["carries"] == "none"
    assert (second["target"], second["target_declared"]) == ("acme-other", False)
    assert second["timeout"] == {"given": False, "seconds": None, "choices": [], "arguments": []}


RETRY = """\
def ask(args):
    try:
        return Client().ask()
    except DemistoException:
        if args.get('ran_once'):
            raise
        return CommandResults(readable_output='busy', scheduled_command=ScheduledCommand(
            'acme-ask', 60, {**args, 'ran_once': True}))

if demisto.command() == 'acme-ask':
    return_results(ask(demisto.args()))
"""


def test_a_retry_is_told_from_polling(content: Content) -> None:
    found = listed(content, yml(command("acme-ask", "name: ran_once, hidden: true")), RETRY)
    (flow,) = found["acme-ask"]["flows"]
    assert flow["once"] is True


@pytest.mark.parametrize(
    ("language", "code", "why"),
    [
        ("python", "return_results('x')\n", "the code schedules nothing that can be seen"),
        ("python", "def (:\n", "the code cannot be read"),
        (
            "python",
            "from GoneApiModule import *\nmain()\n",
            "a shared module that the code imports is not here",
        ),
        ("javascript", "return polling;\n", "the code is not Python"),
    ],
)
def test_a_command_that_says_it_polls_is_listed_with_the_reason_why_nothing_is_seen(
    content: Content, language: str, code: str, why: str
) -> None:
    found = listed(content, yml(command("acme-ask"), language=language), code)
    assert (found["acme-ask"]["flows"], found["acme-ask"]["unseen"]) == ([], why)


def test_a_command_that_polls_without_saying_so_is_listed_with_the_finding(content: Content) -> None:
    found = listed(
        content,
        yml(command("acme-ask", "name: ran_once, hidden: true", polling="false")),
        RETRY,
    )
    assert found["acme-ask"]["polling"] is False
    assert [finding["code"] for finding in found["acme-ask"]["findings"]] == ["POL101"]


def test_findings_stand_with_each_command_that_they_name(content: Content) -> None:
    # One expression, reached by both: the finding is the first one's and names the other.
    code = DECORATED.format(requires=True).replace("'interval_in_seconds', 30", "'interval_in_seconds', 5")
    found = listed(content, PAIR, code)
    for name in ("acme-submit", "acme-find"):
        assert "POL303" in {finding["code"] for finding in found[name]["findings"]}, name


def test_findings_that_name_no_command_stand_apart_and_count_once(content: Content) -> None:
    old = PAIR.replace("fromversion: 6.5.0\n", "")
    content.integration(yml=old, code=DECORATED.format(requires=True))
    document = inventory(content, ".")
    assert "POL105" in {finding["code"] for finding in document["findings"]}
    every = [*document["findings"], *(one for entry in document["commands"] for one in entry["findings"])]
    distinct = {json.dumps(finding) for finding in every if finding["severity"] == "info"}
    assert document["summary"]["infos"] == len(distinct)


def test_an_ignored_finding_is_not_listed(content: Content) -> None:
    polls = yml(command("acme-ask", "name: ran_once, hidden: true", polling="false"))
    ignored = polls.replace("name: acme-ask", "name: acme-ask # polltool: ignore[POL101]")
    assert listed(content, ignored, RETRY)["acme-ask"]["findings"] == []


def test_scripts_are_listed_under_their_name(content: Content) -> None:
    content.write(
        "Packs/Acme/Scripts/Wait/Wait.yml",
        "commonfields:\n  id: Wait\nname: Wait\nscript: '-'\ntype: python\nsubtype: python3\npolling: true\nargs:\n- name: id\n",
    )
    content.write(
        "Packs/Acme/Scripts/Wait/Wait.py",
        "return_results(CommandResults(readable_output='w', scheduled_command=ScheduledCommand('Wait', 30, demisto.args())))\n",
    )
    (script,) = inventory(content, "Packs")["commands"]
    assert (script["command"], script["kind"], script["flows"][0]["target"]) == ("Wait", "script", "Wait")


def test_items_that_do_not_poll_are_not_listed_but_counted(content: Content) -> None:
    content.integration("Other", yml=HEAD.format(language="python") + command("acme-get", polling="false"))
    document = inventory(content, ".")
    assert document["commands"] == []
    assert document["summary"]["checked"] == 1


def test_it_is_the_same_whatever_the_number_of_processes(polltool: RunPolltool) -> None:
    one, two = (
        polltool("inventory", str(ROOT / "examples"), "--format", "json", "--jobs", jobs) for jobs in "12"
    )
    assert one.out == two.out
    assert json.loads(one.out)["summary"]["commands"] > 40


def test_every_command_of_the_examples_that_lint_speaks_of_is_there(polltool: RunPolltool) -> None:
    document = json.loads(
        polltool("inventory", str(ROOT / "examples/Packs/AcmeScan"), "--format", "json").out
    )
    jsonschema.Draft202012Validator(schema("inventory")).validate(document)
    flows = {
        (command["command"], flow["target"]) for command in document["commands"] for flow in command["flows"]
    }
    assert ("acme-url-submit", "acme-url-find") in flows
    assert ("acme-url-find", "acme-url-find") in flows
    assert ("AcmeScanWait", "AcmeScanWait") in flows


def test_the_schema_is_one_and_describes_findings_as_the_report_schema_does() -> None:
    jsonschema.Draft202012Validator.check_schema(schema("inventory"))
    assert schema("inventory")["$defs"]["finding"] == schema("report")["$defs"]["finding"]
