"""Deleting stocks, and saying first what becomes of what they hold.

The channels of a deleted stock sell from the Default Stock.  Open orders would be left
without a stock to ship from, so the Default Stock serves them from then on, and what they
hold is moved to it in the ledger, by a row against and a row for each.  Finished orders keep
the stock they were placed in: its row stays behind for them (spec 2.2, 2.7).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.order import Event
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.stock import DEFAULT_STOCK_ID, Stock
from inventory_tui.services import Database
from inventory_tui.services.sourcing.remapping import remap
from inventory_tui.store.database import Transaction
from inventory_tui.store.sourcing.stocks import Held
from inventory_tui.wording import tr


@dataclass(frozen=True, slots=True)
class Deletion:
    """What becomes of a stock that is deleted."""

    stock: str
    channels: tuple[str, ...]
    """Codes of those that go to the Default Stock."""
    open_orders: int
    """Orders that the Default Stock will serve."""
    numbers: tuple[str, ...]
    """The first few of them."""
    held: Quantity
    """Units these orders hold, ≥ 0."""

    @property
    def needs_force(self) -> bool:
        """Whether it is refused unless forced."""
        return bool(self.held)

    @property
    def sentence(self) -> str:
        """The channels and the open orders it concerns, for people; empty when none."""
        parts = []
        if self.channels:
            parts.append(
                tr(
                    "{channels} will sell from the Default Stock",
                    channels=", ".join(self.channels),
                )
            )
        if self.open_orders:
            more = self.open_orders - len(self.numbers)
            named = ", ".join(self.numbers) + (
                tr(" and {more:,} more", more=more) if more else ""
            )
            parts.append(tr("open orders that will ship from it: {orders}", orders=named))
        if self.held:
            parts.append(tr("they hold {count} units", count=self.held.grouped()))
        return "; ".join(parts)


def preview_deletion(database: Database, stocks: Sequence[str]) -> list[Deletion]:
    """Return what deleting each of these stocks would mean.

    Raises:
        Refused: A stock is unknown, or the Default Stock.
    """
    with database.read() as transaction:
        return [
            _deletion(transaction, stock, transaction.stocks.held(stock.id))
            for stock in _named(transaction, stocks)
        ]


def delete_stocks(
    database: Database, stocks: Sequence[str], *, force: bool = False, cause: Cause
) -> Receipt:
    """Delete stocks; their sources and quantities stay.

    The counts are stocks ``deleted``, ``channels`` and open ``orders`` that went to the
    Default Stock, and ``reservations`` that were moved to it.

    Args:
        force: Also where open orders hold units in a stock.

    Raises:
        Refused: A stock is unknown, the Default Stock, or holds units for open orders and
            ``force`` is not given; nothing was changed.

    Source: spec 2.2, 2.7, C3.
    """
    if not stocks:
        raise Refused(Kind.NOTHING_GIVEN, tr("Name at least one stock."))
    with database.write(whole=True) as transaction:
        transaction.stocks.hold()
        named = _named(transaction, stocks)
        held = {stock.id: transaction.stocks.held(stock.id) for stock in named}
        deletions = [_deletion(transaction, stock, held[stock.id]) for stock in named]
        if not force and (problems := [_refusal(one) for one in deletions if one.needs_force]):
            raise Refused.because(problems)
        number = transaction.journal.begin(Deed.STOCK_DELETED, cause, reason="deleted")
        for stock in named:
            hand_over(transaction, number, stock, held[stock.id])
            remap(transaction, number, stock, stock.name, [], [])
            transaction.journal.changed(
                number, "stock", stock.id, stock.name, {"*": stock.name}, {"*": None}
            )
            transaction.stocks.remove(stock.id, number)
        counts = {
            "deleted": len(deletions),
            "channels": sum(len(one.channels) for one in deletions),
            "orders": sum(one.open_orders for one in deletions),
            "reservations": sum(map(len, held.values())),
        }
        summary = tr("Delete stock {names}", names=", ".join(stock.name for stock in named))
        transaction.journal.finish(number, summary=summary, counts=counts)
    message = tr("Stock {names} deleted", names=", ".join(one.stock for one in deletions))
    notices = tuple(f"{one.stock}: {one.sentence}" for one in deletions if one.sentence)
    return Receipt(number, Deed.STOCK_DELETED, counts, message, notices)


def hand_over(
    transaction: Transaction, number: int, stock: Stock, held: Sequence[Held]
) -> None:
    """Move what is held in a stock, and its open orders, to the Default Stock.

    Whatever deletes a stock does this first, in the same transaction.
    """
    transaction.reservations.add(
        number,
        Event.MOVED_TO_DEFAULT_STOCK,
        [
            row
            for order_id, product_id, quantity in held
            for row in (
                (stock.id, product_id, order_id, -quantity.parts),
                (DEFAULT_STOCK_ID, product_id, order_id, quantity.parts),
            )
        ],
    )
    transaction.stocks.hand_over_orders(stock.id, DEFAULT_STOCK_ID)


def _named(transaction: Transaction, stocks: Sequence[str]) -> list[Stock]:
    named = {stock.id: stock for stock in map(transaction.stocks.known, stocks)}
    if DEFAULT_STOCK_ID in named:
        raise Refused(
            Kind.DEFAULT_STOCK_PROTECTED,
            tr(
                "{name} is never deleted: it keeps the channels that no other stock claims.",
                name=named[DEFAULT_STOCK_ID].name,
            ),
        )
    return list(named.values())


def _deletion(transaction: Transaction, stock: Stock, held: Sequence[Held]) -> Deletion:
    count, numbers = transaction.stocks.open_orders(stock.id)
    units = Quantity(sum(abs(quantity.parts) for _, _, quantity in held))
    codes = tuple(channel.code for channel in stock.channels)
    return Deletion(stock.name, codes, count, tuple(numbers), units)


def _refusal(deletion: Deletion) -> Problem:
    return Problem(
        Kind.OPEN_RESERVATIONS,
        tr(
            "{stock} not deleted: {sentence}. Finish these orders, or force it to move "
            "what they hold to the Default Stock.",
            stock=deletion.stock,
            sentence=deletion.sentence,
        ),
    )
