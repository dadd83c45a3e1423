"""``doctor``: clean or not, for people and for programs."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from tests.cli.conftest import Answer
from tests.world import World

Inventory = Callable[..., Answer]
Deed = Callable[..., dict[str, Any]]


def test_a_clean_database_ends_with_0(inventory: Inventory, world: World) -> None:
    world.product("A", default=5)
    answer = inventory("doctor --json")
    (row,) = answer.rows
    assert row["checked"] > 0
    assert (row["found"], row["fixed"]) == (0, 0)
    assert "source items" in inventory("doctor").err


def test_a_wrong_sum_is_found_and_fixed(
    inventory: Inventory, deed: Deed, world: World, database_url: str
) -> None:
    world.product("A", default=5)
    connection = sqlite3.connect(database_url)
    connection.execute("update stock_level set on_hand = 7, salable = 7")
    connection.commit()
    connection.close()

    *findings, counts = inventory("doctor --json", status=1).rows
    assert {finding["flaw"] for finding in findings} >= {"kept_on_hand"}
    assert findings[0]["sku"] == "A"
    assert (counts["found"], counts["fixed"]) == (len(findings), 0)
    assert "kept_on_hand" in inventory("doctor", status=1).out

    tried = deed("doctor --fix --dry-run")
    assert tried["fixed"] == tried["found"]
    assert deed("doctor --fix")["fixed"] == tried["fixed"]
    assert deed("doctor")["found"] == 0
    assert world.salable("A") == "5"
