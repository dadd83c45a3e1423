"""``geonames`` and the algorithms of ``shipments plan``, as scripts use them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inventory_tui.domain.order import Address
from tests.cli.conftest import Answer
from tests.services.shopping import Shop
from tests.world import World

ROWS = (
    "DE\t81671\tMünchen\tBayern\tBY\t\t\t\t\t48.1223\t11.6205\t4\n"
    "DE\t83059\tKolbermoor\tBayern\tBY\t\t\t\t\t47.8496\t12.067\t4\n"
)

Inventory = Callable[..., Answer]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "DE.txt"
    path.write_text(ROWS, encoding="utf-8")
    return path


def test_a_file_is_imported_and_listed(inventory: Inventory, file: Path) -> None:
    done = inventory("geonames", "import", str(file), "--country", "de", "--json")
    assert done.row["deed"] == "geonames import"
    assert {key: done.row[key] for key in ("country", "rows", "replaced")} == {
        "country": "DE",
        "rows": 2,
        "replaced": 0,
    }
    again = inventory(
        "geonames", "import", "-", "--country", "DE", "--json", input=ROWS.encode()
    )
    assert (again.row["operation"], again.row["rows"], again.row["replaced"]) == (None, 2, 0)
    assert inventory("geonames", "list", "--json").rows == [{"country": "DE", "rows": 2}]


def test_a_dry_run_writes_nothing(inventory: Inventory, file: Path) -> None:
    tried = inventory("geonames", "import", str(file), "--country", "DE", "--dry-run", "--json")
    assert (tried.row["operation"], tried.row["rows"]) == (None, 2)
    assert inventory("geonames", "list", "--json").rows == []


@pytest.mark.parametrize(
    ("country", "rows", "status", "says"),
    [
        ("Germany", ROWS, 1, "two letters"),
        ("FR", ROWS, 1, "has no place of FR"),
        ("DE", "DE;81671;München\n" * 11, 1, "one wrong row too many"),
        ("DE", "", 1, "has no place of DE"),
    ],
)
def test_what_is_wrong_is_a_sentence_and_nothing_is_replaced(
    inventory: Inventory, file: Path, country: str, rows: str, status: int, says: str
) -> None:
    inventory("geonames", "import", str(file), "--country", "DE")
    file.write_text(rows, encoding="utf-8")
    wrong = inventory("geonames", "import", str(file), "--country", country, status=status)
    assert says in wrong.err
    assert inventory("geonames", "list", "--json").rows == [{"country": "DE", "rows": 2}]


class TestPlans:
    @pytest.fixture
    def number(self, world: World, inventory: Inventory, file: Path) -> str:
        world.source("paris", latitude="48.9833", longitude="2.6167")
        world.source("munich", country="DE", postcode="83059")
        world.stock("EU", "paris", "munich", channels=["eu"])
        world.product("HOOD", paris=5, munich=5)
        inventory("geonames", "import", str(file), "--country", "DE")
        to = Address(postcode="81671", country="DE")
        return Shop(world).place({"HOOD": 3}, ship_to=to).order

    def test_a_plan_by_distance(self, inventory: Inventory, number: str) -> None:
        plan = inventory("shipments", "plan", number, "--algorithm", "distance", "--json").row
        assert (plan["algorithm"], plan["shippable"]) == ("distance", True)
        assert plan["lines"][0] == {
            "sku": "HOOD",
            "source": "munich",
            "quantity": "3",
            "available": "5",
        }
        assert plan["sources"] == [
            {"source": "munich", "distance_km": 45.0},
            {"source": "paris", "distance_km": 669.2},
        ]

    def test_all_algorithms_with_why(self, inventory: Inventory, number: str) -> None:
        rows = inventory("shipments", "plan", number, "--compare", "--json").rows
        assert [
            (
                one["algorithm"],
                one["shipments"],
                [(two["source"], two["why"]) for two in one["sources"]],
            )
            for one in rows
        ] == [
            ("priority", 1, [("paris", "taken"), ("munich", "not_needed")]),
            ("distance", 1, [("paris", "not_needed"), ("munich", "taken")]),
        ]
        table = inventory("shipments", "plan", number, "--compare").out.splitlines()
        assert table[1].split("\t") == ["priority", "paris", "1", "669.2", "3", "taken"]

    def test_what_cannot_be_is_refused(self, inventory: Inventory, number: str) -> None:
        both = inventory("shipments", "plan", number, "--compare", "--algorithm", "x", status=2)
        assert "leave out --algorithm" in both.err
        wrong = inventory(
            "shipments", "plan", number, "--algorithm", "nearest", "--json", status=1
        )
        assert wrong.row["error"] == "unknown_algorithm"

    def test_the_algorithms_are_listed(self, inventory: Inventory) -> None:
        rows = inventory("shipments", "algorithms", "--json").rows
        assert [row["code"] for row in rows] == ["priority", "distance"]
