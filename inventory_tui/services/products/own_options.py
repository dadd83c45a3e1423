"""Settings a product keeps beside its columns: read, checked and written with the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inventory_tui.domain.errors import InvalidInput, Problem, Refused
from inventory_tui.domain.options import APART, OPTIONS
from inventory_tui.domain.options.shop import DEFAULT_ENGINE
from inventory_tui.domain.product_form import unset
from inventory_tui.store.database import Transaction
from inventory_tui.store.products.product_options import Stored


def split(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Part values into those that are columns of a product, and those kept beside them."""
    columns = {key: value for key, value in values.items() if key not in APART}
    return columns, {key: value for key, value in values.items() if key in APART}


def own_values(stored: Stored, channel_id: int | None = None) -> dict[str, Any]:
    """Return the values that are a product's own (in one channel: its own there), by key."""
    return {
        key: OPTIONS[key].parse(text)
        for (key, scope), text in stored.items()
        if scope == channel_id and key in OPTIONS
    }


def text_stored(key: str, value: Any, *, in_channel: bool = False) -> str | None:
    """The text that is kept of a value; None where nothing is, for it inherits."""
    if value is None or (not in_channel and value == unset(key)):
        return None
    return OPTIONS[key].show(value)


def put(transaction: Transaction, product_id: int, values: Mapping[str, Any]) -> None:
    """Store values of one product that are kept beside its columns."""
    if values:
        texts = {key: text_stored(key, value) for key, value in values.items()}
        transaction.product_options.put(product_id, texts)


def checked(transaction: Transaction, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values with names spelled as they are; refuse those that name nothing.

    Raises:
        InvalidInput: There is no such estimate, action or engine; every problem is told.
    """
    spelled = dict(values)
    problems: list[Problem] = []
    if title := values.get("estimate"):
        try:
            spelled["estimate"] = transaction.estimates.spelled(title)
        except Refused as refusal:
            problems += refusal.problems
    if values.get("low_stock_action"):
        from inventory_tui.services.lowstock.registry import check_action

        problems += check_action(values["low_stock_action"])
    if values.get("inventory_engine") not in (None, DEFAULT_ENGINE):
        from inventory_tui.services.products.configurations import check_engine

        try:
            check_engine(values["inventory_engine"])
        except InvalidInput as refusal:
            problems += refusal.problems
    if problems:
        raise InvalidInput.because(problems)
    return spelled
