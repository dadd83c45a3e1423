"""Every kept sum and every rule recomputed, in walks that cost the memory of one stretch.

Products, and then orders, are walked in stretches of their ids.  A stretch is one statement:
what is kept and what it follows from are laid on top of each other and grouped, and only
rows that differ come back.

Sources: spec 2.1 (salable), 2.2 (invariant of the ledger), 2.3 (states of orders).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Row,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)

from inventory_tui.domain.checkup import Finding, Flaw
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.product import WITH_SOURCE_ITEMS
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.stock import Coverage
from inventory_tui.store.database import Transaction
from inventory_tui.store.salable import computed, salable
from inventory_tui.store.tables import (
    movement,
    product,
    reservation,
    source,
    source_item,
    stock,
    stock_level,
)

STRETCH = 50_000
"""Ids a statement looks at."""

Stretch = tuple[int, int]

_NONE = literal(None, BigInteger)


class ProductAudit:
    """Looks at products, their rows and their kept sums."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection
        stocks = self._connection.execute(select(stock.c.id, stock.c.name))
        self._stocks: dict[int, str] = {row.id: row.name for row in stocks}

    def stretches(self) -> list[Stretch]:
        """The walk over all products, deleted ones too."""
        return stretches(self._connection.scalar(select(func.max(product.c.id))) or 0)

    def walk(self, stretch: Stretch) -> Iterator[Finding]:
        """Everything that must hold of these products."""
        for check in (
            self.levels,
            self._promised_elsewhere,
            self._stray_items,
            self._movements,
            self._product_keys,
        ):
            yield from check(stretch)

    def levels(self, stretch: Stretch) -> Iterator[Finding]:
        """What stocks may promise, kept beside recomputed."""
        sums = self._both_sums(stretch).subquery("sums")
        right = salable(
            sums.c.managed,
            sums.c.coverage,
            sums.c.on_hand,
            sums.c.reserved,
            sums.c.threshold,
            func.coalesce(sums.c.kept_elsewhere, 0),
        )
        wanted = or_(
            sums.c.kept_coverage.is_(None),
            sums.c.is_expected == 0,
            sums.c.kept_on_hand != sums.c.on_hand,
            sums.c.kept_reserved != sums.c.reserved,
            sums.c.kept_coverage != sums.c.coverage,
            and_(sums.c.coverage > 0, sums.c.kept_threshold != sums.c.threshold),
            sums.c.kept_salable.is_distinct_from(right),
        )
        rows = self._connection.execute(
            select(sums, right.label("salable"), product.c.sku)
            .join(product, product.c.id == sums.c.product_id)
            .where(wanted)
            .order_by(sums.c.product_id, sums.c.stock_id)
        )
        for row in rows:
            name = self._stocks.get(row.stock_id, str(row.stock_id))
            for flaw, what, kept, found in _level_differences(row):
                yield Finding(
                    flaw,
                    f"{row.sku} in {name}: {what} is kept as {kept}, it is {found}.",
                    sku=row.sku,
                    stock=name,
                    kept=kept,
                    recomputed=found,
                )

    def _promised_elsewhere(self, stretch: Stretch) -> Iterator[Finding]:
        wrong = self._transaction.levels.shared.wrong(*stretch)
        skus = self._transaction.products.by_ids(sorted({id for _, id in wrong}))
        for (stock_id, id), (kept, units) in sorted(
            wrong.items(), key=lambda one: one[0][::-1]
        ):
            name = self._stocks.get(stock_id, str(stock_id))
            yield Finding(
                Flaw.KEPT_PROMISED_ELSEWHERE,
                f"{skus[id].sku} in {name}: what other stocks promised is kept as "
                f"{Quantity(kept)}, it is {Quantity(units)}.",
                sku=skus[id].sku,
                stock=name,
                kept=str(Quantity(kept)),
                recomputed=str(Quantity(units)),
            )

    def _both_sums(self, stretch: Stretch) -> Select[Any]:
        """(stock, product) with what follows from the rows and what is kept."""
        fresh = within(
            computed(self._transaction.options, None, None), source_item.c.product_id, stretch
        ).subquery("fresh")
        reserved = within(
            select(
                reservation.c.stock_id,
                reservation.c.product_id,
                func.sum(reservation.c.quantity).label("reserved"),
            ).group_by(reservation.c.stock_id, reservation.c.product_id),
            reservation.c.product_id,
            stretch,
        ).subquery("reserved")
        nothing, no_flag = literal(0, BigInteger), literal(None, Integer)
        both = union_all(
            select(
                fresh.c.stock_id,
                fresh.c.product_id,
                fresh.c.on_hand.label("on_hand"),
                nothing.label("reserved"),
                fresh.c.threshold.label("threshold"),
                fresh.c.coverage.label("coverage"),
                case((fresh.c.managed, 1), else_=0).label("managed"),
                _NONE.label("kept_on_hand"),
                _NONE.label("kept_reserved"),
                _NONE.label("kept_threshold"),
                no_flag.label("kept_coverage"),
                _NONE.label("kept_salable"),
                _NONE.label("kept_elsewhere"),
            ),
            select(
                reserved.c.stock_id,
                reserved.c.product_id,
                nothing,
                reserved.c.reserved,
                _NONE,
                no_flag,
                no_flag,
                _NONE,
                _NONE,
                _NONE,
                no_flag,
                _NONE,
                _NONE,
            ).where(reserved.c.reserved != 0),
            within(
                select(
                    stock_level.c.stock_id,
                    stock_level.c.product_id,
                    nothing,
                    nothing,
                    _NONE,
                    no_flag,
                    no_flag,
                    stock_level.c.on_hand,
                    stock_level.c.reserved,
                    stock_level.c.threshold,
                    stock_level.c.coverage.cast(Integer),
                    stock_level.c.salable,
                    stock_level.c.promised_elsewhere,
                ),
                stock_level.c.product_id,
                stretch,
            ),
        ).subquery("both_sums")
        most = func.max
        return select(
            both.c.stock_id,
            both.c.product_id,
            func.sum(both.c.on_hand).label("on_hand"),
            func.sum(both.c.reserved).label("reserved"),
            func.coalesce(most(both.c.threshold), 0).label("threshold"),
            func.coalesce(most(both.c.coverage), int(Coverage.NONE)).label("coverage"),
            (func.coalesce(most(both.c.managed), 1) == 1).label("managed"),
            case(
                (or_(most(both.c.coverage) > 0, func.sum(both.c.reserved) != 0), 1), else_=0
            ).label("is_expected"),
            most(both.c.kept_on_hand).label("kept_on_hand"),
            most(both.c.kept_reserved).label("kept_reserved"),
            most(both.c.kept_threshold).label("kept_threshold"),
            most(both.c.kept_coverage).label("kept_coverage"),
            most(both.c.kept_salable).label("kept_salable"),
            most(both.c.kept_elsewhere).label("kept_elsewhere"),
        ).group_by(both.c.stock_id, both.c.product_id)

    def _stray_items(self, stretch: Stretch) -> Iterator[Finding]:
        own = product.c.type.in_([kind.value for kind in WITH_SOURCE_ITEMS])
        rows = self._connection.execute(
            within(
                select(product.c.sku, source.c.code, source_item.c.quantity)
                .select_from(product)
                .join(source_item, source_item.c.product_id == product.c.id)
                .join(source, source.c.id == source_item.c.source_id)
                .where(or_(~own, product.c.deleted_by.is_not(None))),
                product.c.id,
                stretch,
            )
        )
        for sku, code, parts in rows:
            yield Finding(
                Flaw.STRAY_SOURCE_ITEM,
                f"{sku} has no quantities of its own, but {Quantity(parts)} lie at {code}.",
                sku=sku,
                source=code,
                kept=str(Quantity(parts)),
            )

    def _movements(self, stretch: Stretch) -> Iterator[Finding]:
        newest = within(
            select(
                movement.c.product_id,
                movement.c.source_id,
                func.max(movement.c.operation_id).label("operation_id"),
            ).group_by(movement.c.product_id, movement.c.source_id),
            movement.c.product_id,
            stretch,
        ).subquery("newest")
        rows = self._connection.execute(
            select(
                product.c.sku,
                source.c.code,
                movement.c.operation_id,
                movement.c.quantity_after,
                source_item.c.quantity,
            )
            .select_from(newest)
            .join(
                movement,
                and_(
                    movement.c.operation_id == newest.c.operation_id,
                    movement.c.product_id == newest.c.product_id,
                    movement.c.source_id == newest.c.source_id,
                ),
            )
            .join(product, product.c.id == newest.c.product_id)
            .join(source, source.c.id == newest.c.source_id)
            .outerjoin(
                source_item,
                and_(
                    source_item.c.product_id == newest.c.product_id,
                    source_item.c.source_id == newest.c.source_id,
                ),
            )
            .where(movement.c.quantity_after.is_distinct_from(source_item.c.quantity))
        )
        for sku, code, operation, after, parts in rows:
            yield Finding(
                Flaw.UNRECORDED_CHANGE,
                f"{sku} at {code}: {_amount(parts)} lies there, but operation {operation} "
                f"left {_amount(after)}.",
                sku=sku,
                source=code,
                kept=_amount(parts),
                recomputed=_amount(after),
            )

    def _product_keys(self, stretch: Stretch) -> Iterator[Finding]:
        rows = self._connection.execute(
            within(
                select(product.c.sku, product.c.sku_key, product.c.name, product.c.name_key),
                product.c.id,
                stretch,
            ),
            execution_options={"yield_per": 10_000},
        )
        for sku, sku_key, name, name_key in rows:
            for label, key in ((sku, sku_key), (name, name_key)):
                # letters A to Z need no normalising: most labels, and ten times as fast
                right = label.lower() if label.isascii() else key_of(label)
                if key != right:
                    yield Finding(
                        Flaw.LABEL_KEY,
                        f"{sku}: {label!r} is looked for as {key!r}.",
                        sku=sku,
                        kept=key,
                        recomputed=right,
                    )


def stretches(largest_id: int) -> list[Stretch]:
    """Cut the ids up to ``largest_id`` into stretches: first and last id of each."""
    return [
        (start, min(start + STRETCH - 1, largest_id))
        for start in range(1, largest_id + 1, STRETCH)
    ]


def within(query: Select[Any], column: ColumnElement[int], stretch: Stretch) -> Select[Any]:
    """Keep a query to a stretch of ids."""
    return query.where(column.between(*stretch))


def _level_differences(row: Row[Any]) -> Iterator[tuple[Flaw, str, str, str]]:
    """What is kept otherwise than it is: the flaw, its name, kept and recomputed."""
    there = (Flaw.KEPT_COVERAGE, "how far it is there")
    if row.kept_coverage is None:
        yield *there, "nothing", _coverage(row.coverage)
    elif not row.is_expected:
        yield *there, _coverage(row.kept_coverage), "nothing"
    elif row.kept_coverage != row.coverage:
        yield *there, _coverage(row.kept_coverage), _coverage(row.coverage)
    if row.kept_coverage is None or not row.is_expected:
        return
    for flaw, what, kept, found in (
        (Flaw.KEPT_ON_HAND, "on hand", row.kept_on_hand, row.on_hand),
        (Flaw.KEPT_RESERVED, "reserved", row.kept_reserved, row.reserved),
        (Flaw.KEPT_THRESHOLD, "the threshold", row.kept_threshold, row.threshold),
    ):
        if kept != found and (row.coverage or flaw is not Flaw.KEPT_THRESHOLD):
            yield flaw, what, _amount(kept), _amount(found)
    if row.kept_salable != row.salable:
        yield Flaw.KEPT_SALABLE, "salable", _salable(row.kept_salable), _salable(row.salable)


def _coverage(value: int) -> str:
    return Coverage(value).name.lower().replace("_", " ")


def _amount(parts: int | None) -> str:
    return "no row" if parts is None else str(Quantity(int(parts)))


def _salable(parts: int | None) -> str:
    return "any amount" if parts is None else str(Quantity(int(parts)))
