"""Place 5: what left, and the page of one shipment."""

from __future__ import annotations

from pathlib import Path

import pytest

from inventory_tui.domain.shipment import Tracking
from inventory_tui.services.orders import refunding
from inventory_tui.services.shipping import shipping
from inventory_tui.tui.screens.orders.order import OrderScreen
from inventory_tui.tui.screens.shipments.shipment import ShipmentScreen
from tests.services.shopping import CLERK, Shop, amount
from tests.tui.conftest import Running, lines, press, screen_text

LIST = ("g", "5")


@pytest.fixture
def sent(shop: Shop) -> Shop:
    """Two shipments of order 42 and one of 41."""
    shipping.create(
        shop.database,
        "42",
        "berlin",
        {"HOOD": amount(3)},
        cause=CLERK,
        tracking=[Tracking("dhl", "DHL", "JD0123")],
        comment="Handle with care",
    )
    shop.ship("42", "paris", {"TOP": 2})
    shop.ship("41", "paris")
    return shop


async def test_the_newest_stands_first(running: Running, sent: Shop) -> None:
    async with running() as pilot:
        await press(pilot, *LIST)
        shown = lines(pilot)
        assert "3 shipments" in shown[1]
        assert shown[2].split() == [
            "Shipment",
            "▼",
            "Sent",
            "Order",
            "Placed",
            "Ship",
            "to",
            "Units",
            "From",
        ]
        assert [line.split()[-1] for line in shown[3:6]] == ["paris", "paris", "berlin"]
        assert "Ada Ek" in shown[5]
        assert shown[5].split()[-2:] == ["3", "berlin"]


async def test_a_filter_narrows_to_a_source(running: Running, sent: Shop) -> None:
    async with running() as pilot:
        await press(pilot, *LIST, "slash", "<source:berlin>", "enter")
        assert "1 of 3 shipments" in lines(pilot)[1]


async def test_nothing_shipped_yet_is_told(running: Running, shop: Shop) -> None:
    async with running() as pilot:
        await press(pilot, *LIST)
        assert "Nothing was shipped yet" in screen_text(pilot)


async def test_its_page_shows_what_lies_in_it_and_leads_to_the_order(
    running: Running, sent: Shop
) -> None:
    async with running() as pilot:
        await press(pilot, *LIST, "G", "enter")
        assert isinstance(pilot.app.screen, ShipmentScreen)
        shown = screen_text(pilot)
        assert "Shipment 1 · from berlin Berlin" in shown
        assert "Order 000000042 · Ada Ek · ada@example.org" in shown
        assert lines(pilot)[4].split() == ["▸", "HOOD", "Hoodie", "3"]
        assert "Tracking  DHL JD0123" in shown
        assert "Comment   Handle with care" in shown
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, OrderScreen)


async def test_its_slip_is_printed(
    running: Running, sent: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    async with running() as pilot:
        await press(pilot, *LIST, "G", "p")
        assert "Slip of shipment 1 to ~/shipment-1.txt" in lines(pilot)[22]
        assert "Packing slip 1" in (tmp_path / "shipment-1.txt").read_text(encoding="utf-8")
        await press(pilot, "p")
        assert "shipment-1-2.txt" in lines(pilot)[22]


async def test_a_typed_number_with_s_opens_it(running: Running, sent: Shop) -> None:
    async with running() as pilot:
        await press(pilot, "right_square_bracket", "<S2>", "enter")
        assert isinstance(pilot.app.screen, ShipmentScreen)
        assert "Shipment 2" in lines(pilot)[1]


class TestCancel:
    @pytest.mark.both_databases
    async def test_its_goods_come_back_and_it_is_shown_as_cancelled(
        self, running: Running, sent: Shop
    ) -> None:
        async with running() as pilot:
            await press(pilot, *LIST, "enter", "c")
            assert "Back at paris: 1 TOP" in screen_text(pilot)
            assert "2 units of order 000000041 to ship again" in screen_text(pilot)
            await press(pilot, "f10")
            assert sent.world.held("TOP", "paris") == "7"
            assert "Shipment 3 · cancelled · from paris" in lines(pilot)[1]
            assert "c Cancel it" not in lines(pilot)[23]
            await press(pilot, "escape")
            assert "3 cancelled" in lines(pilot)[3]
            await press(pilot, "4", "1", "enter")
            assert "no shipment" in screen_text(pilot)
            assert "Shipment 3" in screen_text(pilot)

    async def test_what_a_carrier_has_is_asked_about_once_more(
        self, running: Running, sent: Shop
    ) -> None:
        async with running() as pilot:
            await press(pilot, *LIST, "G", "enter", "c", "f10")
            assert "Shipment 1 is on its way" in screen_text(pilot)
            assert "DHL JD0123" in screen_text(pilot)
            await press(pilot, "escape")
            assert sent.world.held("HOOD", "berlin") == "97"
            await press(pilot, "c", "f10", "f10")
            assert sent.world.held("HOOD", "berlin") == "100"

    async def test_what_was_refunded_since_is_refused(
        self, running: Running, sent: Shop
    ) -> None:
        refunding.refund(sent.database, "41", cause=CLERK)
        async with running() as pilot:
            await press(pilot, *LIST, "enter", "c", "f10")
            assert "Shipment 3 · from paris" in lines(pilot)[1]
            assert "had left" in screen_text(pilot)
            assert sent.world.held("TOP", "paris") == "6"
