"""Dates as screens show them: short, in the shop's time zone."""

from __future__ import annotations

from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from inventory_tui.services import Database
from inventory_tui.services.keeping import configuring
from inventory_tui.wording import tr

_MONTHS = tr("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()


def zone_of(database: Database, chosen: str = "") -> tzinfo:
    """Return the zone moments are shown in: the one chosen for this start, else the shop's."""
    return ZoneInfo(chosen or str(configuring.value(database, "time_zone")))


def day(at: datetime, today: datetime) -> str:
    """``3 Nov``; of another year ``3 Nov 25``.  Both are in the zone to show."""
    text = f"{at.day} {_MONTHS[at.month - 1]}"
    return text if at.year == today.astimezone(at.tzinfo).year else f"{text} {at:%y}"


def minute(at: datetime, today: datetime) -> str:
    """``3 Nov 10:12``."""
    return f"{day(at, today)} {at:%H:%M}"
