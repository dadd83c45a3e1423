"""``reservations``: what is promised, row by row."""

from __future__ import annotations

import click

from inventory_tui.cli.running import Run
from inventory_tui.cli.verbs import noun
from inventory_tui.services import ledger

reservations = noun("reservations", "What is promised, row by row.")


@reservations.command("list")
@click.option("--sku", metavar="SKU", help="Only of this product.")
@click.option("--order", metavar="NUMBER", help="Only of this order.")
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
