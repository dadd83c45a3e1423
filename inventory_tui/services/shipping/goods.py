"""Goods leaving sources and coming back to them: the quantities, and the status that follows.

Every deed on an order that moves goods goes through here, so the rules of a deduction stand
once: nothing falls below 0, a deduction may only switch a row Out of Stock, goods coming in
may switch it In Stock.

Source: spec 2.2, *Source deduction on shipment*; C15, R9; R8 for what is left of deleted
products.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from inventory_tui.domain.aside import NOTHING_ASIDE
from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import OrderLine
from inventory_tui.domain.product import Backorders, StockRules
from inventory_tui.domain.quantity import LARGEST, ZERO, Quantity, total
from inventory_tui.domain.source import SourceItem
from inventory_tui.store.database import Transaction
from inventory_tui.store.history.journal import Movement
from inventory_tui.wording import tr

Moves = Mapping[tuple[int, int], Quantity]
"""(product id, source id) → what comes in; below 0 what leaves."""

_Row = tuple[int, int, Quantity, bool, Quantity | None]
"""Product id, source id, quantity, in stock and notify below, as it will be."""


class Ware(Protocol):
    """What is moved: a line of an order, of a delivery, of a transfer."""

    @property
    def product_id(self) -> int: ...
    @property
    def sku(self) -> str: ...


@dataclass(frozen=True, slots=True)
class NewRow:
    """What a source item is like that is made by goods coming in."""

    in_stock: bool = False
    notify_below: Quantity | None = None


_PLAIN = NewRow()


class Goods:
    """What lies at the sources of some lines, held until the transaction ends."""

    def __init__(
        self,
        transaction: Transaction,
        lines: Iterable[Ware],
        *,
        held: bool = True,
        new: Mapping[int, NewRow] | None = None,
    ) -> None:
        """Hold them.

        Args:
            held: False where nothing is to be moved, only looked at.
            new: What rows that are made are like, by product id.
        """
        self._transaction = transaction
        self._lines = {line.product_id: line for line in lines}
        self._new = new or {}
        self._ids = sorted(self._lines)
        if held:
            transaction.lock_products(self._ids)
        self.rules: Mapping[int, StockRules] = transaction.products.rules(self._ids)
        self._managed = {id for id, rules in self.rules.items() if rules.manage_stock}
        self._items = transaction.source_items.of_products(self._ids)
        self._aside = transaction.levels.set_asides.of(self._ids)

    def counts(self, line: OrderLine) -> bool:
        """Whether what is done to a line moves quantities (spec 2.1, R8)."""
        return is_counted(line, self._managed)

    def there(self, product_id: int, source_id: int) -> Quantity:
        """What lies of a product at a source, whatever its status."""
        item = self._items.get((product_id, source_id))
        return item.quantity if item else ZERO

    def has(self, product_id: int, source_id: int) -> bool:
        """Whether a product has a row at a source."""
        return (product_id, source_id) in self._items

    def move(self, operation: int, moves: Moves) -> Quantity:
        """Take and bring goods; return the units that came in, less those that left.

        Raises:
            Refused: ``not_enough_in_source``, ``validation_failed``: a problem for each row
                that would leave its bounds; ``not_for_sale``: damaged goods and goods in
                quality check would leave.  Safety stock may.
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
            notify = (item or self._new.get(pair[0], _PLAIN)).notify_below
            (changed if item else added).append((*pair, before + by, in_stock, notify))
        transaction = self._transaction
        transaction.source_items.put(changed)
        transaction.source_items.add(added)
        transaction.journal.moved(
            operation,
            [_movement(self._items.get(row[:2]), row) for row in (*changed, *added)],
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
                where = item.source_code if item else tr("that source")
                yield Problem(
                    Kind.NOT_ENOUGH_IN_SOURCE,
                    tr(
                        "{sku}: {source} has {there}, not {amount}.",
                        sku=visible(line.sku),
                        source=where,
                        there=before,
                        amount=-by,
                    ),
                    "line",
                    line.sku,
                )
            elif by < ZERO and -by > (
                (aside := self._aside.get((product_id, source_id), NOTHING_ASIDE)).sound(before)
            ):
                where = self._items[product_id, source_id].source_code
                yield Problem(
                    Kind.NOT_FOR_SALE,
                    tr(
                        "{sku}: {source} has {there}, but {staying}; at most {sound} can "
                        "leave.",
                        sku=visible(line.sku),
                        source=where,
                        there=before,
                        staying=aside.staying(aside.unsound),
                        sound=aside.sound(before),
                    ),
                    "line",
                    line.sku,
                )
            elif (before + by).parts > LARGEST:
                yield Problem(
                    Kind.VALIDATION_FAILED,
                    tr(
                        "{sku}: a source holds at most {most}.",
                        sku=visible(line.sku),
                        most=Quantity(LARGEST),
                    ),
                    "line",
                    line.sku,
                )

    def _in_stock(
        self, product_id: int, item: SourceItem | None, quantity: Quantity, *, coming_in: bool
    ) -> bool:
        rules = self.rules[product_id]
        was = (item or self._new.get(product_id, _PLAIN)).in_stock
        if coming_in:
            sets = bool(self._transaction.options.value("in_stock_on_cancel"))
            return was or (sets and quantity > rules.effective_threshold)
        used_up = rules.backorders is Backorders.NO and quantity <= rules.effective_threshold
        return was and not used_up


def is_counted(line: OrderLine, managed: Container[int]) -> bool:
    """Whether what leaves or comes back of a line is counted (spec 2.1, R8).

    A product that is gone, or was made a composite since, has no rows to count at.

    Args:
        managed: The products whose stock is managed (`Products.managed`).
    """
    return not line.lies_nowhere and line.product_id in managed


def _movement(item: SourceItem | None, row: _Row) -> Movement:
    product_id, source_id, quantity, status, notify = row
    return Movement(
        product_id,
        source_id,
        item.quantity.parts if item else None,
        quantity.parts,
        item.in_stock if item else None,
        status,
        None if item is None or item.notify_below is None else item.notify_below.parts,
        None if notify is None else notify.parts,
    )
