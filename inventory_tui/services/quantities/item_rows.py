"""Source items as another program hands them in: rows of texts, all of them or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from inventory_tui.domain.errors import InvalidInput, Kind, Problem
from inventory_tui.domain.fields import Field, read_form
from inventory_tui.domain.forms import parse_status, show_status
from inventory_tui.domain.history import Cause, Receipt
from inventory_tui.domain.labels import parse_code, parse_sku
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.quantities.stock_changes import QuantityEdit, set_quantities
from inventory_tui.store.database import Database

ROW = (
    Field("sku", "SKU", parse_sku, required=True, verbatim=True),
    Field("source", "Source", parse_code, required=True, verbatim=True),
    Field("quantity", "Quantity", Quantity.parse, required=True),
    Field("status", "Source Item Status", parse_status, default="in", show=show_status),
)
"""What a row may say; without a status it is In Stock."""


def save_rows(
    database: Database, rows: Sequence[Mapping[str, str]], *, cause: Cause
) -> Receipt:
    """Write rows at sources, new ones or over those that are there; all or nothing.

    Args:
        rows: Texts by the names of `ROW`; a field that is missing or blank is not given.

    Raises:
        InvalidInput: Rows break rules of single fields; every one of them is told, each with
            the ``rule``, and the ``sku`` and ``source`` of its row.
        Refused: A product or source is unknown, or what
            `stock_changes.set_quantities` refuses.

    Source: spec 1.7.
    """
    read: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for row in rows:
        try:
            read.append(read_form(ROW, row))
        except InvalidInput as invalid:
            problems += (_of_row(problem, row) for problem in invalid.problems)
    if problems:
        raise InvalidInput.because(problems)
    edits = [
        QuantityEdit(
            values["sku"],
            values["source"],
            quantity=values["quantity"],
            in_stock=values["status"] is not False,
            assign=True,
        )
        for values in read
    ]
    return set_quantities(database, edits, cause=cause)


def _of_row(problem: Problem, row: Mapping[str, str]) -> Problem:
    rule = problem.rule
    if problem.field == "quantity" and rule is Kind.EMPTY:
        rule = Kind.NOT_NUMERIC
    return replace(problem, rule=rule, sku=row.get("sku"), source=row.get("source"))
