"""Bulk deeds: assign, unassign, transfer, set and adjust many products at once.

Each deed is planned before it is done: `plan` counts what `perform` will do, and `perform`
refuses when that is no longer so.  Both walk the same chunks of the same statements; the
whole deed is one transaction, and stopping it undoes it whole (R15).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inventory_tui.domain.bulk import (
    Assign,
    BulkPlan,
    Request,
    RowPlan,
    SetMany,
    Transfer,
    Unassign,
    Verdict,
)
from inventory_tui.domain.chunks import Progress, Stop, chunks, go_on
from inventory_tui.domain.errors import ChangedElsewhere, Kind, Problem, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.source import Source
from inventory_tui.services.quantities.bulk_notes import differences, notes
from inventory_tui.services.quantities.bulk_receipts import counts_of, stays_of, summary_of
from inventory_tui.services.quantities.reasons import overriding, reason_of
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.products.bundle_sources import keep_together
from inventory_tui.store.products.chosen import Chosen, choose
from inventory_tui.store.quantities import bulk_assignments, bulk_moves
from inventory_tui.store.quantities.item_changes import ItemChanges, Tally
from inventory_tui.store.quantities.item_effects import effects_by_name
from inventory_tui.wording import tr

CHUNK = 20_000
"""Products worked on at once: progress is told, and stopping heard, between two chunks."""

SAMPLE = 200


def plan(
    database: Database,
    ids: Sequence[int],
    request: Request,
    *,
    force: bool = False,
    sample: int = SAMPLE,
    stop: Stop | None = None,
) -> BulkPlan:
    """Count what a deed would do to the products with these ids; change nothing.

    Args:
        force: Take in blocked rows (*also these*).
        sample: How many rows of the dry run to return, those that need a look first.

    Raises:
        Refused: A source is unknown, or the request makes no sense (spec 2.8).
        Stopped: ``stop`` said so.
    """
    with database.read() as transaction:
        return _work(transaction, ids, request, force=force, sample=sample, stop=stop)


def perform(
    database: Database,
    ids: Sequence[int],
    request: Request,
    *,
    cause: Cause,
    force: bool = False,
    expected: BulkPlan | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
    batch: int | None = None,
) -> Receipt:
    """Do it, in one transaction, recorded as one operation that `undo` takes back.

    Args:
        expected: What the user was shown; when it no longer holds nothing is done.
        batch: How many products are worked on between two looks at ``stop``; None: many.

    Raises:
        Refused: As `plan`; or a reason is required and none was given: by the setting, or
            because safety stock is to be moved.
        ChangedElsewhere: The outcome is no longer the one in ``expected``.
        Stopped: ``stop`` said so; nothing was changed.
    """
    with database.write() as transaction:
        deed, default_reason = _DEEDS[type(request)]
        if isinstance(request, SetMany) and request.change is not None:
            deed = Deed.QUANTITIES_ADJUSTED
        by_hand = isinstance(request, SetMany)
        if isinstance(request, Transfer) and request.override_safety:
            overriding(transaction, cause)
        reason = reason_of(transaction, cause, default_reason, by_hand)
        operation = transaction.journal.begin(deed, cause, reason=reason)
        done = _work(
            transaction,
            ids,
            request,
            force=force,
            operation=operation,
            progress=progress,
            stop=stop,
            batch=batch,
        )
        if expected is not None and not done.same_outcome(expected):
            raise not_as_shown(tr("changed"))
        summary = summary_of(request, done)
        counts = counts_of(request, done)
        transaction.journal.finish(
            operation, summary=summary, units=_recorded_units(request, done), counts=counts
        )
        if not done.written:
            transaction.journal.withdraw(operation)
            return Receipt(
                None,
                deed,
                counts,
                tr("Nothing to do: {summary}", summary=summary),
                stays_of(done),
            )
    return Receipt(operation, deed, counts, summary, stays_of(done))


def verdicts(
    database: Database,
    ids: Sequence[int],
    request: Request,
    *,
    force: bool = False,
    stop: Stop | None = None,
) -> Iterator[RowPlan]:
    """Walk through the whole dry run, chunk by chunk, those that need a look first in each.

    Raises:
        Refused: As `plan`.
        Stopped: ``stop`` said so.
    """
    with database.read() as transaction:
        sources = _sources(transaction, request)
        for chunk in chunks(ids, CHUNK):
            go_on(stop)
            changes = ItemChanges(transaction)
            changes.begin()
            chosen = choose(transaction.connection, chunk)
            _prepare(changes, chosen, request, sources, force=force)
            yield from changes.sample(None)


def not_as_shown(undone: str) -> ChangedElsewhere:
    """What refuses a deed that would no longer come to what its user was shown.

    Args:
        undone: What did not happen: ``changed``, ``deleted``.
    """
    return ChangedElsewhere(
        tr(
            "Someone changed these products meanwhile, so this would no longer do what "
            "was shown. Nothing was {undone}; look at the new numbers.",
            undone=undone,
        )
    )


_DEEDS: dict[type[Request], tuple[Deed, str]] = {
    Assign: (Deed.ASSIGNED, "assigned"),
    Unassign: (Deed.UNASSIGNED, "unassigned"),
    Transfer: (Deed.TRANSFERRED, "transferred"),
    SetMany: (Deed.QUANTITIES_SET, "correction"),
}


_NAMED = 3
"""How many products are told to be counted in another unit at the destination."""


def _recorded_units(request: Request, plan: BulkPlan) -> Quantity:
    return -plan.units if isinstance(request, Unassign) else plan.units


def _work(
    transaction: Transaction,
    ids: Sequence[int],
    request: Request,
    *,
    force: bool,
    sample: int = 0,
    operation: int | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
    batch: int | None = None,
) -> BulkPlan:
    """Prepare every chunk; apply each when there is an operation to record it under."""
    sources = _sources(transaction, request)
    stocks = transaction.stocks.all()
    whole = Tally({}, 0, 0, {})
    shown: list[RowPlan] = []
    reserved, walked = 0, 0
    differing: set[int] = set()
    for chunk in chunks(ids, batch or CHUNK):
        go_on(stop)
        chosen = choose(transaction.connection, chunk)
        if operation is not None:
            transaction.lock_products(chosen)
        changes = ItemChanges(transaction)
        changes.begin()
        _prepare(changes, chosen, request, sources, force=force)
        tally = changes.tally()
        whole.add(tally)
        if tally.rows.get(Verdict.UNIT_DIFFERS) and len(differing) < _NAMED:
            differing |= changes.products_with(Verdict.UNIT_DIFFERS)
        if len(shown) < sample or (sample and any(map(tally.rows.get, _LOOK))):
            shown = _blocked_first([*shown, *changes.sample(sample)])[:sample]
        if isinstance(request, Unassign):
            reserved += bulk_assignments.reserved_of_left_pairs(transaction.connection)
        if operation is not None:
            changes.apply(operation)
        walked += len(chunk)
        if progress is not None:
            progress(walked, len(ids))
    go_on(stop)
    units = whole.units if isinstance(request, SetMany) else -whole.units
    return BulkPlan(
        request,
        products=len(ids),
        rows=whole.rows,
        units=Quantity(units) if units else ZERO,
        changed_products=whole.products,
        written=whole.written,
        effects=effects_by_name(whole.effects, [(stock.id, stock.name) for stock in stocks]),
        stay=Quantity(whole.left) if isinstance(request, Transfer) else ZERO,
        reserved=Quantity(reserved),
        sample=tuple(shown),
        notes=notes(transaction, request, sources),
        differing=differences(transaction, sorted(differing)[:_NAMED], sources),
    )


_LOOK = (Verdict.BLOCKED, Verdict.SET_ASIDE, Verdict.UNIT_DIFFERS)
"""Rows a person should look at before anything else."""


def _blocked_first(rows: list[RowPlan]) -> list[RowPlan]:
    """Later chunks' blocked rows come before what earlier ones just do."""
    return sorted(rows, key=lambda row: row.verdict not in _LOOK)


def _prepare(
    changes: ItemChanges,
    chosen: Chosen,
    request: Request,
    sources: list[Source],
    *,
    force: bool,
) -> None:
    match request:
        case Assign():
            bulk_assignments.assign(changes, chosen, sources)
            keep_together(changes)
        case Unassign():
            bulk_assignments.unassign(changes, chosen, sources)
            if force:
                changes.force(Verdict.BLOCKED)
        case Transfer():
            bulk_moves.transfer(
                changes,
                chosen,
                *sources,
                unassign_origin=request.unassign_origin,
                force=force,
                override_safety=request.override_safety,
            )
            keep_together(changes, in_pairs=True)
        case SetMany(quantity=quantity, change=change, in_stock=in_stock):
            bulk_moves.set_many(
                changes, chosen, sources[0], quantity=quantity, change=change, in_stock=in_stock
            )
            keep_together(changes)


def _sources(transaction: Transaction, request: Request) -> list[Source]:
    """Find the request's sources, or name every one that does not exist."""
    if isinstance(request, Transfer):
        known = transaction.sources.known
        origin = known(request.origin, Kind.UNKNOWN_ORIGIN_SOURCE, "origin")
        destination = known(request.destination, Kind.UNKNOWN_DESTINATION_SOURCE, "destination")
        if origin.id == destination.id:
            raise Refused(
                Kind.TRANSFER_SOURCE_TO_ITSELF,
                tr("{source} is both ends; choose another destination.", source=origin.code),
                field="destination",
            )
        return [origin, destination]
    codes = (request.source,) if isinstance(request, SetMany) else request.sources
    if not codes:
        raise Refused(Kind.NOTHING_GIVEN, tr("Choose at least one source."), field="sources")
    found: list[Source] = []
    problems: list[Problem] = []
    for code in codes:
        try:
            found.append(transaction.sources.known(code, Kind.UNKNOWN_SOURCE, "source"))
        except Refused as refusal:
            problems.extend(refusal.problems)
    if problems:
        raise Refused.because(problems)
    return list({source.id: source for source in found}.values())
