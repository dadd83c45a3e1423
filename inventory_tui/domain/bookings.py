"""How long an order holds goods that nobody paid for or sent.

An order may *expire*: what of it is open and not invoiced is cancelled then.  A payment that
is received, an invoice or a shipment takes the expiry off for good.

Source: warehouse half 1.2, *Bookings and the shipment life cycle*.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo

from inventory_tui.domain.moments import parse_date
from inventory_tui.wording import tr

NEVER = "never"
LONGEST_MINUTES = 5_256_000
"""Ten years."""

_DURATION = re.compile(r"(\d{1,7})([mhd])", re.ASCII)
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_HOW = tr("write a date as 2026-12-01T08:00, a time such as 30m, 2h or 3d, or never.")


def read_expiry(text: str, *, now: datetime, zone: tzinfo) -> datetime | None:
    """Read when an order expires: a date, how long from now, or ``never`` (None).

    Args:
        zone: The zone dates are typed in (the setting ``time_zone``).

    Raises:
        ValueError: A sentence: it cannot be read, is past, or more than ten years away.
    """
    word = text.strip().lower()
    if word == NEVER:
        return None
    if match := _DURATION.fullmatch(word):
        after = timedelta(**{_UNITS[match[2]]: int(match[1])})
        moment = now + min(after, timedelta(minutes=LONGEST_MINUTES + 1))
    else:
        try:
            moment = parse_date(word, zone)
        except ValueError:
            raise ValueError(_HOW) from None
    if moment <= now:
        raise ValueError(tr("{text} is past already.", text=text.strip()))
    if moment > now + timedelta(minutes=LONGEST_MINUTES):
        raise ValueError(tr("that is more than ten years away; write never."))
    return moment
