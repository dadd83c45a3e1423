"""The screens in German: no English is left where every screen says what it is."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from inventory_tui.store.database import Database
from tests import catalogues
from tests.terminal import Terminal
from tests.world import World

GERMAN = {"INVENTORY_TUI_LANGUAGE": "de"}
ENGLISH = {"INVENTORY_TUI_LANGUAGE": "en"}
SCREENS = [
    ["g", "1"],
    ["enter"],
    ["tab"],
    ["tab"],
    ["tab"],
    ["tab"],
    ["escape", "g", "2"],
    ["enter"],
    ["escape", "g", "3"],
    ["tab"],
    ["tab"],
    ["g", "4"],
    ["g", "5"],
    ["g", "6"],
    ["g", "7"],
    ["g", "8"],
]
"""Keys that lead from each screen to the next."""
HEADING = 2
_WORD = re.compile(r"[^\W\d_]{3,}")


def words(text: str) -> set[str]:
    return set(_WORD.findall(text))


@pytest.fixture(scope="module")
def german() -> set[str]:
    """Every word of the catalogue."""
    said: set[str] = set()
    for message in catalogues.kept("de"):
        texts = (
            message.string if isinstance(message.string, (tuple, list)) else [message.string]
        )
        for text in texts if message.id else ():
            said |= words(text)
    return said


def rows_that_say(terminal: Terminal) -> Iterator[tuple[str, str, str]]:
    """The places, the heading and the keys of one screen after another."""
    for keys in SCREENS:
        for key in keys:
            terminal.press(key)
            if key.isdigit():
                terminal.wait_for(f"▸{key} ")
            terminal.settle()
        yield terminal.lines[0], terminal.lines[HEADING], terminal.lines[-1]


def test_places_headings_and_keys_are_german(
    database_url: str, world: World, german: set[str]
) -> None:
    program = [sys.executable, "-m", "inventory_tui", "--database", database_url]
    with (
        Terminal(program, env=ENGLISH) as there,
        Terminal(program, env=GERMAN) as here,
    ):
        for terminal in (there, here):
            terminal.wait_for(" SKUs")
            terminal.settle()
        for number, (one, other) in enumerate(
            zip(rows_that_say(there), rows_that_say(here), strict=True)
        ):
            left = words(" ".join(one)) & words(" ".join(other)) - german - {"default"}
            assert not left, (number, one, other)


def test_all_places_have_room_in_row_1(database_url: str, world: World) -> None:
    program = [sys.executable, "-m", "inventory_tui", "--database", database_url]
    with Terminal(program, env=GERMAN) as terminal:
        terminal.wait_for(" / ")
        for key in "12345678":
            terminal.press("g", key)
            terminal.wait_for(f"▸{key} ")
            row = terminal.lines[0]
            assert row.rstrip().endswith("Setup"), row
            assert "Bestellungen" in row


def test_the_first_picture_is_german_too(database: Database, world: World) -> None:
    code = (
        "import json, sys; from inventory_tui.settings import Settings;"
        "from inventory_tui.tui.starting import picture;"
        "settings = Settings(database_url=sys.argv[1], display='plain');"
        "print(json.dumps(picture(settings, size=(80, 24))))"
    )
    if database.path is None:
        pytest.skip("a server has no picture")
    program = [sys.executable, "-m", "inventory_tui", "--database", str(database.path)]
    with Terminal(program, env=GERMAN | {"INVENTORY_TUI_DISPLAY": "plain"}) as terminal:
        terminal.wait_for(" / ")
        terminal.settle()
        real = terminal.lines
        painted = json.loads(
            subprocess.run(
                [sys.executable, "-c", code, str(database.path)],
                env=os.environ | {"LANG": "C.UTF-8"} | GERMAN,
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        )
    assert painted is not None
    assert "Artikel" in painted[0]
    for row in (0, *range(HEADING, 22), 23):
        assert painted[row][:79].rstrip() == real[row][:79].rstrip()
