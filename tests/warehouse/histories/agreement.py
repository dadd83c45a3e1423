"""What is looked at after every deed in a warehouse: what the rules make all that is stored."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from inventory_tui.store.database import Transaction
from inventory_tui.store.products import lives
from inventory_tui.store.tables import (
    consignment,
    consignment_line,
    incoming,
    low_crossing,
    low_watch,
    product,
    sales_order,
    set_aside,
    source_item,
    transfer,
    transfer_line,
)
from tests import model
from tests.services.histories.agreement import UNIT
from tests.warehouse.histories.busy import Busy

_AMOUNTS = ("sent", "received", "damaged", "short", "lost", "returned")
_ASIDES = select(set_aside)
_LINE = transfer_line.c
_SENT = select(_LINE.transfer_id, _LINE.product_id, *(_LINE[name] for name in _AMOUNTS))
_TRANSFERS = select(
    transfer.c.id, transfer.c.status, transfer.c.origin_id, transfer.c.destination_id
)
_COMING = incoming.c
_EXPECTED = select(
    _COMING.id,
    _COMING.product_id,
    _COMING.source_id,
    _COMING.draft,
    _COMING.closed_by,
    *(_COMING[name] for name in ("quantity", "received", "damaged", "short")),
)
_LYING = select(source_item.c.product_id, func.sum(source_item.c.quantity)).group_by(
    source_item.c.product_id
)
_ROAD = _LINE.sent - _LINE.received - _LINE.short - _LINE.lost - _LINE.returned
_ON_THE_ROAD = select(_LINE.product_id, func.sum(_ROAD)).group_by(_LINE.product_id)
_CONSIGNMENTS = select(consignment.c.id, consignment.c.status)
_ROW = consignment_line.c
_CONSIGNED = select(
    _ROW.id, _ROW.consignment_id, _ROW.order_line_id, _ROW.source_id, _ROW.quantity
)
_EXPIRIES = select(sales_order.c.number, sales_order.c.expires_at)
_PUBLISHED = select(product.c.id, product.c.enabled, product.c.status)
_CROSSED = select(low_crossing.c.operation_id, low_crossing.c.product_id)
_WATCHED = select(
    low_watch.c.product_id, low_watch.c.action, low_watch.c.armed, product.c.notify_below
).join(product, product.c.id == low_watch.c.product_id)


@dataclass(frozen=True)
class Watched:
    """How a product that is watched stood when it was looked at last."""

    action: str
    managed: bool
    available: int
    low: bool
    armed: bool
    crossed: int
    """How often it came down to its threshold."""


class Warehouse(Busy):
    """All deeds, and what must hold after each."""

    def open_shop(self, there: list[int | None]) -> None:
        self.watched: dict[str, Watched] = {}
        self.noticed: set[tuple[int, int]] = set()
        super().open_shop(there)

    def check_stored(self, transaction: Transaction) -> None:
        super().check_stored(transaction)
        self.check_asides(transaction)
        self.check_road(transaction)
        self.check_expected(transaction)
        self.check_conserved(transaction)
        self.check_consignments(transaction)
        self.check_expiries(transaction)
        self.check_lives(transaction)
        self.check_watched(transaction)

    @staticmethod
    def rows(transaction: Transaction, query: Select[Any]) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in transaction.connection.execute(query)]

    def check_asides(self, transaction: Transaction) -> None:
        stored = {
            (self.named_ids[product], self.codes[at], kind): quantity
            for product, at, kind, quantity in self.rows(transaction, _ASIDES)
        }
        assert stored == {
            (*key, kind): getattr(aside, kind) * UNIT
            for key, aside in self.shop.asides.items()
            for kind in model.Aside._fields
            if getattr(aside, kind)
        }
        for key, aside in self.shop.asides.items():
            assert aside.unsound <= self.shop.items[key][0]

    def check_road(self, transaction: Transaction) -> None:
        stored = {
            (id, self.named_ids[product]): tuple(amounts)
            for id, product, *amounts in self.rows(transaction, _SENT)
        }
        assert stored == {
            (id, name): tuple(getattr(one, field) * UNIT for field in _AMOUNTS)
            for id, sent in self.shop.transfers.items()
            for name, one in sent.lines.items()
        }
        standing = {
            id: (status, self.codes[origin], self.codes[destination])
            for id, status, origin, destination in self.rows(transaction, _TRANSFERS)
        }
        assert standing == {
            id: (one.status, one.origin, one.destination)
            for id, one in self.shop.transfers.items()
        }

    def check_expected(self, transaction: Transaction) -> None:
        stored = {
            id: (self.named_ids[product], self.codes[at], tuple(amounts), draft, by is not None)
            for id, product, at, draft, by, *amounts in self.rows(transaction, _EXPECTED)
        }
        assert stored == {
            id: (
                one.name,
                one.source,
                tuple(n * UNIT for n in (one.ordered, one.received, one.damaged, one.short)),
                one.draft,
                one.closed,
            )
            for id, one in self.shop.expected.items()
        }

    def check_conserved(self, transaction: Transaction) -> None:
        """What lies at sources and what is on the road is what came in and did not go out."""
        here: Counter[int] = Counter()
        for query in (_LYING, _ON_THE_ROAD):
            here.update({id: int(units) for id, units in self.rows(transaction, query)})
        entered = {self.ids[name]: n * UNIT for name, n in self.shop.entered.items()}
        assert +here == +Counter(entered)

    def check_consignments(self, transaction: Transaction) -> None:
        stored = dict(self.rows(transaction, _CONSIGNMENTS))
        assert stored == {id: one.status for id, one in self.shop.consignments.items()}
        rows = {
            id: (of, line, self.codes.get(at), quantity)
            for id, of, line, at, quantity in self.rows(transaction, _CONSIGNED)
        }
        assert rows == {
            number: (id, self.line_id(each.order, each.place), each.source, each.amount * UNIT)
            for id, one in self.shop.consignments.items()
            for number, each in one.rows.items()
        }

    def check_expiries(self, transaction: Transaction) -> None:
        stored = dict(self.rows(transaction, _EXPIRIES))
        assert stored == {number: one.expires for number, one in self.shop.orders.items()}

    def check_lives(self, transaction: Transaction) -> None:
        names = {id: name for name, id in self.ids.items() if name in self.shop.types}
        for id, enabled, status in self.rows(transaction, _PUBLISHED):
            life = self.shop.lives.get(names.get(id, ""))
            if life is not None:
                assert enabled == life.published
                assert (status == "draft") == life.draft
        products = transaction.products.by_ids(list(names)).values()
        assert lives.states(transaction, products) == {
            id: status
            for id, name in names.items()
            if (status := self.shop.status(name)) != "approved"
        }

    def check_watched(self, transaction: Transaction) -> None:
        """Each crossing is noticed once; above its threshold a product is armed again."""
        # housekeeping forgets those that were answered long ago
        self.noticed |= {(deed, id) for deed, id in self.rows(transaction, _CROSSED)}
        crossed = Counter(id for _, id in self.noticed)
        before, self.watched = self.watched, {}
        for id, action, armed, below in self.rows(transaction, _WATCHED):
            name = self.named_ids[id]
            available = self.shop.available(name)
            least = UNIT if below is None else below
            now = Watched(
                action,
                self.shop.product(name).managed,
                available,
                available * UNIT <= least,
                armed,
                crossed[id],
            )
            self.watched[name] = now
            if name in before and before[name].action == action:
                self.check_crossing(name, before[name], now)

    @staticmethod
    def check_crossing(name: str, before: Watched, now: Watched) -> None:
        told = now.crossed - before.crossed
        if before.available == now.available or not now.managed or not before.managed:
            # nothing was moved: by another threshold it may be told, and at most once
            assert told in (0, 1) if before.armed else told == 0, (name, before, now)
        elif now.low:
            assert (told, now.armed) == (int(before.armed), False), (name, before, now)
        else:
            assert (told, now.armed) == (0, True), (name, before, now)
