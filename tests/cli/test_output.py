"""Where reports go: ``--format`` and ``--output``."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path

import pytest

from tests.conftest import Content, RunPolltool
from tests.report import reference

BROKEN = "def scan_command(args)\n    return args['url']\n"
ALL = ("text", "concise", "json", "sarif", "github", "gitlab", "junit")


@pytest.fixture
def broken(content: Content) -> Content:
    content.integration(code=BROKEN)
    return content


@pytest.mark.parametrize("name", ALL)
def test_a_file_has_what_the_standard_output_would(broken: Content, polltool: RunPolltool, name: str) -> None:
    printed = polltool("lint", "--format", name)
    ran = polltool("lint", "-q", "--format", "concise", "--output", f"{name}:report", "--color", "always")
    assert (printed.code, ran.code, ran.err) == (1, 1, "")
    plain = polltool("lint", "-q", "--format", name).out if name in {"text", "github"} else printed.out
    assert (broken.root / "report").read_bytes().decode() == plain
    assert "\x1b" not in plain


def test_several_files_beside_the_standard_output(broken: Content, polltool: RunPolltool) -> None:
    outputs = [f"--output={name}:{name}.out" for name in ALL]
    ran = polltool("lint", *outputs)
    assert ran.out.startswith("Packs/Acme/Integrations/Acme/Acme.py:1:23: error POL004")
    texts = {name: (broken.root / f"{name}.out").read_text(encoding="utf-8") for name in ALL}
    assert [result["ruleId"] for result in reference.sarif(texts["sarif"])["results"]] == ["POL004"]
    assert [issue["check_name"] for issue in reference.gitlab(texts["gitlab"])] == ["POL004"]
    assert reference.junit(texts["junit"]).get("failures") == "1"
    assert json.loads(texts["json"])["summary"]["errors"] == 1
    assert len(list(reference.workflow_commands(texts["github"]))) == 1
    assert texts["text"] == ran.out


@pytest.mark.parametrize("name", ALL)
def test_a_clean_run_is_a_whole_report_too(content: Content, polltool: RunPolltool, name: str) -> None:
    content.integration()
    ran = polltool("lint", "--select", "POL00", "--format", name)
    assert (ran.code, ran.err) == (0, "")
    assert bool(ran.out) is (name != "concise")


@pytest.mark.parametrize("name", ALL)
def test_every_format_fails_a_run_in_which_something_was_not_checked(
    broken: Content, polltool: RunPolltool, name: str
) -> None:
    ran = polltool("lint", "Packs", "gone.yml", "--format", name, "--output", f"{name}:r")
    assert ran.code == 2
    if name not in {"text", "concise"}:
        assert "gone.yml" in (broken.root / "r").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("srif:x.sarif", "'srif' is no format; did you mean sarif:x.sarif?"),
        ("SARIF:x.sarif", "'SARIF' is no format; did you mean sarif:x.sarif?"),
        (r"C:\out\x.sarif", "'C' is no format; one of text, concise, json"),
        ("report.sarif", "the format is missing; one of text, concise, json"),
        ("sarif", "the file is missing; write sarif:FILE"),
        ("sarif:", "the file is missing; --format is for the standard output"),
        ("sarif:-", "the file is missing; --format is for the standard output"),
        ("sarif:Packs", "this is a folder; name a file in it"),
        ("sarif:gone/x.sarif", "there is no folder gone; make it first"),
        ("", "the format is missing"),
    ],
)
def test_wrong_outputs_are_told_before_anything_is_checked(
    broken: Content, polltool: RunPolltool, given: str, said: str
) -> None:
    ran = polltool("lint", "--output", given)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_one_file_takes_one_report(broken: Content, polltool: RunPolltool) -> None:
    ran = polltool("lint", "--output", "json:x", "--output", "sarif:./x")
    assert (ran.code, ran.out) == (2, "")
    assert "there is another report for this file already" in ran.err


def test_a_colon_in_the_path_belongs_to_the_path(broken: Content, polltool: RunPolltool) -> None:
    assert polltool("lint", "--output", f"json:{broken.root}{os.sep}a.b").err == ""
    assert json.loads((broken.root / "a.b").read_text())["version"] == 1


@pytest.mark.skipif(sys.platform == "win32", reason="colons are for drives there")
def test_a_drive_letter_is_part_of_the_path(broken: Content, polltool: RunPolltool) -> None:
    assert polltool("lint", "--output", r"json:C:\x.json").err == ""
    assert (broken.root / r"C:\x.json").exists()


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs permissions that hold")
def test_a_file_that_cannot_be_written_fails_the_run_and_is_named(
    broken: Content, polltool: RunPolltool
) -> None:
    folder = broken.root / "locked"
    folder.mkdir()
    folder.chmod(0o500)
    ran = polltool("lint", "--output", "json:locked/x.json", "--output", "sarif:x.sarif")
    assert ran.code == 2
    assert "polltool: error: locked/x.json: this report cannot be written: Permission denied" in ran.err
    assert "POL004" in ran.out
    assert (broken.root / "x.sarif").exists()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is full")
def test_a_device_that_is_full_fails_the_run(broken: Content, polltool: RunPolltool) -> None:
    ran = polltool("lint", "--output", "json:/dev/full")
    assert ran.code == 2
    assert ran.err == "polltool: error: /dev/full: this report cannot be written: No space left on device\n"


def test_a_failed_write_leaves_the_old_file(
    broken: Content, polltool: RunPolltool, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken.write("x.json", "old\n")

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", fails)
    assert polltool("lint", "--output", "json:x.json").code == 2
    assert (broken.root / "x.json").read_text() == "old\n"
    assert [path.name for path in broken.root.iterdir() if path.name.startswith(".polltool")] == []


@pytest.mark.skipif(sys.platform == "win32", reason="modes and links")
def test_modes_and_links_stay(broken: Content, polltool: RunPolltool, tmp_path: Path) -> None:
    target = tmp_path / "kept.json"
    target.write_text("old")
    target.chmod(0o640)
    (broken.root / "x.json").symlink_to(target)
    umask = os.umask(0o022)
    try:
        assert polltool("lint", "--output", "json:x.json", "--output", "json:new.json").err == ""
    finally:
        os.umask(umask)
    assert json.loads(target.read_text())["version"] == 1
    assert (broken.root / "x.json").is_symlink()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert stat.S_IMODE((broken.root / "new.json").stat().st_mode) == 0o644


class TestInsideGitHubActions:
    ACTIONS = {"GITHUB_ACTIONS": "true"}  # noqa: RUF012

    def test_annotations_come_by_themselves(self, broken: Content, polltool: RunPolltool) -> None:
        ran = polltool("lint", env=self.ACTIONS)
        (command,) = reference.workflow_commands(ran.out)
        assert command.properties["file"] == "Packs/Acme/Integrations/Acme/Acme.py"
        assert not list(reference.workflow_commands(polltool("lint").out))
        assert not list(reference.workflow_commands(polltool("lint", env={"GITHUB_ACTIONS": ""}).out))

    def test_a_format_that_is_asked_for_wins(self, broken: Content, polltool: RunPolltool) -> None:
        assert polltool("lint", "--format", "text", env=self.ACTIONS).out == polltool("lint").out

    def test_statistics_stay_statistics(self, broken: Content, polltool: RunPolltool) -> None:
        assert polltool("lint", "--statistics", env=self.ACTIONS).out.startswith("     1  POL004")

    def test_paths_start_at_the_workspace(self, broken: Content, polltool: RunPolltool) -> None:
        env = {**self.ACTIONS, "GITHUB_WORKSPACE": str(broken.root.parent)}
        (command,) = reference.workflow_commands(polltool("lint", env=env).out)
        assert command.properties["file"] == "content/Packs/Acme/Integrations/Acme/Acme.py"
        ran = polltool("lint", "--format", "gitlab", env={"CI_PROJECT_DIR": str(broken.root.parent)})
        assert json.loads(ran.out)[0]["location"]["path"].startswith("content/Packs/")
        elsewhere = {**self.ACTIONS, "GITHUB_WORKSPACE": str(broken.root / "Packs")}
        (command,) = reference.workflow_commands(polltool("lint", env=elsewhere).out)
        assert command.properties["file"].startswith("Packs/")

    @pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be made there")
    def test_no_name_is_taken_for_a_command(self, content: Content, polltool: RunPolltool) -> None:
        for folder in ("::set-env name=A::b", "##[add-mask]x"):
            content.write(f"{folder}/Acme.yml", content.yml.format(name="Acme"))
            content.write(f"{folder}/Acme.py", BROKEN)
        for name in ("concise", "text"):
            for color in ("never", "always"):
                ran = polltool("lint", "--format", name, "--color", color, env=self.ACTIONS)
                assert ran.out.count("POL004") == 2
                assert not list(reference.workflow_commands(ran.out))
        ran = polltool("lint", "##[add-mask]y", env=self.ACTIONS)
        assert not list(reference.workflow_commands(ran.err))


@pytest.mark.parametrize("name", ["sarif", "github", "gitlab", "junit"])
def test_formats_without_room_for_statistics_refuse_them(
    broken: Content, polltool: RunPolltool, name: str
) -> None:
    ran = polltool("lint", "--statistics", "--format", name)
    assert (ran.code, ran.out) == (2, "")
    assert f"not with {name}" in ran.err
    ran = polltool("lint", "--statistics", "--output", f"{name}:report")
    assert ran.out.startswith("     1  POL004")
    assert "POL004" in (broken.root / "report").read_text()


class TestBesideFixes:
    """The yml has a mistake that --fix mends, so that the standard output may be a diff or the fixed text."""

    @pytest.fixture
    def mendable(self, content: Content) -> Content:
        content.integration(yml=content.yml.format(name="Acme").replace("polling: true", "polling: 'true'"))
        return content

    def test_a_diff_leaves_the_files_to_the_report(self, mendable: Content, polltool: RunPolltool) -> None:
        ran = polltool("lint", "--select", "POL103", "--diff", "--output", "sarif:x.sarif")
        assert ran.code == 1
        assert "+    polling: true\n" in ran.out
        (result,) = reference.sarif((mendable.root / "x.sarif").read_text())["results"]
        assert result["ruleId"] == "POL103"
        (change,) = result["fixes"][0]["artifactChanges"]
        (replacement,) = change["replacements"]
        assert "true" in replacement["insertedContent"]["text"]

    def test_a_report_tells_what_remains(self, mendable: Content, polltool: RunPolltool) -> None:
        ran = polltool("lint", "--select", "POL103", "--fix", "--output", "sarif:x.sarif")
        assert ran.code == 0
        assert reference.sarif((mendable.root / "x.sarif").read_text())["results"] == []


def test_left_out_results_are_told(
    broken: Content, polltool: RunPolltool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("polltool.report.sarif.RESULTS", 0)
    for arguments in (("--format", "sarif"), ("--output", "sarif:x")):
        ran = polltool("lint", *arguments)
        assert ran.code == 1
        assert ran.err.startswith("polltool: note: sarif: 1 of 1 results are left out")
