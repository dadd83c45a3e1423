"""Another type for a product: what lies of it, and what it is made of, follow (F-060).

Between types that lie at sources (simple, virtual, downloadable) nothing else changes; lines
of orders keep the type they were placed with.  A product that becomes a composite loses its
rows at sources, for quantities are then those of its parts.
"""

from __future__ import annotations

from typing import Any

from inventory_tui.domain.composite import NOTHING, counted, named
from inventory_tui.domain.composition_text import text_of_parts
from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.product import Product, ProductType
from inventory_tui.domain.product_form import read_product
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.source import DEFAULT_SOURCE_CODE
from inventory_tui.services.products import unit_following
from inventory_tui.services.products.composing import PARTS
from inventory_tui.services.products.product_guard import held, refuse_open, what_stays_open
from inventory_tui.services.products.product_rows import add_default_row, remove_rows
from inventory_tui.store.database import Database, Transaction
from inventory_tui.wording import tr, trn

_DEED = Deed.PRODUCT_RETYPED


def change_type(
    database: Database,
    sku: str,
    type: str,
    *,
    force: bool = False,
    cause: Cause,
    seen_version: int | None = None,
) -> Receipt:
    """Make a product one of another type.

    With *Synchronize with Catalog* on, what lies of a product that becomes a composite goes
    with its rows; with it off, a product of which units lie anywhere keeps its type until
    they were moved or unassigned.  What a composite was made of is let go; one that becomes
    a product lying at sources gets its row at the Default Source.

    Args:
        type: As typed: ``simple``, ``virtual``, ``downloadable``, ``configurable``,
            ``grouped`` or ``bundle``.
        force: Also where orders hold units of it, which stay open, and where units of it lie.
        seen_version: The version the person saw; None does not check.

    Raises:
        InvalidInput: There is no such type.
        Refused: There is no such product, or it keeps its type: it is a part of another
            one, orders hold units of it, or units of it lie somewhere.
        ChangedElsewhere: It was changed after the person saw it.

    Source: spec 1.6, 1.9.
    """
    kind: ProductType = read_product({"type": type}, partial=True)["type"]
    with database.write() as transaction:
        product = held(transaction, sku, seen_version)
        if product.type is kind:
            return Receipt(
                None,
                _DEED,
                {"changed": 0},
                tr("{sku} is {type} already.", sku=product.sku, type=kind),
            )
        leaves = product.type.has_source_items and not kind.has_source_items
        counted_in = unit_following.units_of(transaction, product)
        if leaves and counted_in:
            raise Refused(
                Kind.LOCKED_FIELD,
                tr(
                    "{sku} is counted in units of measure; delete them first: units delete.",
                    sku=visible(product.sku),
                ),
                field="type",
            )
        unit_following.check_change(transaction, product, counted_in, {"type": kind})
        if leaves:
            _refuse(transaction, product, kind, force=force)
        stays = what_stays_open(transaction, product) if leaves else ""
        operation = transaction.journal.begin(_DEED, cause, reason="edited")
        before: dict[str, Any] = {"type": product.type.value}
        after: dict[str, Any] = {"type": kind.value}
        counts: dict[str, int | str] = {"changed": 1, "rows": 0, "units": "0"}
        gone, words = ZERO, ""
        if leaves:
            rows, gone = remove_rows(transaction, operation, product)
            counts |= {"rows": rows, "units": str(-gone)}
            lay = trn(
                ", {count} row with {units} removed",
                ", {count} rows with {units} removed",
                rows,
                units=gone.in_units(),
            )
            words = lay if rows else ""
        elif not product.type.has_source_items:
            made_of = transaction.parts.of([product.id]).get(product.id, NOTHING)
            if made_of:
                transaction.parts.remove([product.id])
                before[PARTS] = text_of_parts(product.type, made_of)
                after[PARTS] = None
                words = tr(", {parts} let go", parts=counted(product.type, len(made_of)))
        transaction.products.update(product.id, {"type": kind})
        unit_following.follow(transaction, operation, product, counted_in, {"type": kind})
        if kind.has_source_items and not product.type.has_source_items:
            add_default_row(transaction, operation, product)
            words += tr(", with a row at {source}", source=DEFAULT_SOURCE_CODE)
        transaction.journal.changed(
            operation, "product", product.id, product.sku, before, after
        )
        summary = f"{product.sku}: {product.type} → {kind}{words}"
        units = Quantity(-gone.parts)
        transaction.journal.finish(operation, summary=summary, units=units, counts=counts)
    warnings = (tr("Still open: {stays}.", stays=stays),) if stays else ()
    return Receipt(operation, _DEED, counts, summary, warnings)


def _refuse(
    transaction: Transaction, product: Product, kind: ProductType, *, force: bool
) -> None:
    """Say why a product that lies at sources cannot become a composite."""
    shown = visible(product.sku)
    if parents := transaction.parts.parents([product.id]).get(product.id):
        skus = named(parent.sku for parent in parents)
        raise Refused(
            Kind.PART_OF_PRODUCT,
            tr(
                "{sku} is a part of {skus}, and a part cannot be {type}. Take it out first.",
                sku=shown,
                skus=skus,
                type=kind,
            ),
            field="type",
        )
    if force:
        return
    stays = tr("{sku} stays {type}", sku=shown, type=product.type)
    refuse_open(transaction, product, stays)
    if transaction.options.value("synchronize_with_catalog"):
        return
    lying = [one for one in transaction.source_items.of_product(product.id) if one.quantity]
    if lying:
        places = named(
            tr("{quantity} at {source}", quantity=one.quantity, source=one.source_code)
            for one in lying
        )
        raise Refused(
            Kind.BLOCKED,
            tr(
                "{sku} stays {type}: a {kind} product has no quantities of its own, "
                "but there are {places}. Move them first, switch Synchronize with "
                "Catalog on, or force it; they are gone then.",
                sku=shown,
                type=product.type,
                kind=kind,
                places=places,
            ),
            field="type",
        )
