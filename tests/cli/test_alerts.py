"""``alerts`` and ``report alerts``: subscribed, told, waiting, with why."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Answer
from tests.world import World

Inventory = Callable[..., Answer]
Deed = Callable[..., dict[str, Any]]
Listed = Callable[..., list[dict[str, Any]]]
ADA = ("--customer", "Ada Ek", "--email", "ada@example.org")


@pytest.fixture(autouse=True)
def _world(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    world.sources("berlin")
    world.stock("EU", "berlin", channels=["eu"])
    world.product("A", berlin=0)
    for key in ("alert_stock", "alert_price", "show_out_of_stock"):
        world.setting(key, "yes")


def test_a_subscription_is_added_listed_and_removed(deed: Deed, listed: Listed) -> None:
    added = deed("alerts add a --channel EU", *ADA)
    assert (added["deed"], added["added"], added["id"]) == ("alerts add", 1, 1)
    assert deed("alerts add A --channel eu", *ADA)["unchanged"] == 1
    deed("alerts add A --price", *ADA)
    one, two = listed("alerts list --sku A")
    assert {key: one[key] for key in one if key != "subscribed"} == {
        "id": 1,
        "sku": "A",
        "channel": "eu",
        "customer": "Ada Ek",
        "email": "ada@example.org",
        "kind": "stock",
        "last_sent": None,
        "count": 0,
        "price": "",
    }
    assert two["kind"] == "price"
    assert [row["id"] for row in listed("alerts list --kind PRICE")] == [2]
    assert deed("alerts remove 1 2")["removed"] == 2
    assert listed("alerts list") == []


def test_what_came_true_goes_where_this_machine_says(
    inventory: Inventory,
    deed: Deed,
    listed: Listed,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    deed("alerts add A --channel eu", *ADA)
    inventory("quantities set A berlin 3")
    tried = deed("alerts run --dry-run")
    assert (tried["operation"], tried["recorded"], tried["sent"]) == (None, 1, 0)
    first = deed("alerts run")
    assert {key: first[key] for key in ("sent", "waiting", "failed")} == {
        "sent": 0,
        "waiting": 1,
        "failed": 0,
    }
    (waiting,) = listed("report alerts")
    assert (waiting["sku"], waiting["why"], waiting["attempts"]) == ("A", "not tried yet", 0)
    fails = f"{sys.executable} -c 'raise SystemExit(3)'"
    monkeypatch.setenv("INVENTORY_TUI_ALERT_COMMAND", fails)
    assert deed("alerts run", status=1)["failed"] == 1
    (waiting,) = listed("report alerts")
    assert (waiting["why"], waiting["attempts"]) == ("command: exit status 3", 1)
    monkeypatch.delenv("INVENTORY_TUI_ALERT_COMMAND")
    file = tmp_path / "told.jsonl"
    monkeypatch.setenv("INVENTORY_TUI_ALERT_FILE", str(file))
    assert deed("alerts run --due")["sent"] == 1
    (message,) = map(json.loads, file.read_text().splitlines())
    assert (message["id"], message["sku"]) == (waiting["key"], "A")
    assert listed("report alerts") == []
    assert listed("alerts list")[0]["count"] == 1


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("alerts add NONE --customer x --email y", "unknown_product"),
        ("alerts add A --customer x --email y --channel nowhere", "unknown_website"),
        ("alerts remove 9", "unknown_alert"),
        ("alerts remove 99999999999999999999", "unknown_alert"),
        ("alerts list --sku NONE", "unknown_product"),
    ],
)
def test_refusals_have_their_kinds(inventory: Inventory, line: str, kind: str) -> None:
    assert inventory(f"{line} --json", status=1).row["error"] == kind


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("alerts add A", "--customer"),
        ("alerts add A --price --low --customer x --email y", "one kind"),
        ("alerts list --kind soon", "--kind is one of stock, price, low"),
        ("alerts remove one", "not a valid integer"),
    ],
)
def test_wrong_usage_is_said(inventory: Inventory, line: str, said: str) -> None:
    assert said in inventory(line, status=2).err


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALERT_WEBHOOK", "ftp://x"),
        ("ALERT_WEBHOOK", "https://"),
        ("ALERT_COMMAND", "tell 'me"),
        ("ALERT_TIMEOUT_S", "0"),
    ],
)
def test_a_target_that_makes_no_sense_is_refused(
    inventory: Inventory, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"INVENTORY_TUI_{name}", value)
    answer = inventory("alerts run", status=1)
    assert f"INVENTORY_TUI_{name}: write" in answer.err or "quotation" in answer.err
