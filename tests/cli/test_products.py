"""``products``: every verb, what it prints, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
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
    world.product("A", name="Apple", berlin=5, paris=3, threshold=1)
    world.product("B", name="Pear", berlin="2.5", default=7, decimals=True)
    world.product("C", name="Plum [red]", type="configurable")


def test_products_are_listed_with_what_a_stock_can_promise(
    listed: Listed, inventory: Inventory
) -> None:
    inventory("orders place --channel eu --line A=2")
    first = listed("products list --stock eu")[0]
    assert {key: first[key] for key in ("sku", "name", "type", "enabled")} == {
        "sku": "A",
        "name": "Apple",
        "type": "simple",
        "enabled": True,
    }
    assert (first["on_hand"], first["reserved"], first["salable"]) == ("8", "-2", "5")
    second = listed("products list")[1]
    assert (second["sku"], second["on_hand"], second["salable"]) == ("B", "9.5", "7")


@pytest.mark.parametrize(
    ("words", "skus"),
    [
        (["--filter", "pear"], "B"),
        (["--filter", "source:berlin qty>=5"], "A"),
        (["--filter", "-type:configurable"], "A B"),
        (["--sort", "name", "--limit", "2"], "A B"),
        (["--sort", "-sku"], "C B A"),
        (["--sort", "on_hand", "--filter", "source:berlin"], "A B"),
    ],
)
def test_lists_are_filtered_sorted_and_cut(listed: Listed, words: list[str], skus: str) -> None:
    assert " ".join(row["sku"] for row in listed("products list", *words)) == skus


def test_a_product_is_shown_with_the_origin_of_its_settings(
    deed: Deed, inventory: Inventory
) -> None:
    inventory("config set min_cart_qty 2")
    shown = deed("products show a")
    assert (shown["sku"], shown["name"], shown["type"]) == ("A", "Apple", "simple")
    assert shown["settings"]["threshold"] == {"value": "1", "origin": "own"}
    assert shown["settings"]["min_cart_qty"] == {"value": "2", "origin": "global"}
    assert shown["settings"]["backorders"] == {"value": "no", "origin": "default"}
    assert shown["settings"]["manage_stock"] == {"value": True, "origin": "default"}
    assert [
        (row["source"], row["enabled"], row["status"], row["quantity"], row["notify_below"])
        for row in shown["sources"]
    ] == [("berlin", True, "in", "5", "1"), ("paris", True, "in", "3", "1")]
    (stock,) = shown["stocks"]
    keys = ("stock", "on_hand", "reserved", "threshold", "salable", "is_salable")
    assert [stock[key] for key in keys] == ["EU", "8", "0", "1", "7", True]
    assert "threshold\t1\town" in inventory("products show A").out


def test_the_terms_of_an_explanation_sum_to_the_number(
    deed: Deed, inventory: Inventory
) -> None:
    inventory("orders place --channel eu --number 7 --line A=2")
    why = deed("products explain A --stock EU")
    assert (why["salable"], why["is_salable"]) == ("5", True)
    assert sum(Decimal(term["value"]) for term in why["terms"]) == 5
    assert all(term["why"] for term in why["terms"])
    assert {term.get("source") for term in why["terms"]} >= {"berlin", "paris"}
    assert "7" in {term.get("order") for term in why["terms"]}


def test_what_other_stocks_need_of_shared_sources_is_a_term(
    deed: Deed, inventory: Inventory
) -> None:
    for line in (
        "stocks add US",
        "stocks assign US paris",
        "channels add us --name US",
        "stocks channels US us",
        "products set A threshold=0",
        "config set protect_shared_sources yes",
        "orders place --channel us --line A=2",
    ):
        inventory(line)
    why = deed("products explain A --stock EU")
    assert why["salable"] == "6"
    assert sum(Decimal(term["value"]) for term in why["terms"]) == 6
    assert why["terms"][-1] == {
        "term": "promised_elsewhere",
        "value": "-2",
        "why": "needed by US, which shares sources",
    }
    preview = deed("stocks show EU --preview --unassign berlin")
    assert (preview["salable_before"], preview["salable"]) == ("8.5", "1")
    refused = deed("orders place --channel eu --line A=7", status=1)
    assert refused["error"] == "not_enough_qty"


def test_a_product_is_changed_renamed_and_deleted(
    deed: Deed, listed: Listed, inventory: Inventory
) -> None:
    assert deed("products set a threshold=-3 backorders=yes", "name=Apple, red")["changed"] == 3
    assert deed("products show A")["settings"]["threshold"]["value"] == "-3"
    deed("products set A threshold=default")
    assert deed("products show A")["settings"]["threshold"]["origin"] == "default"
    deed("products rename A A-1")
    assert deed("products show a-1")["name"] == "Apple, red"
    inventory("orders place --channel eu --line A-1=1")
    refused = deed("products delete A-1", status=1)
    assert refused["error"] == "open_reservations"
    deed("products delete A-1 --force")
    assert [row["sku"] for row in listed("products list")] == ["B", "C"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("products show Z", "unknown_product"),
        ("products explain Z", "unknown_product"),
        ("products explain A --stock Mars", "unknown_stock"),
        ("products list --stock Mars", "unknown_stock"),
        ("products list --filter qty>x", "bad_filter"),
        ("products list --filter sauce:berlin", "bad_filter"),
        ("products set A threshold=1e3", "validation_failed"),
        ("products set A threshold=nan", "validation_failed"),
        ("products set A min_cart_qty=0", "validation_failed"),
        ("products set A treshold=1", "unknown_field"),
        ("products rename A b", "not_unique"),
        ("products rename Z Y", "unknown_product"),
        ("products delete Z", "unknown_product"),
    ],
)
def test_refusals_have_their_kinds(inventory: Inventory, line: str, kind: str) -> None:
    answer = inventory(f"{line} --json", status=1)
    assert answer.row["error"] == kind
    assert answer.err.startswith("error: ")


def test_settings_of_the_business_are_listed_set_and_unset(
    deed: Deed, listed: Listed, world: World
) -> None:
    keys = {row["key"] for row in listed("config list")}
    assert {"manage_stock", "backorders", "threshold", "time_zone"} <= keys
    assert deed("config get threshold") == {
        "key": "threshold",
        "value": "0",
        "origin": "default",
        "channel": None,
        "label": "Out-of-Stock Threshold",
    }
    assert deed("config set threshold 2")["deed"] == "config set"
    assert deed("config get THRESHOLD")["origin"] == "global"
    assert world.salable("B") == "5"
    deed("config unset threshold")
    assert world.salable("B") == "7"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("config get treshold", "unknown_setting"),
        ("config set treshold 1", "unknown_setting"),
        ("config set threshold much", "validation_failed"),
        ("config set manage_stock perhaps", "validation_failed"),
        ("config set threshold 1 --channel eu", "validation_failed"),
        ("config set threshold 1 --channel nowhere", "unknown_website"),
    ],
)
def test_wrong_settings_are_refused(inventory: Inventory, line: str, kind: str) -> None:
    assert inventory(f"{line} --json", status=1).row["error"] == kind


def test_products_are_imported_and_the_same_file_changes_nothing(
    inventory: Inventory, listed: Listed, tmp_path: Path
) -> None:
    file = tmp_path / "products.csv"
    file.write_text(
        "sku,product_type,name,qty,is_in_stock,colour\n"
        "N1,simple,New,4,1,red\nA,simple,Apple,,,\nN2,simpel,Wrong,,,\n"
    )
    tried = inventory(f"products import {file} --dry-run --json")
    done = inventory(f"products import {file} --json")
    assert tried.row == {**done.row, "operation": None}
    assert [(row["row"], row["field"]) for row in done.rows[:-1]] == [(4, "product_type")]
    counts = ("created", "updated", "unchanged", "deleted", "rejected")
    assert [done.row[key] for key in counts] == [1, 0, 1, 0, 1]
    assert "colour" in done.err
    again = inventory(f"products import {file} --json").row
    assert [again[key] for key in counts] == [0, 0, 2, 0, 1]
    assert [row["sku"] for row in listed("products list --filter sku:N*")] == ["N1"]


def test_an_import_may_only_update(inventory: Inventory, listed: Listed) -> None:
    rows = b"sku,name\nN1,New\nA,Apples\n"
    done = inventory("products import - --update-only --json", input=rows).row
    assert (done["created"], done["updated"]) == (0, 1)
    assert listed("products list --filter name:apples")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02\xff" * 100, "not a text file"),
        ("sku,name\nA,Äpfel\n".encode("latin-1"), "UTF-8"),
        (b"sk,name\nA,x\n", "sku"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(
    inventory: Inventory, data: bytes, sentence: str
) -> None:
    answer = inventory("products import - --json", input=data, status=1)
    assert answer.row["error"] == "bad_file"
    assert sentence in answer.err


def test_another_encoding_is_read_when_it_is_named(
    inventory: Inventory, listed: Listed
) -> None:
    data = "sku,name\nA,Äpfel\n".encode("latin-1")
    inventory("products import - --encoding latin-1", input=data)
    assert listed("products list --filter sku:a")[0]["name"] == "Äpfel"


@pytest.mark.parametrize(
    "line",
    [
        ("products", "show"),
        ("products", "list", "--filter"),
        ("orders", "show"),
        ("sources", "show"),
    ],
)
def test_bytes_that_are_no_text_are_refused_in_a_sentence(
    inventory: Inventory, line: tuple[str, ...]
) -> None:
    said = inventory(*line, "name\udcff", status=1).err
    assert said == "error: A word of it holds a byte that is no text; leave it out.\n"
