"""What is said of an order's money."""

from __future__ import annotations

from enum import StrEnum

from inventory_tui.domain.order import OrderStatus


class PaymentState(StrEnum):
    """What an order's money is said to be, as people and shops name it."""

    PENDING = "pending"
    REVIEW = "review"
    FRAUD = "fraud"
    RECEIVED = "received"

    @property
    def status(self) -> OrderStatus | None:
        """The state of `AWAITING_MONEY` it puts an order in; None where nothing is awaited."""
        return _OF_A_PAYMENT.get(self.value)


_OF_A_PAYMENT = {
    "pending": OrderStatus.PENDING_PAYMENT,
    "review": OrderStatus.PAYMENT_REVIEW,
    "fraud": OrderStatus.FRAUD,
}
