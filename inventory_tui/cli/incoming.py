"""``incoming``: what is expected where, and what came of it."""

from __future__ import annotations

from typing import Any

import click

from inventory_tui.cli import reading
from inventory_tui.cli.running import Run, pairs
from inventory_tui.cli.verbs import noun
from inventory_tui.domain.incoming import Came, Incoming, IncomingLine, IncomingQuery
from inventory_tui.domain.quantity import ZERO
from inventory_tui.domain.unit import with_unit
from inventory_tui.services.goods import deliveries
from inventory_tui.services.goods import incoming as service
from inventory_tui.wording import tr

incoming = noun("incoming", tr("What is expected where, and what came of it."))

_COLUMNS = ("id", "sku", "source", "quantity", "expected", "overdue", "delivery", "draft")


@incoming.command("list")
@click.option("--sku", metavar="SKU", help=tr("Only of this product."))
@reading.UNIT
@click.option("--source", metavar="CODE", help=tr("Only what is to arrive here."))
@click.option("--delivery", metavar="NUMBER", help=tr("Only lines of this delivery."))
@click.option("--overdue", is_flag=True, help=tr("Only what should have come before today."))
@click.option("--all", "closed", is_flag=True, help=tr("Also what came whole."))
@click.pass_obj
def list_(
    run: Run,
    sku: str | None,
    unit: str,
    source: str | None,
    delivery: str | None,
    overdue: bool,
    closed: bool,
) -> None:
    """List what is still to come, what should come first before the rest."""
    query = IncomingQuery(sku and with_unit(sku, unit), source, delivery, overdue, closed)
    today = service.today(run.database)
    rows = (
        {**_row(one), "overdue": one.is_overdue(today)}
        for one in service.find(run.database, query)
    )
    run.out.rows(rows, _COLUMNS)


@incoming.command()
@click.argument("sku")
@click.argument("source")
@click.argument("quantity")
@reading.UNIT
@click.option(
    "--expected",
    required=True,
    metavar="DATE",
    help=tr("The day it should be here: 2026-11-20."),
)
@click.option("--delivery", default="", metavar="NUMBER", help=tr("On the supplier's papers."))
@click.option(
    "--erc", default="", metavar="KEY", help=tr("Another program's key for the line.")
)
@click.option("--draft", is_flag=True, help=tr("Only proposed: set ID draft=no confirms it."))
@click.pass_obj
def add(
    run: Run,
    sku: str,
    source: str,
    quantity: str,
    unit: str,
    expected: str,
    delivery: str,
    erc: str,
    draft: bool,
) -> None:
    """Write down what is expected; --note stands beside the line as well."""
    typed = {
        "sku": with_unit(sku, unit),
        "source": source,
        "quantity": quantity,
        "expected": expected,
        "delivery": delivery,
        "erc": erc,
        "note": run.given.note or "",
        "draft": "yes" if draft else "no",
    }
    run.receipt(service.add_typed(run.database, typed, cause=run.cause))


@incoming.command("set")
@click.argument("id", type=int)
@click.argument("words", nargs=-1, required=True, metavar="FIELD=VALUE...")
@click.pass_obj
def set_(run: Run, id: int, words: tuple[str, ...]) -> None:
    """Change a line: quantity (still to come), source, expected, delivery, note, draft."""
    run.receipt(service.edit(run.database, id, pairs(words), cause=run.cause))


@incoming.command()
@click.argument("id", type=int)
@click.pass_obj
def delete(run: Run, id: int) -> None:
    """Expect a line no longer; what came of it stays where it is."""
    run.receipt(service.delete(run.database, id, cause=run.cause))


@incoming.command()
@click.argument("ids", nargs=-1, type=int, metavar="ID...")
@click.option("--delivery", metavar="NUMBER", help=tr("All lines of a delivery, whole."))
@click.option("--quantity", metavar="N", help=tr("How much came (all that is left)."))
@click.option("--short", metavar="N", help=tr("How much is missing and will not come."))
@click.option("--damaged", metavar="N", help=tr("How much of what came is not for sale."))
@click.pass_obj
def receive(
    run: Run,
    ids: tuple[int, ...],
    delivery: str | None,
    quantity: str | None,
    short: str | None,
    damaged: str | None,
) -> None:
    """Receive what came: whole lines, or part of one; --reason says why units are missing."""
    came = Came(
        ZERO if quantity is None else reading.quantity(quantity),
        ZERO if damaged is None else reading.quantity(damaged, "damaged"),
        ZERO if short is None else reading.quantity(short, "short"),
    )
    if reading.only_one({tr("an ID"): ids or None, "--delivery": delivery}) == "--delivery":
        found = service.find(run.database, IncomingQuery(delivery=delivery))
        ids = tuple(one.id for one in found if not one.draft)
    if (quantity or damaged or short) is not None and len(ids) != 1:
        raise click.UsageError(tr("Amounts go with one line."))
    lines = [IncomingLine(id, came, rest=quantity is None) for id in ids]
    done = deliveries.receive(run.database, lines, cause=run.cause)
    run.receipt(done.receipt, lines=[_row(one) for one in done.lines])


def _row(one: Incoming) -> dict[str, Any]:
    return {
        "id": one.id,
        "sku": one.sku,
        "source": one.source,
        "quantity": one.left,
        "expected": one.expected_on.isoformat(),
        "delivery": one.delivery,
        "ordered": one.ordered,
        "received": one.received,
        "short": one.short,
        "damaged": one.damaged,
        "draft": one.draft,
        "note": one.note,
        "erc": one.erc,
    }
