"""Orders of one account that go together: one on its way, one being packed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from inventory_tui.domain.history import Cause
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import SCALE, Quantity
from inventory_tui.services.demo import sample_places
from inventory_tui.services.demo.sample_days import Days, Event
from inventory_tui.services.orders import ordering
from inventory_tui.services.shipping import consignment_steps, consignments
from inventory_tui.store.database import Database
from inventory_tui.store.generating.generating_orders import Candidate

_EU = "eu_website"
_JONAS = Cause("jonas", "jonas")
_SHOP = Cause(f"shop {_EU}", "webshop")
_WANTED = ((7.2, 6.8), (1.2, 0.9))
"""How many days before the end the orders of each consignment came in."""


class Consigned:
    """Two customers who ordered twice."""

    def __init__(self, database: Database, until: datetime, there: Sequence[Candidate]) -> None:
        """Take products that are plenty.

        Args:
            there: Those the channel's stock has.
        """
        self._database, self._days = database, Days(until)
        self._there = there[40:44]
        self._numbers: dict[int, list[str]] = {}

    @property
    def orders(self) -> int:
        """Orders placed so far."""
        return sum(map(len, self._numbers.values()))

    def events(self) -> list[Event]:
        """Everything that happens, in no order."""
        for who, days in enumerate(_WANTED):
            for day, one in zip(days, self._there[2 * who :], strict=False):
                self._days.at(day, partial(self._place, who, one))
        self._days.at(6.1, partial(self._open, 0, "WMS-1041"))
        said = {
            "carrier": "dhl",
            "tracking_number": "JD014600003",
            "tracking_url": "https://dhl.example/JD014600003",
        }
        name = "WMS-1041"
        self._days.at(
            5.9, partial(consignment_steps.finish, self._database, name, cause=_JONAS)
        )
        self._days.at(5.8, partial(consignments.edit, self._database, name, said, cause=_JONAS))
        self._days.at(5.7, partial(consignment_steps.ship, self._database, name, cause=_JONAS))
        self._days.at(0.3, partial(self._open, 1, "WMS-1042"))
        return self._days.events

    def _place(self, who: int, one: Candidate) -> None:
        request = OrderRequest(
            _EU,
            ((one.sku, Quantity((2 + who) * SCALE)),),
            ship_to=sample_places.customer(1_700 + who, _EU),
            prices={one.sku: one.price} if one.price else {},
            shipping_method="Pallet",
        )
        number = ordering.place(self._database, request, cause=_SHOP).order
        self._numbers.setdefault(who, []).append(number)

    def _open(self, who: int, reference: str) -> None:
        if numbers := self._numbers.get(who):
            consignments.add(self._database, numbers, erc=reference, cause=_JONAS)
