"""Bulk deeds as the bare statements of someone who writes them by hand, in one transaction.

They leave what the program's own deeds leave, history and kept sums and all, but ask nothing
first, count nothing, and rely on what holds in the world that is measured: all settings of a
stock are the products' own or the built-in ones, and no promise is protected from another.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from typing import Any

_BEGIN = """
    insert into operation (at, actor, deed, reason, summary)
    select max(at), 'benchmark', :deed, 'bare', 'bare' from operation
    returning id
"""

_THRESHOLD = """
    case when coalesce(product.backorders, 'no') = 'no'
         then case when product.threshold > 0 then product.threshold else 0 end
         when product.threshold < 0 then product.threshold else 0 end
"""
_MOVED = """
    select link.stock_id, moved.product_id,
        sum(case when in_stock_after then quantity_after else 0 end
            - case when in_stock_before then quantity_before else 0 end) as units,
        max(case when in_stock_after then 2 when quantity_after is not null then 1
                 else 0 end) as coverage
    from movement as moved
    join source on source.id = moved.source_id and source.enabled
    join stock_source as link on link.source_id = moved.source_id
    where moved.operation_id = :operation
    group by link.stock_id, moved.product_id
"""
_LIES_THERE = """
    select 1 from source_item as item
    join stock_source as link on link.source_id = item.source_id
    join source on source.id = item.source_id
    where item.product_id = moved.product_id and link.stock_id = moved.stock_id
"""
_CHANGE_LEVELS = f"""
    update stock_level set
        on_hand = on_hand + made.units,
        coverage = made.coverage,
        salable = case
            when salable is null then null
            when made.coverage = 2 then on_hand + made.units - set_aside + reserved - threshold
            else 0 end
    from (
        select stock_id, product_id, units, case
            when coverage = 2 then 2
            when exists ({_LIES_THERE} and item.in_stock and source.enabled) then 2
            when exists ({_LIES_THERE}) then 1
            else 0 end as coverage
        from ({_MOVED}) as moved
    ) as made
    where stock_level.stock_id = made.stock_id and stock_level.product_id = made.product_id
"""
_ADD_LEVELS = f"""
    insert into stock_level
        (stock_id, product_id, on_hand, reserved, threshold, coverage, salable)
    select stock_id, product_id, units, 0, {_THRESHOLD}, coverage, case
        when not coalesce(product.manage_stock, true) then null
        when coverage = 2 then units - {_THRESHOLD}
        else 0 end
    from ({_MOVED}) as moved join product on product.id = moved.product_id
    where coverage > 0 and not exists (
        select 1 from stock_level
        where stock_id = moved.stock_id and product_id = moved.product_id
    )
"""
_DROP_LEVELS = """
    delete from stock_level where coverage = 0 and reserved = 0
    and product_id in (select product_id from chosen)
"""

ASSIGN = (
    """
    insert into movement (operation_id, product_id, source_id, quantity_after, in_stock_after)
    select :operation, product_id, :at, 0, false from chosen
    """,
    """
    insert into source_item (product_id, source_id, quantity, in_stock)
    select product_id, :at, 0, false from chosen
    """,
    f"""
    insert into stock_level
        (stock_id, product_id, on_hand, reserved, threshold, coverage, salable)
    select link.stock_id, product.id, 0, 0, {_THRESHOLD}, 1,
        case when coalesce(product.manage_stock, true) then 0 end
    from chosen
    join product on product.id = chosen.product_id
    join stock_source as link on link.source_id = :at
    where true
    on conflict (stock_id, product_id) do update set
        coverage = 1, threshold = excluded.threshold, salable = excluded.salable
        where stock_level.coverage = 0
    """,
)
TRANSFER = (
    """
    insert into movement
    select :operation, product_id, source_id, quantity, 0, in_stock, false,
        notify_below, notify_below
    from chosen join source_item using (product_id) where source_id = :at
    """,
    """
    insert into movement
    select :operation, chosen.product_id, :to, arriving.quantity,
        coalesce(arriving.quantity, 0) + leaving.quantity,
        arriving.in_stock, leaving.in_stock,
        arriving.notify_below, coalesce(arriving.notify_below, leaving.notify_below)
    from chosen
    join source_item as leaving
        on leaving.product_id = chosen.product_id and leaving.source_id = :at
    left join source_item as arriving
        on arriving.product_id = chosen.product_id and arriving.source_id = :to
    """,
    """
    update source_item set quantity = 0, in_stock = false, version = version + 1
    where source_id = :at and product_id in (select product_id from chosen)
    """,
    """
    insert into source_item (product_id, source_id, quantity, in_stock, notify_below)
    select product_id, source_id, quantity_after, in_stock_after, notify_after
    from movement where operation_id = :operation and source_id = :to
    on conflict (product_id, source_id) do update set
        quantity = excluded.quantity, in_stock = excluded.in_stock,
        notify_below = excluded.notify_below, version = source_item.version + 1
    """,
    _CHANGE_LEVELS,
    _ADD_LEVELS,
)
UNASSIGN = (
    """
    insert into movement
    select :operation, product_id, source_id, quantity, null, in_stock, null,
        notify_below, null
    from chosen join source_item using (product_id) where source_id = :at
    """,
    """
    delete from source_item
    where source_id = :at and product_id in (select product_id from chosen)
    """,
    _CHANGE_LEVELS,
    _DROP_LEVELS,
)

_FOUND = {
    "source_item": "select count(*), sum(quantity * (product_id % 9973 + source_id % 89)),"
    " sum(case when in_stock then product_id else 0 end) from source_item",
    "stock_level": "select count(*), sum(on_hand * (product_id % 9973 + stock_id)),"
    " sum(coverage * product_id), sum(salable * (product_id % 9973)) from stock_level",
    "movement": "select count(*), sum(coalesce(quantity_before, 7) * (product_id % 9973)),"
    " sum(coalesce(quantity_after, 7) * (product_id % 9973 + source_id % 89))"
    " from movement where operation_id = :operation",
}


class Bare:
    """A connection of the driver itself, SQLite's or PostgreSQL's."""

    def __init__(self, where: str) -> None:
        """Connect to a file or a server's database, with the program's own durability."""
        self._on_postgresql = where.startswith("postgresql")
        self._connection: Any
        if self._on_postgresql:
            import psycopg

            self._connection = psycopg.connect(where, autocommit=True)
        else:
            self._connection = sqlite3.connect(where, isolation_level=None)
            for pragma in ("synchronous = full", "foreign_keys = on", "temp_store = memory"):
                self._connection.execute(f"pragma {pragma}")

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def run(self, statement: str, **values: object) -> Any:
        """Run a statement with values for its ``:names``."""
        if self._on_postgresql:
            statement = re.sub(r"(?<!:):(\w+)", r"%(\1)s", statement.replace("%", "%%"))
        return self._connection.execute(statement, values)

    def ids(self, query: str) -> list[int]:
        """The first column of what a query finds."""
        return [row[0] for row in self.run(query)]

    def do(
        self, deed: str, statements: Sequence[str], ids: Sequence[int], **values: object
    ) -> tuple[float, int]:
        """Run statements over the products of these ids in one transaction.

        Returns:
            The seconds it took, and the number of the operation they were recorded as.
        """
        began = time.perf_counter()
        self.run("begin" if self._on_postgresql else "begin immediate")
        self._choose(ids)
        operation = self.run(_BEGIN, deed=deed).fetchone()[0]
        for statement in statements:
            self.run(statement, operation=operation, **values)
        self.run("drop table chosen")
        self.run("commit")
        return time.perf_counter() - began, operation

    def found(self, operation: int) -> dict[str, tuple[Any, ...]]:
        """What lies where, what may be promised and what an operation moved, summed up."""
        return {
            name: tuple(map(float, self.run(query, operation=operation).fetchone()))
            for name, query in _FOUND.items()
        }

    def _choose(self, ids: Sequence[int]) -> None:
        if self._on_postgresql:
            self.run("create temporary table chosen (product_id bigint primary key)")
            self.run("insert into chosen select unnest(cast(:ids as bigint[]))", ids=list(ids))
            self.run("analyze chosen")
            return
        self.run("create temporary table chosen (product_id integer primary key)")
        with closing(self._connection.cursor()) as cursor:
            cursor.executemany("insert into chosen values (?)", [(id,) for id in ids])
