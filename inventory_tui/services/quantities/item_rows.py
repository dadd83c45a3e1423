"""Source items as another program hands them in: rows of texts, all of them or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from inventory_tui.domain.errors import InvalidInput, Kind, Problem
from inventory_tui.domain.fields import Field, read_form
from inventory_tui.domain.forms import parse_status, show_status
from inventory_tui.domain.history import Cause, Receipt
from inventory_tui.domain.labels import key_of, parse_code, parse_sku, storable
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.quantities.stock_changes import QuantityEdit, set_quantities
from inventory_tui.store.database import Database
from inventory_tui.wording import tr

_LONGEST = 75


def _erc(text: str) -> str:
    """Read a reference: at most 75 characters."""
    if len(text) > _LONGEST:
        raise ValueError(tr("write at most {most} characters.", most=_LONGEST))
    return storable(text)


ROW = (
    Field("sku", tr("SKU"), parse_sku, required=True, verbatim=True),
    Field("source", tr("Source"), parse_code, required=True, verbatim=True),
    Field("quantity", tr("Quantity"), Quantity.parse, required=True),
    Field("safety", tr("Safety Stock"), Quantity.parse),
    Field("erc", tr("External Reference Code"), _erc),
    Field("status", tr("Source Item Status"), parse_status, default="in", show=show_status),
)
"""What a row may say; without a status it is In Stock.

A row with a reference that is known needs neither product nor source.
"""


def save_rows(
    database: Database, rows: Sequence[Mapping[str, str]], *, cause: Cause
) -> Receipt:
    """Write rows at sources, new ones or over those that are there; all or nothing.

    Args:
        rows: Texts by the names of `ROW`; a field that is missing or blank is not given.

    Raises:
        InvalidInput: Rows break rules of single fields; every one of them is told, each with
            the ``rule``, and the ``sku`` and ``source`` of its row.
        Refused: A product or source is unknown, a reference is another row's, or what
            `stock_changes.set_quantities` refuses.

    Source: spec 1.7; the warehouse half 1.2 (upsert by reference, else by product and
    source).
    """
    rows = _found_by_name(database, rows)
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
            safety=values.get("safety"),
            erc=values.get("erc"),
            assign=True,
        )
        for values in read
    ]
    return set_quantities(database, edits, cause=cause)


def _found_by_name(
    database: Database, rows: Sequence[Mapping[str, str]]
) -> list[Mapping[str, str]]:
    """Fill in the product and the source of rows whose reference is known."""
    ercs = {key_of(erc) for row in rows if (erc := row.get("erc", "").strip())}
    if not ercs:
        return list(rows)
    with database.read() as transaction:
        known = transaction.item_references.named(ercs)
    filled: list[Mapping[str, str]] = []
    for row in rows:
        named = known.get(key_of(row.get("erc", "").strip()))
        if named is not None:
            sku, source = row.get("sku") or named.sku, row.get("source") or named.source
            row = {**row, "sku": sku, "source": source}
        filled.append(row)
    return filled


def _of_row(problem: Problem, row: Mapping[str, str]) -> Problem:
    rule = problem.rule
    if problem.field == "quantity" and rule is Kind.EMPTY:
        rule = Kind.NOT_NUMERIC
    return replace(problem, rule=rule, sku=row.get("sku"), source=row.get("source"))
