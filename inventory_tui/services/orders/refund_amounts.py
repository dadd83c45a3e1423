"""The money of a refund beside the prices of its lines.

Exact decimals, no tax: what of the shipping is given back may only be reduced, an adjustment
must not bring the total above what was paid, a fee is kept.

Source: spec 5, *Credit-memo amount limits*.
"""

from __future__ import annotations

from decimal import Decimal

from inventory_tui.domain.document import RefundAmounts
from inventory_tui.domain.errors import InvalidInput
from inventory_tui.domain.order import Order
from inventory_tui.domain.order_request import parse_line_price
from inventory_tui.store.database import Transaction
from inventory_tui.wording import tr

NOTHING = Decimal(0)


def checked(transaction: Transaction, order: Order, amounts: RefundAmounts) -> RefundAmounts:
    """Return the amounts as they are kept.

    Raises:
        InvalidInput: One is no amount, or more than may be given back, at its field.
    """
    typed = {"shipping": amounts.shipping, "adjustment": amounts.adjustment, "fee": amounts.fee}
    problems: dict[str, str] = {}
    values: dict[str, Decimal] = {}
    for name, text in typed.items():
        try:
            values[name] = Decimal(parse_line_price(text.strip())) if text.strip() else NOTHING
        except ValueError as problem:
            problems[name] = f"{name.capitalize()}: {problem}"
    if problems:
        raise InvalidInput(problems)
    if not any(values.values()):
        return RefundAmounts()
    earlier = transaction.documents.refunds(order.id)
    given = sum((_decimal(one.amounts.shipping) for one in earlier), NOTHING)
    left = _decimal(order.shipping_amount) - given
    if values["shipping"] > left:
        raise InvalidInput(
            {
                "shipping": tr(
                    "Shipping: {left} of it are left to give back, not {amount}.",
                    left=max(left, NOTHING),
                    amount=values["shipping"],
                )
            }
        )
    paid = paid_for(order)
    adjusted = sum(
        (_decimal(one.amounts.adjustment) - _decimal(one.amounts.fee) for one in earlier),
        NOTHING,
    )
    if adjusted + values["adjustment"] - values["fee"] > paid:
        raise InvalidInput(
            {
                "adjustment": tr(
                    "Adjustment: together with what was given back it passes {paid}.", paid=paid
                )
            }
        )
    return RefundAmounts(
        **{name: str(value) if value else "" for name, value in values.items()}
    )


def paid_for(order: Order) -> Decimal:
    """What an order came to: its invoiced lines at their prices, and its shipping."""
    lines = sum(
        (_decimal(line.price) * Decimal(line.invoiced.parts) / 10_000 for line in order.lines),
        NOTHING,
    )
    bundles = sum(
        (
            _decimal(bundle.price) * Decimal(bundle.quantity.parts) / 10_000
            for bundle in order.bundles
        ),
        NOTHING,
    )
    return lines + bundles + _decimal(order.shipping_amount)


def _decimal(text: str) -> Decimal:
    return Decimal(text) if text else NOTHING
