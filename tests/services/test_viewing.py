"""Saved views, surroundings and salable over all stocks."""

from __future__ import annotations

from pathlib import Path

import pytest

from inventory_tui.domain.errors import InvalidInput, Kind, Refused
from inventory_tui.domain.views import View
from inventory_tui.services.desk import surroundings, viewing
from inventory_tui.services.files import listing
from inventory_tui.services.quantities import everywhere
from inventory_tui.store.database import Database
from tests.world import World

LOW = View("Low in Berlin", "low source:berlin", "salable", True, ("sku", "salable"), "berlin")


def test_views_belong_to_a_person_and_a_list(database: Database) -> None:
    viewing.save_view(database, "maria", "products", LOW)
    assert viewing.list_views(database, "maria", "products") == [LOW]
    assert viewing.list_views(database, "peter", "products") == []
    assert viewing.list_views(database, "maria", "orders") == []


def test_a_view_is_saved_over_the_one_of_its_name(database: Database) -> None:
    viewing.save_view(database, "maria", "products", LOW)
    viewing.save_view(database, "maria", "products", View("LOW in berlin", "low"))
    assert viewing.list_views(database, "maria", "products") == [View("LOW in berlin", "low")]


def test_views_are_renamed_and_deleted(database: Database) -> None:
    viewing.save_view(database, "maria", "products", LOW)
    viewing.rename_view(database, "maria", "products", "low in berlin", "Berlin")
    assert [view.name for view in viewing.list_views(database, "maria", "products")] == [
        "Berlin"
    ]
    viewing.delete_view(database, "maria", "products", "BERLIN")
    assert viewing.list_views(database, "maria", "products") == []


def test_what_is_wrong_with_a_view_is_a_sentence(database: Database) -> None:
    viewing.save_view(database, "maria", "products", LOW)
    viewing.save_view(database, "maria", "products", View("Other"))
    with pytest.raises(Refused, match="Did you mean 'Other'") as unknown:
        viewing.delete_view(database, "maria", "products", "Othr")
    assert unknown.value.kind is Kind.UNKNOWN_VIEW
    with pytest.raises(Refused, match="already"):
        viewing.rename_view(database, "maria", "products", "Other", "low in berlin")
    with pytest.raises(InvalidInput, match="must not be empty"):
        viewing.save_view(database, "maria", "products", View(" "))


def test_a_view_of_an_older_program_reads_as_far_as_it_goes() -> None:
    assert View.read("x", {"filter": "low", "unknown": 1}) == View("x", "low")
    assert LOW.summary == "low source:berlin · by salable down · berlin"


def test_one_starts_at_the_source_and_stock_of_the_last_time(database: Database) -> None:
    world = World(database)
    world.source("berlin")
    world.stock("EU stock", "berlin")
    found, labels = surroundings.at_work(database, "BERLIN", "eu stock")
    assert (found.source, found.stock, found.several_sources) == ("berlin", "EU stock", True)
    assert labels["source"] == ["default", "berlin"]
    assert labels["stock"] == ['"Default Stock"', '"EU stock"']


def test_where_they_are_gone_one_starts_at_the_built_in_ones(database: Database) -> None:
    found, _ = surroundings.at_work(database, "gone", None)
    assert (found.source_id, found.stock_id, found.several_sources) == (1, 1, False)


def test_salable_of_every_stock_that_has_the_product(database: Database) -> None:
    world = World(database)
    world.source("berlin")
    world.stock("EU", "berlin")
    both = world.product("A", default=3, berlin=4)
    none = world.product("B")
    any_amount = world.product("C", default=1, manage_stock=False)
    found = everywhere.salable_everywhere(database, [both, none, any_amount])
    assert [(name, str(one)) for name, one in found[both]] == [
        ("Default Stock", "3"),
        ("EU", "4"),
    ]
    assert found[none] == []
    assert found[any_amount] == [("Default Stock", None)]


def test_a_list_is_written_so_that_no_cell_is_a_formula(
    database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    assert listing.write_list(database, str(file), ["SKU"], [["=1+1"], ["plain"]]) == 2
    assert file.read_text(encoding="utf-8") == "SKU\n'=1+1\nplain\n"
    with pytest.raises(Refused):
        listing.write_list(database, str(tmp_path / "no" / "x.csv"), ["SKU"], [])
