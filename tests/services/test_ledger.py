"""Rows of the ledger written by programs, for something other than an order."""

from __future__ import annotations

from typing import Any

import pytest

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.history import Receipt
from inventory_tui.domain.order import Event
from inventory_tui.services.keeping import checking
from inventory_tui.services.orders import inconsistencies, ledger
from inventory_tui.services.orders.ledger import NewRow
from inventory_tui.services.reports import reporting
from tests.services.shopping import CLERK, Shop, amount
from tests.world import World


@pytest.fixture
def shop(world: World) -> Shop:
    with world.at_once():
        world.sources("berlin")
        world.stock("EU stock", "berlin", channels=["eu"])
        world.product("BAG", berlin=20)
        world.product("SAND", berlin=20, manage_stock=False)
        world.product("SET", type="bundle")
    return Shop(world)


def row(sku: str, quantity: str | int, **given: Any) -> NewRow:
    return NewRow(given.pop("stock", "EU stock"), sku, amount(quantity), **given)


def append(shop: Shop, *rows: NewRow, **given: Any) -> Receipt:
    return ledger.append(shop.database, rows, cause=CLERK, **given)


def test_they_hold_until_they_let_go(shop: Shop) -> None:
    receipt = append(shop, row("bag", -3))
    assert receipt.counts == {"added": 1, "skipped": 0}
    assert shop.world.salable("BAG", "EU stock") == "17"
    assert shop.world.held("BAG", "berlin") == "20"
    (written,) = ledger.reservations(shop.database, sku="BAG")
    assert (written.order, written.event) == ("", Event.HELD_DIRECTLY)
    append(shop, row("BAG", 3))
    assert shop.world.salable("BAG", "EU stock") == "20"
    assert not checking.check(shop.database).findings
    assert not list(inconsistencies.find(shop.database))


def test_the_history_says_so_and_they_can_be_told_from_orders(shop: Shop) -> None:
    number = append(shop, row("BAG", -3), row("BAG", -1)).operation
    assert number is not None
    told = reporting.operations(shop.database, [number])[number]
    assert (told.summary, str(told.units)) == ("2 rows of the ledger added", "-4")


def test_what_placing_an_order_would_not_hold_is_left_out(shop: Shop) -> None:
    assert append(shop, row("SAND", -2), row("BAG", -1)).counts == {"added": 1, "skipped": 1}
    shop.world.setting("reserve_on_placement", "no")
    none = append(shop, row("BAG", -1))
    assert (none.operation, none.counts) == (None, {"added": 0, "skipped": 1})
    assert append(shop, row("SAND", -2), always=True).counts["added"] == 1
    assert shop.reservations("SAND") == ["-2"]


def test_no_rows_are_no_deed(shop: Shop) -> None:
    assert append(shop).operation is None


def test_nothing_is_written_where_one_is_wrong(shop: Shop) -> None:
    wrong = (
        row("BAG", -1, number=7),
        row("BAG", 0),
        row("CAP", -1),
        row("SET", -1),
        row("BAG", -1, stock="Mars"),
        row("BAG", -1, order="77"),
        row("BAG", -1),
    )
    with pytest.raises(Refused) as refusal:
        append(shop, *wrong)
    assert [problem.kind for problem in refusal.value.problems] == [
        Kind.CANNOT_UPDATE_RESERVATION,
        Kind.VALIDATION_FAILED,
        Kind.UNKNOWN_PRODUCT,
        Kind.TYPE_HAS_NO_SOURCE_ITEMS,
        Kind.UNKNOWN_STOCK,
        Kind.UNKNOWN_ORDER,
    ]
    assert shop.reservations() == []


def test_rows_of_an_order_are_what_its_lines_hold(shop: Shop) -> None:
    """They may leave it inconsistent: that is what the report is for."""
    number = shop.place({"BAG": 5}).order
    append(shop, row("BAG", 2, order=number, event=Event.ORDER_PLACE_FAILED))
    (line,) = shop.order(number).lines
    assert str(line.held) == "3"
    (found,) = inconsistencies.find(shop.database)
    assert (found.order, str(found.missing)) == (number, "2")


@pytest.mark.parametrize(
    ("event", "sign"),
    [
        (Event.ORDER_PLACED, -1),
        (Event.ORDER_PLACE_FAILED, 1),
        (Event.ORDER_CANCELED, 1),
        (Event.SHIPMENT_CREATED, 1),
        (Event.SHIPMENT_CANCELED, -1),
        (Event.INVOICE_CREATED, 1),
        (Event.CREDITMEMO_CREATED, 1),
        (Event.MANUAL_COMPENSATION, 0),
    ],
)
def test_an_event_says_whether_it_holds_or_lets_go(event: Event, sign: int) -> None:
    assert event.sign == sign
