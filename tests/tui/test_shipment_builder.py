"""The shipment builder: the proposal, numbers by hand, several shipments in one deed."""

from __future__ import annotations

from dataclasses import replace

from textual.pilot import Pilot

from inventory_tui.domain.distance import Place
from inventory_tui.services.orders import ordering
from inventory_tui.services.products import catalog
from inventory_tui.tui.app import InventoryApp
from inventory_tui.tui.screens.orders.order import OrderScreen
from inventory_tui.tui.screens.shipments.shipment_builder import ShipmentBuilder
from tests.services.shopping import CLERK, Shop
from tests.tui.conftest import Running, lines, press, screen_text

OPEN = ("4", "2", "enter", "d")
"""From the product grid to the builder of order 42."""


def counts(shop: Shop, number: str = "42") -> dict[str, tuple[str, str]]:
    """SKU → shipped, cancelled."""
    order = ordering.show(shop.database, number).order
    return {line.sku: (str(line.shipped), str(line.cancelled)) for line in order.lines}


def shipments(shop: Shop, number: str = "42") -> list[tuple[str, dict[str, str]]]:
    """Source, and SKU → units, of every shipment of an order."""
    shown = ordering.show(shop.database, number)
    return [
        (one.source, {line.sku: str(line.quantity) for line in one.lines})
        for one in shown.shipments
    ]


def builder(pilot: Pilot[int]) -> ShipmentBuilder:
    assert isinstance(pilot.app.screen, ShipmentBuilder)
    return pilot.app.screen


def boxes(pilot: Pilot[int]) -> dict[tuple[str, str], str]:
    """(SKU, source) → what stands in its box."""
    sheet = builder(pilot).boxes.sheet
    skus = {line.id: line.label for line in sheet.lines}
    codes = {column.id: column.title for column in sheet.columns}
    return {
        (skus[line], codes[column]): str(value)
        for (line, column), value in sheet.values.items()
    }


def measurable(shop: Shop) -> None:
    """Order 42 goes to Oslo, which is known, and two of its sources are somewhere."""
    with shop.database.write() as transaction:
        transaction.places.add([Place("NO", "0155", "Oslo", "", "", "59.911", "10.748")])
        for code, at in (("berlin", ("52.5", "13.4")), ("paris", ("60.3", "10.2"))):
            known = transaction.sources.known(code)
            transaction.sources.put(replace(known, latitude=at[0], longitude=at[1]))


class TestProposal:
    async def test_it_opens_with_the_sources_by_priority(
        self, running: Running, shop: Shop
    ) -> None:
        async with running() as pilot:
            await press(pilot, *OPEN)
            assert boxes(pilot) == {
                ("HOOD", "berlin"): "3",
                ("HOOD", "paris"): "0",
                ("TOP", "paris"): "2",
                ("DUFFLE", "berlin"): "1",
                ("DUFFLE", "paris"): "1",
                ("DUFFLE", "lyon"): "0",
            }
            shown = lines(pilot)
            assert shown[1].startswith(" Order 000000042 · eu · 7 to ship")
            assert shown[1].endswith("Proposal: Priority (A other)")
            assert shown[2].split() == ["Line", "To", "ship", "berlin", "paris", "lyon"]
            assert "▸[  3] of 100" in shown[3]
            assert "–  out" in shown[4]
            assert shown[6].split() == ["Total", "7", "4", "3", "0"]
            assert shown[21] == (
                " → 2 shipments: berlin 4 units, paris 3 units. Nothing left to ship."
            )
            assert shown[23].endswith("F10 Create 2 shipments")

    async def test_f10_creates_every_shipment_in_one_deed(
        self, running: Running, shop: Shop
    ) -> None:
        async with running() as pilot:
            await press(pilot, *OPEN)
            await press(pilot, "f10")
            assert shipments(shop) == [
                ("berlin", {"HOOD": "3", "DUFFLE": "1"}),
                ("paris", {"TOP": "2", "DUFFLE": "1"}),
            ]
            assert shop.status("42") == "complete"
            assert shop.world.held("HOOD", "berlin") == "97"
            assert isinstance(pilot.app.screen, OrderScreen)
            assert "shipped 4 units from berlin, 3 units from paris" in screen_text(pilot)

    async def test_with_one_source_its_column_is_filled(
        self, running: Running, shop: Shop
    ) -> None:
        shop.world.stock("Single", "paris", channels=["fr"])
        shop.place({"TOP": 3}, "77", channel="fr")
        async with running() as pilot:
            await press(pilot, "7", "7", "enter", "d")
            assert boxes(pilot) == {("TOP", "paris"): "3"}
            await press(pilot, "f10")
            assert shop.status("77") == "complete"

    async def test_why_this_source(self, running: Running, shop: Shop) -> None:
        async with running() as pilot:
            await press(pilot, *OPEN, "down", "i")
            shown = screen_text(pilot)
            assert "Why Priority proposes this for TOP" in shown
            assert "1. berlin     Out of Stock there" in shown
            assert "2. paris      has 9" in shown
            assert "3. lyon       not at this source" in shown
            assert "= 2  of 2 to ship" in shown


class TestByHand:
    async def test_the_second_line_is_split_over_two_sources(
        self, running: Running, shop: Shop
    ) -> None:
        shop.place({"HOOD": 1, "DUFFLE": 2}, "000000043")
        async with running() as pilot:
            await press(pilot, "4", "3", "enter", "d", "down", "1", "tab", "1")
            await press(pilot, "f10")
            assert shipments(shop, "43") == [
                ("berlin", {"HOOD": "1", "DUFFLE": "1"}),
                ("paris", {"DUFFLE": "1"}),
            ]

    async def test_one_unit_now_the_rest_later(self, running: Running, shop: Shop) -> None:
        async with running() as pilot:
            await press(pilot, *OPEN, "D", "1")
            assert lines(pilot)[21] == " → 1 shipment: berlin 1 unit. 6 left to ship."
            await press(pilot, "f10")
            assert shipments(shop) == [("berlin", {"HOOD": "1"})]
            assert shop.status("42") == "processing"

    async def test_the_first_digit_replaces_and_a_sign_changes(
        self, running: Running, shop: Shop
    ) -> None:
        async with running() as pilot:
            await press(pilot, *OPEN, "2")
            assert boxes(pilot)["HOOD", "berlin"] == "2"
            await press(pilot, "backspace", "1")
            assert boxes(pilot)["HOOD", "berlin"] == "1"
            await press(pilot, "tab", "tab", "minus", "1")
            assert boxes(pilot)["TOP", "paris"] == "1"
            await press(pilot, "escape")
            assert boxes(pilot)["TOP", "paris"] == "2"

    async def test_too_much_is_marked_while_typing_and_refused_with_the_reason(
        self, running: Running, shop: Shop
    ) -> None:
        async with running() as pilot:
            await press(pilot, *OPEN, "5")
            assert "[  5]!of 100" in lines(pilot)[3]
            assert lines(pilot)[21] == " ! HOOD: 3 to ship, not 5"
            await press(pilot, "f10")
            assert "HOOD: 3 to ship, not 5" in lines(pilot)[22]
            await press(pilot, "0", "down", "down", "2")
            assert lines(pilot)[21] == " ! DUFFLE: 2 to ship, not 3"
            await press(pilot, "tab", "0")
            assert lines(pilot)[21] == " ! DUFFLE: berlin has 1, not 2"
            assert shipments(shop) == []

    async def test_a_barcode_is_no_quantity(self, running: Running, shop: Shop) -> None:
        async with running() as pilot:
            await press(pilot, *OPEN, "<4006381333931>")
            assert "is a barcode, not a quantity" in lines(pilot)[21]
            await press(pilot, "f10")
            assert shipments(shop) == []
            await press(pilot, "down", "up")
            assert boxes(pilot)["HOOD", "berlin"] == "3"

    async def test_fill_and_empty(self, running: Running, shop: Shop) -> None:
        async with running() as pilot:
            await press(pilot, *OPEN, "D", "down", "down", "f")
            assert {at: n for at, n in boxes(pilot).items() if n != "0"} == {
                ("DUFFLE", "berlin"): "1",
                ("DUFFLE", "paris"): "1",
            }

    async def test_a_scan_is_one_more_in_the_focused_source(
        self, running: Running, shop: Shop
    ) -> None:
        async with running() as pilot:
            await press(pilot, *OPEN, "D", "tab")
            await press(pilot, "right_square_bracket", "<HOOD>", "enter")
            await press(pilot, "right_square_bracket", "<2*duffle>", "enter")
            assert {at: n for at, n in boxes(pilot).items() if n != "0"} == {
                ("HOOD", "paris"): "1",
                ("DUFFLE", "paris"): "2",
            }

    async def test_the_code_on_the_goods_is_scanned(self, running: Running, shop: Shop) -> None:
        catalog.edit(shop.database, "DUFFLE", {"gtin": "036000291452"}, cause=CLERK)
        async with running() as pilot:
            await press(pilot, *OPEN, "D", "tab")
            await press(pilot, "right_square_bracket", "<E00036000291452>", "enter")
            assert {at: n for at, n in boxes(pilot).items() if n != "0"} == {
                ("DUFFLE", "paris"): "1"
            }

    async def test_enter_goes_down_and_never_writes(self, running: Running, shop: Shop) -> None:
        async with running() as pilot:
            await press(pilot, *OPEN, "enter", "enter", "enter", "enter")
            assert "Enter does not write" in lines(pilot)[22]
            assert shipments(shop) == []


class TestAlgorithmAndTracking:
    async def test_typed_numbers_survive_until_one_says_otherwise(
        self, running: Running, shop: Shop
    ) -> None:
        async with running() as pilot:
            await press(pilot, *OPEN, "1", "A", "enter")
            assert "Replace your numbers by the proposal?" in screen_text(pilot)
            await press(pilot, "escape")
            assert boxes(pilot)["HOOD", "berlin"] == "1"
            await press(pilot, "A", "enter", "f10")
            assert boxes(pilot)["HOOD", "berlin"] == "3"
            assert shipments(shop) == []

    async def test_the_algorithms_side_by_side_and_why(
        self, running: Running, shop: Shop
    ) -> None:
        measurable(shop)
        async with running() as pilot:
            await press(pilot, *OPEN, "A")
            shown = " ".join(screen_text(pilot).split())
            for part in (
                "Source Priority 2 7 of 7 893 km",
                "Distance Priority 1 7 of 7 53 km",
                "berlin 840 km 1. 4 units 2. not needed",
                "paris 53 km 2. 3 units 1. 7 units",
                "lyon 3. not needed 3. not needed",
                "The stock's own order, top to bottom.",
            ):
                assert part in shown
            await press(pilot, "down")
            assert "No distance is known for lyon: asked last." in screen_text(pilot)

    async def test_by_distance_the_headings_say_how_far(
        self, running: Running, shop: Shop
    ) -> None:
        measurable(shop)
        async with running() as pilot:
            await press(pilot, *OPEN, "A", "down", "enter")
            assert "Proposal: Distance" in lines(pilot)[1]
            assert "berlin 840 km   paris 53 km" in lines(pilot)[2]
            assert "→ 1 shipment: paris 7 units." in lines(pilot)[21]
            await press(pilot, "i")
            shown = screen_text(pilot)
            assert "Why Distance proposes this for HOOD" in shown
            assert "1. paris" in shown
            assert "53 km  has 4" in shown
            assert "2. berlin" in shown
            await press(pilot, "escape", "f10")
            assert shipments(shop) == [("paris", {"HOOD": "3", "TOP": "2", "DUFFLE": "2"})]

    async def test_an_algorithm_that_cannot_answer_says_why(
        self, running: Running, shop: Shop
    ) -> None:
        async with running() as pilot:
            await press(pilot, "4", "1", "enter", "d", "A", "down")
            assert "needs an address to measure to" in screen_text(pilot)
            await press(pilot, "enter")
            assert "needs an address" in lines(pilot)[22]
            await press(pilot, "escape")
            assert "Proposal: Priority" in lines(pilot)[1]

    async def test_tracking_and_comment_go_with_their_shipment(
        self, running: Running, shop: Shop
    ) -> None:
        async with running() as pilot:
            await press(pilot, *OPEN, "T", "<dhl>", "tab", "tab", "<JD01>", "f10")
            assert "berlin 4 units (tracked)" in lines(pilot)[21]
            await press(pilot, "m", "<Handle with care>", "f10", "f10")
            sent = ordering.show(shop.database, "42").shipments
            assert [[way.number for way in one.tracking] for one in sent] == [["JD01"], []]
            assert [one.comment for one in sent] == ["Handle with care", ""]
            assert sent[0].tracking[0].title == "DHL"


class TestOthers:
    async def test_what_another_terminal_shipped_is_told_and_typed_numbers_stay(
        self, running: Running, shop: Shop
    ) -> None:
        async with running() as pilot:
            await press(pilot, *OPEN, "1")
            shop.ship("42", "paris", {"HOOD": 2})
            await press(pilot, "f10")
            assert "was changed on another terminal" in screen_text(pilot)
            assert boxes(pilot)["HOOD", "berlin"] == "1"
            await press(pilot, "f10")
            assert counts(shop)["HOOD"] == ("3", "0")

    async def test_goods_that_went_meanwhile_are_refused_and_shown(
        self, running: Running, shop: Shop
    ) -> None:
        async with running() as pilot:
            await press(pilot, *OPEN)
            shop.world.item("HOOD", "berlin", 2)
            await press(pilot, "f10")
            assert "berlin has 2, not 3" in screen_text(pilot)
            assert "[  3]!of 2" in lines(pilot)[3]
            assert shipments(shop) == []

    async def test_a_draft_survives_and_can_be_thrown_away_and_brought_back(
        self, running: Running, shop: Shop
    ) -> None:
        async with running() as pilot:
            await press(pilot, *OPEN, "1")
        async with running() as pilot:
            await press(pilot, *OPEN)
            assert boxes(pilot)["HOOD", "berlin"] == "1"
            assert "Your numbers are back" in lines(pilot)[22]
            await press(pilot, "escape", "D")
            assert isinstance(pilot.app.screen, OrderScreen)
            await press(pilot, "z")
            assert boxes(pilot)["HOOD", "berlin"] == "1"

    async def test_an_order_on_hold_says_so(self, running: Running, shop: Shop) -> None:
        ordering.hold(shop.database, "42", cause=CLERK)
        async with running() as pilot:
            await press(pilot, *OPEN)
            assert isinstance(pilot.app.screen, OrderScreen)
            assert "Order 000000042 is on hold; H releases it" in lines(pilot)[22]


class TestNarrow:
    async def test_sources_that_do_not_fit_scroll_sideways(
        self, running: Running, shop: Shop
    ) -> None:
        codes = [f"depot{number}" for number in range(1, 7)]
        shop.world.sources(*codes)
        shop.world.stock("Wide", *codes, channels=["wide"])
        shop.world.product("MUG", **dict.fromkeys(codes, 2))
        shop.place({"MUG": 9}, "99", channel="wide")
        async with running() as pilot:
            await press(pilot, "9", "9", "enter", "d")
            assert "depot1" in lines(pilot)[2]
            assert lines(pilot)[2].endswith("+3 →")
            await press(pilot, "tab", "tab", "tab", "tab")
            assert "←2" in lines(pilot)[2]
            assert "depot5" in lines(pilot)[2]
            assert "▸[  1] of 2" in lines(pilot)[3]

    async def test_signs_tell_the_states_without_colours(
        self, running: Running, shop: Shop
    ) -> None:
        async with running(display="ascii") as pilot:
            await press(pilot, *OPEN, "9")
            assert isinstance(pilot.app, InventoryApp)
            assert "[  9]!of 100" in screen_text(pilot)
