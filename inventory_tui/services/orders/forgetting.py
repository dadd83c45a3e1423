"""Forgetting customers: who they are goes for good, what was sold stays.

Names, e-mail addresses, addresses, comments and the numbers of parcels are blanked, and
subscriptions go; numbers of orders, quantities, reservations and the history stay.

Source: promises, *Personal data*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inventory_tui.domain.errors import InvalidInput, Kind, Problem, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.order import Order
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.orders import consignment_forgetting, forgetting
from inventory_tui.wording import tr, trn


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Receipt of a forgetting."""

    orders: tuple[str, ...]
    """Numbers of the orders where there was something to erase."""
    receipt: Receipt


def forget(
    database: Database,
    numbers: Sequence[str] = (),
    *,
    customer: str | None = None,
    cause: Cause,
) -> Forgotten:
    """Erase who ordered, and to where, in orders, their documents and in subscriptions.

    All of it or nothing: an order that is open still needs its address.

    Args:
        numbers: Of orders; the subscriptions of their e-mail addresses go too.
        customer: An e-mail address, letter case aside: all orders of it.

    Raises:
        Refused: ``unknown_order``: there is no such order, or nothing is kept of that
            address; ``order_status``: orders are open, each named; ``nothing_given``.
        InvalidInput: The e-mail address is empty.
    """
    if customer is not None and not customer.strip():
        raise InvalidInput({"customer": tr("Customer: enter an e-mail address.")})
    if not numbers and customer is None:
        raise Refused(
            Kind.NOTHING_GIVEN,
            tr("Name orders, or the e-mail address of a customer."),
            field="order",
        )
    with database.write() as transaction:
        orders = _meant(transaction, numbers, customer)
        if still := [order for order in orders if order.status.is_open]:
            raise Refused.because(map(_open, still))
        emails = {key_of(order.ship_to.email) for order in orders if order.ship_to.email}
        if customer is not None:
            emails.add(key_of(customer.strip()))
        ids = [order.id for order in orders]
        changed = consignment_forgetting.blank(transaction.connection, ids)
        changed |= forgetting.blank(transaction.connection, ids)
        alerts = forgetting.alerts_of(transaction.connection, emails)
        messages = forgetting.blank_messages(
            transaction.connection, alerts, emails, {order.number for order in orders}
        )
        transaction.alerts.remove(alerts)
        if customer is not None and not (orders or alerts or messages):
            raise Refused(
                Kind.UNKNOWN_ORDER,
                tr(
                    "There is no order and no alert of {customer}.",
                    customer=visible(customer.strip()),
                ),
                field="customer",
            )
        erased = {"alert": len(alerts), "message": messages}
        return _recorded(
            transaction, [order for order in orders if order.id in changed], erased, cause
        )


def _meant(
    transaction: Transaction, numbers: Sequence[str], customer: str | None
) -> list[Order]:
    """The orders meant, each once, held until all is written."""
    ids: dict[int, None] = {}
    problems = []
    for number in numbers:
        id = transaction.orders.id_of(number)
        if id is None:
            problems.append(
                Problem(
                    Kind.UNKNOWN_ORDER,
                    tr("There is no order {number!r}.", number=visible(number)),
                    "order",
                    order=number,
                )
            )
        else:
            ids[id] = None
    if problems:
        raise Refused.because(problems)
    if customer is not None:
        ids |= dict.fromkeys(forgetting.orders_of(transaction.connection, customer.strip()))
    transaction.orders.lock(list(ids))
    return transaction.orders.get_many(list(ids))


def _open(order: Order) -> Problem:
    return Problem(
        Kind.ORDER_STATUS,
        tr(
            "Order {number} is still open ({status}) and needs its address; finish or "
            "cancel it first.",
            number=visible(order.number),
            status=order.status.label,
        ),
        "order",
        order=order.number,
    )


def _recorded(
    transaction: Transaction, orders: Sequence[Order], erased: Mapping[str, int], cause: Cause
) -> Forgotten:
    """Tell the history that it was done, and not what it erased."""
    deed = Deed.ORDERS_FORGOTTEN
    counts: dict[str, int | str] = {"forgotten": len(orders)}
    counts |= {f"{what}s": count for what, count in erased.items()}
    if not any(counts.values()):
        message = tr("Nothing is kept of them any more; nothing was changed.")
        return Forgotten((), Receipt(None, deed, counts, message))
    operation = transaction.journal.begin(
        deed, cause, reason="forgotten", order_id=orders[0].id if len(orders) == 1 else None
    )
    transaction.journal.changed_many(
        operation,
        [
            {
                "kind": "order",
                "subject_id": order.id,
                "subject": order.number,
                "field": "customer",
                "before": None,
                "after": "forgotten",
            }
            for order in orders
        ],
    )
    where = []
    if orders:
        one = tr("order {number}", number=visible(orders[0].number))
        several = tr("{orders:,} orders", orders=len(orders))
        where.append(one if len(orders) == 1 else several)
    if alerts := erased["alert"]:
        where.append(trn("{count:,} alert", "{count:,} alerts", alerts))
    if messages := erased["message"]:
        where.append(trn("{count:,} message", "{count:,} messages", messages))
    summary = tr("Customer forgotten in {where}", where=", ".join(where))
    transaction.journal.finish(operation, summary=summary, counts=counts)
    return Forgotten(
        tuple(order.number for order in orders),
        Receipt(operation, deed, counts, f"{summary}."),
    )
