"""``quantities``: every verb, what it prints, and what it refuses."""

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
    world.sources("berlin", "paris")
    world.stock("EU", "berlin", "paris", channels=["eu"])
    world.product("A", berlin=5)
    world.product("B", berlin=2)
    world.product("C", type="configurable")
    world.product("=D", default=1, decimals=True)


def test_rows_are_listed(listed: Listed) -> None:
    rows = listed("quantities list")
    assert [(row["source"], row["sku"], row["status"], row["quantity"]) for row in rows] == [
        ("berlin", "A", "in", "5"),
        ("berlin", "B", "in", "2"),
        ("default", "=D", "in", "1"),
    ]
    assert [row["sku"] for row in listed("quantities list --source berlin --sku b")] == ["B"]
    assert [row["sku"] for row in listed("quantities list --filter qty<2")] == ["=D"]


def test_a_quantity_is_set_and_adjusted(deed: Deed, world: World) -> None:
    receipt = deed("quantities set a berlin 7 --status out --notify-below 3 --reason found")
    assert (receipt["deed"], receipt["changed"]) == ("quantities set", 1)
    assert world.salable("A", "EU") == "0"
    deed("quantities set A berlin 7 --status in --notify-below default")
    assert deed("quantities adjust A berlin -5")["deed"] == "quantities adjust"
    assert world.held("A", "berlin") == "2"
    deed("quantities adjust A berlin +3")
    deed("quantities set =D default 0.125")
    assert (world.held("A", "berlin"), world.held("=D", "default")) == ("5", "0.125")
    deed("quantities set A paris 1")
    assert world.salable("A", "EU") == "6"


def test_a_minus_is_no_option_wherever_it_stands(deed: Deed, world: World) -> None:
    deed("--note -5 quantities adjust A berlin -1 --reason lost")
    deed("quantities adjust A berlin -2 --dry-run")
    deed("quantities adjust --json A berlin -.5", status=1)
    assert world.held("A", "berlin") == "4"


def test_the_same_again_changes_nothing(deed: Deed) -> None:
    assert deed("quantities set A berlin 5")["operation"] is None


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("quantities set Z berlin 1", "unknown_product"),
        ("quantities set A rome 1", "unknown_source"),
        ("quantities set C berlin 1", "type_has_no_source_items"),
        ("quantities set A berlin 1.5", "qty_decimal"),
        ("quantities adjust A berlin -6", "not_enough_in_source"),
        ("quantities set A berlin 1e3", "validation_failed"),
        ("quantities set A berlin nan", "validation_failed"),
        ("quantities set A berlin -0", "validation_failed"),
        ("quantities set A berlin -1", "validation_failed"),
        ("quantities set A berlin 1,5", "validation_failed"),
        ("quantities set A berlin 1.00001", "validation_failed"),
        ("quantities set A berlin 1234567890", "validation_failed"),
        ("quantities set A berlin 1 --status perhaps", "validation_failed"),
        ("quantities set A berlin 1 --notify-below few", "validation_failed"),
        ("quantities adjust A berlin inf", "validation_failed"),
        ("quantities list --sku Z", "unknown_product"),
        ("quantities list --source rome", "unknown_source"),
        ("quantities list --filter low=1", "bad_filter"),
    ],
)
def test_bad_input_is_a_sentence_and_changes_nothing(
    inventory: Inventory, line: str, kind: str
) -> None:
    before = inventory("quantities list --json").out
    answer = inventory(f"{line} --json", status=1)
    assert answer.row["error"] == kind
    assert answer.err == "".join(f"error: {row['message']}\n" for row in answer.rows)
    assert inventory("quantities list --json").out == before


def test_a_comma_gets_its_own_sentence(inventory: Inventory) -> None:
    assert "write 1.5" in inventory("quantities set A berlin 1,5", status=1).err


def test_products_are_assigned_and_unassigned_by_skus_or_filter(
    inventory: Inventory, deed: Deed, world: World, tmp_path: Path
) -> None:
    done = deed("quantities assign paris berlin --filter", "-type:configurable")
    assert (done["deed"], done["assigned"], done["skipped"]) == ("quantities assign", 4, 2)
    skus = tmp_path / "skus.txt"
    skus.write_text("a\n\nB\nc\n")
    done = deed(f"quantities unassign paris --skus {skus}")
    assert (done["unassigned"], done["skipped"], done["blocked"]) == (2, 1, 0)
    assert deed("quantities assign paris --skus -", input=b"name,SKU\nx,A\n")["assigned"] == 1
    deed("orders place --channel eu --line A=4")
    assert deed("quantities unassign berlin --filter sku:a")["blocked"] == 1
    assert world.held("A", "berlin") == "5"
    assert deed("quantities unassign berlin --filter sku:a --force")["unassigned"] == 1


def test_all_of_many_products_moves_and_undo_brings_it_back(deed: Deed, world: World) -> None:
    tried = deed("quantities transfer berlin paris --filter source:berlin --dry-run")
    done = deed("quantities transfer berlin paris --filter source:berlin --unassign-origin")
    assert (tried["operation"], tried["transferred"], tried["units"]) == (None, 2, "7")
    assert (done["transferred"], done["units"]) == (2, "7")
    assert (world.held("A", "berlin"), world.held("A", "paris")) == (None, "5")
    deed("undo")
    assert (world.held("A", "berlin"), world.held("A", "paris")) == ("5", None)


def test_some_of_one_product_moves(deed: Deed, world: World) -> None:
    done = deed("quantities transfer berlin paris --sku A --quantity 2")
    assert (done["deed"], done["transferred"], done["units"]) == ("quantities transfer", 1, "2")
    assert (world.held("A", "berlin"), world.held("A", "paris")) == ("3", "2")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("quantities assign rome --filter sku:a", "unknown_source"),
        ("quantities transfer berlin berlin --filter sku:a", "transfer_source_to_itself"),
        ("quantities transfer rome berlin --filter sku:a", "unknown_origin_source"),
        ("quantities transfer berlin rome --filter sku:a", "unknown_destination_source"),
        ("quantities transfer berlin paris --sku A --quantity 6", "not_enough_in_source"),
        ("quantities assign paris --skus nowhere.txt", "bad_file"),
        ("quantities assign paris --filter sauce:x", "bad_filter"),
    ],
)
def test_bulk_deeds_refuse_what_they_cannot_do(
    inventory: Inventory, line: str, kind: str
) -> None:
    assert inventory(f"{line} --json", status=1).row["error"] == kind


def test_unknown_skus_of_a_list_are_named_and_nothing_is_done(
    inventory: Inventory, world: World
) -> None:
    answer = inventory("quantities assign paris --skus - --json", input=b"A\nZ\n", status=1)
    assert [(row["error"], row["sku"]) for row in answer.rows] == [("unknown_product", "Z")]
    assert world.held("A", "paris") is None


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("quantities assign paris", "Give one of --skus or --filter."),
        ("quantities assign paris --skus a --filter b", "Give one of --skus or --filter."),
        ("quantities transfer berlin paris", "Give one of --skus or --filter or --sku."),
        ("quantities transfer berlin paris --sku A", "--sku needs --quantity."),
        ("quantities transfer berlin paris --filter a --quantity 1", "goes with --sku."),
        ("quantities import - --behaviour apend", "Did you mean 'append'?"),
        ("quantities import -", "Missing option '--behaviour'"),
        ("quantities adjust A berlin -x", "No such option '-x'."),
    ],
)
def test_wrong_usage_is_told(inventory: Inventory, line: str, sentence: str) -> None:
    assert sentence in inventory(line, status=2).err


def test_what_is_exported_reads_back_unchanged(
    inventory: Inventory, deed: Deed, tmp_path: Path
) -> None:
    file = tmp_path / "out.csv"
    assert deed(f"quantities export {file}")["rows"] == 3
    assert file.read_bytes() == (
        b"source_code,sku,status,quantity\n"
        b"berlin,A,1,5.0000\nberlin,B,1,2.0000\ndefault,'=D,1,1.0000\n"
    )
    answer = inventory("quantities export - --source berlin --min 3")
    assert answer.out == "source_code,sku,status,quantity\nberlin,A,1,5.0000\n"
    again = deed(f"quantities import {file} --behaviour append")
    counts = ("created", "updated", "unchanged", "deleted", "rejected")
    assert [again[key] for key in counts] == [0, 0, 3, 0, 0]
    assert again["operation"] is None


def test_an_import_reports_the_rows_it_leaves_out(
    inventory: Inventory, world: World, tmp_path: Path
) -> None:
    file = tmp_path / "in.csv"
    file.write_text(
        "source_code,sku,quantity,colour\nberlin,A,9,red\nrome,A,1,red\nberlin,A,3,\nparis,B,1,\n"
    )
    tried = inventory(f"quantities import {file} --behaviour append --dry-run --json")
    done = inventory(f"quantities import {file} --behaviour append --json")
    assert tried.rows[:-1] == done.rows[:-1]
    *left_out, receipt = done.rows
    assert [(row["error"], row["row"]) for row in left_out] == [
        ("unknown_source", 3),
        ("duplicate_row", 4),
    ]
    assert (receipt["created"], receipt["updated"], receipt["rejected"]) == (1, 1, 2)
    assert "colour" in done.err
    assert (world.held("A", "berlin"), world.held("B", "paris")) == ("9", "1")


def test_too_many_wrong_rows_write_nothing(inventory: Inventory, world: World) -> None:
    rows = b"source_code,sku,quantity\nberlin,A,9\n" + b"rome,A,1\n" * 2
    line = "quantities import - --behaviour append --allowed-errors 1 --json"
    answer = inventory(line, status=1, input=rows)
    assert answer.row["error"] in ("too_many_rejected", "unknown_source")
    assert "too_many_rejected" in {row["error"] for row in answer.rows}
    assert world.held("A", "berlin") == "5"


def test_an_empty_export_is_refused(inventory: Inventory, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    answer = inventory(f"quantities export {file} --source paris --json", status=1)
    assert answer.row["error"] == "empty"
    assert not file.exists()
