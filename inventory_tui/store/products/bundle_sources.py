"""Bundles that are shipped together: their selections lie at one and the same source (C7).

A deed on many rows leaves out those that would put a selection beside the others; deeds on a
few rows are refused instead (`inventory_tui.services.products.composing.stray_rows`).
"""

from __future__ import annotations

from sqlalchemy import Select, and_, exists, literal, select, update

from inventory_tui.domain.bulk import Verdict
from inventory_tui.domain.product import ProductType
from inventory_tui.store.quantities.item_change_table import item_change
from inventory_tui.store.quantities.item_changes import ItemChanges
from inventory_tui.store.tables import bundle_option, product, product_part, source_item

_CHANGES = item_change.c.verdict == Verdict.CHANGE.value
_NEW = and_(
    _CHANGES, item_change.c.quantity_before.is_(None), item_change.c.quantity_after.is_not(None)
)


def keep_together(changes: ItemChanges, *, in_pairs: bool = False) -> None:
    """Leave out the prepared rows that would tear such a bundle apart.

    Rows of one deed are seen together: moving all selections of a bundle at once, their old
    rows unassigned, is no tearing (while they are prepared at once).

    Args:
        in_pairs: A product's rows go together: the origin of a transfer stays with its
            destination.
    """
    if not changes.any_row(_options()):
        return
    together = _options().subquery()
    mine, other = product_part.alias("mine"), product_part.alias("other")
    bundled = together.join(mine, mine.c.option_id == together.c.id)
    parts = kept_together()
    shared = select(
        mine.c.child_id.label("one"), other.c.child_id.label("another")
    ).select_from(bundled.join(other, other.c.product_id == together.c.product_id))
    for elsewhere in (_stays(), _comes()):
        pairs = shared.subquery("pairs")
        places = elsewhere.subquery("places")
        torn = (
            select(literal(1))
            .select_from(pairs)
            .join(places, places.c.product_id == pairs.c.another)
            .where(
                pairs.c.one == item_change.c.product_id,
                places.c.source_id != item_change.c.source_id,
            )
        )
        changes.run(
            update(item_change)
            .where(
                _NEW, item_change.c.product_id.in_(parts), exists(torn.correlate(item_change))
            )
            .values(verdict=Verdict.SHIPS_TOGETHER.value)
        )
    if in_pairs:
        marked = item_change.alias("marked")
        torn_pairs = select(marked.c.product_id).where(
            marked.c.verdict == Verdict.SHIPS_TOGETHER.value
        )
        changes.run(
            update(item_change)
            .where(_CHANGES, item_change.c.product_id.in_(torn_pairs))
            .values(verdict=Verdict.SHIPS_TOGETHER.value)
        )


def kept_together() -> Select[tuple[int]]:
    """SQL: the products that are parts of such bundles."""
    together = _options().subquery()
    part = product_part.alias("mine")
    return select(part.c.child_id).select_from(
        together.join(part, part.c.option_id == together.c.id)
    )


def _options() -> Select[tuple[int, int]]:
    """SQL: the options of such bundles, with their bundle."""
    # from the options, for these are few: most products are part of no bundle at all
    goes_together = exists().where(
        product.c.id == bundle_option.c.product_id,
        product.c.type == ProductType.BUNDLE.value,
        product.c.ship_together,
    )
    return select(bundle_option.c.id, bundle_option.c.product_id).where(goes_together)


def _stays() -> Select[tuple[int, int]]:
    """SQL: the rows at sources the deed leaves."""
    goes = item_change.alias("goes")
    return select(source_item.c.product_id, source_item.c.source_id).where(
        ~exists(
            select(literal(1)).where(
                goes.c.product_id == source_item.c.product_id,
                goes.c.source_id == source_item.c.source_id,
                goes.c.verdict == Verdict.CHANGE.value,
                goes.c.quantity_after.is_(None),
            )
        )
    )


def _comes() -> Select[tuple[int, int]]:
    """SQL: the rows it adds."""
    comes = item_change.alias("comes")
    return select(comes.c.product_id, comes.c.source_id).where(
        comes.c.verdict == Verdict.CHANGE.value,
        comes.c.quantity_before.is_(None),
        comes.c.quantity_after.is_not(None),
    )
