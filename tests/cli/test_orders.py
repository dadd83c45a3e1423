"""``orders`` and ``shipments``: from a promise to a parcel."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inventory_tui.domain.composite import BundleOption, Part
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.products import composites
from tests.cli.conftest import Answer
from tests.services.shopping import CLERK
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


def test_an_order_is_placed_again_with_more_lines(deed: Deed) -> None:
    deed(
        "orders place --channel eu --number 1001 --line A=2 --group trade --ship-to name=Maria"
    )
    placed = deed("orders place --again 1001 --line B=C=1 --number 1002")
    assert (placed["order"], placed["lines"]) == ("1002", 2)
    shown = deed("orders show 1002")
    assert (shown["channel"], [line["sku"] for line in shown["lines"]]) == ("eu", ["A", "B=C"])
    refused = deed("orders place --again 7", status=1)
    assert refused["error"] == "unknown_order"


def test_without_a_channel_there_must_be_an_order_to_repeat(inventory: Inventory) -> None:
    assert "--channel" in inventory("orders place --line A=1", status=2).err
    assert "--channel" in inventory("orders check --line A=1", status=2).err


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


@pytest.fixture
def composed(world: World) -> None:
    world.product("SET", type="bundle")
    world.product("SHIRT", type="configurable")
    options = [BundleOption("One", (Part("A", Quantity(20_000), changeable=True),))]
    composites.set_bundle(world.database, "SET", options, ship_together=False, cause=CLERK)
    composites.set_variations(world.database, "SHIRT", [Part("B=C")], cause=CLERK)


@pytest.mark.usefixtures("composed")
def test_bundles_and_variants_are_ordered(deed: Deed, listed: Listed) -> None:
    placed = deed("orders place --channel eu --number 1 --line SET=1 --under SHIRT B=C=1")
    assert placed["lines"] == 2
    deed("orders place --channel eu --number 2 --bundle SET=2 A=3")
    rows = [row["quantity"] for row in listed("reservations list")]
    assert rows == ["-2", "-1", "-6"]
    shown = deed("orders show 1")
    assert [(one["sku"], one["quantity"], one["together"]) for one in shown["bundles"]] == [
        ("SET", "1", False)
    ]
    lines = [(line["sku"], line["bundle"], line["chosen_as"]) for line in shown["lines"]]
    assert lines == [("A", "SET", ""), ("B=C", "", "SHIRT")]
    again = "orders place --channel eu --number 2 --bundle SET=2"
    assert deed(again, "a=3")["unchanged"] is True
    for line, kind in (
        ("--line SHIRT=1", "product_is_parent"),
        ("--bundle SET=1 B=C", "validation_failed"),
        ("--bundle SET A=1", "validation_failed"),
        ("--bundle SET=1 A=x", "validation_failed"),
        ("--under SHIRT A=1", "validation_failed"),
        ("--line A=1 --pickup berlin", "unknown_pickup_location"),
        ("--line A=1 --shipping-amount 1,5", "validation_failed"),
    ):
        assert deed(f"orders place --channel eu {line}", status=1)["error"] == kind, line


def test_how_an_order_is_paid_and_sent_is_kept(deed: Deed, world: World) -> None:
    world.setting("min_cart_qty_groups", "wholesale=5")
    line = "orders place --channel eu --payment pending --payment-method card --number 7"
    placed = deed(f"{line} --line A=5 --group wholesale --shipping-amount 4.90")
    assert placed["status"] == "pending_payment"
    few = deed("orders place --channel eu --line A=4 --group wholesale", status=1)
    assert few["error"] == "min_sale_qty"
    wrong = deed("orders place --channel eu --line A=1 --payment never", status=2)
    assert wrong["error"] == "wrong_usage"


def test_an_order_is_checked_before_it_is_placed(
    inventory: Inventory, deed: Deed, world: World
) -> None:
    world.product("LATE", berlin=1, backorders="notify")
    fits = inventory("orders check --channel eu --line A=10 --line LATE=3 --json")
    keys = ("sku", "quantity", "salable", "accepted", "backordered", "errors")
    assert [tuple(row[key] for key in keys) for row in fits.rows] == [
        ("A", "10", "10", True, "0", []),
        ("LATE", "3", "1", True, "2", []),
    ]
    assert fits.rows[1]["why"] == "LATE: 2 of 3 will follow later (backordered)."
    short = inventory("orders check --channel eu --line A=11 --json", status=1).row
    assert short["errors"] == ["backorders_disabled", "manage_stock_enabled", "not_enough_qty"]
    assert short["why"] == "A: EU can promise 10 more, 11 asked."
    assert deed("orders check --channel no --line A=1", status=1)["error"] == "unknown_website"
    assert world.reserved("A") == "0"


@pytest.mark.both_databases
def test_orders_of_another_system_are_taken_over(
    inventory: Inventory, deed: Deed, tmp_path: Path, world: World
) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(
        "order,channel,sku,ordered,shipped,reserved,extra\n"
        "1,eu,A,5,2,-3,x\n1,eu,B=C,1,,,\n2,eu,A,1,2,,\n3,eu,A,x,,,\n"
    )
    tried = inventory(f"orders adopt {file} --dry-run --json").rows[-1]
    assert (tried["operation"], tried["adopted"]) == (None, 1)
    *refused, receipt = inventory(f"orders adopt {file} --json").rows
    assert [(row["order"], row["row"]) for row in refused] == [("2", 4), ("3", 5)]
    assert [receipt[key] for key in ("adopted", "refused", "unchanged")] == [1, 2, 0]
    shown = deed("orders show 1")
    assert [(line["ordered"], line["held"]) for line in shown["lines"]] == [
        ("5", "3"),
        ("1", "0"),
    ]
    missing = inventory("reservations inconsistencies --json", status=1).rows
    assert [(row["sku"], row["quantity"]) for row in missing] == [("B=C", "-1")]
    assert inventory(f"orders adopt {file} --json").rows[-1]["unchanged"] == 1
