"""Undo: the inverse of a deed, done as a deed of its own.

Undoing an undo is the redo.  What was touched since a deed stays as it is: the undo is
refused and names it, unless forced to take back the rest.  Orders, shipments and deletions
are answered by deeds of their own (`domain.history.INSTEAD_OF_UNDO`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from inventory_tui.domain.bulk import RowPlan, Verdict
from inventory_tui.domain.chunks import Progress, Stop, go_on
from inventory_tui.domain.errors import ChangedElsewhere, Kind, Problem, Refused
from inventory_tui.domain.history import (
    INSTEAD_OF_UNDO,
    UNDOABLE,
    Cause,
    Deed,
    Operation,
    Receipt,
)
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.keeping.changed_things import Thing, things_of
from inventory_tui.services.keeping.reversing import restore, stay_away, touched
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.history import reversal
from inventory_tui.store.quantities.item_changes import ItemChanges
from inventory_tui.wording import in_every_language, tr

CHUNK = 20_000
NAMED = 20
"""How many touched rows an undo names; the rest are counted."""

_QUANTITIES_ONLY = frozenset(
    {
        Deed.QUANTITIES_SET,
        Deed.QUANTITIES_ADJUSTED,
        Deed.ASSIGNED,
        Deed.UNASSIGNED,
        Deed.TRANSFERRED,
        Deed.SAFETY_SET,
        Deed.STATE_CHANGED,
        Deed.QUANTITIES_IMPORTED,
        Deed.PRODUCTS_IMPORTED,
        Deed.PRODUCT_ADDED,
        Deed.PRODUCT_EDITED,
        Deed.PRODUCT_RENAMED,
        Deed.PRODUCT_RETYPED,
        Deed.PRODUCT_DUPLICATED,
        Deed.ORDER_HELD,
        Deed.ORDER_UNHELD,
    }
)
"""Deeds whose inverse concerns single products; any other may rewrite all kept sums."""


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """What taking a deed back will do, and what stays because it was touched since."""

    operation: Operation
    rows: int
    """Source items and things that go back."""
    left: int
    """Those that stay."""
    units: Quantity
    """Net units this adds to what lies at the sources."""
    products: int
    touched: tuple[str, ...]
    """Why what stays stays, the first few."""
    sample: tuple[RowPlan, ...] = ()

    @property
    def again(self) -> bool:
        """Whether taking the deed back does an earlier one again."""
        return _was_undone(self.operation)

    @property
    def summary(self) -> str:
        """What the history will call it."""
        return summary_of_undo(self.operation)

    @property
    def sentence(self) -> str:
        """What happens, for a question."""
        return (
            tr("{rows:,} go back, {left:,} stay", rows=self.rows, left=self.left)
            if self.left
            else (tr("{rows:,} go back", rows=self.rows))
        )


def plan_undo(database: Database, operation: int | None = None, *, actor: str) -> UndoPlan:
    """Count what undoing a deed would do.

    Args:
        operation: Which; None takes the newest undoable deed of ``actor`` that is not
            itself an undo.

    Raises:
        Refused: There is none, it cannot be undone, or it was undone already.
    """
    with database.read() as transaction:
        return _work(transaction, _undoable(transaction, operation, actor))


def newest_undo(database: Database, *, actor: str) -> int:
    """Return the operation of ``actor``'s newest undo that was not taken back: the redo.

    Raises:
        Refused: There is none.
    """
    with database.read() as transaction:
        newest = transaction.history.newest_undo(actor)
    if newest is None:
        raise Refused(Kind.NOT_UNDOABLE, tr("Nothing was undone that could be done again."))
    return newest


def undo(
    database: Database,
    operation: int | None = None,
    *,
    cause: Cause,
    force: bool = False,
    stop: Stop | None = None,
    progress: Progress | None = None,
) -> Receipt:
    """Take a deed back.

    Args:
        force: Take back what was not touched since, and leave the rest.

    Raises:
        Refused: As `plan_undo`.
        ChangedElsewhere: Something was touched since, and ``force`` is not given; each is
            named and nothing was changed.
        Stopped: ``stop`` said so; nothing was changed.
    """
    with database.read() as transaction:
        found = _undoable(transaction, operation, cause.actor)
    with database.write(whole=found.deed not in _QUANTITIES_ONLY) as transaction:
        one = _undoable(transaction, found.id, cause.actor)
        number = transaction.journal.begin(
            Deed.UNDONE, cause, reason="undone", order_id=one.order_id, undoes=one.id
        )
        done = _work(transaction, one, number, stop=stop, progress=progress)
        if done.left and not force:
            raise _refusal(done)
        counts: dict[str, int | str] = {"undid": one.id, "rows": done.rows, "left": done.left}
        summary = summary_of_undo(one)
        transaction.journal.finish(number, summary=summary, units=done.units, counts=counts)
    if _was_undone(one):
        message = tr("Done again: {what}", what=_bare(summary))
    else:
        message = tr("Undone: {what}", what=_bare(summary))
    if done.left:
        message += tr("; {left:,} left as they are", left=done.left)
    return Receipt(number, Deed.UNDONE, counts, message)


_UNDO, _REDO = tr("Undo: "), tr("Redo: ")


_everywhere = cache(in_every_language)


def _bare(summary: str) -> str:
    """What was done, without that it was undone or done again."""
    known = (*_everywhere("Undo: "), *_everywhere("Redo: "))
    return summary.removeprefix(next(filter(summary.startswith, known), ""))


def _was_undone(one: Operation) -> bool:
    """Whether a deed took another back: to undo it is the redo."""
    return one.deed is Deed.UNDONE and one.summary.startswith(_everywhere("Undo: "))


def summary_of_undo(one: Operation) -> str:
    """One line for people: undoing an undo is doing the deed again, and so on."""
    if _was_undone(one):
        return _REDO + _bare(one.summary)
    return _UNDO + _bare(one.summary)


def _undoable(transaction: Transaction, id: int | None, actor: str) -> Operation:
    if id is None:
        newest = transaction.history.newest_undoable(actor)
        if newest is None:
            raise Refused(
                Kind.NOT_UNDOABLE,
                tr("{actor} has done nothing that can be undone.", actor=actor),
            )
        return newest
    if 0 < id <= transaction.history.archived_up_to():
        raise Refused(
            Kind.NOT_UNDOABLE,
            tr(
                "Operation {id} was moved to an archive; what it changed can no longer "
                "be undone.",
                id=id,
            ),
        )
    one = transaction.history.get(id)
    if one is None:
        raise Refused(
            Kind.UNKNOWN_OPERATION, tr("There is no operation {id} in the history.", id=id)
        )
    if one.deed not in UNDOABLE:
        raise Refused(
            Kind.NOT_UNDOABLE,
            tr(
                "{summary}: not undone. {instead}",
                summary=one.summary,
                instead=INSTEAD_OF_UNDO[one.deed],
            ),
        )
    if one.undone_by is not None:
        raise Refused(
            Kind.ALREADY_UNDONE,
            tr(
                "{summary}: undone already, by operation {operation}. Undo that "
                "one to do it again.",
                summary=one.summary,
                operation=one.undone_by,
            ),
        )
    return one


def _work(
    transaction: Transaction,
    one: Operation,
    number: int | None = None,
    *,
    stop: Stop | None = None,
    progress: Progress | None = None,
) -> UndoPlan:
    """Prepare the inverse; apply it when there is an operation to record it under."""
    things = things_of(transaction.history.changes(one.id))
    rows = left = units = products = done = 0
    held_back: set[int] = set()
    away = stay_away(transaction, one.id, things)
    shown: list[RowPlan] = []
    total = reversal.rows(transaction.connection, one.id)
    for first, last in reversal.spans(transaction.connection, one.id, CHUNK):
        go_on(stop)
        changes = ItemChanges(transaction)
        changes.begin()
        if number is not None and transaction.locks_rows:
            transaction.lock_products(transaction.history.products_of(one.id, first, last))
        reversal.invert(changes, one.id, first, last, away)
        tally = changes.tally(effects=False)
        rows += tally.rows.get(Verdict.CHANGE, 0)
        left += tally.rows.get(Verdict.TOUCHED, 0)
        units += tally.units
        products += tally.products
        if len(shown) < NAMED and (number is None or tally.rows.get(Verdict.TOUCHED)):
            shown.extend(changes.sample(NAMED - len(shown)))
        if left and things:
            held_back.update(changes.products_with(Verdict.TOUCHED))
        if number is not None:
            changes.apply(number)
        done += sum(tally.rows.values())
        if progress is not None:
            progress(done, total)
    why = touched(transaction, one.id, things, held_back)
    going: list[Thing] = [thing for index, thing in enumerate(things) if index not in why]
    if number is not None:
        restore(transaction, number, going)
    stays = [row for row in shown if row.verdict is Verdict.TOUCHED]
    zone = ZoneInfo(str(transaction.options.value("time_zone")))
    named = [_who(transaction, one, row, zone) for row in stays]
    return UndoPlan(
        one,
        rows + len(going),
        left + len(why),
        Quantity(units),
        products,
        tuple([*named, *why.values()][:NAMED]),
        tuple(shown),
    )


def _who(transaction: Transaction, one: Operation, row: RowPlan, zone: tzinfo) -> str:
    """Who touched a row since, for people: ``24-MB02 at paris: 4 → 0, clerk2 10:50``."""
    source = transaction.sources.known(row.source)
    later = transaction.history.after(one.id, row.product_id, source.id)
    if later is None:
        return tr("{sku} at {source} was changed since", sku=row.sku, source=row.source)
    when = later.at.astimezone(zone).strftime("%H:%M")
    return tr(
        "{sku} at {source}: {summary} ({actor}, {when})",
        sku=row.sku,
        source=row.source,
        summary=later.summary,
        actor=later.actor,
        when=when,
    )


def _refusal(plan: UndoPlan) -> ChangedElsewhere:
    more = plan.left - len(plan.touched)
    problems = [Problem(Kind.CHANGED_ELSEWHERE, f"{sentence}.") for sentence in plan.touched]
    problems.append(
        Problem(
            Kind.CHANGED_ELSEWHERE,
            (tr("{more:,} more were changed since. ", more=more) if more > 0 else "")
            + tr("Nothing was undone; force it to take back the rest."),
        )
    )
    refusal = ChangedElsewhere("\n".join(problem.message for problem in problems))
    refusal.problems = tuple(problems)
    return refusal
