"""Stocks and channels themselves: added, renamed, deleted, each by its own dialog.

Each function asks, does the deed, tells what came of it, and returns its receipt, or None
when the user backed out or it was refused.
"""

from __future__ import annotations

from collections.abc import Sequence

from inventory_tui.domain import forms
from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.history import Receipt
from inventory_tui.domain.stock import SalesChannel, Stock
from inventory_tui.services.sourcing import channels, mapping, stock_deletion
from inventory_tui.tui.dialogs.delete_stocks import DeleteStocksDialog
from inventory_tui.tui.dialogs.question import Question
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.wording import tr

_NAME = tuple(field for field in forms.STOCK if field.name == "name")


async def add_stock(page: Page) -> Receipt | None:
    """Ask for a name and add a stock."""

    async def save(typed: dict[str, str]) -> Receipt:
        cause = page.inventory.cause()
        return await page.written(mapping.add_stock, typed["name"], cause=cause)

    note = tr("Then give it sources and channels.")
    return await page.form_deed(tr("New stock"), _NAME, {}, save, note=note)


async def rename_stock(page: Page, stock: Stock) -> Receipt | None:
    """Ask for another name."""

    async def save(typed: dict[str, str]) -> Receipt:
        return await page.written(
            mapping.map_stock,
            str(stock.id),
            name=typed["name"],
            seen_version=stock.version,
            cause=page.inventory.cause(),
        )

    return await page.form_deed(
        tr("Rename {name}", name=stock.name), _NAME, {"name": stock.name}, save
    )


async def add_channel(page: Page) -> Receipt | None:
    """Ask for code, name and the rest, and add a channel."""

    async def save(typed: dict[str, str]) -> Receipt:
        cause = page.inventory.cause()
        more = {name: text for name, text in typed.items() if name not in ("code", "name")}
        return await page.written(
            channels.add_channel, typed["code"], typed["name"], more=more, cause=cause
        )

    note = tr("It sells from the Default Stock until another stock claims it.")
    return await page.form_deed(tr("New channel"), forms.CHANNEL, {}, save, note=note)


async def edit_channel(page: Page, channel: SalesChannel) -> Receipt | None:
    """Ask for other texts of its fields; orders and settings stay with the channel."""

    async def save(typed: dict[str, str]) -> Receipt:
        return await page.written(
            channels.edit_channel,
            channel.code,
            typed,
            seen_version=channel.version,
            cause=page.inventory.cause(),
        )

    now = forms.filled(forms.CHANNEL, channel)
    return await page.form_deed(
        tr("Channel {code}", code=channel.code), forms.CHANNEL, now, save
    )


async def delete_stocks(page: Page, stocks: Sequence[Stock]) -> Receipt | None:
    """Say what becomes of channels and open orders, then delete."""
    names = [str(stock.id) for stock in stocks]
    try:
        deletions = await page.read(stock_deletion.preview_deletion, names)
    except InventoryError as refusal:
        await page.refuse(refusal)
        return None
    force = await page.ask(DeleteStocksDialog(deletions))
    if force is None:
        return None
    return await page.deed(stock_deletion.delete_stocks, names, force=force)


async def delete_channel(page: Page, channel: SalesChannel, stock: str) -> Receipt | None:
    """Ask, then delete a channel; refused while it has open orders."""
    if channel.is_default:
        page.say(tr("{code} is the default channel and is never deleted", code=channel.code))
        return None
    question = Question(
        tr("Delete channel {code}?", code=channel.code),
        [
            tr("{name} no longer sells from {stock}.", name=channel.name, stock=stock),
            tr("Its own settings go. Finished orders keep naming it."),
            tr("A deleted channel cannot come back."),
        ],
        [("save", tr("Delete {code}", code=channel.code)), ("back", tr("Keep"))],
    )
    if await page.ask(question) != "save":
        return None
    return await page.deed(channels.delete_channel, channel.code)
