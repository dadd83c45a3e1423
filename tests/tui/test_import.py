"""The import wizard: what it shows is what F10 does, and nothing else writes."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest
from textual.pilot import Pilot

from inventory_tui.domain.history import Cause
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.orders import ordering
from inventory_tui.services.quantities import stock_changes
from inventory_tui.services.quantities.stock_changes import QuantityEdit
from inventory_tui.store.database import Database
from inventory_tui.tui.screens.files.importing import ImportScreen
from inventory_tui.tui.screens.products.products import ProductsScreen
from inventory_tui.tui.widgets.text_box import TextBox
from tests.tui.conftest import Running, lines, press, screen_text, send, settled
from tests.world import World

HEADING = "source_code,sku,status,quantity\n"
ROWS = (
    "berlin,MH01-XS-Black,1,12\n"  # 2: changed
    "paris,MH01-XS-Black,1,7\n"  # 3: new
    "berlin,MH01-XS-Gray,1,2\n"  # 4: the same
    "berlin,MH01-XS-Blak,1,1\n"  # 5: unknown
    "rome,MH01-XS-Gray,1,1\n"  # 6: unknown source
    'paris,24-WG085,1,"1,5x"\n'  # 7: no number
)


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with files of every kind, where the program is started."""
    (tmp_path / "stock_good.csv").write_text(HEADING + ROWS)
    (tmp_path / "stock_empty.csv").write_bytes(b"")
    (tmp_path / "heading.csv").write_text(HEADING)
    (tmp_path / "latin.csv").write_bytes(f"{HEADING}berlin,B\xfcro,1,3\n".encode("latin-1"))
    (tmp_path / "semicolons.csv").write_text(
        "'sku';'source';'qty'\n'MH01-XS-Gray';'berlin';'9'\n"
    )
    (tmp_path / "catalogue.csv").write_text("sku,name,qty\nNEW-1,New one,5\n24-WG085,Strap,\n")
    (tmp_path / "orders.csv").write_text(
        "order,channel,sku,quantity\n7,base,24-WG085,2\n8,base,NOPE,1\n"
    )
    (tmp_path / "slip.csv").write_text("source_cod,sku,quantity\nberlin,MH01,1\n")
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (tmp_path / "nothing.csv").write_text("alpha,beta\n1,2\n")
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "old.csv").write_text(HEADING + "berlin,MH01-XS-Gray,1,8\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def checked(pilot: Pilot[int]) -> str:
    """What the line Checked says, on one line or two."""
    shown = lines(pilot)
    at = next(number for number, line in enumerate(shown) if line.startswith(" Checked"))
    more = shown[at + 1].strip() if not shown[at + 1].lstrip().startswith("Line") else ""
    return f"{shown[at][13:]} {more}".strip()


def table(pilot: Pilot[int]) -> list[list[str]]:
    """The rows of the table, by the blanks between their cells."""
    shown = lines(pilot)
    at = next(number for number, line in enumerate(shown) if line.lstrip().startswith("Line "))
    rows = [line.replace("▸", " ") for line in shown[at + 1 : 21]]
    return [[cell for cell in row.split("  ") if cell.strip()] for row in rows if row.strip()]


def messages(pilot: Pilot[int]) -> list[str]:
    """Every message so far."""
    return [message for _, message in pilot.app.messages]  # type: ignore[attr-defined]


def said(pilot: Pilot[int]) -> str:
    """The newest message."""
    return messages(pilot)[-1]


async def choose(pilot: Pilot[int], path: str) -> None:
    """Type another path in the place of the one that stands there, and wait for its check."""
    pilot.app.screen.set_focus(pilot.app.screen.query_one("#file"))
    await press(pilot, "end", "ctrl+u", f"<{path}>")


async def test_the_path_is_offered_completed_and_listed(running: Running, inbox: Path) -> None:
    async with running() as pilot:
        await press(pilot, "X")
        assert isinstance(pilot.app.screen, ImportScreen)
        shown = lines(pilot)
        assert shown[1].startswith(" Import a file")
        assert shown[2].startswith(" File")
        assert "catalogue.csv  heading.csv" in shown[3]
        assert "more" in shown[3]
        await press(pilot, "f10")
        assert "Which file?" in said(pilot)
        await press(pilot, "<sto>")
        assert lines(pilot)[3].split() == ["stock_empty.csv", "stock_good.csv"]
        assert checked(pilot) == "Tab completes the path"
        await press(pilot, "tab", "<g>", "tab", "tab")
        assert lines(pilot)[2][13:].startswith("stock_good.csv ")
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "separator"
        await choose(pilot, "archive")
        await press(pilot, "enter")
        assert lines(pilot)[2][13:].startswith("archive/ ")
        await press(pilot, "tab")
        assert lines(pilot)[2][13:].startswith("archive/old.csv ")
        assert checked(pilot) == "✓ 1 changed"
        await choose(pilot, "")
        await press(pilot, "f4", "<arch>", "enter", "<old>", "enter")
        assert lines(pilot)[2][13:].startswith("archive/old.csv ")


async def test_verdicts_stand_row_by_row_and_f10_does_what_they_say(
    running: Running, inbox: Path, world: World
) -> None:
    before = world.everything()
    async with running() as pilot:
        await press(pilot, "X", "<stock_good.csv>", "enter")
        assert lines(pilot)[1].startswith(" Import quantities   stock_good.csv")
        assert lines(pilot)[1].endswith("6 rows")
        assert checked(pilot) == "✓ 1 new  ✓ 1 changed  – 1 the same  ✗ 3 wrong, skipped"
        rows = [" ".join(" ".join(row).split()) for row in table(pilot)]
        assert rows[:6] == [
            "5 berlin MH01-XS-Blak ✗ unknown; MH01-XS-Blac…",
            "6 rome MH01-XS-Gray ✗ unknown source",
            "7 paris 24-WG085 → 1,5x ✗ not a quantity",
            "2 berlin MH01-XS-Black 4 → 12 ✓ changed",
            "3 paris MH01-XS-Black – → 7 ✓ new",
            "4 berlin MH01-XS-Gray 2 – the same",
        ]
        assert "Line 5: There is no product 'MH01-XS-Blak'. Did you mean" in lines(pilot)[21]
        assert "F10 Import 2 rows" in lines(pilot)[23]
        await press(pilot, *["enter"] * 12)
        assert isinstance(pilot.app.screen, ImportScreen)
        assert world.everything() == before
        await press(pilot, "f10")
        assert world.held("MH01-XS-Black", "berlin") == "12"
        assert world.held("MH01-XS-Black", "paris") == "7"
        assert checked(pilot).startswith("Imported ✓ 1 new  ✓ 1 changed")
        assert "z undoes" in said(pilot)
        await press(pilot, "f10")
        assert "Imported already" in said(pilot)
        await press(pilot, "z", "f10")
        assert world.everything() == before
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, ProductsScreen)


async def test_f10_while_it_is_checked_is_answered_and_does_nothing(
    running: Running, inbox: Path, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inventory_tui.tui.screens.files.import_checks.PAUSE_S", 0.3)
    before = world.everything()
    async with running() as pilot:
        await press(pilot, "X", "<stock_good.csv>", "f10")
        assert any("checking… F10 again" in one for one in messages(pilot))
        assert world.everything() == before
        await press(pilot, "f10")
        assert world.held("MH01-XS-Black", "berlin") == "12"


async def test_behaviours_and_numbers_say_what_they_do(
    running: Running, inbox: Path, world: World
) -> None:
    (inbox / "less.csv").write_text("source_code,sku,quantity\nberlin,MH01-XS-Gray,-1\n")
    async with running() as pilot:
        await press(pilot, "X", "<less.csv>", "down", "down")
        assert checked(pilot) == "✗ 1 wrong, skipped"
        await press(pilot, "tab", "tab", "<adj>", "tab")
        assert checked(pilot) == "✓ 1 changed"
        await press(pilot, "f10")
        assert world.held("MH01-XS-Gray", "berlin") == "1"
        await choose(pilot, "stock_good.csv")
        await press(pilot, "down", "right", "right")
        assert checked(pilot) == "✓ 2 deleted  – 2 not there  ✗ 2 wrong, skipped"
        assert "F10 Delete 2 rows" in lines(pilot)[23]
        await press(pilot, "f10")
        assert world.held("MH01-XS-Black", "berlin") is None
        assert world.held("MH01-XS-Gray", "berlin") is None
        assert world.held("MH01-XS-Black", "default") == "100"


async def test_stop_names_the_first_row_too_many_and_skip_leaves_it_out(
    running: Running, inbox: Path, world: World
) -> None:
    before = world.everything()
    async with running() as pilot:
        await press(pilot, "X", "<stock_good.csv>", "down", "down", "tab", "<2>")
        assert "Row 7 is one wrong row too many" in checked(pilot)
        assert "F10" not in lines(pilot)[23]
        await press(pilot, "f10")
        assert "Row 7 is one wrong row too many (2 may be: Allowed errors)" in said(pilot)
        assert any(line.startswith("▸        7") for line in lines(pilot))
        await press(pilot, "f10")
        assert world.everything() == before
        pilot.app.screen.set_focus(pilot.app.screen.query_one("#allowed"))
        await press(pilot, "ctrl+u", "shift+tab", "space", "tab", "<ay>")
        assert checked(pilot) == "✓ 1 new  ✓ 1 changed  – 1 the same  ✗ 3 wrong, skipped"
        await press(pilot, "f10")
        assert world.held("MH01-XS-Black", "berlin") == "12"


async def test_signs_and_encoding_are_found_and_can_be_overwritten(
    running: Running, inbox: Path, world: World
) -> None:
    world.product("Büro", berlin=1)
    async with running() as pilot:
        await press(pilot, "X", "<semicolons.csv>", "tab")
        assert lines(pilot)[2].split()[2:] == ["·", ";", "·", "'", "·", "utf-8"]
        assert checked(pilot) == "✓ 1 changed"
        await press(pilot, "<|>")
        assert checked(pilot).startswith("✗ semicolons.csv")
        await press(pilot, "ctrl+u", "<x>")
        assert checked(pilot).startswith("✗ Separator: write one sign")
        await press(pilot, "f10")
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "separator"
        await press(pilot, "ctrl+u")
        await press(pilot, "f10")
        assert world.held("MH01-XS-Gray", "berlin") == "9"
        await choose(pilot, "latin.csv")
        assert "line 2: byte 0xFC is not UTF-8" in checked(pilot)
        assert "Encoding latin-1" in checked(pilot)
        await press(pilot, "tab", "tab", "tab", "<lat>", "tab")
        assert checked(pilot) == "✓ 1 changed"
        await press(pilot, "f10")
        assert world.held("Büro", "berlin") == "3"


async def test_what_is_no_table_gets_a_sentence_and_nothing_is_written(
    running: Running, inbox: Path, world: World
) -> None:
    os.mkfifo(inbox / "pipe.csv")
    before = world.everything()
    async with running() as pilot:
        await press(pilot, "X")
        for file, sentence in (
            ("stock_empty.csv", "is empty; its first line must name the columns"),
            ("picture.csv", "is not a text file"),
            ("nothing.csv", "none of its columns is known"),
            ("slip.csv", "There is no column 'source_cod'. Did you mean 'source_code'?"),
            ("missing.csv", "There is no file missing.csv"),
            ("archive/../nowhere/x.csv", "There is no file"),
            ("~nobody-at-all/x.csv", "There is no file"),
            ("pipe.csv", "is no file"),
            ("archive/", "Tab completes the path"),
            ("heading.csv", "– a heading and no rows"),
        ):
            await choose(pilot, file)
            assert sentence in checked(pilot), file
            await press(pilot, "f10")
            assert isinstance(pilot.app.screen, ImportScreen)
        assert "Nothing to do" in said(pilot)
        assert "The file has a heading and no rows." in screen_text(pilot)
    assert world.everything() == before


async def test_products_are_known_by_their_headings(
    running: Running, inbox: Path, world: World
) -> None:
    async with running() as pilot:
        await press(pilot, "g", "2", "X", "<catalogue.csv>", "enter")
        assert "▸2 Sources" in lines(pilot)[0]
        assert lines(pilot)[1].startswith(" Import products   catalogue.csv")
        assert "(•) Add or update  ( ) Update only" in lines(pilot)[3]
        assert checked(pilot) == "✓ 1 new  ✓ 1 changed"
        rows = [" ".join(" ".join(row).split()) for row in table(pilot)]
        assert rows[:2] == [
            "2 NEW-1 simple, 5 at default ✓ new",
            "3 24-WG085 name ✓ changed",
        ]
        await choose(pilot, "catalogue.csv")
        await press(pilot, "down", "right")
        assert checked(pilot) == "✓ 1 changed  – 1 not there, left out"
        await choose(pilot, "stock_good.csv")
        assert lines(pilot)[1].startswith(" Import quantities   stock_good.csv")
        assert "(•) Add or update  ( ) Replace file's rows" in lines(pilot)[3]
        assert checked(pilot).startswith("✓ 1 new  ✓ 1 changed  – 1 the same")
        await choose(pilot, f"{inbox}/catalogue.csv")
        await press(pilot, "f10")
        assert world.held("NEW-1", "default") == "5"
        await press(pilot, "escape", "X", "ctrl+d")
        assert pilot.app.screen.query_one("#file", TextBox).value == f"{inbox}/"
    async with running(size=(60, 20)) as pilot:
        await press(pilot, "X", "<archive/old.csv>", "down")
        assert "(•) Add or update  +2" in lines(pilot)[3]
        assert lines(pilot)[19].startswith(" F10 Import 1 row ")


async def test_orders_are_placed_or_refused_one_by_one(
    running: Running, inbox: Path, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, "g", "4", "X", "<orders.csv>", "enter")
        assert lines(pilot)[1].startswith(" Import orders   orders.csv")
        assert checked(pilot) == "✓ 1 to place  ✗ 1 refused, left out"
        assert "F10 Place 1 order " in lines(pilot)[23]
        await press(pilot, "f10")
        assert ordering.show(database, "7").order.number == "7"
        await press(pilot, "f5")
        assert checked(pilot) == "– 1 there already  ✗ 1 refused, left out"


async def test_verdicts_are_filtered_ordered_and_exported(
    running: Running, inbox: Path
) -> None:
    async with running() as pilot:
        await press(pilot, "colon", "<import>", "enter")
        await press(pilot, "<stock_good.csv>", "down", "down", "down")
        await press(pilot, "slash", "<verdict:wrong>", "enter")
        assert "3 of 6 rows" in lines(pilot)[1]
        await press(pilot, "x", "ctrl+u", "<wrong.csv>", "f10")
        assert "3 rows written to wrong.csv" in said(pilot)
        with (inbox / "wrong.csv").open(newline="") as written:
            rows = list(csv.DictReader(written))
        assert [row["line"] for row in rows] == ["5", "6", "7"]
        assert rows[0]["sentence"].startswith("There is no product 'MH01-XS-Blak'.")
        await press(pilot, "escape", "slash", "<sku:*gray -rome>", "enter")
        assert table(pilot)[0][0].split()[0] == "4"
        await press(pilot, "escape", "o", "o")
        assert table(pilot)[0][0].split()[0] == "7"


async def test_what_changed_meanwhile_is_checked_again_and_said(
    running: Running, inbox: Path, world: World, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, "X", "<stock_good.csv>", "enter")
        edit = QuantityEdit("MH01-XS-Black", "berlin", Quantity.parse("12"))
        stock_changes.set_quantities(database, [edit], cause=Cause("clerk2"))
        await press(pilot, "f10")
        assert any("another since it was checked" in one for one in messages(pilot))
        assert checked(pilot) == "✓ 1 new  – 2 the same  ✗ 3 wrong, skipped"
        (inbox / "stock_good.csv").write_text(HEADING + "berlin,MH01-XS-Gray,1,5\n")
        await press(pilot, "f10")
        assert world.held("MH01-XS-Black", "paris") is None
        assert checked(pilot) == "✓ 1 changed"


async def test_a_large_file_leaves_the_screen_alive(
    running: Running, inbox: Path, world: World
) -> None:
    rows = "".join(f"berlin,MH01-XS-Gra{number},1,1\n" for number in range(50_000))
    (inbox / "large.csv").write_text(HEADING + rows)
    async with running() as pilot:
        for key in ["X", *"large.csv", "down", "down", "space"]:
            send(pilot, key)  # typed while the page opens
        turns = 0
        while not getattr(pilot.app.screen, "examined", None):
            await pilot.pause(0.01)
            turns += 1
        assert turns > 10  # the screen had its turn while the file was checked
        await settled(pilot)
        assert checked(pilot) == "✗ 50,000 wrong, skipped"


@pytest.mark.parametrize("kind", ["quantities", "products", "orders"])
async def test_a_sample_to_fill_in_is_written_and_read(
    running: Running, inbox: Path, kind: str
) -> None:
    async with running() as pilot:
        await press(pilot, "X", "ctrl+p", f"<sample file of {kind}>", "enter", "f10")
        file = inbox / f"sample_{kind}.csv"
        assert f"3 rows written to ~/{file.name}" in lines(pilot)[22] or kind == "products"
        await press(pilot, f"<~/{file.name}>", "enter")
        assert f"{file.name}" in screen_text(pilot)
        assert "is not" not in checked(pilot)
        assert len(file.read_text().splitlines()) >= 4
