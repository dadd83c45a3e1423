"""Row 7: quantities from a file, checked, in the history, totals kept.

Each import runs in a process of its own into a shop that knows its products and holds
nothing: five rows a product.  Beside it the same file goes unchecked into one table with a
text key; and from such a table, still unchecked, into source items, history and sums by bare
SQL, which tells what part of it is writing all that.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg

from tests.benchmarks import catalogues
from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Figure, Goal

QUICK = (100_000,)
WHOLE = (1_000_000, 5_000_000)
PER_PRODUCT = 5
ORDERS = ("sorted", "shuffled")
BAD = (0, 4)
"""Wrong rows in a thousand: unknown SKU, unknown source, no number, the same row again."""
GOALS = {
    ("standard", "sorted"): Goal(2.8),
    ("standard", "shuffled"): Goal(1.5),
    ("fast", "sorted"): Goal(2.0),
    ("fast", "shuffled"): Goal(1.3),
}
FLAT = Goal(1.25)

_IMPORT = """
import json, sys, time
where, file, way, rows = sys.argv[1:]
if way == "standard":
    sys.modules["polars"] = None
from inventory_tui.domain.history import Cause
from inventory_tui.services.files import exchange
from inventory_tui.services.keeping import keeping, checking
database = keeping.open_database(where)
rules = exchange.Rules(on_error=exchange.OnError.SKIP)
began = time.perf_counter()
done = exchange.import_quantities(database, file, rules, cause=Cause("benchmark"))
took = time.perf_counter() - began
with open("/proc/self/status") as status:
    (peak,) = [int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM")]
counts = done.receipt.counts
with database.read() as transaction:
    (history, units), (totals,) = (
        transaction.connection.exec_driver_sql(query).one() for query in (
            "select count(*), sum(case when in_stock_after then quantity_after else 0 end)"
            f" from movement where operation_id = {done.receipt.operation}",
            "select sum(on_hand) from stock_level",
        )
    )
assert history == counts["created"] and int(units) == int(totals) > 0, (counts, units, totals)
print(json.dumps({"took": took, "peak": peak, **counts}))
"""
_BARE = (
    "insert into operation (at, actor, deed, reason)"
    " values (current_timestamp, 'benchmark', 'quantities import', 'imported')",
    "insert into source_item (product_id, source_id, quantity, in_stock)"
    " select product.id, source.id, item.quantity * 10000, item.status = 1 from item"
    " join product on product.sku_key = lower(item.sku) and product.deleted_by is null"
    " join source on source.code_key = lower(item.source_code)",
    "insert into movement"
    " (operation_id, product_id, source_id, quantity_after, in_stock_after)"
    " select (select max(id) from operation), product_id, source_id, quantity, in_stock"
    " from source_item where source_id > 1",
    "insert into stock_level"
    " (stock_id, product_id, on_hand, reserved, threshold, salable, coverage)"
    " select stock_id, product_id, sum(usable), 0, 0, sum(usable), max(coverage) from ("
    " select stock_id, product_id, case when in_stock then quantity else 0 end as usable,"
    " case when in_stock then 2 else 1 end as coverage"
    " from source_item join stock_source using (source_id) where stock_id > 1) as items"
    " group by stock_id, product_id",
)
_ON_SQLITE = """
pragma synchronous = normal;
pragma foreign_keys = on;
pragma cache_size = -131072;
pragma temp.cache_size = -131072;
{table};
.import --csv --skip 1 --schema temp {file} item
begin immediate;
{deed};
commit;
"""
_TABLE = (
    "create table item (source_code text, sku text, status integer, quantity integer,"
    " primary key (sku, source_code))"
)


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    rows: int
    bad: int
    """How many of them are wrong."""
    right: Path
    """The others alone, for a peer that stops at the first wrong one."""

    @property
    def products(self) -> int:
        return self.rows // PER_PRODUCT


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure imports of all sizes and orders, the standard install and the fast one."""
    ways = ["standard"]
    if find_spec("polars"):
        ways.append("fast")
    else:
        bench.say("polars is not installed: the fast extra is left out")
    for rows in QUICK if bench.quick else WHOLE:
        for order, bad in _cases(bench.quick):
            with tempfile.TemporaryDirectory(dir=bench.worlds.directory) as directory:
                file = _write(Path(directory), rows, order, bad)
                for on, ours, peers in _databases(bench, file, Path(directory)):
                    yield from _figures(bench, file, order, on, ways, ours, peers)
    if not bench.quick:
        yield from _memory(bench, ways)


def _memory(bench: Bench, ways: list[str]) -> Iterator[Figure]:
    """What files of both sizes take in one and the same shop."""
    shop = catalogues.sqlite(bench.worlds, WHOLE[-1] // PER_PRODUCT)
    peaks: dict[str, list[float]] = {way: [] for way in ways}
    for rows in WHOLE:
        with tempfile.TemporaryDirectory(dir=bench.worlds.directory) as directory:
            file, copy = _write(Path(directory), rows, "shuffled", 0), Path(directory) / "shop"
            for way in ways:
                shutil.copyfile(shop, copy)
                peaks[way].append(_import(str(copy), file, way)["peak"])
    for way, (small, large) in peaks.items():
        yield Figure(
            7, f"memory of an import of 5M rows, {way}", "MiB", [large],
            "of 1M rows", [small], goals=(FLAT,),
        )  # fmt: skip


def _cases(quick: bool) -> list[tuple[str, int]]:
    if quick:
        return [("sorted", 0), ("shuffled", 4)]
    return [(order, bad) for order in ORDERS for bad in BAD]


def _figures(
    bench: Bench,
    file: _File,
    order: str,
    on: str,
    ways: list[str],
    ours: Callable[[str], dict[str, float]],
    peers: Mapping[str, Callable[[], float]],
) -> Iterator[Figure]:
    took: dict[str, list[float]] = {way: [] for way in ways}
    theirs: dict[str, list[float]] = {beside: [] for beside in peers}
    runs = 3 if file.rows < WHOLE[-1] else 1
    for _ in range(runs):
        for way in ways:
            done = ours(way)
            assert done["created"] == file.rows - file.bad, done
            assert done["rejected"] == file.bad, done
            took[way].append(done["took"])
        for beside, peer in peers.items():
            theirs[beside].append(peer())
    share = f"{file.bad / file.rows:.1%} bad" if file.bad else "none bad"
    for way in ways:
        goal: tuple[Goal, ...] = (GOALS[way, order],)
        for beside in peers or ("",):
            yield Figure(
                7,
                f"import {file.rows:,} rows{on}, {order}, {share}, {way}",
                "s",
                took[way],
                beside,
                theirs.get(beside, ()),
                goal,
                file.products,
                "" if peers else "the program sqlite3 is not installed",
            )
            goal = ()  # is about the first of them


def _databases(
    bench: Bench, file: _File, directory: Path
) -> Iterator[tuple[str, Callable[[str], dict[str, float]], dict[str, Callable[[], float]]]]:
    """Where to import it: what to say of it, ours and the peers."""
    shop = catalogues.sqlite(bench.worlds, file.products)

    def on_sqlite(way: str) -> dict[str, float]:
        copy = directory / "shop.sqlite"
        shutil.copyfile(shop, copy)
        return _import(str(copy), file, way)

    program = bench.from_system("sqlite3")
    beside = directory / "beside.sqlite"

    def dot_import() -> float:
        beside.unlink(missing_ok=True)
        subprocess.run([program, beside, f"{_TABLE} without rowid"], check=True)
        loading = [program, beside, f".import --csv --skip 1 {file.path} item"]
        began = time.perf_counter()
        subprocess.run(loading, stderr=subprocess.DEVNULL)  # a key that comes again is told
        took = time.perf_counter() - began
        with closing(sqlite3.connect(beside)) as database:
            (taken,) = database.execute("select count(*) from item").fetchone()
        assert taken >= file.rows - file.bad, taken
        return took

    def by_bare_sql_after_it() -> float:
        copy = directory / "shop.sqlite"
        shutil.copyfile(shop, copy)
        script = _ON_SQLITE.format(
            table=f"{_TABLE.replace('table', 'temporary table', 1)} without rowid",
            file=file.right,
            deed=";\n".join(_BARE),
        )
        began = time.perf_counter()
        subprocess.run(
            [program, "-bail", copy],
            input=script,
            text=True,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        took = time.perf_counter() - began
        with closing(sqlite3.connect(copy)) as database:
            (written,) = database.execute("select count(*) from movement").fetchone()
        assert written >= file.rows - file.bad, written
        return took

    peers = {".import into a text key": dot_import, "and bare SQL": by_bare_sql_after_it}
    yield "", on_sqlite, peers if program else {}
    if bench.postgresql and file.rows < WHOLE[-1]:

        def on_postgresql(way: str) -> dict[str, float]:
            with catalogues.postgresql_copy(bench.worlds, file.products) as url:
                return _import(url, file, way)

        def by_bare_sql() -> float:
            with catalogues.postgresql_copy(bench.worlds, file.products) as url:
                return _copy(url, file)

        yield " into PostgreSQL", on_postgresql, {"COPY and bare SQL": by_bare_sql}


def _import(where: str, file: _File, way: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT, where, str(file.path), way, str(file.rows)],
        check=True,
        stdout=subprocess.PIPE,
    )
    counts: dict[str, float] = json.loads(done.stdout)
    return counts


def _copy(url: str, file: _File) -> float:
    with psycopg.connect(url) as connection:
        began = time.perf_counter()
        connection.execute(_TABLE.replace("table", "temporary table", 1))  # type: ignore[arg-type]
        with (
            connection.cursor().copy("copy item from stdin with (format csv, header)") as copy,
            file.right.open("rb") as stream,
        ):
            while chunk := stream.read(1 << 18):
                copy.write(chunk)
        connection.execute("analyze item")
        for statement in _BARE:
            written = connection.execute(statement).rowcount
            assert written > 0, statement
        connection.commit()
        return time.perf_counter() - began


def _write(directory: Path, rows: int, order: str, per_thousand: int) -> _File:
    """Write a file of ``rows`` rows, some of them wrong."""
    chance = random.Random(rows)
    lines: list[str] = []
    for product in range(rows // PER_PRODUCT):
        first = product * 7 % len(catalogues.SOURCES)
        places = sorted((first + 3 * n) % len(catalogues.SOURCES) for n in range(PER_PRODUCT))
        lines += [
            f"{catalogues.SOURCES[place]},{catalogues.sku(product)},"
            f"{(product + place) % 7 > 0:d},{(product * 31 + place * 17) % 500}\n"
            for place in places
        ]
    step = 1000 // per_thousand if per_thousand else len(lines)
    wrong = range(step - 1, len(lines), step) if per_thousand else range(0)
    for turn, at in enumerate(wrong):
        source, sku, status, quantity = lines[at].rstrip("\n").split(",")
        lines[at] = (
            f"{source},{sku}-none,{status},{quantity}\n",
            f"{source}-none,{sku},{status},{quantity}\n",
            f"{source},{sku},{status},many\n",
            lines[at - 1],
        )[turn % 4]
    if order == "shuffled":
        chance.shuffle(lines)
    files = directory / "quantities.csv", directory / "right.csv"
    for path, some in zip(files, (lines, dict.fromkeys(lines)), strict=True):
        with path.open("w", encoding="utf-8") as stream:
            stream.write("source_code,sku,status,quantity\n")
            stream.writelines(some if path is files[0] else filter(_is_right, some))
    return _File(files[0], rows, len(wrong), files[1])


def _is_right(line: str) -> bool:
    return "none" not in line and "many" not in line
