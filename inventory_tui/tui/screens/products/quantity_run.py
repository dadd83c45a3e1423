"""Saving a run of edited quantities as one deed, and settling what others changed meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from inventory_tui.domain.errors import ChangedElsewhere, InventoryError
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.tui.screens.frame.serving import Serving
from inventory_tui.tui.widgets.edit_run import Draft, EditRun
from inventory_tui.tui.widgets.number_edit import UNUSUAL
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.services.desk import watching
    from inventory_tui.services.quantities.stock_changes import QuantityEdit
    from inventory_tui.tui.dialogs.changed import Conflict

Key = tuple[int, str]
"""(row id, column name), as `EditRun` keeps drafts."""


async def save_run(page: Serving, run: EditRun, source_of: Callable[[Key], str]) -> bool:
    """Save a run of quantities as one deed; False when it was left unsaved.

    Asks about unusually large numbers, and about each cell someone else changed since it
    was typed; the run is then saved with what was decided.

    Args:
        source_of: The code of the source a draft is about.
    """
    from inventory_tui.services.quantities import stock_changes

    if not await _unusual_is_meant(page, run):
        return False
    while len(run):
        edits = [_edit_of(draft, source_of(key)) for key, draft in run]
        try:
            receipt = await page.written(
                stock_changes.set_quantities, edits, cause=page.inventory.cause()
            )
        except ChangedElsewhere as changed:
            if not await _settle(page, run, source_of, changed):
                return False
            continue
        except InventoryError as refusal:
            await page.refuse(refusal)
            return False
        page.say_receipt(receipt)
        run.clear()
        page.inventory.data_written()
    return True


def _edit_of(draft: Draft, source: str) -> QuantityEdit:
    from inventory_tui.services.quantities.stock_changes import QuantityEdit

    return QuantityEdit(
        draft.label,
        source,
        quantity=draft.after if draft.change is None else None,
        change=draft.change,
        seen_version=draft.version or 0,
    )


async def _unusual_is_meant(page: Serving, run: EditRun) -> bool:
    unusual = [draft for _, draft in run if draft.after > UNUSUAL]
    if not unusual:
        return True
    from inventory_tui.tui.dialogs.question import Question

    question = Question(
        tr("More than {unusual}?", unusual=UNUSUAL.grouped()),
        [f"{draft.label} {draft}" for draft in unusual[:8]],
        [("save", tr("It is meant")), ("back", tr("Back"))],
    )
    return await page.ask(question) == "save"


async def _settle(
    page: Serving, run: EditRun, source_of: Callable[[Key], str], changed: ChangedElsewhere
) -> bool:
    """Ask about each cell someone else changed; False when one was left open."""
    from inventory_tui.services.desk import watching
    from inventory_tui.tui.dialogs.changed import ChangedDialog

    skus = {problem.sku for problem in changed.problems}
    concerned = [(key, draft) for key, draft in run if draft.label in skus]
    others = len(run) - len(concerned)
    for key, draft in concerned:
        source = source_of(key)
        now = await page.read(watching.state_of, draft.label, source)
        if now.version == (draft.version or 0):
            continue
        answer = await page.ask(ChangedDialog(_conflict(draft, source, now, others)))
        held = now.quantity or ZERO
        if answer == "merge" and draft.change is not None:
            after = held + draft.change
            run.put(*key, replace(draft, before=held, after=after, version=now.version))
        elif answer == "mine":
            mine = replace(draft, before=now.quantity, change=None, version=now.version)
            run.put(*key, mine)
        elif answer == "theirs":
            run.drop(*key)
        else:
            return False
    return True


def _conflict(draft: Draft, source: str, now: watching.State, others: int) -> Conflict:
    from inventory_tui.tui.dialogs.changed import Conflict
    from inventory_tui.tui.latest import set_by

    before, held = draft.before or ZERO, now.quantity or ZERO
    merged = None
    if draft.change is not None and held + draft.change >= ZERO:
        merged = tr(
            "Add {signed} to {held} = {sum}",
            signed=draft.change.signed(),
            held=held,
            sum=held + draft.change,
        )
    return Conflict(
        what=tr("{sku} at {source}", sku=draft.label, source=source),
        field=tr("Quantity"),
        was=str(before),
        mine=f"{draft.after} ({(draft.after - before).signed()})",
        theirs=f"{held} ({(held - before).signed()})",
        who=set_by(now.actor, now.at) if now.at else tr("set since"),
        merged=merged,
        mine_is=str(draft.after),
        theirs_is=str(held),
        others=others,
    )


def kept_draft(id: int, column: str, draft: Draft) -> list[Any]:
    """Return a draft as it is kept in a file."""
    quantities = (draft.before, draft.after, draft.change)
    texts = [None if one is None else str(one) for one in quantities]
    return [id, column, draft.label, *texts, draft.version]


def read_draft(kept: list[Any]) -> tuple[int, str, Draft]:
    """Read what `kept_draft` gave: row id, column, draft."""
    id, column, label, before, after, change, version = kept

    def quantity(text: str | None) -> Quantity | None:
        return None if text is None else Quantity.parse(text, signed=True)

    return (
        int(id),
        str(column),
        Draft(quantity(before), quantity(after) or ZERO, quantity(change), version, str(label)),
    )
