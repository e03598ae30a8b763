"""Whatever way a yml is written in, a fix changes what it says it changes and nothing else."""

from __future__ import annotations

import copy
import itertools
import os
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from polltool import lint_paths
from polltool.edits import Edit, apply
from polltool.findings import Finding
from polltool.source import decode
from tests.fixes.mending import key
from tests.fixes.ymls import CODE, Manner, Yml, integration, listing, scan, write

YML = os.path.abspath("Packs/Acme/Integrations/Acme/Acme.yml")
PY = YML.removesuffix("yml") + "py"

ONE_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


def findings(data: bytes) -> list[Finding]:
    """What is found in the integration, its code beside it or in it."""
    report = lint_paths([YML], overlay={YML: data, PY: CODE.encode()}, ignore=["POL105"])
    assert report.failures == ()
    return list(report.findings)


def loaded(data: bytes) -> Any:
    return yaml.safe_load(data.decode("utf-8-sig"))


def fixed(data: bytes, edits: Sequence[Edit]) -> bytes:
    source = decode(YML, data)
    return data[:3] * source.bom + apply(source.text, edits).encode()


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake: how it is made, which finding it brings, and what the fix makes of the data."""

    code: str
    make: Callable[[Yml], object]
    mend: Callable[[Yml], object]
    argument: str | None = None
    removes: bool = False


def without(name: str) -> Callable[[Yml], object]:
    """Take an argument away."""

    def make(command: Yml) -> None:
        command["arguments"] = [one for one in command["arguments"] if one["name"] != name]

    return make


def setting(argument: str, **keys: Any) -> Callable[[Yml], object]:
    """Set keys of an argument; ``None`` takes one away."""

    def make(command: Yml) -> None:
        found = next(one for one in command["arguments"] if one["name"] == argument)
        for name, value in keys.items():
            if value is None:
                found.pop(name)
            else:
                found[name] = value

    return make


def declared(name: str) -> Callable[[Yml], object]:
    """A hidden argument of that name, whatever its description says."""

    def mend(command: Yml) -> None:
        command.setdefault("arguments", [])
        command["arguments"].append({"name": name, "description": ANYTHING, "hidden": True})

    return mend


ANYTHING = "*"
POLLING = {"name": "polling", "description": ANYTHING, "auto": "PREDEFINED", "predefined": ["true", "false"]}

MISTAKES = {
    "no polling": Mistake(
        "POL101", lambda command: command.pop("polling"), lambda command: command.update(polling=True)
    ),
    "polling false": Mistake(
        "POL101", lambda command: command.update(polling=False), lambda command: command.update(polling=True)
    ),
    "polling a text": Mistake(
        "POL103", lambda command: command.update(polling="true"), lambda command: command.update(polling=True)
    ),
    "polling empty": Mistake(
        "POL103", lambda command: command.update(polling=None), lambda command: command.update(polling=True)
    ),
    "no state": Mistake("POL201", without("job_id"), declared("job_id"), "job_id"),
    "state in sight": Mistake(
        "POL202", setting("job_id", hidden=None), setting("job_id", hidden=True), "job_id"
    ),
    "state not hidden": Mistake(
        "POL202", setting("job_id", hidden=False), setting("job_id", hidden=True), "job_id"
    ),
    "state deprecated": Mistake(
        "POL206",
        setting("job_id", hidden=None, deprecated=True),
        setting("job_id", hidden=True, deprecated=None),
        "job_id",
    ),
    "no hide": Mistake(
        "POL203", without("hide_polling_output"), declared("hide_polling_output"), "hide_polling_output"
    ),
    "hide in sight": Mistake(
        "POL204",
        setting("hide_polling_output", hidden=None),
        setting("hide_polling_output", hidden=True),
        "hide_polling_output",
    ),
    "hide required, with a default": Mistake(
        "POL204",
        setting("hide_polling_output", hidden=None, required=True, defaultValue="false"),
        setting("hide_polling_output", hidden=True, required=None, defaultValue=None),
        "hide_polling_output",
        removes=True,
    ),
    "no polling argument": Mistake(
        "POL205",
        without("polling"),
        lambda command: command["arguments"].append(dict(POLLING)),
        "polling",
    ),
    "nothing to choose": Mistake(
        "POL211",
        setting("polling", predefined=None, auto=None),
        setting("polling", predefined=["true", "false"], auto="PREDEFINED"),
        "polling",
    ),
    "half to choose": Mistake(
        "POL211",
        setting("polling", predefined=["true"]),
        setting("polling", predefined=["true", "false"]),
        "polling",
    ),
    "polling in an argument": Mistake(
        "POL102",
        lambda command: (command.pop("polling"), command["arguments"][0].update(polling=True)),
        lambda command: (command["arguments"][0].pop("polling"), command.update(polling=True)),
        removes=True,
    ),
    "polling twice": Mistake(
        "POL102",
        lambda command: command["arguments"][1].update(polling=True),
        lambda command: command["arguments"][1].pop("polling"),
        removes=True,
    ),
}

MANNERS = st.builds(
    Manner,
    newline=st.sampled_from(["\n", "\r\n"]),
    bom=st.booleans(),
    final_newline=st.booleans(),
    commands_at=st.sampled_from([0, 2, 4]),
    list_at=st.sampled_from([0, 2]),
    dash=st.sampled_from([2, 3, 4]),
    beside_dash=st.sampled_from([True, True, False]),
    alphabetical=st.booleans(),
    quote=st.sampled_from(["", "'", '"']),
    quoted_keys=st.sampled_from([False, False, True]),
    flow=st.sampled_from(["", "", "", "arguments", "lists", "commands", "all"]),
    comments=st.booleans(),
    blank=st.booleans(),
    block=st.sampled_from(["", "", "|", "|-", "|+", ">-"]),
    ends=st.booleans(),
)


def same(found: Any, expected: Any) -> bool:
    """Whether data is as expected, where ``ANYTHING`` stands for a sentence."""
    if expected == ANYTHING:
        return isinstance(found, str) and len(found) > 20 and found.endswith(".")
    if isinstance(expected, dict):
        return found.keys() == expected.keys() and all(same(found[name], expected[name]) for name in found)
    if isinstance(expected, list):
        return len(found) == len(expected) and all(map(same, found, expected))
    return bool(found == expected)


def assert_only(before: bytes, after: bytes, edits: Sequence[Edit]) -> None:
    """All lines end alike; where lines are added, all others stay and no comment loses the line below it."""
    old, new = (ONE_LINE.findall(data.decode("utf-8-sig")) for data in (before, after))
    ends = [{re.sub(r"[^\r\n]", "", line) for line in lines} - {""} for lines in (old, new)]
    assert ends[0] == ends[1]
    if all(edit.text[edit.end - edit.start :].startswith(("\r", "\n")) for edit in edits):
        kept = iter(line.rstrip("\r\n") for line in new)
        assert all(line.rstrip("\r\n") in kept for line in old)
        assert not Counter(below(old)) - Counter(below(new))


def below(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Each comment that has a line of its own, with the line below it."""
    return [
        (one.strip(), other.strip())
        for one, other in itertools.pairwise(lines)
        if one.strip().startswith("#")
    ]


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
@settings(deadline=None, max_examples=15)
@given(manner=MANNERS, first=st.booleans())
def test_a_fix_mends_its_mistake_and_nothing_else(mistake: Mistake, manner: Manner, first: bool) -> None:
    command = scan()
    mistake.make(command)
    commands = [command, listing()] if first else [listing(), command]
    before = write(integration(commands), manner)
    found = findings(before)
    finding = next(one for one in found if one.code == mistake.code)
    assert finding.argument == mistake.argument
    if mistake.removes and manner.comments and finding.fix is None:
        return  # a comment would lose what it speaks of
    assert finding.fix is not None
    assert finding.fix.safe

    after = fixed(before, finding.fix.edits)
    expected = copy.deepcopy(loaded(before))
    mistake.mend(expected["script"]["commands"][0 if first else 1])
    assert same(loaded(after), expected), after.decode()
    assert not Counter(map(key, findings(after))) - Counter(map(key, found))
    assert key(finding) not in map(key, findings(after))
    assert_only(before, after, finding.fix.edits)


@pytest.mark.parametrize("arguments", [[], None, ANYTHING], ids=["empty", "null", "missing"])
@settings(deadline=None, max_examples=15)
@given(manner=MANNERS)
def test_a_list_of_arguments_is_begun_where_there_is_none(arguments: Any, manner: Manner) -> None:
    command = scan()
    if arguments == ANYTHING:
        del command["arguments"]
    else:
        command["arguments"] = arguments
    before = write(integration([listing(), command]), manner)
    data = before
    for _ in range(10):
        found = [one for one in findings(data) if one.code in ("POL201", "POL203", "POL205")]
        if not found:
            break
        assert found[0].fix is not None
        data = fixed(data, found[0].fix.edits)
    else:
        raise AssertionError("the fixes come to no end")
    names = [one["name"] for one in loaded(data)["script"]["commands"][1]["arguments"]]
    assert sorted(names) == ["hide_polling_output", "job_id", "polling"]
    expected = loaded(before)
    expected["script"]["commands"][1]["arguments"] = loaded(data)["script"]["commands"][1]["arguments"]
    assert loaded(data) == expected


@settings(deadline=None, max_examples=15)
@given(manner=MANNERS)
def test_two_arguments_at_the_end_of_one_list_are_put_in_in_either_order(manner: Manner) -> None:
    command = scan()
    without("job_id")(command)
    without("hide_polling_output")(command)
    before = write(integration([command, listing()]), manner)
    fixes = [one.fix for one in findings(before) if one.code in ("POL201", "POL203")]
    edits = [edit for fix in fixes if fix is not None for edit in fix.edits]
    assert len(edits) == 2
    assert edits[0].start == edits[0].end == edits[1].start == edits[1].end
    results = [loaded(fixed(before, order)) for order in (edits, edits[::-1])]
    names = [[one["name"] for one in result["script"]["commands"][0]["arguments"]] for result in results]
    assert {tuple(sorted(one)) for one in names} == {("hide_polling_output", "job_id", "polling", "url")}
    assert names[0] != names[1]


@settings(deadline=None, max_examples=10)
@given(manner=MANNERS.filter(lambda manner: manner.flow != "all"))
def test_code_in_the_yml_stays_as_it_is(manner: Manner) -> None:
    command = scan()
    del command["polling"]
    without("job_id")(command)
    data = write(integration([command, listing()], CODE * 3), manner)
    code = loaded(data)["script"]["script"]
    for _ in range(2):
        fix = next(one.fix for one in findings(data) if one.code in ("POL101", "POL201"))
        assert fix is not None
        data = fixed(data, fix.edits)
    assert loaded(data)["script"]["script"] == code
    assert loaded(data)["script"]["commands"][0]["polling"] is True
