"""Some of one product moves from one source to another, or nothing happens."""

from __future__ import annotations

import pytest

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.history import Cause
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services import Database
from inventory_tui.services.keeping import undoing
from inventory_tui.services.orders import ordering
from inventory_tui.services.quantities.moving import transfer_several, transfer_some
from tests.world import World

SIX = Quantity.parse("6")


@pytest.fixture(autouse=True)
def _world(world: World) -> None:
    world.sources("berlin", "paris", "oslo")
    world.stock("EU", "berlin", "paris", channels=["eu"])
    world.product("A", berlin=10)
    world.product("B", berlin=10, paris=(4, "out"))
    world.product("C", type="configurable")


def test_units_move_and_undo_brings_them_back(
    database: Database, world: World, cause: Cause
) -> None:
    receipt = transfer_some(
        database, "a", SIX, origin="BERLIN", destination="paris", cause=cause
    )
    assert (world.held("A", "berlin"), world.held("A", "paris")) == ("4", "6")
    assert world.salable("A", "EU") == "10"
    assert receipt.counts == {"transferred": 1, "units": "6"}
    undoing.undo(database, receipt.operation, cause=cause)
    assert (world.held("A", "berlin"), world.held("A", "paris")) == ("10", None)


def test_a_destination_keeps_its_own_status(
    database: Database, world: World, cause: Cause
) -> None:
    transfer_some(database, "B", SIX, origin="berlin", destination="paris", cause=cause)
    assert (world.held("B", "paris"), world.salable("B", "EU")) == ("10", "4")


def test_an_emptied_origin_is_out_of_stock(
    database: Database, world: World, cause: Cause
) -> None:
    ten = Quantity.parse("10")
    transfer_some(database, "A", ten, origin="berlin", destination="paris", cause=cause)
    with database.read() as transaction:
        product = transaction.products.known("A")
        states = {
            item.source_code: item.in_stock
            for item in transaction.source_items.of_product(product.id)
        }
    assert states == {"berlin": False, "paris": True}


@pytest.mark.parametrize(
    ("sku", "quantity", "origin", "destination", "kind"),
    [
        ("A", "11", "berlin", "paris", Kind.NOT_ENOUGH_IN_SOURCE),
        ("A", "0", "berlin", "paris", Kind.VALIDATION_FAILED),
        ("A", "1.5", "berlin", "paris", Kind.QTY_DECIMAL),
        ("A", "1", "berlin", "Berlin", Kind.TRANSFER_SOURCE_TO_ITSELF),
        ("A", "1", "paris", "berlin", Kind.UNKNOWN_SOURCE_ITEM),
        ("A", "1", "nowhere", "berlin", Kind.UNKNOWN_ORIGIN_SOURCE),
        ("A", "1", "berlin", "nowhere", Kind.UNKNOWN_DESTINATION_SOURCE),
        ("Z", "1", "berlin", "paris", Kind.UNKNOWN_PRODUCT),
        ("C", "1", "berlin", "paris", Kind.TYPE_HAS_NO_SOURCE_ITEMS),
    ],
)
def test_a_refused_transfer_changes_nothing(
    database: Database,
    world: World,
    cause: Cause,
    sku: str,
    quantity: str,
    origin: str,
    destination: str,
    kind: Kind,
) -> None:
    with pytest.raises(Refused) as refusal:
        transfer_some(
            database,
            sku,
            Quantity.parse(quantity),
            origin=origin,
            destination=destination,
            cause=cause,
        )
    assert refusal.value.kind is kind
    assert world.held("A", "berlin") == "10"


def test_promised_units_leave_their_stock_only_by_force(
    database: Database, world: World, cause: Cause
) -> None:
    line = (("A", Quantity.parse("5")),)
    ordering.place(database, OrderRequest("eu", line), cause=cause)
    with pytest.raises(Refused, match="EU has promised 1 more than would be left") as refusal:
        transfer_some(database, "A", SIX, origin="berlin", destination="oslo", cause=cause)
    assert refusal.value.kind is Kind.BLOCKED
    transfer_some(database, "A", SIX, origin="berlin", destination="paris", cause=cause)
    transfer_some(
        database, "A", SIX, origin="paris", destination="oslo", force=True, cause=cause
    )
    assert world.salable("A", "EU") == "-1"


def test_several_products_move_in_one_deed_or_none_does(
    database: Database, world: World, cause: Cause
) -> None:
    both = [("A", SIX), ("B", SIX)]
    receipt = transfer_several(
        database, both, origin="berlin", destination="oslo", force=True, cause=cause
    )
    assert receipt.counts == {"transferred": 2, "units": "12"}
    with pytest.raises(Refused) as refused:
        transfer_several(
            database,
            [("A", Quantity.parse("1")), ("B", SIX)],
            origin="berlin",
            destination="oslo",
            force=True,
            cause=cause,
        )
    assert [(one.kind, one.sku) for one in refused.value.problems] == [
        (Kind.NOT_ENOUGH_IN_SOURCE, "B")
    ]
    assert world.held("A", "berlin") == "4"
