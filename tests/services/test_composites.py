"""Composites: what they are made of, their own flag, and what a stock can sell of them."""

from __future__ import annotations

import pytest

from inventory_tui.domain.errors import ChangedElsewhere, Kind, Refused
from inventory_tui.domain.history import Cause, Deed
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.keeping import configuring, undoing
from inventory_tui.services.products import catalog, composites
from inventory_tui.services.products.composites import BundleOption, Part
from inventory_tui.services.quantities import explaining
from inventory_tui.services.quantities.stock_changes import QuantityEdit, set_quantities
from inventory_tui.store.database import Database
from tests.world import World


def amount(text: str) -> Quantity:
    return Quantity.parse(text)


def can(database: Database, *skus: str, stock: str | None = None) -> list[bool]:
    found = composites.statuses(database, skus, stock)
    return [found[sku].is_salable for sku in skus]


def skus(database: Database, sku: str) -> list[str]:
    return [part.sku for part in composites.composition(database, sku).every_part]


@pytest.fixture
def shop(database: Database, world: World) -> World:
    """Two sources, a stock each, a configurable, a group and a bundle of three simples."""
    with world.at_once():
        world.sources("berlin", "paris")
        world.stock("EU", "berlin", channels=["eu"])
        world.stock("FR", "paris", channels=["fr"])
        world.product("RED", berlin=5)
        world.product("BLUE", berlin=2, paris=3)
        world.product("GREEN", paris=7)
        for sku, kind in (("HOOD", "configurable"), ("PACK", "grouped"), ("KIT", "bundle")):
            world.product(sku, type=kind)
    return world


@pytest.fixture
def filled(shop: World, database: Database, cause: Cause) -> World:
    variations = [Part("RED", label="color=red"), Part("BLUE", label="color=blue")]
    composites.set_variations(database, "HOOD", variations, cause=cause)
    composites.set_members(
        database, "PACK", [Part("BLUE"), Part("GREEN", amount("2"))], cause=cause
    )
    composites.set_bundle(
        database,
        "KIT",
        [
            BundleOption("Top", (Part("RED", amount("3")), Part("GREEN", amount("9")))),
            BundleOption("Extra", (Part("BLUE", changeable=True),), required=False),
        ],
        ship_together=False,
        cause=cause,
    )
    return shop


def test_a_composition_is_kept_as_it_was_said(filled: World, database: Database) -> None:
    hood = composites.composition(database, "hood")
    assert [(one.sku, one.label) for one in hood.parts] == [
        ("RED", "color=red"),
        ("BLUE", "color=blue"),
    ]
    pack = composites.composition(database, "PACK")
    assert [(one.sku, str(one.quantity)) for one in pack.parts] == [
        ("BLUE", "1"),
        ("GREEN", "2"),
    ]
    kit = composites.composition(database, "KIT")
    assert [(one.title, one.required, len(one.parts)) for one in kit.options] == [
        ("Top", True, 2),
        ("Extra", False, 1),
    ]
    assert not kit.ship_together
    assert [one.sku for one in composites.parents(database, "BLUE")] == ["HOOD", "KIT", "PACK"]
    ids = list(catalog.ids_of(database, ["HOOD", "RED"]).values())
    assert [len(one) for one in composites.compositions(database, ids).values()] == [2]


def test_setting_it_is_an_edit_that_undo_takes_back(
    filled: World, database: Database, cause: Cause
) -> None:
    receipt = composites.set_variations(database, "HOOD", [Part("green")], cause=cause)
    assert (receipt.deed, receipt.message) == (Deed.PRODUCT_EDITED, "HOOD: 1 variant")
    assert skus(database, "HOOD") == ["GREEN"]
    undoing.undo(database, receipt.operation, cause=cause)
    assert skus(database, "HOOD") == ["RED", "BLUE"]
    undoing.undo(database, undoing.newest_undo(database, actor="maria"), cause=cause)
    assert skus(database, "HOOD") == ["GREEN"]
    same = composites.set_variations(database, "HOOD", [Part("GREEN")], cause=cause)
    assert same.operation is None


def test_shipping_together_is_taken_back_with_the_selections(
    filled: World, database: Database, cause: Cause
) -> None:
    before = composites.composition(database, "KIT")
    receipt = composites.set_bundle(
        database, "KIT", [BundleOption("One", (Part("RED"),))], ship_together=True, cause=cause
    )
    assert receipt.message == "KIT: 1 selection, shipped together"
    undoing.undo(database, receipt.operation, cause=cause)
    assert composites.composition(database, "KIT") == before


def test_undo_leaves_what_was_composed_anew_since(
    filled: World, database: Database, cause: Cause
) -> None:
    first = composites.add_part(database, "HOOD", Part("GREEN"), cause=cause)
    composites.remove_part(database, "HOOD", "RED", cause=cause)
    with pytest.raises(ChangedElsewhere, match="parts is now"):
        undoing.undo(database, first.operation, cause=cause)
    assert skus(database, "HOOD") == ["BLUE", "GREEN"]


def test_undo_names_a_part_that_is_gone(
    filled: World, database: Database, cause: Cause
) -> None:
    receipt = composites.remove_part(database, "HOOD", "RED", cause=cause)
    catalog.delete(database, "RED", cause=cause)
    with pytest.raises(ChangedElsewhere, match="had RED, which can be no part now"):
        undoing.undo(database, receipt.operation, cause=cause)


def test_one_part_is_added_changed_and_taken_out(
    filled: World, database: Database, cause: Cause
) -> None:
    composites.add_part(database, "PACK", Part("RED", amount("4")), cause=cause)
    composites.add_part(database, "PACK", Part("BLUE", amount("6")), cause=cause)
    pack = composites.composition(database, "PACK")
    assert [(one.sku, str(one.quantity)) for one in pack.parts] == [
        ("BLUE", "6"),
        ("GREEN", "2"),
        ("RED", "4"),
    ]
    composites.add_part(database, "KIT", Part("BLUE"), option="top", cause=cause)
    composites.add_part(database, "KIT", Part("RED"), option="Gift", cause=cause)
    kit = composites.composition(database, "KIT")
    assert [(one.title, len(one.parts)) for one in kit.options] == [
        ("Top", 3),
        ("Extra", 1),
        ("Gift", 1),
    ]
    composites.remove_part(database, "KIT", "BLUE", cause=cause)
    kit = composites.composition(database, "KIT")
    assert [one.title for one in kit.options] == ["Top", "Gift"]
    with pytest.raises(Refused, match="BLUE is no part of KIT"):
        composites.remove_part(database, "KIT", "BLUE", cause=cause)


def test_what_cannot_be_a_part_is_named_and_changes_nothing(
    filled: World, database: Database, cause: Cause
) -> None:
    def refused(sku: str, *parts: Part) -> Refused:
        with pytest.raises(Refused) as caught:
            composites.set_members(database, sku, parts, cause=cause)
        return caught.value

    unknown = refused("PACK", Part("RED"), Part("RDE"), Part("X"))
    assert [one.kind for one in unknown.problems] == [Kind.UNKNOWN_PRODUCT] * 2
    assert [one.sku for one in unknown.problems] == ["RDE", "X"]
    assert "Did you mean 'RED'" in str(unknown)
    assert "only products that lie at sources" in str(refused("PACK", Part("HOOD")))
    assert "a part of itself" in str(refused("PACK", Part("pack")))
    assert "stands there twice" in str(refused("PACK", Part("RED"), Part("red")))
    assert "a fraction" in str(refused("PACK", Part("RED", amount("1.5"))))
    assert "more than 0" in str(refused("PACK", Part("RED", amount("0"))))
    assert "Change its type first" in str(refused("RED", Part("BLUE")))
    assert "by its selections" in str(refused("KIT", Part("BLUE")))
    with pytest.raises(Refused, match="needs a selection"):
        composites.set_bundle(database, "KIT", [BundleOption("Top")], cause=cause)
    with pytest.raises(ChangedElsewhere):
        composites.set_members(database, "PACK", [], cause=cause, seen_version=1)
    assert skus(database, "PACK") == ["BLUE", "GREEN"]


def test_each_stock_answers_for_itself(filled: World, database: Database) -> None:
    names = ("RED", "BLUE", "GREEN", "HOOD", "PACK", "KIT")
    assert can(database, *names, stock="EU") == [True, True, False, True, True, True]
    # KIT takes 9 of GREEN, and only 7 are there
    assert can(database, *names, stock="FR") == [False, True, True, True, True, False]
    assert can(database, *names) == [False] * 6
    every = composites.statuses(database, None, "EU")
    assert sum(one.is_salable for one in every.values()) == 5
    assert (str(every["HOOD"].salable), every["HOOD"].assigned) == ("0", False)
    assert (str(every["GREEN"].salable), every["GREEN"].assigned) == ("0", False)


def test_a_disabled_child_is_not_sold(filled: World, database: Database, cause: Cause) -> None:
    catalog.edit(database, "BLUE", {"enabled": "no"}, cause=cause)
    assert can(database, "BLUE", "HOOD", stock="FR") == [False, False]
    catalog.edit(database, "PACK", {"enabled": "no"}, cause=cause)
    assert can(database, "PACK", stock="FR") == [False]


def test_the_settings_of_the_child_decide(
    filled: World, database: Database, cause: Cause
) -> None:
    catalog.edit(database, "HOOD", {"manage_stock": "no"}, cause=cause)
    for sku in ("RED", "BLUE"):
        edit = QuantityEdit(sku, "berlin", amount("0"))
        set_quantities(database, [edit], cause=cause)
    assert can(database, "HOOD", stock="EU") == [False]
    catalog.edit(database, "RED", {"backorders": "yes"}, cause=cause)
    assert can(database, "HOOD", "KIT", stock="EU") == [True, True]
    catalog.edit(database, "RED", {"backorders": "default", "manage_stock": "no"}, cause=cause)
    assert can(database, "HOOD", stock="EU") == [True]
    assert can(database, "HOOD", stock="Default Stock") == [False]


def test_a_parent_switched_off_stays_off_and_one_switched_on_follows_its_children(
    filled: World, database: Database, cause: Cause
) -> None:
    def status(in_stock: bool) -> None:
        edits = [QuantityEdit(sku, "berlin", in_stock=in_stock) for sku in ("RED", "BLUE")]
        set_quantities(database, edits, cause=cause)

    status(False)
    assert can(database, "HOOD", stock="EU") == [False]
    status(True)
    assert can(database, "HOOD", stock="EU") == [True]
    done = composites.set_in_stock(database, ["hood", "KIT"], False, cause=cause)
    assert done.counts == {"changed": 2}
    assert can(database, "HOOD", "KIT", stock="EU") == [False, False]
    status(False)
    status(True)
    assert can(database, "HOOD", stock="EU") == [False]
    undoing.undo(database, done.operation, cause=cause)
    assert can(database, "HOOD", "KIT", stock="EU") == [True, True]
    catalog.edit(database, "HOOD", {"status": "out"}, cause=cause)
    assert can(database, "HOOD", stock="EU") == [False]


def test_the_flag_is_one_of_composites_only(
    filled: World, database: Database, cause: Cause
) -> None:
    with pytest.raises(Refused) as refused:
        composites.set_in_stock(database, ["HOOD", "RED", "NIX"], False, cause=cause)
    assert [one.kind for one in refused.value.problems] == [
        Kind.LOCKED_FIELD,
        Kind.UNKNOWN_PRODUCT,
    ]
    with pytest.raises(Refused, match="rows at sources"):
        catalog.edit(database, "RED", {"status": "out"}, cause=cause)
    assert can(database, "HOOD", stock="EU") == [True]


def test_children_on_offer_follow_display_out_of_stock(
    filled: World, database: Database, cause: Cause
) -> None:
    def offered() -> list[str]:
        return [one.sku for one in composites.salable_children(database, "HOOD", "FR")]

    assert offered() == ["BLUE"]
    configuring.set_option(database, "show_out_of_stock", "yes", cause=cause)
    assert offered() == ["RED", "BLUE"]
    catalog.edit(database, "RED", {"enabled": "no"}, cause=cause)
    assert offered() == ["BLUE"]


def test_a_configurable_is_sorted_by_its_salable_children(
    filled: World, database: Database, cause: Cause
) -> None:
    found = composites.stock_quantities(database, None, "EU")
    assert {sku: None if one is None else str(one) for sku, one in found.items()} == {
        "RED": "5",
        "BLUE": "2",
        "GREEN": None,
        "HOOD": "7",
        "PACK": None,
        "KIT": None,
    }


def test_the_page_of_a_composite_shows_its_parts_and_stocks(
    filled: World, database: Database
) -> None:
    eu = next(one.level.stock_id for one in catalog.show(database, "RED").stocks)
    shown = catalog.show(database, "KIT", stock_id=eu)
    assert [
        (
            one.part.sku,
            one.option,
            one.required,
            str(one.on_hand),
            str(one.salable),
            one.is_salable,
        )
        for one in shown.parts
    ] == [
        ("RED", "Top", True, "5", "5", True),
        ("GREEN", "Top", True, "7", "0", False),
        ("BLUE", "Extra", False, "5", "2", True),
    ]
    assert [(one.stock, one.is_salable) for one in shown.stocks] == [
        ("EU", True),
        ("FR", False),
    ]
    assert [one.sku for one in catalog.show(database, "RED").parents] == ["HOOD", "KIT"]
    why = explaining.explain(database, "KIT", "FR")
    assert (why.salable, why.is_salable) == (None, False)
    assert [one.why for one in why.terms if one.term == "part"] == [
        "RED: salable 0, takes 3 (Top)",
        "GREEN: salable 7, takes 9 (Top)",
        "BLUE: salable 3 (Extra)",
    ]


def test_unknown_skus_are_all_named(filled: World, database: Database) -> None:
    with pytest.raises(Refused) as refused:
        composites.statuses(database, ["RED", "NO-1", "NO-2"], "EU")
    assert [one.sku for one in refused.value.problems] == ["NO-1", "NO-2"]
    with pytest.raises(Refused) as refused:
        catalog.ids_of(database, ["NO-1", "RED", "NO-2"])
    assert [one.sku for one in refused.value.problems] == ["NO-1", "NO-2"]
    assert catalog.types_of(database, ["red", "HOOD", "NO-1"]) == {
        "RED": "simple",
        "HOOD": "configurable",
    }
