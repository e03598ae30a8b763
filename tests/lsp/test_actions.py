"""The fix is one key away: this one, all of a rule, all that is safe, or a comment."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types

from polltool import lint_paths
from tests.conftest import Content
from tests.lsp.acme import AFTER, CODE, HIDE, STATE, YML
from tests.lsp.kit import Editor, capabilities, uri

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUICK = types.CodeActionKind.QuickFix
FIX_ALL = "source.fixAll.polltool"


async def offered(
    editor: Editor, name: str, text: str, only: list[str] | None = None
) -> dict[str, types.CodeAction]:
    """The actions at the one place of a text, by their titles."""
    await editor.checked(name)
    at = editor.place(name, text)
    return {one.title: one for one in await editor.actions(name, types.Range(at, at), only)}


async def test_a_finding_is_mended(editor: Editor, content: Content) -> None:
    name = editor.open(content.integration(yml=YML, code=CODE))
    found = await offered(editor, name, "acme-scan")
    action = found["Declare scan_id with hidden: true"]
    assert action.kind == QUICK
    assert action.is_preferred
    assert action.diagnostics is not None
    assert [one.code for one in action.diagnostics] == ["POL201"]
    editor.apply(action.edit)
    assert [one.code for one in await editor.checked(name)] == ["POL203"]
    assert "    - name: scan_id\n" in editor.texts[name]


async def test_a_fix_in_a_file_that_is_not_open(editor: Editor, content: Content) -> None:
    wrong = CODE.replace("{'scan_id': scan_id, **args}", "{'scan_id': scan_id, 'url': args['url']}")
    path = content.integration(yml=YML.replace(AFTER, AFTER + STATE + HIDE), code=wrong)
    code = path.with_suffix(".py")
    yml = editor.open(path)
    await editor.until(lambda: "POL207" in editor.codes(uri(code)))
    report = lint_paths([str(path)])
    [finding] = [one for one in report.findings if one.code == "POL207"]
    assert finding.fix is not None
    name = editor.open(code, language="python")
    found = await offered(editor, name, "{'scan_id': scan_id, 'url'")
    [action] = [one for title, one in found.items() if "unsafe" in title and "polling" in title]
    editor.apply(action.edit)
    await editor.until(lambda: "POL207" not in editor.codes(name))
    assert editor.codes(yml) == []


async def test_all_of_a_rule_and_all_that_is_safe(editor: Editor, content: Content) -> None:
    second = YML[YML.index("  - name: acme-scan") : YML.index("  - name: acme-other")]
    yml = YML + second.replace("acme-scan", "acme-second")
    code = CODE.replace(
        "    elif command",
        "    elif command == 'acme-second':\n        return_results(second(demisto.args(), Client()))\n    elif command",
    )
    one = CODE[CODE.index("@polling") : CODE.index("def other_command")]
    code = code.replace(
        "def main", one.replace("acme-scan", "acme-second").replace("scan_command", "second") + "def main"
    )
    path = content.integration(yml=yml, code=code)
    name = editor.open(path)
    assert sorted(str(one.code) for one in await editor.checked(name)) == [
        "POL201",
        "POL201",
        "POL203",
        "POL203",
    ]
    found = await offered(editor, name, "acme-scan")
    action = found["Fix all POL201 (undeclared-next-run-arg) in this file"]
    editor.apply(await editor.chosen(action))
    assert [one.code for one in await editor.checked(name)] == ["POL203", "POL203"]
    [all_safe] = await editor.actions(
        name, types.Range(types.Position(0, 0), types.Position(0, 0)), ["source.fixAll"]
    )
    assert all_safe.kind == FIX_ALL
    editor.apply(await editor.chosen(all_safe))
    assert await editor.checked(name) == []
    at = types.Range(types.Position(0, 0), types.Position(200, 0))
    assert await editor.actions(name, at) == []


async def test_actions_of_other_kinds_are_not_asked_for(editor: Editor, content: Content) -> None:
    name = editor.open(content.integration(yml=YML, code=CODE))
    assert await offered(editor, name, "acme-scan", ["refactor"]) == {}
    kinds = {one.kind for one in (await offered(editor, name, "acme-scan", ["quickfix"])).values()}
    assert kinds == {QUICK}
    assert {one.kind for one in (await offered(editor, name, "acme-scan", ["source"])).values()} == {FIX_ALL}


async def test_a_finding_is_suppressed_here(editor: Editor, content: Content) -> None:
    name = editor.open(content.integration(yml=YML, code=CODE))
    found = await offered(editor, name, "acme-scan")
    editor.apply(await editor.chosen(found["Suppress POL201 (undeclared-next-run-arg) here"]))
    assert "  - name: acme-scan  # polltool: ignore[POL201]\n" in editor.texts[name]
    assert [one.code for one in await editor.checked(name)] == ["POL203"]
    found = await offered(editor, name, "acme-scan")
    editor.apply(await editor.chosen(found["Suppress POL203 (missing-hide-polling-output) here"]))
    assert "ignore[POL201, POL203]\n" in editor.texts[name]
    assert await editor.checked(name) == []


async def test_where_no_comment_can_stand_it_stands_below(editor: Editor, content: Content) -> None:
    code = CODE.replace("continue_to_poll=True", "continue_to_poll='''a\n b'''")
    path = content.integration(yml=YML.replace(AFTER, AFTER + STATE + HIDE), code=code)
    name = editor.open(path.with_suffix(".py"), language="python")
    found = await offered(editor, name, "'''a")
    [title] = [title for title in found if title.startswith("Suppress")]
    editor.apply(await editor.chosen(found[title]))
    assert await editor.checked(name) == []
    assert (
        " b''', args_for_next_run={'scan_id': scan_id, **args})  # polltool: ignore[POL403]\n"
        in editor.texts[name]
    )


async def test_a_client_that_asks_for_no_edits_later_gets_them_at_once(
    starting: Editor, content: Content
) -> None:
    editor = starting
    await editor.start(content.root, can=capabilities(resolves=False))
    name = editor.open(content.integration(yml=YML, code=CODE))
    await editor.checked(name)
    at = editor.place(name, "acme-scan")
    found = await editor.actions(name, types.Range(at, at))
    assert {one.kind for one in found} == {QUICK, FIX_ALL}
    assert all(one.edit is not None for one in found)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
async def test_the_encoding_is_negotiated(starting: Editor, content: Content, encoding: str) -> None:
    editor = starting
    started = await editor.start(content.root, can=capabilities(encodings=[encoding]))
    assert started.capabilities.position_encoding == encoding
    code = CODE.replace("    return PollResult(None", "    s = '😀é'; return PollResult(None").replace(
        "continue_to_poll=True", "continue_to_poll='😀'"
    )
    path: Path = content.integration(yml=YML, code=code)
    name = editor.open(path.with_suffix(".py"), language="python")
    [finding] = await editor.checked(name)
    line = next(line for line in code.splitlines() if "'😀', args" in line)
    start = line.index("'😀', args")
    width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    codec = f"{encoding}-le" if width > 1 else encoding
    assert finding.range.start.character == len(line[:start].encode(codec)) // width
    assert finding.range.end.character == len(line[: start + 3].encode(codec)) // width
