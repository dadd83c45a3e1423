"""Settings: in force for all or per channel, and what they change."""

from __future__ import annotations

import pytest

from inventory_tui.domain.errors import InvalidInput, Kind, Refused
from inventory_tui.domain.history import Cause
from inventory_tui.domain.options import GLOBAL_OPTIONS
from inventory_tui.domain.product import Origin
from inventory_tui.services import configuring
from inventory_tui.store.database import Database
from inventory_tui.store.tables import change
from tests.world import World


def in_force(database: Database, key: str) -> tuple[str, Origin]:
    shown = configuring.option(database, key)
    return shown.text, shown.origin


def test_a_setting_is_built_in_until_it_is_set(database: Database, cause: Cause) -> None:
    assert in_force(database, "notify_below") == ("1", Origin.DEFAULT)
    receipt = configuring.set_option(database, "Notify_Below", " 2.50 ", cause=cause)
    assert in_force(database, "notify_below") == ("2.5", Origin.GLOBAL)
    with database.read() as transaction:
        (row,) = transaction.connection.execute(change.select())
    assert (row.kind, row.subject, row.field, row.before, row.after) == (
        "setting",
        "notify_below",
        "notify_below",
        None,
        "2.5",
    )
    assert row.operation_id == receipt.operation
    configuring.unset_option(database, "notify_below", cause=cause)
    assert in_force(database, "notify_below") == ("1", Origin.DEFAULT)


def test_setting_what_is_set_writes_nothing(database: Database, cause: Cause) -> None:
    configuring.set_option(database, "time_zone", "Europe/Berlin", cause=cause)
    again = configuring.set_option(database, "time_zone", "Europe/Berlin", cause=cause)
    assert again.operation is None
    assert configuring.unset_option(database, "reasons", cause=cause).operation is None


def test_all_settings_are_listed(database: Database) -> None:
    listed = configuring.options(database)
    assert [one.key for one in listed] == [one.key for one in GLOBAL_OPTIONS]
    assert {one.origin for one in listed} == {Origin.DEFAULT}


@pytest.mark.parametrize(
    ("key", "text", "salable"),
    [("threshold", "5", "20"), ("manage_stock", "no", None), ("backorders", "yes", "25")],
)
def test_what_can_be_promised_follows_at_once(
    database: Database, world: World, cause: Cause, key: str, text: str, salable: str | None
) -> None:
    world.product("MH01", default=25)
    world.product("OWN", default=25, threshold=1, manage_stock=True, backorders="no")
    configuring.set_option(database, key, text, cause=cause)
    assert world.salable("MH01") == salable
    assert world.salable("OWN") == "24"
    configuring.unset_option(database, key, cause=cause)
    assert world.salable("MH01") == "25"


def test_a_wrong_value_changes_nothing(database: Database, cause: Cause) -> None:
    for key, text, said in (
        ("threshold", "1,5", "write 1.5"),
        ("manage_stock", "maybe", "yes or no"),
        ("time_zone", "Mars/Base", "Europe/Berlin"),
        ("min_cart_qty", "10001", "above the most"),
    ):
        with pytest.raises(InvalidInput, match=said):
            configuring.set_option(database, key, text, cause=cause)
        assert in_force(database, key)[1] is Origin.DEFAULT


def test_an_unknown_setting_is_named_with_a_near_one(database: Database, cause: Cause) -> None:
    with pytest.raises(Refused, match="Did you mean 'threshold'") as refused:
        configuring.set_option(database, "treshold", "5", cause=cause)
    assert refused.value.kind is Kind.UNKNOWN_SETTING
    with pytest.raises(Refused, match="products set SKU decimals"):
        configuring.set_option(database, "decimals", "yes", cause=cause)


def test_a_setting_of_all_channels_is_not_set_for_one(database: Database, cause: Cause) -> None:
    with pytest.raises(Refused, match="same for all channels"):
        configuring.set_option(database, "threshold", "5", "base", cause=cause)
    with pytest.raises(Refused) as refused:
        configuring.option(database, "threshold", "nowhere")
    assert refused.value.kind is Kind.UNKNOWN_WEBSITE
    assert configuring.options(database, "base") == []
