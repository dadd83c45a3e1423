"""Goods taken out of a source by a program that has no order for it."""

from __future__ import annotations

import pytest

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.history import Cause
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.shipping.deducting import deduct
from inventory_tui.store.database import Database
from tests.world import World


@pytest.fixture(autouse=True)
def _world(world: World) -> None:
    world.source("berlin")
    world.stock("EU", "berlin")
    world.product("A", berlin=5)
    world.product("B", berlin=3, threshold=2)
    world.product("FREE", manage_stock=False)


def some(sku: str, quantity: str) -> tuple[str, Quantity]:
    return sku, Quantity.parse_signed(quantity)


def test_goods_leave_and_a_used_up_row_goes_out_of_stock(
    world: World, database: Database, cause: Cause
) -> None:
    receipt = deduct(database, "berlin", [some("A", "2"), some("B", "1")], cause=cause)
    assert receipt.counts == {"changed": 2, "units": "-3"}
    assert (world.held("A", "berlin"), world.status("A", "berlin")) == ("3", "in")
    assert (world.held("B", "berlin"), world.status("B", "berlin")) == ("2", "out")
    assert world.salable("A", "EU") == "3"


def test_goods_that_come_back_set_it_in_stock_again(
    world: World, database: Database, cause: Cause
) -> None:
    world.item("A", "berlin", 0, status="out")
    deduct(database, "berlin", [some("a", "-4")], cause=cause)
    assert (world.held("A", "berlin"), world.status("A", "berlin")) == ("4", "in")


def test_all_or_nothing(world: World, database: Database, cause: Cause) -> None:
    with pytest.raises(Refused) as refused:
        deduct(database, "berlin", [some("A", "1"), some("B", "9")], cause=cause)
    assert [(one.kind, one.sku) for one in refused.value.problems] == [
        (Kind.NOT_ENOUGH_IN_SOURCE, "B")
    ]
    assert world.held("A", "berlin") == "5"


def test_lines_of_one_product_are_summed(
    world: World, database: Database, cause: Cause
) -> None:
    with pytest.raises(Refused):
        deduct(database, "berlin", [some("A", "3"), some("a", "3")], cause=cause)
    assert world.held("A", "berlin") == "5"


def test_what_is_not_managed_is_passed_over(database: Database, cause: Cause) -> None:
    assert deduct(database, "berlin", [some("FREE", "3")], cause=cause).operation is None


def test_a_product_without_a_row_there_is_refused(database: Database, cause: Cause) -> None:
    with pytest.raises(Refused) as refused:
        deduct(database, "default", [some("A", "1")], cause=cause)
    assert refused.value.kind is Kind.UNKNOWN_SOURCE_ITEM
    assert refused.value.problems[0].source == "default"
