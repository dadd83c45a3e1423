"""``undo``: take back a deed."""

from __future__ import annotations

import click

from inventory_tui.cli.running import Run
from inventory_tui.cli.verbs import Verb
from inventory_tui.services.keeping import undoing
from inventory_tui.wording import tr


@click.command("undo", cls=Verb)
@click.argument("operation", type=int, required=False)
@click.option("--force", is_flag=True, help=tr("Take back what nobody touched since."))
@click.pass_obj
def undo(run: Run, operation: int | None, force: bool) -> None:
    """Take back a deed: the newest of yours, or the one of that number."""
    with run.stoppable() as stop:
        receipt = undoing.undo(
            run.database,
            operation,
            force=force,
            cause=run.cause,
            progress=run.out.progress(tr("rows")),
            stop=stop,
        )
    run.receipt(receipt)
