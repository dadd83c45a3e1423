"""GTINs: one code names one product, or a barcode reader could not tell which is meant."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.labels import visible
from inventory_tui.domain.scans import bare_gtin
from inventory_tui.store.database import Transaction
from inventory_tui.store.products.gtins import named_by
from inventory_tui.store.products.product_options import GTIN
from inventory_tui.wording import tr


def refuse_taken(
    transaction: Transaction, values: Mapping[str, Any], besides: int | None = None
) -> None:
    """Refuse a GTIN that another product has.

    Args:
        values: Of a product, by option key.
        besides: Id of the product that gets it.

    Raises:
        Refused: ``not_unique``, naming the other.
    """
    if not (gtin := values.get(GTIN)):
        return
    for id, sku, _ in named_by(transaction.connection, [gtin]).values():
        if id != besides:
            raise Refused(Kind.NOT_UNIQUE, taken(gtin, sku), field=GTIN)


def taken(gtin: str, sku: str) -> str:
    """The sentence that names the product a GTIN is of."""
    return tr(
        "GTIN: {sku} has {gtin} already; one code names one product.",
        sku=visible(sku),
        gtin=gtin,
    )


def given_away(
    transaction: Transaction, wanted: Mapping[int, str], moving: Collection[int]
) -> dict[int, str]:
    """Return which products cannot have a GTIN again, and what has it now.

    Args:
        wanted: Product id → the GTIN it had.
        moving: Ids of all products that get another one together with these.
    """
    if not wanted:
        return {}
    holders = named_by(transaction.connection, wanted.values())
    found: dict[int, str] = {}
    for id, gtin in wanted.items():
        holder = holders.get(bare_gtin(gtin))
        if holder is not None and holder[0] != id and holder[0] not in moving:
            found[id] = visible(holder[1])
    return found
