"""Low-stock limits of rows, what is low, and who is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from inventory_tui.services.quantities import notify_limits
from inventory_tui.services.quantities.stock_changes import QuantityEdit, set_quantities
from inventory_tui.services.reports import low_stock
from tests.conformance import items
from tests.conformance.registry import Answer, Seen, Words, builder, look, operation
from tests.conformance.shop import Shop, amount, number


@builder("source_item_configurations")
@builder("source_item_configuration_overrides")
def set_limits(shop: Shop, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write limits of rows that are there; null is the inherited one."""
    edits = [
        QuantityEdit(
            row["sku"],
            row["source_code"],
            notify_below=None
            if row.get("notify_stock_qty") is None
            else amount(row["notify_stock_qty"]),
            notify_default=row.get("notify_stock_qty") is None,
        )
        for row in rows
        if items.row_of(shop, row["sku"], row["source_code"]) is not None
    ]
    if edits:
        set_quantities(shop.database, edits, cause=shop.cause)


@operation("save_notification_configs")
def _save(shop: Shop, words: Words) -> None:
    set_limits(shop, words["configs"])


@operation("delete_notification_configs")
def _delete(shop: Shop, words: Words) -> None:
    set_limits(shop, [{**row, "notify_stock_qty": None} for row in words["items"]])


@operation("get_notification_config")
def _get(shop: Shop, words: Words) -> None:
    notify_limits.limit(shop.database, words["sku"], words["source_code"])


@look("low_stock_configurations")
def _limits(shop: Shop, expected: Any, seen: Seen) -> Any:
    return [
        {
            **row,
            "notify_stock_qty": number(
                notify_limits.limit(shop.database, row["sku"], row["source_code"])
            ),
        }
        for row in expected
    ]


def own_limits(shop: Shop, sku: str) -> list[Answer]:
    """The limits rows of a product have themselves; none of one that is gone."""
    return [
        {"source_code": row.source_code, "sku": sku, "notify_stock_qty": row.notify_below}
        for row in items.rows_of(shop, sku)
        if row.notify_below is not None
    ]


@look("low_stock_configurations_of_sku")
def _limits_of_sku(shop: Shop, expected: Any, seen: Seen) -> Any:
    return {
        sku: [
            {**row, "notify_stock_qty": number(row["notify_stock_qty"])}
            for row in own_limits(shop, sku)
        ]
        for sku in expected
    }


@look("low_stock_configuration_count")
def _limit_count(shop: Shop, expected: Any, seen: Seen) -> Any:
    return {sku: len(own_limits(shop, sku)) for sku in expected}


@look("low_stock_configuration_count_equal")
def _limit_count_equal(shop: Shop, expected: Any, seen: Seen) -> Any:
    counts = {len(own_limits(shop, sku)) for sku in expected}
    return expected if len(counts) == 1 else sorted(counts)


@look("sku_has_any_low_stock_configuration")
def _has_limits(shop: Shop, expected: Any, seen: Seen) -> Any:
    return [sku for sku in expected if own_limits(shop, sku)]


@operation("low_stock_report")
def _report(shop: Shop, words: Words) -> Answer:
    return {"source_codes": [row.source for row in low_stock.report(shop.database)]}


@operation("low_stock_feed")
def _feed(shop: Shop, words: Words) -> Answer:
    return {"entry_count": sum(1 for _ in low_stock.feed(shop.database))}
