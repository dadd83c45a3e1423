"""Quantities changed by hand: a run of edits is one deed, with its reasons and its refusals."""

from __future__ import annotations

import pytest

from inventory_tui.domain.errors import ChangedElsewhere, Kind, Refused
from inventory_tui.domain.history import Cause
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.quantities.stock_changes import QuantityEdit, set_quantities
from inventory_tui.services.reports import reporting
from inventory_tui.store.database import Database
from tests.world import World


def amount(text: str) -> Quantity:
    return Quantity.parse_signed(text)


@pytest.fixture
def shop(world: World) -> World:
    with world.at_once():
        world.sources("berlin", "paris")
        world.stock("EU", "berlin", "paris", channels=["eu"])
        world.product("MH01", berlin=4)
        world.product("MH02", berlin=7)
        world.product("WIRE", decimals=True, berlin="1.5")
        world.product("SET", type="bundle")
    return world


def test_a_run_of_edits_is_one_deed(shop: World, database: Database, cause: Cause) -> None:
    receipt = set_quantities(
        database,
        [
            QuantityEdit("mh01", "BERLIN", quantity=amount("16")),
            QuantityEdit("MH02", "paris", quantity=amount("2")),
            QuantityEdit("WIRE", "berlin", change=amount("-0.25")),
        ],
        cause=cause,
    )
    assert receipt.counts == {"changed": 3, "units": "13.75"}
    assert shop.held("MH01", "berlin") == "16"
    assert shop.held("MH02", "paris") == "2"
    assert shop.status("MH02", "paris") == "in"
    assert shop.held("WIRE", "berlin") == "1.25"
    assert shop.salable("MH02", "EU") == "9"
    (row,) = reporting.history(database, sku="MH01")
    assert (row.field, row.before, row.after, row.actor) == ("quantity", "4", "16", cause.actor)


def test_everything_wrong_in_a_run_is_said_at_once_and_nothing_written(
    shop: World, database: Database, cause: Cause
) -> None:
    with pytest.raises(Refused) as refusal:
        set_quantities(
            database,
            [
                QuantityEdit("MH01", "berlin", quantity=amount("5")),
                QuantityEdit("MH1", "berlin", quantity=amount("5")),
                QuantityEdit("MH01", "berlino", quantity=amount("5")),
                QuantityEdit("SET", "berlin", quantity=amount("5")),
                QuantityEdit("MH02", "berlin", change=amount("-8")),
                QuantityEdit("MH02", "berlin", quantity=amount("0.5")),
            ],
            cause=cause,
        )
    assert [problem.kind for problem in refusal.value.problems] == [
        Kind.UNKNOWN_PRODUCT,
        Kind.UNKNOWN_SOURCE,
        Kind.TYPE_HAS_NO_SOURCE_ITEMS,
        Kind.NOT_ENOUGH_IN_SOURCE,
        Kind.QTY_DECIMAL,
    ]
    assert shop.held("MH01", "berlin") == "4"


def test_a_second_terminal_is_told_and_does_not_overwrite(
    shop: World, database: Database, cause: Cause
) -> None:
    seen = shop.row("MH01", "berlin")
    assert seen is not None
    set_quantities(database, [QuantityEdit("MH01", "berlin", amount("5"))], cause=cause)
    mine = QuantityEdit("MH01", "berlin", amount("9"), seen_version=seen.version)
    other = QuantityEdit("MH02", "berlin", amount("9"))
    with pytest.raises(ChangedElsewhere) as refusal:
        set_quantities(database, [other, mine], cause=cause)
    assert [problem.sku for problem in refusal.value.problems] == ["MH01"]
    assert (shop.held("MH01", "berlin"), shop.held("MH02", "berlin")) == ("5", "7")


def test_a_row_nobody_saw_is_not_overwritten(
    shop: World, database: Database, cause: Cause
) -> None:
    shop.item("MH01", "paris", 3)
    with pytest.raises(ChangedElsewhere):
        set_quantities(
            database, [QuantityEdit("MH01", "paris", amount("9"), seen_version=0)], cause=cause
        )


def test_promising_more_than_is_left_is_allowed_and_named(
    shop: World, database: Database, cause: Cause
) -> None:
    shop.reserve("EU", "MH01", "-3")
    receipt = set_quantities(
        database, [QuantityEdit("MH01", "berlin", amount("1"))], cause=cause
    )
    assert receipt.warnings == ("EU has promised 2 more of MH01 than is there.",)
    assert shop.salable("MH01", "EU") == "-2"


def test_status_and_notify_level_are_edited_alone(
    shop: World, database: Database, cause: Cause
) -> None:
    off = QuantityEdit("MH01", "berlin", in_stock=False, notify_below=amount("10"))
    set_quantities(database, [off], cause=cause)
    assert shop.held("MH01", "berlin") == "4"
    assert shop.status("MH01", "berlin") == "out"
    assert shop.notify_below("MH01", "berlin") == "10"
    assert shop.salable("MH01", "EU") == "0"
    inherit = QuantityEdit("MH01", "berlin", notify_default=True)
    set_quantities(database, [inherit], cause=cause)
    assert shop.notify_below("MH01", "berlin") is None


def test_what_is_as_asked_writes_nothing(shop: World, database: Database, cause: Cause) -> None:
    same = QuantityEdit("MH01", "berlin", amount("4"))
    assert set_quantities(database, [same], cause=cause).operation is None
    assert list(reporting.history(database)) == []


def test_one_product_is_assigned_in_stock_and_unassigned_unless_promised(
    shop: World, database: Database, cause: Cause
) -> None:
    set_quantities(database, [QuantityEdit("MH01", "paris", assign=True)], cause=cause)
    assert (shop.held("MH01", "paris"), shop.status("MH01", "paris")) == ("0", "in")
    set_quantities(database, [QuantityEdit("MH01", "paris", unassign=True)], cause=cause)
    assert shop.held("MH01", "paris") is None
    shop.reserve("EU", "MH01", "-4")
    gone = [QuantityEdit("MH01", "berlin", unassign=True)]
    with pytest.raises(Refused) as refusal:
        set_quantities(database, gone, cause=cause)
    assert refusal.value.kind is Kind.BLOCKED
    set_quantities(database, gone, cause=cause, force=True)
    assert shop.held("MH01", "berlin") is None


@pytest.mark.parametrize("reason", ["two words", "UPPER", "x" * 33, ""])
def test_a_reason_is_one_word(reason: str) -> None:
    with pytest.raises(Refused.__mro__[1]):
        Cause("clerk1", reason=reason)
