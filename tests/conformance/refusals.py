"""Refusals: the words of the cases, and ours where they differ."""

from __future__ import annotations

from typing import Any

from inventory_tui.domain.errors import InventoryError, Kind, Problem

ALSO: dict[str, frozenset[Kind]] = {
    "could_not_save": frozenset({Kind.NOT_UNIQUE}),
    "empty_input": frozenset({Kind.NOTHING_GIVEN}),
    "website_code_empty": frozenset({Kind.EMPTY}),
    "no_linked_stock": frozenset({Kind.UNKNOWN_WEBSITE}),
    "not_salable_in_requested_qty": frozenset(
        {
            Kind.MIN_SALE_QTY,
            Kind.MAX_SALE_QTY,
            Kind.QTY_INCREMENT,
            Kind.QTY_DECIMAL,
            Kind.NOT_ENOUGH_QTY,
        }
    ),
    "product_not_available": frozenset(
        {
            Kind.PRODUCT_DISABLED,
            Kind.SKU_NOT_ASSIGNED_TO_STOCK,
            Kind.NO_SOURCE_ITEMS_IN_STOCK,
        }
    ),
}
"""Word of the cases → kinds of ours that name the same thing."""

OUR_FIELDS = {
    "source_code": ("code", "source"),
    "country_id": ("country",),
    "carrier_links": ("carriers",),
}
"""Field of the cases → ours, where they differ."""


def kinds(refusal: InventoryError) -> list[Kind]:
    """What kinds of refusal it is, each rule of a field by its own name."""
    return [problem.rule or problem.kind for problem in refusal.problems]


def says(refusal: InventoryError, word: str, *, lists_errors: bool) -> bool:
    """Whether a refusal says what a word of the cases says.

    Args:
        lists_errors: Whether the case lists every error beside the word, which then decide.
    """
    if word == Kind.VALIDATION_FAILED and lists_errors:
        return True
    meant = ALSO.get(word, frozenset())
    return any(
        problem.kind == word or problem.rule == word or problem.kind in meant
        for problem in refusal.problems
    )


def row(problem: Problem, columns: dict[str, Any]) -> dict[str, Any]:
    """Say a problem in the columns of an expected row."""
    said: dict[str, Any] = {}
    for column, expected in columns.items():
        match column:
            case "kind":
                kind = problem.rule or problem.kind
                said[column] = expected if kind in ALSO.get(expected, ()) else kind.value
            case "field":
                ours = OUR_FIELDS.get(expected, (expected,))
                said[column] = expected if problem.field in ours else problem.field
            case "sku":
                said[column] = problem.sku
            case "source_code":
                said[column] = problem.source
            case "website_code":
                said[column] = problem.channel
            case _:
                said[column] = getattr(problem, column, None)
    return said
