"""The payment of an order: how it stands, and the answer to a doubtful one.

None of it has a key of its own: all stand in ``b`` and in the palette.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Order, OrderStatus
from inventory_tui.domain.payment import PaymentState
from inventory_tui.domain.quantity import total
from inventory_tui.services.orders import payments
from inventory_tui.tui.dialogs.palette import Entry
from inventory_tui.tui.dialogs.question import Question
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.wording import tr, trn

_ANSWER = tr("Nothing of {} is invoiced or shipped before the answer; what is held stays held.")
_STATES = {
    PaymentState.RECEIVED: (tr("Payment received"), tr("{} may be invoiced and shipped.")),
    PaymentState.PENDING: (
        tr("Payment pending"),
        tr("Nothing of {} is invoiced or shipped before it comes; what is held stays held."),
    ),
    PaymentState.REVIEW: (tr("Payment under review"), _ANSWER),
    PaymentState.FRAUD: (tr("Suspected fraud"), _ANSWER),
}


Asked = Callable[[Page], Awaitable[object]]
"""A deed on an order that asks on a page."""


def payment_entries(order: Order, run: Callable[[Asked], object]) -> list[Entry]:
    """What can be said of the payment of an order that is open.

    Args:
        run: Begins a deed that asks on a page.
    """
    if not order.status.is_open:
        return []
    number = visible(order.number)
    entries = []
    if order.payment in payments.IN_DOUBT:
        entries = [
            Entry(
                tr("Accept order {number}", number=number),
                "",
                lambda: run(partial(accept, order)),
                "accept",
            ),
            Entry(
                tr("Deny order {number}", number=number),
                "",
                lambda: run(partial(deny, order)),
                "deny|decline",
            ),
        ]
    for state, (label, _) in _STATES.items():
        if state.status is not order.payment:
            entries.append(
                Entry(
                    tr("{label}: order {number}", label=label, number=number),
                    "",
                    lambda state=state: run(partial(say, order, state)),  # type: ignore[misc]
                    f"payment|{state.value}",
                )
            )
    return entries


async def say(order: Order, state: PaymentState, page: Page) -> bool:
    """Ask with numbers, then say how the payment stands."""
    label, follows = _STATES[state]
    question = Question(
        tr("{label}: order {number}?", label=label, number=order.number),
        [follows.format(_open(order)), *_on_hold(order)],
        [("save", label), ("back", tr("Back"))],
    )
    if await page.ask(question) != "save":
        return False
    return await _done(page, payments.payment, order, state.value)


async def accept(order: Order, page: Page) -> bool:
    """Ask with numbers, then let an order whose payment is in doubt go on."""
    question = Question(
        tr("Accept order {number}?", number=order.number),
        [
            tr("It stands at {state}.", state=_doubt(order)),
            tr("{units} may be invoiced and shipped.", units=_open(order)),
            *_on_hold(order),
        ],
        [("save", tr("Accept")), ("back", tr("Back"))],
    )
    if await page.ask(question) != "save":
        return False
    return await _done(page, payments.accept, order)


async def deny(order: Order, page: Page) -> bool:
    """Ask with numbers, then cancel all that is open of an order in doubt."""
    held = total(line.held for line in order.lines if line.to_cancel)
    question = Question(
        tr("Deny order {number}?", number=order.number),
        [
            tr("It stands at {state}.", state=_doubt(order)),
            tr(
                "Cancels {units}; {held} free again in {stock}.",
                units=_open(order),
                held=held.grouped(),
                stock=order.stock,
            ),
            tr("What is cancelled cannot come back; place a new order instead"),
        ],
        [("save", tr("Deny order {number}", number=order.number)), ("back", tr("Keep"))],
    )
    if await page.ask(question) != "save":
        return False
    return await _done(page, payments.deny, order)


def _open(order: Order) -> str:
    lines = [line for line in order.lines if line.open]
    units = total(line.open for line in lines).in_units()
    return trn("{units} of {count} line", "{units} of {count} lines", len(lines), units=units)


def _doubt(order: Order) -> str:
    return (order.payment or order.status).label


def _on_hold(order: Order) -> list[str]:
    return [tr("It stays on hold.")] if order.status is OrderStatus.HOLDED else []


async def _done(
    page: Page, service: Callable[..., payments.Turned], order: Order, *more: str
) -> bool:
    try:
        turned = await page.written(
            service,
            order.number,
            *more,
            seen_version=order.version,
            cause=page.inventory.cause(),
        )
    except InventoryError as refusal:
        await page.refuse(refusal)
        return False
    page.say_receipt(turned.receipt)
    page.inventory.data_written()
    return True
