"""``stocks`` and ``channels``: every verb, what it prints, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.cli.conftest import Answer
from tests.world import World

Inventory = Callable[..., Answer]
Deed = Callable[..., dict[str, Any]]
Listed = Callable[..., list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def _sources(world: World) -> None:
    world.sources("berlin", "paris")


def test_a_stock_is_added_mapped_shown_and_deleted(deed: Deed, listed: Listed) -> None:
    assert deed("stocks add EU")["deed"] == "stocks add"
    deed("stocks assign eu paris berlin")
    deed("stocks prioritise EU berlin paris")
    deed("stocks channels EU base")
    assert deed("stocks show eu") == {
        "id": 2,
        "name": "EU",
        "channels": ["base"],
        "sources": ["berlin", "paris"],
    }
    deed("stocks unassign EU paris")
    deed("stocks rename EU Europe")
    assert [(row["name"], row["sources"]) for row in listed("stocks list")] == [
        ("Default Stock", ["default"]),
        ("Europe", ["berlin"]),
    ]
    assert deed("stocks delete 2")["deleted"] == 1
    assert listed("channels list")[0]["stock"] == "Default Stock"


def test_a_preview_counts_what_would_be_seen(deed: Deed, world: World) -> None:
    world.stock("EU", "berlin")
    world.product("A", berlin=5, paris="2.5")
    world.product("B", paris=3)
    seen = deed("stocks show EU --preview --assign paris")
    assert seen == {
        "stock": "EU",
        "products": 2,
        "salable": "10.5",
        "products_before": 1,
        "salable_before": "5",
    }
    assert deed("stocks show EU --preview --assign paris --unassign berlin")["salable"] == "5.5"
    assert deed("stocks show EU")["sources"] == ["berlin"]


def test_channels_are_added_renamed_and_deleted(deed: Deed, listed: Listed) -> None:
    deed("channels add eu --name", "Europe, web")
    shown = listed("channels list")[-1]
    assert shown["erc"]
    assert (shown["code"], shown["name"], shown["stock"]) == (
        "eu",
        "Europe, web",
        "Default Stock",
    )
    assert deed("channels rename eu europe")["deed"] == "channels rename"
    assert deed("channels delete EUROPE")["deed"] == "channels delete"
    assert [row["code"] for row in listed("channels list")] == ["base"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("stocks show EU", "unknown_stock"),
        ("stocks show 7", "unknown_stock"),
        ("stocks assign 1 berlin", "default_link_protected"),
        ("stocks unassign 1 default", "default_link_protected"),
        ("stocks delete 1", "default_stock_protected"),
        ("stocks channels 1 nowhere", "unknown_website"),
        ("channels delete base", "default_channel_protected"),
        ("channels delete nowhere", "unknown_website"),
        ("channels add BASE --name x", "not_unique"),
    ],
)
def test_refusals_have_their_kinds(inventory: Inventory, line: str, kind: str) -> None:
    answer = inventory(f"{line} --json", status=1)
    assert answer.row["error"] == kind
    assert answer.err.startswith("error: ")


def test_priorities_need_every_source(inventory: Inventory, world: World) -> None:
    world.stock("EU", "berlin", "paris")
    for line in ("stocks prioritise EU paris", "stocks prioritise EU paris berlin paris"):
        assert inventory(line, status=1).err.startswith("error: ")
    assert inventory("stocks prioritise EU paris nowhere --json", status=1).rows


def test_a_preview_is_asked_for(inventory: Inventory) -> None:
    answer = inventory("stocks show 1 --assign berlin", status=2)
    assert "belong to --preview" in answer.err
