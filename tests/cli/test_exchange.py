"""Files on the command line: checks, signs, columns, names, samples, products and back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Answer
from tests.world import World

Inventory = Callable[..., Answer]

HEADING = b"source_code,sku,quantity\n"


@pytest.fixture
def shop(world: World) -> World:
    world.sources("berlin", "paris")
    world.product("A", berlin=5, paris=(2, "out"))
    world.product("B;1", berlin=1)
    return world


def test_a_check_says_the_verdicts_of_the_deed_and_writes_nothing(
    inventory: Inventory, shop: World
) -> None:
    line = "quantities import - --behaviour append --json"
    data = HEADING + b"berlin,A,9\nrome,A,1\n"
    before = shop.everything()
    checked = inventory(f"{line} --check", status=1, input=data)
    assert shop.everything() == before
    done = inventory(line, input=data)
    assert checked.rows[:-1] == done.rows[:-1]
    assert checked.row == {
        "operation": None,
        "deed": "quantities import",
        "created": 0,
        "updated": 1,
        "unchanged": 0,
        "deleted": 0,
        "rejected": 1,
        "refused": False,
    }
    clean = inventory(f"{line} --check", input=HEADING + b"berlin,A,9\n")
    assert clean.row["unchanged"] == 1
    many = inventory(f"{line} --check --allowed-errors 0", status=1, input=data)
    assert (many.row["refused"], many.row["updated"]) == (True, 0)
    assert "one wrong row too many" in many.err


@pytest.mark.parametrize(
    ("line", "data", "counts"),
    [
        ("products import - --check", b"sku,qty\nNEW,5\n", {"created": 1, "rejected": 0}),
        (
            "products import - --check --behaviour delete",
            b"sku\nA\nNO\n",
            {"deleted": 1, "rejected": 1},
        ),
        (
            "orders import - --check",
            b"order,channel,sku,quantity\n1,base,A,1\n",
            {"placed": 0, "refused": 1},
        ),
    ],
)
def test_every_import_can_be_checked(
    inventory: Inventory, shop: World, line: str, data: bytes, counts: dict[str, int]
) -> None:
    wrong = counts.get("rejected", 0) + counts.get("refused", 0)
    answer = inventory(f"{line} --json", status=min(wrong, 1), input=data)
    assert answer.row | counts == answer.row
    assert answer.row["operation"] is None
    assert inventory("report history --json").out == ""


def test_signs_are_chosen_for_reading_and_writing(
    inventory: Inventory, shop: World, tmp_path: Path
) -> None:
    file = tmp_path / "out.csv"
    inventory(f"quantities export {file} --separator ; --enclosure '")
    assert file.read_text().splitlines()[1:3] == [
        "'berlin';'A';'1';'5.0000'",
        "'berlin';'B;1';'1';'1.0000'",
    ]
    line = f"quantities import {file} --behaviour append --json"
    answer = inventory(f"{line} --separator semicolon --enclosure single")
    assert (answer.row["unchanged"], answer.row["rejected"]) == (3, 0)
    assert "--separator" in inventory(line, status=1).row["message"]
    bare = b"sku\tsource\tqty\nA\tberlin\t7\n"
    line = "quantities import - --behaviour append --json --separator tab --enclosure none"
    assert inventory(line, input=bare).row["updated"] == 1


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("quantities export - --separator xx", "one sign"),
        ("quantities export - --separator ,,", "one sign"),
        ("quantities export - --enclosure none", "reading only"),
        ("quantities export - --separator | --enclosure |", "same sign"),
        ("quantities export - --columns sku,statos", "Did you mean 'status'?"),
        ("quantities export - --columns sku,sku", "names sku twice"),
        ("quantities export - --columns ,", "names none of"),
        ("products export - --columns skus", "Did you mean 'sku'?"),
        ("products import - --separator a", "one sign"),
        ("products import - --behaviour remove", "append, replace, delete"),
        ("orders import - --enclosure ab", "one sign"),
    ],
)
def test_wrong_signs_and_columns_are_wrong_usage(
    inventory: Inventory, shop: World, line: str, sentence: str
) -> None:
    answer = inventory(line, status=2)
    assert sentence in answer.err
    assert answer.out == ""


def test_columns_are_chosen_and_the_export_reads_back(
    inventory: Inventory, shop: World, tmp_path: Path
) -> None:
    file = tmp_path / "out.csv"
    inventory(f"quantities export {file} --status in --columns SKU,source_code,quantity")
    assert file.read_text().splitlines() == [
        "sku,source_code,quantity",
        "A,berlin,5.0000",
        "B;1,berlin,1.0000",
    ]
    answer = inventory(f"quantities import {file} --behaviour append --json")
    assert answer.row["unchanged"] == 2


def test_files_get_a_name_when_nobody_gives_one(
    inventory: Inventory, shop: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert re.fullmatch(
        r"stock_sources_\d{8}_\d{6}\.csv", inventory("quantities export --json").row["file"]
    )
    (tmp_path / "out").mkdir()
    answer = inventory("products export out --json")
    assert re.fullmatch(r"out/products_\d{8}_\d{6}\.csv", answer.row["file"])
    assert (tmp_path / answer.row["file"]).exists()
    empty = inventory("quantities export --sku none --json", status=1)
    assert empty.row["error"] == "empty"
    assert len(list(tmp_path.glob("*.csv"))) == 1


def test_products_go_out_and_come_back(inventory: Inventory, shop: World) -> None:
    inventory("products set A threshold=-2 backorders=yes")
    exported = inventory("products export - --filter", "sku:A").out
    (row,) = csv.DictReader(io.StringIO(exported))
    assert (row["sku"], row["out_of_stock_qty"], row["use_config_min_qty"]) == ("A", "-2", "0")
    assert (row["allow_backorders"], row["qty"]) == ("1", "")
    answer = inventory("products import - --json", input=exported.encode())
    assert (answer.row["unchanged"], answer.row["operation"]) == (1, None)
    inventory("products import - --behaviour delete", input=b"sku\nA\n")
    assert "sku:A" not in inventory("products list --json").out
    created = inventory("products import - --json", input=exported.encode())
    assert created.row["created"] == 1


@pytest.mark.parametrize("noun", ["products", "quantities", "orders"])
def test_a_sample_can_be_imported(inventory: Inventory, noun: str, tmp_path: Path) -> None:
    for needed in ("products", noun):
        data = inventory(f"{needed} sample - --separator ;").out.encode()
        how = " --behaviour append" if needed == "quantities" else ""
        answer = inventory(f"{needed} import - --separator ; --json{how}", input=data)
        assert answer.row.get("rejected", answer.row.get("refused")) == 0
    file = tmp_path / "sample.csv"
    assert inventory(f"{noun} sample {file} --json").row["rows"] > 1
    refused = inventory(f"{noun} sample {tmp_path}/none/x.csv --json", status=1)
    assert refused.row["error"] == "bad_file"
