"""Dates, times of day and lengths of time on the wire."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from coverslip.errors import NotReadable, NotSendable, WireError

from .wire import Json, listed, shown

_DATE = r"\d{4}-\d\d-\d\d"
_TIME = r"\d\d:\d\d:\d\d(?:\.\d{6})?"
_INSTANT = re.compile(rf"{_DATE}T\d\d:\d\d:\d\d\.\d{{3}}(?:\d{{3}})?Z\Z", re.ASCII)
#: Years that JavaScript has and Python has not.
_FAR = re.compile(r"(?:[+-]\d{6}|0000)-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(?:\d{3})?Z\Z", re.ASCII)
_CLOCK = (
    (re.compile(rf"{_DATE}\Z", re.ASCII), date),
    (re.compile(rf"{_DATE}T{_TIME}\Z", re.ASCII), datetime),
    (re.compile(rf"{_TIME}(?:[+-]\d\d:\d\d)?\Z", re.ASCII), time),
)
_MILLI = 1000


def write_instant(moment: datetime) -> str:
    """A moment with a zone: in UTC, with milliseconds, or microseconds where it has any.

    Raises:
        NotSendable: in UTC it lies outside of the years 1 to 9999.
    """
    digits = "milliseconds" if moment.microsecond % _MILLI == 0 else "microseconds"
    try:
        instant = moment.astimezone(UTC)
    except OverflowError:
        raise NotSendable(f"{moment!r} is no moment of UTC between the years 1 and 9999.") from None
    return instant.isoformat(timespec=digits).replace("+00:00", "Z")


def write_clock(value: date | time) -> str:
    """A date, a time of day, or a moment without a zone.

    Raises:
        NotSendable: its zone is no offset of whole minutes.
    """
    if isinstance(value, time) and value.tzinfo is not None and value.utcoffset() is None:
        value = value.replace(tzinfo=None)
    written = value.isoformat()
    if not any(form.match(written) for form, _ in _CLOCK):
        raise NotSendable(f"{value!r} can't be sent; give it an offset of whole minutes.")
    return written


def read_instant(written: str) -> datetime:
    """A moment in UTC.

    Raises:
        WireError: when it is none.
        NotReadable: when Python has no such year.
    """
    try:
        if _INSTANT.match(written):
            return datetime.fromisoformat(written)
    except ValueError:
        pass
    if _FAR.match(written):
        raise NotReadable(f"{written} is no date in Python, whose years go from 1 to 9999.")
    raise WireError(f"{shown(written)} is no date.", "date")


def read_clock(written: str) -> date | time:
    """A date, a time of day, or a moment without a zone.

    Raises:
        WireError: when it is none.
    """
    for form, kind in _CLOCK:
        if form.match(written):
            try:
                return kind.fromisoformat(written)
            except ValueError:
                break
    raise WireError(f"{shown(written)} is no date or time of day.", "clock")


def read_duration(parts: Json) -> timedelta:
    """A length of time.

    Raises:
        WireError: when it is none.
    """
    numbers = listed(parts, "duration")
    if len(numbers) != 3 or not all(type(each) is int for each in numbers):
        raise WireError("A length of time is not three whole numbers.", "duration")
    days, seconds, microseconds = numbers
    if abs(days) > timedelta.max.days or not 0 <= seconds < 86_400 or not 0 <= microseconds < 1_000_000:
        raise WireError("A length of time is out of bounds.", "duration")
    return timedelta(days, seconds, microseconds)
