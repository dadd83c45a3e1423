"""What the page of a consignment says: whose it is, how it goes, and what is next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from inventory_tui.domain.consignment import (
    Consignment,
    ConsignmentRow,
    ConsignmentStatus,
    Step,
)
from inventory_tui.domain.labels import visible
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.wording import tr, trn

_NONE_YET = Cell(tr("none yet"), "attention")
ROWS: tuple[Column[ConsignmentRow], ...] = (
    Column("row", tr("Row"), lambda row: str(row.id), 5, most=8, drop=4),
    Column("sku", "SKU", lambda row: row.sku, 16, least=10, most=36),
    Column("name", tr("Name"), lambda row: row.name, 16, least=10, most=44, drop=5),
    Column("order", tr("Order"), lambda row: row.order, 11, most=20),
    Column(
        "source",
        tr("From"),
        lambda row: row.source or _NONE_YET,
        10,
        most=20,
    ),
    Column(
        "quantity",
        tr("In it"),
        lambda row: (
            Cell(row.quantity.grouped(), "attention", "!")
            if row.quantity == ZERO
            else row.quantity.grouped()
        ),
        8,
        most=12,
        right=True,
    ),
    Column(
        "outstanding",
        tr("Outstanding"),
        lambda row: Cell(row.outstanding.grouped(), "" if row.outstanding else "dim"),
        12,
        right=True,
    ),
)

NEXT = {
    Step.FINISH: tr("Finish"),
    Step.SHIP: tr("Ship"),
    Step.DELIVER: tr("Deliver"),
}
"""What F10 does, for row 24."""


def heading(one: Consignment) -> str:
    """Row 2: which one, where it stands, how much."""
    orders = trn("{count} order", "{count} orders", len(one.orders))
    rows = trn("{count} row", "{count} rows", len(one.rows))
    return tr(
        " Consignment {number} · {state} · {orders}, {rows}, {units}",
        number=one.id,
        state=one.status.label,
        orders=orders,
        rows=rows,
        units=one.units.in_units(),
    )


def whose(one: Consignment) -> str:
    """Row 3: whom it goes to, and where."""
    channels = dict.fromkeys(order.channel_name or order.channel for order in one.orders)
    parts = [one.account]
    if len(one.addresses) == 1:
        to = one.addresses[0]
        parts += [to.name, to.one_line()]
    elif one.addresses:
        parts.append(tr("{count} addresses", count=len(one.addresses)))
    parts += channels
    return " " + " · ".join(visible(part) for part in parts if part)


def about(one: Consignment, today: date) -> list[str]:
    """How it goes, when, and what was written."""
    lines = [tr(" Carrier    {carrier}", carrier=_carrier(one))]
    days = [
        said
        for said, day in (
            (tr("ships {day}", day=one.ship_on), one.ship_on),
            (tr("arrives {day}", day=one.deliver_on), one.deliver_on),
        )
        if day
    ]
    here = one.next_step in (Step.FINISH, Step.SHIP)
    if here and one.ship_on and one.ship_on < today.isoformat():
        days[0] += tr(" (late)")
    lines.append(tr(" Days       {days}", days=", ".join(days) or tr("none said")))
    lines.append(tr(" Reference  {reference}", reference=visible(one.erc)))
    lines += [
        tr(" Comment    {text}", text=visible(line)) for line in one.comment.splitlines()[:2]
    ]
    return lines


def _carrier(one: Consignment) -> str:
    parts = (one.carrier, one.tracking_number, one.shipping_method, one.tracking_url)
    return visible(" · ".join(part for part in parts if part)) or tr("none yet")


def next_line(one: Consignment, key: Callable[[str], str]) -> str:
    """The last line: what F10 does with numbers, or why it cannot.

    Args:
        key: The key of a command, as it is bound now.
    """
    step = one.next_step
    if step is None:
        if one.status is ConsignmentStatus.DELIVERED:
            return tr(" It arrived; nothing is left to do")
        return tr(" It is cancelled; nothing is left to do")
    if problems := one.problems():
        if not one.rows:
            return tr(" It has no rows: {key} cancels it", key=key("cancel"))
        count = len({(problem.sku, problem.order) for problem in problems})
        keys = tr("{edit} edits, {delete} removes", edit=key("edit"), delete=key("delete"))
        if len(problems) == 1:
            return tr(" Not yet: A row has no source or quantity 0 ({keys})", keys=keys)
        return tr(
            " Not yet: {count} lines have no source or quantity 0 ({keys})",
            count=count,
            keys=keys,
        )
    done, units = key("save"), one.units.in_units()
    if step is Step.FINISH:
        return tr(" Next: {key} Finish – takes {units}", key=done, units=from_where(one.rows))
    if step is Step.SHIP:
        return tr(" Next: {key} Ship – {units} leave the house", key=done, units=units)
    return tr(" Next: {key} Deliver – {units} arrived", key=done, units=units)


def from_where(rows: Sequence[ConsignmentRow]) -> str:
    """``4 units from berlin, 2 units from paris``."""
    amounts: dict[str, Quantity] = {}
    for row in rows:
        amounts[row.source] = amounts.get(row.source, ZERO) + row.quantity
    return ", ".join(
        tr(
            "{units} from {source}",
            units=amount.in_units(),
            source=visible(code) or tr("nowhere yet"),
        )
        for code, amount in amounts.items()
    )
