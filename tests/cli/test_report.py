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
