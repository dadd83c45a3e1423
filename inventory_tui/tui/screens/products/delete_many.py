"""Deleting marked products, after saying with numbers what goes with them."""

from __future__ import annotations

from array import array

from inventory_tui.domain.composite import named
from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.history import Receipt
from inventory_tui.services.products import bulk_deletion
from inventory_tui.services.products.bulk_deletion import DeletionPlan
from inventory_tui.tui.background import batch_size
from inventory_tui.tui.dialogs.counted import products, rows
from inventory_tui.tui.dialogs.progress import Progress
from inventory_tui.tui.dialogs.question import Question
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.wording import tr


async def delete_many(page: Page, ids: array[int]) -> None:
    """Ask, then delete these products as one deed."""
    force = False
    while True:
        try:
            plan = await page.read(bulk_deletion.plan_deletion, ids, force=force)
        except InventoryError as refusal:
            await page.refuse(refusal)
            return
        answer = await page.ask(_question(plan, force=force))
        if answer == "discard":
            force = not force
        elif answer == "save":
            await _delete(page, ids, plan, force=force)
            return
        else:
            return


def _question(plan: DeletionPlan, *, force: bool) -> Question:
    lines = [
        tr(
            "{products} with {rows} and {units} units at sources go for good; no undo "
            "brings them back.",
            products=products(plan.products),
            rows=rows(plan.rows),
            units=plan.units.grouped(),
        ),
    ]
    choices = [("save", _does(plan))] if plan.products else []
    if plan.held:
        more = plan.held - len(plan.held_skus)
        skus = named(plan.held_skus) + (tr(" and {more:,} more", more=more) if more else "")
        lines.append("")
        if force:
            lines.append(
                tr("Also {skus}, which orders hold; these orders stay open.", skus=skus)
            )
            choices.append(("delete", tr("Leave these")))
        else:
            lines.append(tr("Left out, because orders hold units of them: {skus}.", skus=skus))
            choices.append(("delete", tr("Also these")))
    return Question(tr("Delete products"), lines, [*choices, ("back", tr("Back"))])


def _does(plan: DeletionPlan) -> str:
    return tr("Delete {products}", products=products(plan.products))


async def _delete(page: Page, ids: array[int], plan: DeletionPlan, *, force: bool) -> None:
    app = page.inventory
    batch = await page.read(batch_size)
    if batch is None:
        receipt = await page.long_deed(
            _does(plan), bulk_deletion.delete_many, ids, force=force, expected=plan
        )
        if receipt is not None:
            app.data_written()
        return

    async def begin(progress: Progress) -> Receipt:
        return await app.jobs.write(
            bulk_deletion.delete_many,
            ids,
            force=force,
            cause=app.cause(),
            expected=plan,
            progress=progress.report,
            stop=progress.stop,
            batch=batch,
        )

    app.background.start(_does(plan), begin)
