"""What one deed did, line by line, and what its undo is called."""

from __future__ import annotations

import pytest

from inventory_tui.domain.bulk import Transfer
from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.history import Cause, Effect
from inventory_tui.services.keeping import undoing
from inventory_tui.services.quantities import bulk
from inventory_tui.services.reports import reporting
from inventory_tui.services.sourcing import mapping
from inventory_tui.store.database import Database
from tests.services.shopping import Shop
from tests.world import World


@pytest.fixture
def shop(world: World) -> Shop:
    """EU takes from berlin and paris."""
    world.sources("berlin", "paris")
    world.stock("EU", "berlin", "paris", channels=["eu"])
    world.product("MH02", berlin=4)
    world.product("MH01", berlin=10, paris=1)
    return Shop(world)


def effects(database: Database, operation: int | None) -> list[Effect]:
    """Every line of a deed, in its order."""
    assert operation is not None
    ids = reporting.effect_ids(database, operation)
    found = reporting.effects(database, operation, ids)
    return [found[id] for id in ids]


def move_all(database: Database, cause: Cause) -> int:
    with database.read() as transaction:
        products = transaction.products.by_skus(["MH01", "MH02"]).values()
    ids = [product.id for product in products]
    receipt = bulk.perform(database, ids, Transfer("berlin", "paris"), cause=cause)
    assert receipt.operation is not None
    return receipt.operation


def test_each_source_item_is_a_line_by_sku(
    shop: Shop, database: Database, cause: Cause
) -> None:
    assert effects(database, move_all(database, cause)) == [
        Effect("MH01", "berlin", "quantity", "10", "0", "in → out"),
        Effect("MH01", "paris", "quantity", "1", "11"),
        Effect("MH02", "berlin", "quantity", "4", "0", "in → out"),
        Effect("MH02", "paris", "quantity", None, "4"),
    ]


def test_a_page_of_lines_is_read_alone(shop: Shop, database: Database, cause: Cause) -> None:
    operation = move_all(database, cause)
    ids = reporting.effect_ids(database, operation)
    page = reporting.effects(database, operation, ids[1:3])
    assert list(page) == list(ids[1:3])
    assert [row.where for row in page.values()] == ["paris", "berlin"]


def test_units_held_name_their_order(shop: Shop, database: Database) -> None:
    placed = shop.place({"MH01": 3}, "000000042")
    assert effects(database, placed.receipt.operation)[-1] == Effect(
        "MH01", "order 000000042", "reserved", None, "-3"
    )


def test_changes_of_other_things_name_them(
    shop: Shop, database: Database, cause: Cause
) -> None:
    receipt = mapping.rename_stock(database, "EU", "Europe", cause=cause)
    lines = effects(database, receipt.operation)
    assert [(line.before, line.after) for line in lines] == [("EU", "Europe")]
    assert lines[0].what.startswith("stock ")


def test_an_unknown_deed_is_refused(database: Database) -> None:
    with pytest.raises(Refused) as refused:
        reporting.effect_ids(database, 4711)
    assert refused.value.kind is Kind.UNKNOWN_OPERATION


def test_undoing_an_undo_is_called_doing_it_again(
    shop: Shop, database: Database, cause: Cause
) -> None:
    operation = move_all(database, cause)
    undone = undoing.undo(database, operation, cause=cause)
    assert undone.message == "Undone: Moved 14 units of 2 SKUs berlin → paris"
    redone = undoing.undo(database, undone.operation, cause=cause)
    assert redone.message == "Done again: Moved 14 units of 2 SKUs berlin → paris"
    again = undoing.undo(database, redone.operation, cause=cause)
    assert again.message == "Undone: Moved 14 units of 2 SKUs berlin → paris"
    newest, *_ = reporting.history_ids(database)
    summary = reporting.operations(database, [newest])[newest].summary
    assert summary == "Undo: Moved 14 units of 2 SKUs berlin → paris"
