"""Every scene of the README's pictures still plays, and shows what its name says."""

from __future__ import annotations

import html
import importlib.util
import re
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from inventory_tui.services.keeping import keeping
from inventory_tui.settings import Settings
from inventory_tui.tui.app import InventoryApp
from tests.tui.conftest import press, screen_text, settled

ROOT = Path(__file__).parents[1]
SHOWS = {
    "products": "2 marked",
    "filter": "MJ* salable<40",
    "edit": "F10 saves",
    "why": "needed by US Stock, which shares sources",
    "product": "Notify below",
    "product-settings": "Minimum Qty Allowed in Shopping Cart 2 own",
    "parts": "Gear (optional)",
    "transfer": "Transfer inventory",
    "change": "F10 Change 15 products",
    "import": "✗ 2 wrong, skipped",
    "sources": "Berlin Warehouse",
    "source": "Latitude",
    "stocks": "Sales channels",
    "orders": "Suspected Fraud",
    "order": "One had a to",
    "invoice": "F10 Invoice 5 units of 3 lines",
    "refund": "Back at berlin",
    "shipment-builder": "To ship",
    "algorithms": "not needed",
    "shipments": "Ship to",
    "low-stock": "smallest first",
    "salable": "US Stock",
    "alerts": "to be fetched",
    "history": "entries",
    "setup": "Setting",
    "keys": "type to search",
    "palette": "Transfer",
}
"""Picture → a text it must hold."""


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    """The script, as a module."""
    spec = importlib.util.spec_from_file_location("generate", ROOT / "screenshots/generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def shop(generate: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo shop the pictures show."""
    path = tmp_path_factory.mktemp("demo") / "demo.sqlite"
    generate.make_demo(path)
    return path


def test_every_scene_is_expected_and_kept(generate: ModuleType) -> None:
    kept = {path.stem for path in (ROOT / "screenshots").glob("*.svg")}
    assert set(generate.SCENES) == set(SHOWS) == kept


def test_the_readme_shows_only_pictures_there_are() -> None:
    shown = re.findall(r"screenshots/([\w-]+)\.svg", (ROOT / "README.md").read_text())
    assert shown
    assert set(shown) <= set(SHOWS)


@pytest.mark.parametrize("name", SHOWS)
async def test_a_scene_plays(
    name: str, generate: ModuleType, shop: Path, tmp_path: Path
) -> None:
    await generate.take(name, generate.SCENES[name], shop, tmp_path)
    picture = (tmp_path / f"{name}.svg").read_text(encoding="utf-8")
    lines = html.unescape(re.sub(r"<[^>]+>", "", picture)).replace("\xa0", " ")
    assert SHOWS[name] in re.sub(r" +", " ", lines)


async def test_the_first_five_minutes_can_be_walked(
    generate: ModuleType, shop: Path, tmp_path: Path
) -> None:
    path = tmp_path / "walked.sqlite"
    shutil.copyfile(shop, path)
    database = keeping.open_database(path)
    database.clock = lambda: generate.NOW
    app = InventoryApp(database, Settings(actor="clerk1"), label="demo")
    walk = (
        (("slash", "<MH01->", "enter"), "15 of 2,000 SKUs"),
        (("e", "<12>", "enter", "f10"), "→ 12 · z undoes"),
        (("asterisk", "t", "<berlin>", "tab", "<paris>"), "F10 Move"),
        (("f10",), "berlin → paris"),
        (("z", "f10"), "Undone: Moved"),
        (("asterisk", "E"), "Change products"),
        (("escape", "slash", "ctrl+u", "<MH05-XS-Red>", "enter"), "1 of 2,000 SKUs"),
        (("S", "<EU>", "enter", "i"), "needed by US Stock, which shares sources"),
        (("escape", "enter", "tab"), "[Settings]"),
        (("s", "<berlin>", "enter"), "berlin ·"),
        (("g", "4"), "62 orders"),
        (("enter", "escape", "down", "d"), "to ship"),
        (("A",), "How sources are proposed"),
        (("escape", "escape", "<23>", "enter", "R"), "Refund of order 000000023"),
        (("escape", "g", "6"), "Reservation inconsistencies"),
        (("X",), "Import"),
        (("escape", "g", "7"), "entries"),
        (("question_mark",), "type to search"),
    )
    try:
        async with app.run_test(size=generate.SIZE) as pilot:
            await settled(pilot)
            for keys, shown in walk:
                await press(pilot, *keys)
                assert shown in screen_text(pilot), (keys, screen_text(pilot))
    finally:
        database.close()
