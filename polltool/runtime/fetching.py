"""What fetches keep from run to run: the time that was reached, and what was fetched already."""

import time
from datetime import datetime, timedelta
from datetime import timezone as timezones
from importlib import import_module
from typing import Any, Dict, List, Tuple

from polltool.runtime.errors import DemistoException
from polltool.runtime.host import demisto
from polltool.runtime.version import is_demisto_version_ge

DATE_FORMAT = "%Y-%m-%dT%H:%M:%S"


def get_current_time(time_zone: Any = 0) -> datetime:
    """The time in UTC, without a zone, moved by some hours."""
    return datetime.now(timezones.utc).replace(tzinfo=None) + timedelta(hours=time_zone)


def get_fetch_run_time_range(
    last_run: Any, first_fetch: str, look_back: Any = 0, timezone: Any = 0, date_format: str = DATE_FORMAT
) -> Tuple[str, str]:
    """From when until when to fetch; it needs the package dateparser.

    Args:
        last_run: What the last run stored; its ``time`` is where this one begins.
        first_fetch: Where the first run begins, such as ``3 days``.
        look_back: Minutes to look back at least, for what comes late.
        timezone: Hours to move the times by.
        date_format: How the times are written.
    """
    parse: Any = import_module("dateparser").parse
    known = last_run["time"] if last_run and "time" in last_run else None
    now = get_current_time(timezone)
    begin = parse(known or first_fetch, settings={"TIMEZONE": "UTC"})
    if not known:
        begin = begin + timedelta(hours=timezone)
    if look_back > 0:
        begin = min(begin, now - timedelta(minutes=look_back))
    return begin.strftime(date_format), now.strftime(date_format)


def filter_incidents_by_duplicates_and_limit(
    incidents_res: List[Dict[str, Any]], last_run: Dict[str, Any], fetch_limit: Any, id_field: str
) -> List[Dict[str, Any]]:
    """The incidents that were not fetched yet, as many as the limit allows."""
    found = last_run.get("found_incident_ids", {})
    return [incident for incident in incidents_res if incident[id_field] not in found][:fetch_limit]


def get_latest_incident_created_time(
    incidents: List[Dict[str, Any]],
    created_time_field: str,
    date_format: str = DATE_FORMAT,
    increase_last_run_time: Any = False,
) -> str:
    """When the latest of some incidents was made; ``increase_last_run_time``: a millisecond later."""
    latest = max(datetime.strptime(incident[created_time_field], date_format) for incident in incidents)
    if increase_last_run_time:
        latest += timedelta(milliseconds=1)
    return latest.strftime(date_format)


def remove_old_incidents_ids(
    found_incidents_ids: Dict[str, Any], current_time: Any, look_back: Any
) -> Dict[str, Any]:
    """The ids that were seen within twice the minutes to look back; times are seconds since 1970."""
    return {
        name: seen for name, seen in found_incidents_ids.items() if current_time - seen < look_back * 60 * 2
    }


def get_found_incident_ids(
    last_run: Dict[str, Any], incidents: List[Dict[str, Any]], look_back: Any, id_field: str
) -> Dict[str, Any]:
    """The ids to remember: those of these incidents, and earlier ones that are not too old."""
    now = int(time.time())
    found = last_run.get("found_incident_ids", {})
    found.update({incident[id_field]: now for incident in incidents})
    return remove_old_incidents_ids(found, now, look_back)


def create_updated_last_run_object(
    last_run: Dict[str, Any],
    incidents: List[Dict[str, Any]],
    fetch_limit: Any,
    look_back: Any,
    start_fetch_time: Any,
    end_fetch_time: Any,
    created_time_field: str,
    date_format: str = DATE_FORMAT,
    increase_last_run_time: Any = False,
) -> Dict[str, Any]:
    """The time that was reached, and how many to ask for next.

    Where a run that looks back fills its limit, the next begins at the same time with a higher one.
    """
    if incidents and len(incidents) >= fetch_limit and look_back != 0:
        return {"time": start_fetch_time, "limit": last_run.get("limit", fetch_limit) + fetch_limit}
    reached = end_fetch_time
    if incidents:
        reached = get_latest_incident_created_time(
            incidents, created_time_field, date_format, increase_last_run_time
        )
    return {"time": reached, "limit": fetch_limit}


def update_last_run_object(
    last_run: Dict[str, Any],
    incidents: List[Dict[str, Any]],
    fetch_limit: Any,
    start_fetch_time: Any,
    end_fetch_time: Any,
    look_back: Any,
    created_time_field: str,
    id_field: str,
    date_format: str = DATE_FORMAT,
    increase_last_run_time: Any = False,
) -> Dict[str, Any]:
    """Bring what a run stores up to date, in place."""
    found = get_found_incident_ids(last_run, incidents, look_back, id_field)
    last_run.update(
        create_updated_last_run_object(
            last_run,
            incidents,
            fetch_limit,
            look_back,
            start_fetch_time,
            end_fetch_time,
            created_time_field,
            date_format,
            increase_last_run_time,
        )
    )
    if found:
        last_run["found_incident_ids"] = found
    return last_run


def get_feed_last_run() -> Dict[str, Any]:
    """What a feed stored last; servers from 6.2.0 on take it over from the integration's context once."""
    if not is_demisto_version_ge("6.2.0"):
        return demisto.getIntegrationContext() or {}
    last: Dict[str, Any] = demisto.getLastRun() or {}
    if not last and demisto.getIntegrationContext():
        last = demisto.getIntegrationContext()
        demisto.setLastRun(last)
        demisto.setIntegrationContext({})
    return last


def set_feed_last_run(last_run_indicators: Dict[str, Any]) -> None:
    """Store what the feed's next run finds."""
    if is_demisto_version_ge("6.2.0"):
        demisto.setLastRun(last_run_indicators)
    else:
        demisto.setIntegrationContext(last_run_indicators)


def get_last_mirror_run() -> Dict[str, Any]:
    """What mirroring stored last.

    Raises:
        DemistoException: Before server 6.6.0.
    """
    if not is_demisto_version_ge("6.6.0"):
        raise DemistoException("You cannot use getLastMirrorRun as your version is below 6.6.0")
    return demisto.getLastMirrorRun() or {}


def set_last_mirror_run(last_mirror_run: Dict[str, Any]) -> None:
    """Store what mirroring finds next.

    Raises:
        DemistoException: Before server 6.6.0.
    """
    if not is_demisto_version_ge("6.6.0"):
        raise DemistoException("You cannot use setLastMirrorRun as your version is below 6.6.0")
    demisto.setLastMirrorRun(last_mirror_run)
