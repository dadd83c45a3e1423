"""The inbox: what the program has to say to whoever looks next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from inventory_tui.store.tables import notice, product


@dataclass(frozen=True, slots=True)
class Notice:
    """One line of the inbox."""

    id: int
    at: datetime
    sku: str
    """Empty where it concerns no product."""
    text: str
    product_id: int | None = None
    read_at: datetime | None = None
    read_by: str = ""


class Notices:
    """Reads and writes the inbox."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(
        self, text: str, *, product_id: int | None = None, operation_id: int | None = None
    ) -> bool:
        """Put a line into the inbox, unless it stands there for the same deed already."""
        same = select(notice.c.id).where(
            notice.c.text == text,
            notice.c.product_id.is_not_distinct_from(product_id),
            notice.c.operation_id.is_not_distinct_from(operation_id),
        )
        if operation_id is not None and self._connection.execute(same).first() is not None:
            return False
        self._connection.execute(
            insert(notice).values(
                at=self._now, product_id=product_id, text=text, operation_id=operation_id
            )
        )
        return True

    def listed(self, *, unread: bool = False, most: int | None = None) -> list[Notice]:
        """Return the inbox, the newest first.

        Args:
            unread: Only what nobody has read.
        """
        query: Select[Any] = (
            select(notice, func.coalesce(product.c.sku, "").label("sku"))
            .outerjoin(product, product.c.id == notice.c.product_id)
            .order_by(notice.c.id.desc())
            .limit(most)
        )
        if unread:
            query = query.where(notice.c.read_at.is_(None))
        return [
            Notice(row.id, row.at, row.sku, row.text, row.product_id, row.read_at, row.read_by)
            for row in self._connection.execute(query)
        ]

    def unread(self) -> int:
        """Count what nobody has read."""
        query = select(func.count()).select_from(notice).where(notice.c.read_at.is_(None))
        return int(self._connection.execute(query).scalar_one())

    def mark(self, ids: Sequence[int] | None, who: str) -> int:
        """Mark lines as read; return how many were not.

        Args:
            ids: Which; None: all.
        """
        here = [notice.c.read_at.is_(None)]
        if ids is not None:
            here.append(notice.c.id.in_(ids))
        return int(
            self._connection.execute(
                update(notice).where(*here).values(read_at=self._now, read_by=who)
            ).rowcount
        )
