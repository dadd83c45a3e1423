"""Any deeds on shelves where stock is kept back: as shown, never beyond, and all taken back."""

from __future__ import annotations

from random import Random

import pytest

from inventory_tui.domain.aside import STATES, State
from inventory_tui.domain.bulk import BulkPlan, Request, SetMany, Transfer, Unassign
from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.history import Cause, Receipt
from inventory_tui.services.keeping import undoing
from inventory_tui.services.quantities import bulk
from inventory_tui.services.quantities.stock_changes import QuantityEdit
from tests.warehouse.shelf import CLERK, Shelf, units
from tests.world import World

SKUS = [f"P{number}" for number in range(6)]
SOURCES = ["berlin", "paris", "oslo", "closed"]
STOCKS = ["EU", "Nordic"]
REASON = Cause("clerk", reason="sample")


@pytest.fixture
def shelf(world: World) -> Shelf:
    world.sources("berlin", "paris", "oslo")
    world.source("closed", enabled=False)
    world.stock("EU", "berlin", "paris", "closed", channels=["eu"])
    world.stock("Nordic", "oslo", "paris", channels=["no"])
    random = Random(5)
    for sku in SKUS:
        world.product(sku)
        for source in SOURCES:
            if random.random() < 0.8:
                world.item(
                    sku, source, random.randrange(12), status=random.choice(["in", "out"])
                )
    return Shelf(world)


def looks(shelf: Shelf) -> dict[tuple[str, str], object]:
    """Everything a row says, and what stocks promise."""
    seen: dict[tuple[str, str], object] = {}
    for sku in SKUS:
        for source in SOURCES:
            row = shelf.world.row(sku, source)
            told = None if row is None else (row.quantity, row.in_stock, row.notify_below)
            seen[sku, source] = (told, shelf.aside(sku, source))
        for stock in STOCKS:
            seen[sku, stock] = shelf.world.salable(sku, stock)
    return seen


def promised(shelf: Shelf) -> dict[str, float]:
    """What each stock may promise of all products."""
    with shelf.database.read() as transaction:
        sums = transaction.levels.sums()
        ids = {stock: transaction.stocks.known(stock).id for stock in STOCKS}
    return {stock: float(str(sums[id][-1])) for stock, id in ids.items()}


def beyond_what_lies_there(shelf: Shelf) -> list[tuple[int, int]]:
    """Rows with more that is damaged or in quality check than there is of it."""
    ids = shelf.ids(*SKUS)
    with shelf.database.read() as transaction:
        rows = transaction.source_items.of_products(ids)
        asides = transaction.levels.set_asides.of(ids)
    return [
        key
        for key, aside in asides.items()
        if aside.damaged.parts + aside.quality_check.parts
        > (rows[key].quantity.parts if key in rows else 0)
    ]


def bulk_request(random: Random) -> Request:
    origin, destination = random.sample(SOURCES, 2)
    match random.randrange(3):
        case 0:
            return Transfer(
                origin,
                destination,
                unassign_origin=random.random() < 0.3,
                override_safety=random.random() < 0.3,
            )
        case 1:
            return Unassign((origin, destination) if random.random() < 0.2 else (origin,))
        case _:
            change = units(random.randrange(1, 4))
            return SetMany(origin, change=-change if random.random() < 0.5 else change)


def do_one(shelf: Shelf, random: Random) -> tuple[Receipt, BulkPlan | None]:
    sku, source = random.choice(SKUS), random.choice(SOURCES)
    match random.randrange(5):
        case 0:
            return shelf.safety(sku, source, random.randrange(6)), None
        case 1:
            before, after = random.sample(list(State), 2)
            return shelf.state(sku, source, random.randrange(1, 4), before, after), None
        case 2:
            quantity, safety = units(random.randrange(14)), units(random.randrange(4))
            return shelf.edit(QuantityEdit(sku, source, quantity, safety=safety)), None
        case 3:
            ends = random.sample(SOURCES, 2)
            amount = random.randrange(1, 6)
            over = random.random() < 0.3
            return (
                shelf.transfer(sku, amount, *ends, reason="sample", override_safety=over),
                None,
            )
        case _:
            request, ids = bulk_request(random), shelf.ids(*SKUS)
            plan = bulk.plan(shelf.database, ids, request)
            receipt = bulk.perform(shelf.database, ids, request, cause=REASON, expected=plan)
            return receipt, plan


@pytest.mark.parametrize("seed", range(3))
def test_dry_runs_are_what_happens_and_undo_is_whole(shelf: Shelf, seed: int) -> None:
    random = Random(seed)
    begin, done = looks(shelf), []
    before = promised(shelf)
    for _ in range(25):
        try:
            receipt, plan = do_one(shelf, random)
        except InventoryError:
            assert promised(shelf) == before
            continue
        after = promised(shelf)
        if plan is not None:
            shown = {one.stock: float(str(one.change)) for one in plan.effects}
            assert {
                stock: after[stock] - before[stock]
                for stock in STOCKS
                if after[stock] != before[stock]
            } == shown
        before = after
        if receipt.operation is not None:
            done.append(receipt.operation)
        assert beyond_what_lies_there(shelf) == []
    shelf.check()
    assert len(done) > 10
    for operation in reversed(done):
        undoing.undo(shelf.database, operation, cause=CLERK)
    assert looks(shelf) == begin
    shelf.check()
    assert len(STATES) == 2
