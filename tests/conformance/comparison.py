"""What came of a case against what must come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.conformance import refusals
from tests.conformance.registry import LOOKS, Seen
from tests.conformance.shop import Shop

_IGNORED = {
    "reference_only",
    "note",
    "order_matters",
    "tolerance_metres",
    "scope",
    # the reference's own number of the row of an order
    "object_id",
    # an order here has one address: where it goes
    "billing_address_is",
}
"""Keys of ``then`` that assert nothing themselves."""

_PLACES = {"stock_id", "website_code"}
"""Keys that assert where the answer has them, and else say where to look."""

_INCLUDES = {
    "source_codes_include",
    "rows_include",
    "csv_contains",
    "contains",
    "includes",
    "stored_source_lacks",
    "algorithm_codes",
}
"""Keys whose values must all be there, beside others."""

_ANY_ORDER = {
    "links_left_of_stock",
    "source_items_of_sku",
    "low_stock_configurations_of_sku",
    "source_items_exact",
    "sku_sources_exact",
    "sales_channels",
    "stock_ids",
    "inconsistencies",
    "reservation_ids_left",
    "cart_skus",
    "csv_exact",
}
"""Keys whose lists are exact, but in no order."""

_REFUSED = {"error", "errors", "valid", "placed", "error_at_step"}
"""Keys one of which a case has that may be refused."""

_FOUR = Decimal("0.0001")


def differences(shop: Shop, seen: Seen) -> list[str]:
    """Say everything in which what came differs from what must come."""
    found = []
    if seen.refusal is not None and not _REFUSED & seen.then.keys() - seen.answer.keys():
        found.append(f"refused: {seen.refusal} ({_kinds(seen)})")
    for key, expected in seen.then.items():
        if key in _IGNORED or (key in _PLACES and key not in seen.answer):
            continue
        if difference := _difference(shop, key, expected, seen):
            found.append(difference)
    return found


def _difference(shop: Shop, key: str, expected: Any, seen: Seen) -> str | None:
    if key in seen.answer:
        return _compared(key, _asserted(shop, key, expected), seen.answer[key], seen)
    match key:
        case "error":
            return _error(expected, seen)
        case "errors":
            return _errors(expected, seen)
        case "valid" | "placed":
            accepted = seen.refusal is None
            return None if accepted == expected else f"{key}: not {expected}: {_kinds(seen)}"
        case "field" | "sku" | "source_code" | "skus":
            return _concerned(key, expected, seen)
    if key not in LOOKS:
        if seen.refusal is not None:
            return f"{key}: refused, not {expected}"
        raise LookupError(f"no look for {key}")
    return _compared(key, expected, LOOKS[key](shop, expected, seen), seen)


def _asserted(shop: Shop, key: str, expected: Any) -> Any:
    """What of an address is asserted: the place and the customer's name.

    A region that is named by its number in the reference alone has no name to compare.
    """
    if key not in ("shipping_address", "pickup_location"):
        return expected
    known = shop.memory.regions
    return {
        name: value
        for name, value in expected.items()
        if name != "telephone" and (name != "region_id" or str(value) in known)
    }


def _compared(key: str, expected: Any, actual: Any, seen: Seen) -> str | None:
    if key == "metres":
        near = abs(float(actual) - float(expected)) <= seen.then.get("tolerance_metres", 1.0)
        return None if near else f"{key}: {actual}, not {expected}"
    if key == "lacks":
        wrong = [one for one in expected if one in actual]
        return f"{key}: {wrong} are there" if wrong else None
    if key == "items_contain_in_order":
        return None if _in_turn(expected, actual) else f"{key}: {actual}, not {expected}"
    if key in ("min_count", "creditmemo_item_count_min", "total_count_at_least"):
        return None if actual >= expected else f"{key}: {actual}, not {expected} or more"
    if key in _INCLUDES:
        missing = [one for one in expected if not any(agrees(one, other) for other in actual)]
        return f"{key}: {missing} missing in {actual}" if missing else None
    any_order = key in _ANY_ORDER or (
        key in ("selections", "rows") and not seen.then.get("order_matters")
    )
    if agrees(expected, actual, any_order=any_order):
        return None
    return f"{key}: {actual}, not {expected}"


def agrees(expected: Any, actual: Any, *, any_order: bool = False) -> bool:
    """Whether a value is as expected; of a row only the expected columns are compared."""
    if isinstance(expected, Mapping):
        return isinstance(actual, Mapping) and all(
            name in actual and _column_agrees(name, value, actual[name], any_order)
            for name, value in expected.items()
        )
    if isinstance(expected, Sequence) and not isinstance(expected, str):
        if not isinstance(actual, Sequence) or len(expected) != len(actual):
            return False
        if any_order:
            return _paired(expected, list(actual))
        return all(agrees(one, other) for one, other in zip(expected, actual, strict=True))
    if isinstance(expected, bool) or isinstance(actual, bool) or expected is None:
        return expected is actual
    if isinstance(expected, (int, float, Decimal)) and actual is not None:
        return _number(expected) == _number(actual)
    return bool(expected == actual)


def _column_agrees(name: str, expected: Any, actual: Any, any_order: bool) -> bool:
    if name == "items_include":
        return all(any(agrees(one, other) for other in actual) for one in expected)
    return agrees(expected, actual, any_order=any_order)


def _number(value: Any) -> Decimal | str:
    try:
        return Decimal(str(value)).quantize(_FOUR, ROUND_HALF_UP)
    except ArithmeticError:
        return str(value)


def _paired(expected: Sequence[Any], actual: list[Any]) -> bool:
    """Whether each expected row has one of its own."""
    for one in expected:
        for number, other in enumerate(actual):
            if agrees(one, other, any_order=True):
                del actual[number]
                break
        else:
            return False
    return True


def _in_turn(expected: Sequence[Any], actual: Sequence[Any]) -> bool:
    rest = iter(actual)
    return all(any(agrees(one, other) for other in rest) for one in expected)


# refusals


def _kinds(seen: Seen) -> str:
    if seen.refusal is None:
        return "accepted"
    return ", ".join(kind.value for kind in refusals.kinds(seen.refusal))


def _error(expected: Any, seen: Seen) -> str | None:
    if isinstance(expected, str):
        lists = "errors" in seen.then
        if seen.refusal and refusals.says(seen.refusal, expected, lists_errors=lists):
            return None
        return f"error: {_kinds(seen)}, not {expected}"
    return None if seen.refusal is None else f"error: {_kinds(seen)}: {seen.refusal}"


def _errors(expected: Sequence[Mapping[str, Any]], seen: Seen) -> str | None:
    problems = seen.refusal.problems if seen.refusal else ()
    columns = [dict(row) for row in expected]
    if len(columns) == len(problems):
        rows = [refusals.row(*pair) for pair in zip(problems, columns, strict=True)]
        if agrees(expected, rows):
            return None
    # one thing refused for several fields is one row of a case that names no field
    if columns and "field" not in columns[0]:
        alike = [refusals.row(problem, columns[0]) for problem in problems]
        if len(columns) == 1 and alike and all(agrees(columns[0], one) for one in alike):
            return None
    said = [
        (_word(problem), problem.field, problem.sku, problem.source) for problem in problems
    ]
    return f"errors: {said}, not {expected}"


def _word(problem: Any) -> str:
    return str((problem.rule or problem.kind).value)


def _concerned(key: str, expected: Any, seen: Seen) -> str | None:
    problems = seen.refusal.problems if seen.refusal else ()
    match key:
        case "field":
            rows = [refusals.row(problem, {"field": expected}) for problem in problems]
            actual: Any = next((row["field"] for row in rows), None)
        case "sku":
            actual = next((problem.sku for problem in problems), None)
        case "source_code":
            actual = next((problem.source for problem in problems), None)
        case _:
            actual = [problem.sku for problem in problems]
    return None if agrees(expected, actual) else f"{key}: {actual}, not {expected}"
