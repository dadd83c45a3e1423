"""A file of orders looked at before it is imported: what becomes of each order."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from inventory_tui.domain.chunks import Progress, Stop, go_on
from inventory_tui.domain.errors import Kind, Problem
from inventory_tui.domain.file_form import PLAIN, FileForm
from inventory_tui.domain.file_verdicts import (
    FileKind,
    FileProblem,
    ListedVerdicts,
    RowResult,
    RowVerdict,
)
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.services.orders.order_reading import RefusedOrder, read_orders
from inventory_tui.services.orders.placement import Placement
from inventory_tui.services.orders.verdict import Verdict
from inventory_tui.store.database import Database
from inventory_tui.wording import tr, trn

__all__ = ["CheckedOrders", "check_orders"]

_TOLD_EVERY = 200


@dataclass(frozen=True, slots=True)
class CheckedOrders:
    """What importing a file of orders would do."""

    counts: dict[str, int | str]
    """placed, refused, unchanged."""
    verdicts: ListedVerdicts
    ignored: tuple[str, ...] = ()


def check_orders(
    database: Database,
    file: str | Path,
    *,
    encoding: str | None = None,
    form: FileForm = PLAIN,
    standard: BinaryIO | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> CheckedOrders:
    """Read a file of orders and say of each whether it would be placed; place none.

    Args:
        progress: Is told how many orders of how many were looked at.

    Raises:
        Refused: ``bad_file``: it cannot be read as a table.
        Stopped: ``stop`` said so.
    """
    found = read_orders(
        file, database=database, encoding=encoding, form=form, standard=standard
    )
    wrong = [_wrong(one) for one in found.refused]
    taken: list[RowVerdict] = []
    with database.read(whole=True) as transaction:
        placement = Placement(transaction, found.orders, dry_run=True)
        for done, request in enumerate(found.orders):
            if not done % _TOLD_EVERY:
                go_on(stop)
                if progress is not None:
                    progress(done, len(found.orders))
            verdict = placement.assess(request)
            if verdict.problems:
                refused = RefusedOrder(request.number or "", request.row, verdict.problems)
                wrong.append(_wrong(refused, request.channel))
            else:
                taken.append(_taken(request, verdict))
    wrong.sort(key=lambda problem: problem.row or 0)
    verdicts = ListedVerdicts(FileKind.ORDERS, wrong, taken)
    counts: dict[str, int | str] = {
        "placed": verdicts.count(RowResult.NEW),
        "refused": len(wrong),
        "unchanged": verdicts.count(RowResult.SAME),
    }
    return CheckedOrders(counts, verdicts, found.ignored)


def _taken(request: OrderRequest, verdict: Verdict) -> RowVerdict:
    lines = len(request.lines)
    words = trn("{count:,} line", "{count:,} lines", lines)
    result, said = RowResult.NEW, tr("placed")
    if verdict.unchanged:
        result, said = RowResult.SAME, tr("there already")
    number = verdict.number or request.number or ""
    return RowVerdict(request.row or 0, request.channel, number, words, result, said)


def _wrong(refused: RefusedOrder, channel: str = "") -> Problem:
    """Everything that is wrong with an order, as one."""
    first, *others = refused.problems
    message = " ".join([first.message, *(one.message for one in others)])
    return FileProblem(
        first.kind if not others else Kind.VALIDATION_FAILED,
        message,
        first.field,
        None,
        refused.order,
        refused.row,
        source=channel,
    )
