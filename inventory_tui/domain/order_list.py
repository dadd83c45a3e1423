"""The lists of orders and of shipments: what is asked for, and one line of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from inventory_tui.domain.order import OrderStatus
from inventory_tui.domain.quantity import Quantity

ORDER_SORTS = (
    "placed",
    "number",
    "channel",
    "customer",
    "status",
    "left",
    "total",
    "from",
)
"""What orders can be sorted by; ties follow the order they were placed in."""

SHIPMENT_SORTS = ("number", "order", "placed", "customer", "source", "units", "carrier")
"""What shipments can be sorted by; ties follow their numbers.

``number`` is the order in which they left."""


@dataclass(frozen=True, slots=True)
class OrderQuery:
    """Which orders, in which order."""

    filter: str = ""
    """In the filter language."""
    sort: str = "placed"
    descending: bool = True
    marked: Sequence[int] = ()
    """Order ids the filter's ``marked`` stands for."""


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One line of the list of orders."""

    id: int
    number: str
    channel: str
    channel_name: str
    customer: str
    status: OrderStatus
    placed_at: datetime
    left: Quantity
    """Units neither shipped nor cancelled."""
    total: Quantity
    """Units ordered."""
    lines: int
    """How many SKUs."""
    sources: tuple[str, ...]
    """Codes of the sources something of it left, by code."""
    version: int


@dataclass(frozen=True, slots=True)
class ShipmentQuery:
    """Which shipments, in which order."""

    filter: str = ""
    """In the filter language."""
    sort: str = "number"
    descending: bool = True
    marked: Sequence[int] = ()
    """Shipment ids the filter's ``marked`` stands for."""


@dataclass(frozen=True, slots=True)
class ShipmentRow:
    """One line of the list of shipments; its id is its number."""

    id: int
    order_id: int
    order: str
    placed_at: datetime
    """When the order was placed."""
    customer: str
    """Whom it went to."""
    source: str
    source_name: str
    shipped_at: datetime
    shipped_by: str
    units: Quantity
    carriers: tuple[str, ...]
    tracking: tuple[str, ...]
    """Numbers of its parcels."""
    cancelled: bool = False
    """Whether its goods came back before they were on their way."""
