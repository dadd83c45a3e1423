"""What an order that is fetched says of its delivery, where the shop did not say it."""

from __future__ import annotations

from dataclasses import replace

from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.pickup import location_of
from inventory_tui.domain.source import Source
from inventory_tui.store.database import Transaction


def fetched(
    transaction: Transaction, request: OrderRequest, source: Source, channel_id: int
) -> OrderRequest:
    """Return the request as it is written: it goes to the location, in the customer's name.

    The way of delivery and its price are those of the channel's settings, unless given.

    Source: spec 1.9, *In-Store Delivery*; 1.11.
    """
    value = transaction.options.value
    name, title = value("pickup_name", channel_id), value("pickup_title", channel_id)
    return replace(
        request,
        ship_to=location_of(source).address(request.ship_to),
        shipping_method=request.shipping_method or f"{title} - {name}",
        shipping_amount=request.shipping_amount or str(value("pickup_price", channel_id)),
    )
