"""Dates; `arg_to_datetime` needs the package dateparser for other texts than numbers."""

import re
import time
from datetime import datetime, timedelta, timezone
from importlib import import_module
from typing import Any, Dict, Optional

from polltool.runtime.ending import return_error


def arg_to_datetime(
    arg: Any,
    arg_name: Optional[str] = None,
    is_utc: bool = True,
    required: bool = False,
    settings: Optional[Dict[str, Any]] = None,
) -> Optional[datetime]:
    """Read a date: seconds or milliseconds since 1970, or what dateparser reads (``3 days``, ISO 8601).

    Args:
        arg: A number or a string; ``None`` means that there is none.
        arg_name: The argument's name, for the message.
        is_utc: Whether a number gives a date in UTC, else a local one without time zone.
        required: Whether there has to be one.
        settings: dateparser's settings.

    Raises:
        ValueError: If it is no date, or if it is required and missing.
        ImportError: If dateparser is needed and not installed.
    """
    if arg is None:
        if required is True:
            raise ValueError(f'Missing "{arg_name}"' if arg_name else "Missing required argument")
        return None
    if isinstance(arg, (int, float)) or (isinstance(arg, str) and arg.isdigit()):
        seconds = float(arg)
        if seconds > 2_000_000_000:
            seconds /= 1000.0
        return datetime.fromtimestamp(seconds, timezone.utc) if is_utc else datetime.fromtimestamp(seconds)
    if isinstance(arg, str):
        date: Optional[datetime] = import_module("dateparser").parse(
            arg, settings=settings or {"TIMEZONE": "UTC"}
        )
        if date is not None:
            return date
    raise ValueError(f'Invalid date: "{arg_name}"="{arg}"' if arg_name else f'"{arg}" is not a valid date')


def FormatIso8601(t: datetime) -> str:
    """A date as ISO 8601 without its zone."""
    return t.strftime("%Y-%m-%dT%H:%M:%S")


def datetime_to_string(datetime_obj: Any) -> Optional[str]:
    """A date as text, for ``json.dumps(..., default=datetime_to_string)``; ``None`` for anything else."""
    return str(datetime_obj) if isinstance(datetime_obj, datetime) else None


def date_to_timestamp(date_str_or_dt: Any, date_format: str = "%Y-%m-%dT%H:%M:%S") -> int:
    """A local date, or its text, in milliseconds since 1970."""
    if isinstance(date_str_or_dt, str):
        return int(time.mktime(time.strptime(date_str_or_dt, date_format)) * 1000)
    return int(time.mktime(date_str_or_dt.timetuple()) * 1000)


def timestamp_to_datestring(
    timestamp: Any, date_format: str = "%Y-%m-%dT%H:%M:%S.000Z", is_utc: bool = False
) -> str:
    """Milliseconds since 1970 as text, in UTC if asked for or if the format ends in ``Z``, else local."""
    seconds = int(timestamp) / 1000.0
    in_utc = is_utc or date_format.endswith("Z")
    return datetime.fromtimestamp(seconds, timezone.utc if in_utc else None).strftime(date_format)


def parse_date_range(
    date_range: str,
    date_format: Optional[str] = None,
    to_timestamp: bool = False,
    timezone: float = 0,
    utc: bool = True,
) -> Any:
    """The start and the end, which is now, of a range such as ``3 days``.

    Args:
        date_range: A whole number and a unit: minutes, hours, days, months (30 days), years (365).
        date_format: Give texts in that format.
        to_timestamp: Give milliseconds since 1970.
        timezone: Hours added to both.
        utc: Whether now is UTC's, else the local one's.
    """
    words = date_range.strip().split(" ")
    if len(words) != 2:
        return_error('date_range must be "number date_range_unit", such as 2 hours or 1 day')
    if not words[0].lstrip("+-").isdigit():
        return_error("The time value is invalid. Must be an integer.")
    days = {"month": 30, "year": 365}
    unit = words[1].lower()
    unit = unit[:-1] if unit.endswith("s") else unit
    if unit not in ("minute", "hour", "day", "month", "year"):
        return_error("The unit of date_range is invalid. Must be minutes, hours, days, months or years.")
    number = int(words[0])
    span = timedelta(days=number * days[unit]) if unit in days else timedelta(**{f"{unit}s": number})
    end = (datetime.utcnow() if utc else datetime.now()) + timedelta(hours=timezone)
    start = end - span
    if to_timestamp:
        return date_to_timestamp(start), date_to_timestamp(end)
    if date_format:
        return start.strftime(date_format), end.strftime(date_format)
    return start, end


def epochToTimestamp(epoch: float) -> str:
    """Milliseconds since 1970 as text, in UTC."""
    return datetime.fromtimestamp(epoch / 1000.0, timezone.utc).strftime("%Y-%m-%d %H:%M:%S")


def formatEpochDate(t: Any) -> str:
    """Seconds since 1970 as a local date in words; ``""`` for nothing."""
    return time.ctime(t) if t else ""


def parse_date_string(date_string: str, date_format: str = "%Y-%m-%dT%H:%M:%S") -> datetime:
    """Read a date: in the format given, else as ISO 8601, whose fractions and zone may be there or not.

    A zone such as ``+05:00`` is passed over, as on the platform: the date has none.

    Raises:
        ValueError: If it is neither.
    """
    try:
        return datetime.strptime(date_string, date_format)
    except ValueError as error:
        iso = re.fullmatch(r"(.{19})(?:(\.\d{1,6})\d*)?([Zz]|[+-].*)?", date_string)
        longer = str(error).startswith("unconverted data")  # the format is that of its beginning
        if iso is None or (len(date_string) == 19 and not longer):
            raise
        fraction = iso.group(2) or ".0"
        return datetime.strptime(iso.group(1) + fraction, "%Y-%m-%dT%H:%M:%S.%f")
