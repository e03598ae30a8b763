"""Errors and warnings in the War Room, results of the old form, and commands that call commands."""

import json
import sys
import traceback
from typing import Any, Dict, NoReturn

from polltool.runtime.enums import EntryFormat, EntryType, entryTypes
from polltool.runtime.errors import DemistoException
from polltool.runtime.host import demisto
from polltool.runtime.log import LOG, is_debug_mode
from polltool.runtime.settings import runtime_settings

MAX_ERROR_MESSAGE_LENGTH = 50000
SERVER_HANDLED = ("fetch-incidents", "fetch-credentials", "long-running-execution", "fetch-indicators")


def return_error(message: Any, error: Any = "", outputs: Any = None) -> NoReturn:
    """Hand an error entry to the War Room and end the run.

    Args:
        message: What is shown; secrets in it are masked, its middle is cut out beyond 50,000 characters.
        error: The cause, for the log.
        outputs: Outputs for the context.

    Raises:
        SystemExit: Always, with the code 0, but
        Exception: in fetching and long-running commands, where the server shows the error itself.
    """
    is_command = hasattr(demisto, "command")
    command = demisto.command() if is_command else ""
    text = LOG(message)
    if error:
        LOG(str(error))
    if sys.exc_info()[0]:
        trace = traceback.format_exc()
        LOG("\n" + trace)
        if is_debug_mode():
            text = f"{text}\n\n{trace}"
    LOG.print_log()
    if command == "get-modified-remote-data":
        is_missing = isinstance(error, NotImplementedError) if error else True
        if not is_missing or sys.exc_info()[0] is not NotImplementedError:
            text = "skip update. error: " + text
    if command in SERVER_HANDLED:
        raise Exception(text)
    if len(text) > MAX_ERROR_MESSAGE_LENGTH and not runtime_settings.older:
        half = MAX_ERROR_MESSAGE_LENGTH // 2
        text = f"{text[:half]}...This error body was truncated...{text[-half:]}"
    demisto.results(
        {
            "Type": EntryType.ERROR,
            "ContentsFormat": EntryFormat.TEXT,
            "Contents": text,
            "EntryContext": outputs,
        }
    )
    sys.exit(0)


def return_warning(
    message: Any,
    exit: bool = False,
    warning: Any = "",
    outputs: Any = None,
    ignore_auto_extract: bool = False,
) -> None:
    """Hand a warning entry to the War Room.

    Args:
        message: What is shown.
        exit: Whether to end the run.
        warning: The cause, for the log.
        outputs: Outputs for the context.
        ignore_auto_extract: Whether no indicators are to be extracted from the entry.

    Raises:
        SystemExit: With `exit`, with the code 0.
    """
    LOG(message)
    if warning:
        LOG(warning)
    LOG.print_log()
    demisto.results(
        {
            "Type": EntryType.WARNING,
            "ContentsFormat": EntryFormat.TEXT,
            "IgnoreAutoExtract": ignore_auto_extract,
            "Contents": str(message),
            "EntryContext": outputs,
        }
    )
    if exit:
        sys.exit(0)


def return_outputs(
    readable_output: Any,
    outputs: Any = None,
    raw_response: Any = None,
    timeline: Any = None,
    ignore_auto_extract: bool = False,
) -> None:
    """Hand a result of the old form to the War Room; `return_results` is the way now.

    Args:
        readable_output: What people read, in Markdown.
        outputs: What goes to the context, keys with their paths.
        raw_response: The service's answer; the outputs, or else the readable output, by default.
        timeline: Entries for indicators' timelines.
        ignore_auto_extract: Whether no indicators are to be extracted from the entry.
    """
    timelines = [timeline] if isinstance(timeline, dict) else timeline
    for event in timelines or ():
        event.setdefault("Category", "Integration Update")
    is_text = isinstance(raw_response, (str, bytes))
    entry = {
        "Type": EntryType.NOTE,
        "HumanReadable": readable_output,
        "ContentsFormat": EntryFormat.TEXT if is_text else EntryFormat.JSON,
        "Contents": raw_response,
        "EntryContext": outputs,
        "IgnoreAutoExtract": ignore_auto_extract,
        "IndicatorTimeline": timelines,
    }
    if readable_output and not outputs and not raw_response:
        entry.update(Contents=readable_output, ContentsFormat=EntryFormat.TEXT)
    elif outputs and raw_response is None:
        entry["Contents"] = outputs
    demisto.results(entry)


def is_error(execute_command_result: Any) -> bool:
    """Whether what `demisto.executeCommand` gave is, or has in it, an error entry."""
    entries = execute_command_result if isinstance(execute_command_result, list) else [execute_command_result]
    return any(type(entry) is dict and entry["Type"] == EntryType.ERROR for entry in entries)


isError = is_error


def get_error(execute_command_result: Any) -> Any:
    """The messages of the error entries, line by line.

    Raises:
        ValueError: If there are none.
    """
    if not is_error(execute_command_result):
        raise ValueError("There is no error entry here; ask is_error before get_error")
    if isinstance(execute_command_result, dict):
        return execute_command_result["Contents"]
    errors = [entry for entry in execute_command_result if is_error(entry)]
    return "\n".join(entry["Contents"] for entry in errors)


def execute_command(
    command: str, args: Dict[str, Any], extract_contents: bool = True, fail_on_error: bool = True
) -> Any:
    """Run a command by ``demisto.executeCommand`` and look for errors.

    Args:
        command: The command's name.
        args: Its arguments.
        extract_contents: Give the entries' contents (of one entry the contents itself), not the entries.
        fail_on_error: Whether an error entry raises.

    Returns:
        The contents or entries; without `fail_on_error` a pair of whether it worked and these, or
        the error's message.

    Raises:
        DemistoException: If the command gave an error entry (the older library ends the run with an
            error entry), or from an integration, which cannot run commands.
    """
    if not hasattr(demisto, "executeCommand"):
        raise DemistoException("Cannot run demisto.executeCommand() from integrations.")
    entries = demisto.executeCommand(command, args)
    if is_error(entries):
        message = get_error(entries)
        if not fail_on_error:
            return False, message
        told = f"Failed to execute {command}. Error details:\n{message}"
        if runtime_settings.older:
            return_error(told)
        raise DemistoException(told)
    found: Any = entries
    if extract_contents:
        hidden = None if runtime_settings.older else entryTypes["debug"]
        contents = [
            entry.get("Contents", {}) for entry in entries if hidden is None or entry["Type"] != hidden
        ]
        found = contents[0] if len(contents) == 1 else contents
    return found if fail_on_error else (True, found)


def safe_load_json(json_object: Any) -> Any:
    """JSON from a text, or from the War Room file with that entry id; a list or dictionary as it is.

    Raises:
        SystemExit: If there is no JSON; the run ends with an error entry.
    """
    if isinstance(json_object, (dict, list)):
        return json_object
    is_text = (json_object[:1], json_object[-1:]) in (("{", "}"), ("[", "]"))
    try:
        if is_text:
            return json.loads(json_object)
        with open(demisto.getFilePath(json_object)["path"], "rb") as file:
            return json.load(file)
    except Exception as error:
        what = "JSON string" if is_text else "JSON file"
        return_error(f"Unable to parse {what}. Please verify the JSON is valid. - {error}")
