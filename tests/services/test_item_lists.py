"""Rows of products at sources: the filter language says of a row what it says of itself."""

from __future__ import annotations

import pytest

from inventory_tui.domain.errors import InventoryError, Kind, Refused
from inventory_tui.services import Database
from inventory_tui.services.quantities import item_lists
from tests.world import World


@pytest.fixture(autouse=True)
def _world(world: World) -> None:
    world.sources("berlin", "paris")
    world.stock("EU", "berlin", "paris", channels=["eu"])
    world.product("A", name="Apple", berlin=5, paris=(0, "out"))
    world.product("B", name="Pear", berlin="2.5", default=7, notify_below=3)
    world.product("C", name="Plum", type="configurable")


@pytest.mark.parametrize(
    ("filter", "rows"),
    [
        ("", "A@berlin B@berlin B@default A@paris"),
        ("apple", "A@berlin A@paris"),
        ("sku:a status:in", "A@berlin"),
        ("source:berlin", "A@berlin B@berlin"),
        ("-source:berlin", "B@default A@paris"),
        ("stock:eu", "A@berlin B@berlin A@paris"),
        ("qty>2.5", "A@berlin B@default"),
        ("status:out", "A@paris"),
        ("low", "B@berlin"),
        ("-low source:berlin", "A@berlin"),
        ("name:plum", ""),
    ],
)
def test_a_filter_keeps_rows_by_source_then_sku(
    database: Database, filter: str, rows: str
) -> None:
    found = item_lists.source_items(database, filter)
    assert " ".join(f"{item.sku}@{item.source_code}" for item in found) == rows


def test_rows_of_one_product_or_source(database: Database) -> None:
    (row,) = item_lists.source_items(database, sku="b", source="BERLIN")
    assert (row.sku, row.source_code, str(row.quantity), row.in_stock) == (
        "B",
        "berlin",
        "2.5",
        True,
    )


@pytest.mark.parametrize(
    "asked", [{"filter": "source:oslo"}, {"filter": "qty>x"}, {"sku": "Z"}, {"source": "oslo"}]
)
def test_what_is_unknown_is_refused(database: Database, asked: dict[str, str]) -> None:
    with pytest.raises(InventoryError):
        list(item_lists.source_items(database, **asked))


def test_the_sources_at_which_anything_of_a_selection_lies(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b, c = item_lists.product_ids(database, ["A", "B", "C"])
    assert item_lists.sources_of(database, [a]) == ["berlin", "paris"]
    assert item_lists.sources_of(database, [b, c]) == ["berlin", "default"]
    assert item_lists.sources_of(database, [c]) == []
    monkeypatch.setattr("inventory_tui.store.quantities.source_items._LOOKED_THROUGH", 0)
    assert item_lists.sources_of(database, [c]) == ["berlin", "default", "paris"]


def test_products_are_named_by_sku_whatever_their_letter_case(database: Database) -> None:
    a, b = item_lists.product_ids(database, ["b", "A", "B"])
    assert list(item_lists.product_ids(database, ["B"])) == [a]
    assert a != b


def test_unknown_skus_are_named_at_once(database: Database) -> None:
    wanted = ["A", "Z", *(f"none-{number}" for number in range(50))]
    with pytest.raises(Refused) as refusal:
        item_lists.product_ids(database, wanted)
    problems = refusal.value.problems
    assert {problem.kind for problem in problems} == {Kind.UNKNOWN_PRODUCT}
    assert problems[0].sku == "Z"
    assert problems[-1].message == "31 more SKUs are unknown."
