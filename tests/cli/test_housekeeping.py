"""``housekeeping``, ``orders expiry`` and the dates of products, on the command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from inventory_tui.store.database import Database
from tests.cli.conftest import Answer
from tests.world import World

TypeIn = Callable[..., Answer]


@pytest.fixture
def at(database: Database, database_url: str, type_in: TypeIn) -> TypeIn:
    """Types a command against a shop with a bag in it."""
    world = World(database)
    world.source("berlin")
    world.stock("EU", "berlin", channels=["eu"])
    world.product("BAG", berlin=20)
    world.product("HAT", berlin=20)

    def run(*words: str, **given: Any) -> Answer:
        return type_in(*words, "--database", database_url, "--json", **given)

    return run


def test_it_answers_counts(at: TypeIn) -> None:
    done = at("housekeeping")
    assert done.status == 0
    assert done.row == {
        "operation": None,
        "deed": "housekeeping",
        "expired": 0,
        "published": 0,
        "unpublished": 0,
        "alerts": 0,
        "cleaned": 0,
        "errors": [],
    }


def test_an_order_says_when_it_expires(at: TypeIn) -> None:
    placed = at("orders", "place", "--channel", "eu", "--line", "BAG=1", "--expires", "2h")
    number = placed.row["order"]
    assert at("orders", "show", number).row["expires"] is not None
    done = at("orders", "expiry", number, "never").row
    assert (done["deed"], done["expires"]) == ("orders expiry", None)
    assert at("orders", "show", number).row["expires"] is None
    refused = at("orders", "expiry", number, "yesterday")
    assert (refused.status, refused.row["field"]) == (1, "expires")


def test_dates_and_ends_of_a_product(at: TypeIn) -> None:
    at("products", "set", "BAG", "display=2126-12-01T00:00", "discontinued=yes")
    at("products", "set", "BAG", "replacement=HAT")
    shown = at("products", "show", "BAG").row
    assert {
        key: shown[key]
        for key in ("state", "enabled", "draft", "discontinued", "replacement", "offered")
    } == {
        "state": "scheduled",
        "enabled": True,
        "draft": False,
        "discontinued": True,
        "replacement": "HAT",
        "offered": "HAT",
    }
    assert shown["display"].startswith("2126-12-01T00:00")
    (row,) = at("products", "list", "--filter", "state:scheduled").rows
    assert (row["sku"], row["state"]) == ("BAG", "scheduled")
    refused = at("orders", "place", "--channel", "eu", "--line", "BAG=1")
    assert refused.row["error"] == "product_scheduled"
    done = at("housekeeping").row
    assert (done["published"], done["unpublished"]) == (0, 1)
