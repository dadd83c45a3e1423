"""What assigning many products to sources, or taking them off, would change.

Each function fills `item_change_table.item_change` for the products in a temporary table; the
verdicts are those of spec 2.8.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Connection,
    Integer,
    Table,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    select,
    true,
    update,
)

from inventory_tui.domain.aside import STATES
from inventory_tui.domain.bulk import Verdict
from inventory_tui.domain.source import Source
from inventory_tui.store.quantities.bulk_rows import (
    NO_FLAG,
    NO_NUMBER,
    OWN_ITEMS,
    falls_below_zero,
    is_among,
    with_item,
)
from inventory_tui.store.quantities.item_change_table import item_change
from inventory_tui.store.quantities.item_changes import ItemChanges
from inventory_tui.store.quantities.set_asides import units_aside
from inventory_tui.store.tables import (
    product,
    source,
    source_item,
    stock_level,
    stock_source,
)


def assign(changes: ItemChanges, chosen: Table, sources: list[Source]) -> None:
    """Rows of quantity 0, Out of Stock, where a product has none at these sources."""
    for one in sources:
        changes.add(
            select(
                product.c.id,
                literal(one.id, Integer),
                source_item.c.quantity,
                case((source_item.c.product_id.is_(None), literal(0, BigInteger))),
                source_item.c.in_stock,
                case((source_item.c.product_id.is_(None), false())),
                source_item.c.notify_below,
                NO_NUMBER,
                case(
                    (~OWN_ITEMS, Verdict.COMPOSITE.value),
                    (source_item.c.product_id.is_not(None), Verdict.ALREADY.value),
                    else_=Verdict.CHANGE.value,
                ),
                true(),
            )
            .select_from(with_item(source_item, one.id))
            .where(is_among(chosen))
        )


def unassign(changes: ItemChanges, chosen: Table, sources: list[Source]) -> None:
    """Delete the products' rows at these sources; block those that hold promised units.

    Where damaged units, or units in quality check, lie a row stays.
    """
    any_aside = changes.asides.any
    unsound = units_aside(any_aside=any_aside, kinds=STATES)
    for one in sources:
        changes.add(
            select(
                product.c.id,
                literal(one.id, Integer),
                source_item.c.quantity,
                NO_NUMBER,
                source_item.c.in_stock,
                NO_FLAG,
                source_item.c.notify_below,
                NO_NUMBER,
                case(
                    (~OWN_ITEMS, Verdict.COMPOSITE.value),
                    (source_item.c.product_id.is_(None), Verdict.NOT_THERE.value),
                    (unsound > 0, Verdict.UNSOUND.value),
                    else_=Verdict.CHANGE.value,
                ),
                true(),
            )
            .select_from(with_item(source_item, one.id))
            .where(is_among(chosen))
        )
    removed = and_(
        item_change.c.verdict == Verdict.CHANGE.value,
        item_change.c.in_stock_before,
        item_change.c.quantity_before > 0,
    )
    nothing = literal(0, BigInteger)
    elsewhere = changes.taken_elsewhere(
        chosen,
        select(item_change.c.product_id, item_change.c.source_id, nothing).where(removed),
    )
    lost = (
        select(
            stock_source.c.stock_id,
            item_change.c.product_id,
            func.sum(
                item_change.c.quantity_before - units_aside(any_aside=any_aside, of=item_change)
            ).label("units"),
        )
        .select_from(item_change)
        .join(stock_source, stock_source.c.source_id == item_change.c.source_id)
        .join(source, source.c.id == item_change.c.source_id)
        .where(removed, source.c.enabled, stock_source.c.counts)
        .group_by(stock_source.c.stock_id, item_change.c.product_id)
        .subquery()
    )
    short = (
        select(lost.c.stock_id, lost.c.product_id)
        .join(
            stock_level,
            and_(
                stock_level.c.stock_id == lost.c.stock_id,
                stock_level.c.product_id == lost.c.product_id,
            ),
        )
        .where(falls_below_zero(lost.c.units, elsewhere))
    ).subquery()
    changes.run(
        update(item_change)
        .where(
            removed,
            exists(
                select(literal(1))
                .select_from(short)
                .join(stock_source, stock_source.c.stock_id == short.c.stock_id)
                .join(source, source.c.id == stock_source.c.source_id)
                .where(
                    short.c.product_id == item_change.c.product_id,
                    stock_source.c.source_id == item_change.c.source_id,
                    source.c.enabled,
                    stock_source.c.counts,
                )
            ),
        )
        .values(verdict=Verdict.BLOCKED.value)
    )


def reserved_of_left_pairs(connection: Connection) -> int:
    """Units held for orders where a stock is about to lose a product's last row."""
    gone = item_change.alias("gone")
    removed = and_(
        item_change.c.verdict == Verdict.CHANGE.value, item_change.c.quantity_after.is_(None)
    )
    counts = and_(item_change.c.in_stock_before, source.c.enabled, stock_source.c.counts)
    losing = (
        select(
            stock_source.c.stock_id,
            item_change.c.product_id,
            func.sum(case((counts, item_change.c.quantity_before), else_=0)).label("units"),
        )
        .select_from(item_change)
        .join(stock_source, stock_source.c.source_id == item_change.c.source_id)
        .join(source, source.c.id == item_change.c.source_id)
        .where(removed)
        .group_by(stock_source.c.stock_id, item_change.c.product_id)
        .subquery()
    )
    stays = exists(
        select(literal(1))
        .select_from(source_item)
        .join(stock_source, stock_source.c.source_id == source_item.c.source_id)
        .where(
            source_item.c.product_id == losing.c.product_id,
            stock_source.c.stock_id == losing.c.stock_id,
            ~exists(
                select(literal(1)).where(
                    gone.c.product_id == source_item.c.product_id,
                    gone.c.source_id == source_item.c.source_id,
                    gone.c.verdict == Verdict.CHANGE.value,
                    gone.c.quantity_after.is_(None),
                )
            ),
        )
    )
    held = connection.execute(
        select(func.coalesce(func.sum(-stock_level.c.reserved), 0))
        .select_from(losing)
        .join(
            stock_level,
            and_(
                stock_level.c.stock_id == losing.c.stock_id,
                stock_level.c.product_id == losing.c.product_id,
            ),
        )
        .where(
            stock_level.c.reserved < 0,
            # where more lies than is taken away, a row stays: that needs no look at the rows
            stock_level.c.on_hand <= losing.c.units,
            ~stays,
        )
    ).scalar_one()
    return int(held)
