"""What the page of a consignment says: whose it is, how it goes, and what is next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from inventory_tui.domain.consignment import Consignment, ConsignmentRow, Step
from inventory_tui.domain.labels import visible
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.tui.widgets.columns import Cell, Column

ROWS: tuple[Column[ConsignmentRow], ...] = (
    Column("row", "Row", lambda row: str(row.id), 5, most=8, drop=4),
    Column("sku", "SKU", lambda row: row.sku, 16, least=10, most=36),
    Column("name", "Name", lambda row: row.name, 16, least=10, most=44, drop=5),
    Column("order", "Order", lambda row: row.order, 11, most=20),
    Column(
        "source",
        "From",
        lambda row: row.source or Cell("none yet", "attention"),
        10,
        most=20,
    ),
    Column(
        "quantity",
        "In it",
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
        "Outstanding",
        lambda row: Cell(row.outstanding.grouped(), "" if row.outstanding else "dim"),
        12,
        right=True,
    ),
)

NEXT = {
    Step.FINISH: "Finish",
    Step.SHIP: "Ship",
    Step.DELIVER: "Deliver",
}
"""What F10 does, for row 24."""


def heading(one: Consignment) -> str:
    """Row 2: which one, where it stands, how much."""
    orders = "1 order" if len(one.orders) == 1 else f"{len(one.orders)} orders"
    rows = "1 row" if len(one.rows) == 1 else f"{len(one.rows)} rows"
    return (
        f" Consignment {one.id} · {one.status.label} · {orders}, {rows}, {one.units.in_units()}"
    )


def whose(one: Consignment) -> str:
    """Row 3: whom it goes to, and where."""
    channels = dict.fromkeys(order.channel_name or order.channel for order in one.orders)
    parts = [one.account]
    if len(one.addresses) == 1:
        to = one.addresses[0]
        parts += [to.name, to.one_line()]
    elif one.addresses:
        parts.append(f"{len(one.addresses)} addresses")
    parts += channels
    return " " + " · ".join(visible(part) for part in parts if part)


def about(one: Consignment, today: date) -> list[str]:
    """How it goes, when, and what was written."""
    lines = [f" Carrier    {_carrier(one)}"]
    days = [
        f"{word} {day}"
        for word, day in (("ships", one.ship_on), ("arrives", one.deliver_on))
        if day
    ]
    here = one.next_step in (Step.FINISH, Step.SHIP)
    if here and one.ship_on and one.ship_on < today.isoformat():
        days[0] += " (late)"
    lines.append(f" Days       {', '.join(days) or 'none said'}")
    lines.append(f" Reference  {visible(one.erc)}")
    lines += [f" Comment    {visible(line)}" for line in one.comment.splitlines()[:2]]
    return lines


def _carrier(one: Consignment) -> str:
    parts = (one.carrier, one.tracking_number, one.shipping_method, one.tracking_url)
    return visible(" · ".join(part for part in parts if part)) or "none yet"


def next_line(one: Consignment, key: Callable[[str], str]) -> str:
    """The last line: what F10 does with numbers, or why it cannot.

    Args:
        key: The key of a command, as it is bound now.
    """
    step = one.next_step
    if step is None:
        word = "arrived" if one.status.value == "delivered" else "is cancelled"
        return f" It {word}; nothing is left to do"
    if problems := one.problems():
        if not one.rows:
            return f" It has no rows: {key('cancel')} cancels it"
        count = len({(problem.sku, problem.order) for problem in problems})
        what = "A row has" if len(problems) == 1 else f"{count} lines have"
        keys = f"{key('edit')} edits, {key('delete')} removes"
        return f" Not yet: {what} no source or quantity 0 ({keys})"
    done = key("save")
    if step is Step.FINISH:
        return f" Next: {done} Finish – takes {from_where(one.rows)}"
    if step is Step.SHIP:
        return f" Next: {done} Ship – {one.units.in_units()} leave the house"
    return f" Next: {done} Deliver – {one.units.in_units()} arrived"


def from_where(rows: Sequence[ConsignmentRow]) -> str:
    """``4 units from berlin, 2 units from paris``."""
    amounts: dict[str, Quantity] = {}
    for row in rows:
        amounts[row.source] = amounts.get(row.source, ZERO) + row.quantity
    return ", ".join(
        f"{amount.in_units()} from {visible(code) or 'nowhere yet'}"
        for code, amount in amounts.items()
    )
