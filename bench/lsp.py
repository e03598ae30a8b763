"""How soon the language server shows the findings of an edit, and how much memory it takes.

A real server process gets the edits of a session with the yml and the code of an integration open:
at places chosen by chance a statement is typed into the code, changed and taken out again, and a
description in the yml grows by a letter. The time is that from sending an edit until the
diagnostics of that version of the file are there.
"""

from __future__ import annotations

import argparse
import ast
import itertools
import json
import random
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from polltool import lint_paths
from polltool.model import Kind

_STATEMENT = re.compile(r"^( +)(?:return\b|raise\b|\w+ = )")
_DESCRIPTION = re.compile(r"^ +(?:- )?description: \w[^#:]*$")


@dataclass(slots=True)
class Server:
    """A server process, and what it says."""

    process: subprocess.Popen[bytes]
    numbers: Iterator[int] = field(default_factory=itertools.count)

    @staticmethod
    def start() -> Server:
        """A server that waits for its session to begin."""
        command = [sys.executable, "-m", "polltool", "lsp"]
        return Server(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE))

    def send(self, method: str, params: object, *, answered: bool = False) -> Any:
        """Send a message; a request's result once it is there."""
        message: dict[str, object] = {"jsonrpc": "2.0", "method": method, "params": params}
        if answered:
            message["id"] = number = next(self.numbers)
        self.post(json.dumps(message))
        while answered:
            reply = self.receive()
            if reply.get("id") == number and "method" not in reply:
                return reply.get("result")
        return None

    def post(self, text: str) -> None:
        """Send a text as the body of a message."""
        body = text.encode()
        stream = self._stream(self.process.stdin)
        stream.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        stream.flush()

    def receive(self) -> dict[str, Any]:
        """The next message."""
        stream = self._stream(self.process.stdout)
        length = 0
        while (line := stream.readline()) != b"\r\n":
            if not line:
                raise EOFError("the server has ended")
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        message: dict[str, Any] = json.loads(stream.read(length))
        return message

    def diagnostics(self, uri: str, version: int) -> list[Any]:
        """The diagnostics of a version of a file, once they are there."""
        while True:
            message = self.receive()
            params: Any = message.get("params")
            if message.get("method") != "textDocument/publishDiagnostics" or params["uri"] != uri:
                continue
            if params.get("version") == version:
                found: list[Any] = params["diagnostics"]
                return found

    def end(self) -> None:
        """End the session and the process."""
        self.send("shutdown", None, answered=True)
        self.send("exit", None)
        self.process.wait(30)
        for stream in (self.process.stdin, self.process.stdout):
            self._stream(stream).close()

    @property
    def memory(self) -> int:
        """The megabytes of memory that the process holds; 0 where the system does not tell."""
        status = Path(f"/proc/{self.process.pid}/status")
        found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text()) if status.exists() else None
        return int(found.group(1)) // 1024 if found is not None else 0

    def _stream(self, stream: IO[bytes] | None) -> IO[bytes]:
        assert stream is not None
        return stream


@dataclass(slots=True)
class Document:
    """An open file of the session."""

    server: Server
    path: Path
    lines: list[str]
    version: int = 1

    @property
    def uri(self) -> str:
        """Its URI."""
        return self.path.as_uri()

    @staticmethod
    def open(server: Server, path: Path) -> Document:
        """Open a file."""
        document = Document(server, path, path.read_text(encoding="utf-8").splitlines(keepends=True))
        language = "python" if path.suffix == ".py" else "yaml"
        item = {"uri": document.uri, "languageId": language, "version": 1, "text": "".join(document.lines)}
        server.send("textDocument/didOpen", {"textDocument": item})
        return document

    def edit(self, line: int, end: int, text: str) -> float:
        """Replace whole lines; the seconds until the diagnostics are there."""
        self.lines[line:end] = text.splitlines(keepends=True)
        self.version += 1
        span = {"start": {"line": line, "character": 0}, "end": {"line": end, "character": 0}}
        params = {
            "textDocument": {"uri": self.uri, "version": self.version},
            "contentChanges": [{"range": span, "text": text}],
        }
        begin = time.perf_counter()
        self.server.send("textDocument/didChange", params)
        self.server.diagnostics(self.uri, self.version)
        return time.perf_counter() - begin


def code_edits(document: Document, chance: random.Random) -> Iterator[float]:
    """Type a statement before another one, change it, and take it out again, at one place after the other."""
    places = [number for number, line in enumerate(document.lines) if _STATEMENT.match(line)]
    while places:
        line = chance.choice(places)
        indent = document.lines[line][: len(document.lines[line]) - len(document.lines[line].lstrip())]
        typed = [*document.lines[:line], f"{indent}typed = 1\n", *document.lines[line:]]
        try:
            ast.parse("".join(typed))
        except SyntaxError:
            places.remove(line)
            continue  # within a string, or a call over several lines
        yield document.edit(line, line, f"{indent}typed = 1\n")
        yield document.edit(line, line + 1, f"{indent}typed = 12\n")
        yield document.edit(line, line + 1, "")


def yml_edits(document: Document, chance: random.Random) -> Iterator[float]:
    """Let one description after the other grow by a letter."""
    places = [number for number, line in enumerate(document.lines) if _DESCRIPTION.match(line)]
    while places:
        line = chance.choice(places)
        yield document.edit(line, line + 1, document.lines[line].rstrip("\n") + "s\n")


def measure(yml: Path, edits: int, seed: int) -> tuple[float, list[float], list[float], tuple[int, int]]:
    """Seconds until the first findings, of edits of the code and of the yml, and megabytes before and after."""
    server = Server.start()
    folder = {"uri": yml.parent.as_uri(), "name": yml.stem}
    params: Any = {"processId": None, "rootUri": None, "capabilities": {}, "workspaceFolders": [folder]}
    server.send("initialize", params, answered=True)
    server.send("initialized", {})
    begin = time.perf_counter()
    document = Document.open(server, yml)
    server.diagnostics(document.uri, 1)
    opened = time.perf_counter() - begin
    code = Document.open(server, yml.with_suffix(".py"))
    server.diagnostics(code.uri, 1)
    chance = random.Random(seed)
    ways = (code_edits(code, chance), yml_edits(document, chance))
    seconds = [list(itertools.islice(way, min(edits, 30) // 2)) for way in ways]  # warm
    before = server.memory
    seconds = [list(itertools.islice(way, edits // 2)) for way in ways]
    after = server.memory
    server.end()
    return opened, seconds[0], seconds[1], (before, after)


def integrations(paths: Iterable[Path]) -> list[Path]:
    """The ymls that paths stand for: a folder for the integrations below it that poll, with code beside them.

    :raises ValueError: a path that is no such yml and no folder.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            listed = lint_paths(
                [path], cwd=str(path), isolated=True, select=["POL000"], inventory=True, jobs=None
            )
            below = [path / one.path for one in listed.inventory if one.kind is Kind.INTEGRATION]
            found.update((yml.resolve(), None) for yml in below if yml.with_suffix(".py").is_file())
        elif path.is_file() and path.with_suffix(".py").is_file():
            found[path.resolve()] = None
        else:
            raise ValueError(f"{path} is neither a folder nor a yml with its code beside it (X.yml and X.py)")
    return list(found)


def sample(ymls: Sequence[Path], most: int | None, seed: int) -> list[Path]:
    """At most so many of them, chosen by chance and in their order."""
    if most is None or most >= len(ymls):
        return list(ymls)
    chosen = random.Random(seed).sample(range(len(ymls)), max(most, 0))
    return [ymls[number] for number in sorted(chosen)]


def main(arguments: list[str] | None = None) -> int:
    """Print a line for each integration."""
    parser = argparse.ArgumentParser(prog="python -m bench.lsp", description=__doc__)
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="+",
        type=Path,
        help="an integration's yml with code beside it, or a folder: all below it that poll",
    )
    parser.add_argument("--edits", type=int, default=200, help="how many edits of each (%(default)s)")
    parser.add_argument(
        "--most", type=int, metavar="N", help="at most so many integrations, chosen by chance"
    )
    parser.add_argument(
        "--seed", type=int, default=1, help="for the places of the edits, and for --most (%(default)s)"
    )
    given = parser.parse_args(arguments)
    try:
        found = integrations(given.paths)
    except ValueError as error:
        parser.error(str(error))
    chosen = sample(found, given.most, given.seed)
    print(f"{len(found)} integrations, {len(chosen)} of them measured")
    if not chosen:
        return 2
    print("milliseconds: median (90th of a hundred); memory in MB before and after the edits\n")
    print(f"{'integration':<36} {'yml kB':>6} {'code kB':>7} {'open':>6} {'code':>12} {'yml':>12}  memory")
    medians = []
    for yml in chosen:
        opened, code, in_yml, (before, after) = measure(yml, given.edits, given.seed)
        sizes = (yml.stat().st_size // 1000, yml.with_suffix(".py").stat().st_size // 1000)
        print(
            f"{yml.stem:<36} {sizes[0]:>6} {sizes[1]:>7} {opened * 1000:>6.0f} "
            f"{_told(code):>12} {_told(in_yml):>12}  {before} {after}",
            flush=True,
        )
        if code or in_yml:
            medians.append(statistics.median([*code, *in_yml]) * 1000)
    if medians:
        print(f"\nmedian of the integrations' medians: {statistics.median(medians):.0f} ms")
    return 0


def _told(seconds: list[float]) -> str:
    if len(seconds) < 2:
        return "-"
    high = statistics.quantiles(seconds, n=10)[-1]
    return f"{statistics.median(seconds) * 1000:.0f} ({high * 1000:.0f})"


if __name__ == "__main__":
    sys.exit(main())
