"""Place 1: the product grid."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.tui.conftest import Running, lines, press, screen_text
from tests.world import World


async def test_the_grid_shows_every_sku_in_order(running: Running) -> None:
    async with running() as pilot:
        shown = lines(pilot)
        assert shown[0].startswith("▸1 Products")
        assert [line[3:20].strip() for line in shown[3:8]] == [
            "24-WG085",
            "MH01",
            "MH01-XS-Black",
            "MH01-XS-Gray",
            "MH01-XS-Orange",
        ]
        assert "5 SKUs" in shown[1]
        assert "configurable" in shown[4]


async def test_row_2_says_where_the_cursor_stands(running: Running) -> None:
    async with running() as pilot:
        assert lines(pilot)[1].endswith(" 1 / 5 SKUs")
        await press(pilot, "down", "down")
        assert lines(pilot)[1].endswith(" 3 / 5 SKUs")
        await press(pilot, "end")
        assert lines(pilot)[1].endswith(" 5 / 5 SKUs")
        await press(pilot, "slash", "<mh01 >", "enter")
        assert lines(pilot)[1].endswith(" 4 / 4 of 5 SKUs")
        await press(pilot, "slash", "ctrl+u", "<nothing at all>", "enter")
        assert lines(pilot)[1].endswith("  0 of 5 SKUs")


async def test_a_filter_narrows_while_typing_and_enter_keeps_it(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "slash", "<gray>")
        assert "1 of 5 SKUs" in lines(pilot)[1]
        await press(pilot, "enter", "escape")
        assert "5 SKUs" in lines(pilot)[1]


async def test_keys_typed_at_once_reach_what_they_are_for(
    running: Running, world: World
) -> None:
    async with running() as pilot:
        await press(pilot, "s", "<berlin>", "enter")
        await press(pilot, "slash", "<gray>", "enter", "e", "1", "2", "f10")
        assert world.held("MH01-XS-Gray", "berlin") == "12"
        assert "z undoes" in lines(pilot)[22]


async def test_marks_survive_filter_and_order(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "space", "slash", "<mh01>", "enter", "o")
        assert "1 marked (1 hidden) · 1 / 4 of 5 SKUs" in lines(pilot)[1]


async def test_an_unbound_key_names_the_three_that_help(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "k")
        assert "k does nothing here. ? keys  / filter  ' jump" in lines(pilot)[22]


async def test_a_filter_that_names_one_source_shows_and_edits_it(
    running: Running, world: World
) -> None:
    async with running() as pilot:
        await press(pilot, "slash", "<orange source:paris>", "enter")
        assert " paris " in lines(pilot)[2]
        await press(pilot, "e", "1", "2", "f10")
        assert world.held("MH01-XS-Orange", "paris") == "12"
        await press(pilot, "escape")
        assert " default " in lines(pilot)[2]


async def test_edits_at_two_sources_are_saved_as_one_deed(
    running: Running, world: World
) -> None:
    async with running() as pilot:
        await press(pilot, "slash", "<orange>", "enter", "e", "5", "enter", "escape")
        await press(pilot, "s", "<berlin>", "enter", "e", "7", "f10")
        assert world.held("MH01-XS-Orange", "default") == "5"
        assert world.held("MH01-XS-Orange", "berlin") == "7"
        await press(pilot, "z", "f10")
        assert world.held("MH01-XS-Orange", "default") == "88"
        assert world.held("MH01-XS-Orange", "berlin") == "1"


async def test_salable_of_every_stock_side_by_side(running: Running) -> None:
    async with running(size=(100, 24)) as pilot:
        await press(pilot, "S", "<all>", "enter")
        (row,) = [line for line in lines(pilot) if "XS-Black" in line]
        assert row.endswith("Default Stock 100 · EU stock 4")
        assert "all stocks" in lines(pilot)[22]


async def test_a_large_number_is_asked_about(running: Running, world: World) -> None:
    async with running() as pilot:
        await press(pilot, "e", "<10000>", "f10")
        assert "More than 9,999?" in screen_text(pilot)
        assert "24-WG085 7 → 10000" in screen_text(pilot)
        await press(pilot, "escape")
        assert world.held("24-WG085", "default") == "7"
        await press(pilot, "f10", "f10")
        assert world.held("24-WG085", "default") == "10000"


async def test_why_explains_the_number_term_by_term(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "end", "i")
        shown = screen_text(pilot)
        assert "Why Default Stock can promise 88 of MH01-XS-Orange" in shown
        assert "not in Default Stock" in shown
        assert "= 88  salable, and can be ordered: yes" in shown


async def test_composites_have_no_quantities_to_edit(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "down", "e")
        assert "MH01 is configurable: it has no quantities of its own" in screen_text(pilot)


async def test_order_by_a_column_reverse_and_default(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "right", "right", "o")
        assert "defaul▼" in lines(pilot)[2]
        assert lines(pilot)[3].startswith("▸  MH01-XS-Black")
        await press(pilot, "o")
        assert "defaul▲" in lines(pilot)[2]
        assert lines(pilot)[3].startswith("▸  24-WG085")
        await press(pilot, "o")
        assert "SKU ▲" in lines(pilot)[2]


async def test_jumping_to_a_row_while_typing(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "apostrophe", "<mh01-xs-g>", "enter")
        assert lines(pilot)[6].startswith("▸  MH01-XS-Gray")


async def test_mark_rows_with_the_same_value_and_count_by_value(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "end", "right", "equals_sign")
        assert "4 marked" in lines(pilot)[1]
        await press(pilot, "minus", "F")
        shown = screen_text(pilot)
        assert "5 SKUs by Name" in shown
        assert "Chaz Kangeroo Hoodie" in shown
        await press(pilot, "down", "enter")
        assert "1 marked" in lines(pilot)[1]


async def test_columns_are_chosen_and_reset(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "w", "down", "space", "f10")
        assert "Name" not in lines(pilot)[2]
        await press(pilot, "w", "f5")
        assert "Name" in lines(pilot)[2]


async def test_what_the_catalogue_says_of_a_product_can_be_shown_and_sorted_by(
    running: Running, world: World
) -> None:
    world.product(
        "0-BAG",
        attribute_set="Bag",
        visibility="Catalog",
        websites="base,us",
        weight="1.5",
        price="34.00",
    )
    optional = ("Price", "ID", "Attribute set", "Visibility", "Websites", "Weight")
    async with running(size=(240, 24)) as pilot:
        await press(pilot, "w", "end", *["up"] * 5, *["space"] * 6, "f10")
        heading, first = lines(pilot)[2], lines(pilot)[3]
        assert [title for title in optional if title not in heading] == []
        for value in ("34.00", "6", "Bag", "Catalog", "base,us", "1.5"):
            assert f" {value}" in first


async def test_views_keep_filter_order_and_columns_but_no_marks(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "slash", "<mh01>", "enter", "space", "V", "n", "<Hoodies>", "f10")
        await press(pilot, "escape", "escape", "minus")
        assert "5 SKUs" in lines(pilot)[1]
        await press(pilot, "V", "down", "enter")
        assert lines(pilot)[1].startswith(" / mh01")
        assert "4 of 5 SKUs" in lines(pilot)[1]
        assert "marked" not in lines(pilot)[1]


async def test_a_view_of_the_list_is_exported(
    running: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    async with running() as pilot:
        await press(pilot, "x", "ctrl+u", "<~/view.csv>", "f10")
        assert "5 rows written to ~/view.csv" in screen_text(pilot)
    written = (tmp_path / "view.csv").read_text(encoding="utf-8").splitlines()
    assert written[0] == "SKU,Name,default,Elsewhere,On hand,Salable"
    assert len(written) == 6


async def test_nothing_found_says_how_to_go_on(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "slash", "<nothing>", "enter")
        assert "No SKU matches `nothing` in Default Stock. Esc shows all 5" in screen_text(
            pilot
        )


async def test_a_mistake_in_the_filter_names_its_place(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "slash", "<qty:abc>", "enter")
        assert "place" in lines(pilot)[1] or "place" in lines(pilot)[22]


async def test_completions_stand_below_the_filter(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "slash", "<so>")
        assert "source:" in lines(pilot)[2]
        await press(pilot, "tab", "<b>")
        assert lines(pilot)[2].strip() == "berlin"


async def test_the_rows_behind_the_view_are_exported(
    running: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    async with running() as pilot:
        await press(pilot, "slash", "<xs>", "enter", "x", "tab", "<quant>")
        assert re.search(r"~/stock_sources_\d{8}_\d{6}\.csv", screen_text(pilot))
        await press(pilot, "tab", "<berlin>", "f10")
        (file,) = tmp_path.glob("stock_sources_*.csv")
        assert file.read_text().splitlines()[:2] == [
            "source_code,sku,status,quantity",
            "berlin,MH01-XS-Black,1,4.0000",
        ]
        await press(pilot, "space", "x", "ctrl+u", "<~/p.csv>", "tab", "<prod>", "tab", "tab")
        await press(pilot, "<sku,naem>", "f10")
        assert "Did you mean 'name'?" in screen_text(pilot)
        await press(pilot, "ctrl+u", "<sku,name>", "tab", "ctrl+u", "<;>", "f10")
        assert (
            tmp_path / "p.csv"
        ).read_text() == "sku;name\nMH01-XS-Black;Chaz Kangeroo Hoodie\n"
        await press(pilot, "x", "ctrl+u", "<~/s.csv>", "tab", "<sal>", "f10")
        assert (tmp_path / "s.csv").read_text().splitlines()[0].startswith("stock,sku,type")
        await press(pilot, "minus", "x", "tab", "<quant>", "tab", "<rome>", "f10")
        assert "There is no source 'rome'" in screen_text(pilot)
        await press(pilot, "escape")
