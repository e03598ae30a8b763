"""Every key and value of a yml is found where it stands, whatever surrounds it."""

from __future__ import annotations

import sys

import pytest

from polltool.source import Place, Source
from polltool.yamldoc import Document, MapNode, Node, ScalarNode, SeqNode, load, load_bytes


def document(text: str) -> Document:
    found = load(Source("Acme.yml", text))
    assert found.problems == ()
    return found


def at(found: Document, *path: str | int) -> Node:
    node: Node | None = found.root
    for step in path:
        if isinstance(step, int):
            assert isinstance(node, SeqNode)
            node = node.items[step]
        else:
            assert isinstance(node, MapNode)
            node = node.get(step)
    assert node is not None
    return node


def spelled(found: Document, *path: str | int) -> str:
    node = at(found, *path)
    return found.source.text[node.start : node.end]


def where(found: Document, *path: str | int) -> tuple[int, int]:
    place = found.place(at(found, *path))
    return place.line, place.column


COMMANDS = """\
name: Acme
script:
  commands:
  - name: acme-scan
    arguments:
    - name: url
      required: true
"""


def test_a_value_has_its_line_and_column() -> None:
    found = document(COMMANDS)
    assert where(found, "script", "commands", 0, "name") == (4, 11)
    assert where(found, "script", "commands", 0, "arguments", 0, "required") == (7, 17)
    assert spelled(found, "script", "commands", 0, "arguments", 0, "required") == "true"


def test_a_key_has_its_place() -> None:
    found = document(COMMANDS)
    argument = at(found, "script", "commands", 0, "arguments", 0)
    assert isinstance(argument, MapNode)
    entry = argument.entry("required")
    assert entry is not None
    assert found.place(entry.key) == Place("Acme.yml", 7, 7, 7, 15)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_endings_do_not_move_anything(newline: str) -> None:
    found = document(COMMANDS.replace("\n", newline))
    assert where(found, "script", "commands", 0, "arguments", 0, "required") == (7, 17)
    assert spelled(found, "script", "commands", 0, "arguments", 0, "required") == "true"


def test_a_byte_order_mark_does_not_move_anything() -> None:
    found = load_bytes("Acme.yml", b"\xef\xbb\xbf" + COMMANDS.encode())
    assert found.source.bom
    assert where(found, "name") == (1, 7)
    assert spelled(found, "script", "commands", 0, "name") == "acme-scan"


def test_characters_outside_the_basic_plane_count_as_one() -> None:
    found = document("description: 😀 é\n😀: {a: 😀, polling: true}\n")
    inner = at(found, "😀")
    assert isinstance(inner, MapNode)
    entry = inner.entry("polling")
    assert entry is not None
    assert found.place(entry.key) == Place("Acme.yml", 2, 11, 2, 18)


def test_separators_that_only_yaml_ends_lines_at_end_none_for_people() -> None:
    found = document('a: "x\u2028 y\x85 z \u2029 w"\nname: Acme\n')
    assert where(found, "name") == (2, 7)


def test_a_list_at_its_parents_indentation() -> None:
    found = document("arguments:\n- name: url\n  hidden: true\n- name: job_id\n")
    assert where(found, "arguments", 0, "hidden") == (2 + 1, 11)
    assert spelled(found, "arguments", 1) == "name: job_id"


def test_odd_indentation() -> None:
    found = document(
        "script:\n     commands:\n        -    name:   acme-scan   # the scan\n             polling: true\n"
    )
    assert where(found, "script", "commands", 0, "name") == (3, 22)
    assert spelled(found, "script", "commands", 0, "name") == "acme-scan"


def test_flow_mappings_and_lists() -> None:
    found = document("commands: [{name: a, arguments: []}, {name: b, arguments: [{name: 'x'}]}]\n")
    assert spelled(found, "commands", 1, "arguments", 0) == "{name: 'x'}"
    assert spelled(found, "commands", 1, "arguments", 0, "name") == "'x'"


def test_tabs_between_a_key_and_its_value_and_before_a_comment() -> None:
    found = document("name:\tAcme\t# x\npolling:\t\ttrue\n")
    assert spelled(found, "name") == "Acme"
    assert where(found, "polling") == (2, 11)


def test_a_block_collection_ends_with_its_last_child() -> None:
    found = document("a:\n  b: 1\n\n# comment\n\nc: 2\n")
    assert spelled(found, "a") == "b: 1"


def test_a_value_that_is_not_there_stands_behind_its_colon() -> None:
    found = document("polling:\nname: Acme\n")
    node = at(found, "polling")
    assert isinstance(node, ScalarNode)
    assert node.null
    assert (node.start, node.end) == (8, 8)


@pytest.mark.parametrize(
    ("spelling", "value"),
    [
        ("true", True),
        ("TRUE", True),
        ("yes", True),
        ("off", False),
        ("'true'", "true"),
        ("y", "y"),
        ("1", 1),
        ("0x10", 16),
        ("1_000", 1000),
        ("1.5", 1.5),
        ("~", None),
        ("null", None),
        ("'null'", "null"),
        ("!!str 12", "12"),
        ("!!int '12'", 12),
        ("! 12", 12),
        ("!mine 12", "12"),
        ("!!seq 12", "12"),
        ("!!binary é", "é"),
        ("!!timestamp x", "x"),
        ("2022-13-45", "2022-13-45"),
        ("!!int x", "x"),
        ("!!bool maybe", "maybe"),
        ("=", "="),
        ("6.5.0", "6.5.0"),
    ],
)
def test_values_are_what_the_safe_loader_makes_of_them(spelling: str, value: object) -> None:
    node = at(document(f"a: {spelling}\n"), "a")
    assert isinstance(node, ScalarNode)
    assert node.value == value
    assert type(node.value) is type(value)


class TestAnchorsAndMerges:
    def test_a_node_begins_after_its_anchor_and_tag(self) -> None:
        found = document("name: &n !!str Acme\ncommands: &c\n- name: *n\n")
        assert spelled(found, "name") == "Acme"
        assert where(found, "commands") == (3, 1)

    def test_an_alias_leads_to_the_text_and_is_flagged(self) -> None:
        found = document("a: &x {hidden: true}\nb: *x\n")
        assert found.root is not None
        entry = found.root.entry("b")
        assert entry is not None
        assert entry.aliased
        assert found.place(entry.value).line == 1
        assert spelled(found, "b", "hidden") == "true"

    def test_merged_keys_are_there_and_own_ones_win(self) -> None:
        found = document(
            "base: &b {required: true, hidden: true}\nother: &o {hidden: false, secret: true}\n"
            "arg:\n  <<: [*b, *o]\n  required: false\n"
        )
        argument = at(found, "arg")
        assert isinstance(argument, MapNode)
        values = {entry.key.text: (entry.value, entry.aliased) for entry in argument.entries()}
        read = {
            key: (node.value, aliased)
            for key, (node, aliased) in values.items()
            if isinstance(node, ScalarNode)
        }
        assert read == {"required": (False, False), "hidden": (True, True), "secret": (True, True)}
        assert where(found, "arg", "hidden") == (1, 35)

    def test_a_quoted_merge_key_is_an_ordinary_key(self) -> None:
        found = document("arg:\n  '<<': {hidden: true}\n")
        argument = at(found, "arg")
        assert isinstance(argument, MapNode)
        assert "hidden" not in argument
        assert "<<" in argument

    def test_an_anchor_may_be_given_again(self) -> None:
        found = document("a: &x 1\nb: *x\nc: &x 2\nd: *x\n")
        assert [spelled(found, key) for key in "abcd"] == ["1", "1", "2", "2"]

    def test_a_mapping_that_contains_or_merges_itself(self) -> None:
        found = document("a: &a\n  b: *a\n  <<: *a\n  c: 1\n")
        assert spelled(found, "a", "b", "b", "c") == "1"
        whole = at(found, "a")
        assert isinstance(whole, MapNode)
        assert [entry.key.text for entry in whole.entries()] == ["b", "c"]
        assert "d" not in whole

    def test_a_bomb_of_aliases_is_never_expanded(self) -> None:
        lines = ["a0: &a0 [x, x]"]
        merges = ["m0: &m0 {k0: 1}"]
        for level in range(1, 60):
            lines.append(f"a{level}: &a{level} [*a{level - 1}, *a{level - 1}]")
            merges.append(f"m{level}: &m{level}\n  <<: [*m{level - 1}, *m{level - 1}]\n  k{level}: 1")
        found = document("\n".join(lines + merges) + "\n")
        last = at(found, "m59")
        assert isinstance(last, MapNode)
        assert len(list(last.entries())) == 60


def test_without_the_c_parser_the_same_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    text = COMMANDS + "x: &x 😀\ny: [*x, 'a\n b', \"\\x41\"]\nz: |\n  a\n   b\n"
    quick = document(text)
    monkeypatch.setitem(sys.modules, "yaml._yaml", None)
    slow = document(text)
    assert shape(slow.root) == shape(quick.root)


def shape(node: Node | None) -> object:
    if isinstance(node, ScalarNode):
        return node.start, node.end, node.text, node.style, node.tag
    if isinstance(node, SeqNode):
        return node.start, node.end, [shape(item) for item in node.items]
    assert isinstance(node, MapNode)
    return node.start, node.end, [(shape(entry.key), shape(entry.value)) for entry in node.entries()]
