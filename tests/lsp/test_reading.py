"""What the editor shows of polling: hovers, lenses, completions, and the ways from the yml to the code."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types

from tests.conftest import Content
from tests.lsp.acme import AFTER, CODE, HIDE, STATE, YML
from tests.lsp.kit import Editor

pytestmark = pytest.mark.asyncio(loop_scope="module")

WHOLE = YML.replace(AFTER, AFTER + STATE + HIDE)


async def hovered(editor: Editor, name: str, text: str, inside: int = 0) -> str:
    document = types.TextDocumentIdentifier(name)
    found = await editor.client.text_document_hover_async(
        types.HoverParams(document, editor.place(name, text, inside))
    )
    if found is None:
        return ""
    assert isinstance(found.contents, types.MarkupContent)
    return found.contents.value


async def test_a_finding_with_its_reason(editor: Editor, content: Content) -> None:
    name = editor.open(content.integration(yml=YML, code=CODE))
    text = await hovered(editor, name, "acme-scan")
    assert "**POL201** undeclared-next-run-arg (error)" in text
    assert "The server drops every argument of the next run that the target command does not declare" in text
    assert "Fix (safe): declare scan" in text
    assert "The server drops `scan_id` and `hide_polling_output` before the next run" in text


async def test_what_polls_and_what_is_carried(editor: Editor, content: Content) -> None:
    path = content.integration(yml=WHOLE, code=CODE)
    yml, code = editor.open(path), editor.open(path.with_suffix(".py"), language="python")
    told = (
        "`acme-scan` polls as `acme-scan` every `interval_in_seconds` (else 30 s), up to 900 s; "
        "carries `scan_id`, all arguments."
    )
    assert told in await hovered(editor, yml, "polling: true")
    assert told in await hovered(editor, yml, "acme-scan", 3)
    assert told in await hovered(editor, code, "@polling_function", 3)
    assert "The polling argument" in await hovered(editor, yml, "name: polling", 7)
    assert "Gives the interval in seconds." in await hovered(editor, yml, "interval_in_seconds")
    assert "State: the code of `acme-scan` gives it to the next run." in await hovered(editor, yml, "scan_id")
    assert "waiting message" in await hovered(editor, yml, "hide_polling_output")
    assert await hovered(editor, code, "def other_command", 6) == ""


async def test_lenses_in_the_yml_and_in_the_code(editor: Editor, content: Content) -> None:
    path = content.integration(yml=WHOLE, code=CODE)
    for one, text in ((path, "acme-scan"), (path.with_suffix(".py"), "polling_function")):
        name = editor.open(one)
        found = await editor.client.text_document_code_lens_async(
            types.CodeLensParams(types.TextDocumentIdentifier(name))
        )
        assert found is not None
        [lens] = found
        assert lens.command is not None
        assert lens.command.title == (
            "polls as acme-scan every interval_in_seconds (else 30 s), up to 900 s; carries scan_id, all arguments"
        )
        assert lens.range.start.line == editor.place(name, text).line


async def completed(editor: Editor, name: str, at: types.Position) -> dict[str, str]:
    """What is offered at a place, with the text that would be there."""
    found = await editor.client.text_document_completion_async(
        types.CompletionParams(types.TextDocumentIdentifier(name), at)
    )
    assert isinstance(found, (list, tuple))
    made = {}
    for item in found:
        assert isinstance(item.text_edit, types.TextEdit)
        assert item.text_edit.range.end == at
        made[item.label] = item.text_edit.new_text
    return made


async def typed(editor: Editor, name: str, after: str, text: str) -> dict[str, str]:
    """Type a text after another one, and see what is offered at its end."""
    editor.type(name, after, after + text)
    return await completed(editor, name, editor.place(name, after + text, len(after + text)))


async def test_polling_keys_in_a_command(editor: Editor, content: Content) -> None:
    name = editor.open(content.integration(yml=WHOLE, code=CODE))
    await editor.checked(name)
    assert await typed(editor, name, "  - name: acme-other\n", "    pol") == {
        "polling: true": "polling: true"
    }
    assert set(await typed(editor, name, "acme-other\n    pol", "ling: ")) == {"true", "false"}
    assert await completed(editor, name, types.Position(0, 0)) == {}
    assert await completed(editor, name, editor.place(name, "  type: python", 2)) == {}


async def test_arguments_that_the_code_needs(editor: Editor, content: Content) -> None:
    name = editor.open(content.integration(yml=YML, code=CODE))
    await editor.checked(name)
    assert await typed(editor, name, "  - name: acme-other\n    arguments:\n", "    - name: ") == {}
    editor.type(name, "    - name:     - name: url", "    - name: url")
    found = await typed(editor, name, AFTER, "    - ")
    assert found["scan_id"].startswith("name: scan_id\n      hidden: true\n")
    assert "hide_polling_output" in found
    assert "url" not in found
    found = await typed(editor, name, AFTER + "    - ", "name: sc")
    assert found["scan_id"] == "scan_id"
    assert await typed(editor, name, "    - name: sc", "an_id\n      hi") == {"hidden: true": "hidden: true"}


async def test_names_of_commands_in_code(editor: Editor, content: Content) -> None:
    path = content.integration(yml=WHOLE, code=CODE)
    name = editor.open(path.with_suffix(".py"), language="python")
    await editor.checked(name)
    editor.type(name, "@polling_function('acme-scan', ", "@polling_function(\n    'acme-")
    at = editor.place(name, "@polling_function(\n    'acme-", len("@polling_function(\n    'acme-"))
    assert set(await completed(editor, name, at)) == {"acme-scan", "acme-other"}
    editor.type(name, "    elif command == 'acme-other'", "    elif command == 'acme-other' or command == \"")
    at = editor.place(name, 'or command == "', len('or command == "'))
    assert set(await completed(editor, name, at)) == {"acme-scan", "acme-other"}
    assert await completed(editor, name, editor.place(name, "def main", 3)) == {}


async def went(editor: Editor, name: str, text: str, inside: int = 0) -> list[tuple[str, str]]:
    """Where the definition of what stands at a place is: the file's suffix, and the line."""
    document = types.TextDocumentIdentifier(name)
    found = await editor.client.text_document_definition_async(
        types.DefinitionParams(document, editor.place(name, text, inside))
    )
    return lines(editor, found)


def lines(editor: Editor, found: object) -> list[tuple[str, str]]:
    assert isinstance(found, (list, tuple))
    return sorted(
        (Path(one.uri).suffix, editor.texts[one.uri].splitlines()[one.range.start.line].strip())
        for one in found
    )


async def test_from_a_command_to_its_function_and_back(editor: Editor, content: Content) -> None:
    path = content.integration(yml=WHOLE, code=CODE)
    yml, code = editor.open(path), editor.open(path.with_suffix(".py"), language="python")
    assert await went(editor, yml, "acme-scan") == [(".py", "def scan_command(args, client):")]
    assert await went(editor, yml, "acme-other") == [(".py", "def other_command(args, client):")]
    declared = [(".yml", "- name: acme-scan")]
    assert await went(editor, code, "@polling_function('acme-scan'", 22) == declared
    assert await went(editor, code, "if command == 'acme-scan'", 18) == declared
    assert await went(editor, code, "def scan_command", 6) == declared
    document = types.TextDocumentIdentifier(yml)
    context = types.ReferenceContext(include_declaration=True)
    params = types.ReferenceParams(context, document, editor.place(yml, "acme-scan"))
    found = lines(editor, await editor.client.text_document_references_async(params))
    assert [suffix for suffix, _ in found] == [".py", ".py", ".py", ".yml"]
    assert {line.partition("(")[0] for _, line in found} == {
        "@polling_function",
        "def scan_command",
        "if command == 'acme-scan':",
        "- name: acme-scan",
    }


async def test_from_an_argument_to_what_reads_and_carries_it(editor: Editor, content: Content) -> None:
    path = content.integration(yml=WHOLE, code=CODE)
    yml, code = editor.open(path), editor.open(path.with_suffix(".py"), language="python")
    found = await went(editor, yml, "scan_id")
    assert {line.partition(" = ")[0] for _, line in found if line.startswith("scan_id")} == {"scan_id"}
    assert any(line.startswith("return PollResult") for _, line in found)
    assert await went(editor, code, "args.get('scan_id')", 10) == [(".yml", "- name: scan_id")]


async def test_other_ways_to_dispatch(editor: Editor, content: Content) -> None:
    table = CODE[: CODE.index("def main")] + (
        "def main():\n"
        "    commands = {'acme-scan': scan_command, 'acme-other': other_command}\n"
        "    return_results(commands[demisto.command()](demisto.args(), Client()))\n\n\nmain()\n"
    )
    path = content.integration(yml=WHOLE, code=table)
    yml, code = editor.open(path), editor.open(path.with_suffix(".py"), language="python")
    assert await went(editor, yml, "acme-other") == [(".py", "def other_command(args, client):")]
    match = CODE.replace(
        "    if command == 'acme-scan':", "    match command:\n      case 'acme-scan':"
    ).replace("    elif command == 'acme-other':", "      case 'acme-other' | 'acme-more':")
    editor.replace(code, match)
    assert await went(editor, yml, "acme-other") == [(".py", "def other_command(args, client):")]


async def test_while_the_text_is_broken(editor: Editor, content: Content) -> None:
    path = content.integration(yml=WHOLE, code=CODE)
    yml, code = editor.open(path), editor.open(path.with_suffix(".py"), language="python")
    await editor.checked(yml)
    editor.type(code, "def main():", "def main(:")
    await editor.checked(code)
    assert await went(editor, yml, "acme-scan") in ([], [(".py", "def scan_command(args, client):")])
    assert await hovered(editor, yml, "acme-scan") is not None
    assert "POL004" in await hovered(editor, code, "def main(:", 9)
    assert "polling: true" in await typed(editor, yml, "  - name: acme-other\n", "    ")
