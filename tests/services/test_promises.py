"""One number at a time, for programs that ask for it."""

from __future__ import annotations

import pytest

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.orders.returning import returnable
from inventory_tui.services.products import salability
from inventory_tui.services.quantities.notify_limits import limit
from inventory_tui.services.quantities.promises import Holding, holding, salable_quantity
from inventory_tui.store.database import Database
from tests.plans import asked
from tests.services.shopping import Shop
from tests.world import World


@pytest.fixture(autouse=True)
def _world(world: World) -> None:
    world.sources("berlin", "paris")
    world.stock("EU", "berlin", "paris", channels=["eu"])
    world.stock("Other")
    world.product("MH01", berlin=5, paris=(9, "out"), threshold=1, notify_below=3)
    world.product("FREE", berlin=4, manage_stock=False)
    world.product("SET", type="bundle")


def test_what_is_left_to_promise(world: World, database: Database) -> None:
    Shop(world).place({"MH01": 2})
    assert str(salable_quantity(database, "mh01", "EU")) == "2"
    assert str(salable_quantity(database, "MH01", "Other")) == "0"
    assert str(salable_quantity(database, "FREE", "EU")) == "4"
    with pytest.raises(Refused) as refused:
        salable_quantity(database, "SET", "EU")
    assert refused.value.kind is Kind.TYPE_HAS_NO_SOURCE_ITEMS


def test_what_lies_for_a_stock_whoever_ordered_it(world: World, database: Database) -> None:
    Shop(world).place({"MH01": 4})
    assert holding(database, "MH01", "EU") == Holding(Quantity.parse("5"), False)
    assert holding(database, "MH01", "Other") is None
    assert holding(database, "SET", "EU") == Holding(Quantity(0), False)


def test_the_limit_in_force_of_a_row_that_is_there_or_not(
    world: World, database: Database
) -> None:
    world.item("MH01", "paris", 9, notify_below=7)
    found = [str(limit(database, "MH01", source)) for source in ("paris", "berlin", "default")]
    assert found == ["7", "3", "3"]
    assert str(limit(database, "FREE", "paris")) == "1"


def test_goods_that_are_counted_can_come_back(world: World, database: Database) -> None:
    number = Shop(world).place({"MH01": 1, "FREE": 1}).order
    order = Shop(world).order(number)
    found = returnable(database, number)
    assert {line.sku: found[line.id] for line in order.lines} == {"MH01": True, "FREE": False}


@pytest.mark.sqlite_only
def test_what_is_kept_is_looked_up_by_its_key_however_many_are_asked_for(
    database: Database,
) -> None:
    with asked(database) as one:
        salability.statuses(database, ["MH01"], "EU")
    with asked(database) as several:
        salability.statuses(database, ["MH01", "FREE"], "EU")
    assert len(one.sent) == len(several.sent)
    for plan in (one.plans("FROM stock_level"), several.plans("FROM stock_level")):
        assert plan == [["SEARCH stock_level USING PRIMARY KEY (stock_id=? AND product_id=?)"]]
    assert not one.with_text("FROM reservation")
