"""Every command: one key, one meaning, reachable by keyboard, palette and without F-keys."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from inventory_tui.domain.errors import InvalidInput
from inventory_tui.tui.commands import COMMANDS, FORBIDDEN_KEYS, FREE_KEYS
from inventory_tui.tui.dialogs.palette import Palette
from inventory_tui.tui.keymaps import PROFILES, keymap
from inventory_tui.tui.keys_manual import keys_manual
from inventory_tui.tui.screens.orders.order import OrderScreen
from inventory_tui.tui.screens.products.products import ProductsScreen
from tests.services.shopping import Shop
from tests.tui.conftest import Running, press, screen_text


def keys_of(keys: str) -> list[str]:
    return [key.strip() for key in keys.split(",")]


@pytest.mark.parametrize("profile", PROFILES)
def test_a_key_means_one_thing(profile: str) -> None:
    chosen = keymap(profile, {})
    taken: dict[str, str] = {}
    for command in COMMANDS.values():
        for key in keys_of(chosen.get(command.id, command.keys)):
            assert taken.setdefault(key, command.id) == command.id, key


@pytest.mark.parametrize("command", COMMANDS.values(), ids=lambda command: command.id)
def test_each_command_has_a_way_without_f_keys(command: object) -> None:
    for profile in PROFILES:
        keys = keys_of(keymap(profile, {}).get(command.id, command.keys))  # type: ignore[attr-defined]
        assert any(not re.fullmatch(r"f\d+", key) for key in keys)
        assert not FORBIDDEN_KEYS.intersection(keys)
        assert not any(key.startswith(("alt+", "ctrl+shift+", "shift+up")) for key in keys)


def test_the_keys_left_to_users_are_free() -> None:
    bound = {key for command in COMMANDS.values() for key in keys_of(command.keys)}
    assert not bound.intersection(FREE_KEYS)


def test_a_keymap_of_ones_own_is_checked() -> None:
    assert keymap("default", {"transfer": "y"})["transfer"] == "y"
    with pytest.raises(InvalidInput, match="Did you mean 'transfer'"):
        keymap("default", {"transfr": "y"})
    with pytest.raises(InvalidInput, match="would mean both"):
        keymap("default", {"transfer": "e"})
    with pytest.raises(InvalidInput, match="never reaches a program"):
        keymap("default", {"transfer": "ctrl+i"})


def test_the_manual_of_keys_is_current() -> None:
    stored = (files("inventory_tui") / "help" / "keys.md").read_text(encoding="utf-8")
    assert stored == keys_manual(), "run python -m inventory_tui.tui.keys_manual"


async def test_every_live_command_is_in_the_palette(running: Running) -> None:
    async with running() as pilot:
        page = pilot.app.page  # type: ignore[attr-defined]
        live = {command.id for command, _, enabled in page.live() if enabled}
        await press(pilot, "colon")
        palette = pilot.app.screen
        assert isinstance(palette, Palette)
        offered = {
            entry.words.split("|")[0] for entry in palette.entries() if entry.run is not None
        }
        missing = live - offered - {"palette", "back"}
        assert all(id.startswith(("cursor.", "focus.")) for id in missing), missing


async def test_the_palette_runs_what_it_shows(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "colon", "<mark all>", "enter")
        assert "5 marked" in screen_text(pilot)


async def test_the_list_of_keys_runs_what_it_shows(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "question_mark", "<mark all>", "enter")
        assert "5 marked" in screen_text(pilot)


async def test_rebound_keys_work_and_are_shown(running: Running) -> None:
    async with running(keys={"edit": "y"}) as pilot:
        assert "y Edit" in screen_text(pilot)
        await press(pilot, "e")
        assert "e does nothing here" in screen_text(pilot)
        await press(pilot, "y", "5", "enter")
        assert "1 unsaved" in screen_text(pilot)


async def test_a_letter_of_the_menu_of_actions_runs_its_verb(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "b")
        assert "Actions on 24-WG085" in screen_text(pilot)
        await press(pilot, "e", "5", "enter")
        assert "1 unsaved" in screen_text(pilot)


async def test_g_waits_for_a_place_and_shows_which_there_are(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "g")
        assert "g: 1 Products" in screen_text(pilot)
        await press(pilot, "9")
        assert "g 9 does nothing here" in screen_text(pilot)
        await press(pilot, "G", "g", "g")
        assert pilot.app.page.grid.cursor == 0  # type: ignore[attr-defined]


async def test_the_digit_of_the_place_people_are_in_leads_to_its_list(
    running: Running, shop: Shop
) -> None:
    async with running() as pilot:
        await press(pilot, "enter", "4", "2", "enter")
        assert isinstance(pilot.app.screen, OrderScreen)
        await press(pilot, "g", "1")
        assert isinstance(pilot.app.screen, ProductsScreen)
