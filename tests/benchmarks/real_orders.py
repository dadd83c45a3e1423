"""A wholesaler's real orders, from the catalogue to the shipments, and what came of them.

::

    python -m tests.benchmarks.real_orders ../shared/data/online-retail
    python -m tests.benchmarks.real_orders ../shared/data/online-retail --postgresql

Imports products, quantities and all orders into a new database and compares what is left
with ``expected.json``; sends the orders again; plans and ships a thousand of them.  After
each step the doctor recomputes every invariant.  Ends with 1 when anything is not as it
must be.  Times are of the wall clock; in brackets those of this process alone.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from inventory_tui.domain.history import Cause
from inventory_tui.domain.order_list import OrderQuery
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.services import Database
from inventory_tui.services.files import exchange, product_import
from inventory_tui.services.keeping import checking, keeping
from inventory_tui.services.orders import ledger, order_import, order_lists
from inventory_tui.services.reports import reporting
from inventory_tui.services.shipping import shipping
from inventory_tui.services.sourcing import channels, mapping, sourcing
from tests import postgres

CAUSE = Cause("wholesaler")
STOCKS = {
    "UK": ("uk_website", ("uk-north", "uk-south", "uk-outlet")),
    "EU": ("eu_website", ("eu-west", "eu-east")),
}
IMPORT_GOAL_S = 60


class Trial:
    """One run over one database: the steps, their times, and what was wrong."""

    def __init__(self, database: Database, data: Path) -> None:
        self.database = database
        self.data = data
        self.expected = json.loads((data / "expected.json").read_text(encoding="utf-8"))
        self.wrong: list[str] = []
        self.took: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time a step and print it."""
        began, worked = time.perf_counter(), time.process_time()
        yield
        self.took[name] = time.perf_counter() - began
        worked = time.process_time() - worked
        print(f"  {name:24} {self.took[name]:7.2f} s  [{worked:.2f} s]", flush=True)

    def must(self, what: str, found: object, expected: object) -> None:
        """Note what is not as it must be."""
        if found != expected:
            self.wrong.append(f"{what}: {found}, expected {expected}")
            print(f"  WRONG {self.wrong[-1]}", flush=True)

    def run(self, shipped: int) -> None:
        """Do everything."""
        self.open_shop()
        self.import_goods()
        self.import_orders()
        self.import_again()
        self.ship(shipped)

    def open_shop(self) -> None:
        """Sources, stocks and channels."""
        for stock, (channel, sources) in STOCKS.items():
            for code in sources:
                fields = {"code": code, "name": code, "country": "GB", "postcode": "1"}
                sourcing.add_source(self.database, fields, cause=CAUSE)
            channels.add_channel(self.database, channel, channel, cause=CAUSE)
            mapping.add_stock(self.database, stock, cause=CAUSE)
            mapping.assign_sources(self.database, stock, sources, cause=CAUSE)
            mapping.set_channels(self.database, stock, [channel], cause=CAUSE)

    def import_goods(self) -> None:
        """Products and quantities."""
        with self.step("import products"):
            done = product_import.import_products(
                self.database, self.data / "products.csv", cause=CAUSE
            )
        self.must("products", done.receipt.counts["created"], self.expected["skus"])
        with self.step("import quantities"):
            rows = exchange.import_quantities(
                self.database,
                self.data / "quantities.csv",
                cause=CAUSE,
            )
        self.must("source items", rows.receipt.counts["created"], self.expected["source_items"])
        self.examine()

    def import_orders(self) -> None:
        """All orders, in the order of the file."""
        with self.step("import orders"):
            done = order_import.import_file(
                self.database, self.data / "orders.csv", cause=CAUSE
            )
        counts = done.receipt.counts
        self.must("placed", counts["placed"], self.expected["orders_placed"])
        self.must("refused", counts["refused"], self.expected["orders_refused"])
        if self.database.is_sqlite and self.took["import orders"] > IMPORT_GOAL_S:
            self.must("seconds", round(self.took["import orders"]), f"at most {IMPORT_GOAL_S}")
        with self.step("read reservations"):
            rows = ledger.reservations(self.database)
        self.must("reservations", len(rows), self.expected["reservations"])
        on_hand = ZERO
        for one in reporting.salable(self.database):
            on_hand += one.on_hand
            if one.stock in STOCKS:
                channel = STOCKS[one.stock][0]
                self.must(
                    f"salable at {channel}",
                    one.salable,
                    Quantity.parse(str(self.expected["salable_after"][channel])),
                )
        self.examine()

    def import_again(self) -> None:
        """The same file once more: nothing is placed twice."""
        with self.step("import orders again"):
            done = order_import.import_file(
                self.database, self.data / "orders.csv", cause=CAUSE
            )
        counts = done.receipt.counts
        self.must("placed again", counts["placed"], 0)
        self.must("unchanged", counts["unchanged"], self.expected["orders_placed"])
        self.examine()

    def ship(self, how_many: int) -> None:
        """Plan and ship the first orders, each as it is proposed."""
        oldest = OrderQuery("status:pending", "placed", False)
        numbers = [one.number for one in order_lists.orders(self.database, oldest, how_many)]
        self.must("orders to ship", len(numbers), how_many)
        whole: list[str] = []
        with self.step(f"plan {how_many:,} orders"):
            for number in numbers:
                if shipping.plan(self.database, number).shippable:
                    whole.append(number)
        shipments = 0
        with self.step(f"ship {len(whole):,} orders"):
            for number in whole:
                done = shipping.create_by_algorithm(self.database, number, cause=CAUSE)
                shipments += len(done.shipments)
                self.must(f"status of {number}", done.order_status.value, "complete")
        self.must("orders the sources hold whole", len(whole), how_many)
        print(f"  {shipments:,} shipments", flush=True)
        with self.step("check reservations"):
            for number in whole:
                sums: dict[str, Quantity] = {}
                for row in ledger.reservations(self.database, order=number):
                    sums[row.sku] = sums.get(row.sku, ZERO) + row.quantity
                self.must(f"held for {number}", {str(one) for one in sums.values()}, {"0"})
        self.examine()

    def examine(self) -> None:
        """Every invariant, recomputed."""
        with self.step("doctor"):
            found = checking.check(self.database).findings
        self.must("findings of the doctor", len(found), 0)


@contextmanager
def new_database(on_postgresql: bool) -> Iterator[Database]:
    """A new database, removed at the end."""
    if not on_postgresql:
        with tempfile.TemporaryDirectory() as directory:
            database = keeping.open_database(Path(directory) / "trial.sqlite")
            yield database
            database.close()
        return
    import psycopg

    server = postgres.server_url(f"trial-{uuid.uuid4().hex[:8]}", os.getpid())
    name = f"trial_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"create database {name} template template0")
    database = keeping.open_database(server.replace("/postgres?", f"/{name}?"))
    yield database
    database.close()


def main(argv: Sequence[str] | None = None) -> int:
    """Run the trial and end with 1 when something is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="the directory of the files")
    parser.add_argument("--postgresql", action="store_true", help="on a server of its own")
    parser.add_argument("--shipped", type=int, default=1_000, metavar="N")
    given = parser.parse_args(argv)
    print("PostgreSQL" if given.postgresql else "SQLite")
    with new_database(given.postgresql) as database:
        trial = Trial(database, given.data)
        trial.run(given.shipped)
    print("all as it must be" if not trial.wrong else "\n".join(trial.wrong))
    return 1 if trial.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
