"""``products``: codes, prices and size of a product, and whether it may be ordered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Answer
from tests.world import World

Inventory = Callable[..., Answer]
Deed = Callable[..., dict[str, Any]]
Listed = Callable[..., list[dict[str, Any]]]

EAN, UPC = "4006381333931", "036000291452"


@pytest.fixture(autouse=True)
def _world(world: World) -> None:
    world.product("PEN", default=10)
    world.product("INK", default=5)


def test_they_are_set_added_and_shown(inventory: Inventory, deed: Deed, listed: Listed) -> None:
    typed = f"gtin={EAN} mpn=BIC-07 purchasable=no promo_price=1.95 width=1.2"
    assert deed(f"products set PEN {typed}")["changed"] == 5
    (shown,) = listed("products show PEN")
    assert {key: shown[key] for key in ("gtin", "mpn", "unspsc", "purchasable")} == {
        "gtin": EAN,
        "mpn": "BIC-07",
        "unspsc": "",
        "purchasable": False,
    }
    sizes = ("promo_price", "cost", "width", "height", "depth")
    assert [shown[key] for key in sizes] == ["1.95", "", "1.2", "", ""]
    assert "gtin" not in shown["settings"]
    printed = inventory("products show PEN").out
    assert EAN in printed
    assert "unspsc" not in printed
    assert "gtin" not in inventory("products show INK").out

    deed(f"products add LEAD gtin={UPC} cost=0.10")
    assert [row["sku"] for row in listed(f"products list --filter gtin:0{UPC}")] == ["LEAD"]
    refusal = deed(f"products set INK gtin=00{UPC}", status=1)
    assert refusal["error"] == "not_unique"
    assert "LEAD has" in refusal["message"]
    refusal = deed("products set INK gtin=4006381333932", status=1)
    assert refusal["error"] == "validation_failed"
    assert "400638133393 ends in 1" in refusal["message"]
    assert deed("undo")["deed"] == "undo"
    assert listed(f"products list --filter gtin:{UPC}") == []


def test_what_is_not_purchasable_is_refused(deed: Deed, inventory: Inventory) -> None:
    deed("products set --filter sku:* purchasable=no")
    refusal = deed("orders place --channel base --line PEN=1", status=1)
    assert refusal["error"] == "product_not_purchasable"
    deed("products set PEN purchasable=default")
    deed("orders place --channel base --line PEN=1")


def test_files_have_columns_of_them(deed: Deed, inventory: Inventory, tmp_path: Path) -> None:
    file = tmp_path / "products.csv"
    file.write_text(f"sku,gtin,cost,purchasable\nPEN,{EAN},0.40,no\nLEAD,{UPC},0.10,yes\n")
    assert deed(f"products import {file}")["created"] == 1
    out = tmp_path / "out.csv"
    inventory(f"products export {out} --columns sku,gtin,cost,purchasable")
    assert out.read_text().splitlines() == [
        "sku,gtin,cost,purchasable",
        "INK,,,",
        f"LEAD,{UPC},0.10,",
        f"PEN,{EAN},0.40,no",
    ]
