"""Makes every picture of the README: the real program on the demo shop, driven by keys.

    python screenshots/generate.py [NAME ...]

A picture is never edited by hand.  The demo is generated from a fixed seed and the clock
stands still, so a picture changes only when the program does.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 20, 10, 12, tzinfo=UTC)
SIZE = (80, 24)

SCENES: dict[str, tuple[str, ...]] = {
    "products": ("s", "<berlin>", "enter", "S", "<EU>", "enter", "down", "space", "space"),
    "filter": ("S", "<EU>", "enter", "slash", "<MJ* salable<40>", "enter"),
    "edit": ("s", "<berlin>", "enter", "down", "e", "<+12>", "enter", "<16>"),
    "why": ("S", "<EU>", "enter", "slash", "<MH05-XS-Red>", "enter", "i"),
    "product": ("slash", "<24-MB02>", "enter", "enter"),
    "product-settings": ("slash", "<MH01-XS-Green>", "enter", "enter", "tab"),
    "parts": ("S", "<EU>", "enter", "slash", "<24-WK01>", "enter", "enter"),
    "transfer": (
        *("slash", "<MJ01-*>", "enter", "asterisk", "t"),
        *("<berlin>", "tab", "<paris>"),
    ),
    "change": (
        *("slash", "<MH01-*>", "enter", "asterisk", "E"),
        *("down", "down", "e", "<notify>", "enter", *["down"] * 3, "e", "<2>", "enter"),
    ),
    "import": ("X", "<delivery.csv>", "enter"),
    "sources": ("g", "2"),
    "source": ("g", "2", "apostrophe", "<paris>", "enter", "enter"),
    "stocks": ("g", "3", "down", "tab", "down", "K"),
    "orders": ("g", "4"),
    "order": ("g", "4", "<23>", "enter"),
    "invoice": ("g", "4", "<61>", "enter", "I"),
    "refund": ("g", "4", "<23>", "enter", "R", "<1>", "space"),
    "shipment-builder": ("g", "4", "<20>", "enter", "d"),
    "algorithms": ("g", "4", "<20>", "enter", "d", "A"),
    "shipments": ("g", "5"),
    "low-stock": ("colon", "<low>", "enter", "s", "<berlin>", "enter"),
    "salable": ("colon", "<salable>", "enter"),
    "alerts": ("colon", "<alerts>", "enter"),
    "history": ("g", "7"),
    "setup": ("g", "8"),
    "keys": ("question_mark",),
    "palette": ("colon", "<tra>"),
}
"""Picture → the keys that lead to it; a text in angle brackets is typed."""

DELIVERY = """\
source_code,sku,status,quantity
berlin,24-MB01,1,40
berlin,24-MB02,1,24
berlin,24-MB03,1,12
berlin,24-MB04,1,12
berlin,24-MR01,1,62.5
berlin,24-UG01,1,1O
berlin,24-UG02,1,60
berlin,24-UG03,1,30
munich,24-UG04,1,30
berlin,24-UG05,1,18
paris,24-MB05,1,8
paris,24-MB06,1,8
"""
"""A delivery in which two rows are wrong: a letter in a number, and no such source."""


async def take(name: str, keys: tuple[str, ...], path: Path, to: Path) -> None:
    """Start the program on the database at ``path``, press the keys, save the picture."""
    from inventory_tui.services.keeping.keeping import open_database
    from inventory_tui.settings import Settings
    from inventory_tui.tui.app import InventoryApp
    from tests.tui.conftest import press, settled

    database = open_database(path)
    database.clock = lambda: NOW
    app = InventoryApp(
        database, Settings(display="rich", actor="clerk1"), label="demo", clock=lambda: NOW
    )
    try:
        with contextlib.chdir(path.parent):
            async with app.run_test(size=SIZE) as pilot:
                await settled(pilot)
                for key in keys:
                    await press(pilot, key)
                await asyncio.sleep(0.3)
                await settled(pilot)
                app.save_screenshot(f"{name}.svg", str(to))
    finally:
        database.close()


def make_demo(path: Path) -> None:
    """Make the demo shop the pictures show, and beside it the file one of them imports."""
    from inventory_tui.domain.history import Cause
    from inventory_tui.services.demo import demo
    from inventory_tui.services.keeping.keeping import open_database

    database = open_database(path)
    database.clock = lambda: NOW
    try:
        demo.make(database, cause=Cause("clerk1", "clerk1"))
    finally:
        database.close()
    path.with_name("delivery.csv").write_text(DELIVERY, encoding="utf-8")


def main() -> None:
    """Make the pictures named on the command line, or all of them."""
    sys.path.insert(0, str(HERE.parent))
    wanted = sys.argv[1:] or list(SCENES)
    with tempfile.TemporaryDirectory() as home:
        path = Path(home) / "demo.sqlite"
        make_demo(path)
        for name in wanted:
            # nobody's own settings, nor the drafts of another picture, belong into a picture
            for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
                os.environ[f"XDG_{kind}_HOME"] = f"{home}/{name}"
            asyncio.run(take(name, SCENES[name], path, HERE))
            print(f"screenshots/{name}.svg")


if __name__ == "__main__":
    main()
