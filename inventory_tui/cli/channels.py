"""``channels``: where is sold."""

from __future__ import annotations

import click

from inventory_tui.cli.running import Run
from inventory_tui.cli.verbs import noun
from inventory_tui.services.sourcing import channels as selling

channels = noun("channels", "Where is sold; each channel sells from exactly one stock.")


@channels.command("list")
@click.pass_obj
def list_(run: Run) -> None:
    """List all sales channels and the stocks they sell from."""
    rows = (
        {"code": one.code, "name": one.name, "stock": one.stock}
        for one in selling.list_channels(run.database)
    )
    run.out.rows(rows, ("code", "name", "stock"))


@channels.command()
@click.argument("code")
@click.option("--name", required=True, metavar="TEXT", help="What people call it.")
@click.pass_obj
def add(run: Run, code: str, name: str) -> None:
    """Add a channel; it sells from the Default Stock until it is given another."""
    run.receipt(selling.add_channel(run.database, code, name, cause=run.cause))


@channels.command()
@click.argument("code")
@click.argument("new")
@click.pass_obj
def rename(run: Run, code: str, new: str) -> None:
    """Give a channel another code."""
    run.receipt(selling.rename_channel(run.database, code, new, cause=run.cause))


@channels.command()
@click.argument("code")
@click.pass_obj
def delete(run: Run, code: str) -> None:
    """Delete a channel."""
    run.receipt(selling.delete_channel(run.database, code, cause=run.cause))
