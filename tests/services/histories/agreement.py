"""What is looked at after every deed: all that is stored is what the rules make it."""

from __future__ import annotations

from collections import Counter

from hypothesis.stateful import invariant
from sqlalchemy import func, select

from inventory_tui.services.keeping import checking
from inventory_tui.store.database import Transaction
from inventory_tui.store.tables import (
    order_line,
    reservation,
    sales_order,
    source_item,
    stock_level,
)
from tests.services.histories.papers import Papers

UNIT = 10_000
EVERY = 50
"""Steps between two visits of doctor."""

# statements that are looked at after every deed are made once
_ITEMS = select(
    source_item.c.product_id,
    source_item.c.source_id,
    source_item.c.quantity,
    source_item.c.in_stock,
)
_LEVELS = select(
    stock_level.c.stock_id,
    stock_level.c.product_id,
    stock_level.c.on_hand,
    stock_level.c.set_aside,
    stock_level.c.reserved,
    stock_level.c.promised_elsewhere,
    stock_level.c.salable,
)
_ORDERS = select(sales_order.c.id, sales_order.c.status, sales_order.c.payment)
_COUNTS = ("ordered", "invoiced", "shipped", "cancelled", "refunded", "released", "held")
_LINES = select(order_line.c.id, *(order_line.c[column] for column in _COUNTS))
_LEDGER = select(
    reservation.c.order_id,
    reservation.c.product_id,
    reservation.c.event,
    func.sum(reservation.c.quantity),
).group_by(reservation.c.order_id, reservation.c.product_id, reservation.c.event)


class Histories(Papers):
    """All deeds, and what must hold after each."""

    @invariant()
    def everything_agrees(self) -> None:
        if self.ids:
            self.compare()

    def compare(self) -> None:
        self.steps += 1
        self.named_ids = {id: name for name, id in self.ids.items()}
        self.named_orders = {id: number for number, id in self.order_ids.items()}
        with self.database.read() as transaction:
            self.check_stored(transaction)
        self.check_sums()
        if self.steps % EVERY == 0:
            self.see_doctor()

    def check_stored(self, transaction: Transaction) -> None:
        self.check_items(transaction)
        self.check_levels(transaction)
        self.check_orders(transaction)
        self.check_ledger(transaction)

    def teardown(self) -> None:
        if self.ids:
            self.see_doctor()

    def see_doctor(self) -> None:
        found = checking.check(self.database).findings
        assert found == (), [finding.message for finding in found]

    def check_items(self, transaction: Transaction) -> None:
        codes = {id: code for code, id in self.source_ids.items()}
        rows = transaction.connection.execute(_ITEMS)
        stored = {
            (self.named_ids[product], codes[source]): (quantity, in_stock)
            for product, source, quantity, in_stock in rows
            if source in codes
        }
        assert stored == {
            key: (quantity * UNIT, in_stock)
            for key, (quantity, in_stock) in self.shop.items.items()
        }
        assert all(quantity >= 0 for quantity, _ in stored.values())

    def check_levels(self, transaction: Transaction) -> None:
        rows = transaction.connection.execute(_LEVELS)
        stored = {(stock, product): sums for stock, product, *sums in rows}
        shop = self.shop
        for name, product in self.ids.items():
            for stock, id in self.stock_ids.items():
                reserved = shop.reserved[stock, name]
                assigned = shop.assigned(stock, name)
                level = stored.get((id, product))
                if level is None:
                    assert not assigned
                    assert reserved == 0
                    continue
                elsewhere = shop.elsewhere(stock, name) if shop.offers(stock, name) else 0
                on_hand, aside = shop.on_hand(stock, name), shop.set_aside(stock, name)
                sums = [on_hand * UNIT, aside * UNIT, reserved * UNIT, elsewhere * UNIT]
                assert level[:4] == sums, (stock, name)
                if assigned:
                    salable = shop.salable(stock, name)
                    assert level[4] == (None if salable is None else salable * UNIT)

    def check_orders(self, transaction: Transaction) -> None:
        rows = transaction.connection.execute(_ORDERS)
        stored = {
            self.named_orders[id]: (status, payment or None) for id, status, payment in rows
        }
        assert stored == {
            number: (order.status, order.payment) for number, order in self.shop.orders.items()
        }
        rows = transaction.connection.execute(_LINES)
        lines = {id: tuple(counts) for id, *counts in rows}
        assert lines == {
            self.line_ids[number][place]: tuple(
                getattr(line, column) * UNIT for column in _COUNTS
            )
            for number, order in self.shop.orders.items()
            for place, line in enumerate(order.lines)
        }

    def check_ledger(self, transaction: Transaction) -> None:
        rows = transaction.connection.execute(_LEDGER)
        stored = {
            (self.named_orders[order], self.named_ids[product], str(event)): int(quantity)
            for order, product, event, quantity in rows
        }
        assert stored == {
            key: quantity * UNIT for key, quantity in self.shop.ledger.items() if quantity
        }

    def check_sums(self) -> None:
        """The invariant of spec 2.2: what is reserved is what is open of what was reserved."""
        sums: Counter[tuple[str, str]] = Counter()
        for (number, name, _), quantity in self.shop.ledger.items():
            sums[number, name] += quantity
        for number, order in self.shop.orders.items():
            promised: Counter[str] = Counter()
            for line in order.lines:
                assert line.open >= 0
                assert line.held == (line.open if line.reserves else 0)
                promised[line.sku] += line.held
            for name, held in promised.items():
                assert sums[number, name] == -held
                assert order.is_open or held == 0
