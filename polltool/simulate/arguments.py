"""What becomes of arguments and parameters on their way to the code (facts.md 6, 8, 14, 15)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from polltool.errors import did_you_mean
from polltool.model import Argument, Command
from polltool.records import dataclass
from polltool.simulate.errors import SimulationError
from polltool.simulate.sequence import StrippedArg
from polltool.simulate.subject import ParameterDefault

_BOOLEAN, _CREDENTIALS, _SECRET_FILE, _MULTIPLE = 8, 9, 14, 16


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of a run: what the code gets, what was taken away, which required ones lack."""

    args: Mapping[str, Any]
    stripped: tuple[StrippedArg, ...] = ()
    missing: tuple[str, ...] = ()


def first_arguments(command: Command, given: Mapping[str, Any], *, fill_defaults: bool) -> Arguments:
    """The arguments of the first run, as a person or a playbook gives them.

    :raises SimulationError: one is given that the command does not declare, or a required one is not.
    """
    declared = [argument.name for argument in command.arguments]
    for name in given:
        if name not in declared:
            listed = ", ".join(declared) or "none"
            hint = did_you_mean(name, declared, f"it declares: {listed}", shown=repr)
            raise SimulationError(f"{command.name} declares no argument {name!r}; {hint}")
    args = {name: as_argument(value) for name, value in given.items()}
    if fill_defaults:
        _fill(command, args)
    missing = _missing(command, args)
    if missing:
        plural = "s" if len(missing) > 1 else ""
        example = " ".join(f"-a {name}=..." for name in missing)
        raise SimulationError(
            f"{command.name} requires the argument{plural} {', '.join(missing)}; give {example}"
        )
    return Arguments(args)


def next_arguments(
    command: Command, given: Mapping[str, Any], *, fill_defaults: bool, drop_empty: bool
) -> Arguments:
    """The arguments of a scheduled run, of those that the schedule carries."""
    args: dict[str, Any] = {}
    stripped = []
    for name, value in given.items():
        if command.argument(name) is None:
            stripped.append(StrippedArg(name, value, f"{command.name} does not declare it"))
        elif drop_empty and value in (None, ""):
            stripped.append(StrippedArg(name, value, "it is empty (--drop-empty)"))
        else:
            args[name] = as_argument(value)
    if fill_defaults:
        _fill(command, args)
    return Arguments(args, tuple(stripped), _missing(command, args))


def original_arguments(first: Mapping[str, Any], given: Mapping[str, Any]) -> Arguments:
    """The arguments of a script's re-run where it gets those of its first run (facts.md 11)."""
    reason = "a script that is run again gets its first run's arguments (--script-args original)"
    lost = (name for name, value in given.items() if first.get(name) != as_argument(value))
    return Arguments(dict(first), tuple(StrippedArg(name, given[name], reason) for name in lost))


def as_argument(value: Any) -> Any:
    """A value as it comes back from the server: booleans and numbers are texts (facts.md 14)."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (int, float)):
        return str(value)
    return value


def _fill(command: Command, args: dict[str, Any]) -> None:
    for argument in command.arguments:
        if argument.name and argument.name not in args and (default := _default(argument)) is not None:
            args[argument.name] = default


def _default(argument: Argument) -> str | None:
    """The yml's default; none where it is empty."""
    scalar = argument.default_value
    if scalar is None or scalar.value in (None, ""):
        return None
    return str(as_argument(scalar.value)) if isinstance(scalar.value, bool) else scalar.raw


def _missing(command: Command, args: Mapping[str, Any]) -> tuple[str, ...]:
    """The required arguments that are not there and have no default."""
    return tuple(
        argument.name
        for argument in command.arguments
        if argument.required and args.get(argument.name) in (None, "") and _default(argument) is None
    )


# -- parameters


def parameters(
    declared: Iterable[ParameterDefault], given: Mapping[str, Any], shown: str
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The configuration parameters, and the required ones among them that nobody gave.

    ``given`` names may have dots (``credentials.password``). A text for credentials is the
    password, as where the user name is hidden.

    :raises SimulationError: one is given that the yml at ``shown`` does not have.
    """
    known = {parameter.name: parameter for parameter in declared}
    values: dict[str, Any] = {}
    for parameter in known.values():
        default = _parameter_value(parameter, parameter.default)
        if default is not None:
            values[parameter.name] = default
    for name, value in given.items():
        _give(values, known, name, value, shown)
    missing = tuple(
        name for name, one in known.items() if one.required and values.get(name) in (None, "", {})
    )
    return values, missing


def _give(
    values: dict[str, Any], known: Mapping[str, ParameterDefault], name: str, value: Any, shown: str
) -> None:
    top, *below = [name] if name in known else name.split(".")
    if top not in known:
        hint = did_you_mean(top, known, f"it has: {', '.join(known) or 'none'}", shown=repr)
        raise SimulationError(f"{shown} has no parameter {top!r}; {hint}")
    if not below:
        values[top] = _parameter_value(known[top], value)
        return
    place = values.get(top)
    if not isinstance(place, dict):
        place = values[top] = {}
    for part in below[:-1]:
        if not isinstance(place.get(part), dict):
            place[part] = {}
        place = place[part]
    place[below[-1]] = value


def _parameter_value(parameter: ParameterDefault, value: Any) -> Any:
    if parameter.type == _BOOLEAN:
        return value if isinstance(value, bool) else str(value).strip().lower() in ("true", "yes", "1", "on")
    if parameter.type in (_CREDENTIALS, _SECRET_FILE) and not isinstance(value, dict):
        empty = {"identifier": "", "password": "", "credentials": {}}
        return None if value is None and parameter.type == _SECRET_FILE else empty | {"password": value or ""}
    if parameter.type == _MULTIPLE and isinstance(value, str):
        return _choices(value)
    return value


def _choices(text: str) -> list[Any]:
    if text.lstrip().startswith("["):
        try:
            parsed = json.loads(text)
        except ValueError:
            return [text]
        return parsed if isinstance(parsed, list) else [parsed]
    return [part.strip() for part in text.split(",") if part.strip()]
