"""Row 9: assign, transfer and unassign very many products; dry run, deed, undo, bare SQL.

The deeds of the program and the bare statements change one and the same world in turn, and
the program undoes both alike: what the bare statements write is all that a deed writes.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field
from pathlib import Path

from inventory_tui.domain.bulk import Assign, Request, SetMany, Transfer, Unassign, Verdict
from inventory_tui.domain.history import Deed
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services import Database
from inventory_tui.services.keeping import keeping, undoing
from inventory_tui.services.quantities import bulk
from inventory_tui.services.sourcing import mapping, sourcing
from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Figure, Goal
from tests.benchmarks.rows import bare_bulk
from tests.benchmarks.rows.bare_bulk import Bare
from tests.benchmarks.worlds import CAUSE

MANY, FEW = 100_000, 20_000
"""Products of a deed, and of one in a quick run."""
LOADING = {"code": "loading", "name": "Loading dock", "country": "DE", "postcode": "10115"}
ORIGIN, DESTINATION, STOCK = "loading", "dallas", "EU Stock"
"""Where goods leave a stock for another one."""

_OWN_ITEMS = """
    select id from product
    where deleted_by is null and type in ('simple', 'virtual', 'downloadable')
    and id not in (select product_id from stock_level where salable < 0)
    order by id
"""


@dataclass(frozen=True, slots=True)
class Deeds:
    """One kind of deed, both ways of doing it, and what came of it."""

    name: str
    deed: Deed
    request: Request
    statements: Sequence[str]
    counted: str
    """The count of its receipt that says how many products it changed."""
    ours: list[float] = field(default_factory=list)
    dry: list[float] = field(default_factory=list)
    undone: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure on SQLite and, if asked for, on PostgreSQL."""
    many = FEW if bench.quick else MANY
    for products in [size for size in bench.sizes if size >= MANY]:
        yield from _measure(bench, bench.worlds.sqlite_copy(products), products, many)
        if bench.postgresql:
            copy = bench.worlds.postgresql_copy(products)
            yield from _measure(bench, copy, products, many, ", PostgreSQL")


def _measure(
    bench: Bench,
    world: AbstractContextManager[Path | str],
    products: int,
    many: int,
    where: str = "",
) -> Iterator[Figure]:
    with world as path:
        bench.say(f"{many:,} of {products:,} products at once{where}")
        shop = _Shop(path, many)
        with closing(shop):
            for deeds in shop.all_deeds():
                for run in range(bench.runs(3) + 1):
                    shop.run(deeds, counts=run > 0)
                yield from _figures(deeds, products, f"{many // 1000}k products{where}")


def _figures(deeds: Deeds, products: int, what: str) -> Iterator[Figure]:
    for name, unit, ours, beside, peer, bound in (
        (deeds.name, "s", deeds.ours, "bare SQL, one transaction", deeds.bare, 2.0),
        (f"{deeds.name}, dry run", "s", deeds.dry, "the deed", deeds.ours, 0.5),
        (f"{deeds.name}, undo", "s", deeds.undone, "the deed", deeds.ours, 1.0),
    ):
        yield Figure(9, f"{name}: {what}", unit, ours, beside, peer, (Goal(bound),), products)


class _Shop:
    """A world with a source of which every product that is chosen can spare what it holds."""

    def __init__(self, path: Path | str, many: int) -> None:
        self._database: Database = keeping.open_database(path, create=False)
        self._bare = Bare(str(path))
        sourcing.add_source(self._database, LOADING, cause=CAUSE)
        mapping.assign_sources(self._database, STOCK, [ORIGIN], cause=CAUSE)
        self._ids: Sequence[int] = self._spread(self._bare.ids(_OWN_ITEMS), many * 21 // 20)
        self._perform(Assign((ORIGIN,)))
        self._fill()
        if not self._database.is_sqlite:
            self._bare.run("analyze")  # as its server would after a minute
        rows = bulk.verdicts(self._database, self._ids, Unassign((ORIGIN,)))
        spare = [row.product_id for row in rows if row.verdict is Verdict.CHANGE]
        self._perform(Unassign((ORIGIN,)))
        self._ids = self._spread(spare, many)
        self._at = {
            "at": self._bare.ids(f"select id from source where code = '{ORIGIN}'")[0],
            "to": self._bare.ids(f"select id from source where code = '{DESTINATION}'")[0],
        }

    @staticmethod
    def _spread(ids: Sequence[int], many: int) -> list[int]:
        """So many of the ids, from first to last; all where there are fewer."""
        many = min(many, len(ids))
        return [ids[index * len(ids) // many] for index in range(many)]

    def all_deeds(self) -> Iterator[Deeds]:
        """The deeds in an order in which each finds what it needs."""
        yield Deeds("assign", Deed.ASSIGNED, Assign((ORIGIN,)), bare_bulk.ASSIGN, "assigned")
        self._perform(Assign((ORIGIN,)))
        self._fill()
        yield Deeds(
            "transfer",
            Deed.TRANSFERRED,
            Transfer(ORIGIN, DESTINATION),
            bare_bulk.TRANSFER,
            "transferred",
        )
        yield Deeds(
            "unassign", Deed.UNASSIGNED, Unassign((ORIGIN,)), bare_bulk.UNASSIGN, "unassigned"
        )

    def run(self, deeds: Deeds, *, counts: bool) -> None:
        """Plan, do and undo once; then the bare statements, which are undone as well.

        Args:
            counts: Whether it is measured; the first time does not, and compares what both
                ways leave behind.
        """
        began = time.perf_counter()
        plan = bulk.plan(self._database, self._ids, deeds.request)
        dry = time.perf_counter() - began
        began = time.perf_counter()
        receipt = bulk.perform(
            self._database, self._ids, deeds.request, cause=CAUSE, expected=plan
        )
        ours = time.perf_counter() - began
        assert receipt.operation is not None
        assert receipt.counts[deeds.counted] == plan.will_change == len(self._ids)
        found = None if counts else self._bare.found(receipt.operation)
        began = time.perf_counter()
        undoing.undo(self._database, receipt.operation, cause=CAUSE)
        undone = time.perf_counter() - began
        bare, operation = self._bare.do(
            deeds.deed.value, deeds.statements, self._ids, **self._at
        )
        if found is not None:
            assert found == self._bare.found(operation), deeds.name
        undoing.undo(self._database, operation, cause=CAUSE)
        if counts:
            for took, into in (
                (ours, deeds.ours),
                (dry, deeds.dry),
                (undone, deeds.undone),
                (bare, deeds.bare),
            ):
                into.append(took)

    def close(self) -> None:
        """Close both connections."""
        self._bare.close()
        self._database.close()

    def _fill(self) -> None:
        self._perform(SetMany(ORIGIN, quantity=Quantity.parse("7"), in_stock=True))

    def _perform(self, request: Request) -> None:
        bulk.perform(self._database, self._ids, request, cause=CAUSE)
