"""What products are by their dates, written into the history when the clock has turned it.

Looking never waits for it: whoever looks goes by the dates themselves.  This keeps what was
said last, so that the history tells when a product went on sale and off it, once, whoever's
program comes first.

Source: warehouse half 1.7.
"""

from __future__ import annotations

from dataclasses import dataclass

from inventory_tui.domain.chunks import Stop, go_on
from inventory_tui.domain.history import SYSTEM, Cause, Deed, Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.product_status import ProductStatus
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.products.lives import Turned, keep, turned, turned_of
from inventory_tui.wording import tr

__all__ = ["StatusesChecked", "check_statuses"]

_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class StatusesChecked:
    """What a check found."""

    published: int
    """Products that went on sale by their dates."""
    unpublished: int
    """Products that went off sale by them."""
    receipts: tuple[Receipt, ...]


def check_statuses(
    database: Database, *, cause: Cause | None = None, stop: Stop | None = None
) -> StatusesChecked:
    """Write down which products have gone on sale or off it since it was last looked.

    Args:
        cause: Who does it; None: the clock.

    Raises:
        Stopped: ``stop`` said so; what was written until then stays.
    """
    database, cause = database.as_program(), cause or Cause(SYSTEM)
    receipts: list[Receipt] = []
    while True:
        go_on(stop)
        with database.read() as transaction:
            found = turned(transaction, _AT_ONCE)
        if not found:
            break
        with database.write() as transaction:
            receipt = _write(transaction, found, cause)
        if receipt is not None:
            receipts.append(receipt)
        if database.rehearses:
            break  # what was tried is still there
    return StatusesChecked(
        sum(int(one.counts["published"]) for one in receipts),
        sum(int(one.counts["unpublished"]) for one in receipts),
        tuple(receipts),
    )


def _write(transaction: Transaction, ids: list[int], cause: Cause) -> Receipt | None:
    """Write down those of the products that nobody else has meanwhile."""
    deed = Deed.PRODUCTS_STATUS
    transaction.lock_products(sorted(ids))
    found = turned_of(transaction, ids)
    if not found:
        return None
    on = sum(one.now is ProductStatus.APPROVED for one in found)
    counts: dict[str, int | str] = {"published": on, "unpublished": len(found) - on}
    summary = _summary(found, on)
    operation = transaction.journal.begin(
        deed, cause, reason="date", summary=summary, counts=counts
    )
    keep(transaction, found)
    transaction.journal.changed_many(
        operation,
        [
            {
                "kind": "product",
                "subject_id": one.id,
                "subject": one.sku,
                "field": "status",
                "before": one.before.value,
                "after": one.now.value,
            }
            for one in found
        ],
    )
    return Receipt(operation, deed, counts, f"{summary}.")


def _summary(found: list[Turned], on: int) -> str:
    if len(found) == 1:
        (one,) = found
        return f"{visible(one.sku)}: {one.before} → {one.now}"
    off = len(found) - on
    parts = [tr("{on:,} on sale", on=on)] * bool(on) + [tr("{off:,} off sale", off=off)] * bool(
        off
    )
    return tr("By their dates: {parts}", parts=", ".join(parts))
