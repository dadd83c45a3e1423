"""Estimates, low-stock actions and settings of channels on screen and on the command line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from textual.pilot import Pilot

from inventory_tui.domain.history import Cause
from inventory_tui.domain.low_stock_action import ACTIONS
from inventory_tui.services.lowstock import inbox
from inventory_tui.services.products import catalog, channel_settings, estimates
from inventory_tui.store.database import Database
from inventory_tui.tui.screens.products.product import ProductScreen
from inventory_tui.tui.screens.reports.inbox import InboxScreen
from tests.cli.conftest import deed, inventory, listed, type_in
from tests.services.plugged import Install, install
from tests.tui.conftest import Running, lines, press, running, screen_text, world

__all__ = ["deed", "install", "inventory", "listed", "running", "type_in", "world"]

ACTIONS_OF_ACME = """
class Late:
    key, priority = "late", 25
    def label(self, language):
        return "Acme late"
    def execute(self, low):
        return "done"

class Early(Late):
    key, priority = "early", 1
    def label(self, language):
        return "Acme early"
"""
SKU = "MH01-XS-Black"
SETTINGS = ("down", "down", "enter", "tab")
"""From the grid to the settings of MH01-XS-Black, cursor on Manage Stock."""
DAYS = ("1-2 days", "3-5 days", "5-7 days")
ESTIMATES = ("g", "8", *("down",) * 10)


async def to(pilot: Pilot[int], key: str) -> None:
    """Put the cursor of the tab Settings on one of them."""
    assert isinstance(pilot.app.screen, ProductScreen)
    pane = pilot.app.screen.settings
    pane.move_to_id(next(row.id for row in pane.option_rows if row.option.key == key))
    await press(pilot)


def own(database: Database, key: str) -> str:
    shown = catalog.show(database, SKU).settings
    return next(one.text for one in shown if one.option.key == key)


async def test_names_are_picked_and_saved_with_a_value_for_one_channel(
    running: Running, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, *SETTINGS)
        await to(pilot, "low_stock_action")
        await press(pilot, "e")
        text = screen_text(pilot)
        assert text.index("Set as Unpublished") < text.index("Log a warning")
        await press(pilot, "down", "enter")
        await to(pilot, "estimate")
        await press(pilot, "e", "<3-5>", "enter")
        await to(pilot, "display_availability")
        await press(pilot, "e", "enter", "f10")
        assert "z undoes" in lines(pilot)[-2]
        assert "Shoppers see: Available" in screen_text(pilot)
        await press(pilot, "n", "enter", "down", "enter", "f10")
        assert "  in base" in screen_text(pilot)
        assert "Shoppers see" not in screen_text(pilot)
    assert (own(database, "low_stock_action"), own(database, "estimate")) == (
        "default",
        "3-5 days",
    )
    (there,) = channel_settings.shown(database, SKU)
    assert (there.option.key, there.text) == ("display_availability", "no")


async def test_l_123_the_picker_shows_the_smallest_priority_first(
    running: Running, database: Database, install: Install
) -> None:
    install("acme_two", ACTIONS_OF_ACME, {ACTIONS: {"late": "Late", "early": "Early"}})
    async with running() as pilot:
        await press(pilot, *SETTINGS)
        await to(pilot, "low_stock_action")
        await press(pilot, "e")
        text = screen_text(pilot)
        shown = ["Acme early", "Set as Unpublished", "Log a warning", "Acme late"]
        places = [text.index(label) for label in shown]
        assert places == sorted(places)
        await press(pilot, "<acme e>", "enter", "f10")
    assert own(database, "low_stock_action") == "early"


async def test_what_a_deed_on_screen_brings_low_is_answered_beside_it(
    running: Running, database: Database, cause: Cause
) -> None:
    catalog.edit(database, SKU, {"low_stock_action": "notify"}, cause=cause)
    async with running() as pilot:
        await press(pilot, "down", "down", "e", "<0>", "enter", "f10")
        await press(pilot, "s", "<berlin>", "enter", "home", "down", "down")
        await press(pilot, "e", "<0>", "enter", "f10")
        for _ in range(500):
            if "is low" in lines(pilot)[-2]:
                break
            await asyncio.sleep(0.01)
        assert f"{SKU} is low: in the inbox · :inbox" in lines(pilot)[-2]
        await press(pilot, "g", "6")
        assert "1 unread" in screen_text(pilot)
        await press(pilot, "colon", "<inbox>", "enter")
        assert isinstance(pilot.app.screen, InboxScreen)
        assert "• is low: 0 available" in screen_text(pilot)
        await press(pilot, "f10")
        assert "1 marked as read" in lines(pilot)[-2]
        assert "•" not in lines(pilot)[4]
        await press(pilot, "slash", "<unread>", "enter")
        assert "0 of 1 notice" in lines(pilot)[1]
        await press(pilot, "escape", "enter")
        assert isinstance(pilot.app.screen, ProductScreen)
    assert inbox.unread(database) == 0


async def test_estimates_are_kept_in_setup(
    running: Running, database: Database, cause: Cause
) -> None:
    catalog.edit(database, SKU, {"estimate": "3-5 days"}, cause=cause)
    async with running() as pilot:
        await press(pilot, *ESTIMATES, "enter")
        assert "Setup · Availability estimates" in lines(pilot)[1]
        shown = lines(pilot)[3:6]
        assert [days in line for days, line in zip(DAYS, shown, strict=True)] == [True] * 3
        await press(pilot, "n", "<On demand>", "tab", "<9>", "tab", "<Auf Abruf>", "f10")
        assert "On demand added" in lines(pilot)[-2]
        await press(pilot, "down", "e", "end", "<!>", "f10")
        assert own(database, "estimate") == "3-5 days!"
        await press(pilot, "D")
        assert "1 product will name none" in screen_text(pilot)
        await press(pilot, "f10")
    assert [one.title for one in estimates.listed(database)] == [
        "1-2 days",
        "5-7 days",
        "On demand",
    ]
    assert dict(estimates.get(database, "On demand").titles) == {"de": "Auf Abruf"}
    assert own(database, "estimate") == ""


def test_the_command_line_keeps_estimates(
    deed: Callable[..., dict[str, Any]],
    listed: Callable[..., list[dict[str, Any]]],
    inventory: Callable[..., Any],
    world: object,
) -> None:
    deed("estimates add --priority 1.5", "On demand", "--in", "de=Auf Abruf")
    rows = listed("estimates list")
    assert rows[1] == {
        "id": 4,
        "title": "On demand",
        "priority": "1.5",
        "products": 0,
        "titles": {"de": "Auf Abruf"},
    }
    deed("estimates set 4", "title=Soon", "priority=9")
    deed(f"products set {SKU} display_availability=yes", "estimate=soon")
    refused = inventory("estimates delete 4", status=1)
    assert "1 product names it" in refused.err
    assert deed("estimates delete 4 --force")["products"] == 1
    assert listed("estimates list")[-1]["title"] == "5-7 days"


def test_the_command_line_sets_and_shows_what_a_channel_has_of_its_own(
    deed: Callable[..., dict[str, Any]], inventory: Callable[..., Any], world: object
) -> None:
    deed(f"products set {SKU} display_quantity=yes")
    deed(f"products set {SKU} --channel base backorders=yes min_cart_qty=3")
    deed("products set --filter sku:MH01-XS-* --channel base display_quantity=yes")
    shown = inventory(f"products show {SKU} --json").row
    assert shown["in_channels"] == [
        {"channel": "base", "setting": "backorders", "value": "yes"},
        {"channel": "base", "setting": "min_cart_qty", "value": "3"},
        {"channel": "base", "setting": "display_quantity", "value": "yes"},
    ]
    assert shown["previews"] == [{"channel": "base", "preview": "100 left"}]
    assert "in_channels" not in inventory("products show 24-WG085 --json").row
    assert "base" in inventory("products show MH01-XS-Gray").out
    refused = inventory(f"products set {SKU} --channel base threshold=3", status=1)
    assert "the same in all channels" in refused.err
