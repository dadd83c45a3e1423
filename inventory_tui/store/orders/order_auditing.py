"""Orders recomputed: what they hold, the invariant of the ledger, their states.

Sources: spec 2.2 (invariant of the ledger), 2.3 (states of orders).
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Subquery,
    Table,
    and_,
    case,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from inventory_tui.domain.checkup import Finding, Flaw
from inventory_tui.domain.history import Deed
from inventory_tui.domain.order import OrderStatus
from inventory_tui.domain.quantity import Quantity
from inventory_tui.store.database import Transaction
from inventory_tui.store.orders.order_amounts import OPEN, PROMISED
from inventory_tui.store.tables import (
    invoice,
    invoice_line,
    operation,
    order_line,
    product,
    refund,
    refund_line,
    reservation,
    sales_order,
    shipment,
    shipment_line,
)
from inventory_tui.store.upkeep.stretches import Stretch, stretches, within
from inventory_tui.wording import tr


class OrderAudit:
    """Looks at orders, their lines, shipments and reservations."""

    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection

    def stretches(self) -> list[Stretch]:
        """The walk over all orders."""
        return stretches(self._connection.scalar(select(func.max(sales_order.c.id))) or 0)

    def walk(self, stretch: Stretch) -> Iterator[Finding]:
        """Everything that must hold of these orders."""
        for check in (self.reservations, self._statuses, self._documents):
            yield from check(stretch)

    def reservations(self, stretch: Stretch) -> Iterator[Finding]:
        """What order lines hold, and the invariant of the ledger (spec 2.2)."""
        lines = self._lines(stretch)
        rows = self._connection.execute(
            select(lines, product.c.sku, sales_order.c.number)
            .join(product, product.c.id == lines.c.product_id)
            .join(sales_order, sales_order.c.id == lines.c.order_id)
            .where(
                or_(
                    lines.c.held != -lines.c.reserved,
                    lines.c.reserved != -lines.c.promised,
                    lines.c.elsewhere != 0,
                )
            )
            .order_by(lines.c.order_id, lines.c.product_id)
        )
        for row in rows:
            held, reserved = Quantity(int(row.held)), Quantity(int(row.reserved))
            about = {"sku": row.sku, "order": row.number}
            # lines hold no more than is open of them; a sum beyond that is told below
            holdable = Quantity(max(0, min(-reserved.parts, int(row.open_amount))))
            if held != holdable:
                yield Finding(
                    Flaw.KEPT_HELD,
                    tr(
                        "Order {number}, {sku}: {held} is kept as held, its reservations "
                        "hold {holdable}.",
                        number=row.number,
                        sku=row.sku,
                        held=held,
                        holdable=holdable,
                    ),
                    kept=str(held),
                    recomputed=str(holdable),
                    **about,
                )
            expected = Quantity(-int(row.promised))
            if reserved != expected:
                yield Finding(
                    Flaw.RESERVATIONS,
                    tr(
                        "Order {number}, {sku}: its reservations sum to {reserved}, what "
                        "is open of it asks for {expected}.",
                        number=row.number,
                        sku=row.sku,
                        reserved=reserved,
                        expected=expected,
                    ),
                    kept=str(reserved),
                    recomputed=str(expected),
                    **about,
                )
            if row.elsewhere:
                yield Finding(
                    Flaw.RESERVED_ELSEWHERE,
                    tr(
                        "Order {number}, {sku}: {elsewhere} is reserved in stocks that "
                        "are not the order's.",
                        number=row.number,
                        sku=row.sku,
                        elsewhere=Quantity(int(row.elsewhere)),
                    ),
                    kept=str(Quantity(int(row.elsewhere))),
                    recomputed="0",
                    **about,
                )

    def _lines(self, stretch: Stretch) -> Subquery:
        """(order, product) with what its line says and what its reservations sum to."""
        nothing = literal(0, BigInteger)
        away = case(
            (reservation.c.stock_id != sales_order.c.stock_id, reservation.c.quantity), else_=0
        )
        both = union_all(
            within(
                select(
                    order_line.c.order_id,
                    order_line.c.product_id,
                    order_line.c.held.label("held"),
                    OPEN.label("open_amount"),
                    PROMISED.label("promised"),
                    nothing.label("reserved"),
                    nothing.label("elsewhere"),
                ),
                order_line.c.order_id,
                stretch,
            ),
            within(
                select(
                    reservation.c.order_id,
                    reservation.c.product_id,
                    nothing,
                    nothing,
                    nothing,
                    reservation.c.quantity,
                    away,
                ).join(sales_order, sales_order.c.id == reservation.c.order_id),
                reservation.c.order_id,
                stretch,
            ),
        ).subquery("both_lines")
        total = func.sum
        return (
            select(
                both.c.order_id,
                both.c.product_id,
                total(both.c.held).label("held"),
                total(both.c.open_amount).label("open_amount"),
                total(both.c.promised).label("promised"),
                total(both.c.reserved).label("reserved"),
                total(both.c.elsewhere).label("elsewhere"),
            )
            .group_by(both.c.order_id, both.c.product_id)
            .subquery("lines")
        )

    def _statuses(self, stretch: Stretch) -> Iterator[Finding]:
        rows = self._connection.execute(
            within(
                select(
                    sales_order.c.number,
                    sales_order.c.status,
                    sales_order.c.payment,
                    func.coalesce(_FOLLOWS, "none").label("follows"),
                    func.sum(order_line.c.invoiced).label("invoiced"),
                )
                .select_from(sales_order)
                .outerjoin(order_line, order_line.c.order_id == sales_order.c.id)
                .group_by(sales_order.c.id)
                .having(sales_order.c.status != func.coalesce(_FOLLOWS, "none")),
                sales_order.c.id,
                stretch,
            )
        )
        for number, status, payment, follows, invoiced in rows:
            if follows == "none":
                yield Finding(
                    Flaw.NO_LINES,
                    tr("Order {number} has no lines.", number=number),
                    order=number,
                )
                continue
            if status in _may_stand(OrderStatus(follows), payment, invoiced=bool(invoiced)):
                continue
            yield Finding(
                Flaw.ORDER_STATUS,
                tr(
                    "Order {number} is {status}; its lines make it {follows}.",
                    number=number,
                    status=status,
                    follows=follows,
                ),
                order=number,
                kept=status,
                recomputed=follows,
            )

    def _documents(self, stretch: Stretch) -> Iterator[Finding]:
        """What the lines count against what shipments, invoices and refunds hold."""
        for flaw, word, kept, amount in _DOCUMENTS:
            rows = self._connection.execute(
                within(
                    select(product.c.sku, sales_order.c.number, kept, amount)
                    .select_from(order_line)
                    .join(product, product.c.id == order_line.c.product_id)
                    .join(sales_order, sales_order.c.id == order_line.c.order_id)
                    .join(operation, operation.c.id == sales_order.c.operation_id)
                    # what another system did left no documents here
                    .where(kept != amount, operation.c.deed != Deed.ORDERS_ADOPTED.value),
                    order_line.c.order_id,
                    stretch,
                )
            )
            for sku, number, counted, found in rows:
                one, other = str(Quantity(counted)), str(Quantity(int(found)))
                yield Finding(
                    flaw,
                    tr(
                        "Order {number}, {sku}: {kept} count as {what}, its documents "
                        "hold {held}.",
                        number=number,
                        sku=sku,
                        kept=one,
                        what=word,
                        held=other,
                    ),
                    sku=sku,
                    order=number,
                    kept=one,
                    recomputed=other,
                )


def _all(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return func.sum(case((condition, 0), else_=1)) == 0


_FOLLOWS = case(
    (func.count(order_line.c.id) == 0, null()),
    (_all(order_line.c.cancelled == order_line.c.ordered), OrderStatus.CANCELED.value),
    (
        and_(
            func.sum(order_line.c.refunded) > 0,
            _all(order_line.c.cancelled + order_line.c.refunded == order_line.c.ordered),
        ),
        OrderStatus.CLOSED.value,
    ),
    (
        and_(
            _all(OPEN == 0),
            or_(
                func.sum(order_line.c.invoiced) == 0,
                _all(order_line.c.invoiced + order_line.c.cancelled >= order_line.c.ordered),
            ),
        ),
        OrderStatus.COMPLETE.value,
    ),
    (
        func.sum(order_line.c.shipped + order_line.c.invoiced) > 0,
        OrderStatus.PROCESSING.value,
    ),
    else_=OrderStatus.PENDING.value,
)
"""SQL: `domain.order.status_of` over the lines of an order."""


def _may_stand(follows: OrderStatus, payment: str, *, invoiced: bool) -> set[str]:
    """The statuses an order may have whose lines make it ``follows``."""
    if follows is OrderStatus.COMPLETE and not invoiced:
        # whether it is complete or goes on depends on a setting of that day
        return {follows.value} | _may_stand(OrderStatus.PROCESSING, payment, invoiced=invoiced)
    if not follows.is_open:
        return {follows.value}
    return {payment or follows.value, OrderStatus.HOLDED.value}


def _held_in(
    document: Table, line: Table, *conditions: ColumnElement[bool]
) -> ColumnElement[int]:
    """SQL: how much of an order line the documents of its order hold."""
    of_it = line.c[f"{document.name}_id"] == document.c.id
    sums = (
        select(func.coalesce(func.sum(line.c.quantity), 0))
        .select_from(document)
        .join(line, of_it)
        .where(
            document.c.order_id == order_line.c.order_id,
            line.c.order_line_id == order_line.c.id,
            *conditions,
        )
    )
    return sums.correlate(order_line).scalar_subquery()


_DOCUMENTS = (
    (
        Flaw.SHIPPED,
        tr("shipped"),
        order_line.c.shipped,
        _held_in(shipment, shipment_line, shipment.c.cancelled_by.is_(None)),
    ),
    (Flaw.INVOICED, tr("invoiced"), order_line.c.invoiced, _held_in(invoice, invoice_line)),
    (Flaw.REFUNDED, tr("refunded"), order_line.c.refunded, _held_in(refund, refund_line)),
)
