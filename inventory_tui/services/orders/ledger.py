"""The ledger of reservations: what orders hold, every row that says so, rows of one's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.order import Event
from inventory_tui.domain.product import Product
from inventory_tui.domain.quantity import LARGEST, Quantity
from inventory_tui.services.orders import customers
from inventory_tui.services.orders.ledger_rows import LedgerRow, put_rows
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.orders.reservations import Hold, Reservation
from inventory_tui.wording import tr, trn

__all__ = ["Hold", "NewRow", "Reservation", "append", "holds", "reservations"]


@dataclass(frozen=True, slots=True)
class NewRow:
    """One row to be written."""

    stock: str
    """Name or id."""
    sku: str
    quantity: Quantity
    """Below 0 it holds, above 0 it lets go."""
    order: str = ""
    """Number of the order it is about; empty where it is about none."""
    event: Event = Event.HELD_DIRECTLY
    number: int | None = None
    """Must be None: rows are numbered when they are written, and never written again."""


def append(
    database: Database, rows: Iterable[NewRow], *, cause: Cause, always: bool = False
) -> Receipt:
    """Write rows of the ledger, for programs that hold goods for something other than an order.

    What placing an order would not hold is left out: rows of products whose stock is not
    managed, and all of them while *Decrease Stock When Order is Placed* is off.

    Args:
        always: Leave out none: they were written elsewhere, and are taken over as they stand.

    Returns:
        A receipt that counts rows ``added`` and ``skipped``.

    Raises:
        Refused: A problem for each row that cannot be written; nothing was:
            ``cannot_update_reservation``, ``unknown_stock``, ``unknown_product``,
            ``unknown_order``, ``type_has_no_source_items``, ``validation_failed``.

    Source: spec 1.8.
    """
    given = list(rows)
    counts: dict[str, int | str] = {"added": 0, "skipped": 0}
    if not given:
        return Receipt(None, Deed.RESERVED_DIRECTLY, counts, tr("No rows were given."))
    with database.write() as transaction:
        resolved = _Resolved(transaction, given)
        kept = resolved.rows if always else resolved.holding()
        counts = {"added": len(kept), "skipped": len(given) - len(kept)}
        if not kept:
            message = tr("Nothing to hold: the stock of these products is not managed.")
            return Receipt(None, Deed.RESERVED_DIRECTLY, counts, message)
        count = len(kept)
        return put_rows(
            transaction,
            Deed.RESERVED_DIRECTLY,
            kept,
            cause=cause,
            reason="reserved",
            summary=trn(
                "{count:,} row of the ledger added",
                "{count:,} rows of the ledger added",
                count,
            ),
            counts=counts,
        )


class _Resolved:
    """Rows with their stocks, products and orders found, and held until the end."""

    def __init__(self, transaction: Transaction, given: Sequence[NewRow]) -> None:
        self._transaction = transaction
        self._orders = transaction.inconsistencies.ids_of(
            {row.order for row in given if row.order}
        )
        transaction.orders.lock(list(self._orders.values()))
        transaction.lock_skus({key_of(row.sku.strip()) for row in given})
        self._products = transaction.products.by_skus({row.sku.strip() for row in given})
        self._stocks: dict[str, int] = {}
        self.rows: list[LedgerRow] = []
        problems: list[Problem] = []
        for row in given:
            try:
                self.rows.append(self._row(row))
            except Refused as refusal:
                sku, order = row.sku, row.order or None
                problems += [
                    Problem(one.kind, one.message, one.field, sku, order)
                    for one in refusal.problems
                ]
        if problems:
            raise Refused.because(problems)

    def _row(self, row: NewRow) -> LedgerRow:
        shown = visible(row.sku)
        if row.number is not None:
            raise Refused(
                Kind.CANNOT_UPDATE_RESERVATION,
                tr(
                    "{row}: a row of the ledger is never written again; give no number.",
                    row=shown,
                ),
                field="number",
            )
        if row.stock not in self._stocks:
            self._stocks[row.stock] = self._transaction.stocks.known(row.stock, "stock").id
        stock_id, product = self._stocks[row.stock], self._product(row.sku)
        if not row.quantity or abs(row.quantity.parts) > LARGEST:
            raise Refused(
                Kind.VALIDATION_FAILED,
                tr(
                    "{row}: enter a quantity such as -2 or 1.5, not 0, at most {most}.",
                    row=shown,
                    most=Quantity(LARGEST),
                ),
                field="quantity",
            )
        if not row.order:
            return LedgerRow(stock_id, product.id, None, row.quantity, row.event)
        if row.order not in self._orders:
            sentence = tr("There is no order {order!r}.", order=row.order)
            raise Refused(Kind.UNKNOWN_ORDER, sentence, field="order")
        order_id = self._orders[row.order]
        return LedgerRow(stock_id, product.id, order_id, row.quantity, row.event)

    def _product(self, sku: str) -> Product:
        found = self._products.get(key_of(sku.strip()))
        if found is None:
            return self._transaction.products.known(sku.strip(), "sku")
        if not found.type.has_source_items:
            raise Refused(
                Kind.TYPE_HAS_NO_SOURCE_ITEMS,
                tr(
                    "{sku} is {type}: what it consists of is held instead.",
                    sku=visible(sku),
                    type=found.type,
                ),
                field="sku",
            )
        return found

    def holding(self) -> list[LedgerRow]:
        """The rows that placing an order would write too."""
        if not self._transaction.options.value("reserve_on_placement"):
            return []
        rules = self._transaction.products.rules({row.product_id for row in self.rows})
        return [row for row in self.rows if rules[row.product_id].manage_stock]


def reservations(
    database: Database,
    *,
    sku: str | None = None,
    order: str | None = None,
    newest: int | None = None,
) -> list[Reservation]:
    """Return rows of the ledger, oldest first.

    Args:
        sku: Only those of this product.
        order: Only those of this order.
        newest: Only so many, the latest ones.

    Raises:
        Refused: ``unknown_product``; ``unknown_order``.
    """
    with database.read() as transaction:
        return transaction.reservations.rows(
            product_id=None if sku is None else transaction.products.known(sku).id,
            order_id=None if order is None else transaction.orders.known(order).id,
            newest=newest,
        )


def holds(database: Database, sku: str, *, limit: int | None = None) -> list[Hold]:
    """Return what open orders hold of a product, oldest order first, as who asks may see it.

    Raises:
        Refused: ``unknown_product``.
    """
    with database.read() as transaction:
        product = transaction.products.known(sku)
        found = transaction.reservations.holds(product.id, limit=limit)
        if customers.are_seen(transaction):
            return found
        return [replace(one, account="") for one in found]
