"""Row 10: what may be sold of one product, of a page and of all, kept beside added up live.

What is timed of ours is the SQL of the services: the statements that read the kept sums, as
the services sent them, sent once more through the bare driver.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from statistics import median
from typing import Any

from inventory_tui.domain.product_list import ProductQuery
from inventory_tui.services import Database
from inventory_tui.services.keeping import keeping
from inventory_tui.services.products import browsing, salability
from inventory_tui.services.reports import reporting
from tests.benchmarks import bare_sql
from tests.benchmarks.bare_sql import Ask, ms
from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Figure, Goal, Of, in_turn
from tests.plans import asked

ROW = 10
ASKED = 300
"""Products that are asked for, one by one."""
PAGES = 40
PAGE = 50
WARMED = 3
STOCK_RUNS = 5

Statement = tuple[str, Any]

_LIVE = """
    select stock_id, product_id, sum(on_hand) as on_hand, sum(reserved) as reserved
    from (
        select link.stock_id, item.product_id,
            case when item.in_stock and source.enabled then item.quantity else 0 end as on_hand,
            0 as reserved
        from source_item as item
        join stock_source as link on link.source_id = item.source_id
        join source on source.id = item.source_id
        where {items}
        union all
        select stock_id, product_id, 0, quantity from reservation where {reservations}
    ) as counted
    group by stock_id, product_id
"""
_HOT = """
    select product_id, stock_id from (
        select product_id, stock_id from reservation order by id desc limit 100
    ) as newest
    group by product_id, stock_id order by count(*) desc limit 1
"""


def measure(bench: Bench) -> Iterator[Figure]:
    """Ask for one product, for the one everybody wants, for a page, for every stock."""
    for where in ("", ", PostgreSQL") if bench.postgresql else ("",):
        smallest: dict[str, Sequence[float]] = {}
        for products in bench.sizes:
            bench.say(f"salable of {products:,} products{where}")
            for figure in _measure(bench, products, where):
                yield figure
                first = smallest.setdefault(figure.what, figure.ours)
                if figure.unit != "s" and products == bench.largest:
                    yield _beside_smallest(bench, figure, first)


def _beside_smallest(bench: Bench, figure: Figure, smallest: Sequence[float]) -> Figure:
    what = f"{figure.what}: growth"
    beside = f"at {bench.sizes[0]:,}"
    goals = (Goal(1.3),)
    return Figure(ROW, what, figure.unit, figure.ours, beside, smallest, goals, figure.products)


def _measure(bench: Bench, products: int, where: str) -> Iterator[Figure]:
    address: Any = (bench.worlds.postgresql if where else bench.worlds.sqlite)(products)
    connect = bare_sql.postgresql if where else bare_sql.sqlite
    with (
        closing(keeping.open_database(address)) as database,
        connect(address) as ask,
        connect(address) as live_ask,
    ):
        yield from _small(bench, products, where, database, ask, live_ask)
        yield from _stocks(bench, products, where, database, ask)


def _small(
    bench: Bench, products: int, where: str, database: Database, ask: Ask, live_ask: Ask
) -> Iterator[Figure]:
    ((hot, stock),) = ask(_HOT)
    many = ask(f"select count(*) from reservation where product_id = {hot}")[0][0]
    assert many >= min(100_000, products // 2), "nobody wants the hot product"
    rows = ask(f"select product_id from stock_level where stock_id = {stock} and coverage > 0")
    others = [id for (id,) in rows if id != hot]
    chance = random.Random(products)
    singles = [[id] for id in chance.sample(others, bench.runs(ASKED))]
    listed = browsing.product_ids(database, ProductQuery("type:simple"))
    starts = [chance.randrange(len(listed) - PAGE) for _ in range(bench.runs(PAGES))]
    pages = [list(listed[at : at + PAGE]) for at in starts]
    for what, unit, wanted, goal in (
        ("one product", "µs", singles, 15.0),
        ("one product with 100k reservations", "µs", [[hot]] * bench.runs(60), 15.0),
        (f"a page of {PAGE}", "ms", pages, 0.4),
    ):
        scale = 1000 if unit == "µs" else 1
        ours: list[float] = []
        live: list[float] = []
        trips: list[float] = []
        for ids in wanted:
            kept = _statement(database, lambda ids=ids: _promised(database, ids, stock))
            some = f"product_id in ({', '.join(map(str, ids))}) and stock_id = {stock}"
            summed = _LIVE.format(items=some, reservations=some)
            assert _sums(ask(*kept)) == _sums(live_ask(summed)), "both must say the same"
            # the first answers after a live sum wait for what it drove out of the processor
            answers = [ms(partial(ask, *kept))() * scale for _ in range(2 * WARMED)]
            ours += answers[WARMED:]
            live.append(ms(partial(live_ask, summed))() * scale)
            trips += [ms(partial(ask, "select 1"))() * scale for _ in range(2 * WARMED)]
        goals = (Goal(goal, Of.MEDIAN),)
        if not where:
            yield Figure(ROW, what, unit, ours, "added up live", live, goals, products)
            continue
        # the goal is of the SQL; the way to a server and back is nobody's to shorten
        trip = median(trips)
        note = f"of it a round trip {trip:.3g}"
        name = f"{what}{where}"
        yield Figure(ROW, name, unit, ours, "added up live", live, (), products, note)
        beyond = [one - trip for one in ours]
        yield Figure(
            ROW, f"{name}, beyond a round trip", unit, beyond, goals=goals, products=products
        )


def _stocks(
    bench: Bench, products: int, where: str, database: Database, ask: Ask
) -> Iterator[Figure]:
    kept = _statement(database, lambda: reporting.salable(database))
    live = _LIVE.format(items="true", reservations="true")
    summed = f"select sum(on_hand), sum(reserved) from ({live}) as every"
    reported = reporting.salable(database)
    on_hand, reserved = ask(summed)[0]
    assert sum(one.on_hand.parts for one in reported) == on_hand
    assert sum(one.reserved.parts for one in reported) == reserved
    ours, other = in_turn(
        bench.runs(STOCK_RUNS), ms(lambda: ask(*kept)), ms(lambda: ask(summed))
    )
    yield Figure(
        ROW, f"every stock as a whole{where}", "s", [one / 1000 for one in ours],
        "added up live", [one / 1000 for one in other], (Goal(1 / 15),), products,
    )  # fmt: skip


def _promised(database: Database, ids: Sequence[int], stock: int) -> None:
    with database.read() as transaction:
        found = salability.statuses_of(transaction, ids, stock)
    assert found.keys() == set(ids)


def _statement(database: Database, ask: Callable[[], object]) -> Statement:
    """The statement by which a service reads the kept sums, with its values."""
    with asked(database) as statements:
        ask()
    (kept,) = statements.with_text("from stock_level")
    return kept


def _sums(rows: Sequence[Any]) -> dict[tuple[int, int], tuple[int, int]]:
    """On hand and reserved by stock and product."""
    return {(row[0], row[1]): (int(row[2]), int(row[3])) for row in rows}
