"""``polltool lint`` as users meet it."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
from typing import Any

import pytest

from tests.conftest import Content, RunPolltool

HERE = "Packs/Acme/Integrations/Acme"
BROKEN = "def scan_command(args)\n    return args['url']\n"
TEXT = """\
Packs/Acme/Integrations/Acme/Acme.py:1:23: error POL004 invalid-python
  the code cannot be parsed as Python {version}: expected ':'
  1 | def scan_command(args)
    |                       ^

1 item checked: 1 error.
"""
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture
def broken(content: Content) -> Content:
    content.integration(code=BROKEN)
    return content


def findings(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(text)["findings"]
    return found


class TestFormats:
    def test_text(self, broken: Content, polltool_process: RunPolltool) -> None:
        ran = polltool_process("lint")
        assert (ran.code, ran.err) == (1, "")
        assert ran.out == TEXT.format(version=VERSION)

    def test_concise(self, broken: Content, polltool_process: RunPolltool) -> None:
        ran = polltool_process("lint", "--format", "concise", "Packs")
        message = f"the code cannot be parsed as Python {VERSION}: expected ':'"
        assert (ran.code, ran.err) == (1, "")
        assert ran.out == f"{HERE}/Acme.py:1:23: POL004[error] {message}\n"

    def test_json(self, broken: Content, polltool_process: RunPolltool) -> None:
        ran = polltool_process("lint", "--format", "json", f"{HERE}/Acme.py")
        assert (ran.code, ran.err) == (1, "")
        assert [finding["code"] for finding in findings(ran.out)] == ["POL004"]
        assert json.loads(ran.out)["summary"]["checked"] == 1

    def test_statistics(self, broken: Content, polltool_process: RunPolltool) -> None:
        ran = polltool_process("lint", "--statistics")
        assert ran.out == "     1  POL004  invalid-python  1 error\n1 item checked: 1 error.\n"
        assert (
            polltool_process("lint", "--statistics", "-q").out == "     1  POL004  invalid-python  1 error\n"
        )

    def test_quiet_leaves_the_findings(self, broken: Content, polltool_process: RunPolltool) -> None:
        ran = polltool_process("lint", "-q")
        assert ran.out == TEXT.format(version=VERSION).rpartition("\n\n")[0] + "\n"


class TestExitCodes:
    def test_clean_is_0(self, content: Content, polltool: RunPolltool) -> None:
        content.integration()
        ran = polltool("lint", "--select", "POL00")
        assert (ran.code, ran.out, ran.err) == (0, "1 item checked, nothing found.\n", "")

    def test_nothing_to_check_is_0(self, content: Content, polltool: RunPolltool) -> None:
        ran = polltool("lint")
        assert (ran.code, ran.out) == (0, "Nothing to check: no integration or script here.\n")

    def test_everything_ignored_is_0(self, broken: Content, polltool: RunPolltool) -> None:
        broken.write(".gitignore", "Packs/\n")
        assert polltool("lint").code == 0
        assert polltool("lint", f"{HERE}/Acme.yml").code == 1
        assert polltool("lint", "--force-exclude", f"{HERE}/Acme.yml").code == 0

    def test_fail_on(self, broken: Content, polltool: RunPolltool) -> None:
        assert polltool("lint", "--fail-on", "never").code == 0
        broken.integration("Acme_dev", code="print 1\n")
        yml = broken.yml.format(name="Acme").replace("python3", "python2")
        broken.integration(yml=yml, code="print 1\n")
        (broken.root / "Packs/Acme/Integrations/Acme_dev/Acme_dev.py").write_text("")
        codes = [polltool("lint", "--fail-on", least).code for least in ("error", "warning", "info")]
        assert codes == [0, 0, 1]

    def test_a_missing_path_is_2_and_the_rest_is_checked(
        self, broken: Content, polltool: RunPolltool
    ) -> None:
        ran = polltool("lint", "Packs", "Pakcs/Acme")
        assert ran.code == 2
        assert ran.err == "polltool: error: Pakcs/Acme: this path does not exist; did you mean Packs?\n"
        assert ran.out.endswith("1 item checked: 1 error; 1 failure, see above.\n")
        assert json.loads(polltool("lint", "--format", "json", "Packs", "x").out)["summary"]["failed"] == 1

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["--select", "POL30l"], "unknown rule 'POL30l'; did you mean"),
            (["--ignore", "invalid-pyton"], "unknown rule 'invalid-pyton'; did you mean invalid-python?"),
            (["--format", "xml"], "'xml' is not one of 'text', 'concise', 'json'"),
            (["--fail-on", "always"], "'always' is not one of"),
            (["--jobs", "0"], "0 is not in the range x>=1"),
            (["-"], "--stdin-filename PATH"),
            (["--stdin-filename", "a.yml", "Packs"], "leave out the PATHs"),
            (["--stdin-filename", "a.md"], "this is the name of no .yml, .yaml or .py file"),
            (["--stdin-filename", "Packs"], "this is the name of no"),
            (["--selct", "POL1"], "--select"),
        ],
    )
    def test_wrong_usage_is_2_and_says_what_to_do(
        self, broken: Content, polltool: RunPolltool, arguments: list[str], said: str
    ) -> None:
        ran = polltool("lint", *arguments)
        assert (ran.code, ran.out) == (2, "")
        assert said in ran.err
        assert "Traceback" not in ran.err


class TestSelection:
    def test_select_and_ignore(self, broken: Content, polltool: RunPolltool) -> None:
        assert polltool("lint", "--select", "POL001,pol002").code == 0
        assert polltool("lint", "--select", "POL001", "--extend-select", "invalid-python").code == 1
        assert polltool("lint", "--ignore", "POL00").code == 0
        assert polltool("lint", "--isolated").code == 1

    def test_infos_are_counted_and_shown_on_demand(self, broken: Content, polltool: RunPolltool) -> None:
        broken.integration(yml=broken.yml.format(name="Acme").replace("python3", "python2"), code=BROKEN)
        ran = polltool("lint", "--select", "ALL", "--ignore", "POL1")
        assert "POL004" in ran.out
        ran = polltool("lint", "--ignore", "POL1")
        assert ran.out == "1 item checked: 1 info (-v shows the infos).\n"
        for arguments in (
            ["-v"],
            ["--select", "POL004"],
            ["--extend-select", "POL00"],
            ["--fail-on", "info"],
        ):
            assert "POL004 invalid-python" in polltool("lint", *arguments).out

    def test_all_looks_at_items_that_do_not_poll(self, content: Content, polltool: RunPolltool) -> None:
        yml = content.yml.format(name="Acme").replace("polling", "other")
        content.integration(yml=yml, code=BROKEN)
        assert polltool("lint").code == 0
        assert polltool("lint", "--all").code == 1


class TestStandardInput:
    def test_it_stands_for_the_file(self, content: Content, polltool: RunPolltool) -> None:
        content.integration()
        ran = polltool("lint", "--stdin-filename", f"{HERE}/Acme.py", stdin=BROKEN.encode())
        assert ran.out == TEXT.format(version=VERSION)
        ran = polltool("lint", "-", "--stdin-filename", f"{HERE}/Acme.yml", stdin=b"polling: [")
        assert ran.code == 1
        assert f"{HERE}/Acme.yml:1:" in ran.out

    def test_a_test_stands_for_nothing(self, content: Content, polltool: RunPolltool) -> None:
        content.integration()
        ran = polltool("lint", "--stdin-filename", f"{HERE}/Acme_test.py", stdin=BROKEN.encode())
        assert ran.code == 0
        assert ran.err == f"polltool: note: {HERE}/Acme_test.py belongs to no integration or script\n"
        ran = polltool("lint", "-q", "--stdin-filename", f"{HERE}/Acme_test.py", stdin=BROKEN.encode())
        assert ran.err == ""


def test_processes_make_no_difference(content: Content, polltool: RunPolltool) -> None:
    for number in range(60):
        content.integration(f"Acme{number}", code=BROKEN)
    runs = [polltool("lint", "--format", "json", *jobs) for jobs in ([], ["--jobs", "1"], ["--jobs", "3"])]
    assert len(findings(runs[0].out)) == 60
    assert runs[0] == runs[1] == runs[2]


@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be made there")
def test_names_that_would_steer_a_terminal_are_spelt_out(content: Content, polltool: RunPolltool) -> None:
    content.integration("A\x1b[31m", code=BROKEN, yml=content.yml.format(name="Acme"))
    for color in ("never", "always"):
        ran = polltool("lint", "--color", color)
        assert "\x1b[31mPacks" not in ran.out
        assert "A\\x1b[31m" in ran.out
    ran = polltool("lint", "b\x1b[31m")
    assert "\x1b" not in ran.err


def in_terminal(content: Content, *arguments: str, env: dict[str, str] | None = None) -> str:
    """The output of a run whose standard output is a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "polltool", *arguments],
        cwd=content.root,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **(env or {})},
    ):
        os.close(theirs)
        chunks = []
        while select.select([ours], [], [], 30)[0]:
            try:
                chunk = os.read(ours, 65536)
            except OSError:  # how Linux says that the other end is closed
                break
            if not chunk:
                break
            chunks.append(chunk)
    os.close(ours)
    return b"".join(chunks).decode().replace("\r\n", "\n")


def stripped(text: str) -> str:
    import re

    return re.sub(r"\x1b\[[0-9;]*m", "", text)


class TestColor:
    def test_a_terminal_has_colours_and_the_same_text(self, broken: Content) -> None:
        text = in_terminal(broken, "lint")
        assert "\x1b[1;31merror" in text
        assert stripped(text) == TEXT.format(version=VERSION)

    @pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
    def test_unless_the_environment_says_no(self, broken: Content, env: dict[str, str]) -> None:
        assert in_terminal(broken, "lint", env=env) == TEXT.format(version=VERSION)

    def test_the_option_wins(self, broken: Content, polltool: RunPolltool) -> None:
        assert in_terminal(broken, "lint", "--color", "never") == TEXT.format(version=VERSION)
        ran = polltool("lint", "--color", "always", env={"NO_COLOR": "1"})
        assert "\x1b[1;31merror" in ran.out
        assert stripped(ran.out) == TEXT.format(version=VERSION)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and signals of POSIX")
class TestEnds:
    def start(self, content: Content, code: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=content.root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def test_a_reader_that_has_seen_enough_is_no_error(self, content: Content) -> None:
        for number in range(40):
            content.integration(f"Acme{number}", code=BROKEN)
        many = "import polltool.cli.main as m; m.entry()"
        process = self.start(
            content, f"import sys; sys.argv = ['polltool', 'lint', '--color', 'always']; {many}"
        )
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.wait(30) == 141
        assert process.stderr.read() == b""
        process.communicate()

    def test_an_interrupt_is_no_traceback(self, content: Content) -> None:
        code = "import sys; sys.argv = ['polltool', 'lint', '--stdin-filename', 'a.yml']; "
        # What a shell starts in the background ignores interrupts, and so would what it starts.
        code += "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        process = self.start(content, code + "print(flush=True); import polltool.cli.main as m; m.entry()")
        assert process.stdout is not None
        process.stdout.readline()
        try:
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(1)  # it waits for its standard input now
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=30)
        finally:
            process.kill()
        assert process.returncode == 130
        assert err == b"\npolltool: interrupted\n"


def test_an_internal_error_shows_a_traceback_with_verbose_only(
    broken: Content, polltool: RunPolltool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(document: object) -> None:
        raise KeyError("lost")

    monkeypatch.setattr("polltool.model.read_item", crash)
    ran = polltool("lint")
    assert ran.code == 2
    assert "POL000 internal-error" in ran.out
    assert "internal error (understanding the yml): KeyError: 'lost'" in ran.err
    assert "Traceback" not in ran.err
    assert "Traceback" in polltool("lint", "-v").err


def test_a_fault_of_the_command_itself_too(
    broken: Content, polltool: RunPolltool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*arguments: object, **options: object) -> None:
        raise KeyError("lost")

    monkeypatch.setattr("polltool.engine.discover", crash)
    ran = polltool("lint")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("polltool: internal error: KeyError: 'lost'\n")
    assert "Traceback" in polltool("lint", "--verbose").err
