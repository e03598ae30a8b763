"""What entries leave in the incident's context."""

from __future__ import annotations

from typing import Any

import pytest

from polltool.simulate.entries import merge_context

KEYED = "Acme.Job(val.id && val.id == obj.id)"


@pytest.mark.parametrize(
    ("entries", "context"),
    [
        ([{"Acme.Job": {"id": 1}}], {"Acme": {"Job": {"id": 1}}}),
        ([{KEYED: {"id": 1, "s": "a"}}, {KEYED: {"id": 1, "s": "b"}}], {"Acme": {"Job": {"id": 1, "s": "b"}}}),
        ([{KEYED: {"id": 1}}, {KEYED: {"id": 2}}], {"Acme": {"Job": [{"id": 1}, {"id": 2}]}}),
        (
            [{KEYED: [{"id": 1}, {"id": 2}]}, {KEYED: {"id": 2, "s": "x"}}],
            {"Acme": {"Job": [{"id": 1}, {"id": 2, "s": "x"}]}},
        ),
        ([{"A(val.x == obj.x && val.y == obj.y)": {"x": 1, "y": 1}}, {"A(val.x == obj.x && val.y == obj.y)": {"x": 1, "y": 2}}], {"A": [{"x": 1, "y": 1}, {"x": 1, "y": 2}]}),
        ([{"A(val.job_uuid==obj.job_uuid)": {"job_uuid": "u"}}] * 2, {"A": {"job_uuid": "u"}}),
        ([{"A.b": "x"}, {"A.b": "y"}], {"A": {"b": ["x", "y"]}}),
        ([{"A.b": "x"}, {"A.b": "x"}], {"A": {"b": "x"}}),
    ],
)  # fmt: skip
def test_merging(entries: list[dict[str, Any]], context: dict[str, Any]) -> None:
    merged: dict[str, Any] = {}
    for entry in entries:
        merge_context(merged, entry)

    assert merged == context
