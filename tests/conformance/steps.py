"""Several deeds one after another, each looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inventory_tui.domain.errors import InventoryError
from tests.conformance.registry import LOOKS, Answer, Seen, Words, operation, perform
from tests.conformance.shop import Shop

_LOOKS = {
    "is_salable_by_step": "is_salable",
    "listed_by_step": "listed",
    "cart_qty_by_step": "cart_qty_by_sku",
    "emails_sent_by_step": "emails_sent",
    "reservation_row_count_by_step": "reservation_row_count",
    "source_items_by_step": "source_items",
    "resolved_by_step": "resolved",
}
"""What is looked at after each step, and how."""

_INITIALLY = {"initially": "is_salable", "initially_listed": "listed"}


def with_looks(when: Words, then: Words) -> Words:
    """Tell several steps how they are looked at."""
    return {**when, "then": then} if when["op"] == "steps" else when


def before(shop: Shop, then: Words) -> Answer:
    """Look at what must be so before anything is done."""
    return {
        key: _look(shop, name, then[key], {}, then)
        for key, name in _INITIALLY.items()
        if key in then
    }


@operation("steps")
def _steps(shop: Shop, words: Words) -> Answer:
    then = words["then"]
    seen: dict[str, list[Any]] = {key: [] for key in _LOOKS if key in then}
    refusal: InventoryError | None = None
    at = None
    for number, step in enumerate(words["steps"], start=1):
        answer: Answer = {}
        try:
            answer = perform(shop, step)
        except InventoryError as refused:
            refusal, at = refused, number
            if "error_at_step" not in then:
                raise
        for key, found in seen.items():
            expected = then[key][number - 1] if number <= len(then[key]) else None
            found.append(
                None if expected is None else _look(shop, _LOOKS[key], expected, answer, then)
            )
    if "error_at_step" in then:
        seen["error_at_step"] = at  # type: ignore[assignment]
    return dict(seen) if refusal is None or "error_at_step" in then else {}


def _look(shop: Shop, name: str, expected: Any, answer: Answer, then: Words) -> Any:
    if name == "resolved":
        return answer
    if name in answer and not isinstance(expected, Mapping):
        return answer[name]
    if name not in LOOKS:
        raise LookupError(f"no look for {name}")
    return LOOKS[name](shop, expected, Seen(answer, None, then))
