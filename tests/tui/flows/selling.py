"""What the flows about orders share: taking one down by hand, and reading what became of it."""

from __future__ import annotations

from textual.pilot import Pilot

from inventory_tui.domain.options import OPTIONS
from inventory_tui.domain.order import Order
from inventory_tui.services.orders import ordering
from inventory_tui.services.sourcing import channels
from inventory_tui.store.database import Database
from tests.tui.conftest import lines, press
from tests.tui.flows.office import CLERK, ORDERS, product_page, row, said, save
from tests.world import World

CUSTOM = "Custom"
"""A stock of one source, ``berlin``; see `sell_from`."""


def sell_from(world: World, stock: str, channel: str = "base") -> tuple[str, str]:
    """Let a channel sell from a stock; return the stock and where its goods lie."""
    default = "Default Stock"
    if stock == default:
        if channel != "base":
            channels.add_channel(world.database, channel, channel, cause=CLERK)
        return default, "default"
    world.source("berlin")
    world.stock(stock, "berlin", channels=[channel])
    return stock, "berlin"


async def begin_order(pilot: Pilot[int], *lines: str, channel: str = "base") -> None:
    """Open a new order and type its lines, ``SKU`` or ``SKU=3``."""
    await press(pilot, *ORDERS, "n")
    for line in lines:
        await press(pilot, f"<{line}>", "enter")
    if channel != "base":
        await press(pilot, "tab", "tab", "ctrl+u", f"<{channel}>")


async def take_order(pilot: Pilot[int], *lines: str, channel: str = "base") -> None:
    """Place an order by hand; its page is open then."""
    await begin_order(pilot, *lines, channel=channel)
    await press(pilot, "f10")


def order_of(database: Database, number: str = "1") -> Order:
    """An order, by its number without leading zeros."""
    return ordering.show(database, number.zfill(9)).order


def counts(database: Database, number: str = "1") -> dict[str, dict[str, str]]:
    """SKU → how much of it was ordered, invoiced, shipped … where that is not 0."""
    words = ("ordered", "invoiced", "shipped", "cancelled", "refunded")
    return {
        line.sku: {word: str(got) for word in words if (got := getattr(line, word))}
        for line in order_of(database, number).lines
    }


# -- settings -----------------------------------------------------------------------------


async def set_for_all(pilot: Pilot[int], label: str, text: str) -> None:
    """In Setup: give a setting a value and save it."""
    await press(pilot, "g", "8", "escape", "home")
    section = next(one.section for one in OPTIONS.values() if one.label == label)
    sections = [line[:26].strip("▸ •") for line in lines(pilot)[3:20]]
    await press(pilot, *["down"] * sections.index(section), "enter", "home")
    labels = [line[28:66].strip("▸ •") for line in lines(pilot)[3:20]]
    await press(pilot, *["down"] * _index(labels, label), "e", f"<{text}>", "enter")
    await save(pilot)


async def set_for_product(pilot: Pilot[int], sku: str, **settings: str) -> None:
    """On a product's tab Settings: give it own values and save them; the tab stays open."""
    await look_in_shop(pilot, sku)
    for key, text in settings.items():
        await press(pilot, "home")
        rows = [line.strip("▸ •") for line in lines(pilot)[4:20]]
        down = _index(rows, OPTIONS[key].label)
        await press(pilot, *["down"] * down, "e", f"<{text}>", "enter")
    if settings:
        await press(pilot, "f10")
        assert "z undoes" in said(pilot)


def _index(rows: list[str], label: str) -> int:
    """Where a setting stands; what is too long of its label is cut."""
    return next(at for at, row in enumerate(rows) if _names(row, label))


def _names(row: str, label: str) -> bool:
    seen, cut, _ = row.partition("…")
    return row.startswith(label) or bool(cut and label.startswith(seen))


async def look_in_shop(pilot: Pilot[int], sku: str) -> None:
    """Open a product's tab Settings, below which stands what the shops say of it."""
    if not lines(pilot)[1].startswith(f" {sku} "):
        await press(pilot, "g", "1", "escape", "escape", *product_page(sku), "tab")


def told_in_shop(pilot: Pilot[int]) -> str:
    """What the shop of the channel ``base`` says of the product whose settings are open."""
    return row(pilot, "Shop:").partition("base ")[2].split(" · ")[0]
