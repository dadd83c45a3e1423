"""What orders hold, laid beside what is open of them; and rows of the ledger folded away.

An order, a product and a stock make a group.  Its reservations must sum to minus what is
open of the order's lines of that product in the order's own stock, and to 0 elsewhere; a
line whose placement held nothing counts as nothing open.

Source: spec 2.2 (*Invariant per order, SKU*), 2.15; conformance R7.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    Row,
    Select,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
    update,
)

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.inconsistency import Inconsistency
from inventory_tui.domain.order import FINAL, Event, OrderStatus
from inventory_tui.domain.order_numbers import numbers_meant
from inventory_tui.domain.quantity import Quantity
from inventory_tui.store.orders.order_amounts import OPEN, PROMISED
from inventory_tui.store.tables import (
    order_line,
    product,
    reservation,
    sales_order,
    stock,
    stock_level,
)

_FINAL = sorted(status.value for status in FINAL)
_AT_ONCE = 500


class Inconsistencies:
    """Compares, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def last_order(self) -> int:
        """The id of the newest order; 0 where there is none."""
        return self._connection.scalar(select(func.max(sales_order.c.id))) or 0

    def found(self, first: int, last: int, *, final: bool | None = None) -> list[Inconsistency]:
        """Return what is wrong with the orders ``first`` ≤ id ≤ ``last``, by order and SKU.

        Args:
            final: Only orders that are finished (complete, closed, canceled), or only others.
        """
        here: list[ColumnElement[bool]] = [sales_order.c.id.between(first, last)]
        if final is not None:
            is_final = sales_order.c.status.in_(_FINAL)
            here.append(is_final if final else ~is_final)
        groups = _groups(here).subquery("groups")
        assigned = exists(
            select(literal(1)).where(
                stock_level.c.stock_id == groups.c.stock_id,
                stock_level.c.product_id == groups.c.product_id,
                stock_level.c.coverage > 0,
            )
        )
        rows = self._connection.execute(
            _labelled(groups)
            .where(
                groups.c.reserved != groups.c.expected,
                # nothing could be held of what the stock does not have
                or_(groups.c.rows > 0, assigned),
            )
            .order_by(groups.c.order_id, product.c.sku_key, groups.c.stock_id)
        )
        return [_inconsistency(row) for row in rows]

    def of_orders(self, order_ids: Sequence[int]) -> list[Inconsistency]:
        """Return every group of these orders, consistent ones too."""
        found: list[Inconsistency] = []
        for some in chunks(order_ids, _AT_ONCE):
            groups = _groups([sales_order.c.id.in_(some)]).subquery("groups")
            rows = self._connection.execute(_labelled(groups))
            found.extend(_inconsistency(row) for row in rows)
        return found

    def follow(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Make lines hold what their reservations say: (order id, product id) each.

        Held is minus the sum of the order's rows of the product, in any stock, but not below
        0 and not above what is open; several lines share it in their order.
        """
        wanted = sorted(set(pairs))
        rows: list[dict[str, int]] = []
        for some in chunks(wanted, _AT_ONCE):
            rows.extend(self._held(some))
        if rows:
            self._connection.execute(
                update(order_line)
                .where(order_line.c.id == bindparam("line"))
                .values(held=bindparam("now")),
                rows,
            )

    def _held(self, pairs: Sequence[tuple[int, int]]) -> Iterator[dict[str, int]]:
        key = tuple_(reservation.c.order_id, reservation.c.product_id)
        sums = {
            (order_id, product_id): -int(total)
            for order_id, product_id, total in self._connection.execute(
                select(
                    reservation.c.order_id,
                    reservation.c.product_id,
                    func.sum(reservation.c.quantity),
                )
                .where(key.in_(pairs))
                .group_by(reservation.c.order_id, reservation.c.product_id)
            )
        }
        # what is held must fit the lines that are open, whichever of them reserved it
        open_lines = self._connection.execute(
            select(
                order_line.c.id,
                order_line.c.order_id,
                order_line.c.product_id,
                order_line.c.held,
                OPEN.label("left_over"),
            )
            .where(tuple_(order_line.c.order_id, order_line.c.product_id).in_(pairs))
            .order_by(order_line.c.order_id, ~order_line.c.reserves, order_line.c.position)
        )
        for line in open_lines:
            pair = line.order_id, line.product_id
            now = max(0, min(sums.get(pair, 0), int(line.left_over)))
            sums[pair] = sums.get(pair, 0) - now
            if now != line.held:
                yield {"line": line.id, "now": now}

    def touch(self, order_ids: Iterable[int]) -> None:
        """What anyone saw of these orders before is out of date."""
        ids = sorted(set(order_ids))
        for some in chunks(ids, _AT_ONCE):
            self._connection.execute(
                update(sales_order)
                .where(sales_order.c.id.in_(some))
                .values(version=sales_order.c.version + 1)
            )

    def ids_of(self, numbers: Iterable[str]) -> dict[str, int]:
        """Return the id of each order a typed number means; unknown ones are missing."""
        meant = {number: numbers_meant(number) for number in numbers}
        keys = sorted({key for some in meant.values() for key in some})
        found: dict[str, int] = {}
        for some in chunks(keys, _AT_ONCE):
            rows = self._connection.execute(
                select(sales_order.c.number_key, sales_order.c.id).where(
                    sales_order.c.number_key.in_(some)
                )
            )
            found.update((key, id) for key, id in rows)
        return {
            number: found[key]
            for number, some in meant.items()
            if (key := next((one for one in some if one in found), None)) is not None
        }

    def has_balanced(self, first: int, last: int) -> bool:
        """Return whether `fold` would delete anything."""
        return self._connection.execute(_balanced(first, last).limit(1)).first() is not None

    def has_balanced_others(self) -> bool:
        """Return whether `fold_others` would delete anything."""
        return self._connection.execute(_balanced_others().limit(1)).first() is not None

    def fold(self, first: int, last: int) -> int:
        """Delete the groups of the orders ``first`` ≤ id ≤ ``last`` that sum to 0.

        Returns:
            How many rows went.
        """
        within = reservation.c.order_id.between(first, last)
        balanced = _balanced(first, last)
        group = tuple_(reservation.c.order_id, reservation.c.stock_id, reservation.c.product_id)
        done = self._connection.execute(
            delete(reservation).where(within, group.in_(balanced)),
            execution_options={"preserve_rowcount": True},
        )
        return int(done.rowcount)

    def fold_others(self) -> int:
        """Delete rows that no order wrote where a stock and product sum to 0 over them."""
        others = reservation.c.order_id.is_(None)
        balanced = _balanced_others()
        group = tuple_(reservation.c.stock_id, reservation.c.product_id)
        done = self._connection.execute(
            delete(reservation).where(others, group.in_(balanced)),
            execution_options={"preserve_rowcount": True},
        )
        return int(done.rowcount)


def _balanced(first: int, last: int) -> Select[tuple[int, int, int]]:
    """SQL: (order, stock, product) of a stretch of orders whose rows sum to 0."""
    group = reservation.c.order_id, reservation.c.stock_id, reservation.c.product_id
    return (
        select(*group)
        .where(reservation.c.order_id.between(first, last))
        .group_by(*group)
        .having(func.sum(reservation.c.quantity) == 0)
    )


def _balanced_others() -> Select[tuple[int, int]]:
    """SQL: (stock, product) whose rows that no order wrote sum to 0."""
    group = reservation.c.stock_id, reservation.c.product_id
    return (
        select(*group)
        .where(reservation.c.order_id.is_(None))
        .group_by(*group)
        .having(func.sum(reservation.c.quantity) == 0)
    )


def _groups(orders: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """SQL: (order, stock, product) with what its rows sum to and what they should."""
    nothing = literal(0, BigInteger)
    placed = case((reservation.c.event == Event.ORDER_PLACED.value, 1), else_=0)
    lines = (
        select(
            sales_order.c.id.label("order_id"),
            sales_order.c.stock_id,
            order_line.c.product_id,
            (-PROMISED).label("expected"),
            nothing.label("reserved"),
            literal(0, Integer).label("rows"),
            literal(0, Integer).label("placed"),
        )
        .join(order_line, order_line.c.order_id == sales_order.c.id)
        .where(*orders)
    )
    ledger = (
        select(
            sales_order.c.id,
            reservation.c.stock_id,
            reservation.c.product_id,
            nothing,
            reservation.c.quantity,
            literal(1, Integer),
            placed,
        )
        .join(reservation, reservation.c.order_id == sales_order.c.id)
        .where(*orders)
    )
    both = union_all(lines, ledger).subquery("both_sides")
    return select(
        both.c.order_id,
        both.c.stock_id,
        both.c.product_id,
        func.sum(both.c.expected).label("expected"),
        func.sum(both.c.reserved).label("reserved"),
        func.sum(both.c.rows).label("rows"),
        func.sum(both.c.placed).label("placed"),
    ).group_by(both.c.order_id, both.c.stock_id, both.c.product_id)


def _labelled(groups: Any) -> Select[Any]:
    return (
        select(
            groups,
            sales_order.c.number,
            sales_order.c.status,
            product.c.sku,
            stock.c.name.label("stock"),
        )
        .join(sales_order, sales_order.c.id == groups.c.order_id)
        .join(product, product.c.id == groups.c.product_id)
        .join(stock, stock.c.id == groups.c.stock_id)
    )


def _inconsistency(row: Row[Any]) -> Inconsistency:
    return Inconsistency(
        order_id=row.order_id,
        order=row.number,
        status=OrderStatus(row.status),
        product_id=row.product_id,
        sku=row.sku,
        stock_id=row.stock_id,
        stock=row.stock,
        reserved=Quantity(int(row.reserved)),
        expected=Quantity(int(row.expected)),
        initial_missing=not row.placed,
    )
