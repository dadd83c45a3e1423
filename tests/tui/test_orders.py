"""Place 4: the list of orders, and what is done to many of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from inventory_tui.domain.composite import BundleOption, Part
from inventory_tui.domain.order import OrderStatus
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.orders import ordering
from inventory_tui.services.products import catalog, composites
from inventory_tui.services.shipping import geonames
from inventory_tui.services.sourcing import eligibility
from inventory_tui.store.database import Database
from inventory_tui.tui.screens.orders.new_order import NewOrderScreen
from inventory_tui.tui.screens.orders.order import OrderScreen
from inventory_tui.tui.screens.shipments.shipment_builder import ShipmentBuilder
from inventory_tui.tui.widgets.text_box import TextBox
from tests.services.shopping import CLERK, Shop
from tests.tui.conftest import Running, lines, press, screen_text
from tests.world import World

LIST = ("g", "4")


class TestList:
    async def test_the_newest_stands_first_with_status_and_what_is_left(
        self, running: Running, shop: Shop
    ) -> None:
        shop.ship("41", "paris")
        shop.cancel("40")
        async with running() as pilot:
            await press(pilot, *LIST)
            shown = lines(pilot)
            assert "3 orders" in shown[1]
            assert shown[2].split() == [
                "Number",
                "▼",
                "Placed",
                "Channel",
                "Customer",
                "Status",
                "Left",
                "From",
            ]
            assert shown[3].split()[1] == "000000042"
            assert "Ada Ek" in shown[3]
            assert shown[3].split()[-3:] == ["Pending", "7", "–"]
            assert shown[4].split()[-3:] == ["Complete", "0", "paris"]
            assert shown[5].split()[-3:] == ["Canceled", "0", "–"]

    async def test_a_filter_narrows_to_a_status(self, running: Running, shop: Shop) -> None:
        ordering.hold(shop.database, "41", cause=CLERK)
        async with running() as pilot:
            await press(pilot, *LIST, "slash", "<status:holded>", "enter")
            assert "1 of 3 orders" in lines(pilot)[1]
            assert "On Hold" in lines(pilot)[3]

    async def test_an_empty_list_says_how_orders_come_in(self, running: Running) -> None:
        async with running() as pilot:
            await press(pilot, *LIST)
            assert "No orders yet. n places one" in screen_text(pilot)

    async def test_enter_opens_and_esc_comes_back_to_the_row(
        self, running: Running, shop: Shop
    ) -> None:
        async with running() as pilot:
            await press(pilot, *LIST, "down", "enter")
            assert isinstance(pilot.app.screen, OrderScreen)
            assert "Order 000000041" in lines(pilot)[1]
            await press(pilot, "escape")
            assert lines(pilot)[4].startswith("▸  000000041")

    async def test_d_opens_the_shipment_builder_of_the_row(
        self, running: Running, shop: Shop
    ) -> None:
        async with running() as pilot:
            await press(pilot, *LIST, "d")
            assert isinstance(pilot.app.screen, ShipmentBuilder)
            await press(pilot, "escape", "n")
            assert isinstance(pilot.app.screen, NewOrderScreen)


class TestManyAtOnce:
    async def test_cancelling_asks_with_numbers_and_leaves_out_what_is_finished(
        self, running: Running, shop: Shop
    ) -> None:
        shop.ship("41", "paris")
        async with running() as pilot:
            await press(pilot, *LIST, "asterisk", "c")
            shown = screen_text(pilot)
            assert "Cancel 2 orders?" in shown
            assert "8 units of 4 lines go; 8 are free again" in shown
            assert "1 is Complete, skipped" in shown
            await press(pilot, "enter")
            assert shop.status("42") == "pending"
            await press(pilot, "f10")
            assert [shop.status(n) for n in ("40", "41", "42")] == [
                "canceled",
                "complete",
                "canceled",
            ]
            assert shop.reserved("HOOD") == "0"
            assert "2 orders cancelled, 8 units are free again" in lines(pilot)[22]

    async def test_hold_and_release_of_the_row_can_be_undone(
        self, running: Running, shop: Shop
    ) -> None:
        async with running() as pilot:
            await press(pilot, *LIST, "H")
            assert "Put order 000000042 on hold?" in screen_text(pilot)
            await press(pilot, "f10")
            assert shop.status("42") == OrderStatus.HOLDED
            assert shop.reserved("DUFFLE") == "-2"
            await press(pilot, "H")
            assert "Take order 000000042 off hold?" in screen_text(pilot)
            await press(pilot, "f10")
            assert shop.status("42") == "pending"
            await press(pilot, "z", "f10")
            assert shop.status("42") == OrderStatus.HOLDED

    async def test_esc_keeps_the_orders(self, running: Running, shop: Shop) -> None:
        async with running() as pilot:
            await press(pilot, *LIST, "c", "escape")
            assert shop.status("42") == "pending"


class TestPrinting:
    async def test_slips_go_to_files_where_there_is_no_printer(
        self,
        running: Running,
        shop: Shop,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("PATH", str(tmp_path))
        async with running() as pilot:
            await press(pilot, *LIST, "space", "space", "p")
            assert "2 slips to ~/order-000000042.txt" in lines(pilot)[22]
            slip = (tmp_path / "order-000000042.txt").read_text(encoding="utf-8")
            assert "DUFFLE" in slip
            assert (tmp_path / "order-000000041.txt").stat().st_mode & 0o077 == 0

    async def test_a_printer_gets_the_text_and_no_shell_reads_it(
        self,
        running: Running,
        shop: Shop,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        printer = tmp_path / "lp"
        printer.write_text('#!/bin/sh\n/bin/cat > "$0.out"\necho "$2" > "$0.title"\n')
        printer.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        async with running() as pilot:
            await press(pilot, *LIST, "p")
            assert "Slip of order 000000042 on the printer" in lines(pilot)[22]
        assert "HOOD" in (tmp_path / "lp.out").read_text(encoding="utf-8")
        assert (tmp_path / "lp.title").read_text() == "order-000000042\n"


class TestNewOrder:
    async def test_lines_are_checked_as_they_are_added_and_f10_places_them(
        self, running: Running, shop: Shop
    ) -> None:
        async with running() as pilot:
            await press(pilot, *LIST, "n")
            await press(pilot, "<hood=2>", "enter", "<3*duffle>", "enter", "<HOOD>", "enter")
            await press(pilot, "tab", "tab", "ctrl+u", "<eu>", "enter", "enter", "<Bo Li>")
            shown = lines(pilot)
            assert shown[1].endswith("from Shop stock · 2 lines, 6 units")
            assert shown[4].split()[1:3] == ["HOOD", "Hoodie"]
            assert shown[4].split()[-3:] == ["3", "99", "✓"]
            await press(pilot, "f10")
            assert isinstance(pilot.app.screen, OrderScreen)
            order = ordering.show(shop.database, "4").order
            assert {line.sku: str(line.ordered) for line in order.lines} == {
                "HOOD": "3",
                "DUFFLE": "3",
            }
            assert order.ship_to.name == "Bo Li"
            assert "Order 000000004 placed" in screen_text(pilot)

    async def test_the_code_on_the_goods_is_scanned(self, running: Running, shop: Shop) -> None:
        catalog.edit(shop.database, "HOOD", {"gtin": "036000291452"}, cause=CLERK)
        async with running() as pilot:
            await press(pilot, *LIST, "n", "<0036000291452>", "enter", "tab")
            await press(pilot, "right_square_bracket", "<E00036000291452>", "enter")
            assert lines(pilot)[4].split()[1:3] == ["HOOD", "Hoodie"]
            assert lines(pilot)[1].endswith("1 line, 2 units")

    async def test_a_line_that_cannot_be_had_says_why_and_nothing_is_placed(
        self, running: Running, shop: Shop
    ) -> None:
        async with running() as pilot:
            await press(pilot, *LIST, "n", "<top=50>", "enter", "tab", "tab", "ctrl+u", "<eu>")
            assert "✗" in lines(pilot)[4]
            assert "TOP: Shop stock can promise 6 more, 50 asked" in screen_text(pilot)
            await press(pilot, "f10")
            assert isinstance(pilot.app.screen, NewOrderScreen)
            await press(pilot, "shift+tab", "e", "6", "enter", "f10")
            assert isinstance(pilot.app.screen, OrderScreen)
            assert shop.reserved("TOP") == "-9"

    async def test_lines_are_checked_again_for_the_account_that_is_typed(
        self, running: Running, shop: Shop
    ) -> None:
        eligibility.set_eligibility(shop.database, "berlin", accounts=["ACME"], cause=CLERK)
        async with running() as pilot:
            await press(pilot, *LIST, "n", "<hood=50>", "enter", "tab", "tab", "ctrl+u", "<eu>")
            assert "✗" in lines(pilot)[4]
            page = pilot.app.screen
            assert isinstance(page, NewOrderScreen)
            account = page.form.row_of("account")
            assert account is not None
            page.set_focus(account.query_one(TextBox))
            await press(pilot, "<acme>")
            assert lines(pilot)[4].split()[-1] == "✓"
            await press(pilot, "f10")
            assert isinstance(pilot.app.screen, OrderScreen)

    async def test_an_unknown_code_stays_in_its_box(self, running: Running, shop: Shop) -> None:
        async with running() as pilot:
            await press(pilot, *LIST, "n", "<nope=2>", "enter")
            assert "! nope: no such product" in lines(pilot)[2]
            assert "No line yet" in screen_text(pilot)

    async def test_an_unknown_channel_is_told_at_its_field(
        self, running: Running, shop: Shop
    ) -> None:
        async with running() as pilot:
            await press(pilot, *LIST, "n", "<hood>", "enter", "tab", "tab", "ctrl+u", "<xx>")
            await press(pilot, "f10")
            assert "! There is no sales channel 'xx'" in screen_text(pilot)

    async def test_what_was_typed_is_kept_until_it_is_thrown_away(
        self, running: Running, shop: Shop
    ) -> None:
        async with running() as pilot:
            await press(pilot, *LIST, "n", "<hood=2>", "enter")
        async with running() as pilot:
            await press(pilot, *LIST, "n")
            assert lines(pilot)[4].split()[0] == "▸"
            assert "HOOD" in lines(pilot)[4]
            await press(pilot, "escape", "D", "n")
            assert "No line yet" in screen_text(pilot)

    async def test_pickup_locations_are_offered_the_nearest_first(
        self, running: Running, world: World, database: Database, tmp_path: Path
    ) -> None:
        place = {"street": "Street 1", "city": "City", "phone": "1", "pickup": True}
        world.source("munich", latitude="48.1", longitude="11.6", **place)
        world.source("ulm", latitude="48.4", longitude="9.98", **place)
        world.source("rome", latitude="41.9", longitude="12.5", **place)
        world.stock("Fetched", "munich", "rome", "ulm", channels=["base"])
        file = tmp_path / "DE.txt"
        file.write_text("DE\t70173\tStuttgart\t\t\t\t\t\t\t48.78\t9.18\t\n")
        geonames.import_places(database, file, "DE", cause=CLERK)
        async with running() as pilot:
            await press(pilot, "g", "4", "n")
            page = pilot.app.screen
            assert isinstance(page, NewOrderScreen)
            page.form.put({"postcode": "70173", "country": "DE"})
            at = next(
                one for one in page.form.field_rows if one.field.name == "pickup_location"
            )
            page.set_focus(at.query_one(TextBox))
            await press(pilot, "f4")
            names = ("Ulm", "Munich", "Rome")
            shown = [line for line in lines(pilot) if any(name in line for name in names)]
            assert [line.split("│")[1].split()[-2:] for line in shown] == [
                ["72.4", "km"],
                ["193.9", "km"],
                ["rome", "Rome"],
            ]

    async def test_a_bundle_asks_for_each_option_that_leaves_a_choice(
        self, running: Running, shop: Shop
    ) -> None:
        shop.world.product("SET", type="bundle")
        options = [
            BundleOption("Bag", (Part("DUFFLE"), Part("HOOD"))),
            BundleOption("Extra", (Part("TOP"),), required=False),
        ]
        composites.set_bundle(shop.database, "SET", options, ship_together=False, cause=CLERK)
        async with running() as pilot:
            await press(pilot, *LIST, "n", "tab", "tab", "ctrl+u", "<eu>", "home")
            await press(pilot, "shift+tab", "shift+tab", "<set=2>", "enter")
            assert "SET: Bag" in screen_text(pilot)
            await press(pilot, "<hood>", "enter")
            assert "SET: Extra" in screen_text(pilot)
            await press(pilot, "<none>", "enter")
            assert lines(pilot)[4].split()[1:4] == ["SET", "HOOD", "2"]
            await press(pilot, "<set>", "enter", "<hood>", "enter", "<none>", "enter")
            assert lines(pilot)[4].split()[3] == "3"
            await press(pilot, "<set>", "enter", "escape")
            assert "1 line, 3 units" in lines(pilot)[1]
            await press(pilot, "f10")
            assert isinstance(pilot.app.screen, OrderScreen)
        order = ordering.show(shop.database, "4").order
        assert [(line.sku, str(line.ordered)) for line in order.lines] == [("HOOD", "3")]

    async def test_a_group_adds_its_members_in_what_they_come_in(
        self, running: Running, shop: Shop
    ) -> None:
        shop.world.product("KIT", type="grouped")
        members = [Part("HOOD", Quantity.parse("2")), Part("TOP")]
        composites.set_members(shop.database, "KIT", members, cause=CLERK)
        async with running() as pilot:
            await press(pilot, *LIST, "n", "<kit=2>", "enter")
            assert "HOOD" in lines(pilot)[4]
            assert "2 lines, 6 units" in lines(pilot)[1]

    async def test_choices_survive_the_end_of_the_program(
        self, running: Running, shop: Shop
    ) -> None:
        shop.world.product("SHIRT", type="configurable")
        composites.set_variations(
            shop.database, "SHIRT", [Part("HOOD"), Part("TOP")], cause=CLERK
        )
        async with running() as pilot:
            await press(pilot, *LIST, "n", "<shirt>", "enter", "<top>", "enter")
        async with running() as pilot:
            await press(pilot, *LIST, "n")
            assert "TOP" in lines(pilot)[4]
            await press(pilot, "tab", "tab", "ctrl+u", "<eu>", "f10")
        (line,) = ordering.show(shop.database, "4").order.lines
        assert (line.sku, line.chosen_as) == ("TOP", "SHIRT")


class TestAgain:
    async def test_the_page_of_an_order_places_it_again(
        self, running: Running, shop: Shop
    ) -> None:
        shop.cancel("42")
        async with running() as pilot:
            await press(pilot, "4", "2", "enter", "n")
            shown = lines(pilot)
            assert shown[1].endswith("from Shop stock · 3 lines, 7 units")
            assert "Storgata 5" in screen_text(pilot)
            await press(pilot, "f10")
            assert isinstance(pilot.app.screen, OrderScreen)
        order, again = (ordering.show(shop.database, one).order for one in ("42", "4"))
        assert [(line.sku, line.ordered) for line in again.lines] == [
            (line.sku, line.ordered) for line in order.lines
        ]
        assert again.ship_to == order.ship_to

    async def test_a_new_order_that_is_kept_is_not_lost(
        self, running: Running, shop: Shop
    ) -> None:
        async with running() as pilot:
            await press(pilot, *LIST, "n", "<top>", "enter")
        async with running() as pilot:
            await press(pilot, "4", "2", "enter", "n")
            assert "A new order is not saved" in screen_text(pilot)
            await press(pilot, "escape")
            assert isinstance(pilot.app.screen, OrderScreen)
            await press(pilot, "n", "f10")
            assert "1 line, 1 unit" in lines(pilot)[1]
            await press(pilot, "escape", "escape", "escape")
            await press(pilot, "D")
            await press(pilot, "4", "2", "enter", "n")
            assert "3 lines, 7 units" in lines(pilot)[1]
