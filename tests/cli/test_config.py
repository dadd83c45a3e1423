"""``config``, and the settings of many products."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
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
    world.product("B", berlin=3, threshold=1)


def test_settings_are_listed_with_where_they_come_from(
    listed: Listed, inventory: Inventory
) -> None:
    inventory("config set only_x_left 5")
    inventory("config set only_x_left 2 --channel eu")
    rows = [row for row in listed("config list") if row["key"] == "only_x_left"]
    assert [(row["value"], row["origin"], row["channel"]) for row in rows] == [
        ("5", "global", None),
        ("2", "channel", "eu"),
    ]
    in_eu = listed("config list --channel eu")
    assert {row["channel"] for row in in_eu} == {"eu"}
    assert "manage_stock" not in {row["key"] for row in in_eu}


def test_a_setting_is_set_and_unset_in_a_channel(deed: Deed, inventory: Inventory) -> None:
    done = deed("config set only_x_left 2 --channel eu")
    assert done["deed"] == "config set"
    got = inventory("config get only_x_left --channel eu --json").row
    assert {key: got[key] for key in ("key", "value", "origin", "channel")} == {
        "key": "only_x_left",
        "value": "2",
        "origin": "channel",
        "channel": "eu",
    }
    deed("config unset only_x_left --channel eu")
    assert inventory("config get only_x_left --channel eu --json").row["origin"] == "default"


def test_values_of_every_kind_are_json(inventory: Inventory) -> None:
    def value(key: str) -> object:
        return inventory(f"config get {key} --json").row["value"]

    assert (value("manage_stock"), value("threshold")) == (True, "0")
    assert (value("bulk_batch_size"), value("backorders")) == (100, "no")
    assert value("min_cart_qty_groups") == ""


def test_customer_groups_have_minimums_of_their_own(inventory: Inventory) -> None:
    inventory("config set min_cart_qty_groups", "wholesale=12 retail=2")
    got = inventory("config get min_cart_qty_groups --json").row
    assert got["value"] == "wholesale=12 retail=2"


def test_a_setting_of_all_is_refused_for_a_channel(inventory: Inventory) -> None:
    answer = inventory("config set threshold 5 --channel eu --json", status=1)
    assert (answer.status, answer.row["field"]) == (1, "channel")


# -- many products ------------------------------------------------------------------------


def test_the_same_fields_of_many_products_are_set_at_once(
    deed: Deed, inventory: Inventory, world: World
) -> None:
    tried = deed("products set --filter source:berlin threshold=2 --dry-run")
    assert (tried["operation"], tried["changed"]) == (None, 2)
    assert world.salable("A", "EU") == "5"
    done = deed("products set --filter source:berlin threshold=2 notify_below=3")
    assert (done["changed"], done["unchanged"], done["refused"]) == (2, 0, 0)
    assert world.salable("A", "EU") == "3"
    inventory("undo")
    assert (world.salable("A", "EU"), world.salable("B", "EU")) == ("5", "2")


def test_products_are_named_by_a_file_of_skus(
    deed: Deed, tmp_path: Path, inventory: Inventory
) -> None:
    (tmp_path / "skus").write_text("B\n")
    done = deed(f"products set --skus {tmp_path / 'skus'} enabled=no threshold=default")
    assert done["changed"] == 1
    row = inventory("products show B --json").row
    assert (row["enabled"], row["settings"]["threshold"]["origin"]) == (False, "default")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ("products set A", 2, "FIELD=VALUE"),
        ("products set --filter low A threshold=1", 2, "is not FIELD=VALUE"),
        ("products set --filter low sku=X", 1, "product by product"),
        ("products set --filter low treshold=1", 1, "Did you mean 'threshold'"),
        ("products delete", 2, ""),
        ("products delete A --filter low", 2, ""),
    ],
)
def test_wrong_words_change_nothing(
    inventory: Inventory, words: str, status: int, said: str
) -> None:
    assert said in inventory(words, status=status).err


def test_many_products_are_deleted_at_once(deed: Deed, listed: Listed) -> None:
    tried = deed("products delete --filter source:berlin --dry-run")
    assert (tried["deleted"], len(listed("products list"))) == (2, 2)
    done = deed("products delete --filter source:berlin")
    assert (done["deleted"], done["units"], done["blocked"]) == (2, "-8", 0)
    assert listed("products list") == []


def test_a_product_shows_what_the_shop_says_of_it(inventory: Inventory) -> None:
    inventory("config set only_x_left 3")
    shop = inventory("products show B --channel eu --json").row["shop"]
    assert shop == {
        "channel": "eu",
        "stock": "EU",
        "listed": True,
        "availability": "Availability: In Stock",
        "in_lists": "",
        "only_left": "Only 2 left",
        "preview": "",
    }
    assert "Only 2 left" in inventory("products show B --channel eu").out
