"""Sources, stocks, their links and the channels that sell from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inventory_tui.domain import forms
from inventory_tui.domain.errors import InvalidInput, Refused
from inventory_tui.domain.fields import read_form
from inventory_tui.domain.source import Source
from inventory_tui.domain.stock import Stock
from inventory_tui.services.quantities import item_rows
from inventory_tui.services.sourcing import linking, mapping, sourcing, stock_deletion
from tests.conformance import places, refusals
from tests.conformance.lists import page
from tests.conformance.registry import Answer, Seen, Words, look, operation
from tests.conformance.shop import Shop, typed


def said(shop: Shop, source: Source) -> Answer:
    """Say a source as the cases do."""
    numbers = {name: number for number, name in shop.memory.regions.items()}
    return {
        "source_code": source.code,
        "name": source.name,
        "enabled": source.enabled,
        "description": source.description or None,
        "latitude": source.latitude,
        "longitude": source.longitude,
        "is_pickup_location_active": source.pickup,
        "contact_name": source.contact or None,
        "email": source.email or None,
        "phone": source.phone or None,
        "fax": source.fax or None,
        "country_id": source.country,
        "region": source.region or None,
        "region_id": numbers.get(source.region),
        "city": source.city or None,
        "street": source.street or None,
        "postcode": source.postcode,
        "frontend_name": source.frontend_name or None,
        "frontend_description": source.frontend_description or None,
    }


# sources


@operation("create_source", "submit_source_form")
def _create_source(shop: Shop, words: Words) -> Answer:
    row = words.get("source") or words["form"]
    fields = places.source_fields(shop, row)
    sourcing.add_source(shop.database, fields, cause=shop.cause)
    return _stored(shop, fields["code"])


@operation("update_source")
def _update_source(shop: Shop, words: Words) -> Answer:
    _edit(shop, words["source_code"], words["source"])
    return _stored(shop, words["source_code"])


def _edit(shop: Shop, code: str, row: Mapping[str, Any]) -> None:
    fields = places.source_fields(shop, row)
    fields.pop("code", None)
    sourcing.edit_source(shop.database, code, fields, cause=shop.cause)


@operation("save_sources")
def _save_sources(shop: Shop, words: Words) -> Answer:
    for code, row in words["set_by_code"].items():
        _edit(shop, code, row)
    return {}


@operation("get_source")
def _get_source(shop: Shop, words: Words) -> Answer:
    return _stored(shop, words["source_code"])


def _stored(shop: Shop, code: str) -> Answer:
    stored = said(shop, sourcing.get_source(shop.database, code))
    unset = [name for name, value in stored.items() if value is None]
    return {"valid": True, "stored_source_contains": stored, "stored_source_lacks": unset}


@look("stored_sources_contain")
def _stored_sources(shop: Shop, expected: Any, seen: Seen) -> Any:
    return {code: said(shop, sourcing.get_source(shop.database, code)) for code in expected}


@operation("bulk_disable_sources")
def _disable(shop: Shop, words: Words) -> Answer:
    before = {one.code for one in sourcing.list_sources(shop.database) if one.enabled}
    notice = None
    try:
        receipt = sourcing.disable_sources(
            shop.database, words["source_codes"], cause=shop.cause
        )
        if receipt.warnings:
            notice = "default_source_protected"
    except Refused as refusal:
        notice = refusal.kind.value
    after = {one.code for one in sourcing.list_sources(shop.database) if one.enabled}
    return {"disabled": sorted(before - after), "notice": notice}


@operation("list_sources")
def _list_sources(shop: Shop, words: Words) -> Answer:
    rows = [said(shop, source) for source in sourcing.list_sources(shop.database)]
    return page(rows, words)


@operation("is_single_source_mode")
def _is_single(shop: Shop, words: Words) -> Answer:
    return {"result": sourcing.is_single_source(shop.database)}


@operation("validate_source_name")
def _check_name(shop: Shop, words: Words) -> Answer:
    return _checked("name", words["value"])


@operation("validate_source_code")
def _check_code(shop: Shop, words: Words) -> Answer:
    return _checked("code", words["value"])


@operation("validate_source_item_sku")
def _check_sku(shop: Shop, words: Words) -> Answer:
    return _checked("sku", words["value"], item_rows.ROW)


def _checked(name: str, value: Any, fields: Any = forms.SOURCE) -> Answer:
    found: list[str] = []
    try:
        read_form([field for field in fields if field.name == name], {name: typed(value)})
    except InvalidInput as invalid:
        found = [kind.value for kind in refusals.kinds(invalid)]
    return {
        "valid": not found,
        "error_count": len(found),
        "error_kinds_in_order": found,
        "errors": [{"kind": kind} for kind in found],
    }


# stocks


@operation("create_stock")
def _create_stock(shop: Shop, words: Words) -> Answer:
    row = words["stock"]
    receipt = mapping.add_stock(
        shop.database, typed(row.get("name")), channels=_codes(row), cause=shop.cause
    )
    id = int(receipt.counts["id"])
    shop.memory.notes["stock"] = id
    return {
        "valid": True,
        "stock_id_returned": bool(id),
        "stored_stock_contains": stock_said(shop, mapping.get_stock(shop.database, str(id))),
    }


@operation("update_stock")
def _update_stock(shop: Shop, words: Words) -> Answer:
    row = words["stock"]
    mapping.map_stock(
        shop.database,
        shop.stock(words["stock_id"]),
        name=typed(row["name"]) if "name" in row else None,
        channels=_codes(row) if "sales_channels" in row else None,
        cause=shop.cause,
    )
    stock = mapping.get_stock(shop.database, shop.stock(words["stock_id"]))
    return {"valid": True, "stored_stock_contains": stock_said(shop, stock)}


def _codes(row: Mapping[str, Any]) -> list[str]:
    return [channel["code"] for channel in row.get("sales_channels") or ()]


def stock_said(shop: Shop, stock: Stock) -> Answer:
    """Say a stock as the cases do."""
    return {
        "stock_id": shop.stock_number(stock.id),
        "name": stock.name,
        "sales_channels": [{"type": one.type, "code": one.code} for one in stock.channels],
    }


@operation("get_stock")
def _get_stock(shop: Shop, words: Words) -> Answer:
    stock = mapping.get_stock(shop.database, shop.stock(words["stock_id"]))
    stored = stock_said(shop, stock)
    return {"stored_stock_contains": stored, "sales_channels": stored["sales_channels"]}


@operation("delete_stock")
def _delete_stock(shop: Shop, words: Words) -> None:
    stock_deletion.delete_stocks(
        shop.database, [shop.stock(words["stock_id"])], force=True, cause=shop.cause
    )


@operation("list_stocks")
def _list_stocks(shop: Shop, words: Words) -> Answer:
    rows = [stock_said(shop, stock) for stock in mapping.list_stocks(shop.database)]
    return page(rows, words)


@operation("resolve_stock")
def _resolve(shop: Shop, words: Words) -> Answer:
    stock = mapping.stock_of_channel(shop.database, words["code"])
    return {
        **stock_said(shop, stock),
        "sales_channels": [
            {"type": one.type, "code": one.code}
            for one in stock.channels
            if (one.type, one.code) == (words["type"], words["code"])
        ]
        or None,
    }


# links


def _links(shop: Shop, number: Any) -> list[Answer]:
    stock = mapping.get_stock(shop.database, shop.stock(number))
    return [
        {"stock_id": int(number), "source_code": one.code, "priority": one.priority}
        for one in stock.sources
    ]


def _named(shop: Shop, links: Any) -> list[linking.Link]:
    return [
        linking.Link(shop.stock(one["stock_id"]), one["source_code"], one.get("priority", 1))
        for one in links
    ]


@operation("save_stock_source_links")
def _save_links(shop: Shop, words: Words) -> Answer:
    linking.save_links(shop.database, _named(shop, words["links"]), cause=shop.cause)
    return {"valid": True}


@operation("delete_stock_source_links")
def _delete_links(shop: Shop, words: Words) -> Answer:
    linking.delete_links(shop.database, _named(shop, words["links"]), cause=shop.cause)
    return {"valid": True}


@operation("replace_stock_source_links")
def _replace_links(shop: Shop, words: Words) -> Answer:
    ordered = sorted(words["links"], key=lambda link: link.get("priority", 1))
    mapping.map_stock(
        shop.database,
        shop.stock(words["stock_id"]),
        sources=[link["source_code"] for link in ordered],
        cause=shop.cause,
    )
    return {"valid": True}


@look("links_left_of_stock")
def _left(shop: Shop, expected: Any, seen: Seen) -> Any:
    return {number: _links(shop, number) for number in expected}


@operation("list_stock_source_links")
def _list_links(shop: Shop, words: Words) -> Answer:
    rows = [
        {**link, "stock_id": shop.stock_number(stock.id)}
        for stock in mapping.list_stocks(shop.database)
        for link in _links(shop, shop.stock_number(stock.id))
    ]
    return page(rows, words)


@operation("sources_of_stock_by_priority")
def _by_priority(shop: Shop, words: Words) -> Answer:
    return {
        "source_codes": [link["source_code"] for link in _links(shop, words["stock_id"])],
        "valid": True,
    }


# what screens show


@operation("stock_grid_row")
def _grid_row(shop: Shop, words: Words) -> Answer:
    stock = mapping.get_stock(shop.database, words["stock_name"])
    rows = [{"source_code": one.code, "name": one.name} for one in stock.sources]
    return {"assigned_sources": rows}


@operation("stock_form_data")
def _form_data(shop: Shop, words: Words) -> Answer:
    stock = mapping.get_stock(shop.database, shop.stock(words["stock_id"]))
    return {"name": stock.name, "first_assigned_source": stock.sources[0].code}
