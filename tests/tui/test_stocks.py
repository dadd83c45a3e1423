"""Place 3: the mapping of stocks to sources and channels."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from inventory_tui.domain.history import Cause
from inventory_tui.services.orders import ordering
from inventory_tui.services.sourcing import channels, mapping
from inventory_tui.store.database import Database
from inventory_tui.tui.app import InventoryApp
from inventory_tui.tui.screens.sourcing.source import SourceScreen
from inventory_tui.tui.screens.sourcing.stocks import StocksScreen
from tests.services.shopping import request
from tests.tui.conftest import Running, lines, press, screen_text, settled
from tests.world import World


@pytest.fixture
def world(world: World) -> World:
    """Two stocks that share paris, one source off, one source nobody takes from."""
    world.source("lyon", name="Lyon outlet", enabled=False)
    world.source("dallas", name="Dallas warehouse")
    world.stock("US stock", "dallas", "paris", channels=["us"])
    world.item("MH01-XS-Gray", "dallas", 40)
    return world


def screen(pilot: Pilot[int]) -> StocksScreen:
    assert isinstance(pilot.app.screen, StocksScreen)
    return pilot.app.screen


def sources(database: Database, stock: str) -> list[str]:
    return [link.code for link in mapping.get_stock(database, stock).sources]


def codes(database: Database, stock: str) -> list[str]:
    return [channel.code for channel in mapping.get_stock(database, stock).channels]


async def counted(pilot: Pilot[int]) -> None:
    """Wait until the preview stands."""
    for _ in range(500):
        await settled(pilot)
        shown = pilot.app.screen
        if not isinstance(shown, StocksScreen) or not shown.preview.counting:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the preview never stands")


async def at_eu(pilot: Pilot[int], *keys: str) -> None:
    """Open the place on EU stock and press keys there."""
    app = pilot.app
    assert isinstance(app, InventoryApp)
    app.change_context(replace(app.context, stock_id=2, stock="EU stock"))
    await press(pilot, "g", "3")
    await counted(pilot)
    await press(pilot, *keys)
    await counted(pilot)


# -- what is shown ------------------------------------------------------------------------


async def test_it_opens_on_the_stock_of_row_23_with_three_panes(running: Running) -> None:
    async with running() as pilot:
        await at_eu(pilot)
        shown = lines(pilot)
        assert "▸3 Stocks" in shown[0]
        assert "3 stocks · 5 sources · 2 channels" in shown[1]
        assert "[Stocks]" in shown[2]
        assert "EU stock · sources by priority" in shown[2]
        assert "Sales channels" in shown[2]
        stocks = [line[:19].strip("▸ ") for line in shown[3:6]]
        assert stocks == ["1 Default Stock", "2 EU stock", "3 US stock"]
        assert shown[4][19:54].split() == ["2", "paris", "Paris", "also", "in", "US"]
        assert "── not assigned ──" in shown[5]
        assert "dallas" in shown[6]
        assert "off" in shown[7][19:54]  # lyon is disabled and says so
        assert "default" not in "".join(line[19:54] for line in shown[3:9])
        assert "[ ] base" in shown[3]
        assert "EU stock sees 3 SKUs, 13 salable" in shown[21]


async def test_the_default_stock_says_why_nothing_can_be_assigned(
    running: Running, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, "g", "3", "tab", "space")
        assert "always takes from the Default Source" in lines(pilot)[22]
        assert "sells for unclaimed channels" in screen_text(pilot)
        assert not screen(pilot).unsaved()


async def test_switching_the_stock_of_row_23_moves_the_cursor(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "g", "3", "S", "<us>", "enter")
        assert screen(pilot).stock is not None
        assert screen(pilot).stock.name == "US stock"  # type: ignore[union-attr]


# -- sources and priorities ---------------------------------------------------------------


async def test_a_source_is_moved_up_in_six_keys(running: Running, database: Database) -> None:
    async with running() as pilot:
        app = pilot.app
        assert isinstance(app, InventoryApp)
        app.change_context(replace(app.context, stock_id=2, stock="EU stock"))
        await press(pilot, "g", "3", "apostrophe", "<paris>", "enter", "K", "f10")
        assert sources(database, "EU stock") == ["paris", "berlin"]
        assert "sources paris, berlin · z undoes" in lines(pilot)[22]
        await press(pilot, "z", "f10")
        assert sources(database, "EU stock") == ["berlin", "paris"]


async def test_jumping_leaves_the_stock_alone_when_the_next_pane_has_it(
    running: Running, world: World
) -> None:
    world.stock("Pop-up")
    async with running() as pilot:
        await at_eu(pilot, "apostrophe", "<pa>", "enter")
        assert screen(pilot).stock.name == "EU stock"  # type: ignore[union-attr]
        assert screen(pilot).panes.sources.cursor_row.code == "paris"  # type: ignore[union-attr]


async def test_everything_is_a_draft_until_f10(running: Running, database: Database) -> None:
    async with running() as pilot:
        await at_eu(pilot, "tab", "G", "space")  # lyon
        assert sources(database, "EU stock") == ["berlin", "paris"]
        assert "• 1 unsaved" in lines(pilot)[1]
        assert any("•3 lyon" in line for line in lines(pilot))
        assert any("•2 EU stock" in line for line in lines(pilot))
        await press(pilot, "f10")
        assert sources(database, "EU stock") == ["berlin", "paris", "lyon"]
        assert "unsaved" not in lines(pilot)[1]


async def test_the_preview_is_computed_before_saving(
    running: Running, database: Database, world: World
) -> None:
    async with running() as pilot:
        await at_eu(pilot, "apostrophe", "<dallas>", "enter", "space")
        assert "EU stock would see 3 SKUs, 53 salable (now 3 and 13)" in lines(pilot)[21]
        assert sources(database, "EU stock") == ["berlin", "paris"]
        await press(pilot, "f10")
        await counted(pilot)
        assert "EU stock sees 3 SKUs, 53 salable" in lines(pilot)[21]
        assert world.salable("MH01-XS-Gray", "EU stock") == "42"


async def test_f10_before_the_numbers_stand_is_answered_counting(
    running: Running, database: Database
) -> None:
    async with running() as pilot:
        await at_eu(pilot, "apostrophe", "<dallas>", "enter")
        await press(pilot, "space", "f10")
        assert "counting… F10 again" in lines(pilot)[22]
        assert sources(database, "EU stock") == ["berlin", "paris"]


async def test_space_unassigns_and_stays_in_place(running: Running, database: Database) -> None:
    async with running() as pilot:
        await at_eu(pilot, "tab", "space")
        await press(pilot, "f10")
        assert sources(database, "EU stock") == ["paris"]


async def test_a_rank_is_typed(running: Running, database: Database) -> None:
    async with running() as pilot:
        await at_eu(pilot, "tab", "number_sign", "2", "enter", "f10")
        assert sources(database, "EU stock") == ["paris", "berlin"]


async def test_f10_takes_the_rank_that_is_being_typed(
    running: Running, database: Database
) -> None:
    async with running() as pilot:
        await at_eu(pilot, "tab", "number_sign", "2", "f10")
        assert sources(database, "EU stock") == ["paris", "berlin"]


async def test_only_assigned_sources_have_a_rank(running: Running) -> None:
    async with running() as pilot:
        await at_eu(pilot, "apostrophe", "<dallas>", "enter", "number_sign")
        assert "Space assigns it first" in lines(pilot)[22]
        await press(pilot, "K")
        assert "Only assigned sources have a priority" in lines(pilot)[22]


# -- channels -----------------------------------------------------------------------------


async def test_a_channel_is_taken_from_another_stock_by_name(
    running: Running, database: Database
) -> None:
    async with running() as pilot:
        await at_eu(pilot, "tab", "tab", "down")
        assert "sells from US stock: Space takes it from there" in lines(pilot)[20]
        await press(pilot, "space")
        assert any("•[x] us" in line and "from US" in line for line in lines(pilot))
        assert codes(database, "US stock") == ["us"]
        await press(pilot, "f10")
        assert codes(database, "EU stock") == ["us"]
        assert codes(database, "US stock") == []
        assert "us is taken from US stock" in lines(pilot)[22]


async def test_a_channel_that_is_let_go_sells_from_the_default_stock(
    running: Running, database: Database
) -> None:
    async with running() as pilot:
        await at_eu(pilot, "down", "tab", "tab", "down", "space", "f10")
        assert codes(database, "Default Stock") == ["base", "us"]


async def test_the_default_stock_cannot_let_a_channel_go(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "g", "3", "tab", "tab", "space")
        assert "base stays in Default Stock" in lines(pilot)[22]


async def test_several_stocks_are_saved_one_after_another(
    running: Running, database: Database
) -> None:
    async with running() as pilot:
        await at_eu(pilot, "tab", "J", "tab", "space")  # berlin down, base to EU
        await press(pilot, "tab", "down", "tab", "J")  # US: dallas down
        assert len(screen(pilot).unsaved()) == 3
        await press(pilot, "f10")
        assert sources(database, "EU stock") == ["paris", "berlin"]
        assert codes(database, "EU stock") == ["base"]
        assert sources(database, "US stock") == ["paris", "dallas"]


async def test_channels_are_added_renamed_and_deleted_here(
    running: Running, database: Database
) -> None:
    async with running() as pilot:
        await at_eu(pilot, "tab", "tab", "n")
        await press(pilot, "<app>", "tab", "<Mobile app>", "f10")
        assert codes(database, "Default Stock") == ["base", "app"]
        await press(pilot, "e", "ctrl+u", "<mobile>", "f10")
        assert codes(database, "Default Stock") == ["base", "mobile"]
        await press(pilot, "D")
        assert "Delete channel mobile?" in screen_text(pilot)
        await press(pilot, "f10")
        assert codes(database, "Default Stock") == ["base"]


async def test_the_default_channel_is_never_deleted(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "g", "3", "tab", "tab", "D")
        assert "base is the default channel and is never deleted" in lines(pilot)[22]


# -- stocks themselves --------------------------------------------------------------------


async def test_a_stock_is_added_and_renamed(running: Running, database: Database) -> None:
    async with running() as pilot:
        await press(pilot, "g", "3", "n", "<Asia>", "f10")
        assert mapping.get_stock(database, "Asia").id == 4
        assert screen(pilot).stock.name == "Asia"  # type: ignore[union-attr]
        await press(pilot, "e", "ctrl+u", "<EU STOCK>", "f10")
        assert "is the name of stock 2" in screen_text(pilot)
        await press(pilot, "ctrl+u", "<Asia and Pacific>", "f10")
        assert mapping.get_stock(database, "Asia and Pacific").id == 4


async def test_deleting_names_channels_and_open_orders_and_needs_the_tick(
    running: Running, database: Database, world: World, cause: Cause
) -> None:
    placed = ordering.place(database, request({"MH01-XS-Gray": 7}, channel="us"), cause=cause)
    async with running() as pilot:
        await at_eu(pilot, "down", "D")
        text = screen_text(pilot)
        assert "us then sells from the Default Stock" in text
        assert placed.order in text
        assert "they hold 7 units" in text
        await press(pilot, "f10")
        assert "Space ticks" in lines(pilot)[22]
        assert len(mapping.list_stocks(database)) == 3
        await press(pilot, "space", "f10")
        assert [stock.name for stock in mapping.list_stocks(database)] == [
            "Default Stock",
            "EU stock",
        ]
        assert codes(database, "Default Stock") == ["base", "us"]


async def test_row_23_never_names_a_deleted_stock(running: Running) -> None:
    async with running() as pilot:
        await at_eu(pilot, "D", "f10")
        assert isinstance(pilot.app, InventoryApp)
        assert pilot.app.context.stock == "Default Stock"


async def test_the_default_stock_is_never_deleted(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "g", "3", "D")
        assert "is never deleted" in screen_text(pilot)


async def test_enter_on_a_source_opens_its_editor(running: Running) -> None:
    async with running() as pilot:
        await at_eu(pilot, "enter", "enter")
        assert isinstance(pilot.app.screen, SourceScreen)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, StocksScreen)


# -- drafts and other terminals -----------------------------------------------------------


async def test_leaving_asks_and_a_draft_survives_the_end(
    running: Running, database: Database
) -> None:
    async with running() as pilot:
        await at_eu(pilot, "tab", "J", "g", "1")
        assert "1 change is not saved" in screen_text(pilot)
        assert "EU stock: paris, berlin" in screen_text(pilot)
        await press(pilot, "escape")
    async with running() as pilot:
        await press(pilot, "g", "3")
        assert "• 1 unsaved" in lines(pilot)[1]
        await press(pilot, "f10")
        assert sources(database, "EU stock") == ["paris", "berlin"]


async def test_z_brings_a_discarded_draft_back(running: Running) -> None:
    async with running() as pilot:
        await at_eu(pilot, "tab", "J", "f5")
        assert not screen(pilot).unsaved()
        await press(pilot, "z")
        assert len(screen(pilot).unsaved()) == 1


async def test_sources_both_changed_are_asked_about(
    running: Running, database: Database, cause: Cause
) -> None:
    async with running() as pilot:
        await at_eu(pilot, "tab", "J")
        mapping.assign_sources(database, "EU stock", ["dallas"], cause=cause)
        await press(pilot, "f10")
        text = screen_text(pilot)
        assert "Changed elsewhere: EU stock" in text
        assert "berlin, paris, dallas" in text
        await press(pilot, "e", "f10")
        assert sources(database, "EU stock") == ["paris", "berlin"]


async def test_channels_others_moved_are_kept_beside_ones_own_order(
    running: Running, database: Database, cause: Cause
) -> None:
    async with running() as pilot:
        await at_eu(pilot, "tab", "J")
        mapping.set_channels(database, "EU stock", ["base"], cause=cause)
        await press(pilot, "f10")
        assert sources(database, "EU stock") == ["paris", "berlin"]
        assert codes(database, "EU stock") == ["base"]


async def test_a_channel_added_elsewhere_appears(
    running: Running, database: Database, cause: Cause
) -> None:
    async with running() as pilot:
        await at_eu(pilot)
        channels.add_channel(database, "kiosk", "Kiosk", cause=cause)
        screen(pilot).data_changed()
        await settled(pilot)
        assert "kiosk" in screen_text(pilot)


# -- every terminal -----------------------------------------------------------------------


@pytest.mark.parametrize("size", [(60, 20), (40, 12)])
async def test_where_panes_do_not_fit_the_one_with_the_focus_is_shown(
    running: Running, size: tuple[int, int]
) -> None:
    async with running(size=size) as pilot:
        await at_eu(pilot)
        assert "[Stocks]" in screen_text(pilot)
        await press(pilot, "tab")
        assert "[EU stock · sources by priority]" in screen_text(pilot)
        assert "[Stocks]" not in screen_text(pilot)


async def test_h_shows_who_changed_the_mapping(running: Running) -> None:
    async with running() as pilot:
        await at_eu(pilot, "tab", "J")
        await press(pilot, "f10", "shift+tab", "h")
        assert "EU stock: sources paris, berlin" in screen_text(pilot)
