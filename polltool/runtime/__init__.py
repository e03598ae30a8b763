"""What a polling integration is written against, without the platform.

``from polltool.runtime import *`` stands in for ``from CommonServerPython import *``, and
``from polltool.runtime import demisto`` for ``import demistomock as demisto``. It needs the
standard library only, runs on Python 3.8 and later, and imports nothing else of polltool.
"""

from polltool.runtime.host import (
    BaseDemisto,
    Demisto,
    DemistoScript,
    UnavailableError,
    as_entries,
    current,
    demisto,
    use,
)

__all__ = [
    "BaseDemisto",
    "Demisto",
    "DemistoScript",
    "UnavailableError",
    "as_entries",
    "current",
    "demisto",
    "use",
]
