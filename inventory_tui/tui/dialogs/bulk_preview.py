"""The dry run of the bulk dialog, and its export: on a thread, so no widget is touched."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event

from inventory_tui.domain.bulk import Request, words_of
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services import Database
from inventory_tui.services.files import listing
from inventory_tui.services.products import browsing
from inventory_tui.services.products.browsing import ProductQuery
from inventory_tui.services.quantities import bulk
from inventory_tui.tui.dialogs.bulk_words import Preview, standing

_EXPORTED = (
    "sku",
    "source",
    "quantity_before",
    "quantity_after",
    "status_before",
    "status_after",
    "verdict",
    "why",
)


def preview(
    database: Database,
    ids: Sequence[int],
    request: Request,
    forced: bool,
    far_id: int | None,
    superseded: Event,
) -> Preview:
    """Plan, and see what lies at the far end of rows that do not move (on a thread)."""
    plan = bulk.plan(database, ids, request, force=forced, stop=superseded.is_set)
    far: dict[int, Quantity | None] = {}
    staying = standing(plan) if far_id is not None else []
    if staying and far_id is not None:
        query = ProductQuery(source_id=far_id)
        rows = browsing.product_rows(database, staying, query)
        far = {id: row.quantity for id, row in rows.items()}
    return Preview(plan, far)


def export_verdicts(
    database: Database, file: str, ids: Sequence[int], request: Request, forced: bool
) -> int:
    """Write every verdict (on a thread)."""

    def text(value: object) -> str:
        return "" if value is None else str(value)

    def status(value: bool | None) -> str:
        return "" if value is None else "in" if value else "out"

    rows = (
        [
            row.sku,
            row.source,
            text(row.before),
            text(row.after),
            status(row.in_stock_before),
            status(row.in_stock_after),
            row.verdict.value,
            words_of(request, row),
        ]
        for row in bulk.verdicts(database, ids, request, force=forced)
    )
    return listing.write_list(database, file, _EXPORTED, rows)
