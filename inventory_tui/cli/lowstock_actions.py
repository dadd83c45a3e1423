"""``lowstock-actions``: what is done when a product runs low, and the inbox."""

from __future__ import annotations

from typing import Any

import click

from inventory_tui.cli.running import Run
from inventory_tui.cli.verbs import noun
from inventory_tui.services.lowstock import answering, inbox, registry
from inventory_tui.services.lowstock.inbox import KeptCrossing, Notice
from inventory_tui.wording import tr, trn

lowstock_actions = noun(
    "lowstock-actions", tr("What is done when a product runs low, and the inbox.")
)


@lowstock_actions.command("list")
@click.pass_obj
def list_(run: Run) -> None:
    """List the actions a product may have: products set SKU low_stock_action=KEY."""
    rows = (
        {
            "key": one.key,
            "label": one.label,
            "priority": one.priority,
            "origin": one.origin,
            "products": one.products,
        }
        for one in registry.listed(run.database)
    )
    run.out.rows(rows, ("key", "label", "priority", "origin", "products"))
    for why in registry.broken():
        run.out.note(why)


def notice_row(one: Notice) -> dict[str, Any]:
    """A line of the inbox as it is printed."""
    return {
        "id": one.id,
        "at": one.at,
        "sku": one.sku,
        "text": one.text,
        "read": one.read_at is not None,
    }


@lowstock_actions.command("inbox")
@click.option("--unread", is_flag=True, help=tr("Only what nobody has read."))
@click.option("--read", "read", is_flag=True, help=tr("Mark what is listed as read."))
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help=tr("Only the newest."))
@click.pass_obj
def inbox_(run: Run, unread: bool, read: bool, limit: int | None) -> None:
    """List what the program has to say, the newest first."""
    listed = inbox.listed(run.database, unread=unread, most=limit)
    run.out.rows(map(notice_row, listed), ("id", "at", "sku", "text", "read"))
    if read and listed and not run.given.dry_run:
        inbox.mark_read(run.database, [one.id for one in listed], run.cause.actor)


def crossing_row(one: KeptCrossing) -> dict[str, Any]:
    """What waits for an action, as it is printed."""
    return {
        "id": one.id,
        "at": one.at,
        "sku": one.sku,
        "action": one.action,
        "available": one.available,
        "threshold": one.threshold,
        "operation": one.operation_id,
        "attempts": one.attempts,
        "error": one.error,
    }


@lowstock_actions.command()
@click.pass_obj
def waiting(run: Run) -> None:
    """List products whose action was not done yet, with why."""
    rows = map(crossing_row, inbox.unanswered(run.database))
    run.out.rows(rows, ("id", "at", "sku", "action", "available", "attempts", "error"))


@lowstock_actions.command("run", can_be_tried=False)
@click.pass_obj
def run_(run: Run) -> int:
    """Do what waits, also what failed before; housekeeping does so too.

    Ends with 1 when an action failed; it is tried again the next time.
    """
    with run.stoppable() as stop:
        ran = answering.run_waiting(
            run.database, run.cause, machine=run.settings.machine(), stop=stop
        )
    for one in ran.answered:
        tell = run.out.error if one.failed else run.out.note
        tell(f"{one.sentence}.")
    run.done(
        "lowstock-actions run",
        trn(
            "Low stock: {count:,} action done, {failed:,} failed",
            "Low stock: {count:,} actions done, {failed:,} failed",
            ran.done,
            failed=ran.failed,
        ),
        done=ran.done,
        failed=ran.failed,
    )
    return 1 if ran.failed else 0
