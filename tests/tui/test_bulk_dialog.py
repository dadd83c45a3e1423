"""The bulk dialog: what it shows is what F10 does, and nothing else writes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from textual.pilot import Pilot

from inventory_tui.domain.history import Cause
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.quantities import bulk, stock_changes
from inventory_tui.services.quantities.stock_changes import QuantityEdit
from inventory_tui.services.reports import reporting
from inventory_tui.store.database import Database
from inventory_tui.tui.dialogs.bulk import BulkDialog
from tests.tui.conftest import Running, lines, press, screen_text
from tests.world import World


@pytest.fixture
def shop(world: World) -> World:
    """Beside the usual world: a US stock at dallas, and 24-MB01 promised to EU orders."""
    world.sources("dallas")
    world.stock("US stock", "dallas")
    world.product("24-MB01", name="Joust Duffle", berlin=7)
    world.reserve("EU stock", "24-MB01", "-5")
    return world


async def transfer_all(pilot: Pilot[int], *keys: str) -> None:
    """Mark everything, open the transfer from berlin, and type what follows."""
    await press(pilot, "s", "<berlin>", "enter", "asterisk", "t", *keys)


def box(pilot: Pilot[int]) -> list[str]:
    """The lines of the dialog, without its border."""
    return [line.split("│")[1].strip() for line in lines(pilot) if line.count("│") == 2]


def last_line(pilot: Pilot[int]) -> str:
    """What the dialog's last line says."""
    return next(line for line in lines(pilot) if "╰" in line)


async def test_it_opens_on_a_frozen_scope_with_the_current_source(
    running: Running, shop: World
) -> None:
    async with running() as pilot:
        await transfer_all(pilot)
        shown = screen_text(pilot)
        assert "Transfer inventory ──" in shown
        assert "─ 6 products ─" in shown
        assert box(pilot)[0].startswith("From  berlin        Berlin")
        assert box(pilot)[3] == "To which?"
        assert "F10" not in last_line(pilot)


async def test_the_dry_run_follows_every_choice(running: Running, shop: World) -> None:
    async with running() as pilot:
        await transfer_all(pilot, "tab", "<paris>")
        assert "✓ 4 products move 14 units   – 1 not at berlin, 1 composite, skipped" in box(
            pilot
        )
        assert "F10 Move 14 units of 4 products" in last_line(pilot)
        assert any(line.startswith("Both serve EU stock") for line in box(pilot))
        await press(pilot, "ctrl+u", "<dallas>")
        assert "F10 Move 7 units of 3 products" in last_line(pilot)
        assert "Salable: EU stock -7, US stock +7" in box(pilot)


async def test_blocked_rows_come_first_and_go_along_only_when_ticked(
    running: Running, shop: World
) -> None:
    async with running() as pilot:
        await transfer_all(pilot, "tab", "<dallas>")
        shown = box(pilot)
        assert "[ ] also these   ✗ 1 blocked: 24-MB01 (promised to orders)" in shown
        rows = shown[shown.index(next(line for line in shown if line.startswith("SKU"))) + 1 :]
        assert rows[0].split() == ["▸", "24-MB01", "7", "–", "✗", "promised", "to", "orders"]
        assert rows[1].split()[:5] == ["MH01-XS-Black", "4", "→", "0", "–"]
        await press(pilot, "tab", "tab", "tab", "tab", "space")
        assert "F10 Move 14 units of 4 products" in last_line(pilot)
        await press(pilot, "f10")
        assert shop.held("24-MB01", "dallas") == "7"


async def test_what_is_blocked_stays_unless_it_was_ticked(
    running: Running, shop: World
) -> None:
    async with running() as pilot:
        await transfer_all(pilot, "tab", "<dallas>")
        await press(pilot, "f10")
        assert shop.held("24-MB01", "berlin") == "7"
        assert shop.held("MH01-XS-Black", "dallas") == "4"
        assert "Moved 7 units of 3 SKUs berlin → dallas · z undoes" in lines(pilot)[22]


async def test_a_choice_narrows_and_the_only_one_left_is_taken(
    running: Running, shop: World
) -> None:
    async with running() as pilot:
        await transfer_all(pilot, "<a>")
        assert "From: default  paris" in box(pilot)[3]
        await press(pilot, "ctrl+u", "<ber>", "tab")
        assert box(pilot)[0].startswith("From  berlin ")
        await press(pilot, "<xyz>")
        assert "To: nothing is called xyz. F4 lists them" in box(pilot)[3]
        await press(pilot, "f4", "<dal>", "enter")
        assert "F10 Move 7 units of 3 products" in last_line(pilot)


async def test_enter_never_writes(running: Running, shop: World) -> None:
    async with running() as pilot:
        before = shop.everything()
        await transfer_all(pilot, "tab", "<paris>")
        await press(pilot, *["enter"] * 8)
        assert isinstance(pilot.app.screen, BulkDialog)
        assert "Enter does not write. F10 (Ctrl+S): move 14 units" in lines(pilot)[22]
        assert shop.everything() == before


async def test_f10_before_the_numbers_stand_is_answered_and_does_nothing(
    running: Running, shop: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inventory_tui.tui.dialogs.dry_run.PAUSE_S", 0.3)
    async with running() as pilot:
        before = shop.everything()
        await transfer_all(pilot)
        await press(pilot, "tab", "<paris>", "f10")
        assert "counting… F10 again" in pilot_said(pilot)
        assert isinstance(pilot.app.screen, BulkDialog)
        assert shop.everything() == before
        await press(pilot, "f10")
        assert shop.held("MH01-XS-Gray", "paris") == "2"


async def test_what_changed_meanwhile_is_counted_again_and_said(
    running: Running, shop: World, database: Database
) -> None:
    async with running() as pilot:
        await transfer_all(pilot, "tab", "<paris>")
        edit = QuantityEdit("MH01-XS-Gray", "berlin", Quantity.parse("9"))
        stock_changes.set_quantities(database, [edit], cause=Cause("clerk2"))
        await press(pilot, "f10")
        assert isinstance(pilot.app.screen, BulkDialog)
        assert any(
            "Nothing was changed; look at the new numbers" in line for line in pilot_said(pilot)
        )
        assert "F10 Move 21 units of 4 products" in last_line(pilot)
        await press(pilot, "f10")
        assert shop.held("MH01-XS-Gray", "paris") == "9"


def pilot_said(pilot: Pilot[int]) -> list[str]:
    """Every message so far."""
    return [message for _, message in pilot.app.messages]  # type: ignore[attr-defined]


async def test_several_sources_are_assigned_by_their_codes(
    running: Running, shop: World
) -> None:
    async with running() as pilot:
        await press(pilot, "asterisk", "a", "<berlin,dal>")
        assert box(pilot)[0].endswith("Berlin, Dallas")
        assert "F10 Add 6 rows to 5 products" in last_line(pilot)
        await press(pilot, "f10")
        assert shop.held("24-WG085", "dallas") == "0"
        assert shop.status("24-WG085", "berlin") == "out"


async def test_unassigning_names_the_units_that_go(running: Running, shop: World) -> None:
    async with running() as pilot:
        await press(pilot, "asterisk", "u", "<berlin>")
        shown = box(pilot)
        assert any(
            line.startswith("✗ 1 blocked: 24-MB01") or "1 blocked: 24-MB01" in line
            for line in shown
        )
        assert any(line.startswith("7 units are gone") for line in shown)
        assert "F10 Unassign 3 products, 7 units go" in last_line(pilot)
        await press(pilot, "f10")
        assert shop.held("MH01-XS-Black", "berlin") is None
        assert shop.held("24-MB01", "berlin") == "7"


async def test_a_number_sets_and_a_signed_one_adjusts(running: Running, shop: World) -> None:
    async with running() as pilot:
        await press(pilot, "s", "<berlin>", "enter", "slash", "<xs>", "enter", "asterisk")
        await press(pilot, "plus", "<+3>")
        assert "F10 Adjust 3 products by +3 each" in last_line(pilot)
        await press(pilot, "ctrl+u", "<-3>")
        assert any("2 with too few there, skipped" in line for line in box(pilot))
        await press(pilot, "ctrl+u", "<50>")
        await press(pilot, "f10")
        assert shop.held("MH01-XS-Orange", "berlin") == "50"
        assert shop.held("24-MB01", "berlin") == "7"


async def test_a_barcode_is_no_quantity(running: Running, shop: World) -> None:
    async with running() as pilot:
        before = shop.everything()
        await press(pilot, "asterisk", "plus", "<4006381333931>", "f10")
        assert "4006381333931 is a barcode, not a quantity" in screen_text(pilot)
        assert shop.everything() == before


async def test_an_unusual_quantity_is_asked_about(running: Running, shop: World) -> None:
    async with running() as pilot:
        await press(pilot, "slash", "<gray>", "enter", "plus", "<12000>")
        await press(pilot, "f10")
        assert "More than 9,999?" in screen_text(pilot)
        await press(pilot, "escape", "f10", "f10")
        assert shop.held("MH01-XS-Gray", "default") == "12000"


async def test_reason_and_note_are_kept_in_the_history(
    running: Running, shop: World, database: Database
) -> None:
    async with running() as pilot:
        await press(
            pilot, "asterisk", "plus", "<5>", "tab", "tab", "<foun>", "tab", "<shelf 3>"
        )
        await press(pilot, "f10")
        (newest, *_) = reporting.history_ids(database)
        operation = reporting.operations(database, [newest])[newest]
        assert (operation.reason, operation.note) == ("found", "shelf 3")


async def test_the_last_deed_again_is_filled_in(running: Running, shop: World) -> None:
    async with running() as pilot:
        await transfer_all(pilot, "tab", "<paris>")
        await press(pilot, "f10", "z", "f10", "full_stop")
        assert box(pilot)[0].split() == ["From", "berlin", "Berlin", "To", "paris", "Paris"]
        assert "F10 Move 14 units of 4 products" in last_line(pilot)


async def test_every_verdict_goes_into_a_file(
    running: Running, shop: World, tmp_path: Path
) -> None:
    async with running() as pilot:
        await transfer_all(pilot, "tab", "<dallas>")
        await press(pilot, *["tab"] * 5, "x", "ctrl+u", f"<{tmp_path}/moved.csv>", "f10")
        with open(tmp_path / "moved.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        verdicts = {row["sku"]: row["verdict"] for row in rows if row["source"] == "berlin"}
        assert verdicts["24-MB01"] == "blocked"
        assert verdicts["MH01-XS-Gray"] == "change"
        assert verdicts["24-WG085"] == "not_there"
        assert isinstance(pilot.app.screen, BulkDialog)


async def test_a_long_deed_shows_its_progress_and_stops_with_nothing_done(
    running: Running, shop: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    waiting = threading.Event()
    original = bulk.perform

    def slow(*args: object, **kwargs: object) -> object:
        progress, stop = kwargs["progress"], kwargs["stop"]
        assert callable(progress)
        assert callable(stop)
        progress(2, 6)
        while not stop():
            waiting.wait(0.01)
        return original(*args, **kwargs)  # type: ignore[arg-type]

    async with running() as pilot:
        before = shop.everything()
        await transfer_all(pilot, "tab", "<paris>")
        monkeypatch.setattr("inventory_tui.services.quantities.bulk.perform", slow)
        await pilot.press("f10")
        for _ in range(100):
            await pilot.pause(0.02)
            if "2 of 6" in screen_text(pilot):
                break
        assert "2 of 6  ██" in screen_text(pilot)
        await press(pilot, "escape")
        assert "Stopped; nothing was changed." in lines(pilot)[22]
        assert shop.everything() == before


@pytest.mark.parametrize("size", [(60, 20), (40, 12)])
async def test_narrow_terminals_still_say_what_f10_does(
    running: Running, shop: World, size: tuple[int, int]
) -> None:
    async with running(size=size) as pilot:
        await transfer_all(pilot, "tab", "<dallas>")
        shown = lines(pilot)
        assert "Transfer inventory" in shown[1]
        assert "6 products" in shown[1]
        assert shown[-1].startswith(" F10 Move 7 units of 3 products")


async def test_only_sources_of_the_selection_can_be_taken_away_or_moved_from(
    running: Running, world: World
) -> None:
    async with running() as pilot:
        await press(pilot, "slash", "<gray>", "enter", "u", "f4")
        offered = [line for line in lines(pilot) if "Source" in line or "Paris" in line]
        assert "Berlin" in screen_text(pilot)
        assert not any("Paris" in line or "Default Source" in line for line in offered)
        await press(pilot, "escape", "escape", "t", "f4")
        assert "Berlin" in screen_text(pilot)
        assert "Default Source" not in screen_text(pilot)


async def test_what_lies_nowhere_has_nothing_to_take_away(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "slash", "<sku:mh01>", "enter", "u")
        assert "1 product: at no source" in lines(pilot)[22]
        await press(pilot, "t")
        assert "1 product: at no source" in lines(pilot)[22]
