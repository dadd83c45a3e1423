"""Alerts: who wants to know when a product is back, low, or cheaper, and what they are told.

Source: spec 1.12, 2.12.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from decimal import Decimal
from enum import StrEnum
from typing import Any

from inventory_tui.domain.fields import Field, choice
from inventory_tui.domain.labels import storable
from inventory_tui.domain.templates import fill
from inventory_tui.wording import tr


class AlertKind(StrEnum):
    """What someone waits for."""

    STOCK = "stock"
    """The channel's stock can sell the product again."""
    PRICE = "price"
    """Its price falls below the one known when they last heard of it."""
    LOW = "low"
    """It runs low at a source of the channel's stock."""

    @property
    def label(self) -> str:
        """As screens show it."""
        return _LABELS[self]

    @property
    def setting(self) -> str | None:
        """The key of the setting that allows it; None: always allowed."""
        return {"stock": "alert_stock", "price": "alert_price"}.get(self.value)


_LABELS = {
    AlertKind.STOCK: tr("back in stock"),
    AlertKind.PRICE: tr("cheaper"),
    AlertKind.LOW: tr("low"),
}
_LOW_TEXT = "{product} ({sku}) is low for {channel}."
_LONGEST_NAME, _LONGEST_EMAIL = 255, 254


def _line(longest: int) -> Any:
    def parse(text: str) -> str:
        text = storable(text.strip(), longest)
        if not text.isprintable():
            raise ValueError(tr("must be one line of plain text."))
        return text

    return parse


SUBSCRIPTION = (
    Field("sku", "SKU", str, required=True, help=tr("The product."), verbatim=True),
    Field(
        "customer",
        tr("Customer"),
        _line(_LONGEST_NAME),
        required=True,
        help=tr("Who wants to know: first and last name."),
    ),
    Field(
        "email",
        tr("Email"),
        _line(_LONGEST_EMAIL),
        required=True,
        help=tr("Where the message goes; it stands in the message."),
    ),
    Field(
        "kind",
        tr("Tell when"),
        lambda text: AlertKind(choice(*AlertKind)(text)),
        default=AlertKind.STOCK.value,
        choices=tuple((kind.value, kind.label) for kind in AlertKind),
        help=tr("stock: it is back in stock; price: it is cheaper; low: it runs low."),
    ),
    Field(
        "channel",
        tr("Sales channel"),
        str,
        help=tr("Its stock and price count; empty: the default."),
    ),
)
"""What a subscription asks for."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One subscription."""

    id: int
    kind: AlertKind
    product_id: int
    sku: str
    name: str
    channel_id: int
    channel: str
    customer: str
    email: str
    price: str
    """Of ``PRICE``: the price they know, as exact decimal text; empty: none was known."""
    subscribed_at: datetime
    last_sent_at: datetime | None = None
    sent: int = 0
    """How many messages were delivered."""
    met: bool = False
    """Whether what it waits for was so when last looked at."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that is recorded and not delivered."""

    id: int
    key: str
    """The same on every attempt: who keeps keys sees each message once."""
    kind: str
    """An `AlertKind`, or ``error``."""
    message: Mapping[str, Any]
    alert: Alert | None
    """None of a report of failures, and where the subscription was removed since."""
    created_at: datetime
    attempts: int
    error: str
    """Why the last attempt failed; empty: it was not tried."""


@dataclass(frozen=True, slots=True)
class Texts:
    """What messages say, as the settings of a channel have it."""

    sender: str
    stock: str
    price: str

    def of(self, kind: AlertKind) -> str:
        """The text of one kind, with its places."""
        return {"stock": self.stock, "price": self.price}.get(kind.value, _LOW_TEXT)


def message(
    alert: Alert, texts: Texts, *, key: str, at: datetime, price: str, low_at: Sequence[str]
) -> dict[str, Any]:
    """Return what a receiver gets: one JSON object.

    Args:
        price: What the product costs now.
        low_at: The codes of the sources where it is low.
    """
    places = {
        "customer": alert.customer,
        "product": alert.name,
        "sku": alert.sku,
        "channel": alert.channel,
        "price": price,
    }
    row: dict[str, Any] = {
        "id": key,
        "kind": alert.kind.value,
        "alert": alert.id,
        "sku": alert.sku,
        "product": alert.name,
        "channel": alert.channel,
        "customer": alert.customer,
        "email": alert.email,
        "from": texts.sender,
        "text": fill(texts.of(alert.kind), places),
        "at": _moment(at),
    }
    if alert.kind is AlertKind.PRICE:
        row |= {"price": price, "price_before": alert.price}
    if alert.kind is AlertKind.LOW:
        row["sources"] = list(low_at)
    return row


def _moment(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def as_text(message: Mapping[str, Any]) -> str:
    """A message as one line of JSON, as it is kept and delivered."""
    return json.dumps(message, ensure_ascii=False)


def fell(before: str, now: str) -> bool:
    """Whether a price (exact decimal texts; empty: none) is below an earlier one."""
    return bool(before and now) and Decimal(now) < Decimal(before)


def last_due(now: datetime, schedule: str, start: str, zone: tzinfo) -> datetime:
    """Return the latest moment, not after ``now``, at which messages were due.

    Args:
        schedule: ``daily``, ``weekly`` (Mondays) or ``monthly`` (the first).
        start: The time of day, ``06:30:00``.

    Source: spec 1.9, *Product Alerts Run Settings*.
    """
    here = now.astimezone(zone)
    at = time.fromisoformat(start)
    day = here.date()
    while True:
        fits = (
            schedule == "daily"
            or (schedule == "weekly" and day.weekday() == 0)
            or (schedule == "monthly" and day.day == 1)
        )
        due = datetime.combine(day, at, zone)
        if fits and due <= here:
            return due
        day -= timedelta(days=1)
