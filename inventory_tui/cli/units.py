"""``units``: what a SKU is counted in."""

from __future__ import annotations

from typing import Any

import click

from inventory_tui.cli import reading
from inventory_tui.cli.running import Run, pairs
from inventory_tui.cli.verbs import noun
from inventory_tui.domain.languages import texts
from inventory_tui.services.products import units as service
from inventory_tui.services.products.units import UnitShown
from inventory_tui.services.quantities import converting
from inventory_tui.wording import tr

units = noun("units", tr("What a SKU is counted in: pieces, boxes, metres."))

COLUMNS = ("key", "name", "primary", "rate", "precision", "increment", "on_hand", "available")


def row(sku: str, shown: UnitShown) -> dict[str, Any]:
    """A unit as it is printed."""
    unit = shown.unit
    return {
        "sku": sku,
        "key": unit.key,
        "name": shown.name,
        "precision": unit.precision,
        "primary": unit.primary,
        "increment": unit.increment,
        "rate": str(unit.rate),
        "priority": str(unit.priority),
        "purchasable": unit.purchasable,
        "active": unit.active,
        "pricing_quantity": unit.pricing_quantity,
        "price": unit.price,
        "promo_price": unit.promo_price,
        "row": unit.sku,
        "on_hand": shown.on_hand,
        "available": shown.available,
        "available_from_primary": shown.available_from_primary,
        "names": {language.partition("@")[2]: text for language, text in _names(shown)},
        "version": unit.version,
    }


def _names(shown: UnitShown) -> list[tuple[str, str | None]]:
    return list(texts(shown.words).items())


@units.command("list")
@click.argument("sku")
@click.option("--language", default="", metavar="TAG", help=tr("Names in this language."))
@click.pass_obj
def list_(run: Run, sku: str, language: str) -> None:
    """List the units of a SKU and what there is of each, the primary one first."""
    found = service.units_of(run.database, sku, language=reading.language(language))
    run.out.rows((row(found.sku, one) for one in found.units), COLUMNS)


@units.command()
@click.argument("sku")
@click.argument("key")
@click.argument("fields", nargs=-1, metavar="FIELD=VALUE...")
@click.pass_obj
def add(run: Run, sku: str, key: str, fields: tuple[str, ...]) -> None:
    """Add a unit to a SKU; the first one adopts what is there.

    Fields: name, precision, increment, rate, primary, priority, purchasable, active,
    pricing_quantity, price, promo_price; name@de is its name in German.
    """
    run.receipt(service.add(run.database, sku, key, pairs(fields), cause=run.cause))


@units.command("set")
@click.argument("sku")
@click.argument("key")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE...")
@click.pass_obj
def set_(run: Run, sku: str, key: str, fields: tuple[str, ...]) -> None:
    """Change fields of a unit; key=NEW gives it another key.

    Another increment of a SKU's only unit counts what is open in orders anew.
    """
    run.receipt(service.edit(run.database, sku, key, pairs(fields), cause=run.cause))


@units.command()
@click.argument("sku")
@click.argument("key")
@click.pass_obj
def delete(run: Run, sku: str, key: str) -> None:
    """Delete a unit with nothing in it; after the last the SKU has none, as before."""
    run.receipt(service.delete(run.database, sku, key, cause=run.cause))


@units.command()
@click.argument("sku")
@click.argument("source")
@click.argument("quantity")
@click.argument("origin", metavar="FROM")
@click.argument("into", metavar="TO")
@click.option("--force", is_flag=True, help=tr("Also where the units are promised to orders."))
@click.pass_obj
def convert(
    run: Run, sku: str, source: str, quantity: str, origin: str, into: str, force: bool
) -> None:
    """Make some of one unit into another at a source: a case broken into bottles."""
    amount = reading.quantity(quantity)
    _, receipt = converting.convert(
        run.database, sku, source, amount, origin, into, force=force, cause=run.cause
    )
    run.receipt(receipt)
