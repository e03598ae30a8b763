"""What a scenario expects, held against what came of it."""

from __future__ import annotations

from typing import Any

import pytest

from polltool.simulate.expectations import Expectations, ExpectedSchedule, look_up, parse_path
from polltool.simulate.replies import MISSING
from polltool.simulate.sequence import (
    Entry,
    Outcome,
    Request,
    Run,
    Schedule,
    SequenceEnd,
    Simulation,
    StrippedArg,
)

SIMULATION = Simulation(
    item="Acme.yml",
    command="acme-scan",
    outcome=Outcome.ERROR,
    message="Scan 42 failed: broken",
    runs=(
        Run(
            1,
            0,
            "acme-scan",
            {"url": "x"},
            entries=(Entry("note", "Acme is scanning", None, {}),),
            schedules=(Schedule("acme-scan", 30, 600, {"scan_id": "42", "url": "x"}),),
            requests=(Request(0, 1, "POST", "https://api.acme.example/v1/scans", 200),),
        ),
        Run(
            2,
            30,
            "acme-scan",
            {"url": "x"},
            stripped_args=(StrippedArg("scan_id", "42", "not declared in Acme.yml"),),
            entries=(Entry("error", None, "Scan 42 failed", {}),),
        ),
    ),
    ends=(SequenceEnd(1, Outcome.ERROR, 30, "Scan 42 failed: broken"),),
    elapsed=30,
    worker_seconds=0.2,
    slept_seconds=0,
    warnings=("acme-scan has no polling: true",),
    context={"Acme": {"Scan": [{"id": "42", "status": "failed"}]}, "File(val.Name == obj.Name)": {"Size": 3}},
    integration_context={"token": "t"},
)

MET: list[dict[str, Any]] = [
    {"message": "Scan 42"},
    {"runs": 2},
    {"elapsed": 30},
    {"context": {"Acme.Scan.status": "failed", "Acme.Scan[0].id": "42", "Acme.Other": None, "File.Size": 3}},
    {"integration_context": {"token": "t"}},
    {"stripped": ("scan_id",)},
    {"entries": ("scanning", "42 failed")},
    {"schedules": (ExpectedSchedule({"command": "acme-scan", "next_run": 30, "args": {"scan_id": "42"}}),)},
    {"schedules": (ExpectedSchedule({"timeout": 600}),)},
    {"requests": ("POST /v1/*",)},
    {"warnings": ("no polling",)},
]


@pytest.mark.parametrize("expected", MET, ids=str)
def test_what_came_true_is_not_spoken_of(expected: dict[str, Any]) -> None:
    assert Expectations(outcome="error", **expected).unmet(SIMULATION) == ()


UNMET: list[tuple[dict[str, Any], list[str]]] = [
    ({"outcome": "done"}, ["the outcome is error, not done: Scan 42 failed: broken"]),
    (
        {"message": "quota"},
        ["the outcome's message is 'Scan 42 failed: broken'; it does not contain 'quota'"],
    ),
    ({"runs": 3}, ["there are 2 runs, not 3"]),
    ({"elapsed": 60}, ["it takes 30 s, not 60 s"]),
    ({"context": {"Acme.Scan.status": "done"}}, ['Acme.Scan.status is "failed"; it should be "done"']),
    ({"context": {"Acme.Other": 1}}, ["Acme.Other is not there; it should be 1"]),
    ({"context": {"Acme.Scan.id": None}}, ['Acme.Scan.id is "42"; it should not be there']),
    ({"integration_context": {"token": "u"}}, ['token is "t"; it should be "u"']),
    ({"stripped": ()}, ["scan_id is stripped before run 2"]),
    ({"stripped": ("scan_id", "url")}, ["url is never stripped"]),
    ({"entries": ("queued",)}, ["no entry contains 'queued'"]),
    ({"schedules": ()}, ["there is 1 schedule, not 0"]),
    (
        {"schedules": (ExpectedSchedule({"next_run": 60, "args": {"scan_id": 42, "state": "s"}}),)},
        [
            "schedule 1: next_run is 30, not 60",
            'schedule 1: the argument scan_id is "42", not 42',
            "schedule 1: the argument state is missing",
        ],
    ),
    (
        {"requests": ("GET /v1/scans",)},
        ["request 1 is POST https://api.acme.example/v1/scans, not GET /v1/scans"],
    ),
    ({"warnings": ()}, ["there is a warning: acme-scan has no polling: true"]),
    ({"warnings": ("dropped",)}, ["no warning contains 'dropped'"]),
    ({"all_replies_used": True}, ["nothing asks for GET /v2"]),
]


@pytest.mark.parametrize(("expected", "messages"), UNMET, ids=lambda value: str(value)[:60])
def test_what_did_not_come_true_is_told(expected: dict[str, Any], messages: list[str]) -> None:
    key = next(iter(expected))
    expectations = Expectations(**{"outcome": "error", **expected}, lines={key: 9})
    unmet = expectations.unmet(SIMULATION, ["nothing asks for GET /v2"])
    assert [one.message for one in unmet] == messages
    assert {(one.key, one.line) for one in unmet} == {(key, 9)}


def test_replies_may_be_left_over() -> None:
    assert Expectations(outcome="error").unmet(SIMULATION, ["nothing asks for GET /v2"]) == ()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("A.B", [1, 2]),
        ("A[1].B", 2),
        ("A[2].B", MISSING),
        ("A.C", [3]),
        ("One.B", 1),
        ("One[0].B", 1),
        ("Plain[0].B", 1),
        ("Plain", {"B": 1}),
        ("Merged.B", 1),
        ("Merged(val.B == obj.B).B", 1),
        ("No.B", MISSING),
        ("Plain.B.C", MISSING),
        ("With-dash.a b", 1),
    ],
)
def test_paths(path: str, value: object) -> None:
    context = {
        "A": [{"B": 1, "C": 3}, {"B": 2}],
        "One": [{"B": 1}],
        "Plain": {"B": 1},
        "Merged(val.B == obj.B)": {"B": 1},
        "With-dash": {"a b": 1},
    }
    assert look_up(context, path) == value


@pytest.mark.parametrize("path", ["", ".", "A.", ".A", "A..B", "[0]", "A[", "A[x]", "A]", "A(b"])
def test_what_is_no_path(path: str) -> None:
    assert parse_path(path) is None
