"""Dates as people write them: ``2026-11-20``, ``2026-11-20T10:12``, ``today``, ``7d``."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from inventory_tui.wording import tr

_DAYS_AGO = re.compile(r"(\d{1,6})d", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2})?", re.ASCII)
_FIRST, _LAST = datetime(1001, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)


def is_told_anywhere(moment: datetime) -> bool:
    """Whether a moment, of whatever zone, can be told in others, with four digits of a year."""
    return _FIRST <= moment.replace(tzinfo=UTC) <= _LAST


def parse_local(text: str) -> datetime:
    """Read ``2026-12-01`` (where the day begins) or ``2026-12-01T08:00``, of no zone yet.

    Raises:
        ValueError: A sentence that says how to write it.
    """
    word = text.strip().upper()
    try:
        if _DATE.fullmatch(word) and is_told_anywhere(moment := datetime.fromisoformat(word)):
            return moment
    except ValueError:
        pass  # there is no such day, or no such minute
    raise ValueError(tr("write a date as 2026-12-01 or 2026-12-01T08:00."))


def parse_date(text: str, zone: tzinfo) -> datetime:
    """Read ``2026-12-01`` (where the day begins) or ``2026-12-01T08:00`` and return it in UTC.

    Args:
        zone: The zone dates are typed in (the setting ``time_zone``).

    Raises:
        ValueError: A sentence that says how to write it.
    """
    return parse_local(text).replace(tzinfo=zone).astimezone(UTC)


def moment_text(moment: datetime | None) -> str | None:
    """A moment as the history keeps it, in UTC: ``2026-11-30T15:00Z``."""
    if moment is None:
        return None
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M}Z" if not utc.second else f"{utc:%Y-%m-%dT%H:%M:%S}Z"


def moment_of(text: str | None) -> datetime | None:
    """The moment that `moment_text` wrote."""
    return datetime.fromisoformat(text) if text else None


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
        elif len(word) > len("2026-11-20"):
            return parse_date(word, zone) + timedelta(minutes=1 if end else 0)
        else:
            day = parse_local(word).date()
        if end:
            day += timedelta(days=1)
        return datetime.combine(day, time.min, zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(
            tr("write a date as 2026-11-20 or 2026-11-20T10:12, or today, yesterday, 7d.")
        ) from None
