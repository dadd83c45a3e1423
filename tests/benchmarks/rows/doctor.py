"""Row 16: doctor over everything, beside adding everything up once; its memory."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from inventory_tui.services.keeping import checking, keeping
from inventory_tui.services.keeping.checking import Checkup
from tests.benchmarks import bare_sql
from tests.benchmarks.bare_sql import ms
from tests.benchmarks.bench import Bench, python
from tests.benchmarks.figures import Figure, Goal, in_turn

ROW = 16
RUNS = 3

_STARTER = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""

_EVERYTHING = """
    select count(*), sum(on_hand), sum(reserved) from (
        select stock_id, product_id, sum(on_hand) as on_hand, sum(reserved) as reserved
        from (
            select link.stock_id, item.product_id,
                case when item.in_stock and source.enabled then item.quantity else 0 end
                    as on_hand,
                0 as reserved
            from source_item as item
            join stock_source as link on link.source_id = item.source_id
            join source on source.id = item.source_id
            union all
            select stock_id, product_id, 0, quantity from reservation
        ) as counted
        group by stock_id, product_id
    ) as summed
"""


def measure(bench: Bench) -> Iterator[Figure]:
    """Check worlds of every size, and add them up in turn."""
    for where in ("", ", PostgreSQL") if bench.postgresql else ("",):
        smallest: list[float] = []
        for products in bench.sizes:
            if where:
                address: Any = bench.worlds.postgresql(products)
            else:
                address = bench.worlds.sqlite(products)
            bench.say(f"doctor over {products:,} products{where}")
            yield _time(bench, address, products, where)
            held = [_memory(str(address)) for _ in range(bench.runs(RUNS) // 3)]
            smallest = smallest or held
            yield Figure(
                ROW, f"doctor{where}: memory at most", "MiB", held,
                f"at {bench.sizes[0]:,}", smallest, (Goal(1.3),), products,
            )  # fmt: skip


def _time(bench: Bench, address: Path | str, products: int, where: str) -> Figure:
    asking = bare_sql.postgresql(str(address)) if where else bare_sql.sqlite(Path(address))
    with closing(keeping.open_database(address)) as database, asking as ask:
        checkups: list[Checkup] = []
        sums: list[Any] = []
        ours, peer = in_turn(
            bench.runs(RUNS),
            ms(lambda: checkups.append(checking.check(database))),
            ms(lambda: sums.extend(ask(_EVERYTHING))),
        )
    for checkup in checkups:
        assert checkup.is_clean, checkup.findings
        assert checkup.sizes.products >= products
        assert checkup.sizes.reservations >= 4 * products
    assert all(pairs >= products for pairs, *_ in sums)
    goals = (Goal(3),) if products >= 1_000_000 else ()
    return Figure(
        ROW, f"doctor{where}", "s", [one / 1000 for one in ours],
        "one aggregation", [one / 1000 for one in peer], goals, products,
        "" if goals else "the goal is for 1M, where an aggregation outgrows the caches",
    )  # fmt: skip


def _memory(database: str) -> float:
    """MiB that the command holds at most."""
    argv = [sys.executable, "-m", "inventory_tui", "doctor", "--database", database]
    # a small program starts it: what a process begins from counts as held by it
    run = subprocess.run(python(_STARTER, *argv), capture_output=True, text=True, check=True)
    return int(run.stdout) / 1024
