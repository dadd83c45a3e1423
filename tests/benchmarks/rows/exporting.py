"""Row 8: all quantities into a file, beside the program sqlite3 with the same query."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg

from inventory_tui.services.files.exchange import export_quantities
from inventory_tui.services.keeping import keeping
from inventory_tui.store.database import Database
from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Figure, Goal, in_turn

_ROWS = """
    select source.code as source_code, product.sku, {status} as status, {quantity} as quantity
    from source_item
    join product on product.id = source_item.product_id
    join source on source.id = source_item.source_id
    order by source.code_key, product.sku_key
"""
_SQLITE = _ROWS.format(
    status="in_stock", quantity="printf('%d.%04d', quantity / 10000, quantity % 10000)"
)
_POSTGRESQL = _ROWS.format(status="in_stock::int", quantity="round(quantity / 10000.0, 4)")


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure an export of every size of world."""
    program = bench.from_system("sqlite3")
    for products in bench.sizes:
        world = bench.worlds.sqlite(products)
        beside = "sqlite3 -csv" if program else ""

        def printed(file: Path, world: Path = world) -> None:
            with file.open("wb") as output:
                subprocess.run(
                    [str(program), "-readonly", "-csv", "-header", str(world), _SQLITE],
                    check=True,
                    stdout=output,
                )

        with closing(keeping.open_database(world)) as database:
            yield _figure(
                bench,
                "export all rows",
                products,
                database,
                beside,
                printed if program else None,
            )
        if bench.postgresql:
            url = bench.worlds.postgresql(products)

            def copied(file: Path, url: str = url) -> None:
                with psycopg.connect(url) as connection, file.open("wb") as output:
                    query = f"copy ({_POSTGRESQL}) to stdout with (format csv, header)"
                    with connection.cursor().copy(query) as copy:  # type: ignore[arg-type]
                        output.writelines(copy)

            with closing(keeping.open_database(url)) as database:
                yield _figure(
                    bench, "export all rows of PostgreSQL", products, database, "COPY", copied
                )


def _figure(
    bench: Bench,
    what: str,
    products: int,
    database: Database,
    beside: str,
    peer: Callable[[Path], None] | None,
) -> Figure:
    with tempfile.TemporaryDirectory(dir=bench.worlds.directory) as directory:
        mine, theirs = Path(directory) / "ours.csv", Path(directory) / "peer.csv"
        rows = 0

        def ours_s() -> float:
            nonlocal rows
            began = time.perf_counter()
            rows = export_quantities(database, mine)
            return time.perf_counter() - began

        def peer_s() -> float:
            assert peer is not None
            began = time.perf_counter()
            peer(theirs)
            return time.perf_counter() - began

        runs = bench.runs(9) if products < 1_000_000 else 3
        ours, beside_s = in_turn(runs, ours_s, peer_s if peer else None)
        assert rows > products, rows
        if peer:
            assert mine.read_bytes() == theirs.read_bytes().replace(b"\r\n", b"\n")
    return Figure(
        8,
        what,
        "s",
        ours,
        beside,
        beside_s,
        (Goal(1.5),),
        products,
        f"{rows:,} rows" + ("" if peer else "; the program sqlite3 is not installed"),
    )
