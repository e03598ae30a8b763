"""Each character of a value is found in the file: what embedded code's positions rest on."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polltool.scalars import scalar_offsets
from polltool.source import Source
from polltool.yamldoc import ScalarNode, load

BREAKS = "\r\n\x85\u2028\u2029"


def value(text: str, key: str = "script") -> tuple[Source, ScalarNode]:
    source = Source("Acme.yml", text)
    document = load(source)
    assert document.root is not None, document.problems
    node = document.root.get(key)
    assert isinstance(node, ScalarNode)
    return source, node


def assert_side_by_side(source: Source, node: ScalarNode) -> None:
    """Every character is in the file where the offsets say, or spelled there as escape or line end."""
    offsets = list(scalar_offsets(source, node))
    assert len(offsets) == len(node.text) + 1
    assert offsets == sorted(offsets)
    for character, offset in zip(node.text, offsets, strict=False):
        there = source.text[offset : offset + 1]
        escape = node.style == '"' and there == "\\"
        line_end = there in BREAKS and character in " \n" + BREAKS
        assert there == character or escape or line_end, (character, there, offset)
    assert node.start <= offsets[-1] <= node.end


def found(text: str, part: str) -> tuple[int, int]:
    """Line and column in the file of a part of the value."""
    source, node = value(text)
    assert_side_by_side(source, node)
    return source.position(scalar_offsets(source, node)[node.text.index(part)])


def test_literal_block() -> None:
    text = "script: |\n  import x\n\n  def f():\n      return 1\n"
    assert found(text, "def") == (4, 3)
    assert found(text, "return") == (5, 7)


@pytest.mark.parametrize("header", ["|", "|-", "|+", "|4", "|4-", "|+4", "| # code", "|-  # code"])
def test_headers_of_literal_blocks(header: str) -> None:
    indented = "     " if "4" in header else "    "
    text = f"script: {header}\n{indented}a = 1\n\n    b = 2\n\n\nname: x\n"
    assert found(text, "b = 2") == (4, 5)


def test_a_literal_block_with_carriage_returns() -> None:
    text = "script: |-\r\n  a = '😀'\r\n\r\n    \r\n  b = 2\r\nname: x\r\n"
    source, node = value(text)
    assert node.text == "a = '😀'\n\n  \nb = 2"
    offsets = scalar_offsets(source, node)
    assert source.text[offsets[node.text.index("\n")]] == "\r"
    assert found(text, "b = 2") == (5, 3)
    assert offsets[-1] == text.index("\r\nname")


def test_a_literal_block_at_the_end_of_a_file_without_a_newline() -> None:
    source, node = value("script: |\n  a\n  b")
    assert list(scalar_offsets(source, node)) == [12, 13, 16, 17]


def test_a_literal_block_that_begins_with_empty_and_blank_lines() -> None:
    assert found("script: |2\n\n     \n  a\n", "a") == (4, 3)


def test_line_ends_that_only_yaml_knows_inside_a_literal_block() -> None:
    source, node = value("script: |\n  a\u2028  b\x85  c\n")
    assert node.text == "a\u2028b\nc\n"
    assert_side_by_side(source, node)


def test_folded_block() -> None:
    text = "script: >-\n  one\n  two\n\n  three\n    more\n\n  four\n\n\nname: x\n"
    source, node = value(text)
    assert node.text == "one two\nthree\n  more\n\nfour"
    for part, line, column in (("two", 3, 3), ("three", 5, 3), ("more", 6, 5), ("four", 8, 3)):
        assert found(text, part) == (line, column)
    assert scalar_offsets(source, node)[-1] == text.index("\n\n\nname")


def test_double_quoted_with_escapes_and_folds() -> None:
    text = 'script: "a\\tb\\x41\\u00e9\\U0001F600 c\n\n   d\\\n   e \\\\ f\\n\\\n\n  g"\n'
    _, node = value(text)
    assert node.text == "a\tbAé😀 c\nde \\ f\n\ng"
    for part in ("Aé", "c", "d", "e \\", "\\ f", "g"):
        found(text, part)
    assert found(text, "e \\") == (4, 4)
    assert found(text, "g") == (6, 3)


def test_single_quoted_with_doubled_quotes_and_folds() -> None:
    text = "script: 'it''s\n  x\n\n  y'\n"
    _, node = value(text)
    assert node.text == "it's x\ny"
    assert found(text, "s") == (1, 14)
    assert found(text, "y") == (4, 3)


def test_quoted_text_whose_continuation_is_not_indented() -> None:
    assert found("script: 'a\nb'\nname: x\n", "b") == (2, 1)


def test_plain_over_several_lines() -> None:
    assert found("script: a b\n   c\n\n   d\n", "c") == (2, 4)
    assert found("script: a b\n   c\n\n   d\n", "d") == (4, 4)


def test_slices_and_negative_indices_are_those_of_a_sequence() -> None:
    source, node = value("script: |\n  ab\n  c\n")
    offsets = scalar_offsets(source, node)
    assert offsets[:4] == [12, 13, 14, 17]
    assert offsets[-1] == len(source.text)
    with pytest.raises(IndexError):
        offsets[len(offsets)]


BLANKS = [" ", "\t", "\n", "\r\n", "\r", "\n  ", "\x85", "\u2028", "\u2029"]
WORDS = [
    "a",
    "b c",
    "😀",
    "é",
    "#",
    ":",
    "-",
    "''",
    "\\n",
    "\\x41",
    "\\U0001F600",
    "\\\n",
    "\\ ",
    '\\"',
    "\\\\",
]
LINES = [
    "",
    "  ",
    "  a",
    "   b",
    "  c d",
    "    e",
    "  \tf",
    "  g\u2028  h",
    "  i\x85  j",
    "  😀 #x",
    " ",
    "     ",
]


@settings(deadline=None, max_examples=400)
@given(
    style=st.sampled_from(["'", '"', ""]),
    pieces=st.lists(st.sampled_from(BLANKS + WORDS), max_size=14),
)
def test_flow_scalars_of_any_kind(style: str, pieces: list[str]) -> None:
    body = "".join(pieces)
    text = f"script: {style}{body}{style}\nname: x\n" if style else f"script: a{body}\nname: x\n"
    document = load(Source("Acme.yml", text))
    node = document.root.get("script") if document.root is not None else None
    if isinstance(node, ScalarNode):
        assert_side_by_side(document.source, node)


@settings(deadline=None, max_examples=400)
@given(
    style=st.sampled_from("|>"),
    header=st.sampled_from(["", "2", "-", "+", "1-", "+2", " # c"]),
    newline=st.sampled_from(["\n", "\r\n"]),
    lines=st.lists(st.sampled_from(LINES), max_size=9),
    last=st.sampled_from(["", "\n", "\nname: x\n", "\n# c\nname: x\n"]),
)
def test_block_scalars_of_any_kind(
    style: str, header: str, newline: str, lines: list[str], last: str
) -> None:
    text = f"script: {style}{header}\n" + "\n".join(lines) + last
    document = load(Source("Acme.yml", text.replace("\n", newline)))
    node = document.root.get("script") if document.root is not None else None
    if isinstance(node, ScalarNode):
        assert_side_by_side(document.source, node)


def test_half_a_megabyte_of_code_costs_little() -> None:
    text = "script: |\n" + "    value = call(argument)  # é\n" * 18_000
    source, node = value(text)
    began = time.process_time()
    offsets = scalar_offsets(source, node)
    assert time.process_time() - began < 1
    assert source.text[offsets[len(node.text) - 2]] == "é"
