"""Names in the language of whoever looks: of sources, units and estimates (L-003, L-142)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from inventory_tui.domain.history import Cause
from inventory_tui.domain.source_list import SourceQuery
from inventory_tui.services.orders import order_lists
from inventory_tui.services.orders.order_lists import ShipmentQuery
from inventory_tui.services.products import catalog, estimates, showing, unit_list, units
from inventory_tui.services.reports import low_stock
from inventory_tui.services.shipping import shipping
from inventory_tui.services.sourcing import source_lists, sourcing
from inventory_tui.store.database import Database
from tests.cli.conftest import inventory, listed, type_in
from tests.services.shopping import CLERK, Shop
from tests.tui.conftest import Running, press, running, screen_text, world

__all__ = ["inventory", "listed", "running", "type_in", "world"]


@pytest.fixture
def german(database: Database, world: Any, cause: Cause) -> Database:
    """Berlin, the unit of a strap and an estimate have names in German."""
    words = {"name@de": "Lager Berlin", "description@de": "Hinterhof"}
    sourcing.edit_source(database, "berlin", words, cause=cause)
    units.add(database, "24-WG085", "roll", {"name": "Roll", "name@de": "Rolle"}, cause=cause)
    estimates.edit(database, "1-2 days", {"title@de": "1–2 Tage"}, cause=cause)
    return database


def names(database: Database) -> list[str]:
    return [one.name for one in sourcing.offered_sources(database)]


def test_lists_name_sources_in_the_language_of_who_looks(german: Database) -> None:
    plain = ["Default Source", "Berlin", "Paris"]
    assert names(german) == plain
    for language in ("de", "de-AT"):
        german.language = language
        assert names(german) == ["Default Source", "Lager Berlin", "Paris"]
    (row,) = source_lists.source_rows(german, SourceQuery("lager"))
    assert (row.source.code, row.source.description) == ("berlin", "Hinterhof")
    by_name = source_lists.source_rows(german, SourceQuery(sort="name"))
    assert [one.source.name for one in by_name] == ["Default Source", "Lager Berlin", "Paris"]
    german.language = "fr"
    assert names(german) == plain
    described = {"description@fr": "Derrière la cour"}
    sourcing.edit_source(german, "berlin", described, cause=CLERK)
    (row,) = source_lists.source_rows(german, SourceQuery("code:berlin"))
    assert (row.source.name, row.source.description) == ("Berlin", "Derrière la cour")
    # an edit starts from what is stored
    german.language = "de"
    assert sourcing.whole_source(german, "berlin").source.name == "Berlin"
    assert sourcing.get_source(german, "berlin").name == "Berlin"


def test_pages_name_sources_in_the_language_of_who_looks(german: Database, world: Any) -> None:
    shop = Shop(world)
    world.stock("Shop", "berlin", channels=["eu"])
    world.product("BAG", berlin=2)
    catalog.edit(german, "BAG", {"notify_below": "9"}, cause=CLERK)
    order = shop.place({"BAG": 1}).order
    shop.ship(order, "berlin")
    german.language = "de"
    items = showing.show(german, "BAG").items
    assert [one.item.source_name for one in items] == ["Lager Berlin"]
    (first,) = order_lists.shipment_window(german, ShipmentQuery(), 9)
    assert order_lists.shipment_rows(german, [first.id])[first.id] == first
    assert first.source_name == shipping.show(german, first.id).source_name == "Lager Berlin"
    assert "Lager Berlin (berlin)" in shipping.slip(german, first.id)
    low = low_stock.window(german, low_stock.LowQuery(), 9)
    assert {row.source_name for row in low if row.source == "berlin"} == {"Lager Berlin"}


def test_units_and_estimates_are_named_likewise(german: Database) -> None:
    def unit(language: str = "") -> tuple[str, str]:
        (one,) = unit_list.units_of(german, "24-WG085", language=language).units
        return one.name, one.unit.name

    assert unit() == ("Roll", "Roll")
    assert unit("de") == ("Rolle", "Roll")
    german.language = "de"
    assert unit() == ("Rolle", "Roll")
    assert unit("fr") == ("Roll", "Roll")
    with german.read() as transaction:
        titled = transaction.estimates.title_in
        assert titled("1-2 days", "de-CH") == "1–2 Tage"
        assert (titled("3-5 days", "de"), titled("Soon", "de")) == ("3-5 days", "Soon")


@pytest.mark.sqlite_only
async def test_screens_speak_the_language_of_the_program(
    running: Running, german: Database
) -> None:
    async with running(language="de") as pilot:
        await press(pilot, "g", "2")
        assert "Lager Berlin" in screen_text(pilot)
        await press(pilot, "s")
        assert "Lager Berlin" in screen_text(pilot)
        await press(pilot, "escape", "g", "1", "enter")
        assert "24-WG085" in screen_text(pilot)
        await press(pilot, "g", "8", *("down",) * 10)
        assert "1–2 Tage" in screen_text(pilot)
    async with running(language="en") as pilot:
        await press(pilot, "g", "2")
        assert "Lager Berlin" not in screen_text(pilot)


@pytest.mark.sqlite_only
def test_commands_speak_it_to_people_and_give_programs_what_is_stored(
    german: Database,
    inventory: Callable[..., Any],
    listed: Callable[..., list[dict[str, Any]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = {
        "sources list": ("Lager Berlin", "Berlin"),
        "sources show berlin": ("Hinterhof", "Berlin"),
        "units list 24-WG085": ("Rolle", "Roll"),
        "estimates list": ("1–2 Tage", "1-2 days"),
    }
    monkeypatch.setenv("INVENTORY_TUI_LANGUAGE", "en")
    for line, (said, _) in asked.items():
        assert said not in inventory(line).out or "show" in line  # it tells every language
    monkeypatch.setenv("INVENTORY_TUI_LANGUAGE", "de")
    for line, (said, stored) in asked.items():
        assert said in inventory(line).out
        rows = listed(line)
        assert stored in {row.get("name", row.get("title")) for row in rows}
    assert listed("units list 24-WG085 --language de")[0]["name"] == "Rolle"
    assert listed("estimates list --language de-AT")[0]["title"] == "1–2 Tage"
    assert listed("sources show berlin --language de")[0]["name"] == "Lager Berlin"
    assert inventory("units list 24-WG085 --language 1", status=1).err.startswith("error: ")
