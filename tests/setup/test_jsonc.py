"""Settings are read as VS Code reads them, and added to without touching what is there."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polltool.edits import apply
from polltool.setup import jsonc
from polltool.source import Source


def added(text: str, *steps: str, key: str | None = "new", value: jsonc.Json = 1) -> str:
    """The text with a member added to the value that the keys lead to."""
    owner = jsonc.read(text)
    for step in steps:
        inner = owner.get(step)
        assert inner is not None
        owner = inner
    return apply(text, jsonc.add(Source("settings.json", text), owner, key, value))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("{}", {}),
        (' \n// a\n{ /* b */ "a" /* c */ : // d\n 1.5e3, /* e */ } // f', {"a": 1500.0}),
        ('["//", "/* x */", "\\u00e4\\n\\"", true, false, null, -3,]', ["//", "/* x */", 'ä\n"', True, False, None, -3]),
        ('{"a": {"b": [[], {}]}}', {"a": {"b": [[], {}]}}),
        ('{"a": 1, "a": 2}', {"a": 2}),
        ("\r\n[1]\r\n", [1]),
    ],
)  # fmt: skip
def test_it_is_read(text: str, plain: jsonc.Json) -> None:
    assert jsonc.read(text).plain == plain


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("", 0),
        ("{", 1),
        ('{"a" 1}', 5),
        ('{"a": 1 "b": 2}', 8),
        ("{a: 1}", 1),
        ("{'a': 1}", 1),
        ("[1,,2]", 3),
        ("[,]", 1),
        ("[NaN]", 1),
        ("[01]", 1),
        ("[tru]", 1),
        ('["a\nb"]', 1),
        ("[1] 2", 4),
        ("[1] /* open", 4),
        ("[" * 200, 100),
    ],
)
def test_what_is_no_json_is_refused_where_it_ends(text: str, offset: int) -> None:
    with pytest.raises(jsonc.JsoncError) as caught:
        jsonc.read(text)
    assert caught.value.offset == offset


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("{}", '{\n    "new": 1\n}'),
        ("{ }", '{\n    "new": 1\n}'),
        ("{\n  // nothing yet\n}\n", '{\n  // nothing yet\n    "new": 1\n}\n'),
        ('{"a": 2}', '{"a": 2, "new": 1}'),
        ('{"a": 2,}', '{"a": 2, "new": 1,}'),
        ('{\n  "a": 2\n}\n', '{\n  "a": 2,\n  "new": 1\n}\n'),
        ('{\r\n\t"a": 2\r\n}', '{\r\n\t"a": 2,\r\n\t"new": 1\r\n}'),
        ('{\n  "a": 2,\n}', '{\n  "a": 2,\n  "new": 1,\n}'),
        ('{\n  "a": 2 // why\n}', '{\n  "a": 2, // why\n  "new": 1\n}'),
        ('{\n  "a": 2 /* why */ , // more\n}', '{\n  "a": 2 /* why */ , // more\n  "new": 1,\n}'),
        ('{\n  "a": 2\n  // "b": 3\n}', '{\n  "a": 2,\n  "new": 1\n  // "b": 3\n}'),
        ('{\n  "a": 2 }', '{\n  "a": 2,\n  "new": 1\n }'),
        ('{\n"a": 2\n}', '{\n"a": 2, "new": 1\n}'),
        ('{\n  "a": {\n    "b": 1\n  }\n}', '{\n  "a": {\n    "b": 1\n  },\n  "new": 1\n}'),
    ],
)
def test_a_member_comes_behind_the_last(text: str, new: str) -> None:
    assert added(text) == new


def test_what_is_added_has_the_indentation_of_the_file() -> None:
    text = '{\n\t"a": {\n\t\t"b": 1\n\t}\n}'
    value: jsonc.Json = {"x": ["y"]}
    assert added(text, "a", value=value) == (
        '{\n\t"a": {\n\t\t"b": 1,\n\t\t"new": {\n\t\t\t"x": [\n\t\t\t\t"y"\n\t\t\t]\n\t\t}\n\t}\n}'
    )


def test_a_list_gets_a_member_without_a_key() -> None:
    assert added('{"a": ["x"]}', "a", key=None, value="y") == '{"a": ["x", "y"]}'
    assert added('{\n "a": [\n  "x"\n ]\n}', "a", key=None, value="y") == '{\n "a": [\n  "x",\n  "y"\n ]\n}'


def test_comments_on_both_sides_of_the_closing_bracket() -> None:
    text = '{\n  "a": 1 /* one } */}/* two */'
    assert jsonc.read(added(text, key="b")).plain == {"a": 1, "b": 1}
    assert added(text, key="b").endswith(" /* one } */}/* two */")


def test_characters_beyond_the_basic_plane_are_no_trouble() -> None:
    assert added('{"\U0001f600": "ä"}', key="\U0001f680") == '{"\U0001f600": "ä", "\U0001f680": 1}'


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text("aä\"\\/\n\U0001f600", max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab/*", max_size=2), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
blank = st.sampled_from(["", " ", "\n", "\n  ", "\r\n\t", " // x, }\n", "/* ] */", " /* a\n*/ "])


@st.composite
def written(draw: st.DrawFn, value: jsonc.Json) -> str:
    """A value as someone might write it."""

    def gap() -> str:
        return draw(blank)

    if not isinstance(value, dict | list):
        return json.dumps(value)
    if isinstance(value, list):
        members = [draw(written(one)) for one in value]
    else:
        members = [f"{json.dumps(key)}{gap()}:{gap()}{draw(written(one))}" for key, one in value.items()]
    opened, closed = "[]" if isinstance(value, list) else "{}"
    trailing: bool = draw(st.booleans())
    comma = f"{gap()}," if members and trailing else ""
    inner = f"{gap()},".join(gap() + member for member in members)
    return f"{opened}{inner}{comma}{gap()}{closed}"


@given(st.data(), st.dictionaries(st.text("ab", max_size=2), plain, max_size=3), plain)
def test_whatever_is_there_stays_and_the_new_is_there(
    data: st.DataObject, before: dict[str, jsonc.Json], value: jsonc.Json
) -> None:
    text = data.draw(blank) + data.draw(written(before)) + data.draw(blank)
    root = jsonc.read(text)
    assert root.plain == before
    edits = jsonc.add(Source("settings.json", text), root, "new", value)
    after = jsonc.read(apply(text, edits)).plain
    assert after == {**before, "new": value}
    assert all(not text[edit.start : edit.end].strip() for edit in edits)
