"""Who wants to know when a product is back, and who is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from inventory_tui.services.reports import alert_rounds
from inventory_tui.services.reports import alerts as subscriptions
from tests.conformance.registry import Answer, Words, builder, operation
from tests.conformance.shop import Shop


@builder("alerts")
def _subscribe(shop: Shop, rows: Sequence[Mapping[str, Any]]) -> None:
    for row in rows:
        customer = row["customer"]
        typed = {
            "sku": row["sku"],
            "customer": customer,
            "email": f"{customer.replace(' ', '.')}@example.com",
            "channel": shop.website(row),
        }
        subscriptions.add(shop.database, typed, cause=shop.cause)


@operation("process_stock_alerts")
def _process(shop: Shop, words: Words) -> Answer:
    ran = alert_rounds.run(shop.database, [lambda message: None], cause=shop.cause)
    return {"emails_sent": ran.sent}
