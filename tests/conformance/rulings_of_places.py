"""Rulings about stocks, sources, products, and what lies where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.services.sourcing import mapping
from tests.conformance import items, limits, orders, refusals
from tests.conformance.playing import Played
from tests.conformance.ruling import accepted, op, refused, ruling, words, world_rows

_OUR_CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")


# R1 stocks with channels


@ruling(
    "R1",
    lambda played: (
        op(played) == "delete_stock"
        and played.case.then.get("error") == "stock_has_sales_channels"
    ),
)
def _channels_move(played: Played) -> list[str]:
    """The stock goes, its channels sell from the Default Stock."""
    number = played.case.when["stock_id"]
    of_stock: dict[str, int] = {}
    for row in world_rows(played, "sales_channels"):
        of_stock[row["code"]] = row["stock_id"]
    wrong = accepted(played)
    for code in (code for code, stock in of_stock.items() if stock == number):
        now = mapping.stock_of_channel(played.shop.database, code)
        if not now.is_default:
            wrong.append(f"{code} sells from {now.name}")
    try:
        mapping.get_stock(played.shop.database, played.shop.stock(number))
        wrong.append("the stock is still there")
    except Refused:
        pass
    return wrong


# R2 a product that is not at the origin


def _absent_at_origin(played: Played) -> list[str]:
    when = played.case.when
    there = {
        (row["sku"], row["source_code"])
        for row in world_rows(played, "source_items", "source_item_overrides")
    }
    return [sku for sku in when.get("skus", ()) if (sku, when["origin_source"]) not in there]


@ruling(
    "R2",
    lambda played: (
        op(played) in ("bulk_inventory_transfer", "bulk_transfer_notification")
        and bool(_absent_at_origin(played))
    ),
)
def _skipped(played: Played) -> list[str]:
    """It is passed over; no empty row is made."""
    when = played.case.when
    before = {
        (row["sku"], row["source_code"])
        for row in world_rows(played, "source_items", "source_item_overrides")
    }
    return accepted(played) + [
        f"{sku} got a row at {when['destination_source']}"
        for sku in _absent_at_origin(played)
        if (sku, when["destination_source"]) not in before
        and items.row_of(played.shop, sku, when["destination_source"])
    ]


# R8 renamed and deleted products


def _renamed(played: Played) -> dict[str, str]:
    return {
        deed["sku"]: deed["new_sku"] for deed in words(played) if deed["op"] == "rename_product"
    }


@ruling("R8", lambda played: bool(_renamed(played)))
def _renamed_everywhere(played: Played) -> list[str]:
    """All there is of it goes by its new SKU, and nothing by the old."""
    wrong = accepted(played)
    for old, new in _renamed(played).items():
        if items.rows_of(played.shop, old) or orders.rows_of(played.shop, old):
            wrong.append(f"{old} still has rows")
        before = {
            row["source_code"]
            for row in world_rows(played, "source_items", "source_item_overrides")
            if row["sku"] == old
        }
        if {row.source_code for row in items.rows_of(played.shop, new)} != before:
            wrong.append(f"{new} has not the rows of {old}")
        limited = {
            row["source_code"]
            for row in world_rows(played, "source_item_configurations")
            if row["sku"] == old and row.get("notify_stock_qty") is not None
        }
        if {one["source_code"] for one in limits.own_limits(played.shop, new)} != limited:
            wrong.append(f"{new} has not the limits of {old}")
    return wrong


@ruling(
    "R8",
    lambda played: any(deed["op"] == "delete_product" for deed in words(played)),
)
def _gone_at_once(played: Played) -> list[str]:
    """Its rows go with it."""
    gone = [deed["sku"] for deed in words(played) if deed["op"] == "delete_product"]
    return accepted(played) + [
        f"{sku} still has rows" for sku in gone if items.rows_of(played.shop, sku)
    ]


# R10 values of a file


_READS = ("import_source_items", "validate_import_row", "convert_import_row", "import_products")


@ruling(
    "R10",
    lambda played: (
        op(played)
        in (
            "import_source_items",
            "validate_import_row",
            "convert_import_row",
            "import_products",
        )
        and not _negative(played.case.when.get("rows") or [played.case.when.get("row", {})])
    ),
)
def _refused_with_its_row(played: Played) -> list[str]:
    """A wrong row is refused, and named."""
    refusal = played.seen.refusal
    if refusal is None:
        count = played.seen.answer.get("error_count", 0)
        return [] if count else ["no row was refused"]
    return [] if all(problem.row for problem in refusal.problems) else [str(refusal)]


# R20 characters of a source code


def _odd_code(played: Played) -> str | None:
    when = played.case.when
    if op(played) == "validate_source_code":
        code: Any = when["value"]
    else:
        code = (when.get("source") or when.get("form") or {}).get("source_code")
    return None if not code or _OUR_CODE.fullmatch(str(code)) else str(code)


@ruling(
    "R20",
    lambda played: (
        op(played) in ("validate_source_code", "create_source", "submit_source_form")
        and _odd_code(played) is not None
    ),
)
def _refused_code(played: Played) -> list[str]:
    """Letters, digits, hyphen and underscore; nothing else."""
    if op(played) == "validate_source_code":
        return [] if played.seen.answer["valid"] is False else ["it is taken"]
    return refused(played, Kind.VALIDATION_FAILED, field="code")


# R22 a row below 0


def _negative(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [row for row in rows if float(row.get("quantity") or 0) < 0]


@ruling(
    "R22",
    lambda played: (
        op(played) in ("save_source_items", "convert_import_row", "validate_import_row")
        and bool(
            _negative([*(played.case.when.get("items") or ()), played.case.when.get("row", {})])
        )
    ),
)
def _never_below_zero(played: Played) -> list[str]:
    """Refused, and nothing is written."""
    wrong = refused(played, Kind.VALIDATION_FAILED, field="quantity")
    rows = [*(played.case.when.get("items") or ()), played.case.when.get("row", {})]
    return wrong + [
        f"{row['sku']} has a row"
        for row in _negative(rows)
        if items.row_of(played.shop, row["sku"], row["source_code"])
    ]


@ruling(
    "R22",
    lambda played: bool(_negative(world_rows(played, "source_items", "source_item_overrides"))),
)
def _built_with_zero(played: Played) -> list[str]:
    """The row holds 0, and no more is shown of it."""
    wrong = accepted(played)
    shown = {
        (row["source_code"], row["sku"]): row["qty_available"]
        for row in played.seen.answer.get("selections", ())
    }
    last = {
        (row["source_code"], row["sku"]): row
        for row in world_rows(played, "source_items", "source_item_overrides")
    }
    for (code, sku), row in last.items():
        if float(row.get("quantity") or 0) >= 0:
            continue
        item = items.row_of(played.shop, sku, code)
        if item is not None and items.said(item)["quantity"] != 0:
            wrong.append(f"{code} holds {item.quantity} of {sku}")
        if shown.get((code, sku)):
            wrong.append(f"{shown[code, sku]} of {sku} shown at {code}")
    return wrong


# R23 names


@ruling(
    "R23",
    lambda played: (
        op(played) in ("create_source", "update_source", "create_stock", "update_stock")
        and played.seen.refusal is not None
        and Kind.NOT_UNIQUE in refusals.kinds(played.seen.refusal)
    ),
)
def _one_more(played: Played) -> list[str]:
    """Beside what the reference lists, the name is taken."""
    refusal = played.seen.refusal
    assert refusal is not None
    found = [kind.value for kind in refusals.kinds(refusal)]
    expected = [row["kind"] for row in played.case.then.get("errors") or ()]
    rest = [kind for kind in found if kind != Kind.NOT_UNIQUE]
    return [] if rest == expected else [f"{found}, not {expected} and {Kind.NOT_UNIQUE}"]
