"""Sources: what others do there who are not at home, and those they do not serve."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inventory_tui.domain.bulk import Transfer, Unassign, Verdict
from inventory_tui.domain.document import Outcome, RefundWish
from inventory_tui.domain.errors import InventoryError, Kind
from inventory_tui.domain.history import Cause
from inventory_tui.domain.incoming import Came
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.files import exchange
from inventory_tui.services.goods import transfer_arrivals, transfers
from inventory_tui.services.keeping import people
from inventory_tui.services.orders import invoicing, ordering, refunding
from inventory_tui.services.quantities import bulk, moving, setting_aside, stock_changes
from inventory_tui.services.shipping import (
    pickup_orders,
    shipment_cancelling,
    shipping,
    tracking,
)
from inventory_tui.services.sourcing.eligibility import set_eligibility
from inventory_tui.store.database import Database
from tests.warehouse.shelf import refused, units
from tests.world import World

ANNA, BOB = Cause("anna", "anna"), Cause("bob", "bob")


@pytest.fixture
def shop(world: World) -> Database:
    """Berlin and Paris sell to two channels; Bob is a clerk of Berlin."""
    world.sources("berlin", "paris", "oslo")
    world.stock("EU", "berlin", "paris", "oslo", channels=["eu", "b2b"])
    world.stock("Other", channels=["elsewhere"])
    world.product("A", berlin=10, paris=6)
    world.product("LOOSE", manage_stock=False, berlin=1, paris=1)
    world.product("FILE", type="virtual", berlin=2, paris=9)
    return world.database.seen_by("anna")


@pytest.fixture
def with_bob(shop: Database) -> Database:
    typed = {"login": "bob", "role": "clerk", "sources": "berlin"}
    people.add_person(shop, typed, cause=ANNA)
    return shop


def order(database: Database, sku: str, amount: int, channel: str = "eu") -> str:
    request = OrderRequest(channel, ((sku, units(amount)),))
    return ordering.place(database, request, cause=ANNA).order


# who is not at home there --------------------------------------------------------------


def test_goods_nobody_counts_leave_no_source_out_of_reach(with_bob: Database) -> None:
    number = order(with_bob, "LOOSE", 3)
    ship = shipping.create
    assert refused(lambda: ship(with_bob, number, "paris", cause=BOB)) == [Kind.NOT_ALLOWED]
    (sent,) = ship(with_bob, number, "paris", cause=ANNA).shipments
    cancel = shipment_cancelling.cancel_shipment
    assert refused(lambda: cancel(with_bob, sent.id, cause=BOB)) == [Kind.NOT_ALLOWED]
    assert cancel(with_bob, sent.id, cause=ANNA).receipt.operation
    assert ship(with_bob, number, "berlin", cause=BOB).shipments


def test_orders_are_fetched_at_no_source_out_of_reach(with_bob: Database) -> None:
    """What is fetched is withheld there from everybody else."""
    typed = {"login": "mia", "role": "manager", "sources": "berlin"}
    people.add_person(with_bob, typed, cause=ANNA)
    mia, number, move = Cause("mia", "mia"), order(with_bob, "A", 2), pickup_orders.move
    assert refused(lambda: move(with_bob, number, "paris", cause=mia)) == [Kind.NOT_ALLOWED]
    assert move(with_bob, number, "berlin", cause=mia).operation
    assert move(with_bob, number, "paris", cause=ANNA).operation


def test_nobody_says_of_goods_for_another_source_that_they_are_lost(
    with_bob: Database,
) -> None:
    lines = [("A", units(4))]
    sent = transfers.send(with_bob, lines, origin="paris", destination="oslo", cause=ANNA)
    lost = [("A", Came(lost=units(1)))]

    def receive(cause: Cause, database: Database = with_bob) -> object:
        return transfer_arrivals.receive(database, sent.transfer.label, lost, cause=cause)

    assert refused(lambda: receive(BOB)) == [Kind.NOT_ALLOWED]
    assert receive(ANNA)


def test_rows_and_parcels_of_other_sources_keep_their_names(
    with_bob: Database, tmp_path: Path
) -> None:
    file = tmp_path / "names.csv"
    file.write_text("source_code,sku,status,quantity,erc\nparis,A,1,5,ERP-8\n")
    by_hand = stock_changes.QuantityEdit("A", "paris", erc="ERP-7")
    (sent,) = shipping.create(with_bob, order(with_bob, "A", 1), "paris", cause=ANNA).shipments
    follow = shipping.read_tracking("dhl:DHL:1")
    deeds: list[Callable[[Cause], object]] = [
        lambda cause: stock_changes.set_quantities(with_bob, [by_hand], cause=cause),
        lambda cause: exchange.import_quantities(with_bob, str(file), cause=cause),
        lambda cause: tracking.put(with_bob, sent.id, [follow], cause=cause),
    ]
    for deed in deeds:
        assert refused(lambda deed=deed: deed(BOB)) == [Kind.NOT_ALLOWED]  # type: ignore[misc]
        assert deed(ANNA)


def safety_taken(database: Database, cause: Cause) -> dict[str, Callable[[], object]]:
    """Every deed that takes safety stock."""
    given = {"origin": "berlin", "destination": "oslo", "override_safety": True}
    with database.read() as transaction:
        id = transaction.products.known("A").id
    whole = Transfer("berlin", "oslo", override_safety=True)
    return {
        "some": lambda: moving.transfer_some(database, "A", units(9), cause=cause, **given),
        "sent": lambda: transfers.send(database, [("A", units(9))], cause=cause, **given),
        "all": lambda: bulk.perform(database, [id], whole, cause=cause),
    }


@pytest.mark.parametrize("deed", ["some", "sent", "all"])
def test_safety_stock_is_taken_by_those_only_who_may(shop: Database, deed: str) -> None:
    typed = {"login": "bob", "role": "clerk"}
    people.add_person(shop, typed, cause=ANNA)
    safety = [setting_aside.SafetyEdit("A", "berlin", units(5))]
    setting_aside.set_safety(shop, safety, cause=BOB)
    why = Cause("bob", "bob", reason="sample")
    with pytest.raises(InventoryError, match=r"stock\.override_safety") as refusal:
        safety_taken(shop, why)[deed]()
    assert refusal.value.kind is Kind.NOT_ALLOWED
    people.edit_person(shop, "bob", {"role": "manager"}, cause=ANNA)
    assert safety_taken(shop, why)[deed]()


# whom they do not serve ----------------------------------------------------------------


def test_virtual_goods_leave_no_source_that_does_not_serve_the_order(shop: Database) -> None:
    set_eligibility(shop, "berlin", ["b2b"], cause=ANNA)
    number = order(shop, "FILE", 5)
    taken = invoicing.invoice(shop, number, cause=ANNA).taken
    assert [(one.source, str(one.quantity)) for one in taken] == [("paris", "5")]


def test_nothing_is_written_off_where_the_order_is_not_served(shop: Database) -> None:
    number = order(shop, "A", 3)
    invoicing.invoice(shop, number, cause=ANNA)
    set_eligibility(shop, "berlin", ["b2b"], cause=ANNA)
    wish = RefundWish("A", units(3), Outcome.WRITE_OFF)
    moved = refunding.refund(shop, number, [wish], cause=ANNA).moved
    assert [(one.source, str(one.quantity)) for one in moved] == [("paris", "-3")]


def test_safety_stock_of_others_adds_nothing_to_what_is_promised(
    shop: Database, world: World
) -> None:
    """Of 10 and 1 with safety stock 5 there, all channels together have 6."""
    set_eligibility(shop, "paris", ["b2b"], cause=ANNA)
    edit = stock_changes.QuantityEdit("A", "paris", units(1), safety=units(5))
    stock_changes.set_quantities(shop, [edit], cause=ANNA)
    assert world.salable("A", "EU") == "6"
    assert refused(lambda: order(shop, "A", 7)) == [Kind.NOT_ENOUGH_QTY]
    order(shop, "A", 6)
    assert world.salable("A", "EU") == str(Quantity(0))


def test_a_source_that_serves_others_is_unassigned_whatever_a_stock_has_promised(
    shop: Database,
) -> None:
    """Nothing of what lies there was promised."""
    set_eligibility(shop, "paris", ["elsewhere"], cause=ANNA)
    order(shop, "A", 9)
    with shop.read() as transaction:
        ids = [transaction.products.known("A").id]
    wish = Unassign(("berlin", "paris"))
    plan = bulk.plan(shop, ids, wish)
    told = {row.source: row.verdict for row in plan.sample}
    assert told == {"berlin": Verdict.BLOCKED, "paris": Verdict.CHANGE}
