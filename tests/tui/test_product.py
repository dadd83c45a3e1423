"""The product page: rows at sources edited as one run, reservations, history."""

from __future__ import annotations

from textual.pilot import Pilot

from inventory_tui.domain.history import Cause
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.orders import ordering
from inventory_tui.services.products import catalog, channel_settings
from inventory_tui.services.quantities import stock_changes
from inventory_tui.services.quantities.stock_changes import QuantityEdit
from inventory_tui.services.sourcing import channels
from inventory_tui.store.database import Database
from inventory_tui.tui.screens.products.product import ProductScreen
from inventory_tui.tui.screens.products.products import ProductsScreen
from tests.services.shopping import request
from tests.tui.conftest import Running, lines, press, screen_text
from tests.world import World

OPEN = ("down", "down", "enter")
"""From the grid to MH01-XS-Black, cursor on the current source (default)."""

DEFAULT = ("Default", "Sou…")


def screen(pilot: Pilot[int]) -> ProductScreen:
    assert isinstance(pilot.app.screen, ProductScreen)
    return pilot.app.screen


async def test_it_opens_on_its_sources_with_the_cursor_on_the_current_one(
    running: Running, world: World
) -> None:
    world.source("outlet", enabled=False)
    world.item("MH01-XS-Black", "outlet", 50, status="out", notify_below=7)
    async with running() as pilot:
        await press(pilot, "s", "<berlin>", "enter", *OPEN)
        shown = lines(pilot)
        assert shown[1].startswith(" MH01-XS-Black  Chaz Kangeroo Hoodie")
        assert shown[1].endswith("simple · manage stock yes*")
        assert "[Sources]  Settings   Reservations   Incoming   History" in shown[2]
        assert shown[4].split() == ["default", *DEFAULT, "on", "In", "Stock", "100", "1*", "–"]
        assert shown[5].startswith("▸   berlin")
        assert shown[6].split() == [
            "outlet",
            "Outlet",
            "off",
            "Out",
            "of",
            "Stock",
            "50",
            "7",
            "–",
        ]
        assert "Salable: Default 100, EU 4" in shown[20]


async def test_quantities_status_and_notify_level_are_one_run_with_one_undo(
    running: Running, world: World
) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "e", "<120>", "enter", "<+12>", "enter")
        assert any("•4 → 16" in line for line in lines(pilot))
        await press(pilot, "left", "left", "e", "right", "right", "e", "<9>", "enter")
        assert any("•In → Out" in line for line in lines(pilot))
        assert "4 unsaved · F10 saves" in lines(pilot)[22]
        assert world.held("MH01-XS-Black", "default") == "100"
        await press(pilot, "f10")
        assert world.held("MH01-XS-Black", "default") == "120"
        assert world.held("MH01-XS-Black", "berlin") == "16"
        assert world.status("MH01-XS-Black", "berlin") == "out"
        assert world.notify_below("MH01-XS-Black", "berlin") == "9"
        await press(pilot, "z", "f10")
        assert world.held("MH01-XS-Black", "default") == "100"
        assert world.status("MH01-XS-Black", "berlin") == "in"
        assert world.notify_below("MH01-XS-Black", "berlin") is None


async def test_d_takes_a_draft_back_and_an_own_notify_level_away(
    running: Running, world: World
) -> None:
    world.item("MH01-XS-Black", "default", 100, notify_below=5)
    async with running() as pilot:
        await press(pilot, *OPEN, "e", "<7>", "enter", "escape", "up", "D")
        assert not screen(pilot).unsaved()
        await press(pilot, "right", "D")
        assert any("•5 → *" in line for line in lines(pilot))
        await press(pilot, "f10")
        assert world.notify_below("MH01-XS-Black", "default") is None


async def test_assigned_sources_are_rows_in_stock_until_f10(
    running: Running, world: World
) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "a", "<paris>", "enter")
        assert any("•paris" in line for line in lines(pilot))
        assert world.held("MH01-XS-Black", "paris") is None
        await press(pilot, "e", "<12>", "enter", "f10")
        assert world.held("MH01-XS-Black", "paris") == "12"
        assert world.status("MH01-XS-Black", "paris") == "in"


async def test_unassign_shows_its_dry_run_for_the_source_under_the_cursor(
    running: Running, world: World
) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "down", "u")
        assert "berlin" in screen_text(pilot)
        await press(pilot, "f10")
        assert world.held("MH01-XS-Black", "berlin") is None


async def test_a_composite_has_no_rows_and_says_so(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "down", "enter")
        assert "Made of nothing yet. a adds a part" in screen_text(pilot)
        await press(pilot, "e")
        assert not screen(pilot).unsaved()


async def test_why_explains_the_stock_of_row_23(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "i")
        assert "Why Default Stock can promise 100 of MH01-XS-Black" in screen_text(pilot)


async def test_why_goes_through_the_channels_that_have_another_number(
    running: Running, database: Database, world: World, cause: Cause
) -> None:
    channels.add_channel(database, "app", "App", cause=cause)
    catalog.edit(database, "MH01-XS-Black", {"threshold": "-20"}, cause=cause)
    backorders = {"backorders": "notify"}
    channel_settings.edit(database, "MH01-XS-Black", "app", backorders, cause=cause)
    async with running() as pilot:
        await press(pilot, *OPEN, "i")
        shown = screen_text(pilot)
        assert "Why Default Stock can promise 100 of MH01-XS-Black" in shown
        assert "[Default Stock 100]  app 120" in shown
        assert "Tab Its channels" in shown
        await press(pilot, "tab")
        shown = screen_text(pilot)
        assert "Why Default Stock can promise 120 of MH01-XS-Black to app" in shown
        assert "Default Stock 100  [app 120]" in shown
        assert "can be ordered: yes" in shown
        await press(pilot, "tab")
        assert "[Default Stock 100]  app 120" in screen_text(pilot)
        await press(pilot, "escape")
        assert isinstance(screen(pilot), ProductScreen)


async def test_reservations_and_history_are_tabs(
    running: Running, database: Database, world: World, cause: Cause
) -> None:
    ordering.place(database, request({"MH01-XS-Black": 7}, channel="base"), cause=cause)
    async with running() as pilot:
        await press(pilot, *OPEN)
        assert "Reservations 1" in lines(pilot)[2]
        assert "Held for orders, at no source yet: Default 7" in screen_text(pilot)
        await press(pilot, "tab", "tab")
        assert "1 open orders hold 7 units" in screen_text(pilot)
        await press(pilot, "shift+tab", "shift+tab", "e", "<90>", "enter", "f10")
        await press(pilot, "tab", "tab", "tab", "tab")
        assert "[History]" in lines(pilot)[2]
        assert any("at default" in line and "100 → 90" in line for line in lines(pilot))


async def test_leaving_asks_and_a_draft_survives_the_end(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "e", "<7>", "enter", "escape", "escape")
        assert "MH01-XS-Black at default: 100 → 7" in screen_text(pilot)
        await press(pilot, "escape")
    async with running() as pilot:
        await press(pilot, *OPEN)
        assert len(screen(pilot).unsaved()) == 1
        await press(pilot, "f5")
        assert not screen(pilot).unsaved()
        await press(pilot, "z")
        assert len(screen(pilot).unsaved()) == 1
        await press(pilot, "escape", "D")
        assert isinstance(pilot.app.screen, ProductsScreen)


async def test_a_quantity_changed_elsewhere_is_asked_about(
    running: Running, database: Database, world: World, cause: Cause
) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "e", "<+12>", "enter")
        edit = QuantityEdit("MH01-XS-Black", "default", quantity=Quantity.parse("3"))
        stock_changes.set_quantities(database, [edit], cause=cause)
        await press(pilot, "f10")
        text = screen_text(pilot)
        assert "Changed elsewhere: MH01-XS-Black at default" in text
        assert "F10 Add +12 to 3 = 15" in text
        await press(pilot, "f10")
        assert world.held("MH01-XS-Black", "default") == "15"


async def test_a_row_changed_elsewhere_is_marked_and_other_rows_are_still_saved(
    running: Running, database: Database, world: World, cause: Cause
) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "e", "<7>", "enter")
        edit = QuantityEdit("MH01-XS-Black", "berlin", quantity=Quantity.parse("3"))
        stock_changes.set_quantities(database, [edit], cause=cause)
        product = catalog.show(database, "MH01-XS-Black").product
        screen(pilot).changed_by_others(frozenset({product.id}))
        await press(pilot, "up")
        assert any(line.startswith("≈") and "berlin" in line for line in lines(pilot))
        await press(pilot, "f10")
        assert world.held("MH01-XS-Black", "default") == "7"
        assert world.held("MH01-XS-Black", "berlin") == "3"


async def test_more_than_9999_is_asked_about(running: Running, world: World) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "e", "<10000>", "enter", "f10")
        assert "More than 9,999?" in screen_text(pilot)
        await press(pilot, "f10")
        assert world.held("MH01-XS-Black", "default") == "10000"
