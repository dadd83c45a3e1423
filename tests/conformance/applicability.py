"""Which cases have no counterpart here: by their mark, or by what they do.

The list is the reference's row and product numbers, its queue and index, its second copy of
stock, plumbing of its objects, types at a call that Python's own rule out, rights of users
that do not exist yet, and pages of its shop.
"""

from __future__ import annotations

from tests.conformance.casefiles import Case

_OPERATIONS = {
    **dict.fromkeys(("snake_to_camel", "build_reservation", "assign_status"), "plumbing"),
    **dict.fromkeys(
        (
            "save_source_enabled",
            "products_with_changed_salability",
            "index_salability_updates",
            "update_index_salability",
            "stock_created",
            "swap_replica_into_place",
            "index_rows_to_clear",
            "are_products_salable_from_index",
            "stock_item_data_fallback",
            "stock_index_rows",
        ),
        "bookkeeping of the index",
    ),
    **dict.fromkeys(
        (
            "save_legacy_stock_item",
            "back_item_qty",
            "revert_products_sale",
            "register_products_sale",
            "create_bundle",
        ),
        "the older second copy of stock",
    ),
    **dict.fromkeys(
        ("sku_of_order_item", "invoiced_virtual_items_per_source"), "inner functions"
    ),
    **dict.fromkeys(("quote_shipping", "allowed_methods"), "quotes of delivery methods"),
}
"""What is done, and why there is no counterpart."""


def why_not(case: Case) -> str | None:
    """Return why a case has no counterpart here; None where it has one."""
    if case.data.get("applies") is False:
        return str(case.data.get("why", "marked so"))
    if reason := _OPERATIONS.get(case.when["op"]):
        return reason
    if case.then.get("error") == "wrong_type":
        return "a type at a call that Python's own rule out"
    if case.given.get("user_may") or case.given.get("user_may_not"):
        return "rights of users that do not exist yet"
    return _numbers(case)


def _numbers(case: Case) -> str | None:
    """A region that is named by its number in the reference alone."""
    stored = case.then.get("stored_source_contains") or {}
    named = case.when.get("source") or case.when.get("form") or {}
    if stored.get("region_id") is not None and not named.get("region"):
        return "row numbers of the reference"
    return None
