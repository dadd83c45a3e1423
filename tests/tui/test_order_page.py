"""The page of one order: its counts, its next step, lines cancelled by how much one says."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from inventory_tui.domain.composite import BundleOption, Part
from inventory_tui.domain.order_request import OrderRequest, RequestedLine
from inventory_tui.services.orders import ordering, payments
from inventory_tui.services.products import composites
from inventory_tui.services.sourcing import mapping
from inventory_tui.tui.screens.orders.order import OrderScreen
from inventory_tui.tui.screens.products.product import ProductScreen
from inventory_tui.tui.screens.shipments.shipment import ShipmentScreen
from tests.services.shopping import CLERK, Shop, amount
from tests.tui.conftest import Running, lines, press, screen_text

OPEN = ("4", "2", "enter")


def cancelled(shop: Shop) -> dict[str, str]:
    order = ordering.show(shop.database, "42").order
    return {line.sku: str(line.cancelled) for line in order.lines if line.cancelled}


async def test_it_shows_who_what_and_the_next_step(running: Running, shop: Shop) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN)
        shown = lines(pilot)
        assert shown[1].startswith(" Order 000000042 · Pending · eu · placed ")
        assert shown[1].endswith(" by clerk")
        assert shown[2] == " Ada Ek · ada@example.org · Storgata 5, 0155 Oslo, NO"
        assert shown[3].split() == [
            "SKU",
            "Ordered",
            "Invoiced",
            "Shipped",
            "Cancelled",
            "Refunded",
            "Salable",
        ]
        assert shown[4].split() == ["▸", "HOOD", "3", "0", "0", "0", "0", "99"]
        assert shown[7] == " no invoice   no shipment   no refund   held in Shop stock: 7 units"
        assert shown[8] == " Next: d Dispatch (7 left, all can ship)"


async def test_a_negative_salable_is_marked(running: Running, shop: Shop) -> None:
    shop.world.item("DUFFLE", "paris", 0)
    shop.world.item("DUFFLE", "lyon", 0)
    async with running() as pilot:
        await press(pilot, *OPEN)
        assert lines(pilot)[6].endswith("-1!")
        assert lines(pilot)[8] == " Next: d Dispatch (7 left, 1 of them not there yet)"


async def test_why_the_stock_can_promise_what_the_line_says(
    running: Running, shop: Shop
) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "i")
        assert "Why Shop stock can promise 99 of HOOD" in screen_text(pilot)
        assert "held by order 000000042" in screen_text(pilot)


class TestCancel:
    async def test_one_line_found_by_its_sku(self, running: Running, shop: Shop) -> None:
        async with running() as pilot:
            await press(pilot, *OPEN, "apostrophe", "<duf>", "enter", "c")
            assert "F10 Cancel 2 units of 1 line" in screen_text(pilot)
            await press(pilot, "f10")
            assert cancelled(shop) == {"DUFFLE": "2"}
            assert shop.reserved("DUFFLE") == "0"
            assert "2 units of 1 SKU cancelled" in lines(pilot)[22]
            assert lines(pilot)[6].split()[-3:] == ["2", "0", "33"]

    async def test_as_many_as_one_types_of_the_marked_lines(
        self, running: Running, shop: Shop
    ) -> None:
        async with running() as pilot:
            await press(pilot, *OPEN, "space", "space", "c", "1", "down", "1")
            assert "2 units free again in Shop stock" in screen_text(pilot)
            await press(pilot, "f10")
            assert cancelled(shop) == {"HOOD": "1", "TOP": "1"}

    async def test_more_than_is_open_is_refused(self, running: Running, shop: Shop) -> None:
        async with running() as pilot:
            await press(pilot, *OPEN, "c", "9")
            assert "[  9]!of 3" in screen_text(pilot)
            await press(pilot, "f10")
            assert "HOOD: 3 of 3 are open, not 9" in screen_text(pilot)
            assert cancelled(shop) == {}

    async def test_enter_and_esc_cancel_nothing(self, running: Running, shop: Shop) -> None:
        async with running() as pilot:
            await press(pilot, *OPEN, "c", "enter", "escape")
            assert isinstance(pilot.app.screen, OrderScreen)
            assert cancelled(shop) == {}

    async def test_a_line_with_nothing_open_says_so(self, running: Running, shop: Shop) -> None:
        shop.cancel("42", {"HOOD": 3})
        async with running() as pilot:
            await press(pilot, *OPEN, "c")
            assert "Nothing of HOOD is open" in lines(pilot)[22]


class TestBundles:
    @pytest.fixture
    def sets(self, shop: Shop) -> Shop:
        """Order 43: a ball alone, two sets of a ball and a mat, a shirt of two."""
        world = shop.world
        with world.at_once():
            world.product("BALL", berlin=10)
            world.product("MAT", berlin=6)
            world.product("SET", type="bundle")
            world.product("SHIRT-S", berlin=5)
            world.product("SHIRT", type="configurable")
        options = [
            BundleOption("Ball", (Part("BALL", amount(2)),)),
            BundleOption("Mat", (Part("MAT"),)),
        ]
        composites.set_bundle(world.database, "SET", options, ship_together=True, cause=CLERK)
        composites.set_variations(world.database, "SHIRT", [Part("SHIRT-S")], cause=CLERK)
        lines = (
            ("BALL", amount(1)),
            ("SET", amount(2)),
            RequestedLine("SHIRT-S", amount(1), chosen_as="SHIRT"),
        )
        request = OrderRequest("eu", lines, "000000043")
        ordering.place(shop.database, request, cause=CLERK)
        return shop

    async def test_parts_stand_under_their_heading(self, running: Running, sets: Shop) -> None:
        async with running() as pilot:
            await press(pilot, "4", "3", "enter")
            shown = [line[3:20].rstrip() for line in lines(pilot)[4:10]]
            assert shown == ["BALL", "SET", "  BALL", "  MAT", "SHIRT", "  SHIRT-S"]
            await press(pilot, "down", "enter")
            assert "SET" in lines(pilot)[1]

    async def test_a_part_is_cancelled_without_the_same_product_alone(
        self, running: Running, sets: Shop
    ) -> None:
        async with running() as pilot:
            await press(pilot, "4", "3", "enter", "down", "down", "c", "3", "f10")
            cancelled = [str(line.cancelled) for line in sets.order("43").lines]
            assert cancelled == ["0", "3", "0", "0"]

    async def test_the_heading_stands_for_all_parts(self, running: Running, sets: Shop) -> None:
        async with running() as pilot:
            await press(pilot, "4", "3", "enter", "down", "c")
            assert "F10 Cancel 6 units of 2 lines" in screen_text(pilot)

    async def test_the_builder_groups_them_and_fills_whole_bundles(
        self, running: Running, sets: Shop
    ) -> None:
        async with running() as pilot:
            await press(pilot, "4", "3", "enter", "d", "D", "down", "f")
            shown = [line.split("[")[0].split() for line in lines(pilot)[3:9]]
            assert shown[:4] == [["BALL", "1"], ["SET"], ["▸", "BALL", "4", "▸"], ["MAT", "2"]]
            assert "→ 1 shipment: berlin 6 units. 2 left to ship." in screen_text(pilot)


class TestPayment:
    async def choose(self, pilot: Pilot[int], words: str) -> None:
        await press(pilot, "colon", f"<{words}>", "enter")

    async def test_it_is_said_and_lets_the_order_go_on(
        self, running: Running, shop: Shop
    ) -> None:
        async with running() as pilot:
            await press(pilot, *OPEN)
            await self.choose(pilot, "suspected fraud")
            assert "Nothing of 7 units of 3 lines is invoiced or shipped" in screen_text(pilot)
            await press(pilot, "f10")
            assert shop.status("42") == "fraud"
            assert "Suspected Fraud" in lines(pilot)[1]
            assert "Next: b Fraud is suspected: accept or deny it" in lines(pilot)[8]
            await press(pilot, "d")
            assert "nothing ships before that ends" in lines(pilot)[22]
            await self.choose(pilot, "accept order")
            await press(pilot, "f10")
            assert shop.status("42") == "pending"

    async def test_denied_all_of_it_is_free_again(self, running: Running, shop: Shop) -> None:
        payments.payment(shop.database, "42", "review", cause=CLERK)
        async with running() as pilot:
            await press(pilot, "g", "4")
            assert "Payment Review" in lines(pilot)[3]
            await press(pilot, "enter")
            await self.choose(pilot, "deny order")
            assert "Cancels 7 units of 3 lines; 7 free again in Shop stock" in screen_text(
                pilot
            )
            await press(pilot, "f10")
            assert shop.status("42") == "canceled"
            assert shop.reserved("DUFFLE") == "0"


class TestPickup:
    @pytest.fixture
    def fetched(self, shop: Shop) -> Shop:
        """Order 43, fetched at a shop of Paris."""
        shop.world.source("louvre", pickup=True, city="Paris", street="Rue de Rivoli 1")
        mapping.assign_sources(shop.database, "Shop stock", ["louvre"], cause=CLERK)
        shop.world.item("HOOD", "louvre", 5)
        shop.place({"HOOD": 2}, "000000043", pickup_location="louvre")
        return shop

    async def test_it_says_where_and_is_made_ready(
        self, running: Running, fetched: Shop
    ) -> None:
        async with running() as pilot:
            await press(pilot, "4", "3", "enter")
            assert lines(pilot)[2].startswith(" Fetched at louvre · ")
            assert "Next: d Ready for pickup at louvre (2 left" in screen_text(pilot)
            await press(pilot, "d")
            assert "2 units leave louvre in a shipment." in screen_text(pilot)
            await press(pilot, "f10")
            assert fetched.status("43") == "complete"
            assert lines(pilot)[2].startswith(" Ready at louvre since 20 Nov ")

    async def test_what_is_missing_there_is_told_and_it_can_be_moved(
        self, running: Running, fetched: Shop
    ) -> None:
        fetched.world.item("HOOD", "louvre", 1)
        async with running() as pilot:
            await press(pilot, "4", "3", "enter", "d")
            assert "HOOD: louvre has 1 In Stock, 2 are to be fetched" in screen_text(pilot)
            await press(pilot, "escape", "colon", "<fetch>", "enter", "<berlin>", "enter")
            assert "Order 000000043 is fetched at berlin?" in screen_text(pilot)
            await press(pilot, "f10")
            assert fetched.order("43").pickup_source == "berlin"


class TestHold:
    async def test_held_and_released(self, running: Running, shop: Shop) -> None:
        async with running() as pilot:
            await press(pilot, *OPEN, "H", "f10")
            assert shop.status("42") == "holded"
            assert "On Hold" in lines(pilot)[1]
            assert "Next: H Release (on hold" in lines(pilot)[8]
            assert "H Release" in lines(pilot)[23]
            await press(pilot, "H", "f10")
            assert shop.status("42") == "pending"


class TestDocuments:
    async def test_shipments_stand_below_and_open(self, running: Running, shop: Shop) -> None:
        shop.ship("42", "paris", {"TOP": 2})
        async with running() as pilot:
            await press(pilot, *OPEN)
            assert (
                lines(pilot)[7]
                == " no invoice   Shipment 1   no refund   held in Shop stock: 5 units"
            )
            assert lines(pilot)[10].split()[-3:] == ["paris", "2", "–"]
            await press(pilot, "tab", "enter")
            assert isinstance(pilot.app.screen, ShipmentScreen)
            assert "TOP" in lines(pilot)[4]
            await press(pilot, "enter")
            assert isinstance(pilot.app.screen, OrderScreen)

    async def test_enter_on_a_line_opens_its_product(
        self, running: Running, shop: Shop
    ) -> None:
        async with running() as pilot:
            await press(pilot, *OPEN, "enter")
            assert isinstance(pilot.app.screen, ProductScreen)

    async def test_a_finished_order_offers_what_is_left_to_do(
        self, running: Running, shop: Shop
    ) -> None:
        shop.cancel("42")
        async with running() as pilot:
            await press(pilot, *OPEN)
            assert "Dispatch" not in lines(pilot)[23]
            assert "Next: nothing is left to do" in lines(pilot)[8]

    async def test_its_slip_is_two_keys_away(
        self,
        running: Running,
        shop: Shop,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("PATH", str(tmp_path))
        async with running() as pilot:
            await press(pilot, *OPEN, "p")
            assert "Slip of order 000000042 to ~/order-000000042.txt" in lines(pilot)[22]

    async def test_another_terminals_shipment_is_seen(
        self, running: Running, shop: Shop
    ) -> None:
        async with running() as pilot:
            await press(pilot, *OPEN)
            shop.ship("42", "berlin", {"HOOD": 1})
            await press(pilot, "f5")
            assert "Processing" in lines(pilot)[1]
            assert lines(pilot)[4].split() == ["▸", "HOOD", "3", "0", "1", "0", "0", "99"]

    async def test_hostile_names_are_shown_escaped(self, running: Running, shop: Shop) -> None:
        from inventory_tui.domain.order import Address

        to = Address("Eve \x1b[31m[b]\u202e", "", "Street", "Town", "", "", "NO")
        shop.place({"HOOD": 1}, "66", ship_to=to)
        async with running() as pilot:
            await press(pilot, "6", "6", "enter")
            assert lines(pilot)[2] == r" Eve \x1b[31m[b]\u202e · Street, Town, NO"
