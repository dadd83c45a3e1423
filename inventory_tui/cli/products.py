"""``products``: the catalogue."""

from __future__ import annotations

from typing import Any

import click

from inventory_tui.cli import product_files, product_page, reading
from inventory_tui.cli.choosing import FILTER, SKUS, chosen
from inventory_tui.cli.running import Run, pairs
from inventory_tui.cli.verbs import fields_of, noun
from inventory_tui.domain.composition_text import COMPOSITION
from inventory_tui.domain.product_form import PRODUCT
from inventory_tui.domain.product_life import SUCCESSION
from inventory_tui.domain.stock import DEFAULT_STOCK_ID
from inventory_tui.services.products import (
    browsing,
    bulk_deletion,
    bulk_edits,
    catalog,
    channel_listing,
    channel_settings,
    showing,
)
from inventory_tui.services.quantities import explaining
from inventory_tui.services.reports import shop_messages
from inventory_tui.services.sourcing import mapping
from inventory_tui.wording import tr

products = noun("products", tr("The catalogue."))

for _verb in product_files.VERBS:
    products.add_command(_verb)

FIELDS = fields_of((*PRODUCT, *SUCCESSION, *COMPOSITION))


@products.command("list")
@click.option("--filter", "query", default="", metavar="QUERY", help=tr("Only what matches."))
@click.option("--stock", metavar="STOCK", help=tr("Whose reserved and salable to show."))
@click.option(
    "--channel", metavar="CODE", help=tr("Only what it shows, with what can be promised to it.")
)
@click.option("--sort", default="sku", metavar="COLUMN", help=f"{', '.join(browsing.SORTS)}.")
@click.option("--limit", type=reading.COUNT, metavar="N", help=tr("Only the first so many."))
@click.pass_obj
def list_(
    run: Run,
    query: str,
    stock: str | None,
    channel: str | None,
    sort: str,
    limit: int | None,
) -> None:
    """List products; -COLUMN sorts the other way round."""
    if stock is not None and channel is not None:
        raise click.UsageError(tr("--channel names its stock; leave out --stock."))
    column, descending = reading.order_by(sort)
    seen_from = DEFAULT_STOCK_ID if stock is None else mapping.get_stock(run.database, stock).id
    asked = browsing.ProductQuery(query, stock_id=seen_from, sort=column, descending=descending)
    rows = (
        {
            "sku": row.sku,
            "name": row.name,
            "type": row.type,
            "enabled": row.enabled,
            "state": row.state,
            "on_hand": row.on_hand,
            "reserved": row.reserved,
            "salable": row.salable,
            "managed": row.managed,
            "parts": row.parts,
            "id": row.id,
            "set": row.attribute_set,
            "price": row.price,
            "visibility": row.visibility,
            "websites": row.websites,
            "weight": row.weight,
        }
        for row in (
            browsing.products(run.database, asked, limit)
            if channel is None
            else channel_listing.in_channel(run.database, channel, asked, limit)
        )
    )
    run.out.rows(rows, ("sku", "name", "type", "enabled", "on_hand", "reserved", "salable"))


@products.command()
@click.argument("sku")
@click.option("--stock", metavar="STOCK", help=tr("Whose salable the parts have."))
@click.option("--channel", metavar="CODE", help=tr("Also what the shop of this channel says."))
@click.pass_obj
def show(run: Run, sku: str, stock: str | None, channel: str | None) -> None:
    """Show a product: settings with their origin, source items, salable per stock.

    A product made of others shows its parts, one that is a part names what it is a part of.
    """
    stock_id = mapping.get_stock(run.database, stock).id if stock else DEFAULT_STOCK_ID
    said = shop_messages.said_in(run.database, channel, [sku]) if channel else []
    previews = [] if channel else shop_messages.previews_of(run.database, sku)
    settings = channel_settings.shown(run.database, sku, channel)
    product_page.write(
        run,
        showing.show(run.database, sku, stock_id=stock_id),
        said,
        previews,
        [one for one in settings if one.own is not None],
    )


@products.command()
@click.argument("sku")
@click.option("--stock", metavar="STOCK", help=tr("The stock; without it the Default Stock."))
@click.option(
    "--channel", metavar="CODE", help=tr("What its stock can promise to this channel.")
)
@click.pass_obj
def explain(run: Run, sku: str, stock: str | None, channel: str | None) -> None:
    """Tell the salable number of a product term by term."""
    if stock is not None and channel is not None:
        raise click.UsageError(tr("--channel names its stock; leave out --stock."))
    why = explaining.explain(run.database, sku, stock, channel=channel)
    terms: list[dict[str, Any]] = []
    for one in why.terms:
        term = {"term": one.term, "value": one.value, "source": one.source, "order": one.order}
        terms.append({key: value for key, value in term.items() if value is not None})
        terms[-1]["why"] = one.why
    if run.given.json:
        run.out.object(
            {
                "sku": why.sku,
                "stock": why.stock,
                "salable": why.salable,
                "is_salable": why.is_salable,
                "terms": terms,
            }
        )
        return
    if why.channel:
        said = tr(
            "{sku} in {stock} for {channel}", sku=why.sku, stock=why.stock, channel=why.channel
        )
    else:
        said = tr("{sku} in {stock}", sku=why.sku, stock=why.stock)
    answer = {"term": "salable", "value": why.salable, "why": said}
    run.out.rows([*terms, answer], ("term", "value", "source", "order", "why"))


@products.command("set", epilog=FIELDS)
@SKUS
@FILTER
@click.option("--channel", metavar="CODE", help=tr("Only in this sales channel."))
@click.argument("words", nargs=-1, required=True, metavar="[SKU] FIELD=VALUE...")
@click.pass_obj
def set_(
    run: Run,
    words: tuple[str, ...],
    skus: str | None,
    query: str | None,
    channel: str | None,
) -> None:
    """Change fields of a product, or the same fields of many.

    FIELD=default goes back to the inherited value.  With --skus or --filter no SKU is named.
    With --channel it holds for orders and the shop of that channel alone; then the fields are
    those of order amounts, backorders, notify_below, display_ and estimate.
    """
    if skus is None and query is None:
        if len(words) == 1:
            raise click.UsageError(tr("Name what to change: FIELD=VALUE."))
        typed = pairs(words[1:])
        if channel is None:
            receipt = catalog.edit(run.database, words[0], typed, cause=run.cause)
        else:
            receipt = channel_settings.edit(
                run.database, words[0], channel, typed, cause=run.cause
            )
        run.receipt(receipt)
        return
    typed, find = pairs(words), chosen(skus, query)
    with run.stoppable() as stop:
        receipt = bulk_edits.set_many(
            run.database,
            find(run),
            typed,
            channel=channel,
            cause=run.cause,
            progress=run.out.progress(tr("products")),
            stop=stop,
        )
    run.receipt(receipt)


@products.command(epilog=FIELDS)
@click.argument("sku")
@click.argument("fields", nargs=-1, metavar="FIELD=VALUE...")
@click.pass_obj
def add(run: Run, sku: str, fields: tuple[str, ...]) -> None:
    """Add a product, with a row at the Default Source where quantities of it lie at sources.

    A configurable product names its variations=, a grouped one its members=, a bundle its
    selections= and ship=, in the words of a product file's cells.
    """
    run.receipt(catalog.add(run.database, sku, pairs(fields), cause=run.cause))


@products.command("type")
@click.argument("sku")
@click.argument("type_", metavar="TYPE")
@click.option(
    "--force", is_flag=True, help=tr("Also where orders hold units of it, or it lies.")
)
@click.pass_obj
def type_(run: Run, sku: str, type_: str, force: bool) -> None:
    """Make a product simple, virtual, downloadable, configurable, grouped or bundle."""
    run.receipt(catalog.change_type(run.database, sku, type_, force=force, cause=run.cause))


@products.command()
@click.argument("sku")
@click.argument("new")
@click.pass_obj
def duplicate(run: Run, sku: str, new: str) -> None:
    """Add a product like SKU: its fields, settings, parts and sources, with nothing there."""
    run.receipt(catalog.duplicate(run.database, sku, new, cause=run.cause))


@products.command()
@click.argument("sku")
@click.argument("new")
@click.pass_obj
def rename(run: Run, sku: str, new: str) -> None:
    """Give a product another SKU, at once and everywhere."""
    run.receipt(catalog.rename(run.database, sku, new, cause=run.cause))


@products.command()
@SKUS
@FILTER
@click.argument("sku", required=False)
@click.option("--force", is_flag=True, help=tr("Also where orders still hold units of it."))
@click.pass_obj
def delete(run: Run, sku: str | None, skus: str | None, query: str | None, force: bool) -> None:
    """Delete a product, or many, with what lies there; orders keep naming them."""
    if reading.only_one({"SKU": sku, "--skus": skus, "--filter": query}) == "SKU":
        run.receipt(catalog.delete(run.database, sku or "", force=force, cause=run.cause))
        return
    find = chosen(skus, query)
    with run.stoppable() as stop:
        receipt = bulk_deletion.delete_many(
            run.database,
            find(run),
            force=force,
            cause=run.cause,
            progress=run.out.progress(tr("products")),
            stop=stop,
        )
    run.receipt(receipt)
