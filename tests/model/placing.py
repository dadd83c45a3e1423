"""Orders placed, cancelled, held, and waiting for money (spec 2.1, 2.2, 2.3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.model.lives import Lives
from tests.model.orders import FINAL, Bundle, Line, Order
from tests.model.refusals import No

IN_DOUBT = ("payment_review", "fraud")
"""What `accept` and `deny` answer."""


@dataclass
class Wanted:
    """One thing that is ordered."""

    amount: int
    parts: dict[str, int]
    """Product → how many of it are in one."""
    bundle: Bundle | None = None


@dataclass
class Placing(Lives):
    """The orders of a shop."""

    orders: dict[str, Order] = field(default_factory=dict)
    ledger: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """(Order, product, event) → the sum of its reservations."""

    # what every deed does -------------------------------------------------------------

    def enter(self, number: str, name: str, event: str, change: int) -> None:
        """Write into the ledger."""
        if change:
            self.reserved[self.orders[number].stock, name] += change
            self.ledger[number, name, event] += change

    def restand(self, number: str, *, lift: bool = False) -> None:
        """Give an order the status that follows; on hold it stays while it is open.

        Args:
            lift: End the hold.
        """
        order = self.orders[number]
        status = order.standing(self.on("orders_need_invoice"))
        held = order.status == "holded" and status not in FINAL and not lift
        order.status = "holded" if held else status

    def known_event(self, number: str, deed: str, key: str | None) -> bool:
        """Whether an event was sent before: then nothing changes."""
        known = self.orders[number].events.get(key) if key else None
        if known not in (None, deed):
            raise No("event_reused")
        return known is not None

    def keep_event(self, number: str, deed: str, key: str | None) -> None:
        """Remember the key of what was just done."""
        if key:
            self.orders[number].events[key] = deed

    def chosen(
        self, order: Order, wanted: dict[str | int, int] | None, most: Callable[[Line], int]
    ) -> dict[int, int]:
        """Which lines are meant, by their places, and how much of each.

        Args:
            wanted: The place of a line, or a product, which is filled line by line, or a
                bundle, which means so many of its parts; None: all there is.
        """
        if wanted is None:
            return {i: most(line) for i, line in enumerate(order.lines) if most(line) > 0}
        if not wanted:
            raise No("nothing_given")
        asked: dict[int, int] = {}
        for name, amount in wanted.items():
            if amount <= 0:
                raise No("validation_failed")
            for places, units in self._meant(order, name, amount):
                for place in places:
                    left = max(most(order.lines[place]) - asked.get(place, 0), 0)
                    taken = min(left, units)
                    units -= taken
                    if taken:
                        asked[place] = asked.get(place, 0) + taken
                if units:
                    raise No("more_than_outstanding")
        return dict(sorted(asked.items()))

    @staticmethod
    def _meant(order: Order, name: str | int, amount: int) -> list[tuple[list[int], int]]:
        if isinstance(name, int):
            return [([name], amount)]
        lines = [i for i, line in enumerate(order.lines) if line.sku == name]
        if lines:
            return [(lines, amount)]
        meant = [
            ([i], amount * line.per_bundle)
            for number, bundle in enumerate(order.bundles)
            if bundle.sku == name
            for i, line in order.parts(number)
        ]
        if not meant:
            raise No("unknown_product")
        return meant

    def refuse_closed(self, order: Order) -> None:
        """What only an order that is open and not on hold admits."""
        if order.status == "holded" or not order.is_open:
            raise No("order_status")

    # deeds ----------------------------------------------------------------------------

    def entitled(self, stock: str, name: str, channel: str) -> int | None:
        """What a stock can promise to orders of a channel: not what lies at others' sources.

        Source: warehouse 1.0, *Available (channel)*.
        """
        whole, barred = self.salable(stock, name), self.barred(stock, channel)
        if whole is None or not barred:
            return whole
        if not set(self.offers(stock, name)) - barred:
            return 0
        others = sum(self.for_sale(name, one) for one in self.counting(stock) if one in barred)
        return whole - max(others, 0)

    def why_not(self, stock: str, name: str, amount: int, channel: str) -> str | None:
        """Why an amount cannot be ordered, or None."""
        if self.lies_nowhere(name):
            return "product_is_parent"
        if closed := self.not_for_sale(name):
            return closed
        if amount < 1:
            return "min_sale_qty"
        product = self.product(name)
        if not self.assigned(stock, name):
            return "sku_not_assigned_to_stock"
        if not product.managed:
            return None
        if not set(self.offers(stock, name)) - self.barred(stock, channel):
            return "no_source_items_in_stock"
        if product.infinite:
            return None
        salable = self.entitled(stock, name, channel)
        assert salable is not None
        return None if salable >= amount else "not_enough_qty"

    def check(self, stock: str, wanted: Sequence[Wanted], channel: str) -> dict[str, int]:
        """How much of each product would wait for goods; refuse what cannot be had."""
        asked: Counter[str] = Counter()
        for one in wanted:
            for name, per in one.parts.items():
                asked[name] += one.amount * per
        problems = {
            name: why
            for name, amount in asked.items()
            if (why := self.why_not(stock, name, amount, channel))
        }
        if problems:
            raise No(lines=problems)
        waiting = {}
        for name, amount in asked.items():
            product, salable = self.product(name), self.entitled(stock, name, channel)
            if product.backorders and salable is not None:
                waiting[name] = amount - max(salable + product.kept_back, 0)
        return {name: units for name, units in waiting.items() if units > 0}

    def place(self, number: str, wanted: Sequence[Wanted], order: Order) -> None:
        """Take an order that `check` let through; ``order`` has no lines yet."""
        self.orders[number] = order
        reserves = self.on("reserve_on_placement")
        for one in wanted:
            bundle = None
            if one.bundle:
                bundle = len(order.bundles)
                order.bundles.append(one.bundle)
            for name, per in one.parts.items():
                amount = one.amount * per
                held = amount if reserves and self.product(name).managed else 0
                ships = self.types[name] == "simple"
                order.lines.append(Line(name, amount, ships, held, bundle, per))
                self.enter(number, name, "order_placed", -held)
        self.restand(number)

    def cancel(self, number: str, wanted: dict[str | int, int] | None) -> dict[int, int]:
        order = self.orders[number]
        self.refuse_closed(order)
        chosen = self.chosen(order, wanted, lambda line: line.to_cancel)
        if not chosen:
            raise No("order_status")
        self._cancel(number, chosen)
        return chosen

    def _cancel(
        self, number: str, chosen: dict[int, int], event: str = "order_canceled"
    ) -> None:
        for place, amount in chosen.items():
            line = self.orders[number].lines[place]
            line.cancelled += amount
            self.enter(number, line.sku, event, line.let_go(amount))
        self.restand(number)

    def may_expire(self, number: str) -> bool:
        """Whether an order can be given a moment to expire at."""
        order = self.orders[number]
        waits = any(line.invoiced or line.shipped for line in order.lines)
        return order.is_open and any(line.to_cancel for line in order.lines) and not waits

    def expire(self) -> list[str]:
        """Let go of what is open of every order whose time has come; return which."""
        gone = []
        for number, order in self.orders.items():
            if order.expires is None or order.expires > self.now:
                continue
            order.expires = None
            chosen = {i: line.to_cancel for i, line in enumerate(order.lines)}
            chosen = {place: amount for place, amount in chosen.items() if amount}
            if order.is_open and chosen:
                self._cancel(number, chosen, "booking_expired")
                gone.append(number)
        return gone

    def hold(self, number: str) -> None:
        order = self.orders[number]
        self.refuse_closed(order)
        order.status = "holded"

    def unhold(self, number: str) -> None:
        if self.orders[number].status != "holded":
            raise No("order_status")
        self.restand(number, lift=True)

    def pay(self, number: str, payment: str | None) -> None:
        """Say what an order awaits of those who pay; None: nothing any more."""
        order = self.orders[number]
        if not order.is_open:
            raise No("order_status")
        if payment is None:
            order.expires = None
        if payment != order.payment:
            order.payment = payment
            self.restand(number)

    def accept(self, number: str) -> None:
        order = self.orders[number]
        if not order.is_open or order.payment not in IN_DOUBT:
            raise No("order_status")
        order.payment = order.expires = None
        self.restand(number)

    def deny(self, number: str) -> None:
        order = self.orders[number]
        if order.payment not in IN_DOUBT or any(line.to_refund for line in order.lines):
            raise No("order_status")
        self.refuse_closed(order)
        self._cancel(number, {i: line.to_cancel for i, line in enumerate(order.lines)})
