"""Products that are watched for running low: their crossings, and who answers each.

A deed writes the crossings it causes in its own transaction, once for each time a product
comes down to its threshold; above it the product is armed again.  Answering them is for
later: whoever does so claims one first, so that several terminals do each once.

Source: warehouse 1.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Boolean,
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.quantity import Quantity
from inventory_tui.store.driver import Driver
from inventory_tui.store.options import Options
from inventory_tui.store.products.chosen import Scope, within
from inventory_tui.store.quantities.set_asides import units_aside
from inventory_tui.store.tables import (
    low_crossing,
    low_watch,
    operation,
    product,
    source,
    source_item,
    stock_level,
)

CLAIM = timedelta(minutes=10)
"""After so long another process may answer what one claimed and never finished."""
_AT_ONCE = 500
_FEW = 500
"""Products that are asked for by their ids."""
_WATCHED = "select 1 from low_watch where product_id"


@dataclass(frozen=True, slots=True)
class KeptCrossing:
    """One crossing, with what became of it."""

    id: int
    product_id: int
    sku: str
    name: str
    action: str
    operation_id: int
    actor: str
    """Who did the deed that caused it."""
    available: Quantity
    threshold: Quantity
    at: datetime
    attempts: int
    """How often it was tried to answer it."""
    error: str
    """Why that failed the last time; empty: it did not."""
    gone: bool = False
    """Whether the product was deleted meanwhile."""


class LowWatch:
    """Reads and writes what is watched, and its crossings."""

    def __init__(self, connection: Connection, options: Options, now: datetime) -> None:
        self._connection = connection
        self._options = options
        self._now = now

    # -- crossing ---------------------------------------------------------------------------

    def any_of(self, scope: Scope) -> bool:
        """Whether any of these products is watched, as far as that is soon known."""
        if not isinstance(scope, Sequence) or len(scope) > _FEW:
            return True
        driver = Driver(self._connection)
        these, values = driver.among(scope)
        return bool(driver.rows(f"{_WATCHED} {these} limit 1", values))

    def cross(self, operation_id: int, scope: Scope, *, any_aside: bool) -> int:
        """Record what a deed brought low, arm what it brought above; count the former.

        Args:
            scope: The products whose sums it wrote; None: all.
            any_aside: Whether anything is set aside anywhere.
        """
        settings: dict[str, Any] = {
            "below": self._options.value("notify_below").parts,
            "managed": bool(self._options.value("manage_stock")),
        }
        if isinstance(scope, Sequence) and len(scope) <= _FEW:
            query, settings["ids"] = _turned_of_few(any_aside), scope
        else:
            query = _turned(any_aside, *within(low_watch.c.product_id, scope))
        changed = self._connection.execute(query, settings).all()
        self._arm([row.product_id for row in changed if not row.armed], armed=True)
        fallen = self._arm([row.product_id for row in changed if row.armed], armed=False)
        rows = [
            {
                "product_id": row.product_id,
                "action": row.action,
                "operation_id": operation_id,
                "available": int(row.available),
                "threshold": int(row.threshold),
                "at": self._now,
            }
            for row in changed
            if row.product_id in fallen
        ]
        if rows:
            self._connection.execute(insert(low_crossing), rows)
        return len(rows)

    def _arm(self, ids: Sequence[int], *, armed: bool) -> set[int]:
        """Arm watches or not; return those that were otherwise until now."""
        found: set[int] = set()
        for some in chunks(ids, _AT_ONCE):
            found.update(
                self._connection.scalars(
                    update(low_watch)
                    .where(low_watch.c.product_id.in_(some), low_watch.c.armed.is_not(armed))
                    .values(armed=armed)
                    .returning(low_watch.c.product_id)
                )
            )
        return found

    # -- answering --------------------------------------------------------------------------

    def waiting(self, *, retry: bool, most: int) -> list[int]:
        """Return the ids of crossings nobody answers, the oldest first.

        Args:
            retry: Also those whose answer failed.
        """
        fresh = [] if retry else [low_crossing.c.attempts == 0]
        return list(
            self._connection.scalars(
                select(low_crossing.c.id)
                .where(low_crossing.c.done_at.is_(None), self._free(), *fresh)
                .order_by(low_crossing.c.id)
                .limit(most)
            )
        )

    def claim(self, id: int) -> KeptCrossing | None:
        """Take a crossing for this process to answer; None where another has it."""
        taken = self._connection.execute(
            update(low_crossing)
            .where(low_crossing.c.id == id, low_crossing.c.done_at.is_(None), self._free())
            .values(claimed_at=self._now, attempts=low_crossing.c.attempts + 1)
        ).rowcount
        return self.get(id) if taken else None

    def _free(self) -> ColumnElement[bool]:
        claimed = low_crossing.c.claimed_at
        return or_(claimed.is_(None), claimed < self._now - CLAIM)

    def answered(self, id: int) -> None:
        """Mark a crossing as answered."""
        self._write(id, done_at=self._now, error="")

    def failed(self, id: int, error: str) -> None:
        """Keep why a crossing was not answered; it waits for another attempt."""
        self._write(id, claimed_at=None, error=error)

    def _write(self, id: int, **values: Any) -> None:
        self._connection.execute(
            update(low_crossing).where(low_crossing.c.id == id).values(**values)
        )

    def get(self, id: int) -> KeptCrossing | None:
        """Return a crossing; None where there is none."""
        row = self._connection.execute(_CROSSINGS.where(low_crossing.c.id == id)).first()
        return None if row is None else _kept(row)

    def unanswered(self) -> list[KeptCrossing]:
        """Return the crossings that are not answered, the oldest first."""
        rows = self._connection.execute(
            _CROSSINGS.where(low_crossing.c.done_at.is_(None)).order_by(low_crossing.c.id)
        )
        return [_kept(row) for row in rows]

    def forget(self, before: datetime) -> int:
        """Forget crossings that were answered before a moment; return how many."""
        return int(
            self._connection.execute(
                delete(low_crossing).where(low_crossing.c.done_at < before)
            ).rowcount
        )

    def watched(self) -> dict[str, int]:
        """Count the products by the action that watches them."""
        rows = self._connection.execute(
            select(low_watch.c.action, func.count()).group_by(low_watch.c.action)
        )
        return {str(row[0]): int(row[1]) for row in rows}


def _turned(any_aside: bool, *which: ColumnElement[bool]) -> Select[Any]:
    """SQL: which watched products stand otherwise than they are armed for, and with how much.

    Takes ``below`` and ``managed``, as the settings say where a product says nothing.
    """
    here = low_watch.c.product_id
    at_sources = (
        select(func.sum(source_item.c.quantity - units_aside(any_aside=any_aside)))
        .join(source, source.c.id == source_item.c.source_id)
        .where(source_item.c.product_id == here, source.c.enabled)
        .correlate(low_watch)
        .scalar_subquery()
    )
    reserved = (
        select(func.sum(stock_level.c.reserved))
        .where(stock_level.c.product_id == here)
        .correlate(low_watch)
        .scalar_subquery()
    )
    below = bindparam("below", type_=BigInteger)
    managed = func.coalesce(product.c.manage_stock, bindparam("managed", type_=Boolean))
    now = (
        select(
            here,
            low_watch.c.action,
            low_watch.c.armed,
            (func.coalesce(at_sources, 0) + func.coalesce(reserved, 0)).label("available"),
            func.coalesce(product.c.notify_below, below).label("threshold"),
        )
        .join(product, product.c.id == here)
        .where(*which, product.c.deleted_by.is_(None), managed)
        .subquery("now_at")
    )
    low = now.c.available <= now.c.threshold
    return select(now).where(or_(and_(now.c.armed, low), and_(~now.c.armed, ~low)))


@cache
def _turned_of_few(any_aside: bool) -> Select[Any]:
    """The same of ``ids``: put together once, for every deed asks it."""
    ids: BindParameter[int] = bindparam("ids", expanding=True)
    return _turned(any_aside, low_watch.c.product_id.in_(ids))


_CROSSINGS = (
    select(
        low_crossing,
        product.c.sku,
        product.c.name,
        product.c.deleted_by.is_not(None).label("gone"),
        operation.c.actor,
    )
    .join(product, product.c.id == low_crossing.c.product_id)
    .join(operation, operation.c.id == low_crossing.c.operation_id)
)


def _kept(row: Row[Any]) -> KeptCrossing:
    return KeptCrossing(
        row.id,
        row.product_id,
        row.sku,
        row.name,
        row.action,
        row.operation_id,
        row.actor,
        Quantity(row.available),
        Quantity(row.threshold),
        row.at,
        row.attempts,
        row.error,
        bool(row.gone),
    )
