"""What undo took away with a product it had added, the redo brings back."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from inventory_tui.domain.errors import ChangedElsewhere, Kind
from inventory_tui.domain.history import Receipt
from inventory_tui.services.files import product_export
from inventory_tui.services.files.product_import import import_products
from inventory_tui.services.keeping import checking, undoing
from inventory_tui.services.products import catalog, channel_settings, composites, units
from inventory_tui.services.quantities.stock_changes import QuantityEdit, set_quantities
from inventory_tui.services.reports import reporting
from inventory_tui.store.database import Database
from tests.services.shopping import CLERK, amount
from tests.world import World

EAN, EIGHT = "4006381333931", "96385074"
OWN = {"threshold": "2", "backorders": "yes", "decimals": "yes", "display": "2026-01-01"}
BESIDE = {"gtin": EAN, "purchasable": "no", "allowed_quantities": "2 4", "cost": "0.40"}


@pytest.fixture
def shop(world: World) -> World:
    world.sources("berlin")
    world.stock("EU", "berlin", channels=["eu"])
    world.product("INK", berlin=10)
    return world


def undo(database: Database, receipt: Receipt, *, force: bool = False) -> Receipt:
    return undoing.undo(database, receipt.operation, cause=CLERK, force=force)


def everything(database: Database, folder: Path) -> list[dict[str, str]]:
    """All that a file says of every product."""
    file = folder / "products.csv"
    product_export.export_products(database, file, columns=product_export.ALL_COLUMNS)
    return list(csv.DictReader(io.StringIO(file.read_text())))


def bring_in(database: Database, *lines: str) -> Receipt:
    file = io.BytesIO("\n".join(lines).encode())
    return import_products(database, "-", cause=CLERK, standard=file).receipt


def there(database: Database, *skus: str) -> set[str]:
    return set(catalog.types_of(database, skus))


def why_not(database: Database, receipt: Receipt) -> tuple[str, ...]:
    """Why it cannot be taken back, as the look before and the refusal say it."""
    assert receipt.operation is not None
    plan = undoing.plan_undo(database, receipt.operation, actor=CLERK.actor)
    with pytest.raises(ChangedElsewhere) as refusal:
        undo(database, receipt)
    (*said, _) = (problem.message for problem in refusal.value.problems)
    assert said == [f"{one}." for one in plan.touched]
    return plan.touched


def test_a_product_comes_back_with_all_it_had(
    shop: World, database: Database, tmp_path: Path
) -> None:
    typed = {**OWN, **BESIDE, "discontinued": "yes", "replacement": "INK"}
    added = catalog.add(database, "PEN", typed, cause=CLERK)
    channel_settings.edit(database, "PEN", "eu", {"backorders": "no"}, cause=CLERK)
    catalog.edit(database, "PEN", {"mpn": "BIC", "name": "A pen"}, cause=CLERK)
    before, rows = everything(database, tmp_path), shop.everything()
    in_channel = channel_settings.shown(database, "PEN")
    undone = undo(database, added)
    assert there(database, "PEN") == set()
    rows_of = (row for row in reporting.history(database) if row.operation == undone.operation)
    gone = {row.field: (row.before, row.after) for row in rows_of if row.source is None}
    assert gone["threshold"] == ("2", None)
    assert gone["backorders@eu"] == ("no", None)
    assert gone["decimals"] == ("yes", "no")
    assert gone["replacement"] == ("INK", None)
    plan = undoing.plan_undo(database, undone.operation, actor=CLERK.actor)
    assert (plan.rows, plan.left) == (2, 0)
    redone = undo(database, undone)
    assert redone.message == "Done again: Added PEN, with a row at default"
    assert everything(database, tmp_path) == before
    assert shop.everything() == rows
    assert channel_settings.shown(database, "PEN") == in_channel
    assert checking.check(database).findings == ()
    undo(database, redone)
    assert there(database, "PEN") == set()
    undoing.undo(database, undoing.newest_undo(database, actor=CLERK.actor), cause=CLERK)
    assert everything(database, tmp_path) == before


def test_an_import_comes_back_with_what_lay_at_sources_and_parts_of_its_own(
    shop: World, database: Database, tmp_path: Path
) -> None:
    done = bring_in(
        database,
        "sku,product_type,qty,out_of_stock_qty,use_config_min_qty,gtin,associated_skus,"
        "replacement",
        f"PEN,simple,7,3,0,{EAN},,",
        "SET,grouped,,,,,PEN=2,",
        "OLD,simple,1,,,,,PEN",
    )
    before, rows = everything(database, tmp_path), shop.everything()
    salable = shop.salable("PEN"), shop.salable("INK")
    undone = undo(database, done)
    assert there(database, "PEN", "SET", "OLD") == set()
    assert ("PEN", "default") not in shop.everything()
    redone = undo(database, undone)
    assert redone.counts["left"] == 0
    assert everything(database, tmp_path) == before
    assert shop.everything() == rows
    assert salable == (shop.salable("PEN"), shop.salable("INK"))
    assert [one.sku for one in composites.composition(database, "SET").parts] == ["PEN"]
    assert checking.check(database).findings == ()


def test_who_needs_what_does_not_come_back_stays_away_too(
    shop: World, database: Database
) -> None:
    done = bring_in(
        database,
        "sku,product_type,qty,gtin,associated_skus,replacement",
        "PEN,simple,7,,,",
        f"LEAD,simple,4,{EIGHT},,",
        "SET,grouped,,,PEN,",
        "OLD,simple,1,,,SET",
        "CAP,simple,2,,,",
    )
    undone = undo(database, done)
    catalog.add(database, "pen", {}, cause=CLERK)
    catalog.edit(database, "INK", {"gtin": EIGHT}, cause=CLERK)
    assert sorted(why_not(database, undone)) == [
        f"LEAD had the GTIN {EIGHT}, which INK has",
        "OLD needs SET, which does not come back",
        "PEN is another product now",
        "SET needs PEN, which does not come back",
    ]
    redone = undo(database, undone, force=True)
    assert there(database, "LEAD", "SET", "OLD", "CAP") == {"CAP"}
    assert shop.held("CAP", "default") == "2"
    assert ("LEAD", "default") not in shop.everything()
    assert (redone.counts["rows"], redone.counts["left"]) == (2, 4)
    assert checking.check(database).findings == ()


def test_what_a_later_deed_took_is_told(shop: World, database: Database) -> None:
    units.add(database, "INK", "each", {}, cause=CLERK)
    undone = undo(database, catalog.add(database, "PEN", {"replacement": "INK"}, cause=CLERK))
    catalog.delete(database, "INK", cause=CLERK, force=True)
    assert why_not(database, undone) == ("PEN was replaced by INK, now gone",)


def test_a_deleted_product_is_not_changed_by_undo(shop: World, database: Database) -> None:
    added = catalog.add(database, "PEN", {}, cause=CLERK)
    named = catalog.edit(database, "PEN", {"name": "A pen"}, cause=CLERK)
    catalog.delete(database, "PEN", cause=CLERK)
    assert why_not(database, named) == ("PEN is no longer there",)
    assert "PEN is no longer there" in why_not(database, added)


def test_what_lay_there_since_keeps_the_undo_and_the_redo_goes_both_ways(
    shop: World, database: Database
) -> None:
    done = bring_in(database, "sku,qty", "PEN,7")
    redone = undo(database, undo(database, done))
    set_quantities(database, [QuantityEdit("PEN", "default", amount("9"))], cause=CLERK)
    with pytest.raises(ChangedElsewhere) as refusal:
        undo(database, redone)
    assert refusal.value.problems[0].kind is Kind.CHANGED_ELSEWHERE
    assert shop.held("PEN", "default") == "9"
