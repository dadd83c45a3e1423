"""What transferring and setting many products would change.

Each function fills `item_change_table.item_change` for the products in a temporary table; the
verdicts are those of spec 2.8.  What is reserved is kept per stock, so a transfer inside one
stock is never blocked.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    Table,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
    update,
)

from inventory_tui.domain.aside import STATES, Kept
from inventory_tui.domain.bulk import Verdict
from inventory_tui.domain.quantity import LARGEST, Quantity
from inventory_tui.domain.source import Source
from inventory_tui.store.products.unit_rules import is_too_fine, lies_in_another_unit
from inventory_tui.store.quantities.bulk_rows import (
    NO_FLAG,
    NO_NUMBER,
    OWN_ITEMS,
    falls_below_zero,
    is_among,
    just,
    with_item,
)
from inventory_tui.store.quantities.item_change_table import item_change
from inventory_tui.store.quantities.item_changes import ItemChanges
from inventory_tui.store.quantities.set_asides import units_aside
from inventory_tui.store.tables import (
    product,
    source_item,
    stock_level,
    stock_source,
)


def transfer(
    changes: ItemChanges,
    chosen: Table,
    origin: Source,
    destination: Source,
    *,
    unassign_origin: bool,
    force: bool,
    override_safety: bool = False,
) -> None:
    """Move everything at ``origin``; the status goes with it, the notify level where none is.

    What is damaged or in quality check stays, and so does safety stock, unless overridden;
    with the goods that stay stays the status.

    Source: spec 2.8, C5, C20; the warehouse half 1.2.
    """
    leaving, arriving = source_item.alias("leaving"), source_item.alias("arriving")
    aside = partial(units_aside, any_aside=changes.asides.any)
    kept_aside = aside(of=leaving)
    stays: ColumnElement[int] = literal(0, BigInteger)
    if changes.asides.any:
        tied = aside(of=leaving, kinds=STATES) if override_safety else kept_aside
        stays = _at_most(leaving.c.quantity, tied)
    moving = leaving.c.quantity - stays
    gone = and_(leaving.c.quantity == 0, arriving.c.product_id.is_not(None))
    pair = with_item(leaving, origin.id).outerjoin(
        arriving,
        and_(
            arriving.c.product_id == product.c.id, arriving.c.source_id == just(destination.id)
        ),
    )
    blocked: ColumnElement[bool] = false()
    differs: ColumnElement[bool] = false()
    if changes.any_units:
        differs = and_(arriving.c.product_id.is_(None), lies_in_another_unit(destination.id))
    if not force:
        moves = and_(OWN_ITEMS, leaving.c.product_id.is_not(None), ~gone)
        units = moving + func.coalesce(arriving.c.quantity, 0) - aside(of=arriving)
        counts = case(
            (and_(leaving.c.in_stock, literal(destination.enabled), units > 0), units), else_=0
        )
        rest = stays - kept_aside
        left = case(
            (and_(leaving.c.in_stock, literal(origin.enabled), rest > 0), rest),
            else_=literal(0, BigInteger),
        )
        after = union_all(
            *(
                select(product.c.id.label("id"), literal(at.id, Integer), there)
                .select_from(pair)
                .where(is_among(chosen), moves)
                for at, there in ((origin, left), (destination, counts))
            )
        ).subquery()
        elsewhere = changes.taken_elsewhere(chosen, select(*after.c))
        # with nothing left the row is Out of Stock, and what was set aside counts no more
        given_up = aside(of=leaving, kinds=(Kept.SAFETY,)) if override_safety else 0
        lost = case((stays > 0, moving - given_up), else_=leaving.c.quantity - kept_aside)
        hidden = arriving.c.quantity - aside(of=arriving)
        blocked = _takes_promised(
            leaving, arriving, (lost, moving, hidden), origin, destination, elsewhere
        )
    verdict = case(
        (~OWN_ITEMS, Verdict.COMPOSITE.value),
        (leaving.c.product_id.is_(None), Verdict.NOT_THERE.value),
        (gone, Verdict.NOTHING_THERE.value),
        (differs, Verdict.UNIT_DIFFERS.value),
        (
            stays > 0 if unassign_origin else and_(stays > 0, moving == 0),
            Verdict.SET_ASIDE.value,
        ),
        (
            moving + func.coalesce(arriving.c.quantity, 0) > LARGEST,
            Verdict.TOO_MUCH.value,
        ),
        (blocked, Verdict.BLOCKED.value),
        else_=Verdict.CHANGE.value,
    )
    changes.add(
        select(
            product.c.id,
            literal(origin.id, Integer),
            leaving.c.quantity,
            NO_NUMBER if unassign_origin else stays,
            leaving.c.in_stock,
            NO_FLAG if unassign_origin else and_(leaving.c.in_stock, stays > 0),
            leaving.c.notify_below,
            NO_NUMBER if unassign_origin else leaving.c.notify_below,
            verdict,
            true(),
        )
        .select_from(pair)
        .where(is_among(chosen))
    )
    going = item_change.alias("going")
    changes.add(
        select(
            going.c.product_id,
            literal(destination.id, Integer),
            arriving.c.quantity,
            func.coalesce(arriving.c.quantity, 0)
            + going.c.quantity_before
            - func.coalesce(going.c.quantity_after, 0),
            arriving.c.in_stock,
            going.c.in_stock_before,
            arriving.c.notify_below,
            func.coalesce(arriving.c.notify_below, going.c.notify_before),
            literal(Verdict.CHANGE.value),
            false(),
        )
        .select_from(going)
        .outerjoin(
            arriving,
            and_(
                arriving.c.product_id == going.c.product_id,
                arriving.c.source_id == just(destination.id),
            ),
        )
        .where(going.c.source_id == origin.id, going.c.verdict == Verdict.CHANGE.value)
    )
    if unassign_origin:
        # an empty origin row moves nothing, but is deleted all the same, uncounted
        changes.run(
            update(item_change)
            .where(item_change.c.verdict == Verdict.NOTHING_THERE.value)
            .values(verdict=Verdict.CHANGE.value, counts=False)
        )


def set_many(
    changes: ItemChanges,
    chosen: Table,
    at: Source,
    *,
    quantity: Quantity | None,
    change: Quantity | None,
    in_stock: bool | None,
) -> None:
    """Set the products' rows at a source, or add a difference to what is there."""
    there = source_item.c.product_id.is_not(None)
    now = func.coalesce(source_item.c.quantity, 0)
    if change is not None:
        after: ColumnElement[Any] = now + change.parts
    elif quantity is not None:
        after = literal(quantity.parts, BigInteger)
    else:
        after = now
    status: ColumnElement[Any] = (
        func.coalesce(source_item.c.in_stock, True) if in_stock is None else literal(in_stock)
    )
    given = literal((change or quantity or Quantity(0)).parts, BigInteger)
    verdict = case(
        (~OWN_ITEMS, Verdict.COMPOSITE.value),
        (
            and_(~there, literal(quantity is None and (change is None or change.parts < 0))),
            Verdict.NOT_THERE.value,
        ),
        (is_too_fine(given), Verdict.FRACTION.value),
        (after < 0, Verdict.BELOW_ZERO.value),
        (after > LARGEST, Verdict.TOO_MUCH.value),
        (
            after < units_aside(any_aside=changes.asides.any, kinds=STATES),
            Verdict.UNSOUND.value,
        ),
        (
            and_(there, after == now, source_item.c.in_stock == status),
            Verdict.ALREADY.value,
        ),
        else_=Verdict.CHANGE.value,
    )
    changes.add(
        select(
            product.c.id,
            literal(at.id, Integer),
            source_item.c.quantity,
            after,
            source_item.c.in_stock,
            status,
            source_item.c.notify_below,
            source_item.c.notify_below,
            verdict,
            true(),
        )
        .select_from(with_item(source_item, at.id))
        .where(is_among(chosen))
    )


def _takes_promised(
    leaving: Any,
    arriving: Any,
    units: tuple[ColumnElement[int], ColumnElement[int], ColumnElement[int]],
    origin: Source,
    destination: Source,
    elsewhere: ColumnElement[int],
) -> ColumnElement[bool]:
    """SQL: whether moving a product would make some stock's salable negative.

    Args:
        units: What the origin loses of what is for sale, what leaves it, and what lies at
            the destination for sale.
        elsewhere: What other stocks would take.
    """
    lost, moving, there = units
    counts = and_(leaving.c.in_stock, literal(origin.enabled))
    out, taken = (case((counts, some), else_=0) for some in (lost, moving))
    # goods that are Out of Stock take that state along, and with it what already lies there
    hidden = case(
        (
            and_(
                ~leaving.c.in_stock,
                func.coalesce(arriving.c.in_stock, False),
                literal(destination.enabled),
            ),
            there,
        ),
        else_=0,
    )
    return or_(
        *(
            and_(
                leaves > 0,
                exists(
                    select(literal(1)).where(
                        stock_level.c.product_id == product.c.id,
                        stock_level.c.stock_id.in_(_served_without(loser, other)),
                        falls_below_zero(loss, elsewhere, taken=leaves),
                    )
                ),
            )
            for loss, leaves, loser, other in (
                (out, taken, origin, destination),
                (hidden, hidden, destination, origin),
            )
        )
    )


def _at_most(quantity: ColumnElement[int], units: ColumnElement[int]) -> ColumnElement[int]:
    """SQL: ``units``, but not more than lie there."""
    return case((units < quantity, units), else_=quantity)


def _served_without(source: Source, other: Source) -> Select[tuple[int]]:
    """SQL: the stocks that take from one source and not from another."""
    takes = select(stock_source.c.stock_id)
    return takes.where(
        stock_source.c.source_id == source.id,
        stock_source.c.counts,
        stock_source.c.stock_id.not_in(
            takes.where(stock_source.c.source_id == other.id, stock_source.c.counts)
        ),
    )
