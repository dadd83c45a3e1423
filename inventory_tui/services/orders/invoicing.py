"""Invoices: what is charged, and the virtual goods that leave their sources by it.

Goods that ship stay where they are and stay held; virtual and downloadable goods leave the
sources the default selection proposes, which nobody overrides.

Source: spec 2.2, *Invoice*; 1.6, *Shipping*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inventory_tui.domain.document import Taken
from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Event, Order, OrderLine, OrderStatus
from inventory_tui.domain.permissions import Permission
from inventory_tui.domain.quantity import ZERO, Quantity, total
from inventory_tui.domain.selection import Need, by_priority
from inventory_tui.services.orders.order_events import keep_event, seen_before, unchanged
from inventory_tui.services.orders.order_rules import (
    LinesNamed,
    chosen_lines,
    comment_text,
    record,
    refuse_closed,
    refuse_stale,
    refuse_unpaid,
)
from inventory_tui.services.shipping.goods import Goods
from inventory_tui.services.shipping.on_offer import listed
from inventory_tui.store.database import Database, Transaction
from inventory_tui.wording import tr


@dataclass(frozen=True, slots=True)
class Invoiced:
    """Receipt of an invoice."""

    order: str
    order_status: OrderStatus
    invoice: int | None
    """Its number; of an event that was known already that of the invoice it made then."""
    lines: tuple[tuple[str, Quantity], ...]
    """SKU and how much of it."""
    taken: tuple[Taken, ...]
    """Virtual goods that left, by line and source."""
    receipt: Receipt


def invoice(
    database: Database,
    number: str,
    lines: LinesNamed | None = None,
    *,
    cause: Cause,
    comment: str = "",
    event: str | None = None,
    seen_version: int | None = None,
) -> Invoiced:
    """Invoice an order, whole or by lines.

    Args:
        lines: SKU, or id of a line, → how much of it; None: all that is not invoiced.
        event: A key of the shop's own; sent again under it, nothing changes.

    Raises:
        Refused: ``unknown_order``; ``order_status``: it is finished, on hold, awaits money,
            or nothing is left to invoice; ``unknown_product``; ``more_than_outstanding``;
            ``not_enough_in_source``: virtual goods are short, naming by how much.
        ChangedElsewhere: Someone wrote to the order after ``seen_version``.
    """
    with database.write() as transaction:
        order = transaction.orders.known(number, lock=True)
        before = seen_before(transaction, order, Deed.INVOICED, event)
        if before is not None:
            return _known(transaction, order, before)
        refuse_stale(order, seen_version)
        _refuse_finished(order)
        refuse_unpaid(order, tr("invoiced"))
        chosen = chosen_lines(
            transaction, order, lines, lambda line: line.to_invoice, tr("are to invoice")
        )
        if not chosen:
            raise Refused(
                Kind.ORDER_STATUS,
                tr("Order {number} has nothing left to invoice.", number=visible(order.number)),
                field="order",
            )
        goods = Goods(transaction, [line for line, _ in chosen])
        taken = _taken(transaction, order, chosen, goods)
        operation = transaction.journal.begin(
            Deed.INVOICED, cause, reason="invoiced", order_id=order.id
        )
        by_id = order.by_id()
        moves: dict[tuple[int, int], Quantity] = {}
        for one in taken:
            pair = (by_id[one.line_id].product_id, one.source_id)
            moves[pair] = moves.get(pair, ZERO) - one.quantity
        units = goods.move(operation, moves)
        id = transaction.documents.add_invoice(
            operation,
            order.id,
            cause.actor,
            [(line.id, amount) for line, amount in chosen],
            taken,
            comment_text(comment),
        )
        after = [line.invoice(amount) for line, amount in chosen]
        status = record(transaction, operation, order, after, Event.INVOICE_CREATED)
        keep_event(transaction, order, Deed.INVOICED, event, operation)
        amount = total(amount for _, amount in chosen)
        summary = tr(
            "Order {number}: {units} invoiced",
            number=visible(order.number),
            units=amount.in_units(),
        )
        counts: dict[str, int | str] = {"lines": len(chosen), "units": str(amount)}
        transaction.journal.finish(operation, summary=summary, units=units, counts=counts)
        return Invoiced(
            order.number,
            status,
            id,
            tuple((line.sku, amount) for line, amount in chosen),
            tuple(taken),
            Receipt(operation, Deed.INVOICED, counts, f"{summary}."),
        )


def leaving(
    database: Database, number: str, lines: Mapping[int, Quantity]
) -> tuple[Taken, ...]:
    """Return which sources virtual goods would leave, were these lines invoiced now.

    Args:
        lines: Order line id → how much of it (more than 0).

    Raises:
        Refused: ``unknown_order``; ``more_than_outstanding``; ``not_enough_in_source``, as
            `invoice`.
    """
    with database.read(Permission.ORDER_VIEW) as transaction:
        order = transaction.orders.known(number)
        chosen = chosen_lines(
            transaction, order, lines, lambda line: line.to_invoice, tr("are to invoice")
        )
        goods = Goods(transaction, [line for line, _ in chosen], held=False)
        return tuple(_taken(transaction, order, chosen, goods))


def _known(transaction: Transaction, order: Order, operation: int) -> Invoiced:
    """What an event that is sent again did when it came first."""
    made = next(
        (one for one in transaction.documents.invoices(order.id) if one.operation == operation),
        None,
    )
    return Invoiced(
        order.number,
        order.status,
        made.id if made else None,
        tuple((line.sku, line.quantity) for line in made.lines) if made else (),
        (),
        unchanged(order, Deed.INVOICED),
    )


def _refuse_finished(order: Order) -> None:
    """What shipped uninvoiced may be complete by now, and is still invoiced."""
    if order.status is OrderStatus.COMPLETE and any(line.to_invoice for line in order.lines):
        return
    refuse_closed(order, tr("invoiced"))


def _taken(
    transaction: Transaction,
    order: Order,
    chosen: Sequence[tuple[OrderLine, Quantity]],
    goods: Goods,
) -> list[Taken]:
    """What of goods that never ship leaves which source; refuse what none can give."""
    virtual = [
        (line, amount)
        for line, amount in chosen
        if not line.type.is_shipped and goods.counts(line)
    ]
    if not virtual:
        return []
    links = transaction.stocks.get(order.stock_id).sources
    proposal = by_priority(
        [Need(line.id, line.product_id, line.sku, amount) for line, amount in virtual],
        listed(transaction, order, [line for line, _ in virtual], links),
    )
    if proposal.missing:
        raise Refused.because(
            Problem(
                Kind.NOT_ENOUGH_IN_SOURCE,
                tr(
                    "{sku}: {missing} of {amount} to invoice are at no source of "
                    "{stock}; nothing was invoiced.",
                    sku=visible(line.sku),
                    missing=missing,
                    amount=amount,
                    stock=visible(order.stock),
                ),
                "line",
                line.sku,
                order.number,
            )
            for line, amount in virtual
            if (missing := proposal.missing.get(line.id))
        )
    return [Taken(one.line, one.source_id, one.quantity, one.source) for one in proposal.taken]
