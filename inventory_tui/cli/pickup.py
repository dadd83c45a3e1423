"""``pickup``: where customers fetch their orders, and which are ready."""

from __future__ import annotations

from typing import Any

import click

from inventory_tui.cli.order_rows import shipment as shipment_row
from inventory_tui.cli.running import Run
from inventory_tui.cli.verbs import noun
from inventory_tui.domain.errors import InvalidInput
from inventory_tui.domain.pickup import DISTANCE, Found, PickupLocation, Search, SortBy
from inventory_tui.services.shipping import pickup as places
from inventory_tui.services.shipping import pickup_orders
from inventory_tui.wording import tr

pickup = noun("pickup", tr("Where customers fetch their orders, and which are ready."))

_COLUMNS = ("source", "name", "street", "postcode", "city", "country", "phone")


@pickup.command()
@click.option("--channel", metavar="CODE", help=tr("Only those of this channel's stock."))
@click.pass_obj
def locations(run: Run, channel: str | None) -> None:
    """List the pickup locations, by code."""
    found = places.locations(run.database, channel)
    run.out.rows(({**_row(one), "distance_km": None} for one in found), _COLUMNS)


@pickup.command()
@click.option("--near", required=True, metavar="PLACE", help=tr("80331:DE or Munich:DE."))
@click.option("--radius", type=float, metavar="KM", help=tr("Default: the channel's setting."))
@click.option(
    "--sku",
    "skus",
    multiple=True,
    metavar="SKU",
    help=tr("Only where it is assigned; repeatable."),
)
@click.option(
    "--channel", metavar="CODE", help=tr("Whose locations; else the default channel's.")
)
@click.pass_obj
def search(
    run: Run, near: str, radius: float | None, skus: tuple[str, ...], channel: str | None
) -> None:
    """Search pickup locations around a place, the nearest first."""
    try:
        where = places.read_near(near)
    except ValueError as problem:
        raise InvalidInput({"near": tr("Near: {problem}", problem=problem)}) from None
    wanted = Search(where, radius, skus=skus, order=(SortBy(DISTANCE),))
    found = places.search(run.database, wanted, channel)
    codes = [one.location.code for one in found.rows]
    there = {sku: places.available(run.database, sku, codes) for sku in skus if codes}
    run.out.rows(
        (
            {
                **_near(one),
                "available": {sku: there[sku][one.location.code] for sku in skus},
            }
            for one in found.rows
        ),
        ("source", "name", "distance_km", *_COLUMNS[2:]),
    )


@pickup.command()
@click.argument("number")
@click.pass_obj
def ready(run: Run, number: str) -> None:
    """Ship an order from its pickup location, and tell its customer."""
    made = pickup_orders.make_ready(run.database, number, cause=run.cause)
    run.receipt(
        made.shipped.receipt,
        order=made.shipped.order,
        order_status=made.shipped.order_status,
        shipments=[shipment_row(one) for one in made.shipped.shipments],
        told=made.told,
    )


@pickup.command()
@click.argument("number")
@click.argument("source")
@click.pass_obj
def move(run: Run, number: str, source: str) -> None:
    """Let an order be fetched at another source."""
    run.receipt(pickup_orders.move(run.database, number, source, cause=run.cause))


def _row(one: PickupLocation) -> dict[str, Any]:
    return {
        "source": one.code,
        "name": one.name,
        "description": one.description,
        "street": one.street,
        "postcode": one.postcode,
        "city": one.city,
        "region": one.region,
        "country": one.country,
        "phone": one.phone,
        "email": one.email,
    }


def _near(one: Found) -> dict[str, Any]:
    return {**_row(one.location), "distance_km": one.distance_km}
