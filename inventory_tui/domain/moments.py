"""Dates as people write them: ``2026-11-20``, ``2026-11-20T10:12``, ``today``, ``7d``."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_DAYS_AGO = re.compile(r"(\d{1,6})d", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2})?", re.ASCII)


def parse_moment(text: str, *, today: date, zone: tzinfo, end: bool = False) -> datetime:
    """Read a day or a minute and return where it begins, in UTC.

    Args:
        today: The day it is in ``zone``.
        zone: The zone dates are typed in (the setting ``time_zone``).
        end: Return where the day or minute ends instead: ``until`` takes all of it.

    Raises:
        ValueError: A sentence that says how to write it.
    """
    word = text.strip().lower()
    try:
        if word == "today":
            day = today
        elif word == "yesterday":
            day = today - timedelta(days=1)
        elif ago := _DAYS_AGO.fullmatch(word):
            day = today - timedelta(days=int(ago[1]))
        elif not _DATE.fullmatch(word.upper()):
            raise ValueError(word)
        elif len(word) > len("2026-11-20"):
            minute = datetime.fromisoformat(word.upper()).replace(tzinfo=zone)
            return minute.astimezone(UTC) + timedelta(minutes=1 if end else 0)
        else:
            day = date.fromisoformat(word)
        if end:
            day += timedelta(days=1)
        return datetime.combine(day, time.min, zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(
            "write a date as 2026-11-20 or 2026-11-20T10:12, or today, yesterday, 7d."
        ) from None
