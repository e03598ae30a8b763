"""The integration context: what an instance keeps between runs."""

import json
import random
import time
from typing import Any, Dict, List, Optional, Tuple

from polltool.runtime.host import demisto
from polltool.runtime.version import is_demisto_version_ge

CONTEXT_UPDATE_RETRY_TIMES = 3
MIN_VERSION_FOR_VERSIONED_CONTEXT = "6.0.0"


def is_versioned_context_available() -> bool:
    """Whether the server keeps versions of the integration context (6.0.0 and later)."""
    return is_demisto_version_ge(MIN_VERSION_FOR_VERSIONED_CONTEXT)


def set_integration_context(context: Dict[str, Any], sync: bool = True, version: Any = -1) -> Any:
    """Store the integration context.

    Args:
        context: All of it; the values have to be JSON.
        sync: Whether it goes to the database at once.
        version: The version that it was made from; -1 stores it in any case.

    Raises:
        ValueError: If a newer version was stored meanwhile.
    """
    demisto.debug("Setting integration context")
    if is_versioned_context_available():
        demisto.debug(f"Updating integration context with version {version}. Sync: {sync}")
        return demisto.setIntegrationContextVersioned(context, version, sync)
    return demisto.setIntegrationContext(context)


def get_integration_context(sync: bool = True, with_version: bool = False) -> Any:
    """The integration context.

    Args:
        sync: Whether it comes from the database.
        with_version: Give a dictionary of ``context`` and ``version`` (servers before 6.0.0 have none).
    """
    if not is_versioned_context_available():
        return demisto.getIntegrationContext()
    stored = demisto.getIntegrationContextVersioned(sync)
    return stored if with_version else stored.get("context", {})


def get_integration_context_with_version(sync: bool = True) -> Tuple[Dict[str, Any], int]:
    """The integration context and its version, -1 where there is none or it is not from the database."""
    stored = get_integration_context(sync, with_version=True)
    if not is_versioned_context_available():
        return stored, -1
    return stored.get("context", {}), stored.get("version", 0) if sync else -1


def merge_lists(original_list: List[Any], updated_list: List[Any], key: str) -> List[Any]:
    """The items of both lists, an updated one in place of the one with the same key.

    Items with a ``remove`` that is not ``False`` are left out.
    """
    merged = {item[key]: item for item in [*original_list, *updated_list]}
    return [item for item in merged.values() if item.get("remove", False) is False]


def update_integration_context(
    context: Dict[str, Any], object_keys: Optional[Dict[str, str]] = None, sync: bool = True
) -> Tuple[Dict[str, Any], int]:
    """The stored integration context with changes, not stored yet, and its version.

    Args:
        context: The keys that change; their values are stored as JSON text.
        object_keys: For lists that are merged with the stored ones, the key by which items are known.
        sync: Whether the stored one comes from the database.
    """
    stored, version = get_integration_context_with_version(sync)
    for name, value in context.items():
        if name in (object_keys or {}):
            value = merge_lists(json.loads(stored.get(name, "[]")), value, (object_keys or {})[name])
        stored[name] = json.dumps(value)
    return stored, version


def set_to_integration_context_with_retries(
    context: Dict[str, Any],
    object_keys: Optional[Dict[str, str]] = None,
    sync: bool = True,
    max_retry_times: int = CONTEXT_UPDATE_RETRY_TIMES,
) -> None:
    """Change the stored integration context, trying again if somebody else did meanwhile.

    Args:
        context: The keys that change (see `update_integration_context`).
        object_keys: For lists that are merged, the key by which items are known.
        sync: Whether the stored one comes from and goes to the database.
        max_retry_times: How often to try.

    Raises:
        Exception: If that did not work as often as asked for.
    """
    for _ in range(max_retry_times):
        changed, version = update_integration_context(context, object_keys, sync)
        try:
            set_integration_context(changed, sync, version)
            return
        except ValueError as error:
            demisto.debug(f"Failed updating integration context with version {version}: {error}")
            time.sleep(random.randint(1, 100) / 1000)
    raise Exception("Failed updating integration context. Max retry attempts exceeded.")
