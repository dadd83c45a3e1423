"""Orders taken over from another system, as far as they have come there."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from inventory_tui.domain.composite import BundleOption, Part
from inventory_tui.domain.errors import Kind, Problem
from inventory_tui.domain.order import OrderStatus
from inventory_tui.domain.product import ProductType
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.stored_order import StoredLine, StoredOrder, StoredRow
from inventory_tui.services.keeping import checking
from inventory_tui.services.orders import adopting, inconsistencies
from inventory_tui.services.orders.adopting import Adopted
from inventory_tui.services.orders.stored_order_reading import read_stored_orders
from inventory_tui.services.products import composites
from tests.services.shopping import CLERK, Shop, amount
from tests.world import World


@pytest.fixture
def shop(world: World) -> Shop:
    with world.at_once():
        world.sources("berlin")
        world.stock("EU stock", "berlin", channels=["eu"])
        for sku in ("BAG", "HAT", "MAT"):
            world.product(sku, berlin=20)
        world.product("BOOK", type="virtual", berlin=20)
        world.product("SAND", berlin=20, manage_stock=False)
        world.product("SET", type="bundle")
        world.product("SHIRT", type="configurable")
        world.product("SHIRT-S", berlin=5)
    options = [BundleOption("Mat", (Part("MAT"),)), BundleOption("Hat", (Part("HAT"),))]
    composites.set_bundle(world.database, "SET", options, cause=CLERK)
    composites.set_variations(world.database, "SHIRT", [Part("SHIRT-S")], cause=CLERK)
    return Shop(world)


def line(sku: str, ordered: str | int, **given: Any) -> StoredLine:
    counts: dict[str, Any] = {
        key: amount(value) if key in ("invoiced", "shipped", "cancelled", "refunded") else value
        for key, value in given.items()
    }
    return StoredLine(sku, amount(ordered), **counts)


def order(number: str, *lines: StoredLine, **given: Any) -> StoredOrder:
    return StoredOrder(number, given.pop("channel", "eu"), lines, **given)


def adopt(shop: Shop, *orders: StoredOrder) -> Adopted:
    return adopting.adopt(shop.database, orders, cause=CLERK)


def problems(done: Adopted) -> list[Problem]:
    return [problem for one in done.refused for problem in one.problems]


def missing(shop: Shop) -> dict[str, str]:
    return {one.sku: str(one.missing) for one in inconsistencies.find(shop.database)}


def test_figures_are_taken_as_they_are_and_nothing_is_held(shop: Shop) -> None:
    long_ago = datetime(2023, 5, 31, 14, 30, tzinfo=UTC)
    stored = line("bag", 5, invoiced=3, shipped=2, cancelled=1, refunded=1, price="9.90")
    done = adopt(shop, order("100", stored, placed_at=long_ago, customer_group="staff"))
    assert done.receipt.counts == {"adopted": 1, "refused": 0, "unchanged": 0}
    taken = shop.order("100")
    (kept,) = taken.lines
    counts = (kept.ordered, kept.invoiced, kept.shipped, kept.cancelled, kept.refunded)
    assert [str(one) for one in counts] == ["5", "3", "2", "1", "1"]
    assert (str(kept.released), str(kept.open), str(kept.held)) == ("1", "1", "0")
    assert (kept.price, taken.placed_at, taken.customer_group) == ("9.90", long_ago, "staff")
    assert taken.status is OrderStatus.PROCESSING
    assert shop.reservations() == []
    assert missing(shop) == {"BAG": "1"}


def test_rows_of_the_ledger_are_held_and_leave_nothing_missing(shop: Shop) -> None:
    rows = (StoredRow("BAG", amount(-5)), StoredRow("BAG", amount(2)))
    adopt(shop, order("100", line("BAG", 5, shipped=2), reservations=rows))
    assert str(shop.order("100").lines[0].held) == "3"
    assert shop.world.salable("BAG", "EU stock") == "17"
    assert missing(shop) == {}
    assert not checking.check(shop.database).findings
    shop.ship("100", "berlin")
    assert shop.reserved("BAG") == "0"
    assert shop.status("100") == "complete"


def test_what_is_missing_can_be_compensated(shop: Shop) -> None:
    adopt(shop, order("100", line("BAG", 5), line("BOOK", 2), line("SAND", 7)))
    assert missing(shop) == {"BAG": "5", "BOOK": "2"}
    asked = [one.argument() for one in inconsistencies.find(shop.database)]
    inconsistencies.compensate(shop.database, asked, cause=CLERK)
    assert missing(shop) == {}
    assert shop.world.salable("BAG", "EU stock") == "15"


@pytest.mark.parametrize(
    ("given", "released"),
    [
        ({"refunded": 1, "shipped": 2, "cancelled": 1}, "1"),
        ({"refunded": 1, "invoiced": 3, "shipped": 3}, "0"),
        ({"refunded": 2, "invoiced": 5, "shipped": 4}, "1"),
        ({"refunded": 5, "invoiced": 5, "shipped": 5}, "0"),
    ],
)
def test_units_that_had_not_left_are_refunded_first(
    shop: Shop, given: dict[str, int], released: str
) -> None:
    adopt(shop, order("100", line("BAG", 5, **given)))
    assert str(shop.order("100").lines[0].released) == released


def test_goods_that_never_ship_left_when_they_were_invoiced(shop: Shop) -> None:
    adopt(
        shop,
        order("1", line("BOOK", 5, invoiced=3)),
        order("2", line("BAG", 5, invoiced=3, type=ProductType.VIRTUAL)),
        order("3", line("BAG", 5, invoiced=5)),
    )
    held = {one.order: str(one.missing) for one in inconsistencies.find(shop.database)}
    assert held == {"1": "2", "2": "2", "3": "5"}


def test_the_status_given_stands(shop: Shop) -> None:
    adopt(
        shop,
        order("1", line("BAG", 1), status=OrderStatus.HOLDED),
        order("2", line("BAG", 1), status=OrderStatus.FRAUD),
        order("3", line("BAG", 1, shipped=1)),
    )
    assert [shop.status(number) for number in "123"] == ["holded", "fraud", "complete"]
    assert shop.order("2").payment is OrderStatus.FRAUD


class TestComposites:
    def test_a_bundle_shares_out_what_is_counted_on_it(self, shop: Shop) -> None:
        parts = (line("MAT", 4), line("HAT", 2, shipped=2))
        adopt(shop, order("1", line("SET", 2, shipped=1, parts=parts, price="19")))
        taken = shop.order("1")
        assert [(one.sku, str(one.quantity), one.price) for one in taken.bundles] == [
            ("SET", "2", "19")
        ]
        assert [
            (one.sku, str(one.ordered), str(one.per_bundle), str(one.shipped))
            for one in taken.lines
        ] == [("MAT", "4", "2", "2"), ("HAT", "2", "1", "2")]
        assert missing(shop) == {"MAT": "2"}

    def test_a_variant_keeps_what_it_was_chosen_as(self, shop: Shop) -> None:
        shirt = line("SHIRT", 2, shipped=1, price="7", parts=(line("SHIRT-S", 2),))
        adopt(shop, order("1", shirt), order("2", line("SHIRT-S", 1, chosen_as="shirt")))
        (kept,) = shop.order("1").lines
        assert (kept.sku, kept.chosen_as, str(kept.shipped), kept.price) == (
            "SHIRT-S",
            "SHIRT",
            "1",
            "7",
        )
        assert shop.order("2").lines[0].chosen_as == "SHIRT"


class TestRefusals:
    def test_each_with_a_sentence_and_the_others_go_on(self, shop: Shop) -> None:
        done = adopt(
            shop,
            order("1", line("CAP", 1), line("BAG", 0), line("BAG", 2, invoiced=3)),
            order("2", line("BAG", 2, shipped=2, cancelled=1)),
            order("3", line("BOOK", 2, shipped=1)),
            order("4", line("SHIRT", 2)),
            order("5", line("BAG", 1), channel="mars"),
            order("6"),
            order(" 7", line("BAG", 1, price="much")),
            order("8", line("BAG", 1, parts=(line("HAT", 1),))),
            order("9", line("SET", 2, parts=(line("HAT", "0.0001"),))),
            order("10", line("BAG", 1), reservations=(StoredRow("CAP", amount(-1)),)),
            order("11", line("BAG", 1), reservations=(StoredRow("BAG", Quantity(0)),)),
            order("12", line("BAG", 1)),
            order("12", line("HAT", 1)),
        )
        assert done.receipt.counts == {"adopted": 1, "refused": 12, "unchanged": 0}
        assert [(one.order, one.kind, one.field) for one in problems(done)] == [
            ("1", Kind.UNKNOWN_PRODUCT, "line"),
            ("1", Kind.VALIDATION_FAILED, "ordered"),
            ("1", Kind.VALIDATION_FAILED, "invoiced"),
            ("2", Kind.VALIDATION_FAILED, "shipped"),
            ("3", Kind.VALIDATION_FAILED, "shipped"),
            ("4", Kind.PRODUCT_IS_PARENT, "line"),
            ("5", Kind.UNKNOWN_WEBSITE, "channel"),
            ("6", Kind.NOTHING_GIVEN, "line"),
            (" 7", Kind.VALIDATION_FAILED, "order"),
            (" 7", Kind.VALIDATION_FAILED, "price"),
            ("8", Kind.VALIDATION_FAILED, "line"),
            ("9", Kind.VALIDATION_FAILED, "ordered"),
            ("10", Kind.UNKNOWN_PRODUCT, "line"),
            ("11", Kind.VALIDATION_FAILED, "reserved"),
            ("12", Kind.ORDER_EXISTS, "order"),
        ]
        assert all(one.message.endswith(".") for one in problems(done))

    def test_sent_again_it_is_unchanged_and_other_lines_are_refused(self, shop: Shop) -> None:
        parts = (line("MAT", 4), line("HAT", 2))
        first = order("1", line("SET", 2, parts=parts), line("BAG", 1))
        adopt(shop, first)
        again = adopt(shop, first)
        assert again.receipt.operation is None
        assert again.receipt.counts == {"adopted": 0, "refused": 0, "unchanged": 1}
        (other,) = problems(adopt(shop, order("1", line("BAG", 2))))
        assert other.kind is Kind.ORDER_EXISTS


class TestFiles:
    COLUMNS = "order channel sku ordered shipped cancelled reserved bundle bundles"
    HEAD = ",".join([*COLUMNS.split(), "status", "placed", "name"]) + "\n"

    def read(self, tmp_path: Path, rows: str, head: str = HEAD) -> Any:
        file = tmp_path / "orders.csv"
        file.write_text(head + rows)
        return read_stored_orders(file)

    def test_rows_are_put_together(self, shop: Shop, tmp_path: Path) -> None:
        rows = (
            "1,eu,BAG,5,2,,-3,,,processing,2024-05-31T14:30:00+02:00,Maria\n"
            "2,eu,HAT,1,,,,,,new,2024-05-31,\n"
            "1,eu,MAT,2,,,-2,SET,2,,,\n"
            "1,eu,HAT,2,,,-2,set,,,,Maria\n"
        )
        found = self.read(tmp_path, rows)
        assert not found.refused
        done = adopting.adopt(shop.database, found.orders, cause=CLERK)
        assert done.receipt.counts["adopted"] == 2
        first = shop.order("1")
        assert first.placed_at == datetime(2024, 5, 31, 12, 30, tzinfo=UTC)
        assert (first.ship_to.name, first.status) == ("Maria", OrderStatus.PROCESSING)
        assert [(one.sku, str(one.held), one.bundle) for one in first.lines] == [
            ("BAG", "3", None),
            ("MAT", "2", first.bundles[0].id),
            ("HAT", "2", first.bundles[0].id),
        ]
        assert missing(shop) == {"HAT": "1"}

    @pytest.mark.parametrize(
        "placed",
        ["soon", "0001-01-01T00:00:00+02:00", "9999-12-31T23:59:00-05:00", "9999-12-31T23:59"],
    )
    def test_a_moment_that_cannot_be_one_gets_a_sentence(
        self, tmp_path: Path, placed: str
    ) -> None:
        (refused,) = self.read(tmp_path, f"1,eu,BAG,5,,,,,,new,{placed},\n").refused
        assert "write a date such as 2024-05-31" in refused.problems[0].message

    def test_accounts_and_types_of_orders_are_read_once_an_order(
        self, shop: Shop, tmp_path: Path
    ) -> None:
        head = "order,channel,sku,ordered,account,order_type\n"
        rows = "1,eu,BAG,1,Acme,wholesale\n1,eu,HAT,1,acme,\n2,eu,BAG,1,,\n3,eu,BAG,1,A,\n"
        found = self.read(tmp_path, f"{rows}3,eu,HAT,1,B,\n", head)
        assert [(one.row, one.problems[0].field) for one in found.refused] == [(5, "account")]
        adopting.adopt(shop.database, found.orders, cause=CLERK)
        taken = [shop.order(number) for number in "12"]
        assert [(one.account, one.order_type) for one in taken] == [
            ("Acme", "wholesale"),
            ("", ""),
        ]

    def test_other_systems_headings_are_known(self, tmp_path: Path) -> None:
        head = "number,website,sku,qty_ordered,qty_shipped,state,comment\n"
        found = self.read(tmp_path, "1,eu,BAG,5.0000,2,holded,x\n", head)
        (read,) = found.orders
        assert (read.status, str(read.lines[0].shipped)) == (OrderStatus.HOLDED, "2")
        assert found.ignored == ("comment",)

    def test_what_cannot_be_read_is_told_with_its_row(self, tmp_path: Path) -> None:
        rows = (
            "1,eu,BAG,x,,,,,,,,\n"
            ",eu,BAG,1,,,,,,,,\n"
            "2,eu,BAG,1,,,-,,,,,\n"
            "2,us,BAG,1,,,,,,lost,31.5.2024,\n"
            "3,eu,,1,,,,,,,,\n"
            "4,eu,MAT,1,,,,SET,,,,\n"
        )
        found = self.read(tmp_path, rows)
        told = [(one.row, problem.field) for one in found.refused for problem in one.problems]
        assert told == [
            (2, "ordered"),
            (3, "order"),
            (4, "reserved"),
            (4, "channel"),
            (4, "status"),
            (4, "placed"),
            (6, "sku"),
            (7, "bundles"),
        ]
        assert found.orders == ()
