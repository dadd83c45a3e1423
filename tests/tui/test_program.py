"""What holds on every page: messages, sizes, leaving, drafts, other terminals, the frame."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.color import Color
from textual.pilot import Pilot

from inventory_tui.domain.history import Cause
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.quantities import stock_changes
from inventory_tui.services.quantities.stock_changes import QuantityEdit
from inventory_tui.store.database import Database
from inventory_tui.tui.display import SIGNS, display
from inventory_tui.tui.drafts import Drafts
from inventory_tui.tui.looks import RICH_THEME
from tests.tui.conftest import Running, lines, press, screen_text, settled
from tests.world import World


def elsewhere(database: Database, sku: str, source: str, quantity: str) -> None:
    """Another terminal sets a quantity."""
    edit = QuantityEdit(sku, source, Quantity.parse(quantity))
    stock_changes.set_quantities(database, [edit], cause=Cause("clerk2", "clerk2"))


async def edit_gray(pilot: Pilot[int], *keys: str) -> None:
    """Make berlin current and type over MH01-XS-Gray there."""
    await press(pilot, "s", "<berlin>", "enter", "slash", "<gray>", "enter", "e", *keys)


# -- the frame ----------------------------------------------------------------------------


async def test_the_frame_has_six_parts(running: Running) -> None:
    async with running() as pilot:
        shown = lines(pilot)
        assert len(shown) == 24
        assert shown[0].startswith("▸1 Products")
        assert shown[2].startswith("   SKU ▲")
        assert shown[22].startswith(" default · Default Stock · ")
        assert "· demo" in shown[22]
        assert shown[23].startswith(" / Filter   Space Mark   e Edit   b Actions   i Why")


@pytest.mark.parametrize(
    ("size", "heading"),
    [
        ((40, 12), ["SKU ▲", "default", "Salable"]),
        ((60, 20), ["SKU ▲", "Name", "default", "Salable"]),
        ((80, 24), ["SKU ▲", "Name", "default", "Elsewhere", "On hand", "Salable"]),
        (
            (110, 30),
            ["SKU ▲", "Name", "Type", "Status", "default", "Elsewhere", "On hand", "Salable"],
        ),
    ],
)
async def test_columns_follow_the_width(
    running: Running, size: tuple[int, int], heading: list[str]
) -> None:
    async with running(size=size) as pilot:
        assert lines(pilot)[2].split() == " ".join(heading).split()


async def test_too_small_a_terminal_says_what_it_needs_and_goes_on(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "down", "down")
        await pilot.resize_terminal(36, 10)
        await settled(pilot)
        assert "needs 40×12, is 36×10" in screen_text(pilot)
        assert "SKU" not in screen_text(pilot)
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert lines(pilot)[5].startswith("▸  MH01-XS-Black")


async def test_ascii_signs_keep_their_width() -> None:
    assert all(
        len(sign) == len(plain) == 1 and plain.isascii() for sign, plain in SIGNS.items()
    )


async def test_the_ascii_profile_sends_nothing_above_127_of_ours(running: Running) -> None:
    async with running(display="ascii") as pilot:
        await press(pilot, "space", "i")
        app = pilot.app
        for strip in app.screen._compositor.render_strips():
            segments = list(strip)
            for line_filter in app.get_line_filters():
                segments = line_filter.apply(segments, app.screen.background_colors[1])
            assert "".join(segment.text for segment in segments).isascii()


@pytest.mark.parametrize(
    ("environ", "plain", "colours", "ascii"),
    [
        ({"COLORTERM": "truecolor", "LANG": "C.UTF-8"}, False, True, False),
        (
            {"COLORTERM": "truecolor", "LANG": "C.UTF-8", "SSH_CONNECTION": "x"},
            True,
            True,
            False,
        ),
        ({"LANG": "C.UTF-8"}, True, True, False),
        ({"COLORTERM": "truecolor", "NO_COLOR": "1", "LANG": "C"}, True, False, True),
    ],
)
def test_the_display_follows_the_terminal(
    environ: dict[str, str], plain: bool, colours: bool, ascii: bool
) -> None:
    chosen = display("auto", environ)
    assert (chosen.plain, chosen.colours, chosen.ascii) == (plain, colours, ascii)


@pytest.mark.parametrize("role", ["foreground", "primary", "warning", "error", "accent"])
def test_every_colour_can_be_read(role: str) -> None:
    colour = Color.parse(getattr(RICH_THEME, role))
    assert RICH_THEME.background is not None
    assert contrast(colour, Color.parse(RICH_THEME.background)) >= 4.5


def contrast(one: Color, other: Color) -> float:
    """The contrast of two colours as WCAG 2 counts it."""

    def luminance(colour: Color) -> float:
        parts = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in colour.normalized
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


async def test_what_is_pasted_lands_in_the_scan_bar(running: Running) -> None:
    async with running() as pilot:
        pilot.app.post_message(events.Paste("MH01-XS-Gray\nmore"))
        await settled(pilot)
        assert lines(pilot)[1].startswith(" > MH01-XS-Gray")


# -- typing ahead -------------------------------------------------------------------------


async def test_three_hundred_keys_at_once_lose_none(running: Running, world: World) -> None:
    async with running() as pilot:
        keys = ["slash", *"gray", "enter", *["space", "minus"] * 140, "e", "7", "f10"]
        await press(pilot, *keys)
        assert len(keys) > 280
        assert world.held("MH01-XS-Gray", "default") == "7"


# -- leaving, drafts ----------------------------------------------------------------------


async def test_leaving_with_drafts_asks_and_escape_stays(running: Running) -> None:
    async with running() as pilot:
        await edit_gray(pilot, "9", "enter")
        await press(pilot, "f3")
        assert "Leave inventory-tui?" in screen_text(pilot)
        await press(pilot, "escape", "enter")
        assert "1 change is not saved" in screen_text(pilot)
        assert "berlin: MH01-XS-Gray 2 → 9" in screen_text(pilot)
        await press(pilot, "escape")
        assert "•2 → 9" in screen_text(pilot) or "•9" in screen_text(pilot)


async def test_a_discarded_draft_comes_back_with_z(running: Running) -> None:
    async with running() as pilot:
        await edit_gray(pilot, "9", "enter")
        await press(pilot, "enter", "D")
        await press(pilot, "escape")
        assert "•" not in screen_text(pilot)
        await press(pilot, "z")
        assert "•" in screen_text(pilot)


async def test_drafts_survive_a_hang_up(running: Running, world: World) -> None:
    async with running() as pilot:
        await edit_gray(pilot, "9", "enter")
        pilot.app.end()  # type: ignore[attr-defined]
    async with running() as pilot:
        assert "1 unsaved · F10 saves" in screen_text(pilot)
        await press(pilot, "f10")
        assert world.held("MH01-XS-Gray", "berlin") == "9"
    async with running() as pilot:
        assert "unsaved" not in screen_text(pilot)


def test_a_damaged_file_of_drafts_counts_as_none(tmp_path: Path) -> None:
    drafts = Drafts("db", "maria", directory=tmp_path / "state")
    drafts.keep("quantities", [1, 2])
    (file,) = (tmp_path / "state").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert Drafts("db", "maria", directory=tmp_path / "state").get("quantities") == [1, 2]
    assert Drafts("db", "peter", directory=tmp_path / "state").get("quantities") is None
    file.write_text("{half")
    assert Drafts("db", "maria", directory=tmp_path / "state").get("quantities") is None


async def test_ctrl_c_asks_and_never_kills(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "ctrl+c")
        assert "Leave inventory-tui?" in screen_text(pilot)
        await press(pilot, "ctrl+c")
        assert "Leave inventory-tui?" not in screen_text(pilot)
        assert pilot.app.is_running


async def test_enter_does_nothing_in_a_question(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "ctrl+c", "enter", "y")
        assert "Leave inventory-tui?" in screen_text(pilot)


# -- other terminals ----------------------------------------------------------------------


async def test_what_others_write_is_seen_and_marked(
    running: Running, database: Database
) -> None:
    async with running() as pilot:
        elsewhere(database, "MH01-XS-Black", "default", "77")
        await pilot.app._watch().wait()  # type: ignore[attr-defined]
        await settled(pilot)
        (row,) = [line for line in lines(pilot) if "MH01-XS-Black" in line]
        assert row.startswith("≈")
        assert " 77 " in row
        await press(pilot, "f5")
        assert "≈" not in screen_text(pilot)


async def test_own_deeds_are_not_taken_for_others(running: Running, world: World) -> None:
    async with running() as pilot:
        await edit_gray(pilot, "9", "f10")
        await pilot.app._watch().wait()  # type: ignore[attr-defined]
        await settled(pilot)
        assert "≈" not in screen_text(pilot)


async def test_a_difference_is_merged_with_what_another_set(
    running: Running, database: Database, world: World
) -> None:
    async with running() as pilot:
        await edit_gray(pilot, "plus", "5", "enter")
        elsewhere(database, "MH01-XS-Gray", "berlin", "3")
        await press(pilot, "f10")
        shown = screen_text(pilot)
        assert "Changed elsewhere: MH01-XS-Gray at berlin" in shown
        assert "clerk2 set" in shown
        assert "F10 Add +5 to 3 = 8" in shown
        await press(pilot, "f10")
        assert world.held("MH01-XS-Gray", "berlin") == "8"


async def test_a_number_is_never_merged_one_must_choose(
    running: Running, database: Database, world: World
) -> None:
    async with running() as pilot:
        await edit_gray(pilot, "1", "6", "enter")
        elsewhere(database, "MH01-XS-Gray", "berlin", "3")
        await press(pilot, "f10", "f10")
        assert world.held("MH01-XS-Gray", "berlin") == "3"
        await press(pilot, "e", "f10")
        assert world.held("MH01-XS-Gray", "berlin") == "16"


# -- scanning -----------------------------------------------------------------------------


async def test_a_digit_opens_the_scan_bar_and_changes_nothing(
    running: Running, world: World
) -> None:
    before = world.everything()
    async with running() as pilot:
        await press(pilot, "1", "2", "enter")
        assert "12 is no code here. e edits the quantity, g goes to a place" in screen_text(
            pilot
        )
        await press(pilot, "escape")
        assert lines(pilot)[1].strip().endswith("5 SKUs")
    assert world.everything() == before


async def test_a_rejected_scan_locks_until_it_is_acknowledged(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "right_square_bracket", "<4006381333931>", "enter")
        assert lines(pilot)[1].startswith(" E")
        assert "4006381333931 unknown" in screen_text(pilot)
        await press(pilot, "<berlin>", "enter")
        assert "· Default Stock" in screen_text(pilot)
        assert " default ·" in lines(pilot)[22]
        await press(pilot, "<*OK*>", "enter", "<berlin>", "enter")
        assert lines(pilot)[22].startswith(" berlin ·")


async def test_a_scanned_source_becomes_the_current_one(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "right_square_bracket", "<]C1paris>", "enter")
        assert lines(pilot)[22].startswith(" paris ·")


# -- reading without colours --------------------------------------------------------------


async def test_states_are_told_apart_without_colours(running: Running, world: World) -> None:
    world.product("LOW-1", name="Low", default="0.5")
    world.product("OUT-1", name="Out", default=3)
    world.product("OFF-1", name="Off", default=3, enabled=False)
    world.product("ANY-1", name="Any", default=3, manage_stock=False)
    world.reserve("Default Stock", "MH01-XS-Black", "-120")
    async with running() as pilot:
        await press(pilot, "space", "home")
        rows = {line[3:20].strip(): line for line in lines(pilot)[3:]}
        assert rows["24-WG085"].startswith("▸✓")
        assert rows["MH01"].startswith("   ")
        assert "▲" in rows["LOW-1"]
        assert "off Off" in rows["OFF-1"]
        assert rows["ANY-1"].endswith("any")
        assert rows["MH01-XS-Black"].endswith("-20!")
