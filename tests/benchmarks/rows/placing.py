"""Row 11: one process places orders, beside the bare inserts that an order needs.

Ours reads the request, checks every rule, writes the history and reads the order back; the
peer knows the ids of everything and only writes the same rows and sums.  Each has a copy of
the world of its own, and both place the same orders.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import ONE
from inventory_tui.services.keeping import keeping
from inventory_tui.services.orders import ordering
from inventory_tui.store.database import Database
from tests.benchmarks.bench import Bench, collecting_as_the_program_does
from tests.benchmarks.figures import Figure, Goal, in_turn
from tests.benchmarks.worlds import CAUSE

CHANNEL = "eu_website"
ORDERS = 300
"""Of each number of lines, after the first, which does not count."""


@dataclass(frozen=True, slots=True)
class Goods:
    """A product the channel can promise more of than the row orders."""

    id: int
    sku: str
    name: str


def measure(bench: Bench) -> Iterator[Figure]:
    """An order of one line, and one of twenty."""
    for products in bench.sizes:
        bench.say(f"placing orders among {products:,} products")
        with (
            bench.worlds.sqlite_copy(products) as ours,
            bench.worlds.sqlite_copy(products) as its,
        ):
            peer = SqlitePeer(its)
            with closing(keeping.open_database(ours)) as database, closing(peer):
                yield from _beside(bench, database, peer, products, "")
    if bench.postgresql:
        with (
            bench.worlds.postgresql_copy(bench.largest) as ours_url,
            bench.worlds.postgresql_copy(bench.largest) as its_url,
            closing(keeping.open_database(ours_url)) as database,
            closing(PostgresPeer(its_url)) as server_peer,
        ):
            yield from _beside(bench, database, server_peer, bench.largest, ", PostgreSQL")


def _beside(
    bench: Bench, database: Database, peer: Peer, products: int, on: str
) -> Iterator[Figure]:
    goods = promised(database)
    orders = bench.runs(ORDERS)
    before = _state(database)
    for lines in (1, 20):
        ours, its = (_orders(goods, lines) for _ in range(2))
        with collecting_as_the_program_does():
            mine, theirs = in_turn(
                orders,
                lambda ours=ours: _place(database, next(ours)),
                lambda its=its: peer.place(next(its)),
            )
        yield Figure(
            11,
            f"place an order of {lines} line{'s' * (lines > 1)}{on}",
            "ms",
            mine,
            "its inserts, bare",
            theirs,
            (Goal(2.5),),
            products,
        )
    after = _state(database)
    placed = [now - then for now, then in zip(after, before, strict=True)]
    units = 21 * (orders + 1)
    assert placed == [2 * (orders + 1), units, units, -units * ONE.parts], placed
    assert after == peer.state(), "the bare inserts wrote something else"


def _place(database: Database, goods: Sequence[Goods]) -> float:
    request = OrderRequest(CHANNEL, tuple((one.sku, ONE) for one in goods))
    began = time.perf_counter()
    placed = ordering.place(database, request, cause=CAUSE)
    took = time.perf_counter() - began
    assert len(placed.lines) == len(goods)
    return took * 1e3


def _orders(goods: Sequence[Goods], lines: int) -> Iterator[list[Goods]]:
    random = Random(lines)
    while True:
        yield random.sample(goods, lines)


def promised(database: Database) -> list[Goods]:
    """What a channel can promise more of than any row orders, and sells one by one."""
    with database.read() as transaction:
        rows = transaction.connection.exec_driver_sql(
            "select product.id, product.sku, product.name from stock_level"
            " join product on product.id = stock_level.product_id"
            f" where stock_id = (select stock_id from channel where code = '{CHANNEL}')"
            " and salable > 500000 and enabled and status = 'approved' and display_at is null"
            " and expires_at is null and type = 'simple' and backorders is null"
            " and manage_stock is null and min_cart_qty is null and increments_enabled is null"
            " order by product.id limit 20000"
        )
        found = [Goods(*row) for row in rows]
    assert len(found) > 1000
    return found


_STATE = (
    "select (select count(*) from sales_order), (select count(*) from order_line),"
    " (select count(*) from reservation),"
    f" (select sum(reserved) from stock_level where stock_id ="
    f" (select stock_id from channel where code = '{CHANNEL}'))"
)


def _state(database: Database) -> tuple[int, ...]:
    with database.read() as transaction:
        return tuple(map(int, transaction.connection.exec_driver_sql(_STATE).one()))


_OPERATION = (
    "insert into operation (at, actor, deed, reason, summary, units, counts, order_id)"
    " values (?, 'benchmark', 'orders place', 'ordered', ?, ?, '{}', ?) returning id"
)
_ORDER = (
    "insert into sales_order (id, number, number_key, channel_id, stock_id, status, placed_at,"
    " placed_by, operation_id) values (?, ?, ?, ?, ?, 'pending', ?, 'benchmark', ?)"
)
_LINES = (
    "insert into order_line (order_id, position, product_id, type, name, price, managed,"
    " ordered, held, reserves)"
)
_RESERVATIONS = (
    "insert into reservation (stock_id, product_id, quantity, event, order_id, operation_id)"
)
_SUMS = "update stock_level set reserved = reserved - 10000, salable = salable - 10000"


class Peer:
    """Writes what an order comes to, through the driver."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.channel, self.stock = connection.execute(
            f"select id, stock_id from channel where code = '{CHANNEL}'"
        ).fetchone()
        last = connection.execute("select max(id) from sales_order").fetchone()[0]
        self.ids = count(last + 1)

    def place(self, goods: Sequence[Goods]) -> float:
        """Write one order; return the milliseconds it took."""
        raise NotImplementedError

    def state(self) -> tuple[int, ...]:
        """What `_state` says of ours."""
        return tuple(map(int, self.connection.execute(_STATE).fetchone()))

    def close(self) -> None:
        """End the connection."""
        self.connection.close()


class SqlitePeer(Peer):
    """Beside SQLite: the same durability, ``executemany`` for lines."""

    def __init__(self, path: Path) -> None:
        connection = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode = wal", "synchronous = full", "foreign_keys = on"):
            connection.execute(f"pragma {pragma}")
        super().__init__(connection)

    def place(self, goods: Sequence[Goods]) -> float:
        run, many = self.connection.execute, self.connection.executemany
        began = time.perf_counter()
        run("begin immediate")
        id, at = next(self.ids), "2026-01-01 00:00:00.000000"
        number, units = f"{id:09}", -len(goods) * 10_000
        (operation,) = run(_OPERATION, (at, f"Order {number} placed", units, id)).fetchone()
        run(_ORDER, (id, number, number, self.channel, self.stock, at, operation))
        many(
            f"{_LINES} values (?, ?, ?, 'simple', ?, '', 1, 10000, 10000, 1)",
            [(id, place, one.id, one.name) for place, one in enumerate(goods, 1)],
        )
        many(
            f"{_RESERVATIONS} values (?, ?, -10000, 'order_placed', ?, ?)",
            [(self.stock, one.id, id, operation) for one in goods],
        )
        sums = many(
            f"{_SUMS} where stock_id = ? and product_id = ? and salable >= 10000",
            [(self.stock, one.id) for one in goods],
        )
        assert sums.rowcount == len(goods)
        run("commit")
        return (time.perf_counter() - began) * 1e3


class PostgresPeer(Peer):
    """Beside PostgreSQL: an array a column, so that lines cost no round trip each."""

    def __init__(self, url: str) -> None:
        import psycopg

        super().__init__(psycopg.connect(url, autocommit=True))

    def place(self, goods: Sequence[Goods]) -> float:
        run = self.connection.execute
        began = time.perf_counter()
        run("begin")
        id, at = next(self.ids), "2026-01-01 00:00:00+00"
        number, units = f"{id:09}", -len(goods) * 10_000
        products = [one.id for one in goods]
        (operation,) = run(
            _OPERATION.replace("?", "%s"), (at, f"Order {number} placed", units, id)
        ).fetchone()
        run(
            _ORDER.replace("?", "%s"),
            (id, number, number, self.channel, self.stock, at, operation),
        )
        run(
            f"{_LINES} select %s, position, product_id, 'simple', name, '', true, 10000, 10000,"
            " true from unnest(%s::int[], %s::bigint[], %s::text[]) as"
            " line (position, product_id, name)",
            (id, list(range(1, len(goods) + 1)), products, [one.name for one in goods]),
        )
        run(
            f"{_RESERVATIONS} select %s, product_id, -10000, 'order_placed', %s, %s"
            " from unnest(%s::bigint[]) as product_id",
            (self.stock, id, operation, products),
        )
        sums = run(
            f"{_SUMS} where stock_id = %s and product_id = any(%s) and salable >= 10000",
            (self.stock, products),
        )
        assert sums.rowcount == len(goods)
        run("commit")
        return (time.perf_counter() - began) * 1e3
