"""``transfers``: what is on the road between sources."""

from __future__ import annotations

from typing import Any

import click

from inventory_tui.cli import reading
from inventory_tui.cli.running import Run
from inventory_tui.cli.verbs import noun
from inventory_tui.domain.incoming import parse_day
from inventory_tui.domain.transfer import Transfer
from inventory_tui.services.goods import incoming, transfer_arrivals
from inventory_tui.services.goods import transfers as service
from inventory_tui.wording import tr

transfers = noun("transfers", tr("What is on the road between sources."))

_COLUMNS = (
    "id",
    "origin",
    "destination",
    "status",
    "units",
    "on_the_road",
    "sent_at",
    "expected",
    "overdue",
)


@transfers.command("list")
@click.option("--source", metavar="CODE", help=tr("Only what left it or goes to it."))
@click.option("--sku", metavar="SKU", help=tr("Only those with this product."))
@click.option("--on-the-road", is_flag=True, help=tr("Only what has not arrived whole."))
@click.pass_obj
def list_(run: Run, source: str | None, sku: str | None, on_the_road: bool) -> None:
    """List transfers, the newest first."""
    today = incoming.today(run.database)
    found = service.find(run.database, source=source, sku=sku, on_the_road=on_the_road)
    rows = ({**_row(one), "overdue": one.is_overdue(today)} for one in found)
    run.out.rows(rows, _COLUMNS)


@transfers.command()
@click.argument("id")
@click.pass_obj
def show(run: Run, id: str) -> None:
    """Show what became of each line of a transfer."""
    found = service.show(run.database, id)
    if run.given.json:
        run.out.object(_row(found))
        return
    run.out.message(
        tr(
            "{transfer} {origin} → {destination}: {status}, sent by {sent_by}",
            transfer=found.label,
            origin=found.origin,
            destination=found.destination,
            status=found.status.label,
            sent_by=found.sent_by,
        )
    )
    run.out.rows(
        _lines(found),
        ("sku", "sent", "received", "damaged", "short", "lost", "returned", "on_the_road"),
    )


@transfers.command()
@click.argument("origin")
@click.argument("destination")
@click.option(
    "--line",
    "words",
    multiple=True,
    required=True,
    metavar="SKU=QTY",
    help=tr("What leaves; repeatable."),
)
@click.option("--expected", metavar="DATE", help=tr("The day it should arrive: 2026-11-20."))
@click.option("--force", is_flag=True, help=tr("Also where the units are promised to orders."))
@click.option(
    "--override-safety", is_flag=True, help=tr("Also safety stock; takes a --reason.")
)
@click.pass_obj
def send(
    run: Run,
    origin: str,
    destination: str,
    words: tuple[str, ...],
    expected: str | None,
    force: bool,
    override_safety: bool,
) -> None:
    """Take goods out of a source and put them on the road to another."""
    day = None
    if expected is not None:
        day = reading.value(expected, "expected", "--expected", parse_day)
    done = service.send(
        run.database,
        reading.lines(words),
        origin=origin,
        destination=destination,
        expected=day,
        note=run.given.note or "",
        override_safety=override_safety,
        force=force,
        cause=run.cause,
    )
    run.receipt(done.receipt, **_of(done.transfer))


@transfers.command()
@click.argument("id")
@click.option(
    "--line",
    "words",
    multiple=True,
    metavar="SKU=QTY[:short|:lost|:damaged]",
    help=tr("What arrived or is missing; repeatable. Without any: all of it arrived."),
)
@click.pass_obj
def receive(run: Run, id: str, words: tuple[str, ...]) -> None:
    """Receive what arrived; the rest stays on the road. --reason says why units are missing."""
    done = transfer_arrivals.receive(run.database, id, reading.arrivals(words), cause=run.cause)
    run.receipt(done.receipt, **_of(done.transfer))


@transfers.command()
@click.argument("id")
@click.pass_obj
def cancel(run: Run, id: str) -> None:
    """Take back what is still on the road: it is at its origin again."""
    done = transfer_arrivals.cancel(run.database, id, cause=run.cause)
    run.receipt(done.receipt, **_of(done.transfer))


def _of(transfer: Transfer) -> dict[str, Any]:
    """What a receipt says of a transfer."""
    row = _row(transfer)
    return {key: row[key] for key in ("id", "origin", "destination", "status", "lines")}


def _row(transfer: Transfer) -> dict[str, Any]:
    day = transfer.expected_on
    return {
        "id": transfer.id,
        "origin": transfer.origin,
        "destination": transfer.destination,
        "status": transfer.status.value,
        "units": transfer.units,
        "on_the_road": transfer.on_the_road,
        "sent_at": transfer.sent_at,
        "sent_by": transfer.sent_by,
        "expected": None if day is None else day.isoformat(),
        "note": transfer.note,
        "lines": _lines(transfer),
    }


def _lines(transfer: Transfer) -> list[dict[str, Any]]:
    return [
        {
            "sku": line.sku,
            "sent": line.sent,
            "received": line.received,
            "damaged": line.damaged,
            "short": line.short,
            "lost": line.lost,
            "returned": line.returned,
            "on_the_road": line.on_the_road,
        }
        for line in transfer.lines
    ]
