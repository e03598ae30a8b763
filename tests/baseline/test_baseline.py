"""Baselines: today's findings are known, tomorrow's are new."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import HEAD, Content, RunPolltool

YML = (
    HEAD
    + """\
  - name: acme-scan
    polling: 'true'
    arguments:
    - name: url
      required: 'true'
      default: 'no'
    - name: other
"""
)
FILE = "polltool-baseline.json"
ALPHA = "Packs/Alpha/Integrations/Alpha/Alpha.yml"


@pytest.fixture
def packs(content: Content) -> Content:
    """Two packs, with three errors each: POL103 once, POL002 twice."""
    for name in ("Alpha", "Beta"):
        content.integration(name, pack=name, yml=YML.format(name=name), code="")
    return content


def change(content: Content, path: str, old: str, new: str) -> None:
    file = content.root / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def entries(content: Content, path: str = FILE) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((content.root / path).read_text())["findings"]
    return found


def summary(ran_out: str) -> dict[str, int]:
    found: dict[str, int] = json.loads(ran_out)["summary"]
    return found


class TestWriting:
    def test_what_it_looks_like(self, packs: Content, polltool: RunPolltool) -> None:
        ran = polltool("lint", "--write-baseline", FILE, "Packs/Alpha")
        assert (ran.code, ran.out) == (0, "1 item checked, nothing found (3 in the baseline).\n")
        assert ran.err == f"polltool: note: 3 findings written to {FILE}\n"
        path = f'"path": "{ALPHA}"'
        assert (packs.root / FILE).read_text() == (
            '{\n  "version": 1,\n  "findings": [\n'
            f'    {{{path}, "code": "POL002", "command": "acme-scan", "argument": "url", "count": 2}},\n'
            f'    {{{path}, "code": "POL103", "command": "acme-scan", "argument": null, "count": 1}}\n'
            "  ]\n}\n"
        )

    def test_nothing_found_is_an_empty_list(self, packs: Content, polltool: RunPolltool) -> None:
        polltool("lint", "--write-baseline", FILE, "--select", "POL001")
        assert (packs.root / FILE).read_text() == '{\n  "version": 1,\n  "findings": []\n}\n'

    def test_it_makes_the_next_run_clean(self, packs: Content, polltool: RunPolltool) -> None:
        assert polltool("lint").code == 1
        polltool("lint", "--write-baseline", FILE)
        ran = polltool("lint", "--baseline", FILE, "--format", "json")
        assert (ran.code, ran.err) == (0, "")
        assert (summary(ran.out)["baselined"], summary(ran.out)["errors"]) == (6, 0)

    def test_paths_are_relative_to_the_file(self, packs: Content, polltool: RunPolltool) -> None:
        (packs.root / "ci").mkdir()
        polltool("lint", "--write-baseline", "ci/base.json")
        assert entries(packs, "ci/base.json")[0]["path"] == f"../{ALPHA}"
        assert polltool("lint", "--baseline", "ci/base.json").code == 0

    def test_what_this_run_did_not_look_at_stays(self, packs: Content, polltool: RunPolltool) -> None:
        polltool("lint", "--write-baseline", FILE)
        before = (packs.root / FILE).read_text()
        for arguments in (["Packs/Alpha"], ["--select", "POL103"], ["--select", "POL2", "Packs/Beta"]):
            polltool("lint", "--write-baseline", FILE, *arguments)
            assert (packs.root / FILE).read_text() == before, arguments

    def test_what_is_mended_goes(self, packs: Content, polltool: RunPolltool) -> None:
        polltool("lint", "--write-baseline", FILE)
        change(packs, ALPHA, "polling: 'true'", "polling: true")
        (packs.root / "Packs/Beta/Integrations/Beta/Beta.yml").unlink()
        polltool("lint", "--write-baseline", FILE, "Packs/Alpha", "--select", "POL103")
        assert [(entry["path"], entry["code"]) for entry in entries(packs)] == [(ALPHA, "POL002")]

    def test_it_is_written_at_once_and_keeps_mode_and_link(
        self, packs: Content, polltool: RunPolltool
    ) -> None:
        real = packs.write("ci/real.json", '{"version": 1, "findings": []}')
        real.chmod(0o640)
        (packs.root / FILE).symlink_to(real)
        polltool("lint", "--write-baseline", FILE)
        assert (packs.root / FILE).is_symlink()
        assert real.stat().st_mode & 0o777 == 0o640
        assert os.listdir(real.parent) == ["real.json"]

    def test_where_it_cannot_be_written_the_old_one_stays(
        self, packs: Content, polltool: RunPolltool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(source: str, target: str) -> None:
            raise OSError(28, "No space left on device")

        polltool("lint", "--write-baseline", FILE, "Packs/Alpha")
        before = (packs.root / FILE).read_text()
        monkeypatch.setattr("polltool.baseline.os.replace", fail)
        ran = polltool("lint", "--write-baseline", FILE)
        assert (ran.code, "cannot be written: No space left on device" in ran.err) == (2, True)
        assert (packs.root / FILE).read_text() == before
        assert not [name for name in os.listdir(packs.root) if name.startswith(".polltool")]

    def test_a_file_that_is_none_is_not_overwritten(self, packs: Content, polltool: RunPolltool) -> None:
        path = packs.write("package.json", "{}")
        ran = polltool("lint", "--write-baseline", "package.json")
        assert (ran.code, "this is no baseline" in ran.err) == (2, True)
        assert path.read_text() == "{}"

    def test_suppressed_findings_are_not_in_it(self, packs: Content, polltool: RunPolltool) -> None:
        change(packs, ALPHA, "polling: 'true'", "polling: 'true'  # polltool: ignore[POL103]")
        polltool("lint", "--write-baseline", FILE, "Packs/Alpha")
        assert [entry["code"] for entry in entries(packs)] == ["POL002"]

    @pytest.mark.parametrize("jobs", ["1", "3"])
    def test_it_is_the_same_whoever_does_the_work(
        self, packs: Content, polltool: RunPolltool, jobs: str
    ) -> None:
        polltool("lint", "--write-baseline", FILE, "--jobs", jobs)
        assert [entry["count"] for entry in entries(packs)] == [2, 1, 2, 1]


class TestKnown:
    @pytest.fixture(autouse=True)
    def written(self, packs: Content, polltool: RunPolltool) -> None:
        polltool("lint", "--write-baseline", FILE)

    def test_moving_changes_nothing(self, packs: Content, polltool: RunPolltool) -> None:
        change(packs, ALPHA, "configuration: []", "# a line\n\n# and more\nconfiguration: []")
        assert polltool("lint", "--baseline", FILE).code == 0

    def test_the_message_is_not_part_of_it(self, packs: Content, polltool: RunPolltool) -> None:
        change(packs, ALPHA, "polling: 'true'", "polling: 'false'")
        assert polltool("lint", "--baseline", FILE).code == 0

    @pytest.mark.parametrize(
        ("old", "new", "code"),
        [
            ("    - name: other\n", "    - name: other\n      required: 'true'\n", "POL002"),
            ("      default: 'no'\n", "      default: 'no'\n      secret: 'no'\n", "POL002"),
            ("    - name: other\n", "    - name: url\n", "POL003"),
            ("fail", "fail", ""),
        ],
    )
    def test_a_new_mistake_is_new(
        self, packs: Content, polltool: RunPolltool, old: str, new: str, code: str
    ) -> None:
        if not code:
            packs.integration("Gamma", pack="Gamma", yml=YML.format(name="Gamma"), code="")
            assert polltool("lint", "--baseline", FILE).code == 1
            return
        change(packs, ALPHA, old, new)
        ran = polltool("lint", "--baseline", FILE, "--format", "json")
        assert ran.code == 1
        assert [finding["code"] for finding in json.loads(ran.out)["findings"]] == [code]

    def test_a_renamed_command_is_another(self, packs: Content, polltool: RunPolltool) -> None:
        change(packs, ALPHA, "acme-scan", "acme-look")
        assert polltool("lint", "--baseline", FILE).code == 1

    def test_a_crash_is_never_known(self, packs: Content, polltool: RunPolltool) -> None:
        known = [{"path": ALPHA, "code": "POL000", "command": None, "argument": None, "count": 9}]
        packs.write(FILE, json.dumps({"version": 1, "findings": known}))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("polltool.model.read_item", None)
            ran = polltool("lint", "--baseline", FILE, "--jobs", "1", "Packs/Alpha")
        assert ran.code == 2
        assert "POL000" in ran.out

    def test_the_configured_one(self, packs: Content, polltool: RunPolltool) -> None:
        (packs.root / "ci").mkdir()
        (packs.root / FILE).rename(packs.root / "base.json")
        packs.write(".polltool.toml", "baseline = 'base.json'\n")
        assert polltool("lint").code == 0
        assert polltool("lint", "--isolated").code == 1

    def test_each_configuration_has_its_own(self, packs: Content, polltool: RunPolltool) -> None:
        polltool("lint", "--write-baseline", "Packs/Alpha/base.json", "Packs/Alpha")
        packs.write("Packs/Alpha/.polltool.toml", "baseline = 'base.json'\n")
        ran = polltool("lint", "--format", "json")
        assert {finding["path"].split("/")[1] for finding in json.loads(ran.out)["findings"]} == {"Beta"}


class TestStale:
    @pytest.fixture(autouse=True)
    def written(self, packs: Content, polltool: RunPolltool) -> None:
        polltool("lint", "--write-baseline", FILE)

    def test_entries_that_stand_for_nothing_are_told_and_do_not_fail(
        self, packs: Content, polltool: RunPolltool
    ) -> None:
        change(packs, ALPHA, "polling: 'true'", "polling: true")
        change(packs, ALPHA, "default: 'no'", "default: false")
        ran = polltool("lint", "--baseline", FILE, "--all")
        assert ran.code == 0
        assert ran.err == (
            f"polltool: note: {FILE}: 2 entries stand for more than is found now ({ALPHA}: POL002 acme-scan url; "
            f"{ALPHA}: POL103 acme-scan); --write-baseline {FILE} takes what is gone out\n"
        )
        assert polltool("lint", "-q", "--baseline", FILE).err == ""

    @pytest.mark.parametrize("arguments", [["Packs/Beta"], ["--select", "POL002"], ["--ignore", "POL103"]])
    def test_not_where_this_run_did_not_look(
        self, packs: Content, polltool: RunPolltool, arguments: list[str]
    ) -> None:
        change(packs, ALPHA, "polling: 'true'", "polling: true")
        assert polltool("lint", "--baseline", FILE, *arguments).err == ""
        assert "POL103" in polltool("lint", "--baseline", FILE, "Packs/Alpha").err

    def test_a_file_that_is_gone(self, packs: Content, polltool: RunPolltool) -> None:
        (packs.root / ALPHA).unlink()
        assert "POL103 acme-scan" in polltool("lint", "--baseline", FILE).err
        assert polltool("lint", "--baseline", FILE, "Packs/Beta").err == ""

    def test_nothing_is_said_of_a_file_that_could_not_be_checked(
        self, packs: Content, polltool: RunPolltool
    ) -> None:
        (packs.root / ALPHA).unlink()
        os.mkfifo(packs.root / ALPHA)
        ran = polltool("lint", "--baseline", FILE, ALPHA)
        assert (ran.code, "stand for" in ran.err) == (2, False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it is no JSON"),
        ("[]", "it has no list 'findings'"),
        ('{"version": 2, "findings": []}', "its version is 2, this polltool knows 1"),
        ('{"findings": []}', "its version is None"),
        ('{"version": 1, "findings": [3]}', "entry 1 of 'findings' is not understood: 3"),
        ('{"version": 1, "findings": [{"path": "a", "code": "POL101", "count": 0}]}', "entry 1"),
        ('{"version": 1, "findings": [{"path": "a", "code": "POL101", "count": true}]}', "entry 1"),
        ('{"version": 1, "findings": [{"path": 1, "code": "POL101"}]}', "entry 1"),
        ("\xff", "it is no JSON"),
        ("[" * 100_000, "it nests too deeply"),
        ('{"version": ' + "9" * 5000 + "}", "it is no JSON"),
    ],
)
def test_a_broken_file_is_2_and_says_why(packs: Content, polltool: RunPolltool, text: str, said: str) -> None:
    Path(packs.root / FILE).write_bytes(text.encode("latin-1"))
    ran = polltool("lint", "--baseline", FILE)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"polltool: error: {FILE}: this is no baseline: {said}")
    assert f"--write-baseline {FILE}" in ran.err


def test_a_missing_file_is_2_and_says_what_to_do(packs: Content, polltool: RunPolltool) -> None:
    ran = polltool("lint", "--baseline", "gone.json")
    assert (ran.code, ran.out) == (2, "")
    assert "write it with --write-baseline gone.json" in ran.err
