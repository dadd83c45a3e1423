"""Reservations that are not what orders ask for: found, compensated, folded away."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, func, select, update

from inventory_tui.domain.errors import Kind, Refused, Stopped
from inventory_tui.domain.history import Cause, Deed
from inventory_tui.domain.inconsistency import parse_asked
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.order import Event
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.keeping import checking, configuring
from inventory_tui.services.orders import inconsistencies, ledger, ordering
from inventory_tui.store.database import Database
from inventory_tui.store.tables import order_line, reservation, sales_order
from tests.services.shopping import Shop
from tests.world import World

EU = "EU"


@pytest.fixture
def shop(world: World) -> Shop:
    with world.at_once():
        world.sources("berlin", "paris")
        world.stock(EU, "berlin", "paris", channels=["eu"])
        world.stock("US", "berlin", channels=["us"])
        world.product("A", berlin=100)
        world.product("B:1", paris=50)
    return Shop(world)


def found(database: Database, **asked: Any) -> list[str]:
    return [one.argument() for one in inconsistencies.find(database, **asked)]


def compensate(database: Database, *texts: str) -> Any:
    return inconsistencies.compensate(database, texts, cause=Cause("ada"))


def lose(database: Database, order: str, event: Event = Event.ORDER_PLACED) -> None:
    """Take an order's rows of one event away, as a fault would."""
    with database.write() as transaction:
        gone = [
            row
            for row in transaction.reservations.rows(order_id=transaction.orders.id_of(order))
            if row.event is event
        ]
        ids = [row.id for row in gone]
        transaction.connection.execute(delete(reservation).where(reservation.c.id.in_(ids)))
        for row in gone:
            reserved = {(row.stock_id, row.product_id): -row.quantity.parts}
            transaction.levels.reserve(reserved)
        pairs = [(transaction.orders.known(order).id, row.product_id) for row in gone]
        transaction.inconsistencies.follow(pairs)


def write(database: Database, order: str, sku: str, quantity: str, stock: str = EU) -> None:
    """Add a row to the ledger, as a fault would."""
    with database.write() as transaction:
        id = transaction.journal.begin(Deed.ORDER_PLACED, Cause("x"), reason="x")
        product = transaction.products.known(sku).id
        order_id = transaction.orders.known(order).id
        parts = Quantity.parse_signed(quantity).parts
        stock_id = transaction.stocks.known(stock).id
        row = (stock_id, product, order_id, parts)
        transaction.reservations.add(id, Event.SHIPMENT_CREATED, [row])
        transaction.inconsistencies.follow([(order_id, product)])


def held(database: Database, order: str) -> list[str]:
    with database.read() as transaction:
        return [str(line.held) for line in transaction.orders.known(order).lines]


def events(database: Database, order: str) -> list[tuple[str, str]]:
    rows = ledger.reservations(database, order=order)
    return [(row.event.value, str(row.quantity)) for row in rows]


def test_orders_that_went_as_they_should_are_consistent(shop: Shop) -> None:
    shop.place({"A": 5, "B:1": 2}, "1")
    shop.ship("1", "berlin", {"A": 2})
    shop.cancel("1", {"A": 1})
    shop.place({"A": 5}, "2")
    shop.cancel("2")
    assert found(shop.database) == []


def test_a_missing_initial_reservation_is_written_as_the_orders_own(shop: Shop) -> None:
    shop.place({"A": 5}, "1")
    shop.ship("1", "berlin", {"A": 2})
    lose(shop.database, "1")
    assert held(shop.database, "1") == ["0"]
    assert found(shop.database) == ["1:A:-5.000000:2"]
    receipt = compensate(shop.database, *found(shop.database))
    assert (receipt.deed, receipt.counts) == (Deed.COMPENSATED, {"compensated": 1})
    assert events(shop.database, "1") == [("shipment_created", "2"), ("order_placed", "-5")]
    assert held(shop.database, "1") == ["3"]
    assert found(shop.database) == []
    assert checking.check(shop.database).is_clean


def test_anything_else_is_a_manual_compensation(shop: Shop) -> None:
    shop.place({"A": 5}, "1")
    shop.ship("1", "berlin")
    lose(shop.database, "1", Event.SHIPMENT_CREATED)
    assert [str(one.missing) for one in inconsistencies.find(shop.database)] == ["-5"]
    compensate(shop.database, "1:A:+3:EU")
    assert found(shop.database) == ["1:A:2.000000:2"]
    compensate(shop.database, "1:a:2:eu")
    assert events(shop.database, "1")[1:] == [("manual_compensation", f"{n}") for n in (3, 2)]
    assert shop.world.salable("A", EU) == "95"
    assert checking.check(shop.database).is_clean


def test_what_is_held_in_a_stock_that_is_not_the_orders_is_compensated_there(
    shop: Shop,
) -> None:
    shop.place({"A": 5}, "1")
    write(shop.database, "1", "A", "-1", "US")
    assert found(shop.database) == ["1:A:1.000000:3"]
    compensate(shop.database, *found(shop.database))
    assert found(shop.database) == []
    assert held(shop.database, "1") == ["5"]


def test_a_compensation_must_bring_the_sum_nearer(shop: Shop) -> None:
    shop.place({"A": 5}, "1")
    shop.place({"A": 5}, "2")
    lose(shop.database, "2")
    for wrong in ("1:A:-1:2", "1:A:1:2", "1:A:1:3", "2:A:1:2", "2:A:-10:2", "2:A:-5:3"):
        with pytest.raises(Refused) as refusal:
            compensate(shop.database, wrong)
        assert refusal.value.kind is Kind.NOT_COMPENSATING
    with pytest.raises(Refused, match="sum to -5 and should be -5"):
        compensate(shop.database, "2:A:-5:2", "2:A:-1:2")
    assert found(shop.database) == ["2:A:-5.000000:2"]
    compensate(shop.database, "2:A:-9:2")
    assert found(shop.database) == ["2:A:4.000000:2"]
    assert held(shop.database, "2") == ["5"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("abc", Kind.VALIDATION_FAILED),
        ("1:A:2", Kind.VALIDATION_FAILED),
        ("1::2:2", Kind.VALIDATION_FAILED),
        ("1:A:two:2", Kind.VALIDATION_FAILED),
        ("1:A:0:2", Kind.VALIDATION_FAILED),
        ("1:A:-2.00001:2", Kind.VALIDATION_FAILED),
        ("9:A:-2:2", Kind.UNKNOWN_ORDER),
        ("1:Z:-2:2", Kind.UNKNOWN_PRODUCT),
        ("1:B:1:-2:2", Kind.UNKNOWN_PRODUCT),
        ("1:A:-2:Moon", Kind.UNKNOWN_STOCK),
        (" ", Kind.NOTHING_GIVEN),
    ],
)
def test_what_cannot_be_compensated_is_refused_and_nothing_is_written(
    shop: Shop, text: str, kind: Kind
) -> None:
    shop.place({"A": 5}, "1")
    shop.place({"A": 5}, "2")
    lose(shop.database, "2")
    good = [] if kind is Kind.NOTHING_GIVEN else ["2:A:-5:2"]
    with pytest.raises(Refused) as refusal:
        compensate(shop.database, *good, text)
    assert refusal.value.kind is kind
    assert found(shop.database) == ["2:A:-5.000000:2"]


def test_skus_and_order_numbers_may_hold_colons(shop: Shop) -> None:
    asked = parse_asked("1001:a:b:-2:1")
    assert (asked.order, asked.sku, asked.quantity, asked.stock) == (
        "1001",
        "a:b",
        Quantity(-20_000),
        "1",
    )
    shop.place({"B:1": 2}, "1")
    shop.place({"B:1": 3}, "WEB:7")
    lose(shop.database, "1")
    lose(shop.database, "WEB:7")
    raw = list(inconsistencies.lines(inconsistencies.find(shop.database), raw=True))
    assert raw == ["1:B:1:-2.000000:2", "WEB:7:B:1:-3.000000:2"]
    compensate(shop.database, *raw)
    assert found(shop.database) == []


def test_people_read_a_heading_for_each_order(shop: Shop) -> None:
    shop.place({"A": 5, "B:1": 2}, "1")
    lose(shop.database, "1")
    assert list(inconsistencies.lines(inconsistencies.find(shop.database))) == [
        "Order 1:",
        "  - Product A should be compensated by -5.000000 for stock 2",
        "  - Product B:1 should be compensated by -2.000000 for stock 2",
    ]


def test_a_line_that_reserved_nothing_must_hold_nothing(shop: Shop) -> None:
    shop.world.product("ANY", manage_stock=False, berlin=1)
    shop.place({"ANY": 5}, "1")
    configuring.set_option(shop.database, "reserve_on_placement", "no", cause=Cause("ada"))
    shop.place({"A": 5}, "2")
    configuring.set_option(shop.database, "reserve_on_placement", "yes", cause=Cause("ada"))
    assert found(shop.database) == []
    with pytest.raises(Refused):
        compensate(shop.database, "2:A:-5:2")
    write(shop.database, "2", "A", "-2")
    assert found(shop.database) == ["2:A:2.000000:2"]


def test_virtual_goods_are_open_until_they_are_invoiced(shop: Shop) -> None:
    shop.world.product("E", type="virtual", berlin=9)
    shop.place({"E": 5}, "1")
    with shop.database.write() as transaction:
        transaction.connection.execute(update(order_line).values(invoiced=30_000, held=20_000))
    assert found(shop.database) == ["1:E:3.000000:2"]
    compensate(shop.database, *found(shop.database))
    assert held(shop.database, "1") == ["2"]


def test_two_lines_of_one_product_share_what_is_held(shop: Shop) -> None:
    shop.place({"A": 5, "B:1": 4}, "1")
    with shop.database.write() as transaction:
        a = transaction.products.known("A").id
        transaction.connection.execute(update(order_line).values(product_id=a))
        order_id = transaction.orders.known("1").id
        transaction.connection.execute(
            update(reservation).where(reservation.c.order_id == order_id).values(product_id=a)
        )
    assert found(shop.database) == []
    write(shop.database, "1", "A", "3")
    assert held(shop.database, "1") == ["5", "1"]
    assert found(shop.database) == ["1:A:-3.000000:2"]
    compensate(shop.database, *found(shop.database))
    assert held(shop.database, "1") == ["5", "4"]


def test_a_product_the_stock_does_not_have_could_hold_nothing(shop: Shop) -> None:
    shop.place({"A": 5}, "1")
    lose(shop.database, "1")
    with shop.database.write() as transaction:
        a = transaction.products.known("A").id
        transaction.source_items.remove([(a, transaction.sources.known("berlin").id)])
        transaction.levels.refresh([a])
    assert found(shop.database) == []


def test_finished_and_unfinished_orders_are_told_apart(shop: Shop) -> None:
    for number in ("1", "2", "3"):
        shop.place({"A": 1}, number)
    shop.cancel("2")
    for number, event in (("1", Event.ORDER_PLACED), ("2", Event.ORDER_CANCELED)):
        lose(shop.database, number, event)
    assert found(shop.database, final=True) == ["2:A:1.000000:2"]
    assert found(shop.database, final=False) == ["1:A:-1.000000:2"]
    assert found(shop.database, after="1") == ["2:A:1.000000:2"]
    with pytest.raises(Stopped):
        found(shop.database, stop=lambda: True)


def test_the_walk_goes_on_over_many_stretches(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inventory_tui.store.upkeep.stretches.STRETCH", 2)
    for number in range(1, 6):
        shop.place({"A": 1}, str(number))
        lose(shop.database, str(number))
    seen: list[tuple[int, int]] = []
    rows = found(shop.database, progress=lambda *at: seen.append(at))
    assert [row[0] for row in rows] == list("12345")
    assert seen == [(2, 5), (4, 5), (5, 5)]
    compensate(shop.database, *rows)
    shop.cancel("3")
    assert inconsistencies.clean(shop.database, cause=Cause("ada")).counts == {"deleted": 2}


def test_an_order_seen_before_a_compensation_is_out_of_date(shop: Shop) -> None:
    shop.place({"A": 5}, "1")
    lose(shop.database, "1")
    seen = ordering.show(shop.database, "1").order.version
    compensate(shop.database, "1:A:-5:2")
    assert ordering.show(shop.database, "1").order.version > seen


def test_clean_folds_what_sums_to_zero_by_order_stock_and_product(shop: Shop) -> None:
    shop.place({"A": 5, "B:1": 2}, "1")
    shop.ship("1", "berlin", {"A": 5})
    shop.place({"A": 3}, "2")
    shop.place({"A": 2}, "3")
    write(shop.database, "3", "A", "2", "US")
    before = shop.world.level(EU, "A"), shop.world.level(EU, "B:1")
    receipt = inconsistencies.clean(shop.database, cause=Cause("ada"))
    assert (receipt.deed, receipt.counts) == (Deed.RESERVATIONS_CLEANED, {"deleted": 2})
    with shop.database.read() as transaction:
        left = transaction.connection.scalar(select(func.count()).select_from(reservation))
    assert left == 4
    assert (shop.world.level(EU, "A"), shop.world.level(EU, "B:1")) == before
    again = inconsistencies.clean(shop.database, cause=Cause("ada"))
    assert (again.operation, again.counts) == (None, {"deleted": 0})
    assert found(shop.database) == ["3:A:-2.000000:3"]


def test_after_cleaning_an_order_is_still_as_it_should_be(shop: Shop) -> None:
    shop.place({"A": 5, "B:1": 2}, "1")
    shop.cancel("1", {"A": 5})
    inconsistencies.clean(shop.database, cause=Cause("ada"))
    assert found(shop.database) == []
    assert checking.check(shop.database).is_clean
    shop.ship("1", "paris")
    assert shop.status("1") == "complete"


def test_rows_of_no_order_are_left_out(shop: Shop) -> None:
    shop.place({"A": 1}, "1")
    with shop.database.write() as transaction:
        id = transaction.journal.begin(Deed.ORDER_PLACED, Cause("x"), reason="x")
        a = transaction.products.known("A").id
        for parts in (-30_000, 30_000, -10_000):
            transaction.reservations.add(id, Event.HELD_DIRECTLY, [(2, a, None, parts)])
    assert found(shop.database) == []
    assert inconsistencies.clean(shop.database, cause=Cause("ada")).counts["deleted"] == 0
    with shop.database.write() as transaction:
        id = transaction.journal.begin(Deed.ORDER_PLACED, Cause("x"), reason="x")
        transaction.reservations.add(id, Event.HELD_DIRECTLY, [(2, a, None, 10_000)])
    assert inconsistencies.clean(shop.database, cause=Cause("ada")).counts["deleted"] == 4
    with shop.database.read() as transaction:
        keys = transaction.connection.scalars(select(sales_order.c.number_key)).all()
    assert list(keys) == [key_of("1")]
