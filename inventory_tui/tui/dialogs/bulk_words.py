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
from inventory_tui.tui.dialogs.counted import (
    empty_rows,
    is_one,
    products,
    rows,
    signed,
)
from inventory_tui.tui.dialogs.counted import units as units_of
from inventory_tui.tui.widgets.columns import Cell, Column, Role
from inventory_tui.wording import tr, trn

TITLES: Mapping[type[Request], str] = {
    Assign: tr("Assign sources"),
    Unassign: tr("Unassign sources"),
    Transfer: tr("Transfer inventory"),
    SetMany: tr("Set or adjust quantities"),
}

_SKIPPED = {
    Verdict.ALREADY: tr("as they are"),
    Verdict.NOT_THERE: tr("not there"),
    Verdict.NOTHING_THERE: tr("nothing there"),
    Verdict.COMPOSITE: tr("composite"),
    Verdict.TOO_MUCH: tr("more than a source can hold"),
    Verdict.BELOW_ZERO: tr("with too few there"),
    Verdict.FRACTION: tr("in whole units only"),
    Verdict.SET_ASIDE: tr("kept back whole"),
    Verdict.UNSOUND: tr("with too few that are sound"),
    Verdict.SHIPS_TOGETHER: tr("in bundles that ship from elsewhere"),
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
        "result", tr("Result"), lambda line: line.result, 24, least=12, most=44
    )
    if isinstance(request, Transfer):
        return (
            sku,
            Column("here", request.origin, lambda line: line.here, 13, least=10),
            Column("there", request.destination, lambda line: line.there, 13, least=10, drop=1),
            result,
        )
    source: Column[Line] = Column("source", tr("Source"), lambda line: line.source, 12, least=8)
    change: Column[Line] = Column(
        "change", tr("Quantity"), lambda line: line.here, 15, least=10
    )
    return (sku, source, change, result)


def counts(plan: BulkPlan) -> str:
    """``✓ 31 products move 1,240 units    – 4 not at berlin, skipped``."""
    parts = [f"✓ {_does(plan)}"] if plan.written else [tr("Nothing to do")]
    skipped = [
        f"{plan.rows[verdict]:,} {words}"
        for verdict, words in _SKIPPED.items()
        if plan.rows.get(verdict)
    ]
    if isinstance(plan.request, Transfer):
        there = tr("not at {origin}", origin=plan.request.origin)
        nowhere = _SKIPPED[Verdict.NOT_THERE]
        skipped = [text.replace(nowhere, there) for text in skipped]
    if plan.stay:
        stay = units_of(plan.stay)
        parts.append(
            tr("– {units} stays", units=stay)
            if is_one(plan.stay)
            else tr("– {units} stay", units=stay)
        )
    if skipped:
        parts.append(tr("– {skipped}, skipped", skipped=", ".join(skipped)))
    return "   ".join(parts)


_WHY = {
    Verdict.BLOCKED: tr("promised to orders"),
    Verdict.COMPOSITE: tr("no quantities of its own"),
}


def _does(plan: BulkPlan) -> str:
    count, units = plan.changed_products, units_of(plan.units)
    request = plan.request
    match request:
        case Transfer():
            if not plan.will_change:
                return tr("{rows} unassigned", rows=empty_rows(plan.written))
            gone = (
                tr(", {origin} unassigned", origin=request.origin)
                if request.unassign_origin
                else ""
            )
            moved = trn(
                "{count:,} product moves {units}",
                "{count:,} products move {units}",
                count,
                units=units,
            )
            return moved + gone
        case Assign():
            return trn(
                "{count:,} new row for {products}",
                "{count:,} new rows for {products}",
                plan.will_change,
                products=products(count),
            )
        case Unassign():
            return trn(
                "{count:,} product loses {rows} with {units}",
                "{count:,} products lose {rows} with {units}",
                count,
                rows=rows(plan.will_change),
                units=units,
            )
        case SetMany():
            return trn(
                "{count:,} product changes, {units} units",
                "{count:,} products change, {units} units",
                count,
                units=signed(plan.units),
            )


def does(plan: BulkPlan) -> str:
    """The last line: exactly what F10 does."""
    these, units = products(plan.changed_products), units_of(plan.units)
    request = plan.request
    match request:
        case Transfer():
            if not plan.will_change:
                return tr("Unassign {rows}", rows=empty_rows(plan.written))
            return tr("Move {units} of {products}", units=units, products=these)
        case Assign():
            return tr("Add {rows} to {products}", rows=rows(plan.will_change), products=these)
        case Unassign():
            if is_one(plan.units):
                return tr("Unassign {products}, {units} goes", products=these, units=units)
            return tr("Unassign {products}, {units} go", products=these, units=units)
        case SetMany(change=change) if change is not None:
            return tr(
                "Adjust {products} by {change} each", products=these, change=signed(change)
            )
        case SetMany(quantity=quantity) if quantity is not None:
            return tr(
                "Set {products} to {quantity}", products=these, quantity=quantity.grouped()
            )
        case SetMany(in_stock=in_stock):
            if in_stock:
                return tr("Set {products} In Stock", products=these)
            return tr("Set {products} Out of Stock", products=these)


def blocked(plan: BulkPlan) -> str:
    """``✗ 1 blocked: 24-MB01 (promised to orders)``; empty when nothing is."""
    said = (
        _blocked(plan, Verdict.BLOCKED, tr("promised to orders")),
        _blocked(plan, Verdict.UNIT_DIFFERS, Verdict.UNIT_DIFFERS.sentence),
    )
    return "   ".join(filter(None, said))


def _blocked(plan: BulkPlan, verdict: Verdict, why: str) -> str:
    count = plan.rows.get(verdict, 0)
    if not count:
        return ""
    skus = list(dict.fromkeys(row.sku for row in plan.sample if row.verdict is verdict))
    more = max(count - 2, 0) if len(skus) > 2 else 0
    named = ", ".join(skus[:2]) + (tr(" and {more:,} more", more=more) if more else "")
    return tr("✗ {count:,} blocked: {named} ({why})", count=count, named=named, why=why)


def effects(plan: BulkPlan) -> str:
    """What the deed does to what stocks may promise, and other things to know."""
    return "\n".join(_effects(plan))


def _effects(plan: BulkPlan) -> Iterator[str]:
    yield from plan.differing[:1]
    if isinstance(plan.request, Unassign) and plan.written:
        held = ""
        if plan.reserved:
            held = tr(
                "; {reserved} held for orders stay held, at no source",
                reserved=units_of(plan.reserved),
            )
        units = units_of(plan.units)
        yield (
            tr("{units} is gone", units=units)
            if is_one(plan.units)
            else tr("{units} are gone", units=units)
        ) + held
    elif plan.notes and plan.written and not plan.effects:
        yield plan.notes[0].rstrip(".")
    if plan.effects:
        changes = [f"{one.stock} {signed(one.change)}" for one in plan.effects]
        yield tr("Salable: {changes}", changes=", ".join(changes))
    elif plan.written and not (isinstance(plan.request, Transfer) and plan.notes):
        yield tr("No stock's salable changes")


def _result(request: Request, row: RowPlan) -> Cell:
    if row.verdict is not Verdict.CHANGE:
        return _left_out(request, row)
    match request:
        case Assign():
            return Cell(tr("✓ new row, out"))
        case Unassign():
            return Cell(tr("✓ goes"))
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
    return tr(" in") if row.in_stock_after else tr(" out")


def _moved(request: Transfer, row: RowPlan, end: RowPlan | None) -> Cell:
    if row.verdict is not Verdict.CHANGE:
        return _left_out(request, row)
    if not row.before:
        return Cell(
            tr("✓ nothing to move, unassigned") if row.after is None else tr("✓ empty row")
        )
    out = tr(" out") if end is not None and end.in_stock_after is False else ""
    stays = words_of(request, row)
    units = row.before - (row.after or ZERO)
    if stays:
        return Cell(f"✓ {units.grouped()}{out}, {stays}")
    return Cell(tr("✓ move {units}{out}", units=units.grouped(), out=out))


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
