"""Which release of the platform's library the runtime behaves like."""

from contextlib import contextmanager
from typing import Iterator


class RuntimeSettings:
    """What differs between releases; change `runtime_settings`, there is one for all.

    Attributes:
        older: Behave like the library of October 2022. Then a missing polling argument raises
            ``ValueError`` (it means ``false`` since base release 1.32.49), versions are compared as
            text (6.10.0 comes before 6.2.0), a list argument that looks like JSON and is none
            raises ``ValueError``, values that are no JSON raise ``TypeError`` in tables, tables
            always sort their headers, a raw response that is empty becomes ``None``, an output that
            is a plain string or number is shown as a table (which raises), tags, `replace_existing`
            and metrics' text format are not known, `execute_command` ends the run on an error, and
            long error messages and file names with ``../`` stay as they are.
        require_schedule_support: A `ScheduledCommand` on a server before 6.2.0 raises
            `DemistoException`. Releases since 2024 no longer look at the server's version: with
            ``False`` neither does the runtime.
    """

    __slots__ = ("older", "require_schedule_support")

    def __init__(self) -> None:
        self.older = False
        self.require_schedule_support = True


runtime_settings = RuntimeSettings()


@contextmanager
def older_library(older: bool = True) -> Iterator[RuntimeSettings]:
    """Behave like the library of October 2022 for a while (`RuntimeSettings.older`)."""
    before = runtime_settings.older
    runtime_settings.older = older
    try:
        yield runtime_settings
    finally:
        runtime_settings.older = before
