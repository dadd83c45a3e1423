"""A second product like one that is there: its fields, settings and parts, but no units."""

from __future__ import annotations

from typing import Any

from inventory_tui.domain.composite import NOTHING, counted
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.product import Product
from inventory_tui.domain.product_form import read_product
from inventory_tui.services.products import unit_following
from inventory_tui.services.products.product_guard import held
from inventory_tui.services.products.product_rows import add_empty_rows
from inventory_tui.store.database import Database
from inventory_tui.wording import tr, trn

_FIELDS = (
    "name",
    "type",
    "attribute_set",
    "price",
    "visibility",
    "enabled",
    "websites",
    "weight",
    "parent_in_stock",
    "ship_together",
)


def duplicate(database: Database, sku: str, new: str, *, cause: Cause) -> Receipt:
    """Add a product like another one, under a new SKU.

    It has the fields and own settings of the first, and is made of the same products.  It is
    assigned to the same sources with nothing there, Out of Stock, so that it cannot be sold
    before somebody counts it; it does not become a part of what the first is a part of.

    Raises:
        InvalidInput: The new SKU cannot be one.
        Refused: There is no such product, or the new SKU is taken.
    """
    wanted = read_product({"sku": new}, partial=True)["sku"]
    with database.write() as transaction:
        first = held(transaction, sku)
        units = unit_following.units_of(transaction, first)
        if first.unit_of is not None:
            first = transaction.products.by_ids([first.unit_of])[first.unit_of]
        second = transaction.products.add(_values(first, wanted))
        transaction.product_options.copy(first.id, second.id)
        operation = transaction.journal.begin(Deed.PRODUCT_DUPLICATED, cause, reason="added")
        transaction.journal.changed(
            operation, "product", second.id, second.sku, {"*": None}, {"*": second.sku}
        )
        counts: dict[str, int | str] = {"created": 1, "rows": 0}
        summary = tr("{sku}: a duplicate of {first}", sku=second.sku, first=first.sku)
        if first.type.has_source_items:
            items = transaction.source_items.of_product(first.id)
            rows = add_empty_rows(transaction, operation, second, items)
            if units:
                rows += unit_following.duplicate(transaction, operation, second, units)
            counts["rows"] = rows
            summary += (
                trn(
                    ", at {count} source with 0, Out of Stock",
                    ", at {count} sources with 0, Out of Stock",
                    rows,
                )
                if rows
                else tr(", at no source")
            )
        elif made_of := transaction.parts.of([first.id]).get(first.id, NOTHING):
            transaction.parts.put({second.id: made_of})
            summary += f", {counted(second.type, len(made_of))}"
        transaction.journal.finish(operation, summary=summary, counts=counts)
    return Receipt(operation, Deed.PRODUCT_DUPLICATED, counts, summary)


def _values(product: Product, sku: str) -> dict[str, Any]:
    return {"sku": sku, **{key: getattr(product, key) for key in _FIELDS}, **product.own}
