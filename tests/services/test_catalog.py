"""Products: added, edited, renamed, deleted; what is refused changes nothing."""

from __future__ import annotations

import pytest

from inventory_tui.domain.errors import ChangedElsewhere, InvalidInput, Kind, Refused
from inventory_tui.domain.history import Cause, Deed
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.product import Origin
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.keeping import undoing
from inventory_tui.services.orders import ordering
from inventory_tui.services.products import browsing, catalog, channel_settings
from inventory_tui.services.reports import reporting
from inventory_tui.store.database import Database
from inventory_tui.store.tables import change, movement
from tests.world import World


def recorded(
    database: Database, operation: int | None
) -> list[tuple[str, str | None, str | None]]:
    with database.read() as transaction:
        rows = transaction.connection.execute(
            change.select().where(change.c.operation_id == operation).order_by(change.c.field)
        )
        return [(row.field, row.before, row.after) for row in rows]


def moved(database: Database, operation: int | None) -> list[tuple[int | None, int | None]]:
    with database.read() as transaction:
        rows = transaction.connection.execute(
            movement.select().where(movement.c.operation_id == operation)
        )
        return [(row.quantity_before, row.quantity_after) for row in rows]


def setting(database: Database, sku: str, key: str) -> tuple[str, Origin]:
    shown = catalog.show(database, sku)
    (found,) = [one for one in shown.settings if one.option.key == key]
    return found.text, found.origin


def test_a_new_product_lies_at_the_default_source(
    database: Database, world: World, cause: Cause
) -> None:
    receipt = catalog.add(database, "MH01", {"price": "52", "threshold": "5"}, cause=cause)
    assert receipt.deed is Deed.PRODUCT_ADDED
    shown = catalog.show(database, "mh01")
    assert (shown.product.sku, shown.product.name) == ("MH01", "MH01")
    assert [(one.item.source_code, str(one.item.quantity)) for one in shown.items] == [
        ("default", "0")
    ]
    assert world.salable("MH01") == "-5"
    assert recorded(database, receipt.operation) == [("*", None, "MH01")]
    assert moved(database, receipt.operation) == [(None, 0)]


def test_a_composite_lies_nowhere(database: Database, cause: Cause) -> None:
    catalog.add(database, "SET", {"type": "bundle", "name": "A set"}, cause=cause)
    shown = catalog.show(database, "SET")
    assert (shown.items, shown.stocks) == ((), ())


def test_an_sku_is_one_product_whatever_its_letter_case(
    database: Database, world: World, cause: Cause
) -> None:
    world.product("MH01")
    with pytest.raises(Refused, match="'MH01' already") as refused:
        catalog.add(database, "mh01", {}, cause=cause)
    assert refused.value.kind is Kind.NOT_UNIQUE


def test_an_edit_records_each_field(database: Database, world: World, cause: Cause) -> None:
    world.product("MH01", default=100)
    typed = {
        "threshold": "5",
        "name": "Hoodie",
        "enabled": "yes",
        "set": "Top",
        "decimals": "no",
    }
    before = len(reporting.history_ids(database))
    receipt = catalog.edit(database, "mh01", typed, cause=cause)
    assert receipt.counts == {"changed": 3}
    assert len(reporting.history_ids(database)) == before + 1
    assert recorded(database, receipt.operation) == [
        ("attribute_set", "", "Top"),
        ("name", "Product MH01", "Hoodie"),
        ("threshold", None, "5"),
    ]
    assert world.salable("MH01") == "95"
    assert setting(database, "MH01", "threshold") == ("5", Origin.OWN)
    (row,) = browsing.product_window(database, browsing.ProductQuery("name:hoodie"), 2)
    assert row.sku == "MH01"


def test_whatever_changes_of_a_product_at_once_is_one_deed(
    database: Database, world: World, cause: Cause
) -> None:
    world.sources("berlin")
    world.stock("EU Stock", "berlin", channels=["eu"])
    for sku in ("S", "M", "NEW"):
        catalog.add(database, sku, {}, cause=cause)
    catalog.add(database, "SET", {"type": "grouped", "members": "S=1"}, cause=cause)
    deeds = list(reporting.history_ids(database))
    typed = {"name": "A set", "replacement": "NEW", "members": "S=1,M=2"}
    there = {"eu": {"backorders": "yes"}}
    receipt = catalog.edit(database, "SET", typed, in_channels=there, cause=cause)
    assert receipt.counts["changed"] == len(recorded(database, receipt.operation)) == 4
    assert [field for field, _, _ in recorded(database, receipt.operation)] == [
        "backorders@eu",
        "name",
        "parts",
        "replacement",
    ]
    assert list(reporting.history_ids(database)) == [receipt.operation, *deeds], "and no other"
    undoing.undo(database, receipt.operation, cause=cause)
    shown = catalog.show(database, "SET")
    assert (shown.product.name, len(shown.composition)) == ("SET", 1)
    assert shown.succession.replacement == ""
    assert channel_settings.shown(database, "SET") == []


def test_default_takes_a_setting_back_to_the_inherited_one(
    database: Database, world: World, cause: Cause
) -> None:
    world.product("MH01", default=100, threshold=5, decimals=True)
    catalog.edit(database, "MH01", {"threshold": "default", "decimals": "default"}, cause=cause)
    assert setting(database, "MH01", "threshold") == ("0", Origin.DEFAULT)
    assert setting(database, "MH01", "decimals") == ("no", Origin.DEFAULT)
    assert world.salable("MH01") == "100"


@pytest.mark.parametrize(
    ("typed", "salable"),
    [
        ({"manage_stock": "no"}, None),
        ({"backorders": "yes", "threshold": "-50"}, "75"),
        ({"backorders": "1", "threshold": "50"}, "25"),
        ({"threshold": "-50"}, "25"),
    ],
)
def test_settings_change_what_can_be_promised_at_once(
    database: Database, world: World, cause: Cause, typed: dict[str, str], salable: str | None
) -> None:
    world.product("MH01", default=25)
    catalog.edit(database, "MH01", typed, cause=cause)
    assert world.salable("MH01") == salable


def test_an_edit_that_changes_nothing_writes_nothing(
    database: Database, world: World, cause: Cause
) -> None:
    world.product("MH01", threshold=5)
    receipt = catalog.edit(database, "MH01", {"threshold": "5.0", "sku": "MH01"}, cause=cause)
    assert receipt.operation is None
    assert receipt.counts == {"changed": 0}


def test_a_second_terminal_is_told_and_does_not_overwrite(
    database: Database, world: World, cause: Cause
) -> None:
    world.product("MH01")
    seen = catalog.show(database, "MH01").product.version
    catalog.edit(database, "MH01", {"name": "First"}, cause=cause, seen_version=seen)
    with pytest.raises(ChangedElsewhere):
        catalog.edit(database, "MH01", {"name": "Second"}, cause=cause, seen_version=seen)
    assert catalog.show(database, "MH01").product.name == "First"


def test_what_cannot_be_changes_nothing(database: Database, world: World, cause: Cause) -> None:
    world.product("MH01", max_cart_qty=10)
    world.product("MH02")
    with pytest.raises(InvalidInput, match="above the most"):
        catalog.edit(database, "MH01", {"min_cart_qty": "11", "name": "X"}, cause=cause)
    with pytest.raises(Refused, match="products type"):
        catalog.edit(database, "MH01", {"type": "bundle"}, cause=cause)
    with pytest.raises(Refused, match="'MH02' already"):
        catalog.edit(database, "MH01", {"sku": "mh02"}, cause=cause)
    with pytest.raises(Refused) as refused:
        catalog.edit(database, "MH01", {}, cause=cause)
    assert refused.value.kind is Kind.NOTHING_GIVEN
    assert catalog.show(database, "MH01").product.version == 1


def test_an_unknown_sku_is_named_with_a_near_one(
    database: Database, world: World, cause: Cause
) -> None:
    world.products("24-MB01", "24-MB02", "MH01")
    with pytest.raises(Refused, match="Did you mean '24-MB01'") as refused:
        catalog.rename(database, "24-MBO1", "X", cause=cause)
    assert refused.value.kind is Kind.UNKNOWN_PRODUCT


def test_a_rename_is_everywhere_at_once(database: Database, world: World, cause: Cause) -> None:
    world.product("MH01", default=3)
    ordering.place(database, OrderRequest("base", (("MH01", Quantity(10_000)),)), cause=cause)
    receipt = catalog.rename(database, "mh01", "HOODIE", cause=cause)
    assert recorded(database, receipt.operation) == [("sku", "MH01", "HOODIE")]
    assert world.salable("HOODIE") == "2"
    why = catalog.explain(database, "hoodie")
    assert [term.term for term in why.terms] == ["on_hand", "held", "threshold"]
    with pytest.raises(Refused):
        catalog.show(database, "MH01")
    catalog.rename(database, "HOODIE", "Hoodie", cause=cause)
    assert catalog.show(database, "HOODIE").product.sku == "Hoodie"


def test_deleting_takes_rows_and_settings_and_frees_the_sku(
    database: Database, world: World, cause: Cause
) -> None:
    world.sources("berlin")
    world.product("MH01", default=3, berlin="1.5", threshold=2)
    old = catalog.show(database, "MH01").product.id
    receipt = catalog.delete(database, "mh01", cause=cause)
    assert receipt.counts == {"deleted": 1, "rows": 2, "units": "-4.5"}
    assert recorded(database, receipt.operation) == [("*", "MH01", None)]
    assert sorted(moved(database, receipt.operation)) == [(15_000, None), (30_000, None)]
    with pytest.raises(Refused):
        catalog.show(database, "MH01")
    with pytest.raises(Refused):
        catalog.show(database, old)
    catalog.add(database, "MH01", {}, cause=cause)
    new = catalog.show(database, "MH01")
    assert new.product.id != old
    assert new.product.own == {}


def test_a_product_orders_hold_is_deleted_only_by_force(
    database: Database, world: World, cause: Cause
) -> None:
    world.product("MH01", default=9)
    order = OrderRequest("base", (("MH01", Quantity(70_000)),), "A-1")
    ordering.place(database, order, cause=cause)
    with pytest.raises(Refused, match="7 held in Default Stock for orders A-1") as refused:
        catalog.delete(database, "MH01", cause=cause)
    assert refused.value.kind is Kind.OPEN_RESERVATIONS
    assert world.held("MH01", "default") == "9"
    receipt = catalog.delete(database, "MH01", force=True, cause=cause)
    assert "A-1" in receipt.warnings[0]
    assert browsing.count(database, browsing.ProductQuery()) == 0
