"""Shipments: goods of one order leaving one source (spec 2.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inventory_tui.domain.quantity import ZERO, Quantity


@dataclass(frozen=True, slots=True)
class Tracking:
    """How to follow a parcel."""

    carrier: str
    title: str
    number: str
    url: str = ""
    """Where it can be followed."""


@dataclass(frozen=True, slots=True)
class ShipmentLine:
    """How many of one product leave."""

    line_id: int
    product_id: int
    sku: str
    name: str
    quantity: Quantity
    taken: Quantity = ZERO
    """What of it was counted out of the source."""
    let_go: Quantity = ZERO
    """What of it had been held till then."""


@dataclass(frozen=True, slots=True)
class Shipment:
    """What left one source for one order."""

    id: int
    order: str
    source_id: int
    source: str
    source_name: str
    shipped_at: datetime
    shipped_by: str
    lines: tuple[ShipmentLine, ...]
    tracking: tuple[Tracking, ...] = ()
    comment: str = ""
    cancelled: bool = False
    """Whether its goods came back before they were on their way."""
    consignment_id: int | None = None
    """The consignment it is a part of."""


@dataclass(frozen=True, slots=True)
class ShipmentRequest:
    """What is to leave one source: order line id → quantity (more than 0)."""

    source_id: int
    quantities: dict[int, Quantity]
    tracking: tuple[Tracking, ...] = ()
    comment: str = ""
