"""Which code makes a command's schedule: its own decorator, its own ScheduledCommand, a shared module."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from bench.mutation.code import Code
from bench.mutation.content import Item
from polltool import flows
from polltool.itemcode import CodeReader, code_file, embedded_code
from polltool.model import read_item
from polltool.workspace import Workspace
from polltool.yamldoc import load_bytes


class Form(enum.Enum):
    """How a command polls."""

    DECORATOR = "decorator"
    SCHEDULED = "ScheduledCommand"
    SHARED = "shared module"
    NONE = "no visible code"


@dataclass(frozen=True, slots=True)
class Polling:
    """How an item's commands poll, as the linter's own flows tell.

    ``forms`` decides the column in which a mutant is counted, never whether it counts;
    ``states`` are keys that the code adds to a next run's arguments, by target: more
    candidates for removal beside those that a plain look at yml and code finds.
    """

    forms: dict[str, Form]
    states: dict[str, frozenset[str]]


def polling_of(item: Item, code: Code, workspace: Workspace) -> Polling:
    """How the commands of an item poll.

    Where the item's code and its modules know only one form, it is that.
    """
    own = [
        form
        for form, there in ((Form.DECORATOR, code.own.decorates), (Form.SCHEDULED, code.own.schedules))
        if there
    ]
    shared = [Form.SHARED] if any(facts.decorates or facts.schedules for facts in code.shared) else []
    possible = own + shared
    analysis = _analysis(item, workspace)
    states: dict[str, set[str]] = {}
    for flow in () if analysis is None else analysis.flows:
        if flow.target is not None:
            states.setdefault(flow.target.name, set()).update(flow.state)
    names = [command.name for command in item.commands if command.polls or command.name in states]
    if len(possible) < 2:
        forms = dict.fromkeys(names, possible[0] if possible else Form.NONE)
    else:
        forms = {name: _form(name, analysis, possible) for name in names}
    return Polling(forms, {name: frozenset(keys) for name, keys in states.items()})


def _form(command: str, analysis: flows.ItemAnalysis | None, possible: list[Form]) -> Form:
    seen = set()
    for flow in () if analysis is None else analysis.flows:
        if command not in (flow.starter.name, flow.target_name):
            continue
        if analysis is not None and analysis.is_shared(flow.schedule.spot):
            seen.add(Form.SHARED)
        else:
            seen.add(Form.DECORATOR if flow.decorated else Form.SCHEDULED)
    for form in (Form.DECORATOR, Form.SCHEDULED, Form.SHARED):
        if form in seen:
            return form
    return possible[-1]


def _analysis(item: Item, workspace: Workspace) -> flows.ItemAnalysis | None:
    path = workspace.absolute(item.path)
    document = load_bytes(item.shown, workspace.read(path))
    model = read_item(document)
    reader = CodeReader(workspace, workspace.read, lambda yml: ())
    if model is None:
        return None
    if model.embedded is not None:
        file = embedded_code(document, model)
    else:
        beside = reader.beside(path)
        file = None if beside is None else code_file(workspace.display(beside[0]), beside[1])
    if file is None:
        return None
    try:
        return flows.analyse(model, file, lambda name: reader.module(name, path))
    except SyntaxError:
        return None
