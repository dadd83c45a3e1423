"""``stocks``: which sources serve which sales channels."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from inventory_tui.cli.running import Run
from inventory_tui.cli.verbs import noun
from inventory_tui.domain.stock import Stock
from inventory_tui.services.sourcing import mapping, stock_deletion
from inventory_tui.wording import tr

stocks = noun("stocks", tr("Which sources serve which sales channels."))


def _row(stock: Stock) -> dict[str, Any]:
    return {
        "id": stock.id,
        "name": stock.name,
        "channels": [channel.code for channel in stock.channels],
        "sources": [link.code for link in stock.sources],
    }


@stocks.command("list")
@click.pass_obj
def list_(run: Run) -> None:
    """List all stocks with their channels and sources, first to ship from first."""
    run.out.rows(
        map(_row, mapping.list_stocks(run.database)), ("id", "name", "channels", "sources")
    )


@stocks.command()
@click.argument("stock")
@click.option(
    "--assign", multiple=True, metavar="CODE", help=tr("As if this source were assigned.")
)
@click.option("--unassign", multiple=True, metavar="CODE", help=tr("As if this one were not."))
@click.option("--preview", is_flag=True, help=tr("What the stock sees, and would see."))
@click.pass_obj
def show(
    run: Run, stock: str, assign: tuple[str, ...], unassign: tuple[str, ...], preview: bool
) -> None:
    """Show a stock; with --preview what other sources would change."""
    if not preview:
        if assign or unassign:
            raise click.UsageError(tr("--assign and --unassign belong to --preview."))
        run.out.one(_row(mapping.get_stock(run.database, stock)))
        return
    seen = mapping.preview_mapping(run.database, stock, assign=assign, unassign=unassign)
    run.out.one(asdict(seen) | {"salable": seen.salable, "salable_before": seen.salable_before})


@stocks.command()
@click.argument("name")
@click.pass_obj
def add(run: Run, name: str) -> None:
    """Add a stock; it has no sources and no channels yet."""
    run.receipt(mapping.add_stock(run.database, name, cause=run.cause))


@stocks.command()
@click.argument("stock")
@click.argument("new")
@click.pass_obj
def rename(run: Run, stock: str, new: str) -> None:
    """Give a stock another name."""
    run.receipt(mapping.rename_stock(run.database, stock, new, cause=run.cause))


@stocks.command()
@click.argument("stocks", nargs=-1, required=True, metavar="STOCK...")
@click.option("--force", is_flag=True, help=tr("Even where open orders hold units in it."))
@click.pass_obj
def delete(run: Run, stocks: tuple[str, ...], force: bool) -> None:
    """Delete stocks; their channels and open orders go to the Default Stock."""
    run.receipt(
        stock_deletion.delete_stocks(run.database, stocks, force=force, cause=run.cause)
    )


@stocks.command()
@click.argument("stock")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.pass_obj
def assign(run: Run, stock: str, sources: tuple[str, ...]) -> None:
    """Let a stock take from more sources, after those it has."""
    run.receipt(mapping.assign_sources(run.database, stock, sources, cause=run.cause))


@stocks.command()
@click.argument("stock")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.pass_obj
def unassign(run: Run, stock: str, sources: tuple[str, ...]) -> None:
    """Let a stock no longer take from sources."""
    run.receipt(mapping.unassign_sources(run.database, stock, sources, cause=run.cause))


@stocks.command()
@click.argument("stock")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.pass_obj
def prioritise(run: Run, stock: str, sources: tuple[str, ...]) -> None:
    """Put all sources of a stock in order, first to ship from first."""
    run.receipt(mapping.prioritise(run.database, stock, sources, cause=run.cause))


@stocks.command()
@click.argument("stock")
@click.argument("channels", nargs=-1, metavar="CHANNEL...")
@click.pass_obj
def channels(run: Run, stock: str, channels: tuple[str, ...]) -> None:
    """Make these the channels of a stock."""
    run.receipt(mapping.set_channels(run.database, stock, channels, cause=run.cause))
