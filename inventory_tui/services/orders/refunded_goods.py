"""What becomes of refunded goods, line by line, before anything is written.

Of each line the units that had not left are credited first: their hold ends.  What had left
comes back to the sources it left, or stays away.

Source: spec 2.2, *Credit memo*, *Refund outcomes*; R11, R12.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from inventory_tui.domain.document import Outcome, RefundLine, RefundWish, Taken
from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Order, OrderLine
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.selection import Need, by_priority
from inventory_tui.services.orders.order_rules import chosen_lines
from inventory_tui.services.shipping.goods import Goods
from inventory_tui.services.shipping.on_offer import listed
from inventory_tui.store.database import Transaction
from inventory_tui.wording import tr


class RefundedGoods:
    """The goods of one refund, as far as its wishes have been taken."""

    def __init__(self, transaction: Transaction, order: Order, *, held: bool = True) -> None:
        """``held``: False where nothing is to be written, only looked at."""
        self._transaction = transaction
        self._order = order
        self.goods = Goods(transaction, order.lines, held=held)
        self._after = order.by_id()
        self._links = transaction.stocks.get(order.stock_id).sources
        self._away = transaction.documents.away(order.id)
        self._lines: list[RefundLine] = []
        self._moved: list[Taken] = []
        self._default = default_outcome(transaction)

    def everything(self) -> list[RefundWish]:
        """All that can be refunded, without a word about the goods."""
        return [
            RefundWish(line.id, line.to_refund) for line in self._order.lines if line.to_refund
        ]

    def take(self, wish: RefundWish) -> None:
        """Say what becomes of one wish; refuse what cannot be."""
        outcome = wish.outcome or self._default
        if wish.source is not None:
            self._transaction.sources.known(wish.source)
        order = replace(self._order, lines=tuple(self._after.values()))
        asked: dict[str | int, Quantity] = {wish.line: wish.quantity}
        chosen = chosen_lines(
            self._transaction, order, asked, lambda one: one.to_refund, tr("are refundable")
        )
        for line, amount in chosen:
            # what is said to be at a source had left; of goods nobody counts none can tell
            returned = wish.source is not None and outcome is Outcome.RETURN
            to_source = returned and self.goods.counts(line)
            unshipped = ZERO if to_source else min(amount, line.to_release)
            if outcome is Outcome.RETURN:
                self._bring_back(line, amount - unshipped, wish.source)
            elif outcome is Outcome.WRITE_OFF:
                self._write_off(line, unshipped, wish.source)
            self._after[line.id] = line.refund(amount, unshipped)
            self._lines.append(RefundLine(line.id, line.sku, amount, unshipped, outcome))

    def _bring_back(self, line: OrderLine, amount: Quantity, source: str | None) -> None:
        """Back to where it left, at most what each source sent, in the stock's order (R12)."""
        if not amount or not self.goods.counts(line):
            return
        # what was refunded and stayed away does not come back for other units
        left, kept = amount, line.kept
        for source_id, code in self._ways_back(line, source):
            back = min(left, kept - (amount - left), self._away[line.id, source_id])
            if not back:
                continue
            self._moved.append(Taken(line.id, source_id, back, code))
            self._away[line.id, source_id] -= back
            left -= back
        if left and source is not None:
            raise Refused.because(
                [
                    Problem(
                        Kind.NOT_ENOUGH_IN_SOURCE,
                        tr(
                            "{sku}: {left} of it left {source} and did not come back "
                            "yet, not {amount}.",
                            sku=visible(line.sku),
                            left=amount - left,
                            source=visible(source),
                            amount=amount,
                        ),
                        "source",
                        line.sku,
                        self._order.number,
                    )
                ]
            )

    def ways_back(self, line: OrderLine) -> Iterator[tuple[str, Quantity]]:
        """The sources a line can come back to, as they are asked, and how much to each."""
        for source_id, code in self._ways_back(line, None):
            yield code, self._away[line.id, source_id]

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
        if not amount or not self.goods.counts(line):
            return
        offers = listed(self._transaction, self._order, [line], self._links)
        if source is not None:
            wanted = self._transaction.sources.known(source).id
            offers = [offer for offer in offers if offer.source_id == wanted]
        products = self._order.by_id()
        gone: dict[tuple[int, int], Quantity] = {}
        for one in self._moved:
            if one.quantity < ZERO:
                pair = (products[one.line_id].product_id, one.source_id)
                gone[pair] = gone.get(pair, ZERO) + one.quantity
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
                visible(source)
                if source
                else tr("the sources of {stock}", stock=visible(self._order.stock))
            )
            raise Refused.because(
                [
                    Problem(
                        Kind.NOT_ENOUGH_IN_SOURCE,
                        tr(
                            "{sku}: {missing} of {amount} to write off are not at "
                            "{where}; release them instead.",
                            sku=visible(line.sku),
                            missing=missing,
                            amount=amount,
                            where=where,
                        ),
                        "line",
                        line.sku,
                        self._order.number,
                    )
                ]
            )
        self._moved += [
            Taken(line.id, one.source_id, -one.quantity, one.source) for one in proposal.taken
        ]

    @property
    def lines(self) -> list[RefundLine]:
        """What is refunded, a row for each line and outcome."""
        return _summed(self._lines)

    @property
    def moved(self) -> list[Taken]:
        """What comes back to which source, and, below 0, what is written off there."""
        return _summed_moves(self._moved)

    @property
    def changed(self) -> list[OrderLine]:
        """The lines that are not as they were."""
        before = self._order.by_id()
        return [line for id, line in self._after.items() if line is not before[id]]

    def moves(self) -> dict[tuple[int, int], Quantity]:
        """What comes to which source of which product; below 0 what leaves."""
        moves: dict[tuple[int, int], Quantity] = {}
        for one in self.moved:
            pair = (self._after[one.line_id].product_id, one.source_id)
            moves[pair] = moves.get(pair, ZERO) + one.quantity
        return moves


def default_outcome(transaction: Transaction) -> Outcome:
    """What becomes of goods nothing is said about (C6)."""
    returned = transaction.options.value("return_to_stock")
    return Outcome.RETURN if returned else Outcome.RELEASE


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
    """One row for each line and source, what comes back apart from what is written off."""
    sums: dict[tuple[int, int, bool], Taken] = {}
    for one in moved:
        key = (one.line_id, one.source_id, one.quantity > ZERO)
        known = sums.get(key)
        sums[key] = (
            one if known is None else replace(known, quantity=known.quantity + one.quantity)
        )
    return [one for one in sums.values() if one.quantity]
