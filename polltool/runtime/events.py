"""Events sent to the platform's own collector (XSIAM)."""

import gzip
import json
from typing import Any, Dict, List, Optional, Union

from polltool.runtime.client import BaseClient
from polltool.runtime.errors import DemistoException
from polltool.runtime.host import demisto
from polltool.runtime.network import urljoin

_FAILED = "Error sending new events into XSIAM.\n"


def send_events_to_xsiam(
    events: Union[str, List[Any]], vendor: str, product: str, data_format: Optional[str] = None
) -> None:
    """Send events, and tell the server how many there were.

    Args:
        events: A list of dictionaries or of texts, or one text with an event a line.
        vendor: Whose product they are from.
        product: The product.
        data_format: ``leef`` or ``cef``, where texts are in one of these.

    Raises:
        DemistoException: If the events are of another kind, or are not taken.
    """
    if not events:
        demisto.debug("send_events_to_xsiam got no events, so nothing is sent")
        demisto.updateModuleHealth({"eventsPulled": 0})
        return
    if isinstance(events, list):
        lines = events
        if isinstance(events[0], dict):
            lines, data_format = [json.dumps(event) for event in events], "json"
        text = "\n".join(lines)
        count = len(events)
    elif isinstance(events, str):
        text, count = events, len(events.split("\n"))
    else:
        raise DemistoException(
            f'Unsupported type: {type(events)} for the "events" parameter. Should be a string or list.'
        )
    address = f"https://api-{demisto.getLicenseCustomField('Http_Connector.url')}"
    headers = {
        "authorization": demisto.getLicenseCustomField("Http_Connector.token"),
        "format": data_format or "text",
        "product": product,
        "vendor": vendor,
        "content-encoding": "gzip",
    }

    def refused(response: Any) -> None:
        _tell_why(response, address, headers)

    reply = BaseClient(base_url=address)._http_request(
        method="POST",
        full_url=urljoin(address, "/logs/v1/xsiam"),
        data=gzip.compress(text.encode("utf-8")),
        headers=headers,
        error_handler=refused,
    )
    if reply.get("error").lower() != "false":
        raise DemistoException(_FAILED + reply.get("error"))
    demisto.updateModuleHealth({"eventsPulled": count})


def _tell_why(response: Any, address: str, headers: Dict[str, Any]) -> None:
    try:
        told = response.json().get("error")
        reason = response.reason
        if told.lower() == "false":
            reason += f": {told}"
    except ValueError:
        reason = f"\n{response.text}" if response.text else "Received empty response from the server"
    known = {name: value for name, value in headers.items() if name != "authorization"}
    demisto.error(
        f"{_FAILED}URL: {address}, headers: {json.dumps(known)}, status {response.status_code}, error: {reason}"
    )
    raise DemistoException(_FAILED + reason, DemistoException)
