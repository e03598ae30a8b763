"""For any text: only what the edits say changes, nothing is left to do, and again does nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Content
from tests.fixing.rules import finds, run_fixes, swap

_FILLER = st.text(st.sampled_from("xéß日\U0001f600\u0301 \t#:'\"{}[]&*-|>\\"), max_size=6)
_WORD = st.sampled_from(["bad", "badbad", "part1part2", "stuck", "risky", "good"])
_LINES = st.lists(st.lists(st.tuples(_FILLER, _WORD), max_size=4).map(tuple), max_size=5)
_NEWLINE = st.sampled_from(["\n", "\r\n"])

RULES = (
    swap("bad", "good"),
    swap("part1", "whole1", code="TST002"),
    swap("part2", "whole2", code="TST003"),
    swap("stuck", "stuck fast", code="TST004"),
    swap("risky", "fine", code="TST005", safe=False),
    finds("whole1part2", "TST006"),  # so the second goes first, or both together
)


@given(lines=_LINES, newline=_NEWLINE, bom=st.booleans(), final=st.booleans(), unsafe=st.booleans())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_fixes_change_what_they_say_and_nothing_else(
    lines: list[tuple[tuple[str, str], ...]], newline: str, bom: bool, final: bool, unsafe: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        content = Content(Path(folder))
        comments = ["# " + "".join(f"{filler} {word}" for filler, word in line) for line in lines]
        text = newline.join([*content.yml.format(name="Acme").rstrip("\n").split("\n"), *comments])
        data = (b"\xef\xbb\xbf" if bom else b"") + (text + (newline if final else "")).encode()
        path = content.write("Acme.yml", data)
        fixing = run_fixes(content, *RULES, unsafe=unsafe)
        expected = data.replace(b"bad", b"good").replace(b"part", b"whole")
        if unsafe:
            expected = expected.replace(b"risky", b"fine")
        after = fixing.changes[0].new if fixing.changes else data
        assert after == expected
        assert bool(fixing.changes) == (expected != data)
        path.write_bytes(after)
        assert run_fixes(content, *RULES, unsafe=unsafe).changes == ()
