"""Invoicing from an order's page: how much of each line, and what virtual goods leave."""

from __future__ import annotations

import pytest

from inventory_tui.services.keeping import configuring
from inventory_tui.services.orders import order_page, ordering
from inventory_tui.tui.screens.orders.order import OrderScreen
from tests.services.shopping import CLERK, Shop
from tests.tui.conftest import Running, lines, press, screen_text

OPEN = ("4", "2", "enter")


def invoiced(shop: Shop, number: str = "42") -> dict[str, str]:
    order = ordering.show(shop.database, number).order
    return {line.sku: str(line.invoiced) for line in order.lines if line.invoiced}


@pytest.fixture
def cards(shop: Shop) -> Shop:
    """Order 43 of a hoodie and two gift cards, which never ship."""
    shop.world.product("GIFT", name="Gift card", type="virtual", berlin=1, paris=5)
    shop.place({"HOOD": 1, "GIFT": 2}, "000000043")
    return shop


async def test_it_opens_with_all_that_is_to_invoice(running: Running, shop: Shop) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "I")
        assert "Invoice order 000000042" in screen_text(pilot)
        assert "F10 Invoice 7 units of 3 lines" in screen_text(pilot)
        assert "Goods that ship stay where they are, and stay held." in screen_text(pilot)
        await press(pilot, "f10")
        assert invoiced(shop) == {"HOOD": "3", "TOP": "2", "DUFFLE": "2"}
        assert "7 units invoiced" in lines(pilot)[22]
        assert lines(pilot)[7].startswith(" Invoice 1   no shipment   no refund   held in ")
        assert "I Invoice" not in lines(pilot)[23]


async def test_as_many_as_one_types(running: Running, shop: Shop) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "I", "D", "2", "down", "f")
        assert "F10 Invoice 4 units of 2 lines" in screen_text(pilot)
        await press(pilot, "m", "<paid by card>", "f10")
        assert invoiced(shop) == {"HOOD": "2", "TOP": "2"}
        (invoice,) = order_page.show(shop.database, "42").invoices
        assert invoice.comment == "paid by card"


async def test_marked_lines_alone(running: Running, shop: Shop) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "down", "space", "I", "f10")
        assert invoiced(shop) == {"TOP": "2"}


async def test_more_than_is_left_is_refused_and_stays_typed(
    running: Running, shop: Shop
) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "I", "9")
        assert "[  9]!of 3" in screen_text(pilot)
        await press(pilot, "f10")
        assert "HOOD: 3 of 3 are to invoice, not 9" in screen_text(pilot)
        assert invoiced(shop) == {}
        assert "[  9]!of 3" in screen_text(pilot)


async def test_esc_asks_about_what_was_typed(running: Running, shop: Shop) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "I", "1", "down", "escape")
        assert "not saved" in screen_text(pilot)
        await press(pilot, "D")
        assert isinstance(pilot.app.screen, OrderScreen)
        assert invoiced(shop) == {}


@pytest.mark.both_databases
async def test_virtual_goods_say_which_source_they_leave(running: Running, cards: Shop) -> None:
    async with running() as pilot:
        await press(pilot, "4", "3", "enter", "I")
        assert "Leaves berlin: 1 GIFT" in screen_text(pilot)
        assert "Leaves paris: 1 GIFT" in screen_text(pilot)
        await press(pilot, "f10")
        assert cards.world.held("GIFT", "berlin") == "0"
        assert cards.world.held("GIFT", "paris") == "4"
        await press(pilot, "tab", "enter")
        shown = screen_text(pilot)
        assert "Invoice 1 of order 000000043" in shown
        assert "2  GIFT" in shown
        assert "Left berlin: 1 GIFT" in shown


async def test_too_few_virtual_goods_are_told_before_f10(running: Running, cards: Shop) -> None:
    cards.world.item("GIFT", "paris", 0)
    async with running() as pilot:
        await press(pilot, "4", "3", "enter", "I")
        assert "! GIFT: 1 of 2 to invoice are at no source of Shop stock" in screen_text(pilot)
        await press(pilot, "f10")
        assert invoiced(cards, "43") == {}


async def test_it_is_the_step_that_is_next_where_only_invoiced_goods_ship(
    running: Running, shop: Shop
) -> None:
    configuring.set_option(shop.database, "ship_only_invoiced", "yes", cause=CLERK)
    async with running() as pilot:
        await press(pilot, *OPEN)
        assert lines(pilot)[8].startswith(" Next: I Not invoiced: invoice it first")
        await press(pilot, "d")
        assert isinstance(pilot.app.screen, OrderScreen)
        assert "Only what is invoiced ships" in lines(pilot)[22]
        await press(pilot, "I", "1", "down", "0", "down", "0", "f10", "d")
        assert lines(pilot)[1].startswith(" Order 000000042 · eu · 1 to ship, 6 not invoiced")


async def test_it_stands_on_the_list_too(running: Running, shop: Shop) -> None:
    async with running() as pilot:
        await press(pilot, "g", "4", "I", "f10")
        assert invoiced(shop) == {"HOOD": "3", "TOP": "2", "DUFFLE": "2"}
