"""What the clock brings about: bookings that expire, dates of products, low stock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule
from sqlalchemy import ColumnElement

from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.services.keeping import housekeeping
from inventory_tui.services.orders import expiries
from inventory_tui.services.products import catalog
from inventory_tui.store.tables import incoming, low_crossing
from tests import model
from tests.services.histories.opening import SHIRT, slots
from tests.services.histories.orders import any_order, is_open
from tests.warehouse.histories.consigning import Consigning
from tests.warehouse.histories.keeping import CHANNELS
from tests.warehouse.histories.people import ADMIN

ACCOUNTS = ("acme", "acme", "zeta", "")
ACTIONS = ("notify", "notify", "default", "log-warning", "create-replenishment-draft", "none")
DURATIONS = {"30m": 30, "2h": 120, "1d": 1440}
dated = st.one_of(slots, slots, st.just(SHIRT))
hours = st.sampled_from([-50, -2, 1, 2, 9, 60])


class Clockwork(Consigning):
    """What comes true when its time has come."""

    def furnish(self) -> None:
        super().furnish()
        for slot in ("PLAIN", "KEPT", "BOTTLE"):
            self.watch(slot, "notify", 2)

    def add_product(self, slot: str) -> None:
        super().add_product(slot)
        if slot in ("PLAIN", "KEPT"):
            self.shop.followed[self.current[slot]] = SHIRT

    # bookings -------------------------------------------------------------------------

    def place_order(self, stock: str, *lines: Any, **given: Any) -> None:
        given.setdefault("channel", self.chance.choice(CHANNELS[stock]))
        given["account"] = self.chance.choice(ACCOUNTS)
        if self.chance.random() < 0.3:
            given["expires"] = self.chance.choice([*DURATIONS, "never"])
        super().place_order(stock, *lines, **given)

    def as_ordered(self, stock: str, request: OrderRequest) -> model.Order:
        order = super().as_ordered(stock, request)
        minutes = DURATIONS.get(request.expires)
        if not request.expires:
            minutes = int(self.shop.value("booking_minutes"))
        if minutes:
            order.expires = self.now + timedelta(minutes=minutes)
        return order

    @rule(minutes=st.sampled_from(["30", "90", "600", "0", None]))
    def let_bookings_expire(self, minutes: str | None) -> None:
        self.change_setting_of_all(("booking_minutes", minutes))

    @any_order(is_open)
    @rule(data=st.data(), when=st.sampled_from([*DURATIONS, "never"]))
    def set_expiry(self, data: st.DataObject, when: str) -> None:
        number = self.an_order(data, is_open)
        moment = self.now + timedelta(minutes=DURATIONS[when]) if when in DURATIONS else None

        def by_the_rules() -> None:
            if moment is not None and not self.shop.may_expire(number):
                raise model.No("order_status")

        if self.both(by_the_rules, lambda: self.do(expiries.set_expiry, number, when)):
            self.shop.orders[number].expires = moment

    @rule()
    def keep_house(self) -> None:
        """Whoever comes first does what is due; whoever comes second finds nothing."""
        column = low_crossing.c
        waiting = self.crossings(column.done_at.is_(None))
        before, _ = self.look(ADMIN)
        done = housekeeping.keep_house(self.seen_by[self.turn().login])
        assert done.counts["expired"] == len(self.shop.expire())
        if done.counts["cleaned"]:
            self.fold()
        # what expires moves what can be sold, so that a new threshold is heeded then
        waiting += self.crossings(column.operation_id > before)
        left = self.crossings(column.done_at.is_(None))
        assert done.counts["alerts"] == len(waiting) - len(left), (done, waiting, left)
        assert bool(done.errors) == bool(left), done.errors
        assert all(self.fails(*one) for one in left)
        self.answer(waiting)
        newest = self.look(ADMIN)
        again = housekeeping.keep_house(self.seen_by[self.turn().login])
        assert set(again.counts.values()) == {0}, again
        assert self.look(ADMIN) == newest

    @rule(hours=st.sampled_from([1, 3, 24]))
    def wait_and_keep_house(self, hours: int) -> None:
        self.set_clock(self.now + timedelta(hours=hours))
        self.keep_house()

    def fold(self) -> None:
        """Forget reservations that sum to 0, as is done now and then."""
        sums: dict[tuple[str, str], int] = {}
        for (number, name, _), quantity in self.shop.ledger.items():
            sums[number, name] = sums.get((number, name), 0) + quantity
        for key in list(self.shop.ledger):
            if not sums[key[:2]]:
                del self.shop.ledger[key]

    # products -------------------------------------------------------------------------

    @rule(slot=dated, draft=st.booleans(), display=st.none() | hours, expires=st.none() | hours)
    def date_product(
        self, slot: str, draft: bool, display: int | None, expires: int | None
    ) -> None:
        """Say from when until when a product is for sale, mostly that it is."""
        life = self.shop.life(self.current.get(slot, slot))
        if self.chance.random() < 0.6:
            draft, display, expires = False, None, None
        shown, ends = self.at(display), self.at(expires)
        if shown and ends and ends <= shown:
            ends = None
        typed = {
            "draft": "yes" if draft else "no",
            "display": f"{shown:%Y-%m-%dT%H:%M}" if shown else "",
            "expires": f"{ends:%Y-%m-%dT%H:%M}" if ends else "never",
        }
        self.do(catalog.edit, self.sku(slot) if slot in self.current else slot, typed)
        life.draft, life.display, life.expires = draft, shown, ends

    def at(self, hours: int | None) -> datetime | None:
        return None if hours is None else self.now + timedelta(hours=hours)

    @rule(slot=slots, published=st.integers(0, 2))
    def publish(self, slot: str, published: int) -> None:
        typed = {"enabled": "yes" if published else "no"}
        self.do(catalog.edit, self.sku(slot), typed)
        self.shop.life(self.current[slot]).published = published > 0

    # low stock ------------------------------------------------------------------------

    @rule(slot=slots, action=st.sampled_from(ACTIONS), below=st.integers(0, 4))
    def watch_for_low_stock(self, slot: str, action: str, below: int) -> None:
        if not self.shop.lies_nowhere(self.current[slot]):
            typed = {"low_stock_action": action, "notify_below": str(below)}
            self.do(catalog.edit, self.sku(slot), typed)

    def watch(self, slot: str, action: str, below: int) -> None:
        typed = {"low_stock_action": action, "notify_below": str(below)}
        catalog.edit(self.database, self.sku(slot), typed, cause=self.cause)

    def crossings(self, some: ColumnElement[bool]) -> list[tuple[str, str]]:
        """What wants an answer, or had one: product and action."""
        names = {id: name for name, id in self.ids.items()}
        query = low_crossing.select().where(some).order_by(low_crossing.c.id)
        with self.database.read() as transaction:
            rows = transaction.connection.execute(query).all()
        return [(names[row.product_id], row.action) for row in rows]

    def fails(self, name: str, action: str) -> bool:
        """Whether an answer cannot be given: nothing is delivered to no source."""
        lies = any(one == name and self.shop.enabled[at] for one, at in self.shop.items)
        return action == "create-replenishment-draft" and not lies

    def answer(self, waiting: list[tuple[str, str]]) -> None:
        """Know what answers to low stock have changed."""
        for name, action in waiting:
            if action == "default" and name in self.shop.types:
                self.shop.life(name).published = False
        with self.database.read() as transaction:
            rows = transaction.connection.execute(incoming.select()).all()
        self.adopt_drafts(list(rows))
