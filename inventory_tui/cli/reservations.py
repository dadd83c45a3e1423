"""``reservations``: what is promised, row by row; found wrong, and put right."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import chain

import click

from inventory_tui.cli.running import Run
from inventory_tui.cli.verbs import noun
from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.services.orders import inconsistencies as finding
from inventory_tui.services.orders import ledger
from inventory_tui.wording import tr

reservations = noun("reservations", tr("What is promised, row by row."))


@reservations.command("list")
@click.option("--sku", metavar="SKU", help=tr("Only of this product."))
@click.option("--order", metavar="NUMBER", help=tr("Only of this order."))
@click.pass_obj
def list_(run: Run, sku: str | None, order: str | None) -> None:
    """List reservations, oldest first: below 0 units are held, above 0 let go."""
    rows = (
        {
            "order": one.order,
            "sku": one.sku,
            "stock": one.stock,
            "quantity": one.quantity,
            "event": one.event,
            "at": one.at,
            "id": one.id,
        }
        for one in ledger.reservations(run.database, sku=sku, order=order)
    )
    run.out.rows(rows, ("order", "sku", "stock", "quantity", "event", "at"))


@reservations.command()
@click.option("-c", "--complete", is_flag=True, help=tr("Only orders that are finished."))
@click.option("-i", "--incomplete", is_flag=True, help=tr("Only orders that are not finished."))
@click.option("-r", "--raw", is_flag=True, help=tr("ORDER:SKU:QTY:STOCK, for compensate -."))
@click.option("--after", metavar="NUMBER", help=tr("Only orders placed after this one."))
@click.pass_obj
def inconsistencies(
    run: Run, complete: bool, incomplete: bool, raw: bool, after: str | None
) -> int:
    """Find orders whose reservations are not what is open; ends with 1 if any are."""
    final = None if complete == incomplete else complete
    with run.stoppable() as stop:
        found = finding.find(
            run.database,
            final=final,
            after=after,
            progress=run.out.progress(tr("orders")),
            stop=stop,
        )
        first = next(found, None)
        if first is None:
            run.out.message(tr("No reservation is inconsistent."))
            return 0
        every = chain([first], found)
        if run.out.as_json or not (raw or sys.stdout.isatty()):
            rows = (
                {
                    "order": one.order,
                    "sku": one.sku,
                    "stock": one.stock,
                    "quantity": one.compensation,
                    "reserved": one.reserved,
                    "expected": one.expected,
                    "status": one.status,
                    "stock_id": one.stock_id,
                }
                for one in every
            )
            run.out.rows(rows, ("order", "sku", "stock", "quantity", "reserved", "expected"))
        else:
            run.out.lines(finding.lines(every, raw=raw))
    return 1


@reservations.command()
@click.argument("rows", nargs=-1, metavar="[ORDER:SKU:±QTY:STOCK … | -]")
@click.pass_obj
def compensate(run: Run, rows: tuple[str, ...]) -> None:
    """Write reservations that put orders right; - reads them, as inconsistencies --raw prints.

    Each must bring the reservations of its order nearer to what they should be: all are
    written, or none.
    """
    run.receipt(finding.compensate(run.database, list(_asked(rows)), cause=run.cause))


@reservations.command()
@click.pass_obj
def clean(run: Run) -> None:
    """Fold away what sums to 0 for an order, a stock and a product."""
    with run.stoppable() as stop:
        receipt = finding.clean(
            run.database, cause=run.cause, progress=run.out.progress(tr("orders")), stop=stop
        )
    run.receipt(receipt)


def _asked(rows: Sequence[str]) -> Sequence[str]:
    """The words given; ``-`` stands for the lines of standard input, and so does nothing."""
    if rows and "-" not in rows:
        return rows
    if not rows and sys.stdin.isatty():
        return ()
    try:
        read = sys.stdin.buffer.read().decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise Refused(
            Kind.BAD_FILE,
            tr("Standard input, byte {byte}: this is not UTF-8.", byte=error.start + 1),
        ) from None
    return [*(row for row in rows if row != "-"), *read]
