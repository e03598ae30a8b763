"""Whole new items: an integration with its commands, or a script, planned in memory like all else."""

from __future__ import annotations

import os
from collections.abc import Mapping

from polltool.errors import ReadError, UsageError
from polltool.fixing.outcome import FileChange
from polltool.records import replace
from polltool.scaffold.answering import Ask, answer
from polltool.scaffold.answers import Answers
from polltool.scaffold.defaults import Suggestions
from polltool.scaffold.parsing import AnswerError, Given
from polltool.scaffold.plan import Plan, plan_commands
from polltool.scaffold.refusal import Refusal
from polltool.scaffold.rendering import renderer
from polltool.scaffold.scripts import new_script, script_answers, script_scenario
from polltool.scaffold.skeleton import Skeleton, command_examples, new_integration
from polltool.scaffold.target import read_target
from polltool.workspace import Workspace


def plan_new_item(
    folder: str, given: Given, workspace: Workspace, *, ask: Ask | None, defaults: bool
) -> tuple[Answers, Plan]:
    """Complete the answers for a new integration (``new``) or script (``script``), and plan its files.

    :param folder: the folder in which the item gets one of its own.
    :param ask: asks a person for answers that are missing.
    :param defaults: take defaults for them instead.
    :raises AnswerError: an answer is missing or cannot be; the text names its option.
    :raises UsageError: there is no such folder.
    :raises Refusal: something is in the way.
    :raises TemplateFault: a template cannot be used.
    """
    if "new" in given and "script" in given:
        raise AnswerError("--new and --script are two different items; leave one out")
    place = workspace.absolute(folder)
    if not workspace.is_dir(place):
        raise UsageError(f"there is no folder {folder}; make it first, or name another for the new item")
    if "script" in given:
        if ask is not None and not defaults:
            from polltool.scaffold.questions import ask_what_to_run

            given = ask_what_to_run(given)
        answers = script_answers(given, defaults=defaults)
        skeleton = new_script(answers, renderer(answers.templates))
        return answers, _plan(place, skeleton, {}, script_scenario(skeleton.name), workspace)
    return _integration(place, given, workspace, ask=ask, defaults=defaults)


def _integration(
    place: str, given: Given, workspace: Workspace, *, ask: Ask | None, defaults: bool
) -> tuple[Answers, Plan]:
    """The integration without commands is read as if it lay on the disk, and gets them as any other."""
    render = renderer(given.get("templates"))
    skeleton = new_integration(
        given["new"], tests=given.get("tests", True), readme=given.get("readme", True), render=render
    )
    prefix = skeleton.name.prefix
    if defaults and not {"submit", "find", "command"} & set(given):
        given = {**given, "submit": f"{prefix}-submit", "find": f"{prefix}-find"}
    answers = answer(given, Suggestions(prefix, skeleton.name.name), ask=ask, defaults=defaults)
    own = os.path.join(place, skeleton.name.name)
    unsaved = {os.path.join(own, name): data for name, data in skeleton.files.items()}
    target = read_target(
        os.path.join(own, skeleton.yml), Workspace(workspace.cwd, {**workspace.overlaid, **unsaved})
    )
    commands = plan_commands(target, answers)
    added = {workspace.absolute(change.path): change.new for change in commands.files}
    added[os.path.join(own, "command_examples")] = command_examples(answers, render)
    scenario = os.path.relpath(workspace.absolute(commands.scenario), own)
    return answers, replace(_plan(place, skeleton, added, scenario, workspace), notes=commands.notes)


def _plan(
    place: str, skeleton: Skeleton, added: Mapping[str, bytes], scenario: str, workspace: Workspace
) -> Plan:
    """All files of the item, as they are on the disk (mostly not at all) and as they should be.

    :param added: what else there is to be, by absolute path, in the place of the skeleton's.
    :param scenario: the path of the scenario in the item's folder.
    :raises Refusal: one is there and says something else.
    """
    own = os.path.join(place, skeleton.name.name)
    planned = {os.path.join(own, name): data for name, data in skeleton.files.items()} | dict(added)
    files = tuple(
        FileChange(workspace.display(path), _present(path, workspace), data) for path, data in planned.items()
    )
    differing = [file.path for file in files if file.old not in (None, file.new)]
    if differing:
        raise Refusal(
            f"{', '.join(differing)}: there already, and not as it would be made; choose another name, or put "
            "commands into an integration that exists by its path alone"
        )
    return Plan(
        workspace.display(os.path.join(own, skeleton.yml)),
        workspace.display(os.path.join(own, skeleton.code)),
        workspace.display(os.path.join(own, scenario)),
        files,
    )


def _present(path: str, workspace: Workspace) -> bytes | None:
    if not workspace.exists(path):
        return None
    try:
        return workspace.read(path)
    except ReadError as error:
        raise Refusal(f"{workspace.display(path)}: {error}") from None
