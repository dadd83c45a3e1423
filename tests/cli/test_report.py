"""``report`` and ``undo``: what happened, and taking it back."""

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
    world.sources("berlin")
    world.stock("EU", "berlin", channels=["eu"])
    world.product("A", berlin=5)


def test_salable_is_summed_a_stock(listed: Listed, world: World) -> None:
    world.product("B", berlin=2, default=1)
    assert listed("report salable") == [
        {
            "stock": "Default Stock",
            "id": 1,
            "products": 1,
            "on_hand": "1",
            "reserved": "0",
            "salable": "1",
        },
        {
            "stock": "EU",
            "id": 2,
            "products": 2,
            "on_hand": "7",
            "reserved": "0",
            "salable": "7",
        },
    ]
    assert [row["stock"] for row in listed("report salable --channel EU")] == ["EU"]


def test_history_tells_who_changed_what(inventory: Inventory, listed: Listed) -> None:
    inventory("quantities set A berlin 7 --actor maria --reason counted --note", "row 7")
    inventory("sources set berlin --actor", "jo\x1b[2Jan", "city=Berlin")
    newest, oldest = listed("report history")
    assert (newest["deed"], newest["field"], newest["after"]) == (
        "sources set",
        "city",
        "Berlin",
    )
    assert newest["before"] is None
    assert {key: oldest[key] for key in ("actor", "deed", "reason", "sku", "source")} == {
        "actor": "maria",
        "deed": "quantities set",
        "reason": "counted",
        "sku": "A",
        "source": "berlin",
    }
    assert (oldest["field"], oldest["before"], oldest["after"]) == ("quantity", "5", "7")
    assert [row["deed"] for row in listed("report history --actor maria")] == ["quantities set"]
    assert len(listed("report history --sku a")) == 1
    assert len(listed("report history --source berlin --since today")) == 2
    assert "\x1b" not in inventory("report history").out


def test_undo_takes_back_the_newest_deed_and_undoing_that_is_the_redo(
    inventory: Inventory, deed: Deed, world: World
) -> None:
    inventory("quantities set A berlin 7")
    done = deed("undo")
    assert (done["deed"], done["rows"], done["left"]) == ("undo", 1, 0)
    assert done["undid"] == done["operation"] - 1
    assert world.held("A", "berlin") == "5"
    deed("undo", str(done["operation"]))
    assert world.held("A", "berlin") == "7"


def test_undo_tried_changes_nothing(inventory: Inventory, deed: Deed, world: World) -> None:
    inventory("quantities set A berlin 7")
    tried = deed("undo --dry-run")
    assert (tried["operation"], tried["rows"]) == (None, 1)
    assert world.held("A", "berlin") == "7"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("undo", "not_undoable"),
        ("undo 99", "unknown_operation"),
        ("report salable --channel nowhere", "unknown_website"),
        ("report history --since 1.2.2026", "validation_failed"),
    ],
)
def test_refusals_have_their_kinds(inventory: Inventory, line: str, kind: str) -> None:
    assert inventory(f"{line} --json", status=1).row["error"] == kind


def test_undo_takes_a_number(inventory: Inventory) -> None:
    assert "not a valid integer" in inventory("undo last", status=2).err


def test_older_history_moves_to_a_file_and_is_read_from_there(
    inventory: Inventory, listed: Listed, deed: Deed, tmp_path: Path
) -> None:
    inventory("quantities set A berlin 7")
    file = tmp_path / "old.history"
    tried = deed(f"report history --until today --archive {file} --dry-run")
    assert (tried["moved"], tried["operation"]) == (1, None)
    done = deed(f"report history --until today --archive {file}")
    assert (done["deed"], done["moved"]) == ("report history", 1)
    (row,) = listed(f"report history --archive {file}")
    assert (row["sku"], row["after"]) == ("A", "7")
    assert listed(f"report history --archive {file} --until today") == [row]
    assert deed("undo 1", status=1)["error"] == "not_undoable"
    assert inventory("report history --archive nowhere", status=3).err.startswith("error: ")
    line = f"report history --until today --archive {tmp_path / 'x'} --sku A"
    assert "leave the other filters out" in inventory(line, status=2).err


def test_low_stock_is_listed_from_the_least_and_what_is_at_zero_is_counted(
    inventory: Inventory, listed: Listed, world: World
) -> None:
    world.source("paris")
    world.setting("notify_below", "6")
    world.product("B", name="Top", berlin="2.5", paris=0)
    world.item("B", "paris", 1, notify_below=3)
    world.product("C", berlin=0)
    assert listed("report low-stock") == [
        {
            "source": source,
            "sku": sku,
            "name": name,
            "quantity": quantity,
            "notify_below": level,
            "inherited": inherited,
        }
        for source, sku, name, quantity, level, inherited in (
            ("paris", "B", "Top", "1", "3", False),
            ("berlin", "B", "Top", "2.5", "6", True),
            ("berlin", "A", "Product A", "5", "6", True),
        )
    ]
    assert "1 more is at zero" in inventory("report low-stock").err
    assert len(listed("report low-stock --source BERLIN")) == 2
    assert len(listed("report low-stock --stock eu --max 3")) == 1
    assert len(listed("report low-stock --channel eu --min 3")) == 1
    assert len(listed("report low-stock --filter", "-sku:A")) == 2
    assert len(listed("report low-stock --feed")) == 3


def test_low_stock_is_written_to_a_file(
    inventory: Inventory, deed: Deed, tmp_path: Path, world: World
) -> None:
    world.product("LOW", name="=1+1", berlin="0.5")
    file = tmp_path / "low.csv"
    assert deed(f"report low-stock --export {file}")["rows"] == 1
    assert file.read_text() == (
        "source_code,sku,name,quantity,notify_below\nberlin,LOW,'=1+1,0.5000,1.0000\n"
    )
    assert inventory("report low-stock --export -").out.startswith("source_code,sku")
    refused = inventory(f"report low-stock --source none --export {tmp_path / 'no'}", status=1)
    assert "no source" in refused.err
    assert not (tmp_path / "no").exists()


@pytest.mark.parametrize("line", ["--feed --max 3", "--feed --channel eu"])
def test_a_feed_takes_no_filter(inventory: Inventory, line: str) -> None:
    assert "every shortage" in inventory(f"report low-stock {line}", status=2).err


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("--stock EU --channel eu", "validation_failed"),
        ("--stock none", "unknown_stock"),
        ("--min much", "validation_failed"),
        ("--filter qtty<1", "bad_filter"),
    ],
)
def test_a_scope_of_low_stock_that_is_wrong_is_refused(
    inventory: Inventory, line: str, kind: str
) -> None:
    assert inventory(f"report low-stock {line} --json", status=1).row["error"] == kind
