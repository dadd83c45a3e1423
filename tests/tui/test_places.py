"""Setup: the places of a country, imported from a geonames file."""

from __future__ import annotations

from pathlib import Path

import pytest

from inventory_tui.services.shipping import geonames
from inventory_tui.services.shipping.geonames import SAMPLE
from inventory_tui.store.database import Database
from tests.tui.conftest import Running, lines, press, screen_text


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "AT.txt"
    rows = SAMPLE.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(row for row in rows if row.startswith("AT")), encoding="utf-8")
    return path


async def test_a_country_is_imported_and_named_the_next_time(
    running: Running, database: Database, file: Path
) -> None:
    async with running() as pilot:
        await press(pilot, "g", "8", "X")
        assert "No places are known yet" in screen_text(pilot)
        await press(pilot, "<at>", "tab", f"<{file}>", "f10")
        assert geonames.countries(database) == {"AT": 4}
        assert "Imported 4 places of AT" in lines(pilot)[22]
        await press(pilot, "X")
        assert "Known: AT 4" in screen_text(pilot)


async def test_what_is_wrong_keeps_the_form_and_replaces_nothing(
    running: Running, database: Database, file: Path
) -> None:
    async with running() as pilot:
        await press(pilot, "g", "8", "X", "<Austria>", "tab", f"<{file}>", "f10")
        assert "two letters" in screen_text(pilot)
        await press(pilot, "escape", "D", "X", "<de>", "tab", f"<{file}>", "f10")
        assert "has no place of DE" in screen_text(pilot)
        await press(pilot, "escape")
        assert "Import places of a country" in screen_text(pilot)
        assert str(file)[:20] in screen_text(pilot)
        assert geonames.countries(database) == {}
