"""Place 6: low stock, salable by channel, inconsistencies, alerts, pickup."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import delete
from textual.pilot import Pilot

from inventory_tui.domain.history import Cause
from inventory_tui.domain.order import Address
from inventory_tui.services.orders import inconsistencies
from inventory_tui.services.reports import alerts
from inventory_tui.services.shipping import pickup_orders
from inventory_tui.store.tables import reservation
from inventory_tui.tui.places import REPORTS
from inventory_tui.tui.screens.orders.order import OrderScreen
from inventory_tui.tui.screens.products.product import ProductScreen
from inventory_tui.tui.screens.products.products import ProductsScreen
from inventory_tui.tui.screens.reports.history import HistoryScreen
from inventory_tui.tui.screens.reports.low_stock import LowStockScreen
from tests.services.shopping import Shop
from tests.tui.conftest import Running, lines, press, screen_text, settled
from tests.world import World

LOW = ("colon", "<low>", "enter")
BERLIN = ("s", "<berlin>", "enter")
HERE = [report for report in REPORTS if report.place == 6]
ADA = {"customer": "Ada Ek", "email": "ada@example.org", "channel": "eu"}


async def shows(pilot: Pilot[int], text: str) -> None:
    """Wait until row 2 says so: it is laid out when its page is seen again."""
    for _ in range(100):
        if text in lines(pilot)[1]:
            return
        await pilot.pause(0.01)
    raise AssertionError(lines(pilot)[1])


# -- the list ----------------------------------------------------------------------------


async def test_the_place_lists_the_reports_and_enter_opens_one(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "g", "6")
        shown = lines(pilot)
        titles = [line[3:31].strip() for line in shown[3 : 3 + len(HERE)]]
        assert titles == [report.title for report in HERE]
        await press(pilot, "slash", "<more or less>", "enter")
        assert f"1 of {len(HERE)} reports" in lines(pilot)[1]
        await press(pilot, "enter")
        assert "Good: every order holds what is open of it." in screen_text(pilot)
        await press(pilot, "escape")
        assert f"1 of {len(HERE)} reports" in lines(pilot)[1]


# -- low stock ---------------------------------------------------------------------------


@pytest.fixture
def low(world: World) -> World:
    """At berlin three rows are low, two are at zero."""
    world.setting("notify_below", "3")
    world.item("MH01-XS-Black", "berlin", "2.5", notify_below=5)
    with world.at_once():
        world.product("EMPTY", berlin=0)
        world.product("GONE", berlin=(0, "out"))
    return world


async def test_low_stock_shows_the_current_source_the_smallest_first(
    running: Running, low: World
) -> None:
    async with running() as pilot:
        await press(pilot, *BERLIN, *LOW)
        shown = lines(pilot)
        said = "Low stock at berlin (s another) 3 rows, smallest first · 2 more are at zero"
        assert " ".join(shown[1].split()) == said
        assert [line.split()[-3:] for line in shown[3:6]] == [
            ["berlin", "1▲", "3*"],
            ["berlin", "2▲", "3*"],
            ["berlin", "2.5▲", "5"],
        ]
        assert shown[23].split()[:6] == ["x", "Export", "p", "Print", "t", "Transfer"]
        await press(pilot, "s", "<paris>", "enter")
        assert "Good: nothing runs low at paris." in screen_text(pilot)


async def test_a_filter_may_look_at_other_sources(running: Running, low: World) -> None:
    low.item("24-WG085", "paris", 1)
    async with running() as pilot:
        await press(pilot, *BERLIN, *LOW, "slash", "<source:* qty<2>", "enter")
        shown = lines(pilot)
        assert "2 rows" in shown[1]
        assert "at berlin" not in shown[1]
        assert [line.split()[-3] for line in shown[3:5]] == ["paris", "berlin"]
        await press(pilot, "slash", "<qtty>", "enter")
        assert "!" in lines(pilot)[1]


async def test_what_is_at_zero_is_a_step_away(running: Running, low: World) -> None:
    async with running() as pilot:
        await press(pilot, *BERLIN, *LOW, "tab")
        assert "▸2 more are at zero" in lines(pilot)[1]
        await press(pilot, "escape")
        assert "▸2" not in lines(pilot)[1]
        await press(pilot, "tab", "down", "tab", "enter")
        assert isinstance(pilot.app.screen, ProductsScreen)
        await shows(pilot, "/ source:berlin qty<=0")
        assert "2 of 7 SKUs" in lines(pilot)[1]


async def test_where_all_is_at_zero_enter_shows_it(running: Running, world: World) -> None:
    world.product("EMPTY", berlin=0)
    async with running() as pilot:
        await press(pilot, *BERLIN, *LOW)
        assert "Good: nothing runs low at berlin. 1 is at zero; Enter shows them." in (
            screen_text(pilot)
        )
        await press(pilot, "enter")
        await shows(pilot, "/ source:berlin qty<=0")


async def test_a_quantity_is_edited_in_the_report_and_the_row_goes(
    running: Running, low: World
) -> None:
    async with running() as pilot:
        await press(pilot, *BERLIN, *LOW, "e", "9", "enter")
        assert "•1 → 9" in lines(pilot)[3]
        await press(pilot, "escape", "f10")
        assert low.held("MH01-XS-Orange", "berlin") == "9"
        assert "2 rows" in lines(pilot)[1]


async def test_an_unsaved_quantity_is_asked_about(running: Running, low: World) -> None:
    async with running() as pilot:
        await press(pilot, *BERLIN, *LOW, "e", "9", "enter", "escape", "escape")
        assert "1 change is not saved" in screen_text(pilot)
        assert "berlin: MH01-XS-Orange 1 → 9" in screen_text(pilot)
        await press(pilot, "D")
        assert low.held("MH01-XS-Orange", "berlin") == "1"


async def test_a_transfer_brings_goods_to_where_they_are_low(
    running: Running, low: World
) -> None:
    async with running() as pilot:
        await press(pilot, *BERLIN, *LOW, "t", "<paris>", "tab")
        for _ in range(40):
            await settled(pilot)
            if "Move 6 units" in screen_text(pilot):
                break
            await pilot.pause(0.05)
        await press(pilot, "f10")
        assert low.held("MH01-XS-Orange", "berlin") == "7"
        assert "2 rows" in lines(pilot)[1]


async def test_enter_opens_the_product_and_h_what_happened_to_the_row(
    running: Running, low: World
) -> None:
    async with running() as pilot:
        await press(pilot, *BERLIN, *LOW, "enter")
        assert isinstance(pilot.app.screen, ProductScreen)
        await press(pilot, "escape", "h")
        assert isinstance(pilot.app.screen, HistoryScreen)
        assert 'sku:"MH01-XS-Orange" source:"berlin"' in lines(pilot)[1]


async def test_marked_rows_are_printed_else_all(
    running: Running, low: World, tmp_path: Path
) -> None:
    async with running() as pilot:
        await press(pilot, *BERLIN, *LOW, "p")
        assert "3 rows of low stock to ~/low-stock-at-berlin.txt" in screen_text(pilot)
        await press(pilot, "space", "p")
        printed = sorted((tmp_path / "home").glob("low-stock*.txt"))
        first = [path.read_text(encoding="utf-8") for path in printed]
        assert "3 rows, 2 more at zero" in "".join(first)
        assert "\n1 row, 2 more at zero" in "".join(first)


async def test_low_stock_is_opened_over_the_reports_only_once(
    running: Running, low: World
) -> None:
    async with running() as pilot:
        await press(pilot, *LOW, *LOW)
        assert isinstance(pilot.app.screen, LowStockScreen)
        await press(pilot, "escape")
        assert f"{len(HERE)} reports" in lines(pilot)[1]


# -- salable by channel --------------------------------------------------------------------


async def test_salable_by_channel_leads_to_the_products_of_its_stock(
    running: Running, shop: Shop
) -> None:
    async with running() as pilot:
        await press(pilot, "colon", "<salable>", "enter")
        base, eu = lines(pilot)[3:5]
        assert "Default Stock" in base
        assert eu.split()[-3:] == ["159", "-10", "149"]
        await press(pilot, "slash", "<channel:eu>", "enter", "enter")
        assert isinstance(pilot.app.screen, ProductsScreen)
        assert "Shop stock" in lines(pilot)[22]


# -- inconsistencies -----------------------------------------------------------------------


@pytest.fixture
def broken(shop: Shop) -> Shop:
    """Orders 40 and 42 lost a reservation each."""
    with shop.database.write() as transaction:
        rows = transaction.reservations.rows()
        gone = [
            row for row in rows if (row.order[-2:], row.sku) in (("40", "HOOD"), ("42", "TOP"))
        ]
        ids = [row.id for row in gone]
        transaction.connection.execute(delete(reservation).where(reservation.c.id.in_(ids)))
        for row in gone:
            reserved = {(row.stock_id, row.product_id): -row.quantity.parts}
            transaction.levels.reserve(reserved)
        transaction.inconsistencies.follow(
            (transaction.orders.known(row.order).id, row.product_id) for row in gone
        )
    return shop


def left(shop: Shop) -> int:
    return len(list(inconsistencies.find(shop.database)))


async def test_inconsistencies_are_compensated_after_a_look(
    running: Running, broken: Shop
) -> None:
    async with running() as pilot:
        await press(pilot, "colon", "<inconsist>", "enter")
        shown = lines(pilot)
        assert shown[3].split()[-3:] == ["0!", "-1", "-1"]
        assert shown[4].split()[-3:] == ["0!", "-2", "-2"]
        await press(pilot, "f10")
        assert "Compensate 1 reservation?" in screen_text(pilot)
        assert "000000040  HOOD: -1 in Shop stock" in screen_text(pilot)
        await press(pilot, "escape")
        assert left(broken) == 2
        await press(pilot, "asterisk", "f10", "f10")
        assert left(broken) == 0
        assert "2 reservations compensated." in screen_text(pilot)
        assert "Good: every order holds" in screen_text(pilot)


async def test_an_inconsistency_is_explained_and_leads_to_its_order(
    running: Running, broken: Shop
) -> None:
    broken.ship("42", "paris", {"TOP": 1})
    async with running() as pilot:
        await press(pilot, "colon", "<inconsist>", "enter")
        await press(pilot, "slash", "<sku:top missing>0>", "enter", "i")
        text = screen_text(pilot)
        assert "TOP of order 000000042 in Shop stock" in text
        assert "what is open asks for -1" in text
        await press(pilot, "escape", "enter")
        assert isinstance(pilot.app.screen, OrderScreen)


async def test_what_sums_to_zero_is_folded_away_from_the_palette(
    running: Running, shop: Shop
) -> None:
    shop.cancel("40")
    async with running() as pilot:
        await press(pilot, "colon", "<inconsist>", "enter", "colon", "<clean>", "enter")
        assert "Fold away reservations that sum to 0?" in screen_text(pilot)
        await press(pilot, "f10")
        assert shop.reservations(order="40") == []
        assert "2 reservations that summed to 0 folded away." in screen_text(pilot)


# -- alerts --------------------------------------------------------------------------------


@pytest.fixture
def waiting(shop: Shop) -> Shop:
    """Ada waits for a product that is out of stock."""
    shop.world.product("MUG", berlin=0)
    shop.world.setting("alert_stock", "yes")
    alerts.add(shop.database, {"sku": "MUG", "kind": "stock", **ADA}, cause=Cause("ada"))
    return shop


async def test_alerts_are_added_run_and_removed(
    running: Running, waiting: Shop, tmp_path: Path
) -> None:
    file = tmp_path / "told.jsonl"
    async with running(alert_file=str(file)) as pilot:
        await press(pilot, "colon", "<alerts>", "enter")
        assert lines(pilot)[3].split()[1:] == [
            "MUG",
            "back",
            "in",
            "stock",
            "eu",
            "ada@example.org",
            "–",
            "0",
            "–",
        ]
        await press(pilot, "n", "tab", "<Bo Li>", "tab", "<bo@example.org>")
        await press(pilot, "tab", "tab", "<eu>", "f10")
        assert "2 alerts" in lines(pilot)[1]
        waiting.world.item("MUG", "berlin", 4)
        await press(pilot, "f10")
        assert "Messages go to the file of this machine's settings." in screen_text(pilot)
        await press(pilot, "f10")
        assert "Alerts: 2 sent." in screen_text(pilot)
        told = [json.loads(line)["email"] for line in file.read_text().splitlines()]
        assert told == ["ada@example.org", "bo@example.org"]
        assert lines(pilot)[3].split()[-2:] == ["1", "told"]
        await press(pilot, "space", "D", "f10")
        assert [one.customer for one in alerts.listed(waiting.database)] == ["Bo Li"]
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ProductScreen)


async def test_a_failed_delivery_stands_first_and_says_why(
    running: Running, waiting: Shop, tmp_path: Path
) -> None:
    waiting.world.item("MUG", "berlin", 4)
    async with running(alert_command=("/nowhere/tell",)) as pilot:
        await press(pilot, "colon", "<alerts>", "enter", "f10", "f10")
        assert "1 failed (command: No such file" in screen_text(pilot)
        assert lines(pilot)[3].endswith("failed!")
        await press(pilot, "slash", "<failed kind:stock>", "enter", "i")
        assert "1 attempt: command: No such file or directory" in screen_text(pilot)


async def test_an_alert_that_makes_no_sense_is_refused_at_its_field(
    running: Running, waiting: Shop
) -> None:
    async with running() as pilot:
        await press(pilot, "colon", "<alerts>", "enter", "n")
        await press(pilot, "ctrl+u", "<NONE>", "tab", "<x>", "tab", "<y>", "f10")
        assert "There is no product 'NONE'" in screen_text(pilot)
        assert len(alerts.listed(waiting.database)) == 1


async def test_nobody_waiting_is_said(running: Running, shop: Shop) -> None:
    async with running() as pilot:
        await press(pilot, "colon", "<alerts>", "enter")
        assert "Nobody waits for a product, and no message waits." in screen_text(pilot)
        await press(pilot, "D")
        assert "There is no subscription to remove" in screen_text(pilot)


# -- pickup ------------------------------------------------------------------------------


@pytest.fixture
def fetched(shop: Shop) -> Shop:
    """Two orders are fetched: one at munich, one at lyon."""
    place = {"street": "Street 1", "city": "City", "phone": "1", "pickup": True}
    shop.world.source("munich", **place)
    shop.world.source("ulm", **place)
    shop.world.stock("Fetched", "munich", "ulm", channels=["web"])
    shop.world.product("MUG", munich=9, ulm=9)
    for number, at in (("51", "munich"), ("52", "ulm")):
        shop.place({"MUG": 2}, number, channel="web", pickup_location=at)
    return shop


async def test_what_fetched_orders_withhold_is_made_ready(
    running: Running, fetched: Shop
) -> None:
    async with running() as pilot:
        await press(pilot, "colon", "<pickup>", "enter")
        assert lines(pilot)[3].split() == ["▸", "51", "munich", "MUG", "2"]
        await press(pilot, "slash", "<source:ulm>", "enter")
        assert "1 of 2 rows" in lines(pilot)[1]
        await press(pilot, "d", "f10")
        assert fetched.world.held("MUG", "ulm") == "7"
        await press(pilot, "escape")
        assert lines(pilot)[3].split() == ["▸", "51", "munich", "MUG", "2"]
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, OrderScreen)


async def test_that_an_order_lies_ready_waits_among_the_alerts(
    running: Running, shop: Shop
) -> None:
    place = {"street": "Street 1", "city": "City", "phone": "1", "pickup": True}
    shop.world.source("munich", **place)
    shop.world.stock("Fetched", "munich", channels=["web"])
    shop.world.product("MUG", munich=9)
    address = Address("Ada", "ada@example.org")
    shop.place({"MUG": 2}, "51", channel="web", pickup_location="munich", ship_to=address)
    pickup_orders.make_ready(shop.database, "51", cause=Cause("Jo", "jo"))
    async with running() as pilot:
        await press(pilot, "colon", "<alerts>", "enter", "slash", "<kind:pickup>", "enter")
        shown = lines(pilot)[3]
        assert "to be fetched" in shown
        assert "ada@example.org" in shown
        assert shown.split()[-1] == "waiting"


async def test_no_order_is_fetched(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "colon", "<pickup>", "enter")
        assert "No open order is fetched anywhere" in screen_text(pilot)


# -- bad input ---------------------------------------------------------------------------


async def test_every_report_says_what_is_wrong_with_a_filter(
    running: Running, low: World
) -> None:
    async with running() as pilot:
        for report in REPORTS:
            await press(pilot, "colon", f"<{report.name}>", "enter")
            await press(pilot, "slash", "<sauce:x>", "enter")
            shown = lines(pilot)
            assert "place 1" in shown[1] + shown[2] + shown[22], (report.name, shown)
            await press(pilot, "escape", "escape", "escape")
