"""``demo``: the program on a generated sample database of its own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inventory_tui import settings
from inventory_tui.cli.program import open_screens
from inventory_tui.cli.running import Run
from inventory_tui.cli.verbs import Verb
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.domain.history import Receipt
    from inventory_tui.services import Database

USUAL = 2_000


@click.command("demo", cls=Verb, can_be_tried=False)
@click.option(
    "--products",
    type=click.IntRange(1),
    default=USUAL,
    metavar="N",
    help=tr("How many products it has (default {usual:,}).", usual=USUAL),
)
@click.pass_obj
def demo(run: Run, products: int) -> int:
    """Make a sample inventory, kept apart from yours, and open it.

    One that was made before is opened as it was left. At no terminal, or with --json, it is
    made and not opened.
    """
    if run.given.database is None:
        run.given.database = str(place(products))

    def make(database: Database) -> Receipt | None:
        """Make it where it is not there yet."""
        from inventory_tui.services.demo import made

        if opened and made.is_made(database):
            return None
        from inventory_tui.services.demo import demo as making

        with run.stoppable() as stop:
            told = run.out.progress(tr("products"))
            return making.make(database, products, cause=run.cause, progress=told, stop=stop)

    opened = sys.stdin.isatty() and sys.stdout.isatty() and not run.given.json
    if opened:
        return open_screens(run, label="demo", prepare=make)
    receipt = make(run.database)
    assert receipt is not None
    run.receipt(receipt, database=str(run.database))
    return 0


def place(products: int) -> Path:
    """Where a demo of so many products is kept."""
    name = "demo.sqlite" if products == USUAL else f"demo-{products}.sqlite"
    return settings.data_directory() / name
