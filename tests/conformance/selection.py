"""Which sources send what, and how far they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from inventory_tui.domain.order import Address
from inventory_tui.services.shipping import distances, geonames, selecting
from tests.conformance import items
from tests.conformance.registry import Answer, Words, builder, operation
from tests.conformance.shop import Shop, amount, number


def address(words: Mapping[str, Any] | None) -> Address | None:
    """Read an address of the cases."""
    if words is None:
        return None
    street = words.get("street") or ""
    return Address(
        street=street if isinstance(street, str) else ", ".join(street),
        city=words.get("city") or "",
        region=words.get("region") or "",
        postcode=words.get("postcode") or "",
        country=words.get("country_id") or "",
    )


@builder("geonames")
def import_places(shop: Shop, rows: Sequence[Mapping[str, Any]]) -> None:
    """Import the places a world knows, country by country, as the postal files hold them."""
    for country in dict.fromkeys(row["country_code"] for row in rows):
        lines = "".join(
            "\t".join(
                (
                    country,
                    str(row["postcode"]),
                    row["city"],
                    row.get("region") or "",
                    "",
                    row.get("province") or "",
                    "",
                    "",
                    "",
                    str(row["latitude"]),
                    str(row["longitude"]),
                    "",
                )
            )
            + "\n"
            for row in rows
            if row["country_code"] == country
        )
        geonames.import_places(
            shop.database, "-", country, standard=BytesIO(lines.encode()), cause=shop.cause
        )


def _items(words: Words) -> list[tuple[str, Any]]:
    return [(row["sku"], amount(row["qty"])) for row in words["items"]]


def _said(selection: selecting.Selection) -> Answer:
    rows = [
        {
            "source_code": one.source,
            "sku": one.sku,
            "qty_to_deduct": number(one.quantity),
            "qty_available": number(one.available),
        }
        for one in selection.allocations
    ]
    return {
        "selections": rows,
        "selection_count": len(rows),
        "shippable": selection.shippable,
        "source_order": list(selection.ranking),
        "no_error": True,
    }


@operation("source_selection")
def _select(shop: Shop, words: Words) -> Answer:
    return _said(
        selecting.select(
            shop.database,
            shop.stock(words["stock_id"]),
            _items(words),
            words["algorithm"],
            address(words.get("destination")),
        )
    )


@operation("select_from_sorted_sources")
def _select_from(shop: Shop, words: Words) -> Answer:
    return _said(
        selecting.select_from(
            shop.database,
            shop.stock(words["stock_id"]),
            _items(words),
            words["sorted_source_codes"],
        )
    )


@operation("in_stock_source_items_by_sorted_sources")
def _in_stock(shop: Shop, words: Words) -> Answer:
    rows = selecting.in_stock_items(shop.database, words["skus"], words["sorted_source_codes"])
    return {"source_items_in_order": [items.said(row) for row in rows]}


@operation("list_algorithms")
def _algorithms(shop: Shop, words: Words) -> Answer:
    codes = [one.code for one in selecting.algorithms()]
    return {"not_empty": bool(codes), "algorithm_codes": codes, "default": codes[0]}


@operation("distance_from_source_to_address")
def _distance(shop: Shop, words: Words) -> Answer:
    where = address(words["address"])
    assert where is not None
    return {"metres": distances.distance(shop.database, words["source_code"], where)}


@operation("coordinates_of_address")
def _coordinates(shop: Shop, words: Words) -> Answer:
    where = address(words["address"])
    assert where is not None
    position = distances.coordinates(shop.database, where)
    return {"latitude": position.latitude, "longitude": position.longitude}
