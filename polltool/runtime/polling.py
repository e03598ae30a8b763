"""Commands that run again until their result is there."""

from typing import Any, Callable, Dict, Optional, Union

from polltool.runtime.arguments import argToBoolean
from polltool.runtime.results import CommandResults
from polltool.runtime.schedule import ScheduledCommand
from polltool.runtime.settings import runtime_settings


class PollResult:
    """What a function decorated with `polling_function` returns.

    Args:
        response: The command's result, returned when polling ends, and in each run without polling.
        continue_to_poll: Whether to run again: a ``bool``, or a function without arguments that tells.
        args_for_next_run: The next run's arguments; this run's if none are given (or they are empty).
            What the command does not declare is dropped by the server.
        partial_result: A `CommandResults` to show although polling goes on.
    """

    def __init__(
        self,
        response: Any,
        continue_to_poll: Union[bool, Callable[[], Any]] = False,
        args_for_next_run: Optional[Dict[str, Any]] = None,
        partial_result: Optional[CommandResults] = None,
    ) -> None:
        self.response = response
        self.continue_to_poll = continue_to_poll
        self.args_for_next_run = args_for_next_run
        self.partial_result = partial_result


def polling_function(
    name: str,
    interval: Any = 30,
    timeout: Any = 600,
    poll_message: str = "Fetching Results:",
    polling_arg_name: str = "polling",
    requires_polling_arg: bool = True,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make a function that returns a `PollResult` into a command that runs until it is done.

    The function's first parameter is the arguments' dictionary, and it is called with it first
    (or as ``args=``). Where polling is asked for and the function says to go on, the result has a
    schedule by which the server runs the command `name` again with the next run's arguments. In
    these ``hide_polling_output`` is set, so that later runs, if the command declares it, show
    nothing until the end.

    Args:
        name: The command to run again.
        interval: In how many seconds; at least 10.
        timeout: After how many seconds the server gives up.
        poll_message: What people read meanwhile.
        polling_arg_name: The argument that asks for polling.
        requires_polling_arg: Whether it has to be asked for; else every run polls. Where the
            argument is missing the function runs once (the older library raises ``ValueError``).

    Raises:
        DemistoException: In a run that polls, on a server before 6.2.0.
        TypeError: In such a run, if `continue_to_poll` is neither a ``bool`` nor a function.
        ValueError: If the argument that asks for polling is no boolean.
    """

    def dec(func: Callable[..., Any]) -> Callable[..., Any]:
        # Not wrapped by functools.wraps: on the platform the name in keyword calls is args, too.
        def inner(args: Dict[str, Any], *arguments: Any, **kwargs: Any) -> Any:
            if requires_polling_arg and not argToBoolean(_asked(args, polling_arg_name)):
                return func(args, *arguments, **kwargs).response
            ScheduledCommand.raise_error_if_not_supported()
            result = func(args, *arguments, **kwargs)
            goes_on = result.continue_to_poll
            if not (goes_on if isinstance(goes_on, bool) else goes_on()):
                return result.response
            message = None if args.get("hide_polling_output") else poll_message
            next_args = result.args_for_next_run or args
            next_args["hide_polling_output"] = True
            shown = result.partial_result or CommandResults(readable_output=message)
            shown.scheduled_command = ScheduledCommand(
                command=name, next_run_in_seconds=interval, args=next_args, timeout_in_seconds=timeout
            )
            return shown

        return inner

    return dec


def _asked(args: Dict[str, Any], polling_arg_name: str) -> Any:
    return args.get(polling_arg_name) if runtime_settings.older else args.get(polling_arg_name, False)
