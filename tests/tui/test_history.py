"""History: every deed, what it did, and taking it back from any place."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from textual.pilot import Pilot

from inventory_tui.domain.bulk import SetMany, Transfer
from inventory_tui.domain.history import Cause
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.orders import ordering
from inventory_tui.services.quantities import bulk, stock_changes
from inventory_tui.services.quantities.stock_changes import QuantityEdit
from inventory_tui.store.database import Database
from inventory_tui.tui.screens.products.products import ProductsScreen
from inventory_tui.tui.screens.reports.history import DeedScreen, HistoryScreen
from tests.tui.conftest import Running, lines, press, screen_text
from tests.world import World


def entries(pilot: Pilot[int]) -> list[list[str]]:
    """The rows of the list, each as its words without when."""
    return [line[16:].split() for line in lines(pilot)[3:22] if line.strip()]


@pytest.fixture
def done(world: World, database: Database) -> World:
    """Maria moved all of berlin to paris; clerk2 then set one quantity, and counted another."""
    with database.read() as transaction:
        ids = [
            product.id
            for product in transaction.products.by_skus(
                ["MH01-XS-Black", "MH01-XS-Gray", "MH01-XS-Orange"]
            ).values()
        ]
    bulk.perform(database, ids, Transfer("berlin", "paris"), cause=Cause("maria", "maria"))
    edit = QuantityEdit("24-WG085", "default", Quantity.parse("9"))
    stock_changes.set_quantities(
        database, [edit], cause=Cause("clerk2", "clerk2", reason="counted")
    )
    bulk.perform(
        database,
        ids[:1],
        SetMany("default", change=Quantity.parse_signed("-1")),
        cause=Cause("clerk2", "clerk2", reason="damaged"),
    )
    return world


async def test_every_deed_stands_there_newest_first(running: Running, done: World) -> None:
    async with running() as pilot:
        await press(pilot, "g", "7")
        assert lines(pilot)[2].split() == ["When", "Who", "Deed", "Units", "Why"]
        rows = entries(pilot)
        assert [row[0] for row in rows] == ["clerk2", "clerk2", "maria"]
        assert rows[0][-2:] == ["-1", "damaged"]
        assert rows[1][-2:] == ["+2", "counted"]
        assert rows[2][-2:] == ["7", "transferred"]
        assert "3 entries" in lines(pilot)[1]
        assert "z Undo this" in lines(pilot)[23]


@pytest.mark.parametrize(
    ("filter", "left"),
    [
        ("actor:maria", 1),
        ("reason:damaged,counted", 2),
        ("sku:24-WG085", 1),
        ("source:berlin", 1),
        ("since:today", 3),
        ('deed:"quantities transfer"', 1),
        ("undone", 0),
    ],
)
async def test_it_is_filtered_in_the_language_of_every_list(
    running: Running, done: World, filter: str, left: int
) -> None:
    async with running() as pilot:
        await press(pilot, "g", "7", "slash", f"<{filter}>", "enter")
        assert f"{left} of 3 entries" in lines(pilot)[1] or (
            left == 3 and "3 entries" in lines(pilot)[1]
        )


async def test_enter_shows_the_rows_before_and_after(running: Running, done: World) -> None:
    async with running() as pilot:
        await press(pilot, "g", "7", "end", "enter")
        assert isinstance(pilot.app.screen, DeedScreen)
        assert "6 rows" in lines(pilot)[1]
        assert "Moved 7 units of 3 SKUs berlin → paris" in lines(pilot)[1]
        first = lines(pilot)[3][3:].split()
        assert first[:5] == ["MH01-XS-Black", "berlin", "quantity", "4", "0"]
        assert "in → out" in lines(pilot)[3]
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, HistoryScreen)


async def test_the_rows_of_a_deed_go_into_a_file(
    running: Running, done: World, tmp_path: Path
) -> None:
    async with running() as pilot:
        await press(pilot, "g", "7", "end", "enter", "x", "ctrl+u", f"<{tmp_path}/deed.csv>")
        await press(pilot, "f10")
        with open(tmp_path / "deed.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        assert rows[0] == ["What", "Where", "Field", "Before", "After", "Also"]
        assert rows[1] == ["MH01-XS-Black", "berlin", "quantity", "4", "0", "in → out"]
        assert len(rows) == 7


async def test_z_takes_back_the_deed_under_the_cursor_and_says_so(
    running: Running, done: World
) -> None:
    async with running() as pilot:
        await press(pilot, "g", "7", "end", "z")
        assert "3 SKUs go back, 7 units" in screen_text(pilot)
        assert "F10 Undo 3 SKUs" in screen_text(pilot)
        assert done.held("MH01-XS-Gray", "paris") == "2"
        await press(pilot, "f10")
        assert done.held("MH01-XS-Gray", "berlin") == "2"
        assert done.held("MH01-XS-Gray", "paris") is None
        await press(pilot, "end")
        assert entries(pilot)[-1][-2] == "undone"
        await press(pilot, "z")
        assert "undone already; Z does it again" in lines(pilot)[22]


async def test_undo_names_what_was_touched_since_and_leaves_it(
    running: Running, done: World, database: Database
) -> None:
    edit = QuantityEdit("MH01-XS-Gray", "paris", Quantity.parse("11"))
    stock_changes.set_quantities(database, [edit], cause=Cause("clerk2", "clerk2"))
    async with running() as pilot:
        await press(pilot, "g", "7", "end", "z")
        assert "✗ MH01-XS-Gray at paris: Set MH01-XS-Gray at paris 2 →" in screen_text(pilot)
        assert "MH01-XS-Gray at paris: 11 → –" not in screen_text(pilot)
        await press(pilot, "f10")
        assert done.held("MH01-XS-Black", "berlin") == "4"
        assert done.held("MH01-XS-Gray", "paris") == "11"


async def test_an_order_is_not_undone_and_the_key_that_cancels_it_is_named(
    running: Running, done: World, database: Database
) -> None:
    done.stock("Web", "paris", channels=["web"])
    request = OrderRequest("web", (("MH01-XS-Gray", Quantity.parse("1")),))
    ordering.place(database, request, cause=Cause("web"))
    async with running() as pilot:
        await press(pilot, "g", "7", "z")
        assert "not undone; c on the order cancels it" in lines(pilot)[22]
        await press(pilot, "enter")
        row = next(line for line in lines(pilot) if "reserved" in line)
        assert row[3:].split()[:2] == ["MH01-XS-Gray", "order"]


async def test_redo_does_the_deed_again(running: Running, done: World) -> None:
    async with running(actor="clerk2") as pilot:
        await press(pilot, "z", "f10")
        assert done.held("MH01-XS-Black", "default") == "100"
        await press(pilot, "Z")
        assert "Redo: Adjusted 1 SKU at default by -1 each" in screen_text(pilot)
        await press(pilot, "f10")
        assert done.held("MH01-XS-Black", "default") == "99"
        assert "Done again: Adjusted 1 SKU" in lines(pilot)[22]


async def test_deeds_are_counted_by_who_what_and_why(running: Running, done: World) -> None:
    async with running() as pilot:
        await press(pilot, "g", "7", "right", "F")
        assert "3 entries by Who" in screen_text(pilot)
        assert "clerk2                           2" in screen_text(pilot)
        await press(pilot, "escape", "right", "F")
        assert "quantities transfer" in screen_text(pilot)
        await press(pilot, "escape", "right", "right", "F")
        assert "damaged" in screen_text(pilot)


async def test_h_shows_the_history_of_a_row_and_esc_comes_back(
    running: Running, done: World
) -> None:
    async with running() as pilot:
        await press(pilot, "slash", "<24-WG>", "enter", "h")
        assert isinstance(pilot.app.screen, HistoryScreen)
        assert '/ sku:"24-WG085"' in lines(pilot)[1]
        assert [row[0] for row in entries(pilot)] == ["clerk2"]
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, ProductsScreen)
        assert "/ 24-WG" in lines(pilot)[1]


async def test_the_history_of_a_source(running: Running, done: World) -> None:
    async with running() as pilot:
        await press(pilot, "g", "2", "apostrophe", "<berlin>", "enter", "h")
        assert '/ source:"berlin"' in lines(pilot)[1]
        assert [row[0] for row in entries(pilot)] == ["maria"]


async def test_an_empty_history_is_good_news(running: Running, world: World) -> None:
    async with running() as pilot:
        await press(pilot, "g", "7")
        assert "Nothing has been done yet" in screen_text(pilot)


async def test_a_deed_of_many_rows_is_read_a_page_at_a_time(
    running: Running, world: World, database: Database
) -> None:
    with world.at_once():
        for number in range(300):
            world.product(f"WS{number:03}", berlin=number)
    with database.read() as transaction:
        skus = [f"WS{number:03}" for number in range(300)]
        ids = [one.id for one in transaction.products.by_skus(skus).values()]
    bulk.perform(database, ids, Transfer("berlin", "paris"), cause=Cause("maria"))
    async with running() as pilot:
        await press(pilot, "g", "7", "enter")
        assert "600 rows" in lines(pilot)[1]
        await press(pilot, "G")
        assert "WS299" in lines(pilot)[21]
        await press(pilot, "apostrophe", "<WS150>", "enter")
        cursor = next(line for line in lines(pilot) if line.startswith("▸  "))
        assert "WS150" in cursor
