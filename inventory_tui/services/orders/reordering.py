"""The same order again: what an earlier one asked for, as a request that can be placed."""

from __future__ import annotations

from inventory_tui.domain.order import Order
from inventory_tui.domain.order_request import OrderRequest, RequestedLine
from inventory_tui.domain.permissions import Permission
from inventory_tui.domain.quantity import ONE
from inventory_tui.store.database import Database


def request_again(database: Database, number: str) -> OrderRequest:
    """Return what an order asked for, as a new order without a number.

    Its lines are those it was placed with, whatever became of them: bundles with their
    selection, variants and members under what they were chosen under, SKUs as they are today.
    Prices, amounts and its payment are not repeated.

    Raises:
        Refused: ``unknown_order``.
    """
    with database.read(Permission.ORDER_VIEW) as transaction:
        order = transaction.orders.known(number)
    return OrderRequest(
        order.channel,
        tuple(_lines(order)),
        ship_to=order.ship_to,
        customer_group=order.customer_group,
        shipping_method=order.shipping_method,
        pickup_location=order.pickup_source or "",
        account=order.account,
        order_type=order.order_type,
    )


def _lines(order: Order) -> list[RequestedLine]:
    lines: list[RequestedLine] = []
    told: set[int] = set()
    bundles = {bundle.id: bundle for bundle in order.bundles}
    for line in order.lines:
        if line.bundle is None:
            above = line.chosen_as or ""
            lines.append(RequestedLine(line.sku, line.ordered, chosen_as=above))
        elif line.bundle not in told:
            told.add(line.bundle)
            bundle = bundles[line.bundle]
            parts = {part.sku: part.per_bundle or ONE for part in order.parts(bundle)}
            lines.append(RequestedLine(bundle.sku, bundle.quantity, parts=parts))
    return lines
