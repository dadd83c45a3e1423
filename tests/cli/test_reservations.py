"""``reservations``: found wrong, put right, folded away, as a pipe of commands would."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete

from inventory_tui.store.database import Database
from inventory_tui.store.tables import reservation
from tests.cli.conftest import Answer
from tests.world import World

Inventory = Callable[..., Answer]
Deed = Callable[..., dict[str, Any]]
Listed = Callable[..., list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def _orders(world: World, database: Database, inventory: Inventory) -> None:
    """Order 1 holds what it should; orders 2 and 3 lost their reservations."""
    world.sources("berlin")
    world.stock("EU", "berlin", channels=["eu"])
    world.product("A:1", berlin=50)
    for number in ("1", "2", "3"):
        inventory(f"orders place --channel eu --number {number} --line A:1=2")
    inventory("orders cancel 3")
    with database.write() as transaction:
        gone = [row for row in transaction.reservations.rows() if row.id in (2, 3)]
        transaction.connection.execute(delete(reservation).where(reservation.c.id.in_((2, 3))))
        for row in gone:
            reserved = {(row.stock_id, row.product_id): -row.quantity.parts}
            transaction.levels.reserve(reserved)


def test_what_is_found_raw_is_what_compensates(inventory: Inventory, deed: Deed) -> None:
    raw = inventory("reservations inconsistencies --raw", status=1).out
    assert raw == "2:A:1:-2.000000:2\n3:A:1:-2.000000:2\n"
    done = deed("reservations compensate -", input=raw.encode())
    assert (done["deed"], done["compensated"]) == ("reservations compensate", 2)
    none = inventory("reservations inconsistencies")
    assert (none.out, "No reservation" in none.err) == ("", True)
    assert inventory("doctor").status == 0


def test_inconsistencies_are_listed_by_order(listed: Listed, inventory: Inventory) -> None:
    complete = listed("reservations inconsistencies --complete", status=1)
    assert complete == [
        {
            "order": "3",
            "sku": "A:1",
            "stock": "EU",
            "quantity": "-2",
            "reserved": "2",
            "expected": "0",
            "status": "canceled",
            "stock_id": 2,
        }
    ]
    open_ones = inventory("reservations inconsistencies -i", status=1).out.splitlines()
    assert open_ones == [
        "order\tsku\tstock\tquantity\treserved\texpected",
        "2\tA:1\tEU\t-2\t0\t-2",
    ]
    both = listed("reservations inconsistencies -c -i", status=1)
    assert [row["order"] for row in both] == ["2", "3"]
    assert len(listed("reservations inconsistencies --after 2", status=1)) == 1


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("abc", "validation_failed"),
        ("2:A:1:0:EU", "validation_failed"),
        ("9:A:1:-2:EU", "unknown_order"),
        ("2:B:-2:EU", "unknown_product"),
        ("2:A:1:-2:US", "unknown_stock"),
        ("2:A:1:2:EU", "not_compensating"),
        ("2:A:1:-2:EU abc", "validation_failed"),
        ("", "nothing_given"),
        ("-", "nothing_given"),
    ],
)
def test_what_cannot_be_compensated_writes_nothing(
    inventory: Inventory, listed: Listed, line: str, kind: str
) -> None:
    refused = inventory(f"reservations compensate {line} --json", status=1, input=b"\n")
    assert refused.rows[0]["error"] == kind
    assert len(listed("reservations inconsistencies", status=1)) == 2


def test_a_compensation_tried_is_not_written(deed: Deed, listed: Listed) -> None:
    assert deed("reservations compensate 2:A:1:-2:EU --dry-run")["operation"] is None
    assert len(listed("reservations inconsistencies", status=1)) == 2
    done = deed("reservations compensate 2:a:1:-1:eu 2:A:1:-1:2")
    assert done["compensated"] == 2
    events = [row["event"] for row in listed("reservations list --order 2")]
    assert events == ["order_placed", "manual_compensation"]


def test_clean_folds_what_sums_to_nothing(deed: Deed, listed: Listed) -> None:
    deed("reservations compensate 3:A:1:-2:EU")
    assert deed("reservations clean --dry-run")["deleted"] == 2
    done = deed("reservations clean")
    assert (done["deed"], done["deleted"]) == ("reservations clean", 2)
    assert [row["order"] for row in listed("reservations list")] == ["1"]
    assert deed("reservations clean")["operation"] is None


def test_input_that_is_no_text_is_refused(inventory: Inventory) -> None:
    answer = inventory("reservations compensate - --json", status=1, input=b"2:A\xff")
    assert answer.row["error"] == "bad_file"
