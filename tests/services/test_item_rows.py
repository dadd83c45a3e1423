"""Rows of source items as another program hands them in: all of them or none."""

from __future__ import annotations

import pytest

from inventory_tui.domain.errors import InvalidInput, Kind, Refused
from inventory_tui.domain.history import Cause
from inventory_tui.services.quantities.item_rows import save_rows
from inventory_tui.store.database import Database
from tests.world import World


@pytest.fixture(autouse=True)
def _world(world: World) -> None:
    world.sources("berlin", "paris")
    world.product("MH01", berlin=4)


def test_rows_are_added_and_written_over(
    world: World, database: Database, cause: Cause
) -> None:
    save_rows(
        database,
        [
            {"sku": "MH01", "source": "berlin", "quantity": "7", "status": "0"},
            {"sku": "MH01", "source": "paris", "quantity": "2"},
        ],
        cause=cause,
    )
    assert world.everything() == {("MH01", "berlin"): "7", ("MH01", "paris"): "2"}
    assert (world.status("MH01", "berlin"), world.status("MH01", "paris")) == ("out", "in")


def test_every_broken_rule_is_told_and_nothing_is_written(
    world: World, database: Database, cause: Cause
) -> None:
    rows = [
        {"sku": "MH01", "source": "paris", "quantity": "9"},
        {"sku": " ", "source": "be rlin", "quantity": "many", "status": "perhaps"},
        {"source": "paris", "quantity": "-1"},
        {"sku": "MH01", "source": "paris"},
    ]
    with pytest.raises(InvalidInput) as refused:
        save_rows(database, rows, cause=cause)
    assert [(one.rule, one.field) for one in refused.value.problems] == [
        (Kind.EMPTY, "sku"),
        (Kind.OUTER_SPACES, "sku"),
        (Kind.CONTAINS_WHITESPACE, "source"),
        (Kind.NOT_NUMERIC, "quantity"),
        (Kind.UNKNOWN_STATUS, "status"),
        (Kind.EMPTY, "sku"),
        (None, "quantity"),
        (Kind.NOT_NUMERIC, "quantity"),
    ]
    assert refused.value.kind is Kind.VALIDATION_FAILED
    assert world.everything() == {("MH01", "berlin"): "4"}


def test_one_unknown_source_refuses_them_all(
    world: World, database: Database, cause: Cause
) -> None:
    rows = [
        {"sku": "MH01", "source": "paris", "quantity": "9"},
        {"sku": "MH01", "source": "rome", "quantity": "9"},
    ]
    with pytest.raises(Refused) as refused:
        save_rows(database, rows, cause=cause)
    assert refused.value.kind is Kind.UNKNOWN_SOURCE
    assert world.held("MH01", "paris") is None
