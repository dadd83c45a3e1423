"""What can be filled in of a product's life: its dates, and that it ends.

Dates are typed in the shop's time zone; what is read of them has no zone yet.

Source: warehouse half 1.7.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from inventory_tui.domain.errors import InvalidInput
from inventory_tui.domain.fields import Field, show_yes_no, yes_no
from inventory_tui.domain.labels import storable
from inventory_tui.domain.moments import parse_local
from inventory_tui.domain.product_status import ProductStatus
from inventory_tui.wording import tr

NEVER = "never"

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_PRODUCT = tr("Product")
_YES_NO = (("yes", tr("Yes")), ("no", tr("No")))


def _expiry(text: str) -> datetime | None:
    return None if text.lower() == NEVER else parse_local(text)


def _day(text: str) -> str:
    try:
        if not _DAY.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(tr("write a day as 2026-12-01.")) from None


LIFE: tuple[Field, ...] = (
    Field(
        "draft",
        tr("Draft"),
        yes_no,
        default="no",
        help=tr("Yes: taken back, and not for sale until it is approved again."),
        section=_PRODUCT,
        choices=_YES_NO,
        show=show_yes_no,
    ),
    Field(
        "display",
        tr("Displayed from"),
        parse_local,
        help=tr("Not for sale before, such as 2026-12-01T00:00; empty: at once."),
        section=_PRODUCT,
    ),
    Field(
        "expires",
        tr("Expires"),
        _expiry,
        help=tr("Not for sale from then on; empty: never."),
        section=_PRODUCT,
    ),
    Field(
        "never_expire",
        tr("Never expires"),
        yes_no,
        help=tr("Yes: without a date it expires."),
        section=_PRODUCT,
        choices=_YES_NO,
        show=show_yes_no,
    ),
)
LIFE_NAMES = frozenset(field.name for field in LIFE)
COLUMN_OF = {"draft": "status", "display": "display_at", "expires": "expires_at"}
"""Field → attribute of `Product`."""

SUCCESSION: tuple[Field, ...] = (
    Field(
        "discontinued",
        tr("Discontinued"),
        yes_no,
        help=tr("Yes: it is not bought again; what is there is still sold."),
        section=_PRODUCT,
        choices=_YES_NO,
        show=show_yes_no,
    ),
    Field(
        "discontinued_on", tr("Discontinued on"), _day, help=tr("Shown only."), section=_PRODUCT
    ),
    Field(
        "replacement",
        tr("Replacement SKU"),
        storable,
        help=tr("What is offered instead once it is discontinued and out of stock."),
        section=_PRODUCT,
    ),
)
SUCCESSION_NAMES = frozenset(field.name for field in SUCCESSION)


def life_columns(typed: Mapping[str, Any], zone: tzinfo) -> dict[str, Any]:
    """Return what fields of `LIFE` that were read mean, by attribute of `Product`.

    Raises:
        InvalidInput: They contradict each other.
    """
    values: dict[str, Any] = {}
    if typed.get("draft") is not None:
        values["status"] = ProductStatus.DRAFT if typed["draft"] else ProductStatus.APPROVED
    for name in ("display", "expires"):
        if name in typed:
            values[COLUMN_OF[name]] = _in_utc(typed[name], zone)
    never, dated = typed.get("never_expire"), values.get("expires_at")
    if never and dated is not None:
        raise InvalidInput({"never_expire": tr("Name a date it expires, or never, not both.")})
    if never is False and dated is None:
        raise InvalidInput(
            {"never_expire": tr("Name the date it expires: expires=2026-12-31.")}
        )
    if never:
        values["expires_at"] = None
    display = values.get("display_at")
    if dated is not None and display is not None and dated <= display:
        raise InvalidInput({"expires": tr("Expires: it would before it is displayed.")})
    return values


def local_text(moment: datetime | None, zone: tzinfo) -> str:
    """The text of a date as it is typed."""
    return "" if moment is None else f"{moment.astimezone(zone):%Y-%m-%dT%H:%M}"


def _in_utc(moment: datetime | None, zone: tzinfo) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=zone).astimezone(UTC)
