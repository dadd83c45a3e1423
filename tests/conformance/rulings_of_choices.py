"""Rulings about what is promised, and about which source is asked first."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from inventory_tui.domain.errors import Refused
from inventory_tui.services.products import salability
from inventory_tui.services.shipping import distances
from tests.conformance import answers, pickup, selection
from tests.conformance.playing import Played
from tests.conformance.ruling import accepted, does, op, ruling, world_rows

# R3 two lines of one SKU


def _repeated(played: Played) -> list[str]:
    counts = Counter(row["sku"].casefold() for row in played.case.when.get("items") or ())
    return [sku for sku, count in counts.items() if count > 1]


@ruling(
    "R3",
    lambda played: (
        op(played) in ("source_selection", "select_from_sorted_sources")
        and bool(_repeated(played))
    ),
)
def _summed(played: Played) -> list[str]:
    """They are summed: so much is taken, or all there is."""
    wrong = []
    rows = played.seen.answer.get("selections", ())
    for sku in _repeated(played):
        asked = sum(
            Decimal(str(row["qty"]))
            for row in played.case.when["items"]
            if row["sku"].casefold() == sku
        )
        of_sku = [row for row in rows if row["sku"].casefold() == sku]
        taken = sum(row["qty_to_deduct"] for row in of_sku)
        there = sum(row["qty_available"] for row in of_sku)
        if taken != min(asked, there):
            wrong.append(f"{sku}: {taken} of {asked} taken, {there} there")
    return wrong + accepted(played)


# R4 a coordinate of 0


def _on_a_zero_line(played: Played) -> list[str]:
    found: dict[str, dict[str, Any]] = {}
    for row in world_rows(played, "sources", "source_overrides"):
        own = found.setdefault(row["source_code"], {})
        own |= {key: row[key] for key in ("latitude", "longitude") if key in row}
    return [
        code
        for code, own in found.items()
        if len(own) == 2
        and None not in own.values()
        and any(float(value) == 0 for value in own.values())
    ]


@ruling(
    "R4",
    lambda played: (
        op(played) in ("source_selection", "distance_from_source_to_address")
        and bool(_on_a_zero_line(played))
    ),
)
def _zero_is_a_place(played: Played) -> list[str]:
    """The source has a distance, and the sources come in the order of theirs."""
    where = selection.address(
        played.case.when.get("destination") or played.case.when.get("address")
    )
    assert where is not None

    def metres(code: str) -> float | None:
        try:
            return distances.distance(played.shop.database, code, where)
        except Refused:
            return None

    wrong = [f"{code} has no distance" for code in _on_a_zero_line(played) if not metres(code)]
    known = [metres(code) for code in played.seen.answer.get("source_order", ())]
    measured = [one for one in known if one is not None]
    if measured != sorted(measured) or None in known[: len(measured)]:
        wrong.append(f"not by distance: {known}")
    return wrong + accepted(played)


# R14 one live answer


def _asks_an_index(played: Played) -> bool:
    """Whether the reference answers from its index while its ledger or rows say otherwise."""
    given = played.case.given
    changed = given.get("reservations") or given.get("prior_ops")
    return op(played) in ("get_stock_item_data", "dump_stock_index") and bool(changed)


@ruling("R14", _asks_an_index)
def _live(played: Played) -> list[str]:
    """Every question has the same answer."""
    when, wrong = played.case.when, accepted(played)
    stock = answers.stock_of(played.shop, when)
    rows = played.seen.answer.get("rows_include") or [
        {**(played.seen.answer.get("stock_item_data") or {}), "sku": when.get("sku")}
    ]
    for row in rows:
        found = salability.statuses(played.shop.database, [row["sku"]], stock)
        live = next(iter(found.values())).is_salable
        if row.get("is_salable", live) is not live:
            wrong.append(f"{row['sku']}: {row['is_salable']}, live {live}")
    return wrong


# R16 ties


def _ties(played: Played) -> bool:
    ranks = Counter(
        (row["stock_id"], row.get("priority", 1))
        for row in world_rows(played, "stock_source_links")
    )
    return any(count > 1 for count in ranks.values())


@ruling(
    "R16",
    lambda played: (
        op(played) in ("source_selection", "sources_of_stock_by_priority") and _ties(played)
    ),
)
def _then_by_code(played: Played) -> list[str]:
    """Of equals the code decides."""
    said = played.seen.answer.get("source_codes") or played.seen.answer.get("source_order")
    ranks = {
        row["source_code"]: (row.get("priority", 1), row["source_code"].casefold())
        for row in world_rows(played, "stock_source_links")
        if row["stock_id"] == played.case.when["stock_id"]
    }
    own = [ranks[code] for code in said or () if code in ranks]
    return [] if own == sorted(own) else [f"in the order {said}"]


# R17 pickup locations: sorted, then cut


@ruling("R17", does("search_pickup_locations"))
def _sorted_then_cut(played: Played) -> list[str]:
    """The page is part of the whole list, which is in order."""
    when = dict(played.case.when)
    size, page = when.pop("page_size", None), when.pop("page", 1) or 1
    whole = pickup.found(played.shop, when)
    cut = whole[(page - 1) * size : page * size] if size else whole
    said = played.seen.answer["pickup_location_codes"]
    return [] if said == cut else [f"{said}, not {cut}"]
