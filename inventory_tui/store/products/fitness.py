"""Which products cannot be ordered although they are published and their dates let them.

One place for all who ask: placing, checking, statuses, *Why*, what shops say.  Where nothing
is counted in units and no product has options beside its columns, nothing is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from inventory_tui.domain.errors import Kind
from inventory_tui.domain.product import Product
from inventory_tui.domain.product_status import NOT_PURCHASABLE, Unfit

if TYPE_CHECKING:
    from inventory_tui.store.transaction import Transaction


def not_for_sale(transaction: Transaction, products: Iterable[Product]) -> dict[int, Unfit]:
    """Return why products cannot be ordered, by id; most are missing.

    Either they are not purchasable, as their product says of all its units, or the unit they
    are counted in is not.
    """
    listed = list(products)
    in_units = transaction.units.not_for_sale(listed)
    found = {id: Unfit(Kind.UNIT_NOT_FOR_SALE, why, "unit") for id, why in in_units.items()}
    options = transaction.product_options
    if listed and options.any_not_purchasable:
        above = {one.unit_of for one in listed if one.unit_of is not None}
        closed = options.not_purchasable({one.id for one in listed} | above)
        found |= {
            one.id: NOT_PURCHASABLE
            for one in listed
            if one.id in closed or one.unit_of in closed
        }
    return found
