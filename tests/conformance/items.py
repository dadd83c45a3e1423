"""Source items: rows of products at sources, one by one and in bulk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from inventory_tui.domain.bulk import Assign, Request, Transfer, Unassign
from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.quantity import ZERO
from inventory_tui.domain.source import SourceItem
from inventory_tui.services.products import catalog
from inventory_tui.services.quantities import bulk, item_lists, item_rows, moving
from inventory_tui.services.quantities.stock_changes import QuantityEdit, set_quantities
from inventory_tui.services.shipping import deducting
from tests.conformance import catalogue, places
from tests.conformance.lists import page
from tests.conformance.registry import Answer, Seen, Words, builder, look, operation
from tests.conformance.shop import Shop, amount, number, typed

DEFAULT = "default"


def rows_of(shop: Shop, sku: str) -> list[SourceItem]:
    """The rows of a product; none of one that is gone."""
    try:
        return [shown.item for shown in catalog.show(shop.database, sku).items]
    except Refused:
        return []


def row_of(shop: Shop, sku: str, source: str) -> SourceItem | None:
    """The row of a product at a source."""
    return next((row for row in rows_of(shop, sku) if row.source_code == source), None)


def said(row: SourceItem) -> Answer:
    """Say a row as the cases do."""
    return {
        "source_code": row.source_code,
        "sku": row.sku,
        "quantity": number(row.quantity),
        "status": int(row.in_stock),
    }


@builder("source_items")
@builder("source_item_overrides")
def _lie_there(shop: Shop, rows: Sequence[Mapping[str, Any]]) -> None:
    catalogue.need_products(shop, (row["sku"] for row in rows))
    places.need_sources(shop, (row["source_code"] for row in rows))
    edits = [item_edit(row) for row in rows]
    try:
        set_quantities(shop.database, edits, cause=shop.cause)
    except Refused as refusal:
        if refusal.kind is not Kind.QTY_DECIMAL:
            raise
        # a world holds fractions of what is counted in whole units, too
        whole = {problem.sku for problem in refusal.problems if problem.sku}
        for decimals in ("yes", "no"):
            for sku in whole:
                typed = {"decimals": decimals}
                catalog.edit(shop.database, sku, typed, cause=shop.cause)
            if decimals == "yes":
                set_quantities(shop.database, edits, cause=shop.cause)


def item_edit(row: Mapping[str, Any]) -> QuantityEdit:
    """Say a row of a world as an edit; what it does not say stays."""
    quantity = None if row.get("quantity") is None else max(amount(row["quantity"]), ZERO)
    status = row.get("status")
    return QuantityEdit(
        row["sku"],
        row["source_code"],
        quantity=quantity,
        in_stock=None if status is None else bool(int(status)),
        assign=True,
    )


@operation("save_source_items")
def _save(shop: Shop, words: Words) -> None:
    names = {"sku": "sku", "source_code": "source", "quantity": "quantity", "status": "status"}
    rows = [
        {own: typed(row.get(word)) for word, own in names.items() if row.get(word) is not None}
        for row in words["items"]
    ]
    item_rows.save_rows(shop.database, rows, cause=shop.cause)


@operation("delete_source_items")
def _delete(shop: Shop, words: Words) -> None:
    edits = [
        QuantityEdit(row["sku"], row["source_code"], unassign=True) for row in words["items"]
    ]
    set_quantities(shop.database, edits, cause=shop.cause, force=True)


@operation("set_source_item_status")
def _set_status(shop: Shop, words: Words) -> None:
    edit = QuantityEdit(words["sku"], words["source_code"], in_stock=bool(words["status"]))
    set_quantities(shop.database, [edit], cause=shop.cause)


@operation("decrement_source_items")
def _decrement(shop: Shop, words: Words) -> None:
    edits = [
        QuantityEdit(row["sku"], row["source_code"], change=-amount(row["qty"]))
        for row in words["items"]
    ]
    set_quantities(shop.database, edits, cause=shop.cause)


@operation("deduct_from_source")
def _deduct(shop: Shop, words: Words) -> None:
    items = [(row["sku"], amount(row["qty"])) for row in words["items"]]
    deducting.deduct(shop.database, words["source_code"], items, cause=shop.cause)


# questions and looks


@operation("list_source_items")
def _list(shop: Shop, words: Words) -> Answer:
    return page([said(row) for row in item_lists.source_items(shop.database)], words)


@operation("source_codes_of_skus")
def _codes_of_skus(shop: Shop, words: Words) -> Answer:
    codes = sorted({row.source_code for sku in words["skus"] for row in rows_of(shop, sku)})
    return {"contains": codes, "lacks": codes}


@operation("source_items_by_sku_and_codes")
def _by_codes(shop: Shop, words: Words) -> Answer:
    codes = set(words["source_codes"])
    rows = item_lists.source_items(shop.database, sku=words["sku"])
    return {"count": sum(row.source_code in codes for row in rows)}


@operation("default_source_item", "product_form_source_rows")
def _rows(shop: Shop, words: Words) -> Answer:
    rows = rows_of(shop, words["sku"])
    return {"source_codes_include": [row.source_code for row in rows]}


@look("source_items", "source_items_present")
def _source_items(shop: Shop, expected: Any, seen: Seen) -> Any:
    found = []
    for row in expected:
        item = row_of(shop, row["sku"], row["source_code"])
        found.append({key: said(item)[key] for key in row} if item else None)
    return found


@look("source_items_absent")
def _absent(shop: Shop, expected: Any, seen: Seen) -> Any:
    return [row for row in expected if row_of(shop, row["sku"], row["source_code"]) is None]


@look("source_items_exact")
def _exact(shop: Shop, expected: Any, seen: Seen) -> Any:
    scope = seen.then.get("scope", {})
    rows = item_lists.source_items(shop.database)
    return [
        said(row)
        for row in rows
        if row.sku in scope.get("skus", [row.sku])
        and row.source_code in scope.get("source_codes", [row.source_code])
    ]


@look("source_items_of_sku")
def _items_of_sku(shop: Shop, expected: Any, seen: Seen) -> Any:
    return {sku: [said(row) for row in rows_of(shop, sku)] for sku in expected}


@look("source_item_count")
def _count(shop: Shop, expected: Any, seen: Seen) -> Any:
    return {sku: len(rows_of(shop, sku)) for sku in expected}


@look("sku_has_any_source_item")
def _has_any(shop: Shop, expected: Any, seen: Seen) -> Any:
    return [sku for sku in expected if rows_of(shop, sku)]


@look("sku_has_sources")
def _has_sources(shop: Shop, expected: Any, seen: Seen) -> Any:
    return {
        sku: [code for code in codes if row_of(shop, sku, code)]
        for sku, codes in expected.items()
    }


@look("sku_lacks_sources")
def _lacks_sources(shop: Shop, expected: Any, seen: Seen) -> Any:
    return {
        sku: [code for code in codes if row_of(shop, sku, code) is None]
        for sku, codes in expected.items()
    }


@look("sku_sources_exact")
def _sources_exact(shop: Shop, expected: Any, seen: Seen) -> Any:
    return {sku: [row.source_code for row in rows_of(shop, sku)] for sku in expected}


@look("default_source_item")
def _default_item(shop: Shop, expected: Any, seen: Seen) -> Any:
    found = {}
    for sku, row in expected.items():
        item = row_of(shop, sku, DEFAULT)
        found[sku] = {key: said(item)[key] for key in row or ()} if item else None
    return found


@look("default_source_item_exists")
def _default_item_exists(shop: Shop, expected: Any, seen: Seen) -> Any:
    return {sku: row_of(shop, sku, DEFAULT) is not None for sku in expected}


@look("available_qty_over_sources")
def _over_sources(shop: Shop, expected: Any, seen: Seen) -> Any:
    return [
        {**row, "qty": sum(said(item)["quantity"] for item in rows_of(shop, row["sku"]))}
        for row in expected
    ]


# bulk


def _perform(shop: Shop, skus: Sequence[str], request: Request) -> dict[str, Any]:
    ids = item_lists.product_ids(shop.database, skus)
    receipt = bulk.perform(shop.database, ids, request, force=True, cause=shop.cause)
    return dict(receipt.counts)


def _plan(shop: Shop, skus: Sequence[str], request: Request) -> Answer:
    bulk.plan(shop.database, item_lists.product_ids(shop.database, skus), request, force=True)
    return {"valid": True, "errors": []}


def _assign_request(words: Words) -> Assign:
    return Assign(tuple(words["source_codes"]))


def _unassign_request(words: Words) -> Unassign:
    return Unassign(tuple(words["source_codes"]))


def _transfer_request(words: Words) -> Transfer:
    return Transfer(
        words["origin_source"],
        words["destination_source"],
        bool(words.get("unassign_from_origin", False)),
    )


@operation("bulk_source_assign", "bulk_assign_notification")
def _assign(shop: Shop, words: Words) -> Answer:
    counts = _perform(shop, words["skus"], _assign_request(words))
    return {"created_count": counts["assigned"]}


@operation("bulk_source_unassign", "bulk_unassign_notification")
def _unassign(shop: Shop, words: Words) -> Answer:
    counts = _perform(shop, words["skus"], _unassign_request(words))
    return {"deleted_count": counts["unassigned"]}


@operation("bulk_inventory_transfer", "bulk_transfer_notification")
def _transfer(shop: Shop, words: Words) -> None:
    _perform(shop, words["skus"], _transfer_request(words))


@operation("bulk_partial_inventory_transfer")
def _transfer_some(shop: Shop, words: Words) -> None:
    moving.transfer_several(
        shop.database,
        [(row["sku"], amount(row["qty"])) for row in words["items"]],
        origin=words["origin_source"],
        destination=words["destination_source"],
        force=True,
        cause=shop.cause,
    )


@operation("validate_bulk_source_assign")
def _check_assign(shop: Shop, words: Words) -> Answer:
    return _plan(shop, words["skus"], _assign_request(words))


@operation("validate_bulk_source_unassign")
def _check_unassign(shop: Shop, words: Words) -> Answer:
    return _plan(shop, words["skus"], _unassign_request(words))


@operation("validate_bulk_inventory_transfer")
def _check_transfer(shop: Shop, words: Words) -> Answer:
    return _plan(shop, words["skus"], _transfer_request(words))
