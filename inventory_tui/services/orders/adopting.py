"""Orders taken over from another system, with the figures they have there.

Nothing is promised by it: no reservation is written that is not given, so what is missing is
what the report of inconsistencies then shows, and its compensations put right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.errors import Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import (
    AWAITING_MONEY,
    Order,
    OrderLine,
)
from inventory_tui.domain.quantity import ZERO, Quantity, total
from inventory_tui.domain.stored_order import COUNTS, StoredOrder
from inventory_tui.services.orders.order_reading import RefusedOrder
from inventory_tui.services.orders.stored_orders import Accepted, Recognising
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.orders.new_orders import NewLine, NewOrder
from inventory_tui.wording import tr

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Adopted:
    """Receipt of a take-over: ``adopted``, ``refused`` and ``unchanged`` are its counts."""

    receipt: Receipt
    refused: tuple[RefusedOrder, ...]
    ignored: tuple[str, ...] = ()


def adopt(
    database: Database,
    orders: Iterable[StoredOrder],
    *,
    cause: Cause,
    refused: Iterable[RefusedOrder] = (),
    ignored: Sequence[str] = (),
) -> Adopted:
    """Take orders over, each whole or not at all; refused ones are reported.

    An order whose number is there already with the same lines is unchanged.

    Args:
        refused: Orders that could not even be read; they are counted and reported too.
        ignored: Columns of their file that were not read.
    """
    given = list(orders)
    wrong = list(refused)
    unchanged = 0
    with database.write() as transaction:
        recognising = Recognising(transaction, given)
        accepted: list[Accepted] = []
        for order in given:
            try:
                found = recognising.assess(order)
            except Refused as refusal:
                wrong.append(RefusedOrder(order.number, order.row, refusal.problems))
                continue
            if found is None:
                unchanged += 1
            else:
                accepted.append(found)
        operation, units = None, ZERO
        counts: dict[str, int | str] = {
            "adopted": len(accepted),
            "refused": len(wrong),
            "unchanged": unchanged,
        }
        if accepted:
            operation = transaction.journal.begin(Deed.ORDERS_ADOPTED, cause, reason="adopted")
            units = _write(transaction, operation, cause.actor, accepted)
            transaction.journal.finish(
                operation,
                summary=tr("{orders:,} orders taken over", orders=len(accepted)),
                units=units,
                counts=counts,
            )
    named = ", ".join(visible(name) for name in ignored)
    message = tr(
        "{orders:,} orders taken over, {refused:,} refused, {unchanged:,} unchanged.",
        orders=len(accepted),
        refused=len(wrong),
        unchanged=unchanged,
    )
    return Adopted(
        Receipt(
            operation,
            Deed.ORDERS_ADOPTED,
            counts,
            message,
            (tr("Columns not read: {names}.", names=named),) if named else (),
        ),
        tuple(sorted(wrong, key=lambda one: one.row or 0)),
        tuple(ignored),
    )


def _write(
    transaction: Transaction, operation: int, placed_by: str, accepted: Sequence[Accepted]
) -> Quantity:
    """Write orders; return the units their rows of the ledger hold."""
    reserves = bool(transaction.options.value("reserve_on_placement"))
    held = ZERO
    for some in chunks(accepted, _AT_ONCE):
        ids, line_ids = transaction.new_orders.new_ids(
            len(some), sum(len(one.lines) for one in some)
        )
        each = iter(line_ids)
        transaction.new_orders.add(
            operation,
            placed_by,
            [
                _new(
                    id,
                    islice(each, len(one.lines)),
                    one,
                    reserves=reserves,
                )
                for id, one in zip(ids, some, strict=True)
            ],
        )
        stored = transaction.orders.get_many(ids)
        transaction.orders.put_counts(
            line
            for one, order in zip(some, stored, strict=True)
            for line in _counted(one, order)
        )
        for event in dict.fromkeys(event for one in some for _, _, event in one.rows):
            transaction.reservations.add(
                operation,
                event,
                [
                    (one.channel.stock_id, product_id, id, quantity.parts)
                    for id, one in zip(ids, some, strict=True)
                    for product_id, quantity, why in one.rows
                    if why is event
                ],
            )
        transaction.inconsistencies.follow(
            (id, product_id)
            for id, one in zip(ids, some, strict=True)
            for product_id, _, _ in one.rows
        )
        held += total(quantity for one in some for _, quantity, _ in one.rows)
    return held


def _new(
    id: int,
    line_ids: Iterable[int],
    one: Accepted,
    *,
    reserves: bool,
) -> NewOrder:
    order = one.order
    lines: list[NewLine] = []
    for line, above in zip(one.lines, one.chosen, strict=True):
        # a line that held when it was written is one whose placement reserved; what it
        # really holds is put after
        holds = line.ordered.parts if reserves and line.managed else 0
        per = None if line.per_bundle is None else line.per_bundle.parts
        lines.append(
            (
                line.product_id,
                line.type.value,
                line.name,
                line.price,
                line.managed,
                line.ordered.parts,
                holds,
                line.bundle,
                per,
                above,
            )
        )
    return NewOrder(
        id,
        order.number,
        one.channel.id,
        one.channel.stock_id,
        order.ship_to,
        lines,
        list(line_ids),
        one.bundles,
        order.customer_group,
        payment=one.status if one.status in AWAITING_MONEY else None,
        status=one.status,
        placed_at=order.placed_at,
        account=order.account,
        order_type=order.order_type,
        expires_at=one.expires_at,
    )


def _counted(one: Accepted, order: Order) -> Iterator[OrderLine]:
    """The lines as written, with what happened to them."""
    for line, stored in zip(one.lines, order.lines, strict=True):
        yield replace(
            stored,
            held=ZERO,
            released=line.released,
            **{name: getattr(line, name) for name in COUNTS},
        )
