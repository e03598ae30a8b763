"""The GitHub Action and the problem matcher."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.conftest import Content, RunPolltool
from tests.report import reference

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
MATCHER: dict[str, Any] = json.loads((ROOT / ".github/polltool-matcher.json").read_text(encoding="utf-8"))
BROKEN = "def scan_command(args)\n    return args['url']\n"


def test_it_is_an_action() -> None:
    schema = json.loads((reference.ASSETS / "github-action.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema).validate(ACTION)


def test_no_script_has_an_expression_in_it() -> None:
    scripts = [step["run"] for step in STEPS if "run" in step]
    assert len(scripts) == 2
    for script in scripts:
        assert "${{" not in script


def test_other_actions_are_pinned() -> None:
    uses = re.findall(r"uses: (\S+)(.*)", (ROOT / "action.yml").read_text(encoding="utf-8"))
    assert uses
    for name, comment in uses:
        assert re.fullmatch(r"[\w-]+/[\w/-]+@[0-9a-f]{40}", name)
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment)


def test_every_input_is_used_and_documented() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    used = set(re.findall(r"inputs\.([a-z-]+)", text))
    assert used == set(ACTION["inputs"])
    table = (ROOT / "docs/ci.md").read_text(encoding="utf-8").partition("| input |")[2]
    assert used == set(re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE))


def test_python_does_not_import_from_the_checked_repository() -> None:
    for step in STEPS:
        for line in step.get("run", "").splitlines():
            if " -m " in line:
                assert " -I -m " in line


@dataclass(frozen=True, slots=True)
class Step:
    """How the action's step that runs polltool ended."""

    code: int
    log: str
    outputs: dict[str, str]


@pytest.fixture
def run_step(content: Content, tmp_path: Path) -> Any:
    """Runs that step's script as a runner does, with inputs by name."""
    bash = shutil.which("bash")
    program = Path(sys.executable).parent / "polltool"
    if bash is None or sys.platform == "win32" or not program.exists():
        pytest.skip("needs bash, and polltool installed")
    temp = tmp_path / "runner temp"
    (temp / "polltool").mkdir(parents=True)
    (temp / "polltool" / "bin").symlink_to(program.parent)
    (step,) = [step for step in STEPS if step.get("id") == "lint"]

    def run(**inputs: str) -> Step:
        output = tmp_path / "output"
        output.write_text("")
        given = {name: spec.get("default", "") for name, spec in ACTION["inputs"].items()}
        given |= {name.replace("_", "-"): value for name, value in inputs.items()}
        env = {
            variable: given[re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", expression)[1]]  # type: ignore[index]
            for variable, expression in step["env"].items()
        }
        env |= {"RUNNER_TEMP": str(temp), "GITHUB_OUTPUT": str(output), "GITHUB_ACTIONS": "true"}
        done = subprocess.run(
            [bash, "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=content.root,
            env={**env, "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        pairs = [line.partition("=") for line in output.read_text().splitlines()]
        return Step(done.returncode, done.stdout + done.stderr, {key: value for key, _, value in pairs})

    return run


class TestItsRun:
    def test_annotations_and_the_exit_code(self, content: Content, run_step: Any) -> None:
        content.integration(code=BROKEN)
        step = run_step()
        assert (step.code, step.outputs) == (1, {"exit-code": "1"})
        (command,) = reference.workflow_commands(step.log)
        assert command.properties["title"] == "POL004 invalid-python"
        assert run_step(args="--fail-on never").code == 0

    def test_paths_by_line_and_options_by_word(self, content: Content, run_step: Any) -> None:
        content.integration(code=BROKEN)
        content.write("a b/Acme.yml", content.yml.format(name="Acme"))
        content.write("a b/Acme.py", BROKEN)
        step = run_step(paths="Packs\n\na b\n", args="--select POL004\n  --format   concise\n")
        assert step.code == 1
        assert step.log.count("POL004[error]") == 2
        assert run_step(paths="a b").log.count("::error") == 1

    def test_sarif(self, content: Content, run_step: Any) -> None:
        content.integration(code=BROKEN)
        step = run_step(sarif_file="polltool.sarif")
        assert step.outputs == {"exit-code": "1", "sarif-file": "polltool.sarif"}
        run = reference.sarif((content.root / "polltool.sarif").read_text(encoding="utf-8"))
        assert len(run["results"]) == 1
        uploaded = Path(run_step(upload_sarif="true").outputs["sarif-file"])
        assert uploaded.name == "polltool.sarif"
        assert uploaded.parent != content.root
        assert uploaded.exists()

    def test_a_file_of_an_earlier_run_is_not_taken_for_this_one(
        self, content: Content, run_step: Any
    ) -> None:
        content.integration(code=BROKEN)
        content.write("old.sarif", "{}")
        step = run_step(sarif_file="old.sarif", args="--no-such-option")
        assert step.outputs == {"exit-code": "2"}

    @pytest.mark.parametrize("name", ["paths", "args", "sarif_file"])
    @pytest.mark.parametrize(
        "value",
        [
            "$(touch pwned)",
            '"; touch pwned; "',
            "x\ntouch pwned",
            "x\nexit-code=0",
            "*",
        ],
    )
    def test_inputs_are_no_code(self, content: Content, run_step: Any, name: str, value: str) -> None:
        content.integration(code=BROKEN)
        step = run_step(**{name: value})
        assert not (content.root / "pwned").exists()
        assert set(step.outputs) <= {"exit-code", "sarif-file"}
        assert step.outputs["exit-code"] == str(step.code)


class TestMatcher:
    def found(self, text: str) -> list[dict[str, str]]:
        (pattern,) = MATCHER["problemMatcher"][0]["pattern"]
        groups = {key: value for key, value in pattern.items() if key != "regexp"}
        matches = [re.search(pattern["regexp"], line) for line in text.splitlines()]
        return [{key: match[group] for key, group in groups.items()} for match in matches if match]

    def test_it_finds_the_findings_of_a_real_run(self, content: Content, polltool: RunPolltool) -> None:
        content.integration(code=BROKEN)
        (found,) = self.found(polltool("lint", "--format", "concise").out)
        assert found.pop("message").startswith("the code cannot be parsed")
        assert found == {
            "file": "Packs/Acme/Integrations/Acme/Acme.py",
            "line": "1",
            "column": "23",
            "code": "POL004",
            "severity": "error",
        }

    def test_it_finds_as_many_as_there_are_errors_and_warnings(self, polltool_process: RunPolltool) -> None:
        examples = str(ROOT / "examples")
        summary = json.loads(polltool_process("lint", examples, "--format", "json").out)["summary"]
        assert summary["infos"]
        found = self.found(polltool_process("lint", examples, "--format", "concise").out)
        assert len(found) == summary["errors"] + summary["warnings"]
        severities = [one["severity"] for one in found]
        assert severities.count("error") == summary["errors"]

    def test_a_colon_in_the_path_or_message_does_not_confuse_it(self) -> None:
        (found,) = self.found("C:/a/x.yml:3:14: POL201[warning] see b.py:1:2: POL1[error] x (acme)")
        assert (found["file"], found["line"], found["column"]) == ("C:/a/x.yml", "3", "14")
        assert found["code"] == "POL201"
        assert found["severity"] == "warning"
