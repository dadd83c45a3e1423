"""SQL for the doctor: the kept sums of stocks that do not follow from what they add up.

On SQLite each kept row stands beside the rows it follows from, in the order in which both
lie, so that nothing is sorted; then pairs are looked for that should have a row.  PostgreSQL
adds up everything at once and lays the sums on top of what is kept.  Only what is wrong comes
back.

Source: spec 2.1.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)

from inventory_tui.domain.stock import Coverage
from inventory_tui.store.database import Transaction
from inventory_tui.store.quantities.set_asides import all_aside, units_aside
from inventory_tui.store.salability.salable import effective_threshold, is_managed, salable
from inventory_tui.store.tables import (
    product,
    reservation,
    set_aside,
    source,
    source_item,
    stock_level,
    stock_source,
)
from inventory_tui.store.upkeep.stretches import Stretch, within


class LevelSums:
    """Asks for the kept sums of products that are wrong."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._any_aside = transaction.levels.set_asides.any
        self._kept = transaction.levels.kept()

    def wrong(self, stretch: Stretch) -> list[Select[Any]]:
        """SQL: the rows that are wrong, as they are kept and as they should be.

        A query of what only is missing has no columns but ``stock_id``, ``product_id``,
        ``sku``, ``coverage`` and ``kept_coverage``, which is null.
        """
        if self._transaction.connection.dialect.name == "postgresql":
            return [self._wrong(self._all_sums(stretch))]
        return [
            *(self._wrong(self._sums(stock_id, stretch)) for stock_id in self._kept),
            self._missing_rows(stretch),
            self._missing_reserved(stretch),
        ]

    def _wrong(self, query: Select[Any]) -> Select[Any]:
        """Rows of sums of which what is kept does not follow from what is beside it."""
        sums = query.subquery("sums")
        threshold = case((sums.c.coverage > 0, sums.c.threshold), else_=0)
        right = salable(
            or_(sums.c.coverage == 0, sums.c.managed),
            sums.c.coverage,
            sums.c.on_hand,
            sums.c.reserved,
            threshold,
            sums.c.promised_elsewhere,
            sums.c.set_aside,
        )
        is_expected = or_(sums.c.coverage > 0, sums.c.reserved != 0)
        differs = or_(
            ~is_expected,
            sums.c.kept_on_hand != sums.c.on_hand,
            sums.c.kept_set_aside != sums.c.set_aside,
            sums.c.kept_reserved != sums.c.reserved,
            sums.c.kept_coverage != sums.c.coverage,
            and_(sums.c.coverage > 0, sums.c.kept_threshold != threshold),
            sums.c.kept_salable.is_distinct_from(right),
        )
        return select(
            sums, right.label("salable"), case((is_expected, 1), else_=0).label("is_expected")
        ).where(case((sums.c.kept_coverage.is_(None), is_expected), else_=differs))

    def _all_sums(self, stretch: Stretch) -> Select[Any]:
        """The kept rows of every stock beside what they follow from; either may be missing."""
        found = self._found(stretch)
        kept = within(select(stock_level), stock_level.c.product_id, stretch).subquery("kept")
        same = and_(
            found.c.product_id == kept.c.product_id, found.c.stock_id == kept.c.stock_id
        )
        product_id = func.coalesce(kept.c.product_id, found.c.product_id)
        query = (
            select(
                func.coalesce(kept.c.stock_id, found.c.stock_id).label("stock_id"),
                product.c.id.label("product_id"),
                product.c.sku,
                *(
                    func.coalesce(found.c[name], 0).label(name)
                    for name in ("on_hand", "reserved", "coverage", "set_aside")
                ),
                effective_threshold(self._transaction.options).label("threshold"),
                is_managed(self._transaction.options).label("managed"),
                kept.c.on_hand.label("kept_on_hand"),
                kept.c.set_aside.label("kept_set_aside"),
                kept.c.reserved.label("kept_reserved"),
                kept.c.threshold.label("kept_threshold"),
                kept.c.coverage.label("kept_coverage"),
                kept.c.salable.label("kept_salable"),
                func.coalesce(kept.c.promised_elsewhere, 0).label("promised_elsewhere"),
            )
            .select_from(kept)
            .join(found, same, full=True)
            .join(product, product.c.id == product_id)
        )
        return within(query, product.c.id, stretch)

    def _found(self, stretch: Stretch) -> FromClause:
        """What lies at the sources of every stock and what is promised, added up at once."""
        link = stock_source.c
        usable_at = and_(source_item.c.in_stock, source.c.enabled, link.counts)
        asides = within(all_aside(), set_aside.c.product_id, stretch).subquery("asides")
        there = (
            select(
                source_item.c.product_id,
                link.stock_id,
                case((usable_at, source_item.c.quantity)).label("on_hand"),
                case((usable_at, 2), else_=1).label("coverage"),
                case((usable_at, asides.c.quantity)).label("set_aside"),
                literal(None, BigInteger).label("reserved"),
            )
            .join(stock_source, link.source_id == source_item.c.source_id)
            .join(source, source.c.id == source_item.c.source_id)
            .outerjoin(
                asides,
                and_(
                    asides.c.product_id == source_item.c.product_id,
                    asides.c.source_id == source_item.c.source_id,
                ),
            )
        )
        promised = select(
            reservation.c.product_id,
            reservation.c.stock_id,
            *(literal(None, kind) for kind in (BigInteger, Integer, BigInteger)),
            reservation.c.quantity,
        )
        counted = union_all(
            within(there, source_item.c.product_id, stretch),
            within(promised, reservation.c.product_id, stretch),
        ).subquery("counted")
        return (
            select(
                counted.c.product_id,
                counted.c.stock_id,
                *(
                    func.coalesce(total, 0).label(name)
                    for name, total in {
                        "on_hand": cast(func.sum(counted.c.on_hand), BigInteger),
                        "coverage": func.max(counted.c.coverage),
                        "set_aside": cast(func.sum(counted.c.set_aside), BigInteger),
                        "reserved": cast(func.sum(counted.c.reserved), BigInteger),
                    }.items()
                ),
            )
            .group_by(counted.c.product_id, counted.c.stock_id)
            .subquery("found")
        )

    def _sums(self, stock_id: int, stretch: Stretch) -> Select[Any]:
        """The kept rows of a stock, each with what it follows from."""
        kept = stock_level.c
        sources = self._transaction.levels.sources(stock_id)
        counting = [id for id, does_count in sources.items() if does_count]
        counts = and_(source_item.c.in_stock, source_item.c.source_id.in_(counting))
        aside = units_aside(any_aside=self._any_aside)
        at_a_source = source_item.c.source_id.is_not(None)
        reserved = select(func.sum(reservation.c.quantity)).where(
            reservation.c.product_id == kept.product_id, reservation.c.stock_id == kept.stock_id
        )
        # + 0: the few rows of a product are read one after another, not looked for by source
        at = and_(
            source_item.c.product_id == kept.product_id,
            (source_item.c.source_id + 0).in_(sources),
        )
        query = (
            select(
                kept.stock_id,
                kept.product_id,
                product.c.sku,
                func.sum(case((counts, source_item.c.quantity), else_=0)).label("on_hand"),
                func.coalesce(reserved.scalar_subquery(), 0).label("reserved"),
                effective_threshold(self._transaction.options).label("threshold"),
                func.max(case((counts, 2), (at_a_source, 1), else_=0)).label("coverage"),
                func.sum(case((counts, aside), else_=0)).label("set_aside"),
                is_managed(self._transaction.options).label("managed"),
                kept.on_hand.label("kept_on_hand"),
                kept.set_aside.label("kept_set_aside"),
                kept.reserved.label("kept_reserved"),
                kept.threshold.label("kept_threshold"),
                kept.coverage.label("kept_coverage"),
                kept.salable.label("kept_salable"),
                kept.promised_elsewhere,
            )
            .select_from(stock_level)
            .join(product, product.c.id == kept.product_id)
            .outerjoin(source_item, at)
            .where(kept.stock_id == stock_id)
            .group_by(kept.stock_id, kept.product_id, product.c.id)
            # a fence: the database would otherwise add up anew for every comparison
            .offset(0)
        )
        return within(query, kept.product_id, stretch)

    def _missing_rows(self, stretch: Stretch) -> Select[Any]:
        """Pairs of which something lies at a source of the stock, and no row is kept."""
        link = stock_source.c
        usable_at = and_(source_item.c.in_stock, source.c.enabled, link.counts)
        query = (
            select(
                link.stock_id,
                source_item.c.product_id,
                _sku_of(source_item.c.product_id),
                func.max(case((usable_at, 2), else_=1)).label("coverage"),
                literal(None, Integer).label("kept_coverage"),
            )
            .select_from(source_item)
            .join(stock_source, link.source_id == source_item.c.source_id)
            .outerjoin(stock_level, _kept_of(link.stock_id, source_item.c.product_id))
            .join(source, source.c.id == source_item.c.source_id)
            .where(stock_level.c.stock_id.is_(None))
            .group_by(source_item.c.product_id, link.stock_id)
        )
        return within(query, source_item.c.product_id, stretch)

    def _missing_reserved(self, stretch: Stretch) -> Select[Any]:
        """Pairs of which units are reserved and nothing lies at a source, likewise."""
        linked = select(literal(1)).where(
            source_item.c.product_id == reservation.c.product_id,
            source_item.c.source_id == stock_source.c.source_id,
            stock_source.c.stock_id == reservation.c.stock_id,
        )
        query = (
            select(
                reservation.c.stock_id,
                reservation.c.product_id,
                _sku_of(reservation.c.product_id),
                literal(int(Coverage.NONE)).label("coverage"),
                literal(None, Integer).label("kept_coverage"),
            )
            .outerjoin(stock_level, _kept_of(reservation.c.stock_id, reservation.c.product_id))
            .where(stock_level.c.stock_id.is_(None))
            .group_by(reservation.c.product_id, reservation.c.stock_id)
            # of the few that are left: looked for before it would be asked of each row
            .having(func.sum(reservation.c.quantity) != 0, ~exists(linked))
        )
        return within(query, reservation.c.product_id, stretch)


def _kept_of(
    stock_id: ColumnElement[int], product_id: ColumnElement[int]
) -> ColumnElement[bool]:
    """SQL: which row is kept of a pair."""
    return and_(stock_level.c.product_id == product_id, stock_level.c.stock_id == stock_id)


def _sku_of(product_id: ColumnElement[int]) -> ColumnElement[str]:
    """SQL: the SKU of one of the few rows that come back."""
    return (
        select(product.c.sku).where(product.c.id == product_id).scalar_subquery().label("sku")
    )
