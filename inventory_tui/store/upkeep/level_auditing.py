"""What stocks may promise, recomputed beside what is kept: what is wrong, in sentences.

Source: spec 2.1.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, select

from inventory_tui.domain.checkup import Finding, Flaw
from inventory_tui.domain.quantity import Quantity
from inventory_tui.store.database import Transaction
from inventory_tui.store.tables import stock
from inventory_tui.store.upkeep.level_sums import LevelSums
from inventory_tui.store.upkeep.stretches import Stretch
from inventory_tui.wording import tr


class LevelAudit:
    """Looks at the kept sums of products."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection
        stocks = self._connection.execute(select(stock.c.id, stock.c.name))
        self._stocks: dict[int, str] = {row.id: row.name for row in stocks}
        self._sums = LevelSums(transaction)

    def levels(self, stretch: Stretch) -> Iterator[Finding]:
        """What stocks may promise, kept beside recomputed."""
        queries = self._sums.wrong(stretch)
        wrong = [row for query in queries for row in self._connection.execute(query)]
        wrong.sort(key=lambda row: (row.product_id, row.stock_id))
        for row in wrong:
            name = self._stocks.get(row.stock_id, str(row.stock_id))
            for flaw, what, kept, found in _level_differences(row):
                yield Finding(
                    flaw,
                    tr(
                        "{sku} in {stock}: {what} is kept as {kept}, it is {found}.",
                        sku=row.sku,
                        stock=name,
                        what=what,
                        kept=kept,
                        found=found,
                    ),
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
                tr(
                    "{sku} in {stock}: what other stocks promised is kept as {kept}, "
                    "it is {units}.",
                    sku=skus[id].sku,
                    stock=name,
                    kept=Quantity(kept),
                    units=Quantity(units),
                ),
                sku=skus[id].sku,
                stock=name,
                kept=str(Quantity(kept)),
                recomputed=str(Quantity(units)),
            )


def _level_differences(row: Row[Any]) -> Iterator[tuple[Flaw, str, str, str]]:
    """What is kept otherwise than it is: the flaw, its name, kept and recomputed."""
    there = (Flaw.KEPT_COVERAGE, tr("how far it is there"))
    if row.kept_coverage is None:
        yield *there, tr("nothing"), _coverage(row.coverage)
    elif not row.is_expected:
        yield *there, _coverage(row.kept_coverage), tr("nothing")
    elif row.kept_coverage != row.coverage:
        yield *there, _coverage(row.kept_coverage), _coverage(row.coverage)
    if row.kept_coverage is None or not row.is_expected:
        return
    for flaw, what, kept, found in (
        (Flaw.KEPT_ON_HAND, tr("on hand"), row.kept_on_hand, row.on_hand),
        (Flaw.KEPT_SET_ASIDE, tr("set aside"), row.kept_set_aside, row.set_aside),
        (Flaw.KEPT_RESERVED, tr("reserved"), row.kept_reserved, row.reserved),
        (Flaw.KEPT_THRESHOLD, tr("the threshold"), row.kept_threshold, row.threshold),
    ):
        if kept != found and (row.coverage or flaw is not Flaw.KEPT_THRESHOLD):
            yield flaw, what, amount(kept), amount(found)
    if row.kept_salable != row.salable:
        yield (
            Flaw.KEPT_SALABLE,
            tr("salable"),
            _salable(row.kept_salable),
            _salable(row.salable),
        )


def _coverage(value: int) -> str:
    return (tr("none"), tr("assigned"), tr("in stock"))[value]


def amount(parts: int | None) -> str:
    return tr("no row") if parts is None else str(Quantity(int(parts)))


def _salable(parts: int | None) -> str:
    return tr("any amount") if parts is None else str(Quantity(int(parts)))
