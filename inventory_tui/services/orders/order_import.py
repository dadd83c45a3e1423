"""Orders from a file: whole orders, many to a transaction, all under one operation.

The one deed that is more than one transaction, for its unit is the order: none lasts longer
than a second, so a shop goes on selling beside it, and what a killed import leaves are
whole orders.  The same file again finishes it, since an order that is there is unchanged.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from inventory_tui.domain.chunks import Progress, Stop
from inventory_tui.domain.errors import Stopped, StoreBusy
from inventory_tui.domain.file_form import PLAIN, FileForm
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.services.orders.order_reading import (
    COLUMNS,
    OrderFile,
    RefusedOrder,
    read_orders,
)
from inventory_tui.services.orders.placement import Placement
from inventory_tui.services.orders.shelf import Shelf
from inventory_tui.services.orders.verdict import Verdict
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.orders.new_orders import NumberTaken
from inventory_tui.wording import tr

__all__ = [
    "COLUMNS",
    "OrderFile",
    "OrdersImported",
    "RefusedOrder",
    "import_file",
    "import_orders",
    "read_orders",
]

_FIRST_LINES = 1_000
_MOST_LINES = 30_000
_SHORT_S, _LONG_S = 0.15, 0.3
"""A transaction shorter than these is followed by one of twice, or 1.4 times, the lines."""
_TOO_LONG_S = 0.5
"""A longer one by one of half as many: none may last longer than a second."""
_WORK_S, _ROOM_S = 2.0, 0.12
"""SQLite's writers queue by asking again every 0.1 s: leave them a gap that long."""
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class OrdersImported:
    """Receipt of an import: ``placed``, ``refused`` and ``unchanged`` are its counts."""

    receipt: Receipt
    refused: tuple[RefusedOrder, ...]
    ignored: tuple[str, ...] = ()


def import_file(
    database: Database,
    file: str | Path,
    *,
    cause: Cause,
    encoding: str | None = None,
    form: FileForm = PLAIN,
    dry_run: bool = False,
    progress: Progress | None = None,
    stop: Stop | None = None,
    standard: BinaryIO | None = None,
) -> OrdersImported:
    """Place the orders of a CSV file: columns order, channel, sku, quantity.

    Raises:
        Refused: ``bad_file``; nothing was placed.
        Stopped: ``stop`` answered true; the orders placed before stay.
    """
    found = read_orders(
        file, database=database, encoding=encoding, form=form, standard=standard
    )
    return import_orders(
        database,
        found.orders,
        refused=found.refused,
        ignored=found.ignored,
        cause=cause,
        dry_run=dry_run,
        progress=progress,
        stop=stop,
    )


def import_orders(
    database: Database,
    orders: Iterable[OrderRequest],
    *,
    cause: Cause,
    refused: Iterable[RefusedOrder] = (),
    ignored: Sequence[str] = (),
    dry_run: bool = False,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> OrdersImported:
    """Place orders one after another, each whole or not at all; refused ones are reported.

    Args:
        refused: Orders that could not even be read; they are counted and reported too.
        dry_run: Tell what would come of it; nothing is written.
        progress: Is told how many orders of how many are done, after each transaction.
        stop: Asked between transactions.

    Raises:
        Stopped: ``stop`` answered true; the orders placed before stay.
    """
    requests = list(orders)
    run = _Run(cause, len(requests), list(refused))
    if dry_run:
        run.try_out(database, requests)
    else:
        for batch in _paced(database, requests):
            if stop is not None and stop():
                raise Stopped(run.stopped())
            batch.seconds = run.place(database, batch.requests)
            if progress is not None:
                progress(run.done, run.all)
    return run.outcome(dry_run, ignored)


class _Run:
    """One import, from its first transaction to its receipt."""

    def __init__(self, cause: Cause, all_: int, refused: list[RefusedOrder]) -> None:
        self.all = all_
        self.done = 0
        self._cause = cause
        self._refused = refused
        self._placed = 0
        self._unchanged = 0
        self._held = ZERO
        self._operation: int | None = None
        self._shelf: Shelf | None = None

    def place(self, database: Database, requests: Sequence[OrderRequest]) -> float:
        """Place one batch in one transaction; return how many seconds that took."""
        for _ in range(_ATTEMPTS):
            began = time.monotonic()
            try:
                self._place(database, requests)
            except NumberTaken:
                continue
            return time.monotonic() - began
        raise StoreBusy()

    def _place(self, database: Database, requests: Sequence[OrderRequest]) -> None:
        with database.write() as transaction:
            placement = Placement(transaction, requests, shelf=self._shelf)
            verdicts = [placement.assess(request) for request in requests]
            placed = sum(verdict.accepted for verdict in verdicts)
            operation, held = self._operation, self._held
            if placed:
                placement.give_numbers()
                if operation is None:
                    operation = transaction.journal.begin(
                        Deed.ORDERS_IMPORTED, self._cause, reason="ordered"
                    )
                held = held + placement.record(operation, self._cause.actor)
            counted = _counts(
                self._placed + placed,
                len(self._refused) + sum(bool(verdict.problems) for verdict in verdicts),
                self._unchanged + sum(verdict.unchanged for verdict in verdicts),
            )
            if operation is not None:
                self._finish(transaction, operation, counted, held)
            placement.shelf.true_at(transaction)
        self._shelf = placement.shelf
        self._operation, self._held = operation, held
        self._count(verdicts)

    @staticmethod
    def _finish(
        transaction: Transaction, operation: int, counts: dict[str, int | str], held: Quantity
    ) -> None:
        transaction.journal.finish(
            operation,
            summary=tr("Orders imported, {placed:,} placed", placed=counts["placed"]),
            units=-held,
            counts=counts,
        )

    def try_out(self, database: Database, requests: Sequence[OrderRequest]) -> None:
        """Assess every order as if all before it had been written."""
        with database.read() as transaction:
            placement = Placement(transaction, requests, dry_run=True)
            self._count([placement.assess(request) for request in requests])

    def _count(self, verdicts: Sequence[Verdict]) -> None:
        self.done += len(verdicts)
        self._placed += sum(verdict.accepted for verdict in verdicts)
        self._unchanged += sum(verdict.unchanged for verdict in verdicts)
        self._refused += [
            RefusedOrder(verdict.request.number or "", verdict.request.row, verdict.problems)
            for verdict in verdicts
            if verdict.problems
        ]

    def stopped(self) -> str:
        """What to tell who stopped it."""
        if not self._placed:
            return tr("Stopped; no order was placed.")
        return tr(
            "Stopped; {placed:,} whole orders are placed and stay. The same file "
            "again goes on with the rest.",
            placed=self._placed,
        )

    def outcome(self, dry_run: bool, ignored: Sequence[str]) -> OrdersImported:
        """The receipt of the whole import."""
        counts = _counts(self._placed, len(self._refused), self._unchanged)
        said = (
            tr(
                "{placed:,} orders would be placed, {refused:,} refused, {unchanged:,} "
                "unchanged."
            )
            if dry_run
            else tr("{placed:,} orders placed, {refused:,} refused, {unchanged:,} unchanged.")
        )
        message = said.format(
            placed=self._placed, refused=len(self._refused), unchanged=self._unchanged
        )
        named = ", ".join(visible(name) for name in ignored)
        return OrdersImported(
            Receipt(
                self._operation,
                Deed.ORDERS_IMPORTED,
                counts,
                message,
                (tr("Columns not read: {names}.", names=named),) if named else (),
            ),
            tuple(sorted(self._refused, key=lambda one: one.row or 0)),
            tuple(ignored),
        )


def _counts(placed: int, refused: int, unchanged: int) -> dict[str, int | str]:
    return {"placed": placed, "refused": refused, "unchanged": unchanged}


@dataclass(slots=True)
class _Batch:
    """So many orders for one transaction, and how long it took."""

    requests: Sequence[OrderRequest]
    lines: int
    seconds: float = 0.0


def _paced(database: Database, requests: Sequence[OrderRequest]) -> Iterator[_Batch]:
    """Cut orders into batches, each as large as the time the last one took allows.

    Reading what a batch concerns takes its time whatever the size, so a batch is not cut in
    proportion: that would make ever smaller ones where reading is slow.
    """
    lines = _FIRST_LINES
    at, worked = 0, 0.0
    while at < len(requests):
        size, end = 0, at
        while end < len(requests) and (end == at or size < lines):
            size += len(requests[end].lines)
            end += 1
        batch = _Batch(requests[at:end], size)
        yield batch
        at = end
        if batch.seconds > _TOO_LONG_S:
            lines = max(1, min(lines, batch.lines) // 2)
        elif batch.seconds < _LONG_S:
            factor = 2.0 if batch.seconds < _SHORT_S else 1.4
            lines = min(int(lines * factor) + 1, _MOST_LINES)
        worked += batch.seconds
        if worked > _WORK_S and database.is_sqlite and at < len(requests):
            time.sleep(_ROOM_S)
            worked = 0.0
