"""What is said where two terminals changed the same row of a product."""

from __future__ import annotations

from collections.abc import Sequence

from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.tui.dialogs.changed import Conflict
from inventory_tui.tui.screens.products.product_items import (
    NOTIFY,
    NUMBERS,
    QUANTITY,
    SAFETY,
    ItemRow,
    status_word,
)
from inventory_tui.tui.widgets.edit_run import Draft
from inventory_tui.wording import tr

_NAMES = {QUANTITY: tr("Quantity"), NOTIFY: tr("Notify"), SAFETY: tr("Safety")}
_WORDS = {QUANTITY: "", NOTIFY: tr("notify below "), SAFETY: tr("safety stock ")}


def numbers_of(row: ItemRow | None) -> dict[str, Quantity]:
    """What stands in the cells that are edited; nothing where there is no row."""
    if row is None:
        return dict.fromkeys(NUMBERS, ZERO)
    return {QUANTITY: row.quantity, NOTIFY: row.notify_below, SAFETY: row.aside.safety}


def _changes(before: ItemRow, now: ItemRow) -> list[str]:
    """What has become of a row, a few words for each thing that is otherwise."""
    was = numbers_of(before)
    found = [
        f"{_WORDS[name]}{was[name]} → {number}"
        for name, number in numbers_of(now).items()
        if number != was[name]
    ]
    if before.in_stock != now.in_stock:
        found.append(status_word(now.in_stock))
    return found


def clash_of_row(
    row: ItemRow, now: ItemRow | None, unsaved: Sequence[str], who: str
) -> Conflict:
    """Someone changed the row, but none of the numbers that are wished.

    Args:
        unsaved: What is wished of it, a line for each thing.
        who: Who changed it.
    """
    words = [line.removeprefix(f"{row.source}: ") for line in unsaved]
    return Conflict(
        tr("{sku} at {source}", sku=row.sku, source=row.source),
        tr("Row"),
        "",
        ", ".join(words),
        tr("gone") if now is None else ", ".join(_changes(row, now)) or tr("as it was"),
        who,
        merged=tr("Save yours too"),
        mine_is=tr("yours"),
        theirs_is=tr("theirs"),
    )


def clash_of_number(
    row: ItemRow, name: str, draft: Draft, held: Quantity, who: str
) -> Conflict:
    """A number that two set.

    Args:
        held: What the other one set.
        who: Who that was.
    """
    before = draft.before or ZERO
    merged = None
    if draft.change is not None and held + draft.change >= ZERO:
        merged = tr(
            "Add {signed} to {held} = {sum}",
            signed=draft.change.signed(),
            held=held,
            sum=held + draft.change,
        )
    return Conflict(
        tr("{sku} at {source}", sku=row.sku, source=row.source),
        _NAMES[name],
        str(before),
        f"{draft.after} ({(draft.after - before).signed()})",
        f"{held} ({(held - before).signed()})",
        who,
        merged=merged,
        mine_is=str(draft.after),
        theirs_is=str(held),
    )
