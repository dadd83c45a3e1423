"""Dates of products as people type them, in the shop's time zone.

Source: warehouse half 1.7.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from inventory_tui.domain.errors import InvalidInput
from inventory_tui.domain.product import Product
from inventory_tui.domain.product_life import LIFE_NAMES, life_columns
from inventory_tui.domain.product_status import ProductStatus
from inventory_tui.store.database import Transaction
from inventory_tui.wording import tr


def in_zone(
    transaction: Transaction, values: Mapping[str, Any], product: Product | None = None
) -> dict[str, Any]:
    """Return what was read of a product, its life by attribute of `Product`, in UTC.

    Args:
        product: The one that is changed; None: a new one, or many.

    Raises:
        InvalidInput: Its dates contradict each other.
    """
    typed = {name: value for name, value in values.items() if name in LIFE_NAMES}
    others = {name: value for name, value in values.items() if name not in LIFE_NAMES}
    if not typed:
        return others
    zone = ZoneInfo(str(transaction.options.value("time_zone")))
    expires_already = product is not None and product.expires_at is not None
    if typed.get("never_expire") is False and expires_already and "expires" not in typed:
        del typed["never_expire"]  # it says no more than what is so
    life = life_columns(typed, zone)
    if product is not None:
        approved = life.get("status") is ProductStatus.APPROVED
        if approved and product.status is not ProductStatus.DRAFT:
            life["status"] = product.status
        display = life.get("display_at", product.display_at)
        expires = life.get("expires_at", product.expires_at)
        if display is not None and expires is not None and expires <= display:
            raise InvalidInput({"expires": tr("Expires: it would before it is displayed.")})
    return others | life
