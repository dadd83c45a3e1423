"""Row 12: eight tills sell the same 200 products until nothing of them is left.

Beside SQLite, one process that commits one row after another as durably; beside PostgreSQL,
its own ``pgbench -N`` with as many clients.  Beside SQLite also as many processes that write
the bare rows of such orders in the same queue: an order changes some thirty pages, a raw
commit two, so no order can be placed faster than that.  Starved tills hide in a sum, so the
slowest is measured too; and what was sold must be what there was, to the last unit.
"""

from __future__ import annotations

import multiprocessing
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from itertools import count
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from random import Random
from typing import Any

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import ONE
from inventory_tui.services.keeping import keeping
from inventory_tui.services.orders import ordering
from inventory_tui.store.database import Database
from inventory_tui.store.upkeep.queueing import turn
from tests.benchmarks.bench import Bench, collecting_as_the_program_does
from tests.benchmarks.figures import Figure, Goal
from tests.benchmarks.rows.placing import CHANNEL, Goods, SqlitePeer, promised
from tests.benchmarks.worlds import CAUSE

TILLS = 8
PRODUCTS = 200
LINES = 3
PATIENCE_S = 60
"""Nobody gives up: who waits long shows as slow."""
PEER_S = 1.0


@dataclass(frozen=True, slots=True)
class Till:
    """What one process did."""

    orders: int
    units: int
    began: float
    """On the clock that all processes share."""
    ended: float
    """When its last order was placed."""
    longest: float
    """Seconds that one order took."""


def measure(bench: Bench) -> Iterator[Figure]:
    """Orders a second, and how fairly they fell."""
    raw = bench.worlds.directory / "commits.sqlite"
    copy: Callable[[int], AbstractContextManager[Path | str]] = bench.worlds.sqlite_copy
    yield from _beside(
        bench,
        copy,
        "",
        "raw commits of one process",
        lambda: _commits(raw),
        Goal(0.5, at_least=True),
    )
    if bench.postgresql:
        yield from _beside(
            bench,
            bench.worlds.postgresql_copy,
            ", PostgreSQL",
            "pgbench -N",
            lambda: _pgbench(bench),
            Goal(0.35, at_least=True),
        )


def _beside(
    bench: Bench,
    copy: Callable[[int], AbstractContextManager[Path | str]],
    on: str,
    beside: str,
    peer: Callable[[], float],
    goal: Goal,
) -> Iterator[Figure]:
    rates: list[float] = []
    theirs: list[float] = []
    slowest: list[float] = []
    fastest: list[float] = []
    longest: list[float] = []
    bare: list[float] = []
    for _ in range(2 if bench.quick else 5):
        bench.say(f"{TILLS} tills{on}")
        with copy(bench.largest) as url:
            before, after = peer(), _sell_out(url, bench.quick)
            theirs += [(before + peer()) / 2]
            if isinstance(url, Path):
                bare.append(_bare(url))
        orders = [till.orders for till in after]
        began, ended = min(till.began for till in after), max(till.ended for till in after)
        rates.append(sum(orders) / (ended - began))
        slowest.append(min(orders))
        fastest.append(max(orders))
        longest.append(max(till.longest for till in after))
    what = f"{TILLS} tills sell {PRODUCTS} products out{on}"
    yield Figure(
        12, what, "/s", rates, beside, theirs, (goal,), bench.largest,
        f"longest order {max(longest) * 1e3:.0f} ms",
    )  # fmt: skip
    if bare:
        what = f"{TILLS} tills{on}, beside the bare work"
        beside = f"its inserts, bare, by {TILLS} processes in the same queue"
        yield Figure(12, what, "/s", rates, beside, bare, (), bench.largest)
    what = f"orders of the slowest till{on}"
    fair = Goal(0.6, at_least=True)
    yield Figure(12, what, "", slowest, "of the fastest", fastest, (fair,), bench.largest)


def _sell_out(url: Path | str, quick: bool) -> list[Till]:
    """Let the tills sell everything; return what each did."""
    with closing(keeping.open_database(url)) as database:
        skus, units = _hot(database, quick)
        tills: list[Till] = _together(_till, url, skus)
        assert sum(till.units for till in tills) == units, (tills, units)
        left = _salable(database, skus)
        assert left == [0] * PRODUCTS
    return tills


def _together(till: Callable[..., None], *given: Any) -> list[Any]:
    """Run a till in as many processes as there are, begun at once; return what each told."""
    start = multiprocessing.get_context("spawn")
    gate, told = start.Barrier(TILLS), start.Queue()
    processes = [
        start.Process(target=till, args=(*given, number, gate, told)) for number in range(TILLS)
    ]
    for process in processes:
        process.start()
    answers = [told.get(timeout=600) for _ in processes]
    for process in processes:
        process.join()
    return answers


def _till(
    url: Path | str, skus: list[str], number: int, gate: Barrier, told: Queue[Till]
) -> None:
    """Place orders until each product was refused."""
    random, left = Random(number), list(skus)
    orders = units = 0
    longest = ended = 0.0
    with (
        closing(keeping.open_database(url, patience_s=PATIENCE_S)) as database,
        collecting_as_the_program_does(),
    ):
        with database.read() as transaction:
            transaction.products.by_skus(skus[:1])  # connected, as a till is that waits
        gate.wait()
        began = time.monotonic()
        while left:
            some = random.sample(left, min(LINES, len(left)))
            request = OrderRequest(CHANNEL, tuple((sku, ONE) for sku in some))
            asked = time.monotonic()
            try:
                placed = ordering.place(database, request, cause=CAUSE)
            except Refused as refusal:
                gone = {one.sku for one in refusal.problems if one.kind is Kind.NOT_ENOUGH_QTY}
                if not gone:
                    raise
                left = [sku for sku in left if sku not in gone]
                continue
            ended = time.monotonic()
            longest = max(longest, ended - asked)
            orders, units = orders + 1, units + len(placed.lines)
    told.put(Till(orders, units, began, ended, longest))


def _bare(path: Path) -> float:
    """Orders a second where as many processes write nothing but their rows and sums."""
    with closing(keeping.open_database(path)) as database:
        goods = promised(database)[:PRODUCTS]
    tills: list[tuple[int, float, float]] = _together(_bare_till, path, goods)
    took = max(ended for *_, ended in tills) - min(began for _, began, _ in tills)
    return sum(orders for orders, *_ in tills) / took


def _bare_till(
    path: Path,
    goods: list[Goods],
    number: int,
    gate: Barrier,
    told: Queue[tuple[int, float, float]],
) -> None:
    random, orders = Random(number), 0
    with closing(SqlitePeer(path)) as peer:
        gate.wait()
        began = time.monotonic()
        while time.monotonic() - began < PEER_S:
            some = random.sample(goods, LINES)
            with turn(path, PATIENCE_S):
                (last,) = peer.connection.execute("select max(id) from sales_order").fetchone()
                peer.ids = count(last + 1)
                peer.place(some)
            orders += 1
        told.put((orders, began, time.monotonic()))


def _hot(database: Database, quick: bool) -> tuple[list[str], int]:
    """Products of which the channel has some hundreds, sold one by one; and how much in all."""
    least, most = (40, 80) if quick else (100, 150)
    with database.read() as transaction:
        rows = transaction.connection.exec_driver_sql(
            "select sku, salable / 10000 from stock_level"
            " join product on product.id = stock_level.product_id"
            f" where stock_id = (select stock_id from channel where code = '{CHANNEL}')"
            f" and salable between {least} * 10000 and {most} * 10000"
            " and salable / 10000 * 10000 = salable"
            " and enabled and type = 'simple' and backorders is null"
            " and product.threshold is null and manage_stock is null"
            " and min_cart_qty is null and increments_enabled is null"
            f" order by product.id limit {PRODUCTS}"
        ).all()
    assert len(rows) == PRODUCTS
    return [sku for sku, _ in rows], sum(units for _, units in rows)


def _salable(database: Database, skus: list[str]) -> list[int]:
    """What the channel can still promise of each, kept and summed up from the ledger."""
    with database.read() as transaction:
        products = transaction.products.by_skus(skus)
        stock = transaction.stocks.of_channel(CHANNEL)
        levels = transaction.levels.get(stock.id, [one.id for one in products.values()])
        for level in levels.values():
            rows = transaction.reservations.rows(product_id=level.product_id)
            held = sum(row.quantity.parts for row in rows if row.stock_id == stock.id)
            assert held == level.reserved.parts, level
    return [one.salable.parts if one.salable else 0 for one in levels.values()]


def _commits(path: Path) -> float:
    """Transactions a second of one row each, as durable as a deed."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in (
            "pragma journal_mode = wal",
            "pragma synchronous = full",
            "create table if not exists raw (id integer primary key, number)",
        ):
            connection.execute(statement)
        count, began = 0, time.monotonic()
        while time.monotonic() - began < PEER_S:
            connection.execute("begin immediate")
            connection.execute("insert into raw (number) values (1)")
            connection.execute("commit")
            count += 1
        took = time.monotonic() - began
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    return count / took


def _pgbench(bench: Bench) -> float:
    """Transactions a second of PostgreSQL's own benchmark."""
    server = bench.worlds.server
    url = server.get_uri("postgres")
    program = str(server.bin_path / "pgbench")
    found = subprocess.run([program, "-d", url, "-n", "-N", "-t", "1"], capture_output=True)
    if found.returncode:
        subprocess.run(
            [program, "-d", url, "-i", "-q", "-s", "10"], capture_output=True, check=True
        )
    ran = subprocess.run(
        [program, "-d", url, "-n", "-N", "-M", "prepared", "-c", str(TILLS), "-T", "2"],
        capture_output=True,
        text=True,
        check=True,
    )
    return float(ran.stdout.partition("tps = ")[2].split()[0])
