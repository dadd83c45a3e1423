"""Reservations that are not what their orders ask for: found, compensated, folded away.

A walk over all orders costs the memory of one stretch of them.  Nothing is written by
looking; what `lines` prints raw is what `compensate` takes.

Source: spec 2.2 (invariant, manual compensation), 2.10, 2.15.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from inventory_tui.domain.chunks import Progress, Stop, go_on
from inventory_tui.domain.errors import Kind, Problem, Refused, Stopped
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.inconsistency import Asked, Inconsistency, lines, parse_asked
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.order import Event
from inventory_tui.domain.quantity import ZERO
from inventory_tui.domain.stock import Stock
from inventory_tui.services.orders.ledger_rows import LedgerRow, put_rows
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.upkeep.stretches import stretches
from inventory_tui.wording import tr, trn

__all__ = [
    "Asked",
    "Inconsistency",
    "clean",
    "compensate",
    "find",
    "lines",
    "parse_asked",
]


def find(
    database: Database,
    *,
    final: bool | None = None,
    after: str | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Iterator[Inconsistency]:
    """Walk through what is inconsistent, by order, then SKU.

    Args:
        final: Only orders that are finished (complete, closed, canceled), or only others.
        after: Only orders placed after this one: to go on where a walk ended.
        progress: Told how many of how many order ids were looked at.

    Raises:
        Refused: ``unknown_order``.
        Stopped: ``stop`` said so.
    """
    with database.read() as transaction:
        begin = 0 if after is None else transaction.orders.known(after).id
        walk = stretches(transaction.inconsistencies.last_order())
    for first, last in walk:
        if last <= begin:
            continue  # looked at before
        if stop is not None and stop():
            raise Stopped(tr("Stopped before every order was looked at."))
        with database.read() as transaction:
            found = transaction.inconsistencies.found(max(first, begin + 1), last, final=final)
        if progress is not None:
            progress(last, walk[-1][1])
        yield from found


def compensate(database: Database, texts: Sequence[str], *, cause: Cause) -> Receipt:
    """Write reservations that put orders right: all of them, or none.

    Each must bring the sum of its order, product and stock nearer to what it should be.  What
    an order's placement should have held and nothing says is written as that event, anything
    else as a manual compensation.

    Args:
        texts: ``ORDER:SKU:QTY:STOCK`` each, the quantity signed; blank ones are left out.

    Returns:
        A receipt that counts ``compensated``.

    Raises:
        Refused: A problem for each that cannot be read or would compensate nothing;
            ``nothing_given``.
    """
    asked, problems = _read(texts)
    if not asked and not problems:
        raise Refused(
            Kind.NOTHING_GIVEN,
            tr("Say what to compensate: ORDER:SKU:QTY:STOCK."),
            field="compensation",
        )
    if problems:
        raise Refused.because(problems)
    with database.write() as transaction:
        groups = _Groups(transaction, asked)
        rows = [row for one in asked for row in groups.take(one)]
        if groups.problems:
            raise Refused.because(groups.problems)
        count = len(rows)
        return put_rows(
            transaction,
            Deed.COMPENSATED,
            rows,
            cause=cause,
            reason="compensated",
            summary=trn(
                "{count:,} reservation compensated", "{count:,} reservations compensated", count
            ),
            counts={"compensated": count},
        )


def clean(
    database: Database,
    *,
    cause: Cause,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Receipt:
    """Delete the reservations of each order, stock and product that sum to 0.

    Sums stay what they are, and so does what any stock may promise.

    Returns:
        A receipt that counts ``deleted`` rows.

    Raises:
        Stopped: ``stop`` said so; nothing was deleted.
    """
    with database.write() as transaction:
        store = transaction.inconsistencies
        operation = transaction.journal.begin(
            Deed.RESERVATIONS_CLEANED, cause, reason="cleaned"
        )
        last = store.last_order()
        deleted = store.fold_others()
        for first, until in stretches(last):
            go_on(stop)
            deleted += store.fold(first, until)
            if progress is not None:
                progress(until, last)
        counts: dict[str, int | str] = {"deleted": deleted}
        if not deleted:
            transaction.journal.withdraw(operation)
            message = tr("Nothing to clean: no group of reservations sums to 0.")
            return Receipt(None, Deed.RESERVATIONS_CLEANED, counts, message)
        summary = tr("{deleted:,} reservations that summed to 0 folded away", deleted=deleted)
        transaction.journal.finish(operation, summary=summary, counts=counts)
        return Receipt(operation, Deed.RESERVATIONS_CLEANED, counts, f"{summary}.")


def _read(texts: Sequence[str]) -> tuple[list[Asked], list[Problem]]:
    asked: list[Asked] = []
    problems: list[Problem] = []
    for text in texts:
        if not text.strip():
            continue
        try:
            one = parse_asked(text)
        except ValueError as problem:
            message = visible(str(problem))
            problems.append(Problem(Kind.VALIDATION_FAILED, message, "compensation"))
            continue
        if not one.quantity:
            problems.append(
                Problem(
                    Kind.VALIDATION_FAILED,
                    tr(
                        "{text}: {amount!r} is no amount such as -2 or 1.5 (at most 4 "
                        "decimals, not 0).",
                        text=visible(one.text),
                        amount=visible(one.amount),
                    ),
                    "compensation",
                    one.sku,
                    one.order,
                )
            )
        else:
            asked.append(one)
    return asked, problems


class _Groups:
    """The orders that are meant, their sums followed row by row; problems are gathered."""

    def __init__(self, transaction: Transaction, asked: Sequence[Asked]) -> None:
        store = transaction.inconsistencies
        numbers = {other.order for one in asked for other in (one, *one.splits())}
        self._orders = store.ids_of(numbers)
        transaction.orders.lock(list(self._orders.values()))
        groups = store.of_orders(sorted(set(self._orders.values())))
        transaction.lock_products(sorted({one.product_id for one in groups}))
        if transaction.locks_rows:
            groups = store.of_orders(sorted(set(self._orders.values())))
        self._groups = {(one.order_id, one.stock_id, key_of(one.sku)): one for one in groups}
        self._anywhere = {(one.order_id, key_of(one.sku)): one for one in groups}
        self._stocks = _stocks(transaction)
        self.problems: list[Problem] = []

    def take(self, asked: Asked) -> Iterator[LedgerRow]:
        """Yield the row that is meant, added to what is there so far; or note why not."""
        ways = (one for one in (asked, *asked.splits()) if one.order in self._orders)
        one = next(ways, asked)
        try:
            yield self._row(one)
        except Refused as refusal:
            self.problems.append(
                Problem(refusal.kind, str(refusal), "compensation", one.sku, one.order)
            )

    def _row(self, one: Asked) -> LedgerRow:
        order_id = self._orders.get(one.order)
        if order_id is None:
            raise Refused(
                Kind.UNKNOWN_ORDER, tr("There is no order {order!r}.", order=visible(one.order))
            )
        stock = self._stocks.get(key_of(one.stock.strip()))
        if stock is None:
            raise Refused(
                Kind.UNKNOWN_STOCK, tr("There is no stock {stock!r}.", stock=visible(one.stock))
            )
        sku = key_of(one.sku)
        group = self._groups.get((order_id, stock.id, sku))
        if group is None:
            elsewhere = self._anywhere.get((order_id, sku))
            if elsewhere is None:
                raise Refused(
                    Kind.UNKNOWN_PRODUCT,
                    tr(
                        "Order {order} holds no {sku!r}.",
                        order=visible(one.order),
                        sku=visible(one.sku),
                    ),
                )
            group = replace(
                elsewhere, stock_id=stock.id, stock=stock.name, reserved=ZERO, expected=ZERO
            )
        after = group.reserved + one.quantity
        if abs((after - group.expected).parts) >= abs(group.missing.parts):
            raise Refused(
                Kind.NOT_COMPENSATING,
                tr(
                    "Order {order}, {sku}: its reservations in {stock} sum to {reserved} "
                    "and should be {expected}; {signed} brings them no nearer.",
                    order=visible(group.order),
                    sku=visible(group.sku),
                    stock=visible(group.stock),
                    reserved=group.reserved,
                    expected=group.expected,
                    signed=one.quantity.signed(),
                ),
            )
        initial = group.initial_missing and one.quantity < ZERO
        self._groups[order_id, stock.id, sku] = replace(
            group, reserved=after, initial_missing=group.initial_missing and not initial
        )
        event = Event.ORDER_PLACED if initial else Event.MANUAL_COMPENSATION
        return LedgerRow(group.stock_id, group.product_id, group.order_id, one.quantity, event)


def _stocks(transaction: Transaction) -> Mapping[str, Stock]:
    """Every stock by the key of its name, else by its id."""
    stocks = transaction.stocks.all()
    return {
        **{str(stock.id): stock for stock in stocks},
        **{key_of(stock.name): stock for stock in stocks},
    }
