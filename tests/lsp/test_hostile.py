"""Messages that no good editor sends: the server lives on, answers each request, and shows nothing stale."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bench.lsp import Server
from polltool.lsp.checker import Checker
from tests.conftest import INTEGRATION
from tests.lsp.acme import CODE, YML
from tests.lsp.kit import LONG
from tests.proof import EXAMPLES, SEED

HUGE = 2**31 - 1
"""The largest number that the protocol counts lines and columns with."""

Json = dict[str, Any]


@dataclass(slots=True)
class Session:
    """A client that sends what it is told to; it knows what every text ought to be."""

    server: Server
    folder: Path
    texts: dict[str, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    shown: dict[str, Json] = field(default_factory=dict)
    open_requests: set[int] = field(default_factory=set)
    sent: int = 1_000_000

    def uri(self, suffix: str) -> str:
        return (self.folder / f"Acme{suffix}").as_uri()

    def tell(self, method: str, params: object) -> None:
        self.server.send(method, params)

    def ask(self, method: str, params: object) -> int:
        """Send a request without waiting for its answer; its number."""
        self.sent += 1
        self.open_requests.add(self.sent)
        self.raw({"jsonrpc": "2.0", "id": self.sent, "method": method, "params": params})
        return self.sent

    def raw(self, message: object) -> None:
        self.server.post(json.dumps(message))

    def hear(self) -> Json:
        message = self.server.receive()
        if message.get("method") == "textDocument/publishDiagnostics":
            self.shown[message["params"]["uri"]] = message["params"]
        elif "method" not in message:
            self.open_requests.discard(message["id"])
        return message

    def answer(self, number: int) -> Json:
        """The answer to a request."""
        while True:
            message = self.hear()
            if message.get("id") == number and "method" not in message:
                return message

    def open(self, suffix: str, text: str, version: int = 1) -> None:
        uri = self.uri(suffix)
        self.texts[suffix], self.versions[suffix] = text, version
        language = "python" if suffix == ".py" else "yaml"
        item = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": item})

    def change(self, suffix: str, changes: list[Json], version: int) -> None:
        """Changes of an open document; what they ought to make of the text is worked out in a second way."""
        self.versions[suffix] = version
        for change in changes:
            text = self.texts[suffix]
            if "range" in change:
                ends = [_offset(text, change["range"][end]) for end in ("start", "end")]
                text = text[: min(ends)] + change["text"] + text[max(ends) :]
            else:
                text = change["text"]
            self.texts[suffix] = text
        identifier = {"uri": self.uri(suffix), "version": version}
        self.tell("textDocument/didChange", {"textDocument": identifier, "contentChanges": changes})

    def close(self, suffix: str) -> None:
        self.tell("textDocument/didClose", {"textDocument": {"uri": self.uri(suffix)}})
        self.texts.pop(suffix, None)
        self.versions.pop(suffix, None)

    def settled(self) -> dict[str, list[tuple[str, int, str]]]:
        """The diagnostics of all open documents once each request is answered and each version checked."""
        for suffix in list(self.texts):  # an answer to this is from the texts as they are now
            self.ask("textDocument/codeLens", {"textDocument": {"uri": self.uri(suffix)}})
        while self.open_requests:
            self.hear()
        for suffix, version in self.versions.items():
            while self.shown.get(self.uri(suffix), {}).get("version") != version:
                self.hear()
        return {
            suffix: sorted(
                (str(one["code"]), one["range"]["start"]["line"], one["message"])
                for one in self.shown[self.uri(suffix)]["diagnostics"]
            )
            for suffix in self.texts
        }

    def expected(self) -> dict[str, list[tuple[str, int, str]]]:
        """What a check that begins with the texts as they are now finds."""
        overlay = {
            str(self.folder / f"Acme{suffix}"): text.encode("utf-8", "replace")
            for suffix, text in self.texts.items()
        }
        found: dict[str, list[tuple[str, int, str]]] = {}
        for suffix in self.texts:
            path = str(self.folder / f"Acme{suffix}")
            checked = Checker(str(self.folder)).check(path, overlay)
            found[suffix] = sorted(
                (one.code, one.place.line - 1, f"{one.message} ({one.name})")
                for one in (() if checked is None else checked.findings)
                if checked is not None and checked.absolute(one.place.path) == path
            )
        return found


def _offset(text: str, position: Json) -> int:
    """The offset of a UTF-16 position, held within its line and the text."""
    starts, index = [0], 0
    while index < len(text):  # one line ending of two characters, or of one
        step = 2 if text.startswith("\r\n", index) else 1
        if text[index] in "\r\n":
            starts.append(index + step)
        index += step
    if position["line"] >= len(starts):
        return len(text)
    start = starts[position["line"]]
    offset, units = start, 0
    while offset < len(text) and text[offset] not in "\r\n":
        units += 1 + (ord(text[offset]) > 0xFFFF)
        if units > position["character"]:
            break
        offset += 1
    return offset


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A server in a folder of its own; where it hangs it is ended, and the test fails."""
    folder = tmp_path_factory.mktemp("hostile") / "Packs" / "Acme" / "Integrations" / "Acme"
    folder.mkdir(parents=True)
    (folder / "Acme.yml").write_text(YML)
    (folder / "Acme.py").write_text(CODE)
    server = Server.start()
    guard = threading.Timer(5 * LONG + EXAMPLES, server.process.kill)
    guard.daemon = True
    guard.start()
    folders = [{"uri": folder.as_uri(), "name": "Acme"}]
    params: Json = {"processId": None, "rootUri": None, "capabilities": {}, "workspaceFolders": folders}
    server.send("initialize", params, answered=True)
    server.send("initialized", {})
    yield Session(server, folder)
    server.end()
    guard.cancel()
    assert server.process.returncode == 0


def assert_alive(session: Session) -> None:
    """With both files open it says what a fresh check says, and that there is something to say."""
    for suffix, text in ((".yml", YML), (".py", CODE)):
        session.open(suffix, text, session.versions.get(suffix, 0) + 1)
    found = session.settled()
    assert found == session.expected()
    assert [code for code, *_ in found[".yml"]] == ["POL201", "POL203"]
    session.close(".yml")
    session.close(".py")
    session.shown.clear()


# -- what is no message of the protocol


@pytest.mark.parametrize(
    "message",
    [
        "{",
        "",
        "[]",
        "1",
        "null",
        "{}",
        "[" * 100_000,
        '{"jsonrpc": "2.0"}',
        '{"jsonrpc": "1.0", "method": "exit"}',
        '{"jsonrpc": "2.0", "id": 1, "result": {}}',
        '{"jsonrpc": "2.0", "method": []}',
        '{"jsonrpc": "2.0", "id": {}, "method": "textDocument/hover", "params": {}}',
        '{"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": []}}',
        '{"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 3}}',
        '{"jsonrpc": "2.0", "method": "initialized", "params": "\\ud800"}',
    ],
    ids=lambda text: text[:60],
)
def test_what_is_no_message(session: Session, message: str) -> None:
    session.server.post(message)
    assert_alive(session)


def test_requests_that_cannot_be_understood_are_answered(session: Session) -> None:
    for method in ("hover", "completion", "definition", "references", "codeAction"):
        malformed: tuple[Any, ...] = (None, [], 3, {}, {"textDocument": []}, _at(session.uri(".yml"), -1, 0))
        for params in malformed:
            answer = session.answer(session.ask(f"textDocument/{method}", params))
            assert answer["error"]["code"] == -32602, (method, params)
    sent_back: tuple[Any, ...] = (None, 3, {"uri": 3}, {"uri": "x", "version": None, "task": []})
    for data in sent_back:
        answer = session.answer(session.ask("codeAction/resolve", {"title": "x", "data": data}))
        assert answer["result"]["title"] == "x"
    assert session.answer(session.ask("textDocument/nothing", {}))["error"]["code"] == -32601
    assert_alive(session)


@pytest.mark.parametrize(
    "params",
    [
        None,
        [],
        {"textDocument": None},
        {"textDocument": {"uri": "file:///a.yml", "version": "1"}, "contentChanges": []},
        {
            "textDocument": {"uri": "file:///a.yml", "version": 1},
            "contentChanges": [{"range": 1, "text": ""}],
        },
        {"event": {"added": [{"uri": 1}], "removed": []}},
        {"changes": [{"uri": "file:///a.yml", "type": 9}]},
    ],
    ids=str,
)
def test_notifications_that_cannot_be_understood(session: Session, params: object) -> None:
    for method in ("didOpen", "didChange", "didClose", "didSave"):
        session.tell(f"textDocument/{method}", params)
    for method in ("didChangeWorkspaceFolders", "didChangeWatchedFiles"):
        session.tell(f"workspace/{method}", params)
    assert_alive(session)


URIS = (
    "",
    "x",
    "file:",
    "file://",
    "file:///",
    "file://[/Acme.yml",
    "file://host/share/Acme.yml",
    "file:///C:/Packs/Acme.yml",
    "file:///c%3A/Packs/Acme.yml",
    "file:///Acme%00.yml",
    "file:///%FF%FE.yml",
    "file:///\ud800.yml",
    "file:///" + "a" * 5_000 + ".yml",
    "file:///../../%2e%2e/Acme.yml?query#fragment",
    "untitled:Untitled-1",
    "untitled:\ud800",
    "vscode-notebook-cell:/Acme.ipynb#1",
    "https://[::1",
    "git:/Acme.yml",
)


@pytest.mark.parametrize("uri", URIS, ids=lambda uri: ascii(uri[:40]))
def test_uris_of_every_kind(session: Session, uri: str) -> None:
    name = {"uri": uri}
    session.tell("textDocument/didClose", {"textDocument": name})
    session.tell("textDocument/didOpen", {"textDocument": _item(uri, YML)})
    session.tell("textDocument/didOpen", {"textDocument": _item(uri, YML, version=0)})
    session.tell(
        "textDocument/didChange",
        {"textDocument": {"uri": uri, "version": -5}, "contentChanges": [{"text": YML + "#"}]},
    )
    session.tell("textDocument/didSave", {"textDocument": name})
    for method in ("hover", "completion", "definition"):
        session.ask(f"textDocument/{method}", _at(uri, 3, 3))
    event = {"added": [{"uri": uri, "name": ""}], "removed": []}
    session.tell("workspace/didChangeWorkspaceFolders", {"event": event})
    session.tell("workspace/didChangeWatchedFiles", {"changes": [{"uri": uri, "type": 1}]})
    session.tell("textDocument/didClose", {"textDocument": name})
    event = {"added": [], "removed": [{"uri": uri, "name": ""}]}
    session.tell("workspace/didChangeWorkspaceFolders", {"event": event})
    assert_alive(session)


def test_one_file_under_two_names(session: Session) -> None:
    """Some editors spell a URI now in this way, now in that."""
    other = session.uri(".yml").replace("Acme.yml", "%41cme.yml")
    session.open(".yml", YML)
    session.tell("textDocument/didOpen", {"textDocument": _item(other, "name: [\n")})
    session.tell("textDocument/didClose", {"textDocument": {"uri": other}})
    assert session.settled() == session.expected()
    session.close(".yml")
    session.open(".yml", YML)
    identifier = {"uri": other, "version": 2}
    session.tell("textDocument/didChange", {"textDocument": identifier, "contentChanges": [{"text": "a: ["}]})
    session.texts[".yml"], session.versions[".yml"] = "a: [", 2
    assert session.settled() == session.expected()
    session.tell("textDocument/didClose", {"textDocument": {"uri": other}})
    assert_alive(session)


def test_a_version_that_stays_the_same_while_the_text_changes(session: Session) -> None:
    session.open(".yml", YML)
    session.open(".py", CODE)
    for text in (CODE.replace("polling_function", "logger"), CODE, CODE + "x = (\n"):
        session.change(".py", [{"text": text}], 1)
        session.ask("textDocument/codeLens", {"textDocument": {"uri": session.uri(".yml")}})
    while session.open_requests:
        session.hear()
    assert session.settled() == session.expected()
    assert_alive(session)


def test_a_text_of_five_megabytes(session: Session) -> None:
    argument = "    - name: argument{}\n      description: an argument that says nothing much of itself\n"
    text = INTEGRATION.format(name="Acme") + "".join(map(argument.format, range(65_000)))
    session.open(".yml", text)
    hover = session.ask("textDocument/hover", _at(session.uri(".yml"), HUGE, HUGE))
    session.raw({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": hover}})
    answer = session.answer(hover)
    assert answer["error"]["code"] == -32800  # while the text is still being checked
    session.change(".yml", [{"text": YML}], 2)
    assert session.settled() == session.expected()
    assert_alive(session)


# -- sessions by chance

PIECES = (
    "", "", "x", "\n", "  ", "\n    - name: more\n", "polling: true\n", "    hidden: true\n", "'", '"', "#", ":", "- ",
    "\U0001f600", "\ud800", "\0", "\r", "\r\n", "\x0c", "\u2028", "\ufeff", "\t", "&a ", "*a", "{", "]", "|\n",
    "def f():\n    return 1\n", "if True:\n    pass\n", "return_results(None)\n", "    time.sleep(30)\n", "# polltool: ignore\n",
)  # fmt: skip
BASES = {".yml": YML, ".py": CODE}


def _at(uri: str, line: int, character: int) -> Json:
    """The parameters of most requests."""
    return {
        "textDocument": {"uri": uri},
        "position": {"line": line, "character": character},
        "range": {"start": {"line": 0, "character": 0}, "end": {"line": line, "character": character}},
        "context": {"includeDeclaration": True, "diagnostics": []},
    }


def _item(uri: str, text: str, version: int = 1) -> Json:
    return {"uri": uri, "languageId": "yaml", "version": version, "text": text}


def _step(session: Session, chance: random.Random) -> None:
    """One message or a few: an edit, mostly."""
    suffix = chance.choice((".yml", ".py"))
    text = session.texts.get(suffix)
    kind = chance.choices(("edit", "restore", "open", "close", "ask", "files"), (10, 3, 1, 1, 5, 1))[0]
    version = session.versions.get(suffix, 0) + chance.choice((1, 1, 1, 7, -3))
    if text is None or kind == "open":
        session.open(suffix, BASES[suffix], version)
    elif kind == "close":
        session.close(suffix)
    elif kind == "restore":
        session.change(suffix, [{"text": BASES[suffix]}], version)
    elif kind == "edit":
        session.change(suffix, [_edit(text, chance) for _ in range(chance.choice((1, 1, 2)))], version)
    elif kind == "files":
        events = [{"uri": session.uri(suffix), "type": chance.choice((1, 2, 3))}]
        session.tell("workspace/didChangeWatchedFiles", {"changes": events})
    else:
        method = chance.choice(("hover", "completion", "definition", "references", "codeLens", "codeAction"))
        place = (chance.choice((0, 5, 20, HUGE)), chance.choice((0, 7, 12, HUGE)))
        number = session.ask(f"textDocument/{method}", _at(session.uri(suffix), *place))
        if chance.random() < 0.3:
            session.raw({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": number}})


def _edit(text: str, chance: random.Random) -> Json:
    """Something typed or taken out, at a place that the text has or one that it has not."""
    lines = text.count("\n") + 1
    line = chance.choice((chance.randrange(lines), chance.randrange(lines), lines, HUGE))
    start = {"line": line, "character": chance.choice((0, 4, 6, chance.randrange(80), HUGE))}
    down = chance.choice((0, 0, 0, 1, 4))
    end = {"line": min(line + down, HUGE), "character": start["character"] + chance.choice((0, 0, 1, 5))}
    end["character"] = min(end["character"], HUGE)
    ends = [start, end] if chance.random() < 0.95 else [end, start]
    return {"range": {"start": ends[0], "end": ends[1]}, "text": chance.choice(PIECES)}


@pytest.mark.parametrize("number", range(SEED, SEED + (EXAMPLES // 10 or 12)))
def test_a_session_by_chance_ends_with_the_findings_of_a_fresh_check(session: Session, number: int) -> None:
    chance = random.Random(number)
    for suffix in list(session.texts):  # of a session that went wrong
        session.close(suffix)
    for _ in range(chance.randrange(4, 20)):
        _step(session, chance)
        if chance.random() < 0.3:
            assert session.settled() == session.expected(), session.texts
    assert session.settled() == session.expected(), session.texts
    for suffix in list(session.texts):
        session.close(suffix)
    assert_alive(session)
