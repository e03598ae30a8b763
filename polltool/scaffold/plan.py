"""What is to be written: every file as it is and as it should be, worked out in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from polltool.edits import Edit
from polltool.fixing.outcome import FileChange
from polltool.fixing.texts import file_text
from polltool.model import read_item
from polltool.records import dataclass, field, replace
from polltool.scaffold.answers import Answers
from polltool.scaffold.codeinsert import CannotInsert
from polltool.scaffold.codeparts import CodeParts, code_parts
from polltool.scaffold.codestyle import CodeStyle
from polltool.scaffold.extras import Extra, Unwritable, readme, scenario, scenario_file, unit_tests
from polltool.scaffold.ownclient import own_client
from polltool.scaffold.refusal import Refusal
from polltool.scaffold.rendering import renderer
from polltool.scaffold.samples import sample_values
from polltool.scaffold.target import Target
from polltool.scaffold.ymlparts import (
    CommandPart,
    as_members,
    command_data,
    differences,
    put_in,
    read_command,
)
from polltool.workspace import Workspace
from polltool.yamldoc import load_bytes
from polltool.ymlfix.text import Unsure


@dataclass(frozen=True, slots=True)
class Plan:
    """The files of a run; ``notes`` say what stays as it is and why.

    ``yml`` is the integration's, ``code`` the file with its code and ``scenario`` that with the
    commands' scenario, as reports show them.
    """

    yml: str
    code: str
    scenario: str
    files: tuple[FileChange, ...]
    notes: tuple[str, ...] = ()

    @property
    def item(self) -> frozenset[str]:
        """The files that are the integration itself, which a lint looks at."""
        return frozenset({self.yml, self.code})

    @property
    def changes(self) -> tuple[FileChange, ...]:
        """The files that are new or change."""
        return tuple(file for file in self.files if file.old != file.new)


@dataclass(slots=True)
class _Files:
    """The files as they should be, by absolute path, with what they were."""

    workspace: Workspace
    old: dict[str, bytes | None] = field(default_factory=dict)
    new: dict[str, bytes] = field(default_factory=dict)

    def put(self, path: str, old: bytes | None, new: bytes) -> None:
        self.old.setdefault(path, old)
        self.new[path] = new

    def changes(self) -> tuple[FileChange, ...]:
        return tuple(
            FileChange(self.workspace.display(path), self.old[path], new) for path, new in self.new.items()
        )


def plan_commands(target: Target, answers: Answers) -> Plan:
    """Plan the commands of ``answers`` in an integration.

    :raises Refusal: a command of that name is there and differs, or something has no certain
        place; the text says where and what to do.
    :raises TemplateFault: a template cannot be used.
    """
    return _Planner(target, answers).plan()


class _Planner:
    """Works the parts out one after another, and gathers what is in their way."""

    def __init__(self, target: Target, answers: Answers) -> None:
        self.target = target
        self.answers = answers
        self.files = _Files(target.workspace)
        self.render = renderer(answers.templates)
        self.notes: list[str] = []
        self.conflicts: list[str] = []
        self.pastes: list[str] = []
        self.certain: list[str] = []
        self.declared: list[Sequence[Edit]] = []

    def plan(self) -> Plan:
        style = self.target.style
        own = own_client(style.scopes, self.target.parameters)
        code = code_parts(self.answers, self.target.code, style, self.render, own)
        single = self.answers.command is not None
        templates = ("single/command.yml.j2",) if single else ("pair/submit.yml.j2", "pair/find.yml.j2")
        values = {**code.values, "internal": self._internal(code.values)}
        commands = [read_command(template, self.render(template, values)) for template in templates]
        self._declare(commands)
        self._note_prefix()
        self._note_client(code)
        self.conflicts += [f"{self.target.show(self.target.code_path)}: {text}" for text in code.conflicts]
        self._implement(code)
        if self.answers.vendor_runtime:
            self._vendor()
        if self.conflicts:
            raise Refusal("\n".join(self.conflicts))
        if self.pastes:
            raise Refusal(_by_hand(self.pastes, self.certain))
        values = {**code.values, **sample_values(self.target, self.answers, code.values)}
        if code.own is not None:
            values["params"] = {**code.own.samples, **values["params"]}
        self._beside(style, values, commands)
        scenario_path = self.target.show(scenario_file(self.target, values["start"]))
        return Plan(
            self.target.item.path,
            self.target.code.path,
            scenario_path,
            self.files.changes(),
            tuple(self.notes),
        )

    def _internal(self, values: Mapping[str, Any]) -> list[str]:
        """Arguments that most of the integration's commands declare for what they all run through.

        A shared client that runs a command again when it meets a rate limit marks that in one.
        """
        made = {*self.answers.names}
        others = [command for command in self.target.item.commands if command.name not in made]
        counted = Counter(name for command in others for name in {*command.arguments.names})
        known = {*values["next_names"], *values["carried"], self.answers.state}
        known |= {one.name for one in (*self.answers.args, *self.answers.find_args)}
        usual = [name for name, count in counted.items() if count > 1 and count * 2 > len(others)]
        return sorted(
            name
            for name in usual
            if name not in known
            and all(one.concealed for command in others if (one := command.arguments.named(name)) is not None)
        )

    def _note_prefix(self) -> None:
        """Say so where a name begins otherwise than the integration's do: people look for them by that."""
        usual = (self.target.style.command_prefix or "").partition("-")[0]
        others = [name for name in self.answers.names if name.partition("-")[0] != usual]
        if usual and others:
            self.notes.append(
                f"the names of the other commands of {self.target.item.path} begin with '{usual}-', "
                f"unlike {' and '.join(others)}"
            )

    def _note_client(self, code: CodeParts) -> None:
        """Say so where requests are sent by a client that was guessed from the parameters."""
        if code.own is not None and not code.own.present:
            self.notes.append(
                f"nothing was found in {self.target.code.path} that could send the new requests, so they are sent "
                f"by {code.own.name}, with {code.own.told}: see that the service wants them so"
            )

    def _declare(self, commands: Sequence[CommandPart]) -> None:
        """The commands in the yml."""
        target = self.target
        old = target.workspace.read(target.yml)
        self.files.put(target.yml, old, old)
        for command in commands:
            present = target.item.command(command.name)
            differing = [] if present is None else differences(command, present.keys.node)
            if present is not None and differing:
                self.conflicts.append(
                    f"{target.item.path}:{present.place.line}: {command.name} is there and differs "
                    f"({', '.join(differing)}); remove it to have it made anew, or choose another name"
                )
        item = target.item
        missing = [command for command in commands if item.command(command.name) is None]
        while missing:
            try:
                put, edits = put_in(item, missing)
            except Unsure:
                self.pastes.append(
                    f"{item.path}: the list of commands is not written in a way that can be added to safely; "
                    f"add to it:\n{as_members(missing)}"
                )
                return
            self.certain.append(f"{item.path}: add to the commands:\n{as_members(missing[:put])}")
            self._edit(target.yml, edits)
            self.declared.append(edits)
            missing = missing[put:]
            if missing:
                item = read_item(load_bytes(item.path, self.files.new[target.yml])) or item

    def _edit(self, path: str, edits: Sequence[Edit]) -> None:
        text = file_text(self.target.show(path), self.files.new[path])
        old = self.files.old[path]
        try:
            self.files.put(path, old, text.edited(edits))
        except UnicodeEncodeError as error:
            missing = error.object[error.start]
            raise Refusal(
                f"{self.target.show(path)} is in the encoding {text.encoding}, which has no {missing!r}; "
                "use other words, or save the file as UTF-8"
            ) from None

    def _implement(self, code: CodeParts) -> None:
        """The functions in the code; inside a unified yml, in what that has become by now."""
        target, path = self.target, self.target.code_path
        if not target.unified:
            data = target.workspace.read(path)
            self.files.put(path, data, data)
        try:
            edits = code.edits(target.code, target.style)
        except CannotInsert as error:
            self.pastes.append(str(error))
            parts = (code.missing.imports, code.missing.client_methods, code.missing.functions)
            told = str(error)
            rest = [text for part in parts for text in part if text not in told]
            rest += [
                f"# where commands are told apart: {one.command!r} is run by {one.function}"
                for one in code.missing.dispatch
                if f"{one.function}(" not in told.replace(f"def {one.function}(", "")
            ]
            if rest:
                self.certain.append(f"{self.target.show(path)}: add:\n" + "\n\n".join(rest))
            return
        self._edit(path, [self._moved(one) for one in edits] if target.unified else edits)

    def _moved(self, one: Edit) -> Edit:
        """An edit of the yml as it was, for what has become of it by now."""
        for edits in self.declared:
            shift = sum(len(made.text) - (made.end - made.start) for made in edits if made.start < one.start)
            one = replace(one, start=one.start + shift, end=one.end + shift)
        return one

    def _vendor(self) -> None:
        if self.target.unified:
            self.conflicts.append(
                f"{self.target.item.path}: --vendor-runtime needs the code in a file of its own: only there is the "
                "import of a shared module replaced when content is built"
            )
            return
        from polltool.scaffold.vendored import vendored_files

        for file in vendored_files(self.target):
            if file.old not in (None, file.new):
                self.conflicts.append(
                    f"{file.path} is there and says something else; "
                    "renew it by 'polltool runtime export --force', or move it out of the way"
                )
            self.files.put(self.target.workspace.absolute(file.path), file.old, file.new)

    def _beside(self, style: CodeStyle, values: Mapping[str, Any], commands: Sequence[CommandPart]) -> None:
        """The files that come with the commands."""
        target, answers = self.target, self.answers
        if answers.tests:
            self._add(lambda: unit_tests(target, answers, style, values, self.render))
        if answers.readme:
            self._add(lambda: readme(target, [command_data(one) for one in commands], values, self.render))
        self._add(lambda: scenario(target, values, self.render))

    def _add(self, make: Callable[[], Extra]) -> None:
        try:
            extra = make()
        except Unwritable as error:
            self.notes.append(f"{error}; it stays as it is")
        else:
            self.files.put(extra.path, extra.old, extra.new)


def _by_hand(pastes: Sequence[str], certain: Sequence[str]) -> str:
    """What to do where some parts have no certain place: those, and then the others."""
    told = ["some parts have no certain place, so nothing was written. To put them in by hand:", *pastes]
    if certain:
        told += ["The other parts:", *certain]
    return "\n\n".join(told)
