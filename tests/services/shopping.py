"""Placing, cancelling and shipping, in the fewest words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inventory_tui.domain.history import Cause
from inventory_tui.domain.order import Order
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.shipment import ShipmentRequest
from inventory_tui.services import ledger, ordering, shipping
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
