"""What can be done to orders from the list and from an order's page, asked with numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.history import Deed, Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Order, OrderLine, OrderStatus
from inventory_tui.services.orders import order_batches, refund_planning
from inventory_tui.tui.dialogs.invoice import InvoiceDialog
from inventory_tui.tui.dialogs.question import Question
from inventory_tui.tui.dialogs.refund import RefundDialog
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.wording import tr, trn


async def cancel_orders(page: Page, ids: Sequence[int]) -> bool:
    """Ask with numbers, then cancel what is open of these orders."""
    plan = await page.read(order_batches.plan, Deed.ORDER_CANCELLED, ids)
    if not plan.orders:
        page.say(tr("Nothing here can be cancelled: {states}", states=_states(plan)))
        return False
    what = _what(plan)
    free = tr("; {held} are free again", held=plan.held.grouped()) if plan.held else ""
    lines = [
        trn(
            "{units} of {count:,} line go{free}",
            "{units} of {count:,} lines go{free}",
            plan.lines,
            units=plan.units.in_units(),
            free=free,
        )
    ]
    lines += [f"– {sentence}" for sentence in _skipped(plan)]
    lines.append(tr("A cancelled order cannot come back; place a new one instead"))
    question = Question(
        tr("Cancel {what}?", what=what),
        lines,
        [("save", tr("Cancel {what}", what=what)), ("back", tr("Keep"))],
    )
    if await page.ask(question) != "save":
        return False
    return await _done(page, tr("Cancelling"), order_batches.cancel, ids)


async def hold_orders(page: Page, ids: Sequence[int]) -> bool:
    """Ask with numbers, then put these orders on hold, or let them go on."""
    deed = Deed.ORDER_HELD
    plan = await page.read(order_batches.plan, deed, ids)
    if not plan.orders:
        deed = Deed.ORDER_UNHELD
        plan = await page.read(order_batches.plan, deed, ids)
    if not plan.orders:
        page.say(tr("Nothing here can be put on hold: {states}", states=_states(plan)))
        return False
    what = _what(plan)
    if deed is Deed.ORDER_HELD:
        title = tr("Put {what} on hold?", what=what)
        verb = tr("Hold {what}", what=what)
        lines = [
            tr(
                "Nothing ships until it is released; {units} stay held",
                units=plan.held.in_units(),
            )
        ]
    else:
        title = tr("Take {what} off hold?", what=what)
        verb = tr("Release {what}", what=what)
        lines = [tr("{units} may ship again", units=plan.units.in_units())]
    lines += [f"– {sentence}" for sentence in _skipped(plan)]
    if await page.ask(Question(title, lines, [("save", verb), ("back", tr("Back"))])) != "save":
        return False
    service = order_batches.hold if deed is Deed.ORDER_HELD else order_batches.unhold
    return await _done(page, tr("Holding"), service, ids)


async def invoice_order(page: Page, order: Order, lines: Sequence[OrderLine]) -> Receipt | None:
    """Ask how much of these lines is invoiced; the receipt, or None."""
    if order.payment is not None:
        page.say(
            tr(
                "It stands at {state}: nothing is invoiced before that ends",
                state=order.payment.label,
            )
        )
        return None
    left = [line for line in lines if line.to_invoice]
    finished = not order.status.is_open and order.status is not OrderStatus.COMPLETE
    if order.status is OrderStatus.HOLDED:
        page.say(
            tr(
                "Order {number} is on hold; release it before it is invoiced",
                number=visible(order.number),
            )
        )
        return None
    if not left or finished:
        page.say(
            tr("Nothing is left to invoice of order {number}", number=visible(order.number))
        )
        return None
    done = await page.ask(InvoiceDialog(order, left))
    return None if done is None else done.receipt


async def refund_order(
    page: Page, number: str, chosen: Sequence[OrderLine], *, marked: bool
) -> Receipt | None:
    """Ask how much is refunded and what becomes of the goods; the receipt, or None.

    Args:
        chosen: The lines people stand on.
        marked: Whether they marked them: then only these are offered, all that there is.
    """
    try:
        found = await page.read(refund_planning.refundable, number)
    except InventoryError as refusal:
        await page.refuse(refusal)
        return None
    wanted = {line.id for line in chosen}
    meant = [line for line in found.lines if line.id in wanted]
    if not found.lines or (marked and not meant):
        page.say(tr("Nothing of it is invoiced or shipped that was not refunded already"))
        return None
    at = meant[0].id if meant else None
    done = await page.ask(
        RefundDialog(found, meant if marked else found.lines, at, filled=marked)
    )
    return None if done is None else done.receipt


async def _done(
    page: Page, title: str, service: Callable[..., Receipt], ids: Sequence[int]
) -> bool:
    receipt = await page.long_deed(title, service, ids)
    if receipt is None:
        return False
    page.inventory.data_written()
    return True


def _what(plan: order_batches.BatchPlan) -> str:
    if plan.orders == 1:
        return tr("order {number}", number=plan.number)
    return tr("{count:,} orders", count=plan.orders)


def _skipped(plan: order_batches.BatchPlan) -> list[str]:
    return [
        trn(
            "{count:,} is {status}, skipped",
            "{count:,} are {status}, skipped",
            count,
            status=status,
        )
        for status, count in sorted(plan.skipped.items())
    ]


def _states(plan: order_batches.BatchPlan) -> str:
    return ", ".join(sorted(plan.skipped)) or tr("gone")
