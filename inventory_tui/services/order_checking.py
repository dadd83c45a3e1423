"""Can this be ordered?  The answer line by line, before an order is placed."""

from __future__ import annotations

from dataclasses import dataclass

from inventory_tui.domain.errors import Problem
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.order import OrderRequest
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.services.ordering import hinted
from inventory_tui.services.placement import Placement
from inventory_tui.store.database import Database


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """What becomes of one line of an order that is not placed yet."""

    sku: str
    """As the product has it; of an unknown one, as it was given."""
    name: str
    salable: Quantity | None
    """What the channel's stock can promise without this order; None: any amount."""
    problem: str
    """Why it cannot be had; empty where it can."""
    backordered: Quantity = ZERO
    """How much of it would wait for goods."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What would become of an order."""

    stock: str
    """The stock its channel sells from; empty where there is no such channel."""
    lines: tuple[CheckedLine, ...]
    """One for each line of the request, in its order."""
    problems: tuple[Problem, ...]
    """What is wrong with the order itself: its channel, its number."""


def check(database: Database, request: OrderRequest) -> Checked:
    """Say what would become of an order, and of each of its lines; nothing is written.

    Source: spec 2.1, *Can this quantity be ordered?*
    """
    with database.read() as transaction:
        placement = Placement(transaction, [request], dry_run=True)
        verdict = placement.assess(request)
        channel = placement.shelf.channels.get(request.channel)
        wares = placement.shelf.wares[channel.stock_id] if channel else {}
        problems = hinted(transaction, verdict)
        skus = {key_of(sku.strip()) for sku, _ in request.lines}
        of_lines = {
            key_of(one.sku.strip()): one.message
            for one in problems
            if one.sku is not None and key_of(one.sku.strip()) in skus
        }
        waiting = {key_of(sku): late for sku, late in (verdict.backordered or {}).items()}
        taken = {key_of(ware.product.sku): held for ware, _, held in verdict.lines}
        lines = []
        for sku, _ in request.lines:
            key = key_of(sku.strip())
            ware = wares.get(key)
            salable = ware.salable if ware else ZERO
            if ware and salable is not None and verdict.accepted:
                salable += Quantity(taken.get(key, 0))
            lines.append(
                CheckedLine(
                    ware.product.sku if ware else sku,
                    ware.product.name if ware else "",
                    salable,
                    of_lines.get(key, ""),
                    waiting.get(key, ZERO),
                )
            )
        return Checked(
            placement.shelf.stocks[channel.stock_id].name if channel else "",
            tuple(lines),
            tuple(one for one in problems if one.sku is None),
        )
