"""Findings while one types: from unsaved text, for the yml and the code, never for an earlier text."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types

from polltool import lint_paths
from tests.conftest import Content
from tests.lsp.acme import AFTER, CODE, HIDE, STATE, YML
from tests.lsp.kit import Editor, at, uri

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_finding_stands_where_the_command_line_says(editor: Editor, content: Content) -> None:
    path = content.integration(yml=YML, code=CODE)
    name = editor.open(path)
    shown = await editor.checked(name)
    expected = lint_paths(["."], cwd=str(content.root)).findings
    assert [one.code for one in shown] == [finding.code for finding in expected] == ["POL201", "POL203"]
    first = shown[0]
    assert first.range == types.Range(editor.place(name, "acme-scan"), editor.place(name, "acme-scan", 9))
    assert first.severity == types.DiagnosticSeverity.Error
    assert first.source == "polltool"
    assert expected[0].message in first.message
    assert first.related_information is not None
    assert {one.location.uri for one in first.related_information} == {uri(path.with_suffix(".py"))}
    where = first.related_information[0].location.range.start
    assert where == at(CODE, CODE.index("'scan_id': scan_id"))


async def test_each_edit_checks_the_partner_again(editor: Editor, content: Content) -> None:
    path = content.integration(yml=YML, code=CODE)
    yml, code = editor.open(path), editor.open(path.with_suffix(".py"), language="python")
    await editor.checked(yml)
    editor.type(yml, AFTER, AFTER + STATE + HIDE)
    assert await editor.checked(yml) == []
    version = editor.type(code, "'scan_id': scan_id,", "'job': scan_id,")
    await editor.until(lambda: editor.codes(yml) != [])
    assert "POL213" in editor.codes(yml)
    await editor.checked(code)
    assert editor.versions[code] == version
    editor.type(code, "'job': scan_id,", "'scan_id': scan_id,")
    await editor.until(lambda: editor.codes(yml) == [])


async def test_a_finding_in_code_is_shown_in_a_file_that_is_not_open(
    editor: Editor, content: Content
) -> None:
    wrong = CODE.replace("continue_to_poll=True", "continue_to_poll='yes'")
    path = content.integration(yml=YML.replace(AFTER, AFTER + STATE + HIDE), code=wrong)
    yml, code = editor.open(path), uri(path.with_suffix(".py"))
    await editor.until(lambda: editor.codes(code) == ["POL403"])
    assert editor.codes(yml) == []
    editor.close(yml)
    await editor.until(lambda: editor.codes(code) == [])


async def test_broken_text_in_between(editor: Editor, content: Content) -> None:
    path = content.integration(yml=YML, code=CODE)
    yml, code = editor.open(path), editor.open(path.with_suffix(".py"), language="python")
    await editor.checked(yml)
    editor.type(yml, "  - name: acme-other\n", "  - name: acme-other\n  'x\n")
    assert [one.code for one in await editor.checked(yml)] == ["POL001"]
    editor.type(yml, "  'x\n", "")
    assert [one.code for one in await editor.checked(yml)] == ["POL201", "POL203"]
    editor.type(code, "def main():", "def main(:")
    assert [one.code for one in await editor.checked(code)] == ["POL004"]
    editor.type(code, "    return PollResult(None", "    x = 1\n    return PollResult(None")
    [problem] = await editor.checked(code)
    assert problem.range.start.line == at(editor.texts[code], editor.texts[code].index("def main(:")).line
    editor.type(code, "def main(:", "def main():")
    assert await editor.checked(code) == []
    await editor.until(lambda: editor.codes(yml) == ["POL201", "POL203"])
    related = editor.shown(yml)[0].related_information
    assert related is not None
    text = editor.texts[code]
    assert related[0].location.range.start == at(text, text.index("'scan_id': scan_id"))


async def test_characters_beyond_the_basic_plane_count_twice(editor: Editor, content: Content) -> None:
    path = content.integration(yml=YML, code=CODE)
    code = editor.open(path.with_suffix(".py"), language="python")
    editor.type(code, "    return PollResult(None, ", "    s = '😀é'; return PollResult('😀', ")
    editor.type(code, "continue_to_poll=True", "continue_to_poll='😀'")
    [finding] = await editor.checked(code)
    assert finding.code == "POL403"
    text = editor.texts[code]
    start = text.index("'😀', args_for")
    assert finding.range == types.Range(at(text, start), at(text, start + 3))
    editor.splice(code, start + 1, start + 2, "")
    assert [one.code for one in await editor.checked(code)] == ["POL403"]
    editor.type(code, "continue_to_poll=''", "continue_to_poll=True")
    assert await editor.checked(code) == []


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
async def test_other_line_ends(editor: Editor, content: Content, newline: str) -> None:
    path = content.integration(yml=YML.replace("\n", newline), code=CODE)
    yml = editor.open(path, YML.replace("\n", newline))
    shown = await editor.checked(yml)
    assert [(one.code, one.range.start.line) for one in shown] == [("POL201", 10), ("POL203", 10)]
    editor.type(yml, AFTER.replace("\n", newline), (AFTER + STATE + HIDE).replace("\n", newline))
    assert await editor.checked(yml) == []


async def test_form_feeds_and_line_separators_end_no_line(editor: Editor, content: Content) -> None:
    code = CODE.replace("def main():", "\f\ndef main():\n    '''a\u2028b\x0bc'''")
    path = content.integration(yml=YML, code=code)
    name = editor.open(path.with_suffix(".py"), language="python")
    editor.type(name, "Client()))\n    elif", "Client()), 1)\n    elif")
    editor.type(name, "continue_to_poll=True", "continue_to_poll=1.5")
    [finding] = await editor.checked(name)
    text = editor.texts[name]
    assert finding.range.start == at(text, text.index("1.5"))


async def test_a_hundred_fast_edits_end_in_the_findings_of_the_last(editor: Editor, content: Content) -> None:
    path = content.integration(yml=YML, code=CODE)
    yml, code = editor.open(path), editor.open(path.with_suffix(".py"), language="python")
    for number in range(50):
        editor.type(code, "def main():\n", f"def main():\n    number_{number} = {number}\n")
        editor.type(yml, AFTER, AFTER + STATE + HIDE if number % 2 else AFTER)
        if number % 2:
            editor.type(yml, STATE + HIDE, "")
    editor.type(yml, AFTER, AFTER + STATE)
    assert [one.code for one in await editor.checked(yml)] == ["POL203"]
    await editor.checked(code)
    by_uri: dict[str, list[int]] = {}
    for params in editor.published:
        if params.version is not None:
            by_uri.setdefault(params.uri, []).append(params.version)
    assert all(versions == sorted(versions) for versions in by_uri.values()), "a stale result was shown"


async def test_save_rename_and_delete(editor: Editor, content: Content) -> None:
    path = content.integration(yml=YML, code=CODE)
    yml = editor.open(path)
    await editor.checked(yml)
    editor.type(yml, AFTER, AFTER + STATE + HIDE)
    editor.save(yml)
    assert await editor.checked(yml) == []
    # The code gets another name: nothing is beside the yml until that gets it as well.
    code, moved = path.with_suffix(".py"), path.with_name("Moved.py")
    code.rename(moved)
    wrong = moved.read_text().replace("continue_to_poll=True", "continue_to_poll='yes'")
    moved.write_text(wrong)
    editor.disk(types.FileChangeType.Deleted, code)
    editor.disk(types.FileChangeType.Created, moved)
    await editor.until(lambda: editor.codes(uri(moved)) == ["POL403"])
    moved.unlink()
    editor.disk(types.FileChangeType.Deleted, moved)
    await editor.until(lambda: editor.codes(uri(moved)) == [])
    renamed = path.with_name("Renamed.yml")
    path.rename(renamed)
    editor.close(yml)
    again = editor.open(renamed, YML)
    assert [one.code for one in await editor.checked(again)] == []


async def test_the_disk_counts_again_once_a_file_is_closed(editor: Editor, content: Content) -> None:
    path = content.integration(yml=YML, code=CODE)
    yml, code = editor.open(path), editor.open(path.with_suffix(".py"), language="python")
    editor.replace(code, CODE.replace("continue_to_poll=True", "continue_to_poll='yes'"))
    await editor.until(lambda: editor.codes(code) == ["POL403"])
    editor.close(code)
    await editor.until(lambda: editor.codes(code) == [] and editor.codes(yml) == ["POL201", "POL203"])


async def test_a_shared_module_that_is_edited(editor: Editor, content: Content) -> None:
    module = content.module("AcmeApiModule", "SCHEDULES = 'nothing'\n\n\ndef interval():\n    return 30\n")
    code = CODE.replace("from CommonServerPython import *", "from AcmeApiModule import *").replace(
        "interval=arg_to_number(demisto.args().get('interval_in_seconds', 30))", "interval=interval()"
    )
    path = content.integration(yml=YML.replace(AFTER, AFTER + STATE + HIDE), code=code)
    yml, py = editor.open(path), editor.open(path.with_suffix(".py"), language="python")
    shared = editor.open(module, language="python")
    assert await editor.checked(yml) == []
    editor.type(shared, "return 30", "return 5")
    await editor.until(lambda: [*editor.codes(yml), *editor.codes(py)] == ["POL303"])


async def test_two_folders_and_a_file_in_none(editor: Editor, content: Content, tmp_path: Path) -> None:
    other = Content(tmp_path / "other")
    quiet = other.integration(yml=YML, code=CODE)
    other.write(".polltool.toml", "ignore = ['POL203']\n")
    outside = Content(tmp_path / "outside").integration(yml=YML, code=CODE)
    path = content.integration(yml=YML, code=CODE)
    editor.begin(other.root)
    names = [editor.open(one) for one in (path, quiet, outside)]
    found = [[one.code for one in await editor.checked(name)] for name in names]
    assert found == [["POL201", "POL203"], ["POL201"], ["POL201", "POL203"]]
    editor.end(other.root)


async def test_a_text_that_was_never_saved(editor: Editor) -> None:
    unified = YML.replace("  script: '-'\n", "").replace(
        "  commands:\n",
        "  script: |\n"
        + "".join(f"    {line}\n" if line else "\n" for line in CODE.splitlines())
        + "  commands:\n",
    )
    name = editor.open("untitled:Untitled-1", unified, "yaml")
    assert [one.code for one in await editor.checked(name)] == ["POL201", "POL203"]
    editor.type(name, AFTER, AFTER + STATE + HIDE)
    assert await editor.checked(name) == []
    nothing = editor.open("untitled:Untitled-2", "print('poll')\n", "python")
    editor.open("untitled:Untitled-3", "text", "plaintext")
    editor.type(name, STATE, "")
    assert [one.code for one in await editor.checked(name)] == ["POL201"]
    assert editor.shown(nothing) == []
    assert editor.told == []


async def test_the_configuration_is_watched(editor: Editor, content: Content) -> None:
    path = content.integration(yml=YML, code=CODE)
    yml = editor.open(path)
    await editor.until(lambda: editor.codes(yml) == ["POL201", "POL203"])
    toml = content.write(".polltool.toml", "select = ['POL203']\n")
    editor.disk(types.FileChangeType.Created, toml)
    await editor.until(lambda: editor.codes(yml) == ["POL203"])
    toml.write_text("select = ['POL2033']\n")
    editor.disk(types.FileChangeType.Changed, toml)
    await editor.until(lambda: any("POL2033" in one and ".polltool.toml" in one for one in editor.told))
    assert editor.codes(yml) == ["POL203"]
    toml.unlink()
    params = types.DidChangeConfigurationParams(settings=None)
    editor.client.workspace_did_change_configuration(params)
    await editor.until(lambda: editor.codes(yml) == ["POL201", "POL203"])
    ignored = content.write(".gitignore", "Acme.yml\n")
    content.write(".git/HEAD", "ref: refs/heads/main\n")
    editor.disk(types.FileChangeType.Created, ignored)
    await editor.until(lambda: editor.codes(yml) == [])
