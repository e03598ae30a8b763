"""What a polling command is to be: the answers that everything is rendered from."""

from __future__ import annotations

from polltool.records import dataclass

DEFAULT_STATE = "job_id"
DEFAULT_INTERVAL = 30
DEFAULT_TIMEOUT = 600
DEFAULT_POLLING_ARG = "polling"
DEFAULT_POLL_MESSAGE = "Fetching Results:"
DEFAULT_ID_FIELD = "id"
DEFAULT_STATUS_FIELD = "status"
DEFAULT_RUNNING = ("pending", "running")
DEFAULT_FAILED = ("failed", "error")


@dataclass(frozen=True, slots=True)
class Input:
    """An argument of a command that a person fills in."""

    name: str
    required: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """A context output; ``path`` is relative to the outputs' prefix (``status``, ``result.score``)."""

    path: str
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request of the client; ``path`` starts with ``/`` and may name arguments in braces.

    ``Request("GET", "/v1/scans/{job_id}")``
    """

    method: str
    path: str


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to every question, complete and valid; the names are those of the options.

    Either ``submit`` and ``find`` name a pair's commands or ``command`` names a single one;
    ``new`` and ``script`` name a whole new integration or script to be made. ``interval`` and
    ``timeout`` are in seconds. ``polling_arg`` is None where the command always polls.
    ``running`` and ``failed`` are the values of ``status_field`` in the find command's reply
    that mean to go on and that the job has failed; any other means that it is done.
    ``vendor_runtime``: the integration gets the runtime as a module of its own.
    ``templates`` is the path of a folder of the user's templates.
    """

    submit: str | None = None
    find: str | None = None
    command: str | None = None
    new: str | None = None
    script: str | None = None
    wraps: str | None = None
    state: str = DEFAULT_STATE
    args: tuple[Input, ...] = ()
    find_args: tuple[Input, ...] = ()
    interval: int = DEFAULT_INTERVAL
    timeout: int = DEFAULT_TIMEOUT
    polling_arg: str | None = DEFAULT_POLLING_ARG
    poll_message: str = DEFAULT_POLL_MESSAGE
    outputs_prefix: str = ""
    outputs: tuple[Output, ...] = ()
    submit_request: Request = Request("POST", "/jobs")
    find_request: Request = Request("GET", "/jobs/{job_id}")
    id_field: str = DEFAULT_ID_FIELD
    status_field: str = DEFAULT_STATUS_FIELD
    running: tuple[str, ...] = DEFAULT_RUNNING
    failed: tuple[str, ...] = DEFAULT_FAILED
    vendor_runtime: bool = False
    tests: bool = True
    readme: bool = True
    templates: str | None = None

    @property
    def always_poll(self) -> bool:
        """Whether the commands poll without being asked to (``requires_polling_arg=False``)."""
        return self.polling_arg is None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the commands to be made, the submit command first; or the script's."""
        if self.script is not None:
            return (self.script,)
        return tuple(name for name in (self.submit, self.find, self.command) if name is not None)
