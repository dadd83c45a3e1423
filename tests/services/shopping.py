"""Placing, cancelling and shipping, in the fewest words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from inventory_tui.domain.document import Outcome, RefundWish
from inventory_tui.domain.errors import Refused
from inventory_tui.domain.history import Cause
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.order import Order
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.shipment import ShipmentRequest
from inventory_tui.services.keeping import checking
from inventory_tui.services.orders import invoicing, ledger, ordering, refunding
from inventory_tui.services.shipping import shipping
from inventory_tui.services.shipping.shipment_cancelling import (
    ShipmentCancelled,
    cancel_shipment,
)
from inventory_tui.store.database import Database
from tests.world import World

CLERK = Cause(actor="clerk", login="clerk")


def amount(text: str | float) -> Quantity:
    return Quantity.parse_signed(str(text))


def amounts(lines: Mapping[str, str | int]) -> dict[str, Quantity]:
    return {sku: amount(quantity) for sku, quantity in lines.items()}


def request(
    lines: Mapping[str, str | int], number: str | None = None, channel: str = "eu", **given: Any
) -> OrderRequest:
    return OrderRequest(channel, tuple(amounts(lines).items()), number, **given)


COUNTS = ("invoiced", "shipped", "cancelled", "refunded", "released", "open", "held")


def wish(text: str) -> RefundWish:
    sku, _, rest = text.rpartition("=")
    asked, _, source = rest.partition("@")
    quantity, _, outcome = asked.partition(":")
    return RefundWish(
        sku, amount(quantity), Outcome(outcome) if outcome else None, source or None
    )


def refused(deed: Callable[[], Any]) -> Refused:
    """Insist that a deed is refused; return the refusal."""
    with pytest.raises(Refused) as refusal:
        deed()
    return refusal.value


class Shop:
    """One database seen by a clerk."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.database: Database = world.database

    def place(
        self,
        lines: Mapping[str, str | int],
        number: str | None = None,
        channel: str = "eu",
        **given: Any,
    ) -> ordering.Placed:
        return ordering.place(
            self.database, request(lines, number, channel, **given), cause=CLERK
        )

    def cancel(self, number: str, lines: Mapping[str, str | int] | None = None) -> Any:
        return ordering.cancel(
            self.database, number, None if lines is None else amounts(lines), cause=CLERK
        )

    def ship(
        self, number: str, source: str, lines: Mapping[str, str | int] | None = None
    ) -> shipping.Shipped:
        return shipping.create(
            self.database,
            number,
            source,
            None if lines is None else amounts(lines),
            cause=CLERK,
        )

    def ship_from(self, number: str, **parcels: Mapping[str, str | int]) -> shipping.Shipped:
        """Ship from several sources at once: ``berlin={"MH01": 2}, paris={"MH01": 1}``."""
        with self.database.read() as transaction:
            ids = {line.sku: line.id for line in transaction.orders.known(number).lines}
            requests = [
                ShipmentRequest(
                    transaction.sources.known(code).id,
                    {ids[sku]: quantity for sku, quantity in amounts(lines).items()},
                )
                for code, lines in parcels.items()
            ]
        return shipping.ship(self.database, number, requests, cause=CLERK)

    def invoice(
        self, number: str, lines: Mapping[str, str | int] | None = None, **given: Any
    ) -> invoicing.Invoiced:
        chosen = None if lines is None else amounts(lines)
        return invoicing.invoice(self.database, number, chosen, cause=CLERK, **given)

    def refund(self, number: str, *wishes: str, **given: Any) -> refunding.Refunded:
        """Refund as the command line says it: ``"MH01=2:return@berlin"``; none: all of it."""
        read = [wish(one) for one in wishes] if wishes else None
        return refunding.refund(self.database, number, read, cause=CLERK, **given)

    def cancel_shipment(self, shipped: shipping.Shipped, **given: Any) -> ShipmentCancelled:
        """Cancel the one shipment that was made."""
        (made,) = shipped.shipments
        return cancel_shipment(self.database, made.id, cause=CLERK, **given)

    def line(self, number: str, sku: str) -> dict[str, str]:
        """What happened to a line so far, what of it is open, and what it holds."""
        (line,) = self.order(number).lines_of(key_of(sku))
        return {name: str(amount) for name in COUNTS if (amount := getattr(line, name))}

    def check(self) -> None:
        """Insist that the doctor finds nothing."""
        assert checking.check(self.database).findings == ()

    def reservations(self, sku: str | None = None, order: str | None = None) -> list[str]:
        return [
            str(row.quantity)
            for row in ledger.reservations(self.database, sku=sku, order=order)
        ]

    def reserved(self, sku: str) -> str:
        return self.world.reserved(sku)

    def status(self, number: str) -> str:
        return ordering.show(self.database, number).order.status.value

    def order(self, number: str) -> Order:
        return ordering.show(self.database, number).order
