"""``units``: added, listed, set, converted, deleted; and ``--unit`` where a SKU is named."""

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
    world.product("WINE", berlin=30)


def test_units_are_added_listed_set_converted_and_deleted(
    deed: Deed, listed: Listed, world: World
) -> None:
    assert listed("units list wine") == []
    assert deed("units add WINE bottle name=Bottle name@de=Flasche")["created"] == 1
    assert deed("units add WINE case rate=12 priority=2")["deed"] == "units add"
    one, two = listed("units list WINE")
    assert {key: one[key] for key in ("sku", "key", "name", "row", "names", "on_hand")} == {
        "sku": "WINE",
        "key": "bottle",
        "name": "Bottle",
        "row": "WINE/bottle",
        "names": {"de": "Flasche"},
        "on_hand": "30",
    }
    assert {key: two[key] for key in ("precision", "primary", "increment", "rate")} == {
        "precision": 0,
        "primary": False,
        "increment": "1",
        "rate": "12",
    }
    assert two["available_from_primary"] == "2"
    assert listed("units list WINE --language de")[0]["name"] == "Flasche"
    done = deed("units convert WINE berlin 24 bottle case")
    assert {key: done[key] for key in ("from", "to", "quantity", "result")} == {
        "from": "bottle",
        "to": "case",
        "quantity": "24",
        "result": "2",
    }
    assert deed("undo")["undid"] == done["operation"]
    assert deed("units set WINE case key=crate rate=6")["changed"] == 2
    assert deed("units delete WINE crate")["deleted"] == 1
    assert world.held("WINE", "berlin") == "30"


def test_a_quantity_names_its_unit_by_option_or_in_the_sku(
    deed: Deed, listed: Listed, inventory: Inventory, world: World, tmp_path: Path
) -> None:
    deed("units add WINE bottle")
    deed("quantities set WINE berlin 31 --unit bottle")
    deed("units add WINE case rate=12")
    deed("quantities set WINE berlin 4 --unit case")
    deed("quantities adjust WINE/case berlin -1")
    deed("quantities transfer berlin paris --sku WINE --unit case --quantity 2")
    assert [row["sku"] for row in listed("quantities list --sku WINE --unit case")] == [
        "WINE/case",
        "WINE/case",
    ]
    refused = inventory("quantities set WINE berlin 4 --json", status=1)
    assert refused.row["error"] == "unit_required"
    deed("orders place --channel eu --number A1 --line WINE/case=2")
    file = tmp_path / "orders.csv"
    file.write_text("order,channel,sku,unit,quantity\nA2,eu,WINE,bottle,5\nA3,eu,WINE,,5\n")
    done = inventory("orders import", str(file), "--json")
    assert done.row["placed"] == 1
    assert [row["error"] for row in done.rows[:-1]] == ["unit_required"]
    export = tmp_path / "out.csv"
    inventory("quantities export", str(export))
    assert "berlin,WINE/bottle,1,31.0000" in export.read_text()
    again = deed(f"quantities import {export} --behaviour append")
    assert (again["unchanged"], again["rejected"]) == (3, 0)


def test_goods_that_come_are_set_aside_and_leave_name_their_unit_too(
    deed: Deed, listed: Listed, inventory: Inventory, world: World
) -> None:
    deed("units add WINE bottle precision=0")
    deed("quantities set WINE berlin 31")
    deed("orders place --channel eu --number B1 --line WINE=6")
    deed("orders invoice B1 --line WINE/bottle=2")
    deed("shipments create B1 --source berlin --line WINE/bottle=2")
    deed("orders cancel B1 --line WINE/bottle=1")
    deed("units add WINE case rate=12")
    deed("incoming add WINE berlin 3 --unit case --expected 2090-01-02")
    assert [row["sku"] for row in listed("incoming list --sku WINE --unit case")] == [
        "WINE/case"
    ]
    refused = inventory("incoming add WINE berlin 3 --expected 2090-01-02 --json", status=1)
    assert refused.row["error"] == "unit_required"
    deed("quantities set WINE/case berlin 4")
    deed("quantities state WINE berlin 1 --unit case --from for_sale --to damaged")
    deed("quantities safety WINE/case berlin 1")
    deed("transfers send berlin paris --line WINE/case=1")
    rows = [row for row in listed("report inventory") if row["sku"] == "WINE"]
    assert [(row["unit"], row["incoming"]) for row in rows] == [("bottle", "0"), ("case", "3")]
