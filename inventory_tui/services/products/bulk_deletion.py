"""Many products deleted at once; those that orders hold units of stay, unless forced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from inventory_tui.domain.chunks import Progress, Stop, chunks, go_on
from inventory_tui.domain.composite import named
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.services.products import composing
from inventory_tui.services.quantities.bulk import CHUNK, not_as_shown
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.products import product_deletion
from inventory_tui.store.products.chosen import choose
from inventory_tui.wording import tr, trn

_NAMED = 5


@dataclass(slots=True)
class DeletionPlan:
    """What deleting comes to; the deed does exactly this, or it refuses."""

    products: int = 0
    """How many are deleted."""
    rows: int = 0
    """Their rows at sources, which go."""
    units: Quantity = ZERO
    """What lies there, which goes too."""
    held: int = 0
    """Products orders hold units of: left out, or with ``force`` deleted too."""
    held_skus: list[str] = field(default_factory=list)
    """The first of them."""
    units_alone: list[str] = field(default_factory=list)
    """Rows of units whose products were not chosen: they stay."""


def plan_deletion(
    database: Database, ids: Sequence[int], *, force: bool = False, stop: Stop | None = None
) -> DeletionPlan:
    """Count what deleting these products would do; change nothing.

    Args:
        force: Also those of which orders hold units; the orders stay open.

    Raises:
        Stopped: ``stop`` said so.
    """
    with database.read() as transaction:
        return _work(transaction, ids, force=force, stop=stop)


def delete_many(
    database: Database,
    ids: Sequence[int],
    *,
    force: bool = False,
    cause: Cause,
    expected: DeletionPlan | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
    batch: int | None = None,
) -> Receipt:
    """Delete products with their rows, settings and subscriptions, as one deed.

    Orders, reservations and history keep naming them (spec 1.6); no undo brings them back.

    Args:
        force: Also those of which orders hold units; the orders stay open.
        expected: What the user was shown; when it no longer holds nothing is done.

    Raises:
        ChangedElsewhere: The outcome is no longer the one in ``expected``.
        Stopped: ``stop`` said so; nothing was changed.
    """
    deed = Deed.PRODUCT_DELETED
    with database.write() as transaction:
        operation = transaction.journal.begin(deed, cause, reason="deleted")
        done = _work(
            transaction,
            ids,
            force=force,
            operation=operation,
            progress=progress,
            stop=stop,
            batch=batch,
        )
        if expected is not None and done != expected:
            raise not_as_shown(tr("deleted"))
        counts: dict[str, int | str] = {
            "deleted": done.products,
            "rows": done.rows,
            "units": str(-done.units),
            "blocked": 0 if force else done.held,
        }
        products = trn("{count:,} SKU", "{count:,} SKUs", done.products)
        summary = tr(
            "Deleted {products}, {units} units at {rows:,} rows",
            products=products,
            units=done.units.grouped(),
            rows=done.rows,
        )
        transaction.journal.finish(operation, summary=summary, units=-done.units, counts=counts)
        warnings = _warnings(done, force=force)
        if not done.products:
            transaction.journal.withdraw(operation)
            return Receipt(None, deed, counts, tr("Nothing was deleted."), warnings)
    return Receipt(operation, deed, counts, summary, warnings)


def _work(
    transaction: Transaction,
    ids: Sequence[int],
    *,
    force: bool,
    operation: int | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
    batch: int | None = None,
) -> DeletionPlan:
    connection = transaction.connection
    plan = DeletionPlan()
    walked = 0
    for chunk in chunks(ids, batch or CHUNK):
        go_on(stop)
        chosen = choose(connection, chunk, name="asked_for")
        if operation is not None:
            transaction.lock_products(chosen)
        any_units = transaction.units.any
        going = product_deletion.living(connection, chosen, name="going", any_units=any_units)
        held = product_deletion.held(connection, going)
        if any_units:
            left = [sku for _, sku in product_deletion.alone(connection, chosen)]
            plan.units_alone += [sku for sku in left if sku not in plan.units_alone]
        plan.held += len(held)
        plan.held_skus += [sku for _, sku in held][: _NAMED - len(plan.held_skus)]
        if not force:
            kept = [id for id, _ in held]
            if any_units and kept:
                kept = product_deletion.with_fellows(connection, kept)
            product_deletion.leave_out(connection, going, kept)
        products, rows, units = product_deletion.counted(connection, going)
        plan.products += products
        plan.rows += rows
        plan.units += Quantity(units)
        if operation is not None:
            for part in transaction.products.by_ids(
                product_deletion.parts_among(connection, going)
            ).values():
                composing.let_go(transaction, operation, part)
            transaction.parts.forget(product_deletion.composed_among(connection, going))
            product_deletion.remove(transaction, operation, going)
        walked += len(chunk)
        if progress is not None:
            progress(walked, len(ids))
    go_on(stop)
    return plan


def _warnings(plan: DeletionPlan, *, force: bool) -> tuple[str, ...]:
    if plan.units_alone:
        return (
            trn(
                "Left: {skus}, a unit of what stays; delete it there: units delete.",
                "Left: {skus}, units of what stays; delete it there: units delete.",
                len(plan.units_alone),
                skus=named(plan.units_alone[:_NAMED]),
            ),
            *_warnings(replace(plan, units_alone=[]), force=force),
        )
    if not plan.held:
        return ()
    more = plan.held - len(plan.held_skus)
    skus = named(plan.held_skus) + (tr(" and {more:,} more", more=more) if more else "")
    if force:
        return (tr("Orders still hold units of {skus}; they stay open.", skus=skus),)
    return (
        tr(
            "Left, because orders hold units of {skus}; finish or cancel these first.",
            skus=skus,
        ),
    )
