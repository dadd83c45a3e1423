"""Forgetting customers: who they are goes, what was sold stays."""

from __future__ import annotations

from typing import Any

import pytest

from inventory_tui.domain.errors import InvalidInput, Kind
from inventory_tui.domain.order import Address
from inventory_tui.domain.order_list import OrderQuery
from inventory_tui.domain.shipment import Tracking
from inventory_tui.services.keeping import checking, undoing
from inventory_tui.services.orders import forgetting, order_lists, ordering
from inventory_tui.services.reports import alerts, reporting
from inventory_tui.services.shipping import shipping
from inventory_tui.store.tables.whole import metadata
from tests.services.shopping import CLERK, Shop, refused
from tests.world import World

ADA = Address("Ada Ek", "Ada@Example.org", "Storgata 5", "Oslo", "Viken", "0155", "NO")
BO = Address("Bo Lind", "bo@example.org", "Kungsgatan 1", "Stockholm", "", "11143", "SE")
WHO = ("ada", "storgata", "oslo", "viken", "0155", "jd01")


@pytest.fixture
def shop(world: World) -> Shop:
    world.sources("berlin")
    world.stock("EU stock", "berlin", channels=["eu"])
    world.product("MUG", berlin=50)
    return Shop(world)


def sold(shop: Shop, number: str, to: Address = ADA) -> None:
    """Order two, ship and refund one of them, each with a word about the customer."""
    shop.place({"MUG": 2}, number, ship_to=to)
    shop.invoice(number, comment=f"for {to.name}")
    shipping.create(
        shop.database,
        number,
        "berlin",
        tracking=[Tracking("custom", "Parcel", f"JD01-{number}")],
        comment=f"ring at {to.street}",
        cause=CLERK,
    )
    shop.refund(number, "MUG=1:return", comment=f"{to.email} was unhappy")


def forget(shop: Shop, *numbers: str, **given: Any) -> forgetting.Forgotten:
    return forgetting.forget(shop.database, numbers, cause=CLERK, **given)


def subscribe(shop: Shop, customer: str, email: str) -> None:
    typed = {"sku": "MUG", "channel": "eu", "customer": customer, "email": email}
    alerts.add(shop.database, {**typed, "kind": "stock"}, cause=CLERK)


def everything(shop: Shop) -> str:
    """All that any table holds, as one text."""
    with shop.database.read() as transaction:
        connection = transaction.connection
        return "\n".join(
            str(tuple(row))
            for table in metadata.sorted_tables
            for row in connection.execute(table.select())
        ).casefold()


def test_nothing_in_the_database_tells_who_it_was(shop: Shop) -> None:
    sold(shop, "1")
    subscribe(shop, "Ada", "ada@example.org")
    told = everything(shop)
    assert all(word in told for word in WHO)
    done = forget(shop, "1")
    told = everything(shop)
    assert not [word for word in WHO if word in told]
    assert done.orders == ("1",)
    assert dict(done.receipt.counts) == {"forgotten": 1, "alerts": 1, "messages": 0}
    assert shop.order("1").ship_to == Address()


def test_what_was_sold_stays(shop: Shop) -> None:
    sold(shop, "1")
    before = shop.order("1"), shop.reservations(), shop.world.everything()
    forget(shop, "1")
    order = shop.order("1")
    assert (order.lines, order.status, order.number) == (before[0].lines, before[0].status, "1")
    assert (shop.reservations(), shop.world.everything()) == before[1:]
    shown = ordering.show(shop.database, "1")
    (parcel,) = shown.shipments
    assert (parcel.tracking, parcel.comment) == ((Tracking("custom", "Parcel", ""),), "")
    assert [len(shown.invoices), len(shown.refunds)] == [1, 1]
    assert order.version > before[0].version
    assert checking.check(shop.database).findings == ()


def test_the_history_tells_that_it_was_done_and_by_whom(shop: Shop) -> None:
    sold(shop, "1")
    done = forget(shop, "1")
    (row,) = [
        row
        for row in reporting.history(shop.database)
        if row.operation == done.receipt.operation
    ]
    assert (row.deed, row.actor, row.field, row.after, row.about) == (
        "orders forget",
        "clerk",
        "customer",
        "forgotten",
        "order 1",
    )
    refusal = refused(lambda: undoing.undo(shop.database, done.receipt.operation, cause=CLERK))
    assert (refusal.kind, "nowhere kept" in str(refusal)) == (Kind.NOT_UNDOABLE, True)


def test_a_customer_is_all_their_orders_and_nobody_elses(shop: Shop) -> None:
    for number, to in (("1", ADA), ("2", BO), ("3", ADA)):
        sold(shop, number, to)
    sold(shop, "4", Address(email="x-ada@example.org"))
    done = forget(shop, customer=" ADA@example.ORG ")
    assert done.orders == ("1", "3")
    assert done.receipt.message == "Customer forgotten in 2 orders."
    assert shop.order("2").ship_to == BO
    assert shop.order("4").ship_to.email == "x-ada@example.org"
    assert [row.number for row in order_lists.orders(shop.database, OrderQuery("customer:ada"))]
    assert not list(order_lists.orders(shop.database, OrderQuery('customer:"Ada Ek"')))


def test_signs_of_a_pattern_are_meant_as_they_stand(shop: Shop) -> None:
    sold(shop, "1", Address(email="adaXek@example.org"))
    kind = refused(lambda: forget(shop, customer="ada_ek@example.org")).kind
    assert kind is Kind.UNKNOWN_ORDER
    assert refused(lambda: forget(shop, customer="%")).kind is Kind.UNKNOWN_ORDER


def test_a_customer_of_alerts_alone_is_forgotten_too(shop: Shop) -> None:
    subscribe(shop, "Ada", "ada@example.org")
    subscribe(shop, "Bo", "bo@example.org")
    done = forget(shop, customer="ADA@example.org")
    assert (done.orders, done.receipt.counts["alerts"]) == ((), 1)
    assert [one.email for one in alerts.listed(shop.database)] == ["bo@example.org"]


def test_what_a_customer_was_told_of_their_order_goes(shop: Shop) -> None:
    sold(shop, "1")
    sold(shop, "2")
    with shop.database.write() as transaction:
        for number, key in (("1", "a"), ("1", "b"), ("2", "c")):
            message = {
                "order": number,
                "customer": "Ada Ek",
                "email": "ada@example.org" if key != "b" else "boss@shop.org",
                "text": "Ada Ek, come",
            }
            transaction.alerts.record([(key, None, "pickup", message)])
        sent = transaction.alerts.waiting()[0].id
        transaction.alerts.delivered(sent)
    assert forget(shop, "1").receipt.counts["messages"] == 2
    with shop.database.read() as transaction:
        assert [one.message["order"] for one in transaction.alerts.waiting()] == ["2"]
    forget(shop, "2")
    assert "ada ek" not in everything(shop)


def test_forgotten_twice_changes_nothing(shop: Shop) -> None:
    sold(shop, "1")
    forget(shop, "1")
    version = shop.order("1").version
    again = forget(shop, "1")
    assert (again.orders, again.receipt.operation) == ((), None)
    assert shop.order("1").version == version


def test_orders_named_twice_count_once(shop: Shop) -> None:
    sold(shop, "000000001")
    sold(shop, "2")
    done = forget(shop, "1", "000000001", "2")
    assert done.orders == ("000000001", "2")


class TestRefusals:
    def test_an_open_order_still_needs_its_address(self, shop: Shop) -> None:
        sold(shop, "1")
        shop.place({"MUG": 1}, "2", ship_to=ADA)
        for deed in (
            lambda: forget(shop, "1", "2"),
            lambda: forget(shop, customer="ada@example.org"),
        ):
            refusal = refused(deed)
            assert [(one.kind, one.order) for one in refusal.problems] == [
                (Kind.ORDER_STATUS, "2")
            ]
            assert "finish or cancel it first" in str(refusal)
        assert shop.order("1").ship_to == ADA
        shop.cancel("2")
        assert forget(shop, "1", "2").orders == ("1", "2")

    def test_orders_there_are_not_are_all_named(self, shop: Shop) -> None:
        sold(shop, "1")
        refusal = refused(lambda: forget(shop, "7", "1", "8"))
        assert [(one.kind, one.order) for one in refusal.problems] == [
            (Kind.UNKNOWN_ORDER, "7"),
            (Kind.UNKNOWN_ORDER, "8"),
        ]
        assert shop.order("1").ship_to == ADA

    def test_nobody_there_is(self, shop: Shop) -> None:
        refusal = refused(lambda: forget(shop, customer="nobody@example.org"))
        assert (refusal.kind, str(refusal)) == (
            Kind.UNKNOWN_ORDER,
            "There is no order and no alert of nobody@example.org.",
        )

    def test_nothing_said(self, shop: Shop) -> None:
        assert refused(lambda: forget(shop)).kind is Kind.NOTHING_GIVEN
        with pytest.raises(InvalidInput):
            forget(shop, customer=" ")
