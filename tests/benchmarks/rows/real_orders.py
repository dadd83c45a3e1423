"""Row 13: a wholesaler's real orders, placed one after another, beside bare statements.

Products, quantities and orders lie in the directory that ``--data`` names, with what must
come of them (``expected.json``).  Each import begins with a new database.  Once per database
everything is compared, and the orders live on: sent again, and the oldest shipped.
"""

from __future__ import annotations

import json
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from inventory_tui.domain.order_list import OrderQuery
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.services import Database
from inventory_tui.services.files import exchange, product_import
from inventory_tui.services.keeping import checking, keeping
from inventory_tui.services.orders import ledger, order_import, order_lists
from inventory_tui.services.reports import reporting
from inventory_tui.services.shipping import shipping
from inventory_tui.services.sourcing import channels, mapping, sourcing
from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Figure, Goal
from tests.benchmarks.rows import bare_orders
from tests.benchmarks.worlds import CAUSE, Worlds

STOCKS = {
    "UK": ("uk_website", ("uk-north", "uk-south", "uk-outlet")),
    "EU": ("eu_website", ("eu-west", "eu-east")),
}
_EXPECTED = "expected.json"
SHIPPED = 200
"""Orders that are shipped in a whole run."""


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure on SQLite and, if asked for, on PostgreSQL."""
    if bench.data is None:
        bench.say("row 13 needs real orders: --data DIR")
        return
    if not (bench.data / _EXPECTED).exists():
        bench.say(f"row 13 found no real orders: there is no {_EXPECTED} in {bench.data}")
        return
    yield from _measure(bench, bench.data, "")
    if bench.postgresql:
        yield from _measure(bench, bench.data, ", PostgreSQL")


def _measure(bench: Bench, data: Path, where: str) -> Iterator[Figure]:
    expected = json.loads((data / _EXPECTED).read_text(encoding="utf-8"))
    ours: list[float] = []
    bare: list[float] = []
    again: list[float] = []
    shipped: list[float] = []
    for run in range(1 if bench.quick else 3):
        bench.say(f"placing {expected['orders']:,} real orders{where}")
        with _shop(bench.worlds, data, where) as (database, url):
            took, placed, refused = bare_orders.import_orders(url, data / "orders.csv")
            bare.append(took)
            assert (placed, refused) == (expected["orders_placed"], expected["orders_refused"])
            _compare(database, expected)
        with _shop(bench.worlds, data, where) as (database, _):
            ours.append(_import(database, data, "placed", expected["orders_placed"]))
            _compare(database, expected)
            if run == 0:
                again.append(_import(database, data, "unchanged", expected["orders_placed"]))
                _examine(database)
                if not bench.quick:
                    shipped += _ship(database, SHIPPED)
                    _examine(database)
    what = f"import {expected['orders']:,} real orders{where}"
    yield Figure(13, what, "s", ours, "bare SQL", bare, (Goal(3),))
    yield Figure(13, f"{what}, once more", "s", again, "the first time", ours)
    if shipped:
        yield Figure(13, f"plan and ship one of them{where}", "ms", shipped)


def _import(database: Database, data: Path, counted: str, orders: int) -> float:
    """Import the orders; return how many seconds that took."""
    began = time.perf_counter()
    done = order_import.import_file(database, data / "orders.csv", cause=CAUSE)
    took = time.perf_counter() - began
    assert done.receipt.counts[counted] == orders, done.receipt.counts
    return took


def _compare(database: Database, expected: dict[str, Any]) -> None:
    """Assert that what is held and what is salable is as it must be."""
    held = [one.quantity for one in ledger.reservations(database)]
    assert len(held) == expected["reservations"]
    assert all(one < ZERO for one in held)
    for one in reporting.salable(database):
        if one.stock in STOCKS:
            salable = expected["salable_after"][STOCKS[one.stock][0]]
            assert one.salable == Quantity.parse(str(salable)), one
    _examine(database)


def _examine(database: Database) -> None:
    """Assert every invariant, recomputed."""
    found = checking.check(database).findings
    assert not found, found


def _ship(database: Database, orders: int) -> Iterator[float]:
    """Plan and ship the oldest orders; yield how many milliseconds each took."""
    oldest = OrderQuery("status:pending", "placed", False)
    numbers = [one.number for one in order_lists.orders(database, oldest, orders)]
    assert len(numbers) == orders
    for number in numbers:
        began = time.perf_counter()
        assert shipping.plan(database, number).shippable
        done = shipping.create_by_algorithm(database, number, cause=CAUSE)
        yield (time.perf_counter() - began) * 1000
        assert done.order_status.value == "complete"
        rows = ledger.reservations(database, order=number)
        assert sum((row.quantity for row in rows), ZERO) == ZERO


@contextmanager
def _shop(worlds: Worlds, data: Path, where: str) -> Iterator[tuple[Database, str]]:
    """A new database that holds the products and what lies of them, and its URL."""
    with (
        _empty(worlds, on_postgresql=bool(where)) as url,
        closing(keeping.open_database(url)) as database,
    ):
        for stock, (channel, sources) in STOCKS.items():
            for code in sources:
                fields = {"code": code, "name": code, "country": "GB", "postcode": "1"}
                sourcing.add_source(database, fields, cause=CAUSE)
            channels.add_channel(database, channel, channel, cause=CAUSE)
            mapping.add_stock(database, stock, cause=CAUSE)
            mapping.assign_sources(database, stock, sources, cause=CAUSE)
            mapping.set_channels(database, stock, [channel], cause=CAUSE)
        product_import.import_products(database, data / "products.csv", cause=CAUSE)
        exchange.import_quantities(database, data / "quantities.csv", cause=CAUSE)
        yield database, url


@contextmanager
def _empty(worlds: Worlds, *, on_postgresql: bool) -> Iterator[str]:
    """A new database, gone afterwards."""
    if not on_postgresql:
        with tempfile.TemporaryDirectory(dir=worlds.directory) as directory:
            yield str(Path(directory) / "orders.sqlite")
        return
    import psycopg

    name = f"orders_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(worlds.server.get_uri("postgres"), autocommit=True) as server:
        server.execute(f"create database {name} template template0")
        try:
            yield str(worlds.server.get_uri(name))
        finally:
            server.execute(f"drop database {name} with (force)")
