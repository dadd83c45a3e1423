"""Many products deleted at once (F-171)."""

from __future__ import annotations

from array import array

import pytest

from inventory_tui.domain.composite import Part
from inventory_tui.domain.errors import ChangedElsewhere, Kind, Refused, Stopped
from inventory_tui.domain.history import Cause
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.keeping import undoing
from inventory_tui.services.keeping.checking import check
from inventory_tui.services.products import browsing, bulk_deletion, catalog, composites
from inventory_tui.services.quantities import stock_changes
from inventory_tui.services.quantities.stock_changes import QuantityEdit
from inventory_tui.store.database import Database
from tests.services.shopping import Shop
from tests.world import World


@pytest.fixture
def ids(world: World, database: Database) -> array[int]:
    """Two free products with rows at two sources, and one that orders hold."""
    with world.at_once():
        world.sources("berlin", "paris")
        world.stock("EU", "berlin", "paris", channels=["eu"])
        world.product("A", berlin=5, paris="2.5")
        world.product("B", berlin=1)
        world.product("HELD", berlin=9)
    Shop(world).place({"HELD": 4})
    return browsing.product_ids(database, browsing.ProductQuery())


def skus(database: Database) -> list[str]:
    return [row.sku for row in browsing.products(database, browsing.ProductQuery())]


def test_what_orders_hold_stays_and_is_named(
    database: Database, cause: Cause, ids: array[int]
) -> None:
    plan = bulk_deletion.plan_deletion(database, ids)
    assert (plan.products, plan.rows, str(plan.units)) == (2, 3, "8.5")
    receipt = bulk_deletion.delete_many(database, ids, cause=cause, expected=plan)
    assert receipt.counts == {"deleted": 2, "rows": 3, "units": "-8.5", "blocked": 1}
    assert receipt.warnings == (
        "Left, because orders hold units of HELD; finish or cancel these first.",
    )
    assert skus(database) == ["HELD"]
    assert not check(database).found


def test_forced_they_go_too_and_their_orders_stay_open(
    database: Database, cause: Cause, ids: array[int], world: World
) -> None:
    receipt = bulk_deletion.delete_many(database, ids, force=True, cause=cause)
    assert (receipt.counts["deleted"], receipt.counts["blocked"]) == (3, 0)
    assert "they stay open" in receipt.warnings[0]
    assert skus(database) == []
    with database.read() as transaction:
        (level,) = transaction.levels.of_product(ids[2])
    assert str(level.reserved) == "-4"
    assert not check(database).found


def test_the_sku_is_free_again(database: Database, cause: Cause, ids: array[int]) -> None:
    bulk_deletion.delete_many(database, ids, cause=cause)
    catalog.add(database, "A", {}, cause=cause)
    assert skus(database) == ["A", "HELD"]


def test_a_part_leaves_what_it_was_a_part_of(
    database: Database, cause: Cause, ids: array[int], world: World
) -> None:
    world.product("PARENT", type="configurable")
    composites.set_variations(database, "PARENT", [Part("A"), Part("HELD")], cause=cause)
    bulk_deletion.delete_many(database, ids, cause=cause)
    made_of = composites.composition(database, "PARENT")
    assert [part.sku for part in made_of.every_part] == ["HELD"]


def test_nothing_to_delete_leaves_no_trace(
    database: Database, cause: Cause, ids: array[int]
) -> None:
    receipt = bulk_deletion.delete_many(database, ids[2:], cause=cause)
    assert (receipt.operation, receipt.message) == (None, "Nothing was deleted.")


def test_no_undo_brings_them_back(database: Database, cause: Cause, ids: array[int]) -> None:
    receipt = bulk_deletion.delete_many(database, ids, cause=cause)
    with pytest.raises(Refused) as refused:
        undoing.undo(database, receipt.operation, cause=cause)
    assert refused.value.kind is Kind.NOT_UNDOABLE


def test_what_changed_meanwhile_is_not_deleted(
    database: Database, cause: Cause, ids: array[int]
) -> None:
    plan = bulk_deletion.plan_deletion(database, ids)
    edit = QuantityEdit("A", "berlin", Quantity.parse("7"))
    stock_changes.set_quantities(database, [edit], cause=cause)
    with pytest.raises(ChangedElsewhere):
        bulk_deletion.delete_many(database, ids, cause=cause, expected=plan)
    assert skus(database) == ["A", "B", "HELD"]


def test_stopping_deletes_nothing(database: Database, cause: Cause, ids: array[int]) -> None:
    told: list[int] = []
    with pytest.raises(Stopped):
        bulk_deletion.delete_many(
            database,
            ids,
            cause=cause,
            progress=lambda done, _: told.append(done),
            stop=lambda: bool(told),
            batch=1,
        )
    assert skus(database) == ["A", "B", "HELD"]
