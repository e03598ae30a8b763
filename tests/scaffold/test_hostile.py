"""Quotes, braces, backslashes and what else means something somewhere, in every answer that takes text."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from polltool import lint_paths
from polltool.fixing.writing import write_together
from polltool.scaffold.answers import Answers, Input, Output, Request
from polltool.scaffold.checking import check
from polltool.scaffold.parsing import AnswerError
from polltool.scaffold.plan import plan_commands
from polltool.scaffold.target import read_target
from polltool.scaffold.verify import verify
from polltool.simulate.suite import run_scenario
from polltool.workspace import Workspace
from tests.scaffold.integrations import CODE, contents, split

HOSTILE = (
    "it's",
    'a "quoted" word',
    "both ' and \"",
    "back\\slash \\n \\",
    "{braces} {{ 7 * 7 }} {% raw %} {# no #}",
    "%s %(x)s $x ${x}",
    "# no comment: - [a, b] {c: d} & * ! | >",
    "yes",
    "1e3",
    "\u2603 \u00e9 \U0001d518",
    "<b> & | ` * _ </b>",
    "''' \"\"\"",
    "__import__('os').system('touch owned')",
    "', exec=(print('owned')), x='",
)


def answers(text: str, **other: object) -> Answers:
    fields: dict[str, object] = {
        "submit": "acme-scan-submit",
        "find": "acme-scan-find",
        "args": (Input("url", True, text), Input("from", False, text), Input("scan-type")),
        "poll_message": text,
        "outputs_prefix": "Acme.Scan",
        "outputs": (Output("score", "Number", text),),
        "submit_request": Request("POST", "/v1/scans"),
        "find_request": Request("GET", "/v1/scans/{job_id}"),
        "id_field": f"data.{text.replace('.', '')}",
        "status_field": text.replace(".", ""),
        "running": (text, "pending"),
        "failed": (f"{text}!",),
        **other,
    }
    return Answers(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("kind", ["pair", "single"])
def test_text_stays_text(tmp_path: Path, text: str, kind: str) -> None:
    target = split(tmp_path, code=CODE if kind == "pair" else CODE.replace("'", '"'))
    given_answers = answers(text)
    if kind == "single":
        given_answers = answers(text, submit=None, find=None, command="acme-scan-run")
    check(given_answers)
    workspace = Workspace()
    plan = plan_commands(read_target(str(target), workspace), given_answers)
    verify(plan, workspace)
    write_together(plan.changes, workspace)
    item = yaml.safe_load((target / "Acme.yml").read_text())
    submit = next(one for one in item["script"]["commands"] if one["name"] in given_answers.names)
    assert submit["arguments"][0]["description"].rstrip(".") == text.rstrip(".")
    strings = {
        node.value
        for node in ast.walk(ast.parse((target / "Acme.py").read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert {text, f"{text}!"} <= strings
    result = run_scenario(str(next(target.glob("test_data/*.scenario.yml"))))
    assert result.passed, (result.error, result.unmet)
    entry = result.simulation.runs[0].entries[0] if result.simulation else None
    assert entry is not None
    assert str(entry.human_readable).startswith(text)
    assert not list(tmp_path.rglob("owned"))
    again = plan_commands(read_target(str(target), workspace), given_answers)
    assert again.changes == ()


@given(text=st.text(min_size=1, max_size=30))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_refused_or_sound(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    given_answers = answers(text)
    try:
        check(given_answers)
    except AnswerError:
        return
    target = split(tmp_path_factory.mktemp("any"))
    workspace = Workspace()
    plan = plan_commands(read_target(str(target), workspace), given_answers)
    planned = {change.path: change.new for change in plan.changes}
    report = lint_paths([target], overlay=planned, everything=True, isolated=True)
    assert [finding.code for finding in report.findings if finding.severity.name != "INFO"] == []
    for path, data in planned.items():
        if path.endswith(".py"):
            compile(data.decode(), path, "exec")
        elif path.endswith(".yml"):
            yaml.safe_load(data.decode())


def test_an_integrations_own_names_are_no_danger(tmp_path: Path) -> None:
    target = split(tmp_path)
    yml = target / "Acme.yml"
    yml.write_text(yml.read_text().replace("\nname: Acme\n", '\nname: \'A """ {{ 7 }} \\\'\n'))
    (target / "Acme_test.py").unlink()
    (target / "README.md").unlink()
    workspace = Workspace()
    plan = plan_commands(read_target(str(target), workspace), answers("x"))
    verify(plan, workspace)
    write_together(plan.changes, workspace)
    compile(contents(target)["Acme_test.py"], "Acme_test.py", "exec")
