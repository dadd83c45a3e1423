"""``products``: the catalogue."""

from __future__ import annotations

from typing import Any

import click

from inventory_tui.cli import reading
from inventory_tui.cli.running import Run, pairs
from inventory_tui.cli.verbs import noun
from inventory_tui.domain import forms
from inventory_tui.domain.product_form import PRODUCT
from inventory_tui.services import (
    browsing,
    catalog,
    explaining,
    mapping,
    product_import,
    showing,
)

products = noun("products", "The catalogue.")

FIELDS = "\b\nFields: " + " ".join(field.name for field in PRODUCT)


@products.command("import")
@click.argument("file")
@click.option("--update-only", is_flag=True, help="Leave out products that are not there.")
@reading.of_a_file
@click.pass_obj
def import_(
    run: Run,
    file: str,
    update_only: bool,
    on_error: str,
    allowed_errors: int | None,
    encoding: str | None,
) -> None:
    """Add and update products from a Magento product CSV; - reads standard input."""
    rules = product_import.ProductRules(
        update_only=update_only,
        on_error=reading.on_error(on_error),
        allowed_errors=allowed_errors,
        encoding=encoding,
    )
    with run.stoppable() as stop:
        done = product_import.import_products(
            run.database,
            file,
            rules,
            cause=run.cause,
            progress=run.out.progress("bytes"),
            stop=stop,
        )
    run.out.left_out(done.rejected)
    run.ignored(done.ignored)
    run.receipt(done.receipt)


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
            "id": row.id,
        }
        for row in browsing.products(run.database, asked, limit)
    )
    run.out.rows(rows, ("sku", "name", "type", "enabled", "on_hand", "reserved", "salable"))


@products.command()
@click.argument("sku")
@click.pass_obj
def show(run: Run, sku: str) -> None:
    """Show a product: settings with their origin, source items, salable per stock."""
    shown = showing.show(run.database, sku)
    product = shown.product
    head: dict[str, Any] = {
        "sku": product.sku,
        "name": product.name,
        "type": product.type,
        "enabled": product.enabled,
        "set": product.attribute_set,
        "price": product.price,
        "visibility": product.visibility,
        "websites": product.websites,
        "weight": product.weight,
        "id": product.id,
    }
    sources = [
        {
            "source": row.item.source_code,
            "enabled": row.item.source_enabled,
            "status": forms.show_status(row.item.in_stock),
            "quantity": row.item.quantity,
            "notify_below": row.notify_below,
            "notify_inherited": row.inherits_notify,
        }
        for row in shown.items
    ]
    stocks = [
        {
            "stock": one.stock,
            "id": one.level.stock_id,
            "on_hand": one.level.on_hand,
            "reserved": one.level.reserved,
            "threshold": one.level.threshold,
            "salable": one.level.salable,
            "is_salable": one.is_salable,
        }
        for one in shown.stocks
    ]
    if run.given.json:
        settings = {
            one.option.key: {"value": one.value, "origin": one.origin} for one in shown.settings
        }
        run.out.object({**head, "settings": settings, "sources": sources, "stocks": stocks})
        return
    run.out.one({key: value for key, value in head.items() if value != ""})
    print()
    run.out.rows(
        (
            {"setting": one.option.key, "value": one.text, "origin": one.origin}
            for one in shown.settings
        ),
        ("setting", "value", "origin"),
    )
    print()
    run.out.rows(sources, ("source", "enabled", "status", "quantity", "notify_below"))
    print()
    run.out.rows(stocks, ("stock", "on_hand", "reserved", "threshold", "salable", "is_salable"))


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
@click.argument("sku")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE...")
@click.pass_obj
def set_(run: Run, sku: str, fields: tuple[str, ...]) -> None:
    """Change fields of a product; FIELD=default goes back to the inherited value."""
    typed = pairs(fields)
    run.receipt(catalog.edit(run.database, sku, typed, cause=run.cause))


@products.command()
@click.argument("sku")
@click.argument("new")
@click.pass_obj
def rename(run: Run, sku: str, new: str) -> None:
    """Give a product another SKU, at once and everywhere."""
    run.receipt(catalog.rename(run.database, sku, new, cause=run.cause))


@products.command()
@click.argument("sku")
@click.option("--force", is_flag=True, help="Also where orders still hold units of it.")
@click.pass_obj
def delete(run: Run, sku: str, force: bool) -> None:
    """Delete a product with what lies of it; orders keep naming it."""
    run.receipt(catalog.delete(run.database, sku, force=force, cause=run.cause))
