"""The sums that are kept per stock and product: what a grid of a million rows can sort by.

``stock_level`` is written by the transaction that changes what it follows from: source
items, reservations, settings, links of a stock, states of sources.  Nothing is ever
rebuilt later; `Levels.refresh` is the one way to bring rows up to date, and doctor
compares what is kept with the same expressions (`inventory_tui.store.salability.salable`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    and_,
    case,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)

from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.stock import Coverage, StockLevel
from inventory_tui.store.driver import Driver, Query
from inventory_tui.store.options import Options
from inventory_tui.store.products.chosen import Scope, within
from inventory_tui.store.quantities.set_asides import SetAsides
from inventory_tui.store.salability.salable import computed, computed_in, salable
from inventory_tui.store.salability.sharing import SharedSources
from inventory_tui.store.salability.touched import Touched
from inventory_tui.store.tables import source, source_item, stock, stock_level, stock_source
from inventory_tui.store.upserting import upsert


class Levels:
    """The kept sums, per stock and product."""

    def __init__(self, connection: Connection, options: Options) -> None:
        self._connection = connection
        self._driver = Driver(connection)
        self._options = options
        self.set_asides = SetAsides(connection)
        """What of source items is not for sale."""
        self.shared = SharedSources(connection, options, self.set_asides)
        """What other stocks' promises take from shared sources."""
        self.touched = Touched()
        """The products whose sums the transaction wrote."""

    def refresh(
        self,
        scope: Scope,
        stocks: Sequence[int] | None = None,
        *,
        uncovering: bool = True,
        keep_shared: bool = True,
    ) -> None:
        """Bring on hand, threshold, coverage and salable up to date after a change.

        Args:
            scope: The products concerned; None: all of them.
            stocks: The stocks concerned; None: all of them.
            uncovering: Whether a product may have lost its last row in a stock.
            keep_shared: Also what all stocks promise from shared sources; without it
                `SharedSources.keep` is to follow.

        Raises:
            Refused: Less would be on hand than is damaged or in quality check.
        """
        self.touched.scope(scope)
        self.set_asides.refuse_overfull(scope)
        self.shared.forget_links()
        self._sum_up(scope, stocks, uncovering=uncovering)
        if keep_shared:
            self.shared.keep(scope)

    def _sum_up(self, scope: Scope, stocks: Sequence[int] | None, *, uncovering: bool) -> None:
        if scope is not None and not isinstance(scope, Table):
            any_aside = self.set_asides.any
            self._put(computed(self._options, scope, stocks, any_aside=any_aside))
            linked = (
                source_item.c.source_id == stock_source.c.source_id,
                stock_source.c.stock_id == stock_level.c.stock_id,
            )
            these = [] if stocks is None else [stock_level.c.stock_id.in_(stocks)]
            if uncovering:
                self._drop_uncovered(scope, these, linked)
            return
        for stock_id in self.kept() if stocks is None else stocks:
            mine = self.sources(stock_id)
            any_aside = self.set_asides.any
            self._put(computed_in(self._options, scope, stock_id, mine, any_aside=any_aside))
            this = [stock_level.c.stock_id == stock_id]
            if uncovering:
                self._drop_uncovered(scope, this, [source_item.c.source_id.in_(mine)])

    def kept(self) -> Sequence[int]:
        """The stocks that take from any source, or still have rows here."""
        linked = select(stock_source.c.stock_id)
        rows = exists(select(literal(1)).where(stock_level.c.stock_id == stock.c.id))
        return self._connection.scalars(
            select(stock.c.id).where(or_(stock.c.id.in_(linked), rows)).order_by(stock.c.id)
        ).all()

    def sources(self, stock_id: int) -> dict[int, bool]:
        """The sources a stock takes from, with whether what lies at each counts for it."""
        rows = self._connection.execute(
            select(source.c.id, and_(source.c.enabled, stock_source.c.counts).label("counts"))
            .join(stock_source, stock_source.c.source_id == source.c.id)
            .where(stock_source.c.stock_id == stock_id)
            .order_by(source.c.id)
        )
        return {row.id: bool(row.counts) for row in rows}

    def _put(self, query: Select[Any]) -> None:
        """Store what a query of the columns of `computed` says, where it is not stored yet."""
        pairs = query.subquery("pairs")
        columns = (
            "stock_id",
            "product_id",
            "on_hand",
            "reserved",
            "threshold",
            "coverage",
            "set_aside",
        )
        nothing_reserved = literal(0, BigInteger)
        fresh = select(
            pairs.c.stock_id,
            pairs.c.product_id,
            pairs.c.on_hand,
            nothing_reserved,
            pairs.c.threshold,
            pairs.c.coverage,
            pairs.c.set_aside,
            salable(
                pairs.c.managed,
                pairs.c.coverage,
                pairs.c.on_hand,
                nothing_reserved,
                pairs.c.threshold,
                set_aside=pairs.c.set_aside,
            ),
        ).where(literal(True))  # SQLite cannot parse ON CONFLICT after a SELECT without WHERE
        statement = upsert(self._connection, stock_level)
        statement = statement.from_select([*columns, "salable"], fresh)
        new = statement.excluded
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["stock_id", "product_id"],
                set_={
                    "on_hand": new.on_hand,
                    "threshold": new.threshold,
                    "coverage": new.coverage,
                    "set_aside": new.set_aside,
                    "salable": salable(
                        new.salable.is_not(None),
                        new.coverage,
                        new.on_hand,
                        stock_level.c.reserved,
                        new.threshold,
                        stock_level.c.promised_elsewhere,
                        new.set_aside,
                    ),
                },
                where=or_(
                    stock_level.c.on_hand != new.on_hand,
                    stock_level.c.threshold != new.threshold,
                    stock_level.c.coverage != new.coverage,
                    stock_level.c.set_aside != new.set_aside,
                    stock_level.c.salable.is_(None) != new.salable.is_(None),
                ),
            )
        )

    def _drop_uncovered(
        self,
        scope: Scope,
        stocks: Iterable[ColumnElement[bool]],
        linked: Iterable[ColumnElement[bool]],
    ) -> None:
        """Pairs without a row at any source keep what is reserved, and nothing else."""
        here = [*within(stock_level.c.product_id, scope), *stocks]
        covered = exists(
            select(literal(1)).where(
                source_item.c.product_id == stock_level.c.product_id, *linked
            )
        )
        self._connection.execute(
            delete(stock_level).where(*here, stock_level.c.reserved == 0, ~covered)
        )
        self._connection.execute(
            update(stock_level)
            .where(*here, stock_level.c.reserved != 0, ~covered)
            .values(on_hand=0, set_aside=0, coverage=int(Coverage.NONE), salable=0)
        )

    def get(self, stock_id: int, product_ids: Sequence[int]) -> dict[int, StockLevel]:
        """Return the sums of these products in one stock; a missing pair has none."""
        return self._driver.ask(self.asking(stock_id, product_ids))

    def asking(self, stock_id: int, product_ids: Sequence[int]) -> Query[dict[int, StockLevel]]:
        """What `get` asks."""
        these, ids = self._driver.among(product_ids)
        return Query(
            f"{_LEVELS} {these}",
            (stock_id, *ids),
            lambda rows: {row[1]: _level_of(row) for row in rows},
        )

    def of_products(self, product_ids: Sequence[int]) -> list[StockLevel]:
        """Return the sums of these products in every stock they are in, by stock id."""
        rows = self._connection.execute(
            select(stock_level)
            .where(stock_level.c.product_id.in_(product_ids))
            .order_by(stock_level.c.stock_id)
        )
        return [_level(row) for row in rows]

    def of_product(self, product_id: int) -> list[StockLevel]:
        """Return the sums of one product in every stock it is in, by stock id."""
        rows = self._connection.execute(
            select(stock_level)
            .where(stock_level.c.product_id == product_id)
            .order_by(stock_level.c.stock_id)
        )
        return [_level(row) for row in rows]

    def sums(self) -> dict[int, tuple[int, Quantity, Quantity, Quantity]]:
        """Return products, on hand, reserved and salable of every stock, by its id."""
        rows = self._connection.execute(
            select(
                stock_level.c.stock_id,
                func.sum(case((stock_level.c.coverage > 0, 1), else_=0)),
                func.sum(stock_level.c.on_hand),
                func.sum(stock_level.c.reserved),
                func.coalesce(func.sum(stock_level.c.salable), 0),
            ).group_by(stock_level.c.stock_id)
        )
        return {
            row[0]: (
                int(row[1]),
                Quantity(int(row[2])),
                Quantity(int(row[3])),
                Quantity(int(row[4])),
            )
            for row in rows
        }

    def keep_shared(self, product_ids: Sequence[int]) -> None:
        """Bring up to date what stocks promise from shared sources, after `reserve`."""
        if product_ids and self.shared.protected:
            self.shared.keep(product_ids)

    def reserve(self, sums: Mapping[tuple[int, int], int]) -> None:
        """Add to what is reserved: (stock id, product id) → signed ten-thousandths.

        Called by the one place that writes reservations, in the same transaction;
        `keep_shared` is to follow.
        """
        if not sums:
            return
        self.touched.pairs(sums)
        if self._driver.is_sqlite:
            several = [(*pair, delta) for pair, delta in sums.items()]
            self._driver.write_each(f"{_RESERVE} values (?, ?, 0, ?, 0, 0, 0) {_ADD}", several)
            self._driver.write_each(f"{_DROP_EMPTY} = (?, ?)", list(sums))
            return
        # a round trip for each of them would be most of the time of a deed
        pairs = [list(one) for one in zip(*sums, strict=True)]
        deltas = [*pairs, list(sums.values())]
        self._driver.write(
            f"{_RESERVE} select {_PAIRS}, 0, unnest(?::bigint[]), 0, 0, 0 {_ADD}", deltas
        )
        self._driver.write(f"{_DROP_EMPTY} in (select {_PAIRS})", pairs)


_RESERVE = """
    insert into stock_level
        (stock_id, product_id, on_hand, reserved, threshold, salable, coverage)
"""
_PAIRS = "unnest(?::bigint[]), unnest(?::bigint[])"
_ADD = """
    on conflict (stock_id, product_id) do update set
        reserved = stock_level.reserved + excluded.reserved,
        salable = case when stock_level.coverage < 2 then stock_level.salable
                       else stock_level.salable + excluded.reserved end
"""
_DROP_EMPTY = """
    delete from stock_level
    where coverage = 0 and reserved = 0 and (stock_id, product_id)
"""


_COLUMNS = (
    "stock_id",
    "product_id",
    "on_hand",
    "reserved",
    "threshold",
    "salable",
    "coverage",
    "promised_elsewhere",
    "set_aside",
)
_LEVELS = f"""
    select {", ".join(_COLUMNS)} from stock_level where stock_id = ? and product_id
"""


_COVERAGE = tuple(Coverage)


def _level(row: Row[Any]) -> StockLevel:
    return _level_of(tuple(row._mapping[name] for name in _COLUMNS))


def _level_of(row: tuple[Any, ...]) -> StockLevel:
    stock, product, on_hand, reserved, threshold, salable, coverage, elsewhere, aside = row
    return StockLevel(
        stock,
        product,
        Quantity(on_hand),
        Quantity(reserved) if reserved else ZERO,
        Quantity(threshold) if threshold else ZERO,
        None if salable is None else Quantity(salable),
        _COVERAGE[coverage],
        Quantity(elsewhere) if elsewhere else ZERO,
        Quantity(aside) if aside else ZERO,
    )
