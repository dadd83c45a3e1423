"""``incoming`` and ``transfers``: what is expected, and what is on the road."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.cli.conftest import Answer
from tests.world import World

Deed = Callable[..., dict[str, Any]]
Listed = Callable[..., list[dict[str, Any]]]
AMOUNTS = ("received", "short", "damaged", "left")


@pytest.fixture(autouse=True)
def _world(world: World) -> None:
    world.sources("berlin", "paris")
    world.stock("EU", "berlin", "paris", channels=["eu"])
    world.product("A", berlin=10)
    world.product("X=1", berlin=10)


def test_lines_are_added_listed_changed_and_deleted(deed: Deed, listed: Listed) -> None:
    assert deed("incoming add A berlin 5 --expected 2099-01-01 --delivery D7")["id"] == 1
    late = deed("incoming add A paris 3 --expected 2001-01-01 --note fragile")
    assert late["warnings"] == ["2001-01-01 is past: it counts as overdue."]
    keys = ("id", "sku", "source", "quantity", "expected", "overdue")
    assert [tuple(row[key] for key in keys) for row in listed("incoming list")] == [
        (2, "A", "paris", "3", "2001-01-01", True),
        (1, "A", "berlin", "5", "2099-01-01", False),
    ]
    assert [row["id"] for row in listed("incoming list --overdue")] == [2]
    assert [row["note"] for row in listed("incoming list --source paris")] == ["fragile"]
    assert [row["id"] for row in listed("incoming list --delivery d7")] == [1]
    assert deed("incoming set 2 quantity=4 expected=2099-02-01")["changed"] == 2
    assert deed("incoming delete 2")["quantity"] == "4"
    assert [row["id"] for row in listed("incoming list --sku a")] == [1]


def test_lines_are_received_in_part_and_whole(deed: Deed, listed: Listed, world: World) -> None:
    deed("incoming add A berlin 30 --expected 2099-01-01")
    part = deed("incoming receive 1 --quantity 10")
    assert [part[key] for key in ("received", "short", "damaged", "left")] == [
        "10",
        "0",
        "0",
        "20",
    ]
    rest = deed("incoming receive 1 --short 2 --damaged 1 --reason lost")
    assert [rest[key] for key in ("received", "short", "damaged", "left")] == [
        "18",
        "2",
        "1",
        "0",
    ]
    assert world.held("A", "berlin") == "38"
    assert listed("incoming list") == []
    assert [row["received"] for row in listed("incoming list --all")] == ["28"]


def test_a_whole_delivery(deed: Deed, inventory: Callable[..., Answer], world: World) -> None:
    for sku in ("A", "X=1"):
        deed(f"incoming add {sku} berlin 2 --expected 2099-01-01 --delivery D7")
    inventory("incoming receive --delivery D7 --short 1", status=2)
    assert deed("incoming receive --delivery D7")["received"] == "4"
    assert (world.held("A", "berlin"), world.held("X=1", "berlin")) == ("12", "12")


def test_a_transfer_is_sent_received_and_taken_back(
    deed: Deed, listed: Listed, world: World
) -> None:
    sent = deed("transfers send berlin paris --line A=6 --line X=1=2 --expected 2001-01-01")
    assert (sent["id"], sent["origin"], sent["destination"], sent["status"]) == (
        1,
        "berlin",
        "paris",
        "sent",
    )
    assert [(line["sku"], line["sent"]) for line in sent["lines"]] == [("A", "6"), ("X=1", "2")]
    done = deed(
        "transfers receive T1 --line A=3 --line A=1:lost --line A=1:damaged --line X=1=1:short"
    )
    amounts = ("received", "short", "lost", "damaged", "on_the_road")
    assert [[line[key] for key in amounts] for line in done["lines"]] == [
        ["4", "0", "1", "1", "1"],
        ["0", "1", "0", "0", "1"],
    ]
    (row,) = listed("transfers list --on-the-road --source paris --sku a")
    assert (row["on_the_road"], row["overdue"]) == ("2", True)
    assert deed("transfers cancel 1")["returned"] == "2"
    (shown,) = listed("transfers show T1")
    assert shown["status"] == "cancelled"
    assert (world.held("A", "berlin"), world.held("A", "paris")) == ("5", "4")


def test_bad_words_are_named(inventory: Callable[..., Answer]) -> None:
    for words, message in (
        ("transfers send berlin paris --line A", "write SKU=QTY"),
        ("transfers receive 7", "There is no such transfer"),
        ("incoming add A berlin 5 --expected tomorrow", "write a day as 2026-12-24"),
        ("incoming receive 9", "Nothing with the number 9 is expected"),
    ):
        assert message in inventory(words, status=1).err
    inventory("transfers send berlin paris --line A=1")
    answer = inventory("transfers receive 1 --line A=1:gone", status=1)
    assert "--line A=1:gone: after the colon write short, lost, damaged." in answer.err
    inventory("incoming receive", status=2)
