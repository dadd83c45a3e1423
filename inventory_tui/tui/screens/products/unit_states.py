"""Asking what became of units at a source: damaged, in quality check, for sale again."""

from __future__ import annotations

from inventory_tui.domain.aside import Aside, State
from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.fields import Field, read_form
from inventory_tui.domain.history import Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.products.catalog import ItemShown, ProductShown
from inventory_tui.services.quantities import reasons, setting_aside
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.tui.screens.products.bulk_verbs import BulkVerbs
from inventory_tui.wording import tr

_STATES = tuple((state.value, state.label) for state in State)


async def change_state(page: Page, shown: ProductShown) -> Receipt | None:
    """Ask how many units of the product changed to which state, and say so.

    The source is the one under the cursor, else the current one, else the first.
    """
    sku = visible(shown.product.sku)
    items = {one.item.source_code: one for one in shown.items}
    if not items:
        page.say(tr("{sku} is at no source", sku=sku))
        return None
    try:
        known = await page.read(reasons.reasons)
    except InventoryError as refusal:
        await page.refuse(refusal)
        return None
    fields = (
        Field(
            "source",
            tr("Source"),
            str,
            required=True,
            choices=tuple((code, _what_lies(one)) for code, one in items.items()),
        ),
        Field("quantity", tr("How many"), Quantity.parse, required=True),
        Field("from", tr("They were"), State, required=True, choices=_STATES),
        Field("to", tr("They are"), State, required=True, choices=_STATES),
        Field("reason", tr("Reason"), str, offered=tuple((code, "") for code in known)),
    )

    async def save(typed: dict[str, str]) -> Receipt:
        said = read_form(fields, typed)
        return await page.written(
            setting_aside.change_state,
            shown.product.sku,
            said["source"],
            said["quantity"],
            before=said["from"],
            after=said["to"],
            seen_version=items[said["source"]].item.version,
            cause=page.inventory.cause(said["reason"] or None),
        )

    here = (page.bulk_source() if isinstance(page, BulkVerbs) else "") or page.context.source
    typed = {
        "source": here if here in items else next(iter(items)),
        "from": State.FOR_SALE.value,
        "to": State.DAMAGED.value,
    }
    note = tr("They stay on hand; what is not for sale is promised to nobody and stays there.")
    return await page.form_deed(
        tr("State of units of {sku}", sku=sku), fields, typed, save, note=note
    )


def _what_lies(one: ItemShown) -> str:
    return ", ".join(
        [
            tr("{quantity} on hand", quantity=one.item.quantity.grouped()),
            *unsound_words(one.item.aside),
        ]
    )


def unsound_words(aside: Aside) -> list[str]:
    """What of a row is not for sale: ``2 damaged``."""
    amounts = ((aside.damaged, tr("damaged")), (aside.quality_check, tr("in quality check")))
    return [f"{units.grouped()} {word}" for units, word in amounts if units]
