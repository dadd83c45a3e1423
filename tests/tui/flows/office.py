"""What the flows share: ways to read a screen, and things to sell."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from textual.pilot import Pilot

from inventory_tui.domain.history import Cause
from inventory_tui.domain.product import ProductType
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.products import catalog, composites
from inventory_tui.services.products.composites import BundleOption, Part
from inventory_tui.services.reports import shop_messages
from inventory_tui.services.sourcing import mapping, sourcing
from inventory_tui.store.database import Database
from tests.tui.conftest import lines, press, screen_text
from tests.world import World

CLERK = Cause(actor="clerk", login="clerk")
SINGLE, CUSTOM = "Default Stock", "Custom"
SOURCES, STOCKS, ORDERS = ("g", "2"), ("g", "3"), ("g", "4")


def row(pilot: Pilot[int], text: str) -> str:
    """The first line of the body that contains a text."""
    return next(line for line in lines(pilot)[2:22] if text in line)


def words(pilot: Pilot[int], text: str) -> list[str]:
    """The words of that line, its cursor and mark aside."""
    return [word for word in row(pilot, text).split() if word not in ("▸", "✓", "▸✓", "│")]


def plain(pilot: Pilot[int]) -> str:
    """The screen as one line, frames aside."""
    return " ".join(screen_text(pilot).replace("│", " ").split())


def said(pilot: Pilot[int]) -> str:
    """Row 23."""
    return lines(pilot)[22]


def find(*typed: str) -> tuple[str, ...]:
    """Keys: filter the list, keep the filter."""
    return ("slash", "ctrl+u", f"<{' '.join(typed)}>", "enter")


def product_page(sku: str) -> tuple[str, ...]:
    """Keys: from the product grid to a product's page."""
    return (*find(f'sku:"{sku}"'), "enter")


async def look_at(pilot: Pilot[int], stock: str) -> None:
    """Make a stock the one of row 23, by its key."""
    await press(pilot, "S", f"<{stock}>", "enter")


async def stock_pane(pilot: Pilot[int], stock: str) -> None:
    """Go to a stock of place 3."""
    await press(pilot, *STOCKS, "apostrophe", f"<{stock}>", "enter")


async def save(pilot: Pilot[int]) -> None:
    """F10, and again where it was answered that the numbers do not stand yet."""
    for _ in range(200):
        await press(pilot, "f10")
        if "counting" not in said(pilot):
            return
        await asyncio.sleep(0.02)
    raise AssertionError("the numbers never stand")


# -- what is stored -----------------------------------------------------------------------


def sources_of(database: Database, stock: str) -> list[str]:
    """Codes by priority."""
    return [link.code for link in mapping.get_stock(database, stock).sources]


def channels_of(database: Database, stock: str) -> list[str]:
    return [channel.code for channel in mapping.get_stock(database, stock).channels]


def is_enabled(database: Database, code: str) -> bool:
    return sourcing.get_source(database, code).enabled


def held(database: Database, sku: str) -> dict[str, str]:
    """Source code → quantity of a product, wherever it has a row."""
    items = catalog.show(database, sku).items
    return {one.item.source_code: str(one.item.quantity) for one in items}


def salable(database: Database, sku: str) -> dict[str, str]:
    """Stock → salable quantity of a product that lies at sources."""
    stocks = catalog.show(database, sku).stocks
    return {one.stock: str(one.level.salable) for one in stocks}


def said_in_shop(database: Database, sku: str, channel: str = "base") -> str:
    """What the shop of a channel says of a product."""
    return shop_messages.said_in(database, channel, [sku])[0].said.in_short


# -- goods --------------------------------------------------------------------------------


def compose(
    database: Database, sku: str, kind: str, parts: Mapping[str, int], *, together: bool = True
) -> None:
    """Add a configurable, grouped or bundle product made of these."""
    catalog.add(database, sku, {"type": kind, "name": f"Product {sku}"}, cause=CLERK)
    made = [
        Part(part, Quantity.parse(str(count)), label=f"color={part}")
        for part, count in parts.items()
    ]
    if kind == ProductType.CONFIGURABLE:
        composites.set_variations(database, sku, made, cause=CLERK)
    elif kind == ProductType.GROUPED:
        composites.set_members(database, sku, made, cause=CLERK)
    else:
        options = [BundleOption(part.sku, (part,)) for part in made]
        composites.set_bundle(database, sku, options, ship_together=together, cause=CLERK)


def is_salable(database: Database, sku: str, stock: str) -> bool:
    """Whether a stock can sell a product of any type."""
    return composites.statuses(database, [sku], stock)[sku].is_salable


def with_stock(world: World, stock: str) -> str:
    """The source goods of this stock lie at; a stock of its own sells to base."""
    if stock == SINGLE:
        return "default"
    world.source("custom")
    world.stock(stock, "custom", channels=["base"])
    return "custom"


def made(world: World, kind: str, source: str, quantity: int) -> list[str]:
    """A product GOODS of a type, and what lies at sources of it."""
    if kind in ("simple", "virtual", "downloadable"):
        world.product("GOODS", type=kind, **{source: quantity})
        return ["GOODS"]
    world.products("GOODS-1", "GOODS-2", **{source: quantity})
    compose(world.database, "GOODS", kind, {"GOODS-1": 1, "GOODS-2": 1})
    return ["GOODS-1", "GOODS-2"]
