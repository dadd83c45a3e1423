"""Receiving by scanning, at 80×24 and on a terminal of 40×12; the lists of what is coming."""

from __future__ import annotations

from datetime import date

import pytest
from textual.pilot import Pilot

from inventory_tui.domain.history import Cause, Deed
from inventory_tui.domain.incoming import IncomingQuery
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.goods import incoming, transfers
from inventory_tui.services.products import catalog
from inventory_tui.services.reports import reporting
from inventory_tui.store.database import Database
from inventory_tui.tui.app import InventoryApp
from tests.tui.conftest import Running, lines, press, screen_text
from tests.world import World

CLERK = Cause("clerk")
SIZES = [(80, 24), (40, 12)]
HOODIES = [f"HOOD-{number:02}" for number in range(30)]


@pytest.fixture
def delivery(database: Database, world: World) -> list[int]:
    """A delivery of 30 products, one unit each, and three of the first."""
    ids = []
    for sku in HOODIES:
        world.product(sku)
        quantity = Quantity.parse("3" if sku == HOODIES[0] else "1")
        receipt = incoming.add(
            database,
            sku,
            "default",
            quantity,
            expected=date(2099, 1, 1),
            delivery="4711",
            cause=CLERK,
        )
        ids.append(int(receipt.counts["id"]))
    return ids


async def scan(pilot: Pilot[int], *codes: str) -> None:
    """What a reader sends: the code and its own Enter."""
    await press(pilot, *(key for code in codes for key in (f"<{code}>", "enter")))


def bells(pilot: Pilot[int], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    rung: list[str] = []
    monkeypatch.setattr(type(pilot.app), "bell", lambda self: rung.append("bell"))
    return rung


@pytest.mark.parametrize("size", SIZES)
async def test_twelve_of_an_item_at_the_current_source(
    running: Running, world: World, size: tuple[int, int]
) -> None:
    async with running(size=size) as pilot:
        await press(pilot, "r")
        assert "RECEIVE at default" in screen_text(pilot)
        assert "Scan item, 12* for many, or source" in screen_text(pilot)
        await scan(pilot, "12*mh01-xs-black")
        assert "12 received" in screen_text(pilot)
        assert "✓ MH01-XS-Black" in screen_text(pilot)
        assert "now 12" in screen_text(pilot)
        assert world.held("MH01-XS-Black", "default") == "100"
        await press(pilot, "f10")
        assert "0 received" in screen_text(pilot)
    assert world.held("MH01-XS-Black", "default") == "112"


@pytest.mark.parametrize("size", SIZES)
async def test_the_code_on_the_goods_is_scanned(
    running: Running, world: World, database: Database, size: tuple[int, int]
) -> None:
    catalog.edit(database, "MH01-XS-Black", {"gtin": "036000291452"}, cause=CLERK)
    async with running(size=size) as pilot:
        await press(pilot, "r")
        # without an identifier, with one, and as a reader sends it that is set to EAN-13
        await scan(pilot, "036000291452", "]E0036000291452", "10*0036000291452")
        assert "12 received" in screen_text(pilot)
        assert "✓ MH01-XS-Black" in screen_text(pilot)
        await scan(pilot, "4006381333931")
        assert "4006381333931 unknown" in screen_text(pilot)
        await press(pilot, "escape", "f10")
    assert world.held("MH01-XS-Black", "default") == "112"


async def test_a_gs1_code_says_how_many(
    running: Running, world: World, database: Database
) -> None:
    catalog.edit(database, "MH01-XS-Black", {"gtin": "036000291452"}, cause=CLERK)
    async with running(size=SIZES[0]) as pilot:
        await press(pilot, "r")
        code = "<]C1010003600029145210A7>"
        await press(pilot, code, "ctrl+right_square_bracket", "<3724>", "enter")
        assert "24 received" in screen_text(pilot)
        await scan(pilot, "2*(01)00036000291452(37)24", "3*", "(02)00036000291452(37)24")
        assert "29 received" in screen_text(pilot)
        await scan(pilot, "(01)04006381333931(37)24")
        assert "04006381333931 unknown" in screen_text(pilot)
        await press(pilot, "escape", "f10")
    assert world.held("MH01-XS-Black", "default") == "129"


@pytest.mark.parametrize("size", SIZES)
async def test_a_delivery_in_full(
    running: Running,
    database: Database,
    world: World,
    delivery: list[int],
    size: tuple[int, int],
) -> None:
    async with running(size=size) as pilot:
        await press(pilot, "r")
        await scan(pilot, "4711")
        assert "0 of 32" in lines(pilot)[0 if size[1] == 12 else 1]
        await press(pilot, "down", "asterisk", "f")
        assert "32 of 32" in screen_text(pilot)
        await press(pilot, "f10")
    assert {world.held(sku, "default") for sku in HOODIES} == {"1", "3"}
    assert incoming.find(database, IncomingQuery()) == []


@pytest.mark.parametrize("size", SIZES)
async def test_thirty_scanned_items_with_two_short_and_one_damaged(
    running: Running,
    database: Database,
    world: World,
    delivery: list[int],
    size: tuple[int, int],
) -> None:
    async with running(size=size) as pilot:
        await press(pilot, "r")
        await scan(pilot, "4711", HOODIES[0], *HOODIES[1:])
        assert "30 of 32" in screen_text(pilot)
        # the first line: two never came
        await press(pilot, "down", "home", "e")
        await press(pilot, "tab", "tab", "<2>", "tab", "<lost>", "f10")
        assert "2 short" in screen_text(pilot)
        # the last one is broken
        await press(pilot, "end", "e", "tab", "<1>", "tab", "tab", "<damaged>", "f10")
        assert ("1 damaged" if size[0] == 80 else " 1d") in screen_text(pilot)
        await press(pilot, "f10")
        assert "RECEIVE at default" in screen_text(pilot)
    assert world.held(HOODIES[0], "default") == "1"
    with database.read() as transaction:
        asides = transaction.levels.set_asides.of([transaction.products.known(HOODIES[-1]).id])
    assert [str(aside.damaged) for aside in asides.values()] == ["1"]
    posted = {
        row.operation
        for row in reporting.history(database)
        if row.deed is Deed.INCOMING_RECEIVED
    }
    assert len(posted) == 1
    assert incoming.find(database, IncomingQuery()) == []
    (first,) = incoming.find(database, IncomingQuery(sku=HOODIES[0], closed=True))
    assert (str(first.received), str(first.short)) == ("1", "2")


async def test_an_unknown_code_locks_until_it_is_seen(
    running: Running, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running() as pilot:
        rung = bells(pilot, monkeypatch)
        await press(pilot, "r")
        await scan(pilot, "4006381333931")
        assert " E 4006381333931  unknown" in screen_text(pilot)
        assert rung == ["bell", "bell"]
        await scan(pilot, "24-WG085")
        assert "0 received" in screen_text(pilot)
        await scan(pilot, "*OK*", "24-WG085")
        assert "1 received" in screen_text(pilot)
        await scan(pilot, "nothing")
        await press(pilot, "escape")
        await scan(pilot, "24-WG085")
        assert "2 received" in screen_text(pilot)
        await press(pilot, "f10")
    assert world.held("24-WG085", "default") == "9"


async def test_command_codes_quantities_and_taking_away(running: Running, world: World) -> None:
    async with running() as pilot:
        await press(pilot, "r")
        await scan(pilot, "5*24-WG085", "-2*24-WG085")
        assert "now 3" in screen_text(pilot)
        await scan(pilot, "-9*24-WG085")
        assert "3 is all there is" in screen_text(pilot)
        await press(pilot, "escape")
        await scan(pilot, "*UNDO*")
        assert "5 received" in screen_text(pilot)
        await scan(pilot, "7*")
        assert "7*  5 received" in screen_text(pilot)
        await scan(pilot, "24-WG085")
        assert "12 received" in screen_text(pilot)
        # the quantity is 1 again after each item
        await scan(pilot, "24-WG085", "*DONE*")
    assert world.held("24-WG085", "default") == "20"


async def test_a_source_is_scanned_and_what_is_posted_is_posted_there(
    running: Running, world: World
) -> None:
    async with running() as pilot:
        await press(pilot, "r")
        await scan(pilot, "paris", "24-WG085")
        assert "RECEIVE at paris" in screen_text(pilot)
        await press(pilot, "f10")
    assert world.held("24-WG085", "paris") == "1"


async def test_letters_are_commands_in_the_lines(running: Running, world: World) -> None:
    async with running() as pilot:
        await press(pilot, "r")
        await scan(pilot, "24-WG085", "MH01-XS-Gray")
        await press(pilot, "down", "z")
        assert "1 received" in screen_text(pilot)
        # a digit goes back to the bar
        await press(pilot, "2", "<*24-WG085>", "enter")
        assert "3 received" in screen_text(pilot)
        await press(pilot, "down", "D")
        assert "0 received" in screen_text(pilot)
        # Esc steps back to the bar, then out: nothing is left to ask about
        await press(pilot, "escape", "escape")
        assert "RECEIVE" not in screen_text(pilot)


async def test_leaving_asks_and_a_lost_connection_keeps_what_was_scanned(
    running: Running, world: World
) -> None:
    async with running() as pilot:
        await press(pilot, "r")
        await scan(pilot, "3*24-WG085")
        await press(pilot, "escape")
        assert "24-WG085: 3 received" in screen_text(pilot)
        await press(pilot, "escape")
        assert "RECEIVE" in screen_text(pilot)
    async with running() as pilot:
        await press(pilot, "r")
        assert "Not posted yet: 3 units" in screen_text(pilot)
        await press(pilot, "escape", "D")
        assert "RECEIVE" not in screen_text(pilot)
        await press(pilot, "r")
        assert "0 received" in screen_text(pilot)
    assert world.held("24-WG085", "default") == "7"


async def test_a_transfer_is_received_by_its_number(
    running: Running, database: Database, world: World
) -> None:
    transfers.send(
        database,
        [("MH01-XS-Orange", Quantity.parse("3"))],
        origin="paris",
        destination="berlin",
        cause=CLERK,
    )
    async with running() as pilot:
        await press(pilot, "r")
        await scan(pilot, "T1")
        assert "RECEIVE at berlin  T1" in screen_text(pilot)
        await scan(pilot, "24-WG085")
        assert "24-WG085 is not on T1" in screen_text(pilot)
        await press(pilot, "escape")
        await scan(pilot, "2*MH01-XS-Orange")
        await press(pilot, "down", "e", "tab", "tab", "tab", "<1>", "f10")
        assert "1 lost" in screen_text(pilot)
        await press(pilot, "f10")
    assert world.held("MH01-XS-Orange", "berlin") == "3"
    assert not transfers.find(database, on_the_road=True)


async def test_incoming_goods_are_written_down_changed_and_received(
    running: Running, database: Database, world: World
) -> None:
    async with running() as pilot:
        await press(pilot, "colon", "<incoming>", "enter")
        assert "Nothing is expected" in screen_text(pilot)
        await press(pilot, "n", "<24-WG085>", "tab", "tab", "<6>", "tab", "<2001-01-01>", "f10")
        assert "2001-01-01 is past" in screen_text(pilot)
        assert "2001-01-01 !" in screen_text(pilot)
        await press(pilot, "e", "tab", "ctrl+u", "<8>", "f10")
        assert incoming.show(database, 1).left == Quantity.parse("8")
        await press(pilot, "enter", "ctrl+u", "<5>", "f10")
        assert world.held("24-WG085", "default") == "12"
        assert " 3 of 8" in screen_text(pilot)
        await press(pilot, "D", "f10")
        assert "Nothing is expected" in screen_text(pilot)


async def test_the_product_page_shows_and_takes_what_is_expected(
    running: Running, database: Database, world: World
) -> None:
    transfers.send(
        database,
        [("MH01-XS-Orange", Quantity.parse("3"))],
        origin="paris",
        destination="berlin",
        cause=CLERK,
    )
    async with running() as pilot:
        await press(pilot, "apostrophe", "<MH01-XS-O>", "enter", "enter", "tab", "tab", "tab")
        assert "[Incoming]" in screen_text(pilot)
        assert "On the road: 3 paris → berlin (T1)" in screen_text(pilot)
        await press(pilot, "n", "tab", "tab", "<6>", "tab", "<2099-01-01>", "f10")
        assert "[Incoming 1]" in screen_text(pilot)
        await press(pilot, "enter", "f10")
        assert "[Incoming]" in screen_text(pilot)
    assert world.held("MH01-XS-Orange", "default") == "94"


async def test_transfers_are_sent_looked_at_received_and_taken_back(
    running: Running, database: Database, world: World
) -> None:
    async with running() as pilot:
        await press(pilot, "colon", "<transfers on>", "enter")
        assert "Nothing was sent yet" in screen_text(pilot)
        await press(pilot, "n", "tab", "<berlin>", "tab", "<24-WG085=5>", "f10")
        assert "T1" in screen_text(pilot)
        assert "5 of 5" in screen_text(pilot)
        await press(pilot, "enter")
        assert "T1  default → berlin: on the road" in screen_text(pilot)
        await press(pilot, "enter", "ctrl+u", "<2>", "f10")
        assert "3 of 5 on the road" in screen_text(pilot)
        await press(pilot, "r")
        assert "RECEIVE at berlin  T1" in screen_text(pilot)
        assert "0 of 3" in screen_text(pilot)
        await press(pilot, "escape", "c", "f10")
        assert "cancelled" in screen_text(pilot)
    assert (world.held("24-WG085", "default"), world.held("24-WG085", "berlin")) == ("5", "2")


async def test_a_scan_anywhere_opens_a_transfer_or_a_delivery(
    running: Running, database: Database, delivery: list[int]
) -> None:
    transfers.send(
        database,
        [("MH01-XS-Orange", Quantity.parse("3"))],
        origin="paris",
        destination="berlin",
        cause=CLERK,
    )
    async with running() as pilot:
        assert isinstance(pilot.app, InventoryApp)
        await press(pilot, "right_square_bracket", "<T1>", "enter")
        assert "T1  paris → berlin" in screen_text(pilot)
        await press(pilot, "4", "<711>", "enter")
        assert "HOOD-00" in screen_text(pilot)
