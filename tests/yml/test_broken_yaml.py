"""POL001: broken YAML is a finding at its place, in words, and never an exception."""

from __future__ import annotations

import sys

import pytest

from polltool.findings import Problem
from polltool.source import Source
from polltool.yamldoc import MAX_DEPTH, load, load_bytes


def only(text: str | bytes) -> Problem:
    found = load_bytes("Acme.yml", text) if isinstance(text, bytes) else load(Source("Acme.yml", text))
    (problem,) = found.problems
    return problem


def position(problem: Problem) -> tuple[int, int]:
    return problem.place.line, problem.place.column


class TestDuplicateKeys:
    def test_the_second_is_reported_with_the_first(self) -> None:
        problem = only("script:\n  commands:\n  - name: a\n    polling: true\n    polling: false\n")
        assert position(problem) == (5, 5)
        assert "'polling'" in problem.message
        assert "line 4" in problem.message
        assert [(related.place.line, related.place.column) for related in problem.related] == [(4, 5)]

    def test_the_root_is_read_all_the_same(self) -> None:
        assert load(Source("Acme.yml", "a: 1\na: 2\n")).root is not None

    def test_each_further_one_is_a_mistake(self) -> None:
        found = load(Source("Acme.yml", "a: 1\na: 2\nb: {c: 1, c: 2}\na: 3\n"))
        assert [position(problem) for problem in found.problems] == [(2, 1), (3, 11), (4, 1)]

    @pytest.mark.parametrize(
        "text", ["{'a': 1, a: 2}", "{yes: 1, on: 2}", "{1: x, 0x1: y}", "{<<: {}, <<: {}}"]
    )
    def test_keys_are_equal_by_what_they_mean(self, text: str) -> None:
        only(text)

    @pytest.mark.parametrize(
        "text", ["{'1': 1, 1: 2}", "{'yes': 1, yes: 2}", "{a: 1, A: 2}", "{a: {b: 1}, b: 1}"]
    )
    def test_keys_that_only_look_alike(self, text: str) -> None:
        assert load(Source("Acme.yml", text)).problems == ()

    def test_an_own_key_beside_a_merged_one_is_none(self) -> None:
        assert load(Source("Acme.yml", "a: &a {x: 1}\nb:\n  <<: *a\n  x: 2\n")).problems == ()


class TestDocuments:
    def test_a_second_document_is_reported_where_it_begins(self) -> None:
        found = load(Source("Acme.yml", "---\nname: Acme\n--- # more\nname: Other\n"))
        (problem,) = found.problems
        assert position(problem) == (3, 1)
        assert found.root is not None

    @pytest.mark.parametrize(
        "text", ["---\na: 1\n", "%YAML 1.1\n---\na: 1\n...\n", "# c\n---\na: 1\n...\n# end\n"]
    )
    def test_one_document_with_its_marks(self, text: str) -> None:
        assert load(Source("Acme.yml", text)).problems == ()

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", "empty"),
            ("# only a comment\n", "empty"),
            ("---\n", "empty"),
            ("- a\n- b\n", "list"),
            ("Acme\n", "value"),
        ],
    )
    def test_no_mapping_at_the_root(self, text: str, words: str) -> None:
        found = load(Source("Acme.yml", text))
        (problem,) = found.problems
        assert found.root is None
        assert words in problem.message
        assert position(problem) == (1, 1)


class TestSyntax:
    @pytest.mark.parametrize("parser", ["c", "python"])
    @pytest.mark.parametrize(
        ("text", "at", "words"),
        [
            ("a:\n\tb: 1\n", (2, 1), "tab"),
            ("a: b: c\n", (1, 5), "quotes"),
            ("a: 1\n b: 2\n", (2, 3), "indentation"),
            ("a:\n  b: 1\n c: 2\n", (3, 2), "indentation"),
            ("a: @x\n", (1, 4), "begin with @"),
            ("a: `x`\n", (1, 4), "begin with `"),
            ("a: %x\n", (1, 4), "begin with %"),
            ("a: {b: 1\n", (2, 1), "'}'"),
            ("a: [b\n", (2, 1), "']'"),
            ('a: "x\n', (2, 1), "closed"),
            ("a: 'x\n", (2, 1), "closed"),
            ('a: "x\n---\nb"\n', (2, 1), "closed"),
            ('a: "\\q"\n', (1, 5), "backslash"),
            ('a: "\\xZZ"\n', (1, 7), "backslash"),
            ("a: 1\nb\nc: 2\n", (3, 1), "colon"),
            ("- a\nb: 1\n", (2, 1), "indentation"),
            ("a: 1\n...\nb: 2\n", (3, 1), "ended"),
            ("a: |x\n  b\n", (1, 5), "next line"),
            ("a: *b\n", (1, 4), "*b"),
            ("a: &\n", (1, 5), "anchor"),
            ("a: - b\n", (1, 4), "new line"),
            ("a: |0\n  b\n", (1, 5), "digit"),
            ("a: !x!y z\n", (1, 4), "!"),
        ],
    )
    def test_the_parser_stops_and_says_why(
        self, text: str, at: tuple[int, int], words: str, parser: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        if parser == "python":
            monkeypatch.setitem(sys.modules, "yaml._yaml", None)
        problem = only(text)
        assert words in problem.message
        assert position(problem)[0] == at[0]
        if parser == "c":
            assert position(problem) == at

    def test_where_an_unclosed_quote_began_is_related(self) -> None:
        problem = only('a: 1\nb: "x\nc: 2\n')
        assert [(related.place.line, related.message) for related in problem.related] == [
            (2, "the quoted text begins here")
        ]

    def test_duplicate_keys_before_the_place_are_reported_too(self) -> None:
        found = load(Source("Acme.yml", "a: {x: 1, x: 2}\nb: @\n"))
        assert [problem.place.line for problem in found.problems] == [1, 2]

    @pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", "")])
    def test_nesting_without_end(self, opening: str, closing: str) -> None:
        depth = 20_000
        problem = only("a: " * (opening in "[{a: ") + opening * depth + closing * depth + "\n")
        assert str(MAX_DEPTH) in problem.message


class TestBytes:
    def test_the_first_byte_that_is_no_utf_8(self) -> None:
        problem = only("name: Ac\nb: é".encode() + b"x\xe9y\n")
        assert position(problem) == (2, 6)
        assert "0xe9" in problem.message

    def test_behind_a_byte_order_mark(self) -> None:
        assert position(only(b"\xef\xbb\xbfa: \xff\n")) == (1, 4)

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
    def test_utf_16(self, encoding: str) -> None:
        problem = only("name: Acme\n".encode(encoding))
        assert "UTF-16" in problem.message
        assert position(problem) in ((1, 1), (1, 2))

    def test_a_nul_byte(self) -> None:
        problem = only(b"a: 1\nb: \0\n")
        assert position(problem) == (2, 4)
        assert "NUL" in problem.message

    def test_a_control_character_behind_others_of_many_bytes(self) -> None:
        problem = only("é: 😀\nb: x\x07\n")
        assert position(problem) == (2, 5)
        assert "U+0007" in problem.message

    def test_a_second_byte_order_mark(self) -> None:
        assert position(only(b"\xef\xbb\xbf\xef\xbb\xbfa: 1\n")) == (1, 1)
