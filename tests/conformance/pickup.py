"""Orders that customers fetch, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from inventory_tui.domain.errors import Refused
from inventory_tui.domain.order import Address
from inventory_tui.domain.pickup import (
    Compare,
    Condition,
    PickupLocation,
    Search,
    SortBy,
    location_of,
    read_near,
)
from inventory_tui.services.orders import order_page
from inventory_tui.services.shipping import pickup as service
from inventory_tui.services.shipping import pickup_orders
from inventory_tui.services.sourcing import mapping, sourcing
from tests.conformance import catalogue, items, orders, stored, worlds
from tests.conformance.registry import Answer, Seen, Words, builder, look, operation
from tests.conformance.shop import BASE, Shop, number

_FIELDS = {
    "pickup_location_code": "code",
    "source_code": "code",
    "country_id": "country",
    "region_id": "region",
}
"""Field of a location in the cases → ours, where they differ."""


def _condition(shop: Shop, row: Mapping[str, Any]) -> Condition:
    value = str(row["value"])
    if row["field"] == "region_id":
        known = shop.memory.regions
        value = ",".join(known.get(one.strip(), one) for one in value.split(","))
    field = _FIELDS.get(row["field"], row["field"])
    return Condition(field, value, Compare(row["condition"]))


def _searched(shop: Shop, words: Words) -> service.FoundPage:
    area = words.get("area") or {}
    wanted = Search(
        near=read_near(area["search_term"]) if area else None,
        radius_km=float(area["radius_km"]) if area else None,
        conditions=tuple(_condition(shop, row) for row in words.get("filters") or ()),
        skus=tuple(words.get("product_skus") or ()),
        order=tuple(
            SortBy(
                _FIELDS.get(row["field"], row["field"]),
                str(row.get("direction", "ASC")).upper() == "DESC",
            )
            for row in words.get("sort") or ()
        ),
        page=int(words.get("page") or 1),
        page_size=words.get("page_size"),
    )
    return service.search(shop.database, wanted, shop.website(words))


def found(shop: Shop, words: Words) -> list[str]:
    """The codes of a page of locations, in order."""
    return [one.location.code for one in _searched(shop, words).rows]


@operation("search_pickup_locations")
def _search(shop: Shop, words: Words) -> Answer:
    page = _searched(shop, words)
    return {
        "pickup_location_codes": [one.location.code for one in page.rows],
        "total_count": page.total,
    }


@operation("get_pickup_location")
def _get(shop: Shop, words: Words) -> Answer:
    one = service.location(shop.database, words["code"], shop.website(words))
    return {"pickup_location_code": one.code, "pickup_location": _said(shop, one)}


@operation("map_source_to_pickup_location")
def _map(shop: Shop, words: Words) -> Answer:
    source = sourcing.get_source(shop.database, words["source_code"])
    return {"pickup_location": _said(shop, location_of(source))}


def _said(shop: Shop, one: PickupLocation) -> Answer:
    numbers = {name: number for number, name in shop.memory.regions.items()}
    return {
        "pickup_location_code": one.code,
        "name": one.name,
        "description": one.description or None,
        "email": one.email or None,
        "contact_name": one.contact or None,
        "latitude": one.latitude,
        "longitude": one.longitude,
        "country_id": one.country,
        "region": one.region or None,
        "region_id": numbers.get(one.region),
        "city": one.city,
        "street": one.street,
        "postcode": one.postcode,
        "phone": one.phone,
        "fax": one.fax or None,
    }


@look("name_is_not")
def _other_name(shop: Shop, expected: Any, seen: Seen) -> Any:
    name = seen.answer["pickup_location"]["name"]
    return f"it is {name}" if name == expected else expected


@look("description_is_not")
def _other_description(shop: Shop, expected: Any, seen: Seen) -> Any:
    description = seen.answer["pickup_location"]["description"]
    return f"it is {description}" if description == expected else expected


# orders


@builder("order_overrides")
def _override(shop: Shop, rows: Sequence[Mapping[str, Any]]) -> None:
    for row in rows:
        if row.get("pickup_location_code") is not None:
            where = row["pickup_location_code"]
            pickup_orders.move(shop.database, row["increment_id"], where, cause=shop.cause)


@operation("get_order")
def _get_order(shop: Shop, words: Words) -> Answer:
    order = order_page.show(shop.database, orders.of(shop, words)).order
    return {"pickup_location_code": order.pickup_source}


@operation("active_pickup_orders")
def _active(shop: Shop, words: Words) -> Answer:
    lines = pickup_orders.waiting(shop.database, words["pickup_location_code"])
    open_orders = list(dict.fromkeys(line.order for line in lines))
    rows = [
        {"increment_id": one, "pickup_location_code": words["pickup_location_code"]}
        for one in open_orders
    ]
    return {"min_count": len(rows), "first": rows[0] if rows else None}


@operation("source_item_qty_available")
def _available(shop: Shop, words: Words) -> Answer:
    there = service.available(shop.database, words["sku"], words["source_codes"])
    return {"qty_available": {code: number(quantity) for code, quantity in there.items()}}


@operation("is_order_ready_for_pickup")
def _is_ready(shop: Shop, words: Words) -> Answer:
    return {"result": not pickup_orders.problems(shop.database, orders.of(shop, words))}


@operation("notify_orders_ready_for_pickup")
def _make_ready(shop: Shop, words: Words) -> Answer:
    errors, told, shipment = [], False, None
    for order in words["orders"]:
        try:
            made = pickup_orders.make_ready(shop.database, order, cause=shop.cause)
        except Refused as refusal:
            errors.append({"kind": refusal.kind.value})
            continue
        told = told or made.told
        shipment = orders.shipment_said(made.shipped)
    return {
        "successful": not errors,
        "errors": errors,
        "email_sent": told,
        "shipment": shipment,
    }


@builder("cart")
def _cart(shop: Shop, cart: Mapping[str, Any]) -> None:
    shop.memory.cart.update(cart)


@operation("is_pickup_delivery_available")
def _delivery_available(shop: Shop, words: Words) -> Answer:
    skus = [item["sku"] for item in shop.memory.cart["items"]]
    channel = shop.memory.cart.get("website_code") or BASE
    return {"result": bool(service.for_basket(shop.database, channel, skus))}


@builder("customer_address")
def _customer(shop: Shop, row: Mapping[str, Any]) -> None:
    shop.memory.notes["customer"] = dict(row)


@operation("place_pickup_order")
def _place(shop: Shop, words: Words) -> Answer:
    """Place an order that is fetched, at a channel of the location and with goods for it."""
    where = words["pickup_location_code"]
    customer = shop.memory.notes.get("customer", {})
    names = [customer.get("firstname", ""), customer.get("lastname", "")]
    buyer = Address(name=" ".join(names).strip(), email=customer.get("email", ""))
    for item in words["items"]:
        if not items.rows_of(shop, item["sku"]):
            row = {"sku": item["sku"], "source_code": where, "status": 1}
            worlds.build(shop, {"source_items": [{**row, "quantity": item["qty"]}]})
    placed = orders.place(
        shop,
        {**words, "website_code": words.get("website_code") or _channel(shop, where)},
        ship_to=buyer,
        pickup_location=where,
    )
    order = order_page.show(shop.database, placed.order).order
    first, _, last = order.ship_to.name.partition(" ")
    numbers = {name: number for number, name in shop.memory.regions.items()}
    return {
        "shipping_address": {
            "city": order.ship_to.city,
            "country_id": order.ship_to.country,
            "postcode": order.ship_to.postcode,
            "region": order.ship_to.region,
            "region_id": numbers.get(order.ship_to.region),
            "street": [order.ship_to.street],
            "firstname": first,
            "lastname": last,
            "email": order.ship_to.email,
        }
    }


def _channel(shop: Shop, code: str) -> str:
    """A channel whose stock has the source; a case that names none means any."""
    stocks = mapping.list_stocks(shop.database)
    serving = [one for one in stocks if code in {link.code for link in one.sources}]
    return next((channel.code for one in serving for channel in one.channels), BASE)


@builder("fulfillable")
def _one_line(shop: Shop, world: Mapping[str, Any]) -> None:
    """A pickup location with one product, as an order that is fetched there finds it."""
    place = {"source_code": "location", "is_pickup_location_active": True}
    place |= {"street": "Street 1", "city": "City", "phone": "1"}
    worlds.build(
        shop,
        {
            "sources": [place],
            "stocks": [{"stock_id": 2, "name": "stock"}],
            "stock_source_links": [{"stock_id": 2, "source_code": "location"}],
            "sales_channels": [{"type": "website", "code": "shop", "stock_id": 2}],
            "products": [
                {
                    "sku": catalogue.THE_PRODUCT,
                    "stock_item": {
                        "use_config_manage_stock": False,
                        "manage_stock": world["manage_stock"],
                    },
                }
            ],
            "source_items": [
                {
                    "sku": catalogue.THE_PRODUCT,
                    "source_code": "location",
                    "quantity": world["source_item_quantity"],
                    "status": int(world["stock_item_in_stock"]),
                }
            ],
        },
    )
    shop.memory.notes["source_enabled"] = world["source_enabled"]


@operation("is_order_fulfillable")
def _is_fulfillable(shop: Shop, words: Words) -> Answer:
    order = {
        "increment_id": "1",
        "website_code": "shop",
        "state": "processing",
        "items": [{"sku": catalogue.THE_PRODUCT, "qty_ordered": words["qty_ordered"]}],
    }
    stored.store(shop, [order])
    pickup_orders.move(shop.database, "1", "location", cause=shop.cause)
    if not shop.memory.notes["source_enabled"]:
        sourcing.disable_sources(shop.database, ["location"], cause=shop.cause)
    return {"result": not pickup_orders.problems(shop.database, "1")}
