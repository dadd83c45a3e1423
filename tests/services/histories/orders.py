"""Deeds on orders that move no goods: placed, cancelled, held, waiting for money."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule
from sqlalchemy import update

from inventory_tui.domain.order import OrderStatus
from inventory_tui.domain.order_request import OrderRequest, RequestedLine
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.orders import ordering, payments
from inventory_tui.store.tables import order_bundle
from tests import model
from tests.services.histories.goods import Goods
from tests.services.histories.opening import (
    BUNDLES,
    SHIRT,
    SHIRTS,
    SWITCHES,
    TOGETHER,
    first_rows,
    number,
    slots,
    stocks,
    units,
)

T = TypeVar("T")
R = TypeVar("R")

MOST_OPEN = 10
"""Orders that are open at once; more would only slow the play."""
PAYMENTS = {
    "pending": "pending_payment",
    "review": "payment_review",
    "fraud": "fraud",
    "received": None,
}
some_lines = st.dictionaries(slots, st.integers(1, 8), min_size=1, max_size=3)
keys = st.sampled_from([*[None] * 20, "a", "b", "c", "d"])
"""What a shop calls its event; the same again may be the same event, or a mistake."""
payment_states = st.sampled_from([*PAYMENTS, "received", "received"])
first_payments = st.sampled_from([None, None, None, None, None, *PAYMENTS.values()])

may_order = precondition(
    lambda self: sum(order.is_open for order in self.shop.orders.values()) < MOST_OPEN
)


def is_open(order: model.Order) -> bool:
    return order.is_open


def is_doubted(order: model.Order) -> bool:
    return order.status in ("payment_review", "fraud")


def is_ready(order: model.Order) -> bool:
    """Whether nothing keeps it from going on."""
    return order.is_open and order.status != "holded" and not order.payment


def can_be_cancelled(order: model.Order) -> bool:
    return order.status != "holded" and any(line.to_cancel for line in order.lines)


def any_order(fits: Callable[[model.Order], object]) -> Callable[[T], T]:
    """Only where there is an order that fits."""
    chosen: Any = precondition(lambda self: any(map(fits, self.shop.orders.values())))
    return chosen


class Orders(Goods):
    """What is done with orders at a desk."""

    chosen_before = ""

    @initialize(
        there=first_rows,
        switched=st.lists(st.sampled_from(sorted(SWITCHES)), max_size=4, unique=True),
        wanted=st.lists(st.tuples(stocks, slots, st.integers(1, 9)), max_size=8),
    )
    def open_with_orders(
        self,
        there: list[int | None],
        switched: list[str],
        wanted: list[tuple[str, str, int]],
    ) -> None:
        assume(any(there))  # where nothing lies, nothing happens
        self.open_shop(there)
        for key in switched:
            self.change_setting_of_all((key, SWITCHES[key]))
        for stock, slot, amount in wanted:
            self.place_order(stock, {slot: amount})

    @may_order
    @rule(stock=stocks, slot=slots, amount=st.integers(1, 12))
    def place_one(self, stock: str, slot: str, amount: int) -> None:
        self.place_order(stock, {slot: amount})

    @may_order
    @rule(stock=stocks, lines=some_lines, payment=first_payments)
    def place_several(self, stock: str, lines: dict[str, int], payment: str | None) -> None:
        self.place_order(stock, lines, payment=payment)

    @may_order
    @rule(
        stock=stocks,
        lines=st.dictionaries(slots, st.integers(1, 3), max_size=2),
        bundles=st.dictionaries(
            st.sampled_from(sorted(BUNDLES)), st.integers(1, 3), min_size=1, max_size=2
        ),
        shirts=st.dictionaries(st.sampled_from(SHIRTS), st.integers(1, 3), max_size=1),
    )
    def place_composed(
        self,
        stock: str,
        lines: dict[str, int],
        bundles: dict[str, int],
        shirts: dict[str, int],
    ) -> None:
        self.place_order(stock, lines, bundles, shirts)

    def place_order(
        self,
        stock: str,
        lines: dict[str, int],
        bundles: dict[str, int] | None = None,
        shirts: dict[str, int] | None = None,
        payment: str | None = None,
        **given: Any,
    ) -> None:
        """Place an order on both.

        Args:
            given: What else the request says; a channel of the stock, if it has several.
        """
        bundles, shirts = bundles or {}, shirts or {}
        asked: list[Any] = list(self.named(lines).items())
        wanted = [model.Wanted(n, {self.current[slot]: 1}) for slot, n in lines.items()]
        for bundle, n in bundles.items():
            asked.append((bundle, units(n)))
            parts = {self.current[slot]: per for slot, per in BUNDLES[bundle].items()}
            ordered = model.Bundle(bundle, bundle == TOGETHER)
            wanted.append(model.Wanted(n, parts, ordered))
        for slot, n in shirts.items():
            asked.append(RequestedLine(self.sku(slot), units(n), chosen_as=SHIRT))
            wanted.append(model.Wanted(n, {self.current[slot]: 1}))
        channel = given.pop("channel", stock)
        request = OrderRequest(
            channel, tuple(asked), payment=OrderStatus(payment) if payment else None, **given
        )
        composed = bool(bundles or shirts)
        played = self.both(
            lambda: self.checked(stock, wanted, composed, channel),
            lambda: self.do(ordering.place, request),
        )
        if played is None:
            return
        late, placed = played
        assert placed.backordered == {self.skus[name]: units(late[name]) for name in late}
        self.shop.place(placed.order, wanted, self.as_ordered(stock, request))
        assert [(line.sku, number(line.ordered)) for line in placed.lines] == [
            (self.skus[line.sku], line.ordered) for line in self.shop.orders[placed.order].lines
        ]
        self.line_ids[placed.order] = [line.id for line in placed.lines]
        with self.database.read() as transaction:
            self.order_ids[placed.order] = transaction.orders.known(placed.order).id
        self.check_promises(stock, wanted)
        if TOGETHER in bundles:
            self.ship_together(placed.order)

    def as_ordered(self, stock: str, request: OrderRequest) -> model.Order:
        """What an order is at first, without its lines."""
        payment = request.payment.value if request.payment else None
        return model.Order(stock, request.channel, payment=payment, account=request.account)

    def checked(
        self, stock: str, wanted: list[model.Wanted], composed: bool, channel: str
    ) -> dict[str, int]:
        try:
            return self.shop.check(stock, wanted, channel)
        except model.No as no:
            if composed and no.lines:  # which product of a bundle is told is its own story
                raise model.No("product_not_available", *no.lines.values()) from None
            raise

    def check_promises(self, stock: str, wanted: list[model.Wanted]) -> None:
        """Nothing is promised beyond what a stock can promise."""
        for one in wanted:
            for name in one.parts:
                salable = self.shop.salable(stock, name)
                unlimited = salable is None or self.shop.product(name).infinite
                assert unlimited or not self.shop.on("reserve_on_placement") or salable >= 0

    def ship_together(self, order: str) -> None:
        """As it is where the parts of a bundle lay at one source when it was ordered."""
        with self.database.write() as transaction:
            transaction.connection.execute(
                update(order_bundle)
                .where(
                    order_bundle.c.order_id == self.order_ids[order],
                    order_bundle.c.name == f"Product {TOGETHER}",
                )
                .values(together=True)
            )

    # what deeds on an order have in common --------------------------------------------

    def an_order(self, data: st.DataObject, fits: Callable[[model.Order], object]) -> str:
        """Choose an order, mostly one that fits, and often the one chosen before."""
        fitting = [one for one, order in self.shop.orders.items() if fits(order)]
        again = data.draw(st.integers(0, 9))
        if again > 4 and self.chosen_before in fitting:
            return self.chosen_before
        mistaken = not fitting or again == 0
        self.chosen_before = self.one_of(data, self.shop.orders if mistaken else fitting)
        return self.chosen_before

    def on_order(
        self,
        order: str,
        kind: str,
        key: str | None,
        rule: Callable[[], T],
        deed: Callable[[], R],
    ) -> tuple[T, R] | None:
        """Play a deed on both; None where both refuse it, or know the event already."""
        known = False

        def by_the_rules() -> T | None:
            nonlocal known
            known = self.shop.known_event(order, kind, key)
            return None if known else rule()

        played: Any = self.both(by_the_rules, deed)
        if played is not None and known:
            assert played[1].receipt.operation is None
            return None
        if played is not None:
            self.shop.keep_event(order, kind, key)
        return played

    def lines_wanted(
        self, data: st.DataObject, order: str, most: Callable[[model.Line], int]
    ) -> tuple[dict[str | int, int] | None, dict[str | int, Quantity] | None]:
        """Draw how much of which lines is meant, as the model and as services take it."""
        stored = self.shop.orders[order]
        how = data.draw(st.sampled_from(["all", "lines", "lines", "lines", "name"]))
        if how == "all":
            return None, None
        wanted: dict[str | int, int] = {}
        if how == "name":
            name = self.one_of(data, self.names_in(stored))
            wanted[name] = data.draw(st.integers(1, 4))
        else:
            for place, line in enumerate(stored.lines):
                if amount := self.some_of(data, most(line)):
                    wanted[place] = amount
            if not wanted:
                wanted[data.draw(st.integers(0, len(stored.lines) - 1))] = 1
        return wanted, {self.as_named(order, name): units(n) for name, n in wanted.items()}

    @staticmethod
    def names_in(order: model.Order) -> list[str]:
        """What may be named of an order: its products, else its bundles."""
        return sorted(
            {line.sku for line in order.lines} | {bundle.sku for bundle in order.bundles}
        )

    @staticmethod
    def some_of(data: st.DataObject, most: int) -> int:
        """Draw a part of what there is, rarely too much."""
        drawn = data.draw(st.integers(0, max(most, 0) * 2 + 1))
        return drawn if drawn <= most + (drawn % 7 == 3) else max(most, 0)

    def as_named(self, order: str, name: str | int) -> str | int:
        if isinstance(name, int):
            return self.line_id(order, name)
        return name if name in BUNDLES else self.skus[name]

    # deeds ----------------------------------------------------------------------------

    @any_order(can_be_cancelled)
    @rule(data=st.data(), key=keys)
    def cancel(self, data: st.DataObject, key: str | None) -> None:
        order = self.an_order(data, can_be_cancelled)
        wanted, asked = self.lines_wanted(data, order, lambda line: line.to_cancel)
        played = self.on_order(
            order,
            "cancel",
            key,
            lambda: self.shop.cancel(order, wanted),
            lambda: self.do(ordering.cancel, order, asked, event=key),
        )
        if played:
            chosen, done = played
            lines = self.shop.orders[order].lines
            assert [(sku, number(amount)) for sku, amount in done.lines] == [
                (self.skus[lines[place].sku], amount) for place, amount in chosen.items()
            ]

    @any_order(is_open)
    @rule(data=st.data(), key=keys)
    def hold_or_release(self, data: st.DataObject, key: str | None) -> None:
        order = self.an_order(data, is_open)
        held = self.shop.orders[order].status == "holded"
        mistaken = data.draw(st.integers(0, 7)) == 0
        if held != mistaken:
            self.on_order(
                order,
                "unhold",
                key,
                lambda: self.shop.unhold(order),
                lambda: self.do(ordering.unhold, order, event=key),
            )
        else:
            self.on_order(
                order,
                "hold",
                key,
                lambda: self.shop.hold(order),
                lambda: self.do(ordering.hold, order, event=key),
            )

    @any_order(is_open)
    @rule(data=st.data(), state=payment_states, key=keys)
    def pay(self, data: st.DataObject, state: str, key: str | None) -> None:
        order = self.an_order(data, is_open)
        self.on_order(
            order,
            "pay",
            key,
            lambda: self.shop.pay(order, PAYMENTS[state]),
            lambda: self.do(payments.payment, order, state, event=key),
        )

    @any_order(is_doubted)
    @rule(data=st.data(), key=keys)
    def accept(self, data: st.DataObject, key: str | None) -> None:
        order = self.an_order(data, is_doubted)
        self.on_order(
            order,
            "accept",
            key,
            lambda: self.shop.accept(order),
            lambda: self.do(payments.accept, order, event=key),
        )

    @any_order(is_doubted)
    @rule(data=st.data(), key=keys)
    def deny(self, data: st.DataObject, key: str | None) -> None:
        order = self.an_order(data, is_doubted)
        self.on_order(
            order,
            "deny",
            key,
            lambda: self.shop.deny(order),
            lambda: self.do(payments.deny, order, event=key),
        )
