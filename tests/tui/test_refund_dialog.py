"""Refunding from an order's page: how much, what becomes of the goods, and the money."""

from __future__ import annotations

import pytest

from inventory_tui.services.keeping import configuring
from inventory_tui.services.orders import invoicing, order_page, ordering
from inventory_tui.services.orders.order_page import OrderShown
from inventory_tui.tui.screens.orders.order import OrderScreen
from tests.services.shopping import CLERK, Shop
from tests.tui.conftest import Running, lines, press, screen_text

OPEN = ("4", "2", "enter")


def shown(shop: Shop, number: str = "42") -> OrderShown:
    return order_page.show(shop.database, number)


def refunded(shop: Shop, number: str = "42") -> dict[str, str]:
    order = ordering.show(shop.database, number).order
    return {line.sku: str(line.refunded) for line in order.lines if line.refunded}


@pytest.fixture
def sent(shop: Shop) -> Shop:
    """Of order 42 all is invoiced; two bags left from two sources, the rest did not."""
    invoicing.invoice(shop.database, "42", cause=CLERK)
    shop.ship_from("42", berlin={"HOOD": 3, "DUFFLE": 1}, paris={"DUFFLE": 1})
    return shop


async def test_space_in_the_box_of_an_amount_changes_what_becomes_of_its_goods(
    running: Running, sent: Shop
) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "R", "1")
        assert "Back at" not in screen_text(pilot)
        await press(pilot, "space")
        assert "Back at berlin: 1 HOOD" in screen_text(pilot)
        await press(pilot, "space", "space")
        assert "Back at" not in screen_text(pilot)


@pytest.mark.both_databases
async def test_one_returned_unit_goes_back_to_the_source_it_left(
    running: Running, sent: Shop
) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "R", "1", "tab", "space")
        text = screen_text(pilot)
        assert "Back at berlin: 1 HOOD" in text
        assert "F10 Refund 1 unit of 1 line" in text
        await press(pilot, "f10")
        assert refunded(sent) == {"HOOD": "1"}
        assert sent.world.held("HOOD", "berlin") == "98"
        assert "1 unit refunded, 1 back at berlin" in lines(pilot)[22]
        assert "Refund 1" in lines(pilot)[7]


async def test_released_goods_stay_where_they_are(running: Running, sent: Shop) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "R", "1", "down", "2")
        text = screen_text(pilot)
        assert "Does not come back: 1 HOOD" in text
        assert "Free again in Shop stock: 2 TOP" in text
        await press(pilot, "f10")
        assert refunded(sent) == {"HOOD": "1", "TOP": "2"}
        assert sent.reserved("TOP") == "-1"  # that of another order
        assert sent.world.held("HOOD", "berlin") == "97"


async def test_written_off_goods_leave_a_source(running: Running, sent: Shop) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "down", "R", "f", "tab", "space", "space")
        assert "Written off at paris: 2 TOP" in screen_text(pilot)
        await press(pilot, "f10")
        assert sent.world.held("TOP", "paris") == "7"


async def test_the_setting_pre_ticks_return(running: Running, sent: Shop) -> None:
    configuring.set_option(sent.database, "return_to_stock", "yes", cause=CLERK)
    async with running() as pilot:
        await press(pilot, *OPEN, "R", "1")
        assert "Back at berlin: 1 HOOD" in screen_text(pilot)


async def test_of_several_sources_one_may_be_chosen(running: Running, sent: Shop) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "down", "down", "R", "1", "tab", "space")
        assert "Back at berlin: 1 DUFFLE" in screen_text(pilot)
        assert "as it left" in screen_text(pilot)
        await press(pilot, "tab", "space", "space")
        assert "Back at paris: 1 DUFFLE" in screen_text(pilot)
        await press(pilot, "f10")
        assert sent.world.held("DUFFLE", "paris") == "30"


async def test_more_than_a_source_sent_is_told_before_f10(running: Running, sent: Shop) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "down", "down", "R", "f", "tab", "space", "tab", "space")
        assert "! DUFFLE: 1 of it left berlin" in screen_text(pilot)
        await press(pilot, "f10")
        assert refunded(sent) == {}


async def test_marked_lines_open_with_all_there_is(running: Running, sent: Shop) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "asterisk", "R")
        assert "F10 Refund 7 units of 3 lines" in screen_text(pilot)
        await press(pilot, "f10")
        assert sent.status("42") == "closed"
        assert "Closed" in lines(pilot)[1]


async def test_nothing_typed_refunds_nothing(running: Running, sent: Shop) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "R", "f10")
        assert "Nothing is chosen" in lines(pilot)[22]
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, OrderScreen)
        assert refunded(sent) == {}


async def test_where_nothing_is_invoiced_or_shipped_it_is_not_there(
    running: Running, shop: Shop
) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "R")
        assert "R Return" not in lines(pilot)[23]
        assert isinstance(pilot.app.screen, OrderScreen)


class TestMoney:
    @pytest.fixture
    def paid(self, shop: Shop) -> Shop:
        shop.place({"HOOD": 1}, "000000043", shipping_amount="5.00", prices={"HOOD": "20"})
        invoicing.invoice(shop.database, "43", cause=CLERK)
        return shop

    async def test_it_is_given_back_and_a_fee_is_kept(
        self, running: Running, paid: Shop
    ) -> None:
        async with running() as pilot:
            await press(pilot, "4", "3", "enter", "R", "f", "end", "tab", "tab")
            await press(pilot, "<5>", "tab", "tab", "<2.5>", "tab", "<sorry>")
            await press(pilot, "f10")
            (one,) = shown(paid, "43").refunds
            assert (one.amounts.shipping, one.amounts.fee) == ("5", "2.5")
            assert one.comment == "sorry"
            await press(pilot, "tab", "enter")
            text = screen_text(pilot)
            assert "Refund 1 of order 000000043" in text
            assert "1  HOOD" in text
            assert "release, 1 of them had not left" in text
            assert "Shipping given back: 5" in text
            assert "Comment  sorry" in text

    async def test_too_much_is_said_at_its_field_and_stays_typed(
        self, running: Running, paid: Shop
    ) -> None:
        async with running() as pilot:
            await press(pilot, "4", "3", "enter", "R", "f", "end", "tab", "tab", "<9>")
            await press(pilot, "f10")
            assert "! Shipping: 5.00 of it are left to give back, not 9." in screen_text(pilot)
            assert refunded(paid, "43") == {}
            await press(pilot, "backspace", "<4>", "f10")
            (one,) = shown(paid, "43").refunds
            assert one.amounts.shipping == "4"

    async def test_without_amounts_it_is_not_asked_for(
        self, running: Running, sent: Shop
    ) -> None:
        async with running() as pilot:
            await press(pilot, *OPEN, "R")
            assert "Adjustment" not in screen_text(pilot)
