"""Scenario files: what runs, what it is given, what is replied, and what has to come of it."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from polltool.errors import ReadError
from polltool.findings import Problem
from polltool.records import dataclass, field
from polltool.simulate.checkedyaml import CheckedYaml, Path, ScenarioError, read_checked, scalar_value
from polltool.simulate.commandreplies import CommandReply, error_entry, note_entry
from polltool.simulate.expectations import Expectations, ExpectedSchedule, parse_path
from polltool.simulate.options import Options
from polltool.simulate.replies import MISSING, NetworkError, Reply, When, with_body
from polltool.workspace import Workspace
from polltool.yamldoc import MapNode, Node, ScalarNode

SUFFIXES = (".scenario.yml", ".scenario.yaml")
"""How the names of scenario files end; in a folder, these are the scenarios."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario file.

    ``path`` is the file as messages show it; ``item`` the absolute path of the integration
    or script, ``command`` the first command: None where the file does not say. ``settings``
    are the fields of Options that the file gives.
    """

    path: str
    name: str
    item: str | None = None
    command: str | None = None
    args: Mapping[str, Any] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    replies: tuple[Reply, ...] = ()
    commands: tuple[CommandReply, ...] = ()
    expect: Expectations = field(default_factory=Expectations)

    def options(self, given: Mapping[str, Any] | None = None) -> Options:
        """The options of the simulation: ``given`` ones, then the file's, then the defaults."""
        return dataclasses.replace(Options(), **{**self.settings, **(given or {})})


def is_scenario_name(path: str) -> bool:
    """Whether a file is a scenario by its name."""
    return path.lower().endswith(SUFFIXES)


def find_scenarios(path: str) -> Iterator[str]:
    """The scenario files that a path means: itself, or those in a folder and below, sorted."""
    if not os.path.isdir(path):
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (os.path.join(folder, name) for name in sorted(names) if is_scenario_name(name))


def load_scenario(path: str, *, workspace: Workspace | None = None) -> Scenario:
    """Read a scenario file.

    :raises ScenarioError: it is no sound scenario; the text names each place.
    :raises ReadError: it cannot be read.
    """
    workspace = workspace or Workspace()
    absolute, shown, data = workspace.read_named(path)
    checked = read_checked(shown, data, "scenario")
    builder = _Builder(checked, os.path.dirname(absolute), workspace)
    scenario = builder.scenario(shown)
    if builder.problems:
        raise ScenarioError(builder.problems)
    return scenario


class _Builder:
    """Makes a scenario of values that keep to the schema, and notes what is wrong for all that."""

    def __init__(self, checked: CheckedYaml, folder: str, workspace: Workspace) -> None:
        self.checked = checked
        self.folder = folder
        self.workspace = workspace
        self.problems: list[Problem] = []

    def scenario(self, shown: str) -> Scenario:
        value = self.checked.value
        stem = os.path.basename(shown)
        for suffix in (*SUFFIXES, ".yml", ".yaml"):
            stem = stem[: -len(suffix)] if stem.lower().endswith(suffix) else stem
        return Scenario(
            path=shown,
            name=value.get("name", stem),
            item=self._existing(["integration"]) if "integration" in value else None,
            command=value.get("command"),
            args=self._args(["args"]),
            params=value.get("params", {}),
            settings=self._settings(value),
            replies=tuple(
                self._reply(["replies", index], reply) for index, reply in enumerate(value.get("replies", ()))
            ),
            commands=tuple(
                self._command(["commands", index], reply)
                for index, reply in enumerate(value.get("commands", ()))
            ),
            expect=self._expectations(value.get("expect", {})),
        )

    def _problem(self, path: Path, message: str) -> None:
        self.problems.append(self.checked.problem(path, message))

    def _existing(self, path: Path) -> str:
        """The absolute path of a file or folder that the scenario names."""
        name = _get(self.checked.value, path)
        absolute = os.path.normpath(os.path.join(self.folder, name))
        if not self.workspace.exists(absolute):
            shown = self.workspace.display(absolute)
            self._problem(path, f"there is no {shown}; paths are relative to the scenario")
        return absolute

    def _settings(self, value: Mapping[str, Any]) -> dict[str, Any]:
        server = value.get("server", {})
        settings = {key: server[key] for key in server if key not in ("version", "common_server_python")}
        if "version" in server:
            settings["server_version"] = server["version"]
        if "common_server_python" in server:
            settings["common_server_python"] = self._existing(["server", "common_server_python"])
        for key in ("context", "integration_context", "incident"):
            if key in value:
                settings[key] = value[key]
        if "files" in value:
            settings["files"] = {entry: self._existing(["files", entry]) for entry in value["files"]}
        return settings

    def _args(self, path: Path) -> dict[str, Any]:
        """Arguments as a person gives them: what is written, as text; lists and mappings as they are."""
        node = self.checked.node(path)
        if not isinstance(node, MapNode):
            return {}
        values = _get(self.checked.value, path)
        return {
            entry.key.text or "": _written(entry.value, values[entry.key.text or ""])
            for entry in node.entries()
        }

    def _reply(self, path: Path, reply: Mapping[str, Any]) -> Reply:
        self._at_most_one(path, reply, ("json", "text", "file", "error"))
        method, _, url = reply["request"].partition(" ")
        from_file = "file" in reply and "json" not in reply and "text" not in reply
        content, headers = with_body(
            {name: _text(value) for name, value in reply.get("headers", {}).items()},
            reply.get("json", MISSING),
            reply.get("text"),
            self._content([*path, "file"]) if from_file else b"",
        )
        when = reply.get("when", {})
        return Reply(
            method=method.upper(),
            url=url.strip(),
            when=When(
                query=when.get("query", {}),
                headers=when.get("headers", {}),
                json=when.get("json", MISSING),
                body=when.get("body"),
            ),
            status=reply.get("status", 200),
            content=content,
            headers=headers,
            delay=reply.get("delay", 0),
            times=_times(reply),
            error=NetworkError(reply["error"]) if "error" in reply else None,
            line=self.checked.line(path),
        )

    def _content(self, path: Path) -> bytes:
        before = len(self.problems)
        absolute = self._existing(path)
        if len(self.problems) > before:
            return b""
        try:
            return self.workspace.read(absolute)
        except ReadError as error:
            self._problem(path, f"{self.workspace.display(absolute)}: {error}")
            return b""

    def _command(self, path: Path, reply: Mapping[str, Any]) -> CommandReply:
        for part in ("contents", "human_readable", "context"):
            self._at_most_one(path, reply, ("entries", part, "error"))
        if "error" in reply:
            entries: tuple[Mapping[str, Any], ...] = (error_entry(reply["error"]),)
        elif "entries" in reply:
            entries = tuple(reply["entries"])
        else:
            entries = (note_entry(reply.get("contents"), reply.get("human_readable"), reply.get("context")),)
        return CommandReply(
            command=reply["command"],
            entries=entries,
            args=reply.get("args", {}),
            times=_times(reply),
            line=self.checked.line(path),
        )

    def _at_most_one(self, path: Path, given: Mapping[str, Any], keys: Sequence[str]) -> None:
        there = [key for key in keys if key in given]
        if len(there) > 1:
            place = self.checked.key_place([*path, there[1]])
            message = f"a reply is {there[0]} or {there[1]}, not both: remove one"
            if all(problem.place != place for problem in self.problems):
                self.problems.append(Problem(place, message))

    def _expectations(self, expect: Mapping[str, Any]) -> Expectations:
        for key in ("context", "integration_context"):
            for path in expect.get(key, {}):
                if parse_path(path) is None:
                    place = self.checked.key_place(["expect", key, path])
                    message = f"{path!r} is no path of a context: write it like Acme.Scan[0].status"
                    self.problems.append(Problem(place, message))
        plain: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value
            for key, value in expect.items()
            if key != "schedules"
        }
        if "schedules" in expect:
            plain["schedules"] = tuple(ExpectedSchedule(given) for given in expect["schedules"])
        return Expectations(**plain, lines={key: self.checked.line(["expect", key]) for key in expect})


def _get(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def _times(reply: Mapping[str, Any]) -> int | None:
    times = reply.get("times", 1)
    return None if times == "forever" else int(times)


def _written(node: Node, value: Any) -> Any:
    if not isinstance(node, ScalarNode):
        return value
    plain = scalar_value(node)
    if isinstance(plain, bool):
        return _text(plain)
    return node.text


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
