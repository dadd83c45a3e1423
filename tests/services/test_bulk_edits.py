"""Fields of many products changed at once (spec 3.4, Update Attributes)."""

from __future__ import annotations

from array import array

import pytest

from inventory_tui.domain.errors import (
    ChangedElsewhere,
    InvalidInput,
    Kind,
    Refused,
    Stopped,
)
from inventory_tui.domain.history import Cause
from inventory_tui.domain.product import Origin
from inventory_tui.domain.product_edits import EDITABLE, Outcome
from inventory_tui.domain.product_form import SETTINGS
from inventory_tui.services.keeping import undoing
from inventory_tui.services.products import browsing, bulk_edits, catalog, showing
from inventory_tui.store.database import Database
from inventory_tui.store.tables import change
from tests.world import World


@pytest.fixture
def ids(world: World, database: Database) -> array[int]:
    """Three hoodies: one keeps 2 back, one has its own limits."""
    with world.at_once():
        world.source("berlin")
        world.stock("EU", "berlin")
        world.product("MH01", berlin=10)
        world.product("MH02", berlin=20, threshold=2)
        world.product("MH03", berlin=30, min_cart_qty=5, max_cart_qty=8)
    return browsing.product_ids(database, browsing.ProductQuery())


def setting(database: Database, sku: str, key: str) -> tuple[str, Origin]:
    shown = showing.show(database, sku)
    return next((one.text, one.origin) for one in shown.settings if one.option.key == key)


def test_one_deed_changes_the_ticked_fields_of_all(
    database: Database, cause: Cause, world: World, ids: array[int]
) -> None:
    receipt = bulk_edits.set_many(
        database, ids, {"threshold": "2", "notify_below": "12.5"}, cause=cause
    )
    assert receipt.counts == {"changed": 3, "unchanged": 0, "refused": 0}
    assert receipt.message == "Set threshold 2, notify_below 12.5 for 3 SKUs"
    assert [world.salable(sku, "EU") for sku in ("MH01", "MH02", "MH03")] == ["8", "18", "28"]
    assert setting(database, "MH01", "notify_below") == ("12.5", Origin.OWN)
    assert setting(database, "MH03", "min_cart_qty") == ("5", Origin.OWN)


def test_the_dry_run_is_what_the_deed_does(
    database: Database, cause: Cause, world: World, ids: array[int]
) -> None:
    typed = {"threshold": "2"}
    plan = bulk_edits.plan(database, ids, typed)
    assert (plan.changed, plan.unchanged, plan.fields) == (2, 1, {"threshold": 2})
    assert [(one.stock, str(one.change)) for one in plan.effects] == [("EU", "-4")]
    assert [(line.sku, line.before, line.after, line.outcome) for line in plan.sample] == [
        ("MH01", None, "2", Outcome.CHANGE),
        ("MH03", None, "2", Outcome.CHANGE),
        ("MH02", "2", "2", Outcome.ALREADY),
    ]
    assert world.salable("MH01", "EU") == "10"
    bulk_edits.set_many(database, ids, typed, cause=cause, expected=plan)
    assert world.salable("MH01", "EU") == "8"


def test_undo_takes_all_of_it_back(
    database: Database, cause: Cause, world: World, ids: array[int]
) -> None:
    before = {sku: showing.show(database, sku).product.own for sku in ("MH01", "MH02", "MH03")}
    typed = {
        "threshold": "-2.0001",
        "backorders": "notify",
        "manage_stock": "yes",
        "decimals": "yes",
        "enabled": "no",
        "price": "4.95",
        "set": "Tops",
    }
    receipt = bulk_edits.set_many(database, ids, typed, cause=cause)
    assert world.salable("MH02", "EU") == "22.0001"
    assert not showing.show(database, "MH02").product.enabled
    undoing.undo(database, receipt.operation, cause=cause)
    for sku, own in before.items():
        product = showing.show(database, sku).product
        assert (product.own, product.enabled, product.price) == (own, True, "")
    assert world.salable("MH02", "EU") == "18"


def test_default_goes_back_to_what_is_inherited(
    database: Database, cause: Cause, world: World, ids: array[int]
) -> None:
    receipt = bulk_edits.set_many(database, ids, {"threshold": "default"}, cause=cause)
    assert receipt.counts["changed"] == 1
    assert setting(database, "MH02", "threshold") == ("0", Origin.DEFAULT)
    assert world.salable("MH02", "EU") == "20"


def test_the_history_keeps_the_texts_a_single_edit_keeps(
    database: Database, cause: Cause, ids: array[int]
) -> None:
    catalog.edit(database, "MH01", {"threshold": "-0.05", "enabled": "no"}, cause=cause)
    typed = {"threshold": "12.3", "enabled": "yes", "manage_stock": "no", "websites": "a,b"}
    receipt = bulk_edits.set_many(database, ids[:1], typed, cause=cause)
    with database.read() as transaction:
        rows = transaction.connection.execute(
            change.select().where(change.c.operation_id == receipt.operation)
        )
        told = {row.field: (row.subject, row.before, row.after) for row in rows}
    assert told == {
        "threshold": ("MH01", "-0.05", "12.3"),
        "enabled": ("MH01", "no", "yes"),
        "manage_stock": ("MH01", None, "no"),
        "websites": ("MH01", "", "a,b"),
    }


def test_who_could_not_be_ordered_any_more_is_left_out_and_told(
    database: Database, cause: Cause, ids: array[int]
) -> None:
    plan = bulk_edits.plan(database, ids, {"max_cart_qty": "4"})
    assert (plan.changed, plan.refused) == (2, 1)
    assert plan.sample[0].sku == "MH03"
    receipt = bulk_edits.set_many(database, ids, {"max_cart_qty": "4"}, cause=cause)
    assert receipt.warnings == (
        "1 product left out: the fewest to order would be above the most.",
    )
    assert setting(database, "MH03", "max_cart_qty") == ("8", Origin.OWN)


def test_nothing_changed_leaves_no_trace(
    database: Database, cause: Cause, ids: array[int]
) -> None:
    receipt = bulk_edits.set_many(database, ids[1:2], {"threshold": "2"}, cause=cause)
    assert (receipt.operation, receipt.message) == (None, "Nothing changed.")


@pytest.mark.parametrize(
    ("typed", "kind", "said"),
    [
        ({}, Kind.NOTHING_GIVEN, "Name a field"),
        ({"treshold": "1"}, Kind.UNKNOWN_FIELD, "Did you mean 'threshold'"),
        ({"sku": "X"}, Kind.UNKNOWN_FIELD, "product by product"),
        ({"threshold": "1,5"}, Kind.VALIDATION_FAILED, "write 1.5"),
        ({"min_cart_qty": "9", "max_cart_qty": "2"}, Kind.VALIDATION_FAILED, "above the most"),
    ],
)
def test_wrong_input_changes_nothing(
    database: Database,
    cause: Cause,
    ids: array[int],
    typed: dict[str, str],
    kind: Kind,
    said: str,
) -> None:
    with pytest.raises((Refused, InvalidInput), match=said) as refused:
        bulk_edits.set_many(database, ids, typed, cause=cause)
    assert refused.value.kind is kind
    assert setting(database, "MH01", "threshold") == ("0", Origin.DEFAULT)


def test_what_others_changed_meanwhile_is_not_written_over(
    database: Database, cause: Cause, ids: array[int]
) -> None:
    plan = bulk_edits.plan(database, ids, {"threshold": "3"})
    catalog.edit(database, "MH01", {"threshold": "3"}, cause=cause)
    with pytest.raises(ChangedElsewhere):
        bulk_edits.set_many(database, ids, {"threshold": "3"}, cause=cause, expected=plan)
    assert setting(database, "MH02", "threshold") == ("2", Origin.OWN)


def test_stopping_between_batches_changes_nothing(
    database: Database, cause: Cause, ids: array[int]
) -> None:
    told: list[tuple[int, int]] = []
    with pytest.raises(Stopped):
        bulk_edits.set_many(
            database,
            ids,
            {"threshold": "3"},
            cause=cause,
            progress=lambda done, total: told.append((done, total)),
            stop=lambda: len(told) == 2,
            batch=1,
        )
    assert told == [(1, 3), (2, 3)]
    assert setting(database, "MH01", "threshold") == ("0", Origin.DEFAULT)


def test_what_they_have_now_is_counted(database: Database, ids: array[int]) -> None:
    assert bulk_edits.standing(database, ids, "threshold") == [(None, 2), ("2", 1)]
    assert bulk_edits.standing(database, ids, "enabled") == [("yes", 3)]
    assert bulk_edits.standing(database, ids, "set") == [("", 3)]


def test_every_field_but_what_names_a_product_can_be_changed_for_many(
    database: Database, cause: Cause, ids: array[int]
) -> None:
    names = {field.name for field in EDITABLE}
    assert names.isdisjoint({"sku", "name", "type"})
    for name in names & SETTINGS:
        bulk_edits.plan(database, ids, {name: "default"})


def test_a_switch_that_was_put_out_is_put_on_again_by_undo(
    database: Database, cause: Cause, ids: array[int]
) -> None:
    bulk_edits.set_many(database, ids, {"decimals": "yes"}, cause=cause)
    receipt = bulk_edits.set_many(database, ids, {"decimals": "no"}, cause=cause)
    undoing.undo(database, receipt.operation, cause=cause)
    assert setting(database, "MH02", "decimals")[0] == "yes"
