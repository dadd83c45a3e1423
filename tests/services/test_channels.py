"""Sales channels: adding, renaming and deleting them (spec 1.5)."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select

from inventory_tui.domain.errors import ChangedElsewhere, InvalidInput, Kind, Refused
from inventory_tui.domain.history import Cause
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import ONE
from inventory_tui.services.orders import ordering
from inventory_tui.services.sourcing import channels, mapping
from inventory_tui.store.database import Database
from inventory_tui.store.tables import change, setting
from tests.world import World


def listed(database: Database) -> list[tuple[str, str, str]]:
    return [(one.code, one.name, one.stock) for one in channels.list_channels(database)]


def test_a_new_channel_sells_from_the_default_stock(database: Database, cause: Cause) -> None:
    receipt = channels.add_channel(database, "us_website", "US Website", cause=cause)
    assert receipt.message == "Channel us_website added; it sells from Default Stock"
    assert listed(database) == [
        ("base", "Main Website", "Default Stock"),
        ("us_website", "US Website", "Default Stock"),
    ]


def test_a_code_and_a_name_are_required_and_the_code_is_unique(
    database: Database, cause: Cause
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        channels.add_channel(database, "no spaces", "", cause=cause)
    assert [problem.field for problem in refusal.value.problems] == ["code", "name"]
    with pytest.raises(Refused, match="Main Website already") as taken:
        channels.add_channel(database, "BASE", "Second", cause=cause)
    assert (taken.value.kind, taken.value.problems[0].field) == (Kind.NOT_UNIQUE, "code")


def test_a_renamed_channel_keeps_its_stock_and_is_no_longer_known_by_its_old_code(
    database: Database, world: World, cause: Cause
) -> None:
    world.stock("EU", channels=["eu"])
    channels.rename_channel(database, "EU", "europe", cause=cause)
    channels.edit_channel(database, "europe", {"name": "Europe"}, cause=cause)
    assert listed(database)[1] == ("europe", "Europe", "EU")
    with pytest.raises(Refused) as refusal:
        mapping.stock_of_channel(database, "eu")
    assert refusal.value.kind is Kind.UNKNOWN_WEBSITE
    channels.add_channel(database, "eu", "Another", cause=cause)


def test_an_edit_that_changes_nothing_or_was_overtaken(
    database: Database, world: World, cause: Cause
) -> None:
    nothing = channels.edit_channel(database, "base", {"name": "Main Website"}, cause=cause)
    assert nothing.operation is None
    channels.edit_channel(database, "base", {"name": "Main"}, cause=cause)
    with pytest.raises(ChangedElsewhere):
        channels.edit_channel(database, "base", {"name": "M"}, seen_version=1, cause=cause)
    channels.add_channel(database, "eu", "EU", cause=cause)
    with pytest.raises(Refused, match="Main already"):
        channels.rename_channel(database, "eu", "Base", cause=cause)


def test_a_deleted_channel_is_gone_with_its_settings_and_its_code_is_free(
    database: Database, world: World, cause: Cause
) -> None:
    eu = world.stock("EU", channels=["eu"])
    with database.write() as transaction:
        id = transaction.channels.known("eu").id
        transaction.connection.execute(
            insert(setting).values(key="time_zone", channel_id=id, value="Europe/Paris")
        )
    receipt = channels.delete_channel(database, "eu", cause=cause)
    assert [code for code, _, _ in listed(database)] == ["base"]
    assert mapping.get_stock(database, str(eu)).channels == ()
    with database.read() as transaction:
        rows = transaction.connection.execute(
            select(change.c.kind, change.c.subject, change.c.before, change.c.after).where(
                change.c.operation_id == receipt.operation
            )
        ).all()
        assert not transaction.options.stored()
    assert [tuple(row) for row in rows] == [
        ("channel", "eu", "eu", None),
        ("setting", "time_zone", "Europe/Paris", None),
    ]
    channels.add_channel(database, "EU", "Again", cause=cause)
    assert listed(database)[1] == ("EU", "Again", "Default Stock")


def test_the_default_channel_and_one_with_open_orders_are_not_deleted(
    database: Database, world: World, cause: Cause
) -> None:
    with pytest.raises(Refused) as refusal:
        channels.delete_channel(database, "base", cause=cause)
    assert refusal.value.kind is Kind.DEFAULT_CHANNEL_PROTECTED
    channels.add_channel(database, "eu", "EU", cause=cause)
    world.product("MH01", default=20)
    numbers = [
        ordering.place(database, OrderRequest("eu", (("MH01", ONE),)), cause=cause).order
        for _ in range(6)
    ]
    with pytest.raises(
        Refused, match=rf"open orders: {numbers[0]}, .* and 1 more\."
    ) as refusal:
        channels.delete_channel(database, "eu", cause=cause)
    assert refusal.value.kind is Kind.OPEN_ORDERS
    for number in numbers:
        ordering.cancel(database, number, cause=cause)
    channels.delete_channel(database, "eu", cause=cause)
    with pytest.raises(Refused, match="no sales channel 'eu'"):
        ordering.place(database, OrderRequest("eu", (("MH01", ONE),)), cause=cause)
