"""Safety stock, states, transfers and the inventory report on the command line."""

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


@pytest.fixture(autouse=True)
def _world(world: World) -> None:
    world.sources("berlin", "paris")
    world.stock("EU", "berlin", "paris", channels=["eu"])
    world.product("A", berlin=10, paris=4)
    world.product("B", berlin=5)


def test_safety_stock_and_states(deed: Deed, listed: Listed, world: World) -> None:
    receipt = deed("quantities safety A berlin 3 B berlin 2")
    assert (receipt["deed"], receipt["changed"]) == ("quantities safety", 2)
    receipt = deed("quantities state A berlin 2 --from for_sale --to damaged --reason found")
    assert (receipt["deed"], receipt["units"]) == ("quantities state", "2")
    (row,) = listed("quantities list --sku A --source berlin")
    assert {key: row[key] for key in ("quantity", "safety", "damaged", "quality_check")} == {
        "quantity": "10",
        "safety": "3",
        "damaged": "2",
        "quality_check": "0",
    }
    assert row["available"] == "5"
    assert world.salable("A", "EU") == "9"
    history = listed("report history --sku A")
    assert [(one["field"], one["before"], one["after"], one["reason"]) for one in history] == [
        ("damaged", "0", "2", "found"),
        ("safety", "0", "3", "safety"),
    ]
    deed("undo")
    assert listed("quantities list --sku A --source berlin")[0]["damaged"] == "0"


def test_wrong_usage_is_told(inventory: Inventory, deed: Deed) -> None:
    inventory("quantities safety A berlin", status=2)
    inventory("quantities state A berlin 1 --from new --to damaged", status=2)
    refusal = deed("quantities state A berlin 99 --from for_sale --to damaged", status=1)
    assert refusal["error"] == "not_enough_in_source"


def test_transfers_leave_safety_stock(deed: Deed, world: World, tmp_path: Path) -> None:
    deed("quantities safety A berlin 3")
    refusal = deed("quantities transfer berlin paris --sku A --quantity 8", status=1)
    assert (refusal["error"], refusal["field"]) == ("safety_stock", "quantity")
    skus = tmp_path / "skus"
    skus.write_text("A\nB\n")
    tried = deed(f"quantities transfer berlin paris --skus {skus} --dry-run")
    assert (tried["operation"], tried["units"], tried["stay"]) == (None, "12", "3")
    refusal = deed(
        f"quantities transfer berlin paris --skus {skus} --override-safety", status=1
    )
    assert refusal["error"] == "reason_required"
    done = deed(f"quantities transfer berlin paris --skus {skus}")
    assert (done["transferred"], done["stay"]) == (2, "3")
    one = "quantities transfer berlin paris --sku A --quantity 3 --override-safety"
    deed(f"{one} --reason sample")
    assert (world.held("A", "berlin"), world.held("A", "paris")) == ("0", "14")


def test_the_inventory_report(deed: Deed, listed: Listed) -> None:
    deed("quantities safety A berlin 3")
    deed("orders place --channel eu --line A=2")
    (row,) = listed("report inventory --sku a")
    assert {key: row[key] for key in ("sku", "unit", "on_hand", "available", "on_order")} == {
        "sku": "A",
        "unit": "",
        "on_hand": "14",
        "available": "9",
        "on_order": "2",
    }
    assert [row["sku"] for row in listed("report inventory --descending --limit 1")] == ["B"]


def test_changes_since_and_what_orders_hold(deed: Deed, listed: Listed) -> None:
    deed("quantities set B paris 1 --safety 1")
    rows = listed("quantities list --changed-since today")
    assert [(row["source"], row["sku"], row["safety"]) for row in rows] == [("paris", "B", "1")]
    deed("orders place --channel eu --line A=2")
    (shown,) = listed("products show A")
    assert [one["available"] for one in shown["sources"]] == ["10", "4"]
    assert [(one["quantity"], one["expires_at"]) for one in shown["on_order"]] == [("2", None)]


def test_files_with_safety_stock_and_references(
    inventory: Inventory, deed: Deed, tmp_path: Path
) -> None:
    file = tmp_path / "in.csv"
    file.write_text("source_code,sku,quantity,safety,erc\nberlin,A,9,2,ERP-1\nberlin,B,5,1,\n")
    assert deed(f"quantities import {file} --behaviour append")["updated"] == 2
    out = tmp_path / "out.csv"
    columns = "source_code,sku,quantity,safety,erc"
    inventory(f"quantities export {out} --source berlin --columns {columns}")
    assert out.read_text().splitlines() == [
        columns,
        "berlin,A,9.0000,2.0000,ERP-1",
        "berlin,B,5.0000,1.0000,",
    ]
