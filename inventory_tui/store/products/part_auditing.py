"""What must hold of compositions: composites are made of products that lie at sources."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import or_, select

from inventory_tui.domain.checkup import Finding, Flaw
from inventory_tui.domain.labels import visible
from inventory_tui.domain.product import COMPOSITES, WITH_SOURCE_ITEMS
from inventory_tui.store.database import Transaction
from inventory_tui.store.tables import product, product_part
from inventory_tui.wording import tr


def parts(transaction: Transaction) -> Iterator[Finding]:
    """Every part is alive and lies at sources, of a living composite (spec 1.6)."""
    parent, child = product.alias("parent"), product.alias("child")
    rows = transaction.connection.execute(
        select(parent.c.sku, child.c.sku)
        .select_from(product_part)
        .join(parent, parent.c.id == product_part.c.product_id)
        .join(child, child.c.id == product_part.c.child_id)
        .where(
            or_(
                parent.c.deleted_by.is_not(None),
                child.c.deleted_by.is_not(None),
                parent.c.type.not_in([kind.value for kind in COMPOSITES]),
                child.c.type.not_in([kind.value for kind in WITH_SOURCE_ITEMS]),
            )
        )
        .order_by(product_part.c.id)
    )
    for made, part in rows:
        yield Finding(
            Flaw.STRAY_PART,
            tr("{part} cannot be a part of {made}.", part=visible(part), made=visible(made)),
            sku=made,
        )
