"""A session over time: what other items say, many edits, and its end."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lsprotocol import types

from tests.conftest import Content
from tests.lsp.acme import AFTER, CODE, HIDE, STATE, YML
from tests.lsp.kit import Editor

pytestmark = pytest.mark.asyncio(loop_scope="module")

RUN_YML = """\
commonfields:
  id: Run
  version: -1
name: Run
fromversion: 6.5.0
script: '-'
type: python
subtype: python3
scripttarget: 0
enabled: true
args: []
"""
RUN_CODE = "demisto.executeCommand('acme-scan', {'polling': 'true'})\n"


async def test_a_script_that_runs_polling_commands_of_other_items(editor: Editor, content: Content) -> None:
    acme = content.integration(yml=YML.replace(AFTER, AFTER + STATE + HIDE), code=CODE)
    content.write("Packs/Acme/Scripts/Run/Run.yml", RUN_YML)
    script = editor.open(content.write("Packs/Acme/Scripts/Run/Run.py", RUN_CODE), language="python")
    await editor.until(lambda: editor.codes(script) == ["POL501"])
    # What is typed in the other item counts before it is saved.
    name = editor.open(acme.with_suffix(".py"), language="python")
    await editor.checked(name)
    editor.type(name, "@polling_function('acme-scan', ", "@logger('acme-scan', ")
    await editor.until(lambda: editor.codes(script) == [])
    editor.type(name, "@logger('acme-scan', ", "@polling_function('acme-scan', ")
    await editor.until(lambda: editor.codes(script) == ["POL501"])


def memory(editor: Editor) -> int:
    """The kilobytes of memory that the server holds."""
    process = editor.client._server
    assert process is not None
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{process.pid}/status").read_text())
    assert found is not None
    return int(found.group(1))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells of a process's memory")
async def test_a_thousand_edits_leave_no_analysis_in_memory(editor: Editor, content: Content) -> None:
    path = content.integration(yml=YML, code=CODE)
    yml, code = editor.open(path), editor.open(path.with_suffix(".py"), language="python")
    held: list[int] = []
    for number in range(250):
        editor.type(code, "def main():\n", f"def main():\n    number = {number}\n")
        editor.type(code, f"    number = {number}\n", "")
        editor.type(yml, AFTER, AFTER + f"    - name: scan_id_{number}\n")
        editor.type(yml, f"    - name: scan_id_{number}\n", "")
        if number % 5 == 0:
            await editor.checked(yml)
            await editor.checked(code)
        if number in (60, 249):
            held.append(memory(editor))
    assert editor.codes(yml) == ["POL201", "POL203"]
    # What is kept of an edit by mistake, a tree or an analysis, would be five times that.
    assert held[1] - held[0] < 4_000, held


async def test_the_server_ends_when_it_is_told_to(starting: Editor, content: Content) -> None:
    await starting.start(content.root)
    starting.open(content.integration(yml=YML, code=CODE))
    await starting.client.shutdown_session()
    assert starting.client._server is not None
    assert starting.client._server.returncode == 0
    starting.client.error = RuntimeError("it has ended")  # the fixture has nothing left to end


async def test_files_are_watched_where_the_client_can(starting: Editor, content: Content) -> None:
    await starting.start(content.root)
    await starting.until(lambda: "registered" in starting.told)
    [registration] = starting.registered
    assert registration.method == types.WORKSPACE_DID_CHANGE_WATCHED_FILES
    assert ".polltool.toml" in str(registration.register_options)
