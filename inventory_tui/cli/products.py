"""``products``: the catalogue."""

from __future__ import annotations

from typing import Any

import click

from inventory_tui.cli import product_page, reading
from inventory_tui.cli.checks import report_check
from inventory_tui.cli.choosing import FILTER, SKUS, chosen
from inventory_tui.cli.running import Run, one_of, pairs
from inventory_tui.cli.verbs import noun
from inventory_tui.domain.composition_text import COMPOSITION
from inventory_tui.domain.file_verdicts import FileKind
from inventory_tui.domain.history import Deed
from inventory_tui.domain.product_form import PRODUCT
from inventory_tui.domain.quantity_file import Behaviour
from inventory_tui.domain.stock import DEFAULT_STOCK_ID
from inventory_tui.services.files import product_export, product_import, sample_files
from inventory_tui.services.products import (
    browsing,
    bulk_deletion,
    bulk_edits,
    catalog,
    showing,
)
from inventory_tui.services.quantities import explaining
from inventory_tui.services.reports import shop_messages
from inventory_tui.services.sourcing import mapping

products = noun("products", "The catalogue.")

_VALUE_SEPARATOR = click.option(
    "--value-separator",
    metavar="C",
    callback=reading.separator,
    help="What parts several values in one cell, instead of a comma.",
)
FIELDS = "\b\nFields: " + " ".join(field.name for field in (*PRODUCT, *COMPOSITION))


@products.command("import")
@click.argument("file")
@click.option("--behaviour", default="append", metavar="append|delete")
@click.option("--update-only", is_flag=True, help="Leave out products that are not there.")
@click.option("--force", is_flag=True, help="Delete also what orders still hold units of.")
@_VALUE_SEPARATOR
@reading.of_a_file
@reading.of_a_table
@click.pass_obj
def import_(
    run: Run,
    file: str,
    behaviour: str,
    update_only: bool,
    force: bool,
    value_separator: str | None,
    on_error: str,
    allowed_errors: int | None,
    encoding: str | None,
    check: bool,
    separator: str | None,
    enclosure: str | None,
) -> int:
    """Add and update (or delete) products of a Magento product CSV; - reads standard input."""
    rules = product_import.ProductRules(
        behaviour=Behaviour(one_of(behaviour, list(Behaviour), "--behaviour")),
        force=force,
        update_only=update_only,
        on_error=reading.on_error(on_error),
        allowed_errors=allowed_errors,
        encoding=encoding,
        form=reading.form_of(separator, enclosure),
        value_separator=value_separator or ",",
    )
    with run.stoppable() as stop:
        progress = run.out.progress("bytes")
        if check:
            checked = product_import.check_products(
                run.database, file, rules, progress=progress, stop=stop
            )
            deleting = rules.behaviour is Behaviour.DELETE
            deed = Deed.PRODUCT_DELETED if deleting else Deed.PRODUCTS_IMPORTED
            return report_check(run, deed, checked)
        done = product_import.import_products(
            run.database, file, rules, cause=run.cause, progress=progress, stop=stop
        )
    run.out.left_out(done.rejected)
    run.ignored(done.ignored)
    run.receipt(done.receipt)
    return 0


@products.command()
@click.argument("file", required=False, default="")
@click.option("--filter", "query", default="", metavar="QUERY", help="Only what matches.")
@click.option("--columns", metavar="LIST", help="Only these, with commas between.")
@reading.of_a_table
@click.pass_obj
def export(
    run: Run,
    file: str,
    query: str,
    columns: str | None,
    separator: str | None,
    enclosure: str | None,
) -> None:
    """Write products to a CSV file that import reads back; - writes to standard output.

    Without FILE, or where it is a directory, the file is called
    products_YYYYMMDD_HHMMSS.csv.
    """
    file = sample_files.in_place_of(file, FileKind.PRODUCTS, run.now())
    with run.stoppable() as stop:
        rows = product_export.export_products(
            run.database,
            file,
            query=browsing.ProductQuery(query),
            columns=reading.columns(columns, product_export.COLUMNS),
            form=reading.form_of(separator, enclosure, writing=True),
            progress=run.out.progress("products"),
            stop=stop,
        )
    run.written(rows, file)


@products.command()
@click.argument("file")
@reading.of_a_table
@click.pass_obj
def sample(run: Run, file: str, separator: str | None, enclosure: str | None) -> None:
    """Write a sample file to fill in; - writes it to standard output."""
    form = reading.form_of(separator, enclosure, writing=True)
    run.written(sample_files.write_sample(file, FileKind.PRODUCTS, form=form), file)


@products.command("list")
@click.option("--filter", "query", default="", metavar="QUERY", help="Only what matches.")
@click.option("--stock", metavar="STOCK", help="Whose reserved and salable to show.")
@click.option("--sort", default="sku", metavar="COLUMN", help=f"{', '.join(browsing.SORTS)}.")
@click.option("--limit", type=reading.COUNT, metavar="N", help="Only the first so many.")
@click.pass_obj
def list_(run: Run, query: str, stock: str | None, sort: str, limit: int | None) -> None:
    """List products; -COLUMN sorts the other way round."""
    column, descending = reading.order_by(sort)
    seen_from = 1 if stock is None else mapping.get_stock(run.database, stock).id
    asked = browsing.ProductQuery(query, stock_id=seen_from, sort=column, descending=descending)
    rows = (
        {
            "sku": row.sku,
            "name": row.name,
            "type": row.type,
            "enabled": row.enabled,
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
        for row in browsing.products(run.database, asked, limit)
    )
    run.out.rows(rows, ("sku", "name", "type", "enabled", "on_hand", "reserved", "salable"))


@products.command()
@click.argument("sku")
@click.option("--stock", metavar="STOCK", help="Whose salable the parts have.")
@click.option("--channel", metavar="CODE", help="Also what the shop of this channel says.")
@click.pass_obj
def show(run: Run, sku: str, stock: str | None, channel: str | None) -> None:
    """Show a product: settings with their origin, source items, salable per stock.

    A product made of others shows its parts, one that is a part names what it is a part of.
    """
    stock_id = mapping.get_stock(run.database, stock).id if stock else DEFAULT_STOCK_ID
    said = shop_messages.said_in(run.database, channel, [sku]) if channel else []
    product_page.write(run, showing.show(run.database, sku, stock_id=stock_id), said)


@products.command()
@click.argument("sku")
@click.option("--stock", metavar="STOCK", help="The stock; without it the Default Stock.")
@click.pass_obj
def explain(run: Run, sku: str, stock: str | None) -> None:
    """Tell the salable number of a product term by term."""
    why = explaining.explain(run.database, sku, stock)
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
    answer = {"term": "salable", "value": why.salable, "why": f"{why.sku} in {why.stock}"}
    run.out.rows([*terms, answer], ("term", "value", "source", "order", "why"))


@products.command("set", epilog=FIELDS)
@SKUS
@FILTER
@click.argument("words", nargs=-1, required=True, metavar="[SKU] FIELD=VALUE...")
@click.pass_obj
def set_(run: Run, words: tuple[str, ...], skus: str | None, query: str | None) -> None:
    """Change fields of a product, or the same fields of many.

    FIELD=default goes back to the inherited value.  With --skus or --filter no SKU is named.
    """
    if skus is None and query is None:
        if len(words) == 1:
            raise click.UsageError("Name what to change: FIELD=VALUE.")
        run.receipt(catalog.edit(run.database, words[0], pairs(words[1:]), cause=run.cause))
        return
    typed, find = pairs(words), chosen(skus, query)
    with run.stoppable() as stop:
        receipt = bulk_edits.set_many(
            run.database,
            find(run),
            typed,
            cause=run.cause,
            progress=run.out.progress("products"),
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
@click.option("--force", is_flag=True, help="Also where orders hold units of it, or it lies.")
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
@click.option("--force", is_flag=True, help="Also where orders still hold units of it.")
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
            progress=run.out.progress("products"),
            stop=stop,
        )
    run.receipt(receipt)
