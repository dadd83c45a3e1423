"""Flows about orders that are refunded, in part or whole, with and without their goods.

Where the reference is given no tick *Return to Stock*, it takes what had not left yet out of a
source.  Here that is the outcome *write-off*, chosen by Space (R11); without a word such
units are free again, which the dialog says first.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from textual.pilot import Pilot

from inventory_tui.domain.order_request import OrderRequest, RequestedLine
from inventory_tui.services import ordering
from inventory_tui.store.database import Database
from tests.services.shopping import amount
from tests.tui.conftest import Running, lines, press
from tests.tui.flows import case, flow
from tests.tui.flows.office import (
    CLERK,
    compose,
    find,
    held,
    plain,
    row,
    salable,
    said,
    save,
    words,
)
from tests.tui.flows.selling import CUSTOM, counts, order_of, sell_from, set_for_all
from tests.world import World

DEFAULT = "Default Stock"
PAGE = ("4", "2", "enter")
"""Keys: the page of order 42."""
GOODS = {"return": ("space",), "write-off": ("space", "space")}
"""Keys: in the column of the goods of a refund, what becomes of them."""
AUTOMATICALLY = "Automatically Return Credit Memo Item to Stock"


@pytest.fixture
def world(database: Database) -> World:
    """Nothing but what every database has, and a source that sells nothing."""
    world = World(database)
    world.source("attic")
    return world


@dataclass(frozen=True, slots=True)
class Sale:
    """An order of a product of some type, and how far it came; units of each line."""

    kind: str
    stock: str
    ordered: int
    invoiced: int = 0
    shipped: int = 0
    there: int = 100
    sku: str = "THING"

    @property
    def is_virtual(self) -> bool:
        return self.kind == "virtual"

    @property
    def left(self) -> int:
        """What is gone from its source."""
        return self.invoiced if self.is_virtual else self.shipped

    @property
    def skus(self) -> tuple[str, ...]:
        """What lies at sources of it, and stands in the order."""
        return {
            "configurable": ("RED",),
            "grouped": ("BALL", "MAT"),
            "bundle": ("BALL", "MAT"),
        }.get(self.kind, (self.sku,))

    def place(self, world: World) -> tuple[str, str]:
        """What a shopper does: order 42; return its stock and the source of the goods."""
        stock, source = sell_from(world, self.stock)
        made = self.skus != (self.sku,)
        world.products(
            *self.skus,
            type="virtual" if self.is_virtual else "simple",
            **{source: self.there},
        )
        if made:
            # of several sources the parts leave on their own; the Default Source sends whole bundles
            together = self.stock == DEFAULT
            compose(
                world.database,
                self.sku,
                self.kind,
                dict.fromkeys(self.skus, 1),
                together=together,
            )
        asked = (
            [RequestedLine(sku, amount(self.ordered), chosen_as=self.sku) for sku in self.skus]
            if made and self.kind != "bundle"
            else [RequestedLine(self.sku, amount(self.ordered))]
        )
        request = OrderRequest("base", tuple(asked), "000000042")
        ordering.place(world.database, request, cause=CLERK)
        return stock, source

    async def invoice_and_ship(self, pilot: Pilot[int]) -> None:
        """On its page, as far as it came."""
        if self.invoiced:
            await press(pilot, "I", *in_every_line(self.skus, str(self.invoiced)))
            await save(pilot)
        if self.shipped:
            await press(pilot, "d", *in_every_line(self.skus, str(self.shipped)))
            await save(pilot)


def in_every_line(skus: tuple[str, ...], *keys: str) -> list[str]:
    """Keys: the same in the box of every line, ``12`` typed as its digits."""
    typed = [one for key in keys for one in (key if key.isdigit() else [key])]
    return [key for at in range(len(skus)) for key in (*["down"] * (at > 0), *typed)]


def listed(units: int, skus: tuple[str, ...]) -> str:
    return ", ".join(f"{units} {sku}" for sku in skus)


def line_of(pilot: Pilot[int], sku: str) -> list[str]:
    """Ordered, invoiced, shipped, cancelled, refunded, salable."""
    return words(pilot, f" {sku} ")[-6:]


async def refund(
    pilot: Pilot[int], sale: Sale, units: int, goods: str, stock: str, source: str, back: int
) -> None:
    """On its page: refund so many of each line, see what that does, and do it."""
    await press(pilot, "R", *in_every_line(sale.skus, str(units)))
    if not sale.left:
        assert f"Free again in {stock}: {listed(units, sale.skus)}" in plain(pilot)
    await press(pilot, "home", *in_every_line(sale.skus, "right", *GOODS[goods], "left"))
    shown = plain(pilot)
    free = units - back if goods == "return" else 0
    if back > 0:
        assert f"Back at {source}: {listed(back, sale.skus)}" in shown
    if back < 0:
        assert f"Written off at {source}: {listed(-back, sale.skus)}" in shown
    if free > 0:
        assert f"Free again in {stock}: {listed(free, sale.skus)}" in shown
    await save(pilot)
    assert "refunded" in said(pilot)


_VIRTUAL = "admin create credit memo {} virtual product {}"
_GROUPED = "admin create credit memo {} grouped product {}"
_BUNDLE = "admin create credit memo {} bundle product {}"
_OPTIONS = "admin create credit memo {} refund full invoice full shipment simple product custom options {}"
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
    sku: str = "THING",
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
                + " ext. admin create partial invoice for virtual product in default stock main "
                "website",
                *(Sale("virtual", DEFAULT, 3, 1, there=1000), 1, 1000, 998, "Processing"),
            ),
            (
                _VIRTUAL.format("partial refund", "custom option default stock")
                + " ext. "
                + _VIRTUAL.format("total refund", "custom option default stock"),
                *(Sale("virtual", DEFAULT, 10, 10), 5, 95, 95, "Complete"),
            ),
            (
                "admin create partial credit memo full invoice full shipment configurable product "
                "custom stock ext. admin create partial credit memo full invoice configurable "
                "product custom stock",
                *(Sale("configurable", CUSTOM, 10, 10, 10), 5, 95, 95, "Complete"),
            ),
            (
                "admin create partial credit memo partial shipment partial invoice configurable "
                "product custom stock ext. admin create partial shipment for order with "
                "configurable product from custom source",
                *(Sale("configurable", CUSTOM, 10, 5, 5), 5, 100, 95, "Processing"),
            ),
            (
                "admin credit memo created with partial refund for order with simple product on "
                "default stock after full invoice in admin",
                *(Sale("simple", DEFAULT, 5, 5), 1, 100, 96, "Processing"),
            ),
            (
                "admin credit memo created with partial refund for order with simple product on "
                f"test stock after full invoice in admin {_AFTER_PARTIAL}",
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
                "credit memo created for whole order with simple product on default stock after "
                "full invoice and shipment in admin",
                *whole("simple", DEFAULT, 5, units=5, there=1000),
            ),
            (
                "credit memo created with full refund with simple product on default stock after "
                "full invoice and partial shipment",
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
    stock, source = sale.place(world)
    async with running() as pilot:
        await press(pilot, *PAGE)
        await sale.invoice_and_ship(pilot)
        for sku in sale.skus:
            assert held(database, sku) == {source: str(sale.there - sale.left)}
            assert line_of(pilot, sku)[-1] == str(sale.there - sale.ordered)
        back = at_source - (sale.there - sale.left)
        await refund(pilot, sale, units, "return", stock, source, back)
        assert f"· {status} ·" in lines(pilot)[1]
        done = [sale.ordered, sale.invoiced, sale.shipped, 0, units, promised]
        for sku in sale.skus:
            assert line_of(pilot, sku) == [str(one) for one in done]
        await press(pilot, "escape")
        assert status in row(pilot, "000000042")
        await press(pilot, "g", "1", *find(f'sku:"{sale.skus[0]}"'))
    for sku in sale.skus:
        assert held(database, sku) == {source: str(at_source)}
        assert salable(database, sku)[stock] == str(promised)
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
    stock, source = sale.place(world)
    async with running() as pilot:
        await press(pilot, *PAGE)
        await sale.invoice_and_ship(pilot)
        await refund(pilot, sale, 10, "write-off", stock, source, -10)
        assert "· Closed ·" in lines(pilot)[1]
        assert line_of(pilot, "BALL") == ["10", "10", "0", "0", "10", "90"]
    for sku in sale.skus:
        assert held(database, sku) == {source: "90"}
        assert salable(database, sku)[stock] == "90"


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
    both = tuple(RequestedLine(sku, amount(1)) for sku in ("ONE", "TWO"))
    ordering.place(database, OrderRequest("base", both, "000000042"), cause=CLERK)
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
        assert line_of(pilot, "ONE")[-2:] == ["1", "100"]
        assert line_of(pilot, "TWO")[-2:] == ["1", "99"]
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
    sale = Sale("simple", stock, 10, 10)
    stock, source = sale.place(world)
    renamed = Sale("simple", stock, 10, 10, 10, sku="RENAMED")
    async with running() as pilot:
        await press(pilot, *find("sku:THING"), "colon", "<rename thing>", "enter")
        await press(pilot, "ctrl+u", "<RENAMED>", "f10", "escape")
        await press(pilot, *PAGE, "d")
        await save(pilot)
        assert line_of(pilot, "RENAMED")[-1] == "90"
        assert held(database, "RENAMED") == {source: "90"}
        await press(pilot, "I", "f10")
        await refund(pilot, renamed, 10, "return", stock, source, 10)
        assert line_of(pilot, "RENAMED")[-2:] == ["10", "100"]
    assert held(database, "RENAMED") == {source: "100"}
    assert salable(database, "RENAMED")[stock] == "100"


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
    stock, source = sale.place(world)
    async with running() as pilot:
        await set_for_all(pilot, AUTOMATICALLY, "yes")
        await press(pilot, *PAGE)
        await sale.invoice_and_ship(pilot)
        assert held(database, "THING") == {source: str(100 - sale.ordered)}
        await press(pilot, "asterisk", "R")
        assert f"Back at {source}: {sale.ordered} THING" in plain(pilot)
        await save(pilot)
        assert "· Closed ·" in lines(pilot)[1]
        assert line_of(pilot, "THING")[-1] == "100"
    assert order_of(database, "42").status == "closed"
    assert held(database, "THING") == {source: "100"}
    assert salable(database, "THING")[stock] == "100"


@flow(
    "refunds",
    "admin credit memo created with full refund for order with grouped product on single stock "
    "mode after full invoice",
)
async def test_with_a_single_source_the_members_of_a_group_are_free_again(
    running: Running, database: Database
) -> None:
    world = World(database)
    sale = Sale("grouped", DEFAULT, 5, 5, there=1000)
    sale.place(world)
    async with running() as pilot:
        assert "Quantity" in lines(pilot)[2]
        await press(pilot, *PAGE)
        await sale.invoice_and_ship(pilot)
        assert "· Processing ·" in lines(pilot)[1]
        await press(pilot, "asterisk", "R")
        assert f"Free again in {DEFAULT}: 5 BALL, 5 MAT" in plain(pilot)
        await save(pilot)
        assert "· Closed ·" in lines(pilot)[1]
        assert line_of(pilot, "BALL")[-1] == line_of(pilot, "MAT")[-1] == "1000"
        await press(pilot, "g", "1", *find("sku:BALL"))
        assert words(pilot, "BALL")[-2:] == ["1000", "1000"]
    assert salable(database, "BALL") == salable(database, "MAT") == {DEFAULT: "1000"}
    assert held(database, "MAT") == {"default": "1000"}
