"""What the rows of a product file come to, written chunk by chunk as one operation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from inventory_tui.domain.composite import Composition
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.options import APART
from inventory_tui.domain.product import Product, ProductType
from inventory_tui.domain.product_form import text_of
from inventory_tui.domain.product_life import SUCCESSION_NAMES
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.source import DEFAULT_SOURCE_CODE
from inventory_tui.services.files.product_reading import ProductFileRow
from inventory_tui.services.products import own_options
from inventory_tui.services.products.composing import PARTS
from inventory_tui.services.products.product_differences import (
    before_of,
    field_change,
    item_change,
)
from inventory_tui.services.products.succession import Succession, texts_of
from inventory_tui.store.database import Transaction
from inventory_tui.store.products.chosen import choose
from inventory_tui.store.products.successions import put_successions
from inventory_tui.store.quantities.item_changes import ItemChanges
from inventory_tui.wording import tr, trn

_DEED = Deed.PRODUCTS_IMPORTED


@dataclass(slots=True)
class Work:
    """What one chunk of rows comes to."""

    created: list[tuple[ProductFileRow, dict[str, Any]]] = field(default_factory=list)
    updated: list[tuple[Product, dict[str, Any]]] = field(default_factory=list)
    composed: list[tuple[ProductFileRow, Composition]] = field(default_factory=list)
    """What products will be made of."""
    composed_before: dict[int, str | None] = field(default_factory=dict)
    """Product id → what it was made of, as the history keeps it."""
    items: list[tuple[Any, ...]] = field(default_factory=list)
    """Rows at the Default Source, as `store.item_change_table.COLUMNS`."""
    set_anew: list[int] = field(default_factory=list)
    """Products whose settings change so that what is salable may."""
    ended: dict[str, tuple[Succession, Succession]] = field(default_factory=dict)
    """Key of an SKU → what is said of its end, and what will be."""

    def will_end(self, key: str, before: Succession, after: Succession) -> dict[str, Any]:
        """Take what changes of the end of a product; return it by field."""
        was, now = texts_of(before), texts_of(after)
        changed = {name: text for name, text in now.items() if text != was[name]}
        if changed:
            self.ended[key] = before, after
        return changed


class Writing:
    """Writes the chunks of one file inside its transaction."""

    def __init__(self, transaction: Transaction, cause: Cause) -> None:
        self._transaction = transaction
        self._cause = cause
        self._operation: int | None = None
        self._units = 0
        self._set_anew: list[int] = []

    def write(self, work: Work, known: dict[str, int]) -> None:
        """Write what a chunk comes to, if anything.

        Args:
            known: Key of an SKU → product id, of the products that were there.
        """
        if not (work.created or work.updated or work.items):
            return
        journal = self._transaction.journal
        if self._operation is None:
            self._operation = journal.begin(_DEED, self._cause, reason="imported")
        changes: list[dict[str, Any]] = []
        ids = self._transaction.products.add_many(
            [own_options.split(values)[0] for _, values in work.created]
        )
        for row, values in work.created:
            id = ids[row.key]
            changes.append(field_change(id, row.sku, "*", None, row.sku))
            if values.get("type", ProductType.SIMPLE).has_source_items:
                quantity = row.quantity or ZERO
                after = (quantity.parts, row.in_stock is not False, None)
                work.items.append(item_change(id, (None, None, None), after))
        self._transaction.products.update_many(
            (
                product.id,
                {
                    key: value
                    for key, value in changed.items()
                    if key != PARTS and key not in APART and key not in SUCCESSION_NAMES
                },
            )
            for product, changed in work.updated
        )
        self._put_beside(work, ids)
        if work.ended:
            put_successions(
                self._transaction.product_options,
                [(ids.get(key) or known[key], after) for key, (_, after) in work.ended.items()],
            )
        self._transaction.parts.put(
            {ids.get(row.key) or known[row.key]: made_of for row, made_of in work.composed}
        )
        for product, changed in work.updated:
            changes += (
                field_change(
                    product.id, product.sku, key, _before(work, product, key), text_of(value)
                )
                for key, value in changed.items()
            )
        journal.changed_many(self._operation, changes)
        self._set_anew += work.set_anew
        if work.items:
            self._units += sum((item[3] or 0) - (item[2] or 0) for item in work.items)
            items = ItemChanges(self._transaction)
            items.begin()
            items.add_rows(work.items)
            items.apply(self._operation)

    def _put_beside(self, work: Work, ids: dict[str, int]) -> None:
        """Write settings that are kept beside columns, where the file names any."""
        several = [(ids[row.key], values) for row, values in work.created]
        several += [(product.id, changed) for product, changed in work.updated]
        texts = [
            (
                id,
                {
                    key: own_options.text_stored(key, values[key])
                    for key in APART & values.keys()
                },
            )
            for id, values in several
        ]
        if texts := [one for one in texts if one[1]]:
            self._transaction.product_options.put_many(texts)

    def finish(self, counts: dict[str, int | str], warnings: tuple[str, ...]) -> Receipt:
        """Close the entry in the history and return the receipt."""
        if self._operation is None:
            message = trn(
                "Nothing to do: {count:,} products are as the file says.",
                "Nothing to do: {count:,} products are as the file says.",
                int(counts["unchanged"]),
            )
            return Receipt(None, _DEED, counts, message, warnings)
        if self._set_anew:
            connection = self._transaction.connection
            scope = choose(connection, self._set_anew, name="set_anew")
            self._transaction.levels.refresh(scope)
        new, rows = counts["created"], counts["default_rows"]
        summary = tr(
            "Imported products: {new:,} created, {updated:,} updated",
            new=new,
            updated=counts["updated"],
        )
        if rows:
            summary += tr(
                "; {rows:,} new rows at {source}", rows=rows, source=DEFAULT_SOURCE_CODE
            )
        self._transaction.journal.finish(
            self._operation, summary=summary, units=Quantity(self._units), counts=counts
        )
        return Receipt(self._operation, _DEED, counts, summary, warnings)


def _before(work: Work, product: Product, key: str) -> str | None:
    """What the history keeps of a field as it was."""
    if key == PARTS:
        return work.composed_before[product.id]
    if key in SUCCESSION_NAMES:
        before, _ = work.ended[key_of(product.sku)]
        return texts_of(before)[key]
    return text_of(before_of(product, key))
