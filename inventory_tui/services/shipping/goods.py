"""Goods leaving sources and coming back to them: the quantities, and the status that follows.

Every deed on an order that moves goods goes through here, so the rules of a deduction stand
once: nothing falls below 0, a deduction may only switch a row Out of Stock, goods coming in
may switch it In Stock.

Source: spec 2.2, *Source deduction on shipment*; C15, R9; R8 for what is left of deleted
products.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import OrderLine
from inventory_tui.domain.product import Backorders, StockRules
from inventory_tui.domain.quantity import LARGEST, ZERO, Quantity, total
from inventory_tui.domain.source import SourceItem
from inventory_tui.store.database import Transaction
from inventory_tui.store.history.journal import Movement

Moves = Mapping[tuple[int, int], Quantity]
"""(product id, source id) → what comes in; below 0 what leaves."""

_Row = tuple[int, int, Quantity, bool, Quantity | None]
"""Product id, source id, quantity, in stock and notify below, as it will be."""


class Goods:
    """What lies at the sources of some lines, held until the transaction ends."""

    def __init__(
        self, transaction: Transaction, lines: Iterable[OrderLine], *, held: bool = True
    ) -> None:
        """``held``: False where nothing is to be moved, only looked at."""
        self._transaction = transaction
        self._lines = {line.product_id: line for line in lines}
        self._ids = sorted(self._lines)
        if held:
            transaction.lock_products(self._ids)
        self.rules: Mapping[int, StockRules] = transaction.products.rules(self._ids)
        self._items = transaction.source_items.of_products(self._ids)

    def counts(self, line: OrderLine) -> bool:
        """Whether what is done to a line moves quantities (spec 2.1, R8)."""
        return is_counted(line, self.rules)

    def there(self, product_id: int, source_id: int) -> Quantity:
        """What lies of a product at a source, whatever its status."""
        item = self._items.get((product_id, source_id))
        return item.quantity if item else ZERO

    def move(self, operation: int, moves: Moves) -> Quantity:
        """Take and bring goods; return the units that came in, less those that left.

        Raises:
            Refused: ``not_enough_in_source``, ``validation_failed``: a problem for each row
                that would leave its bounds.
        """
        kept = {pair: by for pair, by in sorted(moves.items()) if by}
        if problems := list(self._problems(kept)):
            raise Refused.because(problems)
        changed: list[_Row] = []
        added: list[_Row] = []
        for pair, by in kept.items():
            item = self._items.get(pair)
            before = item.quantity if item else ZERO
            in_stock = self._in_stock(pair[0], item, before + by, coming_in=by > ZERO)
            notify = item.notify_below if item else None
            (changed if item else added).append((*pair, before + by, in_stock, notify))
        transaction = self._transaction
        transaction.source_items.put(changed)
        transaction.source_items.add(added)
        transaction.journal.moved(
            operation,
            [
                _movement(self._items.get((product, source)), product, source, quantity, status)
                for product, source, quantity, status, _ in (*changed, *added)
            ],
        )
        if kept:
            transaction.levels.refresh(sorted({product for product, _ in kept}))
        return total(kept.values())

    def _problems(self, moves: Moves) -> Iterable[Problem]:
        for (product_id, source_id), by in moves.items():
            line = self._lines[product_id]
            before = self.there(product_id, source_id)
            if before + by < ZERO:
                item = self._items.get((product_id, source_id))
                where = item.source_code if item else "that source"
                yield Problem(
                    Kind.NOT_ENOUGH_IN_SOURCE,
                    f"{visible(line.sku)}: {where} has {before}, not {-by}.",
                    "line",
                    line.sku,
                )
            elif (before + by).parts > LARGEST:
                yield Problem(
                    Kind.VALIDATION_FAILED,
                    f"{visible(line.sku)}: a source holds at most {Quantity(LARGEST)}.",
                    "line",
                    line.sku,
                )

    def _in_stock(
        self, product_id: int, item: SourceItem | None, quantity: Quantity, *, coming_in: bool
    ) -> bool:
        rules = self.rules[product_id]
        was = item.in_stock if item else False
        if coming_in:
            sets = bool(self._transaction.options.value("in_stock_on_cancel"))
            return was or (sets and quantity > rules.effective_threshold)
        used_up = rules.backorders is Backorders.NO and quantity <= rules.effective_threshold
        return was and not used_up


def is_counted(line: OrderLine, rules: Mapping[int, StockRules]) -> bool:
    """Whether what leaves or comes back of a line is counted (spec 2.1, R8).

    A product that is gone, or was made a composite since, has no rows to count at.
    """
    return not line.lies_nowhere and rules[line.product_id].manage_stock


def _movement(
    item: SourceItem | None, product_id: int, source_id: int, quantity: Quantity, status: bool
) -> Movement:
    notify = None if item is None or item.notify_below is None else item.notify_below.parts
    return Movement(
        product_id,
        source_id,
        item.quantity.parts if item else None,
        quantity.parts,
        item.in_stock if item else None,
        status,
        notify,
        notify,
    )
