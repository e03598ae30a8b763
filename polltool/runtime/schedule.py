"""Asking the server to run a command again, and knowing that it did."""

from typing import Any, Dict, Optional

from polltool.runtime.arguments import assign_params
from polltool.runtime.errors import DemistoException
from polltool.runtime.host import demisto
from polltool.runtime.settings import runtime_settings
from polltool.runtime.version import is_demisto_version_ge

_LEAST_INTERVAL = 10


class ScheduledCommand:
    """A command that the server is to run later; given to a `CommandResults` as `scheduled_command`.

    Args:
        command: The command to run.
        next_run_in_seconds: In how many seconds. Less than 10 becomes 10, and the log says so.
        args: The arguments of that run; the server drops those that the command does not declare.
        timeout_in_seconds: After how many seconds the server ends the sequence with an error.
        items_remaining: How many items are still to be polled.

    Raises:
        DemistoException: On a server before 6.2.0 (see `RuntimeSettings.require_schedule_support`).
        TypeError: If `next_run_in_seconds` is no number, ``None`` for instance.
    """

    VERSION_MISMATCH_ERROR = (
        "This server cannot schedule commands: this command is not supported below server version 6.2.0."
    )

    def __init__(
        self,
        command: str,
        next_run_in_seconds: int,
        args: Optional[Dict[str, Any]] = None,
        timeout_in_seconds: Optional[int] = None,
        items_remaining: Optional[int] = 0,
    ) -> None:
        self.raise_error_if_not_supported()
        self._command = command
        if next_run_in_seconds < _LEAST_INTERVAL:
            demisto.info(
                f"ScheduledCommand: next_run_in_seconds is {next_run_in_seconds}, "
                f"which is too low: it was set to {_LEAST_INTERVAL} seconds."
            )
            next_run_in_seconds = _LEAST_INTERVAL
        self._next_run = str(next_run_in_seconds)
        self._args = args
        self._timeout = str(timeout_in_seconds) if timeout_in_seconds else None
        self._items_remaining = items_remaining

    @staticmethod
    def raise_error_if_not_supported() -> None:
        """Raise `DemistoException` where `supports_polling` says no."""
        if not ScheduledCommand.supports_polling():
            raise DemistoException(ScheduledCommand.VERSION_MISMATCH_ERROR)

    @staticmethod
    def supports_polling() -> bool:
        """Whether the server can schedule commands: 6.2.0 and later can."""
        return not runtime_settings.require_schedule_support or is_demisto_version_ge("6.2.0")

    def to_results(self) -> Dict[str, Any]:
        """The keys that make an entry a schedule; interval and timeout are strings.

        A key without a value (``None``, an empty string or collection) is left out.
        """
        return assign_params(
            PollingCommand=self._command,
            NextRun=self._next_run,
            PollingArgs=self._args,
            Timeout=self._timeout,
            PollingItemsRemaining=self._items_remaining,
        )


def get_schedule_metadata(context: Dict[str, Any]) -> Dict[str, Any]:
    """What the server says about the sequence that this run belongs to.

    Args:
        context: ``demisto.callingContext['context']``.

    Returns:
        ``is_polling``, ``polling_command``, ``polling_args``, ``times_ran`` (this run included),
        ``start_date`` and ``end_date``, each where known; nothing where no entry started this run.
    """
    parent = context.get("ParentEntry", {})
    if not parent:
        return {}
    return assign_params(
        is_polling=bool(parent.get("polling")),
        polling_command=parent.get("pollingCommand"),
        polling_args=parent.get("pollingArgs"),
        times_ran=int(parent.get("timesRan", 0)) + 1,
        start_date=parent.get("startDate"),
        end_date=parent.get("endingDate"),
    )


def is_scheduled_command_retry() -> bool:
    """Whether the server runs this command because an earlier run scheduled it."""
    metadata = get_schedule_metadata(demisto.callingContext.get("context", {}))
    return bool(metadata.get("is_polling", False))
