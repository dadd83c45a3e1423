"""Types, duplicates and deletions: what follows a product, and what is refused."""

from __future__ import annotations

import pytest

from inventory_tui.domain.checkup import Flaw
from inventory_tui.domain.errors import ChangedElsewhere, InvalidInput, Kind, Refused
from inventory_tui.domain.history import Cause, Deed
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.product import ProductType
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.keeping import checking, configuring, undoing
from inventory_tui.services.orders import ordering
from inventory_tui.services.products import catalog, composites
from inventory_tui.services.products.composites import BundleOption, Part
from inventory_tui.store.database import Database
from tests.world import World


def skus(database: Database, sku: str) -> list[str]:
    return [part.sku for part in composites.composition(database, sku).every_part]


def rows(database: Database, sku: str) -> list[tuple[str, str, bool]]:
    return [
        (one.item.source_code, str(one.item.quantity), one.item.in_stock)
        for one in catalog.show(database, sku).items
    ]


def kind(database: Database, sku: str) -> str:
    return catalog.show(database, sku).product.type.value


def order(database: Database, sku: str, cause: Cause) -> None:
    request = OrderRequest("base", ((sku, Quantity(20_000)),), "A-1")
    ordering.place(database, request, cause=cause)


@pytest.fixture
def shop(database: Database, world: World) -> World:
    with world.at_once():
        world.sources("berlin", "paris")
        world.product("RED", default=5, berlin=2)
        world.product("BLUE", default=0)
        world.product("HOOD", type="configurable")
    return world


def test_goods_become_virtual_and_back_with_all_that_lies_of_them(
    shop: World, database: Database, cause: Cause
) -> None:
    order(database, "RED", cause)
    receipt = catalog.change_type(database, "red", "Virtual", cause=cause)
    assert receipt.deed is Deed.PRODUCT_RETYPED
    assert (kind(database, "RED"), len(rows(database, "RED"))) == ("virtual", 2)
    again = catalog.change_type(database, "RED", "virtual", cause=cause)
    assert (again.operation, again.message) == (None, "RED is virtual already.")
    catalog.edit(database, "RED", {"type": "simple"}, cause=cause)
    assert kind(database, "RED") == "simple"
    assert shop.salable("RED") == "3"


def test_a_composite_keeps_nothing_at_sources(
    shop: World, database: Database, cause: Cause
) -> None:
    configuring.set_option(database, "synchronize_with_catalog", "yes", cause=cause)
    receipt = catalog.change_type(database, "RED", "configurable", cause=cause)
    assert receipt.message == "RED: simple → configurable, 2 rows with 7 units removed"
    assert receipt.counts == {"changed": 1, "rows": 2, "units": "-7"}
    assert (kind(database, "RED"), rows(database, "RED")) == ("configurable", [])
    assert checking.check(database).is_clean
    undoing.undo(database, receipt.operation, cause=cause)
    assert kind(database, "RED") == "simple"
    assert rows(database, "RED") == [("default", "5", True), ("berlin", "2", True)]
    assert checking.check(database).is_clean


def test_without_synchronising_units_keep_the_type_they_are_of(
    shop: World, database: Database, cause: Cause
) -> None:
    with pytest.raises(Refused, match="there are 5 at default, 2 at berlin") as refused:
        catalog.change_type(database, "RED", "grouped", cause=cause)
    assert (refused.value.kind, refused.value.problems[0].field) == (Kind.BLOCKED, "type")
    assert (kind(database, "RED"), len(rows(database, "RED"))) == ("simple", 2)
    catalog.change_type(database, "BLUE", "grouped", cause=cause)
    assert rows(database, "BLUE") == []
    catalog.change_type(database, "RED", "grouped", force=True, cause=cause)
    assert rows(database, "RED") == []


def test_orders_keep_the_type_unless_it_is_forced(
    shop: World, database: Database, cause: Cause
) -> None:
    configuring.set_option(database, "synchronize_with_catalog", "yes", cause=cause)
    order(database, "RED", cause)
    with pytest.raises(Refused, match="2 held in Default Stock for orders A-1") as refused:
        catalog.change_type(database, "RED", "bundle", cause=cause)
    assert refused.value.kind is Kind.OPEN_RESERVATIONS
    done = catalog.change_type(database, "RED", "bundle", force=True, cause=cause)
    assert "A-1" in done.warnings[0]
    assert kind(database, "RED") == "bundle"


def test_a_part_cannot_become_a_composite(
    shop: World, database: Database, cause: Cause
) -> None:
    composites.set_variations(database, "HOOD", [Part("RED")], cause=cause)
    with pytest.raises(Refused, match="part of HOOD") as refused:
        catalog.change_type(database, "RED", "grouped", force=True, cause=cause)
    assert refused.value.kind is Kind.PART_OF_PRODUCT
    with pytest.raises(Refused, match="products type"):
        catalog.edit(database, "RED", {"type": "grouped"}, cause=cause)
    with pytest.raises(InvalidInput, match="choose one of"):
        catalog.change_type(database, "RED", "gift", cause=cause)
    with pytest.raises(ChangedElsewhere):
        catalog.change_type(database, "RED", "virtual", cause=cause, seen_version=9)
    assert kind(database, "RED") == "simple"


def test_a_composite_lets_its_parts_go_and_gets_a_row(
    shop: World, database: Database, cause: Cause
) -> None:
    composites.set_variations(database, "HOOD", [Part("RED"), Part("BLUE")], cause=cause)
    receipt = catalog.change_type(database, "HOOD", "simple", cause=cause)
    assert receipt.message == (
        "HOOD: configurable → simple, 2 variants let go, with a row at default"
    )
    assert rows(database, "HOOD") == [("default", "0", True)]
    assert skus(database, "HOOD") == []
    undoing.undo(database, receipt.operation, cause=cause)
    assert (rows(database, "HOOD"), skus(database, "HOOD")) == ([], ["RED", "BLUE"])
    other = catalog.change_type(database, "HOOD", "grouped", cause=cause)
    assert skus(database, "HOOD") == []
    composites.set_members(database, "HOOD", [Part("BLUE")], cause=cause)
    with pytest.raises(ChangedElsewhere, match="parts is now"):
        undoing.undo(database, other.operation, cause=cause)


def test_undo_does_not_give_rows_back_to_what_was_composed_since(
    shop: World, database: Database, cause: Cause
) -> None:
    receipt = catalog.change_type(database, "BLUE", "grouped", cause=cause)
    composites.set_members(database, "BLUE", [Part("RED")], cause=cause)
    with pytest.raises(ChangedElsewhere, match="made of other products since"):
        undoing.undo(database, receipt.operation, cause=cause)
    assert skus(database, "BLUE") == ["RED"]


def test_a_duplicate_has_everything_but_the_units(
    shop: World, database: Database, cause: Cause
) -> None:
    catalog.edit(database, "RED", {"threshold": "3", "decimals": "yes"}, cause=cause)
    composites.set_variations(database, "HOOD", [Part("RED", label="c=r")], cause=cause)
    receipt = catalog.duplicate(database, "red", "RED-2", cause=cause)
    assert receipt.deed is Deed.PRODUCT_DUPLICATED
    assert receipt.message == "RED-2: a duplicate of RED, at 2 sources with 0, Out of Stock"
    assert rows(database, "RED-2") == [("default", "0", False), ("berlin", "0", False)]
    first, second = (catalog.show(database, sku).product for sku in ("RED", "RED-2"))
    assert (second.name, second.own) == (first.name, first.own)
    assert catalog.show(database, "RED-2").parents == ()
    copy = catalog.duplicate(database, "HOOD", "HOOD-2", cause=cause)
    assert copy.message == "HOOD-2: a duplicate of HOOD, 1 variant"
    assert composites.composition(database, "HOOD-2").parts[0].label == "c=r"
    for done in (copy, receipt):
        undoing.undo(database, done.operation, cause=cause)
    assert catalog.types_of(database, ["RED-2", "HOOD-2"]) == {}
    assert checking.check(database).is_clean


def test_a_duplicate_needs_a_free_sku(shop: World, database: Database, cause: Cause) -> None:
    with pytest.raises(Refused, match="'BLUE' already") as refused:
        catalog.duplicate(database, "RED", "blue", cause=cause)
    assert refused.value.kind is Kind.NOT_UNIQUE
    with pytest.raises(InvalidInput, match="blanks"):
        catalog.duplicate(database, "RED", " X", cause=cause)


def test_a_composite_is_added_with_its_parts(
    shop: World, database: Database, cause: Cause
) -> None:
    typed = {"type": "grouped", "members": "RED=2,blue", "status": "out"}
    receipt = catalog.add(database, "PACK", typed, cause=cause)
    assert receipt.message == "Added PACK, 2 members"
    assert skus(database, "PACK") == ["RED", "BLUE"]
    assert not catalog.show(database, "PACK").product.parent_in_stock
    done = catalog.edit(database, "PACK", {"members": "RED", "name": "A pack"}, cause=cause)
    assert done.message == "PACK: name PACK → A pack, 1 member"
    undoing.undo(database, done.operation, cause=cause)
    assert (skus(database, "PACK"), catalog.show(database, "PACK").product.name) == (
        ["RED", "BLUE"],
        "PACK",
    )
    with pytest.raises(InvalidInput, match="stands there twice"):
        catalog.edit(database, "PACK", {"members": "RED,red"}, cause=cause)
    with pytest.raises(InvalidInput, match="name its members") as wrong:
        catalog.edit(database, "PACK", {"variations": "sku=RED"}, cause=cause)
    assert wrong.value.problems[0].field == "variations"
    with pytest.raises(Refused, match="no product 'NIX'"):
        catalog.add(database, "KIT", {"type": "grouped", "members": "NIX"}, cause=cause)
    assert catalog.types_of(database, ["KIT"]) == {}
    undoing.undo(database, receipt.operation, force=True, cause=cause)


def test_undoing_an_addition_spares_what_is_a_part_meanwhile(
    shop: World, database: Database, cause: Cause
) -> None:
    added = catalog.add(database, "GREEN", {}, cause=cause)
    composites.set_variations(database, "HOOD", [Part("GREEN")], cause=cause)
    with pytest.raises(ChangedElsewhere, match="GREEN is a part of HOOD"):
        undoing.undo(database, added.operation, cause=cause)
    assert skus(database, "HOOD") == ["GREEN"]


def test_deleting_names_parents_and_parts(
    shop: World, database: Database, cause: Cause
) -> None:
    composites.set_variations(database, "HOOD", [Part("RED"), Part("BLUE")], cause=cause)
    gone = catalog.delete(database, "RED", cause=cause)
    assert gone.warnings == ("It is no longer a part of HOOD.",)
    assert skus(database, "HOOD") == ["BLUE"]
    gone = catalog.delete(database, "HOOD", cause=cause)
    assert gone.warnings == ("What it was made of stays: BLUE.",)
    assert catalog.show(database, "BLUE").parents == ()
    assert checking.check(database).is_clean


def test_a_new_product_of_an_old_sku_is_another_product(
    shop: World, database: Database, cause: Cause
) -> None:
    composites.set_variations(database, "HOOD", [Part("RED")], cause=cause)
    catalog.delete(database, "HOOD", cause=cause)
    catalog.add(database, "HOOD", {"type": "configurable"}, cause=cause)
    assert skus(database, "HOOD") == []


def test_renaming_a_part_renames_it_in_its_parents(
    shop: World, database: Database, cause: Cause
) -> None:
    options = [BundleOption("One", (Part("BLUE"),))]
    catalog.add(database, "KIT", {"type": "bundle"}, cause=cause)
    composites.set_bundle(database, "KIT", options, cause=cause)
    catalog.rename(database, "BLUE", "Bleu", cause=cause)
    assert skus(database, "KIT") == ["Bleu"]


def test_doctor_names_parts_that_cannot_be(
    shop: World, database: Database, cause: Cause
) -> None:
    composites.set_variations(database, "HOOD", [Part("RED"), Part("BLUE")], cause=cause)
    assert checking.check(database).is_clean
    blue = catalog.ids_of(database, ["BLUE"])["BLUE"]
    with database.write() as transaction:
        transaction.source_items.remove([(blue, 1)])
        transaction.products.update(blue, {"type": ProductType.GROUPED})
    (part, *_) = [
        one.message for one in checking.check(database).findings if one.flaw is Flaw.STRAY_PART
    ]
    assert part == "BLUE cannot be a part of HOOD."
