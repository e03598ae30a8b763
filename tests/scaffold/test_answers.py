"""What the commands are to be: defaults, then the answers file, then options; and what cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from polltool.cli.main import main
from polltool.resources import schema
from polltool.scaffold.answering import answer
from polltool.scaffold.answers import Answers, Input, Output, Request
from polltool.scaffold.defaults import Suggestions
from polltool.scaffold.parsing import (
    AnswerError,
    parse_input,
    parse_output,
    parse_request,
    parse_words,
    read_answers,
)
from polltool.workspace import Workspace
from tests.scaffold.integrations import PAIR, YML, split

ACME = Suggestions("acme", "Acme")
NAMES = {"submit": "acme-scan-submit", "find": "acme-scan-find"}


def answered(**given: object) -> Answers:
    return answer({**NAMES, **given}, ACME, ask=None, defaults=False)


def refusal(**given: object) -> str:
    with pytest.raises(AnswerError) as caught:
        answered(**given)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("url", Input("url")),
        ("url:required", Input("url", True)),
        ("url:optional:The URL: all of it", Input("url", False, "The URL: all of it")),
        ("url:The URL: required", Input("url", False, "The URL: required")),
        ("url:REQUIRED:", Input("url", True)),
    ],
)
def test_inputs_are_read(text: str, wanted: Input) -> None:
    assert parse_input(text) == wanted


def test_outputs_requests_and_words_are_read() -> None:
    assert parse_output("a.b:Number:How: many") == Output("a.b", "Number", "How: many")
    assert parse_output("a") == Output("a", "Unknown", "")
    assert parse_request("post  /v1/scans") == Request("POST", "/v1/scans")
    assert parse_words(" a, b ,,c") == ("a", "b", "c")
    for parse, text in ((parse_input, ":required"), (parse_output, ":String"), (parse_request, "/v1/scans")):
        with pytest.raises(ValueError, match="write"):
            parse(text)


def test_the_integration_suggests_what_nobody_gave() -> None:
    answers = answered()
    assert answers.outputs_prefix == "Acme.Scan"
    assert answers.submit_request == Request("POST", "/scans")
    assert answers.find_request == Request("GET", "/scans/{job_id}")
    assert (answers.interval, answers.timeout, answers.polling_arg) == (30, 600, "polling")


def test_the_find_request_follows_the_submit_request() -> None:
    answers = answered(submit_request=Request("POST", "/v2/jobs/"), state="uid")
    assert answers.find_request == Request("GET", "/v2/jobs/{uid}")


@pytest.mark.parametrize(
    ("submit", "find"),
    [
        ("acme-scan-submit", "acme-scan-find"),
        ("acme-run", "acme-result"),
        ("acme-detonate", "acme-detonate-find"),
    ],
)
def test_defaults_name_the_find_command(submit: str, find: str) -> None:
    assert answer({"submit": submit}, ACME, ask=None, defaults=True).find == find


@pytest.mark.parametrize(
    ("given", "missing"),
    [({}, "--submit and --find"), ({"submit": "a-b"}, "--find"), ({"find": "a-b"}, "--submit")],
)
def test_a_missing_answer_names_its_option(given: dict[str, str], missing: str) -> None:
    with pytest.raises(AnswerError, match=f"missing: {missing} "):
        answer(given, ACME, ask=None, defaults=False)


def test_a_pair_and_a_single_command_exclude_each_other() -> None:
    assert "--submit" in refusal(command="acme-scan")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"submit": "acme scan"}, "--submit: 'acme scan'"),
        ({"submit": "acme-scan'"}, "--submit: "),
        ({"submit": "acme-{{scan}}"}, "--submit: "),
        ({"find": "acme-scan-submit"}, "use --command"),
        ({"state": "job id"}, "--state: 'job id'"),
        ({"state": "hide_polling_output"}, "--state: "),
        ({"args": (Input("a b"),)}, "--arg: 'a b'"),
        ({"args": (Input("ü"),)}, "--arg: 'ü'"),
        ({"args": (Input("polling"),)}, "leave it out"),
        ({"args": (Input("job_id"),)}, "is the state"),
        ({"args": (Input("a-b"), Input("a_b"))}, "the same variable"),
        ({"args": (Input("a"), Input("".join(["a"])))}, "'a' is given twice"),
        ({"state": "job-id", "find_args": (Input("job_id"),)}, "the same variable"),
        ({"find": "acme-scan_submit"}, "use --command"),
        ({"args": (Input("a", description="one\ntwo"),)}, "'\\n'"),
        ({"find_args": (Input("password"),)}, "War Room"),
        ({"interval": 9}, "--interval: 9"),
        ({"interval": 60, "timeout": 60}, "--timeout: 60"),
        ({"polling_arg": "job_id"}, "--polling-arg: 'job_id'"),
        ({"running": ()}, "--running: "),
        ({"running": ("a",), "failed": ("a",)}, "--failed: 'a'"),
        ({"id_field": "data."}, "--id-field: 'data.'"),
        ({"outputs_prefix": "Acme Scan"}, "--outputs-prefix: "),
        ({"outputs_prefix": "Acme(val.id)"}, "--outputs-prefix: "),
        ({"outputs": (Output("a b", "String", ""),)}, "--output: 'a b'"),
        ({"outputs": (Output("a", "Strng", ""),)}, "did you mean String?"),
        ({"submit_request": Request("FETCH", "/a")}, "--submit-request: unknown method"),
        ({"submit_request": Request("POST", "a")}, "--submit-request: 'a'"),
        ({"submit_request": Request("POST", "/a b")}, "--submit-request: '/a b'"),
        ({"submit_request": Request("POST", "/a'+x+'")}, "--submit-request: "),
        ({"find_request": Request("GET", "/a/{job}")}, "did you mean {job_id}?"),
        ({"find_request": Request("GET", "/a/{job_id")}, "do not pair"),
        ({"find_request": Request("GET", "/a/{}")}, "are empty"),
        ({"poll_message": " "}, "--poll-message: "),
        ({"poll_message": "a\x1b[31m"}, "'\\x1b'"),
    ],
)
def test_what_cannot_be_is_refused_by_its_option(given: dict[str, object], told: str) -> None:
    assert told in refusal(**given)


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert len(refusal(submit="a b", interval=1, running=()).split("\n")) >= 3


def written(folder: Path, text: str) -> str:
    path = folder / "answers.yml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_an_answers_file_is_yaml_or_json(tmp_path: Path) -> None:
    yml = "submit: a-b\nargs:\n- url:required\n- {name: x, description: An x.}\nrunning: a,b\nalways_poll: true\n"
    found = read_answers(written(tmp_path, yml), Workspace())
    assert found == {
        "submit": "a-b",
        "args": (Input("url", True), Input("x", False, "An x.")),
        "running": ("a", "b"),
        "polling_arg": None,
    }
    text = json.dumps({"find_request": "GET /a/{job_id}", "no_tests": True, "output": ["a:Number:An a"]})
    assert read_answers(written(tmp_path, text), Workspace()) == {
        "find_request": Request("GET", "/a/{job_id}"),
        "tests": False,
        "outputs": (Output("a", "Number", "An a"),),
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sumbit: a", "answers.yml:1:1: the answers file has no key 'sumbit'; did you mean submit?"),
        ("submit: a\ninterval: soon", "answers.yml:2:11: interval must be a whole number"),
        ("find: yes", "put it in quotes"),
        ("- a", "answers are a mapping"),
        ("submit: [", "answers.yml:"),
        ("arg: [a]\nargs: [b]", "remove one"),
        ("args: [':required']", "args: ':required' has no name"),
        ("tests: true\nno_tests: true", "contradict"),
        ("polling_arg: wait\nalways_poll: true", "contradict"),
    ],
)
def test_a_mistake_in_an_answers_file_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(AnswerError) as caught:
        read_answers(written(tmp_path, text), Workspace(str(tmp_path)))
    assert told in str(caught.value)


def test_options_win_over_the_answers_file(tmp_path: Path) -> None:
    target = split(tmp_path)
    file = written(tmp_path, "submit: acme-a\nfind: acme-b\nstate: uid\ninterval: 45\n")
    options = ("--answers", file, "--find", "acme-c", "--interval", "50")
    assert main(["new-polling-command", str(target), *options]) == 0
    code = (target / "Acme.py").read_text()
    assert "name='acme-c'" in code
    assert "or 50" in code
    assert "args['uid']" in code


def test_the_schema_knows_every_answer() -> None:
    fields = set(Answers.__dataclass_fields__)
    known = set(schema("answers")["properties"])
    assert fields <= known
    assert known - fields == {"arg", "find_arg", "output", "always_poll", "no_tests", "no_readme"}


def test_defaults_come_from_the_outputs_that_are_there(tmp_path: Path) -> None:
    target = split(tmp_path, yml=YML.replace("Acme.Scan.id", "Other.Scan.id"))
    names = ("--submit", "acme-export-submit", "--find", "acme-export-find")
    assert main(["new-polling-command", str(target), *names]) == 0
    assert "contextPath: Other.Export.status" in (target / "Acme.yml").read_text()


def test_guessed_requests_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = split(tmp_path)
    assert main(["new-polling-command", str(target), *PAIR, "--dry-run"]) == 0
    assert "not given" not in capsys.readouterr().err
    assert main(["new-polling-command", str(target), *PAIR[:4], "--dry-run"]) == 0
    assert "--submit-request and --find-request not given" in capsys.readouterr().err
