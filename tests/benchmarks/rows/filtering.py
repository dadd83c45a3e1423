"""Row 4: a filter typed letter by letter, and rare pieces of a word beside reading everything."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

from inventory_tui.domain.labels import key_of
from inventory_tui.domain.product_list import ProductQuery
from inventory_tui.services import Database
from inventory_tui.services.keeping import keeping
from inventory_tui.services.products import browsing
from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Figure, Goal, Of, in_turn
from tests.benchmarks.terminal_watch import Stopwatch, inventory

ROW = 4
TYPED = ("wj288-xl", "montana", "trail jacket", "hoodie", "low", "salable<0")
"""An SKU, a name that is rare, two that are not, and what is low or promised twice."""
RARE = ("wj288-x", "mh204-l-b", "xl-whitewash")
"""Pieces that a handful of products hold, or none."""
WINDOW = 100
"""Rows a list asks for first."""
SEEN = 8
"""Of these, rows that must stand on the screen."""
BETWEEN_S = 0.1
"""From the rows of one letter to the next letter."""

_PAGE = """
    select id, sku, name, type, enabled, price from product
    where deleted_by is null and {condition} order by sku_key limit 100
"""
_LIKE = "(sku_key like '%{0}%' or name_key like '%{0}%')"


def measure(bench: Bench) -> Iterator[Figure]:
    """Type filters at a terminal, then ask the services for what is rare."""
    for products in bench.sizes:
        yield from _typed(bench, products)
    for products in bench.sizes:
        with closing(keeping.open_database(bench.worlds.sqlite(products))) as database:
            yield _rare(bench, products, database, "SQLite", _sqlite(database.path))
    if bench.postgresql:
        url = bench.worlds.postgresql(bench.largest)
        with closing(keeping.open_database(url)) as database:
            yield _rare(bench, bench.largest, database, "PostgreSQL", _postgresql(url))


def _typed(bench: Bench, products: int) -> Iterator[Figure]:
    bench.say(f"filters typed in {products:,} products")
    path = bench.worlds.sqlite(products)
    letters, rows = [], []
    with ExitStack() as stack:
        database = stack.enter_context(closing(keeping.open_database(path)))
        watch = stack.enter_context(Stopwatch(inventory(path)))
        watch.until(f"{products:,} SKUs")
        watch.settle()
        for text in TYPED:
            before = first_skus(database, "")
            watch.press("/")
            watch.settle()
            for end in range(1, len(text) + 1):
                typed = text[:end]
                expected = first_skus(database, typed)
                pressed = watch.press(text[end - 1])
                letters.append(watch.until(f"/ {typed}", since=pressed))
                new = [sku for sku in expected[:SEEN] if sku not in before]
                if new:
                    rows.append(watch.until(*new, since=pressed))
                    before = expected
                watch.read_for(BETWEEN_S)
            watch.settle()
            assert [
                line.split()[0] for line in watch.screen.lines[3 : 3 + len(expected[:SEEN])]
            ]
            watch.press("escape")
            watch.until(f"  {products:,} SKUs")
            watch.settle()
    assert len(rows) > len(TYPED), "letters that change nothing measure nothing"
    yield Figure(
        ROW,
        "a typed letter repainted",
        "ms",
        letters,
        goals=(Goal(16, Of.P99),),
        products=products,
    )
    yield Figure(
        ROW,
        "the rows of a typed letter",
        "ms",
        rows,
        goals=(Goal(60, Of.P99),),
        products=products,
    )


def first_skus(database: Database, text: str) -> list[str]:
    """The SKUs a list begins with; none where what was typed so far cannot be read."""
    try:
        found = browsing.product_window(database, ProductQuery(text, stock_id=1), 21)
    except Exception:
        return []
    return [row.sku for row in found]
