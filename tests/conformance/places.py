"""Sources, stocks and channels of a world."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from inventory_tui.domain.labels import key_of
from inventory_tui.services.sourcing import channels, linking, mapping, sourcing
from tests.conformance.registry import builder
from tests.conformance.shop import Shop, typed

Rows = Sequence[Mapping[str, Any]]

SOURCE_FIELDS = {
    "source_code": "code",
    "is_pickup_location_active": "pickup",
    "contact_name": "contact",
    "country_id": "country",
}
"""Field of a source in the cases → ours, where they differ."""

_COUNTRY, _POSTCODE = "US", "00000"


def source_fields(shop: Shop, row: Mapping[str, Any]) -> dict[str, str]:
    """Say a source of the cases as a person types its fields."""
    fields: dict[str, str] = {}
    number, region = row.get("region_id"), row.get("region")
    if number is not None and region:
        shop.memory.regions[str(number)] = str(region)
    for word, value in row.items():
        if word == "region_id":
            continue
        if word == "use_default_carrier_config":
            fields["own_carriers"] = typed(not value)
        elif word == "carrier_links":
            fields["carriers"] = ",".join(link["carrier_code"] for link in value or ())
        elif word == "enabled" and value in ("0", "1"):
            fields[word] = typed(value == "1")
        else:
            fields[SOURCE_FIELDS.get(word, word)] = typed(value)
    return fields


@builder("sources")
def _sources(shop: Shop, rows: Rows) -> None:
    there = {key_of(source.code) for source in sourcing.list_sources(shop.database)}
    for row in rows:
        fields = source_fields(shop, row)
        code = fields["code"]
        if key_of(code) in there:
            _edit_source(shop, code, fields)
            continue
        fields.setdefault("name", code)
        fields.setdefault("country", _COUNTRY)
        fields.setdefault("postcode", _POSTCODE)
        taken = {key_of(one.name) for one in sourcing.list_sources(shop.database)}
        fields["name"] = _free(fields["name"], code, taken)
        sourcing.add_source(shop.database, fields, cause=shop.cause)


def _free(name: str, label: object, taken: set[str]) -> str:
    """A name of a world, told from one that is taken: names never repeat here (R23)."""
    return f"{name} ({label})" if key_of(name) in taken else name


def _edit_source(shop: Shop, code: str, fields: Mapping[str, str]) -> None:
    rest = {name: text for name, text in fields.items() if name != "code"}
    sourcing.edit_source(shop.database, code, rest, cause=shop.cause)


@builder("source_overrides")
def _source_overrides(shop: Shop, rows: Rows) -> None:
    for row in rows:
        need_sources(shop, [row["source_code"]])
        _edit_source(shop, row["source_code"], source_fields(shop, row))


def need_sources(shop: Shop, codes: Iterable[str]) -> None:
    """Add the sources a world uses and never defines."""
    there = {key_of(source.code) for source in sourcing.list_sources(shop.database)}
    missing = dict.fromkeys(code for code in codes if key_of(code) not in there)
    _sources(shop, [{"source_code": code} for code in missing])


@builder("websites")
def _websites(shop: Shop, rows: Rows) -> None:
    there = {key_of(one.code) for one in channels.list_channels(shop.database)}
    for row in rows:
        if row.get("store_code"):
            shop.memory.website_of_store[row["store_code"]] = row["code"]
        if key_of(row["code"]) not in there:
            name = row.get("name") or row["code"]
            channels.add_channel(shop.database, row["code"], name, cause=shop.cause)


@builder("stocks")
def _stocks(shop: Shop, rows: Rows) -> None:
    for row in rows:
        number, name = row["stock_id"], row.get("name") or f"stock {row['stock_id']}"
        if number in shop.memory.stocks:
            if mapping.get_stock(shop.database, shop.stock(number)).name != name:
                mapping.rename_stock(shop.database, shop.stock(number), name, cause=shop.cause)
            continue
        taken = {key_of(one.name) for one in mapping.list_stocks(shop.database)}
        receipt = mapping.add_stock(shop.database, _free(name, number, taken), cause=shop.cause)
        shop.memory.stocks[number] = int(receipt.counts["id"])


def need_stocks(shop: Shop, numbers: Iterable[int]) -> None:
    """Add the stocks a world uses and never defines."""
    known = shop.memory.stocks
    _stocks(shop, [{"stock_id": one} for one in dict.fromkeys(numbers) if one not in known])


@builder("stock_source_links")
def _links(shop: Shop, rows: Rows) -> None:
    rows = [row for row in rows if (row["stock_id"], row["source_code"]) != (1, "default")]
    if not rows:
        return
    need_stocks(shop, (row["stock_id"] for row in rows))
    need_sources(shop, (row["source_code"] for row in rows))
    links = [
        linking.Link(shop.stock(row["stock_id"]), row["source_code"], row.get("priority", 1))
        for row in rows
    ]
    linking.save_links(shop.database, links, cause=shop.cause)


@builder("sales_channels")
def _sales_channels(shop: Shop, rows: Rows) -> None:
    _websites(shop, rows)
    need_stocks(shop, (row["stock_id"] for row in rows))
    for number in dict.fromkeys(row["stock_id"] for row in rows):
        stock = mapping.get_stock(shop.database, shop.stock(number))
        codes = [one.code for one in stock.channels]
        codes += [row["code"] for row in rows if row["stock_id"] == number]
        mapping.set_channels(
            shop.database, shop.stock(number), list(dict.fromkeys(codes)), cause=shop.cause
        )
