"""Deeds that move the goods of orders: shipments, invoices, refunds."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from inventory_tui.domain.document import Outcome, RefundWish, Taken
from inventory_tui.domain.shipment import Shipment, ShipmentRequest, Tracking
from inventory_tui.services.orders import invoicing, refunding
from inventory_tui.services.shipping import shipment_cancelling, shipping
from tests import model
from tests.model.orders import Parcel
from tests.services.histories.opening import SOURCES, number, units
from tests.services.histories.orders import Orders, any_order, can_be_cancelled, is_ready, keys


def can_be_shipped(order: model.Order) -> bool:
    return is_ready(order) and any(line.to_ship for line in order.lines)


def can_be_invoiced(order: model.Order) -> bool:
    late = order.status == "complete"
    return (late or is_ready(order)) and any(line.to_invoice for line in order.lines)


def can_be_refunded(order: model.Order) -> bool:
    return order.status != "holded" and any(line.to_refund for line in order.lines)


def can_come_back(order: model.Order) -> bool:
    """Whether a shipment can be cancelled: nothing of it was refunded since."""
    return any(
        not parcel.cancelled
        and all(order.lines[place].kept_by_customer >= n for place, n in parcel.lines.items())
        for parcel in order.parcels.values()
    )


some_deeds = st.lists(keys, min_size=2, max_size=6)
"""Keys of deeds done one after another."""


def can_go_on(order: model.Order) -> bool:
    return can_be_shipped(order) or can_be_invoiced(order) or can_be_refunded(order)


some_ranks = st.lists(st.integers(0, 8), min_size=1, max_size=2, unique_by=lambda one: one // 4)
"""Which of a stock's sources send; rarely one that may be none of its own."""
OUTCOMES = (None, "return", "return", "release", "write-off")


class Papers(Orders):
    """What is done with orders at the gate and in the books."""

    # shipments ------------------------------------------------------------------------

    @any_order(can_be_shipped)
    @rule(data=st.data(), key=keys)
    def ship_as_proposed(self, data: st.DataObject, key: str | None) -> None:
        order = self.an_order(data, can_be_shipped)
        played = self.on_order(
            order,
            "ship",
            key,
            lambda: self.shipped(order, self.shop.ship_as_proposed(order)),
            lambda: self.do(shipping.create_by_algorithm, order, event=key),
        )
        if played:
            self.keep_parcels(order, played[0], played[1].shipments)

    @any_order(can_be_shipped)
    @rule(data=st.data(), key=keys)
    def ship_by_hand(self, data: st.DataObject, key: str | None) -> None:
        order = self.an_order(data, can_be_shipped)
        at = data.draw(some_ranks)
        lines = self.shop.orders[order].lines
        left = [self.shop.may_ship(line) for line in lines]
        mine = self.shop.stocks[self.shop.orders[order].stock]
        parcels = []
        for source in [[*mine, *SOURCES][one // 4] for one in at]:
            sent = {}
            for place, most in enumerate(left):
                there = self.shop.items.get((lines[place].sku, source), (0, False))[0]
                mistaken = data.draw(st.integers(0, 11)) == 0
                sent[place] = self.some_of(data, most if mistaken else min(most, there))
            if data.draw(st.integers(0, 9)):
                self.make_whole(order, sent, left)
            left = [most - sent[place] for place, most in enumerate(left)]
            parcels.append(
                (source, {place: amount for place, amount in sent.items() if amount})
            )
        if data.draw(st.integers(0, 7)):
            parcels = [parcel for parcel in parcels if parcel[1]]
        if not parcels:
            self.ship_as_proposed(data, key)
            return
        tracking = (Tracking("dhl", "DHL", "1"),) if data.draw(st.booleans()) else ()
        requests = [
            ShipmentRequest(
                self.source_ids[source],
                {self.line_id(order, place): units(amount) for place, amount in sent.items()},
                tracking,
            )
            for source, sent in parcels
        ]
        played = self.on_order(
            order,
            "ship",
            key,
            lambda: self.shipped(order, parcels),
            lambda: self.do(shipping.ship, order, requests, event=key),
        )
        if played:
            self.keep_parcels(order, played[0], played[1].shipments)

    def make_whole(self, order: str, sent: dict[int, int], left: list[int]) -> None:
        """Send whole bundles of those that ship together."""
        stored = self.shop.orders[order]
        for which, bundle in enumerate(stored.bundles):
            parts = dict(stored.parts(which))
            first = next(iter(parts))
            for place, line in parts.items() if bundle.together else ():
                sent[place] = min(sent[first] * line.per_bundle, max(left[place], 0))

    def shipped(self, order: str, parcels: list[tuple[str, dict[int, int]]]) -> list[Parcel]:
        self.shop.check_parcels(order, parcels)
        return self.shop.ship(order, parcels)

    def keep_parcels(
        self, order: str, parcels: list[Parcel], shipments: tuple[Shipment, ...]
    ) -> None:
        """Remember what left by the numbers it was given."""
        assert len(parcels) == len(shipments)
        ids = self.line_ids[order]
        for parcel, shipment in zip(parcels, shipments, strict=True):
            assert shipment.source == parcel.source
            told = {
                ids.index(line.line_id): tuple(
                    map(number, (line.quantity, line.taken, line.let_go))
                )
                for line in shipment.lines
            }
            assert told == {
                place: (amount, parcel.taken[place], parcel.let_go[place])
                for place, amount in parcel.lines.items()
            }
            parcel.carried = bool(shipment.tracking)
            self.shop.orders[order].parcels[shipment.id] = parcel

    @any_order(can_come_back)
    @rule(data=st.data(), key=keys)
    def cancel_shipment(self, data: st.DataObject, key: str | None) -> None:
        order = self.an_order(data, can_come_back)
        if not self.shop.orders[order].parcels:
            return
        id = self.one_of(data, self.shop.orders[order].parcels)
        force = data.draw(st.integers(0, 3)) > 0
        self.on_order(
            order,
            "cancel shipment",
            key,
            lambda: self.shop.cancel_parcel(order, id, force),
            lambda: self.do(shipment_cancelling.cancel_shipment, id, force=force, event=key),
        )

    # invoices -------------------------------------------------------------------------

    @any_order(can_be_invoiced)
    @rule(data=st.data(), key=keys)
    def invoice(self, data: st.DataObject, key: str | None) -> None:
        order = self.an_order(data, can_be_invoiced)
        wanted, asked = self.lines_wanted(data, order, lambda line: line.to_invoice)
        played = self.on_order(
            order,
            "invoice",
            key,
            lambda: self.shop.invoice(order, wanted),
            lambda: self.do(invoicing.invoice, order, asked, event=key),
        )
        if played:
            (chosen, taken), done = played
            lines = self.shop.orders[order].lines
            assert [(sku, number(amount)) for sku, amount in done.lines] == [
                (self.skus[lines[place].sku], amount) for place, amount in chosen.items()
            ]
            assert self.moved(order, done.taken) == taken

    def moved(self, order: str, moves: tuple[Taken, ...]) -> dict[tuple[int, str], int]:
        """(Place of a line, source) → units."""
        ids = self.line_ids[order]
        return {(ids.index(one.line_id), one.source): number(one.quantity) for one in moves}

    # refunds --------------------------------------------------------------------------

    @any_order(can_be_refunded)
    @rule(data=st.data(), key=keys)
    def refund(self, data: st.DataObject, key: str | None) -> None:
        order = self.an_order(data, can_be_refunded)
        wishes = self.wishes(data, order)
        asked = None
        if wishes is not None:
            asked = [
                RefundWish(
                    self.as_named(order, wish.what),
                    units(wish.amount),
                    Outcome(wish.outcome) if wish.outcome else None,
                    wish.source if wish.source else None,
                )
                for wish in wishes
            ]
        played = self.on_order(
            order,
            "refund",
            key,
            lambda: self.shop.refund(order, wishes),
            lambda: self.do(refunding.refund, order, asked, event=key),
        )
        if played:
            rule, done = played
            ids = self.line_ids[order]
            told = {
                (ids.index(line.line_id), line.outcome.value): (
                    number(line.quantity),
                    number(line.unshipped),
                )
                for line in done.lines
            }
            assert told == {
                key: (amount, rule.unshipped[key]) for key, amount in rule.lines.items()
            }
            back = tuple(one for one in done.moved if number(one.quantity) > 0)
            lost = tuple(one for one in done.moved if number(one.quantity) < 0)
            assert self.moved(order, back) == +rule.back
            assert self.moved(order, lost) == {key: -n for key, n in (+rule.lost).items()}

    def wishes(self, data: st.DataObject, order: str) -> list[model.Wish] | None:
        stored = self.shop.orders[order]
        if data.draw(st.integers(0, 5)) == 0:
            return None
        wishes = []
        for place, line in enumerate(stored.lines):
            left = line.to_refund
            for _ in range(data.draw(st.sampled_from([1, 1, 1, 2]))):
                if amount := self.some_of(data, left):
                    outcome = data.draw(st.sampled_from(OUTCOMES))
                    ways = [None, None, None, None, *sorted(+line.away), *SOURCES[:1]]
                    source = data.draw(st.sampled_from(ways))
                    wishes.append(model.Wish(place, amount, outcome, source))
                    left -= amount
        if not wishes or data.draw(st.integers(0, 9)) == 0:
            name = self.one_of(data, self.names_in(stored))
            outcome = data.draw(st.sampled_from(OUTCOMES))
            wishes.append(model.Wish(name, data.draw(st.integers(1, 2)), outcome))
        return wishes

    # whatever comes next --------------------------------------------------------------

    @any_order(can_go_on)
    @rule(data=st.data(), deeds=some_deeds)
    def go_on(self, data: st.DataObject, deeds: list[str | None]) -> None:
        """Deeds that orders admit, also where their rules are left out."""
        for key in deeds:
            orders = self.shop.orders.values()
            fitting = [
                deed
                for fits, deed in (
                    (can_be_shipped, self.ship_as_proposed),
                    (can_be_shipped, self.ship_by_hand),
                    (can_be_shipped, self.ship_by_hand),
                    (can_be_invoiced, self.invoice),
                    (can_be_refunded, self.refund),
                    (can_be_cancelled, self.cancel),
                    (can_come_back, self.cancel_shipment),
                )
                if any(map(fits, orders))
            ]
            if fitting:
                data.draw(st.sampled_from(fitting))(data, key)
                self.compare()

    @any_order(can_go_on)
    @rule(data=st.data(), deeds=some_deeds)
    def go_on_then(self, data: st.DataObject, deeds: list[str | None]) -> None:
        self.go_on(data, deeds)

    @any_order(can_go_on)
    @rule(data=st.data(), deeds=some_deeds)
    def go_on_still(self, data: st.DataObject, deeds: list[str | None]) -> None:
        self.go_on(data, deeds)
