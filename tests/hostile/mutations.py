"""What becomes of a sound file under bad luck or bad will: mutations of ymls, Python and the rest.

A mutation is a function of the bytes, of a place in them and of a number; it knows the grammar
of what it changes well enough to get past the first look of a parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from hypothesis import strategies as st

Mutation = Callable[[bytes, int, int], bytes]

TEXTS = (
    "\x00",
    "\x1b[31m",
    "\x1b]0;title\x07",
    "\x85",
    "\u2028",
    "\u2029",
    "\ufeff",
    "\u202e",
    "\u200b",
    "\ud800",
    "\U0010ffff",
    "e\u0301",
    "\r",
    "\r\n",
    "\n",
    "\t",
    "\x0c",
    "\x0b",
    " ",
    "'",
    '"',
    "\\",
    "#",
    ":",
    "-",
    "::error::x",
    "##[group]x",
    "<script>",
    "=1+1",
    "]]>",
    "%s",
    "{0}",
    "1" * 5000,
    "x" * 5000,
)
YAML = (
    "&a ",
    "*a",
    "*nowhere",
    "<<: *a",
    "<<: [*a, *a]",
    "&a [*a]",
    "!!binary ",
    "!!python/object/apply:os.system ",
    "!!set {a, b}",
    "!!str ",
    "!!float x",
    "!!timestamp 2022-13-45",
    "!<tag:yaml.org,2002:int> 1",
    "? ",
    "? [a]\n: b\n",
    "{a: b, ",
    "[a, ",
    "}",
    "]",
    "|",
    "|2-",
    ">",
    ">+\n",
    "---\n",
    "...\n",
    "%YAML 9.9\n---\n",
    "%TAG ! x\n",
    "null",
    "~",
    ".inf",
    ".nan",
    "1e999",
    "-1",
    "0x" + "f" * 5000,
    "0b1",
    "1:59:59",
    "2022-02-30",
    "yes",
    "'yes'",
    "polling: true\n",
    "polling: [true]\n",
    "name: {}\n",
    "arguments: 1\n",
    "commands: {}\n",
    "# polltool: ignore[",
    "# polltool: ignore[POL201, nope]",
    "# polltool: ignore-file[POL2]",
    "- " * 300,
    "[" * 300,
    "{a: " * 300,
)
PYTHON = (
    "None",
    "True",
    "args",
    "*args",
    "**args",
    "demisto.args()",
    "demisto.command()",
    "0x" + "f" * 5000,
    "10**400",
    "2**99999",
    "float('inf')",
    "float('nan')",
    "1e999",
    "-1",
    "'a' * 10**9",
    "[0] * 10**9",
    "range(10**9)",
    "1 << 10**9",
    "1 / 0",
    "'%1000000000d' % 1",
    "'{:1000000000}'.format(1)",
    "f'{args!r:>{args}}'",
    "'{0.__class__.__mro__}'.format(args)",
    "'\\ud800'",
    "'\\x1b[31m'",
    "b'\\xff'",
    "...",
    "lambda: 0",
    "(yield)",
    "await x",
    "(x := args)",
    "[x for x in args for y in x]",
    "{**args, 'a': args}",
    "dict(args, **args)",
    "open('x').read()",
    "__import__('os').system('true')",
    "exec('1')",
    "eval('1')",
    "super().__init__",
    "not " * 300 + "x",
    "(" * 300,
    "[" * 100 + "]" * 100,
    "x" + ".a" * 300,
    "global x",
    "return",
    "del args",
    "raise",
    "class A(A): pass",
    "import *",
    "from . import x",
    "from XApiModule import *",
    "match args:\n",
    "# polltool: ignore[POL201]",
    "@polling_function('acme-scan')",
    "PollResult(*args, **args)",
    "ScheduledCommand(args, next_poll_time=args)",
    "polling_function",
    "type(args)",
    "args.update(args)",
    "args.pop(args)",
    "setattr(args, args, args)",
)
TOML = (
    "[tool.polltool]\n",
    "[polltool]\n",
    "[[tool.polltool]]\n",
    "select = []\n",
    "select = ['POL2', 'nope']\n",
    "selct = 1\n",
    "exclude = ['[', '!', '**', '\\\\']\n",
    "exclude = ['*a*a*a*a*a*a*a*a*a*a*a*a*b', '**/a/**/a/**/a/**/b']\n",
    "severity = {POL201 = 'never', 'x' = 1}\n",
    "per-file-ignores = {'[' = ['POL1']}\n",
    "fail-on = 'fatal'\n",
    "server-version = '" + "9" * 5000 + "'\n",
    "server-version = '6.²'\n",
    "baseline = '../../../etc/passwd'\n",
    "baseline = '/dev/zero'\n",
    "api-modules = ['/', '..', 'x']\n",
    "plugins = ['os', '../x', 'x\\u0000']\n",
    "'\\u001b[31m' = 1\n",
    "'a\\nb' = 1\n",
    "x = 1979-05-27\n",
    "x = " + "[" * 2000 + "\n",
    "x = " + "{a=" * 200 + "\n",
    "x = " + "1" * 5000 + "\n",
    "a" + ".a" * 2000 + " = 1\n",
)
JSON = (
    "null",
    "[]",
    "{}",
    "-1",
    "1e999",
    "NaN",
    "Infinity",
    "1" * 5000,
    '"\\ud800"',
    '"\\u001b[31m"',
    '"version": 2,',
    '"findings": 1,',
    '"count": -1,',
    '"count": true,',
    '"path": "../../../etc/passwd",',
    "[" * 960 + "]" * 960,
    "[" * 5000,
    '{"a":' * 5000,
)


def _at(data: bytes, place: int) -> int:
    return place % (len(data) + 1)


def _flip(data: bytes, place: int, number: int) -> bytes:
    at = _at(data, place)
    return data[:at] + bytes([number % 256]) + data[at + 1 :]


def _cut(data: bytes, place: int, _number: int) -> bytes:
    return data[: _at(data, place)]


def _drop(data: bytes, place: int, number: int) -> bytes:
    at = _at(data, place)
    return data[:at] + data[at + number % 64 :]


def _repeat_lines(data: bytes, place: int, number: int) -> bytes:
    lines = data.splitlines(keepends=True) or [b""]
    first = place % len(lines)
    return b"".join(
        [*lines[:first], *(lines[first : first + 1 + number % 12] * (1 + number % 30)), *lines[first:]]
    )


def _move_lines(data: bytes, place: int, number: int) -> bytes:
    lines = data.splitlines(keepends=True) or [b""]
    first, count, to = place % len(lines), 1 + number % 9, (place // 7 + number) % len(lines)
    moved = lines[first : first + count]
    rest = lines[:first] + lines[first + count :]
    return b"".join([*rest[:to], *moved, *rest[to:]])


def _indent(data: bytes, place: int, number: int) -> bytes:
    lines = data.splitlines(keepends=True) or [b""]
    line = place % len(lines)
    change = number % 9 - 4
    lines[line] = b" " * change + lines[line] if change >= 0 else lines[line][-change:]
    return b"".join(lines)


def _ends(data: bytes, place: int, number: int) -> bytes:
    end = (b"\r\n", b"\r", b"\x0c\n", "\u2028".encode(), b"\x85", b"\n\r", b"\\\n", b"")[number % 8]
    if place % 2:
        return data.replace(b"\n", end)
    lines = data.split(b"\n")
    return b"".join(line + (end if index % 3 == place % 3 else b"\n") for index, line in enumerate(lines))


def _encode(data: bytes, _place: int, number: int) -> bytes:
    text = data.decode("utf-8", "replace")
    return (
        b"\xef\xbb\xbf" + data,
        b"\xef\xbb\xbf\xef\xbb\xbf" + data,
        text.encode("utf-16"),
        text.encode("utf-16-le"),
        text.encode("utf-32"),
        text.encode("latin-1", "replace"),
        b"# -*- coding: latin-1 -*-\n" + data,
        b"# coding: utf-7\n" + data,
        b"# coding: no-such\n" + data,
        b"\x80" + data,
    )[number % 10]


def _in(words: Sequence[str]) -> Mutation:
    def put(data: bytes, place: int, number: int) -> bytes:
        at = _at(data, place)
        return data[:at] + words[number % len(words)].encode("utf-8", "surrogatepass") + data[at:]

    return put


_TOKEN = re.compile(rb"'[^'\n]*'|\"[^\"\n]*\"|[\w.-]+")


def _instead(words: Sequence[str]) -> Mutation:
    """A whole token, quoted or not, becomes another."""

    def put(data: bytes, place: int, number: int) -> bytes:
        tokens = list(_TOKEN.finditer(data))
        if not tokens:
            return data
        token = tokens[place % len(tokens)]
        return (
            data[: token.start()]
            + words[number % len(words)].encode("utf-8", "surrogatepass")
            + data[token.end() :]
        )

    return put


def _swap(data: bytes, place: int, number: int) -> bytes:
    """Two tokens change places."""
    tokens = list(_TOKEN.finditer(data))
    if not tokens:
        return data
    one, other = sorted((place % len(tokens), number % len(tokens)))
    if one == other:
        return data
    a, b = tokens[one], tokens[other]
    return data[: a.start()] + b.group() + data[a.end() : b.start()] + a.group() + data[b.end() :]


def _nest(data: bytes, place: int, number: int) -> bytes:
    """What is left of a line comes to lie within many brackets."""
    lines = data.splitlines(keepends=True) or [b""]
    line = place % len(lines)
    opened, closed = ((b"[", b"]"), (b"(", b")"), (b"{a: ", b"}"), (b"- ", b""))[number % 4]
    depth = (10, 90, 190, 250, 1200)[number % 5]
    text = lines[line].rstrip(b"\n")
    key, colon, value = text.partition(b": ")
    lines[line] = key + colon + opened * depth + value + closed * depth + b"\n"
    return b"".join(lines)


COMMON: tuple[Mutation, ...] = (
    _flip,
    _cut,
    _drop,
    _repeat_lines,
    _move_lines,
    _indent,
    _ends,
    _encode,
    _swap,
    _nest,
    _in(TEXTS),
    _instead(TEXTS),
)
OF_KIND: dict[str, tuple[Mutation, ...]] = {
    "yml": (*COMMON, _in(YAML), _instead(YAML), _instead(YAML)),
    "py": (*COMMON, _in(PYTHON), _instead(PYTHON), _instead(PYTHON)),
    "toml": (*COMMON, _in(TOML), _in(TOML)),
    "json": (*COMMON, _in(JSON), _instead(JSON)),
}


@st.composite
def mutated(draw: st.DrawFn, kind: str, seeds: Sequence[bytes]) -> bytes:
    """One of the seeds after a few mutations, or the beginning of one before the end of another."""
    data = draw(st.sampled_from(seeds))
    mutations = OF_KIND[kind]
    number = st.integers(0, 2**20)
    for _ in range(draw(st.integers(1, 4))):
        which = draw(st.integers(0, len(mutations)))
        place = draw(number)
        if which == len(mutations):
            other = draw(st.sampled_from(seeds))
            data = data[: _at(data, place)] + other[_at(other, draw(number)) :]
        else:
            data = mutations[which](data, place, draw(number))
    return data
