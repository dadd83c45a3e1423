"""Files of quantities and of products, read and written."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from inventory_tui.domain.errors import Refused
from inventory_tui.domain.quantity_file import Behaviour
from inventory_tui.services.files import exchange, product_export, product_import
from inventory_tui.services.files.quantity_reading import Rules
from tests.conformance import catalogue
from tests.conformance.registry import Answer, Words, operation
from tests.conformance.shop import Shop, amount, typed

_QUANTITIES = ("source_code", "sku", "status", "quantity")
_PRODUCT_COLUMNS = {"type": "product_type", "websites": "product_websites"}
_EXPORTED = "exported.csv"


def _file(header: Sequence[str], rows: Sequence[Sequence[str]]) -> io.BytesIO:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return io.BytesIO(text.getvalue().encode())


def _table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> io.BytesIO:
    used = [column for column in columns if any(column in row for row in rows)]
    return _file(used, [[typed(row.get(column)) for column in used] for row in rows])


def _quantities(words: Words) -> io.BytesIO:
    if "csv" in words:
        header, *rows = words["csv"]
        return _file(header, rows)
    return _table(words["rows"], _QUANTITIES)


@operation("import_source_items")
def _import(shop: Shop, words: Words) -> Answer:
    imported = exchange.import_quantities(
        shop.database,
        "-",
        Rules(behaviour=Behaviour.named(words.get("behavior", "append"))),
        standard=_quantities(words),
        cause=shop.cause,
    )
    counts = imported.receipt.counts
    return {
        "error_count": len(imported.rejected),
        "created_count": counts["created"],
        "updated_count": counts["updated"],
        "deleted_count": counts["deleted"],
    }


@operation("import_behavior")
def _behaviour(shop: Shop, words: Words) -> Answer:
    return {"effective_behavior": Behaviour.named(words["behavior"]).value}


@operation("validate_import_row")
def _check_row(shop: Shop, words: Words) -> Answer:
    catalogue.need_products(shop, [words["row"]["sku"]])
    checked = exchange.check_quantities(
        shop.database, "-", standard=_table([words["row"]], _QUANTITIES)
    )
    if checked.rejected:
        raise Refused.because(checked.rejected)
    return {"valid": True, "errors": []}


@operation("convert_import_row")
def _convert_row(shop: Shop, words: Words) -> Answer:
    catalogue.need_products(shop, [words["row"]["sku"]])
    checked = exchange.check_quantities(
        shop.database, "-", standard=_table([words["row"]], _QUANTITIES)
    )
    if checked.rejected:
        raise Refused.because(checked.rejected)
    (row,) = checked.rows
    return {"status": int(bool(row.in_stock_after))}


@operation("export_source_items")
def _export(shop: Shop, words: Words) -> Answer:
    skipped = words.get("skip_columns") or ()
    columns = [column for column in _QUANTITIES if column not in skipped]
    path = shop.directory / "quantities.csv"
    narrowed: dict[str, Any] = {}
    for one in words.get("filters") or ():
        narrowed |= _narrowed(one)
    exchange.export_quantities(shop.database, path, columns=columns, **narrowed)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    return {"csv_exact": rows, "csv_contains": rows}


def _narrowed(condition: Mapping[str, Any]) -> dict[str, Any]:
    """Say a condition in what an export can be narrowed to."""
    value = str(condition["value"])
    match condition["field"], condition["condition"]:
        case "status", "eq":
            return {"in_stock": bool(int(condition["value"]))}
        case ("sku" | "source_code") as field, kind if kind in ("eq", "contains", "like"):
            pattern = {"eq": value, "contains": f"*{value}*", "like": value.replace("%", "*")}
            return {"sku" if field == "sku" else "source": pattern[kind]}
        case "quantity", "gteq" | "from":
            return {"at_least": amount(value)}
        case "quantity", "lteq" | "to":
            return {"at_most": amount(value)}
    raise LookupError(f"no export by {dict(condition)}")


@operation("import_products")
def _import_products(shop: Shop, words: Words) -> Answer:
    if words.get("file") == "exported":
        data = io.BytesIO((shop.directory / _EXPORTED).read_bytes())
    else:
        rows = [
            {_PRODUCT_COLUMNS.get(word, word): value for word, value in row.items()}
            for row in words["rows"]
        ]
        data = _table(rows, list(dict.fromkeys(column for row in rows for column in row)))
    imported = product_import.import_products(
        shop.database, "-", _product_rules(words), standard=data, cause=shop.cause
    )
    return {"error_count": len(imported.rejected)}


def _product_rules(words: Words) -> product_import.ProductRules:
    behaviour = words.get("behavior", "add_update")
    named = "append" if behaviour == "add_update" else behaviour
    return product_import.ProductRules(behaviour=Behaviour.named(named))


@operation("export_products")
def _export_products(shop: Shop, words: Words) -> None:
    product_export.export_products(shop.database, shop.directory / _EXPORTED)
