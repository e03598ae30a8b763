"""What becomes of arguments and parameters on their way to the code: facts.md 6, 14, 15."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from polltool.simulate.arguments import as_argument
from polltool.simulate.errors import SimulationError
from tests.simulate.kit import command, integration, run

ECHO = """
def main():
    args = demisto.args()
    if 'again' in args:
        return_results('done')
    else:
        state = {'yes': True, 'no': False, 'n': 3, 'half': 0.5, 'whole': 3.0, 'text': 'a b', 'list': [1, True],
                 'map': {'k': None}, 'none': None, 'empty': '', 'again': 'x'}
        return_results(CommandResults(scheduled_command=ScheduledCommand('acme', 30, state, 60)))
"""
STATE = ("yes", "no", "n", "half", "whole", "text", "list", "map", "none", "empty", "again")


def test_booleans_and_numbers_come_back_as_texts(tmp_path: Path) -> None:
    simulation = run(integration(tmp_path, [command("acme", *STATE)], ECHO), "acme")

    assert dict(simulation.runs[1].args) == {
        "yes": "true",
        "no": "false",
        "n": "3",
        "half": "0.5",
        "whole": "3",
        "text": "a b",
        "list": [1, True],
        "map": {"k": None},
        "none": None,
        "empty": "",
        "again": "x",
    }


def test_empty_arguments_can_be_dropped(tmp_path: Path) -> None:
    simulation = run(integration(tmp_path, [command("acme", *STATE)], ECHO), "acme", drop_empty=True)

    assert [one.name for one in simulation.runs[1].stripped_args] == ["none", "empty"]
    assert not {"none", "empty"} & set(simulation.runs[1].args)


@pytest.mark.parametrize(
    ("fill", "filled"),
    [("never", [False, False]), ("first-run", [True, False]), ("always", [True, True])],
)
def test_yml_defaults_fill_in_what_is_not_given(tmp_path: Path, fill: str, filled: list[bool]) -> None:
    limit = {"name": "limit", "defaultValue": 50}
    item = integration(tmp_path, [command("acme", "again", limit)], ECHO)

    simulation = run(item, "acme", fill_defaults=fill)

    assert [one.args.get("limit") == "50" for one in simulation.runs] == filled


def test_a_required_argument_with_a_default_is_not_missed(tmp_path: Path) -> None:
    limit = {"name": "limit", "required": True, "defaultValue": "50"}
    simulation = run(integration(tmp_path, [command("acme", "again", limit)], ECHO), "acme")

    assert simulation.outcome.value == "done"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ({"lmit": "1"}, "acme declares no argument 'lmit'; did you mean 'limit'?"),
        ({"zzz": "1"}, "acme declares no argument 'zzz'; it declares: url, limit"),
        ({"limit": "1"}, "acme requires the argument url; give -a url=..."),
    ],
)
def test_wrong_first_arguments_are_told(tmp_path: Path, args: dict[str, Any], said: str) -> None:
    item = integration(tmp_path, [command("acme", {"name": "url", "required": True}, "limit")], ECHO)

    with pytest.raises(SimulationError) as error:
        run(item, "acme", args)

    assert str(error.value) == said


PARAMETERS = [
    {"name": "url", "type": 0, "defaultvalue": "https://a.example", "required": True},
    {"name": "insecure", "type": 8},
    {"name": "proxy", "type": 8, "defaultvalue": "true"},
    {"name": "credentials", "type": 9},
    {"name": "types", "type": 16, "defaultvalue": "a, b"},
    {"name": "key", "type": 4, "required": True},
    {"name": "unset", "type": 0},
]
SHOW_PARAMETERS = """
def main():
    return_results({'Type': 1, 'Contents': demisto.params(), 'ContentsFormat': 'json'})
"""


def _parameters(tmp_path: Path, given: dict[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    item = integration(tmp_path, [command("acme")], SHOW_PARAMETERS, configuration=PARAMETERS)
    simulation = run(item, "acme", {}, given)
    contents: dict[str, Any] = simulation.runs[0].entries[0].contents
    return contents, simulation.warnings


def test_parameters_default_as_the_yml_has_them(tmp_path: Path) -> None:
    params, warnings = _parameters(tmp_path, {})

    assert params == {
        "url": "https://a.example",
        "insecure": False,
        "proxy": True,
        "credentials": {"identifier": "", "password": "", "credentials": {}},
        "types": ["a", "b"],
    }
    assert warnings == ("the parameter key is required and not given (--param key=...)",)


def test_parameters_are_given_by_name_and_in_part(tmp_path: Path) -> None:
    given = {"insecure": "true", "credentials.identifier": "me", "credentials.password": "x", "key": "k"}
    params, warnings = _parameters(tmp_path, {**given, "types": "c"})

    assert params["insecure"] is True
    assert params["credentials"] == {"identifier": "me", "password": "x", "credentials": {}}
    assert (params["types"], params["key"], warnings) == (["c"], "k", ())


def test_a_text_for_credentials_is_the_password(tmp_path: Path) -> None:
    params, _ = _parameters(tmp_path, {"credentials": "secret", "key": "k"})

    assert params["credentials"]["password"] == "secret"


def test_an_unknown_parameter_is_told(tmp_path: Path) -> None:
    with pytest.raises(SimulationError, match=r"has no parameter 'insecur'; did you mean 'insecure'\?"):
        _parameters(tmp_path, {"insecur": "1"})


def test_large_numbers_stay_whole() -> None:
    assert as_argument(12345678901234567890) == "12345678901234567890"
