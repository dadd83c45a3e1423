"""``pickup`` and ``report pickup``: where orders are fetched, and which are ready."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.cli.conftest import Answer
from tests.services.shopping import Shop
from tests.world import World

Deed = Callable[..., dict[str, Any]]
Listed = Callable[..., list[dict[str, Any]]]
PLACES = "DE\t70173\tStuttgart\t\t\t\t\t\t\t48.78\t9.18\t\n"


@pytest.fixture(autouse=True)
def _world(world: World) -> None:
    here: dict[str, Any] = {"street": "Street 1", "city": "City", "phone": "1", "pickup": True}
    world.source("munich", latitude="48.1", longitude="11.6", **here)
    world.source("paris", latitude="48.9", longitude="2.4", **here)
    world.stock("EU", "munich", "paris", channels=["eu"])
    world.product("A", munich=5, paris=2)
    Shop(world).place({"A": 3}, "7", pickup_location="munich")


def test_locations_and_what_is_near(listed: Listed, inventory: Callable[..., Answer]) -> None:
    rows = listed("pickup locations --channel eu")
    assert [(row["source"], row["distance_km"]) for row in rows] == [
        ("munich", None),
        ("paris", None),
    ]
    inventory("geonames", "import", "-", "--country", "DE", input=PLACES.encode())
    search = "pickup search --near 70173:DE --radius 600 --channel eu --sku A"
    near = listed(search)
    assert [(row["source"], row["distance_km"], row["available"]) for row in near] == [
        ("munich", 193.9, {"A": "2"}),
        ("paris", 496.2, {"A": "2"}),
    ]


def test_an_order_is_moved_made_ready_and_leaves_the_report(deed: Deed, listed: Listed) -> None:
    (row,) = listed("report pickup --source munich")
    assert row == {"order": "7", "source": "munich", "sku": "A", "held": "3", "ready": None}
    assert deed("pickup move 7 paris")["orders"] == 1
    assert listed("report pickup --source munich") == []
    assert deed("pickup move 7 munich")["deed"] == "orders fetch"
    done = deed("pickup ready 7")
    assert (done["order_status"], done["told"]) == ("complete", False)
    assert [one["source"] for one in done["shipments"]] == ["munich"]
    assert listed("report pickup") == []
    again = deed("pickup ready 7")
    assert (again["deed"], again["shipments"], again["told"]) == ("pickup ready", [], False)


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        ("pickup search --near Munich", "validation_failed"),
        ("pickup search --near 1:DE --radius -1", "validation_failed"),
        ("pickup search --near 99999:DE", "unknown_place"),
        ("pickup locations --channel nowhere", "unknown_website"),
        ("pickup ready 99", "unknown_order"),
        ("pickup move 7 rome", "unknown_source"),
        ("report pickup --source rome", "unknown_source"),
    ],
)
def test_what_is_refused(deed: Deed, command: str, kind: str) -> None:
    assert deed(command, status=1)["error"] == kind
