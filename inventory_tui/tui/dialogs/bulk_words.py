"""What the bulk dialog says about a dry run: counts, rows, effects, what F10 does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from inventory_tui.domain.bulk import (
    Assign,
    BulkPlan,
    Request,
    RowPlan,
    SetMany,
    Transfer,
    Unassign,
    Verdict,
    words_of,
)
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.tui.widgets.columns import Cell, Column, Role

TITLES: Mapping[type[Request], str] = {
    Assign: "Assign sources",
    Unassign: "Unassign sources",
    Transfer: "Transfer inventory",
    SetMany: "Set or adjust quantities",
}

_SKIPPED = {
    Verdict.ALREADY: "as they are",
    Verdict.NOT_THERE: "not there",
    Verdict.NOTHING_THERE: "nothing there",
    Verdict.COMPOSITE: "composite",
    Verdict.TOO_MUCH: "more than a source can hold",
    Verdict.BELOW_ZERO: "with too few there",
    Verdict.FRACTION: "in whole units only",
    Verdict.SET_ASIDE: "kept back whole",
    Verdict.UNSOUND: "with too few that are sound",
    Verdict.SHIPS_TOGETHER: "in bundles that ship from elsewhere",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: a product at a source, or at both ends of a transfer."""

    sku: str
    source: str
    here: str
    there: str
    result: Cell


@dataclass(frozen=True, slots=True)
class Preview:
    """A dry run as it is shown."""

    plan: BulkPlan
    far: Mapping[int, Quantity | None]
    """Product id → what lies at the destination, for rows that do not move."""


def lines_of(preview: Preview) -> list[Line]:
    """The rows of the table; the two ends of a transfer are one."""
    request, rows = preview.plan.request, preview.plan.sample
    if not isinstance(request, Transfer):
        return [
            Line(row.sku, row.source, _change(row), "", _result(request, row)) for row in rows
        ]
    ends = {row.product_id: row for row in rows if _is_end(request, row)}
    return [
        Line(
            row.sku,
            row.source,
            _change(row),
            _far(row, ends, preview.far),
            _moved(request, row, ends.get(row.product_id)),
        )
        for row in rows
        if not _is_end(request, row)
    ]


def standing(plan: BulkPlan) -> list[int]:
    """The products of a transfer's rows whose far end is not in the dry run."""
    if not isinstance(plan.request, Transfer):
        return []
    request = plan.request
    ends = {row.product_id for row in plan.sample if _is_end(request, row)}
    return [row.product_id for row in plan.sample if row.product_id not in ends]


def _is_end(request: Transfer, row: RowPlan) -> bool:
    return row.source.casefold() == request.destination.casefold()


def columns_for(request: Request) -> Sequence[Column[Line]]:
    """The columns of the table of a deed."""
    sku: Column[Line] = Column("sku", "SKU", lambda line: line.sku, 18, least=12, most=32)
    result: Column[Line] = Column(
        "result", "Result", lambda line: line.result, 24, least=12, most=44
    )
    if isinstance(request, Transfer):
        return (
            sku,
            Column("here", request.origin, lambda line: line.here, 13, least=10),
            Column("there", request.destination, lambda line: line.there, 13, least=10, drop=1),
            result,
        )
    source: Column[Line] = Column("source", "Source", lambda line: line.source, 12, least=8)
    change: Column[Line] = Column("change", "Quantity", lambda line: line.here, 15, least=10)
    return (sku, source, change, result)


def counts(plan: BulkPlan) -> str:
    """``✓ 31 products move 1,240 units    – 4 not at berlin, skipped``."""
    parts = [f"✓ {_does(plan)}"] if plan.written else ["Nothing to do"]
    skipped = [
        f"{plan.rows[verdict]:,} {words}"
        for verdict, words in _SKIPPED.items()
        if plan.rows.get(verdict)
    ]
    if isinstance(plan.request, Transfer):
        there = f"not at {plan.request.origin}"
        skipped = [word.replace("not there", there) for word in skipped]
    if plan.stay:
        verb = "stays" if _is_one(plan.stay) else "stay"
        parts.append(f"– {grouped_units(plan.stay)} {verb}")
    if skipped:
        parts.append(f"– {', '.join(skipped)}, skipped")
    return "   ".join(parts)


_WHY = {Verdict.BLOCKED: "promised to orders", Verdict.COMPOSITE: "no quantities of its own"}


def _does(plan: BulkPlan) -> str:
    products, units = counted(plan.changed_products, "product"), grouped_units(plan.units)
    request = plan.request
    match request:
        case Transfer():
            if not plan.will_change:
                return f"{counted(plan.written, 'empty row')} unassigned"
            verb = "moves" if plan.changed_products == 1 else "move"
            gone = f", {request.origin} unassigned" if request.unassign_origin else ""
            return f"{products} {verb} {units}{gone}"
        case Assign():
            return f"{counted(plan.will_change, 'new row')} for {products}"
        case Unassign():
            verb = "loses" if plan.changed_products == 1 else "lose"
            return f"{products} {verb} {counted(plan.will_change, 'row')} with {units}"
        case SetMany():
            verb = "changes" if plan.changed_products == 1 else "change"
            return f"{products} {verb}, {signed(plan.units)} units"


def does(plan: BulkPlan) -> str:
    """The last line: exactly what F10 does."""
    products, units = counted(plan.changed_products, "product"), grouped_units(plan.units)
    request = plan.request
    match request:
        case Transfer():
            if not plan.will_change:
                return f"Unassign {counted(plan.written, 'empty row')}"
            return f"Move {units} of {products}"
        case Assign():
            return f"Add {counted(plan.will_change, 'row')} to {products}"
        case Unassign():
            return f"Unassign {products}, {units} {'goes' if _is_one(plan.units) else 'go'}"
        case SetMany(change=change) if change is not None:
            return f"Adjust {products} by {signed(change)} each"
        case SetMany(quantity=quantity) if quantity is not None:
            return f"Set {products} to {quantity.grouped()}"
        case SetMany(in_stock=in_stock):
            return f"Set {products} {'In' if in_stock else 'Out of'} Stock"


def blocked(plan: BulkPlan) -> str:
    """``✗ 1 blocked: 24-MB01 (promised to orders)``; empty when nothing is."""
    said = (
        _blocked(plan, Verdict.BLOCKED, "promised to orders"),
        _blocked(plan, Verdict.UNIT_DIFFERS, Verdict.UNIT_DIFFERS.sentence),
    )
    return "   ".join(filter(None, said))


def _blocked(plan: BulkPlan, verdict: Verdict, why: str) -> str:
    count = plan.rows.get(verdict, 0)
    if not count:
        return ""
    skus = list(dict.fromkeys(row.sku for row in plan.sample if row.verdict is verdict))
    more = max(count - 2, 0) if len(skus) > 2 else 0
    named = ", ".join(skus[:2]) + (f" and {more:,} more" if more else "")
    return f"✗ {count:,} blocked: {named} ({why})"


def effects(plan: BulkPlan) -> str:
    """What the deed does to what stocks may promise, and other things to know."""
    return "\n".join(_effects(plan))


def _effects(plan: BulkPlan) -> Iterator[str]:
    yield from plan.differing[:1]
    if isinstance(plan.request, Unassign) and plan.written:
        held = ""
        if plan.reserved:
            held = f"; {grouped_units(plan.reserved)} held for orders stay held, at no source"
        yield f"{grouped_units(plan.units)} {'is' if _is_one(plan.units) else 'are'} gone{held}"
    elif plan.notes and plan.written and not plan.effects:
        yield plan.notes[0].rstrip(".")
    if plan.effects:
        changes = [f"{one.stock} {signed(one.change)}" for one in plan.effects]
        yield f"Salable: {', '.join(changes)}"
    elif plan.written and not (isinstance(plan.request, Transfer) and plan.notes):
        yield "No stock's salable changes"


def _result(request: Request, row: RowPlan) -> Cell:
    if row.verdict is not Verdict.CHANGE:
        return _left_out(request, row)
    match request:
        case Assign():
            return Cell("✓ new row, out")
        case Unassign():
            return Cell("✓ goes")
        case _:
            change = (row.after or ZERO) - (row.before or ZERO)
            out = _turned(row)
            return Cell(f"✓ {signed(change) if change else ''}{out}".rstrip())


def _turned(row: RowPlan) -> str:
    """The word for a row whose status changes."""
    if row.in_stock_before == row.in_stock_after or row.in_stock_after is None:
        return ""
    if row.in_stock_before is None and row.in_stock_after:
        return ""
    return " in" if row.in_stock_after else " out"


def _moved(request: Transfer, row: RowPlan, end: RowPlan | None) -> Cell:
    if row.verdict is not Verdict.CHANGE:
        return _left_out(request, row)
    if not row.before:
        return Cell("✓ nothing to move, unassigned" if row.after is None else "✓ empty row")
    out = " out" if end is not None and end.in_stock_after is False else ""
    stays = words_of(request, row)
    units = row.before - (row.after or ZERO)
    if stays:
        return Cell(f"✓ {units.grouped()}{out}, {stays}")
    return Cell(f"✓ move {units.grouped()}{out}")


def _left_out(request: Request, row: RowPlan) -> Cell:
    is_wrong = row.verdict in (
        Verdict.BLOCKED,
        Verdict.UNIT_DIFFERS,
        Verdict.TOO_MUCH,
        Verdict.BELOW_ZERO,
        Verdict.FRACTION,
        Verdict.UNSOUND,
    )
    role: Role = "wrong" if is_wrong else "dim"
    return Cell(
        f"{'✗' if is_wrong else '–'} {_WHY.get(row.verdict) or words_of(request, row)}", role
    )


def _change(row: RowPlan) -> str:
    """``4 → 0``; only what is there where nothing happens."""
    if row.verdict is not Verdict.CHANGE:
        return _amount(row.before)
    return f"{_amount(row.before)} → {_amount(row.after)}"


def _far(row: RowPlan, ends: Mapping[int, RowPlan], far: Mapping[int, Quantity | None]) -> str:
    end = ends.get(row.product_id)
    if end is not None:
        return _change(end)
    return _amount(far.get(row.product_id))


def _amount(quantity: Quantity | None) -> str:
    return "–" if quantity is None else quantity.grouped()


def counted(count: int, noun: str) -> str:
    """``1 product``, ``31 products``."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def grouped_units(units: Quantity) -> str:
    """``1 unit``, ``1,240 units``."""
    return f"{units.grouped()} unit" if _is_one(units) else f"{units.grouped()} units"


def signed(units: Quantity) -> str:
    """``+1,240``, ``-3``, ``0``."""
    return f"+{units.grouped()}" if units > ZERO else units.grouped()


def _is_one(units: Quantity) -> bool:
    return units == Quantity(10_000)
