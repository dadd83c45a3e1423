"""The list of consignments: what is asked for, and one line of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from inventory_tui.domain.consignment import ConsignmentStatus
from inventory_tui.domain.quantity import Quantity

CONSIGNMENT_SORTS = ("number", "status", "account", "units", "carrier", "ships", "arrives")
"""What consignments can be sorted by; ties follow their numbers."""


@dataclass(frozen=True, slots=True)
class ConsignmentQuery:
    """Which consignments, in which order."""

    filter: str = ""
    """In the filter language."""
    sort: str = "number"
    descending: bool = True
    marked: Sequence[int] = ()
    """Numbers the filter's ``marked`` stands for."""


@dataclass(frozen=True, slots=True)
class ConsignmentLine:
    """One line of the list of consignments; its id is its number."""

    id: int
    erc: str
    status: ConsignmentStatus
    account: str
    orders: tuple[str, ...]
    """Numbers of the orders something of it is of, as they were placed."""
    sources: tuple[str, ...]
    """Codes of where its rows leave, by code."""
    rows: int
    units: Quantity
    carrier: str
    tracking_number: str
    ship_on: str
    deliver_on: str
    opened_at: datetime
    opened_by: str
    version: int
