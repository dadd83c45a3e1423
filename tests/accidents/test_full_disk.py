"""A full disk in the middle of a deed: a sentence, the deed undone, and all is well again."""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inventory_tui.store.database import Database
from tests.accidents import world
from tests.accidents.world import assert_sound, open_shop, receipt, run, totals

ROOM = 160 * 1024
"""Bytes any file may have while there is no room: enough to begin, too little to end."""


def no_room() -> None:
    """In the child: no file may grow beyond `ROOM`."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM))


def without_room(url: str, *words: str) -> subprocess.CompletedProcess[str]:
    return run(url, *words, preexec_fn=no_room)


@pytest.fixture
def small_log(database: Database) -> Callable[[], None]:
    """Empties the write-ahead log, so that the room left is the deed's alone."""

    def empty() -> None:
        database.close()
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()

    return empty


def refused_for_room(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 3, (done.stdout, done.stderr)
    assert "no room" in done.stderr
    assert '"store_full"' in done.stdout


def test_a_bulk_transfer_is_undone_whole(
    database: Database, database_url: str, small_log: Callable[[], None]
) -> None:
    open_shop(database, 3000)
    small_log()
    words = ("quantities", "transfer", "berlin", "paris", "--filter", "sku:P*")
    refused_for_room(without_room(database_url, *words))
    assert totals(database)["movements"] == 0
    assert_sound(database)
    assert receipt(run(database_url, *words))["transferred"] == 3000
    assert_sound(database)


def test_an_orders_import_keeps_whole_orders(
    database: Database, database_url: str, small_log: Callable[[], None], tmp_path: Path
) -> None:
    open_shop(database, 3000)
    file = world.orders_file(tmp_path / "orders.csv", 2000, 3, 3000)
    small_log()
    refused_for_room(without_room(database_url, "orders", "import", str(file)))
    assert_sound(database)
    there = totals(database)["orders"]
    counts: dict[str, Any] = receipt(run(database_url, "orders", "import", str(file)))
    assert (counts["placed"], counts["unchanged"]) == (2000 - there, there)
    assert_sound(database)


def test_a_shipment_does_not_leave(
    database: Database, database_url: str, small_log: Callable[[], None]
) -> None:
    open_shop(database, 3000)
    world.place_order(database, "A", 2500)
    small_log()
    words = ("shipments", "create", "A", "--source", "berlin")
    refused_for_room(without_room(database_url, *words))
    assert totals(database)["shipments"] == 0
    assert_sound(database)
    assert receipt(run(database_url, *words))["order_status"] == "complete"
    assert_sound(database)
