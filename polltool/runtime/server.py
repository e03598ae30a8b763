"""What integrations ask of the server beside the run itself: keys, versions, headers, threads."""

import json
from threading import Lock
from typing import Any, Dict, List, Optional

from polltool.runtime.errors import DemistoException
from polltool.runtime.host import demisto
from polltool.runtime.version import get_demisto_version_as_str, is_demisto_version_ge

CONTENT_RELEASE_VERSION = "0.0.0"
CONTENT_BRANCH_NAME = "master"


def get_x_content_info_headers() -> Dict[str, str]:
    """The headers by which services of the platform's vendor know who asks."""
    context = demisto.callingContext.get("context", {})
    name = context.get("IntegrationBrand", "") or context.get("IntegrationInstance", "")
    return {
        "X-Content-Version": CONTENT_RELEASE_VERSION,
        "X-Content-Name": name or "Name not found",
        "X-Content-LicenseID": demisto.getLicenseID(),
        "X-Content-Branch": CONTENT_BRANCH_NAME,
        "X-Content-Server-Version": get_demisto_version_as_str(),
    }


class AutoFocusKeyRetriever:
    """Holds AutoFocus' key: the one given, else the server's own (from 6.2.0 on)."""

    def __init__(self, api_key: Optional[str]) -> None:
        """Find the key.

        Raises:
            DemistoException: If there is none.
        """
        if not api_key:
            if not is_demisto_version_ge("6.2.0"):
                raise DemistoException("For versions earlier than 6.2.0, configure an API Key.")
            try:
                api_key = demisto.getAutoFocusApiKey()
            except ValueError as error:
                raise DemistoException(
                    f"AutoFocus API Key is only available on the main account for TIM customers. {error}"
                ) from error
        self.key = api_key


def support_multithreading() -> None:
    """Let several threads of a run use the `demisto` object, which they may here in any case."""
    demisto.lock = Lock()


def fix_traceback_line_numbers(trace_str: str) -> str:
    """A traceback with the lines that authors know: here they are those already."""
    return trace_str


def get_pack_version(pack_name: str = "") -> str:
    """The installed version of a pack, by default the one that the running code belongs to; "" if unknown."""
    context = demisto.callingContext.get("context") or {}
    if pack_name:
        return _version(_packs("packsQuery", pack_name), None, pack_name)
    if not demisto.callingContext.get("integration"):
        name = context.get("ScriptName") or ""
        return _version(_packs("automationQuery", name), "automation", name)
    name = context.get("IntegrationBrand") or ""
    found = _version(_packs("integrationsQuery", name), "integration", name)
    if found:
        return found
    shown = _display_name(name)
    if not shown or shown == name:
        return ""
    return _version(_packs("integrationsQuery", shown), "integration", shown)


def _packs(query: str, name: str) -> List[Dict[str, Any]]:
    packs: List[Dict[str, Any]] = _asked("/contentpacks/marketplace/search", {query: name}).get("packs") or []
    return packs


def _version(packs: List[Dict[str, Any]], kind: Optional[str], name: str) -> str:
    for pack in packs:
        names = [pack.get("name")]
        if kind is not None:
            names = [item.get("name") or "" for item in (pack.get("contentItems") or {}).get(kind) or []]
        if name in names:
            return pack.get("currentVersion") or ""
    return ""


def _display_name(brand: str) -> str:
    for one in _asked("/settings/integration/search", {}).get("configurations") or []:
        if one.get("id") == brand and one.get("display"):
            shown: str = one["display"]
            return shown
    return ""


def _asked(uri: str, body: Dict[str, Any]) -> Dict[str, Any]:
    reply = demisto.internalHttpRequest("POST", uri=uri, body=json.dumps(body))
    try:
        found: Dict[str, Any] = json.loads(reply.get("body"))
    except json.JSONDecodeError:
        demisto.debug(f"Unable to load response {reply.get('body')}")
        return {}
    return found
