"""Settings: in force for all or per channel, and what they change."""

from __future__ import annotations

import pytest

from inventory_tui.domain.errors import (
    ChangedElsewhere,
    InvalidInput,
    Kind,
    Refused,
    Stopped,
)
from inventory_tui.domain.history import Cause
from inventory_tui.domain.options import CHANNEL, GLOBAL_OPTIONS
from inventory_tui.domain.product import Origin
from inventory_tui.services.keeping import configuring, undoing
from inventory_tui.services.keeping.configuring import OptionEdit
from inventory_tui.services.products import catalog
from inventory_tui.services.products.product_rules import counts_stock, rules_of
from inventory_tui.services.sourcing import sourcing
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
    per_channel = [one for one in GLOBAL_OPTIONS if CHANNEL in one.scopes]
    in_base = configuring.options(database, "base")
    assert [(one.option, one.channel) for one in in_base] == [
        (one, "base") for one in per_channel
    ]
    assert {"only_x_left", "show_availability", "time_zone"} <= {one.key for one in in_base}


# -- several at once ----------------------------------------------------------------------


def test_several_settings_are_one_deed_with_one_undo(
    database: Database, cause: Cause, world: World
) -> None:
    world.product("MH01", default=10)
    told: list[tuple[int, int]] = []
    receipt = configuring.change_options(
        database,
        [OptionEdit("threshold", "4"), OptionEdit("notify_below", "2.50")],
        cause=cause,
        progress=lambda done, total: told.append((done, total)),
    )
    assert receipt.counts["changed"] == 2
    assert world.salable("MH01") == "6"
    assert told == [(0, 1)]
    undoing.undo(database, receipt.operation, cause=cause)
    assert world.salable("MH01") == "10"
    assert in_force(database, "notify_below") == ("1", Origin.DEFAULT)


def test_one_wrong_value_refuses_all_and_names_each(database: Database, cause: Cause) -> None:
    edits = [
        OptionEdit("threshold", "4"),
        OptionEdit("notify_below", "1,5"),
        OptionEdit("backorders", "maybe"),
    ]
    with pytest.raises(InvalidInput) as refusal:
        configuring.change_options(database, edits, cause=cause)
    assert [problem.field for problem in refusal.value.problems] == [
        "notify_below",
        "backorders",
    ]
    assert in_force(database, "threshold") == ("0", Origin.DEFAULT)


def test_a_setting_changed_since_it_was_seen_is_not_overwritten(
    database: Database, cause: Cause
) -> None:
    configuring.set_option(database, "threshold", "3", cause=cause)
    edit = OptionEdit("threshold", "5", seen=None, check_seen=True)
    with pytest.raises(ChangedElsewhere):
        configuring.change_options(database, [edit], cause=cause)
    assert in_force(database, "threshold") == ("3", Origin.GLOBAL)
    seen = OptionEdit("threshold", "5", seen="3", check_seen=True)
    configuring.change_options(database, [seen], cause=cause)
    assert in_force(database, "threshold") == ("5", Origin.GLOBAL)


def test_stopping_leaves_every_setting_as_it_was(
    database: Database, cause: Cause, world: World
) -> None:
    world.product("MH01", default=10)
    with pytest.raises(Stopped):
        configuring.change_options(
            database, [OptionEdit("threshold", "4")], cause=cause, stop=lambda: True
        )
    assert in_force(database, "threshold") == ("0", Origin.DEFAULT)
    assert world.salable("MH01") == "10"


def test_what_settings_would_change_is_what_they_change(
    database: Database, cause: Cause, world: World
) -> None:
    world.product("MH01", default=10)
    world.product("MH02", default=3, threshold="1")
    edits = [OptionEdit("threshold", "4")]
    before, after = configuring.preview_options(database, edits, "1")
    assert (str(before), str(after)) == ("12", "8")
    assert world.salable("MH01") == "10"
    configuring.change_options(database, edits, cause=cause)
    assert (world.salable("MH01"), world.salable("MH02")) == ("6", "2")


# -- channels -----------------------------------------------------------------------------


def test_a_channel_inherits_until_it_has_a_value_of_its_own(
    database: Database, cause: Cause, world: World
) -> None:
    world.stock("EU", channels=["eu"])
    configuring.set_option(database, "only_x_left", "5", cause=cause)
    shown = configuring.option(database, "only_x_left", "eu")
    assert (shown.text, shown.origin, shown.own) == ("5", Origin.GLOBAL, None)
    receipt = configuring.set_option(database, "only_x_left", "2", "EU", cause=cause)
    shown = configuring.option(database, "only_x_left", "eu")
    assert (shown.text, shown.origin, shown.channel) == ("2", Origin.CHANNEL, "eu")
    assert in_force(database, "only_x_left") == ("5", Origin.GLOBAL)
    assert [one.channel for one in configuring.options(database) if one.channel] == ["eu"]
    undoing.undo(database, receipt.operation, cause=cause)
    assert configuring.option(database, "only_x_left", "eu").origin is Origin.GLOBAL


def test_an_own_empty_text_is_not_the_inherited_one(database: Database, cause: Cause) -> None:
    configuring.set_option(database, "alert_sender", "shop@example.org", cause=cause)
    configuring.set_option(database, "alert_sender", "", "base", cause=cause)
    shown = configuring.option(database, "alert_sender", "base")
    assert (shown.text, shown.origin) == ("", Origin.CHANNEL)
    configuring.set_option(database, "pickup_name", "", cause=cause)
    assert in_force(database, "pickup_name") == ("", Origin.GLOBAL)


def test_settings_that_belong_together_are_set_together(
    database: Database, cause: Cause
) -> None:
    with pytest.raises(InvalidInput, match="Run asynchronously"):
        configuring.set_option(database, "bulk_batch_size", "50", cause=cause)
    edits = [OptionEdit("bulk_batch_size", "50"), OptionEdit("bulk_async", "yes")]
    configuring.change_options(database, edits, cause=cause)
    assert in_force(database, "bulk_batch_size") == ("50", Origin.GLOBAL)


# -- what they do -------------------------------------------------------------------------


def test_new_sources_start_off_where_that_is_set(database: Database, cause: Cause) -> None:
    place = {"country": "DE", "postcode": "10115"}
    sourcing.add_source(database, {"name": "Berlin", "code": "berlin", **place}, cause=cause)
    configuring.set_option(database, "sources_start_disabled", "yes", cause=cause)
    sourcing.add_source(database, {"name": "Paris", "code": "paris", **place}, cause=cause)
    located = {"latitude": "41.9", "longitude": "12.5", **place}
    on = {"name": "Rome", "code": "rome", "enabled": "yes", **located}
    sourcing.add_source(database, on, cause=cause)
    enabled = {one.code: one.enabled for one in sourcing.list_sources(database)}
    assert enabled == {"default": True, "berlin": True, "paris": False, "rome": True}


def test_the_settings_that_hold_for_a_product_are_the_same_in_every_stock(
    database: Database, cause: Cause, world: World
) -> None:
    world.source("berlin")
    world.stock("EU", "berlin")
    world.product("MH01", berlin=5, threshold=2)
    configuring.set_option(database, "increment", "4", cause=cause)
    rules = rules_of(database, "mh01", "EU")
    assert rules == rules_of(database, "MH01")
    assert (str(rules.threshold), str(rules.multiple)) == ("2", "0")
    configuring.set_option(database, "increments_enabled", "yes", cause=cause)
    assert str(rules_of(database, "MH01").multiple) == "4"


def test_a_stock_without_the_product_says_so_but_the_default_stock_never(
    database: Database, world: World
) -> None:
    world.source("berlin")
    world.stock("EU", "berlin")
    world.product("MH01")
    with pytest.raises(Refused) as refused:
        rules_of(database, "MH01", "EU")
    assert refused.value.kind is Kind.SKU_NOT_ASSIGNED_TO_STOCK
    assert rules_of(database, "MH01", "Default Stock").manage_stock


def test_a_product_that_left_the_catalogue_is_managed_but_counts_nothing_more(
    database: Database, cause: Cause, world: World
) -> None:
    world.product("MH01", default=5)
    configuring.set_option(database, "manage_stock", "no", cause=cause)
    assert not rules_of(database, "MH01").manage_stock
    catalog.delete(database, "MH01", cause=cause)
    assert rules_of(database, "MH01").manage_stock
    assert not counts_stock(database, "MH01")
    with pytest.raises(Refused) as refused:
        rules_of(database, "NEVER")
    assert refused.value.kind is Kind.UNKNOWN_PRODUCT
