"""Invoices and refunds (spec 2.2, *Refund outcomes*; R8, R11, R12)."""

from __future__ import annotations

import copy
from collections import Counter
from dataclasses import dataclass, field

from tests.model.orders import Line, Order
from tests.model.parcels import Shipping
from tests.model.refusals import No

RETURN, RELEASE, WRITE_OFF = "return", "release", "write-off"


@dataclass
class Wish:
    """What is to be refunded."""

    what: str | int
    """The place of a line, a product or a bundle."""
    amount: int
    outcome: str | None = None
    source: str | None = None


@dataclass
class Refund:
    """What a refund comes to."""

    lines: Counter[tuple[int, str]] = field(default_factory=Counter)
    """(Place of the line, what becomes of the goods) → how much."""
    unshipped: Counter[tuple[int, str]] = field(default_factory=Counter)
    back: Counter[tuple[int, str]] = field(default_factory=Counter)
    """(Place of the line, source) → what came back."""
    lost: Counter[tuple[int, str]] = field(default_factory=Counter)
    """(Place of the line, source) → what was written off."""


class Papers(Shipping):
    """Invoices and refunds the orders of a shop."""

    def invoice(
        self, number: str, wanted: dict[str | int, int] | None
    ) -> tuple[dict[int, int], dict[tuple[int, str], int]]:
        """Return what was invoiced, and what of it left which source."""
        order = self.orders[number]
        late = order.status == "complete" and any(line.to_invoice for line in order.lines)
        if not late:
            self.refuse_closed(order)
        if order.payment:
            raise No("order_status")
        chosen = self.chosen(order, wanted, lambda line: line.to_invoice)
        if not chosen:
            raise No("order_status")
        leaving = {
            place: amount
            for place, amount in chosen.items()
            if not order.lines[place].ships and self.counted(order.lines[place].sku)
        }
        taken = self.propose(order, leaving, whole_bundles=False)
        if sum(taken.values()) < sum(leaving.values()):
            raise No("not_enough_in_source")
        for (place, source), amount in taken.items():
            order.lines[place].away[source] += amount
            self.move({(order.lines[place].sku, source): -amount})
        for place, amount in chosen.items():
            line = order.lines[place]
            line.invoiced += amount
            if not line.ships:
                self.enter(number, line.sku, "invoice_created", line.let_go(amount))
        order.expires = None
        self.restand(number)
        return chosen, taken

    def refund(self, number: str, wishes: list[Wish] | None) -> Refund:
        """Give back, and say what becomes of the goods."""
        order = self.orders[number]
        if order.status == "holded" or not any(line.to_refund for line in order.lines):
            raise No("order_status")
        if wishes is None:
            wishes = [
                Wish(place, line.to_refund)
                for place, line in enumerate(order.lines)
                if line.to_refund
            ]
        if not wishes:
            raise No("nothing_given")
        after, done = copy.deepcopy(order), Refund()
        freed: Counter[str] = Counter()
        for wish in wishes:
            default = RETURN if self.on("return_to_stock") else RELEASE
            outcome = wish.outcome or default
            wanted: dict[str | int, int] = {wish.what: wish.amount}
            for place, amount in self.chosen(after, wanted, lambda one: one.to_refund).items():
                self._refund_line(after, done, place, amount, outcome, wish.source, freed)
        moves: Counter[tuple[str, str]] = Counter()
        for (place, source), amount in done.back.items():
            moves[order.lines[place].sku, source] += amount
        for (place, source), amount in done.lost.items():
            moves[order.lines[place].sku, source] -= amount
        self.orders[number] = after
        self.move(moves)
        for name, amount in freed.items():
            self.enter(number, name, "creditmemo_created", amount)
        self.restand(number)
        return done

    def _refund_line(
        self,
        order: Order,
        done: Refund,
        place: int,
        amount: int,
        outcome: str,
        source: str | None,
        freed: Counter[str],
    ) -> None:
        line = order.lines[place]
        counted = self.counted(line.sku)
        unshipped = min(amount, line.to_release)
        if counted and outcome == RETURN and source:
            # what comes back to a source that is named had left
            unshipped = 0
            if amount > line.kept_by_customer:
                raise No("not_enough_in_source")
        if counted and outcome == RETURN:
            self._bring_back(order, done, place, amount - unshipped, source)
        elif counted and outcome == WRITE_OFF:
            self._write_off(order, done, place, unshipped, source)
        done.lines[place, outcome] += amount
        done.unshipped[place, outcome] += unshipped
        line.refunded += amount
        line.released += unshipped
        freed[line.sku] += line.let_go(unshipped)

    def _bring_back(
        self, order: Order, done: Refund, place: int, amount: int, source: str | None
    ) -> None:
        """To where it left, at most what each source sent, in the stock's order (R12)."""
        line = order.lines[place]
        for one in self._ways_back(order, line):
            if source in (None, one):
                back = min(amount, line.away[one])
                done.back[place, one] += back
                line.away[one] -= back
                amount -= back
        if amount and source:
            raise No("not_enough_in_source")

    def _ways_back(self, order: Order, line: Line) -> list[str]:
        mine = self.stocks[order.stock]
        return mine + sorted(one for one in line.away if one not in mine)

    def _write_off(
        self, order: Order, done: Refund, place: int, amount: int, source: str | None
    ) -> None:
        """Out of the source that would have sent it (R11)."""
        gone: Counter[tuple[str, str]] = Counter()
        for (one, at), units in done.lost.items():
            gone[order.lines[one].sku, at] += units
        taken = self.propose(
            order, {place: amount}, whole_bundles=False, gone=gone, only=source
        )
        if sum(taken.values()) < amount:
            raise No("not_enough_in_source")
        for (_, at), units in taken.items():
            done.lost[place, at] += units
