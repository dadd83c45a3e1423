"""What is told of an order that is being placed: what follows later, and what is refused."""

from __future__ import annotations

from dataclasses import replace

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.labels import visible
from inventory_tui.domain.product import Backorders
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.orders.verdict import Verdict
from inventory_tui.services.orders.ware import Ware
from inventory_tui.services.products import succession
from inventory_tui.store.database import Transaction
from inventory_tui.wording import tr

_SHORT = frozenset(
    {Kind.NOT_ENOUGH_QTY, Kind.NO_SOURCE_ITEMS_IN_STOCK, Kind.SKU_NOT_ASSIGNED_TO_STOCK}
)
"""What is not there, and may be had as something else."""


def notices(verdict: Verdict) -> list[str]:
    """What the customer is told where backorders say so (spec 1.9, mode 2)."""
    waiting = verdict.backordered or {}
    asked: dict[str, tuple[Ware, int]] = {}
    for ware, ordered, *_ in verdict.lines:
        sku = ware.product.sku
        asked[sku] = ware, ordered + (asked[sku][1] if sku in asked else 0)
    told = [
        notice_of(ware, ordered, waiting[sku])
        for sku, (ware, ordered) in asked.items()
        if sku in waiting
    ]
    return [one.message for one in told if one is not None]


def notice_of(ware: Ware, parts: int, late: Quantity) -> Problem | None:
    """What the customer is told of a part that follows later; None where nothing is said.

    Args:
        parts: How much is asked for (ten-thousandths).
        late: How much of it waits for goods.
    """
    if not late or ware.rules.backorders is not Backorders.NOTIFY:
        return None
    sku = ware.product.sku
    return Problem(
        Kind.BACKORDERED,
        tr(
            "{sku}: {late} of {parts} will follow later (backordered).",
            sku=visible(sku),
            late=late,
            parts=Quantity(parts),
        ),
        "line",
        sku,
    )


def hinted(transaction: Transaction, verdict: Verdict) -> list[Problem]:
    """Return the problems of one order: of unknown SKUs a near one is named, of discontinued
    ones what replaces them."""
    problems = []
    short = {one.sku for one in verdict.problems if one.kind in _SHORT and one.sku}
    instead = succession.hints(transaction, short, verdict.stock_id, verdict.request.channel)
    for problem in verdict.problems:
        if problem.kind is Kind.UNKNOWN_PRODUCT and problem.sku is not None:
            try:
                transaction.products.known(problem.sku)
            except Refused as refusal:
                problem = replace(problem, kind=refusal.kind, message=str(refusal))
        elif hint := instead.get(problem.sku or ""):
            problem = replace(problem, message=problem.message + hint)
        problems.append(problem)
    return problems
