"""``report``: what happened, and what can be sold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from inventory_tui.cli import alerts as alert_rows
from inventory_tui.cli import reading
from inventory_tui.cli.running import Run
from inventory_tui.cli.verbs import noun
from inventory_tui.domain.filters import quoted
from inventory_tui.domain.history import Row
from inventory_tui.domain.inventory_list import InventoryQuery, InventoryRow
from inventory_tui.services.keeping import archiving
from inventory_tui.services.reports import alerts as subscriptions
from inventory_tui.services.reports import inventory, low_stock, reporting
from inventory_tui.services.shipping import pickup_orders
from inventory_tui.wording import tr, trn

report = noun("report", tr("What happened, what runs low, what waits, and what can be sold."))


@report.command()
@click.option("--sku", metavar="SKU", help=tr("Only about this product."))
@click.option("--source", metavar="CODE", help=tr("Only about this source."))
@click.option("--since", metavar="DAY", help=tr("From this day on: 2026-11-20, today, 7d."))
@click.option("--until", metavar="DAY", help=tr("Up to the end of this day."))
@click.option("--filter", "query", default="", metavar="QUERY", help=tr("Only what matches."))
@click.option(
    "--archive",
    metavar="FILE",
    help=tr(
        "With --until alone: move the history up to that day there. Else: read from there."
    ),
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
            raise click.UsageError(tr("A whole history is moved; leave the other filters out."))
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
@click.option("--channel", metavar="CODE", help=tr("Only the stock this channel sells from."))
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


@report.command("inventory")
@click.option("--sku", metavar="TEXT", help=tr("Only SKUs that hold this text."))
@click.option("--filter", "query", default="", metavar="QUERY", help=tr("Only what matches."))
@click.option("--descending", is_flag=True, help=tr("From the last SKU to the first."))
@click.option("--limit", type=reading.COUNT, metavar="N", help=tr("At most so many rows."))
@click.pass_obj
def inventory_(
    run: Run, sku: str | None, query: str, descending: bool, limit: int | None
) -> None:
    """Sum up each SKU over all sources: on hand, available, on order, incoming."""
    words = [query] if query else []
    if sku is not None:
        words.append(quoted(sku))
    rows = inventory.report(
        run.database, InventoryQuery(" ".join(words), descending), limit=limit
    )
    shown = ("sku", "unit", "on_hand", "available", "on_order", "incoming")
    run.out.rows(map(_inventory, rows), shown)


def _inventory(row: InventoryRow) -> dict[str, Any]:
    return {
        "sku": row.sku,
        "unit": row.unit,
        "on_hand": row.on_hand,
        "available": row.available,
        "on_order": row.on_order,
        "incoming": row.incoming,
        "safety": row.safety,
        "not_for_sale": row.unsound,
        "name": row.name,
    }


@report.command("low-stock")
@click.option("--source", metavar="CODE", help=tr("Only at this source."))
@click.option("--stock", metavar="STOCK", help=tr("Only at the sources of this stock."))
@click.option(
    "--channel", metavar="CODE", help=tr("Only of the stock this channel sells from.")
)
@click.option(
    "--filter", "query", default="", metavar="QUERY", help=tr("Only rows that match.")
)
@click.option("--min", "at_least", metavar="N", help=tr("Only rows with at least so much."))
@click.option("--max", "at_most", metavar="N", help=tr("Only rows with at most so much."))
@click.option(
    "--feed",
    is_flag=True,
    help=tr(
        "Every shortage: disabled sources, Out of Stock, zero below a level of its own too."
    ),
)
@click.option(
    "--export", "file", metavar="FILE", help=tr("Write a CSV file; - writes it here.")
)
@click.pass_obj
def low_stock_(
    run: Run,
    source: str | None,
    stock: str | None,
    channel: str | None,
    query: str,
    at_least: str | None,
    at_most: str | None,
    feed: bool,
    file: str | None,
) -> None:
    """List what runs out at each source, the smallest quantity first."""
    if feed and (channel or query or at_least or at_most):
        raise click.UsageError(
            tr("--feed holds every shortage; it takes --source and --stock.")
        )
    scope: dict[str, Any] = {
        "source": source,
        "stock": stock,
        "channel": channel,
        "filter": query,
    }
    if feed:
        rows = low_stock.feed(run.database, source=source, stock=stock)
    else:
        rows = low_stock.report(
            run.database,
            at_least=None if at_least is None else reading.quantity(at_least, "min"),
            at_most=None if at_most is None else reading.quantity(at_most, "max"),
            **scope,
        )
    if file is not None:
        written = low_stock.export(file, rows)
        if file == "-":
            run.out.message(tr("{rows:,} rows written", rows=written))
        else:
            run.out.one({"rows": written, "file": file})
    else:
        run.out.rows(map(_low, rows), ("source", "sku", "name", "quantity", "notify_below"))
    if not feed and (empty := low_stock.shortages_at_zero(run.database, **scope)):
        run.out.message(trn("{count:,} more is at zero", "{count:,} more are at zero", empty))


@report.command()
@click.pass_obj
def alerts(run: Run) -> None:
    """List messages that wait or failed, the oldest first, with why."""
    run.out.rows(
        map(_waiting, subscriptions.waiting(run.database)),
        ("id", "sku", "channel", "email", "kind", "recorded", "attempts", "why"),
    )


@report.command()
@click.option("--source", metavar="CODE", help=tr("Only what is fetched there."))
@click.pass_obj
def pickup(run: Run, source: str | None) -> None:
    """List what open pickup orders hold where, the oldest order first."""
    rows = (
        {
            "order": one.order,
            "source": one.source,
            "sku": one.sku,
            "held": one.held,
            "ready": one.ready_at,
        }
        for one in pickup_orders.waiting(run.database, source)
    )
    run.out.rows(rows, ("order", "source", "sku", "held", "ready"))


def _waiting(one: subscriptions.Waiting) -> dict[str, Any]:
    if one.alert is not None:
        about = alert_rows.row(one.alert)
    else:
        about = {"id": None, "sku": None, "email": one.message.get("email"), "kind": one.kind}
    return {
        **about,
        "recorded": one.created_at,
        "attempts": one.attempts,
        "key": one.key,
        "why": one.error or tr("not tried yet"),
    }


def _low(row: low_stock.LowRow) -> dict[str, Any]:
    return {
        "source": row.source,
        "sku": row.sku,
        "name": row.name,
        "quantity": row.quantity,
        "notify_below": row.notify_below,
        "inherited": row.inherits,
    }


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
