"""Older history moves to a file that is read like any other; nothing of it is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from inventory_tui.domain.errors import InvalidInput, Kind, Refused
from inventory_tui.domain.history import Cause, Row
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services import Database
from inventory_tui.services.keeping import archiving, checking, undoing
from inventory_tui.services.keeping.keeping import open_database
from inventory_tui.services.orders import ordering
from inventory_tui.services.products import catalog
from inventory_tui.services.quantities import stock_changes
from inventory_tui.services.quantities.stock_changes import QuantityEdit
from inventory_tui.services.reports import reporting
from inventory_tui.services.sourcing import sourcing
from tests.conftest import Clock
from tests.world import World


def told(rows: list[Row]) -> list[tuple[object, ...]]:
    """The rows of a history, without their numbers."""
    return [(row.operation, row.sku, row.field, row.before, row.after) for row in rows]


@pytest.fixture
def old(database: Database, world: World, cause: Cause, clock: Clock) -> list[Row]:
    """A month of history, and one deed after it; returns the rows of that month."""
    world.product("A", default=5)
    world.product("B", default=5)
    for quantity in ("6", "7"):
        edit = QuantityEdit("A", "default", Quantity.parse(quantity))
        stock_changes.set_quantities(database, [edit], cause=cause)
    sourcing.edit_source(database, "default", {"city": "Berlin"}, cause=cause)
    catalog.delete(database, "B", cause=cause)
    line = (("A", Quantity.parse("1")),)
    ordering.place(database, OrderRequest("base", line, number="1"), cause=cause)
    rows = [row for row in reporting.history(database) if row.field != "reserved"]
    clock.advance(days=30)
    edit = QuantityEdit("A", "default", Quantity.parse("8"))
    stock_changes.set_quantities(database, [edit], cause=cause)
    return rows


def test_what_was_moved_is_read_from_the_file(
    database: Database, old: list[Row], cause: Cause, tmp_path: Path
) -> None:
    file = tmp_path / "2026-11.history"
    receipt = archiving.archive(database, "2026-11-30", file, cause=cause)
    assert receipt.counts["moved"] == 4
    archive = open_database(file, create=False)
    try:
        moved = [row for row in reporting.history(archive) if row.field != "reserved"]
        assert told(moved) == told(old)
        assert told(list(reporting.history(archive, sku="b")))
    finally:
        archive.close()
    kept = list(reporting.history(database))
    assert next((row.field, row.after) for row in kept if row.sku == "A") == ("quantity", "8")
    assert not {row.operation for row in old} & {
        row.operation for row in kept if row.field != "reserved"
    }
    assert any("moved to 2026-11.history" in str(row.after) for row in kept)
    assert checking.check(database).found == 0


def test_what_lies_there_and_what_is_held_stay_as_they_are(
    database: Database, old: list[Row], cause: Cause, tmp_path: Path, world: World
) -> None:
    before = (world.held("A", "default"), world.reserved("A"), world.salable("A"))
    archiving.archive(database, "2026-11-30", tmp_path / "2026-11.history", cause=cause)
    assert (world.held("A", "default"), world.reserved("A"), world.salable("A")) == before
    assert before[1] == "-1"


def test_what_was_moved_is_no_longer_undone(
    database: Database, old: list[Row], cause: Cause, tmp_path: Path
) -> None:
    first, last = old[-1].operation, undoing.plan_undo(database, actor="maria").operation.id
    archiving.archive(database, "2026-11-20", tmp_path / "old", cause=cause)
    with pytest.raises(Refused, match="moved to an archive") as refusal:
        undoing.undo(database, first, cause=cause)
    assert refusal.value.kind is Kind.NOT_UNDOABLE
    undoing.undo(database, last, cause=cause)


def test_a_second_archive_takes_only_what_is_new(
    database: Database, old: list[Row], cause: Cause, clock: Clock, tmp_path: Path
) -> None:
    archiving.archive(database, "2026-11-20", tmp_path / "one", cause=cause)
    with pytest.raises(Refused, match="Nothing in the history is that old"):
        archiving.archive(database, "2026-11-21", tmp_path / "two", cause=cause)
    clock.advance(days=30)
    receipt = archiving.archive(database, "2027-01-01", tmp_path / "two", cause=cause)
    assert receipt.counts["moved"] == 2
    assert checking.check(database).found == 0


def test_a_file_that_is_there_stays(
    database: Database, old: list[Row], cause: Cause, tmp_path: Path
) -> None:
    file = tmp_path / "mine"
    file.write_text("mine")
    with pytest.raises(Refused) as refusal:
        archiving.archive(database, "2026-11-30", file, cause=cause)
    assert refusal.value.kind is Kind.WOULD_OVERWRITE
    assert file.read_text() == "mine"
    assert len(list(reporting.history(database))) > len(old)


def test_trying_writes_nothing(
    database: Database, old: list[Row], cause: Cause, tmp_path: Path
) -> None:
    database.rehearses = True
    receipt = archiving.archive(database, "2026-11-30", tmp_path / "old", cause=cause)
    assert receipt.counts["moved"] == 4
    assert not (tmp_path / "old").exists()
    assert len(list(reporting.history(database))) > len(old)


def test_a_date_is_asked_for(database: Database, cause: Cause, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="2026-11-20"):
        archiving.archive(database, "20.11.2026", tmp_path / "old", cause=cause)
