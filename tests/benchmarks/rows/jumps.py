"""Row 3: pages, ends, jumps and orders of a long list, beside the bare SQL."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Figure, Goal, Of
from tests.benchmarks.terminal_watch import Stopwatch, inventory
from tests.terminal import Terminal

ROW = 3
PAGE = 19
PAGES, JUMPS, ORDERS = 60, 9, 5
REST_S = 0.15
BEYOND_MS = 15
"""What the screen may take beyond the SQL that finds its rows."""
FROZEN_MS = 100
"""Whoever waits longer for an arrow key calls it frozen."""

_PRODUCTS = """
    select id, sku, name, type, enabled, price, threshold, notify_below
    from product where id in ({ids}) and deleted_by is null
"""
_ITEMS = """
    select product_id, source_id, quantity, in_stock, code
    from source_item join source on source.id = source_id
    where product_id in ({ids}) order by quantity desc, code_key
"""
_LEVELS = """
    select product_id, reserved, salable, coverage from stock_level
    where stock_id = 1 and product_id in ({ids})
"""
_ALL_OF_A_PAGE = (_PRODUCTS, _ITEMS, _LEVELS)

_TOP = "select id from product where deleted_by is null order by sku_key limit 19"
_END = "select id from product where deleted_by is null order by sku_key desc limit 19"
_JUMP = (
    "select id from product where deleted_by is null and sku_key >= {text}"
    " order by sku_key limit 19"
)
_BY_SALABLE = (
    "select product_id from stock_level where stock_id = 1 and salable is not null"
    " order by salable, product_id limit 19"
)


@dataclass(frozen=True, slots=True)
class Bare:
    """The rows of a page as SQL finds them, by the driver alone."""

    run: Callable[[str], Sequence[Sequence[Any]]]

    def page(self, ids: str) -> list[int]:
        """Read a page whose ids a query finds; return them in its order."""
        found = [row[0] for row in self.run(ids)]
        wanted = ",".join(map(str, found))
        for query in _ALL_OF_A_PAGE:
            assert self.run(query.format(ids=wanted))
        return found

    def took(self, ids: str) -> float:
        """Milliseconds to read a page."""
        began = time.perf_counter()
        assert len(self.page(ids)) == PAGE
        return (time.perf_counter() - began) * 1000

    def sku(self, id: int) -> str:
        """What names a product."""
        return str(self.run(f"select sku from product where id = {id}")[0][0])


def measure(bench: Bench) -> Iterator[Figure]:
    """Jump about in the list on SQLite, and on PostgreSQL where that is asked for."""
    yield from bench.in_turn(partial(_on_sqlite, bench))
    if bench.postgresql:
        url = bench.worlds.postgresql(bench.largest)
        with _psycopg(url) as bare:
            yield from _jumps(bench, bench.largest, url, bare, ", PostgreSQL")


def _on_sqlite(bench: Bench, products: int) -> Iterator[Figure]:
    path = bench.worlds.sqlite(products)
    with closing(sqlite3.connect(path)) as connection:
        bare = Bare(lambda query: connection.execute(query).fetchall())
        yield from _jumps(bench, products, str(path), bare, "")


@contextmanager
def _psycopg(url: str) -> Iterator[Bare]:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        yield Bare(lambda query: connection.execute(query).fetchall())  # type: ignore[call-overload]


def _jumps(bench: Bench, products: int, url: str, bare: Bare, where: str) -> Iterator[Figure]:
    bench.say(f"jumps in {products:,} products{where}")
    first, last = (bare.sku(bare.page(query)[0]) for query in (_TOP, _END))
    scarce = bare.sku(bare.page(_BY_SALABLE)[0])
    with Stopwatch(inventory(url)) as watch:
        watch.until(lambda screen: _is_whole(screen, products))
        watch.settle(2 * REST_S)
        pages = _pages(watch, bench.runs(PAGES))
        ends, homes, skus, orders = (_Beside(bare) for _ in range(4))
        watch.press("home")
        watch.settle(REST_S)
        for number in range(bench.runs(JUMPS)):
            ends.measure(watch, ["end"], last, _END)
            homes.measure(watch, ["home"], first, _TOP)
            sku = _somewhere(bare, products, number)
            watch.press("'")
            watch.settle(REST_S)
            jump = _JUMP.format(text="'" + sku.casefold() + "'")
            skus.measure(watch, [f"\x1b[200~{sku}\x1b[201~"], sku, jump)
            watch.press("enter", "home")
            watch.settle(REST_S)
        watch.press(*["right"] * 12)
        watch.settle(REST_S)
        arrows: list[float] = []
        for _ in range(bench.runs(ORDERS)):
            _order(watch, products)
            orders.measure(watch, ["o"], scarce, _BY_SALABLE, settled=False)
            arrows += _arrows_meanwhile(watch, products)
            _order(watch, products)
    yield Figure(
        ROW, f"PgDn{where}", "ms", pages, goals=(Goal(8, Of.MEDIAN),), products=products
    )
    for what, beside in (
        ("End", ends), ("Home", homes), ("jump to a SKU", skus), ("change of order", orders)
    ):  # fmt: skip
        yield beside.figure(f"{what}, first rows{where}", products)
    what = f"arrow while the list is put in order{where}"
    yield Figure(ROW, what, "ms", arrows, goals=(Goal(FROZEN_MS, Of.WORST),), products=products)


class _Beside:
    """One jump, in turn with the bare SQL."""

    def __init__(self, bare: Bare) -> None:
        self._bare = bare
        self._ours: list[float] = []
        self._peer: list[float] = []

    def measure(
        self, watch: Stopwatch, keys: list[str], sku: str, ids: str, *, settled: bool = True
    ) -> None:
        """Press keys and wait until the cursor is on this product; then ask SQL alone."""
        cursor_row = f"▸  {sku}"
        assert cursor_row not in watch.screen.text, watch.screen.text
        self._peer.append(self._bare.took(ids))
        self._ours.append(watch.until(cursor_row, since=watch.press(*keys)))
        if settled:
            watch.settle(REST_S)

    def figure(self, what: str, products: int) -> Figure:
        """Ours may take so much longer than SQL alone.

        The first time is only noted: the database is cold then, and rows seen once stay loaded.
        """
        ours, peer = self._ours[1:], self._peer[1:]
        bound = sorted(peer)[len(peer) // 2] + BEYOND_MS
        goals = (Goal(round(bound, 1), Of.MEDIAN),)
        note = f"the first time {self._ours[0]:.1f}"
        return Figure(ROW, what, "ms", ours, "bare SQL", peer, goals, products, note)


def _pages(watch: Stopwatch, many: int) -> list[float]:
    """Pages that were never seen before."""
    return [watch.key("pagedown", quiet_s=0.08)[0] for _ in range(many)]


def _somewhere(bare: Bare, products: int, number: int) -> str:
    """A SKU of which nobody knows beforehand where it stands."""
    id = (number * 7_919 + 4_099) * 17 % products + 1
    row = bare.run(f"select id from product where id >= {id} and deleted_by is null limit 1")
    return bare.sku(row[0][0])


def _arrows_meanwhile(watch: Stopwatch, products: int) -> list[float]:
    """Press arrows until the whole list is in order."""
    took: list[float] = []
    while not took or not _is_whole(watch.screen, products):
        took.append(watch.key("up" if len(took) % 2 else "down", quiet_s=0.02)[0])
    watch.settle(REST_S)
    return took


def _order(watch: Stopwatch, products: int) -> None:
    """Put the list in another order and wait until all of it is there."""
    watch.press("o")
    watch.settle(REST_S)
    watch.until(lambda screen: _is_whole(screen, products))
    watch.settle(REST_S)


def _is_whole(screen: Terminal, products: int) -> bool:
    """Whether the snapshot of the whole list is there."""
    return screen.lines[1].strip().endswith(f" / {products:,} SKUs")
