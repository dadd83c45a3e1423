"""``channels``: where is sold."""

from __future__ import annotations

import click

from inventory_tui.cli.running import Run, pairs
from inventory_tui.cli.verbs import fields_of, noun
from inventory_tui.domain import forms
from inventory_tui.services.sourcing import channels as selling
from inventory_tui.wording import tr

channels = noun("channels", tr("Where is sold; each channel sells from exactly one stock."))

FIELDS = fields_of(forms.CHANNEL)


@channels.command("list")
@click.pass_obj
def list_(run: Run) -> None:
    """List all sales channels and the stocks they sell from."""
    rows = (
        {
            "code": one.code,
            "name": one.name,
            "stock": one.stock,
            "type": one.channel.type,
            "currency": one.channel.currency,
            "erc": one.channel.erc,
            "id": one.channel.id,
        }
        for one in selling.list_channels(run.database)
    )
    run.out.rows(rows, ("code", "name", "stock", "type", "currency"))


@channels.command(epilog=FIELDS)
@click.argument("code")
@click.argument("fields", nargs=-1, metavar="[FIELD=VALUE...]")
@click.option("--name", required=True, metavar="TEXT", help=tr("What people call it."))
@click.pass_obj
def add(run: Run, code: str, fields: tuple[str, ...], name: str) -> None:
    """Add a channel; it sells from the Default Stock until it is given another."""
    more = pairs(fields)
    run.receipt(selling.add_channel(run.database, code, name, more=more, cause=run.cause))


@channels.command("set", epilog=FIELDS)
@click.argument("code")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE...")
@click.pass_obj
def set_(run: Run, code: str, fields: tuple[str, ...]) -> None:
    """Change fields of a channel; FIELD= clears one, what is not named stays."""
    run.receipt(selling.edit_channel(run.database, code, pairs(fields), cause=run.cause))


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
