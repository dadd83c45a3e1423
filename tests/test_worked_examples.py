"""The worked examples of the rules, E-01 to E-48, one test each.

Those marked legacy in the merchants' pictures subtract *Notify for Quantity Below* from what
is salable; they are asserted as not ours.
"""

from __future__ import annotations

import threading
from array import array
from collections.abc import Callable, Mapping
from io import BytesIO

import pytest

from inventory_tui.domain.bulk import Assign, Transfer, Unassign
from inventory_tui.domain.document import Outcome, RefundWish
from inventory_tui.domain.errors import InvalidInput, Kind, Refused
from inventory_tui.domain.history import Cause
from inventory_tui.domain.product_list import ProductQuery
from inventory_tui.services.files import exchange
from inventory_tui.services.keeping import configuring
from inventory_tui.services.orders import invoicing, order_checking, refunding
from inventory_tui.services.products import browsing, catalog
from inventory_tui.services.quantities import bulk, item_lists
from inventory_tui.services.quantities.stock_changes import QuantityEdit, set_quantities
from inventory_tui.services.reports import low_stock, shop_messages
from inventory_tui.services.shipping import selecting, ship_planning
from inventory_tui.services.sourcing import channels, mapping, sourcing
from inventory_tui.store.database import Database
from tests.services.shopping import Shop, amount
from tests.world import World


@pytest.fixture
def shop(world: World) -> Shop:
    return Shop(world)


@pytest.fixture
def backpacks(shop: Shop) -> Shop:
    """20 backpacks in one warehouse, and 5 of them ordered."""
    shop.world.source("warehouse")
    shop.world.stock("EU", "warehouse", channels=["eu"])
    shop.world.product("backpack", warehouse=20)
    shop.place({"backpack": 5}, "1")
    return shop


def salable(database: Database, sku: str, stock: str) -> str:
    return str(catalog.explain(database, sku, stock).salable)


def taken(database: Database, number: str) -> dict[str, str]:
    """What the priority proposal takes at each source it lists."""
    plan = ship_planning.plan(database, number)
    return {one.source: str(one.quantity) for one in plan.allocations}


def said(database: Database, sku: str, channel: str = "eu") -> str:
    (one,) = shop_messages.said_in(database, channel, [sku])
    return one.said.in_short


def refusals(database: Database, sku: str, quantity: str) -> list[Kind]:
    (line,) = order_checking.check_quantities(database, [(sku, amount(quantity))], channel="eu")
    return [problem.kind for problem in line.problems]


# orders and what they hold


def test_e01_placing_an_order_reserves_and_leaves_what_is_there(
    backpacks: Shop, database: Database
) -> None:
    assert backpacks.reservations("backpack") == ["-5"]
    assert backpacks.world.held("backpack", "warehouse") == "20"
    assert salable(database, "backpack", "EU") == "15"


def test_e02_cancelling_three_lets_three_go(backpacks: Shop, database: Database) -> None:
    backpacks.cancel("1", {"backpack": 3})
    assert backpacks.reservations("backpack") == ["-5", "3"]
    assert backpacks.world.held("backpack", "warehouse") == "20"
    assert salable(database, "backpack", "EU") == "18"


def test_e03_shipping_the_rest_clears_the_ledger(backpacks: Shop, database: Database) -> None:
    backpacks.cancel("1", {"backpack": 3})
    backpacks.ship("1", "warehouse")
    assert backpacks.reservations("backpack") == ["-5", "3", "2"]
    assert backpacks.reserved("backpack") == "0"
    assert backpacks.world.held("backpack", "warehouse") == "18"
    assert salable(database, "backpack", "EU") == "18"


@pytest.fixture
def backordered(shop: Shop) -> Shop:
    """25 there, and backorders down to 50 below 0."""
    shop.world.source("warehouse")
    shop.world.stock("EU", "warehouse", channels=["eu"])
    shop.world.product("bag", warehouse=25, backorders="yes", threshold=-50)
    return shop


def test_e04_a_negative_threshold_adds_to_what_is_salable(
    backordered: Shop, database: Database
) -> None:
    assert salable(database, "bag", "EU") == "75"


def test_e05_what_is_beyond_the_quantity_there_is_backordered(
    backordered: Shop, database: Database
) -> None:
    placed = backordered.place({"bag": 26})
    assert {sku: str(late) for sku, late in placed.backordered.items()} == {"bag": "1"}
    assert salable(database, "bag", "EU") == "49"


def test_e06_only_five_are_left(backordered: Shop, database: Database, cause: Cause) -> None:
    configuring.set_option(database, "only_x_left", "5", cause=cause)
    backordered.place({"bag": 70})
    assert salable(database, "bag", "EU") == "5"
    assert said(database, "bag") == "In Stock, Only 5 left"


def test_e07_at_salable_nothing_it_is_out_of_stock(
    backordered: Shop, database: Database
) -> None:
    backordered.place({"bag": 75})
    why = catalog.explain(database, "bag", "EU")
    assert (str(why.salable), why.is_salable) == ("0", False)
    assert said(database, "bag") == "Out of Stock, not listed"


def test_e08_a_cancelled_order_gives_backordered_units_to_no_source(
    backordered: Shop, database: Database
) -> None:
    order = backordered.place({"bag": 60}).order
    assert salable(database, "bag", "EU") == "15"
    backordered.cancel(order)
    assert salable(database, "bag", "EU") == "75"
    assert backordered.world.held("bag", "warehouse") == "25"


def test_e09_notify_is_not_subtracted(shop: Shop, database: Database) -> None:
    shop.world.source("ny", name="NY Warehouse")
    shop.world.stock("New York Stock", "ny", channels=["eu"])
    shop.world.product("lamp", ny=25, notify_below=10)
    assert salable(database, "lamp", "New York Stock") == "25"  # legacy: 15


def test_e10_with_backorders_the_stock_has_75_and_the_source_still_25(
    shop: Shop, database: Database
) -> None:
    shop.world.source("ny", name="NY Warehouse")
    shop.world.stock("New York Stock", "ny", channels=["eu"])
    shop.world.product("lamp", ny=25, notify_below=10, backorders="yes", threshold=-50)
    assert salable(database, "lamp", "New York Stock") == "75"
    assert shop.world.held("lamp", "ny") == "25"


def test_e11_six_sources_in_one_stock_sum_to_2539(shop: Shop, database: Database) -> None:
    lying = {
        "berlin_store": 25,
        "berlin_wh": 400,
        "uk_drop": 1000,
        "london_store": 74,
        "london_wh": 540,
        "us_drop": 500,
    }
    shop.world.sources(*lying)
    shop.world.stock("UK Stock", *lying, channels=["eu"])
    shop.world.product("24-MB01", **lying)
    assert salable(database, "24-MB01", "UK Stock") == "2539"  # legacy: 2533
    items = catalog.show(database, "24-MB01").items
    assert {one.item.source_code: str(one.item.quantity) for one in items} == {
        code: str(quantity) for code, quantity in lying.items()
    }


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (4, "In Stock"),
        (3, "In Stock, Only 3 left"),
        (2, "In Stock, Only 2 left"),
        (1, "In Stock, Only 1 left"),
        (0, "Out of Stock, not listed"),
    ],
)
def test_e12_only_x_left(
    shop: Shop, database: Database, cause: Cause, left: int, text: str
) -> None:
    configuring.set_option(database, "only_x_left", "3", cause=cause)
    shop.world.source("berlin")
    shop.world.stock("EU", "berlin", channels=["eu"])
    shop.world.product("mug", berlin=left)
    assert said(database, "mug") == text


def test_e13_only_x_left_of_0_says_nothing(shop: Shop, database: Database) -> None:
    shop.world.source("berlin")
    shop.world.stock("EU", "berlin", channels=["eu"])
    shop.world.product("mug", berlin=1)
    assert said(database, "mug") == "In Stock"


def test_e14_increments_of_6(shop: Shop, database: Database) -> None:
    shop.world.source("berlin")
    shop.world.stock("EU", "berlin", channels=["eu"])
    shop.world.product("wine", berlin=100, increments_enabled=True, increment=6)
    assert [refusals(database, "wine", quantity) for quantity in ("6", "12", "18")] == [[]] * 3
    for quantity in ("1", "7", "13"):
        assert refusals(database, "wine", quantity) == [Kind.QTY_INCREMENT]


# the diagrams


@pytest.fixture
def drop_shipped(shop: Shop) -> Shop:
    """Two stocks that share a drop shipper, 5 held back in each."""
    shop.world.sources("uk_wh", "ny_wh", "drop")
    shop.world.stock("UK Store", "uk_wh", "drop", channels=["amazon", "uk"])
    shop.world.stock("US Store", "ny_wh", "drop", channels=["us"])
    shop.world.product("chair", uk_wh=40, ny_wh=50, drop=75, threshold=5)
    return shop


def test_e15_the_uk_store_of_the_stock_diagram(drop_shipped: Shop, database: Database) -> None:
    assert salable(database, "chair", "UK Store") == "110"  # legacy: 95


def test_e16_the_us_store_of_the_stock_diagram(drop_shipped: Shop, database: Database) -> None:
    assert salable(database, "chair", "US Store") == "120"  # legacy: 100


def test_e17_what_leaves_a_shared_source_is_gone_for_both_stocks(
    drop_shipped: Shop, database: Database
) -> None:
    drop_shipped.place({"chair": 10}, "1", "uk")
    drop_shipped.ship("1", "drop")
    assert salable(database, "chair", "UK Store") == "100"
    assert salable(database, "chair", "US Store") == "110"
    assert drop_shipped.reservations("chair") == ["-10", "10"]


def test_e18_a_channel_sells_from_exactly_one_stock(
    drop_shipped: Shop, database: Database, cause: Cause
) -> None:
    sold_from = {one.channel.code: one.stock for one in channels.list_channels(database)}
    assert sold_from == {
        "base": "Default Stock",
        "amazon": "UK Store",
        "uk": "UK Store",
        "us": "US Store",
    }
    mapping.set_channels(database, "US Store", ["us", "amazon"], cause=cause)
    assert [one.code for one in mapping.get_stock(database, "UK Store").channels] == ["uk"]


def test_e19_each_source_contributes_all_it_has(shop: Shop, database: Database) -> None:
    lying = {"store": ("25", "5"), "north": ("50", "10"), "south": ("40", "5")}
    lying["drop"] = ("750", "100")
    shop.world.sources(*lying)
    shop.world.stock("EU", *lying, channels=["eu"])
    shop.world.product("desk")
    for code, (quantity, notify) in lying.items():
        shop.world.item("desk", code, quantity, notify_below=notify)
    terms = catalog.explain(database, "desk", "EU").terms
    on_hand = {one.source: str(one.value) for one in terms if one.term == "on_hand"}
    assert on_hand == {"store": "25", "north": "50", "south": "40", "drop": "750"}
    # legacy: 20, 40, 35 and 650


# source selection


@pytest.fixture
def uk(shop: Shop) -> Shop:
    """The UK stock of the diagram, in its order."""
    lying = {"uk_drop_shipper": 240, "uk_warehouse": 230, "de_warehouse": 1000, "uk_store": 150}
    shop.world.sources(*lying)
    shop.world.stock("UK", *lying, channels=["eu"])
    shop.world.product("chair", **lying)
    return shop


def chosen(database: Database, quantity: str) -> dict[str, str]:
    selection = selecting.select(database, "UK", [("chair", amount(quantity))])
    return {one.source: str(one.quantity) for one in selection.allocations}


def test_e20_the_first_source_has_enough(uk: Shop, database: Database) -> None:
    assert list(chosen(database, "3").values()) == ["3", "0", "0", "0"]


def test_e21_source_after_source_until_it_is_enough(uk: Shop, database: Database) -> None:
    assert list(chosen(database, "500").values()) == ["240", "230", "30", "0"]


def test_e22_a_disabled_source_is_not_listed(
    uk: Shop, database: Database, cause: Cause
) -> None:
    sourcing.disable_sources(database, ["uk_warehouse"], cause=cause)
    assert chosen(database, "500") == {
        "uk_drop_shipper": "240",
        "de_warehouse": "260",
        "uk_store": "0",
    }


def test_e23_too_much_is_not_shippable(uk: Shop, database: Database) -> None:
    selection = selecting.select(database, "UK", [("chair", amount(1700))])
    taken = [str(one.quantity) for one in selection.allocations]
    assert (taken, selection.shippable) == (["240", "230", "1000", "150"], False)
    assert [str(short) for short in selection.proposal.missing.values()] == ["80"]


def test_e24_part_of_an_order_ships(shop: Shop, database: Database) -> None:
    shop.world.source("london_wh")
    shop.world.stock("UK", "london_wh", channels=["eu"])
    shop.world.product("24-MB01", london_wh=600)
    shop.place({"24-MB01": 550}, "1")
    shipped = shop.ship("1", "london_wh", {"24-MB01": 150})
    (shipment,) = shipped.shipments
    assert shipment.source == "london_wh"
    (line,) = shop.order("1").lines
    assert str(line.to_ship) == "400"
    assert shop.reserved("24-MB01") == "-400"


def test_e25_ten_from_each_of_two_sources(shop: Shop) -> None:
    shop.world.sources("berlin", "paris")
    shop.world.stock("EU", "berlin", "paris", channels=["eu"])
    shop.world.product("mug", berlin=30, paris=20)
    shop.place({"mug": 20}, "1")
    shop.ship("1", "berlin", {"mug": 10})
    shop.ship("1", "paris", {"mug": 10})
    assert shop.reservations("mug") == ["-20", "10", "10"]
    assert (shop.world.held("mug", "berlin"), shop.world.held("mug", "paris")) == ("20", "10")


# the three bicycle shops


@pytest.fixture
def bicycles(shop: Shop) -> Shop:
    """Orders a, b and c on three stocks."""
    for source, stock, channel in (
        ("us_wh", "US", "us"),
        ("eu_wh", "EU", "eu"),
        ("ca_wh", "Canada", "ca"),
    ):
        shop.world.source(source)
        shop.world.stock(stock, source, channels=[channel])
    shop.world.products("Bike-24-G", "Bike-23-B", "MtnBike-15-W", us_wh=10)
    shop.world.product("MtnBike-17-M", eu_wh=10)
    shop.world.products("BikeFun-Sm-Red", "BikeLife-Med-Red", ca_wh=10)
    shop.place({"Bike-24-G": 2, "Bike-23-B": 1, "MtnBike-15-W": 1}, "a", "us")
    shop.place({"MtnBike-17-M": 1}, "b", "eu")
    shop.place({"BikeFun-Sm-Red": 3, "BikeLife-Med-Red": 2}, "c", "ca")
    return shop


BICYCLES = (
    "Bike-24-G",
    "Bike-23-B",
    "MtnBike-15-W",
    "MtnBike-17-M",
    "BikeFun-Sm-Red",
    "BikeLife-Med-Red",
)


def sums(shop: Shop) -> list[str]:
    return [shop.reserved(sku) for sku in BICYCLES]


def test_e26_three_orders_reserve_in_their_stocks(bicycles: Shop) -> None:
    assert sums(bicycles) == ["-2", "-1", "-1", "-1", "-3", "-2"]


def test_e27_cancelling_two_before_they_are_paid(bicycles: Shop) -> None:
    bicycles.cancel("c", {"BikeFun-Sm-Red": 2})
    assert bicycles.reservations("BikeFun-Sm-Red") == ["-3", "2"]
    assert bicycles.world.held("BikeFun-Sm-Red", "ca_wh") == "10"


def ship_all(bicycles: Shop) -> None:
    bicycles.cancel("c", {"BikeFun-Sm-Red": 2})
    for number, source in (("a", "us_wh"), ("b", "eu_wh"), ("c", "ca_wh")):
        bicycles.ship(number, source)


def test_e28_shipping_the_rest_brings_every_sum_to_0(bicycles: Shop) -> None:
    ship_all(bicycles)
    held = bicycles.world.held
    assert [held(sku, "us_wh") for sku in BICYCLES[:3]] == ["8", "9", "9"]
    assert held("MtnBike-17-M", "eu_wh") == "9"
    assert held("BikeFun-Sm-Red", "ca_wh") == "9"
    assert held("BikeLife-Med-Red", "ca_wh") == "8"  # the picture ships 1 of the 2 ordered
    assert sums(bicycles) == ["0"] * 6


def test_e29_a_refund_with_return_puts_one_back(
    bicycles: Shop, database: Database, cause: Cause
) -> None:
    ship_all(bicycles)
    invoicing.invoice(database, "c", cause=cause)
    wish = RefundWish("BikeLife-Med-Red", amount(1), Outcome.RETURN)
    refunding.refund(database, "c", [wish], cause=cause)
    assert bicycles.world.held("BikeLife-Med-Red", "ca_wh") == "9"
    assert bicycles.reserved("BikeLife-Med-Red") == "0"
    assert salable(database, "BikeLife-Med-Red", "Canada") == "9"


# settings


def test_e30_a_product_overrides_what_is_set_for_all(
    shop: Shop, database: Database, cause: Cause
) -> None:
    shop.world.source("berlin")
    shop.world.stock("EU", "berlin", channels=["eu"])
    shop.world.product("own", berlin=100, backorders="no", threshold=10)
    shop.world.product("inherits", berlin=100)
    configuring.set_option(database, "backorders", "yes", cause=cause)
    configuring.set_option(database, "threshold", "-50", cause=cause)
    assert salable(database, "own", "EU") == "90"
    assert salable(database, "inherits", "EU") == "150"


def one_product(shop: Shop, quantity: int, **settings: object) -> None:
    shop.world.source("berlin")
    shop.world.stock("EU", "berlin", channels=["eu"])
    shop.world.product("mug", berlin=quantity, **settings)


def test_e31_backorders_without_a_limit_take_any_quantity(
    shop: Shop, database: Database
) -> None:
    one_product(shop, 1, backorders="yes")
    assert refusals(database, "mug", "9000") == []
    assert refusals(database, "mug", "10001") == [Kind.MAX_SALE_QTY]


def test_e32_a_positive_threshold_is_ignored_with_backorders(
    shop: Shop, database: Database
) -> None:
    one_product(shop, 10, backorders="yes", threshold=25)
    assert salable(database, "mug", "EU") == "10"
    assert refusals(database, "mug", "5000") == []


def test_e33_a_positive_threshold_is_held_back(shop: Shop, database: Database) -> None:
    one_product(shop, 25, threshold=5)
    assert salable(database, "mug", "EU") == "20"
    assert refusals(database, "mug", "20") == []
    assert Kind.NOT_ENOUGH_QTY in refusals(database, "mug", "21")


# files, forms and bulk


CSV_OF_E34 = b"""source_code,sku,status,quantity
default,testSimpleProduct,1,45
default,testSimpleProduct2,1,245
default,testConfigProduct-red,1,1000
default,testConfigProduct-blue,1,1000
default,testConfigProduct-green,1,1000
NY,testSimpleProduct2,1,500
TX,testSimpleProduct2,1,375
NY,testSimpleProduct,1,125
TX,testSimpleProduct,1,200
"""


def test_e34_nine_rows_are_imported(shop: Shop, database: Database, cause: Cause) -> None:
    shop.world.sources("NY", "TX")
    colours = [f"testConfigProduct-{colour}" for colour in ("red", "blue", "green")]
    shop.world.products("testSimpleProduct", "testSimpleProduct2", *colours)
    imported = exchange.import_quantities(
        database, "-", standard=BytesIO(CSV_OF_E34), cause=cause
    )
    assert (imported.receipt.counts["created"], imported.rejected) == (9, ())
    rows = shop.world.everything()
    assert len(rows) == 9
    assert rows["testSimpleProduct", "default"] == "45"
    assert total(rows, "testSimpleProduct") == 370
    assert total(rows, "testSimpleProduct2") == 1120
    assert [rows[sku, "default"] for sku in colours] == ["1000"] * 3


def total(rows: Mapping[tuple[str, str], str], wanted: str) -> int:
    return sum(int(quantity) for (sku, _), quantity in rows.items() if sku == wanted)


@pytest.mark.parametrize("code", ["uk_drop_shipper", "Warehouse-1"])
def test_e35_codes_of_letters_digits_hyphens_and_underscores(
    database: Database, cause: Cause, code: str
) -> None:
    typed = {"code": code, "name": code, "country": "GB", "postcode": "1"}
    sourcing.add_source(database, typed, cause=cause)
    with pytest.raises(Refused) as twice:
        sourcing.add_source(database, {**typed, "name": "Another"}, cause=cause)
    assert twice.value.kind is Kind.NOT_UNIQUE


@pytest.mark.parametrize("code", ["my source", "a/b"])
def test_e35_other_codes_are_refused(database: Database, cause: Cause, code: str) -> None:
    typed = {"code": code, "name": "One", "country": "GB", "postcode": "1"}
    with pytest.raises(InvalidInput) as wrong:
        sourcing.add_source(database, typed, cause=cause)
    assert [problem.field for problem in wrong.value.problems] == ["code"]


def test_e36_coordinates_are_signed_decimals(database: Database, cause: Cause) -> None:
    here = {"latitude": "32.7555", "longitude": "-97.3308"}
    sourcing.edit_source(database, "default", here, cause=cause)
    stored = sourcing.get_source(database, "default")
    assert (stored.latitude, stored.longitude) == ("32.7555", "-97.3308")
    with pytest.raises(InvalidInput):
        sourcing.edit_source(database, "default", {"latitude": "32.7°N"}, cause=cause)


def test_e37_four_rows_in_the_editor_sum_to_1457(
    shop: Shop, database: Database, cause: Cause
) -> None:
    lying = {"main": "0", "germany": "324", "london": "130", "uk_drop": "1003"}
    shop.world.sources(*lying)
    shop.world.stock("EU", *lying, channels=["eu"])
    shop.world.product("chair")
    edits = [QuantityEdit("chair", code, quantity=amount(one)) for code, one in lying.items()]
    set_quantities(database, edits, cause=cause)
    items = catalog.show(database, "chair").items
    assert [(one.item.in_stock, str(one.notify_below)) for one in items] == [(True, "1")] * 4
    assert salable(database, "chair", "EU") == "1457"


def ids_of(database: Database, *skus: str) -> array[int]:
    return item_lists.product_ids(database, skus)


def test_e38_five_sources_assigned_to_four_products_are_twenty_rows(
    shop: Shop, database: Database, cause: Cause
) -> None:
    sources = ("s1", "s2", "s3", "s4", "s5")
    shop.world.sources(*sources)
    shop.world.products("A", "B", "C", "D")
    ids = ids_of(database, "A", "B", "C", "D")
    receipt = bulk.perform(database, ids, Assign(sources), cause=cause)
    assert receipt.counts["assigned"] == 20
    assert set(shop.world.everything().values()) == {"0"}


def test_e39_unassigning_two_sources_leaves_the_others(
    shop: Shop, database: Database, cause: Cause
) -> None:
    shop.world.sources("berlin", "new_york", "paris")
    shop.world.products("A", "B", berlin=1, new_york=2, paris=3)
    request = Unassign(("berlin", "new_york"))
    receipt = bulk.perform(database, ids_of(database, "A", "B"), request, cause=cause)
    assert receipt.counts["unassigned"] == 4
    assert shop.world.everything() == {("A", "paris"): "3", ("B", "paris"): "3"}


def test_e40_a_transfer_takes_the_notify_value_along(
    shop: Shop, database: Database, cause: Cause
) -> None:
    shop.world.sources("berlin", "london")
    shop.world.products("A", "B", london=540)
    for sku in ("A", "B"):
        shop.world.item(sku, "berlin", 400, notify_below=10)
    request = Transfer("berlin", "london", unassign_origin=True)
    receipt = bulk.perform(database, ids_of(database, "A", "B"), request, cause=cause)
    assert receipt.counts["transferred"] == 2
    assert shop.world.everything() == {("A", "london"): "940", ("B", "london"): "940"}
    assert shop.world.notify_below("A", "london") == "10"


# invoices and refunds


def test_e41_all_three_come_back_to_the_source_that_shipped(
    shop: Shop, database: Database, cause: Cause
) -> None:
    one_product(shop, 10)
    shop.place({"mug": 3}, "1")
    invoicing.invoice(database, "1", cause=cause)
    shop.ship("1", "berlin")
    assert shop.world.held("mug", "berlin") == "7"
    refunding.refund(database, "1", [RefundWish("mug", amount(3), Outcome.RETURN)], cause=cause)
    assert shop.world.held("mug", "berlin") == "10"


def test_e42_what_was_not_shipped_is_refunded_first(
    shop: Shop, database: Database, cause: Cause
) -> None:
    one_product(shop, 10)
    shop.place({"mug": 5}, "1")
    invoicing.invoice(database, "1", cause=cause)
    shop.ship("1", "berlin", {"mug": 3})
    refunding.refund(database, "1", [RefundWish("mug", amount(4), Outcome.RETURN)], cause=cause)
    assert shop.reservations("mug") == ["-5", "3", "2"]
    assert shop.world.held("mug", "berlin") == "9"  # 10 − 3 + 2


def test_e43_virtual_goods_leave_by_invoice(
    shop: Shop, database: Database, cause: Cause
) -> None:
    shop.world.sources("a", "b")
    shop.world.stock("EU", "a", "b", channels=["eu"])
    shop.world.product("licence", type="virtual", a=3, b=10)
    shop.place({"licence": 4}, "1")
    invoicing.invoice(database, "1", cause=cause)
    assert shop.reservations("licence") == ["-4", "4"]
    held = shop.world.held
    assert (held("licence", "a"), held("licence", "b")) == ("0", "9")
    assert ship_planning.plan(database, "1").lines == ()


# reports and screens


def test_e44_the_low_stock_report_is_ascending(shop: Shop, database: Database) -> None:
    shop.world.sources("uk_warehouse_overflow", "uk_store")
    shop.world.product("testConfigProduct-green", uk_warehouse_overflow=10, notify_below=15)
    shop.world.product("testSimpleProduct2", uk_store=13, notify_below=15)
    rows = [(row.sku, row.source, str(row.quantity)) for row in low_stock.report(database)]
    assert rows == [
        ("testConfigProduct-green", "uk_warehouse_overflow", "10"),
        ("testSimpleProduct2", "uk_store", "13"),
    ]


def test_e45_without_stock_management_nothing_is_counted(
    shop: Shop, database: Database
) -> None:
    one_product(shop, 0, manage_stock=False)
    why = catalog.explain(database, "mug", "EU")
    assert (why.salable, why.terms[0].term) == (None, "not_managed")
    assert said(database, "mug") == "In Stock"
    shop.place({"mug": 50})
    assert shop.reservations("mug") == []


def test_e46_a_row_out_of_stock_keeps_its_quantity_and_adds_nothing(
    shop: Shop, database: Database
) -> None:
    shop.world.sources("berlin", "paris")
    shop.world.stock("EU", "berlin", "paris", channels=["eu"])
    shop.world.product("mug", berlin=(100, "out"), paris=5)
    assert salable(database, "mug", "EU") == "5"
    shop.place({"mug": 5}, "1")
    assert taken(database, "1") == {"paris": "5"}
    assert shop.world.held("mug", "berlin") == "100"


def test_e47_of_two_terminals_one_gets_the_last_unit(
    shop: Shop, another: Callable[..., Database]
) -> None:
    one_product(shop, 1)
    start, outcomes = threading.Barrier(2), []

    def order(terminal: Shop) -> None:
        start.wait()
        try:
            terminal.place({"mug": 1})
            outcomes.append("placed")
        except Refused as refusal:
            outcomes.append(refusal.kind.value)

    terminals = [Shop(World(another())) for _ in range(2)]
    threads = [threading.Thread(target=order, args=[one]) for one in terminals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["not_enough_qty", "placed"]
    assert shop.reserved("mug") == "-1"


def test_e48_2046_records_are_103_pages_of_20(shop: Shop, database: Database) -> None:
    with database.write() as transaction:
        transaction.products.add_many(
            [{"sku": f"P{number:04}", "name": "P"} for number in range(2046)]
        )
    ids = browsing.product_ids(database, ProductQuery())
    assert browsing.count(database, ProductQuery()) == 2046
    pages = [ids[first : first + 20] for first in range(0, len(ids), 20)]
    assert (len(pages), len(pages[-1])) == (103, 6)


def test_every_example_has_its_test() -> None:
    tested = {name[5:8] for name in globals() if name.startswith("test_e")}
    assert {f"e{number:02}" for number in range(1, 49)} <= tested
