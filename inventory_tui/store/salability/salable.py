"""What a stock may still promise: the salable formula, once, as SQL.

`inventory_tui.store.salability.levels` keeps the sums by it, previews and doctor work them out
anew.

Source: spec 2.1 (`domain.stock.salable_quantity` is the same rule in Python).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    case,
    func,
    literal,
    null,
    select,
)

from inventory_tui.domain.product import Backorders
from inventory_tui.domain.stock import Coverage
from inventory_tui.store.options import Options
from inventory_tui.store.products.chosen import Scope, within
from inventory_tui.store.quantities.set_asides import units_aside
from inventory_tui.store.tables import product, source, source_item, stock_source


def is_managed(options: Options) -> ColumnElement[bool]:
    """SQL: whether the stock of a product is managed."""
    return func.coalesce(product.c.manage_stock, literal(bool(options.value("manage_stock"))))


def effective_threshold(options: Options) -> ColumnElement[int]:
    """SQL: T_eff, what is kept back or may be sold beyond what is there."""
    return threshold_in_force(
        func.coalesce(product.c.threshold, options.value("threshold").parts),
        func.coalesce(product.c.backorders, str(options.value("backorders"))),
    )


def threshold_in_force(
    threshold: ColumnElement[int], backorders: ColumnElement[str]
) -> ColumnElement[int]:
    """SQL: T_eff of a threshold beside a kind of backorders."""
    return case(
        (
            backorders == Backorders.NO.value,
            case((threshold > 0, threshold), else_=literal(0, BigInteger)),
        ),
        else_=case((threshold < 0, threshold), else_=literal(0, BigInteger)),
    )


def salable(
    managed: ColumnElement[bool],
    coverage: ColumnElement[int],
    on_hand: ColumnElement[int],
    reserved: ColumnElement[int],
    threshold: ColumnElement[int],
    promised_elsewhere: ColumnElement[int] | None = None,
    set_aside: ColumnElement[int] | None = None,
) -> ColumnElement[int | None]:
    """SQL: the formula itself.

    Args:
        promised_elsewhere: What the other stocks' promises take (`store.sharing`).
        set_aside: Of what is on hand, what is not for sale (`store.quantities.set_asides`).
    """
    free = on_hand if promised_elsewhere is None else on_hand - promised_elsewhere
    free = free if set_aside is None else free - set_aside
    return case(
        (~managed, null()),
        (coverage < int(Coverage.IN_STOCK), literal(0, BigInteger)),
        else_=free + reserved - threshold,
    )


def usable() -> ColumnElement[bool]:
    """SQL: whether a source item counts (beside its product, its source's row joined)."""
    return and_(source_item.c.in_stock, source.c.enabled)


def computed(
    options: Options, scope: Scope, stocks: Sequence[int] | None, *, any_aside: bool
) -> Select[Any]:
    """SQL: (stock, product, on hand, threshold, coverage, set aside, managed) of every
    assigned pair.

    Args:
        any_aside: Whether anything is set aside anywhere.
    """
    counts = and_(usable(), stock_source.c.counts)
    aside = units_aside(any_aside=any_aside)
    query = (
        select(
            stock_source.c.stock_id,
            source_item.c.product_id,
            func.sum(case((counts, source_item.c.quantity), else_=0)).label("on_hand"),
            effective_threshold(options).label("threshold"),
            func.max(case((counts, 2), else_=1)).label("coverage"),
            _sum_of(counts, aside, any_aside=any_aside),
            is_managed(options).label("managed"),
        )
        .select_from(source_item)
        .join(stock_source, stock_source.c.source_id == source_item.c.source_id)
        .join(source, source.c.id == source_item.c.source_id)
        .join(product, product.c.id == source_item.c.product_id)
        .where(*within(source_item.c.product_id, scope))
        # products first, as their rows lie: only the few of each product are sorted
        .group_by(source_item.c.product_id, stock_source.c.stock_id, product.c.id)
    )
    return query if stocks is None else query.where(stock_source.c.stock_id.in_(stocks))


def _sum_of(
    counts: ColumnElement[bool], aside: ColumnElement[int], *, any_aside: bool
) -> ColumnElement[int]:
    units = func.sum(case((counts, aside), else_=0)) if any_aside else aside
    return units.label("set_aside")


def computed_in(
    options: Options,
    scope: Scope,
    stock_id: int,
    sources: Mapping[int, bool],
    *,
    any_aside: bool,
) -> Select[Any]:
    """SQL: the columns of `computed` for one stock, were ``sources`` those it takes from.

    Made for many products: they are grouped in key order, which saves the sorting that
    several stocks at once need (1 s instead of 6 at a million products).

    Args:
        sources: Ids, with whether what lies there counts for this stock.
        any_aside: Whether anything is set aside anywhere.
    """
    passed_over = [id for id, does_count in sources.items() if not does_count]
    counts: ColumnElement[bool] = source_item.c.in_stock
    if passed_over:  # these are few, and each row asks
        counts = and_(counts, source_item.c.source_id.not_in(passed_over))
    aside = units_aside(any_aside=any_aside)
    sums = (
        select(
            source_item.c.product_id,
            func.sum(case((counts, source_item.c.quantity), else_=0)).label("on_hand"),
            func.max(case((counts, 2), else_=1)).label("coverage"),
            _sum_of(counts, aside, any_aside=any_aside),
        )
        .where(
            # not by the key: all rows of a product at once, instead of one look-up a source
            (source_item.c.source_id + 0).in_(sources),
            *within(source_item.c.product_id, scope),
        )
        .group_by(source_item.c.product_id)
        .subquery("sums")
    )
    return select(
        literal(stock_id, BigInteger).label("stock_id"),
        sums.c.product_id,
        sums.c.on_hand,
        effective_threshold(options).label("threshold"),
        sums.c.coverage,
        sums.c.set_aside,
        is_managed(options).label("managed"),
    ).join_from(sums, product, product.c.id == sums.c.product_id)
