"""Flows about orders that are refunded, in part or whole, with and without their goods.

Where the reference is given no tick *Return to Stock*, it takes what had not left yet out of a
source.  Here that is the outcome *write-off*, chosen by Space (R11); without a word such
units are free again, which the dialog says first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from textual.pilot import Pilot

from inventory_tui.store.database import Database
from tests.services.shopping import Shop
from tests.tui.conftest import Running, lines, press
from tests.tui.flows import case, flow
from tests.tui.flows.office import ORDERS, find, held, plain, row, said, salable, save
from tests.tui.flows.selling import CUSTOM, counts, order_of, sell_from, set_for_all
from tests.tui.flows.wares import PAGE, Wares, counted, stocked
from tests.world import World

DEFAULT = "Default Stock"
GOODS = {"return": ("space",), "write-off": ("space", "space")}
"""Keys: in the column of the goods of a refund, what becomes of them."""
AUTOMATICALLY = "Automatically Return Credit Memo Item to Stock"


@pytest.fixture
def world(database: Database) -> World:
    """Nothing but what every database has."""
    return World(database)


@dataclass(frozen=True, slots=True)
class Sale:
    """An order of goods of some type, and how far it came; units of each line."""

    kind: str
    stock: str
    ordered: int
    invoiced: int = 0
    shipped: int = 0
    there: int = 100
    sku: str = "GOODS"

    @property
    def left(self) -> int:
        """What is gone from its source."""
        return self.invoiced if self.kind == "virtual" else self.shipped

    def bought(self, world: World, *, single: bool = False) -> Wares:
        """What a shopper does: order 42."""
        if self.stock == DEFAULT and not single:
            world.source("attic")
        wares = stocked(world, self.kind, self.stock, self.there, self.sku)
        wares.bought(self.ordered)
        return wares

    async def goes_on(self, pilot: Pilot[int], wares: Wares) -> None:
        """On its page: invoice and ship it as far as it came."""
        if self.invoiced:
            await press(pilot, "I", *in_every_line(wares, str(self.invoiced)))
            await save(pilot)
        if self.shipped:
            await press(pilot, "d", *in_every_line(wares, str(self.shipped)))
            await save(pilot)


def in_every_line(wares: Wares, *keys: str) -> list[str]:
    """Keys: the same in the box of every line, ``12`` typed as its digits."""
    typed = [one for key in keys for one in (key if key.isdigit() else [key])]
    return [*typed, *["down", *typed] * (len(wares.skus) - 1)]


def listed(units: int, wares: Wares) -> str:
    return ", ".join(f"{units} {sku}" for sku in wares.skus)


async def refund(pilot: Pilot[int], wares: Wares, units: int, goods: str, back: int) -> None:
    """On its page: refund so many of each line, see what that does, and do it.

    Args:
        back: How many come back to the source; below 0, how many are written off there.
    """
    asked: tuple[str, ...] = ("R", *in_every_line(wares, str(units)), "home")
    if goods == "write-off":
        await press(pilot, *asked)
        assert f"Free again in {wares.stock}: {listed(units, wares)}" in plain(pilot)
        asked = ()
    await press(pilot, *asked, *in_every_line(wares, "right", *GOODS[goods], "left"))
    shown = plain(pilot)
    if back > 0:
        assert f"Back at {wares.source}: {listed(back, wares)}" in shown
    if back < 0:
        assert f"Written off at {wares.source}: {listed(-back, wares)}" in shown
    if units > back >= 0:
        assert f"Free again in {wares.stock}: {listed(units - back, wares)}" in shown
    await save(pilot)
    assert "refunded" in said(pilot)


_VIRTUAL = "admin create credit memo {} virtual product {}"
_GROUPED = "admin create credit memo {} grouped product {}"
_BUNDLE = "admin create credit memo {} bundle product {}"
_OPTIONS = (
    "admin create credit memo {} refund full invoice full shipment simple product custom "
    "options {}"
)
_TOTAL_GROUPED = "ext. " + _GROUPED.format(
    "total refund full invoice full shipment", "default stock"
)
_TOTAL_VIRTUAL = "ext. " + _VIRTUAL.format("total refund full invoice", "default stock")
_AFTER_PARTIAL = (
    "ext. admin credit memo created with partial refund for order with simple product on test "
    "stock after full invoice and partial shipment"
)


def whole(
    kind: str,
    stock: str,
    shipped: int = 0,
    *,
    units: int = 10,
    there: int = 100,
    sku: str = "GOODS",
) -> tuple[Sale, int, int, int, str]:
    """All of an order is invoiced, so much of it left, and all of it is given back."""
    sale = Sale(kind, stock, units, units, shipped, there, sku)
    return sale, units, there, there, "Closed"


@pytest.mark.parametrize(
    ("sale", "units", "at_source", "promised", "status"),
    [
        case("refunds", title, *values)
        for title, *values in [
            # -- in part ------------------------------------------------------------------
            (
                _BUNDLE.format("partial refund full invoice", "custom stock"),
                *(Sale("bundle", CUSTOM, 2, 2), 1, 100, 99, "Processing"),
            ),
            (
                _BUNDLE.format(
                    "partial refund partial invoice partial shipment", "custom stock"
                ),
                *(Sale("bundle", CUSTOM, 2, 1, 1), 1, 100, 99, "Processing"),
            ),
            (
                _BUNDLE.format("partial refund partial shipment", "custom stock")
                + " ext. "
                + _BUNDLE.format("total refund", "custom stock"),
                *(Sale("bundle", CUSTOM, 10, 10, 5), 5, 95, 95, "Complete"),
            ),
            (
                _BUNDLE.format(
                    "partial refund partial shipment partial invoice", "custom stock"
                )
                + " ext. "
                + _BUNDLE.format("total refund", "custom stock"),
                *(Sale("bundle", CUSTOM, 10, 5, 5), 5, 100, 95, "Processing"),
            ),
            (
                _GROUPED.format("partial refund full invoice full shipment", "custom stock")
                + f" {_TOTAL_GROUPED}",
                *(Sale("grouped", CUSTOM, 10, 10, 10), 5, 95, 95, "Complete"),
            ),
            (
                _GROUPED.format("partial refund full invoice full shipment", "default stock")
                + f" {_TOTAL_GROUPED}",
                *(Sale("grouped", DEFAULT, 10, 10, 10), 5, 95, 95, "Complete"),
            ),
            (
                _GROUPED.format("partial refund full invoice partial shipment", "custom stock"),
                *(Sale("grouped", CUSTOM, 10, 10, 5), 5, 95, 95, "Complete"),
            ),
            (
                _OPTIONS.format("partial", "custom stock"),
                *(Sale("simple", CUSTOM, 10, 10, 10), 5, 95, 95, "Complete"),
            ),
            (
                _OPTIONS.format("partial", "default stock"),
                *(Sale("simple", DEFAULT, 10, 10, 10), 5, 95, 95, "Complete"),
            ),
            (
                _VIRTUAL.format("partial refund full invoice", "custom stock")
                + f" {_TOTAL_VIRTUAL}",
                *(Sale("virtual", CUSTOM, 10, 10), 5, 95, 95, "Complete"),
            ),
            (
                _VIRTUAL.format("partial refund full invoice", "default stock"),
                *(Sale("virtual", DEFAULT, 10, 10), 5, 95, 95, "Complete"),
            ),
            (
                _VIRTUAL.format("partial refund partial invoice", "default stock")
                + " ext. admin create partial invoice for virtual product in default stock "
                "main website",
                *(Sale("virtual", DEFAULT, 3, 1, there=1000), 1, 1000, 998, "Processing"),
            ),
            (
                _VIRTUAL.format("partial refund", "custom option default stock")
                + " ext. "
                + _VIRTUAL.format("total refund", "custom option default stock"),
                *(Sale("virtual", DEFAULT, 10, 10), 5, 95, 95, "Complete"),
            ),
            (
                "admin create partial credit memo full invoice full shipment configurable "
                "product custom stock ext. admin create partial credit memo full invoice "
                "configurable product custom stock",
                *(Sale("configurable", CUSTOM, 10, 10, 10), 5, 95, 95, "Complete"),
            ),
            (
                "admin create partial credit memo partial shipment partial invoice "
                "configurable product custom stock ext. admin create partial shipment for "
                "order with configurable product from custom source",
                *(Sale("configurable", CUSTOM, 10, 5, 5), 5, 100, 95, "Processing"),
            ),
            (
                "admin credit memo created with partial refund for order with simple product "
                "on default stock after full invoice in admin",
                *(Sale("simple", DEFAULT, 5, 5), 1, 100, 96, "Processing"),
            ),
            (
                "admin credit memo created with partial refund for order with simple product "
                f"on test stock after full invoice in admin {_AFTER_PARTIAL}",
                *(Sale("simple", CUSTOM, 5, 5), 1, 100, 96, "Processing"),
            ),
            (
                "admin credit memo created with partial refund with simple product on custom "
                "stock after partial invoice and partial shipment",
                *(Sale("simple", CUSTOM, 5, 4, 2), 3, 99, 98, "Processing"),
            ),
            (
                "admin credit memo created with partial refund with simple product on default "
                "stock after partial invoice and partial shipment",
                *(Sale("simple", DEFAULT, 10, 7, 3), 5, 98, 95, "Processing"),
            ),
            (
                "credit memo created with partial refund with simple product on default stock "
                "after full invoice and partial shipment",
                *(Sale("simple", DEFAULT, 10, 10, 5, 1000), 5, 995, 995, "Complete"),
            ),
            # -- whole --------------------------------------------------------------------
            (
                _BUNDLE.format("total refund full invoice full shipment", "default stock"),
                *whole("bundle", DEFAULT, 10),
            ),
            (
                _BUNDLE.format("total refund full invoice partial shipment", "default stock"),
                *whole("bundle", DEFAULT, 5),
            ),
            (
                _GROUPED.format("total refund full invoice full shipment", "custom stock"),
                *whole("grouped", CUSTOM, 10),
            ),
            (
                _GROUPED.format("total refund full invoice", "custom stock")
                + " ext. "
                + _GROUPED.format("total refund full invoice", "default stock"),
                *whole("grouped", CUSTOM),
            ),
            (
                _GROUPED.format("total refund full invoice partial shipment", "custom stock")
                + f" {_TOTAL_GROUPED}",
                *whole("grouped", CUSTOM, 5),
            ),
            (
                _GROUPED.format("total refund full invoice partial shipment", "default stock")
                + f" {_TOTAL_GROUPED}",
                *whole("grouped", DEFAULT, 5),
            ),
            (_OPTIONS.format("total", "custom stock"), *whole("simple", CUSTOM, 10)),
            (_OPTIONS.format("total", "default stock"), *whole("simple", DEFAULT, 10)),
            (
                _VIRTUAL.format("total refund full invoice", "custom stock")
                + f" {_TOTAL_VIRTUAL}",
                *whole("virtual", CUSTOM),
            ),
            (
                _VIRTUAL.format("total refund full invoice", "default stock"),
                *whole("virtual", DEFAULT),
            ),
            (
                _VIRTUAL.format("total refund", "custom option custom stock")
                + " ext. "
                + _VIRTUAL.format("total refund", "custom option default stock"),
                *whole("virtual", CUSTOM),
            ),
            (
                "admin create credit memo total refund simple product numeric sku",
                *whole("simple", CUSTOM, 10, sku="1234567"),
            ),
            (
                "admin credit memo created for whole order with simple product on test source "
                f"after full invoice and shipping in admin {_AFTER_PARTIAL}",
                *whole("simple", CUSTOM, 5, units=5),
            ),
            (
                "admin credit memo created with full refund for order with simple product on "
                f"test stock after full invoice and partial shipment {_AFTER_PARTIAL}",
                *whole("simple", CUSTOM, 3, units=5),
            ),
            (
                "credit memo created for whole order with simple product on default stock "
                "after full invoice and shipment in admin",
                *whole("simple", DEFAULT, 5, units=5, there=1000),
            ),
            (
                "credit memo created with full refund with simple product on default stock "
                "after full invoice and partial shipment",
                *whole("simple", DEFAULT, 5, there=1000),
            ),
        ]
    ],
)
async def test_refunded_goods_return_where_they_left_and_the_rest_is_free_again(
    running: Running,
    world: World,
    database: Database,
    sale: Sale,
    units: int,
    at_source: int,
    promised: int,
    status: str,
) -> None:
    """What is on a product besides its SKU (custom options) does not concern its goods."""
    wares = sale.bought(world)
    at_first = sale.there - sale.left
    async with running() as pilot:
        await press(pilot, *PAGE)
        await sale.goes_on(pilot, wares)
        for sku in wares.skus:
            assert held(database, sku) == {wares.source: str(at_first)}
            assert counted(pilot, sku)[-1] == str(sale.there - sale.ordered)
        await refund(pilot, wares, units, "return", at_source - at_first)
        assert f"· {status} ·" in lines(pilot)[1]
        done = [sale.ordered, sale.invoiced, sale.shipped, 0, units, promised]
        for sku in wares.skus:
            assert counted(pilot, sku) == [f"{one:,}" for one in done]
    for sku in wares.skus:
        assert held(database, sku) == {wares.source: str(at_source)}
        assert salable(database, sku)[wares.stock] == str(promised)
        assert counts(database, "42")[sku]["refunded"] == str(units)


@pytest.mark.parametrize(
    "stock",
    [
        case("refunds", title, stock)
        for title, stock in [
            (_BUNDLE.format("total refund", "custom stock"), CUSTOM),
            (
                _BUNDLE.format("total refund", "default stock")
                + " ext. "
                + _BUNDLE.format("total refund", "custom stock"),
                DEFAULT,
            ),
        ]
    ],
)
async def test_what_is_neither_sent_nor_returned_is_written_off_on_demand(
    running: Running, world: World, database: Database, stock: str
) -> None:
    """The reference takes it out of a source unasked; here Space says so (R11)."""
    sale = Sale("bundle", stock, 10, 10)
    wares = sale.bought(world)
    async with running() as pilot:
        await press(pilot, *PAGE)
        await sale.goes_on(pilot, wares)
        await refund(pilot, wares, 10, "write-off", -10)
        assert "· Closed ·" in lines(pilot)[1]
        for sku in wares.skus:
            assert counted(pilot, sku) == ["10", "10", "0", "0", "10", "90"]
    for sku in wares.skus:
        assert held(database, sku) == {wares.source: "90"}
        assert salable(database, sku)[wares.stock] == "90"


@pytest.mark.parametrize(
    ("shipped", "told", "goods"),
    [
        case(
            "refunds",
            "admin create credit memo partial return to stock after full invoice full shipment "
            "simple products custom stock",
            *(True, "Does not come back: 1 TWO", ()),
        ),
        case(
            "refunds",
            "admin create credit memo partial return to stock after full invoice simple "
            "products custom stock",
            *(False, "Written off at berlin: 1 TWO", GOODS["write-off"]),
        ),
    ],
)
async def test_of_two_products_one_is_returned(
    running: Running,
    world: World,
    database: Database,
    shipped: bool,
    told: str,
    goods: tuple[str, ...],
) -> None:
    """What had not left, and is not returned either, is free again unless written off (R11)."""
    sell_from(world, CUSTOM)
    world.products("ONE", "TWO", berlin=100)
    Shop(world).place({"ONE": 1, "TWO": 1}, "000000042", "base")
    async with running() as pilot:
        await press(pilot, *PAGE, "I", "f10")
        if shipped:
            await press(pilot, "d")
            await save(pilot)
        await press(pilot, "asterisk", "R", "right", *GOODS["return"], "down", *goods)
        assert told in plain(pilot)
        assert ("Back at berlin: 1 ONE" in plain(pilot)) == shipped
        await save(pilot)
        assert "· Closed ·" in lines(pilot)[1]
        assert counted(pilot, "ONE")[-2:] == ["1", "100"]
        assert counted(pilot, "TWO")[-2:] == ["1", "99"]
    for sku, left in (("ONE", "100"), ("TWO", "99")):
        assert held(database, sku) == {"berlin": left}
        assert salable(database, sku) == {CUSTOM: left}


@pytest.mark.parametrize(
    "stock",
    [
        case(
            "refunds", f"admin create credit memo simple product with changed sku {name}", stock
        )
        for name, stock in (("custom stock", CUSTOM), ("default stock", DEFAULT))
    ],
)
async def test_goods_return_under_the_sku_they_have_now(
    running: Running, world: World, database: Database, stock: str
) -> None:
    wares = Sale("simple", stock, 10).bought(world)
    async with running() as pilot:
        await press(pilot, *find("sku:GOODS"), "colon", "<rename goods>", "enter")
        await press(pilot, "ctrl+u", "<RENAMED>", "f10", "escape")
        await press(pilot, *PAGE, "d")
        await save(pilot)
        assert counted(pilot, "RENAMED")[-1] == "90"
        assert held(database, "RENAMED") == {wares.source: "90"}
        await press(pilot, "I", "f10")
        await refund(pilot, replace(wares, skus=("RENAMED",)), 10, "return", 10)
        assert counted(pilot, "RENAMED")[-2:] == ["10", "100"]
    assert held(database, "RENAMED") == {wares.source: "100"}
    assert salable(database, "RENAMED")[wares.stock] == "100"


@pytest.mark.parametrize(
    "sale",
    [
        case(
            "refunds",
            _VIRTUAL.format("auto return to stock", "custom stock") + f" {_TOTAL_VIRTUAL}",
            Sale("virtual", CUSTOM, 10, 10),
        ),
        case(
            "refunds",
            "admin credit memo automatically return credit memo item to stock for whole order "
            f"with simple product on default stock in admin {_AFTER_PARTIAL}",
            Sale("simple", DEFAULT, 5, 5, 5),
        ),
    ],
)
async def test_goods_return_unasked_where_the_setting_says_so(
    running: Running, world: World, database: Database, sale: Sale
) -> None:
    wares = sale.bought(world)
    async with running() as pilot:
        await set_for_all(pilot, AUTOMATICALLY, "yes")
        await press(pilot, *PAGE)
        await sale.goes_on(pilot, wares)
        assert held(database, "GOODS") == {wares.source: str(100 - sale.ordered)}
        await press(pilot, "asterisk", "R")
        assert f"Back at {wares.source}: {sale.ordered} GOODS" in plain(pilot)
        await save(pilot)
        assert "· Closed ·" in lines(pilot)[1]
        assert counted(pilot, "GOODS")[-1] == "100"
        await press(pilot, *ORDERS)
        assert "Closed" in row(pilot, "000000042")
    assert order_of(database, "42").status == "closed"
    assert held(database, "GOODS") == {wares.source: "100"}
    assert salable(database, "GOODS")[wares.stock] == "100"


@flow(
    "refunds",
    "admin credit memo created with full refund for order with grouped product on single stock "
    "mode after full invoice",
)
async def test_with_a_single_source_the_members_of_a_group_are_free_again(
    running: Running, world: World, database: Database
) -> None:
    sale = Sale("grouped", DEFAULT, 5, 5, there=1000)
    wares = sale.bought(world, single=True)
    async with running() as pilot:
        assert "Quantity" in lines(pilot)[2]
        await press(pilot, *PAGE)
        await sale.goes_on(pilot, wares)
        assert "· Processing ·" in lines(pilot)[1]
        await press(pilot, "asterisk", "R")
        assert f"Free again in {DEFAULT}: {listed(5, wares)}" in plain(pilot)
        await save(pilot)
        assert "· Closed ·" in lines(pilot)[1]
        await press(pilot, "g", "1", *find("sku:GOODS-*"))
        assert [line.split()[-2:] for line in lines(pilot)[3:5]] == [["1,000", "1,000"]] * 2
    for sku in wares.skus:
        assert salable(database, sku) == {DEFAULT: "1000"}
        assert held(database, sku) == {"default": "1000"}
