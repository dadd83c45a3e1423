"""``quantities safety`` and ``quantities state``: what of a row is not to be sold."""

from __future__ import annotations

import click

from inventory_tui.cli import reading
from inventory_tui.cli.running import Run, one_of
from inventory_tui.cli.verbs import Verb
from inventory_tui.domain.aside import State
from inventory_tui.domain.unit import with_unit
from inventory_tui.services.quantities import setting_aside as deeds
from inventory_tui.wording import tr


@click.command(cls=Verb)
@click.argument("rows", nargs=-1, required=True, metavar="SKU SOURCE QUANTITY...")
@click.pass_obj
def safety(run: Run, rows: tuple[str, ...]) -> None:
    """Set the safety stock of rows: what is kept back of what lies there."""
    if len(rows) % 3:
        raise click.UsageError(tr("Write SKU SOURCE QUANTITY for each row."))
    edits = [
        deeds.SafetyEdit(sku, source, reading.quantity(amount, "safety"))
        for sku, source, amount in zip(rows[::3], rows[1::3], rows[2::3], strict=True)
    ]
    run.receipt(deeds.set_safety(run.database, edits, cause=run.cause))


_STATES = "|".join(State)


@click.command(cls=Verb)
@click.argument("sku")
@click.argument("source")
@click.argument("quantity")
@reading.UNIT
@click.option("--from", "before", required=True, metavar=_STATES, help=tr("What they are."))
@click.option("--to", "after", required=True, metavar=_STATES, help=tr("What they are now."))
@click.pass_obj
def state(
    run: Run, sku: str, source: str, quantity: str, unit: str, before: str, after: str
) -> None:
    """Say that units at a source are damaged, in quality check, or for sale again."""
    receipt = deeds.change_state(
        run.database,
        with_unit(sku, unit),
        source,
        reading.quantity(quantity),
        before=State(one_of(before, list(State), "--from")),
        after=State(one_of(after, list(State), "--to")),
        cause=run.cause,
    )
    run.receipt(receipt)
