"""The record of every deed: who, when, why, and what it changed.  Rows are only added.

(``operation`` alone gets two later marks: its final counts inside the deed, and the number
of the operation that undid it.)
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from inventory_tui.domain.history import Cause, Deed
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.store.driver import Driver
from inventory_tui.store.people.guard import Guard
from inventory_tui.store.tables import change, movement, operation


@dataclass(frozen=True, slots=True)
class Movement:
    """One source item before and after; None where there was, or is, no row."""

    product_id: int
    source_id: int
    quantity_before: int | None
    quantity_after: int | None
    in_stock_before: bool | None
    in_stock_after: bool | None
    notify_before: int | None = None
    notify_after: int | None = None


_BEGIN = """
    insert into operation
        (at, actor, login, deed, reason, note, summary, units, counts, order_id, undoes)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id
"""


class Journal:
    """Writes the history of the transaction it belongs to."""

    def __init__(self, connection: Connection, now: datetime, guard: Guard) -> None:
        self._connection = connection
        self._guard = guard
        self._driver = Driver(connection)
        self._now = now
        self.newest: int | None = None
        """The entry that was opened last and not withdrawn."""

    def begin(
        self,
        deed: Deed,
        cause: Cause,
        *,
        reason: str,
        summary: str = "",
        units: Quantity = ZERO,
        counts: Mapping[str, int | str] | None = None,
        order_id: int | None = None,
        undoes: int | None = None,
    ) -> int:
        """Open the entry of a deed and return its number.

        Args:
            reason: The deed's own reason, taken when ``cause`` names none.
            summary, units, counts: What it comes to, where that is known already; else
                `finish` says it.

        Raises:
            Refused: ``not_allowed``: who does it may not (`inventory_tui.store.people`).
        """
        person = self._guard.check(deed, cause, undoes)
        number = self._driver.number(
            _BEGIN,
            (
                self._driver.moment(self._now),
                cause.actor,
                cause.login,
                deed.value,
                cause.reason or reason,
                cause.note,
                summary,
                units.parts,
                json.dumps(dict(counts or {})),
                order_id,
                undoes,
            ),
        )
        self.newest = number
        self._guard.began(number, person)
        if undoes is not None:
            self._mark_undone(undoes, number)
        return number

    def _mark_undone(self, undone: int, by: int) -> None:
        """Mark a deed as taken back; what it took back itself stands again, and so on."""
        self._set_undone_by(undone, by)
        stands = False
        while True:
            below = self._connection.execute(
                select(operation.c.undoes).where(operation.c.id == undone)
            ).scalar()
            if below is None:
                return
            self._set_undone_by(below, undone if stands else None)
            undone, stands = below, not stands

    def _set_undone_by(self, number: int, by: int | None) -> None:
        self._connection.execute(
            update(operation).where(operation.c.id == number).values(undone_by=by)
        )

    def finish(
        self,
        number: int,
        *,
        summary: str,
        units: Quantity = ZERO,
        counts: Mapping[str, int | str] | None = None,
    ) -> None:
        """Say what the deed came to.

        Args:
            units: Net units added to what lies at sources; of an order, what it reserved.
        """
        self._driver.write(
            "update operation set summary = ?, units = ?, counts = ? where id = ?",
            (summary, units.parts, json.dumps(dict(counts or {})), number),
        )

    def withdraw(self, number: int) -> None:
        """Take back the entry of a deed that turned out to change nothing."""
        if self.newest == number:
            self.newest = None
        self._connection.execute(delete(operation).where(operation.c.id == number))

    def moved(self, number: int, movements: Iterable[Movement]) -> None:
        """Record source items a deed changed, row by row (bulk deeds do it in SQL)."""
        rows = [
            {
                "operation_id": number,
                "product_id": one.product_id,
                "source_id": one.source_id,
                "quantity_before": one.quantity_before,
                "quantity_after": one.quantity_after,
                "in_stock_before": one.in_stock_before,
                "in_stock_after": one.in_stock_after,
                "notify_before": one.notify_before,
                "notify_after": one.notify_after,
            }
            for one in movements
        ]
        if rows:
            self._connection.execute(insert(movement), rows)

    def changed(
        self,
        number: int,
        kind: str,
        subject_id: int,
        subject: str,
        before: Mapping[str, Any],
        after: Mapping[str, Any],
        *,
        of: Mapping[str, int] | None = None,
    ) -> int:
        """Record the fields in which ``after`` differs from ``before``; return how many.

        Values are texts or None.  A thing that came to be has the one field ``*`` (before
        None, after its label), a thing that went away the same the other way round.

        Args:
            of: Fields that are about a product though the subject is none → its id, so that
                it is found by its SKU.
        """
        products = of or {}
        rows = [
            {
                "operation_id": number,
                "kind": kind,
                "subject_id": subject_id,
                "subject": subject,
                "field": field,
                "before": before.get(field),
                "after": after.get(field),
                "product_id": products.get(field),
            }
            for field in before.keys() | after.keys()
            if before.get(field) != after.get(field)
        ]
        if rows:
            self._connection.execute(
                insert(change), sorted(rows, key=lambda row: str(row["field"]))
            )
        return len(rows)

    def changed_many(self, number: int, rows: list[dict[str, Any]]) -> None:
        """Record changes of many things at once.

        Args:
            rows: Each with kind, subject_id, subject, field, before and after; all or none
                with the product_id they are about.
        """
        if rows:
            self._connection.execute(
                insert(change), [{"operation_id": number, **row} for row in rows]
            )
