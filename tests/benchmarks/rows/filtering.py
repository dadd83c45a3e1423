"""Row 4: filters typed letter by letter, and what they ask the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from functools import partial

from inventory_tui.domain.filters import BadFilter
from inventory_tui.domain.product_list import ProductQuery
from inventory_tui.services import Database
from inventory_tui.services.keeping import keeping
from inventory_tui.services.products import browsing
from tests.benchmarks import bare_sql
from tests.benchmarks.bare_sql import Ask, ms
from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Figure, Goal, Of, in_turn
from tests.benchmarks.terminal_watch import Stopwatch, inventory

ROW = 4
TYPED = ("wj28-xl", "montana", "trail jacket", "hoodie", "low", "salable<0")
"""An SKU, names that few and many products have, what is low, what is promised twice."""
WORDS = ("wj28", "montana", "hoodie")
RARE = ("wj28-x", "mh24-l-b", "qqq")
"""Pieces that a handful of products have, or none."""
WINDOW = 100
"""Rows a list asks for first."""
LOOKED_AT = 8
"""Rows at the top of the screen that must be the right ones."""
BETWEEN_S = 0.12
"""From the rows of one letter to the next letter."""
RUNS = 15

_LIKE = "(sku_key like '%{0}%' or name_key like '%{0}%')"
_SCAN = f"select id from product where deleted_by is null and {_LIKE}"
_PAGE = f"""
    select id, sku, name, type, enabled, price from product
    where {{found}} and deleted_by is null and {_LIKE} order by sku_key limit {WINDOW}
"""


def measure(bench: Bench) -> Iterator[Figure]:
    """Type filters at a terminal; ask for words and for what is rare beside bare SQL."""
    yield from bench.in_turn(partial(_typed, bench))
    for products in bench.sizes:
        path = bench.worlds.sqlite(products)
        with closing(keeping.open_database(path)) as database, bare_sql.sqlite(path) as ask:
            yield from _asked(bench, products, database, ask, "")
    if bench.postgresql:
        for products in bench.sizes:
            url = bench.worlds.postgresql(products)
            with (
                closing(keeping.open_database(url)) as database,
                bare_sql.postgresql(url) as ask,
            ):
                yield from _asked(bench, products, database, ask, ", PostgreSQL")


def _typed(bench: Bench, products: int) -> Iterator[Figure]:
    bench.say(f"filters typed in {products:,} products")
    path = bench.worlds.sqlite(products)
    letters: list[float] = []
    rows: list[float] = []
    with (
        closing(keeping.open_database(path)) as database,
        Stopwatch(inventory(path)) as watch,
    ):
        watch.until(f" {products:,} SKUs")
        watch.settle()
        for text in TYPED:
            _type(watch, database, text, letters, rows)
            watch.settle()
            watch.press("escape")
            watch.until(f"/ {products:,} SKUs")
            watch.settle()
    what = "a letter of a filter, to its repaint"
    yield Figure(
        ROW,
        what,
        "ms",
        letters,
        goals=(Goal(16, Of.MEDIAN), Goal(16, Of.P99)),
        products=products,
    )
    what = "a letter of a filter, to its rows"
    yield Figure(
        ROW, what, "ms", rows, goals=(Goal(60, Of.MEDIAN), Goal(60, Of.P99)), products=products
    )


def _type(
    watch: Stopwatch, database: Database, text: str, letters: list[float], rows: list[float]
) -> None:
    """Type a filter, and wait for the rows of each letter that brings others."""
    before = _first_skus(database, "")
    watch.press("/")
    watch.settle()
    for end in range(1, len(text) + 1):
        typed = text[:end]
        expected = _first_skus(database, typed)
        pressed = watch.press(text[end - 1])
        if typed == typed.rstrip():
            letters.append(watch.until(f" / {typed}", since=pressed))
        new = [sku for sku in expected[:LOOKED_AT] if sku not in before]
        if new:
            rows.append(watch.until(*new, since=pressed))
        before = expected or before
        watch.read_for(BETWEEN_S)
    top = before[:LOOKED_AT]
    lines = watch.screen.lines[3 : 3 + len(top)]
    assert all(sku in line for sku, line in zip(top, lines, strict=True)), f"{text}: {lines}"


def _first_skus(database: Database, text: str) -> list[str]:
    """The SKUs a list begins with; none while what was typed cannot be read yet."""
    try:
        return [row.sku for row in browsing.product_window(database, ProductQuery(text), 20)]
    except BadFilter:
        return []


def _asked(
    bench: Bench, products: int, database: Database, ask: Ask, where: str
) -> Iterator[Figure]:
    bench.say(f"words asked of {products:,} products{where}")
    ours: list[float] = []
    bare: list[float] = []
    for word in WORDS:
        query = ProductQuery(word)
        statement = _PAGE.format(word, found=_found(word, where))
        wanted = [row.id for row in browsing.product_window(database, query, WINDOW)]
        assert wanted == [row[0] for row in ask(statement)]
        one, other = in_turn(
            bench.runs(RUNS),
            ms(lambda query=query: browsing.product_window(database, query, WINDOW)),
            ms(lambda statement=statement: ask(statement)),
        )
        ours += one
        bare += other
    what = f"first {WINDOW} rows of a word{where}"
    yield Figure(ROW, what, "ms", ours, "bare SQL", bare, products=products)
    ours, scanned = [], []
    for piece in RARE:
        query = ProductQuery(piece)
        found = browsing.product_ids(database, query)
        assert sorted(found) == sorted(row[0] for row in ask(_SCAN.format(piece)))
        assert len(found) < WINDOW
        one, other = in_turn(
            bench.runs(RUNS),
            ms(lambda query=query: browsing.product_ids(database, query)),
            ms(lambda piece=piece: ask(_SCAN.format(piece))),
        )
        ours += one
        scanned += other
    goals = (Goal(1 / 8),) if products >= 1_000_000 else ()
    note = "" if goals else "the goal is for 1M: here most of ours is not SQL"
    yield Figure(
        ROW,
        f"a rare piece of a word{where}",
        "ms",
        ours,
        "scan",
        scanned,
        goals,
        products,
        note,
    )


def _found(word: str, where: str) -> str:
    """The same index, asked as plainly as it can be."""
    trigrams = [word[at : at + 3] for at in range(len(word) - 2)]
    if where:
        expression = " & ".join(f"''{trigram}''" for trigram in trigrams)
        return f"product_trigrams(sku_key, name_key) @@ '{expression}'::tsquery"
    expression = " AND ".join(f'"{trigram}"' for trigram in trigrams)
    return f"id in (select rowid from product_text where product_text match '{expression}')"
