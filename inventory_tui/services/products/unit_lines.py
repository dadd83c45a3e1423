"""Open lines of orders when the only unit of a SKU gets another increment.

What is open and not invoiced of a line is counted anew: ÷ the old increment × the new one.
What its order holds of it goes with it, exactly, so that the ledger stays right.

Source: the warehouse half 1.6.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Event, Order, OrderLine
from inventory_tui.domain.product import Product
from inventory_tui.domain.quantity import LARGEST, ZERO, Quantity
from inventory_tui.domain.unit import Unit, rescaled
from inventory_tui.store.database import Transaction
from inventory_tui.store.products import unit_counts
from inventory_tui.wording import tr

_NAMED = 20


@dataclass(frozen=True, slots=True)
class Recount:
    """One line before and after."""

    order: Order
    before: OrderLine
    after: OrderLine


def recounted(transaction: Transaction, old: Unit, new: Unit) -> list[Recount]:
    """Work out the open lines of a unit whose increment changes; hold their orders.

    Raises:
        Refused: An amount does not come out in the new increment; each order is named.
    """
    if old.increment == new.increment:
        return []
    ids = unit_counts.orders_of(transaction.connection, old.product_id)
    transaction.orders.lock(ids)
    found: list[Recount] = []
    problems: list[Problem] = []
    for order in transaction.orders.get_many(ids):
        for line in order.lines:
            if line.product_id != old.product_id or not line.to_cancel:
                continue
            after = _after(order, line, old, new)
            if isinstance(after, str):
                said = tr("Order {number}: {why}", number=visible(order.number), why=after)
                problems.append(
                    Problem(Kind.NOT_CONVERTIBLE, said, "increment", line.sku, order.number)
                )
            elif after != line:
                found.append(Recount(order, line, after))
    if problems:
        raise Refused.because(problems[:_NAMED])
    return found


def _after(order: Order, line: OrderLine, old: Unit, new: Unit) -> OrderLine | str:
    asked = line.to_cancel
    amount = rescaled(asked, old.increment, new.increment)
    if amount is None or not amount.fits(new.precision):
        return (
            tr(
                "{asked} in steps of {old} do not come out in steps of {new} with {places} "
                "decimals."
            )
            if new.precision
            else tr(
                "{asked} in steps of {old} do not come out in steps of {new} with whole units."
            )
        ).format(asked=asked, old=old.increment, new=new.increment, places=new.precision)
    more = amount - asked
    per = line.per_bundle
    if per is not None:
        if asked != line.ordered:
            return tr("a bundle with it is half delivered or invoiced; finish the order first.")
        per = rescaled(per, old.increment, new.increment)
        if per is None:
            return tr(
                "{quantity} in one bundle do not come out in the new increment.",
                quantity=line.per_bundle,
            )
    ordered = line.ordered + more
    if ordered.parts > LARGEST:
        return tr("{quantity} are more than a line may hold.", quantity=ordered)
    left = line.open + more
    held = line.held + more if line.held == line.open else min(line.held, left)
    return replace(line, ordered=ordered, held=held, per_bundle=per)


def write(transaction: Transaction, operation: int, recounts: list[Recount]) -> Quantity:
    """Store the lines, let the ledger follow, and record both; return what is held more."""
    unit_counts.put_asked(transaction.connection, (one.after for one in recounts))
    transaction.reservations.add(
        operation,
        Event.MANUAL_COMPENSATION,
        [
            (
                one.order.stock_id,
                one.after.product_id,
                one.order.id,
                (one.before.held - one.after.held).parts,
            )
            for one in recounts
            if one.before.held != one.after.held
        ],
    )
    transaction.journal.changed_many(operation, list(_changes(recounts)))
    for order in {one.order.id: one.order for one in recounts}.values():
        transaction.orders.put_status(order.id, order.status)
    return Quantity(sum((one.before.held - one.after.held).parts for one in recounts))


def _changes(recounts: list[Recount]) -> Iterator[dict[str, object]]:
    for one in recounts:
        yield {
            "kind": "order",
            "subject_id": one.order.id,
            "subject": one.order.number,
            "field": f"{one.before.sku} ordered"[:64],
            "before": str(one.before.ordered),
            "after": str(one.after.ordered),
        }


def oversold(transaction: Transaction, product: Product) -> tuple[str, ...]:
    """Name the stocks that have promised more of a product than they have for sale."""
    names = {stock.id: stock.name for stock in transaction.stocks.all()}
    return tuple(
        tr(
            "{stock} has promised {short} more of {sku} than it can.",
            stock=names[level.stock_id],
            short=-level.salable,
            sku=visible(product.sku),
        )
        for level in transaction.levels.of_product(product.id)
        if level.salable is not None and level.salable < ZERO and level.reserved < ZERO
    )
