"""Row 14: which of 20 sources ships what of an order of 50 lines.

The country the order goes to has 100,000 known places.  A plan is asked for in a process
that has planned before, as on a screen, and as the first thing a new process does, as on
the command line.

A process has started when Python runs, the modules that a plan needs are imported and the
database is open: a command that shows the order or its shipments has come as far.  What the
first plan takes from there on is read off the clock of its process; the whole process
stands beside the same one that ends where it would plan.
"""

from __future__ import annotations

import csv
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from inventory_tui.domain.order import Address
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.files import exchange
from inventory_tui.services.keeping import keeping
from inventory_tui.services.orders import ordering
from inventory_tui.services.shipping import geonames, selecting, shipping
from inventory_tui.services.sourcing import mapping, sourcing
from inventory_tui.store.database import Database
from tests.benchmarks.bench import Bench, collecting_as_the_program_does, python
from tests.benchmarks.figures import Figure, Goal, Of, in_turn
from tests.benchmarks.rows.placing import CHANNEL, promised
from tests.benchmarks.worlds import CAUSE

LINES, SOURCES, PLACES = 50, 20, 100_000
COUNTRY = "DE"
AT_EACH, WANTED = 3, 8
"""Units of a product at a source, and in a line: three sources send it."""

_STARTED = """
import gc, sys, time
from inventory_tui.cli import program
from inventory_tui.services.keeping import keeping
from inventory_tui.services.shipping import shipping
gc.set_threshold(program.OBJECTS_BETWEEN_COLLECTIONS)
database = keeping.open_database(sys.argv[1])
with database.read() as read:
    read.orders, read.options, read.products, read.shipments
    read.stocks, read.sources, read.places
known = set(sys.modules)
"""
_PLANNED = """
began = time.perf_counter()
plan = shipping.plan(database, sys.argv[2], sys.argv[3])
print((time.perf_counter() - began) * 1e3)
assert plan.shippable
assert set(sys.modules) == known, set(sys.modules) - known
"""
_ENDED = """
gc.freeze()
"""


def measure(bench: Bench) -> Iterator[Figure]:
    """By priority and by distance."""
    bench.say(f"planning a shipment among {bench.largest:,} products")
    with bench.worlds.sqlite_copy(bench.largest) as path:
        with closing(keeping.open_database(path)) as database:
            number = _prepared(database)
            for algorithm in (selecting.PRIORITY, selecting.DISTANCE):
                with collecting_as_the_program_does():
                    plans, _ = in_turn(
                        bench.runs(600), lambda how=algorithm: _plan(database, number, how)
                    )
                what = f"plan {LINES} lines × {SOURCES} sources by {algorithm}"
                yield Figure(
                    14, what, "ms", plans, goals=(Goal(2, Of.P99),), products=bench.largest
                )
        for algorithm in (selecting.PRIORITY, selecting.DISTANCE):
            first: list[float] = []
            whole, empty = in_turn(
                bench.runs(24),
                lambda how=algorithm, into=first: _process(path, number, how, _PLANNED, into),
                lambda how=algorithm: _process(path, number, how, ""),
            )
            what = f"the same by {algorithm}, the first beyond the start of a process"
            yield Figure(
                14, what, "ms", first[1:], goals=(Goal(3, Of.MEDIAN),), products=bench.largest
            )
            what = f"the process that plans by {algorithm}, from its start to its end"
            beside = "the same, planning nothing"
            yield Figure(14, what, "ms", whole, beside, empty, products=bench.largest)


def _plan(database: Database, number: str, algorithm: str) -> float:
    began = time.perf_counter()
    plan = shipping.plan(database, number, algorithm)
    took = time.perf_counter() - began
    assert plan.shippable
    assert len(plan.allocations) == LINES * SOURCES
    assert sum(bool(one.quantity) for one in plan.allocations) == LINES * 3
    assert bool(plan.proposal.distances.values) == (algorithm == selecting.DISTANCE)
    return took * 1e3


def _process(
    path: Path, number: str, algorithm: str, deed: str, first: list[float] | None = None
) -> float:
    """Run a process to its end; add what it measured itself to ``first``."""
    run = [*python(_STARTED + deed + _ENDED), str(path), number, algorithm]
    began = time.perf_counter()
    said = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    took = time.perf_counter() - began
    if first is not None:
        first.append(float(said))
    return took * 1e3


def _prepared(database: Database) -> str:
    """Let a stock take from as many sources; return the number of the order."""
    stock = mapping.stock_of_channel(database, CHANNEL)
    linked = [one.code for one in stock.sources if one.enabled]
    more = [f"warehouse-{number}" for number in range(SOURCES - len(linked))]
    for number, code in enumerate(more):
        postcode = f"{number * 1_000:06}"  # where it lies has to be looked up
        fields = {"code": code, "name": code, "country": COUNTRY, "postcode": postcode}
        sourcing.add_source(database, fields, cause=CAUSE)
    mapping.assign_sources(database, stock.name, more, cause=CAUSE)
    skus = [one.sku for one in promised(database)[:LINES]]
    with tempfile.TemporaryDirectory() as directory:
        places = Path(directory) / "places.txt"
        places.write_text("".join(map(_place, range(PLACES))), encoding="utf-8")
        geonames.import_places(database, places, COUNTRY, cause=CAUSE)
        quantities = Path(directory) / "quantities.csv"
        with quantities.open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(("source_code", "sku", "quantity", "status"))
            rows.writerows((code, sku, AT_EACH, 1) for code in [*linked, *more] for sku in skus)
        exchange.import_quantities(database, quantities, cause=CAUSE)
    lines = tuple((sku, Quantity.parse(str(WANTED))) for sku in skus)
    address = Address(postcode=f"{PLACES // 2:06}", country=COUNTRY)
    request = OrderRequest(CHANNEL, lines, ship_to=address)
    return ordering.place(database, request, cause=CAUSE).order


def _place(number: int) -> str:
    """A row of a geonames postal file."""
    north, east = 47 + number % 800 / 100, 6 + number % 900 / 100
    cells = (
        COUNTRY, f"{number:06}", f"Town {number}", f"Region {number % 16}", f"{number % 16:02}",
        "", "", "", "", f"{north:.4f}", f"{east:.4f}", "4",
    )  # fmt: skip
    return "\t".join(cells) + "\n"
