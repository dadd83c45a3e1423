"""What deeds on consignments have in common: what they hold, refuse and tell the history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from inventory_tui.domain.consignment import Consignment, ConsignmentRow
from inventory_tui.domain.consignment_form import TEXTS, parse_reference
from inventory_tui.domain.errors import (
    ChangedElsewhere,
    InvalidInput,
    Kind,
    Problem,
    Refused,
)
from inventory_tui.domain.history import Cause, Deed
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Order
from inventory_tui.domain.quantity import total
from inventory_tui.services.orders.order_rules import refuse_closed, refuse_unpaid
from inventory_tui.store.database import Transaction
from inventory_tui.wording import tr

KIND = "consignment"
"""What the history calls one."""


def held(transaction: Transaction, name: str | int, seen_version: int | None) -> Consignment:
    """Return a consignment, held until the transaction ends.

    Raises:
        Refused: ``unknown_consignment``.
        ChangedElsewhere: Someone wrote to it after ``seen_version``.
    """
    one = transaction.consignments.known(name, lock=True)
    if seen_version is not None and seen_version != one.version:
        raise ChangedElsewhere(
            tr(
                "Consignment {id} was changed on another terminal; it is now {status}.",
                id=one.id,
                status=one.status.label.lower(),
            ),
            field="consignment",
        )
    return one


def held_orders(transaction: Transaction, ids: Iterable[int]) -> list[Order]:
    """Return orders, held until the transaction ends, by their ids."""
    wanted = sorted(set(ids))
    transaction.orders.lock(wanted)
    return transaction.orders.get_many(wanted)


def meant(
    transaction: Transaction, numbers: Sequence[str], *, lock: bool = False
) -> list[Order]:
    """Return the orders that numbers name, each once, as they were placed.

    Raises:
        Refused: ``nothing_given``; ``unknown_order``, a problem for each.
    """
    found = {number: transaction.orders.id_of(number) for number in numbers}
    if not found:
        raise Refused(Kind.NOTHING_GIVEN, tr("Name at least one order."), field="order")
    if unknown := [number for number, id in found.items() if id is None]:
        raise Refused.because(
            Problem(
                Kind.UNKNOWN_ORDER,
                tr("There is no order {number!r}.", number=visible(number)),
                "order",
                order=number,
            )
            for number in unknown
        )
    ids = sorted({id for id in found.values() if id is not None})
    return held_orders(transaction, ids) if lock else transaction.orders.get_many(ids)


def each(orders: Iterable[Order], check: Callable[[Order], Any]) -> None:
    """Ask a question of each order that it may refuse.

    Raises:
        Refused: All their problems together.
    """
    problems: list[Problem] = []
    for order in orders:
        try:
            check(order)
        except Refused as refusal:
            problems += refusal.problems
    if problems:
        raise Refused.because(problems)


def refuse_orders(orders: Iterable[Order]) -> None:
    """Refuse orders of which nothing may ship, each with why."""

    def check(order: Order) -> None:
        refuse_closed(order, tr("shipped"))
        refuse_unpaid(order, tr("shipped"))

    each(orders, check)


def refuse_built(one: Consignment) -> None:
    """Refuse what only a consignment admits that is being built."""
    if not one.is_building:
        raise Refused(
            Kind.CONSIGNMENT_STATUS,
            tr(
                "Consignment {id} is {status}; its rows change only while it is being built.",
                id=one.id,
                status=one.status.label.lower(),
            ),
            field="consignment",
        )


def begin(
    transaction: Transaction, deed: Deed, cause: Cause, reason: str, orders: Sequence[Order]
) -> int:
    """Open the entry of a deed; one that concerns a single order is that order's."""
    only = orders[0].id if len(orders) == 1 else None
    return transaction.journal.begin(deed, cause, reason=reason, order_id=only)


def tell_orders(
    transaction: Transaction,
    operation: int,
    orders: Iterable[Order],
    before: Consignment | None,
    after: Consignment | None,
) -> None:
    """Tell the history of orders what became of a consignment with something of theirs."""

    def said(one: Consignment | None, order: Order) -> str | None:
        if one is None:
            return None
        units = total(row.quantity for row in one.rows if row.order_id == order.id)
        return f"{one.id} {one.status.value}: {units}"

    transaction.journal.changed_many(
        operation,
        [
            {
                "kind": "order",
                "subject_id": order.id,
                "subject": order.number,
                "field": KIND,
                "before": said(before, order),
                "after": said(after, order),
            }
            for order in orders
        ],
    )


def texts(one: Consignment) -> dict[str, str]:
    """What the history keeps of what a consignment says."""
    return {field: getattr(one, field) for field in TEXTS}


def row_texts(rows: Iterable[ConsignmentRow]) -> dict[str, str | None]:
    """What the history keeps of rows."""
    return {field: text for row in rows for field, text in row.texts().items()}


def row_products(rows: Iterable[ConsignmentRow]) -> dict[str, int]:
    """The product of each field that the history keeps of rows."""
    return {
        field: row.product_id for row in rows for field in [*row.texts(), f"row {row.id} erc"]
    }


def new_reference(transaction: Transaction, erc: str, *, row: int) -> str:
    """Read the reference of a row.

    Raises:
        InvalidInput: It is no reference.
        Refused: ``not_unique``.
    """
    erc = parsed(erc)
    if (other := transaction.consignments.row_taken(erc)) not in (None, row):
        raise Refused(
            Kind.NOT_UNIQUE,
            tr(
                "Reference: {erc!r} is that of row {other} already.",
                erc=visible(erc),
                other=other,
            ),
            field="erc",
        )
    return erc


def parsed(erc: str) -> str:
    try:
        return parse_reference(erc)
    except ValueError as problem:
        raise InvalidInput({"erc": tr("Reference: {problem}", problem=problem)}) from None


def refuse_taken(transaction: Transaction, erc: str, besides: int | None = None) -> None:
    other = transaction.consignments.taken(erc)
    if other not in (None, besides):
        raise Refused(
            Kind.NOT_UNIQUE,
            tr(
                "Reference: {erc!r} is that of consignment {other} already.",
                erc=visible(erc),
                other=other,
            ),
            field="erc",
        )
