"""What is done to orders and shipments that are there, from the command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.cli.conftest import Answer
from tests.world import World

Inventory = Callable[..., Answer]
Deed = Callable[..., dict[str, Any]]


@pytest.fixture(autouse=True)
def _shop(world: World) -> None:
    world.sources("berlin", "paris")
    world.stock("EU", "berlin", "paris", channels=["eu"])
    world.product("A", berlin=5, paris=5)
    world.product("B=C:x@y", berlin=9)
    world.product("FILM", type="virtual", berlin=2, paris=2)


@pytest.fixture
def placed(deed: Deed) -> None:
    deed(
        "orders place --channel eu --number 1 --line A=4 --line FILM=3 --line B=C:x@y=2",
        *("--ship-to", "name=Maria", "--ship-to", "email=maria@example.org"),
    )


@pytest.mark.both_databases
@pytest.mark.usefixtures("placed")
def test_an_order_is_invoiced_shipped_and_refunded(deed: Deed, world: World) -> None:
    first = deed("orders invoice 1 --line film=3 --line A=1 --comment", "first half")
    assert (first["invoice"], first["order_status"]) == (1, "processing")
    assert first["lines"] == [{"sku": "A", "quantity": "1"}, {"sku": "FILM", "quantity": "3"}]
    assert first["taken"] == [
        {"sku": "FILM", "source": "berlin", "quantity": "2"},
        {"sku": "FILM", "source": "paris", "quantity": "1"},
    ]
    assert deed("orders invoice 1")["invoice"] == 2
    deed("shipments create 1 --source berlin --line A=3")
    done = deed("orders refund 1 --line A=1:release --line A=2:return@berlin --line FILM=1")
    assert (done["refund"], done["order_status"]) == (1, "processing")
    assert done["lines"] == [
        {"sku": "A", "quantity": "1", "outcome": "release"},
        {"sku": "A", "quantity": "2", "outcome": "return", "source": "berlin"},
        {"sku": "FILM", "quantity": "1", "outcome": "release"},
    ]
    assert done["moved"] == [{"sku": "A", "source": "berlin", "quantity": "2"}]
    assert world.held("A", "berlin") == "4"
    shown = deed("orders show 1")
    assert [one["id"] for one in shown["invoices"]] == [1, 2]
    assert shown["invoices"][0]["comment"] == "first half"
    assert [one["moved"] for one in shown["refunds"]] == [done["moved"]]
    line = next(line for line in shown["lines"] if line["sku"] == "A")
    assert [line[key] for key in ("ordered", "invoiced", "shipped", "refunded", "open")] == [
        *("4", "4", "3", "3", "0"),
    ]
    assert deed("doctor")["found"] == 0


@pytest.mark.usefixtures("placed")
def test_a_sku_is_what_remains_after_cutting_from_both_ends(deed: Deed, world: World) -> None:
    deed("orders invoice 1 --line B=C:x@y=2")
    done = deed("orders refund 1 --line B=C:x@y=1:write-off@berlin --line B=C:x@y=1")
    assert [(one["sku"], one["outcome"]) for one in done["lines"]] == [
        ("B=C:x@y", "write-off"),
        ("B=C:x@y", "release"),
    ]
    assert done["moved"] == [{"sku": "B=C:x@y", "source": "berlin", "quantity": "-1"}]
    assert world.held("B=C:x@y", "berlin") == "8"


def test_all_that_can_be_refunded_with_its_money(deed: Deed) -> None:
    deed("orders place --channel eu --number 1 --line A=2 --shipping-amount 5")
    deed("shipments create 1 --source berlin")
    done = deed("orders refund 1 --all --shipping 5 --fee 0.5 --comment sorry")
    assert done["order_status"] == "closed"
    (kept,) = deed("orders show 1")["refunds"]
    assert (kept["shipping"], kept["adjustment"], kept["fee"], kept["comment"]) == (
        "5",
        "",
        "0.5",
        "sorry",
    )


@pytest.mark.usefixtures("placed")
def test_payments_are_told_and_answered(deed: Deed) -> None:
    assert deed("orders payment 1 PENDING")["status"] == "pending_payment"
    assert deed("orders payment 1 review")["status"] == "payment_review"
    assert deed("orders accept 1")["status"] == "pending"
    assert deed("orders payment 1 received")["operation"] is None
    deed("orders payment 1 fraud")
    refused = deed("shipments create 1 --source berlin", status=1)
    assert (refused["error"], "orders accept 1" in refused["message"]) == ("order_status", True)
    denied = deed("orders deny 1")
    assert (denied["order"], denied["status"]) == ("1", "canceled")


@pytest.mark.usefixtures("placed")
def test_a_shipment_is_cancelled(deed: Deed, inventory: Inventory, world: World) -> None:
    made = deed("shipments create 1 --source berlin --line A=2 --tracking dhl:Parcel:JD01")
    id = made["shipments"][0]["id"]
    refused = deed(f"shipments cancel {id}", status=1)
    assert (refused["error"], "--force" in refused["message"]) == ("blocked", True)
    done = deed(f"shipments cancel {id} --force")
    assert (done["shipment"], done["order_status"]) == (id, "pending")
    assert done["lines"] == [{"sku": "A", "quantity": "2"}]
    assert world.held("A", "berlin") == "5"
    assert deed(f"shipments show {id}")["cancelled"] is True
    assert deed("shipments list")["cancelled"] is True
    assert deed("orders show 1")["shipments"][0]["cancelled"] is True
    assert "Cancelled" in inventory(f"shipments slip {id}").out
    assert deed(f"shipments cancel {id}", status=1)["error"] == "order_status"
    assert deed("shipments cancel 77", status=1)["error"] == "unknown_shipment"


@pytest.mark.usefixtures("placed")
def test_an_order_is_shown_to_people_with_all_its_documents(
    deed: Deed, inventory: Inventory
) -> None:
    deed("orders invoice 1")
    first = deed("shipments create 1 --source berlin --line A=2")["shipments"][0]["id"]
    deed("shipments create 1 --source paris --line A=1")
    deed(f"shipments cancel {first}")
    deed("orders refund 1 --line A=1:return@paris")
    lines = [line.split("\t") for line in inventory("orders show 1").out.splitlines()]
    head = lines.index(
        [
            "sku",
            "name",
            "ordered",
            "invoiced",
            "shipped",
            "cancelled",
            "refunded",
            "open",
            "held",
        ]
    )
    assert lines[head + 1] == ["A", "Product A", "4", "4", "1", "0", "1", "3", "3"]
    table = {line[0]: number for number, line in enumerate(lines)}
    assert lines[table["shipment"] + 1][3:5] == ["berlin", "yes"]
    assert lines[table["shipment"] + 2][3:5] == ["paris", "no"]
    assert lines[table["refund"] + 1][3] == "1 A return at paris"
    assert table["invoice"] < table["shipment"] < table["refund"]


class TestForget:
    @pytest.mark.usefixtures("placed")
    def test_a_customer_is_forgotten(self, deed: Deed, inventory: Inventory) -> None:
        refused = deed("orders forget 1", status=1)
        assert (refused["error"], refused["order"]) == ("order_status", "1")
        deed("orders cancel 1")
        tried = deed("orders forget --customer MARIA@example.org --dry-run")
        assert (tried["operation"], tried["forgotten"], tried["orders"]) == (None, 1, ["1"])
        assert deed("orders show 1")["ship_to"]["name"] == "Maria"
        done = deed("orders forget 1 --actor boss --note", "asked by letter")
        assert (done["forgotten"], done["orders"]) == (1, ["1"])
        shown = deed("orders show 1")
        assert set(shown["ship_to"].values()) == {""}
        assert "maria" not in inventory("report history --json").out.casefold()
        assert deed("orders forget 1")["operation"] is None

    def test_who_is_to_be_forgotten_is_said_in_one_way(self, inventory: Inventory) -> None:
        for words in ("", "1 --customer a@x.org"):
            assert "Give one of" in inventory(f"orders forget {words}", status=2).err
        assert "no order" in inventory("orders forget --customer a@x.org", status=1).err


@pytest.mark.usefixtures("placed")
def test_events_sent_twice_change_nothing(deed: Deed) -> None:
    for line in (
        "orders hold 1 --event h",
        "orders unhold 1 --event u",
        "orders payment 1 fraud --event f",
        "orders accept 1 --event a",
        "orders invoice 1 --line A=2 --event i",
        "orders refund 1 --line A=1 --event r",
        "shipments create 1 --source berlin --line A=1 --event s",
        "shipments cancel 1 --event x",
        "orders cancel 1 --line A=1 --event c",
    ):
        assert deed(line)["operation"] is not None, line
        again = deed(line)
        assert (again["operation"], again["unchanged"]) == (None, 1), line
    reused = deed("orders deny 1 --event h", status=1)
    assert (reused["error"], reused["field"]) == ("event_reused", "event")
    assert deed("doctor")["found"] == 0


@pytest.mark.usefixtures("placed")
def test_every_deed_can_be_tried_and_says_by_whom_and_why(deed: Deed, world: World) -> None:
    tried = deed("orders invoice 1 --dry-run")
    assert (tried["operation"], tried["invoice"], tried["order_status"]) == (
        None,
        None,
        "processing",
    )
    assert deed("orders show 1")["invoices"] == []
    deed("orders invoice 1 --actor ann --reason counted")
    row = deed("report history --actor ann")
    assert (row["deed"], row["reason"]) == ("orders invoice", "counted")
    assert deed("orders refund 1 --line A=1 --dry-run")["refund"] is None
    assert deed("orders payment 1 fraud --dry-run")["status"] == "fraud"
    deed("shipments create 1 --source berlin --line A=1")
    assert deed("shipments cancel 1 --dry-run")["operation"] is None
    assert world.held("A", "berlin") == "4"
    shown = deed("orders show 1")
    assert (shown["status"], shown["refunds"]) == ("processing", [])


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("orders refund 1 --line A", "write SKU=QTY"),
        ("orders refund 1 --line =3", "write SKU=QTY"),
        ("orders refund 1 --line A=1@", "write SKU=QTY"),
        ("orders refund 1 --line A=1:back", "return, release or write-off, not 'back'"),
        ("orders refund 1 --line A=1:", "return, release or write-off"),
        ("orders refund 1 --line A=1,5", "write 1.5"),
        ("orders refund 1 --line A=-1", "--line A=-1"),
        ("orders refund 1 --line A=1 --fee 1,5", "Fee: "),
        ("orders refund 1 --line A=1@rome", "rome"),
        ("orders refund 1 --line A=9", "not 9"),
        ("orders refund 1 --line Z=1", "no line 'Z'"),
        ("orders invoice 1 --line A=99", "not 99"),
        ("orders invoice 1 --line A=0", "above 0"),
        ("orders invoice 9", "no order '9'"),
        ("orders accept 1", "not in doubt"),
        ("orders deny 1", "not in doubt"),
        ("orders forget 9", "no order '9'"),
    ],
)
@pytest.mark.usefixtures("placed")
def test_bad_input_gets_a_sentence_and_changes_nothing(
    inventory: Inventory, deed: Deed, line: str, words: str
) -> None:
    deed("shipments create 1 --source berlin --line A=2")
    before = deed("orders show 1")
    answer = inventory(line, status=1)
    assert words in answer.err
    assert "Traceback" not in answer.err
    assert deed("orders show 1") == before


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("orders refund 1", "--line or --all"),
        ("orders refund 1 --all --line A=1", "--line or --all"),
        ("orders payment 1 paid", "pending, review, fraud, received"),
        ("orders payment 1", "Missing argument"),
        ("shipments cancel x", "not a valid integer"),
    ],
)
def test_wrong_usage(inventory: Inventory, line: str, words: str) -> None:
    assert words in inventory(line, status=2).err
