"""Deleting a unit of a SKU: what is in it comes first."""

from __future__ import annotations

from inventory_tui.domain.composite import named
from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.product import Product
from inventory_tui.domain.unit import bare_sku, sku_of
from inventory_tui.services.products.product_guard import what_stays_open
from inventory_tui.services.products.product_rows import remove_rows
from inventory_tui.services.products.unit_rows import KIND, held, known_unit, rename
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.products import tombstones, unit_counts
from inventory_tui.wording import tr, trn


def delete(database: Database, sku: str, key: str, *, cause: Cause) -> Receipt:
    """Delete a unit; after the last the SKU is counted without units again.

    Raises:
        Refused: There is no such unit; units of it lie somewhere, are expected, held by
            orders or a part of a product; or it is the one the product's own row is
            counted in, and there are others.
    """
    with database.write() as transaction:
        base, units = held(transaction, sku)
        unit = known_unit(base, units, key)
        bare = bare_sku(units, base.sku)
        others = [one for one in units if one.id != unit.id]
        if others and unit.is_first:
            raise Refused(
                Kind.LOCKED_FIELD,
                tr(
                    "{sku} is the unit {product} itself is counted in: delete {keys} first.",
                    sku=visible(unit.sku),
                    product=visible(bare),
                    keys=named(visible(one.key) for one in others),
                ),
                field="key",
            )
        row = transaction.products.by_ids([unit.product_id])[unit.product_id]
        if others:
            _refuse_in_use(transaction, row)
        operation = transaction.journal.begin(Deed.UNIT_DELETED, cause, reason="deleted")
        transaction.units.remove([unit.id])
        transaction.translations.forget(KIND, unit.id)
        label = sku_of(bare, unit.key)
        transaction.journal.changed(
            operation, KIND, unit.id, label, {"*": label}, {"*": None}, of={"*": base.id}
        )
        if others:
            remove_rows(transaction, operation, row)
            tombstones.bury(transaction.connection, row.id, operation)
            transaction.journal.changed(
                operation, "product", row.id, row.sku, {"*": row.sku}, {"*": None}
            )
            if len(others) == 1:
                rename(transaction, operation, base, bare)
        else:
            cleared = {"precision": None, "increments_enabled": None, "increment": None}
            transaction.products.update(base.id, cleared)
        summary = tr(
            "{sku}: no longer counted in {name} ({key})",
            sku=bare,
            name=unit.name,
            key=unit.key,
        )
        counts: dict[str, int | str] = {"deleted": 1}
        transaction.journal.finish(operation, summary=summary, counts=counts)
    return Receipt(operation, Deed.UNIT_DELETED, counts, summary)


def _refuse_in_use(transaction: Transaction, row: Product) -> None:
    """Refuse to delete the row of a unit with anything in it."""
    shown, connection = visible(row.sku), transaction.connection
    units, sources = unit_counts.lying(connection, row.id)
    if units:
        raise Refused(
            Kind.BLOCKED,
            trn(
                "{sku} is not deleted: {units} lie at {count} source. Convert or move them "
                "first.",
                "{sku} is not deleted: {units} lie at {count} sources. Convert or move them "
                "first.",
                sources,
                sku=shown,
                units=units,
            ),
            field="key",
        )
    if stays := what_stays_open(transaction, row):
        raise Refused(
            Kind.OPEN_RESERVATIONS,
            tr(
                "{sku} is not deleted: {stays}. Finish or cancel the orders first.",
                sku=shown,
                stays=stays,
            ),
            field="key",
        )
    if unit_counts.orders_of(connection, row.id) or unit_counts.coming(connection, [row.id]):
        raise Refused(
            Kind.BLOCKED,
            tr(
                "{sku} is not deleted: it is still ordered, expected or on the road.",
                sku=shown,
            ),
            field="key",
        )
    if parents := transaction.parts.parents([row.id]).get(row.id):
        raise Refused(
            Kind.PART_OF_PRODUCT,
            tr(
                "{sku} is not deleted: it is a part of {parents}.",
                sku=shown,
                parents=named(one.sku for one in parents),
            ),
            field="key",
        )
