"""Lists as the cases ask for them: conditions, order, and one page of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from tests.conformance.registry import Answer


def page(rows: Sequence[Mapping[str, Any]], words: Mapping[str, Any]) -> Answer:
    """Return one page of rows, and how many there are before it was cut."""
    kept = [row for row in rows if all(_holds(row, one) for one in words.get("filters") or ())]
    for order in reversed(words.get("sort") or ()):
        descending = str(order.get("direction", "ASC")).upper() == "DESC"
        kept.sort(key=lambda row: _rank(row.get(order["field"])), reverse=descending)
    total, size = len(kept), words.get("page_size")
    if size:
        first = (int(words.get("page") or 1) - 1) * int(size)
        kept = kept[first : first + int(size)]
    return {
        "total_count": total,
        "total_count_at_least": total,
        "items_contain_in_order": kept,
    }


def _holds(row: Mapping[str, Any], condition: Mapping[str, Any]) -> bool:
    return holds(row.get(condition["field"]), condition["condition"], condition["value"])


def holds(value: Any, condition: str, wanted: Any) -> bool:
    """Whether a value meets a condition."""
    own = "" if value is None else str(int(value) if isinstance(value, bool) else value)
    asked = str(int(wanted) if isinstance(wanted, bool) else wanted)
    match condition:
        case "eq":
            return _same(own, asked)
        case "neq":
            return not _same(own, asked)
        case "in":
            return any(_same(own, one.strip()) for one in asked.split(","))
        case "nin":
            return not any(_same(own, one.strip()) for one in asked.split(","))
        case "like":
            pattern = ".*".join(re.escape(part) for part in asked.split("%"))
            return re.fullmatch(pattern, own, re.IGNORECASE | re.DOTALL) is not None
        case "contains" | "fulltext":
            return asked.casefold() in own.casefold()
        case "gt" | "gteq" | "from":
            mine, other = Decimal(own), Decimal(asked)
            return mine > other or (condition != "gt" and mine == other)
        case "lt" | "lteq" | "to":
            mine, other = Decimal(own), Decimal(asked)
            return mine < other or (condition != "lt" and mine == other)
    raise LookupError(f"no condition {condition}")


def _same(own: str, asked: str) -> bool:
    try:
        return Decimal(own) == Decimal(asked)
    except InvalidOperation:
        return own.casefold() == asked.casefold()


def _rank(value: Any) -> tuple[bool, Any]:
    if isinstance(value, (int, float, Decimal)):
        return True, value
    return False, str(value or "").casefold()
