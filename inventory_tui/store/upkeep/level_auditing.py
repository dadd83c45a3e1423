"""What stocks may promise, recomputed beside what is kept.

What is kept and what it follows from are laid on top of each other and grouped, and only
rows that differ come back.

Source: spec 2.1.
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
    false,
    func,
    literal,
    not_,
    or_,
    select,
    union_all,
)

from inventory_tui.domain.checkup import Finding, Flaw
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.stock import Coverage
from inventory_tui.store.database import Transaction
from inventory_tui.store.salability.salable import computed, salable
from inventory_tui.store.tables import (
    product,
    reservation,
    source_item,
    stock,
    stock_level,
)
from inventory_tui.store.upkeep.stretches import Stretch, within

_NONE = literal(None, BigInteger)


class LevelAudit:
    """Looks at the kept sums of products."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection
        stocks = self._connection.execute(select(stock.c.id, stock.c.name))
        self._stocks: dict[int, str] = {row.id: row.name for row in stocks}

    def levels(self, stretch: Stretch) -> Iterator[Finding]:
        """What stocks may promise, kept beside recomputed."""
        wrong = self._wrong_sums(stretch).subquery("wrong")
        rows = self._connection.execute(
            select(wrong, product.c.sku)
            .join(product, product.c.id == wrong.c.product_id)
            .order_by(wrong.c.product_id, wrong.c.stock_id)
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

    def promised_elsewhere(self, stretch: Stretch) -> Iterator[Finding]:
        """What other stocks promised of shared sources, kept beside recomputed."""
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

    def _wrong_sums(self, stretch: Stretch) -> Select[Any]:
        """(stock, product) where what follows from the rows is not what is kept."""
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
        most, total = func.max, func.sum
        on_hand, promised = total(both.c.on_hand), total(both.c.reserved)
        threshold = func.coalesce(most(both.c.threshold), 0)
        coverage = func.coalesce(most(both.c.coverage), int(Coverage.NONE))
        expected = or_(most(both.c.coverage) > 0, promised != 0)
        right = salable(
            func.coalesce(most(both.c.managed), 1) == 1,
            coverage,
            on_hand,
            promised,
            threshold,
            func.coalesce(most(both.c.kept_elsewhere), 0),
        )
        kept: dict[str, ColumnElement[Any]] = {
            name: most(both.c[f"kept_{name}"])
            for name in ("on_hand", "reserved", "threshold", "coverage", "salable")
        }
        columns: list[ColumnElement[Any]] = [
            both.c.stock_id,
            both.c.product_id,
            on_hand.label("on_hand"),
            promised.label("reserved"),
            threshold.label("threshold"),
            coverage.label("coverage"),
            right.label("salable"),
            case((expected, 1), else_=0).label("is_expected"),
            *(value.label(f"kept_{name}") for name, value in kept.items()),
        ]
        return (
            select(*columns)
            .group_by(both.c.stock_id, both.c.product_id)
            # here and not around it: what is right never leaves the sorter
            .having(
                or_(
                    kept["coverage"].is_(None),
                    not_(func.coalesce(expected, false())),
                    kept["on_hand"] != on_hand,
                    kept["reserved"] != promised,
                    kept["coverage"] != coverage,
                    and_(coverage > 0, kept["threshold"] != threshold),
                    kept["salable"].is_distinct_from(right),
                )
            )
        )


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
            yield flaw, what, amount(kept), amount(found)
    if row.kept_salable != row.salable:
        yield Flaw.KEPT_SALABLE, "salable", _salable(row.kept_salable), _salable(row.salable)


def _coverage(value: int) -> str:
    return Coverage(value).name.lower().replace("_", " ")


def amount(parts: int | None) -> str:
    return "no row" if parts is None else str(Quantity(int(parts)))


def _salable(parts: int | None) -> str:
    return "any amount" if parts is None else str(Quantity(int(parts)))
