"""Consignments from the command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.cli.conftest import Answer
from tests.world import World

Inventory = Callable[..., Answer]
Deed = Callable[..., dict[str, Any]]


@pytest.fixture(autouse=True)
def _shop(world: World, deed: Deed) -> None:
    world.sources("berlin", "paris")
    world.stock("EU", "berlin", "paris", channels=["eu"])
    world.product("A", berlin=5, paris=5)
    for number, amount in (("1", 4), ("2", 3)):
        deed(
            f"orders place --channel eu --number {number} --line A={amount}",
            *("--ship-to", "email=maria@example.org", "--ship-to", "city=Oslo"),
        )


@pytest.mark.both_databases
def test_one_is_built_finished_and_sent(deed: Deed, inventory: Inventory, world: World) -> None:
    done = deed("consignments add 1 2 --erc WMS-7")
    assert [done[key] for key in ("deed", "id", "status", "orders", "units")] == [
        "consignments add",
        1,
        "processing",
        2,
        "7",
    ]
    rows = [(row["order"], row["source"], row["quantity"]) for row in done["rows"]]
    assert rows == [("1", "berlin", "4"), ("2", "berlin", "1"), ("2", "paris", "2")]
    row = done["rows"][2]["row"]
    less = deed(f"consignments row wms-7 {row} --quantity 1")
    assert (less["outstanding"], less["version"]) == ("1", done["version"] + 1)
    deed("consignments set WMS-7 carrier=dhl tracking_number=JD1 ship_on=2026-11-21")
    finished = deed("consignments finish 1")
    assert finished["order_statuses"] == {"1": "complete", "2": "processing"}
    assert world.held("A", "berlin") == "0"
    removed = deed(f"consignments remove 1 {row}")
    assert (removed["units"], world.held("A", "paris")) == ("1", "5")
    assert deed("consignments ship 1")["status"] == "shipped"
    assert deed("consignments deliver 1")["status"] == "delivered"
    shown = deed("consignments show WMS-7")
    assert [shown[key] for key in ("account", "carrier", "ship_on", "units", "addresses")] == [
        "maria@example.org",
        "dhl",
        "2026-11-21",
        "5",
        ["Oslo"],
    ]
    assert deed(f"shipments show {shown['rows'][0]['shipment']}")["consignment"] == 1
    listed = inventory("consignments list --filter status:delivered --json").rows
    assert [one["orders"] for one in listed] == [["1", "2"]]
    assert "maria@example.org" in inventory("consignments show 1").out
    assert inventory("doctor").status == 0


def test_what_is_missing_is_said_row_by_row(deed: Deed, inventory: Inventory) -> None:
    done = deed("consignments add 1 2 --no-sources")
    first = done["rows"][0]["row"]
    deed(f"consignments row 1 {first} --source berlin --quantity 0")
    refused = inventory("consignments finish 1 --json", status=1).rows
    assert [one["error"] for one in refused] == ["row_without_quantity", "row_without_source"]
    assert [one["order"] for one in refused] == ["1", "2"]
    assert inventory("consignments row 1 1", status=2).err
    assert inventory("consignments add 1 --by priority --no-sources", status=2).err
    assert deed("consignments cancel 1")["order_statuses"] == {"1": "pending", "2": "pending"}
    assert deed("consignments delete 1")["deed"] == "consignments delete"
    unknown = inventory("consignments show 1 --json", status=1).rows[-1]
    assert unknown["error"] == "unknown_consignment"


def test_a_line_leaves_two_sources_in_two_rows(deed: Deed) -> None:
    row = deed("consignments add 1 --no-sources")["rows"][0]["row"]
    deed(f"consignments row 1 {row} --source berlin --quantity 3")
    done = deed(f"consignments row 1 {row} --another --source paris")
    assert [(one["source"], one["quantity"]) for one in done["rows"]] == [
        ("berlin", "3"),
        ("paris", "1"),
    ]
    added = deed("consignments add 2 --to 1")
    assert (added["id"], len(added["rows"])) == (1, 4)


def test_the_parcels_of_a_shipment_are_said_later(deed: Deed) -> None:
    id = deed("shipments create 1 --source berlin")["shipments"][0]["id"]
    done = deed(f"shipments track {id} --tracking ups:Box:1Z:https://ups.example/1Z")
    assert done["tracking"] == [
        {"carrier": "ups", "title": "Box", "number": "1Z", "url": "https://ups.example/1Z"}
    ]
    assert deed(f"shipments track {id}")["tracking"] == []
