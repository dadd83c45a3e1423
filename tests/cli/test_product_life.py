"""``products`` add, type, duplicate, and what ``show`` says of products made of others."""

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
def _world(world: World) -> None:
    world.source("berlin")
    world.stock("EU", "berlin", channels=["eu"])
    world.product("A", berlin=5)
    world.product("B", default=2)


def shown(inventory: Inventory, *words: str) -> dict[str, Any]:
    return inventory("products", "show", "--json", *words).row


def test_a_product_is_added_with_fields_and_parts(inventory: Inventory, deed: Deed) -> None:
    receipt = deed("products", "add", "NEW", "name=New one", "price=4.50", "threshold=2")
    assert (receipt["deed"], receipt["created"]) == ("products add", 1)
    new = shown(inventory, "new")
    assert (new["name"], new["price"], new["sources"][0]["source"]) == (
        "New one",
        "4.50",
        "default",
    )
    deed("products", "add", "SET", "type=configurable", "variations=sku=A,size=S|sku=b,size=M")
    made_of = shown(inventory, "SET", "--stock", "EU")
    assert made_of["status"] == "in"
    assert [
        (one["sku"], one["label"], one["on_hand"], one["is_salable"])
        for one in made_of["parts"]
    ] == [
        ("A", "size=S", "5", True),
        ("B", "size=M", "2", False),
    ]
    assert {one["stock"]: one["is_salable"] for one in made_of["stocks"]} == {
        "Default Stock": True,
        "EU": True,
    }
    assert shown(inventory, "A")["parents"] == ["SET"]
    deed("products", "set", "SET", "status=out")
    assert not any(one["is_salable"] for one in shown(inventory, "SET")["stocks"])


def test_bundles_say_how_they_are_shipped(inventory: Inventory, deed: Deed) -> None:
    deed("products", "add", "KIT", "type=bundle", "selections=name=X,sku=A,default_qty=2")
    assert shown(inventory, "KIT")["ship"] == "together"
    deed("products", "set", "KIT", "ship=separately", "selections=name=X,sku=A|name=Y,sku=B")
    kit = shown(inventory, "KIT")
    assert (kit["ship"], [one["option"] for one in kit["parts"]]) == ("separately", ["X", "Y"])


def test_lists_count_the_parts(listed: Listed, deed: Deed) -> None:
    deed("products", "add", "SET", "type=grouped", "members=A=2,B")
    rows = {row["sku"]: row["parts"] for row in listed("products list")}
    assert rows == {"A": 0, "B": 0, "SET": 2}


def test_a_type_is_changed_and_taken_back(inventory: Inventory, deed: Deed) -> None:
    answer = inventory("products", "type", "A", "grouped", "--json", status=1)
    assert (answer.status, answer.row["error"], answer.row["field"]) == (1, "blocked", "type")
    receipt = deed("products", "type", "A", "grouped", "--force")
    assert (receipt["deed"], receipt["rows"], receipt["units"]) == ("products type", 1, "-5")
    assert shown(inventory, "A")["sources"] == []
    deed("undo")
    assert shown(inventory, "A")["sources"][0]["quantity"] == "5"


def test_a_duplicate_has_nothing_there(inventory: Inventory, deed: Deed) -> None:
    receipt = deed("products", "duplicate", "A", "A-2")
    assert (receipt["deed"], receipt["created"], receipt["rows"]) == (
        "products duplicate",
        1,
        1,
    )
    (row,) = shown(inventory, "A-2")["sources"]
    assert (row["source"], row["quantity"], row["status"]) == ("berlin", "0", "out")


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("add", "a"), "not_unique"),
        (("add", "X", "colour=red"), "unknown_field"),
        (("add", "X", "type=gift"), "validation_failed"),
        (("add", "X", "members=A"), "locked_field"),
        (("add", "X", "type=grouped", "members=NO"), "unknown_product"),
        (("add", "X", "type=grouped", "members=A=x"), "validation_failed"),
        (("add", "X", "status=out"), "locked_field"),
        (("type", "A", "gift"), "validation_failed"),
        (("type", "NO", "grouped"), "unknown_product"),
        (("duplicate", "A", "b"), "not_unique"),
        (("duplicate", "NO", "X"), "unknown_product"),
    ],
)
def test_what_cannot_be_is_one_word_and_a_sentence(
    inventory: Inventory, listed: Listed, words: tuple[str, ...], error: str
) -> None:
    before = listed("products list")
    answer = inventory("products", *words, "--json", status=1)
    assert (answer.status, answer.row["error"]) == (1, error)
    assert answer.err.startswith("error: ")
    assert listed("products list") == before
