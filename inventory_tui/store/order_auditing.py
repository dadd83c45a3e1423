"""Orders recomputed: what they hold, the invariant of the ledger, their states.

Sources: spec 2.2 (invariant of the ledger), 2.3 (states of orders).
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import (
    BigInteger,
    Integer,
    Subquery,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)

from inventory_tui.domain.checkup import Finding, Flaw
from inventory_tui.domain.order import Event, OrderStatus
from inventory_tui.domain.quantity import Quantity
from inventory_tui.store.auditing import Stretch, stretches, within
from inventory_tui.store.database import Transaction
from inventory_tui.store.tables import (
    order_line,
    product,
    reservation,
    sales_order,
    shipment,
    shipment_line,
)


class OrderAudit:
    """Looks at orders, their lines, shipments and reservations."""

    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection

    def stretches(self) -> list[Stretch]:
        """The walk over all orders."""
        return stretches(self._connection.scalar(select(func.max(sales_order.c.id))) or 0)

    def walk(self, stretch: Stretch) -> Iterator[Finding]:
        """Everything that must hold of these orders."""
        for check in (self.reservations, self._statuses, self._shipped):
            yield from check(stretch)

    def reservations(self, stretch: Stretch) -> Iterator[Finding]:
        """What order lines hold, and the invariant of the ledger (spec 2.2)."""
        lines = self._lines(stretch)
        open_amount = case((lines.c.was_reserved == 1, lines.c.open_amount), else_=0)
        rows = self._connection.execute(
            select(lines, open_amount.label("expected"), product.c.sku, sales_order.c.number)
            .join(product, product.c.id == lines.c.product_id)
            .join(sales_order, sales_order.c.id == lines.c.order_id)
            .where(
                or_(
                    lines.c.held != -lines.c.reserved,
                    lines.c.reserved != -open_amount,
                    lines.c.elsewhere != 0,
                )
            )
            .order_by(lines.c.order_id, lines.c.product_id)
        )
        for row in rows:
            held, reserved = Quantity(int(row.held)), Quantity(int(row.reserved))
            about = {"sku": row.sku, "order": row.number}
            if held != -reserved:
                yield Finding(
                    Flaw.KEPT_HELD,
                    f"Order {row.number}, {row.sku}: {held} is kept as held, its reservations "
                    f"hold {-reserved}.",
                    kept=str(held),
                    recomputed=str(-reserved),
                    **about,
                )
            if reserved.parts != -row.expected:
                expected = Quantity(-int(row.expected))
                yield Finding(
                    Flaw.RESERVATIONS,
                    f"Order {row.number}, {row.sku}: its reservations sum to {reserved}, "
                    f"what is open of it asks for {expected}.",
                    kept=str(reserved),
                    recomputed=str(expected),
                    **about,
                )
            if row.elsewhere:
                yield Finding(
                    Flaw.RESERVED_ELSEWHERE,
                    f"Order {row.number}, {row.sku}: {Quantity(int(row.elsewhere))} is "
                    "reserved in stocks that are not the order's.",
                    kept=str(Quantity(int(row.elsewhere))),
                    recomputed="0",
                    **about,
                )

    def _lines(self, stretch: Stretch) -> Subquery:
        """(order, product) with what its line says and what its reservations sum to."""
        nothing = literal(0, BigInteger)
        placed = case((reservation.c.event == Event.ORDER_PLACED.value, 1), else_=0)
        away = case(
            (reservation.c.stock_id != sales_order.c.stock_id, reservation.c.quantity), else_=0
        )
        both = union_all(
            within(
                select(
                    order_line.c.order_id,
                    order_line.c.product_id,
                    order_line.c.held.label("held"),
                    (
                        order_line.c.ordered - order_line.c.cancelled - order_line.c.shipped
                    ).label("open_amount"),
                    nothing.label("reserved"),
                    nothing.label("elsewhere"),
                    literal(0, Integer).label("was_reserved"),
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
                    reservation.c.quantity,
                    away,
                    placed,
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
                total(both.c.reserved).label("reserved"),
                total(both.c.elsewhere).label("elsewhere"),
                func.max(both.c.was_reserved).label("was_reserved"),
            )
            .group_by(both.c.order_id, both.c.product_id)
            .subquery("lines")
        )

    def _statuses(self, stretch: Stretch) -> Iterator[Finding]:
        total = func.sum
        left = total(order_line.c.ordered - order_line.c.shipped - order_line.c.cancelled)
        kept = total(order_line.c.ordered - order_line.c.cancelled)
        begun = total(order_line.c.shipped + order_line.c.invoiced)
        state = case(
            (func.count(order_line.c.id) == 0, "none"),
            (kept == 0, OrderStatus.CANCELED.value),
            (left == 0, OrderStatus.COMPLETE.value),
            (begun > 0, OrderStatus.PROCESSING.value),
            else_=OrderStatus.PENDING.value,
        )
        states = within(
            select(sales_order.c.number, sales_order.c.status, state.label("state"))
            .select_from(sales_order)
            .outerjoin(order_line, order_line.c.order_id == sales_order.c.id)
            .group_by(sales_order.c.id, sales_order.c.number, sales_order.c.status),
            sales_order.c.id,
            stretch,
        ).subquery("states")
        is_open = states.c.state.in_([OrderStatus.PENDING.value, OrderStatus.PROCESSING.value])
        held = and_(states.c.status == OrderStatus.HOLDED.value, is_open)
        rows = self._connection.execute(
            select(states).where(states.c.state != states.c.status, ~held)
        )
        for number, status, found in rows:
            if found == "none":
                yield Finding(Flaw.NO_LINES, f"Order {number} has no lines.", order=number)
                continue
            yield Finding(
                Flaw.ORDER_STATUS,
                f"Order {number} is {status}; its lines make it {found}.",
                order=number,
                kept=status,
                recomputed=found,
            )

    def _shipped(self, stretch: Stretch) -> Iterator[Finding]:
        lines = within(
            select(
                order_line.c.order_id,
                order_line.c.product_id,
                order_line.c.shipped,
                func.coalesce(func.sum(shipment_line.c.quantity), 0).label("gone"),
            )
            .select_from(order_line)
            .outerjoin(
                shipment,
                shipment.c.order_id == order_line.c.order_id,
            )
            .outerjoin(
                shipment_line,
                and_(
                    shipment_line.c.shipment_id == shipment.c.id,
                    shipment_line.c.order_line_id == order_line.c.id,
                ),
            )
            .group_by(order_line.c.id),
            order_line.c.order_id,
            stretch,
        ).subquery("lines")
        rows = self._connection.execute(
            select(lines, product.c.sku, sales_order.c.number)
            .join(product, product.c.id == lines.c.product_id)
            .join(sales_order, sales_order.c.id == lines.c.order_id)
            .where(lines.c.shipped != lines.c.gone)
        )
        for row in rows:
            kept, found = str(Quantity(row.shipped)), str(Quantity(int(row.gone)))
            yield Finding(
                Flaw.SHIPPED,
                f"Order {row.number}, {row.sku}: {kept} count as shipped, its shipments "
                f"hold {found}.",
                sku=row.sku,
                order=row.number,
                kept=kept,
                recomputed=found,
            )
