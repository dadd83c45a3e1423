"""Whatever people do, in whatever order: the database agrees with the rules every time."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete

from inventory_tui.domain.bulk import Assign, Request, Transfer, Unassign
from inventory_tui.domain.errors import ChangedElsewhere, Refused
from inventory_tui.domain.history import Cause
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.order import Order
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.stock import StockLevel
from inventory_tui.services import (
    bulk,
    catalog,
    configuring,
    ordering,
    shipping,
    sourcing,
    stock_changes,
    undoing,
)
from inventory_tui.services.configuring import OptionEdit
from inventory_tui.services.stock_changes import QuantityEdit
from inventory_tui.store.auditing import ProductAudit
from inventory_tui.store.database import Database
from inventory_tui.store.tables import stock_level, stock_source
from tests import model
from tests.world import World

PRODUCTS: dict[str, dict[str, str]] = {
    "PLAIN": {},
    "KEPT": {"backorders": "no", "threshold": "2"},
    "LIMITED": {"backorders": "yes", "threshold": "-4"},
    "ENDLESS": {"backorders": "notify", "threshold": "0"},
    "LOOSE": {"manage_stock": "no"},
}
"""What each product sets itself; the rest is as set for all."""
SOURCES = ("berlin", "paris", "dallas")
STOCKS = {"EU": ["berlin", "paris"], "US": ["dallas", "paris"]}

skus = st.sampled_from(sorted(PRODUCTS))
sources = st.sampled_from(SOURCES)
stocks = st.sampled_from(sorted(STOCKS))
amounts = st.integers(0, 9)
some_skus = st.lists(skus, min_size=1, max_size=4, unique=True)
WISHES: dict[str, list[str | None]] = {
    "manage_stock": ["yes", "yes", "no", None],
    "backorders": ["no", "no", "yes", "notify", None],
    "threshold": ["0", "1", "3", "-2", None],
    "reserve_on_placement": ["yes", "no", None],
    "protect_shared_sources": ["yes", "yes", "no"],
}
wishes = st.one_of(
    [st.tuples(st.just(key), st.sampled_from(texts)) for key, texts in WISHES.items()]
)
some_lines = st.dictionaries(skus, st.integers(1, 6), min_size=1, max_size=3)

_examples = itertools.count()


def units(number: int) -> Quantity:
    return Quantity(number * 10_000)


class Histories(RuleBasedStateMachine):
    """Plays deeds on the program and on the model, and compares."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.cause = Cause("maria")
        # each example has names of its own, so that one database serves them all
        self.tag = f"x{next(_examples)}-"
        self.renamed = 0
        self.names = {sku: self.real(sku) for sku in PRODUCTS}
        self.shop = model.Shop(
            list(PRODUCTS),
            {(sku, key): text for sku, own in PRODUCTS.items() for key, text in own.items()},
            {name: list(codes) for name, codes in STOCKS.items()},
            dict.fromkeys(SOURCES, True),
        )

    def real(self, name: str) -> str:
        return self.tag + name

    def sku(self, sku: str) -> str:
        """What a product is called now."""
        return self.names[sku]

    def told(self, real: str) -> str:
        """Which product is called so now."""
        return next(sku for sku, name in self.names.items() if name == real)

    @staticmethod
    def one_of(data: st.DataObject, known: dict) -> Any:
        """Choose by position: numbers differ from run to run, their order does not."""
        return sorted(known)[data.draw(st.integers(0, len(known) - 1))]

    @initialize(
        there=st.lists(
            st.one_of(st.none(), amounts, amounts, amounts),
            min_size=len(PRODUCTS) * len(SOURCES),
            max_size=len(PRODUCTS) * len(SOURCES),
        ),
        wanted=st.lists(st.tuples(stocks, skus, st.integers(1, 6)), max_size=10),
        protected=st.booleans(),
    )
    def open_shop(
        self, there: list[int | None], wanted: list[tuple[str, str, int]], protected: bool
    ) -> None:
        world = World(self.database)
        world.sources(*map(self.real, SOURCES))
        for stock, codes in STOCKS.items():
            channels = [self.real(stock)]
            world.stock(self.real(stock), *map(self.real, codes), channels=channels)
        for sku, own in PRODUCTS.items():
            world.product(self.real(sku))
            for source in SOURCES:
                quantity = there.pop()
                if quantity is not None:
                    world.item(self.real(sku), self.real(source), quantity)
                    self.shop.items[sku, source] = (quantity, True)
            if own:
                catalog.edit(self.database, self.real(sku), own, cause=self.cause)
        built_in = [OptionEdit(key, None) for key in model.BUILT_IN]
        configuring.change_options(self.database, built_in, cause=self.cause)
        if protected:
            self.change_setting_of_all(("protect_shared_sources", "yes"))
        for stock, sku, amount in wanted:
            self.place_order(stock, {sku: amount})

    def teardown(self) -> None:
        """Let doctor look, and take the sums away that would cost the next example time."""
        with self.database.read() as transaction:
            products = transaction.products.by_skus(self.names.values()).values()
            ids = sorted(product.id for product in products)
            if ids:
                assert list(ProductAudit(transaction).walk((ids[0], ids[-1]))) == []
        with self.database.write() as transaction:
            for table in (stock_level, stock_source):
                transaction.connection.execute(delete(table))

    @rule(wish=wishes)
    def move_a_setting_of_all(self, wish: tuple[str, str | None]) -> None:
        self.change_setting_of_all(wish)

    def change_setting_of_all(self, wish: tuple[str, str | None]) -> None:
        key, text = wish
        edit = OptionEdit(key, text)
        receipt = configuring.change_options(self.database, [edit], cause=self.cause)
        assert (receipt.operation is None) == (self.shop.settings.get(("", key)) == text)
        self.shop.change(receipt.operation, ("", key), text)

    @rule(sku=skus, wish=wishes)
    def change_setting_of_product(self, sku: str, wish: tuple[str, str | None]) -> None:
        key, text = wish
        if key not in ("manage_stock", "backorders", "threshold"):
            return
        typed = {key: text or "default"}
        receipt = catalog.edit(self.database, self.sku(sku), typed, cause=self.cause)
        self.shop.change(receipt.operation, (sku, key), text)

    @rule(sku=skus)
    def rename(self, sku: str) -> None:
        self.renamed += 1
        new = self.real(f"{sku}-{self.renamed}")
        catalog.rename(self.database, self.sku(sku), new, cause=self.cause)
        self.names[sku] = new

    @rule(sku=skus, source=sources, amount=amounts)
    def set_quantity(self, sku: str, source: str, amount: int) -> None:
        edit = QuantityEdit(self.sku(sku), self.real(source), units(amount))
        receipt = stock_changes.set_quantities(self.database, [edit], cause=self.cause)
        in_stock = self.shop.items.get((sku, source), (0, True))[1]
        self.shop.write(receipt.operation, {(sku, source): (amount, in_stock)})

    @rule(sku=skus, source=sources, change=st.integers(-5, 5))
    def adjust(self, sku: str, source: str, change: int) -> None:
        edit = QuantityEdit(self.sku(sku), self.real(source), change=units(change))
        now, in_stock = self.shop.items.get((sku, source), (0, True))
        if now + change < 0:
            with pytest.raises(Refused):
                stock_changes.set_quantities(self.database, [edit], cause=self.cause)
            return
        receipt = stock_changes.set_quantities(self.database, [edit], cause=self.cause)
        self.shop.write(receipt.operation, {(sku, source): (now + change, in_stock)})

    @rule(sku=skus, source=sources, in_stock=st.booleans())
    def switch_status(self, sku: str, source: str, in_stock: bool) -> None:
        edit = QuantityEdit(self.sku(sku), self.real(source), in_stock=in_stock)
        receipt = stock_changes.set_quantities(self.database, [edit], cause=self.cause)
        now = self.shop.items.get((sku, source), (0, True))[0]
        self.shop.write(receipt.operation, {(sku, source): (now, in_stock)})

    @rule(source=sources)
    def switch_source(self, source: str) -> None:
        enabled = not self.shop.enabled[source]
        switch = sourcing.enable_sources if enabled else sourcing.disable_sources
        switch(self.database, [self.real(source)], cause=self.cause)
        self.shop.enabled[source] = enabled

    @rule(chosen=some_skus, at=st.lists(sources, min_size=1, max_size=2, unique=True))
    def assign(self, chosen: list[str], at: list[str]) -> None:
        new = {
            (sku, source): (0, False)
            for sku in chosen
            for source in at
            if (sku, source) not in self.shop.items
        }
        self.in_bulk(chosen, Assign(tuple(map(self.real, at))), new)

    @rule(
        chosen=some_skus,
        at=st.lists(sources, min_size=1, max_size=2, unique=True),
        force=st.booleans(),
    )
    def unassign(self, chosen: list[str], at: list[str], force: bool) -> None:
        after = self.shop.unassign(chosen, at, force)
        self.in_bulk(chosen, Unassign(tuple(map(self.real, at))), after, force)

    @rule(
        chosen=some_skus,
        ends=st.permutations(SOURCES),
        unassign=st.booleans(),
        force=st.booleans(),
    )
    def transfer(self, chosen: list[str], ends: list[str], unassign: bool, force: bool) -> None:
        origin, destination = ends[:2]
        after = self.shop.transfer(chosen, origin, destination, unassign, force)
        request = Transfer(self.real(origin), self.real(destination), unassign)
        self.in_bulk(chosen, request, after, force)

    def in_bulk(
        self, chosen: list[str], request: Request, after: dict, force: bool = False
    ) -> None:
        with self.database.read() as transaction:
            found = transaction.products.by_skus(map(self.sku, chosen))
        ids = [product.id for product in found.values()]
        plan = bulk.plan(self.database, ids, request, force=force)
        receipt = bulk.perform(
            self.database, ids, request, cause=self.cause, force=force, expected=plan
        )
        self.shop.write(receipt.operation, after)

    @rule(stock=stocks, sku=skus, amount=st.integers(1, 6))
    def place_one(self, stock: str, sku: str, amount: int) -> None:
        self.place_order(stock, {sku: amount})

    @rule(stock=stocks, sku=skus, amount=st.integers(4, 12))
    def place_much(self, stock: str, sku: str, amount: int) -> None:
        self.place_order(stock, {sku: amount})

    @rule(stock=stocks, lines=some_lines)
    def place_several(self, stock: str, lines: dict[str, int]) -> None:
        self.place_order(stock, lines)

    def place_order(self, stock: str, lines: dict[str, int]) -> None:
        why = {sku: self.shop.why_not(stock, sku, lines[sku]) for sku in lines}
        refused = {self.sku(sku): kind for sku, kind in why.items() if kind}
        request = OrderRequest(
            self.real(stock),
            tuple((self.sku(sku), units(amount)) for sku, amount in lines.items()),
        )
        if refused:
            with pytest.raises(Refused) as refusal:
                ordering.place(self.database, request, cause=self.cause)
            told = {problem.sku: problem.kind for problem in refusal.value.problems}
            assert told == refused
            return
        late = self.shop.backordered(stock, lines)
        placed = ordering.place(self.database, request, cause=self.cause)
        assert placed.backordered == {self.sku(sku): units(late[sku]) for sku in late}
        self.shop.place(placed.order, stock, lines)

    @precondition(lambda self: self.shop.orders)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        number = self.one_of(data, self.shop.orders)
        order = self.shop.orders[number]
        lines = {
            sku: data.draw(st.integers(1, line.open))
            for sku, line in order.lines.items()
            if line.open and data.draw(st.booleans())
        }
        if order.status not in ("pending", "processing") or not lines:
            return
        asked = {self.sku(sku): units(amount) for sku, amount in lines.items()}
        ordering.cancel(self.database, number, asked, cause=self.cause)
        self.shop.cancel(number, lines)

    @precondition(lambda self: self.shop.orders)
    @rule(data=st.data())
    def hold_or_release(self, data: st.DataObject) -> None:
        number = self.one_of(data, self.shop.orders)
        order = self.shop.orders[number]
        if order.status in ("complete", "canceled"):
            with pytest.raises(Refused):
                ordering.hold(self.database, number, cause=self.cause)
            return
        turn = ordering.unhold if order.on_hold else ordering.hold
        turn(self.database, number, cause=self.cause)
        order.on_hold = not order.on_hold

    @precondition(lambda self: self.shop.orders)
    @rule(data=st.data())
    def ship_as_proposed(self, data: st.DataObject) -> None:
        number = self.one_of(data, self.shop.orders)
        status = self.shop.orders[number].status
        proposal = self.shop.proposal(number)
        if status not in ("pending", "processing") or not proposal:
            with pytest.raises(Refused):
                shipping.create_by_algorithm(self.database, number, cause=self.cause)
            return
        shipping.create_by_algorithm(self.database, number, cause=self.cause)
        for source, lines in proposal.items():
            self.shop.ship(number, source, lines)

    @precondition(lambda self: self.shop.orders)
    @rule(data=st.data(), source=sources)
    def ship_by_hand(self, data: st.DataObject, source: str) -> None:
        number = self.one_of(data, self.shop.orders)
        order = self.shop.orders[number]
        sku = data.draw(st.sampled_from(sorted(order.lines)))
        lines = {sku: data.draw(st.integers(1, 6))}
        asked = {self.sku(sku): units(lines[sku])}
        if self.shop.why_not_ship(number, source, lines):
            with pytest.raises(Refused):
                shipping.create(
                    self.database, number, self.real(source), asked, cause=self.cause
                )
            return
        shipping.create(self.database, number, self.real(source), asked, cause=self.cause)
        self.shop.ship(number, source, lines)

    @precondition(lambda self: self.shop.done)
    @rule(data=st.data(), force=st.booleans())
    def undo(self, data: st.DataObject, force: bool) -> None:
        operation = self.one_of(data, self.shop.done)
        before, after = self.shop.done[operation]
        now = {key: self.shop.items.get(key) for key in after}
        touched = [key for key in after if now[key] != after[key]]
        if touched and not force:
            with pytest.raises(ChangedElsewhere):
                undoing.undo(self.database, operation, cause=self.cause)
            return
        receipt = undoing.undo(self.database, operation, cause=self.cause, force=force)
        assert receipt.counts["left"] == len(touched)
        del self.shop.done[operation]
        self.shop.write(
            receipt.operation, {key: before[key] for key in after if key not in touched}
        )

    @precondition(lambda self: self.shop.edited)
    @rule(data=st.data())
    def undo_a_setting(self, data: st.DataObject) -> None:
        operation = self.one_of(data, self.shop.edited)
        setting, before, after = self.shop.edited[operation]
        if self.shop.settings.get(setting) != after:
            with pytest.raises(ChangedElsewhere):
                undoing.undo(self.database, operation, cause=self.cause)
            return
        receipt = undoing.undo(self.database, operation, cause=self.cause)
        del self.shop.edited[operation]
        self.shop.change(receipt.operation, setting, before)

    @invariant()
    def everything_agrees(self) -> None:
        with self.database.read() as transaction:
            products = transaction.products.by_skus(self.names.values())
            if not products:
                return
            items = {}
            for sku in PRODUCTS:
                product = products[key_of(self.sku(sku))]
                for item in transaction.source_items.of_product(product.id):
                    source = item.source_code.removeprefix(self.tag)
                    items[sku, source] = (item.quantity.parts // 10_000, item.in_stock)
            assert items == self.shop.items
            for stock in STOCKS:
                stock_id = transaction.stocks.known(self.real(stock)).id
                ids = {products[key_of(self.sku(sku))].id: sku for sku in PRODUCTS}
                levels = transaction.levels.get(stock_id, list(ids))
                for id, sku in ids.items():
                    self.check_level(levels.get(id), stock, sku)
            for number, order in self.shop.orders.items():
                self.check_order(transaction.orders.known(number), order)

    def check_level(self, level: StockLevel | None, stock: str, sku: str) -> None:
        held = self.shop.held(stock, sku)
        if level is None:
            assert not self.shop.assigned(stock, sku)
            assert held == 0
            return
        assert level.on_hand == units(self.shop.on_hand(stock, sku))
        assert level.reserved == units(held)
        salable = self.shop.salable(stock, sku)
        elsewhere = self.shop.elsewhere(stock, sku) if self.shop.covered(stock, sku) else 0
        assert level.promised_elsewhere == units(elsewhere)
        if self.shop.assigned(stock, sku):
            assert level.salable == (None if salable is None else units(salable))

    def check_order(self, stored: Order, order: model.Order) -> None:
        assert stored.status == order.status
        for line in stored.lines:
            expected = order.lines[self.told(line.sku)]
            counted = (line.ordered, line.shipped, line.cancelled, line.held)
            assert counted == tuple(
                map(
                    units,
                    (expected.ordered, expected.shipped, expected.cancelled, expected.held),
                )
            )


def test_random_histories_agree_with_the_rules(database: Database, long: bool) -> None:
    class Machine(Histories):
        pass

    Machine.database = database
    examples, steps = (1000, 50) if long else (8, 20)
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=not long,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
