"""Products: added; the other deeds and questions of their life beside it.

Identity is an id: an SKU is a label that can change at any time, and a deleted product
leaves a tombstone that orders and history point to (spec 1.6, R8).
"""

from __future__ import annotations

from collections.abc import Mapping

from inventory_tui.domain.composite import NOTHING, counted
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.source import DEFAULT_SOURCE_CODE
from inventory_tui.services.products import composing, gtins, own_options, succession
from inventory_tui.services.products.browsing import products
from inventory_tui.services.products.channel_changes import check_amounts_everywhere
from inventory_tui.services.products.duplicating import duplicate
from inventory_tui.services.products.editing import edit, rename
from inventory_tui.services.products.product_changes import put
from inventory_tui.services.products.product_dates import in_zone
from inventory_tui.services.products.product_deletion import delete
from inventory_tui.services.products.product_guard import refuse_flag
from inventory_tui.services.products.product_questions import ids_of, types_of
from inventory_tui.services.products.product_rows import add_default_row
from inventory_tui.services.products.product_types import change_type
from inventory_tui.services.products.product_wishes import read_wishes
from inventory_tui.services.products.showing import (
    ItemShown,
    ProductShown,
    SettingShown,
    StockShown,
    show,
)
from inventory_tui.services.products.showing_parts import PartShown
from inventory_tui.services.quantities.explaining import Why, WhyTerm, explain
from inventory_tui.store.database import Database
from inventory_tui.wording import tr

__all__ = [
    "ItemShown",
    "PartShown",
    "ProductShown",
    "SettingShown",
    "StockShown",
    "Why",
    "WhyTerm",
    "add",
    "change_type",
    "delete",
    "duplicate",
    "edit",
    "explain",
    "ids_of",
    "products",
    "rename",
    "show",
    "types_of",
]


def add(database: Database, sku: str, typed: Mapping[str, str], *, cause: Cause) -> Receipt:
    """Add a product; one whose quantities lie at sources gets a row at the Default Source.

    Args:
        typed: Its fields as typed: those of `domain.product_form.PRODUCT`, of a composite
            what it is made of (`domain.composition_text.COMPOSITION`), and that it ends
            (`domain.product_life.SUCCESSION`); without a name it is named after its SKU.

    Raises:
        InvalidInput: Fields are unknown or wrong; each has its sentence.
        Refused: The SKU is taken, or it cannot be made of the products named.
    """
    wished = read_wishes({"name": sku, **typed, "sku": sku}, partial=False)
    if "status" in typed:
        refuse_flag(wished.fields["sku"], wished.fields["type"])
    with database.write() as transaction:
        values = in_zone(transaction, wished.fields)
        if transaction.units.claimed([key_of(values["sku"])]):
            transaction.products.refuse_taken(values["sku"])
            raise transaction.products.missing(values["sku"], "sku")
        columns, apart = own_options.split(values)
        apart = own_options.checked(transaction, apart)
        gtins.refuse_taken(transaction, apart)
        product = transaction.products.add(columns)
        own_options.put(transaction, product.id, apart)
        check_amounts_everywhere(transaction, product, apart)
        parts = end = None
        if wished.parts:
            made_of = composing.wished(product, NOTHING, wished.parts)
            parts = composing.change(transaction, product, NOTHING, made_of)
        if wished.end:
            end = succession.change(transaction, product, wished.end)
        operation = transaction.journal.begin(Deed.PRODUCT_ADDED, cause, reason="added")
        transaction.journal.changed(
            operation, "product", product.id, product.sku, {"*": None}, {"*": product.sku}
        )
        what = ""
        if product.type.has_source_items:
            what = tr(", with a row at {source}", source=DEFAULT_SOURCE_CODE)
            add_default_row(transaction, operation, product)
        if parts is not None:
            what = f", {counted(product.type, len(parts.after))}"
        if beside := [one for one in (parts, end) if one is not None]:
            put(transaction, operation, product, beside)
        summary = tr("Added {sku}{what}", sku=product.sku, what=what)
        counts: dict[str, int | str] = {"created": 1}
        transaction.journal.finish(operation, summary=summary, counts=counts)
    return Receipt(operation, Deed.PRODUCT_ADDED, counts, summary)
