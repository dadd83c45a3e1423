"""``report``: what happened, and what can be sold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from inventory_tui.cli.running import Run
from inventory_tui.cli.verbs import noun
from inventory_tui.domain.history import Row
from inventory_tui.services import archiving, reporting

report = noun("report", "What happened, and what can be sold.")


@report.command()
@click.option("--sku", metavar="SKU", help="Only about this product.")
@click.option("--source", metavar="CODE", help="Only about this source.")
@click.option("--since", metavar="DAY", help="From this day on: 2026-11-20, today, 7d.")
@click.option("--until", metavar="DAY", help="Up to the end of this day.")
@click.option("--filter", "query", default="", metavar="QUERY", help="Only what matches.")
@click.option(
    "--archive",
    metavar="FILE",
    help="With --until alone: move the history up to that day there. Else: read from there.",
)
@click.pass_obj
def history(
    run: Run,
    sku: str | None,
    source: str | None,
    since: str | None,
    until: str | None,
    query: str,
    archive: str | None,
) -> None:
    """List what every deed changed, the newest first; --actor NAME: only what NAME did."""
    if archive is not None and until is not None and not Path(archive).expanduser().exists():
        if sku or source or since or query:
            raise click.UsageError("A whole history is moved; leave the other filters out.")
        run.receipt(archiving.archive(run.database, until, archive, cause=run.cause))
        return
    rows = reporting.history(
        run.database if archive is None else run.open(archive),
        sku=sku,
        source=source,
        actor=run.given.actor,
        since=since,
        until=until,
        filter=query,
    )
    run.out.rows(
        map(_row, rows),
        (
            "operation",
            "at",
            "actor",
            "deed",
            "reason",
            "sku",
            "source",
            "about",
            "field",
            "before",
            "after",
        ),
    )


@report.command()
@click.option("--channel", metavar="CODE", help="Only the stock this channel sells from.")
@click.pass_obj
def salable(run: Run, channel: str | None) -> None:
    """Sum up what each stock holds and may promise."""
    rows = (
        {
            "stock": one.stock,
            "id": one.stock_id,
            "products": one.products,
            "on_hand": one.on_hand,
            "reserved": one.reserved,
            "salable": one.salable,
        }
        for one in reporting.salable(run.database, channel)
    )
    run.out.rows(rows, ("stock", "products", "on_hand", "reserved", "salable"))


def _row(row: Row) -> dict[str, Any]:
    return {
        "operation": row.operation,
        "at": row.at,
        "actor": row.actor,
        "deed": row.deed,
        "reason": row.reason,
        "sku": row.sku,
        "source": row.source,
        "about": row.about,
        "field": row.field,
        "before": row.before,
        "after": row.after,
    }
