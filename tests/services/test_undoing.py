"""Undo takes a deed back whole, names what was touched since, and can itself be undone."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from inventory_tui.domain.bulk import Assign, Transfer, Unassign
from inventory_tui.domain.errors import ChangedElsewhere, InvalidInput, Kind, Refused
from inventory_tui.domain.filters import BadFilter
from inventory_tui.domain.history import Cause, Receipt
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.keeping import configuring, roles, undoing
from inventory_tui.services.orders import order_lists
from inventory_tui.services.quantities import bulk
from inventory_tui.services.quantities.stock_changes import QuantityEdit, set_quantities
from inventory_tui.services.reports import reporting
from inventory_tui.services.sourcing import channels, mapping, sourcing
from inventory_tui.store.database import Database
from inventory_tui.store.tables import operation
from tests.world import World


@pytest.fixture
def shop(world: World) -> World:
    with world.at_once():
        world.sources("berlin", "paris")
        world.stock("EU", "berlin", "paris", channels=["eu"])
        world.product("MH01", berlin=4)
        world.product("MH02", berlin=7, paris=1)
    world.item("MH02", "paris", 1, notify_below=3, status="out")
    return world


def set_to(database: Database, sku: str, quantity: str, cause: Cause) -> None:
    edit = QuantityEdit(sku, "berlin", Quantity.parse(quantity))
    set_quantities(database, [edit], cause=cause)


def ids(database: Database) -> list[int]:
    with database.read() as transaction:
        return [one.id for one in transaction.products.by_skus(["MH01", "MH02"]).values()]


def test_a_bulk_deed_is_taken_back_with_status_and_notify_level(
    shop: World, database: Database, cause: Cause
) -> None:
    before = shop.everything()
    bulk.perform(database, ids(database), Transfer("berlin", "paris", True), cause=cause)
    assert shop.held("MH01", "paris") == "4"
    receipt = undoing.undo(database, cause=cause)
    assert receipt.counts["rows"] == 4
    assert shop.everything() == before
    assert shop.status("MH02", "paris") == "out"
    assert shop.notify_below("MH02", "paris") == "3"
    assert shop.salable("MH02", "EU") == "7"


@pytest.mark.parametrize("request_", [Assign(("paris",)), Unassign(("berlin",))])
def test_undoing_an_undo_does_it_again(
    shop: World, database: Database, cause: Cause, request_: Assign | Unassign
) -> None:
    before = shop.everything()
    bulk.perform(database, ids(database), request_, cause=cause, force=True)
    done = shop.everything()
    undone = undoing.undo(database, cause=cause)
    assert shop.everything() == before
    undoing.undo(database, undone.operation, cause=cause)
    assert shop.everything() == done
    undoing.undo(database, cause=cause)  # the deed stands again, so it is the newest once more
    assert shop.everything() == before


def test_an_undo_is_known_whatever_language_it_was_told_in(
    shop: World, database: Database, cause: Cause
) -> None:
    bulk.perform(database, ids(database), Unassign(("berlin",)), cause=cause, force=True)
    undone = undoing.undo(database, cause=cause).operation
    assert undone is not None
    (entry,) = reporting.operations(database, [undone]).values()
    what = entry.summary.removeprefix("Undo: ")
    with database.write() as transaction:
        told = update(operation).where(operation.c.id == undone)
        transaction.connection.execute(told.values(summary=f"Rückgängig: {what}"))
    plan = undoing.plan_undo(database, undone, actor=cause.actor)
    assert (plan.again, plan.summary) == (True, f"Redo: {what}")
    assert undoing.undo(database, undone, cause=cause).message == f"Done again: {what}"


def test_what_was_touched_since_is_named_and_only_forced_away_from(
    shop: World, database: Database, cause: Cause
) -> None:
    receipt = bulk.perform(database, ids(database), Transfer("berlin", "paris"), cause=cause)
    later = QuantityEdit("MH01", "paris", Quantity.parse("9"))
    set_quantities(database, [later], cause=Cause("clerk2"))
    plan = undoing.plan_undo(database, receipt.operation, actor=cause.actor)
    assert (plan.rows, plan.left) == (3, 1)
    with pytest.raises(ChangedElsewhere) as refusal:
        undoing.undo(database, receipt.operation, cause=cause)
    assert "MH01 at paris" in str(refusal.value)
    assert "clerk2" in str(refusal.value)
    assert shop.held("MH02", "paris") == "8"
    undone = undoing.undo(database, receipt.operation, cause=cause, force=True)
    assert (undone.counts["rows"], undone.counts["left"]) == (3, 1)
    assert shop.held("MH01", "paris") == "9"
    assert shop.held("MH02", "berlin") == "7"


def test_bare_undo_takes_the_actors_own_newest_deed(
    shop: World, database: Database, cause: Cause
) -> None:
    set_to(database, "MH01", "5", cause)
    set_to(database, "MH02", "8", Cause("clerk2"))
    undoing.undo(database, cause=cause)
    assert (shop.held("MH01", "berlin"), shop.held("MH02", "berlin")) == ("4", "8")
    with pytest.raises(Refused) as refusal:
        undoing.undo(database, cause=cause)
    assert refusal.value.kind is Kind.NOT_UNDOABLE


def test_a_deed_is_undone_once(shop: World, database: Database, cause: Cause) -> None:
    set_to(database, "MH01", "5", cause)
    (id,) = reporting.history_ids(database)
    undoing.undo(database, id, cause=cause)
    with pytest.raises(Refused) as refusal:
        undoing.undo(database, id, cause=cause)
    assert refusal.value.kind is Kind.ALREADY_UNDONE
    with pytest.raises(Refused) as refusal:
        undoing.undo(database, 999, cause=cause)
    assert refusal.value.kind is Kind.UNKNOWN_OPERATION


def test_edits_of_a_source_are_taken_back(
    shop: World, database: Database, cause: Cause
) -> None:
    before = sourcing.get_source(database, "paris")
    sourcing.edit_source(
        database,
        "paris",
        {"city": "Paris", "latitude": "48.8566", "enabled": "no"},
        cause=cause,
    )
    assert shop.salable("MH01", "EU") == "4"
    undoing.undo(database, cause=cause)
    after = sourcing.get_source(database, "paris")
    assert (after.city, after.latitude, after.enabled) == (before.city, None, True)


def test_disabling_sources_is_taken_back_with_what_they_add(
    shop: World, database: Database, cause: Cause
) -> None:
    sourcing.disable_sources(database, ["berlin"], cause=cause)
    assert shop.salable("MH01", "EU") == "0"
    undoing.undo(database, cause=cause)
    assert shop.salable("MH01", "EU") == "4"


def test_a_mapping_is_taken_back_with_channels_and_priorities(
    shop: World, database: Database, cause: Cause
) -> None:
    before = mapping.list_stocks(database)
    mapping.map_stock(
        database, "EU", name="Europe", sources=["paris"], channels=["base"], cause=cause
    )
    undoing.undo(database, cause=cause)
    for was, now in zip(before, mapping.list_stocks(database), strict=True):
        assert was.name == now.name
        assert [link.code for link in was.sources] == [link.code for link in now.sources]
        assert [one.code for one in was.channels] == [one.code for one in now.channels]
    assert shop.salable("MH01", "EU") == "4"


def test_an_added_stock_and_channel_go_away_again_and_come_back(
    shop: World, database: Database, cause: Cause
) -> None:
    mapping.add_stock(database, "US", sources=["paris"], channels=["base"], cause=cause)
    undone = undoing.undo(database, cause=cause)
    assert [stock.name for stock in mapping.list_stocks(database)] == ["Default Stock", "EU"]
    undoing.undo(database, undone.operation, cause=cause)
    us = mapping.get_stock(database, "US")
    assert [link.code for link in us.sources] == ["paris"]
    assert [channel.code for channel in us.channels] == ["base"]
    channels.add_channel(database, "shop2", "Second shop", cause=cause)
    undoing.undo(database, cause=cause)
    assert "shop2" not in [channel.code for channel in channels.list_channels(database)]


def test_a_name_that_another_has_meanwhile_does_not_come_back(
    shop: World, database: Database, cause: Cause
) -> None:
    def named(thing: str, label: str) -> Receipt:
        """Call a source, a channel, a stock or a role otherwise."""
        what, _, field = thing.partition(" ")
        if what == "role":
            return roles.edit_role(database, "night", new_name=label, cause=cause)
        if what == "stock":
            return mapping.rename_stock(database, "EU", label, cause=cause)
        if what == "channel":
            return channels.edit_channel(database, "eu", {field: label}, cause=cause)
        return sourcing.edit_source(database, "berlin", {field: label}, cause=cause)

    roles.add_role(database, "night", ["stock.view"], cause=cause)
    channels.edit_channel(database, "eu", {"erc": "E-1"}, cause=cause)
    sourcing.edit_source(database, "berlin", {"erc": "E-1", "name": "Berlin"}, cause=cause)
    renamed = [
        (named("channel erc", "E-2"), "eu: new is called e-1 now"),
        (named("source erc", "E-2"), "berlin: paris is called e-1 now"),
        (named("source name", "Spandau"), "berlin: paris is called BERLIN now"),
        (named("channel code", "europe"), "europe: EU is called EU now"),
        (named("stock", "Europe"), "Europe: eu is called eu now"),
        (named("role", "late"), "late: night is called night now"),
    ]
    channels.add_channel(database, "new", "New", more={"erc": "e-1"}, cause=cause)
    channels.add_channel(database, "EU", "Another", cause=cause)
    sourcing.edit_source(database, "paris", {"erc": "e-1", "name": "BERLIN"}, cause=cause)
    mapping.add_stock(database, "eu", cause=cause)
    roles.add_role(database, "night", ["stock.view"], cause=cause)
    for receipt, sentence in renamed:
        with pytest.raises(ChangedElsewhere, match=sentence):
            undoing.undo(database, receipt.operation, cause=cause)


def test_a_stock_and_a_channel_do_not_come_again_where_others_are_called_so(
    shop: World, database: Database, cause: Cause
) -> None:
    more = {"erc": "E-1"}
    stock = mapping.add_stock(database, "New", cause=cause)
    channel = channels.add_channel(database, "new", "New", more=more, cause=cause)
    gone = [undoing.undo(database, one.operation, cause=cause) for one in (stock, channel)]
    again = [undoing.undo(database, one.operation, cause=cause) for one in gone]
    gone = [undoing.undo(database, one.operation, cause=cause) for one in again]
    mapping.add_stock(database, "NEW", cause=cause)
    channels.add_channel(database, "newer", "Newer", more=more, cause=cause)
    for one, sentence in zip(gone, ("NEW is called NEW", "newer is called E-1"), strict=True):
        with pytest.raises(ChangedElsewhere, match=sentence):
            undoing.undo(database, one.operation, cause=cause)


def test_the_reference_of_a_deleted_channel_is_free(database: Database, cause: Cause) -> None:
    for _ in range(2):
        channels.add_channel(database, "new", "New", more={"erc": "E-1"}, cause=cause)
        channels.delete_channel(database, "new", cause=cause)


def test_adding_a_source_is_not_undone_but_answered(
    shop: World, database: Database, cause: Cause
) -> None:
    receipt = sourcing.add_source(
        database,
        {"code": "lyon", "name": "Lyon", "country": "FR", "postcode": "69001"},
        cause=cause,
    )
    with pytest.raises(Refused) as refusal:
        undoing.undo(database, receipt.operation, cause=cause)
    assert "disable" in str(refusal.value)


def test_the_history_tells_who_undid_what(
    shop: World, database: Database, cause: Cause
) -> None:
    set_to(database, "MH01", "5", cause)
    undoing.undo(database, cause=cause)
    newest, oldest = reporting.history_ids(database)
    found = reporting.operations(database, [newest, oldest])
    assert found[newest].undoes == oldest
    assert found[oldest].undone_by == newest
    assert [row.after for row in reporting.history(database, sku="MH01")] == ["4", "5"]
    assert list(reporting.history_ids(database, "undone")) == [oldest]


def test_salable_of_a_stock_is_the_sum_over_its_products(
    shop: World, database: Database
) -> None:
    shop.reserve("EU", "MH01", "-9")
    by_name = {one.stock: one for one in reporting.salable(database)}
    assert str(by_name["EU"].salable) == "2"
    assert str(by_name["EU"].reserved) == "-9"
    (one,) = reporting.salable(database, "EU")
    assert one.stock == "EU"


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/New_York"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "9999-12-31T23:59"])
def test_a_day_that_another_zone_does_not_have_gets_a_sentence(
    database: Database, cause: Cause, zone: str, day: str
) -> None:
    configuring.set_option(database, "time_zone", zone, cause=cause)
    for asked in ({"since": day}, {"until": day}):
        with pytest.raises(InvalidInput, match="write a date as 2026-11-20"):
            list(reporting.history(database, **asked))
    with pytest.raises(BadFilter, match="write a date as 2026-11-20"):
        order_lists.count_orders(database, order_lists.OrderQuery(f"until:{day}"))


@pytest.mark.parametrize("day", ["20.11.2026", "11/20/2026", "tomorrow"])
def test_a_day_in_another_order_gets_a_sentence(database: Database, day: str) -> None:
    with pytest.raises(InvalidInput, match="Since: write a date as 2026-11-20"):
        list(reporting.history(database, since=day))
