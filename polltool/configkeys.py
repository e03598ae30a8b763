"""The keys of a configuration file: what each may say, and where a wrong one stands."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from polltool.config import Configuration
from polltool.errors import ConfigError, ReadError, UsageError, did_you_mean
from polltool.findings import Severity
from polltool.plugins import PLUGIN_NAME, plugin_rules
from polltool.records import dataclass
from polltool.rules.base import Rule
from polltool.select import check_selectors
from polltool.workspace import Workspace

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_VERSION = re.compile(r"\d{1,9}(\.\d{1,9})*")
_SEVERITIES = {severity.label: severity for severity in Severity}
_NEVER = "never"


class _Wrong(Exception):
    """A value that its key may not have; the text says what it may be."""

    def __init__(self, message: str, value: str | None = None) -> None:
        super().__init__(message)
        self.value = value


Read = Callable[[Any, str], object]
"""Makes a setting of a value and the folder of its file, or raises ``_Wrong``."""


def _text(value: Any, _folder: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _Wrong(f"a text is expected, not {_kind(value)}")
    return value


def _texts(value: Any, folder: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _Wrong(f"a list of texts is expected, not {_kind(value)}")
    for one in value:
        if not isinstance(one, str) or not one.strip():
            raise _Wrong(f"every entry has to be a text, not {_kind(one)}")
    return tuple(value)


def _some_texts(value: Any, folder: str) -> tuple[str, ...]:
    texts = _texts(value, folder)
    if not texts:
        raise _Wrong("the list is empty, so no rule would run; leave the key out to run all rules")
    return texts


def _fail_on(value: Any, _folder: str) -> Severity | None:
    return None if value == _NEVER else _one_of(value, (*_SEVERITIES, _NEVER))


def _one_of(value: Any, words: Iterable[str]) -> Severity:
    words = sorted(words)
    if isinstance(value, str) and value in _SEVERITIES:
        return _SEVERITIES[value]
    hint = did_you_mean(value, words, "") if isinstance(value, str) else ""
    shown = repr(value) if isinstance(value, str) else _kind(value)
    raise _Wrong(f"one of {', '.join(words)} is expected, not {shown}" + (f"; {hint}" if hint else ""))


def _caps(value: Any, _folder: str) -> tuple[tuple[str, Severity], ...]:
    return tuple((code, _one_of(label, _SEVERITIES)) for code, label in _table(value).items())


def _table(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _Wrong(f"a table is expected, not {_kind(value)}")
    for key in value:
        if not key.strip():
            raise _Wrong("a key of this table is empty")
    return value


def _patterns(value: Any, folder: str) -> tuple[str, ...]:
    patterns = _texts(value, folder)
    for pattern in patterns:
        _check_pattern(pattern)
    return patterns


def _check_pattern(pattern: str) -> None:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([pattern])
    except ValueError:
        raise _Wrong(f"{pattern!r} is no gitignore pattern", pattern) from None


def _file_ignores(value: Any, folder: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found = []
    for pattern, codes in _table(value).items():
        _check_pattern(pattern.removeprefix("!"))
        try:
            found.append((pattern, _texts(codes, folder)))
        except _Wrong as wrong:
            raise _Wrong(f"{pattern!r}: {wrong}", pattern) from None
    return tuple(found)


def _path(value: Any, folder: str) -> str:
    return os.path.normpath(os.path.join(folder, _text(value, folder)))


def _folders(value: Any, folder: str) -> tuple[str, ...]:
    found = []
    for given in _texts(value, folder):
        path = os.path.normpath(os.path.join(folder, given))
        if not os.path.isdir(path):
            raise _Wrong(f"{given!r} is no folder below {folder}", given)
        found.append(path)
    return tuple(found)


def _version(value: Any, _folder: str) -> tuple[int, ...]:
    if not isinstance(value, str) or not _VERSION.fullmatch(value):
        shown = repr(value) if isinstance(value, str) else _kind(value)
        raise _Wrong(f"a version in quotes such as '6.5.0' is expected, not {shown}")
    return tuple(int(part) for part in value.split("."))


def _plugins(value: Any, folder: str) -> tuple[str, ...]:
    names = _texts(value, folder)
    for name in names:
        if not PLUGIN_NAME.fullmatch(name):
            raise _Wrong(
                f"{name!r} is no name of an entry point; a plugin is an installed package, never a path", name
            )
    return tuple(dict.fromkeys(names))


KEYS: dict[str, Read] = {
    "select": _some_texts,
    "ignore": _texts,
    "extend-select": _texts,
    "fail-on": _fail_on,
    "severity": _caps,
    "exclude": _patterns,
    "per-file-ignores": _file_ignores,
    "baseline": _path,
    "server-version": _version,
    "api-modules": _folders,
    "plugins": _plugins,
}
"""Every key with what makes a setting of its value; schemas/config.schema.json says the same."""


@dataclass(frozen=True, slots=True)
class _File:
    """A configuration file, for messages that name the place."""

    shown: str
    text: str

    def wrong(self, key: str, message: str, value: str | None = None) -> ConfigError:
        line = self._line(key, value)
        return ConfigError(f"{self.shown}{'' if line is None else f':{line}'}: {key}: {message}")

    def _line(self, key: str, value: str | None) -> int | None:
        """The line of a key, or of a value below it; None where the spelling hides it.

        The parser tells no lines, so the text is searched.
        """
        lines = self.text.splitlines()
        named = re.compile(rf"(?:^|[\s.\[{{,\"'])[\"']?{re.escape(key)}[\"']?\s*(?:=|\])")
        start = next((number for number, line in enumerate(lines) if named.search(line)), None)
        if start is None or value is None:
            return None if start is None else start + 1
        below = (number for number in range(start, len(lines)) if value in lines[number])
        return next(below, start) + 1


def read_configuration(workspace: Workspace, path: str, rules: Sequence[Rule]) -> Configuration | None:
    """What the file at an absolute path says; None for a ``pyproject.toml`` that does not mention polltool.

    :param rules: the rules there are, without those of plugins.
    :raises ConfigError: it cannot be read or says something that is not understood.
    """
    shown = workspace.display(path)
    try:
        data = workspace.read(path)
    except ReadError as error:
        raise ConfigError(f"{shown}: this configuration cannot be read: {error}") from None
    shared = os.path.basename(path) == "pyproject.toml"
    if shared and b"polltool" not in data:
        return None
    try:
        text = data.decode("utf-8-sig")
        document = tomllib.loads(text)
    except RecursionError:
        raise ConfigError(f"{shown}: this configuration cannot be read: it nests too deeply") from None
    except ValueError as error:  # also of numbers with more digits than Python reads
        raise ConfigError(f"{shown}: this configuration is no valid TOML: {error}") from None
    table: object = document
    if shared:
        tools = document.get("tool")
        table = tools.get("polltool") if isinstance(tools, dict) else None
        if table is None:
            return None
    file = _File(shown, text)
    if not isinstance(table, dict):
        raise file.wrong("polltool", f"a table is expected, not {_kind(table)}")
    return _configuration(file, path, table, rules)


def _configuration(file: _File, path: str, table: dict[str, Any], rules: Sequence[Rule]) -> Configuration:
    folder = os.path.dirname(path)
    settings: dict[str, Any] = {}
    for key, value in table.items():
        if key not in KEYS:
            raise _unknown(file, key)
        try:
            settings[key.replace("-", "_")] = KEYS[key](value, folder)
        except _Wrong as wrong:
            raise file.wrong(key, str(wrong), wrong.value) from None
    configuration = Configuration(path=path, folder=folder, **settings)
    try:
        known = (*rules, *plugin_rules(configuration.plugins, rules))
    except ConfigError as error:
        raise file.wrong("plugins", str(error)) from None
    for key, selectors in _selectors(configuration):
        _check_rules(file, key, selectors, known)
    return configuration


def _check_rules(file: _File, key: str, selectors: tuple[str, ...], known: Sequence[Rule]) -> None:
    try:
        check_selectors(selectors, known)
    except UsageError as error:
        quoted = re.search(r"'(.*?)'", str(error))
        raise file.wrong(key, str(error), quoted.group(1) if quoted else None) from None


def _unknown(file: _File, key: str) -> ConfigError:
    if key == "tool":
        return file.wrong(
            key, "in this file the keys of polltool stand by themselves, without [tool.polltool]"
        )
    return file.wrong(key, f"there is no such key; {did_you_mean(key, KEYS)}")


def _selectors(configuration: Configuration) -> Iterable[tuple[str, tuple[str, ...]]]:
    yield "select", configuration.select
    yield "ignore", configuration.ignore
    yield "extend-select", configuration.extend_select
    yield "severity", tuple(code for code, _ in configuration.severity)
    for _, codes in configuration.per_file_ignores:
        yield "per-file-ignores", codes


def _kind(value: object) -> str:
    """What a value is, in the words of TOML."""
    if value == "" or (isinstance(value, str) and not value.strip()):
        return "an empty text"
    kinds = {
        bool: "a boolean",
        int: "a number",
        float: "a number",
        str: "a text",
        list: "a list",
        dict: "a table",
    }
    return kinds.get(type(value), "a date or time")
