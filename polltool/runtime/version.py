"""The server's version."""

from typing import Any, Dict, Optional, Tuple

from polltool.runtime.host import demisto
from polltool.runtime.settings import runtime_settings


class GetDemistoVersion:
    """What `get_demisto_version` is: a function whose answer a test can set as ``_version``."""

    def __init__(self) -> None:
        self._version: Optional[Dict[str, Any]] = None

    def __call__(self) -> Dict[str, Any]:
        """The server's ``version`` and ``buildNumber``.

        Raises:
            AttributeError: If the server does not tell (before 5.0.0).
        """
        if self._version is not None:
            return self._version
        if not hasattr(demisto, "demistoVersion"):
            raise AttributeError("demistoVersion attribute not found.")
        version: Dict[str, Any] = demisto.demistoVersion()
        return version


get_demisto_version = GetDemistoVersion()


def get_demisto_version_as_str() -> str:
    """The version and the build number, such as ``6.10.0-1234``, or ``Unknown``."""
    try:
        known = get_demisto_version()
    except AttributeError:
        return "Unknown"
    return f"{known.get('version', 'Unknown')}-{known.get('buildNumber', 'Unknown')}"


def is_demisto_version_ge(version: str, build_number: Any = "") -> bool:
    """Whether the server has that version or a later one.

    The parts of a version are compared as numbers (as text with the older library).

    Args:
        version: A version such as ``"6.2.0"``.
        build_number: A build number, looked at where the versions are the same.

    Returns:
        The answer; ``True`` if a build number is no number (a development server).

    Raises:
        AttributeError: If the server does not tell its version and is asked for one before 5.0.0.
    """
    known: Dict[str, Any] = {}
    try:
        known = get_demisto_version()
        server, wanted = _comparable(known.get("version")), _comparable(version)
        if server > wanted:
            return True
        if server != wanted:
            return False
        return int(known["buildNumber"]) >= int(build_number) if build_number else True
    except AttributeError:
        if version >= "5.0.0":
            return False
        raise
    except ValueError:
        demisto.log(
            f"is_demisto_version_ge: {version} (build {build_number}) cannot be compared with the server's {known}"
        )
        return True


def _comparable(version: Any) -> Any:
    if runtime_settings.older:
        return version
    parts: Tuple[str, ...] = tuple(part.zfill(8) for part in version.split("."))
    return parts
