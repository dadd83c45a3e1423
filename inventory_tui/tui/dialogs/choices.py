"""What is bought of a product made of others: a variant, members, a bundle's selections."""

from __future__ import annotations

from collections.abc import Sequence

from inventory_tui.domain.composite import BundleOption
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.product import ProductType
from inventory_tui.domain.quantity import ONE, Quantity
from inventory_tui.domain.stock import DEFAULT_STOCK_ID
from inventory_tui.services import Database
from inventory_tui.services.products import catalog
from inventory_tui.services.products.catalog import ProductShown
from inventory_tui.services.products.showing_parts import PartShown
from inventory_tui.services.sourcing import channels, mapping
from inventory_tui.tui.dialogs.pick import Option, Picker
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.tui.screens.orders.new_order_lines import NewLine
from inventory_tui.wording import tr, word

_NONE = "none"


async def chosen_lines(
    page: Page, product_id: int, quantity: Quantity, channel: str
) -> list[NewLine]:
    """Return the lines that buy so much of a product, asking where there is a choice.

    A group gives all its members in the quantities they come in; lines of those not wanted are
    taken away again.

    Args:
        quantity: How many of it.
        channel: Whose stock's salable stands beside each choice.

    Returns:
        No line where a question was closed.

    Raises:
        InventoryError: The product cannot be read.
    """
    shown = await page.read(_shown, product_id, channel)
    product = shown.product
    plain = NewLine(product.sku, product.name, quantity)
    if product.type is ProductType.BUNDLE:
        return await _bundle(page, plain, shown.composition.options, shown.parts)
    if not shown.parts:
        return [plain]
    if product.type is ProductType.GROUPED:
        return [
            NewLine(one.part.sku, one.name, amount, chosen_as=product.sku)
            for one in shown.parts
            if (amount := _times(quantity, one.part.quantity))
        ]
    options = [_option(one) for one in shown.parts]
    chosen = await page.ask(Picker(tr("{sku}: which variant", sku=product.sku), options)) or []
    names = {one.part.sku: one.name for one in shown.parts}
    return [NewLine(sku, names[sku], quantity, chosen_as=product.sku) for sku in chosen]


def _shown(database: Database, product_id: int, channel: str) -> ProductShown:
    """Read a product, its parts as the channel's stock sees them."""
    every = channels.list_channels(database)
    stocks = {stock.name: stock.id for stock in mapping.list_stocks(database)}
    names = [one.stock for one in every if key_of(one.code) == key_of(channel)]
    stock_id = stocks[names[0]] if names else DEFAULT_STOCK_ID
    return catalog.show(database, product_id, stock_id=stock_id)


async def _bundle(
    page: Page, line: NewLine, options: Sequence[BundleOption], parts: Sequence[PartShown]
) -> list[NewLine]:
    """Ask for each option that leaves a choice."""
    if all(option.required and len(option.parts) == 1 for option in options):
        return [line]
    chosen: dict[str, Quantity] = {}
    for option in options:
        offered = [_option(one) for one in parts if one.option == option.title]
        if not option.required:
            offered.insert(0, Option(_NONE, tr("leave it out")))
        if len(offered) > 1:
            answer = await page.ask(Picker(f"{line.sku}: {option.title}", offered))
            if not answer:
                return []
            taken = answer[0]
        else:
            taken = offered[0].code
        for part in option.parts:
            if part.sku == taken:
                chosen[part.sku] = part.quantity
    return [NewLine(line.sku, line.name, line.quantity, parts=chosen)]


def _times(quantity: Quantity, each: Quantity) -> Quantity:
    return Quantity(quantity.parts * each.parts // ONE.parts)


def _option(shown: PartShown) -> Option:
    each = "" if shown.part.quantity == ONE else f"{shown.part.quantity} × "
    salable = tr("any") if shown.salable is None else shown.salable.grouped()
    return Option(
        shown.part.sku,
        each + (shown.part.label or shown.name),
        salable if shown.is_salable else word(tr("brief|out")),
    )
