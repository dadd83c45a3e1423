"""Refunds: what is given back of an order, and what becomes of the goods.

Of each line the units that had not left are credited first: their hold ends.  What had left
comes back to the sources it left, or stays away.

Source: spec 2.2, *Credit memo*, *Refund outcomes*; R11, R12.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from inventory_tui.domain.document import RefundAmounts, RefundLine, RefundWish, Taken
from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Event, Order, OrderLine, OrderStatus, Outcome
from inventory_tui.domain.quantity import ZERO, Quantity, total
from inventory_tui.domain.selection import Need, by_priority
from inventory_tui.services.dispatch import listed
from inventory_tui.services.goods import Goods
from inventory_tui.services.order_events import keep_event, seen_before, unchanged
from inventory_tui.services.order_rules import (
    chosen_lines,
    comment_text,
    record,
    refuse_stale,
)
from inventory_tui.services.refund_amounts import checked
from inventory_tui.store.database import Database, Transaction


@dataclass(frozen=True, slots=True)
class Refunded:
    """Receipt of a refund."""

    order: str
    order_status: OrderStatus
    refund: int | None
    """Its number; None where the event was known already."""
    lines: tuple[RefundLine, ...]
    moved: tuple[Taken, ...]
    """What came back to which source; below 0 what was written off there."""
    receipt: Receipt


def refund(
    database: Database,
    number: str,
    wishes: Sequence[RefundWish] | None = None,
    *,
    cause: Cause,
    amounts: RefundAmounts | None = None,
    comment: str = "",
    event: str | None = None,
    seen_version: int | None = None,
) -> Refunded:
    """Refund an order, whole or by lines, each with what becomes of its goods.

    Args:
        wishes: None: all that can be refunded, without a word about the goods.
        amounts: Money beside the prices of the lines.
        event: A key of the shop's own; sent again under it, nothing changes.

    Raises:
        Refused: ``unknown_order``; ``order_status``: nothing can be refunded, or it is on
            hold; ``unknown_product``; ``more_than_outstanding``; ``unknown_source``;
            ``not_enough_in_source``: a write-off, or a source that is to get back more than
            left it.
        InvalidInput: An amount of money is none, or more than may be given back.
        ChangedElsewhere: Someone wrote to the order after ``seen_version``.
    """
    with database.write() as transaction:
        order = transaction.orders.known(number, lock=True)
        if seen_before(transaction, order, Deed.REFUNDED, event) is not None:
            return Refunded(
                order.number, order.status, None, (), (), unchanged(order, Deed.REFUNDED)
            )
        refuse_stale(order, seen_version)
        _refuse_unrefundable(order)
        money = checked(transaction, order, amounts or RefundAmounts())
        run = _Run(transaction, order)
        for wish in wishes if wishes is not None else run.everything():
            run.take(wish)
        return run.written(cause, money, comment_text(comment), event)


class _Run:
    """One refund, from its wishes to its record."""

    def __init__(self, transaction: Transaction, order: Order) -> None:
        self._transaction = transaction
        self._order = order
        self._goods = Goods(transaction, order.lines)
        self._after = order.by_id()
        self._links = transaction.stocks.get(order.stock_id).sources
        self._away = transaction.documents.away(order.id)
        self._lines: list[RefundLine] = []
        self._moved: list[Taken] = []
        self._default = (
            Outcome.RETURN if transaction.options.value("return_to_stock") else Outcome.RELEASE
        )

    def everything(self) -> list[RefundWish]:
        """All that can be refunded, without a word about the goods."""
        return [
            RefundWish(line.id, line.to_refund) for line in self._order.lines if line.to_refund
        ]

    def take(self, wish: RefundWish) -> None:
        """Say what becomes of one wish; refuse what cannot be."""
        outcome = wish.outcome or self._default
        order = replace(self._order, lines=tuple(self._after.values()))
        asked: dict[str | int, Quantity] = {wish.line: wish.quantity}
        for line, amount in chosen_lines(order, asked, lambda one: one.to_refund, "refundable"):
            to_source = wish.source is not None and outcome is Outcome.RETURN
            unshipped = ZERO if to_source else min(amount, line.to_release)
            if outcome is Outcome.RETURN:
                self._bring_back(line, amount - unshipped, wish.source)
            elif outcome is Outcome.WRITE_OFF:
                self._write_off(line, unshipped, wish.source)
            self._after[line.id] = line.refund(amount, unshipped)
            self._lines.append(RefundLine(line.id, line.sku, amount, unshipped, outcome))

    def _bring_back(self, line: OrderLine, amount: Quantity, source: str | None) -> None:
        """Back to where it left, at most what each source sent, in the stock's order (R12)."""
        if not amount or not self._goods.counts(line):
            return
        left = amount
        for source_id, code in self._ways_back(line, source):
            back = min(left, self._away[line.id, source_id])
            self._moved.append(Taken(line.id, source_id, back, code))
            self._away[line.id, source_id] -= back
            left -= back
        if left and source is not None:
            raise Refused.because(
                [
                    Problem(
                        Kind.NOT_ENOUGH_IN_SOURCE,
                        f"{visible(line.sku)}: {amount - left} of it left {visible(source)} and"
                        f" did not come back yet, not {amount}.",
                        "source",
                        line.sku,
                        self._order.number,
                    )
                ]
            )

    def _ways_back(self, line: OrderLine, source: str | None) -> Iterator[tuple[int, str]]:
        wanted = None if source is None else self._transaction.sources.known(source).id
        ranks = {link.source_id: rank for rank, link in enumerate(self._links)}
        away = [
            source_id
            for (line_id, source_id), left in self._away.items()
            if line_id == line.id and left and wanted in (None, source_id)
        ]
        codes = self._transaction.sources.by_ids(away)
        for source_id in sorted(
            away, key=lambda id: (ranks.get(id, len(ranks)), codes[id].code.casefold())
        ):
            yield source_id, codes[source_id].code

    def _write_off(self, line: OrderLine, amount: Quantity, source: str | None) -> None:
        """Out of the source that would have shipped it (what the reference does, R11)."""
        if not amount or not self._goods.counts(line):
            return
        offers = listed(self._transaction, self._order, [line], self._links)
        if source is not None:
            wanted = self._transaction.sources.known(source).id
            offers = [offer for offer in offers if offer.source_id == wanted]
        lost = {
            (one.line_id, one.source_id): one.quantity
            for one in self._moved
            if one.quantity < ZERO
        }
        products = self._order.by_id()
        gone: dict[tuple[int, int], Quantity] = {}
        for (line_id, source_id), quantity in lost.items():
            pair = (products[line_id].product_id, source_id)
            gone[pair] = gone.get(pair, ZERO) + quantity
        offers = [
            replace(
                offer,
                available=offer.available + gone.get((offer.product_id, offer.source_id), ZERO),
            )
            for offer in offers
        ]
        proposal = by_priority([Need(line.id, line.product_id, line.sku, amount)], offers)
        if missing := proposal.missing.get(line.id):
            where = (
                visible(source) if source else f"the sources of {visible(self._order.stock)}"
            )
            raise Refused.because(
                [
                    Problem(
                        Kind.NOT_ENOUGH_IN_SOURCE,
                        f"{visible(line.sku)}: {missing} of {amount} to write off are not at"
                        f" {where}; release them instead.",
                        "line",
                        line.sku,
                        self._order.number,
                    )
                ]
            )
        self._moved += [
            Taken(line.id, one.source_id, -one.quantity, one.source)
            for one in proposal.allocations
            if one.quantity
        ]

    def written(
        self, cause: Cause, money: RefundAmounts, comment: str, event: str | None
    ) -> Refunded:
        """Record the refund and everything that follows from it."""
        if not self._lines:
            raise Refused(Kind.NOTHING_GIVEN, "Name at least one line.", field="line")
        transaction, order = self._transaction, self._order
        operation = transaction.journal.begin(
            Deed.REFUNDED, cause, reason="refunded", order_id=order.id
        )
        lines = _summed(self._lines)
        moved = _summed_moves(self._moved)
        units = self._goods.move(operation, self._moves(moved))
        id = transaction.documents.add_refund(
            operation, order.id, cause.actor, lines, moved, money, comment
        )
        before = order.by_id()
        changed = [line for id, line in self._after.items() if line is not before[id]]
        status = record(transaction, operation, order, changed, Event.CREDITMEMO_CREATED)
        keep_event(transaction, order, Deed.REFUNDED, event, operation)
        amount = total(line.quantity for line in lines)
        summary = f"Order {visible(order.number)}: {amount.in_units()} refunded"
        if back := total(one.quantity for one in moved if one.quantity > ZERO):
            summary += f", {back} back at {_places(moved)}"
        counts: dict[str, int | str] = {"lines": len(lines), "units": str(amount)}
        transaction.journal.finish(operation, summary=summary, units=units, counts=counts)
        return Refunded(
            order.number,
            status,
            id,
            tuple(lines),
            tuple(moved),
            Receipt(operation, Deed.REFUNDED, counts, f"{summary}."),
        )

    def _moves(self, moved: Sequence[Taken]) -> dict[tuple[int, int], Quantity]:
        moves: dict[tuple[int, int], Quantity] = {}
        for one in moved:
            pair = (self._after[one.line_id].product_id, one.source_id)
            moves[pair] = moves.get(pair, ZERO) + one.quantity
        return moves


def _refuse_unrefundable(order: Order) -> None:
    shown = visible(order.number)
    if order.status is OrderStatus.HOLDED:
        raise Refused(
            Kind.ORDER_STATUS,
            f"Order {shown} is on hold; take it off hold before it is refunded.",
            field="order",
        )
    if not any(line.to_refund for line in order.lines):
        raise Refused(
            Kind.ORDER_STATUS,
            f"Nothing of order {shown} can be refunded: nothing of it is invoiced or shipped"
            " that was not refunded already. What is open is cancelled: orders cancel.",
            field="order",
        )


def _summed(lines: Sequence[RefundLine]) -> list[RefundLine]:
    """One row for each line and outcome."""
    sums: dict[tuple[int, Outcome], RefundLine] = {}
    for line in lines:
        known = sums.get((line.line_id, line.outcome))
        sums[line.line_id, line.outcome] = (
            line
            if known is None
            else replace(
                known,
                quantity=known.quantity + line.quantity,
                unshipped=known.unshipped + line.unshipped,
            )
        )
    return list(sums.values())


def _summed_moves(moved: Sequence[Taken]) -> list[Taken]:
    """One row for each line and source."""
    sums: dict[tuple[int, int], Taken] = {}
    for one in moved:
        known = sums.get((one.line_id, one.source_id))
        sums[one.line_id, one.source_id] = (
            one if known is None else replace(known, quantity=known.quantity + one.quantity)
        )
    return [one for one in sums.values() if one.quantity]


def _places(moved: Sequence[Taken]) -> str:
    return ", ".join(dict.fromkeys(one.source for one in moved if one.quantity > ZERO))
