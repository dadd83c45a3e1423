"""``kill -9`` in the middle of a deed leaves it whole or not there at all."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from inventory_tui.store.database import Database
from inventory_tui.store.tables import order_line, sales_order
from tests.accidents import world
from tests.accidents.world import assert_sound, command, open_shop, receipt, run, totals

pytestmark = pytest.mark.both_databases

PRODUCTS = 3000


def kill_after(seconds: float, words: list[str]) -> bool:
    """Kill the program after a while; whether it was still at it."""
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        try:
            child.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            return True
    return False


def moments(whole_run: float, long: bool) -> list[float]:
    """Moments spread over the second half of a run, where the deed is; the first half is
    Python starting."""
    rounds = 40 if long else 4
    return [whole_run * (0.45 + 0.5 * index / rounds) for index in range(rounds)]


def lines_an_order(database: Database) -> set[int]:
    """How many lines orders have."""
    lines = func.count(order_line.c.id)
    each = select(lines).select_from(sales_order.outerjoin(order_line))
    with database.read() as transaction:
        return set(transaction.connection.scalars(each.group_by(sales_order.c.id)))


def timed(words: list[str]) -> float:
    begin = time.monotonic()
    subprocess.run(words, capture_output=True, check=False)
    return time.monotonic() - begin


def test_a_killed_bulk_transfer_moved_everything_or_nothing(
    database: Database, database_url: str, long: bool
) -> None:
    open_shop(database, PRODUCTS)
    there, back = (
        command(database_url, "quantities", "transfer", *ends, "--filter", "sku:P*")
        for ends in (("berlin", "paris"), ("paris", "berlin"))
    )
    whole_run = timed(there)
    assert totals(database)["movements"] == 2 * PRODUCTS
    for turn, moment in enumerate(moments(whole_run, long)):
        before = totals(database)
        kill_after(moment, there if turn % 2 else back)
        after = totals(database)
        assert after["movements"] - before["movements"] in (0, 2 * PRODUCTS)
        assert after["units"] == before["units"] == PRODUCTS * 100_000
        assert_sound(database)


def test_a_killed_orders_import_leaves_whole_orders_and_the_file_finishes_it(
    database: Database, database_url: str, tmp_path: Path, long: bool
) -> None:
    open_shop(database, 500)
    file = world.orders_file(tmp_path / "orders.csv", 900, 3, 500)
    words = command(database_url, "orders", "import", str(file))
    for share in (0.5, 0.7, 0.9) if not long else [index / 20 for index in range(8, 20)]:
        kill_after(share * 2.0, words)
        assert lines_an_order(database) <= {3}
        assert_sound(database)
    placed = totals(database)["orders"]
    counts = receipt(run(database_url, "orders", "import", str(file)))
    assert (counts["placed"], counts["unchanged"], counts["refused"]) == (
        900 - placed,
        placed,
        0,
    )
    assert_sound(database)


def test_a_killed_shipment_left_the_source_or_did_not(
    database: Database, database_url: str, long: bool
) -> None:
    open_shop(database, 300)
    for number in ("A", "B", "C", "D"):
        world.place_order(database, number, 200)
    whole_run = timed(command(database_url, "shipments", "create", "A", "--source", "berlin"))
    assert totals(database)["shipments"] == 1
    for number, moment in zip("BCD", moments(whole_run, False), strict=False):
        before = totals(database)
        kill_after(
            moment, command(database_url, "shipments", "create", number, "--by", "priority")
        )
        after = totals(database)
        shipped = after["shipments"] - before["shipments"]
        assert shipped in (0, 1)
        assert before["units"] - after["units"] == shipped * 200 * 20_000
        assert after["movements"] - before["movements"] == shipped * 200
        assert_sound(database)


def test_a_deed_whose_receipt_was_printed_is_there(
    database: Database, database_url: str, another: Callable[..., Database]
) -> None:
    open_shop(database, 10)
    words = command(
        database_url, "quantities", "transfer", "berlin", "paris", "--filter", "sku:P*"
    )
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        line = child.stdout.readline()
        child.kill()
    assert '"transferred": 10' in line
    assert totals(another())["movements"] == 20
