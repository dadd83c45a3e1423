"""Stocks: their sources, priorities and channels, and what they would see (spec 1.3, 2.7)."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from inventory_tui.domain.errors import ChangedElsewhere, InventoryError, Kind, Refused
from inventory_tui.domain.history import Cause, Deed
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.orders import ordering
from inventory_tui.services.sourcing import mapping, sourcing
from inventory_tui.store.database import Database
from inventory_tui.store.tables import change, stock_level
from tests.world import World


@pytest.fixture
def shops(world: World) -> World:
    """Three sources, two stocks that share paris, four products."""
    with world.at_once():
        world.sources("berlin", "paris", "dallas")
        world.stock("EU", "berlin", "paris", channels=["eu"])
        world.stock("US", "dallas", "paris", channels=["us"])
        world.product("MH01", berlin=4, paris=10, dallas=(7, "out"))
        world.product("MH02", paris=3, threshold=5)
        world.product("MH03", dallas="2.5", manage_stock=False)
        world.product("MH04", default=9)
    return world


def refused(
    deed: Callable[..., Any], *given: Any, **named: Any
) -> list[tuple[Kind, str | None]]:
    """What a deed is refused for: (kind, field) of each problem."""
    with pytest.raises(InventoryError) as refusal:
        deed(*given, **named)
    return [(problem.kind, problem.field) for problem in refusal.value.problems]


def mapped(database: Database) -> dict[str, tuple[str, str]]:
    """Of every stock the codes of its sources, in order, and of its channels."""
    return {
        stock.name: (
            " ".join(link.code for link in stock.sources),
            " ".join(channel.code for channel in stock.channels),
        )
        for stock in mapping.list_stocks(database)
    }


def changes(database: Database, number: int | None) -> list[tuple[Any, ...]]:
    with database.read() as transaction:
        rows = transaction.connection.execute(
            select(change.c.subject, change.c.field, change.c.before, change.c.after)
            .where(change.c.operation_id == number, change.c.kind == "stock")
            .order_by(change.c.id)
        )
        return [tuple(row) for row in rows]


def assert_kept_sums_are_right(database: Database) -> None:
    with database.read() as transaction:
        everything = select(stock_level).order_by(*stock_level.primary_key)
        kept = transaction.connection.execute(everything).all()
        transaction.levels.refresh(None)
        assert transaction.connection.execute(everything).all() == kept


def test_a_new_database_has_the_default_stock_with_the_default_source(
    database: Database,
) -> None:
    assert mapped(database) == {"Default Stock": ("default", "base")}
    assert mapping.get_stock(database, "1").name == "Default Stock"
    assert mapping.stock_of_channel(database, "BASE").is_default


def test_a_stock_is_its_name_first_and_then_its_id(
    database: Database, world: World, cause: Cause
) -> None:
    eu, us = world.stock("EU"), world.stock("US")
    mapping.rename_stock(database, "us", str(eu), cause=cause)
    assert mapping.get_stock(database, str(eu)).id == us
    assert mapping.get_stock(database, "eu").id == eu
    for unknown in ("EV", "99", "9" * 30, "-1"):
        with pytest.raises(Refused, match="There is no stock"):
            mapping.get_stock(database, unknown)


def test_a_stock_may_be_added_empty_or_whole(
    database: Database, shops: World, cause: Cause
) -> None:
    empty = mapping.add_stock(database, " Later ", cause=cause)
    assert empty.counts["id"] == mapping.get_stock(database, "later").id
    whole = mapping.add_stock(
        database, "World", sources=["dallas", "berlin"], channels=["US", "base"], cause=cause
    )
    assert mapped(database) == {
        "Default Stock": ("default", ""),
        "EU": ("berlin paris", "eu"),
        "US": ("dallas paris", ""),
        "Later": ("", ""),
        "World": ("dallas berlin", "base us"),
    }
    assert whole.warnings == ("us is taken from US", "base is taken from Default Stock")
    assert changes(database, whole.operation) == [
        ("World", "*", None, "World"),
        ("Default Stock", "channels", "base", None),
        ("US", "channels", "us", None),
        ("World", "channels", None, "base,us"),
        ("World", "sources", None, "dallas,berlin"),
    ]
    assert shops.salable("MH01", "World") == "4"
    assert_kept_sums_are_right(database)


def test_the_name_of_a_stock_is_required_and_unique(
    database: Database, world: World, cause: Cause
) -> None:
    world.stock("Straße")
    add = mapping.add_stock
    assert refused(add, database, "  ", cause=cause) == [(Kind.VALIDATION_FAILED, "name")]
    assert refused(add, database, "STRASSE", cause=cause) == [(Kind.NOT_UNIQUE, "name")]
    assert refused(add, database, "default stock", cause=cause) == [(Kind.NOT_UNIQUE, "name")]
    assert refused(mapping.rename_stock, database, "1", "Straße", cause=cause) == [
        (Kind.NOT_UNIQUE, "name")
    ]
    mapping.rename_stock(database, "Straße", "STRASSE", cause=cause)
    assert list(mapped(database)) == ["Default Stock", "STRASSE"]


def test_assigning_a_source_puts_it_last_and_its_goods_count_at_once(
    database: Database, shops: World, cause: Cause
) -> None:
    receipt = mapping.assign_sources(database, "EU", ["dallas", "paris"], cause=cause)
    assert (receipt.deed, receipt.counts) == (
        Deed.STOCK_MAPPED,
        {"assigned": 1, "unassigned": 0, "channels": 0, "already": 1},
    )
    assert mapped(database)["EU"] == ("berlin paris dallas", "eu")
    assert changes(database, receipt.operation) == [
        ("EU", "sources", "berlin,paris", "berlin,paris,dallas")
    ]
    with database.read() as transaction:
        ids = transaction.connection.scalars(
            select(stock_level.c.product_id).where(
                stock_level.c.stock_id == mapping.get_stock(database, "EU").id
            )
        ).all()
    assert len(ids) == 3  # MH03 came with dallas
    assert_kept_sums_are_right(database)


def test_a_disabled_source_may_be_assigned(
    database: Database, shops: World, cause: Cause
) -> None:
    sourcing.disable_sources(database, ["dallas"], cause=cause)
    mapping.assign_sources(database, "EU", ["dallas"], cause=cause)
    link = mapping.get_stock(database, "EU").sources[-1]
    assert (link.code, link.enabled, link.priority) == ("dallas", False, 3)


def test_unassigning_a_source_renumbers_the_rest_and_keeps_its_rows(
    database: Database, shops: World, cause: Cause
) -> None:
    receipt = mapping.unassign_sources(database, "EU", ["berlin", "dallas"], cause=cause)
    assert receipt.counts == {"assigned": 0, "unassigned": 1, "channels": 0, "already": 1}
    (paris,) = mapping.get_stock(database, "EU").sources
    assert (paris.code, paris.priority) == ("paris", 1)
    assert shops.held("MH01", "berlin") == "4"
    assert shops.salable("MH01", "EU") == "10"
    mapping.unassign_sources(database, "EU", ["paris"], cause=cause)
    assert mapped(database)["EU"] == ("", "eu")
    assert shops.salable("MH01", "EU") is None
    assert_kept_sums_are_right(database)


def test_the_links_of_the_default_stock_and_source_never_change(
    database: Database, shops: World, cause: Cause
) -> None:
    protected = [(Kind.DEFAULT_LINK_PROTECTED, "sources")]
    for deed, stock, codes in (
        (mapping.assign_sources, "Default Stock", ["berlin"]),
        (mapping.assign_sources, "EU", ["default"]),
        (mapping.unassign_sources, "Default Stock", ["default"]),
        (mapping.unassign_sources, "EU", ["default"]),
        (mapping.prioritise, "EU", ["default", "berlin"]),
    ):
        assert refused(deed, database, stock, codes, cause=cause) == protected
    for codes in ([], ["berlin"], ["default", "berlin"]):
        assert (
            refused(mapping.map_stock, database, "1", sources=codes, cause=cause) == protected
        )
    assert refused(mapping.preview_mapping, database, "EU", assign=["default"]) == protected
    assert refused(mapping.add_stock, database, "New", sources=["default"], cause=cause) == (
        protected
    )
    nothing = mapping.map_stock(database, "1", sources=["default"], cause=cause)
    assert nothing.operation is None


def test_priorities_follow_the_whole_order_given(
    database: Database, shops: World, cause: Cause
) -> None:
    mapping.assign_sources(database, "EU", ["dallas"], cause=cause)
    receipt = mapping.prioritise(database, "EU", ["dallas", "BERLIN", "paris"], cause=cause)
    links = mapping.get_stock(database, "EU").sources
    assert [(link.code, link.priority) for link in links] == [
        ("dallas", 1),
        ("berlin", 2),
        ("paris", 3),
    ]
    assert changes(database, receipt.operation) == [
        ("EU", "sources", "berlin,paris,dallas", "dallas,berlin,paris")
    ]
    assert mapped(database)["US"] == ("dallas paris", "us")
    assert (
        mapping.prioritise(database, "EU", ["dallas", "berlin", "paris"], cause=cause).operation
        is None
    )


def test_an_order_that_leaves_out_or_adds_a_source_is_refused(
    database: Database, shops: World, cause: Cause
) -> None:
    order = mapping.prioritise
    assert refused(order, database, "EU", ["berlin"], cause=cause) == [
        (Kind.VALIDATION_FAILED, "sources")
    ]
    assert refused(order, database, "EU", ["berlin", "paris", "dallas"], cause=cause) == [
        (Kind.UNKNOWN_SOURCE, "sources")
    ]
    assert refused(order, database, "EU", ["berlin", "paris", "rome"], cause=cause) == [
        (Kind.UNKNOWN_SOURCE, "sources")
    ]
    assert refused(order, database, "EU", ["berlin", "paris", "Berlin"], cause=cause) == [
        (Kind.VALIDATION_FAILED, "sources")
    ]
    assert mapped(database)["EU"] == ("berlin paris", "eu")


def test_a_channel_is_taken_from_its_stock_and_a_dropped_one_goes_to_the_default_stock(
    database: Database, shops: World, cause: Cause
) -> None:
    receipt = mapping.set_channels(database, "EU", ["us"], cause=cause)
    assert receipt.counts == {"assigned": 0, "unassigned": 0, "channels": 2}
    assert receipt.warnings == ("us is taken from US", "eu goes to Default Stock")
    assert changes(database, receipt.operation) == [
        ("Default Stock", "channels", "base", "base,eu"),
        ("EU", "channels", "eu", "us"),
        ("US", "channels", "us", None),
    ]
    assert mapping.stock_of_channel(database, "eu").is_default
    assert refused(mapping.set_channels, database, "EU", ["us", "uk"], cause=cause) == [
        (Kind.UNKNOWN_WEBSITE, "channels")
    ]


def test_the_default_stock_takes_any_channel_and_keeps_those_nobody_claims(
    database: Database, shops: World, cause: Cause
) -> None:
    receipt = mapping.set_channels(database, "Default Stock", ["eu"], cause=cause)
    assert receipt.warnings == (
        "eu is taken from EU",
        "base stays in Default Stock: no other stock claims it",
    )
    assert mapped(database)["Default Stock"] == ("default", "base eu")


def test_name_sources_and_channels_are_saved_in_one_deed(
    database: Database, shops: World, cause: Cause
) -> None:
    seen = mapping.get_stock(database, "EU")
    receipt = mapping.map_stock(
        database,
        "EU",
        name="Europe",
        sources=["paris", "dallas"],
        channels=["eu", "base"],
        seen_version=seen.version,
        cause=cause,
    )
    assert mapped(database)["Europe"] == ("paris dallas", "base eu")
    assert receipt.counts == {"assigned": 1, "unassigned": 1, "channels": 1}
    assert receipt.message == "EU: named Europe · sources paris, dallas · channels eu, base"
    assert_kept_sums_are_right(database)
    with pytest.raises(ChangedElsewhere):
        mapping.map_stock(
            database, "Europe", sources=[], seen_version=seen.version, cause=cause
        )


def test_whose_channel_was_taken_is_changed_too(
    database: Database, shops: World, cause: Cause
) -> None:
    seen = mapping.get_stock(database, "US")
    mapping.set_channels(database, "EU", ["eu", "us"], cause=cause)
    with pytest.raises(ChangedElsewhere):
        mapping.map_stock(
            database, "US", channels=["us"], seen_version=seen.version, cause=cause
        )


def test_saving_what_is_there_already_leaves_no_trace(
    database: Database, shops: World, cause: Cause
) -> None:
    seen = mapping.get_stock(database, "EU")
    receipt = mapping.map_stock(
        database,
        "EU",
        name="EU",
        sources=["Berlin", "PARIS"],
        channels=["EU"],
        cause=cause,
    )
    assert receipt.operation is None
    assert mapping.get_stock(database, "EU") == seen


def test_nothing_is_written_when_anything_is_unknown(
    database: Database, shops: World, cause: Cause
) -> None:
    before = mapped(database)
    assert (
        refused(mapping.assign_sources, database, "EU", ["rome", "oslo"], cause=cause)
        == [(Kind.UNKNOWN_SOURCE, "sources")] * 2
    )
    assert refused(mapping.assign_sources, database, "EU", [], cause=cause) == [
        (Kind.NOTHING_GIVEN, "sources")
    ]
    assert refused(
        mapping.map_stock, database, "EU", name="Europe", channels=["uk"], cause=cause
    ) == [(Kind.UNKNOWN_WEBSITE, "channels")]
    assert mapped(database) == before


def test_a_preview_counts_products_and_what_could_be_sold(
    database: Database, shops: World
) -> None:
    preview = mapping.preview_mapping(database, "eu", assign=["dallas"])
    assert (preview.stock, preview.products_before, preview.products) == ("EU", 2, 3)
    # MH01 4 + 10, MH02 3 - 5 kept back; dallas brings only what is not managed or is out
    assert (str(preview.salable_before), str(preview.salable)) == ("12", "12")
    without = mapping.preview_mapping(database, "EU", unassign=["paris"])
    assert (without.products, str(without.salable)) == (1, "4")
    new = mapping.preview_mapping(database, None, ["berlin", "paris"])
    assert (new.products_before, new.products, str(new.salable)) == (0, 2, "12")
    none = mapping.preview_mapping(database, "EU", [])
    assert (none.products, str(none.salable)) == (0, "0")
    same = mapping.preview_mapping(database, "EU")
    assert (same.products, same.salable) == (same.products_before, same.salable_before)


@pytest.mark.parametrize("seed", range(3))
def test_a_preview_is_exactly_what_saving_gives(
    database: Database, world: World, cause: Cause, seed: int
) -> None:
    chance = random.Random(seed)
    codes = ["berlin", "paris", "dallas", "lyon"]
    world.sources(*codes)
    world.stock("EU", "berlin", channels=["base"])
    with world.at_once():
        for number in range(12):
            world.product(
                f"SKU-{number}",
                threshold=chance.choice([None, 2, -3]),
                backorders=chance.choice([None, "yes"]),
                manage_stock=chance.choice([None, None, False]),
                **{
                    code: (chance.randrange(20), chance.choice(["in", "in", "out"]))
                    for code in chance.sample(codes, chance.randrange(4))
                },
            )
    for number in range(12):
        line = (f"SKU-{number}", Quantity.parse("1"))
        try:
            ordering.place(database, OrderRequest("base", (line,)), cause=cause)
        except Refused:
            continue
    for _ in range(4):
        sourcing.disable_sources(database, chance.sample(codes, 1), cause=cause)
        sourcing.enable_sources(database, chance.sample(codes, 2), cause=cause)
        wanted = chance.sample(codes, chance.randrange(5))
        preview = mapping.preview_mapping(database, "EU", wanted)
        mapping.map_stock(database, "EU", sources=wanted, cause=cause)
        saved = mapping.preview_mapping(database, "EU")
        assert (saved.products_before, saved.salable_before) == (
            preview.products,
            preview.salable,
        )
        assert_kept_sums_are_right(database)


def test_two_terminals_cannot_add_the_same_stock(
    database: Database, another: Callable[..., Database], cause: Cause
) -> None:
    mapping.add_stock(database, "EU", cause=cause)
    assert refused(mapping.add_stock, another(), "eu", cause=cause) == [
        (Kind.NOT_UNIQUE, "name")
    ]
