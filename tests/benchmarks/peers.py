"""Programs that show a list in a terminal, to be measured beside the grid."""

from __future__ import annotations

import csv
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from tests.benchmarks.bench import Bench

ROWS = 10_000
"""What is enough to scroll in; a DataTable takes seconds to open with more."""
READY = "24-MB02"
"""What stands in the first rows of every shop."""

OURS, VISIDATA, TABLE = "ours", "VisiData", "Textual's DataTable"

_VISIDATA_KEYS = {"down": "j", "up": "k", "pagedown": "\x06"}

_ROWS = """
    select product.sku, product.name, sum(source_item.quantity) / 10000.0
    from product join source_item on source_item.product_id = product.id
    group by product.id order by product.sku_key limit ?
"""


def rows_as_csv(bench: Bench, products: int) -> Path:
    """The first products of the shop of this size, as a file: SKU, name, quantity."""
    path = bench.worlds.sqlite(max(products, bench.sizes[0]))
    file = path.with_name(f"{path.stem}-{products}.csv")
    if not file.exists():
        unfinished = file.with_suffix(f".making-{os.getpid()}")
        with (
            closing(sqlite3.connect(path)) as connection,
            unfinished.open("w", encoding="utf-8", newline="") as out,
        ):
            writer = csv.writer(out)
            writer.writerow(("SKU", "Name", "Quantity"))
            writer.writerows(connection.execute(_ROWS, (products,)))
        unfinished.rename(file)
    return file


def visidata(bench: Bench, products: int = ROWS) -> list[str] | None:
    """The command that opens these rows in VisiData; None: it is not installed."""
    program = bench.from_pip("visidata", "vd")
    return None if program is None else [str(program), str(rows_as_csv(bench, products))]


def data_table(bench: Bench, products: int = ROWS) -> list[str]:
    """The command that opens these rows in Textual's own table, as Textual comes."""
    rows = rows_as_csv(bench, products)
    return [sys.executable, "-m", "tests.benchmarks.data_table", str(rows)]


def key(program: str, name: str) -> str:
    """The key that does in a program what ours does by this one."""
    return _VISIDATA_KEYS[name] if program == VISIDATA else name
