"""``orders`` and ``shipments``: from a promise to a parcel."""

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
def _shop(world: World) -> None:
    world.sources("berlin", "paris")
    world.stock("EU", "berlin", "paris", channels=["eu"])
    world.product("A", berlin=5, paris=5)
    world.product("B=C", berlin=2)


def test_an_order_is_placed_once(deed: Deed) -> None:
    line = "orders place --channel eu --number 1001 --line a=2 --line B=C=1 --line A=1"
    placed = deed(line, "--ship-to", "name=Maria", "--ship-to", "city=Oslo")
    assert (placed["order"], placed["status"], placed["lines"]) == ("1001", "pending", 2)
    assert placed["unchanged"] is False
    again = deed(line)
    assert again["unchanged"] is True
    assert again["operation"] is None
    refused = deed("orders place --channel eu --number 1001 --line A=9", status=1)
    assert refused["error"] == "order_exists"


def test_an_order_is_shown_with_its_lines(deed: Deed) -> None:
    deed("orders place --channel eu --number 1001 --line A=7")
    shown = deed("orders show 1001")
    assert (shown["order"], shown["channel"], shown["status"]) == ("1001", "eu", "pending")
    (line,) = shown["lines"]
    keys = ("sku", "ordered", "invoiced", "shipped", "cancelled", "refunded")
    assert [line[key] for key in keys] == ["A", "7", "0", "0", "0", "0"]
    assert shown["shipments"] == []


def test_a_refused_order_has_an_object_a_line_and_writes_nothing(
    inventory: Inventory, world: World
) -> None:
    answer = inventory(
        "orders place --channel eu --line A=11 --line B=C=1 --line Z=1 --json", status=1
    )
    assert [(row["error"], row["sku"]) for row in answer.rows] == [
        ("not_enough_qty", "A"),
        ("unknown_product", "Z"),
    ]
    assert world.reserved("B=C") == "0"


def test_an_order_is_held_released_and_cancelled(deed: Deed, world: World) -> None:
    deed("orders place --channel eu --number 1 --line A=4")
    assert deed("orders hold 1")["status"] == "holded"
    assert deed("orders unhold 1")["status"] == "pending"
    done = deed("orders cancel 1 --line A=1")
    assert done["lines"] == [{"sku": "A", "quantity": "1"}]
    assert deed("orders cancel 1")["order_status"] == "canceled"
    assert world.reserved("A") == "0"


@pytest.mark.both_databases
def test_an_order_is_planned_and_shipped(deed: Deed, world: World) -> None:
    deed("orders place --channel eu --number 1 --line A=7")
    plan = deed("shipments plan 1")
    assert (plan["algorithm"], plan["shippable"]) == ("priority", True)
    assert plan["lines"] == [
        {"sku": "A", "source": "berlin", "quantity": "5", "available": "5"},
        {"sku": "A", "source": "paris", "quantity": "2", "available": "5"},
    ]
    first = deed("shipments create 1 --source berlin --line A=3 --tracking dhl:Parcel:JD:01")
    (shipment,) = first["shipments"]
    assert (shipment["source"], first["order_status"]) == ("berlin", "processing")
    assert shipment["lines"] == [{"sku": "A", "quantity": "3"}]
    rest = deed("shipments create 1 --by priority")
    assert [one["source"] for one in rest["shipments"]] == ["berlin", "paris"]
    assert rest["order_status"] == "complete"
    assert (world.held("A", "berlin"), world.held("A", "paris")) == ("0", "3")
    assert world.reserved("A") == "0"


def test_an_import_reports_refused_orders_and_goes_on(
    inventory: Inventory, tmp_path: Path
) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(
        "order,channel,sku,quantity\n1,eu,A,4\n2,eu,A,99\n3,nowhere,A,1\n1,eu,B=C,1\n4,eu,A,x\n"
    )
    answer = inventory(f"orders import {file} --json")
    *refused, receipt = answer.rows
    assert {key: receipt[key] for key in ("placed", "refused", "unchanged")} == {
        "placed": 1,
        "refused": 3,
        "unchanged": 0,
    }
    assert {row["order"] for row in refused} == {"2", "3", "4"}
    assert inventory(f"orders import {file} --json").row["unchanged"] == 1


def test_an_import_can_be_tried_and_read_from_standard_input(
    inventory: Inventory, world: World
) -> None:
    rows = b"order,channel,sku,quantity\n1,eu,A,4\n2,eu,A,4\n3,eu,A,4\n"
    tried = inventory("orders import - --dry-run --json", input=rows).row
    assert (tried["operation"], tried["placed"], tried["refused"]) == (None, 2, 1)
    assert world.reserved("A") == "0"
    assert inventory("orders import - --json", input=rows).row["placed"] == 2


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("orders show 7", "unknown_order"),
        ("orders cancel 7", "unknown_order"),
        ("orders place --channel nowhere --line A=1", "unknown_website"),
        ("orders place --channel eu --line A=1e3", "validation_failed"),
        ("orders place --channel eu --line A=1,5", "validation_failed"),
        ("orders place --channel eu --line A", "validation_failed"),
        ("orders place --channel eu --line A=1.5", "qty_decimal"),
        ("orders place --channel eu --line A=1 --ship-to nme=x", "unknown_field"),
        ("shipments plan 7", "unknown_order"),
        ("orders import nowhere.csv", "bad_file"),
    ],
)
def test_refusals_have_their_kinds(inventory: Inventory, line: str, kind: str) -> None:
    answer = inventory(f"{line} --json", status=1)
    assert answer.row["error"] == kind
    assert answer.err.startswith("error: ")


def test_shipping_refuses_what_cannot_leave(inventory: Inventory, world: World) -> None:
    inventory("orders place --channel eu --number 1 --line A=7")
    for line, kind in (
        ("--source berlin --line A=6", "not_enough_in_source"),
        ("--source berlin --line A=8", "more_than_outstanding"),
        ("--source default --line A=1", "source_not_listed"),
        ("--source nowhere", "unknown_source"),
        ("--by magic", "unknown_algorithm"),
        ("--source berlin --tracking dhl", "validation_failed"),
    ):
        answer = inventory(f"shipments create 1 {line} --json", status=1)
        assert answer.row["error"] == kind, line
    assert inventory("shipments create 1", status=2).err.startswith("error: Give one of")
    assert world.held("A", "berlin") == "5"


@pytest.mark.both_databases
def test_orders_and_shipments_are_listed_newest_first(deed: Deed, listed: Listed) -> None:
    deed("orders place --channel eu --number 1 --line A=2 --line B=C=1")
    deed("orders place --channel eu --number 2 --line A=1 --ship-to name=Maria")
    rows = listed("orders list")
    assert [(row["order"], row["lines"], row["left"]) for row in rows] == [
        ("2", 1, "1"),
        ("1", 2, "3"),
    ]
    assert set(rows[0]) >= {"order", "channel", "status", "placed", "lines", "left"}
    assert [row["order"] for row in listed("orders list --filter customer:mar")] == ["2"]
    assert [row["order"] for row in listed("orders list --sort -placed --limit 1")] == ["1"]
    assert [row["order"] for row in listed("orders list --sort left")] == ["2", "1"]

    shipment = deed("shipments create 2 --source berlin")["shipments"][0]
    (row,) = listed("shipments list")
    assert (row["id"], row["order"], row["source"]) == (shipment["id"], "2", "berlin")
    assert deed(f"shipments show {shipment['id']}")["lines"] == [{"sku": "A", "quantity": "1"}]
    assert deed("orders show 2")["shipments"][0]["id"] == shipment["id"]


def test_reservations_tell_every_event(deed: Deed, listed: Listed) -> None:
    deed("orders place --channel eu --number 1 --line A=2")
    deed("orders cancel 1 --line A=1")
    rows = listed("reservations list --sku a")
    assert [(row["order"], row["stock"], row["quantity"], row["event"]) for row in rows] == [
        ("1", "EU", "-2", "order_placed"),
        ("1", "EU", "1", "order_canceled"),
    ]
    assert set(rows[0]) >= {"order", "sku", "stock", "quantity", "event", "at"}
    assert listed("reservations list --order 1") == rows
    assert listed("reservations list --sku B=C") == []


def test_a_slip_is_plain_text(deed: Deed, inventory: Inventory) -> None:
    deed("orders place --channel eu --number 1 --line A=2", "--ship-to", "name=M\x1b[2Ja")
    deed("shipments create 1 --source berlin --tracking dhl:Parcel:JD01")
    slip = inventory("shipments slip 1").out
    assert "\x1b" not in slip
    assert "berlin" in slip.lower()
    assert all(len(line) <= 80 for line in slip.splitlines())
    assert deed("shipments slip 9", status=1)["error"] == "unknown_shipment"
