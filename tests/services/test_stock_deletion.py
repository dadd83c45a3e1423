"""Deleting stocks: what they held goes to the Default Stock (spec 2.2, 2.7)."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.history import Cause
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.orders import ordering
from inventory_tui.services.sourcing import channels, mapping, stock_deletion
from inventory_tui.store.database import Database
from inventory_tui.store.tables import reservation, sales_order, stock, stock_level
from tests.world import World


@pytest.fixture
def shop(world: World) -> World:
    """A stock EU that sells two products through two channels, with one open order."""
    world.source("berlin")
    world.stock("EU", "berlin", channels=["eu", "fr"])
    world.product("MH01", berlin=10, default=1)
    world.product("MH02", berlin=10)
    return world


def place(database: Database, cause: Cause, **lines: int) -> str:
    wanted = tuple((sku, Quantity.parse(str(quantity))) for sku, quantity in lines.items())
    return ordering.place(database, OrderRequest("eu", wanted), cause=cause).order


def stocks(database: Database) -> list[str]:
    return [one.name for one in mapping.list_stocks(database)]


def assert_kept_sums_are_right(database: Database) -> None:
    with database.read() as transaction:
        reserved = {
            (stock_id, product_id): parts
            for stock_id, product_id, parts in transaction.connection.execute(
                select(
                    reservation.c.stock_id,
                    reservation.c.product_id,
                    func.sum(reservation.c.quantity),
                ).group_by(reservation.c.stock_id, reservation.c.product_id)
            )
            if parts
        }
        everything = select(stock_level).order_by(*stock_level.primary_key)
        kept = transaction.connection.execute(everything).all()
        assert {
            (row.stock_id, row.product_id): row.reserved for row in kept if row.reserved
        } == reserved
        transaction.levels.refresh(None)
        assert transaction.connection.execute(everything).all() == kept


def test_a_deleted_stock_gives_its_channels_to_the_default_stock(
    database: Database, shop: World, cause: Cause
) -> None:
    receipt = stock_deletion.delete_stocks(database, ["eu"], cause=cause)
    assert receipt.counts == {"deleted": 1, "channels": 2, "orders": 0, "reservations": 0}
    assert receipt.warnings == ("EU: eu, fr will sell from the Default Stock",)
    assert stocks(database) == ["Default Stock"]
    assert [one.stock for one in channels.list_channels(database)] == ["Default Stock"] * 3
    assert shop.held("MH01", "berlin") == "10"
    assert shop.salable("MH01", "EU") is None
    assert_kept_sums_are_right(database)


def test_its_name_is_free_again_and_its_id_never_names_another(
    database: Database, shop: World, cause: Cause
) -> None:
    old = mapping.get_stock(database, "EU").id
    stock_deletion.delete_stocks(database, ["EU"], cause=cause)
    with pytest.raises(Refused, match="There is no stock"):
        mapping.get_stock(database, str(old))
    added = mapping.add_stock(database, "eu", cause=cause)
    assert added.counts["id"] != old


def test_the_default_stock_and_an_unknown_one_are_not_deleted(
    database: Database, shop: World, cause: Cause
) -> None:
    for named, kind in (
        (["EU", "1"], Kind.DEFAULT_STOCK_PROTECTED),
        (["EU", "UK"], Kind.UNKNOWN_STOCK),
        ([], Kind.NOTHING_GIVEN),
    ):
        with pytest.raises(Refused) as refusal:
            stock_deletion.delete_stocks(database, named, force=True, cause=cause)
        assert refusal.value.kind is kind
    assert stocks(database) == ["Default Stock", "EU"]


def test_a_stock_that_holds_units_for_open_orders_is_not_deleted_unless_forced(
    database: Database, shop: World, cause: Cause
) -> None:
    number = place(database, cause, MH01=3, MH02=2)
    with pytest.raises(Refused, match=f"EU not deleted: .* {number}; they hold 5 units") as no:
        stock_deletion.delete_stocks(database, ["EU"], cause=cause)
    assert no.value.kind is Kind.OPEN_RESERVATIONS
    (preview,) = stock_deletion.preview_deletion(database, ["eu"])
    assert (preview.channels, preview.open_orders, preview.numbers, str(preview.held)) == (
        ("eu", "fr"),
        1,
        (number,),
        "5",
    )
    assert preview.needs_force
    assert stocks(database) == ["Default Stock", "EU"]


def test_forced_the_default_stock_serves_the_open_orders_and_holds_their_units(
    database: Database, shop: World, cause: Cause
) -> None:
    number = place(database, cause, MH01=3, MH02=2)
    receipt = stock_deletion.delete_stocks(database, ["EU"], force=True, cause=cause)
    assert receipt.counts == {"deleted": 1, "channels": 2, "orders": 1, "reservations": 2}
    assert shop.salable("MH01") == "-2"  # 1 at default, 3 promised
    assert_kept_sums_are_right(database)
    with database.read() as transaction:
        rows = transaction.connection.execute(
            select(reservation.c.stock_id, reservation.c.quantity, reservation.c.event)
            .where(reservation.c.operation_id == receipt.operation)
            .order_by(reservation.c.id)
        ).all()
        assert [(row.stock_id == 1, row.quantity) for row in rows] == [
            (False, 30_000),
            (True, -30_000),
            (False, 20_000),
            (True, -20_000),
        ]
        assert {row.event for row in rows} == {"moved_to_default_stock"}
        assert transaction.connection.scalar(select(sales_order.c.stock_id)) == 1

    ordering.cancel(database, number, cause=cause)
    assert (shop.reserved("MH01"), shop.salable("MH01")) == ("0", "1")
    assert_kept_sums_are_right(database)


def test_a_finished_order_keeps_the_stock_it_was_placed_in(
    database: Database, shop: World, cause: Cause
) -> None:
    number = place(database, cause, MH01=3)
    ordering.cancel(database, number, cause=cause)
    stock_deletion.delete_stocks(database, ["EU"], cause=cause)
    with database.read() as transaction:
        name = transaction.connection.scalar(
            select(stock.c.name).join(sales_order, sales_order.c.stock_id == stock.c.id)
        )
    assert name == "EU"


def test_several_stocks_are_deleted_together_or_not_at_all(
    database: Database, shop: World, cause: Cause
) -> None:
    shop.source("dallas")
    shop.stock("US", "dallas", channels=["us"])
    place(database, cause, MH01=1)
    with pytest.raises(Refused):
        stock_deletion.delete_stocks(database, ["US", "EU"], cause=cause)
    assert stocks(database) == ["Default Stock", "EU", "US"]
    receipt = stock_deletion.delete_stocks(
        database, ["US", "EU", "eu"], force=True, cause=cause
    )
    assert receipt.counts["deleted"] == 2
    assert receipt.message == "Stock US, EU deleted"
    assert stocks(database) == ["Default Stock"]
    assert_kept_sums_are_right(database)
