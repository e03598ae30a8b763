"""New integrations and scripts: what they are called, and what they hold before commands come in."""

from __future__ import annotations

import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest
import yaml

from polltool.engine import lint_paths
from polltool.scaffold.answers import Answers, Input
from polltool.scaffold.naming import item_name
from polltool.scaffold.parsing import AnswerError
from polltool.scaffold.picture import placeholder
from polltool.scaffold.rendering import renderer
from polltool.scaffold.scripts import new_script, script_answers
from polltool.scaffold.skeleton import Skeleton, command_examples, new_integration
from polltool.simulate.suite import Overrides, run_scenario

URL = Input("url", required=True, description="The URL to scan.")


def integration(title: str = "Acme Scan", **parts: bool) -> Skeleton:
    return new_integration(title, render=renderer(None), **{"tests": True, "readme": True, **parts})


def script(**answers: Any) -> Skeleton:
    given = {"script": "AcmeWait", "args": (URL,), **answers}
    if "wraps" not in given:
        given.setdefault("state", "scan_id")
    return new_script(script_answers(given, defaults=True), renderer(None))


def written(folder: Path, *skeletons: Skeleton) -> Path:
    for skeleton in skeletons:
        for name, data in skeleton.files.items():
            path = folder / skeleton.name.name / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    return folder


def yml(skeleton: Skeleton) -> Any:
    return yaml.safe_load(skeleton.files[f"{skeleton.name.name}.yml"])


# -- names


@pytest.mark.parametrize(
    ("title", "display", "name", "prefix"),
    [
        ("Acme Scan", "Acme Scan", "AcmeScan", "acme-scan"),
        ("acme-scan_cloud", "acme-scan_cloud", "AcmeScanCloud", "acme-scan-cloud"),
        ("AcmeXDRScan", "AcmeXDRScan", "AcmeXDRScan", "acme-xdr-scan"),
        (" Übung 'x' ", "Übung 'x'", "UbungX", "ubung-x"),
        ("Acme V2", "Acme v2", "AcmeV2", "acme-v2"),
    ],
)
def test_a_title_makes_the_names(title: str, display: str, name: str, prefix: str) -> None:
    made = item_name("integration", title)
    assert (made.display, made.name, made.prefix) == (display, name, prefix)


def test_a_scripts_version_has_a_capital_letter() -> None:
    assert item_name("script", "AcmeWait v2").name == "AcmeWaitV2"


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("", "has to begin with a letter"),
        ("360 Scan", "has to begin with a letter"),
        ("日本", "has to begin with a letter"),
        ("Acme\nScan", "one line"),
        ("Acme\u202eScan", "one line"),
        ("A" * 200, "at most 80"),
        ("common-server-python", "means something else"),
        ("yes", "means something else"),
        ("Acme Integration", "'integration'"),
        ("Acme Partner", "'partner'"),
    ],
)
def test_a_title_that_cannot_be_is_refused(title: str, reason: str) -> None:
    with pytest.raises(AnswerError, match=reason):
        item_name("integration", title)


# -- the picture


def test_the_picture_is_a_png_of_the_right_size() -> None:
    data = placeholder("AcmeScan")
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", data[16:24]) == (120, 50)
    assert len(data) < 10 * 1024
    kinds = []
    pixels = b""
    at = 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        body = data[at + 4 : at + 8 + length]
        assert zlib.crc32(body) == struct.unpack(">I", data[at + 8 + length : at + 12 + length])[0]
        kinds.append(body[:4])
        pixels += body[4:] if body[:4] == b"IDAT" else b""
        at += 12 + length
    assert kinds == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    assert len(zlib.decompress(pixels)) == 50 * 121


def test_every_name_has_its_own_picture() -> None:
    assert placeholder("AcmeScan") == placeholder("AcmeScan")
    assert len({placeholder(f"Acme{number}") for number in range(20)}) == 20


# -- integrations


def test_an_integration_has_all_files_of_one() -> None:
    assert sorted(integration().files) == [
        "AcmeScan.py",
        "AcmeScan.yml",
        "AcmeScan_description.md",
        "AcmeScan_image.png",
        "AcmeScan_test.py",
        "README.md",
    ]


def test_parts_can_be_left_out() -> None:
    left = integration(tests=False, readme=False).files
    assert not {"AcmeScan_test.py", "README.md"} & set(left)


def test_its_yml_has_what_the_platform_asks_for() -> None:
    item = yml(integration())
    assert (item["commonfields"]["id"], item["name"], item["display"]) == (
        "AcmeScan",
        "AcmeScan",
        "Acme Scan",
    )
    assert item["provider"]
    assert item["description"].endswith(".")
    assert "platform" in item["marketplaces"]
    assert item["tests"]
    assert all(one["section"] in item["sectionorder"] for one in item["configuration"])
    assert [one["type"] for one in item["configuration"] if one["name"] == "credentials"] == [9]
    assert item["script"]["commands"] == []


def examples(**answers: Any) -> list[str]:
    return command_examples(Answers(**{"args": (URL,), **answers}), renderer(None)).decode().splitlines()


def test_examples_have_what_a_command_cannot_do_without() -> None:
    pair = {"submit": "acme-submit", "find": "acme-find"}
    assert examples(**pair) == [
        "!acme-submit url=example polling=true",
        "!acme-find job_id=example polling=true",
    ]
    always = examples(**pair, polling_arg=None, find_args=(Input("full"),))
    assert always == ["!acme-submit url=example", "!acme-find job_id=example"]
    assert examples(command="acme-scan") == ["!acme-scan url=example polling=true"]


# -- scripts


def test_a_script_has_all_files_of_one() -> None:
    assert sorted(script().files) == [
        "AcmeWait.py",
        "AcmeWait.yml",
        "AcmeWait_test.py",
        "README.md",
        "test_data/AcmeWait.scenario.yml",
    ]


def test_a_script_polls_at_its_root_and_names_what_it_runs() -> None:
    item = yml(script())
    assert item["polling"] is True
    assert item["dependson"] == {"must": ["|||acme-wait-submit", "|||acme-wait-find"]}
    assert [one["contextPath"] for one in item["outputs"]] == [
        "AcmeWait.Scan.scan_id",
        "AcmeWait.Scan.status",
    ]


def test_a_wrapper_names_what_it_wraps() -> None:
    item = yml(script(script="AcmeScanAndWait", wraps="acme-scan"))
    assert item["polling"] is True
    assert item["dependson"] == {"must": ["|||acme-scan"]}
    assert [one["name"] for one in item["args"]] == ["url", "interval_in_seconds", "timeout_in_seconds"]


HOSTILE = '{{ 7*7 }} "it\'s" {% raw %} # \\ | <b> 😀'

FORMS: dict[str, dict[str, Any]] = {
    "pair of commands": {},
    "always polls": {"polling_arg": None, "find_args": (Input("full", required=True),)},
    "another polling argument": {"polling_arg": "wait"},
    "nested fields": {"id_field": "data.id", "status_field": "data.state"},
    "no failed states": {"failed": ()},
    "no inputs": {"args": ()},
    "a state called done": {"running": ("done", "done-all"), "failed": ("odd",)},
    "hostile words": {
        "running": (HOSTILE,),
        "failed": ("'''",),
        "poll_message": HOSTILE,
        "args": (Input("url", required=True, description=HOSTILE),),
    },
    "wrapper": {"script": "AcmeWrap", "wraps": "acme-scan"},
    "wrapper that passes no polling argument": {
        "script": "AcmeWrap",
        "wraps": "acme-scan",
        "polling_arg": None,
    },
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("given", ["declared", "original"])
def test_a_script_waits_whatever_arguments_its_next_run_gets(tmp_path: Path, form: str, given: str) -> None:
    made = script(**FORMS[form])
    written(tmp_path, made)
    scenario = tmp_path / made.name.name / f"test_data/{made.name.name}.scenario.yml"
    result = run_scenario(str(scenario), Overrides(options={"script_args": given}))
    assert result.passed, result


def test_what_is_made_lints_clean(tmp_path: Path) -> None:
    for number, form in enumerate(FORMS.values()):
        written(tmp_path / f"form{number}", script(**form))
    written(tmp_path / "integrations", integration(), integration(f"Acme {HOSTILE}"))
    report = lint_paths([tmp_path], everything=True, isolated=True)
    assert (report.checked, report.findings, report.failures) == (len(FORMS) + 2, (), ())


def test_the_tests_that_are_made_pass(tmp_path: Path) -> None:
    for number, form in enumerate(FORMS.values()):
        written(tmp_path, script(**{**form, "script": f"Case{number}"}))
    written(tmp_path, integration())
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:asyncio",
            "-W",
            "error",
            ".",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_words_stand_as_they_were_given() -> None:
    made = script(**FORMS["hostile words"])
    assert yml(made)["args"][0]["description"] == f"{HOSTILE}."
    names: dict[str, Any] = {}
    code = made.files["AcmeWait.py"].decode()
    head = [line for line in code.splitlines() if line.startswith(("RUNNING", "FAILED"))]
    exec("\n".join(head), names)
    assert (names["RUNNING"], names["FAILED"]) == ((HOSTILE,), ("'''",))
    assert yml(integration(f"Acme {HOSTILE}"))["display"] == f"Acme {HOSTILE}"


def test_a_job_that_failed_ends_with_what_the_command_said(tmp_path: Path) -> None:
    written(tmp_path, script())
    scenario = tmp_path / "AcmeWait/test_data/AcmeWait.scenario.yml"
    text = scenario.read_text(encoding="utf-8").replace("status: done", "status: failed\n    why: too big")
    scenario.write_text(text, encoding="utf-8")
    result = run_scenario(str(scenario), Overrides(outcome="error"))
    assert result.simulation is not None
    assert "too big" in (result.simulation.message or "")
