"""The history of one SKU: also what was expected of it, was sent, or is in a consignment."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from inventory_tui.domain.incoming import Came, IncomingLine
from inventory_tui.services.goods import (
    deliveries,
    incoming,
    transfer_arrivals,
    transfers,
)
from inventory_tui.services.keeping import archiving
from inventory_tui.services.products import catalog, units
from inventory_tui.services.reports import reporting
from inventory_tui.services.shipping import (
    consignment_rows,
    consignment_steps,
    consignments,
)
from inventory_tui.store.database import Database
from inventory_tui.tui.screens.products.product_history import _what as what
from inventory_tui.tui.screens.products.product_history import read_history
from tests.plans import asked
from tests.services.shopping import CLERK, Shop, amount
from tests.world import World

pytestmark = pytest.mark.both_databases

LONG = "L" * 64
"""As long as a SKU may be."""


@pytest.fixture
def shop(world: World) -> Shop:
    with world.at_once():
        world.sources("berlin", "paris")
        world.stock("EU", "berlin", "paris", channels=["eu"])
        world.product("A", berlin=10, paris=4)
        world.product("B", berlin=9)
        world.product(LONG, berlin=5)
    return Shop(world)


def told(database: Database, sku: str) -> list[tuple[str | None, str, str | None, str | None]]:
    """About what, which field, before and after: of each row but those at sources."""
    return [
        (row.about, row.field, row.before, row.after)
        for row in reporting.history(database, sku=sku)
        if row.about and not row.about.startswith("product")
    ]


def test_lines_of_what_comes_are_found_by_their_sku(shop: Shop) -> None:
    database = shop.database
    day = date(2099, 5, 1)
    for sku in ("A", "B"):
        incoming.add(database, sku, "berlin", amount(8), expected=day, cause=CLERK)
    incoming.edit(database, 1, {"quantity": "7"}, cause=CLERK)
    deliveries.receive(database, [IncomingLine(1, Came(amount(2)), rest=False)], cause=CLERK)
    incoming.delete(database, 2, cause=CLERK)

    about = "incoming 1: A → berlin"
    assert [row for row in told(database, "A") if row[1] == "quantity"] == [
        (about, "quantity", "7", "5"),
        (about, "quantity", "8", "7"),
        (about, "quantity", None, "8"),
    ]
    assert {row[0] for row in told(database, "B")} == {"incoming 2: B → berlin"}
    assert len(reporting.history_ids(database, "sku:B")) == len(["expected", "deleted"])
    assert ("incoming 2: B → berlin", "*", "2: B → berlin", None) in told(database, "B")


def test_lines_of_transfers_are_found_by_their_sku(shop: Shop) -> None:
    database = shop.database
    sent = transfers.send(
        database,
        [("A", amount(3)), (LONG, amount(2))],
        origin="berlin",
        destination="paris",
        cause=CLERK,
    ).transfer
    lost = Came(amount(1), lost=amount(1), reason="lost")
    transfer_arrivals.receive(database, sent.label, [(LONG, lost)], cause=CLERK)
    assert told(database, LONG) == [
        ("transfer T1", "line", "sent 2", "sent 2, received 1, lost 1"),
        ("transfer T1", "reason", None, "lost"),
        ("transfer T1", "line", None, "sent 2"),
    ]
    assert told(database, "A") == [("transfer T1", "line", None, "sent 3")]
    transfer_arrivals.cancel(database, sent.label, cause=CLERK)
    assert told(database, "A")[0] == ("transfer T1", "line", "sent 3", "sent 3, returned 3")


def test_rows_of_consignments_are_found_by_their_sku_also_when_they_are_gone(
    shop: Shop,
) -> None:
    database = shop.database
    shop.place({"A": 4, "B": 2}, "1")
    one = consignments.add(database, ["1"], cause=CLERK).consignment
    a, b = one.rows
    consignment_rows.set_row(database, one.id, a.id, quantity=amount(3), cause=CLERK)
    consignment_rows.remove(database, one.id, [b.id], cause=CLERK)
    assert told(database, "A") == [
        ("consignment 1", f"row {a.id} quantity", "4", "3"),
        ("consignment 1", f"row {a.id} quantity", None, "4"),
        ("consignment 1", f"row {a.id} source", None, "berlin"),
        ("order 1", "reserved", None, "-4"),
    ]
    gone = ("consignment 1", f"row {b.id} source", "berlin", None)
    assert gone in told(database, "B")
    consignment_steps.delete(database, one.id, cause=CLERK)
    assert ("consignment 1", f"row {a.id} source", "berlin", None) in told(database, "A")


def test_the_tab_of_a_product_tells_what_each_row_is_about(shop: Shop) -> None:
    database = shop.database
    incoming.add(database, "A", "berlin", amount(8), expected=date(2099, 5, 1), cause=CLERK)
    incoming.delete(database, 1, cause=CLERK)
    transfers.send(
        database, [("A", amount(1))], origin="berlin", destination="paris", cause=CLERK
    )
    units.add(database, "A", "piece", {}, cause=CLERK)
    said = [what(row) for row in read_history(database, "A")]
    assert "unit piece added" in said
    assert "transfer T1 line" in said
    assert "incoming 1 quantity" in said
    assert "incoming 1 deleted" in said
    assert "quantity at berlin" in said


def test_what_a_deed_did_names_the_sku_and_where(shop: Shop) -> None:
    database = shop.database
    done = transfers.send(
        database, [("A", amount(1))], origin="berlin", destination="paris", cause=CLERK
    )
    number = done.receipt.operation or 0
    effects = reporting.effects(database, number, reporting.effect_ids(database, number))
    rows = [(one.what, one.where, one.field, one.after) for one in effects.values()]
    assert ("A", "transfer 1", "line", "sent 1") in rows


def test_it_follows_a_new_name_and_goes_with_the_history_into_a_file(
    shop: Shop, tmp_path: Path
) -> None:
    database = shop.database
    incoming.add(database, "A", "berlin", amount(8), expected=date(2099, 5, 1), cause=CLERK)
    catalog.rename(database, "A", "A2", cause=CLERK)
    assert [row.sku for row in reporting.history(database, sku="A2") if row.about][-1] == "A2"
    file = tmp_path / "old.sqlite"
    archiving.archive(database, "2099-01-01", file, cause=CLERK)
    assert told(database, "A2") == []
    old = Database(f"sqlite:///{file}")
    assert {row[0] for row in told(old, "A2")} == {"incoming 1: A → berlin"}
    old.close()


@pytest.mark.sqlite_only
def test_the_search_by_sku_reads_indexes_alone(shop: Shop) -> None:
    with asked(shop.database) as statements:
        reporting.history_ids(shop.database, "sku:A")
    (plan,) = statements.plans("from operation", "movement")
    assert not [step for step in plan if step.startswith("SCAN")], plan
    assert any("change_product_id" in step for step in plan), plan
