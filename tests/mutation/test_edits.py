from __future__ import annotations

import textwrap

import pytest
import yaml

from bench.mutation.edits import (
    CannotEdit,
    Edit,
    apply,
    insert_entry,
    moved_offset,
    remove_entry,
    remove_member,
    replace_value,
)
from polltool.source import Source
from polltool.yamldoc import MapNode, Node, SeqNode, load


def node_at(text: str, *path: str | int) -> tuple[Source, Node]:
    source = Source("Acme.yml", text)
    node: Node | None = load(source).root
    for step in path:
        if isinstance(step, int):
            assert isinstance(node, SeqNode)
            node = node.items[step]
        else:
            assert isinstance(node, MapNode)
            node = node.get(step)
    assert node is not None
    return source, node


def without_entry(text: str, name: str, *path: str | int) -> str:
    source, node = node_at(text, *path)
    assert isinstance(node, MapNode)
    return apply(text, [remove_entry(source, node, name)])


def without_member(text: str, index: int, *path: str | int) -> str:
    source, node = node_at(text, *path)
    assert isinstance(node, SeqNode)
    return apply(text, [remove_member(source, node, index)])


def with_entry(text: str, *path: str | int) -> str:
    source, node = node_at(text, *path)
    assert isinstance(node, MapNode)
    return apply(text, [insert_entry(source, node, "polling: true")])


def dedent(text: str) -> str:
    return textwrap.dedent(text).lstrip("\n")


def test_an_entry_goes_with_its_line_and_its_comment() -> None:
    text = dedent("""
        # before
        commands:
        - name: a
          polling: true  # why
          # about b
          b:   'x'
        """)
    assert without_entry(text, "polling", "commands", 0) == text.replace("  polling: true  # why\n", "")


def test_the_first_entry_of_a_list_s_member_leaves_the_dash_to_the_next() -> None:
    text = "commands:\n  -   polling: true\n      name: a\n      b: 1\n"
    assert without_entry(text, "polling", "commands", 0) == "commands:\n  -   name: a\n      b: 1\n"


def test_an_entry_with_a_block_value_goes_whole_and_leaves_the_rest() -> None:
    text = "a: 1\nb:\n- x\n- y: |-\n    one\n\n    two\n\nc: 2\n"
    assert without_entry(text, "b") == "a: 1\n\nc: 2\n"


def test_the_last_line_needs_no_ending() -> None:
    assert without_entry("a: 1\npolling: true", "polling") == "a: 1\n"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a: {polling: true, b: 1}", "a: {b: 1}"),
        ("a: {b: 1, polling: true}", "a: {b: 1}"),
        ("a: {b: 1, polling: true , c: 2}", "a: {b: 1 , c: 2}"),
        ("a: {\n  b: 1,\n  polling: true,\n  c: 2\n}\n", "a: {\n  b: 1,\n  c: 2\n}\n"),
    ],
)
def test_an_entry_of_a_flow_mapping_goes_with_its_comma(text: str, left: str) -> None:
    assert without_entry(text, "polling", "a") == left


@pytest.mark.parametrize(
    "text", ["a:\n  polling: true\n", "x: &x {polling: true}\na:\n  <<: *x\n  b: 1\n", "a: {polling: true}\n"]
)
def test_an_entry_that_is_alone_or_comes_from_elsewhere_stays(text: str) -> None:
    with pytest.raises(CannotEdit):
        without_entry(text, "polling", "a")


MEMBERS = dedent("""
    arguments:
    - name: one
      description: |
        First.

    # of two
    - description: Two.
      name: two
    - &the-third
      name: three
    outputs: []
    """)


def test_members_go_with_their_lines() -> None:
    assert without_member(MEMBERS, 0, "arguments") == MEMBERS.replace(
        "- name: one\n  description: |\n    First.\n", ""
    )
    assert without_member(MEMBERS, 1, "arguments") == MEMBERS.replace(
        "- description: Two.\n  name: two\n", ""
    )


def test_members_deeper_than_their_parent_go_likewise() -> None:
    text = "args:\n    - name: a\n      b: 1\n    - name: c\nd: 1\n"
    assert without_member(text, 0, "args") == "args:\n    - name: c\nd: 1\n"
    assert without_member(text, 1, "args") == "args:\n    - name: a\n      b: 1\nd: 1\n"


def test_members_of_flow_lists_go_with_their_comma() -> None:
    text = "args: [{name: a}, {name: b} , {name: c}]\n"
    assert without_member(text, 0, "args") == "args: [{name: b} , {name: c}]\n"
    assert without_member(text, 1, "args") == "args: [{name: a} , {name: c}]\n"
    assert without_member(text, 2, "args") == "args: [{name: a}, {name: b}]\n"


@pytest.mark.parametrize("text", ["args:\n- name: a\n", "x: &x {name: a}\nargs:\n- *x\n- name: b\n"])
def test_the_only_member_and_an_alias_stay(text: str) -> None:
    with pytest.raises(CannotEdit):
        without_member(text, 0, "args")


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("a: 1\nb: 2\n", (), "a: 1\npolling: true\nb: 2\n"),
        ("a:\n  id: x\nb: 2\n", (), "a:\n  id: x\npolling: true\nb: 2\n"),
        ("a:\r\n-   name: x # c\r\n    b: 1\r\n", ("a", 0), None),
        ("a:\n- name: x", ("a", 0), "a:\n- name: x\n  polling: true"),
        ("a: {name: x}\n", ("a",), "a: {polling: true, name: x}\n"),
        ("a: [{name: é𝄞}]\n", ("a", 0), "a: [{polling: true, name: é𝄞}]\n"),
    ],
)
def test_an_entry_is_put_in_after_the_first(
    text: str, path: tuple[str | int, ...], expected: str | None
) -> None:
    if expected is None:
        expected = "a:\r\n-   name: x # c\r\n    polling: true\r\n    b: 1\r\n"
    assert with_entry(text, *path) == expected


def test_what_is_removed_is_what_a_loader_misses() -> None:
    text = MEMBERS.replace("\n", "\r\n")
    data = yaml.safe_load(text)
    for index in range(3):
        arguments = [*data["arguments"][:index], *data["arguments"][index + 1 :]]
        assert yaml.safe_load(without_member(text, index, "arguments")) == {**data, "arguments": arguments}


def test_a_value_is_replaced_in_place() -> None:
    text = "a: 1\npolling:   true # c\n"
    _, node = node_at(text, "polling")
    assert apply(text, [replace_value(node, "'true'")]) == "a: 1\npolling:   'true' # c\n"


def test_edits_must_not_overlap() -> None:
    assert apply("abcdef", [Edit(4, 4, "+"), Edit(1, 2)]) == "acd+ef"
    with pytest.raises(CannotEdit):
        apply("abcdef", [Edit(1, 3), Edit(2, 2, "+")])


def test_offsets_move_with_the_edits() -> None:
    edits = [Edit(1, 2), Edit(4, 4, "+++")]
    assert [moved_offset(offset, edits) for offset in range(6)] == [0, None, 1, 2, 6, 7]
