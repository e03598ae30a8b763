"""What a command gives back, and how it reaches the War Room."""

from typing import Any, Dict, List, Optional, Union

from polltool.runtime.enums import EntryFormat, EntryType
from polltool.runtime.errors import DemistoException
from polltool.runtime.host import demisto
from polltool.runtime.markdown import tableToMarkdown
from polltool.runtime.settings import runtime_settings


class CommandResults:
    """A command's result; `return_results` makes a War Room entry of it.

    Args:
        outputs_prefix: Where the outputs go in the context, such as ``Acme.Scan``.
        outputs_key_field: The key, or the keys, by which an output that is already there is known.
        outputs: What goes to the context. What is no dictionary needs a prefix.
        indicators: Several indicators; `indicator` is the one to use.
        readable_output: What people read, in Markdown; by default a table of the outputs.
        raw_response: The service's answer; the outputs by default.
        indicators_timeline: An `IndicatorsTimeline`.
        indicator: An object whose `to_context` gives an indicator's context.
        ignore_auto_extract: Whether no indicators are to be extracted from the entry.
        mark_as_note: Whether the entry is marked as a note.
        tags: The entry's tags.
        scheduled_command: The `ScheduledCommand` by which the server goes on.
        relationships: Objects whose `to_entry` gives a relationship.
        entry_type: One of `EntryType`; a note by default.
        content_format: One of `EntryFormat`; text for strings and numbers, else JSON, by default.
        execution_metrics: What an `ExecutionMetrics` has counted; makes the entry one of metrics.
        replace_existing: Replace what is at the prefix, which needs a dot, instead of adding to it.

    Raises:
        ValueError: If the prefix is missing or a dot, or if both `indicators` and `indicator` are given.
        TypeError: If the key field is neither a string nor a list, or the format is none.
    """

    def __init__(
        self,
        outputs_prefix: Optional[str] = None,
        outputs_key_field: Any = None,
        outputs: Any = None,
        indicators: Optional[List[Any]] = None,
        readable_output: Optional[str] = None,
        raw_response: Any = None,
        indicators_timeline: Any = None,
        indicator: Any = None,
        ignore_auto_extract: bool = False,
        mark_as_note: bool = False,
        tags: Optional[List[str]] = None,
        scheduled_command: Any = None,
        relationships: Optional[List[Any]] = None,
        entry_type: Optional[int] = None,
        content_format: Optional[str] = None,
        execution_metrics: Any = None,
        replace_existing: bool = False,
    ) -> None:
        if outputs is not None:
            if not isinstance(outputs, dict) and not outputs_prefix:
                raise ValueError("outputs_prefix is missing")
            if outputs_prefix == "." and not runtime_settings.older:
                raise ValueError("outputs_prefix cannot be a period.")
        if indicators and indicator:
            raise ValueError("indicators is DEPRECATED, use only indicator")
        if outputs_key_field and not isinstance(outputs_key_field, (str, bytes, list)):
            raise TypeError("outputs_key_field must be of type str or list")
        if content_format is not None and not EntryFormat.is_valid_type(content_format):
            raise TypeError(f"content_format {content_format} is invalid, see EntryFormat")
        self.outputs_prefix = outputs_prefix
        self.outputs_key_field = outputs_key_field
        self.outputs = outputs
        self.indicators = indicators
        self.readable_output = readable_output
        self.raw_response = outputs if raw_response is None else raw_response
        self.indicators_timeline = indicators_timeline
        self.indicator = indicator
        self.ignore_auto_extract = ignore_auto_extract
        self.mark_as_note = mark_as_note
        self.tags = tags
        self.scheduled_command = scheduled_command
        self.relationships = relationships
        self.entry_type = EntryType.NOTE if entry_type is None else entry_type
        self.content_format = content_format
        self.execution_metrics = execution_metrics
        self.replace_existing = replace_existing
        # Fixed now: what is assigned to outputs_key_field later does not count, as on the platform.
        self._outputs_key_field: Optional[List[Any]] = None
        if outputs_key_field:
            is_list = isinstance(outputs_key_field, list)
            self._outputs_key_field = outputs_key_field if is_list else [outputs_key_field]

    def to_context(self) -> Dict[str, Any]:
        """The War Room entry.

        Raises:
            DemistoException: If an output is to be replaced at a prefix without a dot.
        """
        context = self._indicators_context()
        human_readable: Any = self.readable_output or None
        if self.outputs is not None and self.outputs != []:
            if not self.readable_output:
                human_readable = self._outputs_table()
            self._add_outputs(context)
        relationships = [
            relationship.to_entry() for relationship in self.relationships or () if relationship.to_entry()
        ]
        raw_response = self.raw_response
        if runtime_settings.older:
            raw_response = raw_response or None
        content_format = self.content_format
        if content_format is None:
            is_text = isinstance(raw_response, (str, bytes, int))
            content_format = EntryFormat.TEXT if is_text else EntryFormat.JSON
        if self.execution_metrics:
            self.entry_type = EntryType.EXECUTION_METRICS
            raw_response = "Metrics reported successfully."
            if not runtime_settings.older:
                content_format = EntryFormat.TEXT
        timeline = self.indicators_timeline
        entry = {
            "Type": self.entry_type,
            "ContentsFormat": content_format,
            "Contents": raw_response,
            "HumanReadable": human_readable,
            "EntryContext": context,
            "IndicatorTimeline": timeline.indicators_timeline if timeline else [],
            "IgnoreAutoExtract": bool(self.ignore_auto_extract),
            "Note": bool(self.mark_as_note),
            "Relationships": relationships,
        }
        if self.tags and not runtime_settings.older:
            entry["Tags"] = self.tags
        if self.scheduled_command:
            entry.update(self.scheduled_command.to_results())
        if self.execution_metrics:
            entry["APIExecutionMetrics"] = self.execution_metrics
        return entry

    def _indicators_context(self) -> Dict[str, Any]:
        context: Dict[str, Any] = {}
        for indicator in [self.indicator] if self.indicator else self.indicators or ():
            for key, value in indicator.to_context().items():
                context.setdefault(key, []).append(value)
        return context

    def _outputs_table(self) -> Any:
        if isinstance(self.outputs, (dict, list)) or runtime_settings.older:
            return tableToMarkdown("Results", self.outputs)
        return self.outputs

    def _add_outputs(self, context: Dict[str, Any]) -> None:
        prefix = self.outputs_prefix
        if prefix and self.replace_existing and not runtime_settings.older:
            path, _, key = prefix.rpartition(".")
            if not path:
                raise DemistoException("outputs_prefix must be a nested path to replace an existing key.")
            context[f"{path}(true)"] = {key: self.outputs}
        elif prefix and self._outputs_key_field:
            same = " && ".join(
                f"val.{field} && val.{field} == obj.{field}" for field in self._outputs_key_field
            )
            context[f"{prefix}({same})"] = self.outputs
        elif prefix:
            context[str(prefix)] = self.outputs
        else:
            context.update(self.outputs)


_RESULT_METHODS = (
    ("CommandResults", "to_context"),
    ("BaseWidget", "to_display"),
    ("GetMappingFieldsResponse", "extract_mapping"),
    ("GetRemoteDataResponse", "extract_for_local"),
)
"""The classes that `return_results` knows, and the method that gives what the server gets.

They are known by name: objects made by another copy of the library (the exported module stands
beside the platform's own) are results too."""


def return_results(results: Any) -> None:
    """Hand a result to the War Room: a `CommandResults`, an entry, text, or a list of these.

    Of a list, the entries and texts are handed over together, after the other results, which go
    one by one. Anything with a `to_entry` is asked for its entry; what is unknown is handed over
    as it is. A script's entries of metrics are dropped.
    """
    if results and isinstance(results, list):
        plain: List[Union[Dict[str, Any], str]] = []
        for result in results:
            if isinstance(result, str) or (isinstance(result, dict) and not _is_dropped(result)):
                plain.append(result)
            elif not isinstance(result, dict):
                return_results(result)
        if plain:
            demisto.results(plain)
        return
    bases = {base.__name__ for base in type(results).__mro__}
    for name, method in _RESULT_METHODS:
        if name in bases:
            results = getattr(results, method)()
            break
    else:
        if results is not None and hasattr(results, "to_entry"):
            results = results.to_entry()
    if not (isinstance(results, dict) and _is_dropped(results)):
        demisto.results(results)


def is_integration_command_execution() -> bool:
    """Whether this is the run of an integration's command, not of a script."""
    try:
        return bool(demisto.callingContext["context"]["ExecutedCommands"][0]["moduleBrand"] != "Scripts")
    except (KeyError, IndexError, TypeError):
        pass
    try:
        return bool(demisto.callingContext["context"]["ScriptName"] == "")
    except (KeyError, IndexError, TypeError):
        return True


def _is_dropped(entry: Dict[str, Any]) -> bool:
    if runtime_settings.older or entry.get("Type") != EntryType.EXECUTION_METRICS:
        return False
    if is_integration_command_execution():
        return False
    demisto.debug("Entries of execution metrics are not for scripts; one was dropped.")
    return True
