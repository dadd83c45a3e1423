"""The temporary tables a quantities file goes through, compared with what lies there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    FromClause,
    MetaData,
    Select,
    Table,
    Text,
    and_,
    case,
    func,
    literal,
    null,
    or_,
    select,
    true,
)

from inventory_tui.domain.aside import STATES, Kept
from inventory_tui.domain.bulk import Verdict
from inventory_tui.domain.quantity import LARGEST
from inventory_tui.domain.quantity_file import Behaviour, Mode
from inventory_tui.store.products.unit_rules import is_too_fine
from inventory_tui.store.quantities.set_asides import units_aside
from inventory_tui.store.tables import product, source_item

found = Table(
    "found_row",
    MetaData(),
    Column("product_id", BigInteger, primary_key=True, autoincrement=False),
    Column("source_id", BigInteger, primary_key=True, autoincrement=False),
    Column("line", BigInteger, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("in_stock", Boolean),
    Column("repeated", Boolean),
    prefixes=["TEMPORARY"],
    sqlite_with_rowid=False,
)

loose = Table(
    "loose_row",
    MetaData(),
    Column("product_id", BigInteger, nullable=False),
    Column("source_id", BigInteger, nullable=False),
    Column("line", BigInteger, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("in_stock", Boolean),
    Column("sku", Text, nullable=False),
    prefixes=["TEMPORARY"],
)

found_more = Table(
    "found_more",
    MetaData(),
    Column("line", BigInteger, primary_key=True, autoincrement=False),
    Column("safety", BigInteger),
    Column("erc", Text),
    Column("erc_key", Text),
    prefixes=["TEMPORARY"],
)
"""What some rows say beside the quantity; made where the file has columns for it."""

spoken_for = Table(
    "planned_row",
    MetaData(),
    Column("product_id", BigInteger, primary_key=True, autoincrement=False),
    Column("source_id", BigInteger, primary_key=True, autoincrement=False),
    Column("amount", BigInteger, nullable=False),
    prefixes=["TEMPORARY"],
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """SQL: rows of a file beside what lies there."""

    columns: Mapping[str, ColumnElement[Any]]
    """What a row is before and after, by the names of `movement`."""
    verdict: ColumnElement[str]
    """Whether what it will be may be."""
    rows: FromClause
    safety: tuple[ColumnElement[int], ColumnElement[int]] | None = None
    """The safety stock of a row before and after; None where no row's changes."""

    def select(self, *columns: ColumnElement[Any]) -> Select[Any]:
        """Select something of every row, by product and source."""
        query = select(*columns).select_from(self.rows)
        return query.order_by(found.c.product_id, found.c.source_id)


def compared(
    behaviour: Behaviour, mode: Mode, *, any_aside: bool = False, says_safety: bool = False
) -> Comparison:
    """Compare the rows that were found with what lies there.

    Args:
        any_aside: Whether anything is set aside anywhere.
        says_safety: Whether the file has a column for safety stock (`found_more`).
    """
    is_now = units_aside(any_aside=any_aside, of=found, kinds=(Kept.SAFETY,))
    too_few = unsound(any_aside=any_aside)
    if behaviour is Behaviour.DELETE:
        verdict = case((_there(), Verdict.CHANGE.value), else_=Verdict.NOT_THERE.value)
        if any_aside:
            verdict = case((and_(_there(), too_few > 0), Verdict.UNSOUND.value), else_=verdict)
        nothing: ColumnElement[int] = literal(0, BigInteger)
        gone = (is_now, nothing) if any_aside else None
        return _comparison(Mode.SET, null(), null(), null(), verdict, gone)
    before, after = source_item.c.quantity, _after(mode)
    in_stock: ColumnElement[Any] = func.coalesce(found.c.in_stock, true())
    if mode is Mode.ADJUST:  # a file without statuses leaves them alone
        in_stock = func.coalesce(found.c.in_stock, source_item.c.in_stock, true())
    same = and_(_there(), before == after, source_item.c.in_stock == in_stock)
    notify: ColumnElement[Any] = source_item.c.notify_below
    if behaviour is Behaviour.REPLACE:
        notify = null()
        same = and_(same, source_item.c.notify_below.is_(None))
    safety: tuple[ColumnElement[int], ColumnElement[int]] | None = None
    wrong: list[tuple[ColumnElement[bool], str]] = []
    if says_safety or (any_aside and behaviour is Behaviour.REPLACE):
        left: ColumnElement[int] = is_now
        if behaviour is Behaviour.REPLACE:
            left = literal(0, BigInteger)
        will_be = func.coalesce(found_more.c.safety, left) if says_safety else left
        safety = (is_now, will_be)
        same = and_(same, is_now == will_be)
        part = and_(is_too_fine(will_be), is_now != will_be)
        wrong.append((part, Verdict.SAFETY_FRACTION.value))
    if any_aside:
        wrong.append((after < too_few, Verdict.UNSOUND.value))
    fraction = and_(is_too_fine(after), or_(~_there(), before != after))
    verdict = case(
        (after < 0, Verdict.BELOW_ZERO.value),
        (after > LARGEST, Verdict.TOO_MUCH.value),
        (fraction, Verdict.FRACTION.value),
        *wrong,
        (same, Verdict.ALREADY.value),
        else_=Verdict.CHANGE.value,
    )
    return _comparison(mode, after, in_stock, notify, verdict, safety, says_safety=says_safety)


def unsound(*, any_aside: bool) -> ColumnElement[int]:
    """SQL: what of a row that was found is damaged or in quality check now."""
    return units_aside(any_aside=any_aside, of=found, kinds=STATES)


def _comparison(
    mode: Mode,
    after: ColumnElement[Any],
    in_stock: ColumnElement[Any],
    notify: ColumnElement[Any],
    verdict: ColumnElement[str],
    safety: tuple[ColumnElement[int], ColumnElement[int]] | None = None,
    *,
    says_safety: bool = False,
) -> Comparison:
    joined = found.join(product, product.c.id == found.c.product_id).outerjoin(
        source_item,
        and_(
            source_item.c.product_id == found.c.product_id,
            source_item.c.source_id == found.c.source_id,
        ),
    )
    if mode is Mode.AVAILABLE:
        joined = joined.outerjoin(
            spoken_for,
            and_(
                spoken_for.c.product_id == found.c.product_id,
                spoken_for.c.source_id == found.c.source_id,
            ),
        )
    if says_safety:
        joined = joined.outerjoin(found_more, found_more.c.line == found.c.line)
    columns = {
        "product_id": found.c.product_id,
        "source_id": found.c.source_id,
        "quantity_before": source_item.c.quantity,
        "quantity_after": after,
        "in_stock_before": source_item.c.in_stock,
        "in_stock_after": in_stock,
        "notify_before": source_item.c.notify_below,
        "notify_after": notify,
    }
    return Comparison(columns, verdict, joined, safety)


def _there() -> ColumnElement[bool]:
    return source_item.c.product_id.is_not(None)


def _after(mode: Mode) -> ColumnElement[int]:
    match mode:
        case Mode.SET:
            return found.c.amount
        case Mode.ADJUST:
            return func.coalesce(source_item.c.quantity, 0) + found.c.amount
        case Mode.AVAILABLE:
            return found.c.amount + func.coalesce(spoken_for.c.amount, 0)
