"""What many source items' changes do to what is set aside there, as sets.

Beside the prepared rows of `item_change_table.item_change` stands a second temporary table
of what will be set aside.  It is made only where something is, so a shop that sets nothing
aside pays one question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    and_,
    delete,
    exists,
    false,
    func,
    insert,
    literal,
    select,
    tuple_,
    update,
)

from inventory_tui.domain.bulk import Verdict
from inventory_tui.store.quantities.item_change_table import item_change
from inventory_tui.store.tables import aside_movement, set_aside, source_item

if TYPE_CHECKING:
    from inventory_tui.store.transaction import Transaction

aside_change = Table(
    "aside_change",
    MetaData(),
    Column("product_id", BigInteger, primary_key=True, autoincrement=False),
    Column("source_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(16), primary_key=True),
    Column("before", BigInteger, nullable=False),
    Column("after", BigInteger, nullable=False),
    prefixes=["TEMPORARY"],
    sqlite_with_rowid=False,
)
"""What was, and will be, set aside; applied where the row of `item_change` is."""

_KEY = ("product_id", "source_id", "kind")


class AsideChanges:
    """The prepared changes of one transaction of what is set aside."""

    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection
        self._set_asides = transaction.levels.set_asides
        self._prepared = False

    def begin(self) -> None:
        """Start over with none; their products are held from here on."""
        self.look_again()
        self._connection.exec_driver_sql("drop table if exists aside_change")
        self._prepared = False

    def look_again(self) -> None:
        """Ask anew whether there is any: others may have written before it was held."""
        self._set_asides.forget()

    @property
    def any(self) -> bool:
        """Whether anything is set aside anywhere, or will be."""
        return self._prepared or self._set_asides.any

    def prepare(self, query: Select[Any]) -> None:
        """Add changes: product, source, kind, before, after."""
        if not self._prepared:
            aside_change.create(self._connection)
            self._prepared = True
        self._connection.execute(
            insert(aside_change).from_select((*_KEY, "before", "after"), query)
        )

    def drop_with_rows(self, written: ColumnElement[bool]) -> None:
        """Prepare that nothing stays set aside where rows go away."""
        if not self._set_asides.any:
            return
        gone = select(item_change.c.product_id, item_change.c.source_id).where(
            item_change.c.quantity_after.is_(None), written
        )
        here = tuple_(set_aside.c.product_id, set_aside.c.source_id).in_(gone)
        known = []
        if self._prepared:
            known.append(~exists(select(literal(1)).where(_same(aside_change, set_aside))))
        self.prepare(
            select(
                *(set_aside.c[name] for name in _KEY),
                set_aside.c.quantity,
                literal(0, BigInteger),
            ).where(here, *known)
        )

    def concerned(self) -> ColumnElement[bool]:
        """SQL: whether what is set aside of a row of `item_change` changes."""
        if not self._prepared:
            return false()
        return exists(
            select(literal(1)).where(
                aside_change.c.product_id == item_change.c.product_id,
                aside_change.c.source_id == item_change.c.source_id,
                aside_change.c.before != aside_change.c.after,
            )
        )

    def write(self, operation: int) -> None:
        """Record and write what is prepared, where the row's verdict is *change*."""
        if not self._prepared:
            return
        going = exists(
            select(literal(1)).where(
                item_change.c.product_id == aside_change.c.product_id,
                item_change.c.source_id == aside_change.c.source_id,
                item_change.c.verdict == Verdict.CHANGE.value,
            )
        )
        self.put(operation, and_(aside_change.c.before != aside_change.c.after, going))

    def put(self, operation: int, wanted: ColumnElement[bool]) -> None:
        """Record and write the prepared changes that a condition keeps."""
        row = aside_change.c
        key = [row[name] for name in _KEY]
        self._connection.execute(
            insert(aside_movement).from_select(
                ("operation_id", *_KEY, "before", "after"),
                select(literal(operation, Integer), *key, row.before, row.after).where(wanted),
            )
        )
        changed = tuple_(*(set_aside.c[name] for name in _KEY))
        self._connection.execute(
            delete(set_aside).where(changed.in_(select(*key).where(wanted)))
        )
        self._connection.execute(
            insert(set_aside).from_select(
                (*_KEY, "quantity"), select(*key, row.after).where(wanted, row.after > 0)
            )
        )
        touched = tuple_(source_item.c.product_id, source_item.c.source_id)
        self._connection.execute(
            update(source_item)
            .where(touched.in_(select(row.product_id, row.source_id).where(wanted)))
            .values(version=source_item.c.version + 1)
        )
        self._set_asides.forget()

    def remaining(self, kinds: tuple[str, ...]) -> ColumnElement[int]:
        """SQL: what will be set aside for these reasons at a row of `item_change`."""
        there = and_(
            set_aside.c.product_id == item_change.c.product_id,
            set_aside.c.source_id == item_change.c.source_id,
            set_aside.c.kind.in_(kinds),
        )
        if not self._prepared:
            return func.coalesce(
                select(func.sum(set_aside.c.quantity))
                .where(there)
                .correlate(item_change)
                .scalar_subquery(),
                0,
            )
        changing = exists(select(literal(1)).where(_same(aside_change, set_aside)))
        stays = select(func.sum(set_aside.c.quantity)).where(there, ~changing)
        comes = select(func.sum(aside_change.c.after)).where(
            aside_change.c.product_id == item_change.c.product_id,
            aside_change.c.source_id == item_change.c.source_id,
            aside_change.c.kind.in_(kinds),
        )
        return func.coalesce(stays.correlate(item_change).scalar_subquery(), 0) + func.coalesce(
            comes.correlate(item_change).scalar_subquery(), 0
        )


def _same(one: Table, other: Table) -> ColumnElement[bool]:
    return and_(*(one.c[name] == other.c[name] for name in _KEY))
